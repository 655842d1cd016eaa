//! The way in and out.

use identity::Who;
use town::Town;

use crate::people::{PASSWORD, account, location, official, sign_in};

#[test]
fn whoever_wants_a_page_signs_in_and_comes_to_it() {
    Town::each(&[&desk::SYSTEM], |town| {
        official(town, "an.lo");
        let browser = town.stranger();
        let sent = browser.get("/tai-khoan?x=1");
        assert_eq!(location(&sent), "/dang-nhap?back=%2Ftai-khoan%3Fx%3D1");

        let form = sent.follow(&browser);
        form.is(200).says("Tên đăng nhập").says("Mật khẩu");
        assert!(form.text.contains("name=\"back\" value=\"/tai-khoan?x=1\""));
        let fields = [("username", "an.lo"), ("password", PASSWORD), ("back", "/tai-khoan?x=1")];
        let page = browser.post("/dang-nhap", &fields);

        assert_eq!(location(&page), "/tai-khoan?x=1");
        let cookie = page.headers["set-cookie"].to_str().unwrap();
        assert!(cookie.contains("HttpOnly; SameSite=Lax; Secure"), "{cookie}");
        page.follow(&browser).is(200).says("Lò Thị an.lo");
        assert_eq!(location(&browser.get("/dang-nhap")), "/viec", "whoever is in need not sign in again");
    });
}

#[test]
fn nobody_is_sent_to_another_site() {
    Town::each(&[&desk::SYSTEM], |town| {
        official(town, "an.lo");
        for back in ["https://evil.vn", "//evil.vn", "/\\evil.vn"] {
            let fields = [("username", "an.lo"), ("password", PASSWORD), ("back", back)];
            assert_eq!(location(&town.stranger().post("/dang-nhap", &fields)), "/viec");
        }
    });
}

#[test]
fn a_wrong_password_thrice_and_then_the_right_one() {
    Town::each(&[&desk::SYSTEM], |town| {
        official(town, "an.lo");
        let browser = town.stranger();
        for _ in 0..3 {
            let page = sign_in(&browser, "an.lo", "con suối cạn");
            page.is(401).says("Tên đăng nhập, mật khẩu hoặc mã xác thực không đúng").does_not_say("con suối cạn");
            assert_eq!(page.field("username").as_deref(), Some("an.lo"), "what was typed comes back");
        }
        // A name that nobody has is refused in the same words.
        sign_in(&browser, "khong.co", "con suối cạn")
            .is(401)
            .says("Tên đăng nhập, mật khẩu hoặc mã xác thực không đúng");
        assert_eq!(location(&sign_in(&browser, "an.lo", PASSWORD)), "/viec");
        browser.get("/tai-khoan/phien").says("Sai mật khẩu").says("Đăng nhập thành công");
    });
}

#[test]
fn too_many_wrong_tries_lock_the_name_for_a_while() {
    Town::each(&[&desk::SYSTEM], |town| {
        official(town, "an.lo");
        let browser = town.stranger();
        for _ in 0..5 {
            sign_in(&browser, "an.lo", "con suối cạn").is(401);
        }
        sign_in(&browser, "an.lo", PASSWORD).is(429);
        town.later(2);
        assert_eq!(location(&sign_in(&browser, "an.lo", PASSWORD)), "/viec");
    });
}

#[test]
fn a_password_that_somebody_else_has_seen_is_changed_first() {
    Town::each(&[&desk::SYSTEM], |town| {
        account(town, Who::Official, "an.lo", true);
        let browser = town.stranger();
        let page = sign_in(&browser, "an.lo", PASSWORD);
        assert_eq!(location(&page), "/tai-khoan/mat-khau");
        page.follow(&browser).says("Mật khẩu này do người khác đặt");
        assert_eq!(location(&browser.get("/viec")), "/tai-khoan/mat-khau");
        for door in ["/tai-khoan", "/tai-khoan/khoa", "/tai-khoan/phien"] {
            assert_eq!(location(&browser.get(door)), "/tai-khoan/mat-khau");
        }

        let change =
            |new, again| browser.post("/tai-khoan/mat-khau", &[("old", PASSWORD), ("password", new), ("again", again)]);
        change("matkhau@12345", "matkhau@12345").is(422).says("quá dễ đoán");
        change("ruộng bậc thang", "ruộng bậc than").is(422).says("khác nhau");
        let done = change("ruộng bậc thang", "ruộng bậc thang");
        assert_eq!(location(&done), "/viec");
        done.follow(&browser).is(200).says("Đã đổi mật khẩu");

        sign_in(&town.stranger(), "an.lo", PASSWORD).is(401);
        assert_eq!(location(&sign_in(&town.stranger(), "an.lo", "ruộng bậc thang")), "/viec");
    });
}

#[test]
fn officials_and_citizens_sign_in_by_username_where_they_have_a_password() {
    Town::each(&[&desk::SYSTEM], |town| {
        account(town, Who::Citizen, "cong.dan", false);
        assert_eq!(location(&sign_in(&town.stranger(), "cong.dan", PASSWORD)), "/toi");
        // This province is no demo: its citizens have VNeID.
        town.stranger().get("/dang-nhap?cach=cong-dan").says("VNeID");
        let by_number = [("cach", "cong-dan"), ("personal_number", "008190000001"), ("password", PASSWORD)];
        town.stranger().post("/dang-nhap", &by_number).is(403);
    });
}

#[test]
fn who_signs_out_is_out() {
    Town::each(&[&desk::SYSTEM], |town| {
        let clerk = town.person("Xã An Bình", "clerk");
        clerk.get("/viec").is(200);
        clerk.post("/dang-xuat", &[]).is(303);
        assert_eq!(location(&clerk.get("/viec")), "/dang-nhap?back=%2Fviec");
    });
}

#[test]
fn the_language_and_the_theme_are_the_readers_choice() {
    Town::each(&[&desk::SYSTEM], |town| {
        let clerk = town.person("Xã An Bình", "clerk");
        clerk.get("/viec").says("Không có việc nào đang chờ bạn");
        let page = clerk.post("/lang", &[("lang", "en"), ("back", "/viec")]);
        assert_eq!(location(&page), "/viec");
        page.follow(&clerk).says("No work waits for you").says("My work");
        clerk.post("/lang", &[("lang", "vi"), ("back", "//evil.vn")]).is(303);
        clerk.get("/viec").says("Không có việc nào đang chờ bạn");

        clerk.post("/theme", &[("theme", "dark"), ("back", "/viec")]).is(303);
        assert!(clerk.get("/viec").text.contains("data-theme=\"dark\""));

        let stranger = town.stranger();
        let page = stranger.post("/lang", &[("lang", "en"), ("back", "/dang-nhap?back=%2Fviec")]);
        assert_eq!(location(&page), "/dang-nhap?back=%2Fviec");
        page.follow(&stranger).says("Username");
    });
}
