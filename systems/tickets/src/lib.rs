#![doc = include_str!("../README.md")]

pub mod act;
mod arrange;
mod board;
mod centre;
mod counter;
mod day;
mod demo;
pub mod events;
mod follow;
mod kiosk;
pub mod order;
mod speech;
pub mod store;

use base::{Text, text};
use identity::Right;
use platform::{NavItem, Needs, Part, Routes, System};
use storage::migration;

/// Call and serve numbers at a counter.
pub const SERVE: Right = Right("tickets.serve");
/// See how long people waited.
pub const VIEW: Right = Right("tickets.view");
/// Turn the numbers of a centre on; its groups, counters and priorities.
pub const ARRANGE: Right = Right("tickets.arrange");

pub static SYSTEM: System = System {
    routes,
    migrations: &[migration!("tickets", "0001_tickets")],
    rights: RIGHTS,
    role_rights: ROLE_RIGHTS,
    events: events::ALL,
    settings: &[&speech::SPEECH],
    jobs: speech::HANDLERS,
    schedules: speech::SCHEDULES,
    nav: NAV,
    demo: Some(demo::demo),
    ..System::new("tickets", counter::TITLE)
};

const RIGHTS: &[(Right, Text)] = &[
    (SERVE, text("Gọi số thứ tự tại quầy", "Call numbers at a counter")),
    (VIEW, text("Xem thời gian chờ của trung tâm", "See how long people waited at a centre")),
    (ARRANGE, text("Thiết lập số thứ tự của trung tâm", "Arrange the numbers of a centre")),
];

const ROLE_RIGHTS: &[(&str, Right)] = &[
    ("clerk", SERVE),
    ("clerk", VIEW),
    ("head", SERVE),
    ("head", VIEW),
    ("head", ARRANGE),
    ("chair", VIEW),
    ("chair", ARRANGE),
    ("deputy_chair", VIEW),
    ("deputy_chair", ARRANGE),
    ("province_leader", VIEW),
    ("admin", ARRANGE),
];

const NAV: &[NavItem] = &[
    NavItem { href: "/so-thu-tu", label: counter::TITLE, needs: Needs::Right(SERVE), part: Part::Work, counts: false },
    NavItem { href: "/so-thu-tu/ngay", label: day::TITLE, needs: Needs::Right(VIEW), part: Part::Look, counts: false },
    NavItem {
        href: "/so-thu-tu/thiet-lap",
        label: arrange::TITLE,
        needs: Needs::Right(ARRANGE),
        part: Part::Manage,
        counts: false,
    },
];

fn routes(at: &mut Routes) {
    // The hall: no names, no sign-in
    at.get("/lay-so/{kiosk}", Needs::Public, kiosk::show);
    at.post("/lay-so/{kiosk}", Needs::Public, kiosk::take);
    at.get("/lay-so/{kiosk}/{code}", Needs::Public, kiosk::slip);
    at.get("/theo-doi-so/{code}", Needs::Public, follow::show);
    at.get("/phong-cho/{centre}", Needs::Public, board::show);
    at.get("/phong-cho/{centre}/tep/{code}", Needs::Public, board::sound);

    // The counter
    at.get("/so-thu-tu", Needs::Right(SERVE), counter::choose);
    at.get("/so-thu-tu/quay/{counter}", Needs::Right(SERVE), counter::show);
    at.post("/so-thu-tu/quay/{counter}/goi-tiep", Needs::Right(SERVE), counter::next);
    at.post("/so-thu-tu/quay/{counter}/goi-lai", Needs::Right(SERVE), counter::again);
    at.post("/so-thu-tu/quay/{counter}/bat-dau", Needs::Right(SERVE), counter::start);
    at.post("/so-thu-tu/quay/{counter}/xong", Needs::Right(SERVE), counter::done);
    at.post("/so-thu-tu/quay/{counter}/vang", Needs::Right(SERVE), counter::absent);
    at.post("/so-thu-tu/quay/{counter}/chuyen", Needs::Right(SERVE), counter::send);
    at.post("/so-thu-tu/quay/{counter}/di-lay", Needs::Right(SERVE), counter::fetch);
    at.post("/so-thu-tu/quay/{counter}/co-mat", Needs::Right(SERVE), counter::back);

    // The day
    at.get("/so-thu-tu/ngay", Needs::Right(VIEW), day::show);
    at.get("/so-thu-tu/ngay/xuat.xlsx", Needs::Right(VIEW), day::export);
    at.get("/so-thu-tu/so/{code}", Needs::Right(VIEW), day::one);

    // Arranging
    at.get("/so-thu-tu/thiet-lap", Needs::Right(ARRANGE), arrange::show);
    at.post("/so-thu-tu/thiet-lap/bat", Needs::Right(ARRANGE), arrange::switch);
    at.post("/so-thu-tu/thiet-lap/nhom", Needs::Right(ARRANGE), arrange::group);
    at.post("/so-thu-tu/thiet-lap/quay", Needs::Right(ARRANGE), arrange::counter);
    at.post("/so-thu-tu/thiet-lap/uu-tien", Needs::Right(ARRANGE), arrange::class);
    at.post("/so-thu-tu/thiet-lap/ki-ot", Needs::Right(ARRANGE), arrange::kiosk_anew);
}
