//! What the whole gallery must keep: every component is in it.

#[path = "../../examples/gallery.rs"]
#[expect(dead_code, reason = "the example's own main writes the pages to a folder")]
mod gallery;

use std::collections::BTreeSet;

fn pages() -> Vec<(&'static str, String)> {
    gallery::pages().into_iter().map(|(name, markup)| (name, markup.into_string())).collect()
}

/// The values of an attribute, in order.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let opening = format!(" {attribute}=\"");
    html.split(&opening).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn a_page_obeys_the_strictest_content_security_policy() {
    for (name, html) in pages() {
        assert!(!html.contains(" style="), "{name} has a style of its own");
        assert!(!html.contains("<style"), "{name} has a style sheet of its own");
        assert!(!html.contains("javascript:"), "{name} has a script in an address");
        for script in html.split("<script").skip(1) {
            assert!(
                script.starts_with(" src=\"/assets/") && script.contains("></script>"),
                "{name} has a script of its own"
            );
        }
        for (at, _) in html.match_indices(" on") {
            let rest = &html[at + 3..];
            let word = rest.bytes().take_while(u8::is_ascii_lowercase).count();
            assert!(!rest[word..].starts_with("=\""), "{name} has a handler: on{}", &rest[..word]);
        }
    }
}

#[test]
fn ids_are_unique_and_what_refers_to_one_finds_it() {
    for (name, html) in pages() {
        let ids = values(&html, "id");
        let unique: BTreeSet<_> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{name} uses an id twice");
        for attribute in ["for", "aria-describedby", "aria-labelledby", "popovertarget"] {
            for id in values(&html, attribute).iter().flat_map(|value| value.split(' ')) {
                assert!(unique.contains(id), "{name}: {attribute} leads to {id}, which is not there");
            }
        }
        for href in values(&html, "href").iter().filter_map(|href| href.strip_prefix('#')) {
            assert!(unique.contains(href), "{name}: a link leads to #{href}, which is not there");
        }
    }
}

#[test]
fn every_form_that_changes_something_carries_its_token() {
    for (name, html) in pages() {
        for form in html.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap();
            assert_eq!(
                form.contains("method=\"post\""),
                form.contains("name=\"_csrf\""),
                "{name}: {}",
                &form[..form.len().min(120)]
            );
        }
    }
}

#[test]
fn a_page_has_one_title_and_one_main_part() {
    for (name, html) in pages() {
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert_eq!(html.matches("<main").count(), 1, "{name}");
        assert_eq!(html.matches("</html>").count(), 1, "{name}");
    }
}

#[test]
fn without_scripts_every_act_is_a_link_or_a_form() {
    for (name, html) in pages() {
        for button in html.split("<button").skip(1).filter_map(|rest| rest.split('>').next()) {
            let works =
                button.contains("type=\"submit\"") || button.contains("popovertarget") || button.ends_with(" hidden");
            assert!(works, "{name}: this button does nothing without scripts: {button}");
        }
    }
}
