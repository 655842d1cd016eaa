//! What it runs on.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

use base::Result;

pub struct Machine {
    pub cores: usize,
    pub model: String,
    pub memory_mb: u64,
    pub kernel: String,
    /// Writes of 4 KiB, each synced, in the folder of the data.
    pub syncs_a_second: f64,
}

impl Machine {
    pub fn describe(folder: &Path) -> Result<Machine> {
        let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let model = cpuinfo.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
        Ok(Machine {
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            model: model.map_or_else(String::new, |(_, model)| model.trim().to_owned()),
            memory_mb: field("/proc/meminfo", "MemTotal:") / 1024,
            kernel: fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default().trim().to_owned(),
            syncs_a_second: syncs_a_second(folder)?,
        })
    }
}

/// The load of the last minute, five and fifteen.
pub fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

fn syncs_a_second(folder: &Path) -> Result<f64> {
    let path = folder.join("bench-sync");
    let mut file = File::create(&path)?;
    let (began, mut n) = (Instant::now(), 0);
    while began.elapsed() < Duration::from_secs(2) {
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        n += 1;
    }
    let rate = f64::from(n) / began.elapsed().as_secs_f64();
    fs::remove_file(path)?;
    Ok(rate)
}

/// Kilobytes that a line of a file in `/proc` names.
fn field(path: &str, name: &str) -> u64 {
    let text = fs::read_to_string(path).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or_default()
}

/// Resident megabytes of a process, now.
pub fn resident_mb(pid: u32) -> f64 {
    field(&format!("/proc/{pid}/status"), "VmRSS:") as f64 / 1024.0
}

/// Processor time of a process so far, in the kernel too.
pub fn cpu_of(pid: &str) -> Duration {
    cpu(&format!("/proc/{pid}"))
}

/// The same by the names of its threads that are alive, rounded to the hundredths of a second that Linux counts in.
pub fn cpu_by_thread(pid: u32) -> BTreeMap<String, Duration> {
    let mut spent = BTreeMap::new();
    for task in fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten() {
        let task = task.path();
        let name = fs::read_to_string(task.join("comm")).unwrap_or_default().trim().to_owned();
        *spent.entry(name).or_default() += cpu(&task.display().to_string());
    }
    spent
}

fn cpu(of: &str) -> Duration {
    let stat = fs::read_to_string(format!("{of}/stat")).unwrap_or_default();
    // The name in brackets may hold spaces.
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let ticks: u64 = after.split_whitespace().skip(11).take(2).filter_map(|t| t.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}
