//! How long a procedure may take.

use std::{fmt, str::FromStr};

use base::{Error, Result, Said, said, text};

/// A term as a procedure's version states it. Text form, also in JSON and in the database: `same-day`,
/// `8 working-hours`, `5 working-days`, `30 calendar-days`, `2 months`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Term {
    SameDay,
    WorkingHours(u16),
    WorkingDays(u16),
    CalendarDays(u16),
    Months(u16),
}

use Term::*;

impl Term {
    /// The same term if its number is one that a procedure can have: 1 to 1,000 working hours or working days, 3,650
    /// calendar days, 120 months.
    pub fn checked(self) -> Result<Term> {
        let (n, most) = match self {
            SameDay => (1, 1),
            WorkingHours(n) | WorkingDays(n) => (n, 1_000),
            CalendarDays(n) => (n, 3_650),
            Months(n) => (n, 120),
        };
        if (1..=most).contains(&n) {
            return Ok(self);
        }
        Err(Error::invalid(said!("Thời hạn phải từ 1 đến {most}", "The term must be from 1 to {most}")))
    }

    /// Whether it runs in working time only; otherwise in calendar days.
    pub const fn is_working(self) -> bool {
        matches!(self, SameDay | WorkingHours(_) | WorkingDays(_))
    }

    /// `5 ngày làm việc`
    pub fn vi(self) -> String {
        self.said().vi
    }

    pub fn said(self) -> Said {
        let s = if matches!(self, WorkingHours(1) | WorkingDays(1) | CalendarDays(1) | Months(1)) { "" } else { "s" };
        match self {
            SameDay => text("trong ngày làm việc", "within the working day").into(),
            WorkingHours(n) => said!("{n} giờ làm việc", "{n} working hour{s}"),
            WorkingDays(n) => said!("{n} ngày làm việc", "{n} working day{s}"),
            CalendarDays(n) => said!("{n} ngày", "{n} calendar day{s}"),
            Months(n) => said!("{n} tháng", "{n} month{s}"),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SameDay => f.write_str("same-day"),
            WorkingHours(n) => write!(f, "{n} working-hours"),
            WorkingDays(n) => write!(f, "{n} working-days"),
            CalendarDays(n) => write!(f, "{n} calendar-days"),
            Months(n) => write!(f, "{n} months"),
        }
    }
}

impl FromStr for Term {
    type Err = Error;

    fn from_str(s: &str) -> Result<Term> {
        let wrong = || {
            Error::invalid(text(
                "Thời hạn phải viết như same-day, 8 working-hours, 5 working-days, 30 calendar-days hoặc 2 months",
                "A term must be written as same-day, 8 working-hours, 5 working-days, 30 calendar-days or 2 months",
            ))
        };
        let s = s.trim();
        if s == "same-day" {
            return Ok(SameDay);
        }
        let (n, unit) = s.split_once(' ').ok_or_else(wrong)?;
        if !n.bytes().all(|b| b.is_ascii_digit()) {
            return Err(wrong());
        }
        let n: u16 = n.parse().map_err(|_| wrong())?;
        match unit.trim().trim_end_matches('s') {
            "working-hour" => WorkingHours(n),
            "working-day" => WorkingDays(n),
            "calendar-day" => CalendarDays(n),
            "month" => Months(n),
            _ => return Err(wrong()),
        }
        .checked()
    }
}

impl serde::Serialize for Term {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Term {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Term, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_read_back_as_they_are_written() {
        for term in [SameDay, WorkingHours(8), WorkingDays(5), CalendarDays(30), Months(2), Months(1)] {
            assert_eq!(term.to_string().parse::<Term>().unwrap(), term);
            let json = serde_json::to_string(&term).unwrap();
            assert_eq!(json, format!("\"{term}\""));
            assert_eq!(serde_json::from_str::<Term>(&json).unwrap(), term);
        }
        assert_eq!("1 working-day".parse::<Term>().unwrap(), WorkingDays(1));
        assert_eq!("5  working-days ".parse::<Term>().unwrap(), WorkingDays(5));
    }

    #[test]
    fn what_is_no_term_is_refused() {
        for wrong in [
            "",
            "5",
            "5 days",
            "-5 working-days",
            "+5 working-days",
            "0 months",
            "5.5 working-days",
            "1001 working-days",
            "121 months",
            "99999999999 calendar-days",
            "same day",
        ] {
            assert!(wrong.parse::<Term>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn terms_are_said_in_both_languages() {
        assert_eq!(WorkingDays(5).vi(), "5 ngày làm việc");
        assert_eq!(WorkingHours(1).said().en, "1 working hour");
    }
}
