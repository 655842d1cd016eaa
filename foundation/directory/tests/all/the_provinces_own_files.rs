//! The demo province: three vintages, reached by running its merger files.

use std::{collections::HashMap, path::PathBuf};

use base::{Day, Id, Result, Text, text};
use directory::{
    Level, Mover, NewPerson, PlannedUnit, ReorganisationFile, Scheme, Share, UnitMap, UnitMove, UnitsFile, add_person,
    add_post, agency_code, communes, find, history, import, inherited, list, living_successor, office, posts,
    reorganise, reorganise_plan, successors, trace, unit, unit_by_code, vintages,
};
use storage::{Migration, Tx, testing::TestDb};

pub fn migrations() -> Vec<Migration> {
    ledger::MIGRATIONS.iter().chain(directory::MIGRATIONS).copied().collect()
}

pub fn day(s: &str) -> Day {
    s.parse().unwrap()
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../provinces/tuyen-quang/units").join(name)
}

fn first_day() -> UnitsFile {
    UnitsFile::read(&path("2021-07-01.toml")).unwrap()
}

fn merger(day: &str) -> ReorganisationFile {
    ReorganisationFile::read(&path(&format!("reorganise-{day}.toml"))).unwrap()
}

fn run(db: &TestDb, day: &str) {
    let file = merger(day);
    let moved = db.exclusive_now(move |tx| reorganise(tx, &file, &[&Dossiers])).unwrap();
    assert_eq!(moved.moved[1].counts, [("moves".to_owned(), moved.dissolved as i64)]);
}

/// One province serves all these: to make it takes seconds on a server.
#[test]
fn the_merger_files_lead_from_2021_to_todays_map() {
    TestDb::each(&migrations(), |db| {
        let file = first_day();
        db.exclusive_now(move |tx| import(tx, &file)).unwrap();
        let officials = three_officials_of_2023(db);
        run(db, "2024-09-01");
        run(db, "2025-03-01");
        a_split_that_nobody_decided_stops_the_merger_and_the_plan_asks(db);
        run(db, "2025-07-01");
        a_file_runs_once(db);
        the_map_has_its_known_number_of_communes_on_each_day(db);
        every_old_commune_of_2025_is_traced_to_where_the_resolution_sent_it(db);
        the_new_province_is_a_new_unit_with_the_old_code(db);
        each_commune_of_today_has_its_offices_and_a_code_for_dossiers(db);
        a_units_page_tells_what_it_was_made_of_and_search_finds_old_names(db);
        after_all_mergers_every_unit_stands_under_one_living_unit(db);
        officials_of_merged_communes_keep_their_roles_in_the_new_ones(db, officials);
    });
}

/// Communes of each province on the day, by the province's code.
fn count(tx: &mut Tx, on: &str) -> Result<HashMap<String, usize>> {
    let mut counts = HashMap::new();
    for commune in list(tx, day(on), Some(Level::Commune))? {
        *counts.entry(commune.province.unwrap()).or_default() += 1;
    }
    Ok(counts)
}

fn the_map_has_its_known_number_of_communes_on_each_day(db: &TestDb) {
    let counts = |on: &'static str| db.read_now(move |tx| count(tx, on)).unwrap();
    for (on, tuyen_quang, ha_giang) in [
        ("2021-07-01", Some(138), Some(193)),
        ("2024-08-31", Some(138), Some(193)),
        ("2024-09-01", Some(137), Some(193)),
        ("2025-06-30", Some(137), Some(193)),
        ("2025-07-01", Some(124), None),
        ("2026-03-09", Some(124), None),
    ] {
        let counts = counts(on);
        assert_eq!((counts.get("08").copied(), counts.get("02").copied()), (tuyen_quang, ha_giang), "{on}");
    }
    let levels =
        |on: &'static str, level: Level| db.read_now(move |tx| Ok(list(tx, day(on), Some(level))?.len())).unwrap();
    assert_eq!(levels("2025-06-30", Level::District), 18);
    assert_eq!(levels("2025-07-01", Level::District), 0);
    assert_eq!(levels("2025-07-01", Level::Province), 1);
    let days: Vec<String> =
        db.read_now(|tx| Ok(vintages(tx)?.into_iter().map(|v| v.day.to_string()).collect())).unwrap();
    assert_eq!(days, ["2021-07-01", "2024-09-01", "2025-03-01", "2025-07-01"]);
}

fn every_old_commune_of_2025_is_traced_to_where_the_resolution_sent_it(db: &TestDb) {
    let (pairs, part, kept) = db
        .read_now(|tx| {
            let (mut pairs, mut part, mut kept) = (0, 0, 0);
            for old in list(tx, day("2025-06-30"), Some(Level::Commune))? {
                let code = old.code.unwrap();
                for to in trace(tx, &code, day("2025-06-30"), day("2025-07-01"))? {
                    pairs += 1;
                    part += usize::from(to.share == Share::Part);
                    kept += usize::from(to.unit.id == old.id);
                }
            }
            Ok((pairs, part, kept))
        })
        .unwrap();
    assert_eq!((pairs, part, kept), (335, 10, 13));

    let of = |code: &'static str, from: &'static str| {
        let traced = db.read_now(move |tx| trace(tx, code, day(from), day("2025-07-01"))).unwrap();
        traced.into_iter().map(|t| (t.unit.code.unwrap(), t.unit.name, t.share, t.heir)).collect::<Vec<_>>()
    };
    // Through both mergers: Vân Sơn became Hồng Sơn in 2024, and that stayed a name in 2025.
    assert_eq!(of("02593", "2023-01-01"), [("02608".into(), "Hồng Sơn".into(), Share::Whole, true)]);
    assert_eq!(
        of("02497", "2025-06-30"),
        [
            ("02215".into(), "Minh Xuân".into(), Share::Part, false),
            ("02509".into(), "Mỹ Lâm".into(), Share::Part, true)
        ]
    );
    // A code means nothing without a day: 02215 was another commune before.
    let names = |on: &'static str| {
        db.read_now(move |tx| Ok(unit_by_code(tx, Scheme::Gso, "02215", day(on))?.full_name())).unwrap()
    };
    assert_eq!((names("2025-06-30"), names("2025-07-01")), ("Phường Ỷ La".into(), "Phường Minh Xuân".into()));
}

fn the_new_province_is_a_new_unit_with_the_old_code(db: &TestDb) {
    db.read_now(|tx| {
        let old = unit_by_code(tx, Scheme::Gso, "08", day("2025-06-30"))?;
        let ha_giang = unit_by_code(tx, Scheme::Gso, "02", day("2025-06-30"))?;
        let new = unit_by_code(tx, Scheme::Gso, "08", day("2025-07-01"))?;
        assert_ne!(old.id, new.id);
        assert_eq!(new.parent, None);
        for before in [&old, &ha_giang] {
            assert_eq!(successors(tx, before.id, day("2025-07-01"))?, [(new.id, true)]);
            assert_eq!(successors(tx, before.id, day("2025-06-30"))?, []);
        }
        assert!(unit_by_code(tx, Scheme::Gso, "02", day("2025-07-01")).is_err());
        assert_eq!(unit_by_code(tx, Scheme::Agency, "H22", day("2025-07-01"))?.id, new.id, "H22 stays an alias");
        assert_eq!(unit_by_code(tx, Scheme::Agency, "H22", day("2025-06-30"))?.id, ha_giang.id);
        // A district's open work goes to the province; an old paper still finds the district's name.
        let district = unit_by_code(tx, Scheme::Gso, "070", day("2024-01-01"))?;
        let desk = office(tx, district.id, "one-stop", day("2025-06-30"))?.unwrap();
        let centre = office(tx, new.id, "one-stop", day("2025-07-01"))?.unwrap();
        assert_eq!(living_successor(tx, desk.id, day("2025-07-01"))?, centre.id);
        let left = inherited(tx, &[new.id])?;
        assert!([old.id, ha_giang.id, district.id].iter().all(|id| left.contains(id)));
        assert_eq!(left.len(), 20, "2 provinces and 18 districts");
        assert_eq!(living_successor(tx, district.id, day("2025-07-01"))?, new.id);
        assert_eq!(living_successor(tx, district.id, day("2025-06-30"))?, district.id);
        assert_eq!(unit(tx, district.id, day("2026-03-09"))?.full_name(), "Thành phố Tuyên Quang");
        Ok(())
    })
    .unwrap();
}

fn each_commune_of_today_has_its_offices_and_a_code_for_dossiers(db: &TestDb) {
    db.read_now(|tx| {
        let today = day("2026-03-09");
        let mut codes = Vec::new();
        for commune in communes(tx, today)? {
            let centre = office(tx, commune.id, "one-stop", today)?.unwrap();
            assert_eq!(centre.full_name(), format!("Trung tâm Phục vụ hành chính công {}", commune.in_sentence()));
            let economy = office(tx, commune.id, "economy", today)?.unwrap();
            let division = if commune.kind == "xã" {
                "Phòng Kinh tế xã"
            } else {
                "Phòng Kinh tế, Hạ tầng và Đô thị phường"
            };
            assert!(economy.name.starts_with(division), "{}", economy.name);
            for duty in ["police", "office", "culture"] {
                assert!(office(tx, commune.id, duty, today)?.is_some(), "{duty} of {}", commune.name);
            }
            codes.push(agency_code(tx, centre.id, today)?);
        }
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), 124);
        assert!(codes.iter().all(|code| code.starts_with("H60.") && code.len() == 7), "{codes:?}");

        let province = unit_by_code(tx, Scheme::Gso, "08", today)?;
        let centre = office(tx, province.id, "one-stop", today)?.unwrap();
        assert_eq!(centre.name, "Trung tâm Phục vụ hành chính công tỉnh Tuyên Quang");
        assert_eq!(office(tx, province.id, "justice", today)?.unwrap().name, "Sở Tư pháp");
        assert_eq!(office(tx, province.id, "land", today)?, None);

        // A commune that was kept keeps its offices too, under their new names.
        let kept = unit_by_code(tx, Scheme::Gso, "02425", today)?;
        let desk = office(tx, kept.id, "one-stop", today)?.unwrap();
        let names: Vec<String> = history(tx, desk.id)?.names.into_iter().map(|name| name.value).collect();
        assert_eq!(
            names,
            ["Bộ phận Tiếp nhận và Trả kết quả xã Hùng Đức", "Trung tâm Phục vụ hành chính công xã Hùng Đức"]
        );
        Ok(())
    })
    .unwrap();
}

fn a_units_page_tells_what_it_was_made_of_and_search_finds_old_names(db: &TestDb) {
    db.read_now(|tx| {
        let minh_xuan = unit_by_code(tx, Scheme::Gso, "02215", day("2026-03-09"))?;
        let page = history(tx, minh_xuan.id)?;
        let mut made_of: Vec<(String, bool)> =
            page.made_of.iter().map(|(unit, whole)| (unit.full_name(), *whole)).collect();
        made_of.sort();
        assert!(made_of.contains(&("Xã Kim Phú".into(), false)), "{made_of:?}");
        assert!(made_of.contains(&("Phường Ỷ La".into(), true)), "{made_of:?}");
        assert_eq!(page.founded_by.as_deref(), Some("Nghị quyết số 1684/NQ-UBTVQH15 ngày 16/6/2025"));
        assert_eq!(page.ended_by, None);

        // Kept through 2025: one unit, two parents.
        let kept = unit_by_code(tx, Scheme::Gso, "00919", day("2026-03-09"))?;
        let parents: Vec<String> =
            history(tx, kept.id)?.parents.iter().map(|parent| parent.value.full_name()).collect();
        assert_eq!(parents, ["Huyện Vị Xuyên", "Tỉnh Tuyên Quang"]);
        assert_eq!(kept.valid_from, day("2021-07-01"));

        for typed in ["hong lac", "Hồng Lạc", "xa hong lac", "HỒNG LẠC "] {
            let found = find(tx, typed)?;
            assert_eq!((found[0].name.as_str(), found[0].now_name.as_str()), ("Xã Hồng Lạc", "Xã Hồng Sơn"), "{typed}");
            assert_eq!(found[0].to, Some(day("2024-08-31")));
        }
        let by_code = find(tx, "02593")?;
        assert_eq!((by_code[0].name.as_str(), by_code[0].now_name.as_str()), ("Xã Vân Sơn", "Xã Hồng Sơn"));
        assert!(find(tx, "100%_\\")?.is_empty());
        assert!(find(tx, "  ")?.is_empty());
        Ok(())
    })
    .unwrap();
}

fn after_all_mergers_every_unit_stands_under_one_living_unit(db: &TestDb) {
    db.read_now(|tx| {
        for on in ["2021-07-01", "2024-09-01", "2025-03-01", "2025-06-30", "2025-07-01"] {
            let map = UnitMap::load(tx, day(on))?;
            for unit in map.units() {
                match unit.level {
                    Level::Province => assert_eq!(unit.parent, None),
                    _ => assert!(map.province(unit.id).is_some(), "{} on {on}", unit.name),
                }
            }
            let places: usize = map.units().filter(|u| u.parent.is_none()).map(|u| map.under(u.id).len()).sum();
            assert_eq!(places, map.len(), "each unit once, on {on}");
        }
        Ok(())
    })
    .unwrap();
}

struct Dossiers;

impl Mover for Dossiers {
    fn name(&self) -> Text {
        text("Hồ sơ", "Dossiers")
    }

    fn preview(&self, _: &mut Tx, moves: &[UnitMove]) -> Result<Vec<(String, i64)>> {
        Ok(vec![("moves".into(), moves.len() as i64)])
    }

    fn apply(&self, _: &mut Tx, moves: &[UnitMove]) -> Result<()> {
        assert!(moves.iter().all(|one| one.to != Id::NONE));
        Ok(())
    }
}

fn a_split_that_nobody_decided_stops_the_merger_and_the_plan_asks(db: &TestDb) {
    let mut file = merger("2025-07-01");
    file.splits.iter_mut().for_each(|split| split.decided = None);

    let asked = file.clone();
    let plan = db.read_now(move |tx| reorganise_plan(tx, &asked, &[&Dossiers])).unwrap();
    assert_eq!(plan.problems, Vec::<String>::new());
    assert!(!plan.ready());
    assert_eq!(plan.questions.len(), 5);
    let kim_phu = plan.questions.iter().find(|question| question.unit == "02497 Xã Kim Phú").unwrap();
    assert_eq!(kim_phu.candidates, ["02215 Phường Minh Xuân", "02509 Phường Mỹ Lâm"]);
    assert_eq!(kim_phu.default.as_deref(), Some("02509 Phường Mỹ Lâm"));
    let communes = |units: &[PlannedUnit]| units.iter().filter(|unit| unit.level == Level::Commune).count();
    assert_eq!((communes(&plan.founded), communes(&plan.kept), communes(&plan.dissolved)), (111, 13, 317));
    assert_eq!(plan.moving[0].counts, [("chair".to_owned(), 1), ("clerk".to_owned(), 1)]);
    assert_eq!(plan.moving[1].counts, [("moves".to_owned(), plan.dissolved.len() as i64)]);

    let refused = file.clone();
    let error = db.exclusive_now(move |tx| reorganise(tx, &refused, &[])).unwrap_err();
    assert!(error.said.vi.contains("Xã Kim Phú"), "{error}");
    assert_eq!(db.read_now(|tx| count(tx, "2025-07-01")).unwrap()["08"], 137, "nothing was done");

    file.accept_defaults();
    let plan = db.read_now(move |tx| reorganise_plan(tx, &file, &[])).unwrap();
    assert!(plan.ready(), "whoever accepts the defaults has decided");
}

fn a_file_runs_once(db: &TestDb) {
    let again = merger("2025-07-01");
    let error = db.exclusive_now(move |tx| reorganise(tx, &again, &[])).unwrap_err();
    assert!(error.said.en.contains("already"), "{error}");
}

/// A clerk of Vân Sơn, the chair of Kim Phú, which is split, and the chair of Hùng Đức, which stays.
fn three_officials_of_2023(db: &TestDb) -> [Id; 3] {
    db.write_now(|tx| {
        let from = day("2023-01-03");
        let mut post = |name: &str, code: &str, duty: Option<&str>, role: &str| -> Result<Id> {
            let commune = unit_by_code(tx, Scheme::Gso, code, from)?.id;
            let at = match duty {
                Some(duty) => office(tx, commune, duty, from)?.unwrap().id,
                None => commune,
            };
            let person = add_person(tx, NewPerson::named(name))?;
            add_post(tx, None, person, at, role, from, None)?;
            Ok(person)
        };
        Ok([
            post("Ma Thị Hoa", "02593", Some("one-stop"), "clerk")?,
            post("Hoàng Văn Lù", "02497", None, "chair")?,
            post("Triệu Mùi Pham", "02425", None, "chair")?,
        ])
    })
    .unwrap()
}

fn officials_of_merged_communes_keep_their_roles_in_the_new_ones(db: &TestDb, [clerk, chair, kept]: [Id; 3]) {
    db.read_now(move |tx| {
        let mut at = |person: Id, on: &str| -> Result<(String, String, Day)> {
            let posts = posts(tx, person, day(on))?;
            assert_eq!(posts.len(), 1);
            Ok((unit(tx, posts[0].unit, day(on))?.name, posts[0].role.clone(), posts[0].from_day))
        };
        let old_desk = "Bộ phận Tiếp nhận và Trả kết quả xã Hồng Sơn".to_owned();
        let desk = "Trung tâm Phục vụ hành chính công xã Hồng Sơn".to_owned();
        assert_eq!(at(clerk, "2025-06-30")?, (old_desk, "clerk".into(), day("2024-09-01")));
        assert_eq!(at(clerk, "2026-03-09")?, (desk, "clerk".into(), day("2025-07-01")));
        assert_eq!(at(chair, "2026-03-09")?, ("Mỹ Lâm".into(), "chair".into(), day("2025-07-01")), "as was decided");
        assert_eq!(at(kept, "2026-03-09")?, ("Hùng Đức".into(), "chair".into(), day("2023-01-03")), "nobody moved");
        Ok(())
    })
    .unwrap();
}
