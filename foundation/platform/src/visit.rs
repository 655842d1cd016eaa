//! Who came to which door, in which language; makes the page around a body.

use std::{ops::Deref, sync::Arc};

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
    response::{IntoResponse, Response},
};
use base::{Error, Lang, Said};
use identity::{Me, Who};
use maud::Markup;
use serde::de::DeserializeOwned;
use storage::Tx;

use crate::{App, Failure, Needs, texts};

/// One request's circumstances. Cheap to clone.
#[derive(Clone)]
pub struct Visit(pub(crate) Arc<Circumstances>);

pub struct Circumstances {
    pub me: Option<Me>,
    pub lang: Lang,
    pub theme: String,
    pub csrf: String,
    pub path: String,
    pub query: Vec<(String, String)>,
    pub request_id: String,
    /// A hash of the client's address, for limits.
    pub client: String,
    /// For the doorkeeper only; never logged, never stored in clear.
    pub address: String,
    pub agent: String,
    pub flash: Option<Said>,
}

impl Deref for Visit {
    type Target = Circumstances;

    fn deref(&self) -> &Circumstances {
        &self.0
    }
}

impl Visit {
    /// Who is signed in. Behind a door that needs it this is always `Ok`.
    pub fn me(&self) -> Result<&Me, Error> {
        self.0.me.as_ref().ok_or_else(Error::sign_in)
    }

    /// A parameter of the address, trimmed; empty if absent.
    pub fn asked(&self, name: &str) -> &str {
        self.query.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.trim())
    }

    pub fn asked_filled(&self, name: &str) -> Option<&str> {
        Some(self.asked(name)).filter(|v| !v.is_empty())
    }

    pub fn t(&self, text: base::Text) -> &'static str {
        text.get(self.lang)
    }

    pub fn face(&self) -> web::Face {
        match &self.me {
            Some(me) if me.kind == Who::Official => web::Face::Staff,
            Some(_) => web::Face::Citizen,
            None => web::Face::Public,
        }
    }

    /// The whole page around `body`, which brings its own `h1`.
    pub async fn page(&self, app: &App, title: impl Into<Said>, body: Markup) -> Response {
        let beside = match &self.me {
            Some(me) => {
                let (house, me) = (app.clone(), me.clone());
                app.read(move |tx| Beside::load(tx, &house, &me)).await.unwrap_or_default()
            }
            None => Beside::default(),
        };
        let shell = self.shell(app, title.into().get(self.lang), beside);
        web::page(&shell, body).into_response()
    }

    pub(crate) fn shell(&self, app: &App, title: &str, beside: Beside) -> web::Shell {
        let waiting = beside.waiting;
        let badge = (waiting > 0).then(|| if waiting > 99 { "99+".to_owned() } else { waiting.to_string() });
        let mut items: Vec<_> =
            app.systems.iter().flat_map(|s| s.nav).filter(|item| self.may_pass(item.needs)).collect();
        items.sort_by_key(|item| item.part);
        // Of two entries one above the other, the page stands under the nearer.
        let leads_here =
            |href: &str| self.path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let current = items.iter().map(|item| item.href).filter(|href| leads_here(href)).max_by_key(|href| href.len());
        let nav = items
            .iter()
            .map(|item| {
                let entry = web::NavItem::new(item.href, item.label.get(self.lang))
                    .current(Some(item.href) == current)
                    .badge(if item.counts { badge.clone() } else { None });
                match item.part.title().filter(|_| self.face() == web::Face::Staff) {
                    Some(title) => entry.group(title.get(self.lang)),
                    None => entry,
                }
            })
            .collect();
        web::Shell {
            nav,
            title: title.to_owned(),
            theme: web::Theme::from_cookie(&self.theme),
            user: self.me.as_ref().map(|me| web::Who {
                name: me.name.clone(),
                unit: beside.unit,
                role: beside.role.map(|title| title.get(self.lang).to_owned()),
            }),
            csrf: self.csrf.clone(),
            path: self.here(),
            flash: self.flash.clone().map(web::Flash::done),
            demo: app.demo,
            search: match self.face() {
                web::Face::Staff => app.systems.iter().find_map(|s| s.search).map(str::to_owned),
                _ => None,
            },
            head: app.head(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            ..web::Shell::new(self.lang, self.face(), app.settings().get(&crate::PROVINCE_NAME))
        }
    }

    /// Whether an entry of the navigation is of use to this visitor.
    fn may_pass(&self, needs: Needs) -> bool {
        let kind = self.me.as_ref().map(|me| me.kind);
        match needs {
            Needs::Public => kind != Some(Who::Official),
            Needs::SignedIn => kind.is_some(),
            Needs::Citizen => kind == Some(Who::Citizen),
            Needs::Official => kind == Some(Who::Official),
            Needs::Right(right) => self.me.as_ref().is_some_and(|me| me.has(right)),
        }
    }

    /// Path and query of this page.
    pub fn here(&self) -> String {
        let pairs = self.query.iter();
        pairs.fold(web::Here::parse(&self.path), |here, (name, value)| here.with(name, value.as_str())).href()
    }
}

/// What the frame of a page tells beside its body.
#[derive(Default)]
pub(crate) struct Beside {
    /// Work waiting for an official, unread messages of a citizen; counted up to 100.
    waiting: i64,
    unit: Option<String>,
    role: Option<Said>,
}

impl Beside {
    fn load(tx: &mut Tx, app: &App, me: &Me) -> Result<Beside, Error> {
        let waiting = if me.is_official() { work::badge(tx, me)? } else { notify::unread(tx, me.person)? };
        let Some(seat) = me.seat() else { return Ok(Beside { waiting, ..Beside::default() }) };
        let map = app.maps.get(tx, me.day)?;
        let unit = map.get(seat.unit).map(|unit| unit.full_name());
        Ok(Beside { waiting, unit, role: Some(identity::role_title(tx, &seat.role)?) })
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Visit, Failure> {
        let visit = parts.extensions.get::<Visit>().cloned();
        visit.ok_or_else(|| Error::internal("a door without a guard").into())
    }
}

/// What stands in the path: `At(code): At<String>`, `At((code, n)): At<(String, i64)>`. A wrong form is a missing page.
pub struct At<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for At<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<At<T>, Failure> {
        let found = Path::<T>::from_request_parts(parts, app).await;
        found.map(|Path(value)| At(value)).map_err(|_| Error::not_found(texts::NO_SUCH_PAGE).into())
    }
}
