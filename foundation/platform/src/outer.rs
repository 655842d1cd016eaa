//! What surrounds every request: an id, a log line without personal data, metrics, headers, time limit, the page of an error.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use base::{Error, Kind, Lang};
use maud::html;
use tower_http::{catch_panic::CatchPanicLayer, compression::CompressionLayer, timeout::TimeoutLayer};

use crate::{
    App, Failure,
    posted::MOST_FORM_BYTES,
    texts,
    visit::{Circumstances, Visit},
};

#[derive(Clone)]
pub struct RequestId(pub String);

const SLOWEST: Duration = Duration::from_secs(30);

const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("permissions-policy", "camera=(self), microphone=(), geolocation=(), payment=()"),
    ("cross-origin-opener-policy", "same-origin"),
    ("x-frame-options", "DENY"),
];

/// The router with everything around it.
pub fn surround(router: Router<App>, app: App) -> Router {
    router
        .fallback(|| async { Failure(Error::not_found(texts::NO_SUCH_PAGE)) })
        .layer(DefaultBodyLimit::max(MOST_FORM_BYTES))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, SLOWEST))
        .layer(CatchPanicLayer::custom(|panic: Box<dyn std::any::Any + Send>| {
            let said = panic.downcast_ref::<String>().cloned();
            let said = said.or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()));
            Failure(Error::internal(format!("panic: {}", said.unwrap_or_default()))).into_response()
        }))
        .layer(middleware::from_fn_with_state(app.clone(), outer))
        .layer(CompressionLayer::new())
        .with_state(app)
}

#[expect(clippy::disallowed_methods, reason = "measures how long a request takes, for the metrics; no rule reads it")]
async fn outer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let started = std::time::Instant::now();
    let id = app.sources().new_id().to_string();
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let is_api = request.uri().path().starts_with("/api/");
    // The route's template, never the path: a path may name a dossier.
    let route = request.extensions().get::<MatchedPath>().map(|p| p.as_str().to_owned());
    let route = route.unwrap_or_else(|| "(none)".to_owned());

    let response = next.run(request).await;
    let mut response = explain(&app, response, is_api, &id);

    let status = response.status();
    let took = started.elapsed();
    metrics::counter!("tinhso_requests_total", "route" => route.clone(), "status" => status.as_u16().to_string())
        .increment(1);
    metrics::histogram!("tinhso_request_seconds", "route" => route.clone()).record(took.as_secs_f64());
    tracing::info!(%method, route, status = status.as_u16(), ms = took.as_millis() as u64, request = id, "request");

    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert("x-request-id", value);
    }
    if let Ok(value) = HeaderValue::from_str(&format!("app;dur={:.3}", took.as_secs_f64() * 1e3)) {
        headers.insert("server-timing", value);
    }
    let private = HeaderValue::from_static("private, no-store");
    headers.entry(header::CACHE_CONTROL).or_insert(private);
    response
}

/// Makes the page (or problem+json, RFC 9457) of an error that a handler or a layer left behind.
fn explain(app: &App, mut response: Response, is_api: bool, id: &str) -> Response {
    let error = response.extensions_mut().remove::<Error>().or_else(|| match response.status() {
        StatusCode::GATEWAY_TIMEOUT => Some(Error::new(Kind::Busy, texts::TOO_SLOW)),
        StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_FOUND
            if response.headers().get(header::CONTENT_TYPE).is_none() =>
        {
            Some(Error::not_found(texts::NO_SUCH_PAGE))
        }
        StatusCode::PAYLOAD_TOO_LARGE => Some(Error::new(Kind::TooLarge, texts::TOO_LARGE)),
        _ => None,
    });
    let Some(error) = error else { return response };
    if error.kind == Kind::Internal {
        tracing::error!(request = id, error = error.source.as_ref().map(|s| s.to_string()), "internal error");
    }
    let visit = response.extensions_mut().remove::<Visit>().unwrap_or_else(|| anonymous(id));
    let status = response.status();
    let body = if is_api {
        let fields: serde_json::Map<_, _> =
            error.fields.iter().map(|(name, said)| (name.clone(), serde_json::json!(said))).collect();
        let problem = serde_json::json!({
            "type": "about:blank",
            "title": status.canonical_reason(),
            "status": status.as_u16(),
            "detail": error.get(visit.lang),
            "message": error.said,
            "fields": fields,
            "request": id,
        });
        ([(header::CONTENT_TYPE, "application/problem+json")], problem.to_string()).into_response()
    } else {
        let title = error.get(visit.lang).to_owned();
        let shell = visit.shell(app, &title, Default::default());
        web::page(&shell, html! { (web::error_page(&shell, &error, id)) }).into_response()
    };
    let (mut parts, _) = response.into_parts();
    let (body_parts, body) = body.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.extend(body_parts.headers);
    Response::from_parts(parts, body)
}

/// Nobody in particular: an address that has no door.
fn anonymous(id: &str) -> Visit {
    Visit(Arc::new(Circumstances {
        me: None,
        lang: Lang::Vi,
        theme: String::new(),
        csrf: String::new(),
        path: "/".to_owned(),
        query: Vec::new(),
        request_id: id.to_owned(),
        client: String::new(),
        address: String::new(),
        agent: String::new(),
        flash: None,
    }))
}
