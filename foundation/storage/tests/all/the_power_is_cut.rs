//! After a power cut every answered act is there and none is half there, whatever the disk had not synced yet.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use base::SeededRandom;
use storage::{Config, Db, Migration, Sql, args};

use crate::Stop;

const SCHEMA: &[Migration] = &[Migration {
    system: "test",
    name: "0001_acts",
    sql: Sql::Both(
        "create table test_act (id bigint primary key, part bigint not null, filling blob not null);
         create table test_part (act bigint not null, n bigint not null, primary key (act, n)) without rowid;",
    ),
}];

const CALLERS: i64 = 4;
const CUTS: u64 = 40;

#[test]
fn every_answered_act_outlives_a_power_cut_and_none_is_half_there() {
    let dir = tempfile::tempdir().unwrap();
    powercut::watch(dir.path());
    let path = dir.path().join("cut.db");
    let sources = base::Sources::system(0);
    let db = Db::open(Config::new(format!("sqlite:{}", path.display())), sources.clone()).unwrap();
    db.migrate(SCHEMA).unwrap();
    // The log is moved into the file again and again, so that cuts fall into that as well.
    let mover = rusqlite::Connection::open(&path).unwrap();

    let (answered, done) = (Mutex::new(Vec::new()), AtomicBool::new(false));
    thread::scope(|scope| {
        for caller in 0..CALLERS {
            let (db, answered, done) = (&db, &answered, &done);
            scope.spawn(move || {
                for id in (caller..).step_by(CALLERS as usize).take_while(|_| !done.load(Ordering::SeqCst)) {
                    act(db, id);
                    answered.lock().unwrap().push(id);
                }
            });
        }
        let _stop = Stop(&done);
        let mut most = 0;
        for round in 0..CUTS {
            // Some acts between two cuts, however fast the machine is.
            while answered.lock().unwrap().len() < most + 20 {
                thread::yield_now();
            }
            if round % 3 == 0 {
                let mode = if round % 2 == 0 { "truncate" } else { "passive" };
                let _ = mover.query_row(&format!("pragma wal_checkpoint({mode})"), [], |_| Ok(()));
            }
            let before = answered.lock().unwrap().clone();
            let to = tempfile::tempdir().unwrap();
            powercut::cut(dir.path(), to.path(), &SeededRandom::new(round)).unwrap();
            let url = format!("sqlite:{}", to.path().join("cut.db").display());
            let left = Db::open(Config { readers: 1, ..Config::new(url) }, sources.clone()).unwrap();
            check(&left, &before);
            most = before.len();
        }
    });
}

/// One act of several statements, now and then a large one.
fn act(db: &Db, id: i64) {
    db.write_now(move |tx| {
        let filling = vec![id as u8; if id % 17 == 0 { 20_000 } else { 100 }];
        tx.run("insert into test_act (id, part, filling) values ($1, 3, $2)", args![id, filling])?;
        for n in 0..3 {
            tx.run("insert into test_part (act, n) values ($1, $2)", args![id, n])?;
        }
        Ok(())
    })
    .unwrap();
}

fn check(db: &Db, answered: &[i64]) {
    db.migrate(SCHEMA).unwrap();
    let ids = db.read_now(|tx| tx.all::<(i64,)>("select id from test_act", args![])).unwrap();
    let ids: std::collections::HashSet<i64> = ids.into_iter().map(|(id,)| id).collect();
    let lost: Vec<&i64> = answered.iter().filter(|id| !ids.contains(id)).collect();
    assert!(lost.is_empty(), "answered and lost: {lost:?}");
    let half = "select count(*) from test_act a where (select count(*) from test_part p where p.act = a.id) <> a.part";
    assert_eq!(db.read_now(|tx| tx.one::<(i64,)>(half, args![])).unwrap(), (0,));
    let stray = "select count(*) from test_part where act not in (select id from test_act)";
    assert_eq!(db.read_now(|tx| tx.one::<(i64,)>(stray, args![])).unwrap(), (0,));
    let sound = db.read_now(|tx| tx.all::<(String,)>("select integrity_check from pragma_integrity_check", args![]));
    assert_eq!(sound.unwrap(), [("ok".to_owned(),)]);
}
