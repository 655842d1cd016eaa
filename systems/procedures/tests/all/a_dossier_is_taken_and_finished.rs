//! The whole life of a dossier, through the pages.

use storage::args;

use crate::counter::*;

#[test]
fn a_dossier_goes_from_the_counter_through_all_hands_to_the_citizen() {
    each(|town| {
        let Staff { clerk, specialist, chair } = staff(town);

        // Monday, 8:00: taken at the counter.
        let code = take(town, &clerk, PLAIN);
        assert_eq!(code, "H99.102-260309-0001");
        let page = clerk.get(&format!("/ho-so/{code}"));
        page.says("Được tiếp nhận")
            .says(MAI)
            .says("Bổ túc hồ sơ xin việc")
            .says("12/03/2026")
            .says("Giấy tờ chứng minh");
        assert_eq!(dossier(town, &code).due, Some(moment("2026-03-12T17:00")), "three working days later");
        assert_eq!(queue(town, &clerk), [("process".to_owned(), code.clone())]);
        let issued = papers(town, &code);
        assert_eq!(issued.len(), 1, "the citizen leaves with a receipt");
        let receipt = clerk.get(&format!("/ho-so/{code}/giay/{}", issued[0].id));
        receipt.is(200).says(&code).says(MAI);
        town.run_jobs();

        // On to the specialist, and from there to the chair.
        town.later(60);
        does(&clerk, &code, "chuyen", &[("note", "Đủ giấy tờ")]);
        assert_eq!(queue(town, &clerk), []);
        assert_eq!(queue(town, &specialist), [("process".to_owned(), code.clone())]);
        assert_eq!(queue(town, &chair), []);
        town.clock_at("2026-03-10T09:00");
        let page = specialist.get(&format!("/ho-so/{code}"));
        page.says("Đang xử lý").says("Đủ giấy tờ");
        does(&specialist, &code, "chuyen", &[("note", "Đề nghị ký")]);
        assert_eq!(queue(town, &specialist), []);
        assert_eq!(queue(town, &chair), [("process".to_owned(), code.clone())]);

        // Signed: the desk hands it over.
        town.clock_at("2026-03-11T10:00");
        let pdf: &[u8] = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";
        let revision = chair.get(&format!("/ho-so/{code}")).field("revision").unwrap();
        let form = [("revision", revision.as_str()), ("number", "12/GXN"), ("day", "11/03/2026")];
        chair.post_files(&format!("/ho-so/{code}/ket-qua"), &form, &[("file", "ket-qua.pdf", pdf)]).is(303);
        let finished = dossier(town, &code);
        assert_eq!((finished.status.code(), finished.outcome.as_deref()), ("finished", Some("early")));
        assert_eq!(queue(town, &chair), []);
        assert_eq!(queue(town, &clerk), [("hand_over".to_owned(), code.clone())]);
        clerk.get(&format!("/ho-so/{code}")).says("12/GXN").says("Đã xử lý xong");

        does(&clerk, &code, "tra-ket-qua", &[("way", "counter")]);
        clerk.get(&format!("/ho-so/{code}")).says("Đã trả kết quả");
        assert_eq!(queue(town, &clerk), []);
        assert_eq!(town.count("select count(*) from work_item", args![]), 0);

        let told = events(town, &code);
        assert_eq!(told, ["registered", "accepted", "forwarded", "forwarded", "finished", "handed_over"]);
        town.run_jobs();
    });
}

#[test]
fn every_look_at_a_dossier_is_noted_for_the_citizen() {
    each(|town| {
        let clerk = staff(town).clerk;
        let code = take(town, &clerk, PLAIN);
        let id = dossier(town, &code).applicant.unwrap();
        clerk.get(&format!("/ho-so/{code}")).is(200);
        let read = town
            .count("select count(*) from identity_read where subject = $1 and reader = $2", args![id, clerk.person]);
        assert!(read >= 1);
        town.run_jobs();
    });
}

#[test]
fn a_dossier_registered_only_waits_to_be_accepted_and_its_clock_does_not_run() {
    each(|town| {
        let clerk = staff(town).clerk;
        let code = take_as(town, &clerk, PLAIN, "keep");
        let kept = dossier(town, &code);
        assert_eq!((kept.status.code(), kept.due, kept.accepted_at), ("registered", None, None));
        assert_eq!(queue(town, &clerk), [("accept".to_owned(), code.clone())]);
        town.clock_at("2026-03-10T14:00");
        does(&clerk, &code, "tiep-nhan", &[]);
        assert_eq!(dossier(town, &code).due, Some(moment("2026-03-13T17:00")), "it runs from the acceptance");
        town.run_jobs();
    });
}

#[test]
fn a_dossier_that_nobody_is_competent_for_is_routed_before_it_is_accepted() {
    each(|town| {
        let clerk = staff(town).clerk;
        let code = take(town, &clerk, OF_NOBODY);
        assert_eq!(status(town, &code), "registered");
        assert_eq!(queue(town, &clerk), [("route".to_owned(), code.clone())]);
        act(&clerk, &code, "tiep-nhan", &[]).is(409);
        let department = town.unit("Sở Tư pháp").to_string();
        does(&clerk, &code, "co-quan", &[("unit", &department), ("reason", "Thẩm quyền của sở")]);
        assert_eq!(queue(town, &clerk), [("accept".to_owned(), code.clone())]);
        does(&clerk, &code, "tiep-nhan", &[]);
        assert_eq!(events(town, &code), ["registered", "routed", "accepted"]);
        town.run_jobs();
    });
}

#[test]
fn a_dossier_goes_back_a_step_with_its_reason_and_to_one_person() {
    each(|town| {
        let Staff { clerk, specialist, chair } = staff(town);
        let code = take(town, &clerk, PLAIN);
        does(&clerk, &code, "chuyen", &[]);
        act(&specialist, &code, "tra-lai", &[("reason", "")]).is(422);
        does(&specialist, &code, "tra-lai", &[("reason", "Thiếu chữ ký")]);
        assert_eq!(queue(town, &clerk), [("process".to_owned(), code.clone())]);
        clerk.get(&format!("/ho-so/{code}")).says("Thiếu chữ ký");
        does(&clerk, &code, "chuyen", &[]);

        // The head gives it to one of two specialists; the other does not see it in his queue.
        let other = town.person("Xã An Bình", "specialist");
        assert_eq!(queue(town, &other).len(), 1);
        does(&chair, &code, "phan-cong", &[("person", &other.person.to_string())]);
        assert_eq!(queue(town, &specialist), []);
        assert_eq!(queue(town, &other), [("process".to_owned(), code.clone())]);
        does(&chair, &code, "phan-cong", &[("person", "")]);
        assert_eq!(queue(town, &specialist).len(), 1);
        town.run_jobs();
    });
}

#[test]
fn who_does_not_hold_a_dossier_only_looks() {
    each(|town| {
        let Staff { clerk, specialist, chair } = staff(town);
        let code = take(town, &clerk, PLAIN);
        act(&specialist, &code, "chuyen", &[]).is(403);
        act(&chair, &code, "ket-qua", &[]).is(403);
        does(&clerk, &code, "chuyen", &[]);
        act(&clerk, &code, "chuyen", &[]).is(403);
        act(&specialist, &code, "ket-qua", &[]).is(403);
        assert_eq!(events(town, &code), ["registered", "accepted", "forwarded"]);
        town.run_jobs();
    });
}

#[test]
fn who_decides_on_an_old_state_is_told() {
    each(|town| {
        let clerk = staff(town).clerk;
        let code = take(town, &clerk, PLAIN);
        let page = clerk.post(&format!("/ho-so/{code}/chuyen"), &[("revision", "0")]);
        page.is(409).says("vừa được người khác xử lý");
        assert_eq!(events(town, &code), ["registered", "accepted"]);
        town.run_jobs();
    });
}
