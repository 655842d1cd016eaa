//! Rows as bytes, the same whichever engine they come from.

use std::io;

use base::{Error, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Cell, Engine, Row, Tx, Val, args};

/// What a column may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Boolean,
    Bigint,
    Real,
    Text,
    Blob,
    /// Something of one engine's own, which a backup cannot carry.
    Other,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Column>,
}

impl Table {
    pub fn names(&self) -> String {
        self.columns.iter().map(|column| format!("\"{}\"", column.name)).collect::<Vec<_>>().join(", ")
    }

    /// Its rows, each as bytes, in no particular order.
    pub fn each(&self, tx: &mut Tx, f: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut bytes = Vec::new();
        tx.each(&format!("select {} from \"{}\"", self.names(), self.name), args![], &mut |row| {
            bytes.clear();
            self.encode(row, &mut bytes)?;
            f(&bytes)
        })
    }

    fn encode(&self, row: &Row<'_>, out: &mut Vec<u8>) -> Result<()> {
        for (at, column) in self.columns.iter().enumerate() {
            let cell = match (column.kind, row.cell(at)?) {
                (Kind::Boolean, Cell::Int(it @ (0 | 1))) => Cell::Bool(it == 1),
                (Kind::Real, Cell::Int(it)) => Cell::Real(it as f64),
                // SQLite has no negative zero.
                (Kind::Real, Cell::Real(it)) => Cell::Real(it + 0.0),
                (_, cell) => cell,
            };
            put(cell, out)?;
        }
        Ok(())
    }

    /// Takes one row off the front of `bytes`.
    pub fn decode(&self, bytes: &mut &[u8]) -> io::Result<Vec<Val>> {
        self.columns.iter().map(|_| take(bytes)).collect()
    }
}

/// Sizes and numbers are little end first.
fn put(cell: Cell<'_>, out: &mut Vec<u8>) -> Result<()> {
    let mut sized = |tag: u8, bytes: &[u8]| {
        let length = u32::try_from(bytes.len()).map_err(Error::internal)?;
        out.push(tag);
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(bytes);
        Ok(())
    };
    match cell {
        Cell::Text(it) => return sized(b't', it.as_bytes()),
        Cell::Bytes(it) => return sized(b'b', it),
        Cell::Null => out.push(b'n'),
        Cell::Bool(it) => out.push(if it { b'1' } else { b'0' }),
        Cell::Int(it) => {
            out.push(b'i');
            out.extend_from_slice(&it.to_le_bytes());
        }
        Cell::Real(it) => {
            out.push(b'r');
            out.extend_from_slice(&it.to_le_bytes());
        }
    }
    Ok(())
}

fn take(bytes: &mut &[u8]) -> io::Result<Val> {
    let wrong = || io::Error::new(io::ErrorKind::InvalidData, "a row is not what was written");
    let tag = *bytes.split_off_first().ok_or_else(wrong)?;
    let mut eight = || bytes.split_off(..8).and_then(|it| it.try_into().ok()).ok_or_else(wrong);
    Ok(match tag {
        b'n' => Val::Null,
        b'0' => Val::Bool(false),
        b'1' => Val::Bool(true),
        b'i' => Val::Int(i64::from_le_bytes(eight()?)),
        b'r' => Val::Real(f64::from_le_bytes(eight()?)),
        b't' | b'b' => {
            let length = bytes.split_off(..4).and_then(|it| it.try_into().ok()).ok_or_else(wrong)?;
            let it = bytes.split_off(..u32::from_le_bytes(length) as usize).ok_or_else(wrong)?.to_vec();
            if tag == b'b' { Val::Bytes(it) } else { Val::Text(String::from_utf8(it).map_err(|_| wrong())?) }
        }
        _ => return Err(wrong()),
    })
}

/// A number of rows and the sum of their SHA-256 in four lanes: the same for the same rows in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    pub rows: u64,
    pub lanes: [u64; 4],
}

impl Sum {
    pub fn add(&mut self, row: &[u8]) {
        self.rows += 1;
        for (lane, bytes) in self.lanes.iter_mut().zip(Sha256::digest(row).as_chunks::<8>().0) {
            *lane = lane.wrapping_add(u64::from_le_bytes(*bytes));
        }
    }
}

/// The systems' tables: neither storage's own nor SQLite's virtual ones and what is behind them.
pub fn tables(tx: &mut Tx) -> Result<Vec<Table>> {
    let sql = match tx.engine() {
        Engine::Sqlite => {
            "select t.name, c.name, lower(c.type) from pragma_table_list t, pragma_table_xinfo(t.name) c
             where t.schema = 'main' and t.type = 'table' and t.name not like 'sqlite\\_%' escape '\\' and c.hidden = 0
             order by t.name, c.cid"
        }
        Engine::Postgres => {
            "select cast(t.table_name as text), cast(c.column_name as text), cast(c.data_type as text)
             from information_schema.tables t
             join information_schema.columns c on c.table_schema = t.table_schema and c.table_name = t.table_name
             where t.table_schema = current_schema() and t.table_type = 'BASE TABLE' and c.is_generated = 'NEVER'
             order by t.table_name, c.ordinal_position"
        }
    };
    let mut out: Vec<Table> = Vec::new();
    for (table, name, kind) in tx.all::<(String, String, String)>(sql, args![])? {
        if table.starts_with("storage_") {
            continue;
        }
        let kind = match kind.as_str() {
            "boolean" => Kind::Boolean,
            "bigint" | "integer" => Kind::Bigint,
            "double precision" => Kind::Real,
            "text" => Kind::Text,
            "blob" | "bytea" => Kind::Blob,
            _ => Kind::Other,
        };
        if out.last().is_none_or(|last| last.name != table) {
            out.push(Table { name: table, columns: Vec::new() });
        }
        if let Some(last) = out.last_mut() {
            last.columns.push(Column { name, kind });
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn val() -> impl Strategy<Value = Val> {
        prop_oneof![
            Just(Val::Null),
            any::<bool>().prop_map(Val::Bool),
            any::<i64>().prop_map(Val::Int),
            (-1e9..1e9f64).prop_map(Val::Real),
            ".{0,40}".prop_map(Val::Text),
            proptest::collection::vec(any::<u8>(), 0..40).prop_map(Val::Bytes),
        ]
    }

    fn cell(val: &Val) -> Cell<'_> {
        match val {
            Val::Null => Cell::Null,
            Val::Bool(it) => Cell::Bool(*it),
            Val::Int(it) => Cell::Int(*it),
            Val::Real(it) => Cell::Real(*it),
            Val::Text(it) => Cell::Text(it),
            Val::Bytes(it) => Cell::Bytes(it),
        }
    }

    proptest! {
        #[test]
        fn a_value_reads_back_from_its_bytes_and_half_of_them_are_refused(val in val()) {
            let mut bytes = Vec::new();
            put(cell(&val), &mut bytes).unwrap();
            prop_assert_eq!(take(&mut bytes.as_slice()).unwrap(), val);
            prop_assert!(take(&mut &bytes[..bytes.len() - 1]).is_err());
        }

        #[test]
        fn the_sum_does_not_mind_the_order_but_every_row(rows in proptest::collection::vec("[a-c]{1,3}", 1..8)) {
            let sum = |rows: &mut dyn Iterator<Item = &String>| {
                rows.fold(Sum::default(), |mut sum, row| { sum.add(row.as_bytes()); sum })
            };
            prop_assert_eq!(sum(&mut rows.iter()), sum(&mut rows.iter().rev()));
            prop_assert_ne!(sum(&mut rows.iter()), sum(&mut rows.iter().skip(1)));
        }
    }
}
