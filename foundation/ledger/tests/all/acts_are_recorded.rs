use base::{Id, Kind};
use ledger::rebuild_cells;
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use storage::{Db, Tx, args, testing::TestDb};

use crate::{FINISHED, KINDS, RECEIVED, at, story, unit};

type CellRow = (Id, String, String, String, i64, i64, i64, i64);

fn cells(db: &Db, table: &'static str) -> Vec<CellRow> {
    let sql = format!("select unit, kind, span, dims, n, m1, m2, m3 from {table} order by unit, kind, span, dims");
    db.read_now(move |tx| tx.all(&sql, args![])).unwrap()
}

#[test]
fn an_event_is_kept_with_the_day_of_its_moment_and_counted_in_both_cells() {
    story(|db| {
        let event = |tx: &mut Tx| {
            let event = FINISHED.event(unit(3), Id::from_i64(55)).at(at("2026-03-08T23:59"));
            let event = event.with("channel", "counter").with("time", "late").with("procedure", "1.000894");
            ledger::record(tx, Some(Id::from_i64(7)), event.with("fee", 8_000i64).with("left_out", None::<i64>))
        };
        let id = db.write_now(event).unwrap();

        let kept = db.read_now(move |tx| ledger::event(tx, id)).unwrap();
        assert_eq!((kept.kind.as_str(), kept.unit, kept.subject), ("dossier.finished", unit(3), Id::from_i64(55)));
        assert_eq!((kept.actor, kept.position), (Some(Id::from_i64(7)), None));
        assert_eq!((kept.at, kept.recorded_at), (at("2026-03-08T23:59"), at("2026-03-09T08:00")));
        assert_eq!(kept.day.to_string(), "2026-03-08");
        assert_eq!(kept.body, r#"{"channel":"counter","fee":8000,"procedure":"1.000894","time":"late"}"#);

        let cell = |span: &str, dims: &str| {
            (unit(3), "dossier.finished".to_owned(), span.to_owned(), dims.to_owned(), 1, 8_000, 0, 0)
        };
        assert_eq!(cells(db, "ledger_day_cell"), [cell("2026-03-08", "channel=counter;time=late")]);
        let large = "channel=counter;time=late;procedure=1.000894";
        assert_eq!(cells(db, "ledger_half_cell"), [cell("2026-03a", large)]);
    });
}

#[test]
fn an_act_that_fails_leaves_neither_event_nor_cell() {
    story(|db| {
        let fails = |tx: &mut Tx| {
            ledger::record(tx, None, RECEIVED.event(unit(1), Id::from_i64(1)).with("channel", "post"))?;
            Err::<(), _>(base::Error::busy())
        };
        assert!(db.write_now(fails).is_err());
        assert!(cells(db, "ledger_day_cell").is_empty());
        let (n,): (i64,) = db.read_now(|tx| tx.one("select count(*) from ledger_unsealed", args![])).unwrap();
        assert_eq!(n, 0);
    });
}

#[test]
fn a_reversal_counts_on_the_day_of_its_original_and_only_once() {
    story(|db| {
        let subject = Id::from_i64(55);
        let id = db
            .write_now(move |tx| {
                let event = FINISHED.event(unit(3), subject).with("channel", "counter").with("time", "late");
                ledger::record(tx, None, event.with("fee", 8_000i64))
            })
            .unwrap();
        db.clock.set(at("2026-04-20T09:00"));
        let back = db.write_now(move |tx| ledger::reverse(tx, None, &FINISHED, id, "wrong-dossier")).unwrap();

        let history = db.read_now(move |tx| ledger::events_of(tx, subject)).unwrap();
        assert_eq!(history.iter().map(|event| event.id).collect::<Vec<_>>(), [id, back]);
        let reversal = &history[1];
        assert_eq!((reversal.reverses(), reversal.code("reason").as_deref()), (Some(id), Some("wrong-dossier")));
        assert_eq!((reversal.day, reversal.at), (history[0].day, at("2026-04-20T09:00")));
        for table in ["ledger_day_cell", "ledger_half_cell"] {
            let counts: Vec<_> = cells(db, table).into_iter().map(|c| (c.4, c.5)).collect();
            assert_eq!(counts, [(0, 0)], "{table}");
        }

        let again = db.write_now(move |tx| ledger::reverse(tx, None, &FINISHED, id, "wrong-dossier"));
        assert_eq!(again.unwrap_err().kind, Kind::Conflict);
        let reversed = db.write_now(move |tx| ledger::reverse(tx, None, &FINISHED, back, "wrong-dossier"));
        assert_eq!(reversed.unwrap_err().kind, Kind::Conflict);
        let other_kind = db.write_now(move |tx| ledger::reverse(tx, None, &RECEIVED, id, "wrong-dossier"));
        assert_eq!(other_kind.unwrap_err().kind, Kind::Internal);
        assert!(rebuild_cells(db, KINDS, false).unwrap().is_empty());
    });
}

#[derive(Clone, Debug)]
enum Act {
    Record {
        unit: i64,
        day: i32,
        channel: u8,
        fee: i64,
        procedure: Option<u8>,
    },
    /// Takes back one of the events before it, if that can be done.
    Reverse(usize),
}

fn act() -> impl Strategy<Value = Act> {
    let record = (0..3i64, 0..40i32, 0..3u8, -5..50_000i64, prop::option::of(0..4u8))
        .prop_map(|(unit, day, channel, fee, procedure)| Act::Record { unit, day, channel, fee, procedure });
    prop_oneof![3 => record, 1 => any::<usize>().prop_map(Act::Reverse)]
}

fn play(db: &TestDb, acts: &[Act]) {
    let mut recorded = Vec::new();
    for act in acts.iter().cloned() {
        let before = recorded.clone();
        let id = db.write_now(move |tx| match act {
            Act::Record { unit: n, day, channel, fee, procedure } => {
                let event = FINISHED.event(unit(n), Id::from_i64(n)).at(at("2026-02-20T10:00").day().plus(day).start());
                let event = event.with("channel", i64::from(channel)).with("time", "a;b=c%").with("fee", fee);
                ledger::record(tx, None, event.with("procedure", procedure.map(i64::from))).map(Some)
            }
            Act::Reverse(which) if !before.is_empty() => {
                match ledger::reverse(tx, None, &FINISHED, before[which % before.len()], "mistake") {
                    Err(e) if e.kind == Kind::Conflict => Ok(None),
                    other => other.map(Some),
                }
            }
            Act::Reverse(_) => Ok(None),
        });
        recorded.extend(id.unwrap());
    }
}

#[test]
fn whatever_is_recorded_and_taken_back_the_cells_are_those_counted_again() {
    story(|db| {
        let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(12) });
        let check = |acts: Vec<Act>| {
            play(db, &acts);
            let found = rebuild_cells(db, KINDS, false).unwrap();
            prop_assert!(found.is_empty(), "{found:?}");
            Ok(())
        };
        runner.run(&prop::collection::vec(act(), 1..40), check).unwrap();
    });
}

#[test]
fn cells_that_were_tampered_with_are_told_and_put_right() {
    story(|db| {
        crate::filled(db, 20, 100);
        let right = (cells(db, "ledger_day_cell"), cells(db, "ledger_half_cell"));
        db.write_now(|tx| {
            tx.run("update ledger_day_cell set n = n + 1 where unit = 1", args![])?;
            tx.run("delete from ledger_half_cell where unit = 2 and dims = 'channel=counter;procedure=1'", args![])?;
            tx.run(
                "insert into ledger_day_cell (unit, kind, span, dims, n, m1, m2, m3)
                 values (99, 'dossier.received', '2026-03-09', 'channel=post', 5, 0, 0, 0)",
                args![],
            )
        })
        .unwrap();

        let found = rebuild_cells(db, KINDS, false).unwrap();
        assert_eq!((found.differences, found.events), (3, 20));
        let day = found.first.iter().find(|d| d.unit == unit(1)).unwrap();
        assert_eq!((day.kept[0], day.counted[0]), (8, 7));

        assert_eq!(rebuild_cells(db, KINDS, true).unwrap().differences, 3);
        assert!(rebuild_cells(db, KINDS, false).unwrap().is_empty());
        db.write_now(|tx| tx.run("delete from ledger_day_cell where n = 0", args![])).unwrap();
        assert_eq!((cells(db, "ledger_day_cell"), cells(db, "ledger_half_cell")), right);
    });
}

#[test]
fn a_kind_that_nobody_declares_is_told() {
    story(|db| {
        crate::filled(db, 3, 100);
        let found = rebuild_cells(db, &[&FINISHED], false).unwrap();
        assert_eq!((found.unknown_kinds.as_slice(), found.is_empty()), (&["dossier.received".to_owned()][..], false));
    });
}
