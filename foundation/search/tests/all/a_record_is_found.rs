use directory::{ReorganisationFile, Scheme, UnitsFile, import, reorganise, unit_by_code};
use search::{Entry, Within, find, put, remove};
use storage::{args, testing::TestDb};

use crate::{COMMUNE, OTHER, PROVINCE, dossier, id, migrations, numbers, procedure, records};

#[test]
fn words_are_found_with_and_without_marks_and_exact_marks_come_first() {
    TestDb::each(&migrations(), |db| {
        db.write_now(|tx| {
            procedure(tx, 1, "Đăng ký khai sinh", "1.001193")?;
            procedure(tx, 2, "Đăng ký khai tử", "1.000656")?;
            procedure(tx, 3, "Khai báo thông tin sinh hoạt", "1.5")?;
            procedure(tx, 4, "Hoa màu bị thiệt hại", "1.6")?;
            procedure(tx, 5, "Hòa giải ở cơ sở", "1.7")?;
            procedure(tx, 6, "HOÁ chất", "1.8")?;

            assert_eq!(records(tx, "dang ky khai sinh", Within::Public)?, [1]);
            assert_eq!(records(tx, "ĐĂNG KÝ  khai", Within::Public)?, [2, 1], "the newest first");
            assert_eq!(records(tx, "khai sinh", Within::Public)?, [1, 3], "the title that holds it as it stands");
            assert_eq!(records(tx, "hoà", Within::Public)?, [5, 6, 4], "exact marks, in either school, first");
            assert_eq!(records(tx, "dang ky khai sin", Within::Public)?, [1], "the last word may be unfinished");
            assert_eq!(records(tx, "khai khong", Within::Public)?, Vec::<i64>::new());
            Ok(())
        })
        .unwrap();
    });
}

#[test]
fn nothing_outside_the_readers_reach_is_found() {
    TestDb::each(&migrations(), |db| {
        db.write_now(|tx| {
            dossier(tx, 1, "Khai sinh Nguyễn Văn An", &[COMMUNE, PROVINCE])?;
            dossier(tx, 2, "Khai sinh Nguyễn Văn Bình", &[OTHER, PROVINCE])?;
            procedure(tx, 3, "Thủ tục khai sinh Nguyễn", "1.1")?;
            let units = |units| Within::Units(units);
            assert_eq!(records(tx, "nguyen", units(&[COMMUNE]))?, [3, 1]);
            assert_eq!(records(tx, "nguyen", units(&[COMMUNE, OTHER]))?, [3, 2, 1]);
            assert_eq!(records(tx, "nguyen", units(&[PROVINCE]))?, [3, 2, 1]);
            assert_eq!(records(tx, "nguyen", units(&[]))?, [3]);
            assert_eq!(records(tx, "nguyen", Within::Public)?, [3]);
            assert_eq!(numbers(find(tx, "nguyen", &["dossier"], Within::Units(&[PROVINCE]), 50)?), [2, 1]);
            assert_eq!(numbers(find(tx, "nguyen", &["dossier", "procedure"], Within::Units(&[PROVINCE]), 2)?), [3, 2]);

            // Nobody can type the index's own words or its operators.
            for typed in [
                "_u0000000000034",
                "_p",
                "nguyen\" OR \"an",
                "an' | 'binh",
                "nguyen*",
                "NOT an",
                "a:*",
                "\\",
                "words : an",
            ] {
                let found = records(tx, typed, Within::Units(&[COMMUNE]))?;
                assert!(!found.contains(&2), "{typed}: {found:?}");
            }
            Ok(())
        })
        .unwrap();
    });
}

#[test]
fn a_code_or_number_finds_its_record_whole_and_only_within_reach() {
    TestDb::each(&migrations(), |db| {
        db.write_now(|tx| {
            let exact = ["H60.101-260309-0001", "0912345678"];
            put(
                tx,
                Entry {
                    record: id(1),
                    kind: "dossier",
                    title: "Khai sinh",
                    text: "",
                    exact: &exact,
                    units: &[COMMUNE],
                    public: false,
                },
            )?;
            dossier(tx, 2, "Ghi chú về H60.101-260309-0001", &[COMMUNE])?;
            let found = find(tx, "h60.101-260309-0001", &[], Within::Units(&[COMMUNE]), 10)?;
            assert_eq!((numbers(found.clone()), found[0].exact), (vec![1], true));
            assert_eq!(records(tx, "0912 345 678", Within::Units(&[COMMUNE]))?, [1]);
            assert_eq!(records(tx, "0912345678", Within::Units(&[OTHER]))?, Vec::<i64>::new());
            assert_eq!(records(tx, "0912345678", Within::Public)?, Vec::<i64>::new());
            Ok(())
        })
        .unwrap();
    });
}

/// On SQLite, whose plans do not depend on how many rows there are.
#[test]
fn a_search_reads_an_index_and_never_all_entries() {
    let db = TestDb::sqlite(&migrations());
    db.write_now(|tx| {
        for at in 1..=5_000 {
            let (title, number) = (format!("Hồ sơ số {at}"), format!("09{at:08}"));
            let (kind, units, exact) = ("dossier", [id(at % 50), PROVINCE], [number.as_str()]);
            put(
                tx,
                Entry { record: id(at), kind, title: &title, text: "", exact: &exact, units: &units, public: false },
            )?;
        }
        let text = "select rowid from search_text_a where search_text_a match $1 order by rowid desc limit 1000";
        let number = "select record from search_exact where value = $1";
        assert!(tx.plan(text, args!["\"4321\""])?.join(" ").contains("VIRTUAL TABLE INDEX"));
        assert!(tx.plan(number, args!["0900004321"])?.join(" ").contains("SEARCH search_exact USING"));
        assert_eq!(records(tx, "so 4321", Within::Units(&[PROVINCE]))?, [4321]);
        assert_eq!(records(tx, "0900004321", Within::Units(&[PROVINCE]))?, [4321]);
        assert_eq!(records(tx, "ho so", Within::Units(&[id(7)]))?.len(), 50);
        Ok(())
    })
    .unwrap();
}

#[test]
fn an_entry_follows_its_record_and_goes_with_it() {
    TestDb::each(&migrations(), |db| {
        db.write_now(|tx| {
            let entry = |title, exact, units| Entry {
                record: id(1),
                kind: "dossier",
                title,
                text: "chủ hộ",
                exact,
                units,
                public: false,
            };
            put(tx, entry("Bản nháp", &["A1", "B2"], &[COMMUNE]))?;
            put(tx, entry("Bản nháp", &["A1", "B2"], &[COMMUNE]))?;
            put(tx, entry("Giấy phép xây dựng", &["B2", "C3"], &[OTHER]))?;
            let mine = Within::Units(&[COMMUNE]);
            let theirs = Within::Units(&[OTHER]);
            assert_eq!(records(tx, "ban nhap", theirs)?, Vec::<i64>::new());
            assert_eq!(records(tx, "giay phep chu ho", theirs)?, [1]);
            assert_eq!(records(tx, "giay phep", mine)?, Vec::<i64>::new());
            assert_eq!(records(tx, "A1", theirs)?, Vec::<i64>::new());
            assert_eq!(records(tx, "C3", theirs)?, [1]);
            remove(tx, id(1))?;
            assert_eq!(records(tx, "giay phep", theirs)?, Vec::<i64>::new());
            assert_eq!(records(tx, "C3", theirs)?, Vec::<i64>::new());
            Ok(())
        })
        .unwrap();
    });
}

#[test]
fn an_act_that_fails_leaves_nothing_to_find() {
    TestDb::each(&migrations(), |db| {
        let failed = db.write_now(|tx| {
            dossier(tx, 1, "Khai sinh", &[COMMUNE])?;
            Err::<(), _>(base::Error::busy())
        });
        assert!(failed.is_err());
        assert_eq!(db.read_now(|tx| records(tx, "khai sinh", Within::Units(&[COMMUNE]))).unwrap(), Vec::<i64>::new());
    });
}

const UNITS: &str = r#"
valid_from = "2020-01-01"
document = "NQ 1"
[[unit]]
level = "province"
kind = "tỉnh"
name = "Thử"
gso = "08"
[[unit]]
level = "commune"
kind = "xã"
name = "Một"
gso = "00001"
parent = "08"
[[unit]]
level = "commune"
kind = "xã"
name = "Hai"
gso = "00002"
parent = "08"
[[unit]]
level = "commune"
kind = "xã"
name = "Ba"
gso = "00003"
parent = "08"
"#;

const MERGER: &str = r#"
day = "2021-01-01"
document = "NQ 2"
[[found]]
level = "commune"
kind = "xã"
name = "Mới"
gso = "00001"
parent = "08"
whole = ["00001", "00002"]
"#;

#[test]
fn after_a_merger_the_heir_finds_what_the_old_units_left_and_no_more() {
    TestDb::each(&migrations(), |db| {
        db.exclusive_now(|tx| {
            let day = |s: &str| s.parse().unwrap();
            import(tx, &UnitsFile::parse(UNITS, None)?)?;
            for (record, code) in [(1, "00001"), (2, "00002"), (3, "00003")] {
                let unit = unit_by_code(tx, Scheme::Gso, code, day("2020-01-01"))?.id;
                dossier(tx, record, "Cấp đất", &[unit])?;
            }
            reorganise(tx, &ReorganisationFile::parse(MERGER)?, &[])?;
            let heir = unit_by_code(tx, Scheme::Gso, "00001", day("2021-01-01"))?.id;
            let left = unit_by_code(tx, Scheme::Gso, "00003", day("2021-01-01"))?.id;
            assert_eq!(records(tx, "cap dat", Within::Units(&[heir]))?, [2, 1]);
            assert_eq!(records(tx, "cap dat", Within::Units(&[left]))?, [3]);
            Ok(())
        })
        .unwrap();
    });
}
