#![doc = include_str!("../README.md")]

mod account;
mod accounts;
mod admin;
mod back;
mod calendar_admin;
mod calendar_page;
mod citizen;
mod delegations;
mod forms;
mod jobs_page;
mod ledger_pages;
mod password;
mod queue;
mod read_log;
mod roles;
mod second_factor;
mod sessions;
mod settings;
mod sign_in;
mod team;
mod texts;
mod tokens;
mod units;

use base::{Text, text};
use identity::{ACCOUNTS, CHANGE_ROLES, Right, SEE_READS};
use ledger::EventKind;
use platform::{NavItem, Needs, Part, Routes, System};

/// Come into the administration; each page there has its own right.
pub const ADMIN: Right = Right("desk.admin");
/// Change the province's settings.
pub const SETTINGS: Right = Right("desk.settings");
/// See the jobs of the house, run them again, give them up.
pub const JOBS: Right = Right("desk.jobs");
/// See every event of the ledger.
pub const EVENTS: Right = Right("desk.events");

pub static SETTING_CHANGED: EventKind = EventKind::new("setting.changed", text("Thay đổi cấu hình", "Setting changed"));
pub static JOB_RERUN: EventKind = EventKind::new("job.rerun", text("Chạy lại việc nền", "Job run again"));
pub static JOB_DROPPED: EventKind = EventKind::new("job.dropped", text("Bỏ việc nền", "Job given up"));

pub static SYSTEM: System = System {
    routes,
    rights: RIGHTS,
    role_rights: ROLE_RIGHTS,
    events: &[&SETTING_CHANGED, &calendar_admin::CALENDAR_CHANGED, &JOB_RERUN, &JOB_DROPPED],
    jobs: jobs_page::HANDLERS,
    schedules: jobs_page::SCHEDULES,
    nav: NAV,
    ..System::new("desk", texts::TITLE)
};

const RIGHTS: &[(Right, Text)] = &[
    (work::ASSIGN, text("Phân công việc trong đơn vị", "Hand out the work of one's unit")),
    (ADMIN, text("Vào trang quản trị", "Come into the administration")),
    (SETTINGS, text("Thay đổi cấu hình của tỉnh", "Change the province's settings")),
    (JOBS, text("Quản lý việc nền", "Look after the jobs")),
    (EVENTS, text("Xem sự kiện trong sổ cái", "See the events of the ledger")),
];

const ROLE_RIGHTS: &[(&str, Right)] = &[
    ("head", work::ASSIGN),
    ("chair", work::ASSIGN),
    ("deputy_chair", work::ASSIGN),
    ("department_director", work::ASSIGN),
    ("deputy_director", work::ASSIGN),
    ("admin", ADMIN),
    ("admin", SETTINGS),
    ("admin", JOBS),
    ("admin", EVENTS),
    ("auditor", ADMIN),
    ("auditor", EVENTS),
    ("privacy_officer", ADMIN),
];

const NAV: &[NavItem] = &[
    NavItem { href: "/viec", label: texts::MY_WORK, needs: Needs::Official, part: Part::Work, counts: true },
    NavItem {
        href: "/viec/don-vi",
        label: team::TITLE,
        needs: Needs::Right(work::ASSIGN),
        part: Part::Work,
        counts: false,
    },
    NavItem { href: "/thong-bao", label: texts::MESSAGES, needs: Needs::Official, part: Part::Look, counts: false },
    NavItem { href: "/toi/thong-bao", label: texts::MESSAGES, needs: Needs::Citizen, part: Part::Look, counts: true },
    NavItem {
        href: "/toi/ai-da-xem",
        label: texts::WHO_LOOKED,
        needs: Needs::Citizen,
        part: Part::Look,
        counts: false,
    },
    NavItem { href: "/don-vi", label: texts::UNITS, needs: Needs::Official, part: Part::Look, counts: false },
    NavItem { href: "/lich", label: texts::CALENDAR, needs: Needs::Official, part: Part::Look, counts: false },
    NavItem { href: "/quan-tri", label: texts::ADMIN, needs: Needs::Right(ADMIN), part: Part::Manage, counts: false },
];

fn routes(at: &mut Routes) {
    // The way in and out
    at.get("/dang-nhap", Needs::Public, sign_in::form);
    at.post("/dang-nhap", Needs::Public, sign_in::post);
    at.get("/dang-nhap/ma", Needs::SignedIn, sign_in::code_form);
    at.post("/dang-nhap/ma", Needs::SignedIn, sign_in::code);
    at.post("/dang-xuat", Needs::SignedIn, sign_in::sign_out);
    at.post("/lang", Needs::Public, sign_in::language);
    at.post("/theme", Needs::Public, sign_in::theme);

    // My account
    at.get("/tai-khoan", Needs::SignedIn, account::show);
    at.post("/tai-khoan/vi-tri", Needs::Official, account::act_in);
    at.get("/tai-khoan/mat-khau", Needs::SignedIn, password::form);
    at.post("/tai-khoan/mat-khau", Needs::SignedIn, password::post);
    at.get("/tai-khoan/ma-xac-thuc", Needs::SignedIn, second_factor::show);
    at.post("/tai-khoan/ma-xac-thuc", Needs::SignedIn, second_factor::confirm);
    at.post("/tai-khoan/ma-xac-thuc/bat-dau", Needs::SignedIn, second_factor::begin);
    at.post("/tai-khoan/ma-xac-thuc/ma-du-phong", Needs::SignedIn, second_factor::new_codes);
    at.post("/tai-khoan/ma-xac-thuc/tat", Needs::SignedIn, second_factor::turn_off);
    at.get("/tai-khoan/phien", Needs::SignedIn, sessions::list);
    at.post("/tai-khoan/phien/{id}/cham-dut", Needs::SignedIn, sessions::end);
    at.get("/tai-khoan/khoa", Needs::SignedIn, tokens::list);
    at.post("/tai-khoan/khoa", Needs::SignedIn, tokens::make);
    at.post("/tai-khoan/khoa/{id}/cham-dut", Needs::SignedIn, tokens::end);
    at.get("/tai-khoan/uy-quyen", Needs::Official, delegations::list);
    at.post("/tai-khoan/uy-quyen", Needs::Official, delegations::make);
    at.post("/tai-khoan/uy-quyen/{id}/cham-dut", Needs::Official, delegations::end);

    // My queue
    at.get("/viec", Needs::Official, queue::list);
    at.get("/viec/don-vi", Needs::Right(work::ASSIGN), team::show);
    at.get("/viec/don-vi/{unit}/{person}", Needs::Right(work::ASSIGN), team::person);
    at.post("/viec/don-vi/{unit}/{person}", Needs::Right(work::ASSIGN), team::give);
    at.get("/viec/{id}", Needs::Official, queue::open);
    at.post("/viec/{id}/nhan", Needs::Official, queue::claim);
    at.post("/viec/{id}/tra-lai", Needs::Official, queue::give_back);
    at.get("/viec/{id}/giao", Needs::Official, queue::hand_on_form);
    at.post("/viec/{id}/giao", Needs::Official, queue::hand_on);

    // What a person is told
    at.get("/toi/ai-da-xem", Needs::Citizen, citizen::who_looked);
    at.get("/toi/thong-bao", Needs::Citizen, citizen::messages);
    at.post("/toi/thong-bao", Needs::Citizen, citizen::mark_read);
    at.get("/thong-bao", Needs::Official, citizen::messages);
    at.post("/thong-bao", Needs::Official, citizen::mark_read);

    // For everybody
    at.get("/so-cai", Needs::Public, ledger_pages::show);
    at.get("/so-cai/dau", Needs::Public, ledger_pages::witness);
    at.get("/so-cai/su-kien", Needs::Right(EVENTS), ledger_pages::events);
    at.get("/don-vi", Needs::Public, units::list);
    at.get("/don-vi/{id}", Needs::Public, units::show);
    at.get("/lich", Needs::Public, calendar_page::show);

    // Administration
    at.get("/quan-tri", Needs::Right(ADMIN), admin::home);
    at.get("/quan-tri/tai-khoan", Needs::Right(ACCOUNTS), accounts::list);
    at.get("/quan-tri/tai-khoan/moi", Needs::Right(ACCOUNTS), accounts::new_form);
    at.post("/quan-tri/tai-khoan/moi", Needs::Right(ACCOUNTS), accounts::create);
    at.get("/quan-tri/tai-khoan/{id}", Needs::Right(ACCOUNTS), accounts::show);
    at.post("/quan-tri/tai-khoan/{id}/dat-lai-mat-khau", Needs::Right(ACCOUNTS), accounts::reset_password);
    at.post("/quan-tri/tai-khoan/{id}/tam-khoa", Needs::Right(ACCOUNTS), accounts::suspend);
    at.post("/quan-tri/tai-khoan/{id}/mo-lai", Needs::Right(ACCOUNTS), accounts::resume);
    at.post("/quan-tri/tai-khoan/{id}/bo-khoa", Needs::Right(ACCOUNTS), accounts::unlock);
    at.post("/quan-tri/tai-khoan/{id}/go-xac-thuc", Needs::Right(ACCOUNTS), accounts::reset_second_factor);
    at.post("/quan-tri/tai-khoan/{id}/vi-tri", Needs::Right(ACCOUNTS), accounts::give_post);
    at.post("/quan-tri/tai-khoan/{id}/thoi-vi-tri", Needs::Right(ACCOUNTS), accounts::end_post);
    at.get("/quan-tri/vai-tro", Needs::Right(CHANGE_ROLES), roles::show);
    at.post("/quan-tri/vai-tro", Needs::Right(CHANGE_ROLES), roles::save);
    at.get("/quan-tri/viec-nen", Needs::Right(JOBS), jobs_page::list);
    at.post("/quan-tri/viec-nen/{id}/chay-lai", Needs::Right(JOBS), jobs_page::rerun);
    at.post("/quan-tri/viec-nen/{id}/bo", Needs::Right(JOBS), jobs_page::drop_dead);
    at.get("/quan-tri/cau-hinh", Needs::Right(SETTINGS), settings::list);
    at.post("/quan-tri/cau-hinh", Needs::Right(SETTINGS), settings::change);
    at.get("/quan-tri/lich", Needs::Right(SETTINGS), calendar_admin::show);
    at.post("/quan-tri/lich", Needs::Right(SETTINGS), calendar_admin::replace);
    at.post("/quan-tri/lich/ngay", Needs::Right(SETTINGS), calendar_admin::add);
    at.post("/quan-tri/lich/bo", Needs::Right(SETTINGS), calendar_admin::remove);
    at.get("/quan-tri/nhat-ky-doc", Needs::Right(SEE_READS), read_log::show);
    at.post("/quan-tri/nhat-ky-doc/nguoi", Needs::Right(SEE_READS), read_log::about);
}
