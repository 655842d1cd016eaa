//! Each story is somebody who writes into the database beside the product.

use base::{Error, Id, Result};
use ledger::{
    Canonical, Commitment, Fault, Records, Report, SealKey, SignedHead, Wrong,
    tree::{Frontier, leaf_hash},
};
use storage::{Db, Engine, Tx, Val, args};

use crate::{RECEIVED, at, filled, key, shelve, story, unit, verified};

fn tamper(db: &Db, statements: &[(&str, Vec<Val>)]) {
    let statements: Vec<_> = statements.iter().map(|(sql, args)| ((*sql).to_owned(), args.clone())).collect();
    db.write_now(move |tx| {
        for (sql, args) in &statements {
            if tx.run(sql, args)? == 0 {
                return Err(Error::internal(format!("nothing was forged by {sql}")));
            }
        }
        Ok(())
    })
    .unwrap();
}

fn wrong(report: Report) -> Wrong {
    assert!(!report.ok);
    report.first.unwrap()
}

fn found(db: &Db) -> (Fault, Option<u64>, Option<Id>) {
    let wrong = wrong(verified(db));
    (wrong.fault, wrong.position, wrong.event)
}

/// Makes all leaves, tiles and heads from `from` on anew, as who holds the key can.
fn sign_anew(db: &Db, with: &SealKey) {
    let events: Vec<ledger::Recorded> = db
        .read_now(|tx| {
            let sql = "select e.id, e.kind, e.unit, e.subject, e.actor, e.at, e.recorded_at, e.day, e.body, l.position
                       from ledger_leaf l join ledger_event e on e.id = l.event order by l.position";
            tx.all(sql, args![])
        })
        .unwrap();
    let heads = db.read_now(|tx| ledger::heads(tx, 0, 1_000)).unwrap();
    let (mut tree, mut leaves, mut tiles, mut signed) = (Frontier::new(), Vec::new(), Vec::new(), Vec::new());
    for (n, event) in (1..).zip(&events) {
        let hash = leaf_hash(&Canonical::of(event));
        leaves.push((event.id, hash));
        tree.push(hash, |tile| tiles.push(tile));
        if let Some(head) = heads.iter().find(|head| head.size == n) {
            signed.push(with.sign(n, tree.root(), head.at));
        } else if n as usize == events.len() {
            signed.push(with.sign(n, tree.root(), at("2026-03-09T09:00")));
        }
    }
    db.write_now(move |tx| {
        for table in ["ledger_leaf", "ledger_tile", "ledger_head"] {
            tx.run(&format!("delete from {table}"), args![])?;
        }
        for ((event, hash), position) in leaves.iter().zip(0i64..) {
            tx.run(
                "insert into ledger_leaf (position, event, hash) values ($1, $2, $3)",
                args![position, *event, *hash],
            )?;
        }
        for tile in &tiles {
            let (level, index) = (i64::from(tile.level), tile.index as i64);
            tx.run("insert into ledger_tile (level, idx, hash) values ($1, $2, $3)", args![level, index, tile.hash])?;
        }
        for head in &signed {
            let key = with_key(head);
            let args = args![head.size as i64, head.root, head.at, head.signature, key];
            tx.run("insert into ledger_head (size, root, at, signature, key) values ($1, $2, $3, $4, $5)", args)?;
        }
        Ok(())
    })
    .unwrap();
}

fn with_key(head: &SignedHead) -> String {
    let id: String = head.key.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}+{id}", head.origin)
}

#[test]
fn a_change_of_any_column_is_named_with_its_position() {
    story(|db| {
        let ids = filled(db, 20, 6);
        let id = ids[13];
        let changes = [
            ("kind", "kind || 'x'"),
            ("unit", "unit + 1"),
            ("subject", "subject + 1"),
            ("actor", "null"),
            ("at", "at + 1"),
            ("recorded_at", "recorded_at - 1"),
            ("day", "'2026-03-10'"),
            ("body", "replace(body, 'counter', 'post')"),
        ];
        for (column, value) in changes {
            let (before,): (String,) = db
                .read_now(move |tx| {
                    tx.one(&format!("select cast({column} as text) from ledger_event where id = $1"), args![id])
                })
                .unwrap();
            tamper(db, &[(&format!("update ledger_event set {column} = {value} where id = $1"), vec![id.into()])]);
            assert_eq!(found(db), (Fault::Changed, Some(13), Some(id)), "{column}");
            let back = match before.parse::<i64>() {
                Ok(number) => Val::Int(number),
                Err(_) => Val::Text(before),
            };
            tamper(db, &[(&format!("update ledger_event set {column} = $2 where id = $1"), vec![id.into(), back])]);
            assert!(verified(db).ok);
        }
    });
}

#[test]
fn a_column_of_another_type_is_a_change_and_not_a_crash() {
    story(|db| {
        if db.engine() == Engine::Sqlite {
            let ids = filled(db, 5, 10);
            tamper(db, &[("update ledger_event set body = cast(body as blob) where id = $1", vec![ids[2].into()])]);
            assert_eq!(found(db), (Fault::Changed, Some(2), Some(ids[2])));
            tamper(db, &[("update ledger_event set day = x'ff' where id = $1", vec![ids[1].into()])]);
            assert_eq!(found(db), (Fault::Changed, Some(1), Some(ids[1])));
        }
    });
}

#[test]
fn the_first_of_two_changes_is_named_in_both_languages() {
    story(|db| {
        let ids = filled(db, 20, 6);
        for at in [15, 4] {
            tamper(db, &[("update ledger_event set at = at + 1 where id = $1", vec![ids[at].into()])]);
        }
        let wrong = wrong(verified(db));
        assert_eq!((wrong.position, wrong.event), (Some(4), Some(ids[4])));
        assert_eq!(wrong.said.vi, format!("Vị trí 4: nội dung sự kiện {} khác với khi niêm phong", ids[4]));
        assert_eq!(wrong.said.en, format!("Position 4: event {} is not what was sealed", ids[4]));
    });
}

#[test]
fn a_deleted_event_is_named() {
    story(|db| {
        let ids = filled(db, 20, 6);
        tamper(db, &[("delete from ledger_event where id = $1", vec![ids[7].into()])]);
        assert_eq!(found(db), (Fault::Deleted, Some(7), Some(ids[7])));
    });
}

#[test]
fn an_event_deleted_with_its_leaf_leaves_a_gap() {
    story(|db| {
        let ids = filled(db, 20, 6);
        tamper(
            db,
            &[
                ("delete from ledger_event where id = $1", vec![ids[7].into()]),
                ("delete from ledger_leaf where event = $1", vec![ids[7].into()]),
            ],
        );
        assert_eq!(found(db), (Fault::Gap, Some(7), None));
    });
}

#[test]
fn an_event_inserted_beside_the_sealer_is_named() {
    story(|db| {
        filled(db, 20, 6);
        let sql = "insert into ledger_event (id, kind, unit, subject, actor, at, recorded_at, day, body)
                   select 77, kind, unit, subject, actor, at, recorded_at, day, body from ledger_event where subject = 1003";
        tamper(db, &[(sql, vec![])]);
        assert_eq!(found(db), (Fault::Inserted, None, Some(Id::from_i64(77))));
        let sql =
            "insert into ledger_leaf (position, event, hash) select -1, 77, hash from ledger_leaf where position = 3";
        tamper(db, &[(sql, vec![])]);
        assert_eq!(found(db), (Fault::Inserted, None, Some(Id::from_i64(77))));
    });
}

#[test]
fn an_event_slipped_into_the_sealers_queue_behind_later_ones_is_named() {
    story(|db| {
        filled(db, 20, 6);
        db.clock.set(at("2026-03-09T12:00"));
        filled(db, 1, 6);
        let sql = "insert into ledger_event (id, kind, unit, subject, actor, at, recorded_at, day, body)
                   select 77, kind, unit, subject, actor, at, recorded_at, day, body from ledger_event where subject = 1003";
        tamper(db, &[(sql, vec![]), ("insert into ledger_unsealed (event) values (77)", vec![])]);
        assert_eq!(found(db), (Fault::Unsealed, None, Some(Id::from_i64(77))));
    });
}

#[test]
fn events_that_wait_for_a_sealer_that_stands_are_no_fault() {
    story(|db| {
        filled(db, 5, 5);
        db.write_now(|tx| ledger::record(tx, None, RECEIVED.event(unit(1), unit(2)))).unwrap();
        db.clock.set(at("2026-05-09T12:00"));
        let report = verified(db);
        assert!(report.ok && report.unsealed == 1, "{report:?}");
    });
}

#[test]
fn two_swapped_events_are_named_with_the_place_each_came_from() {
    story(|db| {
        let ids = filled(db, 20, 6);
        let put = |position: i64, event: Id| {
            ("update ledger_leaf set event = $2 where position = $1", vec![position.into(), event.into()])
        };
        tamper(db, &[put(5, Id::from_i64(1)), put(9, ids[5]), put(5, ids[9])]);
        let wrong = wrong(verified(db));
        assert_eq!((wrong.fault, wrong.position, wrong.event), (Fault::Swapped, Some(5), Some(ids[9])));
        assert!(wrong.said.vi.ends_with("niêm phong ở vị trí 9"), "{}", wrong.said);
    });
}

#[test]
fn an_event_changed_together_with_its_leaf_misses_the_signed_root() {
    story(|db| {
        let ids = filled(db, 20, 6);
        let id = ids[13];
        tamper(db, &[("update ledger_event set at = at + 1 where id = $1", vec![id.into()])]);
        let hash = db.read_now(move |tx| Ok(leaf_hash(&Canonical::of(&ledger::event(tx, id)?)))).unwrap();
        tamper(db, &[("update ledger_leaf set hash = $2 where event = $1", vec![id.into(), hash.into()])]);
        let wrong = wrong(verified(db));
        // Heads were signed at 12 and 18.
        assert_eq!((wrong.fault, wrong.position), (Fault::Rewritten, Some(12)));
        assert!(wrong.said.en.starts_with("Within positions 12 to 17"), "{}", wrong.said.en);
    });
}

#[test]
fn a_tile_narrows_down_what_was_rewritten() {
    story(|db| {
        let ids = filled(db, 1_000, 1_000);
        let id = ids[700];
        tamper(db, &[("update ledger_event set at = at + 1 where id = $1", vec![id.into()])]);
        let hash = db.read_now(move |tx| Ok(leaf_hash(&Canonical::of(&ledger::event(tx, id)?)))).unwrap();
        tamper(db, &[("update ledger_leaf set hash = $2 where event = $1", vec![id.into(), hash.into()])]);
        let wrong = wrong(verified(db));
        assert_eq!((wrong.fault, wrong.position), (Fault::Rewritten, Some(512)));
        assert!(wrong.said.en.starts_with("Within positions 512 to 767"), "{}", wrong.said.en);
    });
}

#[test]
fn a_wrong_tile_is_told_from_wrong_events() {
    story(|db| {
        filled(db, 600, 300);
        tamper(db, &[("update ledger_tile set hash = $1 where idx = 1", vec![[0u8; 32].into()])]);
        assert_eq!(found(db), (Fault::Tile, Some(256), None));
    });
}

#[test]
fn a_ledger_cut_at_its_end_is_found_by_its_own_heads() {
    story(|db| {
        let ids = filled(db, 20, 6);
        tamper(
            db,
            &[
                ("delete from ledger_leaf where position >= 15", vec![]),
                ("delete from ledger_event where id >= $1", vec![ids[15].into()]),
            ],
        );
        assert_eq!(found(db), (Fault::Cut, Some(15), None));
    });
}

#[test]
fn a_ledger_cut_with_its_heads_is_found_against_an_older_head() {
    story(|db| {
        let ids = filled(db, 20, 6);
        let kept = db.read_now(ledger::head).unwrap().unwrap();
        tamper(
            db,
            &[
                ("delete from ledger_leaf where position >= 12", vec![]),
                ("delete from ledger_event where id >= $1", vec![ids[12].into()]),
                ("delete from ledger_head where size > 12", vec![]),
            ],
        );
        assert!(verified(db).ok, "nobody can see it without the head that was kept");
        let report = ledger::verify(db, &key().verify_key(), Some(&kept), None).unwrap();
        let wrong = wrong(report);
        assert_eq!((wrong.fault, wrong.position), (Fault::Cut, Some(12)));
    });
}

#[test]
fn a_ledger_rewritten_and_signed_anew_is_found_against_an_older_head() {
    story(|db| {
        let ids = filled(db, 20, 6);
        let kept = db.read_now(ledger::head).unwrap().unwrap();
        filled(db, 10, 3);
        let against = |db: &Db| ledger::verify(db, &key().verify_key(), Some(&kept), None).unwrap();
        assert!(against(db).ok);

        tamper(db, &[("update ledger_event set actor = 13 where id = $1", vec![ids[3].into()])]);
        sign_anew(db, &key());
        assert!(verified(db).ok, "nobody can see it without the head that was kept");
        let wrong = wrong(against(db));
        assert_eq!(wrong.fault, Fault::Rewritten);
        assert!(wrong.said.en.contains("before position 20"), "{}", wrong.said.en);

        sign_anew(db, &SealKey::from_seed("tinhso/test", &[8; 32]).unwrap());
        assert_eq!(found(db), (Fault::HeadSignature, Some(5), None));
    });
}

#[test]
fn a_head_to_hold_against_must_itself_be_signed() {
    story(|db| {
        filled(db, 20, 6);
        let head = db.read_now(ledger::head).unwrap().unwrap();
        let forged = SignedHead { size: 19, ..head };
        let wrong = wrong(ledger::verify(db, &key().verify_key(), Some(&forged), None).unwrap());
        assert_eq!((wrong.fault, wrong.position), (Fault::HeadSignature, None));
    });
}

#[test]
fn a_head_with_a_wrong_signature_root_or_key_is_named() {
    story(|db| {
        filled(db, 20, 6);
        let forge = |column: &str, value: Val| {
            let was = db
                .read_now({
                    let sql = format!("select {column} from ledger_head where size = 12");
                    move |tx| {
                        let mut was = Val::Null;
                        tx.each(&sql, args![], &mut |row| {
                            was = row.cell(0)?.to_val();
                            Ok(())
                        })?;
                        Ok(was)
                    }
                })
                .unwrap();
            let sql = format!("update ledger_head set {column} = $1 where size = 12");
            tamper(db, &[(&sql, vec![value])]);
            assert_eq!(found(db), (Fault::HeadSignature, Some(11), None), "{column}");
            tamper(db, &[(&sql, vec![was])]);
            assert!(verified(db).ok);
        };
        forge("signature", [1u8; 64].into());
        forge("signature", [1u8; 3].into());
        forge("root", [1u8; 32].into());
        forge("at", Val::Int(1_000));
        forge("key", "tinhso/other+00000000".into());
    });
}

#[test]
fn leaves_without_a_signed_head_are_named() {
    story(|db| {
        filled(db, 20, 6);
        tamper(db, &[("delete from ledger_head where size = 20", vec![])]);
        assert_eq!(found(db), (Fault::Unsigned, Some(18), None));
    });
}

/// The records of the shelf.
struct Shelf;

impl Records for Shelf {
    fn current(&self, tx: &mut Tx, subject: Id, kind: &str) -> Result<Option<Commitment>> {
        assert_eq!(kind, "dossier.received");
        let row: Option<([u8; 16], String)> =
            tx.first("select salt, words from shelf_book where id = $1", args![subject])?;
        Ok(row.map(|(salt, words)| Commitment { salt, bytes: words.into() }))
    }
}

#[test]
fn a_record_swapped_under_its_newest_event_is_named() {
    story(|db| {
        let books: Vec<Id> = (1..=3).map(Id::from_i64).collect();
        let mut events = Vec::new();
        for words in ["first", "second"] {
            for &book in &books {
                events.push(db.write_now(move |tx| shelve(tx, book, words)).unwrap());
            }
            ledger::seal(db, &key()).unwrap();
        }
        let check = |db: &Db| ledger::verify(db, &key().verify_key(), None, Some(&Shelf)).unwrap();
        let report = check(db);
        assert!(report.ok && report.records == Some(3), "{report:?}");

        tamper(db, &[("update shelf_book set words = 'first' where id = 2", vec![])]);
        let wrong = wrong(check(db));
        assert_eq!((wrong.fault, wrong.position, wrong.event), (Fault::Record, Some(4), Some(events[4])));
        assert!(verified(db).ok, "the events themselves are sound");

        // Changed by an act, with its event, not yet sealed; and one erased with its salt.
        db.write_now(move |tx| shelve(tx, books[1], "third")).unwrap();
        tamper(db, &[("delete from shelf_book where id = 3", vec![])]);
        let report = check(db);
        assert!(report.ok && report.records == Some(2), "{report:?}");
    });
}
