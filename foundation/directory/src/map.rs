//! The map of a day: all units alive on it as an immutable tree, for look-ups without the database.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use base::{Day, Id, Result, text};
use storage::{Tx, args};

use crate::{Level, Scheme, Unit, unit};

#[derive(Clone, Debug)]
pub struct UnitMap {
    pub day: Day,
    units: HashMap<Id, Unit>,
    /// Every unit, from the province down, each level in the order of its codes.
    order: Vec<Id>,
    children: HashMap<Id, Vec<Id>>,
}

impl UnitMap {
    pub fn load(tx: &mut Tx, day: Day) -> Result<UnitMap> {
        Ok(UnitMap::new(day, unit::all(tx, day)?))
    }

    pub(crate) fn new(day: Day, units: Vec<Unit>) -> UnitMap {
        let order: Vec<Id> = units.iter().map(|unit| unit.id).collect();
        let mut children: HashMap<Id, Vec<Id>> = HashMap::new();
        for unit in &units {
            if let Some(parent) = unit.parent {
                children.entry(parent).or_default().push(unit.id);
            }
        }
        UnitMap { day, units: units.into_iter().map(|unit| (unit.id, unit)).collect(), order, children }
    }

    pub fn get(&self, id: Id) -> Option<&Unit> {
        self.units.get(&id)
    }

    pub fn len(&self) -> usize {
        self.order.len()
    }

    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Every unit, from the province down.
    pub fn units(&self) -> impl Iterator<Item = &Unit> {
        self.order.iter().filter_map(|id| self.units.get(id))
    }

    pub fn of_level(&self, level: Level) -> impl Iterator<Item = &Unit> {
        self.units().filter(move |unit| unit.level == level)
    }

    pub fn communes(&self) -> impl Iterator<Item = &Unit> {
        self.of_level(Level::Commune)
    }

    pub fn children(&self, id: Id) -> impl Iterator<Item = &Unit> {
        self.children.get(&id).into_iter().flatten().filter_map(|id| self.units.get(id))
    }

    /// Nearest first, without the unit itself.
    pub fn ancestors(&self, id: Id) -> impl Iterator<Item = &Unit> {
        std::iter::successors(self.parent(id), |unit| self.parent(unit.id))
    }

    /// The unit and everything under it.
    pub fn under(&self, id: Id) -> Vec<Id> {
        let mut found: Vec<Id> = self.units.contains_key(&id).then_some(id).into_iter().collect();
        let mut next = 0;
        while next < found.len() {
            found.extend(self.children.get(&found[next]).into_iter().flatten());
            next += 1;
        }
        found
    }

    /// Whether `id` is `root` or stands under it.
    pub fn is_under(&self, id: Id, root: Id) -> bool {
        id == root && self.units.contains_key(&id) || self.ancestors(id).any(|unit| unit.id == root)
    }

    pub fn parent(&self, id: Id) -> Option<&Unit> {
        self.units.get(&self.units.get(&id)?.parent?)
    }

    /// The province of the unit; of a province itself.
    pub fn province(&self, id: Id) -> Option<&Unit> {
        let unit = self.units.get(&id)?;
        if unit.level == Level::Province { Some(unit) } else { self.ancestors(id).find(|u| u.level == Level::Province) }
    }

    /// The commune the unit is or belongs to, if any.
    pub fn commune(&self, id: Id) -> Option<&Unit> {
        let unit = self.units.get(&id)?;
        if unit.level == Level::Commune { Some(unit) } else { self.ancestors(id).find(|u| u.level == Level::Commune) }
    }

    /// The unit that bears the code on this day; aliases of agency codes are not looked at.
    pub fn by_code(&self, scheme: Scheme, code: &str) -> Option<&Unit> {
        self.units().find(|unit| {
            let theirs = match scheme {
                Scheme::Gso => &unit.gso,
                Scheme::Agency => &unit.agency,
            };
            theirs.as_deref() == Some(code)
        })
    }
}

/// Maps kept between transactions. Every use checks within its transaction whether the directory has changed since.
#[derive(Default)]
pub struct Maps {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    version: i64,
    by_vintage: HashMap<Day, Arc<UnitMap>>,
}

impl Maps {
    /// The map of the day; all days of one vintage share one map.
    pub fn get(&self, tx: &mut Tx, day: Day) -> Result<Arc<UnitMap>> {
        let (version, vintage): (i64, Option<Day>) = tx.one(
            "select (select coalesce(max(version), 0) from directory_vintage),
                    (select max(day) from directory_vintage where day <= $1)",
            args![day],
        )?;
        let vintage = vintage.ok_or_else(|| {
            base::Error::not_found(text("Chưa có danh mục đơn vị của ngày này", "There are no units on this day yet"))
        })?;
        let kept = |maps: &Maps| {
            let kept = maps.kept.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.version == version { kept.by_vintage.get(&vintage).cloned() } else { None }
        };
        if let Some(map) = kept(self) {
            return Ok(map);
        }
        let map = Arc::new(UnitMap::load(tx, vintage)?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.version != version {
            *kept = Kept { version, by_vintage: HashMap::new() };
        }
        kept.by_vintage.insert(vintage, map.clone());
        Ok(map)
    }
}
