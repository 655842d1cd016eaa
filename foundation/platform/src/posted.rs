//! What was sent: a form with its files, or JSON, within limits.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, FromRequestParts, Multipart, Request},
    http::{header, request::Parts},
};
use base::{Error, Kind, Result, said};
use serde::de::DeserializeOwned;

use crate::{App, Failure, texts};

/// The whole of a form with its files.
pub const MOST_FORM_BYTES: usize = 64 << 20;
/// A JSON body; files go up as forms.
pub const MOST_JSON_BYTES: usize = 2 << 20;
const MOST_FIELDS: usize = 2_000;

/// A form that has passed the CSRF check at the door.
#[derive(Clone, Debug, Default)]
pub struct Posted {
    fields: Vec<(String, String)>,
    files: Vec<PostedFile>,
}

/// One file of a form. `name` is as the sender's machine called it, not to be trusted.
#[derive(Clone, Debug)]
pub struct PostedFile {
    pub field: String,
    pub name: String,
    pub bytes: Bytes,
}

impl Posted {
    /// The trimmed value of a field; empty if it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.fields.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.trim())
    }

    /// `None` for a field left empty.
    pub fn filled(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|v| !v.is_empty())
    }

    pub fn is_ticked(&self, name: &str) -> bool {
        matches!(self.text(name), "on" | "true" | "1" | "yes")
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.trim())
    }

    pub fn fields(&self) -> &[(String, String)] {
        &self.fields
    }

    pub fn files<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a PostedFile> {
        self.files.iter().filter(move |f| f.field == field && !(f.name.is_empty() && f.bytes.is_empty()))
    }

    /// Errors: `Invalid` naming the field when it is empty.
    pub fn required(&self, name: &str, title: base::Text) -> Result<&str> {
        self.filled(name).ok_or_else(|| {
            let (vi, en) = (title.vi.to_lowercase(), title.en.to_lowercase());
            Error::field(name, said!("Hãy nhập {vi}", "Enter {en}"))
        })
    }

    pub(crate) async fn read(request: Request<Body>) -> Result<Posted> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
        if kind.starts_with("multipart/form-data") {
            return Posted::read_multipart(request).await;
        }
        let bytes = read_body(request, MOST_JSON_BYTES).await?;
        if bytes.is_empty() {
            return Ok(Posted::default());
        }
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(Error::invalid(texts::BAD_FORM));
        }
        let fields: Vec<(String, String)> = form_urlencoded(&bytes).ok_or_else(|| Error::invalid(texts::BAD_FORM))?;
        Posted { fields, files: Vec::new() }.checked()
    }

    async fn read_multipart(request: Request<Body>) -> Result<Posted> {
        let bad = |_| Error::invalid(texts::BAD_FORM);
        let mut parts = Multipart::from_request(request, &()).await.map_err(|_| Error::invalid(texts::BAD_FORM))?;
        let mut posted = Posted::default();
        while let Some(part) = parts.next_field().await.map_err(bad)? {
            let field = part.name().unwrap_or_default().to_owned();
            match part.file_name().map(str::to_owned) {
                Some(name) => {
                    let bytes = part.bytes().await.map_err(too_large)?;
                    posted.files.push(PostedFile { field, name, bytes });
                }
                None => posted.fields.push((field, part.text().await.map_err(bad)?)),
            }
            if posted.fields.len() + posted.files.len() > MOST_FIELDS {
                return Err(Error::new(Kind::TooLarge, texts::TOO_LARGE));
            }
        }
        posted.checked()
    }

    /// NUL has no place in a form; every other limit belongs to the field.
    fn checked(self) -> Result<Posted> {
        if self.fields.len() > MOST_FIELDS {
            return Err(Error::new(Kind::TooLarge, texts::TOO_LARGE));
        }
        match self.fields.iter().find(|(n, v)| n.contains('\0') || v.contains('\0')) {
            Some((name, _)) => Err(Error::field(
                name.replace('\0', ""),
                base::text(
                    "Có ký tự không hợp lệ, hãy nhập lại",
                    "There is a character that is not allowed, type it again",
                ),
            )),
            None => Ok(self),
        }
    }
}

fn too_large(_: axum::extract::multipart::MultipartError) -> Error {
    Error::new(Kind::TooLarge, texts::TOO_LARGE)
}

pub(crate) async fn read_body(request: Request<Body>, most: usize) -> Result<Bytes> {
    axum::body::to_bytes(request.into_body(), most).await.map_err(|_| Error::new(Kind::TooLarge, texts::TOO_LARGE))
}

/// `None` if a percent escape is not UTF-8.
fn form_urlencoded(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let decode = |part: &[u8]| {
        let mut out = Vec::with_capacity(part.len());
        let mut rest = part.iter();
        while let Some(byte) = rest.next() {
            out.push(match byte {
                b'+' => b' ',
                b'%' => {
                    let hex = [*rest.next()?, *rest.next()?];
                    u8::from_str_radix(std::str::from_utf8(&hex).ok()?, 16).ok()?
                }
                other => *other,
            });
        }
        String::from_utf8(out).ok()
    };
    bytes
        .split(|b| *b == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let at = pair.iter().position(|b| *b == b'=').unwrap_or(pair.len());
            Some((decode(&pair[..at])?, decode(pair.get(at + 1..).unwrap_or_default())?))
        })
        .collect()
}

pub(crate) fn query(raw: &str) -> Option<Vec<(String, String)>> {
    form_urlencoded(raw.as_bytes())
}

/// The guard has read and checked the form; a handler only takes it.
impl FromRequestParts<App> for Posted {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Posted, Failure> {
        parts.extensions.remove::<Posted>().ok_or_else(|| Error::invalid(texts::BAD_FORM).into())
    }
}

/// A JSON body, with its bytes (an idempotent act compares them).
pub struct Sent<T> {
    pub body: T,
    pub bytes: Bytes,
}

impl<T: DeserializeOwned> FromRequest<App> for Sent<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Result<Sent<T>, Failure> {
        let bytes = read_body(request, MOST_JSON_BYTES).await?;
        let source: &[u8] = if bytes.is_empty() { b"{}" } else { &bytes };
        let body = serde_json::from_slice(source).map_err(|e| {
            let base::Text { vi, en } = texts::BAD_JSON;
            Error::invalid(said!("{vi} ({e})", "{en} ({e})"))
        })?;
        Ok(Sent { body, bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_decoded() {
        let fields = form_urlencoded(b"title=%C4%90%C6%B0%E1%BB%9Dng+h%E1%BB%8Fng&empty=&flag").unwrap();
        assert_eq!(fields[0], ("title".into(), "Đường hỏng".into()));
        assert_eq!(fields[1], ("empty".into(), "".into()));
        assert_eq!(fields[2], ("flag".into(), "".into()));
        assert!(form_urlencoded(b"x=%ff").is_none(), "not UTF-8");
        assert!(form_urlencoded(b"x=%4").is_none(), "cut short");
    }

    #[test]
    fn nul_is_refused_by_name() {
        let posted = Posted { fields: vec![("name".into(), "a\0b".into())], files: vec![] };
        assert_eq!(posted.checked().unwrap_err().fields[0].0, "name");
    }
}
