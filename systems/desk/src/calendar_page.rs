//! The working calendar of a year with its reasons, and the legal clock for anybody's own question.

use base::{Day, Error, Result, Said, TimeOfDay};
use calendar::{Due, Options, Span, SpecialDay, SpecialKind, Status, Term, WorkingCalendar};
use maud::{Markup, html};
use platform::{Answer, App, Visit};
use web::{Choice, Column, FormState, Here, Row, Table, Tone};

use crate::texts;

pub async fn show(app: App, visit: Visit) -> Answer {
    let (lang, now, calendar) = (visit.lang, app.now(), app.calendar());
    let this_year = now.day().year();
    let year = visit.asked("nam").parse().ok().filter(|year| (2000..=2100).contains(year)).unwrap_or(this_year);
    let asked = visit.asked_filled("ngay").is_some();
    let state = if asked {
        FormState::new(lang, visit.query.iter().cloned())
    } else {
        let values =
            [("ngay", now.day().dmy()), ("gio", now.time().hm()), ("so", "5".into()), ("loai", "working-days".into())];
        FormState::new(lang, values)
    };
    let (answer, state) = match asked.then(|| due(&calendar, &visit)).transpose() {
        Ok(answer) => (answer, state),
        Err(e) => (None, state.with_error(&e)),
    };
    let body = html! {
        (web::error_summary(&state))
        (web::page_head(lang, None, texts::CALENDAR, html! { (calendar.name().get(lang)) }, html! {}))
        (web::two_thirds(year_of(&calendar, &visit, year), html! {
            (web::section(lang, texts::CALCULATOR, html! { (calculator(&visit, &state)) (told(&visit, answer.as_ref())) }))
        }))
    };
    Ok(visit.page(&app, texts::CALENDAR, body).await)
}

fn year_of(calendar: &WorkingCalendar, visit: &Visit, year: i16) -> Markup {
    let lang = visit.lang;
    let here = Here::parse("/lich");
    let title = Said::new(format!("{} {year}", texts::CALENDAR_OF.vi), format!("{} of {year}", texts::CALENDAR_OF.en));
    let columns = vec![
        Column::new(lang, texts::DAY).tight(),
        Column::new(lang, texts::STATE).tight(),
        Column::new(lang, texts::OCCASION),
        Column::new(lang, texts::HOURS),
        Column::new(lang, texts::DOCUMENT),
    ];
    let rows = calendar.special_days(year).into_iter().map(|special| special_day(visit, special));
    let table = Table::new(lang, title.clone(), columns).quiet().rows(rows).empty(texts::NO_SPECIAL_DAYS);
    html! {
        (web::section(lang, title, html! {
            @if calendar.is_estimate(year) { (web::notice(lang, Tone::Warn, texts::ESTIMATE, html! {})) }
            (table)
            nav.pages aria-label=(visit.t(texts::YEAR)) {
                a href=(here.with("nam", (year - 1).to_string()).href()) { (year - 1) } " "
                a href=(here.with("nam", (year + 1).to_string()).href()) { (year + 1) }
            }
        }))
    }
}

fn special_day(visit: &Visit, special: SpecialDay) -> Row {
    let lang = visit.lang;
    let weekday = texts::WEEKDAYS[usize::from(special.day.weekday().unsigned_abs()) - 1];
    let (tone, kind) = match special.kind {
        SpecialKind::Off => (Tone::Wait, texts::DAY_OFF),
        SpecialKind::Work => (Tone::Info, texts::DAY_WORKED),
        SpecialKind::Hours => (Tone::Plain, texts::OWN_HOURS),
    };
    let hours: Vec<String> = special.hours.iter().map(Span::to_string).collect();
    Row::new(vec![
        html! { (visit.t(weekday)) ", " (web::day(special.day)) },
        web::status(lang, tone, kind),
        html! { (special.name.get(lang)) @if let Some(day) = special.swap { " (" (day.dmy()) ")" } },
        html! { (hours.join(", ")) },
        html! {
            (special.document.unwrap_or_default())
            @if special.status == Status::Estimate { " (" (visit.t(Status::Estimate.title())) ")" }
        },
    ])
}

fn calculator(visit: &Visit, state: &FormState) -> Markup {
    let lang = visit.lang;
    let units = texts::TERM_UNITS.map(|(code, title)| Choice::new(lang, code, title));
    html! {
        form.form action="/lich" method="get" novalidate {
            (state.field("ngay", texts::RECEIVED_DAY).date())
            (state.field("gio", texts::RECEIVED_TIME).width(web::Width::Tiny).number())
            (state.field("so", texts::TERM_NUMBER).width(web::Width::Tiny).number())
            (state.field("loai", texts::TERM_UNIT).radios(&units))
            (state.field("sau15", texts::AFTER_15).checkbox())
            (web::button(lang, texts::CALCULATE))
        }
    }
}

fn due(calendar: &WorkingCalendar, visit: &Visit) -> Result<Due> {
    let day = Day::from_typed(visit.asked("ngay")).ok_or_else(|| Error::field("ngay", texts::TYPE_A_DAY))?;
    let time: TimeOfDay = visit.asked("gio").parse().map_err(|e: Error| Error::field("gio", e.said))?;
    let term = match visit.asked("loai") {
        "same-day" => Term::SameDay,
        unit => format!("{} {unit}", visit.asked("so")).parse().map_err(|e: Error| Error::field("so", e.said))?,
    };
    let after_15 = visit.asked_filled("sau15").is_some();
    calendar.due(day.at(time), term, &Options { after_15, ..Options::default() })
}

fn told(visit: &Visit, answer: Option<&Due>) -> Markup {
    html! {
        @if let Some(answer) = answer {
            div role="status" {
                @if let Some(at) = answer.due { p { (visit.t(texts::DUE_AT)) ": " strong { (at.vi()) } } }
                ol { @for line in &answer.explanation { li { (line.get(visit.lang)) } } }
            }
        }
    }
}
