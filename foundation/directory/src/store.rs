//! The writes of units. Names, codes and parents close on the day before and open on the day.

use base::{
    Day, Id, Result,
    text::{fold, sort_key},
};
use storage::{Tx, args};

use crate::{Level, Scheme, file::Found, plan, unit::full_name};

pub fn found(tx: &mut Tx, id: Id, unit: &Found, parent: Option<Id>, day: Day) -> Result<()> {
    tx.run(
        "insert into directory_unit (id, level, duty, valid_from, lat, lon) values ($1, $2, $3, $4, $5, $6)",
        args![id, unit.level, &unit.duty, day, unit.lat, unit.lon],
    )?;
    open_name(tx, id, unit.level, &unit.kind, &unit.name, day)?;
    for (scheme, code, alias) in plan::codes(unit) {
        open_code(tx, id, scheme, code, alias, day)?;
    }
    match parent {
        Some(parent) => open_parent(tx, id, parent, day),
        None => Ok(()),
    }
}

pub fn end(tx: &mut Tx, id: Id, last: Day) -> Result<()> {
    tx.run("update directory_unit set valid_to = $2 where id = $1", args![id, last])?;
    for table in ["directory_name", "directory_code", "directory_parent"] {
        tx.run(&format!("update {table} set to_day = $2 where unit = $1 and to_day is null"), args![id, last])?;
    }
    Ok(())
}

pub fn rename(tx: &mut Tx, id: Id, level: Level, kind: &str, name: &str, day: Day) -> Result<()> {
    tx.run("update directory_name set to_day = $2 where unit = $1 and to_day is null", args![id, day.plus(-1)])?;
    open_name(tx, id, level, kind, name, day)
}

pub fn recode(tx: &mut Tx, id: Id, scheme: Scheme, code: &str, day: Day) -> Result<()> {
    tx.run(
        "update directory_code set to_day = $3 where unit = $1 and scheme = $2 and alias = false and to_day is null",
        args![id, scheme.name(), day.plus(-1)],
    )?;
    open_code(tx, id, scheme, code, false, day)
}

pub fn move_under(tx: &mut Tx, id: Id, parent: Id, day: Day) -> Result<()> {
    tx.run("update directory_parent set to_day = $2 where unit = $1 and to_day is null", args![id, day.plus(-1)])?;
    open_parent(tx, id, parent, day)
}

pub fn place(tx: &mut Tx, id: Id, lat: f64, lon: f64) -> Result<()> {
    tx.run("update directory_unit set lat = $2, lon = $3 where id = $1", args![id, lat, lon])?;
    Ok(())
}

pub fn succeed(tx: &mut Tx, from: Id, to: Id, day: Day, whole: bool, heir: bool) -> Result<()> {
    tx.run(
        "insert into directory_succession (from_unit, to_unit, day, whole, heir) values ($1, $2, $3, $4, $5)",
        args![from, to, day, whole, heir],
    )?;
    Ok(())
}

/// Notes that the map changed on the day; kept maps of all days become stale.
pub fn vintage(tx: &mut Tx, day: Day, document: &str, founded: usize, kept: usize, dissolved: usize) -> Result<()> {
    let (version, now) = (tx.new_id(), tx.now());
    tx.run(
        "insert into directory_vintage (day, document, founded, kept, dissolved, done_at, version)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (day) do update set founded = directory_vintage.founded + excluded.founded, version = excluded.version",
        args![day, document, founded as i64, kept as i64, dissolved as i64, now, version],
    )?;
    Ok(())
}

pub fn latest_vintage(tx: &mut Tx) -> Result<Option<Day>> {
    let (day,): (Option<Day>,) = tx.one("select max(day) from directory_vintage", args![])?;
    Ok(day)
}

fn open_name(tx: &mut Tx, id: Id, level: Level, kind: &str, name: &str, day: Day) -> Result<()> {
    tx.run(
        "insert into directory_name (unit, from_day, kind, name, folded, sort_key) values ($1, $2, $3, $4, $5, $6)",
        args![id, day, kind, name, fold(&full_name(level, kind, name)), sort_key(name)],
    )?;
    Ok(())
}

fn open_code(tx: &mut Tx, id: Id, scheme: Scheme, code: &str, alias: bool, day: Day) -> Result<()> {
    tx.run(
        "insert into directory_code (unit, scheme, code, from_day, alias) values ($1, $2, $3, $4, $5)",
        args![id, scheme.name(), code, day, alias],
    )?;
    Ok(())
}

fn open_parent(tx: &mut Tx, id: Id, parent: Id, day: Day) -> Result<()> {
    tx.run("insert into directory_parent (unit, from_day, parent) values ($1, $2, $3)", args![id, day, parent])?;
    Ok(())
}
