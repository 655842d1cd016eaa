//! Pages that need no account: units, calendar, ledger.

use town::{MERGER, Town};

#[test]
fn a_unit_tells_what_it_was_made_of_and_what_it_became() {
    Town::each(&[&desk::SYSTEM], |town| {
        let old = town.unit("Xã An Bình");
        town.clock_at("2026-03-16T08:00");
        town.reorganise(MERGER);
        let new = town.unit("Xã Bình Tân");
        let stranger = town.stranger();

        stranger
            .get(&format!("/don-vi/{new}"))
            .says("Được hình thành từ")
            .says("Xã An Bình (toàn bộ)")
            .says("Xã Minh Tân (toàn bộ)")
            .says("Nghị quyết số 2/NQ-UBTVQH15")
            .says("99010");
        stranger
            .get(&format!("/don-vi/{old}"))
            .says("Kết thúc hoạt động ngày 15/03/2026")
            .says("Đã nhập vào")
            .says("Xã Bình Tân (toàn bộ)")
            .says("Kết thúc theo Nghị quyết số 2/NQ-UBTVQH15");

        // Without marks, by the name of yesterday.
        stranger.get("/don-vi?q=an+binh").says("Xã An Bình").says("01/07/2025 – 15/03/2026").says("Xã Bình Tân");
        stranger.get("/don-vi?cap=commune").says("Xã Bình Tân").says("Phường Hoa Lư").does_not_say("Xã An Bình");
        stranger.get("/don-vi?cap=department").says("Sở Tư pháp").does_not_say("Xã Bình Tân");
        stranger.get("/don-vi?q=khong+co+dau").says("Không tìm thấy đơn vị nào");
        stranger.get("/don-vi/0000000000001").is(404);
        stranger.get("/don-vi/khong-phai-ma").is(404);
    });
}

#[test]
fn the_calendar_says_why_a_day_is_off_and_when_something_is_due() {
    Town::each(&[&desk::SYSTEM], |town| {
        let stranger = town.stranger();
        stranger.get("/lich").says("2026").says("Thứ Hai, 16/02/2026").says("Tết");
        stranger.get("/lich?nam=2025").says("02/09/2025");
        stranger.get("/lich?nam=999999").is(200).says("16/02/2026");

        // Friday before Tết: five working days from the Monday after it.
        let page = stranger.get("/lich?ngay=13%2F02%2F2026&gio=14:20&so=5&loai=working-days");
        page.says("Hạn trả kết quả: 17:00 ngày 27/02/2026").says("Tết");
        let page = stranger.get("/lich?ngay=13%2F02%2F2026&gio=15:20&so=5&loai=working-days&sau15=yes");
        page.says("Hạn trả kết quả: 17:00 ngày 02/03/2026");
        let page =
            stranger.get("/lich?ngay=hôm%20qua&gio=15:20&so=5&loai=working-days".replace('ô', "%C3%B4").as_str());
        page.says("Hãy nhập ngày");
        assert_eq!(page.field("ngay").as_deref(), Some("hôm qua"));
        stranger.get("/lich?ngay=13%2F02%2F2026&gio=15:20&so=0&loai=months").says("Thời hạn phải từ 1 đến 120");
    });
}

#[test]
fn the_head_of_the_ledger_is_for_everybody_to_keep() {
    Town::each(&[&desk::SYSTEM], |town| {
        let stranger = town.stranger();
        stranger.get("/so-cai").says("chưa có sự kiện nào được niêm phong");
        stranger.get("/so-cai/dau").is(404);
        town.person("Xã An Bình", "clerk");
        let size = town.seal();

        let text = stranger.get("/so-cai/dau").text;
        let head: ledger::SignedHead = text.parse().unwrap();
        assert_eq!(head.size, size);
        assert!(head.is_signed_by(&town.app().seal_key.verify_key()));
        stranger.get("/so-cai").says("Sự kiện đã niêm phong").says(text.lines().nth(2).unwrap());

        // Later heads come first, however few events lie between them.
        for _ in 0..3 {
            town.person("Xã An Bình", "clerk");
            town.later(1);
            town.seal();
        }
        let page = stranger.get("/so-cai");
        page.says("09/03/2026 08:03").says("09/03/2026 08:00");
    });
}

#[test]
fn the_events_are_for_those_who_supervise_the_whole_province() {
    Town::each(&[&desk::SYSTEM], |town| {
        let auditor = town.person("Tỉnh Mẫu", "auditor");
        let of_one_commune = town.person("Xã An Bình", "auditor");
        town.seal();
        let page = auditor.get("/so-cai/su-kien?loai=account.created&don-vi=99004");
        page.says("Tạo tài khoản").says("Xã An Bình").says("Hệ thống");
        assert!(!page.seen.contains("Bắt đầu giữ vị trí official"), "only the kind that was asked for");
        auditor.get("/so-cai/su-kien?don-vi=khong-co").says("Không có đơn vị mang mã này");
        of_one_commune.get("/so-cai/su-kien").is(403);
        town.person("Tỉnh Mẫu", "province_leader").get("/so-cai/su-kien").is(403);
    });
}
