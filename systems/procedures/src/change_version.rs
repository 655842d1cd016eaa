//! A running dossier keeps the version it was received by. Moving it to the one in force now is an act of its own, with
//! a preview of what changes.

use base::{Error, Id, Result, Said, text};
use maud::html;
use platform::{Answer, App, At, Posted, Visit};
use storage::Tx;
use web::{Form, Summary};

use crate::{
    accept::required_reason,
    catalogue,
    dossier::{self, Dossier},
    events,
    rights::{By, DECIDE},
    settle, store, texts,
};

/// What moving would change, in words; `None` if the dossier runs by the version in force.
pub fn preview(tx: &mut Tx, d: &Dossier) -> Result<Option<(Id, Vec<Said>)>> {
    let (id, next) = catalogue::current(tx, &d.procedure, tx.now().day())?;
    if id == d.version {
        return Ok(None);
    }
    let now = catalogue::load_version(tx, d.version)?;
    Ok(Some((id, now.differences(&next, d.case_code.as_deref(), d.channel().in_law()))))
}

/// Steps already taken stay taken; the term is that of the new version, from the same moment of acceptance.
pub fn change(tx: &mut Tx, by: By, before: &Dossier, reason: &str) -> Result<Dossier> {
    by.must_cover(tx, DECIDE, before.competent_unit.unwrap_or(before.holder_unit))?;
    let reason = required_reason(reason)?;
    if !before.status.is_open() {
        return Err(Error::conflict(text("Hồ sơ không còn đang xử lý", "The dossier is not in process")));
    }
    let Some((id, _)) = preview(tx, before)? else {
        return Err(Error::conflict(text(
            "Hồ sơ đã theo phiên bản hiện hành",
            "The dossier runs by the version in force",
        )));
    };
    let version = catalogue::load_version(tx, id)?;
    let rule = version.term(before.case_code.as_deref(), before.channel().in_law());
    let term = rule.map(|rule| rule.term).ok_or_else(|| {
        Error::conflict(text("Phiên bản mới chưa ghi thời hạn", "The new version does not give its term"))
    })?;
    let pauses = store::pauses(tx, before.id)?;
    let accepted = before.accepted_at.unwrap_or(before.submitted_at);
    let due = dossier::due(&by.app.calendar(), &version, term, accepted, &pauses)?.due;
    let step = before.step.min(dossier::deciding_step(&version));
    let after = Dossier {
        version: id,
        term: Some(term.to_string()),
        due: due.max(before.extended_to),
        step,
        revision: before.revision + 1,
        ..before.clone()
    };
    let event = events::VERSION_CHANGED
        .event(after.holder_unit, after.id)
        .with("procedure", after.procedure.as_str())
        .with("number", version.number);
    settle::settle(tx, by, before, &after, event, Some(&reason))?;
    Ok(after)
}

/// The version a dossier runs by; and if another is in force, what moving to it would change, with the act.
pub async fn confirm(app: App, visit: Visit, At(code): At<String>) -> Answer {
    let (house, me, its_code) = (app.clone(), visit.me()?.clone(), code.clone());
    let (version, changes, revision) = app
        .read(move |tx| {
            let d = By { app: &house, me: &me }.load(tx, &its_code)?;
            let version = catalogue::load_version(tx, d.version)?;
            let changes = if d.status.is_open() { preview(tx, &d)?.map(|(_, changes)| changes) } else { None };
            Ok((version, changes, d.revision))
        })
        .await?;
    let lang = visit.lang;
    let facts = Summary::new()
        .row(lang, text("Phiên bản số", "Version"), html! { (version.number) })
        .row(lang, text("Quyết định công bố", "Published by"), html! { (version.decision) })
        .row(lang, text("Có hiệu lực từ", "In force from"), web::day(version.valid_from));
    let state = web::FormState::empty(lang);
    let body = html! {
        (web::page_head(lang, Some(&code), PAGE, html! {}, html! {}))
        (web::section(lang, text("Hồ sơ đang theo phiên bản", "The dossier runs by"), html! { (facts) }))
        @match changes {
            None => { p { (text("Phiên bản này vẫn là phiên bản của hồ sơ; không có gì phải chuyển.",
                                "This remains the dossier's version; there is nothing to move.").get(lang)) } }
            Some(changes) => {
                (web::section(lang, text("Những điểm thay đổi", "What changes"), html! {
                    ul { @for change in &changes { li { (change.get(lang)) } } }
                }))
                (Form::post(format!("/ho-so/{code}/phien-ban"), &visit.csrf).body(html! {
                    input type="hidden" name="revision" value=(revision);
                    (state.field("reason", texts::REASON).textarea(3))
                    (web::toolbar(html! {
                        (web::button(lang, TITLE).danger())
                        a href={ "/ho-so/" (code) } { (text("Thôi", "Cancel").get(lang)) }
                    }))
                }))
            }
        }
    };
    Ok(visit.page(&app, PAGE, body).await)
}

pub async fn post(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    crate::acts::act(app, visit, code, posted, texts::DONE, |tx, by, d, p| {
        change(tx, by, d, p.text("reason")).map(drop)
    })
    .await
}

const PAGE: base::Text = text("Phiên bản thủ tục của hồ sơ", "The dossier's version of the procedure");
const TITLE: base::Text = text("Chuyển sang phiên bản hiện hành của thủ tục", "Move to the version in force");
