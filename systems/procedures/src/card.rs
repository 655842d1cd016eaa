//! A person from the QR code of his identity card, scanned into a form. The text itself is not kept.

use base::{Error, IdCard, Lang, Text, text};
use maud::{Markup, html};
use platform::Posted;
use web::FormState;

const FIELD: &str = "card";

/// The field that a scanner types into; its Enter pushes the first button of the form, which is this one.
pub fn scan(state: &FormState) -> Markup {
    let lang = state.lang();
    html! {
        fieldset.group {
            legend { (TITLE.get(lang)) }
            div.asked {
                div.wide { (state.field(FIELD, SCAN).optional().max(500).keys("Alt+Q").text()) }
                (web::button(lang, FILL).second().sends("then", "card").unchecked())
            }
        }
    }
}

/// What was typed so far, with the person of the card at this path. A text that is no card fills nothing, and is dropped.
pub fn filled(lang: Lang, posted: &Posted, path: &str) -> FormState {
    let typed = posted.fields().iter().filter(|(name, _)| name != FIELD).cloned();
    match IdCard::parse(posted.text(FIELD)) {
        Ok(card) => {
            let new = parts(&card, path);
            let kept = typed.filter(|(name, _)| new.iter().all(|(filled, _)| filled != name));
            FormState::new(lang, kept.chain(new.iter().cloned()))
        }
        Err(e) => FormState::new(lang, typed).with_error(&Error::field(FIELD, e.said)),
    }
}

fn parts(card: &IdCard, path: &str) -> Vec<(String, String)> {
    let mut parts =
        vec![(format!("{path}.name"), card.name.clone()), (format!("{path}.personal_number"), card.number.to_string())];
    parts.extend(card.birth.map(|day| (format!("{path}.birth"), day.dmy())));
    parts.extend(card.sex.map(|sex| (format!("{path}.sex"), sex.to_string())));
    let (detail, commune, province) = address(&card.address);
    for (part, value) in [("commune", commune), ("detail", detail), ("province", province)] {
        if !value.is_empty() {
            parts.push((format!("{path}.residence.{part}"), value));
        }
    }
    parts
}

/// A card's line of address: what comes first is the house, the last is the province, between stand the commune and, on
/// cards from before 2025, the district.
fn address(line: &str) -> (String, String, String) {
    let parts: Vec<&str> = line.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [] => Default::default(),
        [commune] => (String::new(), (*commune).to_owned(), String::new()),
        [commune, province] => (String::new(), (*commune).to_owned(), (*province).to_owned()),
        [detail, commune, province] => ((*detail).to_owned(), (*commune).to_owned(), (*province).to_owned()),
        [detail @ .., commune, district, province] => {
            (detail.join(", "), format!("{commune}, {district}"), (*province).to_owned())
        }
    }
}

const TITLE: Text = text("Quét thẻ căn cước", "Scan the identity card");
const SCAN: Text = text("Mã QR trên thẻ (tắt bộ gõ tiếng Việt)", "QR code of the card (input method off)");
const FILL: Text = text("Điền từ thẻ", "Fill from the card");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_address_is_read_from_its_end() {
        let read = |line: &str| {
            let (detail, commune, province) = address(line);
            [detail, commune, province].join(" | ")
        };
        assert_eq!(
            read("Tổ 5, Minh Xuân, TP. Tuyên Quang, Tuyên Quang"),
            "Tổ 5 | Minh Xuân, TP. Tuyên Quang | Tuyên Quang"
        );
        assert_eq!(
            read("Số 3, Tổ 5, Minh Xuân, TP. Tuyên Quang, Tuyên Quang"),
            "Số 3, Tổ 5 | Minh Xuân, TP. Tuyên Quang | Tuyên Quang"
        );
        assert_eq!(read("Thôn 2, Xã Hùng Lợi, Tuyên Quang"), "Thôn 2 | Xã Hùng Lợi | Tuyên Quang");
        assert_eq!(read("Xã Hùng Lợi, Tuyên Quang"), " | Xã Hùng Lợi | Tuyên Quang");
        assert_eq!(read(""), " |  | ");
    }
}
