use std::sync::atomic::Ordering;

use base::{Moment, TimeOfDay};
use jobs::{Every, Schedule, State, schedules, tick};

use crate::{Desk, NOTE, run, second_process, story, waiting};

const NIGHTLY: Schedule = Schedule { name: "test.nightly", every: Every::Daily(TimeOfDay::hm_of(2, 0)), kind: &NOTE };
const OFTEN: Schedule = Schedule { name: "test.often", every: Every::Minutes(10), kind: &NOTE };

fn at(moment: &str) -> Moment {
    moment.parse().unwrap()
}

#[test]
fn a_new_schedule_begins_with_its_next_moment() {
    story(|db| {
        let tick = |moment: &str| tick(db, &[NIGHTLY, OFTEN], at(moment)).unwrap();
        assert_eq!(tick("2026-03-09T08:00"), 0);
        assert_eq!(tick("2026-03-09T08:09:59"), 0);
        assert_eq!(tick("2026-03-09T08:10"), 1);
        assert_eq!(tick("2026-03-09T08:10:01"), 0);
        assert_eq!(tick("2026-03-10T02:00"), 2);
        let all = db.read_now(schedules).unwrap();
        assert_eq!(all.iter().map(|it| it.last).collect::<Vec<_>>(), [at("2026-03-10T02:00"); 2]);
    });
}

#[test]
fn after_a_standstill_the_last_moment_is_made_up_for_once() {
    story(|db| {
        let desk = Desk::default();
        tick(db, &[OFTEN], at("2026-03-09T08:00")).unwrap();
        db.clock.set(at("2026-03-12T08:04"));
        assert_eq!(tick(db, &[OFTEN], db.sources().now()).unwrap(), 1);
        assert_eq!(waiting(db, State::Waiting)[0].body, r#"{"at":"2026-03-12T08:00:00+07:00"}"#);
        run(db, &desk);
        assert_eq!(desk.noted.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn a_clock_that_goes_back_runs_nothing_twice() {
    story(|db| {
        tick(db, &[OFTEN], at("2026-03-09T08:00")).unwrap();
        assert_eq!(tick(db, &[OFTEN], at("2026-03-09T08:20")).unwrap(), 1);
        assert_eq!(tick(db, &[OFTEN], at("2026-03-09T08:05")).unwrap(), 0);
        assert_eq!(tick(db, &[OFTEN], at("2026-03-09T08:20")).unwrap(), 0);
    });
}

#[test]
fn of_several_processes_one_enqueues() {
    story(|db| {
        let other = second_process(db);
        tick(db, &[OFTEN], at("2026-03-09T08:00")).unwrap();
        for minute in [10, 20, 30] {
            let now = at("2026-03-09T08:00").plus_minutes(minute);
            let put: u64 = std::thread::scope(|scope| {
                let ticks = [&**db, &other].map(|db| scope.spawn(move || tick(db, &[OFTEN], now).unwrap()));
                ticks.into_iter().map(|tick| tick.join().unwrap()).sum()
            });
            assert_eq!(put, 1);
        }
        // The queue holds it once too: the earlier ones have not run yet.
        assert_eq!(waiting(db, State::Waiting).len(), 1);
    });
}
