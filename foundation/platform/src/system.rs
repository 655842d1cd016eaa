//! What a system hands in: a plain value that can be printed, compared and tested.

use base::{Day, Id, Result, SeededRandom, Text};
use directory::Mover;
use identity::{Me, Right};
use jobs::Handler;
use ledger::EventKind;
use storage::{Migration, Tx};
use work::{Item, WorkKind};

use crate::{App, Routes, Setting};

/// One of the province's systems. Build it with `System { routes, ..System::new("petitions", TITLE) }`.
#[derive(Clone, Copy)]
pub struct System {
    /// Begins the name of every table, right and event of the system.
    pub name: &'static str,
    pub title: Text,
    pub routes: fn(&mut Routes),
    pub migrations: &'static [Migration],
    /// Every right the system knows, with its title for the administration page.
    pub rights: &'static [(Right, Text)],
    /// Which rights a role has unless the province decides otherwise: (role code, right).
    pub role_rights: &'static [(&'static str, Right)],
    pub events: &'static [&'static EventKind],
    pub work: &'static [&'static WorkKind],
    /// The page of what waits is this and the item's label: `/ho-so/`.
    pub work_path: &'static str,
    /// What the province may decide about the system.
    pub settings: &'static [&'static Setting],
    pub jobs: &'static [Handler<App>],
    pub schedules: &'static [jobs::Schedule],
    pub nav: &'static [NavItem],
    /// Where the search box of the staff's header leads, by POST with the field `q`.
    pub search: Option<&'static str>,
    /// What moves with a unit when the map changes.
    pub movers: &'static [&'static (dyn Mover + Sync)],
    /// The current commitment of a record, for `ledger verify --records`.
    pub records: Option<&'static (dyn ledger::Records + Sync)>,
    /// The system's own act when a head gives one of its items to another person, or to all (`None`). Says whether there is
    /// one for this kind of item; if not, the item alone changes hands.
    pub reassign: Option<fn(&mut Tx, &App, &Me, &Item, Option<Id>) -> Result<bool>>,
    /// Fills the demo province with the system's life.
    pub demo: Option<fn(&Demo) -> Result<()>>,
}

impl System {
    pub const fn new(name: &'static str, title: Text) -> System {
        System {
            name,
            title,
            routes: |_| {},
            migrations: &[],
            rights: &[],
            role_rights: &[],
            events: &[],
            work: &[],
            work_path: "/",
            settings: &[],
            jobs: &[],
            schedules: &[],
            nav: &[],
            search: None,
            movers: &[],
            records: None,
            reassign: None,
            demo: None,
        }
    }
}

/// An entry of the main navigation; shown to those who may pass its door.
#[derive(Clone, Copy)]
pub struct NavItem {
    pub href: &'static str,
    pub label: Text,
    pub needs: crate::Needs,
    pub part: Part,
    /// Shows how much waits there: an official's work, a citizen's unread messages.
    pub counts: bool,
}

/// The parts of the main navigation, in its order; within one the systems follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What one comes for.
    Work,
    /// What one looks up or is told.
    Look,
    Manage,
}

impl Part {
    pub(crate) fn title(self) -> Option<Text> {
        match self {
            Part::Work => None,
            Part::Look => Some(base::text("Tra cứu", "Look up")),
            Part::Manage => Some(base::text("Quản trị", "Administration")),
        }
    }
}

/// What the making of the demo province gives to each system.
pub struct Demo<'a> {
    pub app: &'a App,
    pub random: &'a SeededRandom,
    pub dossiers: usize,
    pub until: Day,
    /// What happens to the province meanwhile, by day: its map changes.
    pub milestones: &'a [Milestone<'a>],
    /// Called as work goes on: done, of how many.
    pub progress: &'a dyn Fn(usize, usize),
}

/// A day on which something happens, and what does it.
pub type Milestone<'a> = (Day, &'a dyn Fn(Day) -> Result<()>);
