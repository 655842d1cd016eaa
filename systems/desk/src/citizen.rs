//! What a person is told: who opened his data, and what was sent to him.

use base::Id;
use identity::Who;
use maud::html;
use platform::{Answer, App, Posted, Visit, see};
use web::{Column, Form, Here, Row, Table, Tone};

use crate::{forms, read_log, texts};

const PAGE: usize = 50;

pub async fn who_looked(app: App, visit: Visit) -> Answer {
    let (lang, me) = (visit.lang, visit.me()?.clone());
    let after = forms::after::<Id>(&visit)?;
    let reads = app.read(move |tx| identity::reads_of(tx, me.person, after, PAGE as i64 + 1)).await?;
    let next = reads.get(PAGE - 1).filter(|_| reads.len() > PAGE).map(|read| read.id.to_string());
    let columns = vec![
        Column::new(lang, texts::WHEN).tight(),
        Column::new(lang, texts::UNIT),
        Column::new(lang, texts::ROLE),
        Column::new(lang, texts::WHAT),
        Column::new(lang, texts::REASON),
    ];
    let rows = reads.iter().take(PAGE).map(|read| {
        Row::new(vec![
            web::moment(read.at),
            html! { (read.unit.as_deref().unwrap_or_default()) },
            html! { @if let Some(role) = &read.role { (role.get(lang)) } },
            html! { (read_log::word(lang, &read.what)) },
            html! { (read_log::word(lang, &read.reason)) },
        ])
    });
    let here = Here::parse(&visit.here());
    let table = Table::new(lang, texts::WHO_LOOKED, columns)
        .quiet()
        .rows(rows)
        .here(&here)
        .next(next)
        .empty(texts::NOBODY_LOOKED);
    let body = html! {
        (web::page_head(lang, None, texts::WHO_LOOKED, html! { (visit.t(texts::WHO_LOOKED_LEAD)) }, html! {}))
        (table)
    };
    Ok(visit.page(&app, texts::WHO_LOOKED, body).await)
}

/// The same page at two addresses: a citizen's under `/toi`, an official's among his work.
fn messages_path(who: Who) -> &'static str {
    match who {
        Who::Citizen => "/toi/thong-bao",
        Who::Official => "/thong-bao",
    }
}

pub async fn messages(app: App, visit: Visit) -> Answer {
    let (lang, me) = (visit.lang, visit.me()?.clone());
    let path = messages_path(me.kind);
    let after = forms::after::<Id>(&visit)?;
    let found = app.read(move |tx| notify::of_person(tx, me.person, after, PAGE as i64 + 1)).await?;
    let next = found.get(PAGE - 1).filter(|_| found.len() > PAGE).map(|message| message.id.to_string());
    let columns = vec![
        Column::new(lang, texts::MESSAGES),
        Column::new(lang, texts::WHEN).tight(),
        Column::new(lang, texts::STATE),
    ];
    let rows = found.iter().take(PAGE).map(|message| {
        let new = html! { @if !message.read { (web::status(lang, Tone::Info, texts::NEW)) } };
        Row::to(&message.link, vec![html! { (message.title.get(lang)) }, web::moment(message.at), new])
            .marked(!message.read)
    });
    let here = Here::parse(&visit.here());
    let unread = found.iter().any(|message| !message.read);
    let body = html! {
        (web::page_head(lang, None, texts::MESSAGES, html! {}, html! {
            @if let (true, Some(newest)) = (unread, found.first()) {
                (Form::post(path, &visit.csrf).inline().body(html! {
                    input type="hidden" name="up_to" value=(newest.id);
                    (web::button(lang, texts::MARK_READ).second())
                }))
            }
        }))
        (Table::new(lang, texts::MESSAGES, columns).quiet().rows(rows).here(&here).next(next).empty(texts::NO_MESSAGES))
    };
    Ok(visit.page(&app, texts::MESSAGES, body).await)
}

/// All that the page showed; what came since stays new.
pub async fn mark_read(app: App, visit: Visit, posted: Posted) -> Answer {
    let me = visit.me()?.clone();
    let path = messages_path(me.kind);
    app.write(move |tx| notify::mark_read(tx, me.person, forms::id_in(&posted, "up_to")?)).await?;
    Ok(see(path, texts::DONE))
}
