//! One page for every failure: what happened, what to do, and the code under which the log has it.

use base::{Error, error::Kind};
use maud::{Markup, html};

use crate::{Here, Shell, link_button, page, texts, toolbar};

pub fn error_page(shell: &Shell, error: &Error, request_id: &str) -> Markup {
    let lang = shell.lang;
    let (title, advice) = match error.kind {
        Kind::Invalid => (texts::ERROR_INVALID, texts::DO_INVALID),
        Kind::SignIn => (texts::ERROR_SIGN_IN, texts::DO_SIGN_IN),
        Kind::Forbidden => (texts::ERROR_FORBIDDEN, texts::DO_FORBIDDEN),
        Kind::NotFound => (texts::ERROR_NOT_FOUND, texts::DO_NOT_FOUND),
        Kind::Conflict => (texts::ERROR_CONFLICT, texts::DO_CONFLICT),
        Kind::TooLarge => (texts::ERROR_TOO_LARGE, texts::DO_TOO_LARGE),
        Kind::TooMany => (texts::ERROR_TOO_MANY, texts::DO_TOO_MANY),
        Kind::Busy => (texts::ERROR_BUSY, texts::DO_BUSY),
        Kind::Internal => (texts::ERROR_INTERNAL, texts::DO_INTERNAL),
    };
    let body = html! {
        div.failure {
            h1 { (title.get(lang)) }
            p.lead { (error.get(lang)) }
            @if !error.fields.is_empty() { ul { @for (_, said) in &error.fields { li { (said.get(lang)) } } } }
            h2 { (texts::WHAT_TO_DO.get(lang)) }
            p { (advice.get(lang)) }
            (toolbar(html! {
                @match error.kind {
                    Kind::SignIn => {
                        (link_button(lang, Here::parse(shell.doors.sign_in).with("back", shell.path.as_str()).href(), texts::SIGN_IN))
                    }
                    Kind::Busy | Kind::Conflict | Kind::Internal => {
                        (link_button(lang, shell.path.as_str(), texts::RETRY))
                        (link_button(lang, shell.doors.home, texts::HOME).second())
                    }
                    _ => (link_button(lang, shell.doors.home, texts::HOME).second()),
                }
            }))
            @if !request_id.is_empty() { p.request { (texts::REQUEST.get(lang)) ": " code { (request_id) } } }
        }
    };
    page(&Shell { title: title.get(lang).to_owned(), ..shell.clone() }, body)
}

#[cfg(test)]
mod tests {
    use base::Lang;

    use super::*;
    use crate::Face;

    #[test]
    fn our_own_fault_shows_the_code_and_never_the_cause() {
        let error = Error::internal("disk I/O error at /var/lib");
        let html = error_page(&Shell::new(Lang::Vi, Face::Public, "Tuyên Quang"), &error, "01J8Z").0;
        assert!(html.contains("<code>01J8Z</code>") && !html.contains("disk I/O"));
    }

    #[test]
    fn whoever_must_sign_in_comes_back_to_the_page_he_wanted() {
        let shell = Shell { path: "/ho-so?a=1&b=2".into(), ..Shell::new(Lang::Vi, Face::Staff, "Tuyên Quang") };
        let html = error_page(&shell, &Error::sign_in(), "").0;
        assert!(html.contains("/dang-nhap?back=%2Fho-so%3Fa%3D1%26b%3D2"));
    }
}
