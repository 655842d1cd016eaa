//! An Bình and Minh Tân become Bình Tân. What is open has a living owner afterwards; what it was stays as it was.

use std::collections::BTreeMap;

use base::Id;
use procedures::dossier::Dossier;
use storage::args;
use town::{MERGER, Person, Town};

use crate::counter::*;

/// Takes it and leaves it in the given state.
fn in_state(town: &Town, s: &Staff, state: &str) -> String {
    let code = take_as(town, &s.clerk, PLAIN, if state == "registered" { "keep" } else { "accept" });
    let acts: &[(&Person, &str, &[(&str, &str)])] = match state {
        "registered" | "accepted" => &[],
        "in_process" => &[(&s.clerk, "chuyen", &[])],
        "held_by_one" => &[(&s.clerk, "chuyen", &[])],
        "supplement_requested" => &[
            (&s.clerk, "chuyen", &[]),
            (&s.specialist, "yeu-cau-bo-sung", &[("missing", "paper:proof"), ("reason", "Bản sao mờ")]),
        ],
        "financial_duty" => &[(&s.clerk, "chuyen", &[]), (&s.specialist, "nghia-vu", &[("reason", "Nộp thuế")])],
        "finished" => &[(&s.clerk, "chuyen", &[]), (&s.specialist, "chuyen", &[]), (&s.chair, "ket-qua", &[])],
        "handed_over" => &[
            (&s.clerk, "chuyen", &[]),
            (&s.specialist, "chuyen", &[]),
            (&s.chair, "ket-qua", &[]),
            (&s.clerk, "tra-ket-qua", &[("way", "counter")]),
        ],
        "withdrawn" => &[(&s.clerk, "rut", &[("reason", "Không còn nhu cầu")])],
        other => panic!("{other}"),
    };
    for (person, what, fields) in acts {
        does(person, &code, what, fields);
    }
    code
}

const OPEN: [&str; 6] = ["registered", "accepted", "in_process", "supplement_requested", "financial_duty", "finished"];
const CLOSED: [&str; 2] = ["handed_over", "withdrawn"];

#[test]
fn open_dossiers_get_a_living_owner_and_keep_all_else() {
    each(|town| {
        let s = staff(town);
        let elsewhere = staff_of(town, "Phường Hoa Lư");
        let codes: Vec<String> = OPEN.iter().chain(&CLOSED).map(|state| in_state(town, &s, state)).collect();
        let (open, closed) = codes.split_at(OPEN.len());
        let untouched = registered(town, &elsewhere.clerk, PLAIN, town.centre("Phường Hoa Lư"));
        // One of Hoa Lư asks An Bình for an opinion.
        let asked = as_person(town, &elsewhere.clerk, {
            let code = untouched.code.clone();
            move |tx, by| {
                let d = by.load(tx, &code)?;
                procedures::accept::accept(tx, by, &d)
            }
        })
        .unwrap();
        let an_binh = town.unit("Xã An Bình");
        let asks = asked.code.clone();
        as_person(town, &elsewhere.clerk, move |tx, by| {
            let d = by.load(tx, &asks)?;
            procedures::opinion::ask(tx, by, &d, an_binh, "Có tranh chấp không?", "2026-03-20".parse().unwrap())
        })
        .unwrap();
        town.run_jobs();

        let before: BTreeMap<String, (Dossier, Vec<String>)> =
            codes.iter().chain([&asked.code]).map(|c| (c.clone(), (dossier(town, c), events(town, c)))).collect();
        let old =
            [town.unit("Xã An Bình"), town.centre("Xã An Bình"), town.unit("Xã Minh Tân"), town.centre("Xã Minh Tân")];
        town.clock_at("2026-03-16T00:00");
        town.reorganise(MERGER);
        town.clock_at("2026-03-16T08:00");
        let (commune, centre) = (town.unit("Xã Bình Tân"), town.centre("Xã Bình Tân"));

        for code in open {
            let (was, told) = &before[code];
            let now = dossier(town, code);
            let heir = |unit: Id| {
                if unit == old[0] {
                    commune
                } else if unit == old[1] {
                    centre
                } else {
                    unit
                }
            };
            let expected = Dossier {
                intake_unit: centre,
                competent_unit: was.competent_unit.map(heir),
                holder_unit: heir(was.holder_unit),
                revision: now.revision,
                ..was.clone()
            };
            assert_eq!(now, expected, "{code}");
            assert_ne!(now.holder_unit, was.holder_unit, "{code} has a new owner");
            assert!(events(town, code).starts_with(told), "the history of {code} goes on");
            let moves = events(town, code)[told.len()..].iter().filter(|kind| kind.starts_with("moved")).count();
            assert!(moves >= 2, "{code}: {:?}", events(town, code));
        }
        for code in closed.iter().chain([&asked.code]) {
            let (was, told) = &before[code];
            assert_eq!((&dossier(town, code), &events(town, code)), (was, told), "{code} is left alone");
        }
        let dead = "select count(*) from work_item where unit in ($1, $2, $3, $4)";
        assert_eq!(town.count(dead, args![old[0], old[1], old[2], old[3]]), 0, "no work waits where nobody is");

        // The same people, in the new commune, go on with it.
        for code in open.iter().chain(closed) {
            s.clerk.get(&format!("/ho-so/{code}")).is(200);
        }
        let waiting: Vec<String> = queue(town, &s.clerk).into_iter().map(|(_, code)| code).collect();
        assert!(waiting.contains(&open[0]) && waiting.contains(&open[5]), "{waiting:?}");
        does(&s.clerk, &open[0], "tiep-nhan", &[]);
        does(&s.specialist, &open[2], "chuyen", &[]);
        does(&s.clerk, &open[3], "bo-sung", &[]);
        does(&s.clerk, &open[5], "tra-ket-qua", &[("way", "counter")]);

        // The question to An Bình is Bình Tân's now.
        let page = s.specialist.get(&format!("/ho-so/{}", asked.code));
        let opinion = page.is(200).says("Có tranh chấp không?").field("opinion").expect("he is asked");
        does(&s.specialist, &asked.code, "cho-y-kien", &[("opinion", &opinion), ("answer", "Không có")]);
        town.run_jobs();
    });
}

#[test]
fn a_dossier_given_to_one_person_waits_for_the_role_after_the_merger() {
    each(|town| {
        let s = staff(town);
        let code = in_state(town, &s, "held_by_one");
        does(&s.chair, &code, "phan-cong", &[("person", &s.specialist.person.to_string())]);
        let other = town.person("Xã Minh Tân", "specialist");
        town.run_jobs();
        town.clock_at("2026-03-16T00:00");
        town.reorganise(MERGER);
        town.clock_at("2026-03-16T08:00");
        for person in [&s.specialist, &other] {
            assert_eq!(queue(town, person), [("process".to_owned(), code.clone())]);
        }
        does(&other, &code, "chuyen", &[]);
        town.run_jobs();
    });
}

#[test]
fn a_merger_that_fails_halfway_has_not_happened() {
    each(|town| {
        let s = staff(town);
        let code = in_state(town, &s, "in_process");
        let before = dossier(town, &code);
        town.run_jobs();
        let file = directory::ReorganisationFile::parse(MERGER).unwrap();
        let failing = town.app().db.exclusive_now(move |tx| {
            let mut movers: Vec<&dyn directory::Mover> = vec![&identity::DelegationMover, &work::WorkMover];
            movers.extend(procedures::SYSTEM.movers.iter().map(|mover| *mover as &dyn directory::Mover));
            directory::reorganise(tx, &file, &movers)?;
            Err::<(), _>(base::Error::conflict(base::text("Dừng lại", "Stop")))
        });
        assert_eq!(failing.unwrap_err().kind, base::Kind::Conflict);
        assert_eq!(dossier(town, &code), before);
        town.unit("Xã An Bình");
        assert_eq!(queue(town, &s.specialist).len(), 1);
    });
}
