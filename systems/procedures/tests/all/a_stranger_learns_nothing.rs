use procedures::SYSTEM;
use town::{Page, Person, Town};

use crate::place::{LAN, SINGLE, publish, taken_at_the_counter};

fn ask(person: &Person, code: &str, digits: &str) -> Page {
    person.post("/tra-cuu", &[("code", code), ("digits", digits)])
}

#[test]
fn whoever_has_the_receipt_sees_where_the_dossier_is_and_nothing_of_its_applicant() {
    Town::each(&[&SYSTEM], |town| {
        publish(town, &[SINGLE]);
        let clerk = town.person("Xã An Bình", "clerk");
        let code = taken_at_the_counter(&clerk);
        let stranger = town.stranger();

        let asked = stranger.get(&format!("/tra-cuu?ma={}", code.to_lowercase()));
        assert_eq!(asked.field("code"), Some(code.clone()), "the receipt's QR code brings its code along");

        for digits in ["1234", "5678"] {
            let page = ask(&stranger, &code, digits);
            page.is(200)
                .says("Hồ sơ đã được tiếp nhận")
                .says("Được tiếp nhận")
                .says("Trung tâm Phục vụ hành chính công xã An Bình");
            page.says("Vì sao hạn là ngày này?").says("17:00 ngày 12/03/2026").says("Tiếp nhận hồ sơ");
            for hidden in [LAN.0, LAN.1, "0912", "345678", "Nguyễn Văn", "Trần"] {
                page.does_not_say(hidden);
            }
        }
    });
}

#[test]
fn a_wrong_code_and_wrong_digits_get_the_same_answer() {
    let town = Town::with(&[&SYSTEM]);
    publish(&town, &[SINGLE]);
    let code = taken_at_the_counter(&town.person("Xã An Bình", "clerk"));
    let stranger = town.stranger();
    let no_such = format!("{}9", &code[..code.len() - 1]);
    assert_ne!(no_such, code);

    let there = ask(&stranger, &code, "0000");
    let not_there = ask(&stranger, &no_such, "0000");

    there.is(422).says("Không có hồ sơ nào khớp");
    assert_eq!(not_there.status, there.status);
    assert_eq!(not_there.text.replace(&no_such, "?"), there.text.replace(&code, "?"));
}

#[test]
fn guessing_ends_soon_by_client_and_by_code() {
    let town = Town::with(&[&SYSTEM]);
    publish(&town, &[SINGLE]);
    let code = taken_at_the_counter(&town.person("Xã An Bình", "clerk"));
    let stranger = town.stranger();

    let answers: Vec<u16> = (0..12).map(|n| ask(&stranger, &code, &format!("{n:04}")).status).collect();
    assert_eq!(answers, [[422; 10].as_slice(), &[429; 2]].concat());
    assert_eq!(ask(&stranger, &code, "1234").status, 429, "the right digits too: else guessing would go on");

    town.later(60);
    assert_eq!(ask(&stranger, &code, "1234").status, 200, "tries come back with time");
}

#[test]
fn hostile_codes_are_only_wrong_ones() {
    let town = Town::with(&[&SYSTEM]);
    let stranger = town.stranger();
    let long = "H".repeat(100_000);
    for code in ["", "<script>alert(1)</script>", "' or 1=1 --", "\u{202e}H60", long.as_str()] {
        let page = ask(&stranger, code, "1234");
        page.is(422).does_not_say("<script>alert");
        assert!(page.text.len() < 50_000);
    }
    for digits in ["", "123", "12345", "abcd", "１２３４"] {
        ask(&stranger, "H99.102-260309-0001", digits).is(422).says("Hãy nhập bốn số cuối");
    }
    stranger.get("/ket-qua/%3Cscript%3E").is(404).does_not_say("<script>");
    stranger.get("/ket-qua/0000000000000").is(404);
}
