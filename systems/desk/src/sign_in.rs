//! The way in and out: password, code, and the choice of language and theme, which needs no account.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use axum_extra::extract::CookieJar;
use base::{Error, Kind, Lang};
use identity::{CitizenSignIn, Client, DemoCitizenSignIn, Must, SignIn};
use maud::{Markup, html};
use platform::{Answer, App, Posted, Visit, guard::SESSION_COOKIE, redirect, see};
use web::{Form, FormState, Here, Tab};

use crate::{back, forms, texts};

pub async fn form(app: App, visit: Visit) -> Answer {
    if let Some(me) = &visit.me {
        return Ok(redirect(back::onward(me.must, me.kind, visit.asked("back"))));
    }
    page(&app, &visit, visit.asked("cach") == CITIZEN, visit.asked("back"), FormState::empty(visit.lang)).await
}

/// The value of `cach` for the citizens' way in.
const CITIZEN: &str = "cong-dan";

async fn page(app: &App, visit: &Visit, citizen: bool, back: &str, state: FormState) -> Answer {
    let lang = visit.lang;
    let here = Here::parse("/dang-nhap").with("back", back);
    let tabs = [
        Tab::new(here.href(), visit.t(texts::WITH_USERNAME), !citizen),
        Tab::new(here.with("cach", CITIZEN).href(), visit.t(texts::CITIZENS), citizen),
    ];
    let body = html! {
        (web::error_summary(&state))
        h1 { (visit.t(texts::SIGN_IN)) }
        (web::tabs(lang, texts::WAYS, &tabs))
        @if citizen && !app.demo {
            p { (visit.t(texts::CITIZENS_BY_VNEID)) }
        } @else {
            (Form::post("/dang-nhap", &visit.csrf).body(html! {
                input type="hidden" name="back" value=(back);
                @if citizen {
                    input type="hidden" name="cach" value=(CITIZEN);
                    p { (visit.t(DemoCitizenSignIn.title())) }
                    (state.field("personal_number", texts::PERSONAL_NUMBER).width(web::Width::Medium).number())
                } @else {
                    (state.field("username", texts::USERNAME).width(web::Width::Medium).autocomplete("username").text())
                }
                (password_field(&state))
                (web::button(lang, texts::SIGN_IN))
            }))
            @if !citizen { p { (visit.t(texts::FORGOT)) } }
        }
    };
    Ok(visit.page(app, texts::SIGN_IN, body).await)
}

fn password_field(state: &FormState) -> Markup {
    state.field("password", texts::PASSWORD).width(web::Width::Medium).autocomplete("current-password").password()
}

pub async fn post(app: App, visit: Visit, posted: Posted) -> Answer {
    let citizen = posted.text("cach") == CITIZEN;
    if citizen && !app.demo {
        return Err(Error::forbidden(texts::CITIZENS_BY_VNEID).into());
    }
    let (house, guest, sent) = (app.clone(), visit.clone(), posted.clone());
    let signed_in = slow(move || {
        let client = client(&guest);
        // As it was typed: a password may begin or end with a space.
        let password =
            sent.fields().iter().find(|(name, _)| name == "password").map_or("", |(_, value)| value.as_str());
        if !citizen {
            return house.identity.sign_in(sent.text("username"), password, None, &client);
        }
        let answer = [("personal_number", sent.text("personal_number")), ("password", password)];
        let answer = answer.map(|(name, value)| (name.to_owned(), value.to_owned()));
        house.identity.sign_in_citizen(&DemoCitizenSignIn, &answer.into(), &client)
    })
    .await;
    match signed_in {
        Ok(signed_in) => enter(&app, signed_in, posted.text("back")).await,
        Err(e) => {
            let status = match e.kind {
                Kind::SignIn => StatusCode::UNAUTHORIZED,
                Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
                Kind::Forbidden => StatusCode::FORBIDDEN,
                Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
                _ => return Err(e.into()),
            };
            let state = FormState::new(visit.lang, posted.fields().iter().cloned()).with_error(&e);
            forms::with_status(page(&app, &visit, citizen, posted.text("back"), state).await, status)
        }
    }
}

/// Hashing a password takes long and must not stand in the way of other requests.
pub async fn slow<T: Send + 'static>(f: impl FnOnce() -> base::Result<T> + Send + 'static) -> base::Result<T> {
    tokio::task::spawn_blocking(f).await.map_err(Error::internal)?
}

pub fn client(visit: &Visit) -> Client<'_> {
    Client { address: &visit.address, agent: &visit.agent }
}

async fn enter(app: &App, signed_in: SignIn, back: &str) -> Answer {
    let account = signed_in.account;
    let who = app.read(move |tx| Ok(identity::account(tx, account)?.kind)).await?;
    let mut response = redirect(back::onward(signed_in.must, who, back));
    set_cookie(&mut response, &session_cookie(app, &signed_in.cookie, ""))?;
    Ok(response)
}

fn session_cookie(app: &App, value: &str, more: &str) -> String {
    let secure = if app.base_url.starts_with("https") { "; Secure" } else { "" };
    format!("{SESSION_COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{more}")
}

fn set_cookie(response: &mut Response, cookie: &str) -> base::Result<()> {
    response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_str(cookie).map_err(Error::internal)?);
    Ok(())
}

pub async fn code_form(app: App, visit: Visit) -> Answer {
    let me = visit.me()?;
    if visit.me()?.must != Some(Must::GiveCode) {
        return Ok(redirect(back::onward(me.must, me.kind, visit.asked("back"))));
    }
    code_page(&app, &visit, visit.asked("back"), FormState::empty(visit.lang)).await
}

async fn code_page(app: &App, visit: &Visit, back: &str, state: FormState) -> Answer {
    let lang = visit.lang;
    let body = html! {
        (web::error_summary(&state))
        h1 { (visit.t(texts::CODE_TITLE)) }
        (Form::post("/dang-nhap/ma", &visit.csrf).body(html! {
            input type="hidden" name="back" value=(back);
            (state.field("code", texts::CODE).hint(texts::CODE_HINT).width(web::Width::Medium).autocomplete("one-time-code").text())
            (web::button(lang, texts::CONTINUE))
        }))
    };
    Ok(visit.page(app, texts::CODE_TITLE, body).await)
}

pub async fn code(app: App, visit: Visit, jar: CookieJar, posted: Posted) -> Answer {
    let cookie = jar.get(SESSION_COOKIE).map(|c| c.value().to_owned()).unwrap_or_default();
    let (house, guest, typed) = (app.clone(), visit.clone(), posted.text("code").to_owned());
    match slow(move || house.identity.give_code(&cookie, &typed, &client(&guest))).await {
        Ok(signed_in) => enter(&app, signed_in, posted.text("back")).await,
        Err(e) => {
            let state = forms::typed(&visit, &Posted::default(), e)?;
            forms::again(code_page(&app, &visit, posted.text("back"), state).await)
        }
    }
}

pub async fn sign_out(app: App, visit: Visit) -> Answer {
    let me = visit.me()?.clone();
    app.write(move |tx| identity::sign_out(tx, &me)).await?;
    let mut response = see("/", texts::SIGNED_OUT);
    set_cookie(&mut response, &session_cookie(&app, "", "; Max-Age=0"))?;
    Ok(response)
}

const A_YEAR: u32 = 365 * 24 * 3600;

pub async fn language(app: App, visit: Visit, posted: Posted) -> Answer {
    let lang = Lang::from_tag(posted.text("lang"));
    if let Some(me) = visit.me.clone() {
        app.write(move |tx| identity::set_lang(tx, &me, lang)).await?;
    }
    choice("lang", lang.tag(), posted.text("back"))
}

pub async fn theme(posted: Posted) -> Answer {
    let theme = web::Theme::from_cookie(posted.text("theme"));
    choice("theme", theme.tag().unwrap_or("auto"), posted.text("back"))
}

fn choice(name: &str, value: &str, back: &str) -> Answer {
    let mut response = redirect(back::local(back).unwrap_or("/"));
    set_cookie(&mut response, &format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={A_YEAR}"))?;
    Ok(response)
}
