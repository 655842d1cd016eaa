//! The days off of a year that nobody has decided yet, by Bộ luật Lao động 2019, Articles 111 and 112.

use base::{Day, Text, text};

use crate::lunar;

const NEW_YEAR: Text = text("Tết Dương lịch", "New Year's Day");
const TET: Text = text("Tết Nguyên đán", "Lunar New Year");
const HUNG_KINGS: Text = text("Giỗ Tổ Hùng Vương", "Hùng Kings' Commemoration Day");
const VICTORY: Text = text("Ngày Chiến thắng 30/4", "Victory Day");
const LABOUR: Text = text("Ngày Quốc tế Lao động 1/5", "International Labour Day");
const NATIONAL: Text = text("Quốc khánh 2/9", "National Day");
const CULTURE: Text = text("Ngày Văn hóa Việt Nam 24/11", "Vietnam Culture Day");

/// The first year of Vietnam Culture Day.
const CULTURE_SINCE: i16 = 2026;

/// What a decision would most likely say: each day off with its name, in order, made-up days included.
///
/// Two things the Prime Minister decides are guessed: Tết is the last day of the year and the first four of the new one;
/// the second day of Quốc khánh is the one that joins a weekend, or else the day before.
pub(crate) fn by_law(year: i16, is_weekly_rest: impl Fn(Day) -> bool) -> Vec<(Day, Text)> {
    let civil = |month, day| Day::new(year, month, day);
    let tet = lunar::new_year(year);
    let mut days: Vec<(Day, Text)> = (-1..4).map(|n| (tet.plus(n), TET)).collect();
    days.push((lunar::hung_kings_day(year), HUNG_KINGS));
    days.extend(civil(1, 1).map(|d| (d, NEW_YEAR)));
    days.extend(civil(4, 30).map(|d| (d, VICTORY)));
    days.extend(civil(5, 1).map(|d| (d, LABOUR)));
    if let Some(national) = civil(9, 2) {
        // Monday, Thursday, Sunday: the day after. Otherwise: the day before.
        let second = if matches!(national.weekday(), 1 | 4 | 7) { 1 } else { -1 };
        days.extend([(national, NATIONAL), (national.plus(second), NATIONAL)]);
    }
    days.extend(civil(11, 24).filter(|_| year >= CULTURE_SINCE).map(|d| (d, CULTURE)));
    days.sort_by_key(|(day, _)| *day);
    days.dedup_by_key(|(day, _)| *day);

    let mut all = days.clone();
    for (day, name) in days.into_iter().filter(|(day, _)| is_weekly_rest(*day)) {
        let free = |d: &Day| !is_weekly_rest(*d) && all.iter().all(|(taken, _)| taken != d);
        if let Some(made_up) = (1..31).map(|n| day.plus(n)).find(free) {
            all.push((made_up, name));
        }
    }
    all.sort_by_key(|(day, _)| *day);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn off(year: i16, expected: &str) {
        let days = by_law(year, |d| d.weekday() > 5);
        let shown: Vec<String> =
            days.iter().map(|(d, _)| format!("{:02}-{:02}", d.month_number(), d.day_of_month())).collect();
        assert_eq!(shown.join(" "), expected, "{year}");
    }

    #[test]
    fn a_plain_year_has_twelve_days() {
        // 2030-02-01 is a Friday and Tết a Saturday: the weekend of Tết is made up on 6 and 7 February.
        // 2030-09-02 is a Monday, joined to the weekend by the day after. 2030-11-24 is a Sunday.
        off(2030, "01-01 02-01 02-02 02-03 02-04 02-05 02-06 02-07 04-12 04-30 05-01 09-02 09-03 11-24 11-25");
    }

    #[test]
    fn a_weekend_of_two_holidays_is_made_up_twice() {
        // 2033-04-30 is a Saturday, 05-01 a Sunday; 2033-01-01 is a Saturday.
        // Tết 2033-01-31 is a Monday, its eve a Sunday, made up on the first free day, 02-04. Giỗ Tổ is a Saturday. 2033-09-02 is a Friday.
        off(
            2033,
            "01-01 01-03 01-30 01-31 02-01 02-02 02-03 02-04 04-09 04-11 04-30 05-01 05-02 05-03 09-01 09-02 11-24",
        );
    }

    #[test]
    fn the_law_alone_gives_the_days_decided_for_2026_without_the_swaps() {
        off(2026, "01-01 02-16 02-17 02-18 02-19 02-20 04-26 04-27 04-30 05-01 09-01 09-02 11-24");
    }

    #[test]
    fn culture_day_begins_in_2026() {
        assert!(by_law(2025, |d| d.weekday() > 5).iter().all(|(_, name)| *name != CULTURE));
    }
}
