//! Office hours of one day.

use std::{fmt, str::FromStr};

use base::{Error, Result, TimeOfDay, said};

/// From opening to closing. Text form `07:30-11:30`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    pub open: TimeOfDay,
    pub close: TimeOfDay,
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.open.hm(), self.close.hm())
    }
}

impl FromStr for Span {
    type Err = Error;

    fn from_str(s: &str) -> Result<Span> {
        let wrong = || {
            Error::invalid(said!(
                "Giờ làm việc phải viết như 07:30-11:30, không phải {s}",
                "Office hours must be written as 07:30-11:30, not as {s}"
            ))
        };
        let (open, close) = s.split_once('-').ok_or_else(wrong)?;
        let (open, close) = (open.trim().parse().map_err(|_| wrong())?, close.trim().parse().map_err(|_| wrong())?);
        if open < close { Ok(Span { open, close }) } else { Err(wrong()) }
    }
}

impl serde::Serialize for Span {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Span {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Span, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The hours of one day, in order and apart; none if the office is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hours(Vec<Span>);

impl Hours {
    pub fn new(spans: &[Span]) -> Result<Hours> {
        if spans.windows(2).any(|pair| pair[1].open <= pair[0].close) {
            let list = spans.iter().map(Span::to_string).collect::<Vec<_>>().join(", ");
            return Err(Error::invalid(said!(
                "Các khoảng giờ làm việc phải theo thứ tự và tách nhau: {list}",
                "Office hours must be in order and apart: {list}"
            )));
        }
        Ok(Hours(spans.to_vec()))
    }

    pub fn spans(&self) -> &[Span] {
        &self.0
    }

    pub fn closing(&self) -> Option<TimeOfDay> {
        self.0.last().map(|s| s.close)
    }

    pub fn total_seconds(&self) -> u32 {
        self.0.iter().map(|s| s.close.seconds() - s.open.seconds()).sum()
    }

    /// Of these hours, how many milliseconds lie before `ms` of the day.
    pub fn worked_ms(&self, ms: i64) -> i64 {
        self.0.iter().map(|s| ms.min(ms_of(s.close)) - ms_of(s.open)).filter(|worked| *worked > 0).sum()
    }

    /// The earliest millisecond of the day by which `worked` milliseconds of these hours are over; `worked` lies in
    /// 1 ..= all of them.
    pub fn ms_when_worked(&self, worked: i64) -> i64 {
        let mut left = worked;
        for span in &self.0 {
            let length = ms_of(span.close) - ms_of(span.open);
            if left <= length {
                return ms_of(span.open) + left;
            }
            left -= length;
        }
        self.closing().map(ms_of).unwrap_or_default()
    }
}

pub(crate) fn ms_of(time: TimeOfDay) -> i64 {
    i64::from(time.seconds()) * 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_and_checked() {
        let spans = |list: &[&str]| list.iter().map(|s| s.parse()).collect::<Result<Vec<Span>>>();
        assert!(Hours::new(&spans(&["7:30-11:30", "13:00-17:00"]).unwrap()).is_ok());
        assert!(Hours::new(&spans(&["13:00-17:00", "7:30-11:30"]).unwrap()).is_err());
        assert!(Hours::new(&spans(&["7:30-13:00", "13:00-17:00"]).unwrap()).is_err());
        for wrong in ["", "7:30", "17:00-13:00", "7:30-25:00", "8-12", "7:30-7:30"] {
            assert!(wrong.parse::<Span>().is_err(), "{wrong}");
        }
        assert_eq!("7:30-11:30".parse::<Span>().unwrap().to_string(), "07:30-11:30");
    }
}
