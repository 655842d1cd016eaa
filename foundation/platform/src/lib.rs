#![doc = include_str!("../README.md")]

mod answer;
mod app;
mod beside;
mod calendar;
pub mod guard;
mod limit;
mod once;
mod outer;
mod posted;
mod routes;
mod setting;
mod system;
mod texts;
mod visit;

pub use answer::{Answer, Failure, created, download, file, json, redirect, see, status_of};
pub use app::{App, PROVINCE_NAME, Parts};
pub use beside::Beside;
pub use calendar::{
    CalendarDecision, calendar_data, calendar_decisions, calendar_source, decide_calendar, load_calendar,
};
pub use limit::Limits;
pub use once::once;
pub use outer::surround;
pub use posted::{Posted, PostedFile, Sent};
pub use routes::{Door, Method, Needs, Routes};
pub use setting::{Setting, Settings};
pub use system::{Demo, Milestone, NavItem, Part, System};
pub use visit::{At, Visit};

use storage::{Migration, migration};

pub const MIGRATIONS: &[Migration] = &[migration!("platform", "0001_platform")];
