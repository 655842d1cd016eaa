//! The log of reads for whoever supervises it. Looking is itself noted: with a reason, for the person whose data it is about.

use base::{Error, Id, Kind, Lang, Text, personal_number::PersonalNumber, text};
use identity::{By, ListRead, SEE_READS, SeenRead};
use maud::{Markup, html};
use platform::{Answer, App, Posted, Visit};
use web::{Column, Form, FormState, Here, Row, Table};

use crate::{forms, texts};

const PAGE: usize = 50;
const LISTS_SHOWN: i64 = 20;

/// What systems note by code, in words; a code of its own (a dossier's) is shown as it is.
const WORDS: [(&str, Text); 8] = [
    ("dossier", text("Hồ sơ", "A dossier")),
    ("file", text("Giấy tờ trong hồ sơ", "A paper of a dossier")),
    ("dossiers.api", text("Danh sách qua giao diện lập trình", "A list through the API")),
    ("dossiers.search", text("Tìm hồ sơ", "Search for dossiers")),
    ("dossiers.to_call", text("Danh sách cần gọi điện", "People to be phoned")),
    ("dossiers.day_book", text("Sổ theo dõi hồ sơ", "Day book")),
    ("dossiers.export", text("Xuất danh sách hồ sơ", "Export of dossiers")),
    (LOOKED_AT_LOG, text("Nhật ký đọc dữ liệu", "The log of reads")),
];
const LOOKED_AT_LOG: &str = "desk.reads";

pub fn word(lang: Lang, code: &str) -> &str {
    WORDS.into_iter().find(|(known, _)| *known == code).map_or(code, |(_, words)| words.get(lang))
}

pub async fn show(app: App, visit: Visit) -> Answer {
    page(&app, &visit, FormState::new(visit.lang, visit.query.iter().cloned())).await
}

/// What an official has opened; found by username, which is no personal number and may stand in the address.
async fn page(app: &App, visit: &Visit, state: FormState) -> Answer {
    let (lang, me) = (visit.lang, visit.me()?.clone());
    let (username, after) = (visit.asked_filled("can-bo").map(str::to_owned), forms::after::<Id>(visit)?);
    let found = app
        .read(move |tx| {
            By::Me(&me).require_everywhere(tx, SEE_READS)?;
            let Some(username) = &username else { return Ok(None) };
            let account = identity::account_named(tx, username).map_err(|e| match e.kind {
                Kind::NotFound => Error::field("can-bo", e.said),
                _ => e,
            })?;
            let reads = identity::reads_by(tx, (&me).into(), account.person, after, PAGE as i64 + 1)?;
            let lists = identity::list_reads_by(tx, (&me).into(), account.person, None, LISTS_SHOWN)?;
            let mut subjects = Vec::with_capacity(reads.len());
            for read in &reads {
                subjects.push(directory::person(tx, read.subject)?.name);
            }
            Ok(Some((account, reads.into_iter().zip(subjects).collect::<Vec<_>>(), lists)))
        })
        .await;
    let (found, state) = match found {
        Ok(found) => (found, state),
        Err(e) => {
            let typed = visit.query.iter().cloned();
            if e.kind != Kind::Invalid {
                return Err(e.into());
            }
            (None, FormState::new(lang, typed).with_error(&e))
        }
    };
    let body = html! {
        (web::error_summary(&state))
        (web::page_head(lang, None, texts::READS, html! { (visit.t(texts::READS_WORDS)) }, html! {}))
        (web::section(lang, texts::BY_READER, html! {
            (Form::filter("/quan-tri/nhat-ky-doc").body(html! {
                (state.field("can-bo", texts::READER_USERNAME).width(web::Width::Medium).text())
                (web::button(lang, texts::LOOK_UP).second())
            }))
            @if let Some((account, reads, lists)) = &found {
                h3 { (account.name) }
                (by_reader(visit, reads))
                @if !lists.is_empty() { h3 { (visit.t(texts::LISTS_SEEN)) } (lists_seen(visit, lists)) }
            }
        }))
        (web::section(lang, texts::ABOUT_PERSON, html! {
            (Form::post("/quan-tri/nhat-ky-doc/nguoi", &visit.csrf).body(html! {
                (state.field("personal_number", texts::PERSONAL_NUMBER).width(web::Width::Medium).number())
                (state.field("reason", texts::WHY_LOOK).max(300).text())
                (web::button(lang, texts::LOOK_UP).second())
            }))
        }))
    };
    Ok(visit.page(app, texts::READS, body).await)
}

fn by_reader(visit: &Visit, reads: &[(SeenRead, String)]) -> Markup {
    let lang = visit.lang;
    let columns = vec![
        Column::new(lang, texts::WHEN).tight(),
        Column::new(lang, texts::SUBJECT),
        Column::new(lang, texts::WHAT),
        Column::new(lang, texts::REASON),
        Column::new(lang, texts::UNIT),
    ];
    let rows = reads.iter().take(PAGE).map(|(SeenRead { read, .. }, subject)| {
        Row::new(vec![
            web::moment(read.at),
            html! { (subject) },
            html! { (word(lang, &read.what)) },
            html! { (word(lang, &read.reason)) },
            html! { (read.unit.as_deref().unwrap_or_default()) },
        ])
    });
    let next = reads.get(PAGE - 1).filter(|_| reads.len() > PAGE).map(|(seen, _)| seen.read.id.to_string());
    let here = Here::parse(&visit.here());
    html! { (Table::new(lang, texts::BY_READER, columns).quiet().rows(rows).here(&here).next(next).empty(texts::NO_READS)) }
}

fn lists_seen(visit: &Visit, lists: &[ListRead]) -> Markup {
    let lang = visit.lang;
    let columns = vec![
        Column::new(lang, texts::WHEN).tight(),
        Column::new(lang, texts::WHAT),
        Column::new(lang, texts::FILTER),
        Column::new(lang, texts::ROWS).number(),
    ];
    let rows = lists.iter().map(|list| {
        Row::new(vec![
            web::moment(list.at),
            html! { (word(lang, &list.what)) },
            html! { (list.filter) },
            html! { (list.keys.len()) },
        ])
    });
    html! { (Table::new(lang, texts::LISTS_SEEN, columns).quiet().rows(rows)) }
}

/// Who opened one person's data. By POST: a personal number belongs in no address; one page, so that it need not be sent twice.
pub async fn about(app: App, visit: Visit, posted: Posted) -> Answer {
    let (lang, me, sent) = (visit.lang, visit.me()?.clone(), posted.clone());
    // A write: the look is noted before the page is sent.
    let found = app
        .write(move |tx| {
            By::Me(&me).require_everywhere(tx, SEE_READS)?;
            let number = PersonalNumber::parse(sent.text("personal_number"))
                .map_err(|e| Error::field("personal_number", e.said))?;
            let person = directory::person_by_number(tx, number.as_str())?
                .ok_or_else(|| Error::field("personal_number", texts::NO_PERSON))?;
            identity::note_read(tx, &me, person.id, person.id, sent.text("reason"), LOOKED_AT_LOG)?;
            Ok((identity::reads_about(tx, (&me).into(), person.id, None, PAGE as i64)?, person.name))
        })
        .await;
    let (reads, name) = match found {
        Ok(found) => found,
        Err(e) => {
            let state = forms::typed(&visit, &posted, e)?;
            return forms::again(page(&app, &visit, state).await);
        }
    };
    let columns = vec![
        Column::new(lang, texts::WHEN).tight(),
        Column::new(lang, texts::READER),
        Column::new(lang, texts::UNIT),
        Column::new(lang, texts::ROLE),
        Column::new(lang, texts::WHAT),
        Column::new(lang, texts::REASON),
    ];
    let rows = reads.iter().map(|SeenRead { read, reader_name, .. }| {
        Row::new(vec![
            web::moment(read.at),
            html! { (reader_name) },
            html! { (read.unit.as_deref().unwrap_or_default()) },
            html! { @if let Some(role) = &read.role { (role.get(lang)) } },
            html! { (word(lang, &read.what)) },
            html! { (word(lang, &read.reason)) },
        ])
    });
    let body = html! {
        (web::back_link(lang, "/quan-tri/nhat-ky-doc"))
        (web::page_head(lang, Some(visit.t(texts::ABOUT_PERSON)), name.as_str(), html! {}, html! {}))
        (Table::new(lang, texts::ABOUT_PERSON, columns).quiet().rows(rows).empty(texts::NO_READS))
    };
    Ok(visit.page(&app, texts::READS, body).await)
}
