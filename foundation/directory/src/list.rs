//! `tinhso units list` and `tinhso units trace`: the map of a day, and what became of a unit, as data.

use std::collections::BTreeMap;

use base::{Day, Error, Id, Result, text};
use serde::Serialize;
use storage::Tx;

use crate::{
    Level, Scheme, Unit, UnitMap,
    succession::successors,
    unit::{ancestors, unit, unit_by_code},
};

/// One unit of the map of a day. Codes are the statistics office's where there is one, else the agency's; offices have none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Listed {
    pub id: Id,
    pub code: Option<String>,
    /// Of a territory without its kind.
    pub name: String,
    pub kind: String,
    pub level: Level,
    /// Code of its province on the day.
    pub province: Option<String>,
    /// Code of the unit right above it on the day.
    pub parent: Option<String>,
    pub valid_from: Day,
    /// The last day, inclusive.
    pub valid_to: Option<Day>,
}

/// The units of a day, all or of one level, in the order of their codes.
pub fn list(tx: &mut Tx, day: Day, level: Option<Level>) -> Result<Vec<Listed>> {
    let map = UnitMap::load(tx, day)?;
    let listed = map.units().filter(|unit| level.is_none_or(|level| unit.level == level));
    Ok(listed.map(|unit| row(unit, map.province(unit.id), map.parent(unit.id))).collect())
}

fn row(unit: &Unit, province: Option<&Unit>, parent: Option<&Unit>) -> Listed {
    let code = |unit: &Unit| unit.code().map(str::to_owned);
    Listed {
        id: unit.id,
        code: code(unit),
        name: unit.name.clone(),
        kind: unit.kind.clone(),
        level: unit.level,
        province: province.and_then(code),
        parent: parent.and_then(code),
        valid_from: unit.valid_from,
        valid_to: unit.valid_to,
    }
}

/// How much of the traced unit's territory a successor took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Share {
    Whole,
    Part,
}

/// A unit alive on the later day that holds territory of the traced one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Traced {
    #[serde(flatten)]
    pub unit: Listed,
    pub share: Share,
    /// It answers for what the traced unit had open.
    pub heir: bool,
}

/// What the unit with this code on `from` has become by `to`: itself, `whole`, if it still lives.
/// All of the territory went to a single successor, or a part to each.
pub fn trace(tx: &mut Tx, code: &str, from: Day, to: Day) -> Result<Vec<Traced>> {
    if to < from {
        return Err(Error::invalid(text(
            "Ngày đến phải từ ngày đi trở về sau",
            "The day to trace to must not be before the day to trace from",
        )));
    }
    let start = unit_by_code(tx, Scheme::of(code), code, from)?.id;
    let heir = crate::living_successor(tx, start, to)?;
    let mut reached: BTreeMap<Id, Unit> = BTreeMap::new();
    let mut open = vec![start];
    while let Some(id) = open.pop() {
        let next = successors(tx, id, to)?;
        if next.is_empty() {
            reached.insert(id, unit(tx, id, to)?);
        }
        open.extend(next.into_iter().map(|(id, _)| id));
    }
    let share = if reached.len() == 1 { Share::Whole } else { Share::Part };
    let mut traced = Vec::new();
    for it in reached.values() {
        let above = ancestors(tx, it.id, to)?.into_iter().map(|id| unit(tx, id, to)).collect::<Result<Vec<Unit>>>()?;
        let province = above.iter().chain([it]).find(|unit| unit.level == Level::Province);
        traced.push(Traced { unit: row(it, province, above.first()), share, heir: it.id == heir });
    }
    traced.sort_by(|a, b| a.unit.code.cmp(&b.unit.code));
    Ok(traced)
}
