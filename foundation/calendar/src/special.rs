//! Days that are not as the plain week has them, and the names for early and late.

use base::{Day, Moment, Said, Text, text};

use crate::Span;

/// Whether somebody has decided it, or it is computed from the law until somebody does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    #[default]
    Issued,
    Estimate,
}

impl Status {
    pub const fn title(self) -> Text {
        match self {
            Status::Issued => text("đã ban hành", "issued"),
            Status::Estimate => text("dự kiến", "estimated"),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpecialKind {
    /// A day off: a holiday, a swapped day, a closure.
    Off,
    /// A day of the weekly rest that is worked.
    Work,
    /// A working day with hours of its own, such as a half day.
    Hours,
}

/// One line of the year's view.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SpecialDay {
    pub day: Day,
    pub kind: SpecialKind,
    pub name: Said,
    /// The document it rests on, as cited.
    pub document: Option<String>,
    pub status: Status,
    /// The day it was exchanged for.
    pub swap: Option<Day>,
    /// The hours of that day; none if it is off.
    pub hours: Vec<Span>,
}

/// From when an act counts as late: a setting of the province.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CutOff {
    /// From the moment after the due moment (the national portal's rule: on time if ended ≤ due).
    #[default]
    Moment,
    /// From the day after the due day: what ends on the due day after closing time is still on time.
    Day,
}

/// How something open stands to its due moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DueState {
    /// The due day is still to come.
    Early,
    DueToday,
    Overdue,
}

/// How something ended stands to its due moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// On an earlier day than the due day.
    Early,
    OnTime,
    Late,
}

impl CutOff {
    pub fn is_late(self, at: Moment, due: Moment) -> bool {
        match self {
            CutOff::Moment => at > due,
            CutOff::Day => at.day() > due.day(),
        }
    }

    pub fn due_state(self, now: Moment, due: Moment) -> DueState {
        match () {
            _ if self.is_late(now, due) => DueState::Overdue,
            _ if now.day() == due.day() => DueState::DueToday,
            _ => DueState::Early,
        }
    }

    pub fn outcome(self, end: Moment, due: Moment) -> Outcome {
        match () {
            _ if self.is_late(end, due) => Outcome::Late,
            _ if end.day() < due.day() => Outcome::Early,
            _ => Outcome::OnTime,
        }
    }
}

impl DueState {
    pub const fn title(self) -> Text {
        match self {
            DueState::Early => text("Còn hạn", "In time"),
            DueState::DueToday => text("Đến hạn hôm nay", "Due today"),
            DueState::Overdue => text("Quá hạn", "Overdue"),
        }
    }
}

impl Outcome {
    /// The dimension's value in events: `early`, `on_time`, `late`.
    pub const fn code(self) -> &'static str {
        match self {
            Outcome::Early => "early",
            Outcome::OnTime => "on_time",
            Outcome::Late => "late",
        }
    }

    pub const fn title(self) -> Text {
        match self {
            Outcome::Early => text("Trước hạn", "Early"),
            Outcome::OnTime => text("Đúng hạn", "On time"),
            Outcome::Late => text("Quá hạn", "Late"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(s: &str) -> Moment {
        s.parse().unwrap()
    }

    #[test]
    fn the_due_moment_itself_is_on_time() {
        let due = at("2026-02-27T17:00");
        assert_eq!(CutOff::Moment.outcome(at("2026-02-26T23:59"), due), Outcome::Early);
        assert_eq!(CutOff::Moment.outcome(at("2026-02-27T08:00"), due), Outcome::OnTime);
        assert_eq!(CutOff::Moment.outcome(due, due), Outcome::OnTime);
        assert_eq!(CutOff::Moment.outcome(at("2026-02-27T17:00:01"), due), Outcome::Late);
        assert_eq!(CutOff::Moment.due_state(at("2026-02-26T23:59"), due), DueState::Early);
        assert_eq!(CutOff::Moment.due_state(at("2026-02-27T00:00"), due), DueState::DueToday);
        assert_eq!(CutOff::Moment.due_state(at("2026-02-27T17:00:01"), due), DueState::Overdue);
    }

    #[test]
    fn by_the_day_the_evening_is_still_on_time() {
        let due = at("2026-02-27T17:00");
        assert_eq!(CutOff::Day.outcome(at("2026-02-27T23:59:59"), due), Outcome::OnTime);
        assert_eq!(CutOff::Day.due_state(at("2026-02-27T23:59:59"), due), DueState::DueToday);
        assert_eq!(CutOff::Day.outcome(at("2026-02-28T00:00"), due), Outcome::Late);
    }
}
