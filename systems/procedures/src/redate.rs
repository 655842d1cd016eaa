//! The due moments of open dossiers after the working calendar has changed. They stay as they were promised until somebody
//! has them recomputed: with a reason, for the dossiers of a list that he has seen, each an event of its own.

use std::{collections::HashMap, sync::Arc};

use base::{Error, Id, Moment, Result, Said, Text, said, text};
use identity::Me;
use jobs::{Handler, JobKind};
use maud::html;
use platform::{Answer, App, Posted, Visit, download, see};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use storage::{Tx, args};
use web::{Column, Form, FormState, Row, Table, Tone, xlsx};

use crate::{
    accept::required_reason,
    catalogue,
    definition::Version,
    dossier::{self, Dossier},
    events,
    lists::Names,
    rights::{By, REDATE},
    settle, store, texts,
};

static RECOMPUTE: JobKind = JobKind::new(
    "procedures.redate",
    text("Tính lại hạn trả theo lịch mới", "Recompute due dates by the new calendar"),
);
pub const HANDLER: Handler<App> = Handler { kind: &RECOMPUTE, run: |app, body| recompute(app, body).map(drop) };

/// Dossiers of one transaction.
const BATCH: usize = 100;
/// Rows on the page; the table to download has all.
const SHOWN: usize = 200;

/// A dossier whose due moment would be another by the calendar of today.
#[derive(Clone, Debug)]
pub struct Touched {
    pub dossier: Dossier,
    pub due: Moment,
    pub new_due: Moment,
}

/// Dossiers in process after that id whose due moment the calendar, as last decided, would move; in the order of ids, at
/// most `most`. One that was extended keeps the day its apology named.
pub fn touched(tx: &mut Tx, after: Id, most: usize) -> Result<Vec<Touched>> {
    let calendar = platform::load_calendar(tx)?;
    let mut versions: HashMap<Id, Arc<Version>> = HashMap::new();
    let mut found = Vec::new();
    let mut after = after;
    loop {
        let sql = format!(
            "select {} from procedures_dossier where id > $1 and status in ('accepted', 'in_process')
             and due is not null and extended_to is null order by id limit $2",
            Dossier::COLUMNS
        );
        let some: Vec<Dossier> = tx.all(&sql, args![after, 1_000_i64])?;
        let Some(last) = some.last() else { return Ok(found) };
        after = last.id;
        for d in some {
            let (Some(due), Some(accepted), Some(term)) = (d.due, d.accepted_at, &d.term) else { continue };
            let version = match versions.get(&d.version) {
                Some(known) => known.clone(),
                None => {
                    let version = catalogue::load_version(tx, d.version)?;
                    versions.entry(d.version).or_insert(version).clone()
                }
            };
            let pauses = store::pauses(tx, d.id)?;
            let new_due = dossier::due(&calendar, &version, term.parse()?, accepted, &pauses)?.due;
            if let Some(new_due) = new_due.filter(|new_due| *new_due != due) {
                found.push(Touched { dossier: d, due, new_due });
                if found.len() >= most {
                    return Ok(found);
                }
            }
        }
    }
}

/// From the old moment to the new one.
fn move_due(tx: &mut Tx, by: By, one: &Touched, reason: &str) -> Result<()> {
    let Touched { dossier: before, due, new_due } = one;
    let after = Dossier { due: Some(*new_due), revision: before.revision + 1, ..before.clone() };
    let event = events::REDATED
        .event(after.competent_unit.unwrap_or(after.intake_unit), after.id)
        .with("procedure", after.procedure.as_str());
    let note = format!("{reason}\nHạn cũ: {}. Hạn mới: {}.", due.vi(), new_due.vi());
    settle::settle(tx, by, before, &after, event, Some(&note))?;
    let code = &after.code;
    let said = said!(
        "Hạn trả kết quả hồ sơ {code} được tính lại: {}",
        "The due date of dossier {code} was recomputed: {}",
        new_due.vi()
    );
    settle::tell_applicant(tx, &after, &said)
}

/// The job: in batches, each a transaction, so that it goes on where it was when the program is killed. Returns how many moved.
pub fn recompute(app: &App, body: &Value) -> Result<usize> {
    let wrong = || Error::internal("a job to recompute due dates without who and why");
    let account: Id = body["account"].as_str().and_then(|id| id.parse().ok()).ok_or_else(wrong)?;
    let reason = body["reason"].as_str().ok_or_else(wrong)?.to_owned();
    let seen = body["calendar"].as_i64();
    let mut total = 0;
    let mut after = Id::NONE;
    loop {
        let (house, reason) = (app.clone(), reason.clone());
        let moved = app.db.write_now(move |tx| {
            // The calendar changed again: what would move now is not the list that was seen.
            if seen != platform::calendar_decisions(tx)?.first().map(|last| last.id.get()) {
                return Ok(None);
            }
            let me = house.identity.me_of(tx, account)?;
            identity::By::Me(&me).require_everywhere(tx, REDATE)?;
            let by = By { app: &house, me: &me };
            let some = touched(tx, after, BATCH)?;
            for one in &some {
                move_due(tx, by, one, &reason)?;
            }
            Ok(some.last().map(|last| (some.len(), last.dossier.id)))
        })?;
        let Some((n, last)) = moved else { return Ok(total) };
        total += n;
        after = last;
    }
}

/// All that would move, for one who may move it; read on the side, since it may be a long look.
async fn all_touched(app: &App, me: &Me) -> Result<(Vec<Touched>, Names)> {
    let (house, me) = (app.clone(), me.clone());
    let look = move || {
        house.db.snapshot_now(|tx| {
            identity::By::Me(&me).require_everywhere(tx, REDATE)?;
            let found = touched(tx, Id::NONE, usize::MAX)?;
            let map = house.maps.get(tx, tx.now().day())?;
            let mut names = Names::default();
            for one in &found {
                names.learn(tx, &map, &one.dossier.procedure, one.dossier.holder_unit)?;
            }
            Ok((found, names))
        })
    };
    tokio::task::spawn_blocking(look).await.map_err(Error::internal)?
}

/// Tells one list from another: which dossiers, and to when.
fn fingerprint(found: &[Touched]) -> String {
    let mut hash = Sha256::new();
    for one in found {
        hash.update(one.dossier.id.get().to_be_bytes());
        hash.update(one.new_due.ms().to_be_bytes());
    }
    data_encoding::HEXLOWER.encode(&hash.finalize()[..16])
}

pub async fn preview(app: App, visit: Visit) -> Answer {
    page(&app, &visit, FormState::empty(visit.lang)).await
}

async fn page(app: &App, visit: &Visit, state: FormState) -> Answer {
    let lang = visit.lang;
    let (found, names) = all_touched(app, visit.me()?).await?;
    let columns = vec![
        Column::new(lang, texts::CODE).tight(),
        Column::new(lang, texts::PROCEDURE),
        Column::new(lang, texts::HOLDER),
        Column::new(lang, OLD_DUE).tight(),
        Column::new(lang, NEW_DUE).tight(),
    ];
    let rows = found.iter().take(SHOWN).map(|one| {
        Row::to(
            format!("/ho-so/{}", one.dossier.code),
            vec![
                html! { (one.dossier.code) },
                html! { span.clip { (names.procedure(&one.dossier.procedure)) } },
                html! { (names.unit(one.dossier.holder_unit)) },
                web::moment(one.due),
                web::moment(one.new_due),
            ],
        )
    });
    let count = found.len();
    let counted =
        Said::new(format!("{count} hồ sơ có hạn thay đổi"), format!("{count} dossiers would have another due date"));
    let body = html! {
        (web::error_summary(&state))
        (web::page_head(lang, None, TITLE, html! { (LEAD.get(lang)) }, html! {}))
        @if found.is_empty() {
            (web::notice(lang, Tone::Good, NONE, html! {}))
        } @else {
            (Table::new(lang, counted, columns).rows(rows).export("/tinh-lai-han/xuat.xlsx"))
            @if count > SHOWN { p { (said!("Trang này hiện {SHOWN} hồ sơ đầu; tệp XLSX có đủ.", "This page shows the first {SHOWN}; the XLSX file has all.").get(lang)) } }
            (Form::post("/tinh-lai-han", &visit.csrf).body(html! {
                input type="hidden" name="list" value=(fingerprint(&found));
                (state.field("reason", texts::REASON).hint(REASON_HINT).textarea(3))
                (web::button(lang, TITLE).danger())
            }))
        }
    };
    Ok(visit.page(app, TITLE, body).await)
}

/// Puts the job into the queue, and only for the list that was seen.
pub async fn order(app: App, visit: Visit, posted: Posted) -> Answer {
    let me = visit.me()?.clone();
    let list = fingerprint(&all_touched(&app, &me).await?.0);
    let (sent, who) = (posted.clone(), me.clone());
    let done = app
        .write(move |tx| {
            who.still(tx)?;
            identity::By::Me(&who).require_everywhere(tx, REDATE)?;
            if sent.text("list") != list {
                return Err(Error::conflict(LIST_CHANGED));
            }
            let reason = required_reason(sent.text("reason"))?;
            let calendar = platform::calendar_decisions(tx)?.first().map(|last| last.id.get());
            let body = json!({ "account": who.account.to_string(), "calendar": calendar, "reason": reason });
            jobs::enqueue_once(tx, &RECOMPUTE, "all", &body, tx.now())
        })
        .await;
    match done {
        Ok(_) => Ok(see("/tinh-lai-han", ORDERED)),
        Err(e) if matches!(e.kind, base::Kind::Invalid | base::Kind::Conflict) => {
            let state = FormState::new(visit.lang, posted.fields().iter().cloned()).with_error(&e);
            let mut answer = page(&app, &visit, state).await?;
            *answer.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            Ok(answer)
        }
        Err(e) => Err(e.into()),
    }
}

pub async fn export(app: App, visit: Visit) -> Answer {
    let lang = visit.lang;
    let (found, names) = all_touched(&app, visit.me()?).await?;
    let columns = [
        xlsx::Column::new(lang, texts::CODE, xlsx::Kind::Text),
        xlsx::Column::new(lang, texts::PROCEDURE, xlsx::Kind::Note),
        xlsx::Column::new(lang, texts::HOLDER, xlsx::Kind::Text),
        xlsx::Column::new(lang, texts::RECEIVED, xlsx::Kind::Moment),
        xlsx::Column::new(lang, OLD_DUE, xlsx::Kind::Moment),
        xlsx::Column::new(lang, NEW_DUE, xlsx::Kind::Moment),
    ];
    let rows = found.iter().map(|one| {
        vec![
            one.dossier.code.as_str().into(),
            names.procedure(&one.dossier.procedure).into(),
            names.unit(one.dossier.holder_unit).into(),
            one.dossier.accepted_at.into(),
            Some(one.due).into(),
            Some(one.new_due).into(),
        ]
    });
    let bytes = xlsx::export(lang, TITLE, &columns, rows, app.now())?;
    Ok(download(bytes, xlsx::CONTENT_TYPE, &format!("tinh-lai-han-{}.xlsx", app.now().day())))
}

pub const TITLE: Text = text("Tính lại hạn trả", "Recompute due dates");
const LEAD: Text = text(
    "Hồ sơ đang giải quyết có hạn khác đi nếu tính theo lịch làm việc hiện nay. Hồ sơ đã hẹn lại giữ ngày đã hẹn.",
    "Open dossiers whose due date would be another by the working calendar of today. One that was extended keeps its new day.",
);
const NONE: Text = text(
    "Hạn của mọi hồ sơ đang giải quyết khớp với lịch làm việc",
    "The due dates of all open dossiers agree with the working calendar",
);
const OLD_DUE: Text = text("Hạn đang ghi", "Due now");
const NEW_DUE: Text = text("Hạn tính lại", "Due by the calendar");
const REASON_HINT: Text = text(
    "Ghi văn bản làm thay đổi lịch; lý do hiện trong lịch sử của từng hồ sơ",
    "Name the document that changed the calendar; it stands in each dossier's history",
);
const LIST_CHANGED: Text =
    text("Danh sách vừa thay đổi; hãy xem lại rồi thực hiện", "The list has just changed; look at it again");
const ORDERED: Text = text(
    "Đang tính lại hạn; danh sách ngắn dần cho đến khi hết",
    "Due dates are being recomputed; the list grows shorter until none is left",
);
