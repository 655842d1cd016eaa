//! My account: who I am here, in which post I act, and the ways to what guards it.

use base::{Id, Said};
use maud::html;
use platform::{Answer, App, Posted, Visit, see};
use web::{Form, Summary, Tone};

use crate::{forms, texts};

/// A post of mine as the page names it.
struct Post {
    id: Id,
    unit: String,
    role: Said,
    lent_by: Option<String>,
}

pub async fn show(app: App, visit: Visit) -> Answer {
    let (lang, me, house) = (visit.lang, visit.me()?.clone(), app.clone());
    let reader = me.clone();
    let (account, posts) = app
        .read(move |tx| {
            let mut posts = Vec::with_capacity(reader.posts.len());
            for seat in reader.posts.iter() {
                let map = house.maps.get(tx, reader.day)?;
                posts.push(Post {
                    id: seat.post,
                    unit: map.get(seat.unit).map(|unit| unit.full_name()).unwrap_or_default(),
                    role: identity::role_title(tx, &seat.role)?,
                    lent_by: seat
                        .lent_by
                        .map(|giver| Ok::<_, base::Error>(directory::person(tx, giver)?.name))
                        .transpose()?,
                });
            }
            Ok((identity::account(tx, reader.account)?, posts))
        })
        .await?;
    let acting = me.seat().map(|seat| seat.post);
    let facts = Summary::new().row(lang, texts::NAME, html! { strong { (me.name) } }).row(
        lang,
        texts::USERNAME,
        html! { (account.username) },
    );
    let words = |text: base::Text| html! { p { (text.get(lang)) } };
    let mut ways = vec![
        ("/tai-khoan/mat-khau", texts::CHANGE_PASSWORD, words(texts::PASSWORD_LEAD)),
        ("/tai-khoan/ma-xac-thuc", texts::SECOND_FACTOR, words(texts::SECOND_FACTOR_LEAD)),
        ("/tai-khoan/phien", texts::SESSIONS, words(texts::SESSIONS_LEAD)),
        ("/tai-khoan/khoa", texts::TOKENS, words(texts::TOKENS_LEAD)),
    ];
    if me.is_official() {
        ways.push(("/tai-khoan/uy-quyen", texts::DELEGATIONS, words(texts::DELEGATIONS_LEAD)));
    }
    let body = html! {
        (web::page_head(lang, None, texts::ACCOUNT, html! {}, html! {}))
        (facts)
        @if me.is_official() {
            (web::section(lang, texts::POSTS, html! {
                @if posts.is_empty() { p { (visit.t(texts::NO_POST)) } }
                @for post in &posts {
                    (Form::post("/tai-khoan/vi-tri", &visit.csrf).inline().body(html! {
                        input type="hidden" name="post" value=(post.id);
                        p {
                            strong { (post.role.get(lang)) } ", " (post.unit)
                            @if let Some(giver) = &post.lent_by { " (" (visit.t(texts::LENT)) ": " (giver) ")" }
                        }
                        @if acting == Some(post.id) { (web::status(lang, Tone::Good, texts::ACTING)) }
                        @else { (web::button(lang, texts::ACT_HERE).second()) }
                    }))
                }
            }))
        }
        (web::section(lang, texts::LANGUAGE, html! {
            (Form::post("/lang", &visit.csrf).inline().body(html! {
                input type="hidden" name="back" value="/tai-khoan";
                (web::button(lang, "Tiếng Việt").second().sends("lang", "vi"))
                (web::button(lang, "English").second().sends("lang", "en"))
            }))
        }))
        (web::section(lang, texts::SECURITY, html! {
            (web::cards(ways.iter().map(|(href, title, words)| (*href, title.get(lang), words.clone()))))
        }))
    };
    Ok(visit.page(&app, texts::ACCOUNT, body).await)
}

/// Chooses the post whose unit stands under what I do next.
pub async fn act_in(app: App, visit: Visit, posted: Posted) -> Answer {
    let me = visit.me()?.clone();
    app.write(move |tx| identity::act_as(tx, &me, forms::id_in(&posted, "post")?)).await?;
    Ok(see("/tai-khoan", texts::DONE))
}
