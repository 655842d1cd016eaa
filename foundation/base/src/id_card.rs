//! The QR code on a citizen's identity card, as a scanner types it into a field:
//!
//! `number|old number|name|ddmmyyyy|sex|address|issued`
//!
//! Cards of different years leave fields empty or add some; only number and name are always there. A scanner is a keyboard:
//! with a Vietnamese input method on, what it types is changed on the way. Such text is refused, never repaired.

use crate::{Day, Error, PersonalNumber, Result, Sex, Text, text};

/// Personal data: without `Debug`, so that it does not slip into a log.
#[derive(Clone, PartialEq, Eq)]
pub struct IdCard {
    pub number: PersonalNumber,
    /// The 9-digit number of the card before (chứng minh nhân dân).
    pub old_number: Option<String>,
    pub name: String,
    pub birth: Option<Day>,
    pub sex: Option<Sex>,
    /// The place of residence, in one line as the card has it.
    pub address: String,
    pub issued: Option<Day>,
}

/// Longer than any card.
const LONGEST: usize = 500;

impl IdCard {
    /// Whether a text means to be a card's code, so that a search box can tell it from words.
    pub fn looks_like(scanned: &str) -> bool {
        scanned.matches('|').count() >= 2
    }

    /// Errors: `Invalid`, in words for who scans: nothing of the text is to be used.
    pub fn parse(scanned: &str) -> Result<IdCard> {
        if !IdCard::looks_like(scanned) || scanned.chars().count() > LONGEST {
            return Err(Error::invalid(NOT_A_CARD));
        }
        let mangled = || Error::invalid(MANGLED);
        let whole = crate::text::clean(scanned, LONGEST).map_err(|_| mangled())?;
        let fields: Vec<&str> = whole.split('|').map(str::trim).collect();
        let field = |n: usize| fields.get(n).copied().filter(|field| !field.is_empty());
        let day = |n: usize| field(n).map(|digits| day(digits).ok_or_else(mangled)).transpose();

        let number = field(0).filter(|n| n.len() == 12).ok_or_else(mangled)?;
        let number = PersonalNumber::parse(number).map_err(|_| mangled())?;
        let old_number = field(1).map(str::to_owned);
        if old_number
            .as_ref()
            .is_some_and(|old| !matches!(old.len(), 9 | 12) || !old.bytes().all(|b| b.is_ascii_digit()))
        {
            return Err(mangled());
        }
        let name = field(2).filter(|name| is_a_name(name)).ok_or_else(mangled)?.to_owned();
        let birth = day(3)?;
        let sex = field(4).map(|sex| sex.parse::<Sex>().map_err(|_| mangled())).transpose()?;
        // The number says sex and year once more: a digit that was lost on the way shows here.
        if sex.is_some_and(|sex| sex != number.sex()) || birth.is_some_and(|day| day.year() != number.birth_year()) {
            return Err(mangled());
        }
        let address = field(5).unwrap_or_default().to_owned();
        if address.contains(['?', '\u{fffd}']) || address.split_whitespace().any(is_typed_by_keys) {
            return Err(mangled());
        }
        Ok(IdCard { number, old_number, name, birth, sex, address, issued: day(6)? })
    }
}

/// `ddmmyyyy`
fn day(digits: &str) -> Option<Day> {
    if digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| digits[range].parse::<i16>().ok();
    Day::new(number(4..8)?, number(2..4)? as i8, number(0..2)? as i8)
}

/// Letters of any of Vietnam's peoples, spaces, and what stands in names like H'Mông and Rơ-Châm; no digit, no sign.
fn is_a_name(name: &str) -> bool {
    name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '\'' | '’' | '-' | '.'))
        && name.chars().any(char::is_alphabetic)
        && !name.split(' ').any(is_typed_by_keys)
}

/// A word as it is typed for an input method rather than read: `Nguyeenx`, `Ddawng`, `Thi5`, `Va(n`.
fn is_typed_by_keys(word: &str) -> bool {
    let word = word.trim_matches([',', '.']).to_lowercase();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let with_digit = letters > 1 && word.chars().any(|c| c.is_ascii_digit()) && word.starts_with(char::is_alphabetic);
    let doubled = ["aa", "ee", "dd", "aw", "ow", "uw"].iter().any(|pair| word.contains(pair));
    // Ksor and Ea Kar are names; no people of the country ends a word like this.
    let tone = letters > 2 && word.ends_with(['f', 'j', 'z', 'x', 'w']);
    let marks = word.contains(['^', '(', '`', '~', '+', '*']);
    with_digit || doubled || tone || marks
}

const NOT_A_CARD: Text = text(
    "Đây không phải nội dung mã QR của thẻ căn cước, xin quét lại",
    "This is not the QR code of an identity card, please scan it again",
);
const MANGLED: Text = text(
    "Nội dung quét bị sai lệch nên không được dùng: hãy tắt bộ gõ tiếng Việt (chuyển sang E) rồi quét lại, hoặc nhập bằng tay",
    "What was scanned is garbled and is not used: turn the Vietnamese input method off (E) and scan again, or type it in",
);

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "008085001234|095123456|Ma Văn Thử|09031985|Nam|Tổ 5, Phường Minh Xuân, Tuyên Quang|25122021";

    fn parse(scanned: &str) -> IdCard {
        IdCard::parse(scanned).unwrap_or_else(|e| panic!("{scanned}: {e}"))
    }

    #[test]
    fn a_card_fills_a_person() {
        let card = parse(WHOLE);
        assert_eq!((card.number.as_str(), card.old_number.as_deref()), ("008085001234", Some("095123456")));
        assert_eq!((card.name.as_str(), card.birth, card.sex), ("Ma Văn Thử", Day::new(1985, 3, 9), Some(Sex::Male)));
        assert_eq!(
            (card.address.as_str(), card.issued),
            ("Tổ 5, Phường Minh Xuân, Tuyên Quang", Day::new(2021, 12, 25))
        );
    }

    #[test]
    fn fields_may_be_empty_missing_or_more() {
        let card = parse("008085001234||Ma Văn Thử||||");
        assert!(card.birth.is_none() && card.sex.is_none() && card.old_number.is_none() && card.address.is_empty());
        assert!(parse("008085001234||Ma Văn Thử") == card);
        assert!(parse(&format!("{WHOLE}|Ma Văn Cha|Nông Thị Mẹ|")) == parse(WHOLE));
        assert!(parse(&format!(" {WHOLE}\r\n")) == parse(WHOLE));
    }

    #[test]
    fn names_of_all_peoples_are_names() {
        for name in [
            "Y",
            "Giàng A Páo",
            "Kpă Y Nhất",
            "H'Hen Niê",
            "Ksor H'Bia",
            "Rơ-Châm Hùng",
            "Xoong Văn Tý",
            "Lò Thị Xuân",
            "Đặng Seo Sính",
            "Hoàng Thị Bưởi",
        ] {
            assert_eq!(parse(&format!("008085001234||{name}|09031985|Nam|Thôn 2|")).name, name);
        }
        let decomposed = "008085001234||Ma Va\u{306}n Thử||||";
        assert_eq!(parse(decomposed).name, "Ma Văn Thử", "composed on the way in");
    }

    #[test]
    fn what_an_input_method_or_a_bad_code_page_made_of_it_is_refused() {
        let wrong = [
            "008085001234|095123456|Ma V?n Th?|09031985|Nam|T? 5|25122021",
            "008085001234|095123456|Ma V\u{fffd}n|09031985|Nam|Tổ 5|25122021",
            "008085001234|095123456|Ma Vawn Thuwr|09031985|Nam|Tổ 5|25122021",
            "008085001234|095123456|Nguyeenx Thi|09031985|Nam|Tổ 5|25122021",
            "008085001234|095123456|Nguye64n Thi|09031985|Nam|Tổ 5|25122021",
            "008085001234|095123456|Ma Văn Thử|09031985|Nam|Toor 5, Phuwowngf Minh Xuaan|25122021",
            "00808500123|095123456|Ma Văn Thử|09031985|Nam|Tổ 5|25122021",
            "008085001234|09512345|Ma Văn Thử|09031985|Nam|Tổ 5|25122021",
            "008085001234|095123456|Ma Văn Thử|9031985|Nam|Tổ 5|25122021",
            "008085001234|095123456|Ma Văn Thử|09031986|Nam|Tổ 5|25122021",
            "008085001234|095123456|Ma Văn Thử|31021985|Nam|Tổ 5|25122021",
            "008085001234|095123456|Ma Văn Thử|09031985|Nữ|Tổ 5|25122021",
            "008085001234|095123456|Ma Văn Thử|09031985|Nma|Tổ 5|25122021",
        ];
        for scanned in wrong {
            let error = IdCard::parse(scanned).err().unwrap_or_else(|| panic!("{scanned} was taken"));
            assert!(error.to_string().contains("bộ gõ"), "{scanned}: {error}");
        }
        for other in ["", "008085001234", "https://mau.example.vn/tra-cuu?ma=H60", "a|b", &"|".repeat(600)] {
            assert!(IdCard::parse(other).is_err(), "{other}");
        }
    }
}
