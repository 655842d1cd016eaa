//! The fast lane: a citizen waits at the desk while copies are certified.

use procedures::SYSTEM;
use storage::args;
use town::{Page, Person, Town};

use crate::{counter::events, place::publish};

const COPIES: &str = "2.000815";
const CARD: &str = "008085001234|095123456|Ma Văn Thử|09031985|Nam|Tổ 5, Xã An Bình, Tuyên Quang|25122021";

fn each(story: impl Fn(&Town)) {
    Town::each(&[&SYSTEM], |town| {
        publish(town, &[COPIES]);
        story(town);
    });
}

fn certify(clerk: &Person, signer: &str, more: &[(&str, &str)]) -> Page {
    let mut form = vec![
        ("applicant.name", "Ma Văn Thử"),
        ("applicant.personal_number", "008085001234"),
        ("case", "usual"),
        ("documents[0].title", "Giấy khai sinh"),
        ("documents[0].pages", "1"),
        ("documents[0].copies", "10"),
        ("electronic", "paper"),
        ("signer", signer),
        ("method", "cash"),
        ("receipt", "0000123"),
        ("then", "all"),
    ];
    for (name, value) in more {
        form.retain(|(known, _)| known != name);
        form.push((name, value));
    }
    clerk.post("/chung-thuc", &form)
}

#[test]
fn received_signed_and_handed_over_with_the_events_of_each() {
    each(|town| {
        let clerk = town.person("Xã An Bình", "clerk");
        let chair = town.person("Xã An Bình", "chair").person.to_string();
        clerk.get("/chung-thuc").is(200).says("Chứng thực nhanh").says("Chủ tịch UBND cấp xã");

        let more =
            [("documents[1].title", "Bằng tốt nghiệp"), ("documents[1].pages", "3"), ("documents[1].copies", "2")];
        let price = certify(&clerk, &chair, &[&more[..], &[("then", "price")]].concat());
        // 10 copies of one page at 2.000 đ; two of three pages at 2 × 2.000 + 1.000 đ.
        price.is(200).says("Phí phải thu: 30.000 đ");
        assert_eq!(town.count("select count(*) from procedures_dossier", args![]), 0, "nothing is kept of a price");

        certify(&clerk, &chair, &more).is(303);
        let page = clerk.get("/chung-thuc");
        let codes: Vec<(String, String)> = town.rows("select code, status from procedures_dossier", args![]);
        assert_eq!((codes.len(), codes[0].1.as_str()), (1, "handed_over"), "{}", page.seen);
        let code = &codes[0].0;
        assert_eq!(events(town, code), ["registered", "accepted", "finished", "paid", "handed_over"]);
        assert_eq!(town.count("select count(*) from work_item", args![]), 0);
        let result: Vec<(String,)> = town.rows("select number from procedures_result", args![]);
        assert_eq!(result[0].0, "1, 2", "each paper has its number in the register");
        clerk.get(&format!("/ho-so/{code}")).says("0000123").says("30.000 đ").says("Người ký chứng thực");

        // The next citizen; nothing is owed but not yet paid: the copies stay until it is.
        certify(&clerk, &chair, &[("method", "owed")]).is(303);
        let waiting = town.count("select count(*) from work_item where kind = 'dossier.hand_over'", args![]);
        assert_eq!(waiting, 1);
        let result: Vec<(String,)> = town.rows("select number from procedures_result order by dossier desc", args![]);
        assert_eq!(result[0].0, "3");
        town.run_jobs();
        town.verify();
    });
}

#[test]
fn what_is_wrong_is_told_and_nothing_is_half_done() {
    each(|town| {
        let clerk = town.person("Xã An Bình", "clerk");
        let specialist = town.person("Xã An Bình", "specialist");
        let elsewhere = town.person("Xã Minh Tân", "chair").person.to_string();
        let chair = town.person("Xã An Bình", "chair").person.to_string();
        certify(&clerk, &specialist.person.to_string(), &[]).is(422).says("không có thẩm quyền ký");
        certify(&clerk, &elsewhere, &[]).is(422).says("không có thẩm quyền ký");
        certify(&clerk, &chair, &[("applicant.name", "")]).is(422).says("Hãy nhập họ và tên").says("Giấy khai sinh");
        certify(&clerk, &chair, &[("documents[0].copies", "0")]).is(422);
        certify(&clerk, &chair, &[("documents[0].copies", "100000")]).is(422);
        certify(&clerk, &chair, &[("method", "gold")]).is(422);
        certify(&specialist, &chair, &[]).is(403);
        for table in [
            "procedures_dossier",
            "procedures_result",
            "work_item",
            "documents_book",
            "ledger_event where kind like 'dossier.%'",
        ] {
            assert_eq!(town.count(&format!("select count(*) from {table}"), args![]), 0, "{table}");
        }
        town.run_jobs();
    });
}

#[test]
fn a_card_fills_the_person_and_garbled_text_fills_nothing() {
    each(|town| {
        let clerk = town.person("Xã An Bình", "clerk");
        for path in ["/chung-thuc".to_owned(), format!("/tiep-nhan/{COPIES}")] {
            let typed = [("then", "card"), ("documents[0].title", "Giấy khai sinh"), ("applicant.name", "xxx")];
            let page = clerk.post(&path, &[&typed[..], &[("card", CARD)]].concat());
            page.is(200);
            assert_eq!(page.field("applicant.name").as_deref(), Some("Ma Văn Thử"), "{path}");
            assert_eq!(page.field("applicant.personal_number").as_deref(), Some("008085001234"));
            assert_eq!(page.field("documents[0].title").as_deref(), Some("Giấy khai sinh"), "what was typed stays");
            assert_eq!(page.field("card").unwrap_or_default(), "", "the text itself is not kept");

            let garbled = CARD.replace("Văn Thử", "Vawn Thuwr");
            let page = clerk.post(&path, &[&typed[..], &[("card", garbled.as_str())]].concat());
            page.is(422).says("tắt bộ gõ tiếng Việt");
            assert_eq!(page.field("applicant.name").as_deref(), Some("xxx"));
            assert!(!page.text.contains("Thuwr"));
        }
        town.run_jobs();
    });
}

#[test]
fn the_code_on_a_printed_paper_opens_its_dossier() {
    each(|town| {
        let clerk = town.person("Xã An Bình", "clerk");
        let found = clerk.post("/tim", &[("q", "https://mau.example.vn/tra-cuu?ma=H99.102-260309-0001")]);
        assert_eq!(found.is(303).location.as_deref(), Some("/ho-so/H99.102-260309-0001"));
        clerk.post("/tim", &[("q", "https://mau.example.vn/tra-cuu?ma=//example.com")]).is(200);
    });
}
