//! Which unit takes a dossier and which one decides it. They differ: every centre accepts every procedure of the
//! province (NĐ 118/2025), the competent body is found by the procedure and the place.

use base::{Error, Id, Result, text};
use directory::{Level, Scheme, UnitMap};

use crate::{
    definition::{Competence, StepUnit, Version},
    form::Answers,
};

/// The duty of a one-stop centre under its commune or province.
pub const ONE_STOP: &str = "one-stop";

/// The one-stop centre of a unit: itself, or the one under it.
/// Errors: `Invalid` for a unit that has none.
pub fn intake_centre(map: &UnitMap, unit: Id) -> Result<Id> {
    let is_centre = |u: &directory::Unit| u.duty.as_deref() == Some(ONE_STOP);
    match map.get(unit) {
        Some(found) if is_centre(found) => Ok(unit),
        Some(_) => map.children(unit).find(|u| is_centre(u)).map(|u| u.id).ok_or_else(no_centre),
        None => Err(no_centre()),
    }
}

/// All one-stop centres by the name of their commune, in Vietnamese order; those of the province itself come first.
pub fn centres(map: &UnitMap) -> Vec<(Id, String)> {
    let named = map.units().filter(|u| u.duty.as_deref() == Some(ONE_STOP)).map(|u| match map.commune(u.id) {
        Some(commune) => (true, base::text::sort_key(&commune.name), u.id, commune.full_name()),
        None => (false, base::text::sort_key(&u.name), u.id, u.full_name()),
    });
    let mut named: Vec<_> = named.collect();
    named.sort();
    named.into_iter().map(|(_, _, id, name)| (id, name)).collect()
}

fn no_centre() -> Error {
    Error::field(
        "intake_unit",
        text(
            "Đơn vị này không có Trung tâm Phục vụ hành chính công để tiếp nhận hồ sơ",
            "This unit has no one-stop centre to take dossiers",
        ),
    )
}

/// The unit that decides; `None` sends the dossier to the queue of those without one.
pub fn competent_unit(map: &UnitMap, version: &Version, answers: &Answers, intake: Id) -> Option<Id> {
    let unit = match &version.competence {
        Competence::Intake => map.commune(intake).or_else(|| map.parent(intake)),
        Competence::CommuneOf(paths) => {
            let code = paths.iter().find_map(|path| answers.get(path)?.get("code")?.as_str());
            match code {
                Some(code) => map.by_code(Scheme::Gso, code),
                // Nothing was said of the place: the commune where it is handed in.
                None => map.commune(intake),
            }
        }
        Competence::Province(name) => department(map, name),
        Competence::Unknown => None,
    };
    unit.map(|u| u.id)
}

fn department<'a>(map: &'a UnitMap, name: &str) -> Option<&'a directory::Unit> {
    let wanted = base::text::fold(name);
    map.of_level(Level::Department).find(|u| base::text::fold(&u.name) == wanted)
}

/// The unit in which a step is worked on.
pub fn unit_of_step(map: &UnitMap, step: &StepUnit, intake: Id, competent: Id) -> Id {
    match step {
        StepUnit::Intake => intake,
        StepUnit::Competent => competent,
        StepUnit::Named(name) => {
            let wanted = base::text::fold(name);
            let below = map.children(competent).find(|u| base::text::fold(&u.name).starts_with(&wanted));
            below.or_else(|| department(map, name)).map_or(competent, |u| u.id)
        }
    }
}
