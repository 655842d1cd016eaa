//! Persons and their posts.

use base::{Kind, Result, personal_number::PersonalNumber};
use directory::{
    NewPerson, Scheme, UnitsFile, add_person, add_post, end_post, find_people, forget_person, holders, import, person,
    person_by_number, posts, posts_at, set_contact, unit_by_code,
};
use storage::testing::TestDb;

use crate::the_provinces_own_files::{day, migrations};

const UNITS: &str = "valid_from = \"2020-01-01\"\ndocument = \"NQ 1\"\n[[unit]]\nlevel = \"province\"\nkind = \"tỉnh\"\n\
                     name = \"Thử\"\ngso = \"08\"\n";

fn with_a_province(db: &TestDb) {
    let file = UnitsFile::parse(UNITS, None).unwrap();
    db.exclusive_now(move |tx| import(tx, &file)).unwrap();
}

#[test]
fn a_post_is_held_from_its_first_to_its_last_day() {
    TestDb::each(&migrations(), |db| {
        with_a_province(db);
        db.write_now(|tx| {
            let unit = unit_by_code(tx, Scheme::Gso, "08", day("2020-01-01"))?.id;
            let hoa = add_person(tx, NewPerson::named("Nguyễn Thị Hoa"))?;
            let an = add_person(tx, NewPerson::named("Vàng A An"))?;
            let post = add_post(tx, None, hoa, unit, "head", day("2021-01-01"), None)?;
            add_post(tx, None, an, unit, "head", day("2021-06-01"), Some(day("2021-12-31")))?;
            end_post(tx, None, post, day("2021-08-31"))?;

            let mut names = |on: &str| -> Result<Vec<String>> {
                Ok(holders(tx, unit, "head", day(on))?.into_iter().map(|person| person.name).collect())
            };
            assert_eq!(names("2020-12-31")?, Vec::<String>::new());
            assert_eq!(names("2021-01-01")?, ["Nguyễn Thị Hoa"]);
            assert_eq!(names("2021-08-31")?, ["Vàng A An", "Nguyễn Thị Hoa"], "by given name");
            assert_eq!(names("2021-09-01")?, ["Vàng A An"]);
            assert_eq!(posts(tx, hoa, day("2021-09-01"))?.len(), 0);
            assert_eq!(posts_at(tx, unit, day("2021-07-01"))?.len(), 2);
            assert_eq!(end_post(tx, None, post, day("2021-10-01")).unwrap_err().kind, Kind::Conflict);
            let before_the_unit = add_post(tx, None, an, unit, "head", day("2019-12-31"), None);
            assert_eq!(before_the_unit.unwrap_err().fields[0].0, "unit");
            Ok(())
        })
        .unwrap();
    });
}

#[test]
fn a_personal_number_belongs_to_one_person_and_erasure_takes_it_and_the_salt() {
    TestDb::each(&migrations(), |db| {
        let id = db
            .write_now(|tx| {
                let number = PersonalNumber::parse("008190000123")?;
                let new = NewPerson { personal_number: Some(number), ..NewPerson::named("Lò Thị Mai") };
                let id = add_person(tx, new.clone())?;
                assert_eq!(add_person(tx, new).unwrap_err().fields[0].0, "personal_number");
                set_contact(tx, id, Some("0912 345 678"), None)?;
                assert_eq!(person_by_number(tx, "008190000123")?.unwrap().phone.as_deref(), Some("0912345678"));
                assert_eq!(person(tx, id)?.salt.unwrap().len(), 16);
                Ok(id)
            })
            .unwrap();
        db.write_now(move |tx| {
            forget_person(tx, id)?;
            let gone = person(tx, id)?;
            assert_eq!((gone.personal_number, gone.phone, gone.salt), (None, None, None));
            assert!(person_by_number(tx, "008190000123")?.is_none());
            Ok(())
        })
        .unwrap();
    });
}

#[test]
fn people_are_found_without_marks_page_by_page() {
    TestDb::each(&migrations(), |db| {
        db.write_now(|tx| {
            for at in 0..60 {
                add_person(tx, NewPerson::named(format!("Đặng Văn {at}")))?;
            }
            add_person(tx, NewPerson::named("Đào Thị Én"))?;
            let first = find_people(tx, "dang van", None)?;
            assert_eq!(first.len(), 50);
            let (folded, last) = first.last().unwrap();
            let rest = find_people(tx, "Đặng Văn", Some((folded.clone(), last.id)))?;
            assert_eq!(rest.len(), 10);
            assert_eq!(find_people(tx, "đào", None)?.len(), 1);
            Ok(())
        })
        .unwrap();
    });
}
