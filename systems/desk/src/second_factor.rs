//! The second factor: turned on with a QR code and a first code, recovery codes shown once, turned off with a code.

use base::Result;
use identity::{Account, Must};
use maud::{Markup, html};
use platform::{Answer, App, Posted, Visit, see};
use web::{Form, FormState, Summary, Tone};

use crate::{back, forms, texts};

const PATH: &str = "/tai-khoan/ma-xac-thuc";

pub async fn show(app: App, visit: Visit) -> Answer {
    page(&app, &visit, FormState::empty(visit.lang)).await
}

async fn page(app: &App, visit: &Visit, state: FormState) -> Answer {
    let (lang, me) = (visit.lang, visit.me()?.clone());
    let account_id = me.account;
    let (account, left) = app
        .read(move |tx| Ok((identity::account(tx, account_id)?, identity::recovery_codes_left(tx, account_id)?)))
        .await?;
    let body = html! {
        (web::error_summary(&state))
        (web::page_head(lang, None, texts::SECOND_FACTOR, html! { (visit.t(texts::SECOND_FACTOR_LEAD)) }, html! {}))
        @if me.must == Some(Must::EnrolSecondFactor) { (web::notice(lang, Tone::Warn, texts::MUST_ENROL, html! {})) }
        (match account.second_factor_since {
            Some(_) => on(visit, &account, left, me.second_factor_needed, &state),
            None => html! {
                p { (web::status(lang, Tone::Plain, texts::IS_OFF)) }
                (Form::post(format!("{PATH}/bat-dau"), &visit.csrf).body(html! {
                    input type="hidden" name="back" value=(visit.asked("back"));
                    (web::button(lang, texts::BEGIN))
                }))
            },
        })
    };
    Ok(visit.page(app, texts::SECOND_FACTOR, body).await)
}

fn on(visit: &Visit, account: &Account, left: i64, needed: bool, state: &FormState) -> Markup {
    let lang = visit.lang;
    let facts = Summary::new()
        .row(lang, texts::IS_ON_SINCE, account.second_factor_since.map(web::moment).unwrap_or_default())
        .row(lang, texts::CODES_LEFT, html! { (left) });
    html! {
        (facts)
        (Form::post(format!("{PATH}/ma-du-phong"), &visit.csrf).body(html! {
            (web::button(lang, texts::NEW_CODES).second())
        }))
        @if !needed {
            (web::section(lang, texts::TURN_OFF, html! {
                (Form::post(format!("{PATH}/tat"), &visit.csrf).body(html! {
                    (code_field(state))
                    (web::button(lang, texts::TURN_OFF).danger())
                }))
            }))
        }
    }
}

fn code_field(state: &FormState) -> Markup {
    state
        .field("code", texts::CODE)
        .hint(texts::CODE_HINT)
        .width(web::Width::Short)
        .autocomplete("one-time-code")
        .text()
}

pub async fn begin(app: App, visit: Visit, posted: Posted) -> Answer {
    let me = visit.me()?.clone();
    let house = app.clone();
    let enrolment = app.write(move |tx| identity::enrol_totp(tx, house.identity.vault(), &me)).await?;
    let state = FormState::empty(visit.lang)
        .with("secret", enrolment.base32)
        .with("uri", enrolment.uri)
        .with("back", posted.text("back"));
    scan(&app, &visit, state).await
}

/// The secret is shown only by this answer; the form carries it, so that a wrong code does not begin it all anew.
async fn scan(app: &App, visit: &Visit, state: FormState) -> Answer {
    let lang = visit.lang;
    let body = html! {
        (web::error_summary(&state))
        (web::page_head(lang, None, texts::SECOND_FACTOR, html! { (visit.t(texts::SCAN)) }, html! {}))
        (web::qr(lang, state.value("uri"), texts::SECOND_FACTOR)?)
        p { (visit.t(texts::SECRET)) ": " code { (in_fours(state.value("secret"))) } }
        (Form::post(PATH, &visit.csrf).body(html! {
            @for name in ["secret", "uri", "back"] { input type="hidden" name=(name) value=(state.value(name)); }
            (code_field(&state))
            (web::button(lang, texts::CONFIRM))
        }))
    };
    Ok(visit.page(app, texts::SECOND_FACTOR, body).await)
}

fn in_fours(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

pub async fn confirm(app: App, visit: Visit, posted: Posted) -> Answer {
    let me = visit.me()?.clone();
    let (house, code) = (app.clone(), posted.text("code").to_owned());
    match app.write(move |tx| identity::confirm_totp(tx, house.identity.vault(), &me, &code)).await {
        Ok(codes) => recovery_codes(&app, &visit, &codes, posted.text("back")).await,
        Err(e) => {
            let state = forms::typed(&visit, &posted, e)?;
            forms::again(scan(&app, &visit, state).await)
        }
    }
}

pub async fn new_codes(app: App, visit: Visit) -> Answer {
    let me = visit.me()?.clone();
    let house = app.clone();
    let codes = app.write(move |tx| identity::new_recovery_codes(tx, house.identity.vault(), &me)).await?;
    recovery_codes(&app, &visit, &codes, "").await
}

async fn recovery_codes(app: &App, visit: &Visit, codes: &[String], back: &str) -> Answer {
    let (lang, me) = (visit.lang, visit.me()?);
    let onward = back::wanted(back).unwrap_or(back::home(me.kind));
    let body = html! {
        (web::page_head(lang, None, texts::RECOVERY_CODES, html! { (visit.t(texts::RECOVERY_LEAD)) }, html! {}))
        (web::notice(lang, Tone::Warn, texts::ONCE_ONLY, html! {}))
        ol { @for code in codes { li { code { (code) } } } }
        (web::toolbar(html! {
            (web::button(lang, web::texts::PRINT).second().prints())
            (web::link_button(lang, onward, texts::CONTINUE))
        }))
    };
    Ok(visit.page(app, texts::RECOVERY_CODES, body).await)
}

pub async fn turn_off(app: App, visit: Visit, posted: Posted) -> Answer {
    let me = visit.me()?.clone();
    let (house, code) = (app.clone(), posted.text("code").to_owned());
    let done: Result<()> = match may_try(&app, &me) {
        Ok(()) => app.write(move |tx| identity::turn_off_totp(tx, house.identity.vault(), &me, &code)).await,
        Err(e) => Err(e),
    };
    match done {
        Ok(()) => Ok(see(PATH, texts::TURNED_OFF)),
        Err(e) => {
            let state = forms::typed(&visit, &Posted::default(), e)?;
            forms::again(page(&app, &visit, state).await)
        }
    }
}

/// Six digits could be guessed by whoever sits down at an open session.
fn may_try(app: &App, me: &identity::Me) -> Result<()> {
    app.limits.take("second-factor-off", &me.account.to_string(), 5, 1.0, app.now())
}
