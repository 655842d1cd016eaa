#![doc = include_str!("../README.md")]

pub mod events;
mod file;
mod find;
mod import;
mod list;
mod map;
mod mover;
mod person;
mod plan;
mod post;
mod reorganise;
mod store;
mod succession;
mod unit;

pub use file::{Dissolve, Found, Keep, OfficeRule, ReorganisationFile, Split, UnitsFile};
pub use find::{Match, find};
pub use import::{Imported, import};
pub use list::{Listed, Share, Traced, list, trace};
pub use map::{Maps, UnitMap};
pub use mover::{Mover, UnitMove};
pub use person::{
    NewPerson, Person, add_person, find_people, forget_person, person, person_by_number, set_contact, set_name,
};
pub use plan::{Plan, PlannedUnit, Question};
pub use post::{Post, PostMover, add_post, end_post, holders, posts, posts_at};
pub use reorganise::{Moved, Moving, reorganise, reorganise_plan};
pub use succession::{
    Dated, UnitHistory, Vintage, history, inherited, living_successor, predecessors, successors, vintages,
};
pub use unit::{Level, Scheme, Unit, agency_code, ancestors, children, communes, office, unit, unit_by_code};

use storage::{Migration, migration};

pub const MIGRATIONS: &[Migration] = &[migration!("directory", "0001_units"), migration!("directory", "0002_people")];
