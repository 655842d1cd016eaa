//! 32 random bytes in a cookie or a bearer string; the database holds only their hash.
//! Outside this crate they travel as text and are never printed.

use std::fmt;

use base::Sources;
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// What a browser or a program shows to be known again: of a session, a token, or an anonymous visitor.
#[derive(Clone)]
pub(crate) struct Secret([u8; 32]);

/// Before a bearer string, so that people and scanners of leaked secrets know it.
const BEARER: &str = "tinhso_";

impl Secret {
    pub fn new(bytes: [u8; 32]) -> Secret {
        Secret(bytes)
    }

    /// The cookie's value: 43 letters of base64url.
    pub fn to_cookie(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    pub fn from_cookie(value: &str) -> Option<Secret> {
        let bytes = BASE64URL_NOPAD.decode(value.as_bytes()).ok()?;
        bytes.try_into().ok().map(Secret)
    }

    /// `tinhso_` and the same 43 letters (RFC 6750 `Authorization: Bearer`).
    pub fn to_bearer(&self) -> String {
        format!("{BEARER}{}", self.to_cookie())
    }

    pub fn from_bearer(value: &str) -> Option<Secret> {
        Secret::from_cookie(value.strip_prefix(BEARER)?)
    }

    /// SHA-256: enough for 256 random bits, where a password needs a slow hash.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A cookie for somebody who is not signed in, so that his forms too carry a token.
pub fn visitor_cookie(sources: &Sources) -> String {
    Secret::new(sources.random()).to_cookie()
}

/// What every form of this browser carries: derived from its cookie (of session or visitor), which other sites cannot read.
pub fn csrf_token(cookie: &str) -> String {
    BASE64URL_NOPAD.encode(&mac(cookie.as_bytes(), b"csrf"))
}

/// Whether a form carries the token of its browser; in constant time.
pub fn csrf_matches(token: &str, given: &str) -> bool {
    token.as_bytes().ct_eq(given.as_bytes()).into()
}

/// HMAC-SHA256.
pub(crate) fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_and_a_bearer_string_read_back_and_are_not_mistaken_for_each_other() {
        let it = Secret::new([1; 32]);
        assert_eq!(Secret::from_cookie(&it.to_cookie()).unwrap().hash(), it.hash());
        assert_eq!(Secret::from_bearer(&it.to_bearer()).unwrap().hash(), it.hash());
        assert!(Secret::from_cookie(&it.to_bearer()).is_none());
        assert!(Secret::from_bearer(&it.to_cookie()).is_none());
        assert!(Secret::from_cookie("short").is_none());
        assert_eq!(format!("{it:?}"), "Secret(…)");
    }

    #[test]
    fn a_form_of_another_browser_is_refused() {
        let sources = Sources::fixed(base::Moment::from_ms(0), 1).0;
        let (mine, other) = (visitor_cookie(&sources), visitor_cookie(&sources));
        assert!(csrf_matches(&csrf_token(&mine), &csrf_token(&mine)));
        assert!(!csrf_matches(&csrf_token(&mine), &csrf_token(&other)));
        assert!(!csrf_matches(&csrf_token(&mine), ""));
        assert!(!csrf_matches(&csrf_token(&mine), &mine));
    }
}
