//! What a unit was made of and what became of it.

use base::{Day, Error, Id, Moment, Result, text};
use serde::Serialize;
use storage::{Tx, Val, args, columns};

use crate::{Unit, unit};

/// What the unit's territory went to, up to and including the day; `true` where all of it went. Empty while it lives.
pub fn successors(tx: &mut Tx, id: Id, day: Day) -> Result<Vec<(Id, bool)>> {
    tx.all(
        "select to_unit, whole from directory_succession where from_unit = $1 and day <= $2 order by heir desc, to_unit",
        args![id, day],
    )
}

/// What the unit was made of; `true` where it took all of it.
pub fn predecessors(tx: &mut Tx, id: Id) -> Result<Vec<(Id, bool)>> {
    tx.all("select from_unit, whole from directory_succession where to_unit = $1 order by from_unit", args![id])
}

/// Who on the day answers for what this unit had open: itself while it lives, else its heir, or the heir's heir.
pub fn living_successor(tx: &mut Tx, id: Id, day: Day) -> Result<Id> {
    let row: Option<(Id,)> = tx.first(
        "with recursive heirs (unit) as (
           select id from directory_unit where id = $1
           union
           select s.to_unit from heirs h join directory_succession s on s.from_unit = h.unit
             where s.heir = true and s.day <= $2
         ) select u.id from heirs h join directory_unit u on u.id = h.unit
             where u.valid_to is null or u.valid_to >= $2",
        args![id, day],
    )?;
    row.map(|(id,)| id)
        .ok_or_else(|| Error::not_found(text("Không có đơn vị kế thừa", "No unit has succeeded this one")))
}

/// The dissolved units whose heirs, or heirs' heirs, these units are: what those left behind is theirs to see.
pub fn inherited(tx: &mut Tx, units: &[Id]) -> Result<Vec<Id>> {
    let mut found: Vec<Id> = Vec::new();
    let mut heirs = units.to_vec();
    while !heirs.is_empty() {
        let places: Vec<String> = (1..=heirs.len()).map(|n| format!("${n}")).collect();
        let sql = format!(
            "select from_unit from directory_succession where heir = true and to_unit in ({})",
            places.join(", ")
        );
        let args: Vec<Val> = heirs.iter().map(|id| Val::from(*id)).collect();
        heirs = tx.all::<(Id,)>(&sql, &args)?.into_iter().map(|(id,)| id).filter(|id| !found.contains(id)).collect();
        found.extend(&heirs);
    }
    Ok(found)
}

/// Something that held from one day to another, both inclusive.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dated<T> {
    pub value: T,
    pub from: Day,
    pub to: Option<Day>,
}

/// Everything a unit's page says about its past and its end.
#[derive(Clone, Debug)]
pub struct UnitHistory {
    /// As it is today, or was on its last day.
    pub unit: Unit,
    /// `Xã Minh Tân`, in full.
    pub names: Vec<Dated<String>>,
    /// With the scheme (`gso`, `agency`) and whether it is only an alias.
    pub codes: Vec<Dated<(String, String, bool)>>,
    pub parents: Vec<Dated<Unit>>,
    /// As each was on its last day; `true` where all of it came.
    pub made_of: Vec<(Unit, bool)>,
    /// As each was on its first day; `true` where all of this unit went there.
    pub became: Vec<(Unit, bool)>,
    /// The document by which it was founded, and the one by which it ended.
    pub founded_by: Option<String>,
    pub ended_by: Option<String>,
}

pub fn history(tx: &mut Tx, id: Id) -> Result<UnitHistory> {
    let today = tx.now().day();
    let unit = unit(tx, id, today)?;
    let names: Vec<(String, String, Day, Option<Day>)> =
        tx.all("select kind, name, from_day, to_day from directory_name where unit = $1 order by from_day", args![id])?;
    let names = names.into_iter().map(|(kind, name, from, to)| Dated {
        value: crate::unit::full_name(unit.level, &kind, &name),
        from,
        to,
    });
    let names = names.collect();
    let codes: Vec<(String, String, bool, Day, Option<Day>)> = tx.all(
        "select scheme, code, alias, from_day, to_day from directory_code where unit = $1
         order by scheme desc, alias, from_day, code",
        args![id],
    )?;
    let codes =
        codes.into_iter().map(|(scheme, code, alias, from, to)| Dated { value: (scheme, code, alias), from, to });
    let parents: Vec<(Id, Day, Option<Day>)> =
        tx.all("select parent, from_day, to_day from directory_parent where unit = $1 order by from_day", args![id])?;
    let parents = parents
        .into_iter()
        .map(|(parent, from, to)| Ok(Dated { value: crate::unit::unit(tx, parent, to.unwrap_or(today))?, from, to }))
        .collect::<Result<_>>()?;
    let last_day = unit.valid_from.plus(-1);
    let made_of = predecessors(tx, id)?
        .into_iter()
        .map(|(from, whole)| Ok((crate::unit::unit(tx, from, last_day)?, whole)))
        .collect::<Result<_>>()?;
    let first_day = unit.valid_to.map_or(today, Day::next);
    let became = successors(tx, id, first_day)?
        .into_iter()
        .map(|(to, whole)| Ok((crate::unit::unit(tx, to, first_day)?, whole)))
        .collect::<Result<_>>()?;
    let mut document = |day: Day| -> Result<Option<String>> {
        let row: Option<(String,)> = tx.first("select document from directory_vintage where day = $1", args![day])?;
        Ok(row.map(|(document,)| document))
    };
    let founded_by = document(unit.valid_from)?;
    let ended_by = if unit.valid_to.is_some() { document(first_day)? } else { None };
    Ok(UnitHistory { unit, names, codes: codes.collect(), parents, made_of, became, founded_by, ended_by })
}

/// A day on which the map changed, by which document, and how much.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Vintage {
    pub day: Day,
    pub document: String,
    pub founded: i64,
    pub kept: i64,
    pub dissolved: i64,
    pub done_at: Moment,
}

columns!(Vintage { day, document, founded, kept, dissolved, done_at });

/// The days on which the map changed, the earliest first.
pub fn vintages(tx: &mut Tx) -> Result<Vec<Vintage>> {
    tx.all(&format!("select {} from directory_vintage order by day", Vintage::COLUMNS), args![])
}
