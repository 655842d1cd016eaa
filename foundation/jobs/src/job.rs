//! A job: what it is, and how one is put into the queue, looked at and run again.

use std::{fmt, str::FromStr};

use base::{Error, Id, Moment, Result, Text, text};
use serde_json::Value;
use storage::{Tx, args};

/// A kind of background work, declared once by its system.
#[derive(Debug, PartialEq, Eq)]
pub struct JobKind {
    /// `<system>.<what is done>`: `notify.send`.
    pub name: &'static str,
    pub title: Text,
    /// After so many tries that failed a job is dead.
    pub max_attempts: u32,
    /// A try that has not ended after so many minutes is taken for killed, and the job is run again.
    pub lease_minutes: u32,
}

impl JobKind {
    /// Ten attempts, which is some four hours, and ten minutes for each.
    pub const fn new(name: &'static str, title: Text) -> JobKind {
        JobKind { name, title, max_attempts: 10, lease_minutes: 10 }
    }

    pub const fn max_attempts(self, max_attempts: u32) -> JobKind {
        JobKind { max_attempts, ..self }
    }

    pub const fn lease_minutes(self, lease_minutes: u32) -> JobKind {
        JobKind { lease_minutes, ..self }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    Waiting,
    Running,
    /// Failed too often. It stays until somebody runs it again or drops it.
    Dead,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            State::Waiting => "waiting",
            State::Running => "running",
            State::Dead => "dead",
        })
    }
}

impl FromStr for State {
    type Err = Error;

    fn from_str(s: &str) -> Result<State> {
        match s {
            "waiting" => Ok(State::Waiting),
            "running" => Ok(State::Running),
            "dead" => Ok(State::Dead),
            _ => Err(Error::invalid(text("Không có trạng thái này", "There is no such state"))),
        }
    }
}

storage::stored_as_text!(State);

/// A job in the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    pub id: Id,
    pub kind: String,
    pub key: Option<String>,
    /// JSON.
    pub body: String,
    pub state: State,
    /// From when on a worker may take it: of a running job, the end of its lease.
    pub run_at: Moment,
    /// Tries begun.
    pub attempts: i64,
    pub last_error: Option<String>,
    pub made_at: Moment,
}

storage::columns!(Job { id, kind, key, body, state, run_at, attempts, last_error, made_at });

const MAX_BODY: usize = 64 * 1024;

/// Puts a job into the queue, in the transaction of the act that wants it: it exists if and only if the act does.
pub fn enqueue(tx: &mut Tx, kind: &'static JobKind, body: &Value, run_at: Moment) -> Result<Id> {
    put(tx, kind, None, body, run_at)
}

/// `enqueue`, unless a job of this kind and key waits already: then that one keeps its body and runs at the earlier of the two moments.
/// One that is running does not count, since it may have read what was before the act; the new one is run after it.
pub fn enqueue_once(tx: &mut Tx, kind: &'static JobKind, key: &str, body: &Value, run_at: Moment) -> Result<Id> {
    put(tx, kind, Some(key), body, run_at)
}

fn put(tx: &mut Tx, kind: &JobKind, key: Option<&str>, body: &Value, run_at: Moment) -> Result<Id> {
    let body = body.to_string();
    if body.len() > MAX_BODY {
        return Err(Error::internal(format!("job {}: a body of {} bytes", kind.name, body.len())));
    }
    let (id, now) = (tx.new_id(), tx.now());
    let sql = "insert into jobs_job as j (id, kind, key, body, state, run_at, attempts, made_at)
               values ($1, $2, $3, $4, 'waiting', $5, 0, $6)
               on conflict (kind, key) where state = 'waiting' do update
               set run_at = case when excluded.run_at < j.run_at then excluded.run_at else j.run_at end
               returning id";
    let (id,) = tx.one(sql, args![id, kind.name, key, body, run_at, now])?;
    Ok(id)
}

pub fn job(tx: &mut Tx, id: Id) -> Result<Job> {
    tx.first(&format!("select {} from jobs_job where id = $1", Job::COLUMNS), args![id])?.ok_or_else(gone)
}

fn gone() -> Error {
    Error::not_found(text("Việc nền này không còn trong hàng đợi", "This job is not in the queue any more"))
}

const PAGE: i64 = 50;

/// Jobs in a state, the oldest first, fifty at a time. `after`: the last one of the page before, or `Id::NONE`.
pub fn page(tx: &mut Tx, state: State, after: Id) -> Result<Vec<Job>> {
    let sql = format!("select {} from jobs_job where state = $1 and id > $2 order by id limit $3", Job::COLUMNS);
    tx.all(&sql, args![state, after, PAGE])
}

/// Gives a dead job all its attempts again, or a waiting one its next at once.
pub fn rerun(tx: &mut Tx, id: Id) -> Result<()> {
    let (job, now) = (job(tx, id)?, tx.now());
    if job.state == State::Running {
        return Err(Error::conflict(text("Việc này đang chạy", "This job is running")));
    }
    if twin_waits(tx, &job.kind, job.key.as_deref(), id)? {
        return tx.run("delete from jobs_job where id = $1", args![id]).map(drop);
    }
    let sql = "update jobs_job set state = 'waiting', run_at = $2, attempts = 0 where id = $1";
    tx.run(sql, args![id, now]).map(drop)
}

/// Gives up a dead job for good.
pub fn drop_dead(tx: &mut Tx, id: Id) -> Result<()> {
    match tx.run("delete from jobs_job where id = $1 and state = 'dead'", args![id])? {
        0 => Err(gone()),
        _ => Ok(()),
    }
}

/// Whether another job of the same kind and key waits: it will do what this one would.
pub(crate) fn twin_waits(tx: &mut Tx, kind: &str, key: Option<&str>, but: Id) -> Result<bool> {
    let Some(key) = key else { return Ok(false) };
    let sql = "select id from jobs_job where kind = $1 and key = $2 and state = 'waiting' and id <> $3";
    Ok(tx.first::<(Id,)>(sql, args![kind, key, but])?.is_some())
}
