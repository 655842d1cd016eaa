#![doc = include_str!("../README.md")]

pub mod backup;
pub mod blobs;
mod db;
mod failure;
pub mod merge;
mod migrate;
mod postgres;
mod queue;
mod sql;
mod sqlite;
pub mod testing;
mod tls;
mod tx;
mod value;
pub mod watch;

pub use blobs::{Blobs, Hash};
pub use db::{Config, Db, Engine};
pub use migrate::{Migration, Sql};
pub use tx::Tx;
pub use value::{Cell, FromCol, FromRow, InOrder, Row, Val};
