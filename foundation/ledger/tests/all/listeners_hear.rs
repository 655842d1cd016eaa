use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use base::{Error, Id};
use ledger::{Recorded, hear, listeners};
use storage::{Tx, args};

use crate::{FINISHED, filled, key, story, unit};

/// Puts what it hears on the shelf: a second hearing would collide.
fn note(tx: &mut Tx, event: &Recorded) -> base::Result<()> {
    let (salt, words) = ([0u8; 1], event.kind.as_str());
    tx.run("insert into shelf_book (id, salt, words) values ($1, $2, $3)", args![event.id, salt, words]).map(drop)
}

fn noted(tx: &mut Tx) -> base::Result<i64> {
    Ok(tx.one::<(i64,)>("select count(*) from shelf_book", args![])?.0)
}

#[test]
fn a_listener_hears_its_kinds_in_order_once_sealed_and_not_again() {
    story(|db| {
        let ids = filled(db, 250, 99);
        db.write_now(|tx| ledger::record(tx, None, FINISHED.event(unit(1), unit(2)))).unwrap();
        let order = Arc::new(Mutex::new(Vec::new()));
        let heard = order.clone();
        let tell = move |tx: &mut Tx, event: &Recorded| {
            heard.lock().unwrap().push(event.id);
            note(tx, event)
        };
        assert_eq!(hear(db, "test", &["dossier.received"], tell.clone()).unwrap(), 250);
        assert_eq!(*order.lock().unwrap(), ids);
        assert_eq!(hear(db, "test", &["dossier.received"], tell.clone()).unwrap(), 0);

        // An unsealed event is not heard; a kind that nobody asked for is passed over.
        assert_eq!(hear(db, "finished", &["dossier.finished"], tell.clone()).unwrap(), 0);
        ledger::seal(db, &key()).unwrap();
        assert_eq!(hear(db, "test", &["dossier.received"], tell.clone()).unwrap(), 0);
        assert_eq!(hear(db, "finished", &["dossier.finished"], tell).unwrap(), 1);
        assert_eq!(db.read_now(noted).unwrap(), 251);
        let all = db.read_now(listeners).unwrap();
        assert!(all.iter().all(|listener| listener.position == 251 && listener.error.is_none()), "{all:?}");
    });
}

#[test]
fn a_listener_that_fails_stands_at_that_event_says_why_and_goes_on_later() {
    story(|db| {
        let ids = filled(db, 30, 30);
        let broken = Arc::new(AtomicBool::new(true));
        let (flag, bad) = (broken.clone(), ids[17]);
        let tell = move |tx: &mut Tx, event: &Recorded| {
            if event.id == bad && flag.load(Ordering::SeqCst) {
                return Err(Error::internal("the shelf is full"));
            }
            note(tx, event)
        };
        assert!(hear(db, "test", &["dossier.received"], tell.clone()).is_err());
        let standing = db.read_now(listeners).unwrap();
        assert_eq!(standing[0].position, 17);
        assert!(standing[0].error.as_ref().unwrap().contains("the shelf is full"));
        assert_eq!(db.read_now(noted).unwrap(), 17);

        broken.store(false, Ordering::SeqCst);
        assert_eq!(hear(db, "test", &["dossier.received"], tell).unwrap(), 13);
        assert_eq!(db.read_now(listeners).unwrap()[0].error, None);
        assert_eq!(db.read_now(noted).unwrap(), 30);
    });
}

#[test]
fn two_processes_that_hear_at_once_hear_each_event_once() {
    story(|db| {
        filled(db, 900, 300);
        std::thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| hear(db, "test", &["dossier.received"], note).unwrap());
            }
        });
        assert_eq!(db.read_now(noted).unwrap(), 900);
        let position = db.read_now(|tx| Ok(listeners(tx)?[0].position)).unwrap();
        assert_eq!((position, Id::NONE), (900, Id::NONE));
    });
}
