//! Where one goes on to after signing in, or after a choice.

use identity::{Must, Who};
use web::Here;

/// A path of this site, or nothing: another site's address must never come out of our own.
pub fn local(path: &str) -> Option<&str> {
    let plain = path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    (path.starts_with('/') && !path.starts_with("//") && plain).then_some(path)
}

/// The page that was asked for before the sign-in, which is none of those that lead in and out.
pub fn wanted(path: &str) -> Option<&str> {
    local(path).filter(|path| !["/dang-nhap", "/dang-xuat"].iter().any(|door| path.starts_with(door)))
}

/// Where each begins his day.
pub fn home(who: Who) -> &'static str {
    match who {
        Who::Official => "/viec",
        Who::Citizen => "/toi",
    }
}

/// The page asked for, or first what must be done before it.
pub fn onward(must: Option<Must>, who: Who, back: &str) -> String {
    let first = match must {
        None => return wanted(back).unwrap_or(home(who)).to_owned(),
        Some(Must::GiveCode) => "/dang-nhap/ma",
        Some(Must::ChangePassword) => "/tai-khoan/mat-khau",
        Some(Must::EnrolSecondFactor) => "/tai-khoan/ma-xac-thuc",
    };
    Here::parse(first).with("back", wanted(back).unwrap_or_default()).href()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_site() {
        for wrong in [
            "https://evil.vn",
            "//evil.vn",
            "/\\evil.vn",
            "\\\\evil.vn",
            "javascript:alert(1)",
            "viec",
            "",
            "/viec\r\nSet-Cookie: a=b",
            "/\tevil.vn",
        ] {
            assert_eq!(local(wrong), None, "{wrong}");
        }
        assert_eq!(wanted("/dang-nhap?back=/viec"), None);
        assert_eq!(wanted("/ho-so?nhom=cho-tra&q=%C4%91"), Some("/ho-so?nhom=cho-tra&q=%C4%91"));
    }

    #[test]
    fn what_must_be_done_comes_before_the_page_that_was_asked_for() {
        assert_eq!(onward(None, Who::Official, ""), "/viec");
        assert_eq!(onward(None, Who::Citizen, "/toi/thong-bao"), "/toi/thong-bao");
        assert_eq!(onward(Some(Must::GiveCode), Who::Official, "/ho-so"), "/dang-nhap/ma?back=%2Fho-so");
        assert_eq!(onward(Some(Must::ChangePassword), Who::Official, "//x"), "/tai-khoan/mat-khau");
    }
}
