//! Running what is due: claim, run, note the end.

use std::panic::{AssertUnwindSafe, catch_unwind};

use base::{Error, Id, Moment, Result};
use serde_json::Value;
use storage::{Db, Tx, Val, args};

use crate::job::{self, Job, JobKind, State};

/// Who does the jobs of a kind. `C` is what the handler needs besides its body: the database, or a house around it.
///
/// A handler may be run more than once for one job (a process may be killed between the work and the note that it is done), so it does
/// its work such that the second time does no harm.
#[derive(Debug)]
pub struct Handler<C: 'static = Db> {
    pub kind: &'static JobKind,
    pub run: fn(&C, &Value) -> Result<()>,
}

impl<C> Clone for Handler<C> {
    fn clone(&self) -> Handler<C> {
        *self
    }
}

impl<C> Copy for Handler<C> {}

/// How the tries of one `run_due` ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    pub done: u64,
    /// To be tried again later.
    pub failed: u64,
    pub dead: u64,
}

/// Runs the jobs that are due at `now`, one after the other, until none is left; those of kinds without a handler here stay.
pub fn run_due(db: &Db, handlers: &[Handler], now: Moment) -> Result<Ran> {
    run_due_with(db, db, handlers, now)
}

/// `run_due` for handlers that need more than the database.
pub fn run_due_with<C>(db: &Db, context: &C, handlers: &[Handler<C>], now: Moment) -> Result<Ran> {
    let mut ran = Ran::default();
    let (names, sql) = due_sql(handlers);
    if handlers.is_empty() {
        return Ok(ran);
    }
    loop {
        // Looked for beside the writers, claimed by id: acts that enqueue and workers that look do not get into each other's way.
        let (names, sql) = (names.clone(), sql.clone());
        let due: Vec<Job> = db.read_now(move |tx| {
            let args: Vec<Val> = std::iter::once(now.into()).chain(names.iter().map(|name| (*name).into())).collect();
            tx.all(&sql, &args)
        })?;
        let mut taken = false;
        for job in due {
            let Some(handler) = handlers.iter().find(|handler| handler.kind.name == job.kind) else { continue };
            let (kind, found) = (handler.kind, job.clone());
            match db.write_now(move |tx| claim(tx, kind, &found))? {
                Claimed::No => continue,
                Claimed::Dead => ran.dead += 1,
                Claimed::As(claim) => {
                    let outcome = attempt(handler, context, &job);
                    if let Err(e) = &outcome {
                        tracing::warn!(job = %job.id, kind = %job.kind, attempt = job.attempts + 1, error = %e, "a job failed");
                    }
                    match end(db, kind, &job, claim, outcome)? {
                        None => ran.done += 1,
                        Some(State::Dead) => ran.dead += 1,
                        Some(_) => ran.failed += 1,
                    }
                }
            }
            taken = true;
        }
        if !taken {
            return Ok(ran);
        }
    }
}

fn due_sql<C>(handlers: &[Handler<C>]) -> (Vec<&'static str>, String) {
    let names: Vec<&'static str> = handlers.iter().map(|handler| handler.kind.name).collect();
    let places: Vec<String> = (0..names.len()).map(|n| format!("${}", n + 2)).collect();
    let sql = format!(
        "select {} from jobs_job where state <> 'dead' and run_at <= $1 and kind in ({})
         order by run_at, id limit 20",
        Job::COLUMNS,
        places.join(", ")
    );
    (names, sql)
}

enum Claimed {
    /// Another worker has it, or works on its key.
    No,
    /// Its last try did not come back.
    Dead,
    As(Id),
}

/// The lease counts from now, not from when this round of jobs began.
fn claim(tx: &mut Tx, kind: &JobKind, job: &Job) -> Result<Claimed> {
    if job.attempts >= i64::from(kind.max_attempts) {
        let sql = "update jobs_job set state = 'dead', claim = null, last_error = $4
                   where id = $1 and attempts = $2 and run_at = $3 and state <> 'dead'";
        let why = "the process ended, or took longer than its lease, at the last attempt";
        let touched = tx.run(sql, args![job.id, job.attempts, job.run_at, why])?;
        return Ok(if touched == 1 { Claimed::Dead } else { Claimed::No });
    }
    let now = tx.now();
    // Two jobs of one key do not run side by side.
    if let Some(key) = &job.key {
        let sql = "select id from jobs_job where state = 'running' and kind = $1 and key = $2 and id <> $3 and run_at > $4 limit 1";
        if tx.first::<(Id,)>(sql, args![&job.kind, key, job.id, now])?.is_some() {
            return Ok(Claimed::No);
        }
    }
    let (claim, until) = (tx.new_id(), now.plus_minutes(i64::from(kind.lease_minutes)));
    let sql = "update jobs_job set state = 'running', attempts = attempts + 1, claim = $4, run_at = $5
               where id = $1 and attempts = $2 and run_at = $3 and state <> 'dead'";
    let touched = tx.run(sql, args![job.id, job.attempts, job.run_at, claim, until])?;
    Ok(if touched == 1 { Claimed::As(claim) } else { Claimed::No })
}

fn attempt<C>(handler: &Handler<C>, context: &C, job: &Job) -> Result<()> {
    let body: Value = serde_json::from_str(&job.body).map_err(Error::internal)?;
    catch_unwind(AssertUnwindSafe(|| (handler.run)(context, &body))).unwrap_or_else(|panic| {
        let words =
            panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Err(Error::internal(format!("panic: {}", words.unwrap_or("without words"))))
    })
}

/// Notes how a try ended; `None` if the job is done. Who has lost his lease meanwhile notes nothing.
fn end(db: &Db, kind: &'static JobKind, job: &Job, claim: Id, outcome: Result<()>) -> Result<Option<State>> {
    let Err(error) = outcome else {
        let id = job.id;
        db.write_now(move |tx| tx.run("delete from jobs_job where id = $1 and claim = $2", args![id, claim]))?;
        return Ok(None);
    };
    let attempts = job.attempts + 1;
    let state = if attempts >= i64::from(kind.max_attempts) { State::Dead } else { State::Waiting };
    let (why, job) = (clip(&error.to_string()), job.clone());
    db.write_now(move |tx| {
        let again = tx.now().plus_ms(back_off_ms(attempts));
        if state == State::Waiting && job::twin_waits(tx, &job.kind, job.key.as_deref(), job.id)? {
            return tx.run("delete from jobs_job where id = $1 and claim = $2", args![job.id, claim]);
        }
        let sql =
            "update jobs_job set state = $3, run_at = $4, claim = null, last_error = $5 where id = $1 and claim = $2";
        tx.run(sql, args![job.id, claim, state, again, &why])
    })?;
    Ok(Some(state))
}

const FIRST_PAUSE_MS: i64 = 30_000;
const LONGEST_PAUSE_MS: i64 = 3 * 3_600_000;

/// Half a minute after the first failure, then twice as long each time, never over three hours.
fn back_off_ms(attempts: i64) -> i64 {
    let doublings = (attempts - 1).clamp(0, 20);
    (FIRST_PAUSE_MS << doublings).min(LONGEST_PAUSE_MS)
}

/// An error is kept short, and without what a database refuses in a text.
fn clip(error: &str) -> String {
    error.chars().filter(|c| *c != '\0').take(2_000).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_three_hours() {
        let minutes: Vec<f64> = (1..=11).map(|attempt| back_off_ms(attempt) as f64 / 60_000.0).collect();
        assert_eq!(minutes, [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 180.0, 180.0]);
        assert_eq!(back_off_ms(1_000), LONGEST_PAUSE_MS);
    }
}
