//! Styles, scripts, fonts and drawings, built by `script/assets` into web/dist and carried in the binary.

use std::{borrow::Cow, sync::LazyLock};

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Dist;

/// Where the assets are served: `/assets/{hash}/{file}`.
pub const PREFIX: &str = "/assets";

/// Changes with any of the files, so that an address under it never changes its content.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<_> = Dist::iter().collect();
    names.sort();
    let mut hash = Fnv::new();
    for name in names {
        hash.add(name.as_bytes());
        if let Some(file) = Dist::get(&name) {
            hash.add(&file.metadata.sha256_hash());
        }
    }
    format!("{:016x}", hash.0)
});

pub fn hash() -> &'static str {
    &HASH
}

/// `app.css` → `/assets/3f2a…/app.css`
pub fn url(file: &str) -> String {
    format!("{PREFIX}/{}/{file}", hash())
}

/// The bytes and the content type of what stands behind `/assets/`: `3f2a…/app.css`. A page of the version before asks with
/// an older hash and gets today's file, which `is_current` tells from one that may be cached for ever.
pub fn get(path: &str) -> Option<(Cow<'static, [u8]>, &'static str)> {
    let file = path.split_once('/').map_or(path, |(_, file)| file);
    let content_type = match file.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        "png" => "image/png",
        "json" => "application/json",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    };
    Some((Dist::get(file)?.data, content_type))
}

pub fn is_current(path: &str) -> bool {
    path.split_once('/').is_some_and(|(hash, _)| hash == *HASH)
}

/// FNV-1a over what are already SHA-256 sums: it only has to differ between two builds.
struct Fnv(u64);

impl Fnv {
    fn new() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_not_served() {
        assert!(get("x/nothing.css").is_none());
        assert!(get("x/../../Cargo.toml").is_none());
        assert!(get("").is_none());
    }

    #[test]
    fn only_an_address_with_todays_hash_is_current() {
        assert!(is_current(&format!("{}/app.css", hash())));
        assert!(!is_current("0000000000000000/app.css"));
        assert!(url("app.css").ends_with("/app.css"));
    }
}
