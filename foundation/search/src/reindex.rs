//! The index is built anew beside the one in use, while acts go on, and then takes its place.

use base::{Id, Result};
use storage::{Db, Tx, args};

use crate::{index, put::words_of};

/// Entries a transaction: acts wait no longer than a few milliseconds for each.
const BATCH: usize = 500;

/// Builds the index from the entries and swaps. Acts meanwhile write to both; one that was begun and broke off is begun anew.
/// Returns how many entries it walked over.
pub fn reindex(db: &Db) -> Result<usize> {
    db.write_now(begin)?;
    let (mut after, mut walked) = (Id::from_i64(i64::MIN), 0);
    loop {
        let batch = db.write_now(move |tx| copy(tx, after))?;
        let Some(last) = batch.last() else { break };
        (after, walked) = (*last, walked + batch.len());
    }
    db.write_now(swap)?;
    Ok(walked)
}

pub(crate) fn begin(tx: &mut Tx) -> Result<()> {
    let other = index::which(tx)?.other();
    index::empty(tx, other)?;
    tx.run("update search_index set building = $1 where id = 1", args![other])?;
    Ok(())
}

/// The next entries after this one, in the order of their records. One that an act has put meanwhile is newer and stays.
pub(crate) fn copy(tx: &mut Tx, after: Id) -> Result<Vec<Id>> {
    let which = index::which(tx)?;
    let Some(building) = which.building else { return Ok(Vec::new()) };
    let rows: Vec<(Id, String, String, String, String, bool)> = tx.all(
        "select record, kind, title, text, units, public from search_entry where record > $1 order by record limit $2",
        args![after, BATCH as i64],
    )?;
    let mut copied = Vec::with_capacity(rows.len());
    for (record, kind, title, text, units, public) in rows {
        if !index::holds(tx, &building, record)? {
            index::write(tx, &building, record, &words_of(&kind, &title, &text, &units, public))?;
        }
        copied.push(record);
    }
    Ok(copied)
}

pub(crate) fn swap(tx: &mut Tx) -> Result<()> {
    let was = index::which(tx)?;
    if was.building.is_some() {
        tx.run("update search_index set live = building, building = null where id = 1", args![])?;
        index::empty(tx, &was.live)?;
    }
    Ok(())
}
