//! Another unit is asked for its opinion, with a deadline of its own; the dossier's clock runs on.

use base::{Day, Error, Id, Moment, Result, text};
use storage::{Tx, args};
use work::NewItem;

use crate::{
    accept::required_reason,
    catalogue,
    dossier::Dossier,
    events,
    rights::{By, PROCESS},
    settle,
    store::{self, Opinion},
};

pub fn ask(tx: &mut Tx, by: By, d: &Dossier, unit: Id, question: &str, until: Day) -> Result<()> {
    by.must_hold(tx, d)?;
    let question = required_reason(question)?;
    let map = by.app.maps.get(tx, tx.now().day())?;
    if map.get(unit).is_none() {
        return Err(Error::field("unit", text("Hãy chọn đơn vị được hỏi", "Choose the unit to be asked")));
    }
    let due: Option<Moment> = by.app.calendar().closing(until).filter(|at| *at > tx.now());
    let Some(due) = due else {
        let said = text("Hạn trả lời phải là một ngày làm việc sắp tới", "The deadline must be a coming working day");
        return Err(Error::field("until", said));
    };
    if !d.status.is_open() {
        return Err(Error::conflict(text("Hồ sơ không còn đang xử lý", "The dossier is not in process")));
    }
    let opinion = Opinion { id: tx.new_id(), asked_unit: unit, question, due, answered_at: None, answer: None };
    store::put_opinion(tx, d.id, by.me.person, &opinion)?;
    settle::let_see(tx, by, d, unit)?;
    let procedure = catalogue::name_of(tx, &d.procedure)?;
    let item = NewItem {
        kind: &settle::TO_ADVISE,
        record: d.id,
        unit,
        role: Some("specialist"),
        person: None,
        due: Some(due),
        label: &d.code,
        detail: &procedure,
    };
    work::put(tx, item)?;
    ledger::record(tx, Some(by.me.person), events::OPINION_ASKED.event(unit, d.id))?;
    Ok(())
}

pub fn give(tx: &mut Tx, by: By, d: &Dossier, opinion: Id, answer: &str) -> Result<()> {
    let answer = required_reason(answer)?;
    let asked = tx.first::<(Id,)>(
        "select asked_unit from procedures_opinion where id = $1 and dossier = $2",
        args![opinion, d.id],
    )?;
    let Some((unit,)) = asked else {
        return Err(Error::not_found(text(
            "Không có yêu cầu cho ý kiến này",
            "There is no such request for an opinion",
        )));
    };
    by.must_cover(tx, PROCESS, unit)?;
    let now = tx.now();
    store::answer_opinion(tx, opinion, by.me.person, &answer, now)?;
    let still_asked = store::opinions(tx, d.id)?.iter().any(|o| o.asked_unit == unit && o.answered_at.is_none());
    if !still_asked {
        work::done_at(tx, &settle::TO_ADVISE, d.id, unit)?;
    }
    let event = ledger::record(tx, Some(by.me.person), events::OPINION_GIVEN.event(unit, d.id))?;
    store::put_note(tx, event, d.id, &answer)
}
