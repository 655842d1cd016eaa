//! The till of a shift: what a clerk has taken, in cash and by transfer; counted at the end and handed to somebody who confirms it.
//! The state's own receipts (biên lai) are recorded by number; this program prints none.

use base::{Dong, Error, Id, Moment, Result, Text, said, text};
use maud::{Markup, html};
use platform::{Answer, App, At, Posted, Visit, download, see};
use serde::Serialize;
use storage::{Tx, args, columns};
use web::{Choice, Column, Form, FormState, Row, Stat, Table, Tone, xlsx};

use crate::{
    dossier::Dossier,
    events, pay,
    rights::{By, CHECK, RECEIVE},
    show, texts,
};

/// A payment, or one taken back.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Taken {
    pub code: String,
    pub title: String,
    pub amount: i64,
    pub method: String,
    pub receipt: Option<String>,
    pub at: Moment,
    /// Why it was taken back; nothing for one that stands.
    pub voided: Option<String>,
}

columns!(Taken { code, title, amount, method, receipt, at, voided });

const STANDING: &str = "select d.code, f.title, f.amount, f.method, f.receipt, f.paid_at as at, null as voided
     from procedures_fee f join procedures_dossier d on d.id = f.dossier";
const VOIDED: &str = "select d.code, '' as title, v.amount, v.method, v.receipt, v.at, v.reason as voided
     from procedures_void v join procedures_dossier d on d.id = v.dossier";

/// What the person has taken since he last counted, oldest first.
pub fn open(tx: &mut Tx, person: Id) -> Result<Vec<Taken>> {
    let mut taken: Vec<Taken> = tx.all(
        &format!("{STANDING} where f.confirmed_by = $1 and f.shift is null and f.state = 'paid' order by f.paid_at"),
        args![person],
    )?;
    taken.extend(tx.all::<Taken>(&format!("{VOIDED} where v.by_person = $1 and v.shift is null"), args![person])?);
    taken.sort_by_key(|one| one.at);
    Ok(taken)
}

fn of_shift(tx: &mut Tx, shift: Id) -> Result<Vec<Taken>> {
    let mut taken: Vec<Taken> = tx.all(&format!("{STANDING} where f.shift = $1"), args![shift])?;
    taken.extend(tx.all::<Taken>(&format!("{VOIDED} where v.shift = $1"), args![shift])?);
    taken.sort_by_key(|one| one.at);
    Ok(taken)
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub payments: i64,
    pub cash: i64,
    pub transfer: i64,
    pub voided: i64,
}

pub fn sums(taken: &[Taken]) -> Sums {
    taken.iter().fold(Sums::default(), |sums, one| match (&one.voided, one.method.as_str()) {
        (Some(_), _) => Sums { voided: sums.voided + one.amount, ..sums },
        (None, "cash") => Sums { cash: sums.cash + one.amount, payments: sums.payments + 1, ..sums },
        (None, _) => Sums { transfer: sums.transfer + one.amount, payments: sums.payments + 1, ..sums },
    })
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shift {
    pub id: Id,
    pub unit: Id,
    pub person: Id,
    pub from_at: Moment,
    pub to_at: Moment,
    pub payments: i64,
    pub cash: i64,
    pub counted: i64,
    pub transfer: i64,
    pub voided: i64,
    pub note: String,
    pub given_to: Id,
    pub received_at: Option<Moment>,
}

columns!(Shift {
    id,
    unit,
    person,
    from_at,
    to_at,
    payments,
    cash,
    counted,
    transfer,
    voided,
    note,
    given_to,
    received_at,
});

/// Counts the till and hands it to somebody of the unit.
///
/// Errors: `Conflict` if nothing was taken; `Invalid` on `note` if what was counted is not what should be there and nobody says why.
pub fn close(tx: &mut Tx, by: By, counted: i64, given_to: Id, note: &str) -> Result<Shift> {
    let unit = by.me.unit().ok_or_else(|| Error::forbidden(texts::CHOOSE))?;
    by.must_cover(tx, RECEIVE, unit)?;
    let taken = open(tx, by.me.person)?;
    let Some(first) = taken.first() else { return Err(Error::conflict(NOTHING_TAKEN)) };
    let note = base::text::clean_lines(note, 500).map_err(|e| Error::field("note", e.said))?;
    let sums = sums(&taken);
    if counted < 0 {
        return Err(Error::field("counted", text("Số tiền không thể âm", "An amount cannot be negative")));
    }
    if counted != sums.cash && note.is_empty() {
        return Err(Error::field("note", WHY_DIFFERENT));
    }
    let day = tx.now().day();
    let works_here = directory::posts(tx, given_to, day)?;
    let map = by.app.maps.get(tx, day)?;
    let near = |at: Id| at == unit || map.ancestors(unit).any(|above| above.id == at);
    if given_to == by.me.person || !works_here.iter().any(|post| near(post.unit)) {
        return Err(Error::field("given_to", NOT_TO_HIM));
    }
    let now = tx.now();
    let shift = Shift {
        id: tx.new_id(),
        unit,
        person: by.me.person,
        from_at: first.at,
        to_at: now,
        payments: sums.payments,
        cash: sums.cash,
        counted,
        transfer: sums.transfer,
        voided: sums.voided,
        note,
        given_to,
        received_at: None,
    };
    tx.run(
        "insert into procedures_shift (id, unit, person, from_at, to_at, payments, cash, counted, transfer, voided, note, given_to)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        args![
            shift.id,
            unit,
            shift.person,
            shift.from_at,
            now,
            shift.payments,
            shift.cash,
            counted,
            shift.transfer,
            shift.voided,
            &shift.note,
            given_to
        ],
    )?;
    tx.run(
        "update procedures_fee set shift = $2 where confirmed_by = $1 and shift is null and state = 'paid'",
        args![shift.person, shift.id],
    )?;
    tx.run(
        "update procedures_void set shift = $2 where by_person = $1 and shift is null",
        args![shift.person, shift.id],
    )?;
    let event = events::SHIFT_CLOSED
        .event(unit, shift.id)
        .with("exact", counted == shift.cash)
        .with("cash", shift.cash)
        .with("transfer", shift.transfer)
        .with("difference", counted - shift.cash);
    ledger::record(tx, Some(by.me.person), event)?;
    let said =
        said!("Có tiền thu của một ca chờ bạn xác nhận đã nhận", "The takings of a shift wait for you to confirm them");
    notify::send(tx, given_to, &said, "/ca-thu")?;
    Ok(shift)
}

/// Whoever was handed the money says that he has it.
pub fn receive(tx: &mut Tx, by: By, id: Id) -> Result<()> {
    let now = tx.now();
    let changed = tx.run(
        "update procedures_shift set received_at = $3 where id = $1 and given_to = $2 and received_at is null",
        args![id, by.me.person, now],
    )?;
    if changed == 0 {
        return Err(Error::conflict(NOT_WAITING));
    }
    let (unit, counted): (Id, i64) = tx.one("select unit, counted from procedures_shift where id = $1", args![id])?;
    ledger::record(tx, Some(by.me.person), events::SHIFT_RECEIVED.event(unit, id).with("cash", counted))?;
    Ok(())
}

/// A payment confirmed by mistake: the fee is owed again, and the ledger takes the payment back. While the till is not
/// counted, by whoever took it.
pub fn void(tx: &mut Tx, by: By, d: &Dossier, reason: &str) -> Result<()> {
    let reason = crate::accept::required_reason(reason)?;
    by.must_cover(tx, RECEIVE, d.intake_unit)?;
    let paid: Vec<(i64, String, Option<String>, Moment)> = tx.all(
        "select amount, method, receipt, paid_at from procedures_fee
         where dossier = $1 and state = 'paid' and confirmed_by = $2 and shift is null",
        args![d.id, by.me.person],
    )?;
    let Some((_, method, receipt, paid_at)) = paid.first().cloned() else {
        return Err(Error::conflict(NOT_HIS_TO_VOID));
    };
    let amount: i64 = paid.iter().map(|(amount, ..)| amount).sum();
    let (id, now) = (tx.new_id(), tx.now());
    tx.run(
        "insert into procedures_void (id, dossier, amount, method, receipt, paid_at, by_person, at, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![id, d.id, amount, method, receipt, paid_at, by.me.person, now, &reason],
    )?;
    tx.run(
        "update procedures_fee set state = 'due', method = null, receipt = null, paid_at = null, confirmed_by = null
         where dossier = $1 and state = 'paid' and confirmed_by = $2 and shift is null",
        args![d.id, by.me.person],
    )?;
    let events = ledger::events_of(tx, d.id)?;
    let Some(payment) = events.iter().rfind(|e| e.kind == events::PAID.name && !e.body.contains("\"reverses\"")) else {
        return Err(Error::internal("a payment without its event"));
    };
    ledger::reverse(tx, Some(by.me.person), &events::PAID, payment.id, "void")?;
    Ok(())
}

struct Till {
    open: Vec<Taken>,
    /// With the names of who counted and who was given it.
    shifts: Vec<(Shift, String, String)>,
    waiting: Vec<(Shift, String, String)>,
    colleagues: Vec<(Id, String)>,
}

const SHOWN: i64 = 30;

fn till(tx: &mut Tx, by: By) -> Result<Till> {
    let me = by.me;
    let mut shifts: Vec<Shift> = tx.all(
        &format!("select {} from procedures_shift where person = $1 order by id desc limit $2", Shift::COLUMNS),
        args![me.person, SHOWN],
    )?;
    // The head of the desk sees all of it.
    if let Some(unit) = me.unit()
        && by.covers(tx, CHECK, unit)?
    {
        let day = tx.now().day();
        let map = by.app.maps.get(tx, day)?;
        for unit in std::iter::once(unit).chain(map.children(unit).map(|unit| unit.id)) {
            shifts.extend(tx.all::<Shift>(
                &format!("select {} from procedures_shift where unit = $1 order by id desc limit $2", Shift::COLUMNS),
                args![unit, SHOWN],
            )?);
        }
        shifts.sort_by_key(|shift| std::cmp::Reverse(shift.id));
        shifts.dedup_by_key(|shift| shift.id);
        shifts.truncate(SHOWN as usize);
    }
    let waiting: Vec<Shift> = tx.all(
        &format!(
            "select {} from procedures_shift where given_to = $1 and received_at is null order by id limit $2",
            Shift::COLUMNS
        ),
        args![me.person, SHOWN],
    )?;
    let named = |tx: &mut Tx, shifts: Vec<Shift>| -> Result<Vec<(Shift, String, String)>> {
        let mut named = Vec::with_capacity(shifts.len());
        for shift in shifts {
            let (by, to) = (directory::person(tx, shift.person)?.name, directory::person(tx, shift.given_to)?.name);
            named.push((shift, by, to));
        }
        Ok(named)
    };
    let (shifts, waiting) = (named(tx, shifts)?, named(tx, waiting)?);
    let mut colleagues = Vec::new();
    if let Some(unit) = me.unit() {
        let day = tx.now().day();
        let map = by.app.maps.get(tx, day)?;
        let parent = map.get(unit).and_then(|unit| unit.parent);
        for unit in std::iter::once(unit).chain(parent) {
            for post in directory::posts_at(tx, unit, day)? {
                if post.person != me.person && colleagues.iter().all(|(id, _)| *id != post.person) {
                    colleagues.push((post.person, directory::person(tx, post.person)?.name));
                }
            }
        }
        colleagues.sort_by_key(|(_, name)| base::text::name_sort_key(name));
    }
    Ok(Till { open: open(tx, me.person)?, shifts, waiting, colleagues })
}

pub async fn show(app: App, visit: Visit) -> Answer {
    page(&app, &visit, FormState::empty(visit.lang)).await
}

async fn page(app: &App, visit: &Visit, state: FormState) -> Answer {
    let (lang, house, me) = (visit.lang, app.clone(), visit.me()?.clone());
    let till = app.read(move |tx| till(tx, By { app: &house, me: &me })).await?;
    let sums = sums(&till.open);
    let people: Vec<Choice> =
        till.colleagues.iter().map(|(id, name)| Choice::new(lang, id.to_string(), name)).collect();
    let money = |amount: i64| Dong(amount).to_string();
    let body = html! {
        (web::error_summary(&state))
        (web::page_head(lang, None, TITLE, html! { (LEAD.get(lang)) }, html! {}))
        @for (shift, by, _) in &till.waiting {
            (web::notice(lang, Tone::Warn, said!("{by} giao {}, ca đến {}", "{by} hands over {}, shift until {}", money(shift.counted), shift.to_at.vi()), html! {
                (Form::post(format!("/ca-thu/{}/nhan", shift.id), &visit.csrf).inline().body(html! { (web::button(lang, RECEIVED).second()) }))
            }))
        }
        (web::stats(&[
            Stat::new(lang, IN_CASH, money(sums.cash)),
            Stat::new(lang, BY_TRANSFER, money(sums.transfer)),
            Stat::new(lang, PAYMENTS, web::number(lang, sums.payments)),
            Stat::new(lang, VOIDS, money(sums.voided)),
        ]))
        (takings(lang, &till.open))
        @if !till.open.is_empty() {
            (web::section(lang, CLOSE, html! {
                (Form::post("/ca-thu", &visit.csrf).body(html! {
                    (state.field("counted", COUNTED).money())
                    (state.field("given_to", GIVEN_TO).select_or(texts::CHOOSE, &people))
                    (state.field("note", texts::NOTE).optional().hint(WHY_DIFFERENT).max(500).text())
                    (web::button(lang, CLOSE))
                }))
            }))
        }
        @if !till.shifts.is_empty() { (web::section(lang, EARLIER, earlier(lang, &till.shifts))) }
    };
    Ok(visit.page(app, TITLE, body).await)
}

fn takings(lang: base::Lang, taken: &[Taken]) -> Markup {
    let columns = vec![
        Column::new(lang, texts::CODE).tight(),
        Column::new(lang, texts::FEES),
        Column::new(lang, texts::METHOD).tight(),
        Column::new(lang, texts::RECEIPT).tight(),
        Column::new(lang, AT).tight(),
        Column::new(lang, AMOUNT).number(),
    ];
    let rows = taken.iter().map(|one| {
        let what = match &one.voided {
            None => html! { (one.title) },
            Some(why) => html! { (web::status(lang, Tone::Bad, VOIDED_WORD)) " " (why) },
        };
        Row::to(
            format!("/ho-so/{}", one.code),
            vec![
                html! { (one.code) },
                what,
                html! { (method(lang, &one.method)) },
                html! { (one.receipt.as_deref().unwrap_or_default()) },
                html! { (one.at.vi()) },
                html! { @if one.voided.is_some() { del { (Dong(one.amount)) } } @else { (Dong(one.amount)) } },
            ],
        )
    });
    html! { (Table::new(lang, TITLE, columns).rows(rows).quiet().empty(NOTHING_TAKEN)) }
}

fn earlier(lang: base::Lang, shifts: &[(Shift, String, String)]) -> Markup {
    let columns = vec![
        Column::new(lang, AT).tight(),
        Column::new(lang, COUNTED_BY),
        Column::new(lang, IN_CASH).number(),
        Column::new(lang, COUNTED).number(),
        Column::new(lang, BY_TRANSFER).number(),
        Column::new(lang, GIVEN_TO),
        Column::new(lang, texts::STATUS),
        Column::new(lang, LIST).tight(),
    ];
    let rows = shifts.iter().map(|(shift, by, to)| {
        let status = match shift.received_at {
            Some(at) => html! { (web::status(lang, Tone::Good, RECEIVED_WORD)) " " (at.vi()) },
            None => web::status(lang, Tone::Warn, NOT_RECEIVED),
        };
        Row::new(vec![
            html! { (shift.to_at.vi()) },
            html! { (by) },
            html! { (Dong(shift.cash)) },
            html! { (Dong(shift.counted)) @if shift.counted != shift.cash { p.small { (shift.note) } } },
            html! { (Dong(shift.transfer)) },
            html! { (to) },
            status,
            html! { a href={ "/ca-thu/" (shift.id) "/xuat.xlsx" } { "XLSX" span.hidden { " " (shift.to_at.vi()) } } },
        ])
    });
    html! { (Table::new(lang, EARLIER, columns).rows(rows).quiet()) }
}

fn method(lang: base::Lang, code: &str) -> &'static str {
    pay::METHODS.iter().find(|(known, _)| *known == code).map_or("", |(_, title)| title.get(lang))
}

pub async fn post(app: App, visit: Visit, posted: Posted) -> Answer {
    let (house, me, sent) = (app.clone(), visit.me()?.clone(), posted.clone());
    let done = app
        .write(move |tx| {
            let digits: String =
                sent.text("counted").chars().filter(|c| !matches!(c, '.' | ' ' | 'đ' | '\u{a0}')).collect();
            let counted = digits.parse().map_err(|_| Error::field("counted", HOW_MUCH))?;
            let to = crate::acts::chosen(&sent, "given_to")?.ok_or_else(|| Error::field("given_to", texts::CHOOSE))?;
            close(tx, By { app: &house, me: &me }, counted, to, sent.text("note"))
        })
        .await;
    match done {
        Ok(shift) => {
            Ok(see("/ca-thu", said!("Đã chốt ca: {} tiền mặt", "The shift is closed: {} in cash", Dong(shift.counted))))
        }
        Err(e) if matches!(e.kind, base::Kind::Invalid | base::Kind::Conflict) => {
            let state = FormState::new(visit.lang, posted.fields().iter().cloned()).with_error(&e);
            let mut response = page(&app, &visit, state).await?;
            *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(e) => Err(e.into()),
    }
}

pub async fn received(app: App, visit: Visit, At(id): At<Id>) -> Answer {
    let (house, me) = (app.clone(), visit.me()?.clone());
    app.write(move |tx| receive(tx, By { app: &house, me: &me }, id)).await?;
    Ok(see("/ca-thu", RECEIVED_WORD))
}

/// One shift, payment by payment: for whoever took it, was given it or heads the desk.
pub async fn export(app: App, visit: Visit, At(id): At<Id>) -> Answer {
    let (lang, house, me) = (visit.lang, app.clone(), visit.me()?.clone());
    let (shift, taken, unit) = app
        .read(move |tx| {
            let by = By { app: &house, me: &me };
            let sql = format!("select {} from procedures_shift where id = $1", Shift::COLUMNS);
            let shift: Option<Shift> = tx.first(&sql, args![id])?;
            let shift = shift.ok_or_else(|| Error::not_found(NO_SHIFT))?;
            let his = [shift.person, shift.given_to].contains(&me.person);
            if !his && !by.covers(tx, CHECK, shift.unit)? {
                return Err(Error::not_found(NO_SHIFT));
            }
            let map = house.maps.get(tx, tx.now().day())?;
            let unit = show::unit_name(&map, shift.unit);
            Ok((shift.clone(), of_shift(tx, shift.id)?, unit))
        })
        .await?;
    let columns = [
        xlsx::Column::new(lang, texts::CODE, xlsx::Kind::Text),
        xlsx::Column::new(lang, texts::FEES, xlsx::Kind::Note),
        xlsx::Column::new(lang, texts::METHOD, xlsx::Kind::Text),
        xlsx::Column::new(lang, texts::RECEIPT, xlsx::Kind::Text),
        xlsx::Column::new(lang, AT, xlsx::Kind::Moment),
        xlsx::Column::new(lang, AMOUNT, xlsx::Kind::Money),
        xlsx::Column::new(lang, VOIDS, xlsx::Kind::Note),
    ];
    let rows = taken.iter().map(|one| {
        vec![
            one.code.as_str().into(),
            one.title.as_str().into(),
            method(lang, &one.method).into(),
            one.receipt.clone().unwrap_or_default().into(),
            one.at.into(),
            one.amount.into(),
            one.voided.clone().unwrap_or_default().into(),
        ]
    });
    let bytes = xlsx::export(lang, format!("{} · {unit}", TITLE.get(lang)), &columns, rows, app.now())?;
    Ok(download(bytes, xlsx::CONTENT_TYPE, &format!("ca-thu-{}.xlsx", shift.to_at.day())))
}

pub const TITLE: Text = text("Ca thu tiền", "Till");
const LEAD: Text = text(
    "Tiền bạn đã thu từ lần chốt ca trước. Chốt ca: đếm tiền mặt, giao cho người nhận, người nhận xác nhận",
    "What you have taken since you last closed the till. To close it: count the cash, hand it over; who is given it confirms",
);
const IN_CASH: Text = text("Tiền mặt phải có", "Cash that should be there");
const BY_TRANSFER: Text = text("Chuyển khoản", "By transfer");
const PAYMENTS: Text = text("Số khoản", "Payments");
const VOIDS: Text = text("Đã hủy", "Voided");
const VOIDED_WORD: Text = text("Đã hủy", "Voided");
const CLOSE: Text = text("Chốt ca", "Close the till");
const COUNTED: Text = text("Tiền mặt đếm được", "Cash counted");
const COUNTED_BY: Text = text("Người thu", "Taken by");
const GIVEN_TO: Text = text("Giao cho", "Handed to");
const EARLIER: Text = text("Các ca đã chốt", "Closed before");
const LIST: Text = text("Bảng kê", "List");
const AT: Text = text("Thời điểm", "At");
const AMOUNT: Text = text("Số tiền", "Amount");
const RECEIVED: Text = text("Xác nhận đã nhận đủ", "Confirm that you have it");
const RECEIVED_WORD: Text = text("Đã nhận đủ tiền", "Received");
const NOT_RECEIVED: Text = text("Chờ người nhận xác nhận", "Not yet confirmed");
const NOTHING_TAKEN: Text =
    text("Chưa thu khoản nào từ lần chốt ca trước", "Nothing was taken since the till was last closed");
const WHY_DIFFERENT: Text =
    text("Số đếm được khác số phải có thì ghi rõ lý do", "If what was counted is not what should be there, say why");
const HOW_MUCH: Text = text("Hãy nhập số tiền, ví dụ 150.000", "Enter an amount, for example 150.000");
const NOT_TO_HIM: Text = text("Hãy giao cho một người khác cùng đơn vị", "Hand it to somebody else of the unit");
const NOT_WAITING: Text = text("Ca này không chờ bạn xác nhận", "This shift does not wait for you");
const NOT_HIS_TO_VOID: Text = text(
    "Chỉ người đã thu được hủy, và trước khi chốt ca",
    "Only who took it may void it, and before the till is closed",
);
const NO_SHIFT: Text = text("Không tìm thấy ca thu này", "There is no such shift");
