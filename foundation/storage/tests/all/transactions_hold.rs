//! All or nothing, one after the other, and never half.

use std::{
    sync::{
        Arc, Barrier,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use base::{Error, Kind};
use storage::{Config, Db, Engine, Migration, Sql, args, testing::TestDb};

const SCHEMA: &[Migration] = &[Migration {
    system: "test",
    name: "0001_accounts",
    sql: Sql::Both("create table test_account (id bigint primary key, balance bigint not null, owner text unique)"),
}];

fn account(db: &Db, id: i64, balance: i64) {
    db.write_now(move |tx| tx.run("insert into test_account (id, balance) values ($1, $2)", args![id, balance]))
        .unwrap();
}

fn balance(db: &Db, id: i64) -> Option<i64> {
    db.read_now(move |tx| tx.first::<(i64,)>("select balance from test_account where id = $1", args![id]))
        .unwrap()
        .map(|(balance,)| balance)
}

#[test]
fn a_closure_that_fails_leaves_nothing() {
    TestDb::each(SCHEMA, |db| {
        let failed: Result<(), Error> = db.write_now(|tx| {
            tx.run("insert into test_account (id, balance) values (1, 1)", args![])?;
            Err(Error::forbidden(base::text("không", "no")))
        });
        assert_eq!(failed.unwrap_err().kind, Kind::Forbidden);
        assert_eq!(balance(db, 1), None);
    });
}

#[test]
fn a_panic_takes_back_its_own_closure_and_nobody_elses() {
    TestDb::each(SCHEMA, |db| {
        let panicked: Result<(), Error> = db.write_now(|tx| {
            tx.run("insert into test_account (id, balance) values (1, 1)", args![])?;
            panic!("as if a rule had a hole");
        });
        let error = panicked.unwrap_err();
        assert_eq!(error.kind, Kind::Internal);
        assert!(error.to_string().contains("as if a rule had a hole"));
        account(db, 2, 2);
        assert_eq!((balance(db, 1), balance(db, 2)), (None, Some(2)));
    });
}

#[test]
fn a_failed_statement_spoils_the_transaction_even_if_the_closure_goes_on() {
    TestDb::each(SCHEMA, |db| {
        account(db, 1, 1);
        let result = db.write_now(|tx| {
            tx.run("insert into test_account (id, balance) values (2, 2)", args![])?;
            let taken = tx.run("insert into test_account (id, balance) values (1, 9)", args![]);
            assert_eq!(taken.unwrap_err().kind, Kind::Conflict);
            let after = tx.run("insert into test_account (id, balance) values (3, 3)", args![]);
            assert_eq!(after.unwrap_err().kind, Kind::Conflict);
            Ok(())
        });
        assert_eq!(result.unwrap_err().kind, Kind::Conflict);
        assert_eq!((balance(db, 1), balance(db, 2), balance(db, 3)), (Some(1), None, None));
    });
}

#[test]
fn constraints_are_told_by_kind() {
    TestDb::each(SCHEMA, |db| {
        let run = |sql: &'static str| db.write_now(move |tx| tx.run(sql, args![])).unwrap_err().kind;
        account(db, 1, 1);
        db.write_now(|tx| tx.run("update test_account set owner = 'lan'", args![])).unwrap();
        assert_eq!(run("insert into test_account (id, balance) values (1, 1)"), Kind::Conflict);
        assert_eq!(run("insert into test_account (id, balance, owner) values (2, 1, 'lan')"), Kind::Conflict);
        assert_eq!(run("insert into test_account (id, balance) values (3, null)"), Kind::Internal);
        assert_eq!(run("insert into no_such_table (id) values (3)"), Kind::Internal);
        assert_eq!(run("commit"), Kind::Internal);
    });
}

#[test]
fn a_closure_may_give_a_failed_statement_better_words() {
    TestDb::each(SCHEMA, |db| {
        account(db, 1, 1);
        let said = db.write_now(|tx| {
            tx.run("insert into test_account (id, balance) values (1, 1)", args![])
                .map_err(|_| Error::conflict(base::text("Tài khoản đã có", "The account is there already")))
        });
        assert_eq!(said.unwrap_err().said.vi, "Tài khoản đã có");
    });
}

#[test]
fn two_who_read_then_write_do_not_overwrite_each_other() {
    TestDb::each(SCHEMA, |db| {
        account(db, 1, 0);
        let db: &Db = db;
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..10 {
                        add_one(db);
                    }
                });
            }
        });
        assert_eq!(balance(db, 1), Some(80));
    });
}

/// Like a person who sees "busy" and tries again.
#[test]
fn a_row_that_everybody_wants_turns_nobody_away() {
    TestDb::each(SCHEMA, |db| {
        account(db, 1, 0);
        let db: &Db = db;
        let slowly = move |tx: &mut storage::Tx<'_>| {
            tx.run("update test_account set balance = balance + 1 where id = 1", args![])?;
            thread::sleep(std::time::Duration::from_millis(10));
            Ok(())
        };
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(move || (0..15).for_each(|_| db.write_now(slowly).unwrap()));
            }
        });
        assert_eq!(balance(db, 1), Some(120));
    });
}

fn add_one(db: &Db) {
    loop {
        let added = db.write_now(|tx| {
            let (balance,) = tx.one::<(i64,)>("select balance from test_account where id = 1", args![])?;
            tx.run("update test_account set balance = $1 where id = 1", args![balance + 1])
        });
        match added {
            Ok(_) => return,
            Err(e) => assert_eq!(e.kind, Kind::Busy, "{e}"),
        }
    }
}

#[test]
fn a_rule_over_several_rows_holds_against_writers_who_do_not_meet() {
    // Write skew: each takes from another row, the rule is about their sum.
    TestDb::each(SCHEMA, |db| {
        account(db, 1, 50);
        account(db, 2, 50);
        let db: &Db = db;
        let met = Arc::new(Barrier::new(2));
        let first = AtomicUsize::new(0);
        let first = &first;
        thread::scope(|scope| {
            for id in [1i64, 2] {
                let met = met.clone();
                let parallel = db.engine() == Engine::Postgres;
                scope.spawn(move || {
                    let tries = AtomicUsize::new(0);
                    let taken = db.write_now(move |tx| {
                        let (sum,) =
                            tx.one::<(i64,)>("select cast(sum(balance) as bigint) from test_account", args![])?;
                        if parallel && tries.fetch_add(1, Ordering::SeqCst) == 0 {
                            met.wait();
                        }
                        if sum < 100 {
                            return Err(Error::conflict(base::text("không đủ", "not enough")));
                        }
                        tx.run("update test_account set balance = balance - 80 where id = $1", args![id])
                    });
                    first.fetch_add(usize::from(taken.is_ok()), Ordering::SeqCst);
                });
            }
        });
        assert_eq!(first.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn a_reader_sees_one_state_while_others_write() {
    TestDb::each(SCHEMA, |db| {
        account(db, 1, 1);
        let writer: Db = Db::clone(db);
        let seen = db.snapshot_now(move |tx| {
            let sql = "select balance from test_account where id = 1";
            let before = tx.one::<(i64,)>(sql, args![])?;
            let writer = writer.clone();
            let wrote = thread::spawn(move || {
                writer.write_now(|tx| tx.run("update test_account set balance = 2 where id = 1", args![]))
            });
            wrote.join().unwrap()?;
            Ok((before, tx.one::<(i64,)>(sql, args![])?))
        });
        assert_eq!(seen.unwrap(), ((1,), (1,)));
        assert_eq!(balance(db, 1), Some(2));
    });
}

#[test]
fn a_reader_cannot_write() {
    TestDb::each(SCHEMA, |db| {
        let wrote = db.read_now(|tx| tx.run("insert into test_account (id, balance) values (1, 1)", args![]));
        assert!(wrote.is_err());
        assert_eq!(balance(db, 1), None);
    });
}

#[test]
fn during_a_big_move_other_writes_are_told_that_it_is_busy_and_reads_go_on() {
    TestDb::each(SCHEMA, |db| {
        account(db, 1, 1);
        let (inside, moving) = mpsc::channel();
        let (go_on, wait) = mpsc::channel::<()>();
        let wait = std::sync::Mutex::new(wait);
        let mover: Db = Db::clone(db);
        let moved = thread::spawn(move || {
            mover.exclusive_now(move |tx| {
                tx.run("update test_account set balance = 5 where id = 1", args![])?;
                inside.send(()).unwrap();
                wait.lock().unwrap().recv().unwrap();
                Ok(())
            })
        });
        moving.recv().unwrap();
        let busy = db.write_now(|tx| tx.run("update test_account set balance = 9", args![])).unwrap_err();
        assert_eq!(busy.kind, Kind::Busy);
        assert_eq!(db.exclusive_now(|_| Ok(())).unwrap_err().kind, Kind::Busy);
        assert_eq!(balance(db, 1), Some(1));
        go_on.send(()).unwrap();
        moved.join().unwrap().unwrap();
        assert_eq!(balance(db, 1), Some(5));
        account(db, 2, 2);
    });
}

#[test]
fn another_programs_big_move_makes_writes_busy_too() {
    TestDb::each(SCHEMA, |db| {
        account(db, 1, 1);
        let other = Db::open(Config { queue: 4, ..Config::new(db.url()) }, db.sources().clone()).unwrap();
        let here: Db = Db::clone(db);
        let refused = other.exclusive_now(move |tx| {
            tx.run("update test_account set balance = 5 where id = 1", args![])?;
            let here = here.clone();
            // Another row: it is the lock that refuses, not a conflict.
            let write = move || here.write_now(|tx| tx.run("insert into test_account values (3, 3, null)", args![]));
            Ok(thread::spawn(write).join().unwrap().unwrap_err().kind)
        });
        assert_eq!(refused.unwrap(), Kind::Busy);
        assert_eq!(balance(db, 1), Some(5));
        account(db, 2, 2);
    });
}

#[test]
fn a_full_queue_says_busy_at_once_and_what_waited_is_done() {
    let db = TestDb::sqlite(SCHEMA);
    let small = Db::open(Config { queue: 3, ..Config::new(db.url()) }, db.sources().clone()).unwrap();
    let (inside, running) = mpsc::channel();
    let (go_on, wait) = mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let slow = small.clone();
        let blocking = tokio::spawn(async move {
            let closure = move |_: &mut storage::Tx| {
                inside.send(()).unwrap();
                wait.lock().unwrap().recv().unwrap();
                Ok(())
            };
            slow.write(closure).await
        });
        tokio::task::yield_now().await;
        running.recv().unwrap();
        let mut waiting = Vec::new();
        for id in 0..3i64 {
            let small = small.clone();
            waiting.push(tokio::spawn(async move {
                small.write(move |tx| tx.run("insert into test_account (id, balance) values ($1, 0)", args![id])).await
            }));
        }
        tokio::task::yield_now().await;
        let refused = small.write(|_| Ok(())).await.unwrap_err();
        assert_eq!(refused.kind, Kind::Busy);
        go_on.send(()).unwrap();
        for write in waiting {
            assert_eq!(write.await.unwrap().unwrap(), 1);
        }
        blocking.await.unwrap().unwrap();
    });
    assert_eq!(balance(&db, 2), Some(0));
}

#[test]
fn a_transaction_within_a_transaction_is_refused_instead_of_waiting_for_ever() {
    TestDb::each(SCHEMA, |db| {
        let inner: Db = Db::clone(db);
        let nested = db.write_now(move |_| inner.write_now(|_| Ok(())));
        assert_eq!(nested.unwrap_err().kind, Kind::Internal);
    });
}

#[test]
fn the_last_handle_may_go_with_a_closure() {
    TestDb::each(SCHEMA, |db| {
        let other = Db::open(Config::new(db.url()), db.sources().clone()).unwrap();
        let handle = other.clone();
        let (inside, running) = mpsc::channel();
        let caller = thread::spawn(move || {
            let kept = handle.clone();
            handle.write_now(move |tx| {
                inside.send(()).unwrap();
                assert!(kept.engine() == tx.engine());
                tx.run("insert into test_account (id, balance) values (1, 1)", args![])
            })
        });
        running.recv().unwrap();
        drop(other);
        assert_eq!(caller.join().unwrap().unwrap(), 1);
    });
}

#[test]
fn answered_writes_are_there_after_a_restart() {
    TestDb::each(SCHEMA, |db| {
        account(db, 1, 7);
        db.reopen();
        db.migrate(SCHEMA).unwrap();
        assert_eq!(balance(db, 1), Some(7));
    });
}
