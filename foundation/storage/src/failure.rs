//! What an engine's error means to the caller. Values never enter the message: it goes to the log.

use std::{error::Error as StdError, fmt};

use base::{Error, Kind, Text, text};

use crate::Engine;

const EXISTS: Text = text("Nội dung này đã có trong hệ thống", "This is already in the system");
const UNSURE: Text = text(
    "Mất kết nối đúng lúc đang ghi: xin kiểm tra xem nội dung đã được ghi nhận chưa trước khi thử lại",
    "The connection broke while recording: please check whether it was recorded before trying again",
);

/// How one statement, or a whole transaction, failed.
#[derive(Clone, Debug)]
pub struct Failure {
    pub error: Error,
    pub then: Then,
}

/// What the database thread does about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Give the error to the caller.
    Answer,
    /// Run the closure again: another transaction came in between.
    Again,
    /// The connection is of no more use: run the closure again on a new one.
    Reconnect,
}

/// The source of an `Error` that an engine gave.
#[derive(Debug)]
struct SqlError {
    engine: Engine,
    code: String,
    message: String,
    sql: String,
}

impl fmt::Display for SqlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}: {}", self.engine, self.code, self.message)?;
        if !self.sql.is_empty() {
            write!(f, "; in: {}", self.sql)?;
        }
        Ok(())
    }
}

impl StdError for SqlError {}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure { error, then: Then::Answer }
    }
}

fn error(kind: Kind, source: SqlError) -> Error {
    match kind {
        Kind::Conflict => Error::conflict(EXISTS).because(source),
        Kind::Busy => Error::busy().because(source),
        _ => Error::internal(source),
    }
}

trait Because {
    fn because(self, source: SqlError) -> Self;
}

impl Because for Error {
    fn because(self, source: SqlError) -> Error {
        Error { source: Some(std::sync::Arc::new(source)), ..self }
    }
}

/// The database cannot be used just now; `why` goes to the log.
pub fn busy(engine: Engine, why: &str) -> Error {
    let source = SqlError { engine, code: "unavailable".into(), message: why.into(), sql: String::new() };
    Error::busy().because(source)
}

pub fn sqlite(e: rusqlite::Error, sql: &str) -> Error {
    use rusqlite::{ErrorCode as Code, ffi};

    let (kind, code, message) = match &e {
        rusqlite::Error::SqliteFailure(code, message) => {
            let kind = match code.code {
                Code::ConstraintViolation => match code.extended_code {
                    ffi::SQLITE_CONSTRAINT_UNIQUE
                    | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                    | ffi::SQLITE_CONSTRAINT_ROWID => Kind::Conflict,
                    _ => Kind::Internal,
                },
                Code::DatabaseBusy
                | Code::DatabaseLocked
                | Code::DiskFull
                | Code::SystemIoFailure
                | Code::CannotOpen
                | Code::OperationInterrupted
                | Code::FileLockingProtocolFailed => Kind::Busy,
                _ => Kind::Internal,
            };
            (kind, code.extended_code.to_string(), message.clone().unwrap_or_else(|| code.to_string()))
        }
        other => (Kind::Internal, String::new(), other.to_string()),
    };
    error(kind, SqlError { engine: Engine::Sqlite, code, message, sql: sql.to_owned() })
}

pub fn postgres(e: ::postgres::Error, sql: &str) -> Failure {
    let source = |code: &str, message: String| SqlError {
        engine: Engine::Postgres,
        code: code.to_owned(),
        message,
        sql: sql.to_owned(),
    };
    let Some(db) = e.as_db_error() else {
        let broken = e.is_closed() || e.source().is_some_and(|s| s.is::<std::io::Error>());
        // Without an answer of the server it is the connection, or an argument that does not fit.
        let (kind, then) = if broken { (Kind::Busy, Then::Reconnect) } else { (Kind::Internal, Then::Answer) };
        let message = e.source().map_or_else(|| e.to_string(), |cause| format!("{e}: {cause}"));
        return Failure { error: error(kind, source("connection", message)), then };
    };
    let code = db.code().code();
    let (kind, then) = match code {
        "23505" => (Kind::Conflict, Then::Answer),
        "40001" | "40P01" => (Kind::Busy, Then::Again),
        // A table changed under a prepared statement, or a pooler lost it.
        "0A000" if db.message().contains("cached plan") => (Kind::Busy, Then::Reconnect),
        "26000" => (Kind::Busy, Then::Reconnect),
        "57P01" | "57P02" | "57P03" | "57P05" => (Kind::Busy, Then::Reconnect),
        "55P03" | "57014" => (Kind::Busy, Then::Answer),
        _ if code.starts_with("08") => (Kind::Busy, Then::Reconnect),
        _ if code.starts_with("53") || code.starts_with("58") => (Kind::Busy, Then::Answer),
        _ => (Kind::Internal, Then::Answer),
    };
    let constraint = db.constraint().map(|name| format!(" ({name})")).unwrap_or_default();
    Failure { error: error(kind, source(code, format!("{}{constraint}", db.message()))), then }
}

/// The answer to COMMIT was lost: nobody knows whether it was recorded, so nobody says that it was not.
pub fn unsure(failure: Failure) -> Error {
    Error { said: UNSURE.into(), ..failure.error }
}
