//! The personal number (số định danh cá nhân, also the number of the identity card): 12 digits, NĐ 137/2015/NĐ-CP Article 13.
//!
//! | digits | meaning |
//! |---|---|
//! | 1-3 | the province where the birth was registered (`008` Tuyên Quang, `002` Hà Giang) or, from `100` on, a country |
//! | 4 | century and sex: 0 and 1 are men and women born in 1900-1999, 2 and 3 in 2000-2099, and so on |
//! | 5-6 | the year of birth in its century |
//! | 7-12 | random; there is **no check digit** |
//!
//! The province is that of the day of registration: a number beginning with 002 stays valid after the merger of 2025, and
//! it says nothing of where the person lives.

use std::{fmt, str::FromStr};

use crate::{Day, Error, Result, Text, said, text};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sex {
    Male,
    Female,
}

impl Sex {
    pub const fn title(self) -> Text {
        match self {
            Sex::Male => text("Nam", "Male"),
            Sex::Female => text("Nữ", "Female"),
        }
    }
}

impl fmt::Display for Sex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Sex::Male => "male",
            Sex::Female => "female",
        })
    }
}

impl FromStr for Sex {
    type Err = Error;

    /// `male`, `female`, and as forms and lists write it: `Nam`, `Nữ`.
    fn from_str(s: &str) -> Result<Sex> {
        match s.trim().to_lowercase().as_str() {
            "male" | "nam" => Ok(Sex::Male),
            "female" | "nữ" | "nu" => Ok(Sex::Female),
            _ => Err(Error::invalid(text("Giới tính là Nam hoặc Nữ", "The sex is male or female"))),
        }
    }
}

/// The provinces by which numbers were ever given (the 63 of 2008-2025). Mergers renumber nobody.
const PROVINCES: [u8; 63] = [
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42, 44, 45,
    46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86, 87, 89, 91, 92,
    93, 94, 95, 96,
];

/// Personal data: `Display` writes it in full for papers and storage, `Debug` shows the last four digits only, so that
/// it does not slip into a log.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonalNumber([u8; 12]);

impl PersonalNumber {
    /// Reads 12 digits; spaces, dots and hyphens between them are how people group them.
    pub fn parse(s: &str) -> Result<PersonalNumber> {
        let wrong_length = || {
            Error::invalid(text("Số định danh cá nhân gồm đúng 12 chữ số", "A personal number has exactly 12 digits"))
        };
        let mut digits = [0; 12];
        let mut length = 0;
        for c in s.trim().chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '.' | '-')) {
            let digit = c.to_digit(10).ok_or_else(wrong_length)?;
            *digits.get_mut(length).ok_or_else(wrong_length)? = b'0' + digit as u8;
            length += 1;
        }
        if length != 12 {
            return Err(wrong_length());
        }
        let number = PersonalNumber(digits);
        let place = number.value(0..3);
        if place >= 100 || PROVINCES.iter().any(|p| u32::from(*p) == place) {
            return Ok(number);
        }
        Err(Error::invalid(text(
            "Ba chữ số đầu không phải mã tỉnh hoặc mã nước, xin kiểm tra lại",
            "The first three digits are neither a province nor a country, please check them",
        )))
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    fn value(&self, range: std::ops::Range<usize>) -> u32 {
        self.0[range].iter().fold(0, |n, d| n * 10 + u32::from(d - b'0'))
    }

    /// Three digits: the province, or the country from `100` on, where the birth was registered.
    pub fn province(&self) -> &str {
        &self.as_str()[..3]
    }

    pub fn sex(&self) -> Sex {
        if self.value(3..4).is_multiple_of(2) { Sex::Male } else { Sex::Female }
    }

    pub fn birth_year(&self) -> i16 {
        (1900 + self.value(3..4) / 2 * 100 + self.value(4..6)) as i16
    }

    /// Whether the number fits the sex and the day of birth that a form states.
    pub fn agrees_with(&self, sex: Sex, birth_day: Day) -> Result<()> {
        let year = birth_day.year();
        if self.birth_year() != year {
            return Err(Error::invalid(said!(
                "Số định danh cá nhân không khớp với năm sinh {year}",
                "The personal number does not agree with the year of birth {year}"
            )));
        }
        if self.sex() != sex {
            let Text { vi, en } = sex.title();
            return Err(Error::invalid(said!(
                "Số định danh cá nhân không khớp với giới tính {vi}",
                "The personal number does not agree with the sex {en}"
            )));
        }
        Ok(())
    }

    pub fn last4(&self) -> &str {
        &self.as_str()[8..]
    }

    /// `********1234`
    pub fn masked(&self) -> String {
        format!("********{}", self.last4())
    }
}

impl fmt::Display for PersonalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for PersonalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl FromStr for PersonalNumber {
    type Err = Error;

    fn from_str(s: &str) -> Result<PersonalNumber> {
        PersonalNumber::parse(s)
    }
}

impl serde::Serialize for PersonalNumber {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

impl<'de> serde::Deserialize<'de> for PersonalNumber {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<PersonalNumber, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(s: &str) -> Day {
        s.parse().unwrap()
    }

    #[test]
    fn a_number_says_where_when_and_which_sex() {
        let man: PersonalNumber = "008 090 001 234".parse().unwrap();
        assert_eq!((man.province(), man.sex(), man.birth_year()), ("008", Sex::Male, 1990));
        let girl: PersonalNumber = "002315678901".parse().unwrap();
        assert_eq!((girl.province(), girl.sex(), girl.birth_year()), ("002", Sex::Female, 2015));
        assert_eq!(PersonalNumber::parse("001499000000").unwrap().birth_year(), 2199);
    }

    #[test]
    fn there_is_no_check_digit() {
        for last in 0..10 {
            assert!(PersonalNumber::parse(&format!("00809000123{last}")).is_ok());
        }
    }

    #[test]
    fn what_cannot_be_a_number_is_refused() {
        for wrong in [
            "",
            "00809000123",
            "0080900012345",
            "00809000123a",
            "000090001234",
            "003090001234",
            "098090001234",
            "٠٠٨٠٩٠٠٠١٢٣٤",
            "071234567",
        ] {
            assert!(PersonalNumber::parse(wrong).is_err(), "{wrong}");
        }
        assert!(PersonalNumber::parse("123090001234").is_ok(), "born abroad");
    }

    #[test]
    fn it_must_agree_with_the_form() {
        let man: PersonalNumber = "008090001234".parse().unwrap();
        assert!(man.agrees_with(Sex::Male, day("1990-03-09")).is_ok());
        assert!(man.agrees_with(Sex::Female, day("1990-03-09")).unwrap_err().said.vi.contains("giới tính Nữ"));
        assert!(man.agrees_with(Sex::Male, day("1991-03-09")).unwrap_err().said.vi.contains("năm sinh 1991"));
    }

    #[test]
    fn a_log_shows_four_digits_only() {
        let number: PersonalNumber = "008090001234".parse().unwrap();
        assert_eq!(number.masked(), "********1234");
        assert_eq!(format!("{number:?}"), "********1234");
        assert_eq!(serde_json::to_string(&number).unwrap(), "\"008090001234\"");
        assert!(serde_json::from_str::<PersonalNumber>("\"8090001234\"").is_err());
    }
}
