//! Where the account is signed in, and when somebody tried.

use base::Id;
use maud::html;
use platform::{Answer, App, At, Visit, see};
use web::{Column, Form, Row, Table, Tone};

use crate::texts;

const SIGN_INS_SHOWN: i64 = 20;

pub async fn list(app: App, visit: Visit) -> Answer {
    let (lang, me) = (visit.lang, visit.me()?.clone());
    let limits = *app.identity.limits();
    let (sessions, tried) = app
        .read(move |tx| {
            let sessions = identity::sessions_of(tx, &limits, &me)?;
            Ok((sessions, identity::signins_of(tx, me.account, None, SIGN_INS_SHOWN)?))
        })
        .await?;
    let columns = vec![
        Column::new(lang, texts::BROWSER),
        Column::new(lang, texts::SINCE).tight(),
        Column::new(lang, texts::SEEN).tight(),
        Column::new(lang, texts::ACT),
    ];
    let rows = sessions.iter().map(|session| {
        Row::new(vec![
            html! { (session.agent) @if session.current { " " (web::status(lang, Tone::Good, texts::THIS_ONE)) } },
            web::moment(session.made_at),
            web::moment(session.seen_at),
            html! {
                @if !session.current {
                    (Form::post(format!("/tai-khoan/phien/{}/cham-dut", session.id), &visit.csrf).inline().body(html! {
                        (web::button(lang, texts::END_SESSION).link())
                    }))
                }
            },
        ])
    });
    let tried_columns = vec![
        Column::new(lang, texts::WHEN).tight(),
        Column::new(lang, texts::OUTCOME),
        Column::new(lang, texts::BROWSER),
    ];
    let tried_rows = tried.iter().map(|one| {
        Row::new(vec![web::moment(one.at), html! { (one.outcome.title().get(lang)) }, html! { (one.agent) }])
    });
    let body = html! {
        (web::page_head(lang, None, texts::SESSIONS, html! { (visit.t(texts::SESSIONS_LEAD)) }, html! {}))
        (Table::new(lang, texts::SESSIONS, columns).quiet().rows(rows))
        (web::section(lang, texts::RECENT_SIGN_INS, html! {
            (Table::new(lang, texts::RECENT_SIGN_INS, tried_columns).quiet().rows(tried_rows))
        }))
    };
    Ok(visit.page(&app, texts::SESSIONS, body).await)
}

pub async fn end(app: App, visit: Visit, At(id): At<Id>) -> Answer {
    let me = visit.me()?.clone();
    app.write(move |tx| identity::end_session(tx, &me, id)).await?;
    Ok(see("/tai-khoan/phien", texts::SESSION_ENDED))
}
