//! Accounts, roles, settings, jobs: each within reach, each effective at once.

use base::{Error, text};
use jobs::{Handler, JobKind};
use platform::{Setting, System};
use serde_json::json;
use town::{Page, Person, Town};

use crate::people::{location, rows, sign_in};

/// The first password as the page shows it.
fn shown_password(page: &Page) -> String {
    let codes: Vec<&str> = page.text.split("<code>").skip(1).filter_map(|rest| rest.split('<').next()).collect();
    let found = codes.into_iter().find(|code| code.len() == 19 && code.matches('-').count() == 3);
    found.unwrap_or_else(|| panic!("no password on the page: {}", page.seen)).to_owned()
}

fn new_account(admin: &Person, unit: &str, username: &str) -> Page {
    let fields = [
        ("don-vi", unit),
        ("name", "Bàn Văn Ư"),
        ("username", username),
        ("role", "clerk"),
        ("from_day", "09/03/2026"),
    ];
    admin.post("/quan-tri/tai-khoan/moi", &fields)
}

#[test]
fn an_account_is_made_and_its_first_password_is_changed() {
    Town::each(&[&desk::SYSTEM], |town| {
        let admin = town.person("Tỉnh Mẫu", "admin");
        let unit = town.unit("Xã An Bình").to_string();
        let page = new_account(&admin, &unit, "u.ban");
        page.is(200).says("Đã tạo tài khoản").says("u.ban").says("Chỉ hiện một lần");
        let password = shown_password(&page);
        admin.get(&format!("/quan-tri/tai-khoan?don-vi={unit}")).says("Bàn Văn Ư").says("Phải đổi mật khẩu");

        let clerk = town.stranger();
        assert_eq!(location(&sign_in(&clerk, "u.ban", &password)), "/tai-khoan/mat-khau");

        let again = new_account(&admin, &unit, "u.ban");
        again.is(422).says("Tên đăng nhập này đã có người dùng");
        assert_eq!(again.field("name").as_deref(), Some("Bàn Văn Ư"));
        assert_eq!(town.count("select count(*) from directory_person where name = 'Bàn Văn Ư'", &[]), 1);
    });
}

#[test]
fn a_suspended_account_is_shut_out_and_let_in_again() {
    Town::each(&[&desk::SYSTEM], |town| {
        let (admin, clerk) = (town.person("Tỉnh Mẫu", "admin"), town.person("Xã An Bình", "clerk"));
        let at = format!("/quan-tri/tai-khoan/{}", clerk.account);
        admin.post(&format!("{at}/tam-khoa"), &[]).follow(&admin).says("Tạm khóa");
        assert_eq!(clerk.get("/viec").status, 303, "his session has ended");
        admin.post(&format!("{at}/tam-khoa"), &[]).is(422).says("đã bị tạm khóa trước đó");
        admin.post(&format!("{at}/mo-lai"), &[]).follow(&admin).says("Hoạt động");
        admin.post(&format!("/quan-tri/tai-khoan/{}/tam-khoa", admin.account), &[]).is(422).says("tự tạm khóa");

        let page = admin.post(&format!("{at}/dat-lai-mat-khau"), &[]);
        let password = shown_password(page.is(200).says("Đã đặt lại mật khẩu"));
        assert_eq!(location(&sign_in(&town.stranger(), &clerk.username, &password)), "/tai-khoan/mat-khau");
    });
}

#[test]
fn an_administrator_of_one_commune_sees_no_other() {
    Town::each(&[&desk::SYSTEM], |town| {
        let admin = town.person("Xã An Bình", "admin");
        let (mine, others) = (town.person("Xã An Bình", "clerk"), town.person("Xã Minh Tân", "clerk"));
        let (here, there) = (town.unit("Xã An Bình").to_string(), town.unit("Xã Minh Tân").to_string());
        admin.get("/quan-tri/tai-khoan").says("Xã An Bình");
        admin.get(&format!("/quan-tri/tai-khoan/{}", mine.account)).is(200).says(&mine.username);
        admin.get(&format!("/quan-tri/tai-khoan/{}", others.account)).is(404).does_not_say(&others.username);
        admin.get(&format!("/quan-tri/tai-khoan?don-vi={there}")).is(403);
        new_account(&admin, &there, "u.ban").is(403);
        new_account(&admin, &here, "u.ban").is(200);
        for act in ["tam-khoa", "dat-lai-mat-khau", "go-xac-thuc", "bo-khoa"] {
            admin.post(&format!("/quan-tri/tai-khoan/{}/{act}", others.account), &[]).is(404);
        }
        // What holds for the whole province is for whoever administers the whole of it.
        for page in ["vai-tro", "cau-hinh", "viec-nen"] {
            admin.get(&format!("/quan-tri/{page}")).is(403);
        }
    });
}

#[test]
fn posts_are_given_and_ended() {
    Town::each(&[&desk::SYSTEM], |town| {
        let (admin, clerk) = (town.person("Tỉnh Mẫu", "admin"), town.person("Xã An Bình", "clerk"));
        let at = format!("/quan-tri/tai-khoan/{}", clerk.account);
        let give = |unit, role| {
            admin.post(&format!("{at}/vi-tri"), &[("unit", unit), ("role", role), ("from_day", "09/03/2026")])
        };
        give("H99.00", "head").is(422).says("Không có đơn vị mang mã này");
        give("h99.04", "king").is(422).says("Không có vai trò này");
        give("h99.04", "head").follow(&admin).says("Sở Tư pháp");
        assert!(clerk.me().has(work::ASSIGN));

        let head = clerk.me().posts.iter().find(|seat| seat.role == "head").unwrap().post.to_string();
        admin.post(&format!("{at}/thoi-vi-tri"), &[("post", &head)]).is(303);
        town.later(24 * 60);
        assert!(!clerk.me().has(work::ASSIGN), "from the day after");
    });
}

#[test]
fn accounts_stand_in_the_order_of_given_names_page_by_page() {
    Town::each(&[&desk::SYSTEM], |town| {
        let unit = town.unit("Sở Tư pháp");
        town.write(move |tx| {
            for n in 0..60 {
                let name = format!("Hoàng Văn {}", ["Yên", "Anh", "Đạt", "Dũng"][n % 4]);
                let person = directory::add_person(tx, directory::NewPerson::named(name))?;
                directory::add_post(tx, None, person, unit, "specialist", tx.now().day(), None)?;
                let new = identity::NewAccount {
                    person,
                    kind: identity::Who::Official,
                    username: identity::Username::parse(&format!("nguoi.{n}"))?,
                    password: None,
                    must_change: false,
                };
                identity::create_account(tx, identity::By::Operator, &new)?;
            }
            Ok(())
        })
        .unwrap();
        let admin = town.person("Tỉnh Mẫu", "admin");
        let first = admin.get(&format!("/quan-tri/tai-khoan?don-vi={unit}"));
        let place = |name: &str| first.seen.find(name).unwrap();
        assert!(place("Văn Anh") < place("Văn Dũng") && place("Văn Dũng") < place("Văn Đạt"));
        let next =
            first.text.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
        let second = admin.get(&next);
        assert_eq!((rows(&first), rows(&second)), (50, 10));
        second.says("Văn Yên").does_not_say("Văn Anh");
    });
}

#[test]
fn a_right_given_to_a_role_holds_from_the_next_request_on() {
    Town::each(&[&desk::SYSTEM], |town| {
        let (admin, leader) = (town.person("Tỉnh Mẫu", "admin"), town.person("Tỉnh Mẫu", "province_leader"));
        leader.get("/so-cai/su-kien").is(403);
        admin.get("/quan-tri/vai-tro").says("Lãnh đạo UBND tỉnh").says("Xem sự kiện trong sổ cái");
        admin.get("/quan-tri/vai-tro?vai-tro=province_leader").says("Thay đổi quyền của Lãnh đạo UBND tỉnh");
        let save = |rights: &[&str]| {
            let fields = [("role", "province_leader")].into_iter().chain(rights.iter().map(|right| ("rights", *right)));
            admin.post("/quan-tri/vai-tro", &fields.collect::<Vec<_>>()).is(303);
        };
        save(&["desk.events"]);
        leader.get("/so-cai/su-kien").is(200);
        save(&[]);
        leader.get("/so-cai/su-kien").is(403);
        let events =
            town.count("select count(*) from ledger_event where kind = 'role.changed' and actor is not null", &[]);
        assert_eq!(events, 2, "what did not change leaves no event");
        admin.get("/quan-tri/vai-tro?vai-tro=king").is(404);
        admin.post("/quan-tri/vai-tro", &[("role", "king"), ("rights", "desk.events")]).is(422);
    });
}

static SWITCH: Setting = Setting {
    name: "letters.online",
    title: text("Nhận công văn trực tuyến", "Letters online"),
    default: "off",
    basis: "Nghị định 1/2026/NĐ-CP",
};
static NUMBER: Setting = Setting {
    name: "letters.most",
    title: text("Số công văn mỗi ngày", "Letters a day"),
    default: "15",
    basis: "Nghị định 2/2026/NĐ-CP",
};

static BREAKS: JobKind = JobKind::new("letters.send", text("Gửi công văn", "Send letters")).max_attempts(1);

static LETTERS: System = System {
    settings: &[&SWITCH, &NUMBER],
    jobs: &[Handler {
        kind: &BREAKS,
        run: |_, _| Err(Error::invalid(text("Máy chủ thư không trả lời", "The mail server is silent"))),
    }],
    ..System::new("letters", text("Công văn", "Letters"))
};

#[test]
fn a_setting_is_changed_with_its_legal_basis_in_sight() {
    Town::each(&[&desk::SYSTEM, &LETTERS], |town| {
        let admin = town.person("Tỉnh Mẫu", "admin");
        admin
            .get("/quan-tri/cau-hinh")
            .says("Nghị định 1/2026/NĐ-CP")
            .says("Nhận công văn trực tuyến")
            .says("Tên tỉnh");
        let change = |name: &str, value: &str| {
            admin.post("/quan-tri/cau-hinh", &[("name", name), (format!("value:{name}").as_str(), value)])
        };
        assert!(!town.app().settings().is_on(&SWITCH));
        change("letters.online", "on").follow(&admin).says("Đã thay đổi cấu hình");
        assert!(town.app().settings().is_on(&SWITCH));

        let page = change("letters.most", "rất nhiều");
        page.is(422).says("Phải là một số nguyên");
        assert_eq!(page.field("value:letters.most").as_deref(), Some("rất nhiều"));
        assert_eq!(town.app().settings().number(&NUMBER).unwrap(), 15);
        change("letters.most", "20").is(303);
        assert_eq!(town.app().settings().number(&NUMBER).unwrap(), 20);
        change("letters.none", "20").is(404);
        assert_eq!(town.count("select count(*) from ledger_event where kind = 'setting.changed'", &[]), 2);
    });
}

#[test]
fn a_job_that_failed_is_seen_run_again_and_given_up() {
    Town::each(&[&desk::SYSTEM, &LETTERS], |town| {
        let admin = town.person("Tỉnh Mẫu", "admin");
        let id = town.write(|tx| jobs::enqueue(tx, &BREAKS, &json!({}), tx.now())).unwrap();
        let run = || jobs::run_due_with(&town.app().db, town.app(), LETTERS.jobs, town.now()).unwrap();
        admin.get("/quan-tri/viec-nen").says("Không có việc nào");
        admin.get("/quan-tri/viec-nen?trang-thai=cho").says("Gửi công văn").says("Đang chờ");
        assert_eq!(run().dead, 1);
        admin.get("/quan-tri/viec-nen").says("Gửi công văn").says("Máy chủ thư không trả lời");

        admin.post(&format!("/quan-tri/viec-nen/{id}/chay-lai"), &[]).follow(&admin).says("Không có việc nào");
        assert_eq!(run().dead, 1);
        admin.post(&format!("/quan-tri/viec-nen/{id}/bo"), &[]).is(303);
        admin.get("/quan-tri/viec-nen").says("Không có việc nào");
        admin.post(&format!("/quan-tri/viec-nen/{id}/bo"), &[]).is(404);
    });
}

#[test]
fn sessions_that_have_ended_are_swept_at_night() {
    Town::each(&[&desk::SYSTEM], |town| {
        town.person("Xã An Bình", "clerk");
        town.run_jobs();
        let sessions = || town.count("select count(*) from identity_session", &[]);
        assert_eq!(sessions(), 1);
        town.write(|tx| tx.run("update identity_session set ends_at = $1", storage::args![tx.now().plus_minutes(60)]))
            .unwrap();
        town.later(24 * 60);
        town.run_jobs();
        assert_eq!(sessions(), 0);
        let admin = town.person("Tỉnh Mẫu", "admin");
        admin.get("/quan-tri/viec-nen").says("desk.sweep").says("10/03/2026 02:30");
    });
}

#[test]
fn the_administrators_home_shows_what_each_may() {
    Town::each(&[&desk::SYSTEM], |town| {
        let page = town.person("Tỉnh Mẫu", "admin").get("/quan-tri");
        page.says("Tài khoản").says("Vai trò và quyền").says("Cấu hình").does_not_say("Nhật ký đọc");
        let page = town.person("Tỉnh Mẫu", "privacy_officer").get("/quan-tri");
        page.says("Nhật ký đọc dữ liệu cá nhân").does_not_say("Vai trò và quyền");
    });
}

#[test]
fn a_day_off_is_added_with_its_document_and_taken_back() {
    Town::each(&[&desk::SYSTEM], |town| {
        let (admin, clerk) = (town.person("Tỉnh Mẫu", "admin"), town.person("Xã An Bình", "clerk"));
        clerk.get("/quan-tri/lich").is(403);
        let storm = [
            ("kind", "off"),
            ("from", "11/03/2026"),
            ("to", "12/03/2026"),
            ("vi", "Nghỉ phòng chống bão"),
            ("document", "100/QĐ-UBND ngày 10/03/2026"),
        ];
        clerk.post("/quan-tri/lich/ngay", &storm).is(403);
        admin
            .post("/quan-tri/lich/ngay", &storm)
            .follow(&admin)
            .is(200)
            .says("Nghỉ phòng chống bão")
            .says("100/QĐ-UBND");
        town.stranger().get("/lich?nam=2026").says("Nghỉ phòng chống bão");
        let due = "/lich?ngay=10/03/2026&gio=08:00&so=1&loai=working-days";
        town.stranger().get(due).says("17:00 ngày 13/03/2026");
        assert_eq!(town.count("select count(*) from ledger_event where kind = 'calendar.changed'", &[]), 1);

        admin.post("/quan-tri/lich/bo", &[("n", "0"), ("day", "01/01/2026")]).is(422).says("vừa được người khác sửa");
        admin.post("/quan-tri/lich/bo", &[("n", "0"), ("day", "11/03/2026")]).follow(&admin).says("Bỏ ngày 11/03/2026");
        town.stranger().get(due).says("17:00 ngày 11/03/2026");
        assert_eq!(town.count("select count(*) from platform_calendar", &[]), 2);
    });
}

#[test]
fn a_calendar_that_cannot_be_is_refused_and_what_was_typed_is_kept() {
    Town::each(&[&desk::SYSTEM], |town| {
        let admin = town.person("Tỉnh Mẫu", "admin");
        let fields = |kind, from, hours, document| {
            [("kind", kind), ("from", from), ("hours", hours), ("vi", "Nửa ngày"), ("document", document)]
        };
        let add = |fields: &[(&str, &str)]| admin.post("/quan-tri/lich/ngay", fields);
        add(&fields("off", "31/02/2026", "", "1/QĐ")).is(422).says("ngày");
        add(&fields("hours", "11/03/2026", "", "1/QĐ")).is(422).says("07:30-11:30");
        add(&fields("hours", "11/03/2026", "11:30-07:30", "1/QĐ")).is(422);
        add(&fields("hours", "11/03/2026", "07:30-11:30", "")).is(422).says("Hãy ghi mục này");
        let typed = admin.post("/quan-tri/lich", &[("source", "name = 1"), ("whole_document", "1/QĐ")]);
        typed.is(422).says("Không đọc được lịch làm việc").says("name = 1");
        assert_eq!(town.count("select count(*) from platform_calendar", &[]), 0);
        add(&fields("hours", "11/03/2026", "07:30-11:30", "1/QĐ")).is(303);
        town.stranger().get("/lich?nam=2026").says("07:30-11:30");
    });
}
