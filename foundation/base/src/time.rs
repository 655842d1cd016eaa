//! Moments, days and months. The province lives at UTC+7 all year: no daylight saving time.

use std::{fmt, str::FromStr};

use jiff::{ToSpan, civil::Date};

use crate::{Error, text};

const OFFSET_MS: i64 = 7 * 3_600_000;
const DAY_MS: i64 = 86_400_000;

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Moment(i64);

impl Moment {
    pub const fn from_ms(ms: i64) -> Moment {
        Moment(ms)
    }

    pub const fn ms(self) -> i64 {
        self.0
    }

    /// The province's day at this moment.
    pub fn day(self) -> Day {
        Day::from_number(((self.0 + OFFSET_MS).div_euclid(DAY_MS)) as i32)
    }

    /// The province's time of day at this moment.
    pub fn time(self) -> TimeOfDay {
        TimeOfDay::from_seconds(((self.0 + OFFSET_MS).rem_euclid(DAY_MS) / 1000) as u32)
    }

    pub fn plus_ms(self, ms: i64) -> Moment {
        Moment(self.0 + ms)
    }

    pub fn plus_minutes(self, minutes: i64) -> Moment {
        Moment(self.0 + minutes * 60_000)
    }

    /// RFC 3339 with the province's offset: `2026-02-13T15:20:00+07:00`.
    pub fn rfc3339(self) -> String {
        format!("{}T{}+07:00", self.day(), self.time())
    }

    /// As official papers write it: `15:20 ngày 13/02/2026`.
    pub fn vi(self) -> String {
        format!("{} ngày {}", self.time().hm(), self.day().dmy())
    }
}

impl FromStr for Moment {
    type Err = Error;

    /// `2026-02-13T15:20[:30][Z|+07:00]`; without a zone it is the province's time.
    fn from_str(s: &str) -> Result<Moment, Error> {
        let wrong = || {
            Error::invalid(text(
                "Thời điểm phải viết như 2026-02-13T15:20",
                "A moment must be written as 2026-02-13T15:20",
            ))
        };
        let (day, rest) = s.split_once(['T', ' ']).ok_or_else(wrong)?;
        let day: Day = day.parse().map_err(|_| wrong())?;
        let (clock, offset_ms) = if let Some(clock) = rest.strip_suffix('Z') {
            (clock, 0)
        } else if let Some(at) = rest.find(['+', '-']) {
            let zone: TimeOfDay = rest[at + 1..].parse().map_err(|_| wrong())?;
            let ms = i64::from(zone.seconds()) * 1000;
            (&rest[..at], if rest.as_bytes()[at] == b'-' { -ms } else { ms })
        } else {
            (rest, OFFSET_MS)
        };
        let clock = clock.split('.').next().unwrap_or(clock);
        let time: TimeOfDay = clock.parse().map_err(|_| wrong())?;
        Ok(day.at(time).plus_ms(OFFSET_MS - offset_ms))
    }
}

/// A time of day, to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TimeOfDay(u32);

impl TimeOfDay {
    pub const MIDNIGHT: TimeOfDay = TimeOfDay(0);

    pub const fn hm_of(hour: u32, minute: u32) -> TimeOfDay {
        TimeOfDay(hour * 3600 + minute * 60)
    }

    pub const fn from_seconds(seconds: u32) -> TimeOfDay {
        TimeOfDay(seconds)
    }

    /// Seconds since midnight.
    pub const fn seconds(self) -> u32 {
        self.0
    }

    /// `15:20`
    pub fn hm(self) -> String {
        format!("{:02}:{:02}", self.0 / 3600, self.0 / 60 % 60)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}:{:02}", self.0 / 3600, self.0 / 60 % 60, self.0 % 60)
    }
}

impl FromStr for TimeOfDay {
    type Err = Error;

    /// `7:30`, `07:30` or `07:30:15`.
    fn from_str(s: &str) -> Result<TimeOfDay, Error> {
        let wrong = || Error::invalid(text("Giờ phải viết như 07:30", "A time must be written as 07:30"));
        let mut parts = s.split(':').map(|p| if p.len() <= 2 { p.parse::<u32>().ok() } else { None });
        let mut next = |limit: u32| parts.next().flatten().filter(|n| *n < limit);
        let (hour, minute) = (next(25).ok_or_else(wrong)?, next(60).ok_or_else(wrong)?);
        let second = if s.matches(':').count() == 2 { next(60).ok_or_else(wrong)? } else { 0 };
        let seconds = hour * 3600 + minute * 60 + second;
        if seconds > 86_400 || s.matches(':').count() > 2 { Err(wrong()) } else { Ok(TimeOfDay(seconds)) }
    }
}

/// A civil day. Text form `2026-03-09`, shown as `09/03/2026`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    pub fn new(year: i16, month: i8, day: i8) -> Option<Day> {
        Date::new(year, month, day).ok().map(Day)
    }

    /// Days since 1970-01-01.
    pub fn number(self) -> i32 {
        self.0.since(Date::constant(1970, 1, 1)).map(|s| s.get_days()).unwrap_or_default()
    }

    /// The day of that number, held within the years 1 to 9999.
    pub fn from_number(number: i32) -> Day {
        Day(Date::constant(1970, 1, 1).saturating_add(number.days()))
    }

    pub fn year(self) -> i16 {
        self.0.year()
    }

    pub fn month_number(self) -> i8 {
        self.0.month()
    }

    pub fn day_of_month(self) -> i8 {
        self.0.day()
    }

    pub fn month(self) -> Month {
        Month { year: self.0.year(), month: self.0.month() }
    }

    /// 1 = Monday … 7 = Sunday.
    pub fn weekday(self) -> i8 {
        self.0.weekday().to_monday_one_offset()
    }

    pub fn plus(self, days: i32) -> Day {
        Day(self.0.saturating_add(days.days()))
    }

    /// The same day `months` later; in a month without that day, its last.
    pub fn plus_months(self, months: i32) -> Day {
        Day(self.0.saturating_add(months.months()))
    }

    pub fn next(self) -> Day {
        self.plus(1)
    }

    pub fn at(self, time: TimeOfDay) -> Moment {
        Moment(i64::from(self.number()) * DAY_MS + i64::from(time.seconds()) * 1000 - OFFSET_MS)
    }

    /// 00:00 of this day in the province.
    pub fn start(self) -> Moment {
        self.at(TimeOfDay::MIDNIGHT)
    }

    /// `09/03/2026`
    pub fn dmy(self) -> String {
        format!("{:02}/{:02}/{}", self.0.day(), self.0.month(), self.0.year())
    }

    /// Reads `09/03/2026`, `9/3/2026`, `09-03-2026` or `2026-03-09`, as people type them.
    pub fn from_typed(s: &str) -> Option<Day> {
        let s = s.trim();
        if let Ok(day) = s.parse() {
            return Some(day);
        }
        let mut parts = s.split(['/', '-', '.']);
        let day = parts.next()?.parse().ok()?;
        let month = parts.next()?.parse().ok()?;
        let year = parts.next()?;
        if year.len() != 4 || parts.next().is_some() {
            return None;
        }
        Day::new(year.parse().ok()?, month, day)
    }

    /// The half-month it lies in: `2026-03a` (1 to 14) or `2026-03b` (15 to the end).
    pub fn half_month(self) -> String {
        format!("{}{}", self.month(), if self.0.day() < 15 { 'a' } else { 'b' })
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Day {
    type Err = Error;

    fn from_str(s: &str) -> Result<Day, Error> {
        let wrong = || Error::invalid(text("Ngày phải viết như 2026-02-13", "A day must be written as 2026-02-13"));
        let shaped = |(i, b): (usize, u8)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() };
        if s.len() != 10 || !s.bytes().enumerate().all(shaped) {
            return Err(wrong());
        }
        let mut parts = s.split('-');
        let mut next = || parts.next().and_then(|p| p.parse::<i16>().ok());
        let (year, month, day) = (next().ok_or_else(wrong)?, next().ok_or_else(wrong)?, next().ok_or_else(wrong)?);
        Day::new(year, month as i8, day as i8).ok_or_else(wrong)
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Day, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Moments in JSON are RFC 3339 with the province's offset.
impl serde::Serialize for Moment {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&self.rfc3339())
    }
}

impl<'de> serde::Deserialize<'de> for Moment {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Moment, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A calendar month: `2026-03`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    pub year: i16,
    pub month: i8,
}

impl Month {
    pub fn first_day(self) -> Day {
        Day(Date::constant(self.year, self.month, 1))
    }

    pub fn last_day(self) -> Day {
        Day(self.first_day().0.last_of_month())
    }

    pub fn next(self) -> Month {
        self.first_day().plus_months(1).month()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_without_a_zone_is_the_provinces_time() {
        let moment: Moment = "2026-02-13T15:20".parse().unwrap();
        assert_eq!(moment.rfc3339(), "2026-02-13T15:20:00+07:00");
        assert_eq!("2026-02-13T08:20:00Z".parse::<Moment>().unwrap(), moment);
        assert_eq!("2026-02-13T08:20:00.250+00:00".parse::<Moment>().unwrap(), moment);
        assert_eq!(moment.day().to_string(), "2026-02-13");
        assert_eq!(moment.day().weekday(), 5);
        assert!("2026-02-30T08:00".parse::<Moment>().is_err());
    }

    #[test]
    fn a_month_without_the_day_takes_its_last() {
        let day: Day = "2026-01-31".parse().unwrap();
        assert_eq!(day.plus_months(1).to_string(), "2026-02-28");
        assert_eq!(day.month().last_day().dmy(), "31/01/2026");
    }

    #[test]
    fn a_day_in_data_has_one_form_only() {
        assert!("2026-03-09".parse::<Day>().is_ok());
        for other in ["2026-257-1", "2026-3-009", "+026-03-09", "-026-03-09", "2026-02-30", "2026/03/09", "２026-3-9"]
        {
            assert!(other.parse::<Day>().is_err(), "{other}");
        }
    }

    #[test]
    fn days_are_read_as_people_type_them() {
        for typed in ["9/3/2026", "09-03-2026", "2026-03-09", " 09.03.2026 "] {
            assert_eq!(Day::from_typed(typed).unwrap().to_string(), "2026-03-09");
        }
        assert_eq!(Day::from_typed("09/03/26"), None);
        assert_eq!(Day::from_typed("30/02/2026"), None);
    }
}
