//! The words of the index: folded words of the text, and words nobody can type for kind and reach.

use std::collections::BTreeSet;

use base::{Id, text::fold};

/// No entry needs more to be found; a text pasted from a book does not swell the index.
const MAX_WORDS: usize = 2_000;
const MAX_LETTERS: usize = 40;

pub const PUBLIC: &str = "_p";

/// Words of letters and digits, folded, each once, in order. What marks a word of the index's own, `_`, never comes out.
pub fn of(text: &str) -> BTreeSet<String> {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word.chars().take(MAX_LETTERS).collect()).take(MAX_WORDS).collect()
}

pub fn of_unit(unit: Id) -> String {
    format!("_u{unit}").to_lowercase()
}

pub fn of_kind(kind: &str) -> String {
    let letters: String = kind.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("_k{}", letters.to_ascii_lowercase())
}

/// A code or number as it is compared: without spaces and signs, in lower case.
pub fn exact(value: &str) -> String {
    fold(value).chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_typed_word_can_be_one_of_the_indexs_own() {
        assert_eq!(of("_u123 \"a\" OR b* _p"), ["a", "b", "or", "p", "u123"].map(str::to_owned).into());
    }

    #[test]
    fn a_code_is_the_same_however_it_is_spaced() {
        assert_eq!(exact("H60.101-260309-0001"), exact(" h60.101 260309 0001"));
        assert_eq!(exact("0912 345 678"), "0912345678");
    }
}
