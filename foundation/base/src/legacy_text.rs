//! Vietnamese of before Unicode: TCVN3 (ABC; TCVN 5712:1993) and VNI-Windows, recognised and converted to NFC.
//!
//! Old files come as strings whose code points are the windows-1252 reading of the bytes: `NguyÔn V¨n A` is TCVN3,
//! `Nguyeãn Vaên A` VNI, and both are Nguyễn Văn A. A font drew what the bytes do not say, so a column is recognised as a whole.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use unicode_normalization::UnicodeNormalization;

use crate::text::nfc;

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Encoding {
    Unicode,
    Tcvn3,
    Vni,
}

use Encoding::*;

impl Encoding {
    /// Unicode first: what can be read in two ways is left as it is.
    pub const ALL: [Encoding; 3] = [Unicode, Tcvn3, Vni];

    pub fn code(self) -> &'static str {
        match self {
            Unicode => "unicode",
            Tcvn3 => "tcvn3",
            Vni => "vni",
        }
    }

    /// As NFC Unicode. What the encoding has no letter for stays as it is.
    pub fn decode(self, s: &str) -> String {
        match self {
            Unicode => nfc(s),
            Tcvn3 => from_tcvn3(s),
            Vni => from_vni(s),
        }
    }

    /// The other way, for tests and practice files.
    pub fn encode(self, s: &str) -> String {
        let table = match self {
            Unicode => return nfc(s),
            Tcvn3 => &TABLES.to_tcvn3,
            Vni => &TABLES.to_vni,
        };
        let mut out = String::with_capacity(s.len());
        for c in s.nfc() {
            match table.get(&c) {
                Some(old) => out.push_str(old),
                None => out.push(c),
            }
        }
        out
    }
}

/// What a text, or a column of them, says of its encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// ASCII alone reads the same in all: `unicode`.
    Sure(Encoding),
    /// Parts of it are surely of different encodings.
    Mixed,
    /// Letters that are Vietnamese in no encoding.
    Unknown,
}

/// The encoding of one text.
pub fn recognise(s: &str) -> Found {
    recognise_column([s])
}

/// The encoding of a column. A text that reads well in several follows those that read in one; where nothing decides,
/// it is Unicode, so that a French name in a Unicode column is left alone.
pub fn recognise_column<'a>(texts: impl IntoIterator<Item = &'a str>) -> Found {
    let (mut votes, mut weak, mut unread) = ([0_usize; 3], [0_usize; 3], false);
    for text in texts {
        let readings = readings(text);
        match readings.iter().filter(|good| **good).count() {
            0 => unread |= !is_foreign(text),
            1 => readings.iter().zip(&mut votes).for_each(|(good, votes)| *votes += usize::from(*good)),
            _ => readings.iter().zip(&mut weak).for_each(|(good, weak)| *weak += usize::from(*good)),
        }
    }
    let sure: Vec<Encoding> = Encoding::ALL.into_iter().zip(votes).filter(|(_, n)| *n > 0).map(|(e, _)| e).collect();
    match sure.as_slice() {
        [one] => Found::Sure(*one),
        [] if unread => Found::Unknown,
        [] => {
            let most = weak.iter().max().copied().unwrap_or_default();
            let first = Encoding::ALL.into_iter().zip(weak).find(|(_, n)| *n == most);
            Found::Sure(first.map_or(Unicode, |(encoding, _)| encoding))
        }
        _ => Found::Mixed,
    }
}

/// Whether the text can be of that encoding: a cell that cannot stands in the wrong column.
pub fn fits(s: &str, encoding: Encoding) -> bool {
    readings(s)[encoding as usize] || (encoding == Unicode && is_foreign(s))
}

/// `André`: no Vietnamese in any reading, and written as people write. Converting it would destroy it.
fn is_foreign(s: &str) -> bool {
    let mut words = s.split(|c: char| !c.is_alphabetic());
    !leaves_marks(s, Unicode) && words.all(case_is_plain)
}

/// In which encodings the text reads as words, in the order of `Encoding::ALL`.
fn readings(s: &str) -> [bool; 3] {
    if s.is_ascii() {
        return [true; 3];
    }
    let s = nfc(s);
    // A letter that no byte of windows-1252 stands for was never written in a font of that time.
    let of_bytes = s.chars().all(|c| (c as u32) <= 0xff || CP1252.contains(&c));
    let reads = |encoding: Encoding| encoding.decode(&s).split(|c: char| !c.is_alphabetic()).all(is_word);
    let marks_stand = |encoding| !leaves_marks(&s, encoding);
    [
        reads(Unicode) && marks_stand(Unicode),
        of_bytes && reads(Tcvn3) && marks_stand(Tcvn3),
        of_bytes && reads(Vni) && marks_stand(Vni),
    ]
}

/// Signs that a person does not write inside a name and an old encoding uses as letters: `Hoµng`, `§Æng`, `V¨n`.
fn leaves_marks(s: &str, encoding: Encoding) -> bool {
    let sign = |c: char| !c.is_ascii() && !c.is_alphabetic() && !c.is_whitespace() && !USUAL_SIGNS.contains(c);
    encoding.decode(s).chars().any(|c| sign(c) || matches!(c, 'µ' | 'ª' | 'º'))
}

const USUAL_SIGNS: &str = "–—‘’“”…•°²³₫";

/// Those of them that are capitals in TCVN3.
const QUOTES: &str = "–—‘’“”…•";

/// Vietnamese letters, at most one tone, plain case, one run of vowels.
fn is_word(word: &str) -> bool {
    let known = word.chars().all(|c| c.is_ascii() || TABLES.letters.contains(&c));
    let tones = word.nfd().filter(|mark| TONES.contains(mark)).count();
    known && tones <= 1 && case_is_plain(word) && vowels_stand_together(word)
}

/// Capitals at the beginning of a word or throughout; what is ASCII alone says nothing (`QLoan`).
fn case_is_plain(word: &str) -> bool {
    word.is_ascii() || !word.chars().any(char::is_lowercase) || !word.chars().skip(1).any(char::is_uppercase)
}

/// A syllable has one run of vowels, of three at most, and a mark is on it: `Vaên` and `Hueä` have what no syllable has.
fn vowels_stand_together(word: &str) -> bool {
    if word.is_ascii() {
        return true;
    }
    let bare: Vec<char> = crate::text::without_marks(word).to_lowercase().chars().collect();
    let lower: Vec<char> = word.to_lowercase().nfc().collect();
    let is_vowel = |c: &char| "aeiouy".contains(*c);
    let mut runs = 0;
    let mut length = 0;
    for (at, c) in bare.iter().enumerate() {
        // The u of qu and the i of gi belong to the consonant.
        let of_consonant = at > 0 && matches!((bare[at - 1], *c), ('q', 'u') | ('g', 'i'));
        if is_vowel(c) && !of_consonant {
            runs += usize::from(length == 0);
            length += 1;
            if length > 3 {
                return false;
            }
        } else if !is_vowel(c) {
            length = 0;
        }
    }
    // a, e and o are followed by few vowels that bear a mark: not by ã, ê, ë or the like, as VNI writes them.
    let follows_badly = lower.windows(2).any(|pair| {
        let first = crate::text::without_marks(&pair[0].to_string());
        let second: String = std::iter::once(pair[1]).nfd().filter(|c| !TONES.contains(c)).nfc().collect();
        match first.as_str() {
            "a" => !matches!(second.as_str(), "i" | "o" | "u" | "y") && is_vowel_text(&second),
            "e" => !matches!(second.as_str(), "o" | "u") && is_vowel_text(&second),
            "o" => !matches!(second.as_str(), "a" | "ă" | "e" | "i" | "o") && is_vowel_text(&second),
            "y" => second != "ê" && !matches!(second.as_str(), "a" | "u") && is_vowel_text(&second),
            _ => false,
        }
    });
    runs <= 1 && !follows_badly
}

fn is_vowel_text(s: &str) -> bool {
    crate::text::without_marks(s).chars().all(|c| "aeiouy".contains(c))
}

/// Grave, hook, tilde, acute, dot below.
const TONES: [char; 5] = ['\u{300}', '\u{309}', '\u{303}', '\u{301}', '\u{323}'];

/// What windows-1252 puts in 80 to 9f, by byte; the five it leaves open are themselves.
const CP1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

fn as_cp1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => CP1252[usize::from(byte) - 0x80],
        _ => char::from(byte),
    }
}

/// TCVN 5712:1993 (VN1), by byte. Fonts of the ABC family draw the lower-case half and the seven capitals Ă to Đ; the other
/// capitals are the standard's, for files that have them.
const TCVN3: [(u8, &str); 6] = [
    (0x01, "ÚỤ"),
    (0x04, "ỪỬỮ"),
    (0x11, "ỨỰỲỶỸÝỴ"),
    (0x80, "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"),
    (0xa1, "ĂÂÊÔƠƯĐăâêôơưđẰ"),
    (0xb5, "àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"),
];

/// VNI: a base letter, then the byte that bears circumflex, breve and tone together. In the order plain, grave, hook, tilde,
/// acute, dot below; `\0` where there is none.
const VNI_PLAIN: [char; 6] = ['\0', 'ø', 'û', 'õ', 'ù', 'ï'];
const VNI_CIRCUMFLEX: [char; 6] = ['â', 'à', 'å', 'ã', 'á', 'ä'];
const VNI_BREVE: [char; 6] = ['ê', 'è', 'ú', 'ü', 'é', 'ë'];

/// Letters that are one byte of their own.
const VNI_SINGLE: [(char, char); 7] =
    [('đ', 'ñ'), ('ì', 'ì'), ('ỉ', 'æ'), ('ĩ', 'ó'), ('í', 'í'), ('ị', 'ò'), ('ỵ', 'î')];

struct Tables {
    letters: HashSet<char>,
    tcvn3: HashMap<char, char>,
    to_tcvn3: HashMap<char, String>,
    vni: HashMap<(char, char), char>,
    vni_single: HashMap<char, char>,
    to_vni: HashMap<char, String>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(tables);

fn upper(c: char) -> char {
    c.to_uppercase().next().unwrap_or(c)
}

/// The letter with a tone: 0 none, then as `TONES`.
fn toned(letter: char, tone: usize) -> char {
    let mark = tone.checked_sub(1).map(|n| TONES[n]);
    std::iter::once(letter).chain(mark).nfc().next().unwrap_or(letter)
}

fn tables() -> Tables {
    let mut t = Tables {
        letters: HashSet::new(),
        tcvn3: HashMap::new(),
        to_tcvn3: HashMap::new(),
        vni: HashMap::new(),
        vni_single: HashMap::new(),
        to_vni: HashMap::new(),
    };
    for (first, letters) in TCVN3 {
        for (byte, letter) in (first..=0xff).zip(letters.chars()) {
            t.tcvn3.insert(as_cp1252(byte), letter);
            t.to_tcvn3.insert(letter, as_cp1252(byte).to_string());
        }
    }
    let pairs =
        [("aeouy", "aeouy", VNI_PLAIN), ("âêô", "aeo", VNI_CIRCUMFLEX), ("ă", "a", VNI_BREVE), ("ơư", "ôö", VNI_PLAIN)];
    for (letters, bases, marks) in pairs {
        for (letter, base) in letters.chars().zip(bases.chars()) {
            for (tone, mark) in marks.into_iter().enumerate() {
                let lower = toned(letter, tone);
                // ỵ is a byte of its own, and i takes its tones within its bytes.
                if lower != 'ỵ' {
                    vni_letter(&mut t, lower, base, mark);
                }
            }
        }
    }
    for (letter, byte) in VNI_SINGLE {
        for (letter, byte) in [(letter, byte), (upper(letter), upper(byte))] {
            t.vni_single.insert(byte, letter);
            t.to_vni.insert(letter, byte.to_string());
        }
    }
    t.letters = t.to_tcvn3.keys().copied().filter(|c| c.is_alphabetic()).collect();
    t
}

/// One letter of two bytes in both cases. The case is that of the base; the mark is sometimes left small after a capital.
fn vni_letter(t: &mut Tables, lower: char, base: char, mark: char) {
    for (letter, base, mark_of_case) in [(lower, base, mark), (upper(lower), upper(base), upper(mark))] {
        if mark == '\0' {
            if !base.is_ascii() {
                t.vni_single.insert(base, letter);
                t.to_vni.insert(letter, base.to_string());
            }
            continue;
        }
        t.vni.insert((base, mark), letter);
        t.vni.insert((base, upper(mark)), letter);
        t.to_vni.insert(letter, [base, mark_of_case].iter().collect());
    }
}

/// Word by word, because a quotation mark and a capital can be one byte, and because a capitals font (.VnTimeH) draws the
/// lower-case letters as capitals: in a word of two or more ASCII capitals and nothing small, the others are capitals too, and so
/// are they in the words beside it if nothing there is small. `Lý` alone stays Lý.
fn from_tcvn3(s: &str) -> String {
    let mut out = String::with_capacity(s.len() * 2);
    let small = |s: &str| s.chars().any(|c| c.is_ascii_lowercase());
    let in_capitals = |word: &str| word.chars().filter(char::is_ascii_uppercase).count() > 1 && !small(word);
    let throughout = !small(s) && s.split_whitespace().any(in_capitals);
    for word in s.split_inclusive(char::is_whitespace) {
        let capitals = throughout || in_capitals(word);
        let mut before = ' ';
        for c in word.chars() {
            let letter = match TABLES.tcvn3.get(&c) {
                // Quotation marks, dashes and dots are capitals only after a capital consonant.
                Some(letter) if QUOTES.contains(c) => {
                    let after_consonant = before.is_ascii_uppercase() && !"AEIOUY".contains(before);
                    if !small(word) && after_consonant { *letter } else { c }
                }
                Some(letter) if capitals => upper(*letter),
                Some(letter) => *letter,
                None => c,
            };
            out.push(letter);
            before = c;
        }
    }
    nfc(&out)
}

fn from_vni(s: &str) -> String {
    let mut out = String::with_capacity(s.len() * 2);
    let mut chars = s.chars().peekable();
    while let Some(c) = chars.next() {
        let pair = chars.peek().and_then(|mark| TABLES.vni.get(&(c, *mark)));
        match pair {
            Some(letter) => {
                chars.next();
                out.push(*letter);
            }
            None => out.push(TABLES.vni_single.get(&c).copied().unwrap_or(c)),
        }
    }
    nfc(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every vowel with every tone, and đ, in both cases.
    fn letters() -> Vec<char> {
        let vowels = "aăâeêioôơuưy".chars();
        let lower: Vec<char> = vowels.flat_map(|v| (0..6).map(move |tone| toned(v, tone))).chain(['đ']).collect();
        lower.iter().copied().chain(lower.iter().map(|c| upper(*c))).collect()
    }

    #[test]
    fn there_are_146_letters_and_each_comes_back_from_both_encodings() {
        let letters = letters();
        assert_eq!(letters.iter().collect::<HashSet<_>>().len(), 146);
        for letter in letters {
            // After a consonant of its case: a capital's byte may be a quotation mark elsewhere.
            let word = if letter.is_uppercase() { format!("T{letter}") } else { format!("t{letter}") };
            for encoding in [Tcvn3, Vni] {
                let old = encoding.encode(&word);
                assert!(old.chars().all(|c| (c as u32) <= 0xff || CP1252.contains(&c)), "{word} as {old:?}");
                assert_eq!(encoding.decode(&old), word, "{encoding:?} {old:?}");
            }
        }
    }

    /// The bytes of glibc's TCVN5712-1, in its order from b5 on.
    #[test]
    fn the_lower_half_of_tcvn3_is_the_standards() {
        let bytes: String = (0xb5..=0xfe_u8).filter(|b| is_small(*b)).map(char::from).collect();
        assert_eq!(from_tcvn3(&bytes), "àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ");
    }

    fn is_small(byte: u8) -> bool {
        TABLES.tcvn3.get(&char::from(byte)).is_some_and(|c| c.is_lowercase())
    }

    /// Typed by hand as the fonts show them, not by this module.
    const NAMES: [(&str, &str, &str); 9] = [
        ("Nguyễn Văn A", "NguyÔn V¨n A", "Nguyeãn Vaên A"),
        ("Đặng", "§Æng", "Ñaëng"),
        ("Hoàng Thị Phượng", "Hoµng ThÞ Ph\u{ad}îng", "Hoaøng Thò Phöôïng"),
        ("Giàng A Páo", "Giµng A P¸o", "Giaøng A Paùo"),
        ("Kpă H'Rin", "Kp¨ H'Rin", "Kpaê H'Rin"),
        ("Lý Tờ Mẩy", "Lý Tê MÈy", "Lyù Tôø Maåy"),
        ("Bế Văn Đàn", "BÕ V¨n §µn", "Beá Vaên Ñaøn"),
        ("Tỉnh Hà Giang", "TØnh Hµ Giang", "Tænh Haø Giang"),
        ("Huyện Mèo Vạc", "HuyÖn MÌo V¹c", "Huyeän Meøo Vaïc"),
    ];

    #[test]
    fn names_of_the_mountains_are_converted_from_and_to_both() {
        for (name, tcvn3, vni) in NAMES {
            assert_eq!((Tcvn3.decode(tcvn3).as_str(), Vni.decode(vni).as_str()), (name, name));
            assert_eq!((Tcvn3.encode(name).as_str(), Vni.encode(name).as_str()), (tcvn3, vni));
        }
    }

    #[test]
    fn a_column_is_recognised_by_its_sure_texts_and_the_others_follow() {
        let column = |n: usize| NAMES.map(|(name, tcvn3, vni)| [name, tcvn3, vni][n]);
        for (n, encoding) in Encoding::ALL.into_iter().enumerate() {
            assert_eq!(recognise_column(column(n)), Found::Sure(encoding));
            for text in column(n) {
                assert!(fits(text, encoding), "{text} as {encoding:?}");
            }
        }
        // "Mãn" is Mãn in Unicode and Món in TCVN3.
        assert_eq!(recognise("Mãn"), Found::Sure(Unicode));
        assert_eq!(recognise_column(["Mãn", "NguyÔn V¨n A"]), Found::Sure(Tcvn3));
        assert_eq!(recognise_column(["Nguyễn Văn A", "NguyÔn V¨n A"]), Found::Mixed);
        assert_eq!(recognise_column(["Nguyeãn Vaên A", "NguyÔn V¨n A"]), Found::Mixed);
        assert!(!fits("Nguyeãn Vaên A", Tcvn3) && !fits("Nguyễn", Tcvn3) && !fits("NguyÔn", Unicode));
    }

    #[test]
    fn ascii_and_foreign_names_stay_as_they_are() {
        for text in ["", "Ma Van An", "H22.31.04-210805-0012", "André", "François Müller"] {
            assert_eq!(recognise(text), Found::Sure(Unicode), "{text}");
            assert_eq!(Unicode.decode(text), text);
        }
        assert_eq!(recognise_column(["André", "Nguyễn Văn A"]), Found::Sure(Unicode));
        assert_eq!(recognise("¤¤¤"), Found::Unknown);
    }

    #[test]
    fn a_capitals_font_leaves_small_letters_among_capitals() {
        assert_eq!(Tcvn3.decode("NGUYÔN V¡N HµNG Hµ"), "NGUYỄN VĂN HÀNG HÀ");
        assert_eq!(Tcvn3.decode("UBND x· Hµ"), "UBND xã Hà");
        assert_eq!(Tcvn3.decode("ñy ban “nh©n d©n”…"), "ủy ban “nhân dân”…");
        assert_eq!(Vni.decode("NGUYEÃN, Aân"), "NGUYỄN, Ân");
    }

    #[test]
    fn decomposed_unicode_is_composed() {
        assert_eq!(Unicode.decode("Nguye\u{302}\u{303}n"), "Nguyễn");
        assert_eq!(recognise("Nguye\u{302}\u{303}n"), Found::Sure(Unicode));
    }
}
