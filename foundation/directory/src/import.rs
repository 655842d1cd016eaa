//! The units of a first day come in from a reviewed file.

use std::collections::{HashMap, HashSet};

use base::{Error, Id, Result, said};
use serde::Serialize;
use storage::Tx;

use crate::{
    Level, UnitMap, events,
    file::{Found, UnitsFile},
    plan::code_and_label,
    store,
    unit::{full_name, in_sentence},
};

/// How many units came in, by level.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    pub provinces: usize,
    pub districts: usize,
    pub communes: usize,
    pub departments: usize,
    pub offices: usize,
}

/// Brings the units of the file in, all or none. Call it under `Db::exclusive_now`.
/// Later days are reached by reorganisations only, so a file for a day before the latest map is refused.
pub fn import(tx: &mut Tx, file: &UnitsFile) -> Result<Imported> {
    let day = file.valid_from;
    if let Some(latest) = store::latest_vintage(tx)?
        && latest > day
    {
        let (day, latest) = (day.dmy(), latest.dmy());
        return Err(Error::conflict(said!(
            "Danh mục ngày {day} có trước lần thay đổi gần nhất ({latest})",
            "The units of {day} come before the latest change ({latest})"
        )));
    }
    let standing = UnitMap::load(tx, day)?;
    let mut by_code: HashMap<String, (Id, Level)> = HashMap::new();
    for unit in standing.units() {
        by_code.extend(unit.gso.iter().chain(&unit.agency).map(|code| (code.clone(), (unit.id, unit.level))));
    }

    let mut units: Vec<(Id, Found, Option<Id>)> = Vec::new();
    for unit in file.units.iter().cloned() {
        let id = tx.new_id();
        for code in unit.gso.iter().chain(&unit.agency).chain(&unit.aliases) {
            if by_code.insert(code.clone(), (id, unit.level)).is_some() {
                let name = full_name(unit.level, &unit.kind, &unit.name);
                return Err(Error::conflict(said!(
                    "{name}: mã {code} đã có đơn vị khác dùng",
                    "{name}: the code {code} is already in use"
                )));
            }
        }
        units.push((id, unit, None));
    }
    for (id, unit, parent) in &mut units {
        let name = full_name(unit.level, &unit.kind, &unit.name);
        let above = unit.parent.as_deref().map(|named| code_and_label(named).0);
        let found = above.and_then(|code| by_code.get(code)).copied();
        let fits = match found {
            Some((over, level)) => unit.level.fits_under(level) && over != *id,
            None => unit.level == Level::Province && above.is_none(),
        };
        if !fits {
            let above = above.unwrap_or("-");
            return Err(Error::invalid(said!(
                "{name}: không thể trực thuộc đơn vị mã {above}",
                "{name}: cannot stand under the unit with code {above}"
            )));
        }
        *parent = found.map(|(id, _)| id);
    }
    check_no_circle(&units)?;

    let mut offices = Vec::new();
    for (id, unit, _) in &units {
        for rule in file.offices.iter().filter(|rule| rule.applies(unit.level, &unit.kind)) {
            let name = rule.name_below(&in_sentence(unit.level, &unit.kind, &unit.name));
            let office = Found { duty: Some(rule.duty.clone()), ..Found::new(Level::Office, &rule.kind, &name) };
            offices.push((tx.new_id(), office, Some(*id)));
        }
    }
    units.extend(offices);

    let mut imported = Imported::default();
    for (id, unit, parent) in &units {
        store::found(tx, *id, unit, *parent, day)?;
        let event = events::UNIT_FOUNDED.event(*id, *id).at(day.start());
        ledger::record(tx, None, event.with("level", unit.level.name()).with("imported", true))?;
        *match unit.level {
            Level::Province => &mut imported.provinces,
            Level::District => &mut imported.districts,
            Level::Commune => &mut imported.communes,
            Level::Department => &mut imported.departments,
            Level::Office => &mut imported.offices,
        } += 1;
    }
    store::vintage(tx, day, &file.document, units.len(), 0, 0)?;
    Ok(imported)
}

/// Agencies may stand under agencies; each must reach the province.
fn check_no_circle(units: &[(Id, Found, Option<Id>)]) -> Result<()> {
    let parents: HashMap<Id, Id> = units.iter().filter_map(|(id, _, parent)| Some((*id, (*parent)?))).collect();
    for (id, unit, _) in units {
        let mut seen = HashSet::new();
        let mut at = Some(*id);
        while let Some(here) = at {
            if !seen.insert(here) {
                let name = full_name(unit.level, &unit.kind, &unit.name);
                return Err(Error::invalid(said!(
                    "{name}: các đơn vị trực thuộc lẫn nhau thành vòng",
                    "{name}: units stand under each other in a circle"
                )));
            }
            at = parents.get(&here).copied();
        }
    }
    Ok(())
}
