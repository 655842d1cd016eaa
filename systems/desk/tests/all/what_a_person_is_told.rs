//! Who opened my data, and messages.

use base::said;
use town::Town;

#[test]
fn a_citizen_sees_who_opened_his_data_and_why() {
    Town::each(&[&desk::SYSTEM], |town| {
        let citizen = town.citizen("Ma Thị Thử", "008190000001");
        citizen.get("/toi/ai-da-xem").says("Chưa có cán bộ nào mở dữ liệu của bạn");
        let specialist = town.person("Xã An Bình", "specialist");
        let (me, subject) = (specialist.me(), citizen.person);
        town.write(move |tx| identity::note_read(tx, &me, subject, subject, "Giải quyết hồ sơ H99.102-1", "dossier"))
            .unwrap();
        let page = citizen.get("/toi/ai-da-xem");
        page.says("Xã An Bình").says("Chuyên viên").says("Giải quyết hồ sơ H99.102-1").says("09/03/2026 08:00");
        page.does_not_say("Nguyễn Văn");
        specialist.get("/toi/ai-da-xem").is(403);
    });
}

#[test]
fn whoever_looks_into_the_log_stands_in_it() {
    Town::each(&[&desk::SYSTEM], |town| {
        let citizen = town.citizen("Ma Thị Thử", "008190000001");
        let specialist = town.person("Xã An Bình", "specialist");
        let (me, subject) = (specialist.me(), citizen.person);
        town.write(move |tx| identity::note_read(tx, &me, subject, subject, "Kiểm tra giấy tờ", "dossier")).unwrap();
        let officer = town.person("Tỉnh Mẫu", "privacy_officer");

        let by_reader = officer.get(&format!("/quan-tri/nhat-ky-doc?can-bo={}", specialist.username));
        by_reader.says("Ma Thị Thử").says("Kiểm tra giấy tờ");
        officer.get("/quan-tri/nhat-ky-doc?can-bo=khong.co").says("Không có tài khoản này");

        let look = |reason| {
            officer.post("/quan-tri/nhat-ky-doc/nguoi", &[("personal_number", "008190000001"), ("reason", reason)])
        };
        look("").is(422).says("Phải ghi lý do");
        citizen.get("/toi/ai-da-xem").does_not_say("Cán bộ bảo vệ dữ liệu");
        look("Khiếu nại số 5").is(200).says("Kiểm tra giấy tờ").says("Xã An Bình");
        citizen.get("/toi/ai-da-xem").says("Cán bộ bảo vệ dữ liệu cá nhân").says("Khiếu nại số 5");

        town.person("Xã An Bình", "privacy_officer").get("/quan-tri/nhat-ky-doc").is(403);
    });
}

#[test]
fn messages_are_counted_until_they_are_read() {
    Town::each(&[&desk::SYSTEM], |town| {
        let citizen = town.citizen("Ma Thị Thử", "008190000001");
        let person = citizen.person;
        town.write(move |tx| {
            notify::send(tx, person, &said!("Hồ sơ đã có kết quả", "Your result is ready"), "/toi/ho-so/1")?;
            notify::send(tx, person, &said!("Hồ sơ cần bổ sung", "Something is missing"), "/toi/ho-so/2")
        })
        .unwrap();
        let page = citizen.get("/toi/thong-bao");
        page.says("Hồ sơ đã có kết quả").says("Mới");
        assert!(page.text.contains("class=\"badge\">2<"), "{}", page.seen);
        let newest = page.field("up_to").unwrap();
        let page = citizen.post("/toi/thong-bao", &[("up_to", &newest)]).follow(&citizen);
        page.does_not_say("Mới").does_not_say("Đánh dấu đã đọc");
        assert!(!page.text.contains("class=\"badge\""));

        let clerk = town.person("Xã An Bình", "clerk");
        clerk.get("/thong-bao").says("Bạn chưa có thông báo nào").does_not_say("kết quả");
    });
}
