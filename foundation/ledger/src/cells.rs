//! Cells: counts and sums of one unit by day and by half-month. They follow from the event alone, so they can be counted again.

use std::collections::{BTreeMap, BTreeSet};

use base::{Day, Error, Id, Result};
use serde::Serialize;
use serde_json::{Map, Value};
use storage::{Db, Tx, args};

use crate::event::{EventKind, REVERSES};

pub type Body = Map<String, Value>;

/// n, and the sums of the kind's measures in their order.
pub type Counts = [i64; 4];

/// The two tables; each cell is (unit, kind, span, dims).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// `2026-03-09`
    Day,
    /// `2026-03a` (1 to 14) and `2026-03b` (15 to the end).
    HalfMonth,
}

impl Span {
    const BOTH: [Span; 2] = [Span::Day, Span::HalfMonth];

    fn table(self) -> &'static str {
        match self {
            Span::Day => "ledger_day_cell",
            Span::HalfMonth => "ledger_half_cell",
        }
    }

    fn of(self, day: Day) -> String {
        match self {
            Span::Day => day.to_string(),
            Span::HalfMonth => day.half_month(),
        }
    }

    fn dims(self, kind: &EventKind, body: &Body) -> String {
        let large = if self == Span::HalfMonth { kind.half_dims } else { &[] };
        dims_text(kind.dims.iter().chain(large).filter_map(|key| Some((*key, body.get(*key)?))))
    }
}

/// What one event adds to its cells: a reversal takes away what its original added.
fn counts(kind: &EventKind, body: &Body) -> Counts {
    let sign = if body.contains_key(REVERSES) { -1 } else { 1 };
    let mut counts = [sign, 0, 0, 0];
    for (sum, key) in counts[1..].iter_mut().zip(kind.measures) {
        *sum = sign * body.get(*key).and_then(Value::as_i64).unwrap_or(0);
    }
    counts
}

/// `channel=counter;time=late`, in the order of the declaration; what the body does not say is left out.
fn dims_text<'a>(dims: impl Iterator<Item = (&'a str, &'a Value)>) -> String {
    let mut out = String::new();
    for (key, value) in dims {
        if !out.is_empty() {
            out.push(';');
        }
        out.push_str(key);
        out.push('=');
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        // The three signs that would make two sets of values look alike.
        for c in text.chars() {
            match c {
                '%' => out.push_str("%25"),
                ';' => out.push_str("%3B"),
                '=' => out.push_str("%3D"),
                c => out.push(c),
            }
        }
    }
    out
}

/// Reads the dimensions of a cell back.
pub fn dims_of(dims: &str) -> impl Iterator<Item = (&str, String)> {
    let plain = |value: &str| value.replace("%3B", ";").replace("%3D", "=").replace("%25", "%");
    dims.split(';').filter_map(move |dim| dim.split_once('=').map(|(key, value)| (key, plain(value))))
}

pub(crate) fn add(tx: &mut Tx, kind: &EventKind, unit: Id, day: Day, body: &Body) -> Result<()> {
    let [n, m1, m2, m3] = counts(kind, body);
    for span in Span::BOTH {
        let sql = match span {
            Span::Day => {
                "insert into ledger_day_cell as c (unit, kind, span, dims, n, m1, m2, m3)
                 values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (unit, kind, span, dims) do update
                 set n = c.n + excluded.n, m1 = c.m1 + excluded.m1, m2 = c.m2 + excluded.m2, m3 = c.m3 + excluded.m3"
            }
            Span::HalfMonth => {
                "insert into ledger_half_cell as c (unit, kind, span, dims, n, m1, m2, m3)
                 values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (unit, kind, span, dims) do update
                 set n = c.n + excluded.n, m1 = c.m1 + excluded.m1, m2 = c.m2 + excluded.m2, m3 = c.m3 + excluded.m3"
            }
        };
        tx.run(sql, args![unit, kind.name, span.of(day), span.dims(kind, body), n, m1, m2, m3])?;
    }
    Ok(())
}

/// A cell that says something else than the events under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    pub table: Span,
    pub kind: String,
    pub unit: Id,
    pub span: String,
    pub dims: String,
    /// n and the sums, as they stood.
    pub kept: Counts,
    /// n and the sums, counted again.
    pub counted: Counts,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Differences {
    pub events: u64,
    pub cells: u64,
    pub differences: u64,
    /// The first hundred of them.
    pub first: Vec<Difference>,
    /// Kinds in the ledger that no system declares: a system was taken out, or an event was never one of ours.
    pub unknown_kinds: Vec<String>,
}

impl Differences {
    pub fn is_empty(&self) -> bool {
        self.differences == 0 && self.unknown_kinds.is_empty()
    }
}

const SHOWN: usize = 100;

/// Counts all cells again from the events, and with `apply` puts right those that differ. `kinds`: all that are declared. The cells of
/// a kind that nobody declares are left as they are.
pub fn rebuild_cells(db: &Db, kinds: &[&'static EventKind], apply: bool) -> Result<Differences> {
    let kinds = kinds.to_vec();
    if apply {
        db.exclusive_now(move |tx| rebuild(tx, &kinds, true))
    } else {
        db.snapshot_now(|tx| rebuild(tx, &kinds, false))
    }
}

/// One kind after the other, so that the cells of one kind are all that memory has to hold.
fn rebuild(tx: &mut Tx, kinds: &[&'static EventKind], apply: bool) -> Result<Differences> {
    let mut found = Differences::default();
    for name in kinds_in(tx)? {
        match kinds.iter().find(|kind| kind.name == name) {
            Some(kind) => rebuild_kind(tx, kind, apply, &mut found)?,
            None => found.unknown_kinds.push(name),
        }
    }
    Ok(found)
}

/// Kinds with events or cells, each found by one step in an index.
fn kinds_in(tx: &mut Tx) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    let mut last = String::new();
    while let (Some(name),) =
        tx.one::<(Option<String>,)>("select min(kind) from ledger_event where kind > $1", args![&last])?
    {
        names.insert(name.clone());
        last = name;
    }
    for span in Span::BOTH {
        let kept: Vec<(String,)> = tx.all(&format!("select distinct kind from {}", span.table()), args![])?;
        names.extend(kept.into_iter().map(|(name,)| name));
    }
    Ok(names)
}

type Key = (Span, i64, String, String);

fn rebuild_kind(tx: &mut Tx, kind: &EventKind, apply: bool, found: &mut Differences) -> Result<()> {
    let mut counted: BTreeMap<Key, Counts> = BTreeMap::new();
    let mut events = 0;
    tx.each("select unit, day, body from ledger_event where kind = $1", args![kind.name], &mut |row| {
        let (unit, day): (i64, Day) = (row.get(0)?, row.get(1)?);
        let body: Body = serde_json::from_str(row.text(2)?).map_err(Error::internal)?;
        let add = counts(kind, &body);
        for span in Span::BOTH {
            let cell = counted.entry((span, unit, span.of(day), span.dims(kind, &body))).or_default();
            cell.iter_mut().zip(add).for_each(|(sum, n)| *sum += n);
        }
        events += 1;
        Ok(())
    })?;
    found.events += events;
    found.cells += counted.len() as u64;

    let mut wrong: Vec<(Key, Counts, Counts)> = Vec::new();
    for span in Span::BOTH {
        let sql = format!("select unit, span, dims, n, m1, m2, m3 from {} where kind = $1", span.table());
        tx.each(&sql, args![kind.name], &mut |row| {
            let kept = [row.int(3)?, row.int(4)?, row.int(5)?, row.int(6)?];
            let key = (span, row.int(0)?, row.text(1)?.to_owned(), row.text(2)?.to_owned());
            let counts = counted.remove(&key).unwrap_or_default();
            if counts != kept {
                wrong.push((key, kept, counts));
            }
            Ok(())
        })?;
    }
    // What is left has no row. A cell that came to nothing needs none.
    let missing = counted.into_iter().filter(|(_, counts)| *counts != Counts::default());
    wrong.extend(missing.map(|(key, counts)| (key, Counts::default(), counts)));

    found.differences += wrong.len() as u64;
    for ((table, unit, span, dims), kept, counted) in wrong {
        if apply {
            let [n, m1, m2, m3] = counted;
            let sql = format!(
                "insert into {} (unit, kind, span, dims, n, m1, m2, m3) values ($1, $2, $3, $4, $5, $6, $7, $8)
                 on conflict (unit, kind, span, dims) do update set n = $5, m1 = $6, m2 = $7, m3 = $8",
                table.table()
            );
            tx.run(&sql, args![unit, kind.name, &span, &dims, n, m1, m2, m3])?;
        }
        if found.first.len() < SHOWN {
            let (kind, unit) = (kind.name.to_owned(), Id::from_i64(unit));
            found.first.push(Difference { table, kind, unit, span, dims, kept, counted });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::text;
    use serde_json::json;

    const KIND: EventKind = EventKind::new("a.b", text("A", "A"))
        .dims(&["time", "channel"])
        .half_dims(&["procedure"])
        .measures(&["fee", "pages"]);

    fn body(value: Value) -> Body {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn dimensions_stand_in_the_order_of_the_declaration_and_the_large_ones_only_by_half_month() {
        let body = body(json!({"channel": "counter", "procedure": "1.000894", "time": "late", "other": 3}));
        assert_eq!(Span::Day.dims(&KIND, &body), "time=late;channel=counter");
        assert_eq!(Span::HalfMonth.dims(&KIND, &body), "time=late;channel=counter;procedure=1.000894");
    }

    #[test]
    fn a_half_month_ends_with_the_14th() {
        let half = |day: &str| Span::HalfMonth.of(day.parse().unwrap());
        assert_eq!([half("2026-02-14"), half("2026-02-15"), half("2026-02-28")], ["2026-02a", "2026-02b", "2026-02b"]);
    }

    #[test]
    fn no_two_sets_of_dimensions_look_alike_and_each_reads_back() {
        let tricky = body(json!({"time": "a;channel=b", "channel": "%3B"}));
        let plain = body(json!({"time": "a", "channel": "b;channel=%3B"}));
        let (tricky, plain) = (Span::Day.dims(&KIND, &tricky), Span::Day.dims(&KIND, &plain));
        assert_ne!(tricky, plain);
        let read: Vec<_> = dims_of(&tricky).collect();
        assert_eq!(read, [("time", "a;channel=b".to_owned()), ("channel", "%3B".to_owned())]);
        assert_eq!(dims_of("").count(), 0);
    }

    #[test]
    fn a_reversal_takes_away_what_its_original_added() {
        let mut body = body(json!({"fee": 8000, "pages": -2}));
        assert_eq!(counts(&KIND, &body), [1, 8000, -2, 0]);
        body.insert(REVERSES.into(), "0000000000001".into());
        assert_eq!(counts(&KIND, &body), [-1, -8000, 2, 0]);
    }
}
