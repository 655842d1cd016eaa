//! API tokens of one's own: made with fewer rights and an end, shown once, ended.

use base::{Error, Id};
use identity::NewToken;
use maud::html;
use platform::{Answer, App, At, Posted, Visit, see};
use web::{Choice, Column, Form, FormState, Row, Table, Tone};

use crate::{forms, roles, texts};

pub async fn list(app: App, visit: Visit) -> Answer {
    page(&app, &visit, FormState::empty(visit.lang).with("days", "1")).await
}

async fn page(app: &App, visit: &Visit, state: FormState) -> Answer {
    let (lang, me) = (visit.lang, visit.me()?.clone());
    let mine: Vec<Choice> = roles::all_rights(app)
        .filter(|(right, _)| me.has(*right))
        .map(|(right, title)| Choice::new(lang, right.0, title))
        .collect();
    let lives: Vec<Choice> = texts::TOKEN_LIVES_CHOICES.map(|(days, title)| Choice::new(lang, days, title)).into();
    let tokens = app.read(move |tx| identity::tokens_of(tx, &me)).await?;
    let columns = vec![
        Column::new(lang, texts::TOKEN_FOR),
        Column::new(lang, texts::RIGHTS),
        Column::new(lang, texts::ENDS).tight(),
        Column::new(lang, texts::USED).tight(),
        Column::new(lang, texts::ACT),
    ];
    let rows = tokens.iter().map(|token| {
        Row::new(vec![
            html! { (token.name) },
            html! { (token.rights.join(", ")) },
            web::moment(token.ends_at),
            token.used_at.map(web::moment).unwrap_or_default(),
            html! {
                (Form::post(format!("/tai-khoan/khoa/{}/cham-dut", token.id), &visit.csrf).inline().body(html! {
                    (web::button(lang, texts::END).link())
                }))
            },
        ])
    });
    let body = html! {
        (web::error_summary(&state))
        (web::page_head(lang, None, texts::TOKENS, html! { (visit.t(texts::TOKENS_LEAD)) }, html! {}))
        (Table::new(lang, texts::TOKENS, columns).quiet().rows(rows).empty(texts::NOT_YET))
        (web::section(lang, texts::MAKE_TOKEN, html! {
            (Form::post("/tai-khoan/khoa", &visit.csrf).body(html! {
                (state.field("name", texts::TOKEN_FOR).max(100).text())
                (state.field("days", texts::TOKEN_LIVES).radios(&lives))
                @if !mine.is_empty() { (state.field("rights", texts::RIGHTS).checkboxes(&mine)) }
                (web::button(lang, texts::MAKE_TOKEN))
            }))
        }))
    };
    Ok(visit.page(app, texts::TOKENS, body).await)
}

pub async fn make(app: App, visit: Visit, posted: Posted) -> Answer {
    let (lang, me) = (visit.lang, visit.me()?.clone());
    let (limits, sent) = (*app.identity.limits(), posted.clone());
    let made = app
        .write(move |tx| {
            let name = sent.filled("name").ok_or_else(|| Error::field("name", texts::NAME_IT))?;
            let days: i64 = sent.text("days").parse().map_err(|_| Error::field("days", texts::CHOOSE))?;
            let new = NewToken {
                name: name.to_owned(),
                rights: Some(sent.all("rights").map(str::to_owned).collect()),
                ends_at: Some(tx.now().plus_minutes(days.clamp(1, 365) * 24 * 60)),
            };
            identity::create_token(tx, (&me).into(), &limits, &me, &new)
        })
        .await;
    match made {
        Ok((_, bearer)) => {
            let body = html! {
                (web::page_head(lang, None, texts::YOUR_TOKEN, html! {}, html! {}))
                (web::notice(lang, Tone::Warn, texts::ONCE_ONLY, html! {}))
                p { code { (bearer) } }
                (web::toolbar(html! { (web::link_button(lang, "/tai-khoan/khoa", texts::CONTINUE)) }))
            };
            Ok(visit.page(&app, texts::YOUR_TOKEN, body).await)
        }
        Err(e) => {
            let state = forms::typed(&visit, &posted, e)?;
            forms::again(page(&app, &visit, state).await)
        }
    }
}

pub async fn end(app: App, visit: Visit, At(id): At<Id>) -> Answer {
    let me = visit.me()?.clone();
    app.write(move |tx| identity::end_token(tx, &me, id)).await?;
    Ok(see("/tai-khoan/khoa", texts::DONE))
}
