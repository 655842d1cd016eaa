#![doc = include_str!("../README.md")]

mod job;
mod run;
mod schedule;
mod worker;

pub use job::{Job, JobKind, State, drop_dead, enqueue, enqueue_once, job, page, rerun};
pub use run::{Handler, Ran, run_due, run_due_with};
pub use schedule::{Every, Schedule, Scheduled, schedules, tick};
pub use worker::Worker;

pub const MIGRATIONS: &[storage::Migration] = &[storage::migration!("jobs", "0001_jobs")];
