//! What my unit holds, what it gives, what it is to confirm, and the lists of the past.

use base::{Error, Id, Kind, Lang, Result, Text, text};
use maud::{Markup, html};
use platform::{Answer, App, At, Posted, Visit, see};
use storage::Tx;
use web::{Choice, Column, Form, FormState, Row, Summary, Table, Tone};

use crate::{
    custody::{self, FATE, Fate, Handover, Held, Line},
    dossier::Status,
    dossier_page::Whole,
    files,
    rights::{By, PROCESS, RECEIVE},
    show, store, texts,
};

/// The name of the list's checkboxes and of the form they belong to.
const CHOSEN: &str = "chon";
/// Past lists that are shown.
const SHOWN: i64 = 30;

struct Page {
    /// With the code and status of the dossier, and the unit's name.
    held: Vec<(Held, String, Status, String)>,
    next: Option<Id>,
    lists: Vec<(Handover, String, String)>,
    /// Where it may go: units that have to do with these dossiers first, then all others.
    to: Vec<(Id, String)>,
}

fn load(tx: &mut Tx, by: By, after: Id) -> Result<Page> {
    let map = by.app.maps.get(tx, tx.now().day())?;
    let mut units: Vec<Id> = [RECEIVE, PROCESS].into_iter().flat_map(|right| by.me.reach(right).roots).collect();
    units.sort_unstable();
    units.dedup();
    let (mut things, mut lists) = (Vec::new(), Vec::new());
    for unit in &units {
        things.extend(custody::held_by(tx, *unit, after, custody::MOST as i64)?);
        lists.extend(custody::lists_of(tx, *unit, SHOWN)?);
    }
    things.sort_by_key(|thing| thing.id);
    let next = things.get(custody::MOST - 1).map(|last| last.id).filter(|_| things.len() >= custody::MOST);
    things.truncate(custody::MOST);
    lists.sort_by_key(|list: &Handover| std::cmp::Reverse(list.id));
    lists.dedup_by_key(|list| list.id);

    let (mut held, mut near) = (Vec::with_capacity(things.len()), Vec::new());
    for thing in things {
        let Some(d) = store::load_by_id(tx, thing.dossier)? else { continue };
        near.extend([Some(d.intake_unit), d.competent_unit, Some(d.holder_unit)].into_iter().flatten());
        let unit = show::unit_name(&map, thing.unit);
        held.push((thing, d.code, d.status, unit));
    }
    near.sort_unstable();
    near.dedup();
    let mut others: Vec<Id> = map.units().map(|unit| unit.id).filter(|unit| !near.contains(unit)).collect();
    others.sort_by_key(|unit| base::text::name_sort_key(&show::unit_name(&map, *unit)));
    let to = near.into_iter().chain(others).map(|unit| (unit, show::unit_name(&map, unit))).collect();
    let lists = lists
        .into_iter()
        .map(|list| {
            let names = (show::unit_name(&map, list.from_unit), show::unit_name(&map, list.to_unit));
            (list, names.0, names.1)
        })
        .collect();
    Ok(Page { held, next, lists, to })
}

pub async fn list(app: App, visit: Visit) -> Answer {
    page(&app, &visit, FormState::empty(visit.lang)).await
}

async fn page(app: &App, visit: &Visit, state: FormState) -> Answer {
    let (lang, house, me) = (visit.lang, app.clone(), visit.me()?.clone());
    let after = visit.asked_filled("after").and_then(|id| id.parse().ok()).unwrap_or(Id::from_i64(0));
    let found = app.read(move |tx| load(tx, By { app: &house, me: &me }, after)).await?;
    let columns = vec![
        Column::new(lang, texts::CODE).tight(),
        Column::new(lang, WHAT),
        Column::new(lang, KIND).tight(),
        Column::new(lang, texts::UNIT),
        Column::new(lang, SINCE).tight(),
        Column::new(lang, texts::STATUS).tight(),
    ];
    let rows = found.held.iter().map(|(thing, code, status, unit)| {
        let cells = vec![
            html! { (code) },
            html! { (thing.title) },
            html! { (custody::thing_kind(thing).get(lang)) },
            html! { (unit) },
            html! { (thing.since.vi()) },
            html! {
                @if thing.handover.is_some() { (web::status(lang, Tone::Warn, ON_ITS_WAY)) }
                @else if status.is_closed() { (web::status(lang, Tone::Bad, NOT_RETURNED)) }
                @else { (web::status(lang, Tone::Plain, IS_HELD)) }
            },
        ];
        let row = Row::to(format!("/ho-so/{code}"), cells);
        if thing.handover.is_none() { row.choice(thing.id.to_string()) } else { row }
    });
    let units: Vec<Choice> = found.to.iter().map(|(id, name)| Choice::new(lang, id.to_string(), name)).collect();
    let here = web::Here::parse("/giao-nhan");
    let (waiting, past): (Vec<_>, Vec<_>) = found.lists.iter().partition(|(list, ..)| list.confirmed_at.is_none());
    let body = html! {
        (web::error_summary(&state))
        (web::page_head(lang, None, TITLE, html! { (LEAD.get(lang)) }, html! {}))
        @if !waiting.is_empty() { (web::section(lang, TO_CONFIRM, lists(lang, TO_CONFIRM, &waiting))) }
        (web::section(lang, HELD, html! {
            (Table::new(lang, HELD, columns).rows(rows).quiet().chooses(CHOSEN).here(&here).next(found.next.map(|id| id.to_string())).empty(NOTHING))
            @if !found.held.is_empty() {
                div.chosen-acts {
                    (Form::post("/giao-nhan", &visit.csrf).id(CHOSEN).inline().body(html! {
                        span.soft { (CHOSEN_WORDS.get(lang)) " " span data-chosen=(CHOSEN) {} }
                        (state.field("to", GIVE_TO).select_or(texts::CHOOSE, &units))
                        (state.field("note", texts::NOTE).optional().max(500).text())
                        (web::button(lang, GIVE))
                    }))
                }
            }
        }))
        @if !past.is_empty() { (web::section(lang, PAST, lists(lang, PAST, &past))) }
    };
    Ok(visit.page(app, TITLE, body).await)
}

fn lists(lang: Lang, caption: Text, found: &[&(Handover, String, String)]) -> Markup {
    let columns = vec![
        Column::new(lang, NUMBER).tight(),
        Column::new(lang, FROM),
        Column::new(lang, GIVE_TO),
        Column::new(lang, GIVEN_AT).tight(),
        Column::new(lang, texts::STATUS).tight(),
    ];
    let rows = found.iter().map(|(list, from, to)| {
        let cells = vec![
            html! { (format!("{:02}", list.number)) },
            html! { (from) },
            html! { (to) },
            html! { (list.given_at.vi()) },
            state_of(lang, list),
        ];
        Row::to(format!("/giao-nhan/{}", list.id), cells)
    });
    html! { (Table::new(lang, caption, columns).rows(rows).quiet()) }
}

fn state_of(lang: Lang, list: &Handover) -> Markup {
    match list.confirmed_at {
        Some(at) => html! { (web::status(lang, Tone::Good, CONFIRMED)) " " (at.vi()) },
        None => web::status(lang, Tone::Warn, ON_ITS_WAY),
    }
}

pub async fn give(app: App, visit: Visit, posted: Posted) -> Answer {
    let (house, me, sent) = (app.clone(), visit.me()?.clone(), posted.clone());
    let done = app
        .write(move |tx| {
            let to = crate::acts::chosen(&sent, "to")?.ok_or_else(|| Error::field("to", texts::CHOOSE))?;
            let chosen = sent.all(CHOSEN).map(|id| id.parse().map_err(|_| Error::invalid(texts::CHOOSE)));
            let chosen: Vec<Id> = chosen.collect::<Result<_>>()?;
            custody::give(tx, By { app: &house, me: &me }, &chosen, to, sent.text("note"))
        })
        .await;
    match done {
        Ok(list) => Ok(see(format!("/giao-nhan/{}", list.id), GIVEN)),
        Err(e) if matches!(e.kind, Kind::Invalid | Kind::Conflict) => {
            with_status(page(&app, &visit, typed(&visit, &posted, &e)).await, &e)
        }
        Err(e) => Err(e.into()),
    }
}

fn typed(visit: &Visit, posted: &Posted, e: &Error) -> FormState {
    FormState::new(visit.lang, posted.fields().iter().cloned()).with_error(e)
}

fn with_status(answer: Answer, e: &Error) -> Answer {
    let mut response = answer?;
    let status = if e.kind == Kind::Conflict { 409 } else { 422 };
    *response.status_mut() = axum::http::StatusCode::from_u16(status).map_err(Error::internal)?;
    Ok(response)
}

pub async fn show(app: App, visit: Visit, At(id): At<Id>) -> Answer {
    one(&app, &visit, id, FormState::empty(visit.lang)).await
}

struct Sheet {
    list: Handover,
    lines: Vec<Line>,
    from: (String, String),
    to: (String, Option<String>),
    may_confirm: bool,
}

fn sheet(tx: &mut Tx, by: By, id: Id) -> Result<Sheet> {
    let list = custody::load(tx, by, id)?;
    let map = by.app.maps.get(tx, list.given_at.day())?;
    let receiver = list.confirmed_by.map(|id| directory::person(tx, id)).transpose()?.map(|p| p.name);
    Ok(Sheet {
        lines: custody::lines(tx, id)?,
        from: (show::unit_name(&map, list.from_unit), directory::person(tx, list.from_person)?.name),
        to: (show::unit_name(&map, list.to_unit), receiver),
        may_confirm: list.confirmed_at.is_none()
            && list.from_person != by.me.person
            && custody::works_for(tx, by, list.to_unit)?,
        list,
    })
}

async fn one(app: &App, visit: &Visit, id: Id, state: FormState) -> Answer {
    let (lang, house, me) = (visit.lang, app.clone(), visit.me()?.clone());
    let sheet = app.read(move |tx| sheet(tx, By { app: &house, me: &me }, id)).await?;
    let state = state.dense();
    let columns = vec![Column::new(lang, texts::CODE).tight(), Column::new(lang, WHAT), Column::new(lang, MISSING)];
    let rows = sheet.lines.iter().map(|line| {
        let missing = match &line.missing {
            Some(why) => html! { (web::status(lang, Tone::Bad, IS_MISSING)) " " (why) },
            None if sheet.may_confirm => {
                let label = base::said!("Thiếu {} của {}: lý do", "{} of {} is missing: why", line.title, line.code);
                state.field(format!("missing.{}", line.custody), label).quiet().optional().max(200).text()
            }
            None => html! {},
        };
        Row::new(vec![html! { a href={ "/ho-so/" (line.code) } { (line.code) } }, html! { (line.title) }, missing])
    });
    let table = html! { (Table::new(lang, LINES, columns).rows(rows).quiet()) };
    let facts = Summary::new()
        .row(lang, FROM, html! { (sheet.from.0) ", " (sheet.from.1) })
        .row(lang, GIVE_TO, html! { (sheet.to.0) @if let Some(name) = &sheet.to.1 { ", " (name) } })
        .row(lang, GIVEN_AT, html! { (sheet.list.given_at.vi()) })
        .row(lang, texts::STATUS, state_of(lang, &sheet.list))
        .row(lang, texts::NOTE, html! { (sheet.list.note) });
    let number = format!("{:02}", sheet.list.number);
    let print = html! { (web::link_button(lang, format!("/giao-nhan/{id}/in"), PRINT).second()) };
    let body = html! {
        (web::back_link(lang, "/giao-nhan"))
        (web::error_summary(&state))
        (web::page_head(lang, Some(&number), LIST, html! {}, print))
        (facts)
        @if sheet.may_confirm {
            p { (HOW_TO_CONFIRM.get(lang)) }
            (Form::post(format!("/giao-nhan/{id}"), &visit.csrf).body(html! {
                (table)
                (web::button(lang, CONFIRM).keys("Alt+T"))
            }))
        } @else { (table) }
    };
    Ok(visit.page(app, LIST, body).await)
}

pub async fn confirm(app: App, visit: Visit, At(id): At<Id>, posted: Posted) -> Answer {
    let (house, me, sent) = (app.clone(), visit.me()?.clone(), posted.clone());
    let done = app
        .write(move |tx| {
            let missing = sent.fields().iter().filter_map(|(name, why)| {
                let custody = name.strip_prefix("missing.")?;
                Some(custody.parse().map(|id| (id, why.clone())).map_err(|_| Error::invalid(texts::CHOOSE)))
            });
            let missing: Vec<(Id, String)> = missing.collect::<Result<_>>()?;
            custody::confirm(tx, By { app: &house, me: &me }, id, &missing)
        })
        .await;
    match done {
        Ok(()) => Ok(see(format!("/giao-nhan/{id}"), CONFIRMED)),
        Err(e) if matches!(e.kind, Kind::Invalid | Kind::Conflict) => {
            with_status(one(&app, &visit, id, typed(&visit, &posted, &e)).await, &e)
        }
        Err(e) => Err(e.into()),
    }
}

pub async fn print(app: App, visit: Visit, At(id): At<Id>) -> Answer {
    let (house, me) = (app.clone(), visit.me()?.clone());
    let list = app.read(move |tx| custody::load(tx, By { app: &house, me: &me }, id)).await?;
    files::print(&app, list.paper).await
}

/// Who has it, or what became of it; for the dossier's page.
pub fn whereabouts(lang: Lang, held: &Held, holder: &str) -> Markup {
    html! {
        @match held.state.as_str() {
            "returned" => (web::status(lang, Tone::Good, Fate::Returned.title())),
            "kept" => (web::status(lang, Tone::Plain, Fate::Kept.title())),
            "given" => (web::status(lang, Tone::Good, GIVEN_TO_APPLICANT)),
            _ => {
                span.soft { (HOLDER.get(lang)) ": " (holder) }
                @if let Some(list) = held.handover { " · " a href={ "/giao-nhan/" (list) } { (ON_ITS_WAY.get(lang)) } }
            }
        }
    }
}

fn originals(w: &Whole) -> impl Iterator<Item = &Held> {
    let held = w.held.iter().map(|(held, _)| held);
    held.filter(|held| held.paper.is_some() && held.is_held() && held.handover.is_none())
}

pub fn has_originals(w: &Whole) -> bool {
    originals(w).next().is_some()
}

/// What becomes of each original; what is left open is listed as not returned.
pub fn fates_form(w: &Whole, state: &FormState) -> Markup {
    let lang = state.lang();
    let fates = Fate::ALL.map(|fate| Choice::new(lang, fate.code(), fate.title()));
    html! {
        @for held in originals(w) {
            (state.field(format!("{FATE}{}", held.id), held.title.as_str()).optional().select_or(NOT_RETURNED, &fates))
        }
    }
}

pub const TITLE: Text = text("Giao nhận bản chính", "Originals");
pub const SETTLE: Text = text("Ghi nhận trả bản chính", "Record what became of the originals");
const LEAD: Text = text(
    "Bản chính và kết quả giấy đơn vị đang giữ. Chọn nhiều dòng để lập một danh sách giao; bên nhận xác nhận từng dòng",
    "Originals and results that your unit holds. Choose lines to make one list; the receiver confirms each",
);
const HELD: Text = text("Đang giữ", "Held");
const TO_CONFIRM: Text = text("Danh sách đang giao", "Lists on their way");
const PAST: Text = text("Danh sách đã xác nhận", "Confirmed lists");
const LIST: Text = text("Danh sách giao nhận", "Hand-over list");
const LINES: Text = text("Giấy tờ trong danh sách", "Papers on the list");
const WHAT: Text = text("Giấy tờ", "Paper");
const KIND: Text = text("Loại", "Kind");
const SINCE: Text = text("Từ", "Since");
const IS_HELD: Text = text("Đang giữ", "Held");
const ON_ITS_WAY: Text = text("Đang giao", "On its way");
const NOT_RETURNED: Text = text("Chưa trả bản chính", "Not given back");
const HOLDER: Text = text("Đang giữ", "Held by");
const GIVEN_TO_APPLICANT: Text = text("Đã trả cho người nộp", "Given to the applicant");
const CHOSEN_WORDS: Text = text("Đã chọn", "Chosen");
const GIVE_TO: Text = text("Đơn vị nhận", "To");
const GIVE: Text = text("Lập danh sách giao", "Make the list");
const GIVEN: Text = text("Đã lập danh sách, chờ bên nhận xác nhận", "The list is made and waits for the receiver");
const NUMBER: Text = text("Số", "No.");
const FROM: Text = text("Bên giao", "From");
const GIVEN_AT: Text = text("Giao lúc", "Given at");
const CONFIRMED: Text = text("Đã xác nhận", "Confirmed");
const CONFIRM: Text = text("Xác nhận đã nhận", "Confirm receipt");
const HOW_TO_CONFIRM: Text = text(
    "Dòng nào thiếu thì ghi lý do; các dòng để trống là đã nhận đủ. Dòng thiếu vẫn do bên giao giữ",
    "Write why beside each line that is missing; what is left empty has arrived. What is missing stays with the giver",
);
const MISSING: Text = text("Thiếu, vì sao", "Missing, and why");
const IS_MISSING: Text = text("Thiếu", "Missing");
const PRINT: Text = text("In danh sách (PDF)", "Print (PDF)");
const NOTHING: Text = text("Đơn vị không giữ bản chính nào", "Your unit holds no originals");
