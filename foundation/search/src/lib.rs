#![doc = include_str!("../README.md")]

mod find;
mod index;
mod marks;
mod put;
mod reindex;
mod words;

pub use find::{Found, Within, find};
pub use put::{Entry, put, remove};
pub use reindex::reindex;

use storage::{Migration, Sql, migration};

pub const MIGRATIONS: &[Migration] = &[
    migration!("search", "0001_entries"),
    Migration {
        system: "search",
        name: "0002_index",
        sql: Sql::PerEngine {
            sqlite: include_str!("../migrations/0002_index.sqlite.sql"),
            postgres: include_str!("../migrations/0002_index.postgres.sql"),
        },
    },
];

/// Tables a backup leaves out: `reindex` makes them from the entries.
pub const DERIVED: &[&str] = &["search_text_a", "search_text_b"];
