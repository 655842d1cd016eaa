//! The desk accepts a dossier: from this moment the clock runs; or refuses it, with a paper that says why.

use base::{Error, Moment, Result, text};
use calendar::Term;
use platform::App;
use storage::Tx;

use crate::{
    catalogue,
    definition::Version,
    dossier::{self, Dossier, Holder},
    emergency, events, print,
    rights::{By, RECEIVE},
    settle, store,
};

pub fn accept(tx: &mut Tx, by: By, before: &Dossier) -> Result<Dossier> {
    let after = start(tx, by, before)?;
    print::receipt(tx, by, &after)?;
    let code = &after.code;
    settle::tell_applicant(tx, &after, &base::said!("Hồ sơ {code} đã được tiếp nhận", "Dossier {code} was accepted"))?;
    Ok(after)
}

/// The clock starts; without the receipt, for what is done while the citizen waits.
pub fn start(tx: &mut Tx, by: By, before: &Dossier) -> Result<Dossier> {
    by.must_cover(tx, RECEIVE, before.intake_unit)?;
    if emergency::of_dossier(tx, before.id)?.is_some_and(|slip| slip.waits()) {
        return Err(Error::conflict(text(
            "Hồ sơ nhập bù đang chờ người đứng đầu duyệt giờ nhận, chưa tiếp nhận theo cách khác được",
            "The late entry waits for the head to approve its time; it cannot be accepted in another way",
        )));
    }
    let now = tx.now();
    begin_clock(tx, by, before, now)
}

/// The clock starts at that moment, which may lie in the past when a late entry is approved.
pub(crate) fn begin_clock(tx: &mut Tx, by: By, before: &Dossier, at: Moment) -> Result<Dossier> {
    if before.competent_unit.is_none() {
        return Err(Error::conflict(text(
            "Chưa xác định được cơ quan có thẩm quyền: hãy chuyển hồ sơ đến đúng cơ quan rồi tiếp nhận",
            "No competent body is known yet: route the dossier to one, then accept it",
        )));
    }
    let version = catalogue::load_version(tx, before.version)?;
    let term = term_of(&version, before)?;
    let due = dossier::due(&by.app.calendar(), &version, term, at, &[])?;
    let desk = Holder { unit: before.intake_unit, role: "clerk".into(), person: None };
    let after = before.accept(term, due.due, at)?.held_by(desk);
    let event = events::ACCEPTED
        .event(after.intake_unit, after.id)
        .at(at)
        .with("channel", after.channel.as_str())
        .with("assisted", after.assisted)
        .with("procedure", after.procedure.as_str());
    settle::settle(tx, by, before, &after, event, None)?;
    Ok(after)
}

/// Errors: `Conflict` when the catalogue does not say how long it may take; nothing is guessed.
fn term_of(version: &Version, dossier: &Dossier) -> Result<Term> {
    version.term(dossier.case_code.as_deref(), dossier.channel().in_law()).map(|rule| rule.term).ok_or_else(|| {
        Error::conflict(text(
            "Danh mục chưa ghi thời hạn giải quyết của thủ tục này. Quản trị danh mục cần bổ sung thời hạn trước khi tiếp nhận",
            "The catalogue does not give this procedure's term. Its keeper must add it before a dossier is accepted",
        ))
    })
}

pub fn refuse(tx: &mut Tx, by: By, before: &Dossier, reason: &str) -> Result<Dossier> {
    let reason = required_reason(reason)?;
    by.must_cover(tx, RECEIVE, before.intake_unit)?;
    let after = before.refuse(tx.now())?;
    let event = events::REFUSED
        .event(after.intake_unit, after.id)
        .with("channel", after.channel.as_str())
        .with("procedure", after.procedure.as_str());
    settle::settle(tx, by, before, &after, event, Some(&reason))?;
    print::refusal(tx, by, &after, &reason)?;
    let code = &after.code;
    let said = base::said!("Hồ sơ {code} không được tiếp nhận", "Dossier {code} was refused at intake");
    settle::tell_applicant(tx, &after, &said)?;
    Ok(after)
}

/// A reason of 3 to 2,000 characters, cleaned.
pub fn required_reason(reason: &str) -> Result<String> {
    let reason = base::text::clean_lines(reason, 2_000).map_err(|e| Error::field("reason", e.said))?;
    if reason.chars().count() < 3 {
        return Err(Error::field("reason", text("Hãy ghi rõ lý do", "Give the reason")));
    }
    Ok(reason)
}

/// Where the dossier goes when it has no competent unit, or the wrong one, before it is accepted.
pub fn route(tx: &mut Tx, by: By, before: &Dossier, to: base::Id, reason: &str) -> Result<Dossier> {
    by.must_cover(tx, RECEIVE, before.intake_unit)?;
    if before.status != dossier::Status::Registered {
        return Err(Error::conflict(text(
            "Chỉ chuyển cơ quan có thẩm quyền trước khi tiếp nhận",
            "The competent body can be changed only before acceptance",
        )));
    }
    let map = by.app.maps.get(tx, tx.now().day())?;
    let known = map.get(to).filter(|u| matches!(u.level, directory::Level::Commune | directory::Level::Department));
    let unit = known
        .ok_or_else(|| Error::field("unit", text("Hãy chọn một xã hoặc một sở", "Choose a commune or a department")))?;
    let after = Dossier { competent_unit: Some(unit.id), revision: before.revision + 1, ..before.clone() };
    let event = events::ROUTED.event(unit.id, after.id);
    settle::settle(tx, by, before, &after, event, Some(reason))?;
    Ok(after)
}

/// The term and due moment with all reasons, as the dossier stands.
pub fn explain_due(tx: &mut Tx, app: &App, d: &Dossier) -> Result<Option<calendar::Due>> {
    let (Some(accepted), Some(term)) = (d.accepted_at, &d.term) else { return Ok(None) };
    let version = catalogue::load_version(tx, d.version)?;
    let pauses = store::pauses(tx, d.id)?;
    let mut due = dossier::due(&app.calendar(), &version, term.parse()?, accepted, &pauses)?;
    if let Some(to) = d.extended_to {
        due.due = Some(to);
        due.explanation.push(base::said!(
            "Đã xin lỗi và hẹn lại một lần: hạn mới {}",
            "Extended once with an apology: new due moment {}",
            to.vi()
        ));
    }
    Ok(Some(due))
}
