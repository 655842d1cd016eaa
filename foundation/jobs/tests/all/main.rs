//! Jobs on both engines.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod jobs_run;
mod schedules_come;

use std::sync::atomic::{AtomicU64, Ordering};

use base::{Error, Id, Result, Sources, text};
use jobs::{Handler, JobKind, MIGRATIONS, Ran, run_due_with};
use serde_json::Value;
use storage::{Config, Db, testing::TestDb};

pub const NOTE: JobKind = JobKind::new("test.note", text("Ghi chú", "Note")).max_attempts(3).lease_minutes(5);

/// What a handler needs: here a counter, and how many of the next tries are to fail.
#[derive(Default)]
pub struct Desk {
    pub noted: AtomicU64,
    pub fail: AtomicU64,
    pub panic: AtomicU64,
}

fn take(counter: &AtomicU64) -> bool {
    counter.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok()
}

fn note(desk: &Desk, body: &Value) -> Result<()> {
    assert!(body.is_object());
    assert!(!take(&desk.panic), "the desk collapsed");
    if take(&desk.fail) {
        return Err(Error::internal("no ink"));
    }
    desk.noted.fetch_add(1, Ordering::SeqCst);
    Ok(())
}

pub const HANDLERS: &[Handler<Desk>] = &[Handler { kind: &NOTE, run: note }];

pub fn story(test: impl Fn(&TestDb)) {
    TestDb::each(MIGRATIONS, |db| test(db));
}

pub fn run(db: &Db, desk: &Desk) -> Ran {
    run_due_with(db, desk, HANDLERS, db.sources().now()).unwrap()
}

pub fn waiting(db: &Db, state: jobs::State) -> Vec<jobs::Job> {
    db.read_now(move |tx| jobs::page(tx, state, Id::NONE)).unwrap()
}

/// Another process on the same database.
pub fn second_process(db: &TestDb) -> Db {
    let sources = Sources { ids: base::IdMaker::new(1).into(), ..db.sources().clone() };
    Db::open(Config::new(db.url()), sources).unwrap()
}
