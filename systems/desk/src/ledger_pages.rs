//! The ledger for everybody: its latest head and how to hold it against the province; and its events for those who supervise.

use axum::{http::header, response::IntoResponse};
use base::{Day, Error, Id, Result, Said};
use data_encoding::HEXLOWER;
use identity::By;
use ledger::{Recorded, SignedHead};
use maud::{Markup, html};
use platform::{Answer, App, Visit};
use storage::Tx;
use web::{Choice, Column, Form, FormState, Here, Row, Summary, Table};

use crate::{EVENTS, texts};

/// A page has about as many heads.
const HEADS: usize = 20;

pub async fn show(app: App, visit: Visit) -> Answer {
    let lang = visit.lang;
    let after = match visit.asked_filled("after") {
        Some(size) => Some(size.parse::<u64>().map_err(|_| Error::not_found(texts::NOT_SEALED))?),
        None => None,
    };
    let (latest, heads) = app
        .read(move |tx| {
            let latest = ledger::head(tx)?;
            let below = after.or(latest.as_ref().map(|head| head.size + 1)).unwrap_or(0);
            Ok((latest, heads_below(tx, below)?))
        })
        .await?;
    let here = Here::parse(&visit.here());
    let next = heads.last().filter(|_| heads.len() >= HEADS).map(|head| head.size.to_string());
    let columns = vec![
        Column::new(lang, texts::EVENTS_SEALED).number(),
        Column::new(lang, texts::SEALED_AT).tight(),
        Column::new(lang, texts::ROOT),
    ];
    let rows = heads.iter().map(|head| {
        Row::new(vec![
            html! { (web::number(lang, head.size as i64)) },
            web::moment(head.at),
            html! { code { (HEXLOWER.encode(&head.root)) } },
        ])
    });
    let body = html! {
        (web::page_head(lang, None, texts::LEDGER, html! { (visit.t(texts::LEDGER_LEAD)) }, html! {}))
        @match &latest {
            None => (web::empty(lang, texts::NOT_SEALED, html! {})),
            Some(head) => {
                (web::section(lang, texts::LATEST_HEAD, html! { (facts(&app, &visit, head)) }))
                (web::section(lang, texts::HOW_TO_VERIFY, html! {
                    ol { @for step in texts::VERIFY_STEPS { li { (visit.t(step)) } } }
                    pre { code { "tinhso ledger verify --data DIR --against HEAD" } }
                    h3 { (visit.t(texts::WITNESS)) }
                    pre { code { (ledger::witness_text(head)) } }
                    (web::link_button(lang, "/so-cai/dau", texts::WITNESS).second())
                }))
                (web::section(lang, texts::HEADS, html! {
                    (Table::new(lang, texts::HEADS, columns).quiet().rows(rows).here(&here).next(next))
                }))
            }
        }
    };
    Ok(visit.page(&app, texts::LEDGER, body).await)
}

fn facts(app: &App, visit: &Visit, head: &SignedHead) -> Summary {
    let lang = visit.lang;
    Summary::new()
        .row(lang, texts::EVENTS_SEALED, html! { strong { (web::number(lang, head.size as i64)) } })
        .row(lang, texts::ROOT, html! { code { (HEXLOWER.encode(&head.root)) } })
        .row(lang, texts::SEALED_AT, web::moment(head.at))
        .row(lang, texts::PUBLIC_KEY, html! { code { (app.seal_key.verify_key()) } })
}

/// The largest heads below that size, largest first. They are told apart by their sizes, and how many events lie between two
/// nobody knows: so the look goes back in steps that double.
fn heads_below(tx: &mut Tx, below: u64) -> Result<Vec<SignedHead>> {
    let (mut found, mut high, mut step) = (Vec::new(), below, HEADS as u64);
    while found.len() < HEADS && high > 0 {
        let low = high.saturating_sub(step);
        let heads = ledger::heads(tx, low, high - 1)?;
        found.extend(heads.into_iter().rev());
        (high, step) = (low, step * 2);
    }
    found.truncate(HEADS);
    Ok(found)
}

/// The text that a witness keeps.
pub async fn witness(app: App) -> Answer {
    let head = app.read(ledger::head).await?.ok_or_else(|| Error::not_found(texts::NOT_SEALED))?;
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], ledger::witness_text(&head)).into_response())
}

/// An event with the names that go with its ids.
struct Line {
    event: Recorded,
    unit: String,
    actor: Option<String>,
}

pub async fn events(app: App, visit: Visit) -> Answer {
    let (lang, me, house) = (visit.lang, visit.me()?.clone(), app.clone());
    let day = |name: &str| visit.asked_filled(name).and_then(Day::from_typed);
    let filter = ledger::Filter {
        kind: visit.asked_filled("loai").map(str::to_owned),
        unit: None,
        from: day("tu"),
        to: day("den"),
    };
    let code = visit.asked_filled("don-vi").map(str::to_owned);
    let after = match visit.asked_filled("after") {
        Some(position) => Some(position.parse::<i64>().map_err(|_| Error::not_found(texts::NOT_SEALED))?),
        None => None,
    };
    let found = app
        .read(move |tx| {
            // Events are of all units: so must the reader's right be.
            By::Me(&me).require_everywhere(tx, EVENTS)?;
            let map = house.maps.get(tx, me.day)?;
            let unit = code.as_deref().map(|code| unit_of(tx, code, me.day)).transpose()?;
            let page = ledger::page(tx, &ledger::Filter { unit, ..filter.clone() }, after)?;
            let mut lines = Vec::with_capacity(page.events.len());
            for event in page.events {
                let unit = match map.get(event.unit) {
                    Some(unit) => unit.full_name(),
                    None if event.unit == Id::NONE => String::new(),
                    None => directory::unit(tx, event.unit, event.day).map(|unit| unit.full_name()).unwrap_or_default(),
                };
                let actor = event.actor.map(|actor| Ok::<_, Error>(directory::person(tx, actor)?.name)).transpose()?;
                lines.push(Line { event, unit, actor });
            }
            Ok((lines, page.next))
        })
        .await;
    let state = FormState::new(lang, visit.query.iter().cloned());
    let (lines, next, state) = match found {
        Ok((lines, next)) => (lines, next, state),
        Err(e) if e.kind == base::Kind::Invalid => (Vec::new(), None, state.with_error(&e)),
        Err(e) => return Err(e.into()),
    };
    let here = Here::parse(&visit.here());
    let columns = vec![
        Column::new(lang, texts::POSITION).number(),
        Column::new(lang, texts::EVENT),
        Column::new(lang, texts::WHEN).tight(),
        Column::new(lang, texts::UNIT),
        Column::new(lang, texts::ACTOR),
        Column::new(lang, texts::BODY),
    ];
    let rows = lines.iter().map(|Line { event, unit, actor }| {
        Row::new(vec![
            html! { (event.position.map(|at| web::number(lang, at)).unwrap_or_default()) },
            html! { (kind_title(&app, &event.kind).get(lang)) p.small { code { (event.subject) } } },
            web::moment(event.at),
            html! { (unit) },
            html! { (actor.as_deref().unwrap_or(visit.t(texts::SYSTEM_ITSELF))) },
            html! { code { (event.body) } },
        ])
    });
    let table = Table::new(lang, texts::EVENTS, columns)
        .quiet()
        .rows(rows)
        .here(&here)
        .next(next.map(|position| position.to_string()));
    let body = html! {
        (web::error_summary(&state))
        (web::page_head(lang, None, texts::EVENTS, html! { (visit.t(texts::EVENTS_WORDS)) }, html! {}))
        (filters(&app, &visit, &state))
        div #results { (table) }
    };
    Ok(visit.page(&app, texts::EVENTS, body).await)
}

fn unit_of(tx: &mut Tx, code: &str, day: Day) -> Result<Id> {
    let code = code.to_uppercase();
    let found = directory::unit_by_code(tx, directory::Scheme::of(&code), &code, day);
    found.map(|unit| unit.id).map_err(|_| Error::field("don-vi", texts::NO_UNIT_OF_CODE))
}

fn all_kinds(app: &App) -> impl Iterator<Item = &'static ledger::EventKind> {
    let foundation = directory::events::ALL.iter().chain(identity::EVENTS.iter());
    foundation.chain(app.systems.iter().flat_map(|system| system.events)).copied()
}

fn kind_title(app: &App, name: &str) -> Said {
    all_kinds(app).find(|kind| kind.name == name).map_or_else(|| Said::new(name, name), |kind| kind.title.into())
}

fn filters(app: &App, visit: &Visit, state: &FormState) -> Markup {
    let lang = visit.lang;
    let kinds: Vec<Choice> = all_kinds(app).map(|kind| Choice::new(lang, kind.name, kind.title)).collect();
    Form::filter("/so-cai/su-kien").body(html! {
        (state.field("loai", texts::EVENT_KIND).optional().select_or(texts::ALL, &kinds))
        (state.field("don-vi", texts::UNIT_CODE).optional().width(web::Width::Short).text())
        (state.field("tu", texts::FROM_DAY).optional().date())
        (state.field("den", texts::TO_DAY).optional().date())
        (web::button(lang, texts::SHOW).second())
    })
}
