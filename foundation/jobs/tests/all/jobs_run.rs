use std::sync::atomic::Ordering;

use base::{Error, Id, Kind};
use jobs::{Job, Ran, State, Worker, enqueue, enqueue_once, rerun, run_due, run_due_with};
use serde_json::json;
use storage::{Tx, args};

use crate::{Desk, HANDLERS, NOTE, run, second_process, story, waiting};

fn put(tx: &mut Tx) -> base::Result<Id> {
    let now = tx.now();
    enqueue(tx, &NOTE, &json!({}), now)
}

const DONE: Ran = Ran { done: 1, failed: 0, dead: 0 };
const FAILED: Ran = Ran { done: 0, failed: 1, dead: 0 };
const DEAD: Ran = Ran { done: 0, failed: 0, dead: 1 };
const NOTHING: Ran = Ran { done: 0, failed: 0, dead: 0 };

#[test]
fn a_job_runs_when_it_is_due_and_once() {
    story(|db| {
        let desk = Desk::default();
        db.write_now(|tx| {
            let later = tx.now().plus_minutes(10);
            enqueue(tx, &NOTE, &json!({"a": "b"}), later)
        })
        .unwrap();
        assert_eq!(run(db, &desk), NOTHING);
        db.clock.set(db.sources().now().plus_minutes(10));
        assert_eq!(run(db, &desk), DONE);
        assert_eq!(run(db, &desk), NOTHING);
        assert_eq!(desk.noted.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn an_act_that_fails_leaves_no_job() {
    story(|db| {
        let act = |tx: &mut Tx| {
            put(tx)?;
            Err::<(), _>(Error::busy())
        };
        assert!(db.write_now(act).is_err());
        assert!(waiting(db, State::Waiting).is_empty());
    });
}

#[test]
fn a_job_that_fails_is_tried_again_after_a_pause_and_is_dead_after_its_last_try() {
    story(|db| {
        let desk = Desk::default();
        desk.fail.store(3, Ordering::SeqCst);
        let id = db.write_now(put).unwrap();
        assert_eq!(run(db, &desk), FAILED);
        let job = db.read_now(move |tx| jobs::job(tx, id)).unwrap();
        assert_eq!((job.state, job.attempts), (State::Waiting, 1));
        assert_eq!(job.run_at.ms() - db.sources().now().ms(), 30_000);
        assert!(job.last_error.unwrap().contains("no ink"));

        assert_eq!(run(db, &desk), NOTHING);
        db.clock.set(db.sources().now().plus_minutes(1));
        assert_eq!(run(db, &desk), FAILED);
        db.clock.set(db.sources().now().plus_minutes(1));
        assert_eq!(run(db, &desk), DEAD);
        db.clock.set(db.sources().now().plus_minutes(10_000));
        assert_eq!(run(db, &desk), NOTHING);

        let dead: Vec<Id> = waiting(db, State::Dead).into_iter().map(|job| job.id).collect();
        assert_eq!(dead, [id]);
        db.write_now(move |tx| rerun(tx, id)).unwrap();
        assert_eq!(run(db, &desk), DONE);
        assert_eq!(db.write_now(move |tx| rerun(tx, id)).unwrap_err().kind, Kind::NotFound);
    });
}

#[test]
fn a_dead_job_can_be_given_up_and_no_other() {
    story(|db| {
        let desk = Desk::default();
        desk.fail.store(3, Ordering::SeqCst);
        let id = db.write_now(put).unwrap();
        assert_eq!(db.write_now(move |tx| jobs::drop_dead(tx, id)).unwrap_err().kind, Kind::NotFound);
        for _ in 0..3 {
            run(db, &desk);
            db.clock.set(db.sources().now().plus_minutes(10));
        }
        db.write_now(move |tx| jobs::drop_dead(tx, id)).unwrap();
        assert!(waiting(db, State::Dead).is_empty());
    });
}

#[test]
fn a_panic_in_a_handler_is_a_failure_and_the_next_job_runs() {
    story(|db| {
        let desk = Desk::default();
        desk.panic.store(1, Ordering::SeqCst);
        let id = db.write_now(put).unwrap();
        db.write_now(put).unwrap();
        assert_eq!(run(db, &desk), Ran { done: 1, failed: 1, dead: 0 });
        let error = db.read_now(move |tx| Ok(jobs::job(tx, id)?.last_error)).unwrap().unwrap();
        assert!(error.contains("the desk collapsed"), "{error}");
    });
}

/// As a killed process leaves it: claimed, and nobody at work.
fn kill_during(db: &storage::testing::TestDb, id: Id) {
    let until = db.sources().now().plus_minutes(5);
    db.write_now(move |tx| {
        let sql =
            "update jobs_job set state = 'running', attempts = attempts + 1, claim = 1, run_at = $2 where id = $1";
        tx.run(sql, args![id, until])
    })
    .unwrap();
}

#[test]
fn the_job_of_a_killed_process_is_run_again_when_its_lease_ends() {
    story(|db| {
        let desk = Desk::default();
        let id = db.write_now(put).unwrap();
        kill_during(db, id);
        assert_eq!(run(db, &desk), NOTHING);
        assert_eq!(db.write_now(move |tx| rerun(tx, id)).unwrap_err().kind, Kind::Conflict);
        db.clock.set(db.sources().now().plus_minutes(5));
        assert_eq!(run(db, &desk), DONE);
    });
}

#[test]
fn a_job_that_kills_its_process_each_time_is_dead_in_the_end() {
    story(|db| {
        let desk = Desk::default();
        let id = db.write_now(put).unwrap();
        for _ in 0..3 {
            kill_during(db, id);
            db.clock.set(db.sources().now().plus_minutes(5));
        }
        assert_eq!(run(db, &desk), DEAD);
        assert_eq!(desk.noted.load(Ordering::SeqCst), 0);
    });
}

#[test]
fn who_has_lost_his_lease_cannot_end_the_job_for_the_next() {
    story(|db| {
        db.write_now(put).unwrap();
        // While the handler is at it, its lease ends and another worker takes the job.
        let slow = jobs::Handler {
            kind: &NOTE,
            run: |db: &storage::Db, _| db.write_now(|tx| tx.run("update jobs_job set claim = 1", args![])).map(drop),
        };
        run_due(db, &[slow], db.sources().now()).unwrap();
        assert_eq!(waiting(db, State::Running).len(), 1);
    });
}

#[test]
fn a_job_with_a_key_waits_once_and_at_the_earlier_moment() {
    story(|db| {
        let desk = Desk::default();
        let ask = |key: &'static str, minutes: i64| {
            db.write_now(move |tx| {
                let at = tx.now().plus_minutes(minutes);
                enqueue_once(tx, &NOTE, key, &json!({}), at)
            })
            .unwrap()
        };
        let first = ask("unit-1", 5);
        assert_eq!((ask("unit-1", 0), ask("unit-1", 9)), (first, first));
        assert_ne!(ask("unit-2", 9), first);
        assert_eq!(run(db, &desk), DONE);
        // Done, so it may be asked for again.
        assert_ne!(ask("unit-1", 0), first);
    });
}

#[test]
fn a_key_asked_for_while_its_job_runs_is_run_again_after_it_and_not_beside_it() {
    story(|db| {
        let desk = Desk::default();
        let ask = |tx: &mut Tx| {
            let now = tx.now();
            enqueue_once(tx, &NOTE, "unit-1", &json!({}), now)
        };
        let first = db.write_now(ask).unwrap();
        kill_during(db, first);
        let second = db.write_now(ask).unwrap();
        assert_ne!(first, second);
        assert_eq!(run(db, &desk), NOTHING);
        db.clock.set(db.sources().now().plus_minutes(5));
        assert_eq!(run(db, &desk), Ran { done: 2, failed: 0, dead: 0 });
    });
}

#[test]
fn a_failed_job_gives_way_to_the_one_of_its_key_that_waits() {
    story(|db| {
        let ask = |tx: &mut Tx| {
            let now = tx.now();
            enqueue_once(tx, &NOTE, "unit-1", &json!({}), now)
        };
        db.write_now(ask).unwrap();
        let handler = jobs::Handler {
            kind: &NOTE,
            run: |db: &storage::Db, _| {
                db.write_now(|tx| {
                    let later = tx.now().plus_minutes(60);
                    enqueue_once(tx, &NOTE, "unit-1", &json!({"second": true}), later)
                })?;
                Err(Error::internal("no ink"))
            },
        };
        run_due(db, &[handler], db.sources().now()).unwrap();
        let bodies: Vec<String> = waiting(db, State::Waiting).into_iter().map(|job: Job| job.body).collect();
        assert_eq!(bodies, [r#"{"second":true}"#]);
    });
}

#[test]
fn a_job_of_a_kind_without_a_handler_stays() {
    story(|db| {
        db.write_now(put).unwrap();
        assert_eq!(run_due(db, &[], db.sources().now()).unwrap(), NOTHING);
        assert_eq!(waiting(db, State::Waiting).len(), 1);
    });
}

#[test]
fn two_processes_share_the_work_and_do_nothing_twice() {
    story(|db| {
        let desk = Desk::default();
        db.write_now(|tx| (0..120).try_for_each(|_| put(tx).map(drop))).unwrap();
        let other = second_process(db);
        let now = db.sources().now();
        let mut done = 0;
        std::thread::scope(|scope| {
            let (desk, other) = (&desk, &other);
            let there = scope.spawn(move || run_due_with(other, desk, HANDLERS, now).unwrap().done);
            done = run(db, desk).done + there.join().unwrap();
        });
        assert_eq!((done, desk.noted.load(Ordering::SeqCst)), (120, 120));
    });
}

#[test]
fn pages_of_jobs_go_on_after_the_last_one() {
    story(|db| {
        db.write_now(|tx| (0..70).try_for_each(|_| put(tx).map(drop))).unwrap();
        let first = waiting(db, State::Waiting);
        let last = first[49].id;
        let rest = db.read_now(move |tx| jobs::page(tx, State::Waiting, last)).unwrap();
        assert_eq!((first.len(), rest.len()), (50, 20));
        assert!(rest[0].id > last);
    });
}

#[test]
fn looking_for_due_jobs_is_an_index_range() {
    story(|db| {
        let plan = db
            .read_now(|tx| {
                tx.plan(
                    "select id from jobs_job where state <> 'dead' and run_at <= $1 and kind in ($2) order by run_at, id limit 20",
                    args![0i64, "test.note"],
                )
            })
            .unwrap()
            .join("\n");
        if db.engine() == storage::Engine::Sqlite {
            assert!(plan.contains("jobs_job_run_at") && !plan.contains("TEMP B-TREE"), "{plan}");
        }
    });
}

#[test]
fn a_worker_runs_what_is_enqueued_and_ends_when_it_is_dropped() {
    story(|db| {
        let (sender, receiver) = std::sync::mpsc::channel::<()>();
        let tell = jobs::Handler {
            kind: &NOTE,
            run: |to: &std::sync::mpsc::Sender<()>, _| to.send(()).map_err(Error::internal),
        };
        let worker = Worker::start((**db).clone(), sender, vec![tell], vec![]).unwrap();
        db.write_now(put).unwrap();
        receiver.recv_timeout(std::time::Duration::from_secs(20)).unwrap();
        drop(worker);
        assert!(receiver.recv().is_err(), "the worker's end has gone");
    });
}
