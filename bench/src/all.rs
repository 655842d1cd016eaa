//! Everything in one run, bounded in time, each part against a server of its own process.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

use base::{Error, Result};
use server::house::Place;

use crate::{
    lifecycles::{Load, Run, Until},
    limit::{self, Limit},
    machine::{self, Machine},
    pages::{self, Measured, Weight},
    people, report,
    samples::{Sample, ms, percentiles},
    serving::Serving,
};

#[derive(clap::Args)]
pub struct All {
    #[command(flatten)]
    place: Place,
    /// The released program
    #[arg(long)]
    tinhso: PathBuf,
    #[arg(long, default_value_t = 8190)]
    port: u16,
    /// Seconds of full lifecycles
    #[arg(long, default_value_t = 30)]
    seconds: u64,
    /// Seconds of the spike
    #[arg(long, default_value_t = 30)]
    spike: u64,
    /// Requests of each page
    #[arg(long, default_value_t = 200)]
    requests: usize,
    /// Lifecycles that are recorded and told to SQLite again
    #[arg(long, default_value_t = 2_000)]
    lifecycles: usize,
    /// How the demo was made, for the report: such as "20,000 dossiers in 4 min 10 s"
    #[arg(long, default_value = "")]
    demo: String,
    #[arg(long, default_value = "")]
    commit: String,
    /// The report; what stands in it below its line of dashes is kept
    #[arg(long)]
    to: PathBuf,
}

pub struct Results {
    pub day: String,
    pub commit: String,
    pub demo: String,
    pub machine: Machine,
    pub load_before: String,
    pub load_after: String,
    pub database_mb: f64,
    pub first_page: Duration,
    pub binary_mb: f64,
    pub weights: Vec<Weight>,
    pub pages: Vec<Measured>,
    pub lifecycles: Run,
    /// By the name of the thread.
    pub server_cpu: BTreeMap<String, Duration>,
    pub spike: Spike,
    pub limit: Limit,
    pub verify: Verified,
    /// Where the server was, and the most resident megabytes there.
    pub memory: Vec<(&'static str, f64)>,
}

pub struct Spike {
    pub clients: usize,
    /// p95 of the usual clients in milliseconds: before, during, and at the end.
    pub before: f64,
    pub during: f64,
    pub after: f64,
    pub answered: usize,
    /// 503 with Retry-After.
    pub orderly: usize,
    pub others: usize,
    /// From the end of the spike to the first second from which p95 is what it was before, a fifth more allowed.
    pub back_after: Option<Duration>,
    pub failures: Vec<String>,
}

pub struct Verified {
    pub ok: bool,
    pub events: u64,
    /// The first reading, parts of it from the disk.
    pub first: Duration,
    pub took: Duration,
}

const CLIENTS: usize = 64;
const TIMES: usize = 5;
const CALM: Duration = Duration::from_secs(10);

impl All {
    pub fn run(self) -> Result<()> {
        let load_before = machine::load();
        let machine = Machine::describe(&self.place.data)?;
        let say = |what: &str| eprintln!("bench: {what}");

        say("people");
        let people = people::make(&self.place)?;
        // The first start after a build reads the program from the disk; what is measured is the second.
        Serving::start(&self.tinhso, &self.place.data, self.port)?.stop()?;
        let serving = Serving::start(&self.tinhso, &self.place.data, self.port)?;
        let mut memory = vec![("after the first page", serving.most_mb())];

        say("pages");
        let weights = pages::weigh(&serving.address)?;
        let pages = pages::measure(&serving.address, &people, self.requests)?;
        memory.push(("pages one after another", serving.most_mb()));

        say("lifecycles");
        let load = Load::new(&serving.address, &people);
        load.run(CLIENTS, Until::after(Duration::from_secs(3)));
        let before = machine::cpu_by_thread(serving.pid());
        let lifecycles = load.run(CLIENTS, Until::after(Duration::from_secs(self.seconds)));
        let mut server_cpu = machine::cpu_by_thread(serving.pid());
        for (thread, cpu) in &mut server_cpu {
            *cpu = cpu.saturating_sub(before.get(thread).copied().unwrap_or_default());
        }
        memory.push(("lifecycles", serving.most_mb()));

        say("spike");
        let spike = spike(&load, Duration::from_secs(self.spike));
        memory.push(("spike", serving.most_mb()));
        let first_page = serving.first_page;
        serving.stop()?;

        say("verify");
        let verify = self.verify()?;
        say("limit");
        let limit = limit::measure(&self.place, &people, self.lifecycles)?;

        let results = Results {
            day: today(),
            commit: self.commit.clone(),
            demo: self.demo.clone(),
            machine,
            load_before,
            load_after: machine::load(),
            database_mb: megabytes(&self.place.data.join("tinhso.db"))?,
            first_page,
            binary_mb: megabytes(&self.tinhso)?,
            weights,
            pages,
            lifecycles,
            server_cpu,
            spike,
            limit,
            verify,
            memory,
        };
        let text = report::whole(&results);
        print!("{text}");
        report::put(&self.to, &text)
    }

    /// As an auditor runs it, the start of the program included: once as the file lies, once from the page cache.
    fn verify(&self) -> Result<Verified> {
        let tinhso = |verb: &str, more: &[&str]| {
            Command::new(&self.tinhso).args(["ledger", verb, "--data"]).arg(&self.place.data).args(more).output()
        };
        // Until all is sealed.
        tinhso("seal", &[])?;
        let timed = || {
            let began = Instant::now();
            tinhso("verify", &["--json"]).map(|out| (out, began.elapsed()))
        };
        let (_, first) = timed()?;
        let (out, took) = timed()?;
        let report: serde_json::Value = serde_json::from_slice(&out.stdout).map_err(Error::internal)?;
        let events = report["events"].as_u64().unwrap_or_default();
        Ok(Verified { ok: report["ok"] == true, events, first, took })
    }
}

/// The usual clients all the time; four times as many more come at once, stay, and go.
fn spike(load: &Load, long: Duration) -> Spike {
    let (usual, more) = thread::scope(|scope| {
        let usual = scope.spawn(|| load.run(CLIENTS, Until::after(CALM + long + 2 * CALM)));
        thread::sleep(CALM);
        let more = load.run(CLIENTS * (TIMES - 1), Until::after(long));
        (usual.join(), more)
    });
    let Ok(usual) = usual else { unreachable!("the load does not panic") };
    let p95 = |from: Duration, to: Duration| {
        let within = usual.samples.iter().filter(|s| s.done() && s.at >= from && s.at < to);
        percentiles(within.map(|s| ms(s.took)).collect(), [95.0])[0]
    };
    let second = Duration::from_secs(1);
    let over = CALM + long;
    let before = p95(2 * second, CALM);
    let calm = |n: u32| {
        let p95 = p95(over + n * second, over + (n + 1) * second);
        p95 > 0.0 && p95 <= 1.2 * before
    };
    let back_after = (0..18).find(|n| calm(*n) && calm(*n + 1)).map(|n| (n + 1) * second);
    let all = || usual.samples.iter().chain(&more.samples);
    let count = |f: fn(&&Sample) -> bool| all().filter(f).count();
    Spike {
        clients: CLIENTS * TIMES,
        before,
        during: p95(CALM + second, over),
        after: p95(over + CALM, over + 2 * CALM),
        answered: count(|s| s.done()),
        orderly: count(|s| s.orderly),
        others: count(|s| !s.done() && !s.orderly),
        back_after,
        failures: usual.failures.iter().chain(&more.failures).take(5).cloned().collect(),
    }
}

fn megabytes(file: &Path) -> Result<f64> {
    Ok(std::fs::metadata(file)?.len() as f64 / 1e6)
}

fn today() -> String {
    base::Sources::system(0).now().rfc3339()
}
