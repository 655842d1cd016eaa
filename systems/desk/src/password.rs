//! Changing one's own password, by choice or because somebody else has seen it.

use base::Error;
use identity::Must;
use maud::html;
use platform::{Answer, App, Posted, Visit, see};
use web::{Form, FormState, Tone};

use crate::{back, forms, sign_in, texts};

pub async fn form(app: App, visit: Visit) -> Answer {
    page(&app, &visit, visit.asked("back"), FormState::empty(visit.lang)).await
}

async fn page(app: &App, visit: &Visit, back: &str, state: FormState) -> Answer {
    let (lang, me) = (visit.lang, visit.me()?);
    let body = html! {
        (web::error_summary(&state))
        (web::page_head(lang, None, texts::CHANGE_PASSWORD, html! { (visit.t(texts::PASSWORD_LEAD)) }, html! {}))
        @if me.must == Some(Must::ChangePassword) { (web::notice(lang, Tone::Warn, texts::MUST_CHANGE, html! {})) }
        (Form::post("/tai-khoan/mat-khau", &visit.csrf).body(html! {
            input type="hidden" name="back" value=(back);
            (state.field("old", texts::OLD_PASSWORD).width(web::Width::Medium).autocomplete("current-password").password())
            (state.field("password", texts::NEW_PASSWORD).hint(texts::NEW_PASSWORD_HINT).width(web::Width::Medium)
                .autocomplete("new-password").password())
            (state.field("again", texts::REPEAT_PASSWORD).width(web::Width::Medium).autocomplete("new-password").password())
            (web::button(lang, texts::CHANGE_PASSWORD))
        }))
    };
    Ok(visit.page(app, texts::CHANGE_PASSWORD, body).await)
}

pub async fn post(app: App, visit: Visit, posted: Posted) -> Answer {
    let me = visit.me()?.clone();
    let (house, guest, sent) = (app.clone(), visit.clone(), posted.clone());
    let done = sign_in::slow(move || {
        // As they were typed: a password may begin or end with a space.
        let typed = |field: &str| sent.fields().iter().find(|(name, _)| name == field).map_or("", |(_, value)| value);
        if typed("password") != typed("again") {
            return Err(Error::field("again", texts::NOT_THE_SAME));
        }
        house.identity.change_password(&me, typed("old"), typed("password"), &sign_in::client(&guest))
    })
    .await;
    match done {
        Ok(()) => {
            let me = visit.me()?;
            let to = back::wanted(posted.text("back")).unwrap_or(back::home(me.kind));
            Ok(see(to, texts::PASSWORD_CHANGED))
        }
        Err(e) => {
            let state = forms::typed(&visit, &posted, e)?;
            forms::again(page(&app, &visit, posted.text("back"), state).await)
        }
    }
}
