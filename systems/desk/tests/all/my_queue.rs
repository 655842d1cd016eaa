//! The one queue: its badge, and what is done with an item.

use base::{Id, Text, text};
use maud::html;
use platform::{Answer, App, At, Needs, Routes, System, Visit};
use town::{Page, Person, Town};
use work::{NewItem, WorkKind};

use crate::people::{location, rows};

static TO_READ: WorkKind = WorkKind::new("letter.read", text("Đọc công văn", "Read a letter"));
static TO_ANSWER: WorkKind = WorkKind::new("letter.answer", text("Trả lời công văn", "Answer a letter"));
const LETTERS_TITLE: Text = text("Công văn", "Letters");

/// A system whose records wait.
static LETTERS: System =
    System { routes, work: &[&TO_READ, &TO_ANSWER], work_path: "/cong-van/", ..System::new("letters", LETTERS_TITLE) };

fn routes(at: &mut Routes) {
    at.get("/cong-van/{code}", Needs::Official, letter);
}

async fn letter(app: App, visit: Visit, At(code): At<String>) -> Answer {
    Ok(visit.page(&app, LETTERS_TITLE, html! { h1 { "Công văn " (code) } }).await)
}

const SYSTEMS: &[&System] = &[&desk::SYSTEM, &LETTERS];

fn wait(town: &Town, kind: &'static WorkKind, unit: Id, role: &'static str, label: String, due: Option<&str>) -> Id {
    let due = due.map(|at| at.parse().unwrap());
    town.write(move |tx| {
        let record = tx.new_id();
        let (label, detail) = (label.as_str(), "Về việc khai sinh");
        work::put(tx, NewItem { kind, record, unit, role: Some(role), person: None, due, label, detail })
    })
    .unwrap()
}

/// The number beside "my work" in the navigation; 0 if there is none.
fn badge(page: &Page) -> String {
    let item = page.text.split("href=\"/viec\"").nth(1).unwrap();
    let item = item.split("</a>").next().unwrap();
    let number = item.split("class=\"badge\">").nth(1).map(|rest| rest.split('<').next().unwrap());
    number.unwrap_or("0").to_owned()
}

/// How many items the list has, page by page.
fn listed(person: &Person) -> usize {
    let (mut path, mut total) = ("/viec".to_owned(), 0);
    loop {
        let page = person.get(&path);
        total += rows(page.is(200));
        match page.text.split("rel=\"next\" href=\"").nth(1) {
            Some(rest) => path = rest.split('"').next().unwrap().replace("&amp;", "&"),
            None => return total,
        }
    }
}

#[test]
fn the_badge_equals_the_list() {
    Town::each(SYSTEMS, |town| {
        let unit = town.unit("Xã An Bình");
        let specialist = town.person("Xã An Bình", "specialist");
        let elsewhere = town.person("Xã Minh Tân", "specialist");
        assert_eq!((badge(&specialist.get("/viec")).as_str(), listed(&specialist)), ("0", 0));
        for n in 0..63 {
            wait(town, &TO_READ, unit, "specialist", format!("CV-{n:03}"), (n % 2 == 0).then_some("2026-03-10T17:00"));
        }
        wait(town, &TO_ANSWER, unit, "chair", "CV-900".into(), None);
        assert_eq!((badge(&specialist.get("/viec")).as_str(), listed(&specialist)), ("63", 63));
        assert_eq!((badge(&elsewhere.get("/viec")).as_str(), listed(&elsewhere)), ("0", 0));
        for n in 0..40 {
            wait(town, &TO_ANSWER, unit, "specialist", format!("TL-{n:03}"), None);
        }
        assert_eq!((badge(&specialist.get("/viec")).as_str(), listed(&specialist)), ("99+", 103));
        assert_eq!(rows(&specialist.get("/viec?viec=letter.answer")), 40);
    });
}

#[test]
fn the_nearest_deadline_comes_first_and_says_how_near_it_is() {
    Town::each(SYSTEMS, |town| {
        let unit = town.unit("Xã An Bình");
        let specialist = town.person("Xã An Bình", "specialist");
        wait(town, &TO_READ, unit, "specialist", "CV-KHONG-HAN".into(), None);
        wait(town, &TO_READ, unit, "specialist", "CV-HOM-NAY".into(), Some("2026-03-09T17:00"));
        wait(town, &TO_READ, unit, "specialist", "CV-QUA-HAN".into(), Some("2026-03-06T17:00"));
        let page = specialist.get("/viec");
        page.says("Quá hạn 3 ngày")
            .says("Hạn hôm nay")
            .says("Không có hạn")
            .says("Đọc công văn")
            .says("Về việc khai sinh");
        let place = |code: &str| page.seen.find(code).unwrap();
        assert!(place("CV-QUA-HAN") < place("CV-HOM-NAY") && place("CV-HOM-NAY") < place("CV-KHONG-HAN"));
    });
}

#[test]
fn what_one_has_claimed_no_colleague_has_until_it_is_given_back() {
    Town::each(SYSTEMS, |town| {
        let unit = town.unit("Xã An Bình");
        let (one, other) = (town.person("Xã An Bình", "specialist"), town.person("Xã An Bình", "specialist"));
        let id = wait(town, &TO_READ, unit, "specialist", "CV-001".into(), None);
        one.get("/viec").says("Chưa ai nhận");
        one.post(&format!("/viec/{id}/nhan"), &[]).follow(&one).says("Bạn đã nhận việc").says("Tôi đã nhận");

        assert_eq!(listed(&other), 0);
        other.post(&format!("/viec/{id}/nhan"), &[]).is(409).says("Đồng nghiệp vừa nhận việc này");
        other.post(&format!("/viec/{id}/tra-lai"), &[]).is(403);

        one.post(&format!("/viec/{id}/tra-lai"), &[]).follow(&one).says("Chưa ai nhận");
        assert_eq!(listed(&other), 1);
    });
}

#[test]
fn an_item_leads_to_its_record_for_those_it_concerns() {
    Town::each(SYSTEMS, |town| {
        let id = wait(town, &TO_READ, town.unit("Xã An Bình"), "specialist", "12/CV UBND".into(), None);
        let specialist = town.person("Xã An Bình", "specialist");
        let page = specialist.get(&format!("/viec/{id}"));
        assert_eq!(location(&page), "/cong-van/12%2FCV%20UBND");
        page.follow(&specialist).says("Công văn 12/CV UBND");
        assert_eq!(town.person("Xã An Bình", "chair").get(&format!("/viec/{id}")).status, 303);
        town.person("Xã Minh Tân", "chair").get(&format!("/viec/{id}")).is(404).does_not_say("12/CV");
        town.person("Xã An Bình", "clerk").get(&format!("/viec/{id}")).is(404);
    });
}

#[test]
fn work_is_handed_to_a_colleague_of_the_unit() {
    Town::each(SYSTEMS, |town| {
        let unit = town.unit("Xã An Bình");
        let (one, other) = (town.person("Xã An Bình", "specialist"), town.person("Xã An Bình", "specialist"));
        let stranger = town.person("Xã Minh Tân", "specialist");
        let id = wait(town, &TO_READ, unit, "specialist", "CV-001".into(), None);
        let path = format!("/viec/{id}/giao");
        one.get(&path).says("Giao việc cho").says("CV-001");
        one.post(&path, &[("person", ""), ("note", "Anh xem giúp")]).is(422).says("Hãy chọn");
        one.post(&path, &[("person", &stranger.person.to_string())]).is(422).says("không giữ vị trí nào ở đơn vị đó");
        let page = one.post(&path, &[("person", &other.person.to_string()), ("note", "Anh xem giúp")]);
        page.follow(&one).says("Đã giao việc").does_not_say("CV-001");
        other.get("/viec").says("CV-001").says("Anh xem giúp").says("Tôi đã nhận");
        one.post(&path, &[("person", &one.person.to_string())]).is(403);

        // The head takes from one and gives to the other.
        let head = town.person("Xã An Bình", "chair");
        head.post(&path, &[("person", &one.person.to_string())]).is(303);
        assert_eq!((listed(&one), listed(&other)), (1, 0));
    });
}
