//! What guards an account: second factor, sessions, tokens; and what of it can be lent.

use identity::totp_code;
use town::{Page, Person, Town};

use crate::people::{PASSWORD, location, official, sign_in};

/// Turns the second factor on through the pages: the secret and the recovery codes.
fn enrol(town: &Town, browser: &Person) -> (String, Page) {
    let page = browser.post("/tai-khoan/ma-xac-thuc/bat-dau", &[]);
    page.is(200).says("Quét mã QR");
    let (secret, uri) = (page.field("secret").unwrap(), page.field("uri").unwrap());
    assert!(page.text.contains("<svg"), "the code is drawn");

    let again = browser.post("/tai-khoan/ma-xac-thuc", &[("secret", &secret), ("uri", &uri), ("code", "000000")]);
    again.is(422).says("Mã xác thực không đúng");
    assert_eq!(again.field("secret").as_deref(), Some(secret.as_str()), "a wrong code does not begin it anew");

    let code = totp_code(&secret, town.now()).unwrap();
    let done = browser.post("/tai-khoan/ma-xac-thuc", &[("secret", &secret), ("uri", &uri), ("code", &code)]);
    done.is(200).says("Mã dự phòng").says("Chỉ hiện một lần");
    (secret, done)
}

#[test]
fn a_second_factor_is_turned_on_asked_for_and_turned_off() {
    Town::each(&[&desk::SYSTEM], |town| {
        official(town, "an.lo");
        let browser = town.stranger();
        sign_in(&browser, "an.lo", PASSWORD).is(303);
        let (secret, _) = enrol(town, &browser);
        browser.get("/tai-khoan/ma-xac-thuc").says("Đang bật từ").says("Mã dự phòng còn lại 10");

        // With the password alone one comes to the code and nowhere else.
        let thief = town.stranger();
        assert_eq!(location(&sign_in(&thief, "an.lo", PASSWORD)), "/dang-nhap/ma");
        assert_eq!(location(&thief.get("/viec")), "/dang-nhap/ma");
        for door in
            ["/tai-khoan", "/tai-khoan/phien", "/tai-khoan/khoa", "/tai-khoan/mat-khau", "/tai-khoan/ma-xac-thuc"]
        {
            assert_eq!(location(&thief.get(door)), "/dang-nhap/ma");
        }
        thief.post("/tai-khoan/ma-xac-thuc/ma-du-phong", &[]).is(303);
        thief.post("/tai-khoan/mat-khau", &[("old", PASSWORD), ("password", "x"), ("again", "x")]).is(303);
        thief.post("/dang-nhap/ma", &[("code", "000000")]).is(422).says("Mã xác thực không đúng");

        town.later(1);
        let page =
            thief.post("/dang-nhap/ma", &[("code", &totp_code(&secret, town.now()).unwrap()), ("back", "/tai-khoan")]);
        assert_eq!(location(&page), "/tai-khoan");
        page.follow(&thief).is(200).says("Lò Thị an.lo");

        browser.post("/tai-khoan/ma-xac-thuc/tat", &[("code", "000000")]).is(422);
        town.later(1);
        let code = totp_code(&secret, town.now()).unwrap();
        browser.post("/tai-khoan/ma-xac-thuc/tat", &[("code", &code)]).follow(&browser).says("Đang tắt");
        assert_eq!(location(&sign_in(&town.stranger(), "an.lo", PASSWORD)), "/viec");
    });
}

#[test]
fn a_recovery_code_opens_once() {
    Town::each(&[&desk::SYSTEM], |town| {
        official(town, "an.lo");
        let browser = town.stranger();
        sign_in(&browser, "an.lo", PASSWORD).is(303);
        let (_, codes) = enrol(town, &browser);
        let code = codes.text.split("<li><code>").nth(1).and_then(|rest| rest.split('<').next()).unwrap().to_owned();

        let enter = || {
            let other = town.stranger();
            sign_in(&other, "an.lo", PASSWORD).is(303);
            other.post("/dang-nhap/ma", &[("code", &code)]).status
        };
        assert_eq!((enter(), enter()), (303, 422));
    });
}

#[test]
fn whose_role_requires_a_second_factor_turns_it_on_before_he_works() {
    Town::each(&[&desk::SYSTEM], |town| {
        official(town, "an.lo");
        town.write(|tx| identity::set_role_second_factor(tx, identity::By::Operator, "specialist", true)).unwrap();
        let browser = town.stranger();
        let page = sign_in(&browser, "an.lo", PASSWORD);
        assert_eq!(location(&page), "/tai-khoan/ma-xac-thuc");
        page.follow(&browser).says("bắt buộc có xác thực lớp thứ hai");
        assert_eq!(location(&browser.get("/viec")), "/tai-khoan/ma-xac-thuc");
        enrol(town, &browser);
        browser.get("/viec").is(200);
    });
}

#[test]
fn a_session_is_ended_from_another() {
    Town::each(&[&desk::SYSTEM], |town| {
        official(town, "an.lo");
        let (here, elsewhere) = (town.stranger(), town.stranger());
        sign_in(&elsewhere, "an.lo", PASSWORD).is(303);
        sign_in(&here, "an.lo", PASSWORD).is(303);
        elsewhere.get("/viec").is(200);

        let page = here.get("/tai-khoan/phien");
        page.says("Phiên này");
        let ends: Vec<&str> = page.text.split("action=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let ends: Vec<&str> = ends.into_iter().filter(|action| action.ends_with("/cham-dut")).collect();
        assert_eq!(ends.len(), 1, "one's own present session is ended by signing out");
        here.post(ends[0], &[]).follow(&here).says("Đã chấm dứt phiên");

        assert_eq!(location(&elsewhere.get("/viec")), "/dang-nhap?back=%2Fviec");
        here.get("/viec").is(200);
        // Nobody ends another's session.
        let third = town.stranger();
        sign_in(&third, "an.lo", PASSWORD).is(303);
        let again = here.get("/tai-khoan/phien");
        let end =
            again.text.split("action=\"").find_map(|rest| rest.split('"').next().filter(|a| a.ends_with("/cham-dut")));
        town.person("Xã An Bình", "clerk").post(end.unwrap(), &[]).is(404);
        third.get("/viec").is(200);
    });
}

#[test]
fn a_token_is_shown_once_and_ended() {
    Town::each(&[&desk::SYSTEM], |town| {
        let head = town.person("Xã An Bình", "head");
        head.post("/tai-khoan/khoa", &[("days", "1")]).is(422).says("Hãy ghi mục đích");
        let fields = [("name", "Phần mềm một cửa"), ("days", "7"), ("rights", "work.assign")];
        let page = head.post("/tai-khoan/khoa", &fields);
        page.is(200).says("tinhso_").says("Chỉ hiện một lần");
        head.get("/tai-khoan/khoa").says("Phần mềm một cửa").says("16/03/2026").does_not_say("tinhso_");
        // More than one has cannot be given on.
        head.post("/tai-khoan/khoa", &[("name", "x"), ("days", "7"), ("rights", "desk.settings")]).is(422);

        let list = head.get("/tai-khoan/khoa");
        let end =
            list.text.split("action=\"").find_map(|rest| rest.split('"').next().filter(|a| a.ends_with("/cham-dut")));
        head.post(end.unwrap(), &[]).is(303);
        head.get("/tai-khoan/khoa").says("Chưa có").does_not_say("Phần mềm một cửa");
    });
}

#[test]
fn a_post_is_lent_for_an_absence_and_taken_back() {
    Town::each(&[&desk::SYSTEM], |town| {
        let chair = town.person("Xã An Bình", "chair");
        let specialist = town.person("Xã An Bình", "specialist");
        let post = chair.me().posts[0].post.to_string();
        let mut fields = vec![
            ("post", post.as_str()),
            ("taker", specialist.username.as_str()),
            ("from_day", "09/03/2026"),
            ("to_day", "13/03/2026"),
        ];
        let page = chair.post("/tai-khoan/uy-quyen", &fields);
        page.is(422).says("Phải ghi số, ngày của văn bản ủy quyền");
        assert_eq!(page.field("to_day").as_deref(), Some("13/03/2026"));
        fields.push(("document", "QĐ 12/QĐ-UBND ngày 06/03/2026"));
        chair.post("/tai-khoan/uy-quyen", &fields).follow(&chair).says("QĐ 12/QĐ-UBND");

        specialist.get("/tai-khoan").says("Chủ tịch UBND cấp xã").says("được ủy quyền");
        assert!(specialist.me().has(work::ASSIGN));
        // What was lent cannot be lent on.
        let onward = [
            ("post", post.as_str()),
            ("taker", chair.username.as_str()),
            ("from_day", "09/03/2026"),
            ("to_day", "10/03/2026"),
            ("document", "x"),
        ];
        specialist.post("/tai-khoan/uy-quyen", &onward).is(403);

        let list = chair.get("/tai-khoan/uy-quyen");
        let end =
            list.text.split("action=\"").find_map(|rest| rest.split('"').next().filter(|a| a.ends_with("/cham-dut")));
        chair.post(end.unwrap(), &[]).is(303);
        assert!(!specialist.me().has(work::ASSIGN));
    });
}

#[test]
fn who_holds_two_posts_chooses_the_one_he_acts_in() {
    Town::each(&[&desk::SYSTEM], |town| {
        let person = town.person("Xã An Bình", "head");
        let (id, other) = (person.person, town.unit("Sở Tư pháp"));
        let post = town
            .write(move |tx| directory::add_post(tx, None, id, other, "specialist", tx.now().day(), None))
            .unwrap()
            .to_string();
        person.get("/tai-khoan").says("Xã An Bình").says("Sở Tư pháp");
        person.post("/tai-khoan/vi-tri", &[("post", &post)]).follow(&person).is(200);
        let page = person.get("/viec");
        let header = page.text.split("id=\"account\"").nth(1).unwrap();
        assert!(header.split("</div>").next().unwrap().contains("Sở Tư pháp"), "{}", page.seen);
        person.post("/tai-khoan/vi-tri", &[("post", "0000000000001")]).is(404);
    });
}
