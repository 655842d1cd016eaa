//! The calendar as data: what stands in `calendar.toml` and what the province edits.

use base::{Day, Error, Result, Said, said};

use crate::{CutOff, Span, Status};

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarData {
    pub name: Said,
    /// The days of the week that are off, 1 Monday … 7 Sunday.
    #[serde(default = "saturday_and_sunday")]
    pub weekly_rest: Vec<i8>,
    #[serde(default)]
    pub lateness: CutOff,
    /// Office hours, each set from a day on; summer and winter are two sets a year.
    pub hours: Vec<HoursData>,
    /// Years whose days off are all listed. The others are computed.
    #[serde(default)]
    pub years: Vec<YearData>,
    /// Closures and hours of single days, whatever the year's own list says: a storm, a half day.
    #[serde(default)]
    pub exceptions: Vec<ExceptionData>,
    #[serde(default)]
    pub offices: Vec<OfficeData>,
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursData {
    pub from: Day,
    pub spans: Vec<Span>,
    pub document: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearData {
    pub year: i16,
    #[serde(default)]
    pub status: Status,
    #[serde(default)]
    pub off: Vec<ExceptionData>,
    /// Days of the weekly rest that are worked.
    #[serde(default)]
    pub work: Vec<ExceptionData>,
}

/// A day, or the days from … to, and what is different. `vi` and `en` name the occasion.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExceptionData {
    pub from: Day,
    pub to: Option<Day>,
    /// The day it is exchanged for.
    pub swap: Option<Day>,
    pub vi: String,
    pub en: String,
    pub document: Option<String>,
    /// The year's own status unless said.
    pub status: Option<Status>,
    /// Hours of that day: none closes it. In `years.work` the usual hours unless said, in `years.off` never.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<Span>,
}

/// An office whose days differ from the province's.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficeData {
    pub code: String,
    pub vi: String,
    pub en: String,
    pub document: Option<String>,
    /// Hours in which it takes dossiers on days that are no working days.
    #[serde(default)]
    pub intake: Vec<IntakeData>,
    #[serde(default)]
    pub exceptions: Vec<ExceptionData>,
}

#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntakeData {
    /// 1 Monday … 7 Sunday
    pub weekday: i8,
    pub spans: Vec<Span>,
}

fn saturday_and_sunday() -> Vec<i8> {
    vec![6, 7]
}

/// Longer closures are several rows: a slip in the year should not close the province.
const LONGEST_ROW_DAYS: i32 = 60;

impl CalendarData {
    pub fn from_toml(source: &str) -> Result<CalendarData> {
        toml::from_str(source).map_err(|e| {
            let reason = e.to_string();
            let reason = reason.trim_end();
            Error::invalid(said!("Không đọc được lịch làm việc: {reason}", "The calendar cannot be read: {reason}"))
        })
    }
}

impl CalendarData {
    /// As [`from_toml`](Self::from_toml) reads it.
    pub fn to_toml(&self) -> Result<String> {
        toml::to_string(self).map_err(Error::internal)
    }

    /// The usual hours on that day.
    pub fn hours_on(&self, day: Day) -> &[Span] {
        self.hours.iter().filter(|hours| hours.from <= day).max_by_key(|hours| hours.from).map_or(&[], |it| &it.spans)
    }
}

impl ExceptionData {
    pub fn name(&self) -> Said {
        Said::new(&self.vi, &self.en)
    }

    /// Its days, first to last.
    pub(crate) fn days(&self) -> Result<impl Iterator<Item = Day> + use<>> {
        let (from, to) = (self.from, self.to.unwrap_or(self.from));
        let length = to.number() - from.number() + 1;
        if (1..=LONGEST_ROW_DAYS).contains(&length) {
            return Ok((0..length).map(move |n| from.plus(n)));
        }
        Err(self.wrong(said!("phải gồm từ 1 đến {LONGEST_ROW_DAYS} ngày", "must cover 1 to {LONGEST_ROW_DAYS} days")))
    }

    pub(crate) fn wrong(&self, why: Said) -> Error {
        let (name, day) = (self.name(), self.from.dmy());
        Error::invalid(Said::new(
            format!("Lịch làm việc, “{}” ngày {day}: {}", name.vi, why.vi),
            format!("Calendar, “{}” on {day}: {}", name.en, why.en),
        ))
    }
}
