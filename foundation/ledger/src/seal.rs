//! Sealing: committed events get positions, become leaves, and a new head is signed over them.

use base::{Error, Id, Moment, Result};
use storage::{Db, FromRow, Row, Tx, args};

use crate::{
    event::Canonical,
    head::{self, SealKey, SignedHead},
    history::Recorded,
    proof,
    tree::{Frontier, Hash, Tile, leaf_hash},
};

/// Events sealed in one transaction: few enough that nobody waits long behind it.
const BATCH: i64 = 2_000;

/// Seals all that is committed and not yet sealed, and returns the size of the tree. Any number of processes may seal at once: in each
/// round one of them gets through, the others go home.
pub fn seal(db: &Db, key: &SealKey) -> Result<u64> {
    loop {
        // Read and hashed beside the writers, and, on PostgreSQL, without entangling the sealer with every act in flight.
        let ready = db.read_now(prepare)?;
        let size = ready.tree.size();
        if ready.leaves.is_empty() {
            return Ok(size);
        }
        let full = ready.leaves.len() as i64 == BATCH;
        let head = key.sign(size, ready.tree.root(), to_the_second(db.sources().now()).max(ready.not_before));
        if !db.write_now(move |tx| append(tx, &ready, &head))? || !full {
            return Ok(size);
        }
    }
}

fn to_the_second(at: Moment) -> Moment {
    Moment::from_ms(at.ms().div_euclid(1000) * 1000)
}

struct Batch {
    /// The size before it.
    from: u64,
    /// In the order of their positions.
    leaves: Vec<(Id, Hash)>,
    tiles: Vec<Tile>,
    /// The tree with them.
    tree: Frontier,
    not_before: Moment,
}

fn prepare(tx: &mut Tx) -> Result<Batch> {
    let newest = head::head(tx)?;
    let from = newest.as_ref().map_or(0, |h| h.size);
    let not_before = newest.map_or(Moment::from_ms(0), |h| h.at);
    // Within a batch in the order of their making, which on one record is the order of its acts.
    let sql =
        "select e.id, e.kind, e.unit, e.subject, e.actor, e.at, e.recorded_at, e.day, e.body, cast(null as bigint)
               from ledger_unsealed u join ledger_event e on e.id = u.event order by u.event limit $1";
    let mut leaves = Vec::new();
    tx.each(sql, args![BATCH], &mut |row: &Row| {
        let event = Recorded::from_row(row)?;
        leaves.push((event.id, leaf_hash(&Canonical::of(&event))));
        Ok(())
    })?;
    let mut tree = Frontier::load(from, |height, index| proof::stored(tx, height, index))?;
    let mut tiles = Vec::new();
    for (_, hash) in &leaves {
        tree.push(*hash, |tile| tiles.push(tile));
    }
    Ok(Batch { from, leaves, tiles, tree, not_before })
}

/// False if another sealer came first: then nothing is written.
fn append(tx: &mut Tx, batch: &Batch, head: &SignedHead) -> Result<bool> {
    let (from, to) = (batch.from as i64, head.size as i64);
    if tx.run("update ledger_sealer set size = $1 where id = 0 and size = $2", args![to, from])? == 0 {
        return Ok(false);
    }
    for ((event, hash), position) in batch.leaves.iter().zip(from..) {
        tx.run("insert into ledger_leaf (position, event, hash) values ($1, $2, $3)", args![position, *event, *hash])?;
        if tx.run("delete from ledger_unsealed where event = $1", args![*event])? != 1 {
            return Err(Error::internal(format!("event {event} was sealed by other hands: run `ledger verify`")));
        }
    }
    for tile in &batch.tiles {
        let (level, index) = (i64::from(tile.level), tile.index as i64);
        tx.run("insert into ledger_tile (level, idx, hash) values ($1, $2, $3)", args![level, index, tile.hash])?;
    }
    tx.run(
        "insert into ledger_head (size, root, at, signature, key) values ($1, $2, $3, $4, $5)",
        args![to, head.root, head.at, head.signature, head::key_text(head)],
    )?;
    Ok(true)
}
