use base::Id;
use ledger::{Canonical, Filter, SignedHead, verify_consistency, witness_text};
use storage::args;

use crate::{RECEIVED, at, filled, key, story, unit, verified};

#[test]
fn sealed_events_have_positions_without_gaps_in_the_order_of_their_making() {
    story(|db| {
        let ids = filled(db, 30, 7);
        let leaves: Vec<(i64, Id)> =
            db.read_now(|tx| tx.all("select position, event from ledger_leaf order by position", args![])).unwrap();
        assert_eq!(leaves, ids.into_iter().enumerate().map(|(n, id)| (n as i64, id)).collect::<Vec<_>>());
        assert_eq!(ledger::seal(db, &key()).unwrap(), 30);
        let heads = db.read_now(|tx| ledger::heads(tx, 0, 100)).unwrap();
        assert_eq!(heads.iter().map(|h| h.size).collect::<Vec<_>>(), [7, 14, 21, 28, 30]);
        assert!(heads.iter().all(|head| head.is_signed_by(&key().verify_key())));
        let report = verified(db);
        assert!(report.ok, "{report:?}");
        assert_eq!((report.events, report.size, report.heads, report.unsealed), (30, 30, 5, 0));
        assert_eq!(report.root, heads[4].root);
    });
}

#[test]
fn an_empty_ledger_has_no_head_and_nothing_wrong() {
    story(|db| {
        assert_eq!(ledger::seal(db, &key()).unwrap(), 0);
        assert!(db.read_now(ledger::head).unwrap().is_none());
        assert!(verified(db).ok);
    });
}

#[test]
fn a_receipt_and_its_proof_convince_who_has_nothing_but_the_event_and_the_head() {
    story(|db| {
        let ids = filled(db, 300, 130);
        let id = ids[200];
        let (event, receipt) = db.read_now(move |tx| Ok((ledger::event(tx, id)?, ledger::receipt(tx, id)?))).unwrap();
        let receipt = receipt.unwrap();
        assert_eq!((receipt.position, receipt.size), (200, 300));
        for size in [201, 256, 260, 300] {
            let (proof, root) = db
                .read_now(move |tx| {
                    Ok((ledger::inclusion(tx, 200, size)?.unwrap(), ledger::root_at(tx, size)?.unwrap()))
                })
                .unwrap();
            assert!(proof.proves(&Canonical::of(&event), &root), "{size}");
            assert!(
                !proof.proves(&Canonical::of(&ledger::Recorded { at: at("2026-03-09T08:01"), ..event.clone() }), &root)
            );
        }
        assert_eq!(db.read_now(|tx| ledger::inclusion(tx, 300, 300)).unwrap(), None);
        assert_eq!(db.read_now(|tx| ledger::inclusion(tx, 200, 301)).unwrap(), None);
        assert_eq!(db.read_now(|tx| ledger::receipt(tx, Id::from_i64(1))).unwrap(), None);
    });
}

#[test]
fn each_head_is_proven_to_extend_those_before_it() {
    story(|db| {
        filled(db, 300, 43);
        let heads = db.read_now(|tx| ledger::heads(tx, 0, 1_000)).unwrap();
        for old in &heads {
            for new in heads.iter().filter(|new| new.size >= old.size) {
                let (from, to) = (old.size, new.size);
                let proof = db.read_now(move |tx| ledger::consistency(tx, from, to)).unwrap().unwrap();
                assert!(verify_consistency(from, to, &proof.path, &old.root, &new.root));
            }
        }
        assert_eq!(db.read_now(|tx| ledger::consistency(tx, 5, 301)).unwrap(), None);
        assert_eq!(db.read_now(|tx| ledger::consistency(tx, 6, 5)).unwrap(), None);
    });
}

#[test]
fn the_text_for_witnesses_reads_back_as_the_head() {
    story(|db| {
        filled(db, 3, 10);
        let head = db.read_now(ledger::head).unwrap().unwrap();
        assert_eq!(witness_text(&head).parse::<SignedHead>().unwrap(), head);
    });
}

#[test]
fn heads_do_not_go_back_in_time_though_the_clock_does() {
    story(|db| {
        filled(db, 2, 10);
        db.clock.set(at("2026-03-09T07:00"));
        filled(db, 2, 10);
        let heads = db.read_now(|tx| ledger::heads(tx, 0, 10)).unwrap();
        assert_eq!([heads[0].at, heads[1].at], [at("2026-03-09T08:00"), at("2026-03-09T08:00")]);
        assert!(verified(db).ok);
    });
}

#[test]
fn more_than_one_batch_is_sealed_in_one_go() {
    story(|db| {
        db.write_now(|tx| {
            for n in 0..2_100 {
                ledger::record(tx, None, RECEIVED.event(unit(1), Id::from_i64(n)).with("channel", "post"))?;
            }
            Ok(())
        })
        .unwrap();
        assert_eq!(ledger::seal(db, &key()).unwrap(), 2_100);
        let report = verified(db);
        assert!(report.ok && report.heads == 2, "{report:?}");
    });
}

#[test]
fn pages_show_the_newest_first_and_every_event_once() {
    story(|db| {
        let ids = filled(db, 120, 50);
        let filter = Filter::default();
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let filter = filter.clone();
            let page = db.read_now(move |tx| ledger::page(tx, &filter, after)).unwrap();
            seen.extend(page.events.iter().map(|event| event.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, ids.iter().rev().copied().collect::<Vec<_>>());

        let day = at("2026-03-09T08:00").day();
        let only =
            Filter { kind: Some("dossier.received".into()), unit: Some(unit(2)), from: Some(day), to: Some(day) };
        let page = db.read_now(move |tx| ledger::page(tx, &only, None)).unwrap();
        assert_eq!((page.events.len(), page.next), (40, None));
        let none = Filter { from: Some(day.next()), ..Filter::default() };
        assert!(db.read_now(move |tx| ledger::page(tx, &none, None)).unwrap().events.is_empty());
    });
}
