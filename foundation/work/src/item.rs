//! One thing to do, put and taken away by the acts of a system.

use base::{Id, Moment, Result, Text};
use serde::Serialize;
use storage::{Tx, args, columns};

/// What sort of work it is: `dossier.accept`.
#[derive(Debug, PartialEq, Eq)]
pub struct WorkKind {
    pub name: &'static str,
    pub title: Text,
    /// Where the record's page is, its id at the end; `None`: the system's own way, by the label.
    pub path: Option<&'static str>,
}

impl WorkKind {
    pub const fn new(name: &'static str, title: Text) -> WorkKind {
        WorkKind { name, title, path: None }
    }

    pub const fn leads_to(self, path: &'static str) -> WorkKind {
        WorkKind { path: Some(path), ..self }
    }
}

/// What a system puts into the queue. Without a person it waits for all who hold the role in the unit.
#[derive(Clone, Copy, Debug)]
pub struct NewItem<'a> {
    pub kind: &'static WorkKind,
    pub record: Id,
    pub unit: Id,
    pub role: Option<&'a str>,
    pub person: Option<Id>,
    pub due: Option<Moment>,
    /// How the list names the record: its code.
    pub label: &'a str,
    pub detail: &'a str,
}

/// One line of a queue.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    pub id: Id,
    pub kind: String,
    pub record: Id,
    pub unit: Id,
    pub role: String,
    pub person: Option<Id>,
    #[serde(skip)]
    pub(crate) due_key: i64,
    pub label: String,
    pub detail: String,
    pub note: Option<String>,
    pub made_at: Moment,
}

columns!(Item { id, kind, record, unit, role, person, due_key, label, detail, note, made_at });

pub(crate) const COLUMNS: &str = "id, kind, record, unit, role, person, due, label, detail, note, made_at";

/// After every moment: an item without one stands last.
pub(crate) const NEVER: i64 = i64::MAX;

impl Item {
    pub fn due(&self) -> Option<Moment> {
        (self.due_key != NEVER).then(|| Moment::from_ms(self.due_key))
    }
}

pub fn put(tx: &mut Tx, new: NewItem) -> Result<Id> {
    let (id, now) = (tx.new_id(), tx.now());
    tx.run(
        "insert into work_item (id, kind, record, unit, role, person, due, label, detail, made_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            id,
            new.kind.name,
            new.record,
            new.unit,
            new.role.unwrap_or_default(),
            new.person,
            new.due.map_or(NEVER, Moment::ms),
            new.label,
            new.detail,
            now
        ],
    )?;
    Ok(id)
}

/// The record no longer waits for this. Returns how many items went.
pub fn done(tx: &mut Tx, kind: &WorkKind, record: Id) -> Result<u64> {
    tx.run("delete from work_item where record = $1 and kind = $2", args![record, kind.name])
}

/// The record no longer waits for this in that unit; other units' items stay.
pub fn done_at(tx: &mut Tx, kind: &WorkKind, record: Id, unit: Id) -> Result<u64> {
    tx.run("delete from work_item where record = $1 and kind = $2 and unit = $3", args![record, kind.name, unit])
}

/// What of a record waits, and for whom.
pub fn of_record(tx: &mut Tx, record: Id) -> Result<Vec<Item>> {
    tx.all(&format!("select {COLUMNS} from work_item where record = $1 order by id"), args![record])
}
