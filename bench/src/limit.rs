//! The limit: the statements by which the product carried lifecycles, told to SQLite again by a plain loop, at the same
//! durability, 64 acts to a commit. No ids need be made anew: the loop begins on a copy of the same database.

use std::{
    collections::HashMap,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use base::{Error, Result, Sources};
use platform::Routes;
use server::{house::Place, systems::SYSTEMS};
use storage::{Val, watch::watch};

use crate::{
    lifecycles::{Load, Until},
    people::People,
};

const ACTS_TO_A_COMMIT: usize = 64;
const CLIENTS: usize = 64;

/// This share of the acts comes first and is not counted: statements are prepared, pages come into memory.
pub const WARM: f64 = 0.2;

pub struct Limit {
    pub lifecycles: usize,
    pub acts: usize,
    /// Of the writer alone, on average.
    pub statements_an_act: f64,
    /// What the doors read to know who comes.
    pub reads_an_act: f64,
    pub lifecycles_a_second: f64,
    /// The same with the doors' reads on the same connection.
    pub with_reads: f64,
    /// Where the loop's time goes, the dearest first.
    pub dearest: Vec<Spent>,
}

pub fn measure(place: &Place, people: &People, lifecycles: usize) -> Result<Limit> {
    let [record, replay, profile] = ["record", "replay", "profile"].map(|name| copy(place, name));
    let (record, replay, profile) = (record?, replay?, profile?);
    let (tape, done) = recorded(&record, people, lifecycles)?;
    let acts = tape.steps.iter().filter(|step| matches!(step, Step::Act)).count();
    let count = |of_writer: bool| {
        tape.steps.iter().filter(|step| matches!(step, Step::Run { by_writer, .. } if *by_writer == of_writer)).count()
    };
    let an_act = |n: usize| n as f64 / acts as f64;
    let acts_a_lifecycle = acts as f64 / done as f64;
    let (bare, _) = replayed(&replay, &tape, acts, false)?;
    let (with_reads, dearest) = replayed(&profile, &tape, acts, true)?;
    for copy in [record, replay, profile] {
        fs::remove_dir_all(copy.data)?;
    }
    Ok(Limit {
        lifecycles: done,
        acts,
        statements_an_act: an_act(count(true)),
        reads_an_act: an_act(count(false)),
        lifecycles_a_second: bare / acts_a_lifecycle,
        with_reads: with_reads / acts_a_lifecycle,
        dearest,
    })
}

/// Seconds, calls, statement.
pub type Spent = (f64, usize, String);

/// The database without its files, in a folder beside it, under the same keys.
fn copy(place: &Place, name: &str) -> Result<Place> {
    let data = PathBuf::from(format!("{}-{name}", place.data.display()));
    if data.exists() {
        fs::remove_dir_all(&data)?;
    }
    fs::create_dir_all(&data)?;
    for file in ["tinhso.db", "tinhso.db-wal", "demo"] {
        let from = place.data.join(file);
        if from.exists() {
            fs::copy(from, data.join(file))?;
        }
    }
    let keys = place.key("seal.key").parent().map(Path::to_path_buf);
    Ok(Place { data, keys, database_url: None, database_ca: None })
}

/// What the engine was told, in order.
#[derive(Default)]
struct Tape {
    /// Each text once.
    statements: Vec<String>,
    known: HashMap<String, usize>,
    steps: Vec<Step>,
}

enum Step {
    /// A closure of the product begins to write.
    Act,
    Run {
        statement: usize,
        values: Vec<Val>,
        by_writer: bool,
    },
}

impl Tape {
    fn put(&mut self, sql: &str, values: &[Val], by_writer: bool) {
        match sql {
            // The first act of a transaction has no savepoint of its own.
            "begin immediate" | "savepoint act" => self.steps.push(Step::Act),
            "rollback to act" => self.take_back(),
            "rollback" if by_writer => self.take_back(),
            "begin" | "commit" | "rollback" | "release act" => {}
            _ => {
                let statement = self.known.get(sql).copied().unwrap_or_else(|| {
                    self.statements.push(sql.to_owned());
                    self.known.insert(sql.to_owned(), self.statements.len() - 1);
                    self.statements.len() - 1
                });
                self.steps.push(Step::Run { statement, values: values.to_vec(), by_writer });
            }
        }
    }

    fn take_back(&mut self) {
        while let Some(step) = self.steps.pop()
            && !matches!(step, Step::Act)
        {}
    }
}

/// Runs lifecycles against the product inside this process and keeps every statement of them.
fn recorded(place: &Place, people: &People, lifecycles: usize) -> Result<(Tape, usize)> {
    let tape: Arc<Mutex<Tape>> = Arc::default();
    let on = Arc::new(AtomicBool::new(false));
    let (kept, listening) = (tape.clone(), on.clone());
    watch(move |sql, values| {
        if listening.load(Ordering::Relaxed) {
            let by_writer = std::thread::current().name() == Some("db-writer");
            kept.lock().unwrap_or_else(PoisonError::into_inner).put(sql, values, by_writer);
        }
    });
    let app = place.open(Sources::system(2), String::new())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
    let url = format!("http://{}", listener.local_addr()?);
    let router = platform::surround(Routes::of(SYSTEMS).open(&app), app.clone());
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    runtime.spawn(async move { axum::serve(listener, service).await });

    on.store(true, Ordering::Relaxed);
    let run = Load::new(&url, people).run(CLIENTS, Until { time: Duration::from_secs(120), lifecycles });
    on.store(false, Ordering::Relaxed);
    runtime.shutdown_timeout(Duration::from_secs(5));
    if run.lifecycles < lifecycles {
        return Err(Error::internal(format!("only {} lifecycles were recorded: {:?}", run.lifecycles, run.failures)));
    }
    drop(app);
    let tape = std::mem::take(&mut *tape.lock().unwrap_or_else(PoisonError::into_inner));
    Ok((tape, run.lifecycles))
}

/// Acts a second, and where the time went (only asked for with the reads, since asking costs too).
fn replayed(place: &Place, tape: &Tape, acts: usize, with_reads: bool) -> Result<(f64, Vec<Spent>)> {
    let db = rusqlite::Connection::open(place.data.join("tinhso.db")).map_err(Error::internal)?;
    let warm = (acts as f64 * WARM) as usize;
    let (counted, took, mut dearest) = play(&db, tape, warm, with_reads).map_err(Error::internal)?;
    dearest.sort_by(|a, b| b.0.total_cmp(&a.0));
    let dearest = dearest.into_iter().map(|(seconds, calls, n)| (seconds, calls, tape.statements[n].clone())).collect();
    Ok((counted as f64 / took.as_secs_f64(), dearest))
}

type Played = (usize, Duration, Vec<(f64, usize, usize)>);

fn play(db: &rusqlite::Connection, tape: &Tape, warm: usize, with_reads: bool) -> rusqlite::Result<Played> {
    // As `storage` opens its writer.
    db.pragma_update(None, "journal_mode", "wal")?;
    db.pragma_update(None, "synchronous", "full")?;
    db.pragma_update(None, "wal_autocheckpoint", 20_000)?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "cache_size", -48 * 1024)?;
    let mut statements = tape.statements.iter().map(|sql| db.prepare(sql)).collect::<rusqlite::Result<Vec<_>>>()?;
    let mut spent = vec![(0.0, 0); statements.len()];
    let (mut acts, mut began) = (0, Instant::now());
    db.execute_batch("begin immediate")?;
    for step in &tape.steps {
        match step {
            Step::Act => {
                acts += 1;
                if acts % ACTS_TO_A_COMMIT == 0 {
                    db.execute_batch("commit; begin immediate")?;
                }
                if acts == warm {
                    began = Instant::now();
                }
            }
            Step::Run { by_writer: false, .. } if !with_reads => {}
            Step::Run { statement, values, .. } => {
                let asked = with_reads.then(Instant::now);
                let prepared = &mut statements[*statement];
                for (at, value) in values.iter().enumerate() {
                    prepared.raw_bind_parameter(at + 1, value)?;
                }
                let mut rows = prepared.raw_query();
                while rows.next()?.is_some() {}
                drop(rows);
                if let Some(asked) = asked
                    && acts > warm
                {
                    let (seconds, calls) = &mut spent[*statement];
                    *seconds += asked.elapsed().as_secs_f64();
                    *calls += 1;
                }
            }
        }
    }
    db.execute_batch("commit")?;
    let spent = spent.into_iter().enumerate().map(|(n, (seconds, calls))| (seconds, calls, n)).collect();
    Ok((acts - warm.min(acts), began.elapsed(), spent))
}
