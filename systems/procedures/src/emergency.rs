//! When the power or the line is gone: receipts numbered ahead, filled in by hand. What is entered from them later keeps its true
//! time, with a reason and the head's approval, and is counted apart.

use base::{Day, Error, Id, Moment, Result, Text, TimeOfDay, said, text};
use documents::NewPaper;
use maud::{Markup, html};
use platform::{Answer, App, At, Posted, Visit};
use storage::{Tx, args, columns};
use web::{Column, Form, FormState, Row, Table, Width};

use crate::{
    accept, acts, competence,
    dossier::Dossier,
    events, files, papers, print,
    rights::{By, CHECK, RECEIVE},
    settle, show, store, texts,
};

const BOOK: &str = "DP";
/// Printed at one time.
const MOST: i64 = 50;
/// Older than this is no entry of a power cut any more.
const OLDEST_DAYS: i32 = 15;

/// One receipt of a centre's book.
#[derive(Clone, Debug)]
pub struct Slip {
    pub number: i64,
    pub year: i64,
    pub printed_at: Moment,
    pub dossier: Option<Id>,
    pub received_at: Option<Moment>,
    pub reason: Option<String>,
    pub entered_by: Option<Id>,
    pub approved_at: Option<Moment>,
}

columns!(Slip { number, year, printed_at, dossier, received_at, reason, entered_by, approved_at });

impl Slip {
    pub fn name(&self) -> String {
        name(self.number, self.year)
    }

    pub fn waits(&self) -> bool {
        self.approved_at.is_none()
    }
}

/// `DP-0012/2026`
fn name(number: i64, year: i64) -> String {
    format!("{BOOK}-{number:04}/{year}")
}

/// What the counter's form says of a receipt written by hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Late {
    number: i64,
    year: i64,
    at: Moment,
    reason: String,
}

/// Nothing if no receipt is named. Errors: `Invalid` by field.
pub fn typed(p: &Posted, now: Moment) -> Result<Option<Late>> {
    let number = p.text("late.number").trim();
    if number.is_empty() {
        return match [p.text("late.at"), p.text("late.reason")].concat().trim() {
            "" => Ok(None),
            _ => Err(Error::field("late.number", WHICH_NUMBER)),
        };
    }
    let (number, year) = read_name(number, now.day()).ok_or_else(|| Error::field("late.number", WHICH_NUMBER))?;
    let at = read_moment(p.text("late.at")).ok_or_else(|| Error::field("late.at", WHICH_MOMENT))?;
    if at > now {
        return Err(Error::field("late.at", NOT_YET));
    }
    if now.day().number() - at.day().number() > OLDEST_DAYS {
        let said = said!("Chỉ nhập bù trong {OLDEST_DAYS} ngày", "Only within {OLDEST_DAYS} days");
        return Err(Error::field("late.at", said));
    }
    let reason = base::text::clean(p.text("late.reason"), 500).map_err(|e| Error::field("late.reason", e.said))?;
    if reason.chars().count() < 5 {
        return Err(Error::field("late.reason", WHY));
    }
    Ok(Some(Late { number, year, at, reason }))
}

/// `DP-0012/2026`, `DP-12` or `12`: the number and the year, this one if none is written.
fn read_name(typed: &str, today: Day) -> Option<(i64, i64)> {
    let bare = typed.trim().to_uppercase();
    let bare = bare.strip_prefix(BOOK).unwrap_or(&bare).trim_start_matches(['-', ' ']);
    let (number, year) = bare.split_once('/').map_or((bare, None), |(number, year)| (number, Some(year)));
    let year = year.map_or(Some(i64::from(today.year())), |year| year.parse().ok())?;
    Some((number.parse().ok().filter(|n| (1..100_000).contains(n))?, year))
}

/// `24/11/2026 7:45`, as it is written by hand; `7h45` too.
fn read_moment(typed: &str) -> Option<Moment> {
    let (day, time) = typed.trim().split_once(' ')?;
    let time: TimeOfDay = time.trim().replace(['h', 'H', 'g'], ":").parse().ok()?;
    Some(Day::from_typed(day)?.at(time))
}

/// The next numbers of the centre's book. Errors: `Forbidden` outside one's desk, `Invalid` on `count`.
pub fn print_ahead(tx: &mut Tx, by: By, centre: Id, count: i64) -> Result<Id> {
    by.must_cover(tx, RECEIVE, centre)?;
    if !(1..=MOST).contains(&count) {
        return Err(Error::field("count", said!("Mỗi lần in từ 1 đến {MOST} giấy", "From 1 to {MOST} at a time")));
    }
    let now = tx.now();
    let year = now.day().year();
    let mut names = Vec::new();
    for _ in 0..count {
        let number = documents::next_number(tx, centre, BOOK, year)?;
        tx.run(
            "insert into procedures_emergency (unit, number, year, printed_at, printed_by) values ($1, $2, $3, $4, $5)",
            args![centre, number, i64::from(year), now, by.me.person],
        )?;
        names.push(name(number, i64::from(year)));
    }
    ledger::record(tx, Some(by.me.person), events::EMERGENCY_PRINTED.event(centre, centre).with("count", count))?;
    let map = by.app.maps.get(tx, now.day())?;
    let paper = papers::emergency(&print::letterhead(&map, centre, now), &names);
    documents::issue(tx, NewPaper { record: centre, unit: centre, number: None, by: Some(by.me.person), paper: &paper })
}

/// A dossier that was registered just now was received by hand before: its clock starts, at the true time, once the head approves.
/// Errors: `Invalid` on `late.number` for a receipt that this centre has not printed, or that was entered before.
pub fn enter(tx: &mut Tx, by: By, d: &Dossier, late: &Late) -> Result<()> {
    let changed = tx.run(
        "update procedures_emergency set dossier = $4, received_at = $5, reason = $6, entered_by = $7
         where unit = $1 and number = $2 and year = $3 and dossier is null and printed_at <= $5",
        args![d.intake_unit, late.number, late.year, d.id, late.at, &late.reason, by.me.person],
    )?;
    if changed == 0 {
        return Err(Error::field("late.number", NOT_OURS));
    }
    let event = events::LATE_ENTERED.event(d.intake_unit, d.id).with("procedure", d.procedure.as_str());
    ledger::record(tx, Some(by.me.person), event)?;
    let map = by.app.maps.get(tx, tx.now().day())?;
    let commune = map.commune(d.intake_unit);
    let (unit, role) = match commune {
        Some(commune) => (commune.id, "chair"),
        None => (map.get(d.intake_unit).and_then(|u| u.parent).unwrap_or(d.intake_unit), "department_director"),
    };
    let label = name(late.number, late.year);
    work::put(
        tx,
        work::NewItem {
            kind: &settle::TO_APPROVE_LATE,
            record: d.id,
            unit,
            role: Some(role),
            person: None,
            due: None,
            label: &d.code,
            detail: &label,
        },
    )?;
    Ok(())
}

/// The receipt a dossier was entered from.
pub fn of_dossier(tx: &mut Tx, dossier: Id) -> Result<Option<Slip>> {
    tx.first(&format!("select {} from procedures_emergency where dossier = $1", Slip::COLUMNS), args![dossier])
}

/// The head says that it was so: the clock starts at the true time. Errors: `Conflict` if nothing waits; `Forbidden` to who
/// entered it.
pub fn approve(tx: &mut Tx, by: By, d: &Dossier) -> Result<Dossier> {
    by.must_cover(tx, CHECK, d.intake_unit)?;
    let slip = of_dossier(tx, d.id)?.filter(Slip::waits).ok_or_else(|| Error::conflict(NOTHING_WAITS))?;
    if slip.entered_by == Some(by.me.person) {
        return Err(Error::forbidden(NOT_ONESELF));
    }
    let at = slip.received_at.unwrap_or(d.submitted_at);
    let now = tx.now();
    tx.run(
        "update procedures_emergency set approved_by = $2, approved_at = $3 where dossier = $1",
        args![d.id, by.me.person, now],
    )?;
    let event = events::LATE_APPROVED.event(d.intake_unit, d.id).with("procedure", d.procedure.as_str());
    ledger::record(tx, Some(by.me.person), event)?;
    work::done(tx, &settle::TO_APPROVE_LATE, d.id)?;
    accept::begin_clock(tx, by, d, at)
}

/// The part of the counter's form for a receipt written by hand.
pub fn fields(state: &FormState) -> Markup {
    let lang = state.lang();
    let open = ["late.number", "late.at", "late.reason"].iter().any(|path| !state.value(path).is_empty());
    html! { fieldset.group { legend { (TITLE.get(lang)) } div {
        details.act open[open] {
            summary { (ENTER_LATER.get(lang)) }
            div.asked {
                (state.field("late.number", NUMBER).optional().max(20).width(Width::Short).text())
                (state.field("late.at", RECEIVED_AT).optional().max(20).width(Width::Medium).text())
                div.wide { (state.field("late.reason", texts::REASON).optional().max(500).text()) }
            }
        }
    } } }
}

/// What the dossier's page says of it, with the approval for who may give it.
pub fn notice(visit: &Visit, d: &Dossier, slip: &Slip, may_approve: bool) -> Markup {
    let lang = visit.lang;
    let (name, reason) = (slip.name(), slip.reason.as_deref().unwrap_or_default());
    let at = slip.received_at.map(Moment::vi).unwrap_or_default();
    let said = said!(
        "Nhập bù từ giấy tiếp nhận dự phòng {name}: nhận lúc {at}. Lý do: {reason}",
        "Entered from emergency receipt {name}: received at {at}. Reason: {reason}"
    );
    let tone = if slip.waits() { web::Tone::Warn } else { web::Tone::Plain };
    web::notice(
        lang,
        tone,
        said,
        html! {
            @if slip.waits() {
                p { (WAITS.get(lang)) }
                @if may_approve {
                    (Form::post(format!("/ho-so/{}/nhap-bu", d.code), &visit.csrf).body(html! {
                        input type="hidden" name="revision" value=(d.revision);
                        (web::button(lang, APPROVE).keys("Alt+D"))
                    }))
                }
            }
        },
    )
}

pub async fn approved(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    acts::act(app, visit, code, posted, texts::DONE, |tx, by, d, _| approve(tx, by, d).map(drop)).await
}

pub async fn list(app: App, visit: Visit) -> Answer {
    page(&app, &visit, FormState::empty(visit.lang).with("count", "10")).await
}

async fn page(app: &App, visit: &Visit, state: FormState) -> Answer {
    let (lang, house, me) = (visit.lang, app.clone(), visit.me()?.clone());
    let (desk, slips) = app
        .read(move |tx| {
            let map = house.maps.get(tx, tx.now().day())?;
            let centre = own_centre(&map, By { app: &house, me: &me })?;
            let sql = format!(
                "select {} from procedures_emergency where unit = $1 order by year desc, number desc limit 100",
                Slip::COLUMNS
            );
            let slips: Vec<Slip> = tx.all(&sql, args![centre])?;
            let mut lines = Vec::new();
            for slip in slips {
                let dossier = slip.dossier.map(|id| store::load_by_id(tx, id)).transpose()?.flatten();
                lines.push((slip, dossier.map(|d| d.code)));
            }
            Ok((show::unit_name(&map, centre), lines))
        })
        .await?;
    let columns = vec![
        Column::new(lang, NUMBER).tight(),
        Column::new(lang, PRINTED).tight(),
        Column::new(lang, RECEIVED).tight(),
        Column::new(lang, texts::CODE),
        Column::new(lang, texts::STATUS),
    ];
    let rows = slips.iter().map(|(slip, code)| {
        let state = match (&slip.dossier, slip.waits()) {
            (None, _) => UNUSED,
            (Some(_), true) => WAITS,
            (Some(_), false) => APPROVED,
        };
        let cells = vec![
            html! { (slip.name()) },
            html! { (slip.printed_at.day().dmy()) },
            html! { (slip.received_at.map(Moment::vi).unwrap_or_default()) },
            html! { (code.as_deref().unwrap_or_default()) },
            html! { (state.get(lang)) },
        ];
        match code {
            Some(code) => Row::to(format!("/ho-so/{code}"), cells),
            None => Row::new(cells),
        }
    });
    let body = html! {
        (web::page_head(lang, None, TITLE, html! { (desk) " · " (LEAD.get(lang)) }, html! {}))
        (web::error_summary(&state))
        (Form::post("/giay-du-phong", &visit.csrf).body(html! {
            div.beside {
                (state.field("count", COUNT).width(Width::Tiny).number())
                (web::button(lang, PRINT).second())
            }
        }))
        (Table::new(lang, TITLE, columns).rows(rows).quiet().empty(NONE))
    };
    Ok(visit.page(app, TITLE, body).await)
}

pub async fn print_more(app: App, visit: Visit, posted: Posted) -> Answer {
    let (house, me, sent) = (app.clone(), visit.me()?.clone(), posted.clone());
    let printed = app
        .write(move |tx| {
            let by = By { app: &house, me: &me };
            let map = house.maps.get(tx, tx.now().day())?;
            let centre = own_centre(&map, by)?;
            print_ahead(tx, by, centre, sent.text("count").parse().unwrap_or(0))
        })
        .await;
    match printed {
        Ok(paper) => files::print(&app, paper).await,
        Err(e) if e.kind == base::Kind::Invalid => {
            let state = FormState::new(visit.lang, posted.fields().iter().cloned()).with_error(&e);
            let mut response = page(&app, &visit, state).await?;
            *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(e) => Err(e.into()),
    }
}

fn own_centre(map: &directory::UnitMap, by: By) -> Result<Id> {
    let roots = by.me.unit().into_iter().chain(by.me.reach(RECEIVE).roots);
    let mut centres = roots.filter_map(|root| competence::intake_centre(map, root).ok());
    centres.next().ok_or_else(|| Error::forbidden(NO_DESK))
}

pub const TITLE: Text = text("Giấy tiếp nhận dự phòng", "Emergency receipts");
const LEAD: Text = text(
    "In sẵn để dùng khi mất điện, mất mạng; có lại thì nhập bù ở trang Tiếp nhận hồ sơ với đúng giờ đã nhận",
    "Printed ahead for hours without power or line; afterwards entered on the page Receive, with the true time",
);
const ENTER_LATER: Text = text("Nhập bù giấy tiếp nhận dự phòng", "Enter an emergency receipt");
const NUMBER: Text = text("Số giấy", "Number");
const RECEIVED_AT: Text = text("Giờ, ngày đã nhận (ví dụ 24/11/2026 7:45)", "When it was received (24/11/2026 7:45)");
const RECEIVED: Text = text("Đã nhận", "Received");
const PRINTED: Text = text("Ngày in", "Printed");
const COUNT: Text = text("Số giấy cần in", "How many");
const PRINT: Text = text("In giấy dự phòng", "Print emergency receipts");
const APPROVE: Text = text("Duyệt nhập bù", "Approve the late entry");
const APPROVED: Text = text("Đã duyệt nhập bù", "Late entry approved");
const WAITS: Text = text("Chờ người đứng đầu duyệt nhập bù", "Waits for the head's approval");
const UNUSED: Text = text("Chưa dùng", "Not used");
const NONE: Text = text("Chưa in giấy dự phòng nào", "None has been printed");
const WHICH_NUMBER: Text =
    text("Hãy nhập số in trên giấy, ví dụ DP-0012/2026", "Enter the number printed on it, such as DP-0012/2026");
const WHICH_MOMENT: Text =
    text("Hãy nhập ngày và giờ đã nhận, ví dụ 24/11/2026 7:45", "Enter day and time, such as 24/11/2026 7:45");
const NOT_YET: Text = text("Thời điểm này chưa tới", "This moment is still to come");
const WHY: Text = text("Hãy ghi lý do nhập bù", "Say why it is entered late");
const NOT_OURS: Text = text(
    "Không có giấy dự phòng số này của nơi tiếp nhận, giấy đã được nhập rồi, hoặc giờ nhận trước khi in giấy",
    "This desk has no such receipt, or it was entered before, or the time lies before its printing",
);
const NOTHING_WAITS: Text = text("Không có nhập bù nào chờ duyệt", "No late entry waits for approval");
const NOT_ONESELF: Text = text("Người nhập không tự duyệt", "Who entered it does not approve it");
const NO_DESK: Text = text("Tài khoản của bạn không giữ vị trí ở quầy nào", "Your account holds no post at a desk");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_moments_are_read_as_they_are_written_by_hand() {
        let today = Day::new(2026, 11, 24).unwrap();
        for typed in ["DP-0012/2026", "dp-12", "12", "DP 12"] {
            assert_eq!(read_name(typed, today), Some((12, 2026)), "{typed}");
        }
        assert_eq!(read_name("DP-7/2025", today), Some((7, 2025)));
        assert!(["", "DP-", "x", "0", "DP-1/xx"].iter().all(|typed| read_name(typed, today).is_none()));
        let at = today.at(TimeOfDay::hm_of(7, 45));
        assert!(
            ["24/11/2026 7:45", "24/11/2026 07h45", " 24-11-2026 7:45 "].iter().all(|t| read_moment(t) == Some(at))
        );
        assert!(["24/11/2026", "7:45", "31/02/2026 7:45", "24/11/2026 25:00"].iter().all(|t| read_moment(t).is_none()));
    }
}
