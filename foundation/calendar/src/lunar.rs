//! The Vietnamese lunar calendar, for years whose days off nobody has decided yet.
//!
//! A month begins on the day of the new moon and the eleventh month holds the winter solstice, both by the clock of
//! UTC+7; so Tết is not always the Chinese New Year (2007, 2030, 2053). New moons after J. Meeus, *Astronomical
//! Algorithms*, chapter 49, the sun's longitude after chapter 25: exact to a minute or a few in 1900-2200.

use base::Day;

/// A day of the lunar calendar. `year` is the civil year in which the lunar year began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LunarDay {
    pub year: i16,
    pub month: i8,
    pub leap: bool,
    pub day: i8,
}

/// Tết: the first day of the first month.
pub fn new_year(year: i16) -> Day {
    on(year, 1, 1)
}

/// Giỗ Tổ Hùng Vương: the tenth day of the third month.
pub fn hung_kings_day(year: i16) -> Day {
    on(year, 3, 10)
}

/// The civil day of a day in an ordinary (not leap) month, 1 to 12, of the lunar year that begins in `year`.
pub fn on(year: i16, month: i8, day: i8) -> Day {
    let months = if month < 11 { Months::from_eleventh(year - 1) } else { Months::from_eleventh(year) };
    let place = months.place_of(month);
    Day::from_number(months.start(place) + i32::from(day) - 1)
}

/// The lunar day of a civil day.
pub fn of(day: Day) -> LunarDay {
    let number = day.number();
    let mut months = Months::from_eleventh(day.year());
    if months.start(0) > number {
        months = Months::from_eleventh(day.year() - 1);
    }
    let place = (0..months.count).rev().find(|place| months.start(*place) <= number).unwrap_or_default();
    let (month, leap) = months.name_of(place);
    let year = if month >= 11 && place < 3 { months.year } else { months.year + 1 };
    LunarDay { year, month, leap, day: (number - months.start(place) + 1) as i8 }
}

/// The 12 or 13 months from the eleventh of one year to before the eleventh of the next.
struct Months {
    year: i16,
    /// number of the new moon that opens the eleventh month
    first: i32,
    count: i32,
    /// place of the month that repeats the number of the one before
    leap: Option<i32>,
}

impl Months {
    fn from_eleventh(year: i16) -> Months {
        let first = eleventh_month(year);
        let count = eleventh_month(year + 1) - first;
        // Of 13 months, the first in which the sun enters no new sign is the leap month.
        let leap = (count == 13)
            .then(|| (1..13).find(|place| sun_sign(new_moon(first + place)) == sun_sign(new_moon(first + place + 1))))
            .flatten();
        Months { year, first, count, leap }
    }

    fn start(&self, place: i32) -> i32 {
        new_moon(self.first + place)
    }

    fn name_of(&self, place: i32) -> (i8, bool) {
        let leaps = i32::from(self.leap.is_some_and(|leap| place >= leap));
        (((10 + place - leaps) % 12 + 1) as i8, self.leap == Some(place))
    }

    fn place_of(&self, month: i8) -> i32 {
        (0..self.count).find(|place| self.name_of(*place) == (month, false)).unwrap_or_default()
    }
}

/// The number of the last new moon on or before the day of the winter solstice.
fn eleventh_month(year: i16) -> i32 {
    let year_end = Day::new(year, 12, 31).map(Day::number).unwrap_or_default();
    let mut moon = ((f64::from(year_end) - FIRST_NEW_MOON_DAY) / SYNODIC_MONTH).floor() as i32 + 1;
    while new_moon(moon) > year_end || sun_sign(new_moon(moon)) >= 9 {
        moon -= 1;
    }
    moon
}

/// Days since 1970 of the new moon of 2000-01-06, by which new moons are counted.
const FIRST_NEW_MOON_DAY: f64 = 10_962.76;
const SYNODIC_MONTH: f64 = 29.530_588_861;
const UNIX_EPOCH_JULIAN: f64 = 2_440_587.5;
const VIETNAM: f64 = 7.0 / 24.0;

/// Days since 1970 of the civil day (UTC+7) of the `k`th new moon.
fn new_moon(k: i32) -> i32 {
    let k = f64::from(k);
    let t = k / 1236.85;
    let sin = |degrees: f64| degrees.to_radians().sin();

    let mean = 2_451_550.097_66 + SYNODIC_MONTH * k + t * t * (0.000_154_37 - 0.000_000_15 * t);
    let e = 1.0 - t * (0.002_516 + 0.000_007_4 * t);
    let sun = 2.5534 + 29.105_356_70 * k - t * t * 0.000_001_4;
    let moon = 201.5643 + 385.816_935_28 * k + t * t * (0.010_758_2 + 0.000_012_38 * t);
    let f = 160.7108 + 390.670_502_84 * k - t * t * 0.001_611_8;
    let node = 124.7746 - 1.563_755_88 * k + t * t * 0.002_067_2;

    let periodic = -0.407_20 * sin(moon)
        + 0.172_41 * e * sin(sun)
        + 0.016_08 * sin(2.0 * moon)
        + 0.010_39 * sin(2.0 * f)
        + 0.007_39 * e * sin(moon - sun)
        - 0.005_14 * e * sin(moon + sun)
        + 0.002_08 * e * e * sin(2.0 * sun)
        - 0.001_11 * sin(moon - 2.0 * f)
        - 0.000_57 * sin(moon + 2.0 * f)
        + 0.000_56 * e * sin(2.0 * moon + sun)
        - 0.000_42 * sin(3.0 * moon)
        + 0.000_42 * e * sin(sun + 2.0 * f)
        + 0.000_38 * e * sin(sun - 2.0 * f)
        - 0.000_24 * e * sin(2.0 * moon - sun)
        - 0.000_17 * sin(node)
        + 0.000_33 * sin(299.77 + 0.107_408 * k - 0.009_173 * t * t);

    let universal = mean + periodic - delta_t(t) / 86_400.0;
    (universal - UNIX_EPOCH_JULIAN + VIETNAM).floor() as i32
}

/// Seconds by which the even time of astronomy runs ahead of the clock, `t` centuries from 2000 (Espenak and Meeus).
fn delta_t(t: f64) -> f64 {
    let years = t * 100.0;
    62.92 + 0.322_17 * years + 0.005_589 * years * years
}

/// Which twelfth of its path, 0 to 11 from the spring equinox, the sun is in when a civil day (UTC+7) begins.
fn sun_sign(day: i32) -> i32 {
    let t = (f64::from(day) - VIETNAM + UNIX_EPOCH_JULIAN - 2_451_545.0) / 36_525.0;
    let t = t + delta_t(t) / 86_400.0 / 36_525.0;
    let sin = |degrees: f64| degrees.to_radians().sin();

    let mean = 280.466_46 + t * (36_000.769_83 + 0.000_303_2 * t);
    let anomaly = 357.529_11 + t * (35_999.050_29 - 0.000_153_7 * t);
    let centre = (1.914_602 - t * (0.004_817 + 0.000_014 * t)) * sin(anomaly)
        + (0.019_993 - 0.000_101 * t) * sin(2.0 * anomaly)
        + 0.000_289 * sin(3.0 * anomaly);
    let apparent = mean + centre - 0.005_69 - 0.004_78 * sin(125.04 - 1934.136 * t);
    (apparent.rem_euclid(360.0) / 30.0).floor() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tết of 1990 to 2060 as month and day: 127 is 27 January.
    const TET: [i32; 71] = [
        127, 215, 204, 123, 210, 131, 219, 207, 128, 216, 205, 124, 212, 201, 122, 209, 129, 217, 207, 126, 214, 203,
        123, 210, 131, 219, 208, 128, 216, 205, 125, 212, 201, 122, 210, 129, 217, 206, 126, 213, 202, 123, 211, 131,
        219, 208, 128, 215, 204, 124, 212, 201, 122, 210, 130, 217, 206, 126, 214, 202, 123, 211, 201, 218, 208, 128,
        215, 204, 124, 212, 202,
    ];
    /// The same for Giỗ Tổ.
    const HUNG_KINGS: [i32; 71] = [
        405, 424, 412, 401, 420, 409, 427, 416, 406, 425, 414, 403, 422, 411, 428, 418, 407, 426, 415, 404, 423, 412,
        331, 419, 409, 428, 416, 406, 425, 414, 402, 421, 410, 429, 418, 407, 426, 416, 404, 423, 412, 401, 419, 409,
        428, 417, 406, 424, 413, 403, 420, 410, 429, 419, 407, 426, 415, 404, 422, 411, 401, 420, 409, 428, 417, 406,
        424, 413, 402, 421, 410,
    ];

    #[test]
    fn the_new_year_and_the_hung_kings_day_agree_with_the_anchors() {
        let month_and_day = |day: Day| i32::from(day.month_number()) * 100 + i32::from(day.day_of_month());
        for (year, (tet, hung_kings)) in (1990..).zip(TET.into_iter().zip(HUNG_KINGS)) {
            assert_eq!((new_year(year).year(), month_and_day(new_year(year))), (year, tet));
            assert_eq!(month_and_day(hung_kings_day(year)), hung_kings, "{year}");
        }
    }

    #[test]
    fn viet_nam_is_a_day_ahead_of_china_in_2007_2030_and_2053() {
        for (year, viet_nam) in [(2007, "2007-02-17"), (2030, "2030-02-02"), (2053, "2053-02-18")] {
            assert_eq!(new_year(year).to_string(), viet_nam);
        }
    }

    #[test]
    fn leap_months_are_where_they_were() {
        let leap = |s: &str| of(s.parse().unwrap());
        assert_eq!(leap("2020-05-23"), LunarDay { year: 2020, month: 4, leap: true, day: 1 });
        assert_eq!(leap("2023-03-22"), LunarDay { year: 2023, month: 2, leap: true, day: 1 });
        assert_eq!(leap("2025-07-25"), LunarDay { year: 2025, month: 6, leap: true, day: 1 });
        assert_eq!(leap("2033-12-22"), LunarDay { year: 2033, month: 11, leap: true, day: 1 });
    }

    #[test]
    fn days_have_their_lunar_names() {
        let lunar = |s: &str| of(s.parse().unwrap());
        assert_eq!(lunar("2026-02-16"), LunarDay { year: 2025, month: 12, leap: false, day: 29 });
        assert_eq!(lunar("2026-02-17"), LunarDay { year: 2026, month: 1, leap: false, day: 1 });
        assert_eq!(lunar("2026-04-26"), LunarDay { year: 2026, month: 3, leap: false, day: 10 });
        assert_eq!(lunar("2025-12-31"), LunarDay { year: 2025, month: 11, leap: false, day: 12 });
        assert_eq!(lunar("2026-01-01"), LunarDay { year: 2025, month: 11, leap: false, day: 13 });
    }

    #[test]
    fn lunar_days_follow_each_other() {
        let mut before = of("2000-01-01".parse().unwrap());
        for number in 10_958..30_000 {
            let now = of(Day::from_number(number));
            let next_day = now.day == before.day + 1 && (now.month, now.leap) == (before.month, before.leap);
            let next_month =
                now.day == 1 && (29..=30).contains(&before.day) && (now.month, now.leap) != (before.month, before.leap);
            assert!(next_day || next_month, "{before:?} then {now:?}");
            before = now;
        }
    }
}
