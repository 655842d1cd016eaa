//! SQLite: one thread writes and groups the commits, a few read, one moves the log into the file.

use std::{
    cell::RefCell,
    collections::HashMap,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    rc::Rc,
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use base::{Error, Result, Sources};
use rusqlite::{CachedStatement, OpenFlags, config::DbConfig, types::ValueRef};

use crate::{
    Cell, Engine, Row, Tx, Val,
    db::{Act, Queues},
    failure::{self, Failure},
    migrate, sql,
    tx::On,
    value::RowOf,
    watch,
};

/// Commit at the latest after so many closures, or so long: the first of them is waiting for its answer.
const MOST_ACTS: usize = 128;
const LONGEST_BATCH: Duration = Duration::from_millis(20);

/// How long to wait for another process that holds the lock.
const PATIENCE: Duration = Duration::from_secs(2);

/// Pages of log (4 KiB each) at which the writer itself must move them; by then the idle thread has done most.
const WAL_PAGES: u32 = 20_000;

const STATEMENTS: usize = 512;

#[derive(Clone, Copy, PartialEq)]
pub enum Role {
    Writer,
    Reader,
    Idle,
}

/// A connection with its prepared statements.
pub struct Connection {
    raw: rusqlite::Connection,
    statements: RefCell<HashMap<String, Rc<sql::Statement>>>,
    path: PathBuf,
    /// Device and inode of the file that is open.
    file: (u64, u64),
}

impl Connection {
    pub fn open(path: &Path, role: Role, create: bool) -> Result<Connection> {
        let open = || -> rusqlite::Result<rusqlite::Connection> {
            let access = match role {
                Role::Reader => OpenFlags::SQLITE_OPEN_READ_ONLY,
                _ if create => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
                _ => OpenFlags::SQLITE_OPEN_READ_WRITE,
            };
            let raw = rusqlite::Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
            // Before anything else, or the switch to WAL fails while another process opens the file too.
            raw.busy_timeout(PATIENCE)?;
            if role != Role::Reader {
                raw.pragma_update(None, "journal_mode", "wal")?;
                raw.pragma_update(None, "synchronous", "full")?;
                raw.pragma_update(None, "wal_autocheckpoint", WAL_PAGES)?;
                raw.pragma_update(None, "journal_size_limit", i64::from(WAL_PAGES) * 4096)?;
            }
            raw.pragma_update(None, "foreign_keys", true)?;
            // A statement is compiled once, whatever is bound to it: without this SQLite compiles anew for other values.
            raw.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            // In KiB. No mmap: its pages would count as resident once for each connection.
            raw.pragma_update(None, "cache_size", if role == Role::Writer { -96 * 1024 } else { -24 * 1024 })?;
            raw.set_prepared_statement_cache_capacity(STATEMENTS);
            Ok(raw)
        };
        let raw = open().map_err(|e| failure::sqlite(e, ""))?;
        let file = identity(path).ok_or_else(gone)?;
        let connection = Connection { raw, statements: RefCell::default(), path: path.to_owned(), file };
        if role == Role::Writer {
            connection.check_durable()?;
        }
        Ok(connection)
    }

    fn check_durable(&self) -> Result<()> {
        let pragma = |name| self.raw.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0));
        let journal = pragma("journal_mode").map_err(|e| failure::sqlite(e, ""))?;
        let synchronous = pragma("synchronous").map_err(|e| failure::sqlite(e, ""))?;
        if journal != rusqlite::types::Value::Text("wal".into()) || synchronous != rusqlite::types::Value::Integer(2) {
            return Err(Error::internal(format!("not durable: journal {journal:?}, synchronous {synchronous:?}")));
        }
        Ok(())
    }

    /// Whether the path still leads to the open file. SQLite itself would go on writing to a deleted one.
    fn in_place(&self) -> bool {
        identity(&self.path) == Some(self.file)
    }

    pub fn run(&self, sql: &str, args: &[Val]) -> Result<(u64, bool), Failure> {
        let statement = self.statement(sql)?;
        let mut prepared = self.prepare(&statement.sql, args)?;
        let touched = prepared.raw_execute().map_err(|e| failure::sqlite(e, sql))?;
        Ok((touched as u64, statement.ddl))
    }

    /// Until `f` has enough.
    pub fn each(&self, sql: &str, args: &[Val], f: &mut dyn FnMut(&Row<'_>) -> bool) -> Result<(), Failure> {
        let statement = self.statement(sql)?;
        let mut prepared = self.prepare(&statement.sql, args)?;
        let mut rows = prepared.raw_query();
        while let Some(row) = rows.next().map_err(|e| failure::sqlite(e, sql))? {
            if !f(&Row::new(RowOf::Sqlite(row))) {
                break;
            }
        }
        Ok(())
    }

    pub fn script(&self, sql: &str) -> Result<(), Failure> {
        self.raw.execute_batch(sql).map_err(|e| failure::sqlite(e, sql).into())
    }

    fn statement(&self, sql: &str) -> Result<Rc<sql::Statement>> {
        let mut statements = self.statements.borrow_mut();
        if let Some(known) = statements.get(sql) {
            return Ok(known.clone());
        }
        let made = Rc::new(sql::statement(sql, true)?);
        if statements.len() >= 4 * STATEMENTS {
            statements.clear();
        }
        statements.insert(sql.to_owned(), made.clone());
        Ok(made)
    }

    fn prepare(&self, sql: &str, args: &[Val]) -> Result<CachedStatement<'_>> {
        watch::statement(sql, args);
        let mut prepared = self.raw.prepare_cached(sql).map_err(|e| failure::sqlite(e, sql))?;
        if prepared.parameter_count() != args.len() {
            let (wanted, given) = (prepared.parameter_count(), args.len());
            return Err(Error::internal(format!("{given} arguments where {wanted} were expected: {sql}")));
        }
        for (at, arg) in args.iter().enumerate() {
            prepared.raw_bind_parameter(at + 1, arg).map_err(|e| failure::sqlite(e, sql))?;
        }
        Ok(prepared)
    }

    fn control(&self, sql: &str) -> rusqlite::Result<()> {
        watch::statement(sql, &[]);
        self.raw.prepare_cached(sql)?.raw_execute().map(drop)
    }

    /// Runs a closure in a savepoint of its own, within a transaction; on failure that alone is taken back.
    fn act(&self, act: &mut dyn Act, sources: &Sources) -> Result<()> {
        self.control("savepoint act").map_err(|e| failure::sqlite(e, ""))?;
        let outcome = self.try_act(act, sources);
        match outcome {
            Ok(()) => self.control("release act").map_err(|e| failure::sqlite(e, "")),
            Err(failure) => {
                // On a full disk SQLite may have taken back the whole transaction already.
                if !self.raw.is_autocommit() {
                    self.control("rollback to act").map_err(|e| failure::sqlite(e, ""))?;
                    self.control("release act").map_err(|e| failure::sqlite(e, ""))?;
                }
                Err(failure.error)
            }
        }
    }

    fn try_act(&self, act: &mut dyn Act, sources: &Sources) -> Result<(), Failure> {
        let mut tx = Tx::new(On::Sqlite(self), sources);
        let result = act.run(&mut tx);
        if tx.outcome(result)? {
            let mut tx = Tx::new(On::Sqlite(self), sources);
            migrate::note_schema(&mut tx)?;
        }
        Ok(())
    }

    /// Runs a closure in a transaction of its own that writes, with foreign keys off.
    pub fn alone(&self, act: &mut dyn Act, sources: &Sources) -> Result<()> {
        self.raw.pragma_update(None, "foreign_keys", false).map_err(|e| failure::sqlite(e, ""))?;
        self.control("begin immediate").map_err(|e| failure::sqlite(e, "begin"))?;
        // On failure the connection is dropped, and the transaction with it.
        self.try_act(act, sources).map_err(|failure| failure.error)?;
        self.control("commit").map_err(|e| failure::sqlite(e, "commit"))
    }

    /// Runs a closure in a transaction of its own that only reads one state.
    pub fn read(&self, act: &mut dyn Act, sources: &Sources) -> Result<()> {
        self.control("begin").map_err(|e| failure::sqlite(e, ""))?;
        let mut tx = Tx::new(On::Sqlite(self), sources);
        let result = act.run(&mut tx);
        let outcome = tx.outcome(result).map(drop).map_err(|failure| failure.error);
        self.control("rollback").map_err(|e| failure::sqlite(e, ""))?;
        outcome
    }
}

fn identity(path: &Path) -> Option<(u64, u64)> {
    std::fs::metadata(path).ok().map(|file| (file.dev(), file.ino()))
}

fn gone() -> Error {
    failure::busy(Engine::Sqlite, "the database file is gone")
}

/// The thread's connection, opened when needed and again when it was lost.
struct Slot<'a> {
    path: &'a Path,
    role: Role,
    open: Option<Connection>,
}

impl Slot<'_> {
    fn get(&mut self) -> Result<&Connection> {
        if self.open.as_ref().is_some_and(|connection| !connection.in_place()) {
            tracing::warn!(path = %self.path.display(), "the database file was moved away or replaced");
            self.open = None;
        }
        match &mut self.open {
            Some(connection) => Ok(connection),
            none => Ok(none.insert(Connection::open(self.path, self.role, false)?)),
        }
    }

    /// After an error that is not the statement's own: start afresh, unless somebody merely holds the lock.
    fn drop_after(&mut self, e: &rusqlite::Error) {
        if e.sqlite_error_code() != Some(rusqlite::ErrorCode::DatabaseBusy) {
            self.open = None;
        }
    }
}

/// What the threads of one database share.
pub struct Shared {
    pub path: PathBuf,
    pub sources: Sources,
    pub queues: Arc<Queues>,
    commits: AtomicU64,
    closed: Mutex<bool>,
    closing: Condvar,
}

impl Shared {
    pub fn new(path: PathBuf, sources: Sources, queues: Arc<Queues>) -> Shared {
        let (closed, closing) = Default::default();
        Shared { path, sources, queues, commits: AtomicU64::new(0), closed, closing }
    }

    fn slot(&self, role: Role) -> Slot<'_> {
        Slot { path: &self.path, role, open: None }
    }

    pub fn close(&self) {
        *self.closed.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.closing.notify_all();
    }

    pub fn write_loop(&self) {
        let mut slot = self.slot(Role::Writer);
        while let Some(first) = self.queues.writes.pop() {
            let mut done = Vec::new();
            let committed = self.batch(&mut slot, first, &mut done);
            if committed.is_ok() {
                self.commits.fetch_add(1, Ordering::Relaxed);
            }
            for (act, result) in done {
                act.answer(committed.clone().and(result));
            }
        }
    }

    /// Runs what waits and commits once. An error is for all of `done`: nothing of it was recorded.
    fn batch(&self, slot: &mut Slot, first: Box<dyn Act>, done: &mut Vec<(Box<dyn Act>, Result<()>)>) -> Result<()> {
        done.push((first, Ok(())));
        let connection = slot.get()?;
        if let Err(e) = connection.control("begin immediate") {
            slot.drop_after(&e);
            // Whoever queued up meanwhile has waited as long: they are not each to wait again.
            done.extend(self.queues.writes.take_all().into_iter().map(|act| (act, Ok(()))));
            return Err(failure::sqlite(e, "begin"));
        }
        #[expect(clippy::disallowed_methods, reason = "how long the first caller has waited for its commit")]
        let began = Instant::now();
        // The first needs no savepoint: if it fails, the transaction holds nothing else. A big move is always the first, and
        // the pages it touches need not be kept in memory.
        if let Some((first, result)) = done.first_mut()
            && let Err(failure) = connection.try_act(first.as_mut(), &self.sources)
        {
            *result = Err(failure.error);
            if connection.raw.is_autocommit() || connection.control("rollback").is_err() {
                slot.open = None;
            }
            return Ok(());
        }
        while done.len() < MOST_ACTS && began.elapsed() < LONGEST_BATCH {
            let Some(mut act) = self.queues.writes.try_pop() else { break };
            let result = connection.act(act.as_mut(), &self.sources);
            let failed = result.clone().err();
            done.push((act, result));
            if connection.raw.is_autocommit() {
                slot.open = None;
                return Err(failed.unwrap_or_else(Error::busy));
            }
        }
        connection.control("commit").map_err(|e| {
            let error = failure::sqlite(e, "commit");
            // Dropping the connection takes the transaction back.
            slot.open = None;
            error
        })
    }

    pub fn read_loop(&self) {
        let mut slot = self.slot(Role::Reader);
        while let Some(mut act) = self.queues.reads.pop() {
            let result = slot.get().and_then(|connection| connection.read(act.as_mut(), &self.sources));
            if slot.open.as_ref().is_some_and(|connection| !connection.raw.is_autocommit()) {
                slot.open = None;
            }
            act.answer(result);
        }
    }

    /// Moves the log into the file, off the writer's path: when writing pauses, or every few seconds.
    pub fn idle_loop(&self) {
        const TICK: Duration = Duration::from_millis(500);
        const TICKS: u32 = 8;
        let mut slot = self.slot(Role::Idle);
        let (mut moved, mut seen, mut ticks) = (0, 0, 0);
        let mut closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        while !*closed {
            closed = self.closing.wait_timeout(closed, TICK).unwrap_or_else(PoisonError::into_inner).0;
            let commits = self.commits.load(Ordering::Relaxed);
            ticks += 1;
            if commits != moved && (commits == seen || ticks >= TICKS) {
                drop(closed);
                let passive = |connection: &Connection| {
                    connection.raw.query_row("pragma wal_checkpoint(passive)", [], |_| Ok(()))
                };
                if let Ok(connection) = slot.get()
                    && let Err(e) = passive(connection)
                {
                    tracing::warn!(error = %e, "the log could not be moved into the database");
                    slot.drop_after(&e);
                }
                (moved, ticks) = (commits, 0);
                closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
            }
            seen = commits;
        }
    }
}

pub fn cell<'a>(row: &'a rusqlite::Row<'_>, column: usize) -> Result<Cell<'a>> {
    let value = row.get_ref(column).map_err(Error::internal)?;
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(it) => Cell::Int(it),
        ValueRef::Real(it) => Cell::Real(it),
        ValueRef::Text(it) => Cell::Text(std::str::from_utf8(it).map_err(Error::internal)?),
        ValueRef::Blob(it) => Cell::Bytes(it),
    })
}

impl rusqlite::ToSql for Val {
    fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
        Ok(rusqlite::types::ToSqlOutput::Borrowed(match self {
            Val::Null => ValueRef::Null,
            Val::Bool(it) => ValueRef::Integer((*it).into()),
            Val::Int(it) => ValueRef::Integer(*it),
            Val::Real(it) => ValueRef::Real(*it),
            Val::Text(it) => ValueRef::Text(it.as_bytes()),
            Val::Bytes(it) => ValueRef::Blob(it),
        }))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, channel};

    use base::Kind;

    use super::*;
    use crate::{args, db::Call, queue::Queue};

    /// A writer whose connection may not let the file grow: SQLite then answers as on a full disk.
    struct Full {
        shared: Shared,
        _dir: tempfile::TempDir,
    }

    impl Full {
        fn new() -> Full {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("test.db");
            let made = Connection::open(&path, Role::Writer, true).unwrap();
            made.script("create table item (id bigint, content blob); create table counted (n bigint)").unwrap();
            made.script("insert into counted values (0)").unwrap();
            let queues = Arc::new(Queues { writes: Queue::new(1000), reads: Queue::new(1000) });
            Full { shared: Shared::new(path, Sources::system(0), queues), _dir: dir }
        }

        /// What becomes of items of these sizes if they come at once and the file may have so many pages.
        fn put(&self, pages: u32, sizes: &[usize]) -> Vec<Result<usize>> {
            let answers: Vec<Receiver<Result<usize>>> = sizes.iter().map(|size| self.queue(*size)).collect();
            let mut slot = self.shared.slot(Role::Writer);
            while let Some(first) = self.shared.queues.writes.try_pop() {
                slot.get().unwrap().raw.pragma_update(None, "max_page_count", pages).unwrap();
                let mut done = Vec::new();
                let committed = self.shared.batch(&mut slot, first, &mut done);
                for (act, result) in done {
                    act.answer(committed.clone().and(result));
                }
            }
            answers.into_iter().map(|answer| answer.recv().unwrap()).collect()
        }

        fn queue(&self, size: usize) -> Receiver<Result<usize>> {
            let (reply, answer) = channel();
            let act = move |tx: &mut Tx| {
                tx.run("update counted set n = n + $1", args![size as i64])?;
                tx.run("insert into item (id, content) values ($1, $2)", args![size as i64, vec![7; size]])?;
                Ok(size)
            };
            let reply = move |result: Result<usize>| reply.send(result).unwrap();
            assert!(self.shared.queues.writes.push(Box::new(Call::new(act, reply))).is_ok());
            answer
        }

        /// The bytes that are there, which must be as many as were counted in the same transactions.
        fn stored(&self) -> i64 {
            let connection = Connection::open(&self.shared.path, Role::Reader, false).unwrap();
            let sql = "select coalesce(sum(length(content)), 0), (select n from counted) from item";
            let (bytes, counted) =
                connection.raw.query_row(sql, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))).unwrap();
            assert_eq!(bytes, counted);
            bytes
        }
    }

    #[test]
    fn a_full_disk_is_busy_and_passes_when_there_is_room() {
        let full = Full::new();
        assert!(full.put(20, &[100])[0].is_ok());
        let error = full.put(20, &[200_000]).remove(0).unwrap_err();
        assert!(error.kind == Kind::Busy && error.to_string().contains("full"), "{error}");
        assert_eq!(full.stored(), 100);
        assert!(full.put(1_000, &[200_000])[0].is_ok());
        assert_eq!(full.stored(), 200_100);
    }

    #[test]
    fn whoever_queued_up_while_another_program_held_the_lock_is_told_with_the_first() {
        let full = Full::new();
        let other = Connection::open(&full.shared.path, Role::Writer, false).unwrap();
        other.script("begin immediate").unwrap();
        let answers: Vec<_> = [1, 2, 3].into_iter().map(|size| full.queue(size)).collect();
        let (mut slot, mut done) = (full.shared.slot(Role::Writer), Vec::new());
        slot.get().unwrap().raw.busy_timeout(Duration::ZERO).unwrap();
        let first = full.shared.queues.writes.try_pop().unwrap();
        let refused = full.shared.batch(&mut slot, first, &mut done).unwrap_err();
        assert_eq!((refused.kind, done.len(), answers.len()), (Kind::Busy, 3, 3));
        assert!(full.shared.queues.writes.try_pop().is_none());
    }

    #[test]
    fn when_the_disk_fills_up_among_many_acts_each_is_whole_or_not_at_all() {
        let full = Full::new();
        let sizes: Vec<usize> = (0..300).map(|i| if i % 5 == 0 { 90_000 } else { 50 + i }).collect();
        let answers = full.put(60, &sizes);
        let stored: usize = answers.iter().flatten().sum();
        assert!(stored > 0 && stored < sizes.iter().sum());
        assert_eq!(full.stored(), stored as i64);
        assert!(answers.iter().flat_map(|answer| answer.as_ref().err()).all(|e| e.kind == Kind::Busy));
    }
}
