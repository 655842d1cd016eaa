//! Verifying the whole ledger: every leaf is hashed again from its event, every head is compared with the tree and its signature
//! checked. What is found is named by position and event.

use std::{
    collections::HashMap,
    ops::Range,
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    thread,
};

use base::{Error, Id, Result, Said, said};
use serde::Serialize;
use storage::{Cell, Db, Row, Tx, args};

use crate::{
    cells::Body,
    event::{Canonical, Commitment, RECORD},
    head::{self, SignedHead, VerifyKey, b64},
    tree::{Frontier, Hash, empty_root, leaf_hash},
};

/// The records that events commit to, given by the systems that keep them.
pub trait Records: Send + Sync {
    /// The record as it is now. `kind` is that of the newest event of the subject that commits to it. `None` if its salt was destroyed
    /// on erasure, or if the kind is not one of ours.
    fn current(&self, tx: &mut Tx, subject: Id, kind: &str) -> Result<Option<Commitment>>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The event says something else than when it was sealed.
    Changed,
    /// The leaf is there, its event is not.
    Deleted,
    /// An event that is neither sealed nor waiting to be.
    Inserted,
    /// The event stands at another position than it was sealed at.
    Swapped,
    /// A position without a leaf, with leaves after it.
    Gap,
    /// A signed head counts more events than there are.
    Cut,
    /// The leaves do not add up to the signed root.
    Rewritten,
    /// A head that the key did not sign.
    HeadSignature,
    /// Leaves after the last signed head.
    Unsigned,
    /// The kept hash of a full subtree is not its hash: proofs made with it are wrong, the events are sound.
    Tile,
    /// An event was left out when later ones were sealed, or waits although it is sealed or gone.
    Unsealed,
    /// The record is not what its newest event committed to.
    Record,
}

/// The first thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wrong {
    pub fault: Fault,
    pub position: Option<u64>,
    pub event: Option<Id>,
    pub said: Said,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    pub ok: bool,
    /// Events recorded, sealed or not.
    pub events: u64,
    /// Events found sound, from position 0 on.
    pub size: u64,
    /// Their root.
    #[serde(with = "b64")]
    pub root: Hash,
    /// Heads found sound.
    pub heads: u64,
    /// Events waiting for the sealer.
    pub unsealed: u64,
    /// Records compared with what their newest event committed to; `None` if that was not asked for.
    pub records: Option<u64>,
    pub first: Option<Wrong>,
}

/// Later events were signed so long after it, and yet it has no position: the sealer did not overlook it.
const LEFT_OUT_MS: i64 = 10 * 60_000;

/// Recomputes everything from one state of the database, beside whoever writes. Says what is wrong in the report; an error means
/// that it could not look.
///
/// `against`: a head kept by a witness. The ledger must be an extension of it, whatever heads the database itself holds: this
/// finds a history that was written anew, or cut, and signed again with the right key.
pub fn verify(db: &Db, key: &VerifyKey, against: Option<&SignedHead>, records: Option<&dyn Records>) -> Result<Report> {
    db.snapshot_now(|tx| inspect(tx, key, against, records))
}

fn inspect(
    tx: &mut Tx,
    key: &VerifyKey,
    against: Option<&SignedHead>,
    records: Option<&dyn Records>,
) -> Result<Report> {
    let count = |tx: &mut Tx, table: &str| -> Result<u64> {
        let (n,): (i64,) = tx.one(&format!("select count(*) from {table}"), args![])?;
        Ok(n as u64)
    };
    let (events, unsealed) = (count(tx, "ledger_event")?, count(tx, "ledger_unsealed")?);
    let mut report =
        Report { ok: false, events, size: 0, root: empty_root(), heads: 0, unsealed, records: None, first: None };

    if let Some(head) = against.filter(|head| !head.is_signed_by(key)) {
        report.first = Some(not_signed(head, None));
        return Ok(report);
    }
    report.first = match tree(tx, key, against, &mut report)? {
        Some(wrong) => Some(wrong),
        None => loose(tx, &report)?,
    };
    if let (Some(records), None) = (records, &report.first) {
        let (checked, wrong) = compare(tx, records)?;
        (report.records, report.first) = (Some(checked), wrong);
    }
    report.ok = report.first.is_none();
    Ok(report)
}

// --- The tree: one thread reads, the other hashes.

/// A multiple of 256, so that each tile is completed within one chunk.
const CHUNK: u64 = 16_384;

struct Chunk {
    positions: Range<u64>,
    leaves: Vec<Leaf>,
    /// The events' canonical encodings, end to end.
    bytes: Vec<u8>,
    tiles: HashMap<(u32, u64), Hash>,
    heads: Vec<SignedHead>,
}

struct Leaf {
    position: i64,
    event: Id,
    /// `None` if it is no hash.
    hash: Option<Hash>,
    content: Content,
}

enum Content {
    /// Where in the chunk's bytes.
    Is(Range<usize>),
    /// A column holds what no event has.
    Unreadable,
    Gone,
}

/// `None` if all is well.
fn tree(tx: &mut Tx, key: &VerifyKey, against: Option<&SignedHead>, report: &mut Report) -> Result<Option<Wrong>> {
    let (leaves,): (Option<i64>,) = tx.one("select max(position) from ledger_leaf", args![])?;
    let leaves = leaves.map_or(0, |position| position.max(-1) + 1) as u64;
    let newest = head::head(tx)?.map_or(0, |head| head.size);
    let end = leaves.max(newest).max(against.map_or(0, |head| head.size));

    let mut checker = Checker { key, against, leaves, tree: Frontier::new(), sound: 0, heads: 0, tile: None };
    let found = thread::scope(|scope| {
        let (sender, receiver) = sync_channel(1);
        let checker = &mut checker;
        let hashing = scope.spawn(move || checker.run(receiver));
        read(tx, end, sender)?;
        hashing.join().map_err(|_| Error::internal("the hashing thread panicked"))
    })?;
    (report.size, report.root, report.heads) = (checker.tree.size(), checker.tree.root(), checker.heads);
    match found {
        Ok(()) if leaves > newest => {
            let said = said!(
                "Từ vị trí {newest} trở đi, các lá không có đầu cây nào được ký",
                "From position {newest} on, the leaves have no signed head"
            );
            Ok(Some(Wrong { fault: Fault::Unsigned, position: Some(newest), event: None, said }))
        }
        Ok(()) => Ok(None),
        Err(found) => elsewhere(tx, found.0, found.1).map(Some),
    }
}

/// Until the receiver has found something.
fn read(tx: &mut Tx, end: u64, to: SyncSender<Chunk>) -> Result<()> {
    for start in (0..end).step_by(CHUNK as usize) {
        let positions = start..end.min(start + CHUNK);
        let heads = head::heads(tx, positions.start + 1, positions.end)?;
        let tiles = tiles(tx, &positions)?;
        let mut chunk = Chunk { positions, leaves: Vec::new(), bytes: Vec::new(), tiles, heads };
        let sql = "select l.position, l.event, l.hash,
                          e.id, e.kind, e.unit, e.subject, e.actor, e.at, e.recorded_at, e.day, e.body
                   from ledger_leaf l left join ledger_event e on e.id = l.event
                   where l.position >= $1 and l.position < $2 order by l.position";
        let args = args![chunk.positions.start as i64, chunk.positions.end as i64];
        tx.each(sql, args, &mut |row| {
            let content = if row.is_null(3)? {
                Content::Gone
            } else {
                let from = chunk.bytes.len();
                let mut canonical = Canonical::after(std::mem::take(&mut chunk.bytes));
                let read = encode(row, &mut canonical);
                chunk.bytes = canonical.into_bytes();
                if read.is_ok() { Content::Is(from..chunk.bytes.len()) } else { Content::Unreadable }
            };
            let hash = row.bytes(2).ok().and_then(|hash| hash.try_into().ok());
            chunk.leaves.push(Leaf { position: row.int(0)?, event: row.get(1)?, hash, content });
            Ok(())
        })?;
        if to.send(chunk).is_err() {
            break;
        }
    }
    Ok(())
}

/// Columns 3 to 11 of the row, as `Canonical::of` does it.
fn encode(row: &Row, out: &mut Canonical) -> Result<()> {
    out.int(row.int(3)?).text(row.text(4)?).int(row.int(5)?).int(row.int(6)?);
    match row.cell(7)? {
        Cell::Null => out.null(),
        _ => out.int(row.int(7)?),
    };
    out.int(row.int(8)?).int(row.int(9)?).text(row.text(10)?).text(row.text(11)?);
    Ok(())
}

/// The tiles that are completed at these positions.
fn tiles(tx: &mut Tx, positions: &Range<u64>) -> Result<HashMap<(u32, u64), Hash>> {
    let mut tiles = HashMap::new();
    for level in 1..=7u32 {
        let (low, high) = (positions.start >> (8 * level), positions.end >> (8 * level));
        let sql = "select idx, hash from ledger_tile where level = $1 and idx >= $2 and idx < $3";
        tx.each(sql, args![i64::from(level), low as i64, high as i64], &mut |row| {
            if let Ok(hash) = row.get(1) {
                tiles.insert((level, row.int(0)? as u64), hash);
            }
            Ok(())
        })?;
        if high == 0 {
            break;
        }
    }
    Ok(tiles)
}

struct Checker<'a> {
    key: &'a VerifyKey,
    against: Option<&'a SignedHead>,
    /// One more than the last position that there is.
    leaves: u64,
    tree: Frontier,
    /// Up to here a head vouches for the leaves.
    sound: u64,
    heads: u64,
    /// The first tile since then that is not the hash of its leaves: its positions.
    tile: Option<Range<u64>>,
}

/// What is wrong, and the hash of the event that was found in another's place.
type Found = Box<(Wrong, Option<Hash>)>;

fn found(wrong: Wrong) -> Found {
    Box::new((wrong, None))
}

impl Checker<'_> {
    fn run(&mut self, chunks: Receiver<Chunk>) -> Result<(), Found> {
        chunks.iter().try_for_each(|chunk| self.chunk(&chunk))
    }

    fn chunk(&mut self, chunk: &Chunk) -> Result<(), Found> {
        let mut heads = chunk.heads.iter().peekable();
        for leaf in &chunk.leaves {
            if leaf.position as u64 != self.tree.size() {
                break;
            }
            self.leaf(leaf, chunk)?;
            while let Some(head) = heads.next_if(|head| head.size == self.tree.size()) {
                self.head(head)?;
            }
            if let Some(head) = self.against.filter(|head| head.size == self.tree.size()) {
                self.witness(head)?;
            }
        }
        if self.tree.size() == chunk.positions.end { Ok(()) } else { Err(found(self.missing())) }
    }

    fn leaf(&mut self, leaf: &Leaf, chunk: &Chunk) -> Result<(), Found> {
        let position = self.tree.size();
        let event = leaf.event;
        let wrong = |fault, said| Wrong { fault, position: Some(position), event: Some(event), said };
        let changed = || {
            let said = said!(
                "Vị trí {position}: nội dung sự kiện {event} khác với khi niêm phong",
                "Position {position}: event {event} is not what was sealed"
            );
            wrong(Fault::Changed, said)
        };
        let hash = match &leaf.content {
            Content::Is(range) => leaf_hash(&chunk.bytes[range.clone()]),
            Content::Unreadable => return Err(found(changed())),
            Content::Gone => {
                let said = said!(
                    "Vị trí {position}: sự kiện {event} đã bị xóa",
                    "Position {position}: event {event} was deleted"
                );
                return Err(found(wrong(Fault::Deleted, said)));
            }
        };
        if leaf.hash != Some(hash) {
            return Err(Box::new((changed(), Some(hash))));
        }
        let bad = &mut self.tile;
        self.tree.push(hash, |tile| {
            if chunk.tiles.get(&(tile.level, tile.index)) != Some(&tile.hash) {
                bad.get_or_insert(tile.index << (8 * tile.level)..(tile.index + 1) << (8 * tile.level));
            }
        });
        Ok(())
    }

    fn head(&mut self, head: &SignedHead) -> Result<(), Found> {
        if !head.is_signed_by(self.key) {
            return Err(found(not_signed(head, Some(head.size - 1))));
        }
        if head.root != self.tree.root() {
            return Err(found(self.rewritten(head)));
        }
        if let Some(tile) = self.tile.take() {
            let said = said!(
                "Mã băm trung gian của các vị trí {} đến {} không đúng; các sự kiện vẫn nguyên vẹn",
                "The kept hash over positions {} to {} is wrong; the events are sound",
                tile.start,
                tile.end - 1
            );
            return Err(found(Wrong { fault: Fault::Tile, position: Some(tile.start), event: None, said }));
        }
        (self.sound, self.heads) = (head.size, self.heads + 1);
        Ok(())
    }

    /// The database's own heads may have been signed anew. This one was out of its reach.
    fn witness(&mut self, head: &SignedHead) -> Result<(), Found> {
        if head.root == self.tree.root() {
            return Ok(());
        }
        let said = said!(
            "Sổ cái không nối tiếp đầu cây đã lưu ({} sự kiện, {}): có sự kiện trước vị trí {} đã bị viết lại rồi ký lại",
            "The ledger does not extend the head that was kept ({} events, {}): an event before position {} was rewritten \
             and signed anew",
            head.size,
            head.at.rfc3339(),
            head.size
        );
        Err(found(Wrong { fault: Fault::Rewritten, position: None, event: None, said }))
    }

    fn rewritten(&self, head: &SignedHead) -> Wrong {
        // The last sound head and a wrong tile narrow it down.
        let first = self.tile.as_ref().map_or(self.sound, |tile| tile.start.max(self.sound));
        let last = self.tile.as_ref().map_or(head.size, |tile| tile.end.min(head.size)) - 1;
        let said = if first == last {
            said!(
                "Vị trí {first}: không phải sự kiện đã được ký trong đầu cây {}",
                "Position {first}: not the event that head {} was signed over",
                head.size
            )
        } else {
            said!(
                "Trong các vị trí {first} đến {last} có sự kiện bị sửa, chèn hoặc đổi chỗ cùng với lá của nó: không khớp đầu \
                 cây đã ký {}",
                "Within positions {first} to {last} an event was changed, inserted or moved together with its leaf: they \
                 do not match the signed head {}",
                head.size
            )
        };
        Wrong { fault: Fault::Rewritten, position: Some(first), event: None, said }
    }

    fn missing(&self) -> Wrong {
        let position = self.tree.size();
        let (fault, said) = if position < self.leaves {
            let said = said!("Vị trí {position} bị thiếu", "Position {position} is missing");
            (Fault::Gap, said)
        } else {
            let said = said!(
                "Sổ cái bị cắt tại vị trí {position}: đầu cây đã ký còn có các sự kiện sau đó",
                "The ledger is cut at position {position}: a signed head has more events"
            );
            (Fault::Cut, said)
        };
        Wrong { fault, position: Some(position), event: None, said }
    }
}

fn not_signed(head: &SignedHead, position: Option<u64>) -> Wrong {
    let said = said!(
        "Chữ ký của đầu cây {} ({}) không đúng với khóa của sổ cái",
        "The signature of head {} ({}) is not by the ledger's key",
        head.size,
        head.at.rfc3339()
    );
    Wrong { fault: Fault::HeadSignature, position, event: None, said }
}

/// A changed event may be one that belongs to another position.
fn elsewhere(tx: &mut Tx, wrong: Wrong, hash: Option<Hash>) -> Result<Wrong> {
    let (Some(hash), Some(position), Some(event)) = (hash, wrong.position, wrong.event) else { return Ok(wrong) };
    let home: Option<(i64,)> = tx.first("select position from ledger_leaf where hash = $1", args![hash])?;
    Ok(match home {
        Some((home,)) => {
            let said = said!(
                "Vị trí {position}: sự kiện {event} đã bị đổi chỗ, nó được niêm phong ở vị trí {home}",
                "Position {position}: event {event} was swapped, it was sealed at position {home}"
            );
            Wrong { fault: Fault::Swapped, said, ..wrong }
        }
        None => wrong,
    })
}

// --- What stands beside the tree.

/// Every leaf has its event. Now: has every event its leaf, or a place in the sealer's queue?
fn loose(tx: &mut Tx, report: &Report) -> Result<Option<Wrong>> {
    if let Some(newest) = head::head(tx)? {
        let sql = "select u.event from ledger_unsealed u
                   left join ledger_event e on e.id = u.event left join ledger_leaf l on l.event = u.event
                   where e.id is null or l.position is not null
                      or (e.recorded_at < $1 and e.id < (select event from ledger_leaf where position = $2))
                   order by u.event limit 1";
        let args = args![newest.at.plus_ms(-LEFT_OUT_MS), newest.size as i64 - 1];
        if let Some((event,)) = tx.first::<(Id,)>(sql, args)? {
            let said = said!(
                "Sự kiện {event} chờ niêm phong một cách bất thường: các sự kiện sau nó đã được niêm phong",
                "Event {event} waits for the sealer though later ones were sealed, or it is sealed or gone"
            );
            return Ok(Some(Wrong { fault: Fault::Unsealed, position: None, event: Some(event), said }));
        }
    }
    let outside: Option<(Id,)> = tx.first("select event from ledger_leaf where position < 0 limit 1", args![])?;
    if let Some((event,)) = outside {
        let said = said!(
            "Sự kiện {event} bị chèn thêm: lá của nó ở vị trí âm, ngoài cây",
            "Event {event} was inserted: its leaf is at a negative position, outside of the tree"
        );
        return Ok(Some(Wrong { fault: Fault::Inserted, position: None, event: Some(event), said }));
    }
    if report.events == report.size + report.unsealed {
        return Ok(None);
    }
    let sql = "select e.id from ledger_event e where not exists (select 1 from ledger_leaf l where l.event = e.id)
               and not exists (select 1 from ledger_unsealed u where u.event = e.id) order by e.id limit 1";
    let stray: Option<(Id,)> = tx.first(sql, args![])?;
    Ok(stray.map(|(event,)| {
        let said = said!(
            "Sự kiện {event} bị chèn thêm: chưa từng được niêm phong và không chờ niêm phong",
            "Event {event} was inserted: it was never sealed and does not wait to be"
        );
        Wrong { fault: Fault::Inserted, position: None, event: Some(event), said }
    }))
}

// --- The records.

const PAGE: i64 = 2_000;

/// The newest event of a subject that commits to its record.
struct Newest {
    subject: Id,
    event: Id,
    kind: String,
    /// Unsealed events are after all sealed ones.
    position: Option<i64>,
    commitment: String,
}

/// Compares each record with the commitment of its newest event; returns how many, and the wrong one with the lowest position.
fn compare(tx: &mut Tx, records: &dyn Records) -> Result<(u64, Option<Wrong>)> {
    let (mut checked, mut first) = (0, None::<Wrong>);
    let mut check = |tx: &mut Tx, newest: Newest| -> Result<()> {
        let Some(current) = records.current(tx, newest.subject, &newest.kind)? else { return Ok(()) };
        checked += 1;
        let position = newest.position.map(|position| position as u64);
        let order = |position: Option<u64>| position.unwrap_or(u64::MAX);
        if current.text() != newest.commitment && first.as_ref().is_none_or(|w| order(position) < order(w.position)) {
            let (subject, event, kind) = (newest.subject, newest.event, newest.kind);
            let said = said!(
                "Hồ sơ {subject} khác với khi ghi nhận sự kiện {event} ({kind})",
                "Record {subject} is not what it was when event {event} ({kind}) was recorded"
            );
            first = Some(Wrong { fault: Fault::Record, position, event: Some(event), said });
        }
        Ok(())
    };

    // A page ends anywhere, also between two events of one subject.
    let mut after = (Id::from_i64(i64::MIN), Id::from_i64(i64::MIN));
    let mut open: Option<Newest> = None;
    loop {
        let rows: Vec<(Id, Id, String, String, Option<i64>)> = tx.all(
            "select e.subject, e.id, e.kind, e.body, l.position
             from ledger_event e left join ledger_leaf l on l.event = e.id
             where (e.subject, e.id) > ($1, $2) and e.body like '%\"record\":\"%' order by e.subject, e.id limit $3",
            args![after.0, after.1, PAGE],
        )?;
        let Some(last) = rows.last() else { break };
        after = (last.0, last.1);
        for (subject, event, kind, body, position) in rows {
            let body: Body = serde_json::from_str(&body).map_err(Error::internal)?;
            let Some(commitment) = body.get(RECORD).and_then(|it| it.as_str()) else { continue };
            let this = Newest { subject, event, kind, position, commitment: commitment.to_owned() };
            match open.take() {
                Some(kept) if kept.subject != subject => {
                    check(tx, kept)?;
                    open = Some(this);
                }
                Some(kept) if position.is_some() && kept.position.is_none_or(|at| Some(at) > position) => {
                    open = Some(kept)
                }
                _ => open = Some(this),
            }
        }
    }
    if let Some(kept) = open {
        check(tx, kept)?;
    }
    Ok((checked, first))
}
