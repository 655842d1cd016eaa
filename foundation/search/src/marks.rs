//! Which matches come first: ranking a few hundred texts against what was typed.

use base::text::{fold, nfc};
use unicode_normalization::UnicodeNormalization;

/// What was typed, made ready to be held against many texts.
pub struct Typed {
    folded: String,
    /// Of each word that was typed with marks: the word, and the same with its tone on the other vowel.
    marked: Vec<Vec<String>>,
}

/// How well an entry answers; the greater comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// How many of the words typed with marks stand in it with just these marks.
    pub marks: usize,
    /// The title holds what was typed as it stands, marks aside.
    pub title: bool,
}

impl Typed {
    pub fn new(typed: &str) -> Typed {
        let lower = nfc(typed).to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && fold(word) != *word);
        Typed { folded: fold(typed).trim().to_owned(), marked: words.map(placements).collect() }
    }

    pub fn rank(&self, title: &str, text: &str) -> Rank {
        let title_holds = format!(" {} ", fold(title)).contains(&format!(" {} ", self.folded));
        let lower = if self.marked.is_empty() { String::new() } else { nfc(&format!("{title} {text}")).to_lowercase() };
        let agrees = |ways: &&Vec<String>| ways.iter().any(|way| holds_word(&lower, way));
        Rank { marks: self.marked.iter().filter(agrees).count(), title: title_holds }
    }
}

fn holds_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// The word and, where the two schools differ (`hòa` and `hoà`, `thúy` and `thuý`), the same in the other school.
fn placements(word: &str) -> Vec<String> {
    let is_tone = |c: &char| matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
    let mut ways = vec![word.to_owned()];
    let Some(tone) = word.nfd().find(is_tone) else { return ways };
    let plain: String = word.nfd().filter(|c| !is_tone(c)).nfc().collect();
    let ends_in_two = ["oa", "oe", "uy"].iter().any(|end| plain.ends_with(end)) && !plain.ends_with("quy");
    if ends_in_two {
        let (start, last) = plain.split_at(plain.len() - 1);
        ways = vec![nfc(&format!("{start}{tone}{last}")), nfc(&format!("{plain}{tone}"))];
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_schools_of_tone_placement_agree() {
        for (typed, found) in [("hòa", "Xã Hoà An"), ("Hoà", "xã hòa an"), ("thuý", "Nguyễn Thị Thúy"), ("quý", "Quý")]
        {
            assert_eq!(Typed::new(typed).rank("", found).marks, 1, "{typed} in {found}");
        }
        for (typed, found) in [("hòa", "Hoa"), ("hòa", "Hóa"), ("hòa", "khòa"), ("hoa", "Hòa")] {
            assert_eq!(Typed::new(typed).rank("", found).marks, 0, "{typed} in {found}");
        }
    }

    #[test]
    fn a_title_that_holds_the_words_as_they_stand_comes_first() {
        let typed = Typed::new("khai sinh");
        assert!(typed.rank("Đăng ký khai sinh", "").title);
        assert!(!typed.rank("Khai báo sinh con", "").title);
        assert!(!typed.rank("Khai sinhh", "").title);
    }
}
