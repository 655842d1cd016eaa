//! The ledger on both engines: stories of what is recorded, sealed, forged and heard.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod acts_are_recorded;
mod forgeries_are_found;
mod listeners_hear;
mod many_write_at_once;
mod the_ledger_is_sealed;

use base::{Id, Moment, Result, text};
use ledger::{Commitment, EventKind, MIGRATIONS, SealKey};
use storage::{Db, Migration, Tx, args, testing::TestDb};

pub const RECEIVED: EventKind =
    EventKind::new("dossier.received", text("Đã tiếp nhận", "Received")).dims(&["channel"]).half_dims(&["procedure"]);
pub const FINISHED: EventKind = EventKind::new("dossier.finished", text("Đã hoàn thành", "Finished"))
    .dims(&["channel", "time"])
    .half_dims(&["procedure"])
    .measures(&["fee", "pages"]);
pub const KINDS: &[&EventKind] = &[&RECEIVED, &FINISHED];

/// A table as a system would have one, for records and for what listeners write.
const SHELF: Migration = Migration {
    system: "shelf",
    name: "0001_shelf",
    sql: storage::Sql::Both("create table shelf_book (id bigint primary key, salt blob not null, words text not null)"),
};

/// Runs a story on each engine, with the ledger's tables and the shelf.
pub fn story(test: impl Fn(&TestDb)) {
    let migrations = [MIGRATIONS, &[SHELF]].concat();
    TestDb::each(&migrations, |db| test(db));
}

pub fn key() -> SealKey {
    SealKey::from_seed("tinhso/test", &[7; 32]).unwrap()
}

pub fn unit(n: i64) -> Id {
    Id::from_i64(n)
}

/// Puts a record on the shelf, or changes it, with an event that commits to it.
pub fn shelve(tx: &mut Tx, id: Id, words: &str) -> Result<Id> {
    let salt: [u8; 16] = tx.random();
    tx.run(
        "insert into shelf_book (id, salt, words) values ($1, $2, $3)
         on conflict (id) do update set salt = excluded.salt, words = excluded.words",
        args![id, salt, words],
    )?;
    let record = Commitment { salt, bytes: words.into() };
    ledger::record(tx, None, RECEIVED.event(unit(1), id).with("channel", "counter").commit(&record))
}

/// So many events on so many different records, sealed in between.
pub fn filled(db: &Db, events: usize, seal_every: usize) -> Vec<Id> {
    let mut ids = Vec::new();
    for n in 0..events {
        let event = move |tx: &mut Tx| {
            let event = RECEIVED.event(unit(1 + n as i64 % 3), Id::from_i64(1_000 + n as i64));
            ledger::record(tx, Some(Id::from_i64(9)), event.with("channel", "counter").with("procedure", n as i64 % 5))
        };
        ids.push(db.write_now(event).unwrap());
        if (n + 1) % seal_every == 0 {
            ledger::seal(db, &key()).unwrap();
        }
    }
    ledger::seal(db, &key()).unwrap();
    ids
}

pub fn verified(db: &Db) -> ledger::Report {
    ledger::verify(db, &key().verify_key(), None, None).unwrap()
}

pub fn at(moment: &str) -> Moment {
    moment.parse().unwrap()
}
