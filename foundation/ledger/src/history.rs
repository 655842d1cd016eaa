//! Reading the ledger: the events of a record, a page of all events.

use base::{Day, Error, Id, Moment, Result, text};
use serde_json::Value;
use storage::{FromRow, Row, Tx, args};

use crate::cells::Body;

/// An event as it stands in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    pub id: Id,
    pub kind: String,
    pub unit: Id,
    pub subject: Id,
    pub actor: Option<Id>,
    pub at: Moment,
    pub recorded_at: Moment,
    pub day: Day,
    /// JSON, exactly as it was hashed.
    pub body: String,
    /// `None` while it is not sealed.
    pub position: Option<i64>,
}

const COLUMNS: &str = "e.id, e.kind, e.unit, e.subject, e.actor, e.at, e.recorded_at, e.day, e.body, l.position";

impl FromRow for Recorded {
    fn from_row(row: &Row<'_>) -> Result<Recorded> {
        let mut columns = row.in_order(10)?;
        Ok(Recorded {
            id: columns.next()?,
            kind: columns.next()?,
            unit: columns.next()?,
            subject: columns.next()?,
            actor: columns.next()?,
            at: columns.next()?,
            recorded_at: columns.next()?,
            day: columns.next()?,
            body: columns.next()?,
            position: columns.next()?,
        })
    }
}

impl Recorded {
    pub fn body(&self) -> Result<Body> {
        serde_json::from_str(&self.body).map_err(Error::internal)
    }

    /// One value of the body.
    pub fn value(&self, key: &str) -> Option<Value> {
        self.body().ok()?.remove(key)
    }

    /// One code of the body.
    pub fn code(&self, key: &str) -> Option<String> {
        match self.value(key)? {
            Value::String(code) => Some(code),
            _ => None,
        }
    }

    /// One whole number of the body.
    pub fn number(&self, key: &str) -> Option<i64> {
        self.value(key)?.as_i64()
    }

    /// The event that this one takes back.
    pub fn reverses(&self) -> Option<Id> {
        self.code(crate::event::REVERSES)?.parse().ok()
    }
}

/// One event.
pub fn event(tx: &mut Tx, id: Id) -> Result<Recorded> {
    let sql = format!("select {COLUMNS} from ledger_event e left join ledger_leaf l on l.event = e.id where e.id = $1");
    tx.first(&sql, args![id])?.ok_or_else(|| {
        Error::not_found(text("Không có sự kiện này trong sổ cái", "There is no such event in the ledger"))
    })
}

/// What happened to a record, in order.
pub fn events_of(tx: &mut Tx, subject: Id) -> Result<Vec<Recorded>> {
    let sql = format!(
        "select {COLUMNS} from ledger_event e left join ledger_leaf l on l.event = e.id
         where e.subject = $1 order by e.id"
    );
    tx.all(&sql, args![subject])
}

/// Which events a page shows; `None` is all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub kind: Option<String>,
    pub unit: Option<Id>,
    pub from: Option<Day>,
    pub to: Option<Day>,
}

/// A page of sealed events, the newest first. It may hold fewer than asked for, even none, and yet have a next one: a page looks at
/// no more than 5,000 positions, however rare what it looks for.
#[derive(Clone, Debug)]
pub struct Page {
    pub events: Vec<Recorded>,
    /// Give it as `after` for the next page; `None` at the beginning of the ledger.
    pub next: Option<i64>,
}

const PAGE: usize = 50;
const LOOKED_AT: i64 = 5_000;

/// `after`: the position at which the page before ended.
pub fn page(tx: &mut Tx, filter: &Filter, after: Option<i64>) -> Result<Page> {
    let high = match after {
        Some(after) => after,
        None => tx.one::<(Option<i64>,)>("select max(position) from ledger_leaf", args![])?.0.map_or(0, |p| p + 1),
    };
    let low = (high - LOOKED_AT).max(0);
    let sql = format!(
        "select {COLUMNS} from ledger_leaf l join ledger_event e on e.id = l.event
         where l.position < $1 and l.position >= $2
           and (cast($3 as text) is null or e.kind = $3) and (cast($4 as bigint) is null or e.unit = $4)
           and (cast($5 as text) is null or e.day >= $5) and (cast($6 as text) is null or e.day <= $6)
         order by l.position desc limit $7"
    );
    let args = args![high, low, &filter.kind, filter.unit, filter.from, filter.to, PAGE as i64];
    let events: Vec<Recorded> = tx.all(&sql, args)?;
    let reached = match events.last() {
        Some(last) if events.len() == PAGE => last.position.unwrap_or(low),
        _ => low,
    };
    Ok(Page { events, next: (reached > 0).then_some(reached) })
}

/// The events of these kinds at positions `from..to`, and the position up to which there are any at all.
pub(crate) fn range(tx: &mut Tx, kinds: &[&str], from: i64, to: i64) -> Result<(Vec<Recorded>, i64)> {
    let sql = format!(
        "select {COLUMNS} from ledger_leaf l join ledger_event e on e.id = l.event
         where l.position >= $1 and l.position < $2 order by l.position"
    );
    let (mut events, mut reached) = (Vec::new(), from);
    tx.each(&sql, args![from, to], &mut |row| {
        reached = row.int(9)? + 1;
        if kinds.contains(&row.text(1)?) {
            events.push(Recorded::from_row(row)?);
        }
        Ok(())
    })?;
    Ok((events, reached))
}
