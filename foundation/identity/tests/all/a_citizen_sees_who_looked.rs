//! The read log.

use base::{Id, Kind};
use directory::{NewPerson, add_person};
use identity::{By, list_reads_by, note_list_read, note_read, reads_about, reads_by, reads_of};

use crate::place::each;

#[test]
fn each_look_is_one_row_that_the_citizen_sees_with_unit_role_and_reason() {
    each(|place| {
        let hoa = place.official("hoa", place.desk, "clerk");
        let (me, record) = (place.me_of(hoa), Id::from_i64(77));
        let mai = place.write(|tx| add_person(tx, NewPerson::named("Lò Thị Mai"))).unwrap();
        let reader = me.clone();
        place
            .write(move |tx| {
                for n in 0..5 {
                    note_read(tx, &reader, mai, record, &format!("Giải quyết hồ sơ lần {n}"), "dossier")?;
                }
                note_read(tx, &reader, reader.person, record, "", "dossier")
            })
            .unwrap();

        let first = place.read_now(move |tx| reads_of(tx, mai, None, 3)).unwrap();
        let after = first[2].id;
        let rest = place.read_now(move |tx| reads_of(tx, mai, Some(after), 3)).unwrap();

        let reasons: Vec<&str> = first.iter().chain(&rest).map(|it| it.reason.as_str()).collect();
        assert_eq!(reasons, [4, 3, 2, 1, 0].map(|n| format!("Giải quyết hồ sơ lần {n}")));
        assert_eq!(first[0].unit.as_deref(), Some("Trung tâm Phục vụ hành chính công xã Minh Tân"));
        assert_eq!(first[0].role.as_ref().unwrap().vi, "Cán bộ bộ phận một cửa");
        assert!(!serde_json::to_string(&first).unwrap().contains("hoa"), "the citizen is not told the reader's name");
        let own = me.person;
        assert!(place.read_now(move |tx| reads_of(tx, own, None, 3)).unwrap().is_empty());
    });
}

#[test]
fn a_look_without_a_reason_is_refused() {
    each(|place| {
        let me = place.me_of(place.official("hoa", place.desk, "clerk"));
        let noted = place.write(move |tx| note_read(tx, &me, Id::from_i64(5), Id::from_i64(6), "  ", "dossier"));
        assert_eq!(noted.unwrap_err().fields[0].0, "reason");
    });
}

#[test]
fn only_the_privacy_officer_and_the_auditor_of_the_province_see_the_readers() {
    each(|place| {
        let hoa = place.official("hoa", place.desk, "clerk");
        let officer = place.official("baove", place.province, "privacy_officer");
        let of_commune = place.official("kiemtra", place.commune, "auditor");
        let reader = place.me_of(hoa);
        place
            .write(move |tx| {
                note_read(tx, &reader, Id::from_i64(5), Id::from_i64(6), "Kiểm tra", "number-search")?;
                note_list_read(tx, &reader, "dossiers", "status=waiting", &[Id::from_i64(6), Id::from_i64(7)])
            })
            .unwrap();
        let see = |who| {
            let me = place.me_of(who);
            place.read_now(move |tx| {
                let about = reads_about(tx, By::Me(&me), Id::from_i64(5), None, 10)?;
                let of_reader = reads_by(tx, By::Me(&me), hoa.person, None, 10)?;
                Ok((about.len(), of_reader[0].reader_name.clone()))
            })
        };
        assert_eq!(see(officer).unwrap(), (1, "Nguyễn Văn hoa".to_owned()));
        assert_eq!(see(hoa).unwrap_err().kind, Kind::Forbidden);
        assert_eq!(see(of_commune).unwrap_err().kind, Kind::Forbidden);
        let me = place.me_of(officer);
        let lists = place.read_now(move |tx| list_reads_by(tx, By::Me(&me), hoa.person, None, 10)).unwrap();
        assert_eq!((lists.len(), lists[0].filter.as_str()), (1, "status=waiting"));
        assert_eq!(lists[0].keys, [Id::from_i64(6), Id::from_i64(7)]);
    });
}
