//! What a handler returns. An error is carried to the outermost layer, which knows the language and the face of the page.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base::{Error, Kind, Said};
use serde::Serialize;

/// What every handler returns.
pub type Answer = Result<Response, Failure>;

/// A `base::Error` on its way to the reader.
#[derive(Debug)]
pub struct Failure(pub Error);

impl<E: Into<Error>> From<E> for Failure {
    fn from(e: E) -> Failure {
        Failure(e.into())
    }
}

pub fn status_of(kind: Kind) -> StatusCode {
    match kind {
        Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::SignIn => StatusCode::UNAUTHORIZED,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::NotFound => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Kind::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = status_of(self.0.kind).into_response();
        if matches!(self.0.kind, Kind::Busy | Kind::TooMany) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response.extensions_mut().insert(self.0);
        response
    }
}

/// After an act: go and look at `to` (303).
pub fn redirect(to: impl AsRef<str>) -> Response {
    axum::response::Redirect::to(to.as_ref()).into_response()
}

/// After an act: go and look at `to`, where `said` is shown once.
pub fn see(to: impl AsRef<str>, said: impl Into<Said>) -> Response {
    let said = said.into();
    let text = format!("{}\u{1f}{}", said.vi, said.en);
    let value = data_encoding::BASE64URL_NOPAD.encode(text.as_bytes());
    let mut response = redirect(to);
    if let Ok(cookie) = HeaderValue::from_str(&format!("flash={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=60")) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

pub fn json(body: &impl Serialize) -> Answer {
    let bytes = serde_json::to_vec(body).map_err(Error::internal)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], bytes).into_response())
}

pub fn created(body: &impl Serialize, location: &str) -> Answer {
    let mut response = json(body)?;
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// Bytes shown in the browser (a PDF, a picture).
pub fn file(bytes: Vec<u8>, media_type: &str, name: &str) -> Response {
    content(bytes, media_type, name, "inline")
}

/// Bytes saved by the browser under `name`.
pub fn download(bytes: Vec<u8>, media_type: &str, name: &str) -> Response {
    content(bytes, media_type, name, "attachment")
}

fn content(bytes: Vec<u8>, media_type: &str, name: &str, how: &str) -> Response {
    // RFC 6266: a plain name for old readers, the true one in UTF-8.
    let plain: String = base::text::fold(name).chars().map(|c| if is_plain(c) { c } else { '-' }).collect();
    let utf8: String = name
        .bytes()
        .map(|b| if is_plain(b.into()) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect();
    let disposition = format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{utf8}");
    Response::builder()
        .header(header::CONTENT_TYPE, media_type)
        .header(header::CONTENT_DISPOSITION, disposition)
        .header(header::CACHE_CONTROL, "private, no-store")
        .body(Body::from(bytes))
        .unwrap_or_else(|e| Failure(Error::internal(e)).into_response())
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')
}
