//! Whatever happens to the database, the caller is told, nothing half-done stays, and afterwards it goes on.

use std::{fs, path::PathBuf};

use ::postgres::{Client, NoTls};
use base::{Error, Kind};
use storage::{
    Config, Db, Migration, Sql, Val, args,
    testing::{POSTGRES, TestDb},
};

const SCHEMA: &[Migration] = &[Migration {
    system: "test",
    name: "0001_items",
    sql: Sql::Both(
        "create table test_item (id bigint primary key, content blob);
         create table test_count (id bigint primary key, items bigint not null);
         insert into test_count values (1, 0)",
    ),
}];

fn put(db: &Db, id: i64, bytes: usize) -> Result<(), Error> {
    db.write_now(move |tx| {
        tx.run("update test_count set items = items + 1", args![])?;
        tx.run("insert into test_item (id, content) values ($1, $2)", args![id, vec![7; bytes]])?;
        Ok(())
    })
}

/// The number of items, which must be as many as were counted in the same transactions.
fn items(db: &Db) -> i64 {
    let (items, counted) = db
        .read_now(|tx| {
            let (items,) = tx.one::<(i64,)>("select count(*) from test_item", args![])?;
            let (counted,) = tx.one::<(i64,)>("select items from test_count", args![])?;
            Ok((items, counted))
        })
        .unwrap();
    assert_eq!(items, counted);
    items
}

fn file(db: &TestDb) -> PathBuf {
    db.url().strip_prefix("sqlite:").unwrap().into()
}

#[test]
fn a_lock_held_by_another_program_is_busy_and_passes() {
    let db = TestDb::sqlite(SCHEMA);
    let other = rusqlite::Connection::open(file(&db)).unwrap();
    other.execute_batch("begin immediate").unwrap();
    assert_eq!(put(&db, 1, 10).unwrap_err().kind, Kind::Busy);
    assert_eq!(items(&db), 0);
    other.execute_batch("rollback").unwrap();
    put(&db, 1, 10).unwrap();
    assert_eq!(items(&db), 1);
}

#[test]
fn a_database_file_that_is_gone_is_not_written_to_and_comes_back() {
    let db = TestDb::sqlite(SCHEMA);
    put(&db, 1, 10).unwrap();
    let (here, away) = (file(&db), db.dir.join("away"));
    fs::rename(&here, &away).unwrap();
    assert_eq!(put(&db, 2, 10).unwrap_err().kind, Kind::Busy);
    assert_eq!(db.read_now(|_| Ok(())).unwrap_err().kind, Kind::Busy);
    assert!(!here.exists());
    fs::rename(&away, &here).unwrap();
    put(&db, 2, 10).unwrap();
    assert_eq!(items(&db), 2);
}

#[test]
fn a_file_that_is_no_database_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("letter.db");
    fs::write(&path, "Kính gửi: Ủy ban nhân dân xã ".repeat(200)).unwrap();
    let url = format!("sqlite:{}", path.display());
    assert!(Db::open(Config::new(url), base::Sources::system(0)).is_err());
    let missing = format!("sqlite:{}/none/x.db", dir.path().display());
    assert_eq!(Db::open(Config::new(missing), base::Sources::system(0)).err().unwrap().kind, Kind::Busy);
}

/// Another connection to the server that the test's database is on.
fn server() -> Option<(String, Client)> {
    let url = std::env::var(POSTGRES).ok()?;
    let client = Client::connect(&url, NoTls).unwrap();
    Some((url, client))
}

fn end_connections(client: &mut Client, db: &TestDb) -> u64 {
    let name = db.url().rsplit_once('/').unwrap().1;
    client.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", &[&name]).unwrap()
}

#[test]
fn connections_that_the_server_ended_are_made_anew_without_troubling_the_caller() {
    let Some((url, mut client)) = server() else { return };
    let db = TestDb::postgres(&url, SCHEMA);
    for id in 0..20 {
        put(&db, id, 10).unwrap();
    }
    assert!(end_connections(&mut client, &db) > 0);
    for id in 20..40 {
        put(&db, id, 10).unwrap();
    }
    assert_eq!(items(&db), 40);
}

#[test]
fn a_connection_that_breaks_within_a_transaction_leaves_nothing_of_its_first_run() {
    let Some((url, mut client)) = server() else { return };
    let db = TestDb::postgres(&url, SCHEMA);
    let admin = url.clone();
    let runs = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = runs.clone();
    db.write_now(move |tx| {
        tx.run("update test_count set items = items + 1", args![])?;
        if counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0 {
            let (pid,) = tx.one::<(i64,)>("select cast(pg_backend_pid() as bigint)", args![])?;
            let mut killer = Client::connect(&admin, NoTls).unwrap();
            killer.execute("select pg_terminate_backend(cast($1 as int))", &[&(pid as i32)]).unwrap();
        }
        tx.run("insert into test_item (id, content) values (1, $1)", args![Val::Null])
    })
    .unwrap();
    assert_eq!(runs.load(std::sync::atomic::Ordering::SeqCst), 2);
    assert_eq!(items(&db), 1);
    drop(client.simple_query("select 1"));
}

#[test]
fn a_server_that_refuses_everybody_is_busy_and_passes() {
    let Some((url, mut client)) = server() else { return };
    let db = TestDb::postgres(&url, SCHEMA);
    put(&db, 1, 10).unwrap();
    let name = db.url().rsplit_once('/').unwrap().1.to_owned();
    client.batch_execute(&format!("alter database {name} allow_connections false")).unwrap();
    end_connections(&mut client, &db);
    assert_eq!(put(&db, 2, 10).unwrap_err().kind, Kind::Busy);
    assert_eq!(db.read_now(|_| Ok(())).unwrap_err().kind, Kind::Busy);
    client.batch_execute(&format!("alter database {name} allow_connections true")).unwrap();
    put(&db, 2, 10).unwrap();
    assert_eq!(items(&db), 2);
}

#[test]
fn a_database_with_another_collation_is_refused_with_the_remedy() {
    let Some((url, mut client)) = server() else { return };
    let sql =
        "create database tinhso_test_icu template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'";
    client.batch_execute("drop database if exists tinhso_test_icu").unwrap();
    client.batch_execute(sql).unwrap();
    let other = format!("{}/tinhso_test_icu", url.rsplit_once('/').unwrap().0);
    let refused = Db::open(Config::new(other), base::Sources::system(0)).err().unwrap();
    client.batch_execute("drop database tinhso_test_icu with (force)").unwrap();
    assert!(refused.said.vi.contains("lc_collate 'C'") && refused.kind == Kind::Conflict, "{refused}");
}

#[test]
fn a_server_that_is_not_there_is_busy_and_a_strange_address_is_explained() {
    let open = |url: &str| Db::open(Config::new(url), base::Sources::system(0)).err().unwrap();
    assert_eq!(open("postgres://postgres@127.0.0.1:1/none").kind, Kind::Busy);
    let strange = open("mysql://x");
    assert!(strange.kind == Kind::Invalid && strange.said.en.contains("postgres://"), "{strange}");
}
