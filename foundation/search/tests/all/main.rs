//! Search as readers meet it; every test on each engine.

mod a_record_is_found;
mod the_index_is_built_anew;

use base::{Id, Result};
use search::{Entry, Found, Within, find, put};
use storage::{Migration, Tx};

fn migrations() -> Vec<Migration> {
    [ledger::MIGRATIONS, directory::MIGRATIONS, search::MIGRATIONS].concat()
}

const COMMUNE: Id = Id::from_i64(101);
const OTHER: Id = Id::from_i64(102);
const PROVINCE: Id = Id::from_i64(8);

fn id(n: i64) -> Id {
    Id::from_i64(n)
}

fn dossier(tx: &mut Tx, record: i64, title: &str, units: &[Id]) -> Result<()> {
    put(tx, Entry { record: id(record), kind: "dossier", title, text: "", exact: &[], units, public: false })
}

fn procedure(tx: &mut Tx, record: i64, title: &str, code: &str) -> Result<()> {
    put(tx, Entry { record: id(record), kind: "procedure", title, text: "", exact: &[code], units: &[], public: true })
}

/// The records found, the best first.
fn records(tx: &mut Tx, typed: &str, within: Within) -> Result<Vec<i64>> {
    Ok(numbers(find(tx, typed, &[], within, 50)?))
}

fn numbers(found: Vec<Found>) -> Vec<i64> {
    found.into_iter().map(|found| found.record.get()).collect()
}
