//! PostgreSQL: a few threads write and a few read, each with its own connection. The server groups commits itself.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
    thread,
    time::Duration,
};

use ::postgres::{
    Client, NoTls, SimpleQueryMessage, Statement,
    config::SslMode,
    fallible_iterator::FallibleIterator,
    types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked},
};
use base::{Error, Result, SeededRandom, Sources, said, text};

use crate::{
    Cell, Engine, Row, Tx, Val,
    db::{self, Act, Queues},
    failure::{self, Failure, Then},
    queue::Queue,
    sql, tls,
    tx::On,
    value::RowOf,
};
use tokio_postgres_rustls::MakeRustlsConnect;

/// Every ordinary write holds this advisory lock shared, a big move exclusively.
const LOCK: i64 = i64::from_be_bytes(*b"\0\0tinhso");

/// How often a transaction is run again that others came in between.
const TRIES: u32 = 24;
/// After so many lost ones a writer writes alone in this program, and loses to nobody in it.
const FREE_TRIES: u32 = 4;

const STATEMENTS: usize = 512;

#[derive(Clone, Copy, PartialEq)]
enum Purpose {
    Write,
    Read,
    /// A write by whoever holds the lock already.
    Move,
}

impl Purpose {
    fn begin(self) -> String {
        match self {
            Purpose::Write => {
                format!("begin isolation level serializable; select pg_try_advisory_xact_lock_shared({LOCK})")
            }
            Purpose::Read => "begin isolation level repeatable read, read only".into(),
            Purpose::Move => "begin isolation level serializable".into(),
        }
    }
}

/// A connection with its prepared statements.
pub struct Connection {
    client: Client,
    statements: HashMap<String, Statement>,
}

impl Connection {
    pub fn run(&mut self, sql: &str, args: &[Val]) -> Result<(u64, bool), Failure> {
        let (statement, ddl) = self.statement(sql)?;
        let params: Vec<&(dyn ToSql + Sync)> = args.iter().map(|arg| arg as _).collect();
        check_count(&statement, args, sql)?;
        let touched = self.client.execute(&statement, &params).map_err(|e| failure::postgres(e, sql))?;
        Ok((touched, ddl))
    }

    /// Until `f` has enough.
    pub fn each(&mut self, sql: &str, args: &[Val], f: &mut dyn FnMut(&Row<'_>) -> bool) -> Result<(), Failure> {
        let (statement, _) = self.statement(sql)?;
        check_count(&statement, args, sql)?;
        let failed = |e| failure::postgres(e, sql);
        let mut rows = self.client.query_raw(&statement, args.iter()).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            if !f(&Row::new(RowOf::Postgres(&row))) {
                break;
            }
        }
        Ok(())
    }

    pub fn script(&mut self, sql: &str) -> Result<(), Failure> {
        self.client.batch_execute(sql).map_err(|e| failure::postgres(e, sql))
    }

    fn statement(&mut self, sql: &str) -> Result<(Statement, bool), Failure> {
        if let Some(known) = self.statements.get(sql) {
            return Ok((known.clone(), false));
        }
        let ddl = sql::statement(sql, false)?.ddl;
        let made = self.client.prepare(sql).map_err(|e| failure::postgres(e, sql))?;
        if !ddl {
            if self.statements.len() >= STATEMENTS {
                self.statements.clear();
            }
            self.statements.insert(sql.to_owned(), made.clone());
        }
        Ok((made, ddl))
    }

    fn transaction(&mut self, purpose: Purpose, act: &mut dyn Act, sources: &Sources) -> Result<(), Failure> {
        if !self.begin(purpose)? {
            self.control("rollback")?;
            return Err(failure::busy(Engine::Postgres, "a big move is going on").into());
        }
        let mut tx = Tx::new(On::Postgres(self), sources);
        let result = act.run(&mut tx);
        match tx.outcome(result) {
            Ok(_) => self.control("commit").map_err(|failure| match (failure.then, purpose) {
                (Then::Reconnect, Purpose::Write | Purpose::Move) => failure::unsure(failure).into(),
                _ => failure,
            }),
            Err(failure) => {
                if failure.then != Then::Reconnect && self.control("rollback").is_err() {
                    self.statements.clear();
                }
                Err(failure)
            }
        }
    }

    /// False if a big move holds the lock.
    fn begin(&mut self, purpose: Purpose) -> Result<bool, Failure> {
        let answer = self.client.simple_query(&purpose.begin()).map_err(|e| failure::postgres(e, "begin"))?;
        let refused = |message: &SimpleQueryMessage| match message {
            SimpleQueryMessage::Row(row) => row.get(0) != Some("t"),
            _ => false,
        };
        Ok(!answer.iter().any(refused))
    }

    fn control(&mut self, sql: &str) -> Result<(), Failure> {
        self.client.batch_execute(sql).map_err(|e| failure::postgres(e, sql))
    }
}

fn check_count(statement: &Statement, args: &[Val], sql: &str) -> Result<()> {
    let (wanted, given) = (statement.params().len(), args.len());
    if wanted != given {
        return Err(Error::internal(format!("{given} arguments where {wanted} were expected: {sql}")));
    }
    Ok(())
}

/// What the threads of one database share.
pub struct Shared {
    config: ::postgres::Config,
    /// For an address that says `sslmode=require`; others are not encrypted.
    tls: Option<MakeRustlsConnect>,
    sources: Sources,
    queues: Arc<Queues>,
    /// Every write stands here with the others, and one that has lost too often alone: on a row that everybody
    /// wants, one of all who wait for it gets through at each commit, and luck is no promise.
    together: RwLock<()>,
}

impl Shared {
    pub fn open(wanted: &db::Config, sources: Sources, queues: Arc<Queues>) -> Result<Shared> {
        let mut config: ::postgres::Config = wanted.url.parse().map_err(|_| {
            Error::invalid(text(
                "Địa chỉ cơ sở dữ liệu phải là sqlite:ĐƯỜNG-DẪN hoặc postgres://…",
                "The database's address must be sqlite:PATH or postgres://…",
            ))
        })?;
        if config.get_application_name().is_none() {
            config.application_name("tinhso");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(5));
        }
        // A server that vanished without a word is noticed within half a minute.
        config.keepalives_idle(Duration::from_secs(10)).tcp_user_timeout(Duration::from_secs(30));
        let tls = match config.get_ssl_mode() {
            SslMode::Require => Some(tls::connector(wanted.ca.as_deref())?),
            _ => None,
        };
        let shared = Shared { config, tls, sources, queues, together: RwLock::new(()) };
        // On a thread of its own, because the caller's may belong to an async runtime.
        db::apart(|| shared.check(&mut shared.connect()?))?;
        Ok(shared)
    }

    /// The one place where a connection is made.
    fn connect(&self) -> Result<Connection> {
        let client = match &self.tls {
            Some(tls) => self.config.connect(tls.clone()),
            None => self.config.connect(NoTls),
        };
        let mut client = client.map_err(|e| {
            let failure = failure::postgres(e, "connect");
            failure::busy(Engine::Postgres, &failure.error.source.map_or_else(String::new, |why| why.to_string()))
        })?;
        client
            .batch_execute("set client_min_messages = warning; set lock_timeout = '30s'")
            .map_err(|e| failure::postgres(e, "").error)?;
        Ok(Connection { client, statements: HashMap::new() })
    }

    /// The database must sort by bytes, hold UTF-8 and keep what it has answered.
    fn check(&self, connection: &mut Connection) -> Result<()> {
        let sql = "select datcollate, pg_encoding_to_char(encoding), coalesce(current_setting('fsync', true), 'on'),
                          coalesce(current_setting('synchronous_commit', true), 'on')
                   from pg_database where datname = current_database()";
        let row = connection.client.query_one(sql, &[]).map_err(|e| failure::postgres(e, sql).error)?;
        let (collation, encoding, fsync, commit): (&str, &str, &str, &str) =
            (row.get(0), row.get(1), row.get(2), row.get(3));
        if !["C", "POSIX"].contains(&collation) || encoding != "UTF8" {
            return Err(Error::conflict(said!(
                "Cơ sở dữ liệu PostgreSQL phải tạo với LC_COLLATE 'C' và mã UTF8 (đang là {collation}, {encoding}): \
                 create database … template template0 encoding 'UTF8' lc_collate 'C'",
                "The PostgreSQL database must be made with LC_COLLATE 'C' and encoding UTF8 (it has {collation}, {encoding}): \
                 create database … template template0 encoding 'UTF8' lc_collate 'C'"
            )));
        }
        if fsync == "off" || commit == "off" {
            return Err(Error::conflict(text(
                "PostgreSQL phải chạy với fsync và synchronous_commit bật, nếu không dữ liệu đã ghi nhận có thể mất",
                "PostgreSQL must run with fsync and synchronous_commit on, or recorded acts may be lost",
            )));
        }
        Ok(())
    }

    pub fn write_loop(&self) {
        self.work(&self.queues.writes, Purpose::Write);
    }

    pub fn read_loop(&self) {
        self.work(&self.queues.reads, Purpose::Read);
    }

    fn work(&self, queue: &Queue<Box<dyn Act>>, purpose: Purpose) {
        let mut open = None;
        while let Some(mut act) = queue.pop() {
            let outcome = self.transaction(&mut open, purpose, act.as_mut());
            if let (Err(error), None) = (&outcome, &open) {
                // Whoever queued up while the server was not there is not to wait for it one by one.
                for act in queue.take_all() {
                    act.answer(Err(error.clone()));
                }
            }
            act.answer(outcome);
        }
    }

    pub fn snapshot(&self, act: &mut dyn Act) -> Result<()> {
        self.transaction(&mut None, Purpose::Read, act)
    }

    /// The lock is taken before the transaction begins, or its snapshot would be older than the last writes.
    pub fn exclusive(&self, act: &mut dyn Act) -> Result<()> {
        let mut connection = self.connect()?;
        connection.script(&format!("select pg_advisory_lock({LOCK})")).map_err(|failure| failure.error)?;
        // A connection that breaks loses the lock, so the move is not tried again on another.
        let mut tries = Tries::new();
        let outcome = loop {
            match connection.transaction(Purpose::Move, act, &self.sources) {
                Err(Failure { then: Then::Again, .. }) if tries.another() => {}
                outcome => break outcome.map_err(|failure| failure.error),
            }
        };
        // Closing the connection gives the lock back too, only later than the caller is told.
        if let Err(failure) = connection.script(&format!("select pg_advisory_unlock({LOCK})")) {
            tracing::warn!(error = %failure.error, "the lock of a big move goes with its connection");
        }
        outcome
    }

    fn transaction(&self, open: &mut Option<Connection>, purpose: Purpose, act: &mut dyn Act) -> Result<()> {
        let mut tries = Tries::new();
        let mut reconnected = false;
        loop {
            if open.as_ref().is_some_and(|connection| connection.client.is_closed()) {
                *open = None;
            }
            let connection = match &mut *open {
                Some(connection) => connection,
                none => none.insert(self.connect()?),
            };
            let mut run = || connection.transaction(purpose, act, &self.sources);
            let outcome = match purpose {
                Purpose::Write if tries.too_many() => {
                    let _alone = self.together.write().unwrap_or_else(PoisonError::into_inner);
                    run()
                }
                Purpose::Write => {
                    let _together = self.together.read().unwrap_or_else(PoisonError::into_inner);
                    run()
                }
                Purpose::Read | Purpose::Move => run(),
            };
            let Err(failure) = outcome else { return Ok(()) };
            match failure.then {
                Then::Again if tries.another() => {}
                // Nothing was committed, so a server that has only restarted need not trouble the caller.
                Then::Reconnect if !reconnected => {
                    tracing::warn!(error = %failure.error, "the connection to the database is made anew");
                    *open = None;
                    reconnected = true;
                }
                then => {
                    if then == Then::Reconnect {
                        *open = None;
                    }
                    return Err(failure.error);
                }
            }
        }
    }
}

/// Waits between tries, longer each time and never in step with the others.
struct Tries {
    made: u32,
    jitter: SeededRandom,
}

impl Tries {
    fn new() -> Tries {
        Tries { made: 0, jitter: SeededRandom::new(0) }
    }

    /// False when it has been enough.
    fn another(&mut self) -> bool {
        self.made += 1;
        if self.made == 1 {
            // Each thread its own sequence; its id is the only thing it has to itself.
            let mut seed = std::hash::DefaultHasher::new();
            std::hash::Hash::hash(&thread::current().id(), &mut seed);
            self.jitter = SeededRandom::new(std::hash::Hasher::finish(&seed));
        }
        if !self.too_many() {
            let most = 1_000u64 << self.made.min(7);
            thread::sleep(Duration::from_micros(self.jitter.below(most as usize) as u64));
        }
        self.made < TRIES
    }

    fn too_many(&self) -> bool {
        self.made >= FREE_TRIES
    }
}

impl<'a> FromSql<'a> for Cell<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Cell<'a>, Box<dyn std::error::Error + Sync + Send>> {
        Ok(match *ty {
            Type::INT8 => Cell::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Cell::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => Cell::Int(i16::from_sql(ty, raw)?.into()),
            Type::BOOL => Cell::Bool(bool::from_sql(ty, raw)?),
            Type::FLOAT8 => Cell::Real(f64::from_sql(ty, raw)?),
            Type::FLOAT4 => Cell::Real(f32::from_sql(ty, raw)?.into()),
            Type::BYTEA => Cell::Bytes(raw),
            _ => Cell::Text(<&str>::from_sql(ty, raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Cell<'a>, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Cell::Null)
    }

    fn accepts(ty: &Type) -> bool {
        let plain = [Type::INT8, Type::INT4, Type::INT2, Type::BOOL, Type::FLOAT8, Type::FLOAT4, Type::BYTEA];
        plain.contains(ty) || <&str as FromSql>::accepts(ty)
    }
}

/// By the type that the statement wants at that place.
impl ToSql for Val {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match (self, ty) {
            (Val::Null, _) => Ok(IsNull::Yes),
            (Val::Bool(it), &Type::BOOL) => it.to_sql(ty, out),
            (Val::Int(it), &Type::INT8) => it.to_sql(ty, out),
            (Val::Int(it), &Type::INT4) => i32::try_from(*it)?.to_sql(ty, out),
            (Val::Int(it), &Type::INT2) => i16::try_from(*it)?.to_sql(ty, out),
            (Val::Int(it), &Type::FLOAT8) => (*it as f64).to_sql(ty, out),
            (Val::Real(it), &Type::FLOAT8) => it.to_sql(ty, out),
            (Val::Text(it), _) if <&str as ToSql>::accepts(ty) => it.to_sql(ty, out),
            (Val::Bytes(it), &Type::BYTEA) => it.to_sql(ty, out),
            (val, ty) => {
                let given = match val {
                    Val::Null => "null",
                    Val::Bool(_) => "boolean",
                    Val::Int(_) => "bigint",
                    Val::Real(_) => "double precision",
                    Val::Text(_) => "text",
                    Val::Bytes(_) => "blob",
                };
                Err(format!("an argument is {given} where {ty} is wanted").into())
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
