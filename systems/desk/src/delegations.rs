//! Delegation for an absence: lending one's own post to a colleague, and taking it back.

use base::{Error, Id, Kind, Result};
use identity::NewDelegation;
use maud::html;
use platform::{Answer, App, At, Posted, Visit, see};
use storage::Tx;
use web::{Choice, Column, Form, FormState, Row, Table};

use crate::{forms, texts};

pub async fn list(app: App, visit: Visit) -> Answer {
    page(&app, &visit, FormState::empty(visit.lang)).await
}

async fn page(app: &App, visit: &Visit, state: FormState) -> Answer {
    let (lang, me, house) = (visit.lang, visit.me()?.clone(), app.clone());
    let person = me.person;
    let (mine, found) = app
        .read(move |tx| {
            let map = house.maps.get(tx, me.day)?;
            let name = |unit: Id| map.get(unit).map(|unit| unit.full_name()).unwrap_or_default();
            let mut mine = Vec::new();
            for seat in me.posts.iter().filter(|seat| seat.lent_by.is_none()) {
                let role = identity::role_title(tx, &seat.role)?;
                mine.push((seat.post, format!("{}, {}", role.get(lang), name(seat.unit))));
            }
            let mut found = Vec::new();
            for one in identity::delegations_of(tx, me.person)? {
                let post = format!("{}, {}", identity::role_title(tx, &one.role)?.get(lang), name(one.unit));
                found.push((one, post));
            }
            Ok((mine, found))
        })
        .await?;
    let columns = vec![
        Column::new(lang, texts::POST_TO_LEND),
        Column::new(lang, texts::GIVER),
        Column::new(lang, texts::RECEIVER),
        Column::new(lang, texts::FROM_DAY).tight(),
        Column::new(lang, texts::TO_DAY).tight(),
        Column::new(lang, texts::DOCUMENT),
        Column::new(lang, texts::ACT),
    ];
    let rows = found.iter().map(|(one, post)| {
        Row::new(vec![
            html! { (post) },
            html! { (one.giver_name) },
            html! { (one.taker_name) },
            web::day(one.from_day),
            web::day(one.to_day),
            html! { (one.document) },
            html! {
                @if one.giver == person {
                    (Form::post(format!("/tai-khoan/uy-quyen/{}/cham-dut", one.id), &visit.csrf).inline().body(html! {
                        (web::button(lang, texts::END).link())
                    }))
                }
            },
        ])
    });
    let posts: Vec<Choice> = mine.iter().map(|(id, name)| Choice::new(lang, id.to_string(), name)).collect();
    let body = html! {
        (web::error_summary(&state))
        (web::page_head(lang, None, texts::DELEGATIONS, html! { (visit.t(texts::DELEGATIONS_LEAD)) }, html! {}))
        (Table::new(lang, texts::DELEGATIONS, columns).quiet().rows(rows).empty(texts::NOT_YET))
        @if !posts.is_empty() {
            (web::section(lang, texts::DELEGATE, html! {
                (Form::post("/tai-khoan/uy-quyen", &visit.csrf).body(html! {
                    (state.field("post", texts::POST_TO_LEND).radios(&posts))
                    (state.field("taker", texts::TAKER).width(web::Width::Medium).text())
                    (state.field("from_day", texts::FROM_DAY).date())
                    (state.field("to_day", texts::TO_DAY).date())
                    (state.field("document", texts::DELEGATION_DOCUMENT).max(200).text())
                    (web::button(lang, texts::DELEGATE))
                }))
            }))
        }
    };
    Ok(visit.page(app, texts::DELEGATIONS, body).await)
}

pub async fn make(app: App, visit: Visit, posted: Posted) -> Answer {
    let (me, sent) = (visit.me()?.clone(), posted.clone());
    let made = app
        .write(move |tx| {
            me.still(tx)?;
            let new = read(tx, &sent)?;
            identity::delegate(tx, (&me).into(), &new)
        })
        .await;
    match made {
        Ok(_) => Ok(see("/tai-khoan/uy-quyen", texts::DELEGATED)),
        Err(e) => {
            let state = forms::typed(&visit, &posted, e)?;
            forms::again(page(&app, &visit, state).await)
        }
    }
}

fn read(tx: &mut Tx, sent: &Posted) -> Result<NewDelegation> {
    let taker = identity::account_named(tx, sent.text("taker")).map_err(|e| match e.kind {
        Kind::NotFound => Error::field("taker", e.said),
        _ => e,
    })?;
    Ok(NewDelegation {
        post: forms::id_in(sent, "post")?,
        taker: taker.person,
        from_day: forms::day_in(sent, "from_day")?,
        to_day: forms::day_in(sent, "to_day")?,
        document: sent.text("document").to_owned(),
    })
}

pub async fn end(app: App, visit: Visit, At(id): At<Id>) -> Answer {
    let me = visit.me()?.clone();
    app.write(move |tx| identity::end_delegation(tx, (&me).into(), id)).await?;
    Ok(see("/tai-khoan/uy-quyen", texts::DONE))
}
