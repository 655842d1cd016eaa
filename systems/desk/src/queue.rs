//! My queue: what waits for me, the nearest deadline first; taken, given back, handed on.

use base::{Error, Id, Result};
use identity::Me;
use maud::{Markup, html};
use platform::{Answer, App, At, Posted, Visit, redirect, see};
use storage::Tx;
use web::{Choice, Column, Form, FormState, Here, Row, Tab, Table, Tone};
use work::{ASSIGN, Item, Key};

use crate::{forms, texts};

const PAGE: usize = 50;

pub async fn list(app: App, visit: Visit) -> Answer {
    let (lang, me, house) = (visit.lang, visit.me()?.clone(), app.clone());
    let after = forms::after::<Key>(&visit)?;
    let filter = work::Filter { kind: visit.asked_filled("viec").map(str::to_owned), ..work::Filter::default() };
    let (wanted, reader) = (filter.clone(), me.clone());
    let items: Vec<(Item, String)> = app
        .read(move |tx| {
            let map = house.maps.get(tx, reader.day)?;
            let items = work::list(tx, &reader, &wanted, after, PAGE as i64 + 1)?;
            let named = items.into_iter().map(|item| {
                let unit = map.get(item.unit).map(|unit| unit.full_name()).unwrap_or_default();
                (item, unit)
            });
            Ok(named.collect())
        })
        .await?;

    let here = Here::parse(&visit.here());
    let next = items.get(PAGE - 1).filter(|_| items.len() > PAGE).map(|(last, _)| Key::after(last).to_string());
    let columns = vec![
        Column::new(lang, texts::RECORD).tight(),
        Column::new(lang, texts::KIND).tight(),
        Column::new(lang, texts::DETAIL),
        Column::new(lang, texts::DUE).tight(),
        Column::new(lang, texts::UNIT),
        Column::new(lang, texts::HOLDER),
        Column::new(lang, texts::ACT).tight(),
    ];
    let now = app.now();
    let rows = items.iter().take(PAGE).map(|(item, unit)| {
        let due = item.due().map_or(web::Due::None, |at| web::Due::of(at, now));
        Row::to(
            format!("/viec/{}", item.id),
            vec![
                html! { (item.label) },
                html! { (title(&app, &item.kind).get(lang)) },
                html! { span.clip title=(item.detail) { (item.detail) } @if let Some(note) = &item.note { p.small { (note) } } },
                web::due(lang, due, item.due()),
                html! { (unit) },
                if item.person.is_some() {
                    web::status(lang, Tone::Good, texts::MINE)
                } else {
                    web::status(lang, Tone::Plain, texts::SHARED)
                },
                acts(&visit, item),
            ],
        )
    });
    let table =
        Table::new(lang, texts::MY_WORK, columns).rows(rows).here(&here).next(next).quiet().empty(texts::NO_WORK);
    let body = html! {
        (web::page_head(lang, None, texts::MY_WORK, html! {}, html! {}))
        (web::tabs(lang, texts::KINDS, &kinds(&app, &visit, filter.kind.as_deref())))
        div #results { (table) }
    };
    Ok(visit.page(&app, texts::MY_WORK, body).await)
}

fn kinds(app: &App, visit: &Visit, chosen: Option<&str>) -> Vec<Tab> {
    let kinds = app.systems.iter().flat_map(|system| system.work);
    let all = Tab::new("/viec", visit.t(texts::ALL), chosen.is_none());
    let each = kinds.map(|kind| {
        let href = Here::parse("/viec").with("viec", kind.name).href();
        Tab::new(href, visit.t(kind.title), chosen == Some(kind.name))
    });
    std::iter::once(all).chain(each).collect()
}

/// A kind that its system has since given up is shown by its name.
pub(crate) fn title(app: &App, kind: &str) -> base::Said {
    let known = app.systems.iter().flat_map(|system| system.work).find(|known| known.name == kind);
    known.map_or_else(|| base::Said::new(kind, kind), |known| known.title.into())
}

fn acts(visit: &Visit, item: &Item) -> Markup {
    let lang = visit.lang;
    let (path, words) = if item.person.is_some() { ("tra-lai", texts::GIVE_BACK) } else { ("nhan", texts::CLAIM) };
    html! {
        (Form::post(format!("/viec/{}/{path}", item.id), &visit.csrf).inline().body(html! {
            (web::button(lang, words).link())
        }))
        a href={ "/viec/" (item.id) "/giao" } { (visit.t(texts::HAND_ON)) span.hidden { " " (item.label) } }
    }
}

/// To the record's own page.
pub async fn open(app: App, visit: Visit, At(id): At<Id>) -> Answer {
    let me = visit.me()?.clone();
    let item = app.read(move |tx| within_reach(tx, &me, id)).await?;
    let kinds = app.systems.iter().flat_map(|system| system.work.iter().map(move |kind| (system, kind)));
    let Some((system, kind)) = kinds.into_iter().find(|(_, kind)| kind.name == item.kind) else {
        return Ok(redirect("/"));
    };
    Ok(redirect(match kind.path {
        Some(path) => format!("{path}{}", item.record),
        None => format!("{}{}", system.work_path, web::encoded(&item.label)),
    }))
}

/// An item that waits for `me` or my role, or that I may hand out. Errors: `NotFound` for any other.
fn within_reach(tx: &mut Tx, me: &Me, id: Id) -> Result<Item> {
    let item = work::load(tx, id)?;
    let mine = item.person == Some(me.person);
    let my_role = me.posts.iter().any(|seat| seat.unit == item.unit && seat.role == item.role);
    if mine || my_role || me.reach(ASSIGN).covers_on(tx, item.unit, me.day)? {
        return Ok(item);
    }
    Err(Error::not_found(texts::NOT_YOUR_WORK))
}

pub async fn claim(app: App, visit: Visit, At(id): At<Id>) -> Answer {
    let me = visit.me()?.clone();
    app.write(move |tx| work::claim(tx, &me, id)).await?;
    Ok(see("/viec", texts::CLAIMED))
}

pub async fn give_back(app: App, visit: Visit, At(id): At<Id>) -> Answer {
    let me = visit.me()?.clone();
    app.write(move |tx| work::give_back(tx, &me, id)).await?;
    Ok(see("/viec", texts::GIVEN_BACK))
}

pub async fn hand_on_form(app: App, visit: Visit, At(id): At<Id>) -> Answer {
    hand_on_page(&app, &visit, id, FormState::empty(visit.lang)).await
}

async fn hand_on_page(app: &App, visit: &Visit, id: Id, state: FormState) -> Answer {
    let (lang, me) = (visit.lang, visit.me()?.clone());
    let (item, colleagues) = app
        .read(move |tx| {
            let item = within_reach(tx, &me, id)?;
            let mut people: Vec<Id> =
                directory::posts_at(tx, item.unit, me.day)?.iter().map(|post| post.person).collect();
            people.sort_unstable();
            people.dedup();
            people.retain(|person| Some(*person) != item.person);
            let mut colleagues = Vec::with_capacity(people.len());
            for person in people {
                colleagues.push((person, directory::person(tx, person)?.name));
            }
            colleagues.sort_by_key(|(_, name)| base::text::name_sort_key(name));
            Ok((item, colleagues))
        })
        .await?;
    let choices: Vec<Choice> = colleagues.iter().map(|(id, name)| Choice::new(lang, id.to_string(), name)).collect();
    let body = html! {
        (web::back_link(lang, "/viec"))
        (web::error_summary(&state))
        (web::page_head(lang, Some(&item.label), texts::HAND_ON_TO, html! { (title(app, &item.kind).get(lang)) }, html! {}))
        @if choices.is_empty() {
            (web::empty(lang, texts::NO_COLLEAGUE, html! {}))
        } @else {
            (Form::post(format!("/viec/{id}/giao"), &visit.csrf).body(html! {
                (state.field("person", texts::COLLEAGUE).select(&choices))
                (state.field("note", texts::NOTE).optional().max(300).text())
                (web::button(lang, texts::HAND_ON))
            }))
        }
    };
    Ok(visit.page(app, texts::HAND_ON_TO, body).await)
}

/// The head assigns; anybody else forwards what is his or his role's.
pub async fn hand_on(app: App, visit: Visit, At(id): At<Id>, posted: Posted) -> Answer {
    let (me, house, sent) = (visit.me()?.clone(), app.clone(), posted.clone());
    let done = app
        .write(move |tx| {
            let to = forms::id_in(&sent, "person")?;
            let item = within_reach(tx, &me, id)?;
            let mine = item.person.is_none_or(|person| person == me.person);
            if !mine || me.reach(ASSIGN).covers_on(tx, item.unit, me.day)? {
                return crate::team::give_one(tx, &house, &me, &item, Some(to));
            }
            work::forward(tx, &me, id, to, sent.text("note")).map(drop)
        })
        .await;
    match done {
        Ok(_) => Ok(see("/viec", texts::HANDED_ON)),
        Err(e) => {
            let state = forms::typed(&visit, &posted, e)?;
            forms::again(hand_on_page(&app, &visit, id, state).await)
        }
    }
}
