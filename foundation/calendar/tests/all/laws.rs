//! What holds whatever the moment, the term and the pauses.

use std::sync::LazyLock;

use base::{Day, Moment, TimeOfDay};
use calendar::{Options, Pause, PauseKind, Term, WorkingCalendar};
use proptest::prelude::*;

static CALENDAR: LazyLock<WorkingCalendar> = LazyLock::new(|| WorkingCalendar::built_in().unwrap());

/// Some moment of 2023 to 2032, to the second.
fn moment() -> impl Strategy<Value = Moment> {
    (1_672_506_000_000..1_988_000_000_000_i64).prop_map(|ms| Moment::from_ms(ms / 1000 * 1000))
}

fn term() -> impl Strategy<Value = Term> {
    prop_oneof![
        Just(Term::SameDay),
        (1..100u16).prop_map(Term::WorkingHours),
        (1..100u16).prop_map(Term::WorkingDays),
        (1..200u16).prop_map(Term::CalendarDays),
        (1..24u16).prop_map(Term::Months),
    ]
}

fn kind() -> impl Strategy<Value = PauseKind> {
    prop_oneof![Just(PauseKind::Supplement), Just(PauseKind::FinancialDuty), Just(PauseKind::ExcludedByLaw)]
}

/// Closed pauses somewhere around the term, in any order, overlapping or not.
fn pauses(received: Moment) -> impl Strategy<Value = Vec<Pause>> {
    let pause = (kind(), -1_000..100_000i64, 0..20_000i64).prop_map(move |(kind, after, length)| {
        let from = received.plus_minutes(after);
        Pause { kind, from, to: Some(from.plus_minutes(length)) }
    });
    prop::collection::vec(pause, 0..5)
}

fn situation() -> impl Strategy<Value = (Moment, Term, Vec<Pause>, bool, bool)> {
    moment().prop_flat_map(|received| (Just(received), term(), pauses(received), any::<bool>(), any::<bool>()))
}

fn due(received: Moment, term: Term, options: &Options) -> Moment {
    CALENDAR.due_moment(received, term, options).unwrap().unwrap()
}

/// Working minutes counted one by one: slow, and sure.
fn minutes_one_by_one(from: Moment, to: Moment) -> i64 {
    let is_worked = |m: Moment| {
        let time = m.time();
        let in_hours = (TimeOfDay::hm_of(7, 30)..TimeOfDay::hm_of(11, 30)).contains(&time)
            || (TimeOfDay::hm_of(13, 0)..TimeOfDay::hm_of(17, 0)).contains(&time);
        in_hours && CALENDAR.is_working_day(m.day())
    };
    (0..(to.ms() - from.ms()) / 60_000).filter(|n| is_worked(from.plus_minutes(*n))).count() as i64
}

fn working_days_after(day: Day, n: u16) -> Day {
    let mut day = day;
    let mut left = n;
    while left > 0 {
        day = day.next();
        left -= u16::from(CALENDAR.is_working_day(day));
    }
    day
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn what_comes_later_is_not_due_earlier(a in moment(), later in 0..20_000i64, term in term(), after_15 in any::<bool>()) {
        let options = Options { after_15, ..Options::default() };
        prop_assert!(due(a, term, &options) <= due(a.plus_minutes(later), term, &options));
    }

    #[test]
    fn the_due_moment_lies_after_receipt_in_working_time((received, term, pauses, after_15, restart) in situation()) {
        let options = Options { after_15, pauses: &pauses, restart_on_supplement: restart, extension: None };
        let due = due(received, term, &options);
        prop_assert!(due > received);
        prop_assert!(CALENDAR.hours(due.day()).iter().any(|s| s.open < due.time() && due.time() <= s.close));
        if !matches!(term, Term::WorkingHours(_)) {
            prop_assert_eq!(Some(due), CALENDAR.closing(due.day()));
        }
    }

    #[test]
    fn a_longer_term_is_not_due_earlier(received in moment(), n in 1..99u16) {
        for make in [Term::WorkingHours, Term::WorkingDays, Term::CalendarDays, Term::Months] {
            prop_assert!(due(received, make(n), &Options::default()) <= due(received, make(n + 1), &Options::default()));
        }
    }

    #[test]
    fn a_pause_never_brings_the_due_moment_forward((received, term, pauses, after_15, restart) in situation()) {
        let alone = Options { after_15, ..Options::default() };
        let paused = Options { pauses: &pauses, restart_on_supplement: restart, ..alone };
        prop_assert!(due(received, term, &paused) >= due(received, term, &alone));
    }

    #[test]
    fn the_order_of_pauses_does_not_matter((received, term, mut pauses, after_15, restart) in situation()) {
        let of = |pauses: &[Pause]| {
            due(received, term, &Options { after_15, pauses, restart_on_supplement: restart, extension: None })
        };
        let before = of(&pauses);
        pauses.reverse();
        prop_assert_eq!(of(&pauses), before);
    }

    #[test]
    fn a_late_result_stays_late((received, term, pauses, after_15, restart) in situation(), gap in 1..5_000i64) {
        let options = Options { after_15, pauses: &pauses, restart_on_supplement: restart, extension: None };
        let (before, end) = (due(received, term, &options), |p: &Pause| p.to.unwrap_or(p.from));
        // A pause that begins when all the others are over and the result is late.
        let from = pauses.iter().map(end).chain([before]).max().unwrap().plus_minutes(gap);
        let mut more = pauses.clone();
        more.push(Pause { kind: PauseKind::Supplement, from, to: Some(from.plus_minutes(600)) });
        prop_assert_eq!(due(received, term, &Options { pauses: &more, ..options }), before);
    }

    #[test]
    fn while_a_pause_is_open_there_is_no_due_moment((received, term, mut pauses, after_15, restart) in situation()) {
        pauses.push(Pause { kind: PauseKind::FinancialDuty, from: received.plus_minutes(77), to: None });
        let options = Options { after_15, pauses: &pauses, restart_on_supplement: restart, extension: None };
        prop_assert_eq!(CALENDAR.due_moment(received, term, &options).unwrap(), None);
    }

    #[test]
    fn the_explanation_ends_with_the_same_due_moment((received, term, pauses, after_15, restart) in situation()) {
        let options = Options { after_15, pauses: &pauses, restart_on_supplement: restart, extension: None };
        let told = CALENDAR.due(received, term, &options).unwrap();
        let fast = CALENDAR.due_moment(received, term, &options).unwrap();
        prop_assert_eq!(told.due, fast);
        let last = told.explanation.last().unwrap();
        prop_assert!(last.vi.contains(&fast.unwrap().day().dmy()), "{}", last.vi);
        prop_assert!(last.en.contains(&fast.unwrap().day().dmy()), "{}", last.en);
    }

    #[test]
    fn working_days_agree_with_counting_them(received in moment(), n in 1..60u16) {
        let told = CALENDAR.due(received, Term::WorkingDays(n), &Options::default()).unwrap();
        let last = working_days_after(told.day_of_receipt, n);
        prop_assert_eq!(told.due, CALENDAR.closing(last));
    }

    #[test]
    fn minutes_agree_with_counting_them(from in moment(), length in 0..15_000i64) {
        let from = Moment::from_ms(from.ms() / 60_000 * 60_000);
        let to = from.plus_minutes(length);
        prop_assert_eq!(CALENDAR.working_minutes_between(from, to), minutes_one_by_one(from, to));
    }

    #[test]
    fn adding_minutes_and_counting_them_agree(from in moment(), minutes in 1..100_000i64) {
        let to = CALENDAR.add_working_minutes(from, minutes).unwrap();
        prop_assert_eq!(CALENDAR.working_minutes_between(from, to), minutes);
        prop_assert_eq!(CALENDAR.working_minutes_between(from, to.plus_ms(-1)), minutes - 1);
    }

    #[test]
    fn no_text_makes_the_parsers_panic(text in "\\PC{0,60}") {
        let _ = text.parse::<Term>();
        let _ = text.parse::<Pause>();
        let _ = WorkingCalendar::from_toml(&text);
    }
}
