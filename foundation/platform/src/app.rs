//! All of the foundation in one handle.

use std::{
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
};

use axum::extract::FromRequestParts;
use base::{Moment, Result, Sources};
use calendar::WorkingCalendar;
use directory::Maps;
use documents::Typesetter;
use identity::Identity;
use ledger::SealKey;
use storage::{Blobs, Db, Tx};

use crate::{Beside, Limits, Settings, System, load_calendar};

/// What `App` is made of.
pub struct Parts {
    pub db: Db,
    pub blobs: Blobs,
    /// The doorkeeper: passwords, sessions, tokens, second factors.
    pub identity: Identity,
    pub seal_key: SealKey,
    pub typesetter: Box<dyn Typesetter>,
    pub systems: &'static [&'static System],
    pub data: PathBuf,
    pub beside: Beside,
    /// Demo is a property of the data folder: made-up people, known passwords, loopback only.
    pub demo: bool,
    /// The address the province is known by, for papers and QR codes: `https://tinhso.example.vn`.
    pub base_url: String,
}

/// What all clones of an `App` share.
pub struct Inner {
    parts: Parts,
    pub limits: Limits,
    pub maps: Maps,
    settings: RwLock<Arc<Settings>>,
    calendar: RwLock<Arc<WorkingCalendar>>,
    head: RwLock<Option<web::LedgerHead>>,
}

#[derive(Clone)]
pub struct App(Arc<Inner>);

impl std::ops::Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl std::ops::Deref for Inner {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

impl App {
    pub fn new(parts: Parts) -> Result<App> {
        let (settings, calendar) = parts.db.read_now(decided)?;
        Ok(App(Arc::new(Inner {
            parts,
            limits: Limits::default(),
            maps: Maps::default(),
            settings: RwLock::new(Arc::new(settings)),
            calendar: RwLock::new(Arc::new(calendar)),
            head: RwLock::default(),
        })))
    }

    pub fn sources(&self) -> &Sources {
        self.db.sources()
    }

    pub fn now(&self) -> Moment {
        self.sources().now()
    }

    pub fn settings(&self) -> Arc<Settings> {
        self.0.settings.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The province's working calendar, as last decided.
    pub fn calendar(&self) -> Arc<WorkingCalendar> {
        self.0.calendar.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// After a change of settings or calendar; the server also calls it now and then, for changes of another process.
    pub fn reload(&self) -> Result<()> {
        let (settings, calendar) = self.db.read_now(decided)?;
        *self.0.settings.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
        *self.0.calendar.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(calendar);
        Ok(())
    }

    /// Runs `f` in one transaction that may write. It may run twice: it must do nothing but database work.
    pub async fn write<T, F>(&self, f: F) -> Result<T>
    where
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.db.write(f).await
    }

    /// Runs `f` over one snapshot.
    pub async fn read<T, F>(&self, f: F) -> Result<T>
    where
        F: Fn(&mut Tx) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.db.read(f).await
    }

    /// The latest head of the ledger, as the sealer of this process last saw it.
    pub fn head(&self) -> Option<web::LedgerHead> {
        self.head.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn set_head(&self, head: web::LedgerHead) {
        *self.head.write().unwrap_or_else(PoisonError::into_inner) = Some(head);
    }
}

/// What the province has decided.
fn decided(tx: &mut Tx) -> Result<(Settings, WorkingCalendar)> {
    Ok((Settings::load(tx)?, load_calendar(tx)?))
}

impl FromRequestParts<App> for App {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(_: &mut axum::http::request::Parts, app: &App) -> Result<App, Self::Rejection> {
        Ok(app.clone())
    }
}

/// How the province calls itself on every page.
pub const PROVINCE_NAME: crate::Setting = crate::Setting {
    name: "province.name",
    title: base::text("Tên tỉnh", "Name of the province"),
    default: "Tuyên Quang",
    basis: "Nghị quyết 1684/NQ-UBTVQH15",
};
