#![doc = include_str!("../README.md")]

mod archive;
pub mod book;
pub mod file;
pub mod issued;
mod paper;
pub mod preview;
pub mod scan;
pub mod sniff;

pub use book::{next_number, start_book};
pub use file::{File, Incoming, attach, file, files_of, keep, receive};
pub use issued::{Issued, NewPaper, freeze, issue, issue_bytes, load, papers_of};
pub use paper::*;
pub use preview::thumbnail;
pub use scan::{Clamd, Scanner, Verdict};
pub use sniff::{Limits, MediaType, check, safe_name};

/// The tables of documents, for `Db::migrate`.
pub const MIGRATIONS: &[storage::Migration] = &[storage::migration!("documents", "0001_documents")];
