//! Fresh databases for tests: SQLite on a RAM disk, and PostgreSQL where `TINHSO_TEST_POSTGRES` says there is one.
//! The clock stands at 08:00 on Monday 2026-03-09 and the randomness comes from a fixed seed.

use std::{ops::Deref, path::PathBuf, sync::Arc};

use ::postgres::{Client, NoTls};
use base::{FixedClock, Moment, Sources};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::{Config, Db, Migration, db::apart};

/// The address of a superuser's database on a server that tests may fill and empty.
pub const POSTGRES: &str = "TINHSO_TEST_POSTGRES";

/// A database that is gone when it is dropped.
pub struct TestDb {
    /// Nothing only while it is dropped or opened again.
    db: Option<Db>,
    url: String,
    /// A folder of its own, for blobs and whatever else the test wants to leave on a disk.
    pub dir: PathBuf,
    pub clock: Arc<FixedClock>,
    sources: Sources,
    /// The server and the database's name on it, if it is PostgreSQL.
    server: Option<(String, String)>,
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        self.db.as_ref().expect("the database is open")
    }
}

/// One fresh database of each engine, with these migrations.
pub fn engines(migrations: &[Migration]) -> Vec<TestDb> {
    let postgres = std::env::var(POSTGRES).ok().map(|server| TestDb::postgres(&server, migrations));
    [TestDb::sqlite(migrations)].into_iter().chain(postgres).collect()
}

impl TestDb {
    /// Runs a test on each engine.
    pub fn each(migrations: &[Migration], test: impl Fn(&mut TestDb)) {
        for mut db in engines(migrations) {
            eprintln!("on {:?}", db.engine());
            test(&mut db);
        }
    }

    pub fn sqlite(migrations: &[Migration]) -> TestDb {
        let dir = new_dir();
        let url = format!("sqlite:{}", dir.join("test.db").display());
        let mut made = TestDb::at(url, dir, None);
        made.open();
        made.migrate(migrations).unwrap_or_else(|e| panic!("the migrations run on SQLite: {e}"));
        made
    }

    /// A copy of a template that is made once for each set of migrations.
    pub fn postgres(server: &str, migrations: &[Migration]) -> TestDb {
        let name = format!("tinhso_test_{}", unique());
        let template = template(server, migrations);
        admin(server, &format!("create database {name} template {template}"));
        let mut made = TestDb::at(with_name(server, &name), new_dir(), Some((server.to_owned(), name)));
        made.open();
        made
    }

    fn at(url: String, dir: PathBuf, server: Option<(String, String)>) -> TestDb {
        let start: Moment = "2026-03-09T08:00".parse().expect("a moment");
        let (sources, clock) = Sources::fixed(start, 20_260_309);
        TestDb { db: None, url, dir, clock, sources, server }
    }

    fn open(&mut self) {
        let config = Config { readers: 2, writers: 4, ..Config::new(&self.url) };
        let db = Db::open(config, self.sources.clone());
        self.db = Some(db.unwrap_or_else(|e| panic!("{} opens: {e}", self.url)));
    }

    /// As after a restart of the program.
    pub fn reopen(&mut self) {
        self.db = None;
        self.open();
    }

    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        self.db = None;
        if let Some((server, name)) = &self.server {
            admin(server, &format!("drop database if exists {name} with (force)"));
        }
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

fn unique() -> String {
    HEXLOWER.encode(&Sources::system(0).random::<8>())
}

fn new_dir() -> PathBuf {
    let ram = PathBuf::from("/dev/shm");
    let root = if ram.is_dir() { ram } else { std::env::temp_dir() };
    let dir = root.join(format!("tinhso-test-{}", unique()));
    std::fs::create_dir_all(&dir).expect("a folder for the test");
    dir
}

/// The same server, another database.
fn with_name(server: &str, name: &str) -> String {
    let (address, options) = server.split_once('?').unwrap_or((server, ""));
    let (host, _) = address.rsplit_once('/').expect("a URL with a database");
    if options.is_empty() { format!("{host}/{name}") } else { format!("{host}/{name}?{options}") }
}

fn admin(server: &str, sql: &str) {
    apart(|| {
        let mut client = connect(server);
        client.batch_execute(sql).unwrap_or_else(|e| panic!("{sql}: {e:?}"));
        Ok(())
    })
    .expect("the test server answers");
}

fn connect(server: &str) -> Client {
    Client::connect(server, NoTls).unwrap_or_else(|e| panic!("{POSTGRES} does not answer: {e}"))
}

/// The name of a database with these migrations, made if it is the first time on this server.
fn template(server: &str, migrations: &[Migration]) -> String {
    let mut hash = Sha256::new();
    for migration in migrations {
        hash.update(format!("{}/{} {}\n", migration.system, migration.name, migration.checksum()));
    }
    let hash = HEXLOWER.encode(&hash.finalize()[..8]);
    let (name, making) = (format!("tinhso_template_{hash}"), format!("tinhso_making_{hash}"));
    apart(|| {
        let mut client = connect(server);
        let exists = |client: &mut Client| {
            let sql = "select 1 from pg_database where datname = $1";
            client.query_opt(sql, &[&name]).expect("the catalogue").is_some()
        };
        if exists(&mut client) {
            return Ok(());
        }
        // Many tests start at once and one of them makes it.
        client.batch_execute("select pg_advisory_lock(20260309)").expect("a lock");
        if exists(&mut client) {
            return Ok(());
        }
        let run = |client: &mut Client, sql: String| {
            client.batch_execute(&sql).unwrap_or_else(|e| panic!("{sql}: {e:?}"));
        };
        run(&mut client, format!("drop database if exists {making} with (force)"));
        run(
            &mut client,
            format!("create database {making} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'"),
        );
        let config = Config { readers: 1, writers: 1, ..Config::new(with_name(server, &making)) };
        let db = Db::open(config, Sources::system(0)).expect("the template opens");
        db.migrate(migrations).unwrap_or_else(|e| panic!("the migrations run on PostgreSQL: {e}"));
        drop(db);
        run(&mut client, format!("alter database {making} rename to {name}"));
        Ok(())
    })
    .expect("the template is made");
    name
}
