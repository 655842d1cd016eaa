//! The periods of reports. There are two systems side by side, told apart by their cut:
//!
//! - **calendar**: from the 1st to the last of the month (the scoring of QĐ 766/QĐ-TTg counts so);
//! - **official**: from the 15th of the month before to the 14th (NĐ 09/2019/NĐ-CP, Article 12: the month from the 15th of
//!   the month before to the 14th, the year from 15 December of the year before to 14 December).
//!
//! The cut is data, so that a province or a form may have its own.

use std::{fmt, str::FromStr};

use crate::{Day, Error, Month, Result, Said, said, text};

/// A quarter of a year, `quarter` from 1 to 4. Text form `2026-Q1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter {
    pub year: i16,
    pub quarter: i8,
}

impl Quarter {
    /// The calendar quarter of a day.
    pub fn of(day: Day) -> Quarter {
        Quarter { year: day.year(), quarter: (day.month_number() + 2) / 3 }
    }

    pub fn first_month(self) -> Month {
        Month { year: self.year, month: self.quarter * 3 - 2 }
    }

    pub fn last_month(self) -> Month {
        Month { year: self.year, month: self.quarter * 3 }
    }

    pub fn next(self) -> Quarter {
        Quarter::of(self.last_month().next().first_day())
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.year, self.quarter)
    }
}

/// A calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Year(pub i16);

impl Year {
    pub fn of(day: Day) -> Year {
        Year(day.year())
    }

    pub fn first_day(self) -> Day {
        Month { year: self.0, month: 1 }.first_day()
    }

    pub fn last_day(self) -> Day {
        Month { year: self.0, month: 12 }.last_day()
    }

    pub fn next(self) -> Year {
        Year(self.0 + 1)
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PeriodKind {
    Month,
    Quarter,
    HalfYear,
    NineMonths,
    Year,
}

impl PeriodKind {
    /// How many months it spans, and how many of it a year has.
    const fn shape(self) -> (i8, i8) {
        match self {
            PeriodKind::Month => (1, 12),
            PeriodKind::Quarter => (3, 4),
            PeriodKind::HalfYear => (6, 2),
            PeriodKind::NineMonths => (9, 1),
            PeriodKind::Year => (12, 1),
        }
    }
}

/// Where periods begin: the day of the month. 1 is the calendar; any other day is that of the month before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "i8", into = "i8")]
pub struct Cut(i8);

impl Cut {
    pub const CALENDAR: Cut = Cut(1);
    /// NĐ 09/2019/NĐ-CP, Article 12.
    pub const OFFICIAL: Cut = Cut(15);

    /// A cut that begins its periods on `day`, 1 to 28.
    pub fn from_day(day: i8) -> Result<Cut> {
        if (1..=28).contains(&day) {
            return Ok(Cut(day));
        }
        Err(Error::invalid(text(
            "Ngày bắt đầu kỳ báo cáo phải từ 1 đến 28",
            "A reporting period must begin on a day from 1 to 28",
        )))
    }

    /// The `number`th period of its kind in a year, from 1; `None` if a year has no such one.
    pub fn period(self, kind: PeriodKind, year: i16, number: i8) -> Option<Period> {
        let (months, in_a_year) = kind.shape();
        if !(1..=in_a_year).contains(&number) || !(1..=9998).contains(&year) {
            return None;
        }
        let first = Month { year, month: (number - 1) * months + 1 };
        let last = Month { year, month: number * months };
        Some(Period { kind, year, number, start: self.begins(first), end: self.begins(last.next()).plus(-1) })
    }

    fn begins(self, month: Month) -> Day {
        let months_back = if self.0 == 1 { 0 } else { -1 };
        month.first_day().plus_months(months_back).plus(i32::from(self.0) - 1)
    }

    /// The period of its kind in which a day lies. `None` for the days after the nine months, and beyond year 9998.
    pub fn containing(self, kind: PeriodKind, day: Day) -> Option<Period> {
        let (months, _) = kind.shape();
        let month = self.month_of(day);
        self.period(kind, month.year, (month.month - 1) / months + 1)
    }

    /// The reporting month of a day: with the official cut 15/12/2025 belongs to 2026-01.
    pub fn month_of(self, day: Day) -> Month {
        if self.0 > 1 && day.day_of_month() >= self.0 { day.month().next() } else { day.month() }
    }
}

impl TryFrom<i8> for Cut {
    type Error = Error;

    fn try_from(day: i8) -> Result<Cut> {
        Cut::from_day(day)
    }
}

impl From<Cut> for i8 {
    fn from(cut: Cut) -> i8 {
        cut.0
    }
}

/// One reporting period; `start` and `end` both belong to it. Text form `2026-03`, `2026-Q1`, `2026-H1`, `2026-9M`, `2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    pub kind: PeriodKind,
    pub year: i16,
    pub number: i8,
    pub start: Day,
    pub end: Day,
}

impl Period {
    pub fn contains(&self, day: Day) -> bool {
        self.start <= day && day <= self.end
    }

    /// `Tháng 3/2026`, `Quý I/2026`, `6 tháng đầu năm 2026`, `9 tháng đầu năm 2026`, `Năm 2026`.
    pub fn title(&self) -> Said {
        let (year, number) = (self.year, self.number);
        match self.kind {
            PeriodKind::Month => said!("Tháng {number}/{year}", "{number}/{year}"),
            PeriodKind::Quarter => {
                let roman = ["I", "II", "III", "IV"][(number - 1) as usize % 4];
                said!("Quý {roman}/{year}", "Quarter {number} of {year}")
            }
            PeriodKind::HalfYear if number == 1 => said!("6 tháng đầu năm {year}", "First half of {year}"),
            PeriodKind::HalfYear => said!("6 tháng cuối năm {year}", "Second half of {year}"),
            PeriodKind::NineMonths => said!("9 tháng đầu năm {year}", "First nine months of {year}"),
            PeriodKind::Year => said!("Năm {year}", "{year}"),
        }
    }

    /// The half-months (`2026-03a`, `2026-03b`) it is made of, in order; `None` if its cut does not fall between them.
    pub fn half_months(&self) -> Option<Vec<String>> {
        let after = self.end.next();
        if !matches!(self.start.day_of_month(), 1 | 15) || !matches!(after.day_of_month(), 1 | 15) {
            return None;
        }
        let mut halves = Vec::new();
        let mut day = self.start;
        while day < after {
            halves.push(day.half_month());
            day = if day.day_of_month() == 1 { day.plus(14) } else { day.month().next().first_day() };
        }
        Some(halves)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, number) = (self.year, self.number);
        match self.kind {
            PeriodKind::Month => write!(f, "{year:04}-{number:02}"),
            PeriodKind::Quarter => write!(f, "{year:04}-Q{number}"),
            PeriodKind::HalfYear => write!(f, "{year:04}-H{number}"),
            PeriodKind::NineMonths => write!(f, "{year:04}-9M"),
            PeriodKind::Year => write!(f, "{year:04}"),
        }
    }
}

/// A period's text form without its cut: `"2026-Q1"` → `(Quarter, 2026, 1)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PeriodName {
    pub kind: PeriodKind,
    pub year: i16,
    pub number: i8,
}

impl PeriodName {
    pub fn under(self, cut: Cut) -> Option<Period> {
        cut.period(self.kind, self.year, self.number)
    }
}

impl FromStr for PeriodName {
    type Err = Error;

    fn from_str(s: &str) -> Result<PeriodName> {
        let wrong = || {
            Error::invalid(text(
                "Kỳ báo cáo phải viết như 2026-03, 2026-Q1, 2026-H1, 2026-9M hoặc 2026",
                "A period must be written as 2026-03, 2026-Q1, 2026-H1, 2026-9M or 2026",
            ))
        };
        if !s.is_ascii() || s.len() < 4 || s.contains('+') {
            return Err(wrong());
        }
        let (year, rest) = s.split_at(4);
        let year = year.parse::<u16>().map_err(|_| wrong())? as i16;
        let number = |digits: &str| digits.parse::<u8>().map(|n| n as i8).map_err(|_| wrong());
        let (kind, number) = match rest {
            "" => (PeriodKind::Year, 1),
            "-9M" => (PeriodKind::NineMonths, 1),
            _ if rest.len() != 3 => return Err(wrong()),
            _ => match rest.split_at(2) {
                ("-Q", n) => (PeriodKind::Quarter, number(n)?),
                ("-H", n) => (PeriodKind::HalfYear, number(n)?),
                _ => (PeriodKind::Month, number(rest.strip_prefix('-').ok_or_else(wrong)?)?),
            },
        };
        Cut::CALENDAR.period(kind, year, number).map(|_| PeriodName { kind, year, number }).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(s: &str) -> Day {
        s.parse().unwrap()
    }

    #[track_caller]
    fn spans(cut: Cut, name: &str, start: &str, end: &str) {
        let period = name.parse::<PeriodName>().unwrap().under(cut).unwrap();
        assert_eq!((period.start, period.end), (day(start), day(end)), "{name}");
        assert_eq!(period.to_string(), name);
    }

    #[test]
    fn official_periods_run_from_the_15th_to_the_14th() {
        spans(Cut::OFFICIAL, "2026-03", "2026-02-15", "2026-03-14");
        spans(Cut::OFFICIAL, "2026-01", "2025-12-15", "2026-01-14");
        spans(Cut::OFFICIAL, "2026-Q1", "2025-12-15", "2026-03-14");
        spans(Cut::OFFICIAL, "2026-Q4", "2026-09-15", "2026-12-14");
        spans(Cut::OFFICIAL, "2026-H1", "2025-12-15", "2026-06-14");
        spans(Cut::OFFICIAL, "2026-9M", "2025-12-15", "2026-09-14");
        spans(Cut::OFFICIAL, "2026", "2025-12-15", "2026-12-14");
    }

    #[test]
    fn calendar_periods_run_with_the_calendar() {
        spans(Cut::CALENDAR, "2024-02", "2024-02-01", "2024-02-29");
        spans(Cut::CALENDAR, "2026-Q3", "2026-07-01", "2026-09-30");
        spans(Cut::CALENDAR, "2026-H2", "2026-07-01", "2026-12-31");
        spans(Cut::CALENDAR, "2026", "2026-01-01", "2026-12-31");
    }

    #[test]
    fn the_14th_and_the_15th_lie_in_different_official_months() {
        assert_eq!(Cut::OFFICIAL.containing(PeriodKind::Month, day("2026-12-14")).unwrap().to_string(), "2026-12");
        assert_eq!(Cut::OFFICIAL.containing(PeriodKind::Month, day("2026-12-15")).unwrap().to_string(), "2027-01");
        assert_eq!(Cut::OFFICIAL.containing(PeriodKind::Year, day("2026-12-15")).unwrap().to_string(), "2027");
        assert_eq!(Cut::OFFICIAL.containing(PeriodKind::NineMonths, day("2026-09-15")), None);
    }

    #[test]
    fn names_that_are_no_period_are_refused() {
        for wrong in [
            "", "26", "2026-13", "2026-00", "2026-Q5", "2026-Q0", "2026-H3", "2026-3", "+026", "2026/03", "2026-+3",
            "0000",
        ] {
            assert!(wrong.parse::<PeriodName>().is_err(), "{wrong}");
        }
        assert!(Cut::from_day(29).is_err());
    }

    #[test]
    fn periods_are_sums_of_half_months() {
        let march = Cut::OFFICIAL.period(PeriodKind::Month, 2026, 3).unwrap();
        assert_eq!(march.half_months().unwrap(), ["2026-02b", "2026-03a"]);
        let march = Cut::CALENDAR.period(PeriodKind::Month, 2026, 3).unwrap();
        assert_eq!(march.half_months().unwrap(), ["2026-03a", "2026-03b"]);
        assert_eq!(Cut::OFFICIAL.period(PeriodKind::Year, 2026, 1).unwrap().half_months().unwrap().len(), 24);
        assert_eq!(Cut::from_day(20).unwrap().period(PeriodKind::Month, 2026, 3).unwrap().half_months(), None);
    }

    #[test]
    fn titles_are_those_of_reports() {
        let title = |name: &str| name.parse::<PeriodName>().unwrap().under(Cut::OFFICIAL).unwrap().title().vi;
        assert_eq!(title("2026-03"), "Tháng 3/2026");
        assert_eq!(title("2026-Q2"), "Quý II/2026");
        assert_eq!(title("2026-H1"), "6 tháng đầu năm 2026");
        assert_eq!(title("2026"), "Năm 2026");
    }

    #[test]
    fn quarters_follow_each_other_over_the_year() {
        let quarter = Quarter::of(day("2026-11-24"));
        assert_eq!(quarter.to_string(), "2026-Q4");
        assert_eq!(quarter.next(), Quarter { year: 2027, quarter: 1 });
        assert_eq!(Year::of(day("2026-11-24")).last_day(), day("2026-12-31"));
    }

    proptest! {
        #[test]
        fn every_day_lies_in_exactly_one_month_of_a_cut(number in -100_000..100_000i32, first in 1..=28i8) {
            let (day, cut) = (Day::from_number(number), Cut::from_day(first).unwrap());
            let period = cut.containing(PeriodKind::Month, day).unwrap();
            prop_assert!(period.contains(day));
            let next = cut.containing(PeriodKind::Month, period.end.next()).unwrap();
            prop_assert_eq!(next.start, period.end.next());
        }
    }
}
