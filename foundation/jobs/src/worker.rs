//! The thread that runs jobs in a server.

use std::{
    sync::mpsc::{RecvTimeoutError, Sender, channel},
    thread::{self, JoinHandle},
    time::Duration,
};

use base::{Kind, Result};
use storage::Db;

use crate::{Handler, Schedule, run_due_with, tick};

const PAUSE: Duration = Duration::from_secs(1);

/// Looks every second for what is due, until it is dropped; then it ends after the job it is at.
pub struct Worker {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// `handlers` and `schedules` are those of all systems. Several workers, in one process or in many, share the work.
    pub fn start<C>(db: Db, context: C, handlers: Vec<Handler<C>>, schedules: Vec<Schedule>) -> Result<Worker>
    where
        C: Send + 'static,
    {
        let (stop, stopped) = channel::<()>();
        let body = move || {
            while stopped.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
                let now = db.sources().now();
                let ran = tick(&db, &schedules, now).and_then(|_| run_due_with(&db, &context, &handlers, now));
                match ran {
                    Ok(_) => {}
                    // A big move is going on; it ends.
                    Err(e) if e.kind == Kind::Busy => {}
                    Err(e) => tracing::error!(error = %e, "the jobs stand still"),
                }
            }
        };
        let thread = thread::Builder::new().name("jobs".into()).spawn(body)?;
        Ok(Worker { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            // Its panic is already in the log.
            let _ = thread.join();
        }
    }
}
