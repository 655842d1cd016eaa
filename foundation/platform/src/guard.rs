//! The door: who comes, may he pass, is the form his own.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::extract::CookieJar;
use base::{Error, Lang, Result, Said};
use identity::{Me, Must, Who};
use sha2::{Digest, Sha256};

use crate::{
    App, Door, Failure, Needs, Posted,
    outer::RequestId,
    posted, texts,
    visit::{Circumstances, Visit},
};

pub const SESSION_COOKIE: &str = "tinhso_session";
pub const VISITOR_COOKIE: &str = "tinhso_visitor";

#[derive(Clone)]
pub struct Guard(Arc<(App, Door)>);

impl Guard {
    pub fn new(app: App, door: Door) -> Guard {
        Guard(Arc::new((app, door)))
    }
}

pub async fn guard(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let (app, door) = &*guard.0;
    let (parts, body) = request.into_parts();
    let (visit, new_visitor) = match meet(app, door, &parts).await {
        Ok(met) => met,
        Err(e) => return Failure(e).into_response(),
    };
    let mut response = match pass(door, &visit, Request::from_parts(parts, body)).await {
        Ok(mut request) => {
            request.extensions_mut().insert(visit.clone());
            next.run(request).await
        }
        Err(e) if e.kind == base::Kind::SignIn && !door.is_api() && door.method == Method::GET => {
            let here = web::Here::parse("/dang-nhap").with("back", visit.here());
            let here = if door.needs == Needs::Citizen { here.with("cach", "cong-dan") } else { here };
            crate::redirect(here.href())
        }
        Err(e) => match must_first(&visit) {
            Some(address) if !door.is_api() => crate::redirect(address),
            _ => Failure(e).into_response(),
        },
    };
    let set_cookie = |response: &mut Response, cookie: String| {
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    };
    if let Some(secret) = new_visitor {
        set_cookie(&mut response, format!("{VISITOR_COOKIE}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200"));
    }
    if visit.flash.is_some() && response.status().is_success() {
        set_cookie(&mut response, "flash=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0".to_owned());
    }
    response.extensions_mut().insert(visit);
    response
}

/// The doors that lead on for somebody who must do something first: whoever knows the password alone goes no further
/// than the code.
fn way_on(must: Must) -> &'static [&'static str] {
    match must {
        Must::GiveCode => &["/dang-nhap/ma", "/dang-xuat"],
        Must::ChangePassword => &["/tai-khoan/mat-khau", "/dang-xuat"],
        Must::EnrolSecondFactor => &["/tai-khoan/ma-xac-thuc", "/tai-khoan/ma-xac-thuc/bat-dau", "/dang-xuat"],
    }
}

/// Where somebody is sent who must do something before he works.
fn must_first(visit: &Visit) -> Option<&'static str> {
    Some(match visit.me.as_ref()?.must? {
        Must::GiveCode => "/dang-nhap/ma",
        Must::ChangePassword => "/tai-khoan/mat-khau",
        Must::EnrolSecondFactor => "/tai-khoan/ma-xac-thuc",
    })
}

/// Reads who comes. The second value is the secret of a visitor who came without one.
async fn meet(app: &App, door: &Door, request: &Parts) -> Result<(Visit, Option<String>)> {
    let headers = &request.headers;
    let jar = CookieJar::from_headers(headers);
    let cookie = |name: &str| jar.get(name).map(|c| c.value().to_owned());
    let (me, secret, new_visitor) = if door.is_api() {
        (by_token(app, headers).await?, String::new(), None)
    } else {
        match by_session(app, cookie(SESSION_COOKIE)).await? {
            Some((me, secret)) => (Some(me), secret, None),
            None => match cookie(VISITOR_COOKIE).filter(|s| s.len() == 43) {
                Some(secret) => (None, secret, None),
                None => {
                    let secret = identity::visitor_cookie(app.sources());
                    (None, secret.clone(), Some(secret))
                }
            },
        }
    };
    let query = posted::query(request.uri.query().unwrap_or_default());
    let query = query.ok_or_else(|| Error::invalid(texts::BAD_QUERY))?;
    if query.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')) {
        return Err(Error::invalid(texts::BAD_QUERY));
    }
    let forwarded: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok()).collect();
    let peer = request.extensions.get::<ConnectInfo<std::net::SocketAddr>>().map(|c| c.0.ip());
    let address = peer.map(|peer| app.beside.client(peer, &forwarded).to_string()).unwrap_or_default();
    let circumstances = Circumstances {
        me,
        lang: language(cookie("lang"), headers, door),
        theme: cookie("theme").filter(|t| t == "dark" || t == "light").unwrap_or_default(),
        csrf: identity::csrf_token(&secret),
        path: request.uri.path().to_owned(),
        query,
        request_id: request.extensions.get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default(),
        client: client(&address),
        address,
        agent: headers
            .get(header::USER_AGENT)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
            .chars()
            .take(200)
            .collect(),
        flash: cookie("flash").and_then(|value| flash(&value)),
    };
    Ok((Visit(Arc::new(circumstances)), new_visitor))
}

/// Vietnamese unless the reader chose English; an API caller chooses by Accept-Language.
fn language(cookie: Option<String>, headers: &HeaderMap, door: &Door) -> Lang {
    match cookie {
        Some(tag) => Lang::from_tag(&tag),
        None if door.is_api() => {
            let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
            accepted.map(Lang::from_tag).unwrap_or_default()
        }
        None => Lang::Vi,
    }
}

async fn by_session(app: &App, secret: Option<String>) -> Result<Option<(Me, String)>> {
    let Some(secret) = secret.filter(|s| s.len() == 43) else { return Ok(None) };
    let me = app.identity.by_session(&secret).await?;
    Ok(me.map(|me| (me, secret)))
}

async fn by_token(app: &App, headers: &HeaderMap) -> Result<Option<Me>> {
    let bearer = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
    let Some(token) = bearer.and_then(|v| v.strip_prefix("Bearer ")).filter(|t| t.len() < 200) else {
        return Ok(None);
    };
    app.identity.by_token(token.trim()).await
}

/// The door's right, and for a form that it was sent from our own page.
async fn pass(door: &Door, visit: &Visit, request: Request<Body>) -> Result<Request<Body>> {
    allowed(door, visit.me.as_ref())?;
    if door.method != Method::POST || door.is_api() {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    let for_form = Request::from_parts(parts.clone(), body);
    let form = Posted::read(for_form).await?;
    if !identity::csrf_matches(&visit.csrf, form.text("_csrf")) {
        return Err(Error::forbidden(texts::STALE_FORM));
    }
    let mut request = Request::from_parts(parts, Body::empty());
    request.extensions_mut().insert(form);
    Ok(request)
}

fn allowed(door: &Door, me: Option<&Me>) -> Result<()> {
    let Some(me) = me else {
        return match door.needs {
            Needs::Public => Ok(()),
            _ if door.is_api() => Err(Error::new(base::Kind::SignIn, texts::TOKEN_NEEDED)),
            _ => Err(Error::sign_in()),
        };
    };
    // Until the code is given or the password changed, an account has no rights; only these doors lead on.
    if let Some(must) = me.must
        && door.needs != Needs::Public
        && !way_on(must).contains(&door.path)
    {
        return Err(Error::forbidden(texts::SOMETHING_FIRST));
    }
    match door.needs {
        Needs::Public | Needs::SignedIn => Ok(()),
        Needs::Citizen if me.kind == Who::Citizen => Ok(()),
        Needs::Official if me.kind == Who::Official => Ok(()),
        Needs::Right(right) if me.has(right) => Ok(()),
        Needs::Citizen => Err(Error::forbidden(texts::CITIZENS_ONLY)),
        Needs::Official => Err(Error::forbidden(texts::OFFICIALS_ONLY)),
        Needs::Right(_) => Err(Error::forbidden(texts::NO_RIGHT)),
    }
}

/// A hash of the address, so that limits need not keep it.
fn client(address: &str) -> String {
    data_encoding::BASE64URL_NOPAD.encode(&Sha256::digest(address.as_bytes())[..12])
}

fn flash(value: &str) -> Option<Said> {
    let text = String::from_utf8(data_encoding::BASE64URL_NOPAD.decode(value.as_bytes()).ok()?).ok()?;
    let (vi, en) = text.split_once('\u{1f}')?;
    Some(Said::new(vi, en))
}
