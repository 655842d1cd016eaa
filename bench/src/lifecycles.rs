//! The load: clients that take dossiers through their whole life, each act a request of its own. A client is a thread with
//! one connection, which sends the next request when the last is answered.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    http::{self, Connection},
    machine,
    people::{Desk, People},
    samples::Sample,
};

pub const ACTS: [&str; 6] = ["receive", "accept", "forward", "forward again", "finish", "hand over"];

/// Recognition of a mediation team's head: four steps in one commune, nothing to pay, no file.
const PROCEDURE: &str = "2.000950";

/// The longest a client waits when it is told to come back later; pressing is what a spike is.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

pub struct Load {
    address: String,
    desks: Vec<Desk>,
    /// Tells this run's applicants and keys from those of earlier ones.
    run: u64,
    made: AtomicU64,
}

/// When the clients stop: after so long, or so many lifecycles between them.
#[derive(Clone, Copy)]
pub struct Until {
    pub time: Duration,
    pub lifecycles: usize,
}

impl Until {
    pub fn after(time: Duration) -> Until {
        Until { time, lifecycles: usize::MAX }
    }
}

pub struct Run {
    pub clients: usize,
    pub took: Duration,
    pub lifecycles: usize,
    pub samples: Vec<Sample>,
    /// Processor time of this program meanwhile.
    pub own_cpu: Duration,
    /// What the first failures said.
    pub failures: Vec<String>,
}

impl Run {
    pub fn errors(&self) -> BTreeMap<u16, usize> {
        let mut errors = BTreeMap::new();
        for sample in self.samples.iter().filter(|s| !s.done()) {
            *errors.entry(sample.status).or_default() += 1;
        }
        errors
    }

    pub fn lifecycles_a_second(&self) -> f64 {
        self.lifecycles as f64 / self.took.as_secs_f64()
    }

    pub fn acts_a_second(&self) -> f64 {
        self.samples.iter().filter(|s| s.done()).count() as f64 / self.took.as_secs_f64()
    }
}

impl Load {
    pub fn new(url: &str, people: &People) -> Load {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let (address, desks) = (http::address(url).to_owned(), people.desks.clone());
        Load { address, desks, run: since.as_secs(), made: AtomicU64::new(0) }
    }

    pub fn run(&self, clients: usize, until: Until) -> Run {
        let (began, cpu) = (Instant::now(), machine::cpu_of("self"));
        let left = AtomicUsize::new(until.lifecycles);
        let told: Vec<(usize, Vec<Sample>, Vec<String>)> = thread::scope(|scope| {
            let clients: Vec<_> = (0..clients)
                .map(|n| {
                    let left = &left;
                    scope.spawn(move || self.client(n, began, until.time, left))
                })
                .collect();
            clients.into_iter().filter_map(|client| client.join().ok()).collect()
        });
        let took = began.elapsed();
        let mut run = Run {
            clients,
            took,
            lifecycles: 0,
            samples: Vec::new(),
            own_cpu: machine::cpu_of("self").saturating_sub(cpu),
            failures: Vec::new(),
        };
        for (lifecycles, samples, failures) in told {
            run.lifecycles += lifecycles;
            run.samples.extend(samples);
            run.failures.extend(failures);
        }
        run.failures.truncate(5);
        run
    }

    fn client(
        &self,
        n: usize,
        began: Instant,
        time: Duration,
        left: &AtomicUsize,
    ) -> (usize, Vec<Sample>, Vec<String>) {
        let desk = &self.desks[n % self.desks.len()];
        let mut client = Client {
            connection: Connection::new(&self.address),
            began,
            ends: began + time,
            samples: Vec::new(),
            failures: Vec::new(),
        };
        let mut lifecycles = 0;
        let one_less = |left: usize| left.checked_sub(1);
        while Instant::now() < client.ends && left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_ok()
        {
            if client.lifecycle(desk, self.run, self.made.fetch_add(1, Ordering::Relaxed)).is_some() {
                lifecycles += 1;
            }
        }
        (lifecycles, client.samples, client.failures)
    }
}

struct Client {
    connection: Connection,
    began: Instant,
    ends: Instant,
    samples: Vec<Sample>,
    failures: Vec<String>,
}

impl Client {
    /// `None` if it did not come to its end.
    fn lifecycle(&mut self, desk: &Desk, run: u64, n: u64) -> Option<()> {
        // Every applicant is new: the dearest case, since he is entered as a person.
        let number = format!("0080{:02}{:06}", (run + n / 1_000_000) % 100, (run * 7_919 + n) % 1_000_000);
        let dossier = json!({
            "procedure": PROCEDURE,
            "intake_unit": desk.commune,
            "channel": "counter",
            "applicant": {
                "name": format!("Nguyễn Văn {}", ["An", "Bình", "Dũng", "Hòa", "Sơn", "Thắng", "Vinh"][n as usize % 7]),
                "personal_number": number,
                "phone": format!("09{:08}", n % 100_000_000),
            },
            "answers": { "team": format!("Tổ hòa giải thôn {}", n % 40 + 1), "elected_on": "2026-01-10" },
            "papers": [{ "code": "proposal", "form": "original" }, { "code": "minutes", "form": "original" }],
        });
        let key = format!("idempotency-key: bench-{run}-{n}\r\n");
        let received = self.act(0, "/api/v1/dossiers", &desk.clerk, &key, &dossier.to_string())?;
        let received: Value = serde_json::from_slice(&received).ok()?;
        let code = received["code"].as_str()?;
        let acts = [
            (1, "accept", &desk.clerk),
            (2, "forward", &desk.clerk),
            (3, "forward", &desk.specialist),
            (4, "finish", &desk.chair),
            (5, "hand-over", &desk.clerk),
        ];
        for (act, verb, token) in acts {
            self.act(act, &format!("/api/v1/dossiers/{code}/{verb}"), token, "", "{}")?;
        }
        Some(())
    }

    fn act(&mut self, act: u8, path: &str, token: &str, more: &str, body: &str) -> Option<Vec<u8>> {
        let headers = format!("authorization: Bearer {token}\r\ncontent-type: application/json\r\n{more}");
        loop {
            let sent = Instant::now();
            let answered = self.connection.send("POST", path, &headers, body);
            let at = self.began.elapsed();
            let (status, orderly) = match &answered {
                Ok(answer) => (answer.status, answer.status == 503 && answer.retry_after.is_some()),
                Err(_) => (0, false),
            };
            let sample = Sample { act, status, orderly, at, took: sent.elapsed() };
            self.samples.push(sample);
            match answered {
                Ok(answer) if sample.done() => return Some(answer.body),
                Ok(answer) if orderly && Instant::now() < self.ends => {
                    thread::sleep(answer.retry_after.unwrap_or_default().min(LONGEST_WAIT));
                }
                failed => {
                    if self.failures.len() < 2 && !orderly {
                        let said =
                            failed.map(|a| String::from_utf8_lossy(&a.body).chars().take(300).collect::<String>());
                        self.failures.push(format!(
                            "{}: {status} {}",
                            ACTS[act as usize],
                            said.unwrap_or_else(|e| e.to_string())
                        ));
                    }
                    return None;
                }
            }
        }
    }
}
