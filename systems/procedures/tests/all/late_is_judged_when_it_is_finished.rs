//! On time is judged when the result is signed, not when the citizen comes for it.

use storage::args;
use town::Town;

use crate::counter::*;

/// Finished at that moment; three working days from Monday end on Thursday the 12th at 17:00.
fn finished_at(town: &Town, at: &str) -> String {
    let Staff { clerk, specialist, chair } = staff(town);
    let code = take(town, &clerk, PLAIN);
    does(&clerk, &code, "chuyen", &[]);
    does(&specialist, &code, "chuyen", &[]);
    town.clock_at(at);
    does(&chair, &code, "ket-qua", &[]);
    code
}

fn outcome(town: &Town, code: &str) -> String {
    dossier(town, code).outcome.unwrap()
}

#[test]
fn a_minute_decides() {
    for (at, expected) in [("2026-03-11T17:00", "early"), ("2026-03-12T17:00", "on_time"), ("2026-03-12T17:01", "late")]
    {
        each(|town| {
            let code = finished_at(town, at);
            assert_eq!(outcome(town, &code), expected, "finished at {at}");
            town.run_jobs();
        });
    }
}

#[test]
fn a_result_that_lies_at_the_desk_is_not_late() {
    each(|town| {
        let code = finished_at(town, "2026-03-12T16:00");
        let clerk = town.person("Xã An Bình", "clerk");
        town.clock_at("2026-04-20T09:00");
        does(&clerk, &code, "tra-ket-qua", &[("way", "counter")]);
        assert_eq!(outcome(town, &code), "on_time");
        town.run_jobs();
        assert!(!events(town, &code).contains(&"overdue".to_owned()));
    });
}

#[test]
fn a_due_moment_that_passes_becomes_one_event() {
    each(|town| {
        let clerk = staff(town).clerk;
        let code = take(town, &clerk, PLAIN);
        town.run_jobs();
        town.clock_at("2026-03-12T17:00");
        town.run_jobs();
        assert_eq!(events(town, &code), ["registered", "accepted"], "it is due, not overdue");
        for at in ["2026-03-12T17:06", "2026-03-13T08:00", "2026-03-20T08:00"] {
            town.clock_at(at);
            town.run_jobs();
        }
        assert_eq!(events(town, &code), ["registered", "accepted", "overdue"]);
        let day = town.rows::<(String,)>("select day from ledger_event where kind = 'dossier.overdue'", args![]);
        assert_eq!(day[0].0, "2026-03-12", "it counts for the day on which it became late");
        town.clock_at("2026-03-20T09:00");
        clerk.get("/ho-so").says("Quá hạn");
        town.run_jobs();
    });
}

#[test]
fn a_signature_has_its_own_day_and_one_recorded_later_says_so() {
    each(|town| {
        let Staff { clerk, specialist, chair } = staff(town);
        let code = take(town, &clerk, PLAIN);
        does(&clerk, &code, "chuyen", &[]);
        does(&specialist, &code, "chuyen", &[]);
        town.clock_at("2026-03-12T09:00");
        act(&chair, &code, "ket-qua", &[("day", "08/03/2026")]).is(422).says("trước ngày tiếp nhận");
        act(&chair, &code, "ket-qua", &[("day", "13/03/2026")]).is(422).says("ở tương lai");
        does(&chair, &code, "ket-qua", &[("day", "10/03/2026")]);
        clerk.get(&format!("/ho-so/{code}")).says("10/03/2026").says("Ghi nhận muộn, vào lúc 09:00 ngày 12/03/2026");
        town.run_jobs();
    });
}
