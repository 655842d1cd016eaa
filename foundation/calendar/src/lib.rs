#![doc = include_str!("../README.md")]

mod clock;
mod data;
mod explain;
mod holidays;
mod hours;
pub mod lunar;
mod special;
mod term;
mod working;

pub use clock::{Due, Extension, NewEnd, Options, Pause, PauseKind};
pub use data::{CalendarData, ExceptionData, HoursData, IntakeData, OfficeData, YearData};
pub use hours::Span;
pub use special::{CutOff, DueState, Outcome, SpecialDay, SpecialKind, Status};
pub use term::Term;
pub use working::WorkingCalendar;
