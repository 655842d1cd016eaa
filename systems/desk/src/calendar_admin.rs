//! The province changes its working calendar: a day off, a day worked, hours of their own, or the whole calendar of a year.
//! What is due already stays due: recomputing that is an act of its own.

use base::{Day, Error, Id, Result, Text, text};
use calendar::{CalendarData, ExceptionData, Span};
use identity::By;
use ledger::EventKind;
use maud::{Markup, html};
use platform::{
    Answer, App, CalendarDecision, Posted, Visit, calendar_data, calendar_decisions, calendar_source, decide_calendar,
    see,
};
use storage::Tx;
use web::{Choice, Column, Form, FormState, Row, Table, Tone};

use crate::{SETTINGS, forms, texts};

pub static CALENDAR_CHANGED: EventKind =
    EventKind::new("calendar.changed", text("Thay đổi lịch làm việc", "Working calendar changed"));

const PAGE: &str = "/quan-tri/lich";
/// Ten years with every row written out stay far below it.
const LONGEST_SOURCE: usize = 200_000;

pub async fn show(app: App, visit: Visit) -> Answer {
    page(&app, &visit, FormState::empty(visit.lang).with("kind", "off")).await
}

async fn page(app: &App, visit: &Visit, state: FormState) -> Answer {
    let (lang, me) = (visit.lang, visit.me()?.clone());
    let (data, source, decisions) = app
        .read(move |tx| {
            By::Me(&me).require_everywhere(tx, SETTINGS)?;
            let named = |tx: &mut Tx, it: CalendarDecision| -> Result<(CalendarDecision, String)> {
                let by = directory::person(tx, it.made_by)?.name;
                Ok((it, by))
            };
            let decisions = calendar_decisions(tx)?;
            let decisions = decisions.into_iter().map(|it| named(tx, it)).collect::<Result<Vec<_>>>()?;
            Ok((calendar_data(tx)?, calendar_source(tx)?, decisions))
        })
        .await?;
    let state = state.with("source", &source);
    let body = html! {
        (web::error_summary(&state))
        (web::page_head(lang, None, TITLE, html! { a href="/lich" { (visit.t(texts::CALENDAR)) } }, html! {}))
        (web::notice(lang, Tone::Info, NOTHING_MOVES, html! {}))
        (web::section(lang, ADD, html! { (one_day(visit, &state)) }))
        (web::section(lang, ADDED, html! { (added(visit, &data)) }))
        (web::section(lang, WHOLE, html! {
            (Form::post(PAGE, &visit.csrf).body(html! {
                (state.field("source", SOURCE).hint(SOURCE_HINT).max(LONGEST_SOURCE).textarea(24))
                (state.field("whole_document", texts::DOCUMENT).max(300).text())
                (web::button(lang, texts::SAVE).second())
            }))
        }))
        (web::section(lang, DECISIONS, html! { (decided(visit, &decisions)) }))
    };
    Ok(visit.page(app, TITLE, body).await)
}

fn one_day(visit: &Visit, state: &FormState) -> Markup {
    let lang = visit.lang;
    let kinds = [
        Choice::new(lang, "off", texts::DAY_OFF),
        Choice::new(lang, "work", texts::DAY_WORKED),
        Choice::new(lang, "hours", texts::OWN_HOURS),
    ];
    html! {
        (Form::post("/quan-tri/lich/ngay", &visit.csrf).body(html! {
            (state.field("kind", text("Loại ngày", "Kind of day")).radios(&kinds))
            (web::fields(html! {
                (state.field("from", text("Từ ngày", "From")).date())
                (state.field("to", text("Đến hết ngày", "To")).hint(ONE_DAY).date())
                (state.field("hours", texts::HOURS).hint(HOURS_HINT).width(web::Width::Short).max(60).text())
            }))
            (state.field("vi", text("Lý do", "Occasion, in Vietnamese")).max(200).text())
            (state.field("en", text("Lý do bằng tiếng Anh", "Occasion, in English")).optional().max(200).text())
            (state.field("document", texts::DOCUMENT).hint(DOCUMENT_HINT).max(300).text())
            (web::button(lang, ADD))
        }))
    }
}

fn added(visit: &Visit, data: &CalendarData) -> Markup {
    let lang = visit.lang;
    let columns = vec![
        Column::new(lang, texts::DAY).tight(),
        Column::new(lang, texts::OCCASION),
        Column::new(lang, texts::HOURS),
        Column::new(lang, texts::DOCUMENT),
        Column::new(lang, texts::ACT).tight(),
    ];
    let rows = data.exceptions.iter().enumerate().map(|(n, it)| {
        let hours: Vec<String> = it.hours.iter().map(Span::to_string).collect();
        Row::new(vec![
            html! { (web::day(it.from)) @if let Some(to) = it.to { " – " (web::day(to)) } },
            html! { (it.name().get(lang)) },
            html! { @if hours.is_empty() { (visit.t(texts::DAY_OFF)) } @else { (hours.join(", ")) } },
            html! { (it.document.as_deref().unwrap_or_default()) },
            html! {
                (Form::post("/quan-tri/lich/bo", &visit.csrf).inline().body(html! {
                    input type="hidden" name="n" value=(n);
                    input type="hidden" name="day" value=(it.from.dmy());
                    (web::button(lang, REMOVE).link())
                }))
            },
        ])
    });
    html! { (Table::new(lang, ADDED, columns).quiet().rows(rows).empty(texts::NOT_YET)) }
}

fn decided(visit: &Visit, decisions: &[(CalendarDecision, String)]) -> Markup {
    let lang = visit.lang;
    let columns = vec![
        Column::new(lang, text("Lúc", "At")).tight(),
        Column::new(lang, texts::DOCUMENT),
        Column::new(lang, text("Người cập nhật", "By")),
    ];
    let rows = decisions
        .iter()
        .map(|(it, by)| Row::new(vec![web::moment(it.made_at), html! { (it.document) }, html! { (by) }]));
    html! { (Table::new(lang, DECISIONS, columns).quiet().rows(rows).empty(AS_IT_CAME)) }
}

/// What is different on a day, as typed.
fn typed_day(posted: &Posted, data: &CalendarData) -> Result<ExceptionData> {
    let from = forms::day_in(posted, "from")?;
    let to = Some(posted.text("to")).filter(|to| !to.trim().is_empty());
    let to = to.map(|_| forms::day_in(posted, "to")).transpose()?.filter(|to| *to != from);
    let vi = required(posted, "vi", 200)?;
    let en = base::text::clean(posted.text("en"), 200).map_err(|e| Error::field("en", e.said))?;
    let hours = match posted.text("kind") {
        "off" => Vec::new(),
        "work" => data.hours_on(from).to_vec(),
        "hours" => hours(posted)?,
        _ => return Err(Error::field("kind", texts::CHOOSE)),
    };
    let en = if en.is_empty() { vi.clone() } else { en };
    let document = Some(required(posted, "document", 300)?);
    Ok(ExceptionData { from, to, swap: None, vi, en, document, status: None, hours })
}

fn hours(posted: &Posted) -> Result<Vec<Span>> {
    let spans: Result<Vec<Span>> =
        posted.text("hours").split(',').map(str::trim).filter(|span| !span.is_empty()).map(str::parse).collect();
    match spans.map_err(|e| Error::field("hours", e.said))? {
        spans if spans.is_empty() => Err(Error::field("hours", HOURS_HINT)),
        spans => Ok(spans),
    }
}

fn required(posted: &Posted, name: &str, most: usize) -> Result<String> {
    let value = base::text::clean(posted.text(name), most).map_err(|e| Error::field(name.to_owned(), e.said))?;
    if value.is_empty() { Err(Error::field(name.to_owned(), texts::FILL_IN)) } else { Ok(value) }
}

pub async fn add(app: App, visit: Visit, posted: Posted) -> Answer {
    let sent = posted.clone();
    let change = move |tx: &mut Tx| {
        let mut data = calendar_data(tx)?;
        let day = typed_day(&sent, &data)?;
        let document = day.document.clone().unwrap_or_default();
        data.exceptions.push(day);
        data.exceptions.sort_by_key(|it| it.from);
        Ok((data.to_toml()?, document))
    };
    decide(app, visit, posted, "from", change).await
}

pub async fn remove(app: App, visit: Visit, posted: Posted) -> Answer {
    let sent = posted.clone();
    let change = move |tx: &mut Tx| {
        let mut data = calendar_data(tx)?;
        let (n, day) = (sent.text("n").parse::<usize>().ok(), Day::from_typed(sent.text("day")));
        let n = n.filter(|n| data.exceptions.get(*n).is_some_and(|it| Some(it.from) == day));
        let gone = data.exceptions.remove(n.ok_or_else(|| Error::conflict(CHANGED_MEANWHILE))?);
        let (day, document) = (gone.from.dmy(), gone.document.unwrap_or_default());
        Ok((data.to_toml()?, format!("Bỏ ngày {day} ({document})")))
    };
    decide(app, visit, posted, "from", change).await
}

pub async fn replace(app: App, visit: Visit, posted: Posted) -> Answer {
    let sent = posted.clone();
    let change = move |_: &mut Tx| {
        let source = base::text::clean_lines(sent.text("source"), LONGEST_SOURCE);
        Ok((source.map_err(|e| Error::field("source", e.said))?, required(&sent, "whole_document", 300)?))
    };
    decide(app, visit, posted, "source", change).await
}

/// `change` gives the calendar's new text and the document; `field` bears what is wrong with the calendar as a whole.
async fn decide(
    app: App,
    visit: Visit,
    posted: Posted,
    field: &'static str,
    change: impl Fn(&mut Tx) -> Result<(String, String)> + Send + 'static,
) -> Answer {
    let me = visit.me()?.clone();
    let done = app
        .write(move |tx| {
            me.still(tx)?;
            By::Me(&me).require_everywhere(tx, SETTINGS)?;
            let (source, document) = change(tx)?;
            decide_calendar(tx, &source, &document, me.person).map_err(|e| Error::field(field, e.said))?;
            let unit = me.unit().unwrap_or(Id::NONE);
            ledger::record(tx, Some(me.person), CALENDAR_CHANGED.event(unit, unit))
        })
        .await;
    match done {
        Ok(_) => {
            let house = app.clone();
            crate::sign_in::slow(move || house.reload()).await?;
            Ok(see(PAGE, texts::CHANGED))
        }
        Err(e) => {
            let state = forms::typed(&visit, &posted, e)?;
            forms::again(page(&app, &visit, state).await)
        }
    }
}

const TITLE: Text = text("Sửa lịch làm việc", "Change the working calendar");
const NOTHING_MOVES: Text = text(
    "Đổi lịch không làm đổi hạn của hồ sơ đang giải quyết. Tính lại hạn là việc riêng, có danh sách hồ sơ, lý do và được ghi sổ.",
    "Changing the calendar moves no due date of an open dossier. Recomputing them is an act of its own, with the list of \
     dossiers and a reason, and it is recorded.",
);
const ADD: Text = text("Thêm ngày khác thường", "Add a day that is different");
const ADDED: Text = text("Những ngày đã thêm", "Days added");
const REMOVE: Text = text("Bỏ", "Remove");
const WHOLE: Text = text("Toàn bộ lịch", "The whole calendar");
const SOURCE: Text = text("Lịch dạng TOML", "The calendar as TOML");
const SOURCE_HINT: Text = text(
    "Mỗi năm có văn bản là một mục [[years]]; năm không có được tính theo Bộ luật Lao động và ghi là dự kiến",
    "Each decided year is an entry [[years]]; the others are computed from the Labour Code and marked as estimates",
);
const DECISIONS: Text = text("Các lần thay đổi", "Changes made");
const AS_IT_CAME: Text = text("Lịch đang như lúc cài đặt", "The calendar is as it was installed");
const ONE_DAY: Text = text("Để trống nếu chỉ một ngày", "Leave empty for one day");
const HOURS_HINT: Text =
    text("Chỉ ghi khi có giờ riêng, ví dụ 07:30-11:30", "Only for hours of its own, such as 07:30-11:30");
const DOCUMENT_HINT: Text = text("Số, ngày và cơ quan ban hành", "Number, date and who issued it");
const CHANGED_MEANWHILE: Text =
    text("Lịch vừa được người khác sửa; hãy xem lại", "Somebody has just changed the calendar; look again");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar_survives_being_written_by_the_form() {
        let source = calendar::WorkingCalendar::built_in_toml();
        let data = CalendarData::from_toml(source).unwrap();
        assert_eq!(CalendarData::from_toml(&data.to_toml().unwrap()).unwrap(), data);
    }
}
