use procedures::{SYSTEM, register::ONLINE_FORM};
use town::{Person, Town};

use crate::place::{LAN, PDF, SINGLE, publish};

/// Begins the form; returns the address of its pages without their number.
fn begun(person: &Person) -> String {
    let to = person.post(&format!("/nop/{SINGLE}"), &[]).is(303).location.clone().unwrap();
    to.strip_suffix('1').unwrap().to_owned()
}

const APPLICANT: &[(&str, &str)] = &[
    ("applicant.phone", "0912 345 678"),
    ("applicant.residence.commune", "An Bình"),
    ("applicant.residence.detail", "Thôn 2"),
];
const SUBJECT: &[(&str, &str)] = &[
    ("subject.birth", "12/05/1990"),
    ("subject.sex", "female"),
    ("subject.ethnicity", "Tày"),
    ("subject.nationality", "Việt Nam"),
    ("subject.residence.commune", "Xã An Bình"),
];
const STATUS: &[(&str, &str)] =
    &[("status", "single"), ("purpose", "other"), ("purpose_text", "Vay vốn <b>ngân hàng</b>"), ("again", "yes")];

#[test]
fn a_citizen_writes_a_form_page_by_page_and_sends_it() {
    Town::each(&[&SYSTEM], |town| {
        publish(town, &[SINGLE]);
        town.set(&ONLINE_FORM, "on");
        let clerk = town.person("Xã An Bình", "clerk");
        let lan = town.citizen(LAN.0, LAN.1);

        lan.get(&format!("/thu-tuc/{SINGLE}")).says("Nộp trực tuyến");
        lan.get(&format!("/nop/{SINGLE}"))
            .is(200)
            .says("Bắt đầu")
            .says("Giấy xác nhận tình trạng hôn nhân đã được cấp trước đó");
        let form = begun(&lan);
        let page = |n: u32| format!("{form}{n}");

        let first = lan.get(&page(1));
        first.says("Phần 1/");
        assert_eq!(first.field("applicant.name").as_deref(), Some(LAN.0), "who is signed in is not asked his name");
        assert_eq!(lan.get(&page(3)).location, Some(page(1)), "no page before those that lead to it");

        let wrong = lan.post(&page(1), &[("applicant.phone", "12"), ("applicant.residence.commune", "An Bình")]);
        wrong.is(422).says("Có lỗi cần sửa").says("Số điện thoại viết như 0912 345 678");
        assert_eq!(wrong.field("applicant.phone").as_deref(), Some("12"), "what was typed comes back");

        let lies: Vec<_> = [("applicant.name", "Kẻ Mạo Danh"), ("applicant.personal_number", "008090009999")]
            .into_iter()
            .chain(APPLICANT.iter().copied())
            .collect();
        assert_eq!(lan.post(&page(1), &lies).location, Some(page(2)));
        assert_eq!(lan.post(&page(2), &[("by_proxy", "no")]).location, Some(page(3)));
        lan.post(&page(3), SUBJECT).is(303);
        assert_eq!(lan.post(&page(4), STATUS).location, Some(page(5)), "again: the earlier certificate is asked for");

        lan.post_files(&page(5), &[], &[])
            .is(422)
            .says("Hãy đính kèm: Giấy xác nhận tình trạng hôn nhân đã được cấp trước đó");
        lan.post_files(&page(5), &[], &[("paper:old_certificate", "cu.pdf", b"MZ\x90\x00 no paper")]).is(422);
        let uploaded = lan.post_files(&page(5), &[], &[("paper:old_certificate", "giấy cũ.pdf", PDF)]);
        assert_eq!(uploaded.location, Some(page(6)));

        let check = lan.get(&page(6));
        check
            .says("Kiểm tra lại trước khi gửi")
            .says(LAN.0)
            .does_not_say("Kẻ Mạo Danh")
            .says("Xã An Bình")
            .says("Thôn 2");
        check.says("Chưa đăng ký kết hôn với ai").says("15.000 đ").says("3 ngày làm việc").says("giấy cũ.pdf");
        check.says("Vay vốn <b>ngân hàng</b>");
        assert!(check.text.contains("&lt;b&gt;ngân hàng"), "what is typed is never a tag");
        let send = format!("{form}gui");
        lan.post(&send, &[]).is(422).says("Hãy xác nhận lời cam đoan");

        let sent = lan.post(&send, &[("declare", "yes")]);
        let done = sent.is(303).follow(&lan);
        done.says("Đã gửi hồ sơ").says("Tiếp theo");
        let code = sent.location.unwrap().strip_prefix("/nop/da-nop/").unwrap().to_owned();
        done.says(&code);
        lan.post(&send, &[("declare", "yes")]).is(404);
        assert_eq!(town.count("select count(*) from procedures_draft", &[]), 0);

        lan.get("/toi").says(&code).says("Mới đăng ký").does_not_say("Tờ khai đang viết");
        let own = lan.get(&format!("/toi/ho-so/{code}"));
        own.says("Hồ sơ đã gửi, đang chờ cán bộ kiểm tra").says("0912345678");
        let file = own.text.split("/tep/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        assert_eq!(lan.get(&format!("/toi/ho-so/{code}/tep/{file}")).bytes, PDF);

        let desk = clerk.get(&format!("/ho-so/{code}"));
        desk.says(LAN.0).says("Trực tuyến").says("Giấy xác nhận tình trạng hôn nhân đã được cấp trước đó");
        assert_eq!(clerk.get(&format!("/ho-so/{code}/tep/{file}")).bytes, PDF, "the file went with the dossier");
    });
}

#[test]
fn a_form_waits_for_its_writer_and_for_nobody_else() {
    let town = Town::with(&[&SYSTEM]);
    publish(&town, &[SINGLE]);
    town.set(&ONLINE_FORM, "on");
    let lan = town.citizen(LAN.0, LAN.1);
    let binh = town.citizen("Lê Văn Bình", "008085004321");
    let form = begun(&lan);
    let page = |n: u32| format!("{form}{n}");

    lan.post(&page(1), APPLICANT).is(303);
    lan.post(&page(2), &[("by_proxy", "no")]).is(303);
    let kept = lan.post(&page(3), &[("subject.birth", "chưa nhớ"), ("then", "save")]);
    assert_eq!(kept.location.as_deref(), Some("/toi"), "what is saved for later need not be right");

    let mine = lan.get("/toi");
    mine.says("Tờ khai đang viết").says(&page(3));
    lan.get(&format!("/nop/{SINGLE}")).says("Bạn đang có tờ khai viết dở");
    let back = lan.get(&page(3));
    assert_eq!(back.field("subject.birth").as_deref(), Some("chưa nhớ"));
    let input = |name: &str| {
        back.text.split("<input").find(|tag| tag.contains(&format!("name=\"{name}\""))).unwrap().to_owned()
    };
    assert!(!input("subject.birth").contains("readonly"), "nobody vouches for what was typed");
    assert!(input("subject.name").contains("readonly"));
    lan.post(&page(3), SUBJECT).is(303);
    assert_eq!(lan.get(&page(2)).status, 200, "and back");

    for path in [page(1), page(3), format!("{form}xoa")] {
        binh.get(&path).is(404);
    }
    binh.post(&page(1), APPLICANT).is(404);
    binh.post(&format!("{form}gui"), &[("declare", "yes")]).is(404);
    binh.post(&format!("{form}xoa"), &[]);
    lan.get(&page(1)).is(200);

    lan.get(&format!("{form}xoa")).says("Xóa tờ khai đang viết?");
    lan.post(&format!("{form}xoa"), &[]).follow(&lan).says("Đã xóa tờ khai").does_not_say("Tờ khai đang viết");
    lan.get(&page(1)).is(404);
}

#[test]
fn a_province_that_takes_nothing_online_says_where_to_go() {
    let town = Town::with(&[&SYSTEM]);
    publish(&town, &[SINGLE, "1.004222"]);
    let lan = town.citizen(LAN.0, LAN.1);

    let page = lan.get(&format!("/nop/{SINGLE}")).follow(&lan);
    page.says("Nộp trực tuyến qua Cổng Dịch vụ công quốc gia");
    lan.post(&format!("/nop/{SINGLE}"), &[]).is(403);
    lan.get("/").says("dichvucong.gov.vn");

    town.set(&ONLINE_FORM, "on");
    let elsewhere = lan.get("/nop/1.004222").follow(&lan);
    elsewhere.says("Công an").does_not_say("Nộp trực tuyến</a>");
}

#[test]
fn answers_beyond_reason_are_turned_away() {
    let town = Town::with(&[&SYSTEM]);
    publish(&town, &[SINGLE]);
    town.set(&ONLINE_FORM, "on");
    let lan = town.citizen(LAN.0, LAN.1);
    let form = begun(&lan);
    let page = |n: u32| format!("{form}{n}");
    let long = "x".repeat(300_000);

    lan.post(&page(1), &[("applicant.phone", &long), ("then", "save")]).is(413);
    lan.post(&page(1), &[("applicant[99999999].x", "1"), ("applicant.a.b.c.d.e.f.g", "1")]).is(422);
    lan.post(&page(1), &[("applicant.phone", "0912\u{202e}345678"), ("applicant.residence.commune", "=1+1")]).is(422);
    lan.get(&format!("{form}0")).is(404);
    lan.get(&format!("{form}99")).is(404);
    lan.get(&format!("{form}x")).is(404);
    lan.get("/nop/ban-thao/khong/1").is(404);
    for _ in 1..20 {
        begun(&lan);
    }
    lan.post(&format!("/nop/{SINGLE}"), &[]).is(409).says("20 bản nháp");
}
