//! Makes any text fit to print without changing what a reader sees.

use base::text::nfc;

/// A word longer than this may be broken anywhere, or it would run off the sheet.
const LONGEST_WORD: usize = 40;
const BREAK: char = '\u{200b}';

/// Composed; line ends are `\n`; controls and direction marks gone; very long words breakable.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for c in nfc(&text.replace("\r\n", "\n")).chars() {
        let c = match c {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' | '\u{85}' => '\n',
            '\t' => ' ',
            c if c.is_control() || is_drawn_by_nobody(c) => continue,
            c => c,
        };
        run = if c.is_whitespace() { 0 } else { run + 1 };
        if run > LONGEST_WORD {
            out.push(BREAK);
        }
        out.push(c);
    }
    out
}

/// Line ends, and characters without a shape: zero width, soft hyphen, marks of direction, variation selectors.
pub fn is_drawn_by_nobody(c: char) -> bool {
    matches!(
        c,
        '\n' | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_direction_and_controls_go_and_letters_are_composed() {
        assert_eq!(printable("a\u{202e}b\u{0}c\td"), "abc d");
        assert_eq!(printable("Tie\u{302}\u{301}ng Vie\u{323}\u{302}t"), "Tiếng Việt");
        assert_eq!(printable("một\r\nhai\rba\u{2028}bốn"), "một\nhai\nba\nbốn");
    }

    #[test]
    fn only_words_nobody_writes_are_broken() {
        let word = "x".repeat(LONGEST_WORD);
        assert_eq!(printable(&word), word);
        assert_eq!(printable(&format!("{word}yz")), format!("{word}{BREAK}y{BREAK}z"));
    }
}
