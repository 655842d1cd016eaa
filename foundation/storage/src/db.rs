//! The door to the database: closures go in, their results come out.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use base::{Error, Id, Result, Sources};

use crate::{Migration, Tx, args, migrate, postgres, queue::Queue, sqlite};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Not `Debug`: the URL may hold a password.
#[derive(Clone)]
pub struct Config {
    /// `sqlite:/path/file.db` or `postgres://user@host/name`
    pub url: String,
    /// PEM certificates that a PostgreSQL server with `sslmode=require` must come from; the operating system's unless said.
    pub ca: Option<PathBuf>,
    /// Connections that read.
    pub readers: usize,
    /// Connections that write, on PostgreSQL; SQLite has one writer.
    pub writers: usize,
    /// How many closures may wait, reading and writing each; the next is told that the system is busy.
    pub queue: usize,
}

impl Config {
    pub fn new(url: impl Into<String>) -> Config {
        let cores = thread::available_parallelism().map_or(2, usize::from);
        Config { url: url.into(), ca: None, readers: (2 * cores).clamp(2, 8), writers: 12, queue: 1024 }
    }
}

/// A closure on its way to a database thread and back.
pub(crate) trait Act: Send {
    /// Runs it; on PostgreSQL perhaps several times.
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<()>;
    /// Tells the caller how it ended.
    fn answer(self: Box<Self>, outcome: Result<()>);
}

pub(crate) struct Call<T, F, R> {
    f: F,
    value: Option<T>,
    reply: R,
}

impl<T, F, R> Call<T, F, R> {
    pub fn new(f: F, reply: R) -> Call<T, F, R> {
        Call { f, value: None, reply }
    }
}

impl<T, F, R> Act for Call<T, F, R>
where
    F: Fn(&mut Tx<'_>) -> Result<T> + Send,
    T: Send,
    R: FnOnce(Result<T>) + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        self.value = None;
        let result = catch_unwind(AssertUnwindSafe(|| (self.f)(tx)));
        self.value = Some(result.unwrap_or_else(|panic| Err(panicked(&*panic)))?);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<()>) {
        let Call { value, reply, .. } = *self;
        reply(outcome.and_then(|()| value.ok_or_else(|| Error::internal("the closure was not run"))));
    }
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> Error {
    let what = panic.downcast_ref::<&str>().copied();
    let what = what.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Error::internal(format!("panic in a transaction: {}", what.unwrap_or("without words")))
}

pub(crate) struct Queues {
    pub writes: Queue<Box<dyn Act>>,
    pub reads: Queue<Box<dyn Act>>,
}

/// The database. Clones are the same one; with the last of them its threads end.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    sources: Sources,
    queues: Arc<Queues>,
    backend: Backend,
    /// A big move is going on: other writes are refused.
    moving: AtomicBool,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

enum Backend {
    Sqlite(Arc<sqlite::Shared>),
    Postgres(Arc<postgres::Shared>),
}

thread_local! {
    static ON_A_DATABASE_THREAD: Cell<bool> = const { Cell::new(false) };
}

impl Db {
    pub fn open(config: Config, sources: Sources) -> Result<Db> {
        let queues = Arc::new(Queues { writes: Queue::new(config.queue), reads: Queue::new(config.queue) });
        let mut threads = Vec::new();
        let backend = if let Some(path) = config.url.strip_prefix("sqlite:") {
            let path = PathBuf::from(path.strip_prefix("//").unwrap_or(path));
            // Made, and its settings checked, before anybody relies on it.
            drop(sqlite::Connection::open(&path, sqlite::Role::Writer, true)?);
            let shared = Arc::new(sqlite::Shared::new(path, sources.clone(), queues.clone()));
            threads.push(start("db-writer", &shared, |it| it.write_loop())?);
            threads.push(start("db-idle", &shared, |it| it.idle_loop())?);
            for _ in 0..config.readers.max(1) {
                threads.push(start("db-reader", &shared, |it| it.read_loop())?);
            }
            Backend::Sqlite(shared)
        } else {
            let shared = Arc::new(postgres::Shared::open(&config, sources.clone(), queues.clone())?);
            for _ in 0..config.writers.max(1) {
                threads.push(start("db-writer", &shared, |it| it.write_loop())?);
            }
            for _ in 0..config.readers.max(1) {
                threads.push(start("db-reader", &shared, |it| it.read_loop())?);
            }
            Backend::Postgres(shared)
        };
        let (moving, threads) = (AtomicBool::new(false), Mutex::new(threads));
        Ok(Db(Arc::new(Inner { sources, queues, backend, moving, threads })))
    }

    pub fn engine(&self) -> Engine {
        match self.0.backend {
            Backend::Sqlite(_) => Engine::Sqlite,
            Backend::Postgres(_) => Engine::Postgres,
        }
    }

    pub fn sources(&self) -> &Sources {
        &self.0.sources
    }

    /// Brings the schema up to these migrations, given in the order in which they are to run.
    /// Refuses a database that is newer than the program, or that was altered by other hands.
    pub fn migrate(&self, migrations: &[Migration]) -> Result<()> {
        let migrations = migrations.to_vec();
        self.exclusive_now(move |tx| migrate::migrate(tx, &migrations))
    }

    /// Runs a closure that writes, in one transaction; it may run more than once.
    pub async fn write<T, F>(&self, f: F) -> Result<T>
    where
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.not_moving()?;
        ask(&self.0.queues.writes, f).await
    }

    /// Runs a closure that reads one state of the database.
    pub async fn read<T, F>(&self, f: F) -> Result<T>
    where
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        ask(&self.0.queues.reads, f).await
    }

    /// `write` for callers that may block: the command line, jobs, tests.
    pub fn write_now<T, F>(&self, f: F) -> Result<T>
    where
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.not_moving()?;
        ask_now(&self.0.queues.writes, f)
    }

    /// `read` for callers that may block.
    pub fn read_now<T, F>(&self, f: F) -> Result<T>
    where
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        ask_now(&self.0.queues.reads, f)
    }

    /// A long read of one state, on a connection of its own: it holds up no reader.
    pub fn snapshot_now<T, F>(&self, f: F) -> Result<T>
    where
        F: Fn(&mut Tx<'_>) -> Result<T> + Send,
        T: Send,
    {
        aside(f, |act| match &self.0.backend {
            Backend::Sqlite(shared) => {
                sqlite::Connection::open(&shared.path, sqlite::Role::Reader, false)?.read(act, &shared.sources)
            }
            Backend::Postgres(shared) => shared.snapshot(act),
        })
    }

    /// A big move: one transaction beside which nobody else writes. Other writes are told that the system is busy.
    pub fn exclusive_now<T, F>(&self, f: F) -> Result<T>
    where
        F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        if self.0.moving.swap(true, Ordering::SeqCst) {
            return Err(Error::busy());
        }
        let result = match &self.0.backend {
            Backend::Sqlite(_) => ask_now(&self.0.queues.writes, f),
            Backend::Postgres(shared) => aside(f, |act| shared.exclusive(act)),
        };
        self.0.moving.store(false, Ordering::SeqCst);
        result
    }

    /// One transaction on a connection of its own, with foreign keys off on SQLite. Runs once.
    pub(crate) fn alone_now<T: Send>(&self, f: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send) -> Result<T> {
        aside(once(f), |act| match &self.0.backend {
            Backend::Sqlite(shared) => {
                let connection = sqlite::Connection::open(&shared.path, sqlite::Role::Writer, false)?;
                connection.alone(act, &shared.sources)
            }
            Backend::Postgres(shared) => shared.exclusive(act),
        })
    }

    /// The highest id in any table, for `sources.ids.start_after`; `Id::NONE` if there is none.
    pub fn highest_id(&self) -> Result<Id> {
        let with_ids = match self.engine() {
            // The tables that hold a full-text index number their own rows.
            Engine::Sqlite => {
                "select t.name from pragma_table_list t, pragma_table_info(t.name) c
                 where t.schema = 'main' and t.type = 'table' and c.name = 'id'"
            }
            Engine::Postgres => {
                "select cast(table_name as text) from information_schema.columns
                 where table_schema = 'public' and column_name = 'id' and data_type = 'bigint'"
            }
        };
        self.read_now(move |tx| {
            let mut highest = Id::NONE;
            for (table,) in tx.all::<(String,)>(with_ids, args![])? {
                let (of_table,) = tx.one::<(Option<Id>,)>(&format!("select max(id) from {table}"), args![])?;
                highest = highest.max(of_table.unwrap_or(Id::NONE));
            }
            Ok(highest)
        })
    }

    fn not_moving(&self) -> Result<()> {
        if self.0.moving.load(Ordering::SeqCst) { Err(Error::busy()) } else { Ok(()) }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.queues.writes.close();
        self.queues.reads.close();
        if let Backend::Sqlite(shared) = &self.backend {
            shared.close();
        }
        for thread in self.threads.get_mut().unwrap_or_else(PoisonError::into_inner).drain(..) {
            // The last clone may have gone with a closure, on one of these threads.
            if thread.thread().id() != thread::current().id() {
                let _ = thread.join();
            }
        }
    }
}

fn start<T: Send + Sync + 'static>(name: &str, shared: &Arc<T>, run: fn(&T)) -> Result<JoinHandle<()>> {
    let shared = shared.clone();
    let body = move || {
        ON_A_DATABASE_THREAD.set(true);
        run(&shared);
    };
    Ok(thread::Builder::new().name(name.into()).spawn(body)?)
}

async fn ask<T, F>(queue: &Queue<Box<dyn Act>>, f: F) -> Result<T>
where
    F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    T: Send + 'static,
{
    let (reply, answer) = tokio::sync::oneshot::channel();
    let reply = move |result| {
        // Who does not wait any more is told nothing.
        let _ = reply.send(result);
    };
    queue.push(Box::new(Call::new(f, reply))).map_err(|_| Error::busy())?;
    answer.await.unwrap_or_else(|e| Err(Error::internal(e)))
}

fn ask_now<T, F>(queue: &Queue<Box<dyn Act>>, f: F) -> Result<T>
where
    F: Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    T: Send + 'static,
{
    not_nested()?;
    let (reply, answer) = std::sync::mpsc::sync_channel(1);
    let reply = move |result| {
        let _ = reply.send(result);
    };
    queue.push(Box::new(Call::new(f, reply))).map_err(|_| Error::busy())?;
    answer.recv().unwrap_or_else(|e| Err(Error::internal(e)))
}

/// Runs a closure on a thread of its own: the caller's may belong to an async runtime, which may not wait.
fn aside<T, F>(f: F, run: impl FnOnce(&mut dyn Act) -> Result<()> + Send) -> Result<T>
where
    F: Fn(&mut Tx<'_>) -> Result<T> + Send,
    T: Send,
{
    not_nested()?;
    let body = move || {
        ON_A_DATABASE_THREAD.set(true);
        let mut call = Call::new(f, |_| ());
        run(&mut call)?;
        call.value.ok_or_else(|| Error::internal("the closure was not run"))
    };
    apart(body)
}

/// On a thread of its own, which the caller waits for.
pub(crate) fn apart<T: Send>(f: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    thread::scope(|scope| scope.spawn(f).join()).unwrap_or_else(|panic| Err(panicked(&*panic)))
}

/// Lets a closure that can run only once stand where it may be asked to run again; then it fails.
pub(crate) fn once<T>(f: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send) -> impl Fn(&mut Tx<'_>) -> Result<T> + Send {
    let f = Mutex::new(Some(f));
    move |tx| match f.lock().unwrap_or_else(PoisonError::into_inner).take() {
        Some(f) => f(tx),
        None => Err(Error::busy()),
    }
}

/// A transaction that waits for another would wait for ever.
fn not_nested() -> Result<()> {
    if ON_A_DATABASE_THREAD.get() {
        return Err(Error::internal("a transaction was begun within a transaction"));
    }
    Ok(())
}
