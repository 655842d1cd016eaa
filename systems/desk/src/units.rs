//! The map of the province for everybody: units by level, found by old and new names, and what each was made of and became.

use base::{Day, Id};
use directory::{Dated, Level, Match, Unit, UnitHistory};
use maud::{Markup, html};
use platform::{Answer, App, At, Visit};
use web::{Column, Here, Row, Summary, Tab, Table, Tone};

use crate::{forms, texts};

const PAGE: usize = 60;

pub async fn list(app: App, visit: Visit) -> Answer {
    let (lang, typed) = (visit.lang, visit.asked("q").to_owned());
    let table =
        if typed.is_empty() { of_level(&app, &visit).await? } else { found(&app, &visit, typed.clone()).await? };
    let body = html! {
        (web::page_head(lang, None, texts::UNITS, html! { (visit.t(texts::UNITS_LEAD)) }, html! {}))
        (web::search_box(lang, "/don-vi", texts::FIND_UNIT, &typed))
        (table)
    };
    Ok(visit.page(&app, texts::UNITS, body).await)
}

async fn found(app: &App, visit: &Visit, typed: String) -> base::Result<Markup> {
    let lang = visit.lang;
    let matches = app.read(move |tx| directory::find(tx, &typed)).await?;
    let columns = vec![
        Column::new(lang, texts::UNIT_NAME),
        Column::new(lang, texts::CODES).tight(),
        Column::new(lang, texts::UNDER),
        Column::new(lang, texts::VALID).tight(),
        Column::new(lang, texts::NOW),
    ];
    let rows = matches.iter().map(|unit: &Match| {
        Row::to(
            format!("/don-vi/{}", unit.id),
            vec![
                html! { (unit.name) },
                html! { (unit.code.as_deref().unwrap_or_default()) },
                html! { (unit.under.as_deref().unwrap_or_default()) },
                days(visit, unit.from, unit.to),
                html! { @if unit.now != unit.id { a href={ "/don-vi/" (unit.now) } { (unit.now_name) } } },
            ],
        )
    });
    Ok(html! { (Table::new(lang, texts::UNITS, columns).quiet().rows(rows).empty(texts::NO_UNITS)) })
}

fn days(visit: &Visit, from: Day, to: Option<Day>) -> Markup {
    html! { (from.dmy()) " – " @match to { Some(to) => (to.dmy()), None => (visit.t(texts::NO_LIMIT)) } }
}

async fn of_level(app: &App, visit: &Visit) -> base::Result<Markup> {
    let lang = visit.lang;
    let level = visit.asked("cap").parse().unwrap_or(Level::Commune);
    let (house, after) = (app.clone(), forms::after::<Id>(visit)?);
    let (units, more) = app
        .read(move |tx| {
            let map = house.maps.get(tx, tx.now().day())?;
            // The order of the map is that of the codes; the key is the last unit that was shown.
            let all = map.of_level(level).skip_while(|unit| after.is_some_and(|after| unit.id != after));
            let mut rest = all.skip(usize::from(after.is_some()));
            let page: Vec<(Unit, Option<String>)> =
                rest.by_ref().take(PAGE).map(|unit| (unit.clone(), map.parent(unit.id).map(Unit::full_name))).collect();
            Ok((page, rest.next().is_some()))
        })
        .await?;
    let here = Here::parse(&visit.here());
    let levels = [Level::Commune, Level::Department, Level::Office, Level::Province];
    let tabs: Vec<Tab> = levels
        .into_iter()
        .map(|one| Tab::new(Here::parse("/don-vi").with("cap", one.name()).href(), visit.t(one.title()), one == level))
        .collect();
    let columns = vec![
        Column::new(lang, texts::UNIT_NAME),
        Column::new(lang, texts::CODES).tight(),
        Column::new(lang, texts::UNDER),
    ];
    let next = units.last().filter(|_| more).map(|(unit, _)| unit.id.to_string());
    let rows = units.iter().map(|(unit, under)| {
        let code = unit.code().unwrap_or_default();
        let cells =
            vec![html! { (unit.full_name()) }, html! { (code) }, html! { (under.as_deref().unwrap_or_default()) }];
        Row::to(format!("/don-vi/{}", unit.id), cells)
    });
    Ok(html! {
        (web::tabs(lang, texts::LEVELS, &tabs))
        (Table::new(lang, level.title(), columns).quiet().rows(rows).here(&here).next(next).empty(texts::NO_UNITS))
    })
}

pub async fn show(app: App, visit: Visit, At(id): At<Id>) -> Answer {
    let lang = visit.lang;
    let (history, below) = app
        .read(move |tx| {
            let history = directory::history(tx, id)?;
            let day = tx.now().day();
            let below = if history.unit.alive_on(day) { directory::children(tx, id, day)? } else { Vec::new() };
            Ok((history, below))
        })
        .await?;
    let unit = &history.unit;
    let state = match unit.valid_to {
        Some(last) => {
            web::status(lang, Tone::Wait, base::said!("Kết thúc hoạt động ngày {}", "Ended on {}", last.dmy()))
        }
        None => web::status(lang, Tone::Good, texts::ACTIVE),
    };
    let title = unit.full_name();
    let body = html! {
        (web::back_link(lang, "/don-vi"))
        (web::page_head(lang, Some(visit.t(unit.level.title())), title.as_str(), state, html! {}))
        (facts(&visit, &history))
        @if !history.made_of.is_empty() { (web::section(lang, texts::MADE_OF, shares(&visit, &history.made_of))) }
        @if !history.became.is_empty() { (web::section(lang, texts::BECAME, shares(&visit, &history.became))) }
        (web::section(lang, texts::NAMES, dated(&visit, &history.names, |name| html! { (name) })))
        @if !history.codes.is_empty() {
            (web::section(lang, texts::CODES, dated(&visit, &history.codes, |(scheme, code, alias)| html! {
                code { (code) } " " (visit.t(if scheme == "gso" { texts::GSO } else { texts::AGENCY }))
                @if *alias { " (" (visit.t(texts::ALIAS)) ")" }
            })))
        }
        @if !history.parents.is_empty() {
            (web::section(lang, texts::UNDER, dated(&visit, &history.parents, link)))
        }
        @if !below.is_empty() { (web::section(lang, texts::BELOW, html! { ul { @for unit in &below { li { (link(unit)) } } } })) }
    };
    Ok(visit.page(&app, base::Said::new(&title, &title), body).await)
}

fn facts(visit: &Visit, history: &UnitHistory) -> Summary {
    let (lang, unit) = (visit.lang, &history.unit);
    let mut facts = Summary::new().row(lang, texts::VALID, days(visit, unit.valid_from, unit.valid_to));
    if let Some(document) = &history.founded_by {
        facts = facts.row(lang, texts::FOUNDED_BY, html! { (document) });
    }
    if let Some(document) = &history.ended_by {
        facts = facts.row(lang, texts::ENDED_BY, html! { (document) });
    }
    facts
}

fn link(unit: &Unit) -> Markup {
    html! { a href={ "/don-vi/" (unit.id) } { (unit.full_name()) } }
}

fn shares(visit: &Visit, units: &[(Unit, bool)]) -> Markup {
    html! {
        ul {
            @for (unit, whole) in units {
                li { (link(unit)) " (" (visit.t(if *whole { texts::WHOLE } else { texts::PART })) ")" }
            }
        }
    }
}

fn dated<T>(visit: &Visit, items: &[Dated<T>], draw: impl Fn(&T) -> Markup) -> Markup {
    html! { ul { @for item in items { li { (draw(&item.value)) ": " (days(visit, item.from, item.to)) } } } }
}
