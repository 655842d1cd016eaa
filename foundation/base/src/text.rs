//! Vietnamese text: one form to store, one to search by, one to sort by.
//!
//! | function | for | `"  Nguyễn  Thị Quý "` becomes |
//! |---|---|---|
//! | [`clean`] | storing what a person typed | `Nguyễn  Thị Quý` |
//! | [`fold`] | a search column and the query | `nguyen thi qui` |
//! | [`without_marks`] | a file name, a bank transfer | `Nguyen Thi Quy` |
//! | [`sort_key`] | an `order by` column | `nguye~n.thi.quy 354 bbb` |
//! | [`name_sort_key`] | the same, lists of people | `quy 4 nguye~n.thi 35 bbb` |
//!
//! No database knows Vietnamese, so `fold` and the keys are kept as columns beside the text.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::{Error, Result, said, text};

/// The composed form (NFC), in which everything is stored.
pub fn nfc(s: &str) -> String {
    s.nfc().collect()
}

/// Vietnamese as it is written where marks cannot be: in file names, bank transfers, text messages. No marks, `đ` as
/// `d`, one space between words; case, punctuation and letters of other scripts are kept.
pub fn without_marks(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    let mut space = false;
    for c in s.nfkd().filter(|c| !is_skipped(*c)) {
        if c.is_whitespace() || c.is_control() {
            space = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut space) {
            out.push(' ');
        }
        out.push(match c {
            _ if !is_d_with_stroke(c) => c,
            _ if c.is_uppercase() => 'D',
            _ => 'd',
        });
    }
    out
}

/// What search compares: [`without_marks`] in lower case, where the spellings with `i` and `y` of one sound are the same.
///
/// NFC and NFD, old and new tone placement (`Hoà`, `Hòa`) give the same text. So do `Quí` and `Quý`, `kĩ` and `kỹ`, `Mĩ` and
/// `Mỹ`: a `y` after a consonant or after `qu` becomes `i`. After another vowel the two are different words and stay so
/// (`tay`, `tai`; `Thuý`, `thúi`), as does `Y` alone. The rule looks back only: what a person has typed so far folds to the
/// beginning of what the whole word folds to (`quy`, `quyết` give `qui`, `quiet`), so searching by prefix works.
///
/// It is for comparing, never for showing; fold both sides.
pub fn fold(s: &str) -> String {
    let mut out = String::with_capacity(s.len());
    // Lower case can leave marks behind (`İ`), so they are dropped after it too.
    for c in without_marks(s).chars().flat_map(char::to_lowercase).nfkd().filter(|c| !is_skipped(*c)) {
        out.push(if c == 'y' && y_sounds_as_i(&out) { 'i' } else { c });
    }
    out
}

/// `đ`, and the two letters that look like it and stand for it in old data (Icelandic eth, African d).
fn is_d_with_stroke(c: char) -> bool {
    matches!(c, 'đ' | 'Đ' | 'ð' | 'Ð' | 'ɖ' | 'Ɖ')
}

fn y_sounds_as_i(before: &str) -> bool {
    let mut back = before.bytes().rev();
    match back.next() {
        Some(b'u') => back.next() == Some(b'q'),
        Some(letter) => letter.is_ascii_lowercase() && !b"aeioy".contains(&letter),
        None => false,
    }
}

fn is_skipped(c: char) -> bool {
    is_combining_mark(c) || is_invisible(c)
}

/// Zero width, soft hyphen, byte order mark, and the controls that turn the direction of writing.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{feff}')
        || is_bidi_control(c)
}

fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}')
}

/// A text whose bytewise order (`C` collation) is the Vietnamese alphabetical order of `s`.
///
/// Three levels, each compared over the whole text before the next: the letters a ă â b c d đ e ê f g … y z, word by
/// word; the tone of each syllable in the order ngang, huyền, hỏi, ngã, sắc, nặng; the case of each word, lower first.
/// Numbers compare by value (`Thôn 2` before `Thôn 10`), punctuation only parts words.
///
/// Plain ASCII: a letter is itself, `~` behind it makes the next one of its family (`a` `a~` `a~~` for a ă â), because
/// `~` is above every letter; `.` parts words and a space parts levels, because they are below.
pub fn sort_key(s: &str) -> String {
    let words = Words::of(s);
    format!("{} {} {}", words.letters(), words.tones(), words.cases())
}

/// As [`sort_key`], for lists of people: by the given name, which is the last word, then by the rest from the family
/// name on. All named Hoa come before all named Hòa, whatever their families.
pub fn name_sort_key(s: &str) -> String {
    let Words(mut rest) = Words::of(s);
    let given = Words(rest.pop().into_iter().collect());
    let rest = Words(rest);
    let (letters, tones) = (given.letters(), given.tones());
    format!("{letters} {tones} {} {} {}{}", rest.letters(), rest.tones(), given.cases(), rest.cases())
}

#[derive(Default)]
struct Word {
    letters: String,
    tone: u8,
    capitals: usize,
    length: usize,
    starts_with_capital: bool,
}

struct Words(Vec<Word>);

impl Words {
    fn of(s: &str) -> Words {
        let mut words = Vec::new();
        let mut word = Word::default();
        let mut number = String::new();
        for c in s.nfkd().filter(|c| !is_invisible(*c)) {
            if c.is_ascii_digit() {
                number.push(c);
                continue;
            }
            word.end_number(&mut number);
            if is_combining_mark(c) {
                word.mark(c);
            } else if c.is_alphanumeric() {
                word.letter(c);
            } else if word.length > 0 {
                words.push(std::mem::take(&mut word));
            }
        }
        word.end_number(&mut number);
        if word.length > 0 {
            words.push(word);
        }
        Words(words)
    }

    fn letters(&self) -> String {
        self.0.iter().map(|w| w.letters.as_str()).collect::<Vec<_>>().join(".")
    }

    fn tones(&self) -> String {
        self.0.iter().map(|w| char::from(b'0' + w.tone)).collect()
    }

    fn cases(&self) -> String {
        self.0.iter().map(Word::case).collect()
    }
}

impl Word {
    fn letter(&mut self, c: char) {
        let capital = c.is_uppercase();
        self.starts_with_capital |= capital && self.length == 0;
        self.capitals += usize::from(capital);
        self.length += 1;
        if is_d_with_stroke(c) {
            return self.letters.push_str("d~");
        }
        for c in c.to_lowercase() {
            match c {
                'a'..='z' => self.letters.push(c),
                c if is_combining_mark(c) => self.mark(c),
                // A letter of another script: above z, among its own by number.
                c => self.letters.push_str(&format!("{{{:06x}", u32::from(c))),
            }
        }
    }

    fn mark(&mut self, mark: char) {
        let letter = self.letters.trim_end_matches('~').bytes().last().unwrap_or_default();
        match (mark, letter) {
            ('\u{300}', _) => self.tone = 1,
            ('\u{309}', _) => self.tone = 2,
            ('\u{303}', _) => self.tone = 3,
            ('\u{301}', _) => self.tone = 4,
            ('\u{323}', _) => self.tone = 5,
            _ if self.letters.ends_with('~') => {}
            ('\u{306}', b'a') | ('\u{302}', b'e' | b'o') | ('\u{31b}', b'u') => self.letters.push('~'),
            ('\u{302}', b'a') | ('\u{31b}', b'o') => self.letters.push_str("~~"),
            _ => {}
        }
    }

    /// A number is its digits behind their count, the count written so that it sorts: 1 to 8, 90 to 98, 990 to 998 …
    fn end_number(&mut self, number: &mut String) {
        if number.is_empty() {
            return;
        }
        let digits = number.trim_start_matches('0');
        let digits = if digits.is_empty() { "0" } else { digits };
        self.letters.push_str(&"9".repeat(digits.len() / 9));
        self.letters.push_str(&format!("{}{digits}", digits.len() % 9));
        self.length += number.len();
        number.clear();
    }

    fn case(&self) -> char {
        match (self.capitals, self.starts_with_capital) {
            (0, _) => 'a',
            (1, true) => 'b',
            _ => 'c',
        }
    }
}

/// What a person typed into one line, as it is stored: NFC, trimmed, tabs and line ends as spaces.
/// Refused are control characters and more than `max_chars` characters; controls of direction are taken out.
pub fn clean(s: &str, max_chars: usize) -> Result<String> {
    tidy(s, max_chars, false)
}

/// As [`clean`] for several lines; a line ends with `\n` however it came.
pub fn clean_lines(s: &str, max_chars: usize) -> Result<String> {
    tidy(s, max_chars, true)
}

fn tidy(s: &str, max_chars: usize, lines: bool) -> Result<String> {
    let too_long = || Error::invalid(said!("Không được quá {max_chars} ký tự", "At most {max_chars} characters"));
    let s = s.trim();
    // One letter is at most three characters of three bytes when decomposed; a longer text need not be looked at.
    if s.len() > max_chars.saturating_mul(16) {
        return Err(too_long());
    }
    let s = s.replace("\r\n", "\n");
    let line_end = if lines { '\n' } else { ' ' };
    let mut out = String::with_capacity(s.len());
    for c in s.nfc() {
        match c {
            '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push(line_end),
            '\t' => out.push(' '),
            '\u{feff}' | '\u{200b}' | '\u{2060}' => {}
            c if is_bidi_control(c) => {}
            c if c.is_control() || is_noncharacter(c) => {
                return Err(Error::invalid(text(
                    "Có ký tự điều khiển không dùng được trong văn bản, xin gõ lại",
                    "There is a control character in the text, please type it again",
                )));
            }
            c => out.push(c),
        }
    }
    // What was taken out may have stood between marks that now compose, or at the ends.
    let out = nfc(out.trim());
    if out.chars().count() > max_chars { Err(too_long()) } else { Ok(out) }
}

fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn nfd(s: &str) -> String {
        s.nfd().collect()
    }

    #[track_caller]
    fn in_order(key: fn(&str) -> String, sorted: &[&str]) {
        for pair in sorted.windows(2) {
            let (a, b) = (key(pair[0]), key(pair[1]));
            assert!(a < b, "{} ({a}) should come before {} ({b})", pair[0], pair[1]);
        }
    }

    #[test]
    fn folding_takes_off_marks_case_and_the_stroke_of_d() {
        for (typed, folded) in [
            ("Đăng ký khai sinh", "dang ki khai sinh"),
            ("ĐƯỜNG PHỐ", "duong pho"),
            ("  Nà\u{a0}Hang \t Tuyên\nQuang ", "na hang tuyen quang"),
            ("Kpă, Giàng (H'Mông)", "kpa, giang (h'mong)"),
            ("Ð\u{1ea1}i", "dai"), // eth, as some old fonts were converted
            ("100 m² – ½", "100 m2 – 1⁄2"),
            ("Nguye\u{302}\u{303}n", "nguyen"),
            ("e\u{323}\u{302}", "e"),
            ("", ""),
        ] {
            assert_eq!(fold(typed), folded);
        }
    }

    #[test]
    fn text_without_marks_keeps_its_letters_and_case() {
        assert_eq!(without_marks(" Đăng ký  thường trú – Mỹ Lâm.pdf "), "Dang ky thuong tru – My Lam.pdf");
        assert_eq!(without_marks(&nfd("Thuỷ, ĐỨC")), "Thuy, DUC");
    }

    #[test]
    fn old_and_new_tone_placement_fold_alike() {
        for (old, new) in [("Hoà", "Hòa"), ("Thuỷ", "Thủy"), ("Chiêm Hoá", "Chiêm Hóa"), ("khoẻ", "khỏe")]
        {
            assert_eq!(fold(old), fold(new));
            assert_eq!(fold(&nfd(old)), fold(new));
        }
    }

    #[test]
    fn i_and_y_of_one_sound_fold_alike() {
        for (i, y) in [("Quí Quân", "Quý Quân"), ("Lí", "Lý"), ("kĩ sư", "kỹ sư"), ("Mĩ", "Mỹ"), ("bác sĩ", "bác sỹ")]
        {
            assert_eq!(fold(i), fold(y));
        }
    }

    #[test]
    fn i_and_y_of_different_words_fold_apart() {
        for (i, y) in [("tai", "tay"), ("Thuý", "thúi"), ("hai", "hay"), ("cui", "cuy"), ("tuyền", "tuiền")] {
            assert_ne!(fold(i), fold(y));
        }
        assert_eq!(fold("Y Moan, y tế, yên"), "y moan, y te, yen");
        assert_eq!(fold("Thủy"), "thuy");
    }

    #[test]
    fn what_is_typed_so_far_folds_to_the_beginning_of_the_word() {
        for word in ["Quyết định", "Quỳnh", "Lý", "Hyundai", "Thuyền quyên", "Y tế"] {
            for (end, _) in word.char_indices().filter(|(i, _)| !word[..*i].ends_with(' ')) {
                assert!(fold(word).starts_with(&fold(&word[..end])), "{}", &word[..end]);
            }
        }
    }

    #[test]
    fn letters_sort_in_the_order_of_the_alphabet() {
        let alphabet = [
            "a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "ô", "ơ",
            "p", "q", "r", "s", "t", "u", "ư", "v", "w", "x", "y", "z", "б", "文",
        ];
        in_order(sort_key, &alphabet);
        in_order(sort_key, &["az", "ăa", "ăz", "âa", "ba", "dz", "đa", "ez", "êa", "oz", "ôz", "ơa", "uz", "ưa"]);
    }

    #[test]
    fn tones_sort_after_all_letters_and_syllable_by_syllable() {
        in_order(sort_key, &["ma", "mà", "mả", "mã", "má", "mạ", "mai"]);
        in_order(sort_key, &["Ân", "Ẩn", "Ấn", "Ba"]);
        in_order(sort_key, &["Hoa Bình", "Hòa Bình", "Hoa Lư"]);
        in_order(sort_key, &["Lăng Can", "Lăng Cán", "Lâm Bình"]);
        in_order(sort_key, &["Phó Bảng", "Phố Bảng"]);
        in_order(sort_key, &["hòa bình", "Hòa Bình", "HÒA BÌNH"]);
    }

    #[test]
    fn words_sort_before_longer_words() {
        in_order(sort_key, &["An", "An Bình", "Anh", "Ăn", "Ấm"]);
        in_order(sort_key, &["Dân", "Đan", "Đạo", "Em"]);
        in_order(sort_key, &["Nguyên", "Nguyễn", "Nguyệt"]);
        in_order(sort_key, &["Xuân", "Y", "Y Moan", "Yên"]);
    }

    #[test]
    fn numbers_sort_by_value() {
        let long = format!("Thôn 1{}", "0".repeat(30));
        in_order(sort_key, &["Thôn 2", "Thôn 10", "Thôn 123456789", "Thôn 1234567890", &long, "Thôn A"]);
        assert_eq!(sort_key("Tổ 02"), sort_key("Tổ 2"));
    }

    #[test]
    fn spelling_that_looks_the_same_sorts_the_same() {
        assert_eq!(sort_key("Hoà Bình"), sort_key("Hòa Bình"));
        assert_eq!(sort_key(&nfd("Hoà Bình")), sort_key("Hòa Bình"));
        assert_eq!(sort_key(" Nà  Hang "), sort_key("Nà Hang"));
        assert_eq!(sort_key("Nguyễn  Thị Quý"), "nguye~n.thi.quy 354 bbb");
    }

    #[test]
    fn people_sort_by_given_name_then_family_name() {
        let sorted = [
            "Đặng An",
            "Nguyễn Văn An",
            "Trần Thị An",
            "Lê Ân",
            "Kpă Bốn",
            "Đỗ Chi",
            "Giàng A Dế",
            "Hà Đức",
            "Trần Thị Hoa",
            "Nguyễn Thị Hòa",
            "Trần Thị Hòa",
            "Hoàng",
            "Bùi Minh Hoàng",
            "Thào Mí Sính",
            "Y",
            "Hoàng Thị Yến",
        ];
        in_order(name_sort_key, &sorted);
        assert_eq!(name_sort_key("Hoàng Thị Hoà"), name_sort_key(&nfd("Hoàng Thị Hòa")));
        assert_eq!(name_sort_key("Nguyễn  Thị Quý"), "quy 4 nguye~n.thi 35 bbb");
    }

    #[test]
    fn capitals_do_not_part_people_of_one_name() {
        in_order(name_sort_key, &["Nguyễn Văn Hoa", "NGUYỄN VĂN HOA", "Trần Văn Hoa", "Trần Văn Hòa"]);
    }

    #[test]
    fn cleaning_keeps_what_was_meant() {
        assert_eq!(clean("  Nguye\u{302}\u{303}n Thị\tHoà \r\n", 50).unwrap(), "Nguyễn Thị Hoà");
        assert_eq!(clean("\u{202e}Trần\u{feff} A\u{200f}", 50).unwrap(), "Trần A");
        assert_eq!(clean_lines(" một\r\nhai\rba ", 50).unwrap(), "một\nhai\nba");
        assert_eq!(clean("một\r\nhai", 50).unwrap(), "một hai");
        assert_eq!(clean("e\u{200b}\u{301}", 1).unwrap(), "é");
    }

    #[test]
    fn cleaning_refuses_controls_and_what_is_too_long() {
        for bad in ["a\0b", "a\u{1b}[31m", "a\u{7f}", "a\u{9b}", "a\u{ffff}"] {
            assert!(clean(bad, 50).is_err(), "{bad:?}");
            assert!(clean_lines(bad, 50).is_err(), "{bad:?}");
        }
        assert!(clean("ệệệ", 3).is_ok());
        assert!(clean(&nfd("ệệệ"), 3).is_ok());
        assert_eq!(clean("bốnn", 3).unwrap_err().said.vi, "Không được quá 3 ký tự");
        assert!(clean(&"x".repeat(10_000_000), 200).is_err());
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(s in "\\PC{0,40}") {
            prop_assert_eq!(fold(&fold(&s)), fold(&s));
        }

        #[test]
        fn folding_does_not_see_how_letters_are_composed(s in "[a-zA-ZÀ-ỹđĐ '.-]{0,40}") {
            prop_assert_eq!(fold(&nfd(&s)), fold(&nfc(&s)));
            prop_assert_eq!(sort_key(&nfd(&s)), sort_key(&nfc(&s)));
        }

        #[test]
        fn vietnamese_folds_to_plain_ascii(s in "[a-zA-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ ]{0,40}") {
            prop_assert!(fold(&s).is_ascii());
        }

        #[test]
        fn sort_keys_are_printable_ascii(s in "\\PC{0,40}") {
            for key in [sort_key(&s), name_sort_key(&s)] {
                prop_assert!(key.bytes().all(|b| (b' '..=b'~').contains(&b)), "{}", key);
            }
        }

        #[test]
        fn a_beginning_sorts_before_the_whole(s in "[a-yà-ỹđ]{1,8}( [a-yà-ỹđ]{1,8}){0,3}", more in "[b-x]{1,8}") {
            let longer = format!("{s} {more}");
            prop_assert!(sort_key(&s) < sort_key(&longer));
        }

        #[test]
        fn cleaning_twice_changes_nothing(s in any::<String>()) {
            if let Ok(once) = clean_lines(&s, 1000) {
                prop_assert_eq!(clean_lines(&once, 1000).unwrap(), once);
            }
        }
    }
}
