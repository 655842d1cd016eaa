//! The way through the steps: on to the next, back with a reason, to another person.

use base::{Error, Id, Result, text};
use identity::Me;
use platform::App;
use storage::Tx;

use crate::{
    accept::required_reason,
    catalogue, competence,
    definition::Version,
    dossier::{Dossier, Holder},
    events,
    rights::{By, CHECK, of_role},
    settle, store,
};

/// Sends it to the next step; `person` gives it to one person there.
pub fn forward(tx: &mut Tx, by: By, before: &Dossier, person: Option<Id>, note: &str) -> Result<Dossier> {
    by.must_hold(tx, before)?;
    let note = base::text::clean_lines(note, 2_000).map_err(|e| Error::field("note", e.said))?;
    let version = catalogue::load_version(tx, before.version)?;
    let moved = before.forward(&version)?;
    let holder = holder_of_step(tx, by, &version, &moved, person)?;
    let after = moved.held_by(holder);
    let event = events::FORWARDED
        .event(after.holder_unit, after.id)
        .with("procedure", after.procedure.as_str())
        .with("step", after.step);
    settle::settle(tx, by, before, &after, event, Some(&note))?;
    Ok(after)
}

/// Back to the previous step, with the reason.
pub fn give_back(tx: &mut Tx, by: By, before: &Dossier, reason: &str) -> Result<Dossier> {
    by.must_hold(tx, before)?;
    let reason = required_reason(reason)?;
    let version = catalogue::load_version(tx, before.version)?;
    let moved = before.give_back()?;
    let holder = holder_of_step(tx, by, &version, &moved, None)?;
    let after = moved.held_by(holder);
    let event = events::RETURNED.event(after.holder_unit, after.id).with("step", after.step);
    settle::settle(tx, by, before, &after, event, Some(&reason))?;
    Ok(after)
}

/// The head gives it to a person of the unit, or back to the whole unit (`None`).
pub fn reassign(tx: &mut Tx, by: By, before: &Dossier, person: Option<Id>) -> Result<Dossier> {
    by.must_cover(tx, CHECK, before.holder_unit)?;
    if !before.status.is_open() {
        return Err(Error::conflict(text("Hồ sơ không còn đang xử lý", "The dossier is not in process")));
    }
    must_hold_post(tx, before.holder_unit, &before.holder_role, person)?;
    let after = Dossier { holder_person: person, revision: before.revision + 1, ..before.clone() };
    let event = events::REASSIGNED.event(after.holder_unit, after.id);
    settle::settle(tx, by, before, &after, event, None)?;
    if let Some(person) = person {
        let code = &after.code;
        let said = base::said!("Bạn được phân công hồ sơ {code}", "Dossier {code} was assigned to you");
        notify::send(tx, person, &said, &format!("/ho-so/{code}"))?;
    }
    Ok(after)
}

/// The same for an item of the queue. Only the work on a dossier is somebody's by name.
pub fn reassign_item(tx: &mut Tx, app: &App, me: &Me, item: &work::Item, to: Option<Id>) -> Result<bool> {
    if item.kind != settle::TO_PROCESS.name {
        return Ok(false);
    }
    let dossier = store::load_by_id(tx, item.record)?.ok_or_else(|| Error::internal("an item without its dossier"))?;
    // Somebody took the item without being given the dossier: then the item alone changes hands.
    if dossier.holder_person == to {
        return Ok(false);
    }
    reassign(tx, By { app, me }, &dossier, to)?;
    Ok(true)
}

/// Who holds a dossier at the step it has come to.
pub fn holder_of_step(tx: &mut Tx, by: By, version: &Version, d: &Dossier, person: Option<Id>) -> Result<Holder> {
    let step = version.steps.get(d.step as usize).ok_or_else(|| Error::internal("a step beyond the last"))?;
    let map = by.app.maps.get(tx, tx.now().day())?;
    let competent = d.competent_unit.unwrap_or(d.intake_unit);
    let unit = competence::unit_of_step(&map, &step.unit, d.intake_unit, competent);
    must_hold_post(tx, unit, &step.role, person)?;
    Ok(Holder { unit, role: step.role.clone(), person })
}

/// Whoever is given the step by name holds a post there that may do it: a dossier never waits for somebody who cannot.
fn must_hold_post(tx: &mut Tx, unit: Id, role: &str, person: Option<Id>) -> Result<()> {
    let Some(person) = person else { return Ok(()) };
    let day = tx.now().day();
    let posts = directory::posts(tx, person, day)?;
    let right = of_role(role).0;
    let roles = identity::roles(tx)?;
    let can =
        |its: &str| its == role || roles.iter().any(|r| r.code == its && r.rights.iter().any(|held| held == right));
    if posts.iter().any(|post| post.unit == unit && can(&post.role)) {
        return Ok(());
    }
    Err(Error::field(
        "person",
        text(
            "Người này không giữ vị trí làm được bước này ở đơn vị đó",
            "This person holds no post in that unit that may do this step",
        ),
    ))
}
