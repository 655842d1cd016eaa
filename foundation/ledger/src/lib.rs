#![doc = include_str!("../README.md")]

pub mod cells;
pub mod event;
pub mod head;
pub mod history;
pub mod listen;
pub mod proof;
mod seal;
pub mod tree;
pub mod verify;

pub use cells::{Difference, Differences, rebuild_cells};
pub use event::{Canonical, Code, Commitment, Event, EventKind, record, reverse, reverse_and_commit};
pub use head::{SealKey, SignedHead, VerifyKey, head, heads, witness_text};
pub use history::{Filter, Page, Recorded, event, events_of, page};
pub use listen::{Listener, hear, listeners};
pub use proof::{
    Consistency, Inclusion, Receipt, consistency, inclusion, position_of, receipt, root_at, verify_consistency,
    verify_inclusion,
};
pub use seal::seal;
pub use verify::{Fault, Records, Report, Wrong, verify};

/// The tables of the ledger, for `Db::migrate`.
pub const MIGRATIONS: &[storage::Migration] = &[storage::migration!("ledger", "0001_ledger")];
