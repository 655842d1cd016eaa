#![doc = include_str!("../README.md")]

mod act;
mod item;
mod moving;
mod queue;

pub use act::{assign, claim, forward, give_back, load};
pub use item::{Item, NewItem, WorkKind, done, done_at, of_record, put};
pub use moving::WorkMover;
pub use queue::{Filter, Key, Load, MOST_COUNTED, badge, held_in, list, loads};

use identity::Right;
use storage::{Migration, migration};

/// Hand out the work of a unit: assign, recall, move a queue.
pub const ASSIGN: Right = Right("work.assign");

pub const MIGRATIONS: &[Migration] = &[migration!("work", "0001_work")];
