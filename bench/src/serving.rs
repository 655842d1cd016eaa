//! The released program as a process of its own: how fast it starts, how much memory it takes, that it stops.

use std::{
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use base::{Error, Result};

use crate::{http::Connection, machine};

pub struct Serving {
    child: Child,
    pub address: String,
    /// From the start of the process to the first page answered.
    pub first_page: Duration,
    memory: Arc<Memory>,
    sampler: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Memory {
    over: AtomicBool,
    /// The most resident megabytes since it was last asked.
    most: Mutex<f64>,
}

impl Serving {
    pub fn start(tinhso: &Path, data: &Path, port: u16) -> Result<Serving> {
        let address = format!("127.0.0.1:{port}");
        let began = Instant::now();
        let child = Command::new(tinhso)
            .args(["serve", "--listen", &address, "--data"])
            .arg(data)
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()?;
        let (pid, memory) = (child.id(), Arc::<Memory>::default());
        let shared = memory.clone();
        let sampler = thread::spawn(move || {
            while !shared.over.load(Ordering::Relaxed) {
                let now = machine::resident_mb(pid);
                let mut most = shared.most.lock().unwrap_or_else(PoisonError::into_inner);
                *most = most.max(now);
                drop(most);
                thread::sleep(Duration::from_millis(100));
            }
        });
        let mut serving = Serving { child, address, first_page: Duration::ZERO, memory, sampler: Some(sampler) };
        let mut connection = Connection::new(&serving.address);
        loop {
            if connection.get("/", "").is_ok_and(|answer| answer.status == 200) {
                serving.first_page = began.elapsed();
                return Ok(serving);
            }
            if began.elapsed() > Duration::from_secs(60) || serving.child.try_wait()?.is_some() {
                return Err(Error::internal("the server does not come up"));
            }
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// The most resident megabytes since this was last asked.
    pub fn most_mb(&self) -> f64 {
        let now = machine::resident_mb(self.child.id());
        let mut most = self.memory.most.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *most, now).max(now)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// As an operator stops it.
    pub fn stop(mut self) -> Result<()> {
        Command::new("kill").arg(self.child.id().to_string()).status()?;
        let began = Instant::now();
        while self.child.try_wait()?.is_none() {
            if began.elapsed() > Duration::from_secs(20) {
                return Err(Error::internal("the server does not stop"));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.memory.over.store(true, Ordering::Relaxed);
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(sampler) = self.sampler.take() {
            let _ = sampler.join();
        }
    }
}
