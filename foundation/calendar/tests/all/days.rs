//! The built-in calendar against the facts of 2024-2027, and what a calendar may not be.

use base::{Day, Moment};
use calendar::{CalendarData, SpecialKind, Status, WorkingCalendar};

/// Days off and Saturdays worked as published; a weekday that is not here is worked.
const OFF: &str = "
    2024-01-01 2024-02-08 2024-02-09 2024-02-10 2024-02-11 2024-02-12 2024-02-13 2024-02-14 2024-04-18 2024-04-29 2024-04-30
    2024-05-01 2024-09-02 2024-09-03 2025-01-01 2025-01-27 2025-01-28 2025-01-29 2025-01-30 2025-01-31 2025-02-01 2025-04-07
    2025-04-30 2025-05-01 2025-05-02 2025-09-01 2025-09-02 2026-01-01 2026-01-02 2026-02-16 2026-02-17 2026-02-18 2026-02-19
    2026-02-20 2026-04-26 2026-04-27 2026-04-30 2026-05-01 2026-08-31 2026-09-01 2026-09-02 2026-11-24 2027-01-01 2027-02-04
    2027-02-05 2027-02-06 2027-02-07 2027-02-08 2027-02-09 2027-02-10 2027-04-16 2027-04-30 2027-05-01 2027-05-03 2027-09-02
    2027-09-03 2027-11-24";
const WORKED: &str = "2024-05-04 2025-04-26 2026-01-10 2026-08-22";

fn day(s: &str) -> Day {
    s.parse().unwrap()
}

fn at(s: &str) -> Moment {
    s.parse().unwrap()
}

fn days(list: &str) -> Vec<Day> {
    list.split_whitespace().map(day).collect()
}

#[test]
fn the_built_in_calendar_has_exactly_the_published_days() {
    let calendar = WorkingCalendar::built_in().unwrap();
    let (off, worked) = (days(OFF), days(WORKED));
    let mut today = day("2024-01-01");
    while today <= day("2027-12-31") {
        let expected = worked.contains(&today) || (today.weekday() <= 5 && !off.contains(&today));
        assert_eq!(calendar.is_working_day(today), expected, "{today}");
        today = today.next();
    }
}

#[test]
fn a_year_shows_its_special_days_with_their_documents() {
    let calendar = WorkingCalendar::built_in().unwrap();
    let year = calendar.special_days(2026);
    let shown: Vec<String> = year.iter().map(|s| format!("{} {:?} {}", s.day, s.kind, s.name.vi)).collect();
    assert_eq!(shown.len(), 17);
    assert_eq!(shown[1], "2026-01-02 Off Tết Dương lịch");
    assert_eq!(shown[2], "2026-01-10 Work Làm bù");
    assert_eq!(year[1].swap, Some(day("2026-01-10")));
    assert_eq!(year[1].document.as_deref(), Some("Văn bản số 12729/VPCP-KGVX ngày 25/12/2025"));
    assert!(year.iter().all(|s| s.status == Status::Issued && s.document.is_some()));
    assert!(calendar.special_days(2027).iter().all(|s| s.status == Status::Estimate));
    assert!(calendar.is_estimate(2027) && calendar.is_estimate(2031) && !calendar.is_estimate(2026));
}

#[test]
fn a_year_without_data_is_computed_and_marked() {
    let special = WorkingCalendar::built_in().unwrap().special(day("2031-01-23")).unwrap();
    assert_eq!((special.name.vi.as_str(), special.status), ("Tết Nguyên đán", Status::Estimate));
    assert_eq!(special.kind, SpecialKind::Off);
}

#[test]
fn working_time_is_walked_both_ways() {
    let calendar = WorkingCalendar::built_in().unwrap();
    let between = |a, b| calendar.working_minutes_between(at(a), at(b));
    assert_eq!(between("2026-03-02T07:30", "2026-03-02T17:00"), 480);
    assert_eq!(between("2026-03-02T11:00", "2026-03-02T13:30"), 60);
    assert_eq!(between("2026-02-13T16:00", "2026-02-23T08:30"), 120);
    assert_eq!(between("2026-03-03T09:00", "2026-03-02T09:00"), 0);
    assert_eq!(between("1970-01-01T00:00", "2000-01-05T00:00"), 480);
    let next = |from| calendar.next_opening(at(from)).unwrap();
    assert_eq!(next("2026-03-02T09:00"), at("2026-03-02T09:00"));
    assert_eq!(next("2026-03-02T11:30"), at("2026-03-02T13:00"));
    assert_eq!(next("2026-02-13T17:00"), at("2026-02-23T07:30"));
    assert_eq!(calendar.add_working_minutes(at("2026-02-13T16:00"), 90), Some(at("2026-02-23T08:00")));
    assert_eq!(calendar.add_working_minutes(at("2026-02-14T16:00"), 0), Some(at("2026-02-23T07:30")));
    assert_eq!(calendar.closing(day("2026-03-02")), Some(at("2026-03-02T17:00")));
    assert_eq!(calendar.closing(day("2026-03-01")), None);
    assert_eq!(calendar.office("cong-an-xa").closing(day("2026-03-07")), Some(at("2026-03-07T11:30")));
    assert_eq!(calendar.next_working_day(day("2026-02-13")), Some(day("2026-02-23")));
}

#[test]
fn the_rule_of_15_00_moves_the_day_of_receipt_of_same_day_and_working_days_only() {
    let options = calendar::Options { after_15: true, ..calendar::Options::default() };
    let day_of_receipt = |term: &str| {
        let due =
            WorkingCalendar::built_in().unwrap().due(at("2026-03-02T15:00"), term.parse().unwrap(), &options).unwrap();
        due.day_of_receipt.to_string()
    };
    for term in ["same-day", "5 working-days"] {
        assert_eq!(day_of_receipt(term), "2026-03-03", "{term}");
    }
    for term in ["8 working-hours", "30 calendar-days", "2 months"] {
        assert_eq!(day_of_receipt(term), "2026-03-02", "{term}");
    }
}

#[test]
fn the_table_ends_with_an_error_not_a_panic() {
    let calendar = WorkingCalendar::built_in().unwrap();
    let options = calendar::Options::default();
    for received in
        [Moment::from_ms(i64::MIN), Moment::from_ms(i64::MAX), at("1999-12-31T23:59"), at("2101-01-01T00:00")]
    {
        assert!(calendar.due(received, calendar::Term::SameDay, &options).is_err());
        assert_eq!(calendar.next_opening(received), None);
    }
    for term in ["same-day", "1 working-hours", "1 working-days", "1 calendar-days", "1 months"] {
        assert!(calendar.due(at("2100-12-31T17:00"), term.parse().unwrap(), &options).is_err(), "{term}");
    }
    assert_eq!(calendar.add_working_minutes(at("2026-03-02T09:00"), i64::MAX), None);
    assert!(!calendar.is_working_day(day("2101-01-03")));
}

#[test]
fn pauses_and_terms_that_cannot_be_are_refused() {
    let calendar = WorkingCalendar::built_in().unwrap();
    assert!("2026-03-05T09:00..2026-03-02T09:00".parse::<calendar::Pause>().is_err());
    assert!("2026-03-05T09:00".parse::<calendar::Pause>().is_err());
    let term = calendar::Term::Months(0);
    assert!(calendar.due(at("2026-03-02T09:00"), term, &calendar::Options::default()).is_err());
}

#[test]
fn a_changed_calendar_names_the_days_it_touches() {
    let before = WorkingCalendar::built_in().unwrap();
    let mut data = CalendarData::from_toml(WorkingCalendar::built_in_toml()).unwrap();
    let mut storm = data.years[0].off[0].clone();
    storm.from = day("2026-09-10");
    storm.vi = "Bão".to_owned();
    data.exceptions.push(storm);
    let after = WorkingCalendar::from_data(&data).unwrap();
    assert_eq!(before.days_that_differ(&after), [day("2026-09-10")]);
    assert_eq!(after.special(day("2026-09-10")).unwrap().name.vi, "Bão");
}

#[test]
fn the_data_read_back_as_they_are_written() {
    let data = CalendarData::from_toml(WorkingCalendar::built_in_toml()).unwrap();
    let again = CalendarData::from_toml(&toml::to_string(&data).unwrap()).unwrap();
    assert_eq!(again, data);
}

#[test]
fn a_calendar_that_cannot_be_is_refused_with_the_reason() {
    let base = "name = { vi = \"a\", en = \"a\" }\n";
    let hours = "[[hours]]\nfrom = \"2000-01-01\"\nspans = [\"07:30-11:30\"]\n";
    let row = |day: &str, more: &str| format!("from = \"{day}\"\nvi = \"Bão\"\nen = \"Storm\"\n{more}\n");
    let year = "[[years]]\nyear = 2028\n";
    let cases = [
        ("".to_owned(), "Không đọc được"),
        (base.to_owned(), "hours"),
        (format!("{base}hours = []"), "thiếu giờ làm việc"),
        (format!("{base}weekly_rest = [8]\n{hours}"), "nghỉ hằng tuần"),
        (format!("{base}weekly_rest = [1,2,3,4,5,6,7]\n{hours}"), "không còn ngày làm việc"),
        (format!("{base}colour = 1\n{hours}"), "colour"),
        (format!("{base}[[hours]]\nfrom = \"2000-01-01\"\nspans = [\"11:30-07:30\"]"), "Giờ làm việc phải viết"),
        (format!("{base}{hours}{year}{year}"), "hai lần"),
        (format!("{base}{hours}[[years]]\nyear = 1999"), "từ năm 2000"),
        (format!("{base}{hours}{year}[[years.off]]\n{}", row("2027-01-01", "")), "không thuộc năm 2028"),
        (format!("{base}{hours}{year}[[years.off]]\n{}", row("2028-05-01", "to = \"2028-04-01\"")), "từ 1 đến 60 ngày"),
        (format!("{base}{hours}{year}[[years.off]]\n{}", row("2028-05-01", "to = \"2028-12-01\"")), "từ 1 đến 60 ngày"),
        (
            format!("{base}{hours}{year}[[years.off]]\n{}", row("2028-05-01", "hours = [\"08:00-09:00\"]")),
            "không có giờ",
        ),
        (format!("{base}{hours}{year}[[years.work]]\n{}", row("2028-05-01", "")), "ngày nghỉ hằng tuần"),
        (
            format!("{base}{hours}{year}[[years.off]]\n{0}[[years.off]]\n{0}", row("2028-05-01", "")),
            "đã có ở dòng khác",
        ),
        (
            format!(
                "{base}{hours}[[offices]]\ncode = \"a\"\nvi = \"a\"\nen = \"a\"\nintake = [{{ weekday = 5, spans = [] }}]"
            ),
            "ngày nghỉ hằng tuần",
        ),
    ];
    for (source, reason) in cases {
        let error = WorkingCalendar::from_toml(&source).unwrap_err();
        assert!(error.said.vi.contains(reason), "{source}\n→ {error}");
    }
}
