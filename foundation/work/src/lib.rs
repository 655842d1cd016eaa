#![doc = include_str!("../README.md")]

mod act;
mod item;
mod moving;
mod queue;

pub use act::{assign, claim, forward, give_back, load, move_queue, recall};
pub use item::{Item, NewItem, WorkKind, done, done_at, of_record, put};
pub use moving::WorkMover;
pub use queue::{Filter, Key, MOST_COUNTED, badge, list};

use identity::Right;
use storage::{Migration, migration};

/// Hand out the work of a unit: assign, recall, move a queue.
pub const ASSIGN: Right = Right("work.assign");

pub const MIGRATIONS: &[Migration] = &[migration!("work", "0001_work")];
