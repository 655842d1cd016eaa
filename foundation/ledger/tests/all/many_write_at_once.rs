use std::sync::atomic::{AtomicBool, Ordering};

use base::Id;
use ledger::rebuild_cells;
use storage::{Tx, args};

use crate::{FINISHED, KINDS, key, story, unit, verified};

#[test]
fn writers_and_sealers_at_once_lose_nothing_and_leave_no_gap() {
    story(|db| {
        let writing = AtomicBool::new(true);
        std::thread::scope(|scope| {
            let writers: Vec<_> = (0..3i64)
                .map(|writer| {
                    scope.spawn(move || {
                        for n in 0..60i64 {
                            // Two of the three share a unit, so they meet in its cells.
                            let act = move |tx: &mut Tx| {
                                let event = FINISHED.event(unit(writer / 2), Id::from_i64(writer * 1_000 + n));
                                let event = event.with("channel", "counter").with("time", "on").with("fee", n);
                                let id = ledger::record(tx, None, event)?;
                                if n % 10 == 0 { ledger::reverse(tx, None, &FINISHED, id, "mistake") } else { Ok(id) }
                            };
                            db.write_now(act).unwrap();
                        }
                    })
                })
                .collect();
            for _ in 0..2 {
                scope.spawn(|| {
                    while writing.load(Ordering::SeqCst) {
                        ledger::seal(db, &key()).unwrap();
                    }
                });
            }
            for writer in writers {
                writer.join().unwrap();
            }
            writing.store(false, Ordering::SeqCst);
        });
        assert_eq!(ledger::seal(db, &key()).unwrap(), 3 * 66);
        let report = verified(db);
        assert!(report.ok, "{report:?}");
        assert_eq!((report.size, report.unsealed), (198, 0));
        assert!(rebuild_cells(db, KINDS, false).unwrap().is_empty());
        let (n, fees): (i64, i64) = db
            .read_now(|tx| {
                tx.one("select cast(sum(n) as bigint), cast(sum(m1) as bigint) from ledger_day_cell", args![])
            })
            .unwrap();
        assert_eq!((n, fees), (3 * 54, 3 * (59 * 60 / 2 - 150)));
    });
}
