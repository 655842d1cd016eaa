//! Small maps and the mistakes a merger file can hold.

use base::{Error, Kind, TimeOfDay};
use directory::{
    Level, Maps, ReorganisationFile, Scheme, UnitMap, UnitsFile, children, import, list, reorganise, reorganise_plan,
    trace, unit_by_code,
};
use storage::testing::TestDb;

use crate::the_provinces_own_files::{day, migrations};

const FIRST: &str = r#"
valid_from = "2020-01-01"
document = "NQ 1"
[[unit]]
level = "province"
kind = "tỉnh"
name = "Thử"
gso = "08"
agency = "H60"
[[unit]]
level = "commune"
kind = "xã"
name = "Hoà An"
gso = "00001"
parent = "08"
[[unit]]
level = "commune"
kind = "xã"
name = "Bình Yên"
gso = "00002"
parent = "08"
[[unit]]
level = "commune"
kind = "xã"
name = "Tân Trào"
gso = "00003"
parent = "08 Tỉnh Thử"
[[unit]]
level = "department"
kind = "sở"
name = "Sở Tư pháp"
agency = "H60.04"
parent = "08"
duty = "justice"
[[office]]
below = "commune"
duty = "one-stop"
kind = "bộ phận"
name = "Bộ phận Một cửa {unit}"
"#;

const MERGER: &str = r#"
day = "2021-01-01"
document = "NQ 2"
[[found]]
level = "commune"
kind = "phường"
name = "Hoà Bình"
gso = "00001"
parent = "08"
whole = ["00001 Xã Hòa An", "00002 Xã Bình Yên"]
[[office]]
below = "commune"
duty = "one-stop"
kind = "trung tâm"
name = "Trung tâm Một cửa {unit}"
"#;

fn small(db: &TestDb) {
    let file = UnitsFile::parse(FIRST, None).unwrap();
    db.exclusive_now(move |tx| import(tx, &file)).unwrap();
}

fn run(db: &TestDb, file: &str) -> Result<(), Error> {
    let file = ReorganisationFile::parse(file).unwrap();
    db.exclusive_now(move |tx| reorganise(tx, &file, &[]).map(drop))
}

fn problems(db: &TestDb, file: &str) -> Vec<String> {
    let file = ReorganisationFile::parse(file).unwrap();
    db.read_now(move |tx| Ok(reorganise_plan(tx, &file, &[])?.problems)).unwrap()
}

#[test]
fn a_merger_file_with_a_mistake_is_refused_with_its_reason() {
    TestDb::each(&migrations(), |db| {
        small(db);
        for (change, with, reason) in [
            ("\"00002 Xã Bình Yên\"", "\"00002 Xã Bình An\"", "mã này là của Xã Bình Yên"),
            ("\"00002 Xã Bình Yên\"", "\"00009\"", "không có đơn vị mã 00009"),
            ("gso = \"00001\"", "gso = \"00003\"", "bị dùng cho cả"),
            ("parent = \"08\"", "parent = \"H60.04\"", "không thể trực thuộc Sở Tư pháp"),
            ("parent = \"08\"\n", "", "thiếu đơn vị cấp trên"),
            ("whole = [\"00001 Xã Hòa An\", \"00002 Xã Bình Yên\"]", "", "phải ghi được lập từ"),
            ("\"00002 Xã Bình Yên\"", "\"00001 Xã Hòa An\"", "nêu nhiều lần"),
            ("whole = [\"00001 Xã Hòa An\", \"00002 Xã Bình Yên\"]", "part = [\"00001\"]", "ít nhất một phần khác"),
            ("[[office]]", "[[dissolve]]\nunit = \"08\"\nto = \"00003\"\n[[office]]", "còn trực thuộc Tỉnh Thử"),
            ("[[office]]", "[[keep]]\nunit = \"00001\"\nname = \"Khác\"\n[[office]]", "nêu nhiều lần"),
            ("[[office]]", "[[split]]\nunit = \"00003\"\n[[office]]", "không bị chia"),
        ] {
            let file = MERGER.replacen(change, with, 1);
            assert_ne!(file, MERGER);
            let found = problems(db, &file);
            assert!(found.iter().any(|problem| problem.contains(reason)), "{reason}: {found:?}");
            assert_eq!(run(db, &file).unwrap_err().kind, Kind::Invalid);
        }
        assert_eq!(problems(db, MERGER), Vec::<String>::new());
        run(db, MERGER).unwrap();
    });
}

#[test]
fn files_run_in_the_order_of_their_days_and_not_before_them() {
    TestDb::each(&migrations(), |db| {
        assert_eq!(run(db, MERGER).unwrap_err().kind, Kind::Conflict, "nothing is imported yet");
        small(db);
        db.clock.set(day("2020-12-31").at(TimeOfDay::hm_of(23, 59)));
        assert!(run(db, MERGER).unwrap_err().said.en.contains("has not come yet"));
        assert_eq!(problems(db, MERGER), Vec::<String>::new(), "the dry run may");
        db.clock.set(day("2021-01-01").start());
        run(db, MERGER).unwrap();
        assert!(run(db, MERGER).unwrap_err().said.en.contains("already"));
        let earlier = MERGER.replace("2021-01-01", "2020-06-01");
        assert!(run(db, &earlier).unwrap_err().said.en.contains("before the latest change"));
        let file = UnitsFile::parse(FIRST, None).unwrap();
        assert!(db.exclusive_now(move |tx| import(tx, &file)).is_err(), "a first day cannot come later");
    });
}

#[test]
fn a_unit_that_is_not_named_does_not_change() {
    TestDb::each(&migrations(), |db| {
        small(db);
        let before = db.read_now(|tx| list(tx, day("2020-12-31"), None)).unwrap();
        run(db, MERGER).unwrap();
        let after = db.read_now(|tx| list(tx, day("2021-01-01"), None)).unwrap();
        for unit in &before {
            let named = matches!(unit.code.as_deref(), Some("00001" | "00002"))
                || unit.name.contains("Hoà An")
                || unit.name.contains("Bình Yên");
            assert_eq!(after.contains(unit), !named, "{}", unit.name);
        }
        let old_desk = before.iter().find(|unit| unit.name == "Bộ phận Một cửa xã Hoà An").unwrap().id;
        let desk = after.iter().find(|unit| unit.name == "Trung tâm Một cửa phường Hoà Bình").unwrap();
        let heir = db.read_now(move |tx| directory::living_successor(tx, old_desk, day("2021-01-01"))).unwrap();
        assert_eq!(heir, desk.id, "offices pass to the office with the same duty");
        assert_eq!(
            db.read_now(|tx| trace(tx, "00003", day("2020-01-01"), day("2021-01-01"))).unwrap().len(),
            1,
            "a unit that lives is its own successor"
        );
    });
}

#[test]
fn a_kept_unit_takes_a_new_name_and_code_from_the_day_on() {
    TestDb::each(&migrations(), |db| {
        small(db);
        run(
            db,
            "day = \"2022-01-01\"\ndocument = \"NQ 3\"\n[[keep]]\nunit = \"00003 Xã Tân Trào\"\nkind = \"phường\"\n\
             name = \"Tân Trào Mới\"\ngso = \"00033\"\nagency = \"H60.103\"\n",
        )
        .unwrap();
        db.read_now(|tx| {
            let before = unit_by_code(tx, Scheme::Gso, "00003", day("2021-12-31"))?;
            let after = unit_by_code(tx, Scheme::Gso, "00033", day("2022-01-01"))?;
            assert_eq!(before.id, after.id);
            assert_eq!((before.full_name(), after.full_name()), ("Xã Tân Trào".into(), "Phường Tân Trào Mới".into()));
            assert_eq!((before.agency, after.agency.as_deref()), (None, Some("H60.103")));
            assert!(unit_by_code(tx, Scheme::Gso, "00003", day("2022-01-01")).is_err());
            assert_eq!(after.valid_from, day("2020-01-01"));
            Ok(())
        })
        .unwrap();
    });
}

#[test]
fn a_kept_map_is_read_again_after_a_change_and_only_then() {
    TestDb::each(&migrations(), |db| {
        small(db);
        let maps = std::sync::Arc::new(Maps::default());
        let get = |on: &'static str| {
            let maps = maps.clone();
            db.read_now(move |tx| maps.get(tx, day(on))).unwrap()
        };
        let first = get("2020-05-05");
        assert!(std::sync::Arc::ptr_eq(&first, &get("2023-01-01")), "one vintage, one map");
        run(db, MERGER).unwrap();
        assert_eq!(get("2023-01-01").communes().count(), 2);
        assert_eq!(get("2020-05-05").communes().count(), 3);
        let maps = maps.clone();
        assert!(db.read_now(move |tx| maps.get(tx, day("2019-12-31")).map(drop)).is_err());
    });
}

#[test]
fn the_tree_answers_who_stands_under_whom() {
    TestDb::each(&migrations(), |db| {
        small(db);
        db.read_now(|tx| {
            let on = day("2020-01-01");
            let map = UnitMap::load(tx, on)?;
            let province = map.by_code(Scheme::Agency, "H60").unwrap().id;
            let commune = map.by_code(Scheme::Gso, "00002").unwrap().id;
            let desk = map.children(commune).next().unwrap().id;
            let above: Vec<_> = map.ancestors(desk).map(|unit| unit.id).collect();
            assert_eq!(above, [commune, province]);
            assert_eq!(directory::ancestors(tx, desk, on)?, above);
            assert!(map.is_under(desk, province) && map.is_under(desk, desk) && !map.is_under(province, desk));
            assert_eq!(map.under(province).len(), map.len());
            assert_eq!(map.commune(desk).unwrap().id, commune);
            let names: Vec<String> = children(tx, province, on)?.iter().map(|unit| unit.full_name()).collect();
            assert_eq!(names, ["Xã Hoà An", "Xã Bình Yên", "Xã Tân Trào", "Sở Tư pháp"]);
            assert_eq!(list(tx, on, Some(Level::Office))?.len(), 3);
            Ok(())
        })
        .unwrap();
    });
}
