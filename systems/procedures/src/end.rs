//! The ends without a result: the citizen withdraws, or the office stops.

use base::Result;
use storage::Tx;

use crate::{
    accept::required_reason,
    dossier::Dossier,
    events, print,
    rights::{By, DECIDE, RECEIVE},
    settle, store,
};

/// The citizen's own wish; the desk may record it for him.
pub fn withdraw(tx: &mut Tx, by: By, before: &Dossier, reason: &str) -> Result<Dossier> {
    if before.applicant != Some(by.me.person) {
        by.must_cover(tx, RECEIVE, before.intake_unit)?;
    }
    let reason = required_reason(reason)?;
    let now = tx.now();
    let after = before.withdraw(now)?;
    store::close_pauses(tx, after.id, now)?;
    let unit = after.competent_unit.unwrap_or(after.intake_unit);
    let event = events::WITHDRAWN.event(unit, after.id).with("procedure", after.procedure.as_str());
    settle::settle(tx, by, before, &after, event, Some(&reason))?;
    Ok(after)
}

/// Mẫu 05: the dossier cannot be granted, or the citizen did not answer.
pub fn stop(tx: &mut Tx, by: By, before: &Dossier, reason: &str) -> Result<Dossier> {
    by.must_cover(tx, DECIDE, before.competent_unit.unwrap_or(before.holder_unit))?;
    let reason = required_reason(reason)?;
    let now = tx.now();
    let after = before.stop(now)?;
    store::close_pauses(tx, after.id, now)?;
    let unit = after.competent_unit.unwrap_or(after.intake_unit);
    let event = events::STOPPED.event(unit, after.id).with("procedure", after.procedure.as_str());
    settle::settle(tx, by, before, &after, event, Some(&reason))?;
    print::stop(tx, by, &after, &reason)?;
    let code = &after.code;
    let said = base::said!("Hồ sơ {code} đã dừng giải quyết", "Work on dossier {code} was stopped");
    settle::tell_applicant(tx, &after, &said)?;
    Ok(after)
}
