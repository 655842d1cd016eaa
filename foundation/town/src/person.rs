//! Somebody at a browser, or a program in his name.

use std::cell::RefCell;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Request, header},
};
use base::Id;
use identity::{By, Me, NewToken, SignIn};
use platform::guard::{SESSION_COOKIE, VISITOR_COOKIE};
use serde_json::Value;
use tower::ServiceExt;

use crate::{Cookies, Page, Town};

pub struct Person<'t> {
    town: &'t Town,
    pub username: String,
    pub name: String,
    pub account: Id,
    pub person: Id,
    cookies: RefCell<Cookies>,
    /// A bearer token, and the rights with which it was made.
    token: RefCell<Option<(Vec<String>, String)>>,
}

impl<'t> Person<'t> {
    pub(crate) fn signed_in(town: &'t Town, username: String, name: String, signed_in: SignIn) -> Person<'t> {
        let SignIn { cookie, account, person, .. } = signed_in;
        let cookies = RefCell::new(Cookies::from([(SESSION_COOKIE.to_owned(), cookie)]));
        Person { town, username, name, account, person, cookies, token: RefCell::default() }
    }

    pub(crate) fn stranger(town: &'t Town) -> Person<'t> {
        let secret = identity::visitor_cookie(town.app().sources());
        let cookies = RefCell::new(Cookies::from([(VISITOR_COOKIE.to_owned(), secret)]));
        let (username, name, nobody) = ("stranger".to_owned(), String::new(), Id::NONE);
        Person { town, username, name, account: nobody, person: nobody, cookies, token: RefCell::default() }
    }

    /// With the rights of now, for acts that are called without a page.
    pub fn me(&self) -> Me {
        let (keeper, account) = (self.town.app().identity.clone(), self.account);
        self.town.read(move |tx| keeper.me_of(tx, account)).unwrap_or_else(|e| panic!("{}: {e}", self.username))
    }

    /// The token that this browser's forms carry: from its session once it has one.
    pub fn csrf(&self) -> String {
        let cookies = self.cookies.borrow();
        let secret = cookies.get(SESSION_COOKIE).or_else(|| cookies.get(VISITOR_COOKIE));
        secret.map(|secret| identity::csrf_token(secret)).unwrap_or_default()
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Page {
        self.browse(Method::GET, path, "", Vec::new())
    }

    /// A form as the browser sends it, with the page's token.
    #[track_caller]
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let csrf = self.csrf();
        let token = ("_csrf", csrf.as_str());
        let all = std::iter::once(&token).chain(fields);
        let pairs: Vec<String> = all.map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
        self.browse(Method::POST, path, "application/x-www-form-urlencoded", pairs.join("&").into_bytes())
    }

    /// A form without the page's token, as another site would send it.
    #[track_caller]
    pub fn post_forged(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let pairs: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
        self.browse(Method::POST, path, "application/x-www-form-urlencoded", pairs.join("&").into_bytes())
    }

    /// A form with files: (field, name of the file, bytes).
    #[track_caller]
    pub fn post_files(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Page {
        const BOUNDARY: &str = "town-5f2c9a1e7b";
        let csrf = self.csrf();
        let mut body = Vec::new();
        for (name, value) in std::iter::once(&("_csrf", csrf.as_str())).chain(fields) {
            let head = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend([head.as_bytes(), value.as_bytes(), b"\r\n"].concat());
        }
        for (field, name, bytes) in files {
            let head = format!(
                "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\
                 content-type: application/octet-stream\r\n\r\n"
            );
            body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
        }
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        self.browse(Method::POST, path, &format!("multipart/form-data; boundary={BOUNDARY}"), body)
    }

    /// By bearer token; a stranger has none. `Value::Null` sends no body.
    #[track_caller]
    pub fn api(&self, method: &str, path: &str, body: Value) -> Page {
        self.api_with(method, path, &[], body)
    }

    #[track_caller]
    pub fn api_with(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Value) -> Page {
        let mut all = HeaderMap::new();
        if self.account != Id::NONE {
            all.insert(header::AUTHORIZATION, value(&format!("Bearer {}", self.bearer())));
        }
        for (name, content) in headers {
            all.insert(HeaderName::from_bytes(name.as_bytes()).expect("a header's name"), value(content));
        }
        all.insert(header::CONTENT_TYPE, value("application/json"));
        let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        self.send(method, path, all, bytes)
    }

    /// A token with all rights of today: a new one once they have changed.
    fn bearer(&self) -> String {
        let (limits, me) = (*self.town.app().identity.limits(), self.me());
        let rights: Vec<String> = me.rights().names().map(str::to_owned).collect();
        if let Some((of, token)) = &*self.token.borrow()
            && *of == rights
        {
            return token.clone();
        }
        let ends_at = self.town.now().plus_minutes(limits.session_minutes / 2);
        let new = NewToken { name: "town".into(), rights: None, ends_at: Some(ends_at) };
        let made = self.town.write(move |tx| identity::create_token(tx, By::Operator, &limits, &me, &new));
        let token = made.unwrap_or_else(|e| panic!("{} gets a token: {e}", self.username)).1;
        self.token.replace(Some((rights, token.clone())));
        token
    }

    #[track_caller]
    fn browse(&self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Page {
        let mut headers = HeaderMap::new();
        let cookies: Vec<String> =
            self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")).collect();
        headers.insert(header::COOKIE, value(&cookies.join("; ")));
        if !kind.is_empty() {
            headers.insert(header::CONTENT_TYPE, value(kind));
        }
        let page = self.send(method, path, headers, body);
        self.keep(&page);
        page
    }

    /// Keeps the cookies of the answer and forgets those that are over.
    fn keep(&self, page: &Page) {
        let mut cookies = self.cookies.borrow_mut();
        for set in page.headers.get_all(header::SET_COOKIE).iter().filter_map(|v| v.to_str().ok()) {
            let Some((name, value)) = set.split(';').next().and_then(|pair| pair.split_once('=')) else { continue };
            if set.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    #[track_caller]
    fn send(&self, method: Method, path: &str, headers: HeaderMap, body: Vec<u8>) -> Page {
        let asked = format!("{} {method} {path}", self.username);
        let mut request = Request::new(Body::from(body));
        *request.method_mut() = method;
        *request.uri_mut() = path.parse().unwrap_or_else(|e| panic!("{path}: {e}"));
        *request.headers_mut() = headers;
        let router = self.town.router.clone();
        let answered = self.town.warnings.during(|| {
            self.town.runtime.block_on(async {
                let response = router.oneshot(request).await.expect("a router answers");
                let (parts, body) = response.into_parts();
                let bytes = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
                Page::new(asked, parts.status, parts.headers, bytes.to_vec())
            })
        });
        if answered.status == 500 {
            eprintln!("{}: {:#?}", answered.asked, self.town.warnings.all());
        }
        answered
    }
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_bytes(text.as_bytes()).expect("a header's value")
}

/// Percent escapes of a form (WHATWG URL, application/x-www-form-urlencoded).
pub fn escape(text: &str) -> String {
    let escaped = |byte: u8| match byte {
        b' ' => "+".to_owned(),
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'*' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(escaped).collect()
}
