use procedures::SYSTEM;
use town::{Person, Town};

use crate::place::{LAN, PDF, SINGLE, publish, revision, taken_at_the_counter};

/// The clerk accepts, the specialist finds the purpose and the earlier certificate missing.
fn asked_to_supplement(clerk: &Person, specialist: &Person) -> String {
    let code = taken_at_the_counter(clerk);
    let page = format!("/ho-so/{code}");
    clerk.post(&format!("{page}/chuyen"), &[("revision", &revision(clerk, &page)), ("note", "Nội bộ: xem kỹ")]).is(303);
    let asked = specialist.post(
        &format!("{page}/yeu-cau-bo-sung"),
        &[
            ("revision", &revision(specialist, &page)),
            ("missing", "field:purpose_text"),
            ("missing", "field:purpose"),
            ("missing", "paper:old_certificate"),
            ("reason", "Ghi rõ mục đích và nộp giấy cũ"),
        ],
    );
    asked.is(303);
    code
}

#[test]
fn a_citizen_answers_what_was_asked_and_nothing_else() {
    Town::each(&[&SYSTEM], |town| {
        publish(town, &[SINGLE]);
        let clerk = town.person("Xã An Bình", "clerk");
        let specialist = town.person("Xã An Bình", "specialist");
        let lan = town.citizen(LAN.0, LAN.1);
        let code = asked_to_supplement(&clerk, &specialist);
        let (page, act) = (format!("/toi/ho-so/{code}"), format!("/toi/ho-so/{code}/bo-sung"));
        town.later(60);

        lan.get("/toi").says("Cần bạn làm").says(&code);
        let own = lan.get(&page);
        own.says("Cần người nộp bổ sung").says("Ghi rõ mục đích và nộp giấy cũ").says("Thời hạn đang tạm dừng");
        own.does_not_say("Nội bộ").does_not_say("Nguyễn Văn");
        let seen = revision(&lan, &page);
        let answers =
            [("purpose", "other"), ("purpose_text", "Vay vốn"), ("revision", seen.as_str()), ("act", "bo-sung")];

        let wrong = lan.post_files(&act, &answers, &[]);
        wrong.is(422).says("Hãy đính kèm: Giấy xác nhận tình trạng hôn nhân đã được cấp trước đó");
        assert_eq!(wrong.field("purpose_text").as_deref(), Some("Vay vốn"), "what was typed comes back");
        let not_asked: Vec<_> =
            answers.iter().copied().chain([("status", "married"), ("subject.name", "Người Khác")]).collect();
        let sent = lan.post_files(&act, &not_asked, &[("paper:old_certificate", "cu.pdf", PDF)]);
        sent.is(303)
            .follow(&lan)
            .says("Đã gửi phần bổ sung")
            .says("Hồ sơ đang được xử lý")
            .says("Vay vốn")
            .does_not_say("Người Khác");

        lan.post_files(&act, &not_asked, &[("paper:old_certificate", "cu.pdf", PDF)]).is(409);
        specialist
            .get(&format!("/ho-so/{code}"))
            .says("Vay vốn")
            .says("Giấy xác nhận tình trạng hôn nhân đã được cấp trước đó");
        lan.get(&page).says("17:00 ngày 13/03/2026");
    });
}

#[test]
fn a_dossier_is_its_applicants_own() {
    let town = Town::with(&[&SYSTEM]);
    publish(&town, &[SINGLE]);
    let clerk = town.person("Xã An Bình", "clerk");
    let code = taken_at_the_counter(&clerk);
    let binh = town.citizen("Lê Văn Bình", "008085004321");
    let page = format!("/toi/ho-so/{code}");

    binh.get(&page).is(404);
    for act in ["bo-sung", "rut", "danh-gia", "tin-nhan"] {
        binh.post(&format!("{page}/{act}"), &[("reason", "Không cần nữa"), ("text", "x"), ("stars", "1")]).is(404);
    }
    let receipt = town.rows::<(base::Id,)>("select id from documents_paper", &[])[0].0;
    binh.get(&format!("{page}/giay/{receipt}")).is(404);

    let lan = town.citizen(LAN.0, LAN.1);
    lan.get(&page).says("Giấy tiếp nhận hồ sơ và hẹn trả kết quả");
    assert!(lan.get(&format!("{page}/giay/{receipt}")).bytes.starts_with(b"%PDF"));
    lan.post(&format!("{page}/tin-nhan"), &[("text", "Khi nào xong ạ?"), ("act", "tin-nhan")]).is(303);
    clerk.get(&format!("/ho-so/{code}")).says("Khi nào xong ạ?");

    lan.post(&format!("{page}/rut"), &[("reason", ""), ("act", "rut")]).is(422).says("Hãy ghi rõ lý do");
    lan.post(&format!("{page}/rut"), &[("reason", "Không cần nữa"), ("act", "rut")]).is(303);
    lan.get(&page).says("Hồ sơ đã được rút").does_not_say("Rút hồ sơ là dừng");
    lan.post(&format!("{page}/rut"), &[("reason", "Lần nữa"), ("act", "rut")]).is(409);
}

#[test]
fn papers_of_the_office_stay_in_the_office() {
    let town = Town::with(&[&SYSTEM]);
    publish(&town, &[SINGLE]);
    let clerk = town.person("Xã An Bình", "clerk");
    let code = taken_at_the_counter(&clerk);
    let to = clerk.post(&format!("/ho-so/{code}/phieu-kiem-soat"), &[]).is(303).location.clone().unwrap();
    clerk.get(&to).is(200);

    let lan = town.citizen(LAN.0, LAN.1);
    lan.get(&format!("/toi{to}")).is(404);
    lan.get(&format!("/toi/ho-so/{code}")).does_not_say("Phiếu kiểm soát");
}
