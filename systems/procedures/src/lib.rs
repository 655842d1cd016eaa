#![doc = include_str!("../README.md")]

pub mod accept;
mod acts;
mod api;
mod apply;
mod bulk;
mod calls;
mod card;
pub mod catalogue;
mod certify;
pub mod change_version;
mod competence;
mod custody;
mod custody_page;
mod day_book;
pub mod definition;
pub mod demo;
pub mod dossier;
mod dossier_page;
mod drafts;
mod emergency;
pub mod end;
pub mod events;
pub mod extend;
pub mod fees;
mod files;
mod find_page;
pub mod finish;
pub mod form;
mod form_view;
pub mod forward;
pub mod import;
mod intake;
mod jobs;
mod lists;
mod mine;
mod moving;
pub mod opinion;
pub mod papers;
pub mod parties;
pub mod pay;
mod places;
pub mod print;
mod public;
pub mod rate;
pub mod redate;
pub mod register;
pub mod rights;
pub mod settle;
pub mod shift;
mod show;
mod signing;
pub mod store;
pub mod supplement;
mod texts;
pub mod track;
pub mod vietqr;

use platform::{NavItem, Needs, Part, Routes, System};
use rights::{CERTIFY, CHECK, DECIDE, PROCESS, RECEIVE, REDATE, VIEW};
use storage::{Migration, migration};

pub static SYSTEM: System = System {
    routes,
    migrations: MIGRATIONS,
    rights: rights::ALL,
    role_rights: rights::OF_ROLES,
    events: events::ALL,
    work: settle::WORK,
    jobs: jobs::HANDLERS,
    schedules: jobs::SCHEDULES,
    work_path: "/ho-so/",
    settings: &[
        &register::ONLINE_FORM,
        &register::ACCEPTANCE_TERM,
        &certify::PROCEDURE,
        &pay::FEE_BANK,
        &pay::FEE_ACCOUNT,
    ],
    nav: NAV,
    movers: &[&moving::DossierMover, &custody::CustodyMover],
    search: Some("/tim"),
    records: Some(&settle::Records),
    reassign: Some(forward::reassign_item),
    demo: Some(demo::demo),
    ..System::new("procedures", texts::TITLE)
};

pub const MIGRATIONS: &[Migration] = &[
    migration!("procedures", "0001_catalogue"),
    migration!("procedures", "0002_dossiers"),
    migration!("procedures", "0003_shifts"),
    migration!("procedures", "0004_contacts"),
    migration!("procedures", "0005_parties"),
    migration!("procedures", "0008_custody"),
    migration!("procedures", "0010_emergency"),
];

const NAV: &[NavItem] = &[
    NavItem { href: "/thu-tuc", label: texts::PROCEDURES, needs: Needs::Public, part: Part::Look, counts: false },
    NavItem { href: "/tra-cuu", label: texts::TRACK, needs: Needs::Public, part: Part::Look, counts: false },
    NavItem { href: "/toi", label: texts::MY_DOSSIERS, needs: Needs::Citizen, part: Part::Work, counts: false },
    NavItem {
        href: "/tiep-nhan",
        label: texts::RECEIVE,
        needs: Needs::Right(RECEIVE),
        part: Part::Work,
        counts: false,
    },
    NavItem {
        href: "/chung-thuc",
        label: certify::TITLE,
        needs: Needs::Right(CERTIFY),
        part: Part::Work,
        counts: false,
    },
    NavItem { href: "/ho-so", label: texts::DOSSIERS, needs: Needs::Right(VIEW), part: Part::Work, counts: false },
    NavItem { href: "/trinh-ky", label: signing::TITLE, needs: Needs::Right(DECIDE), part: Part::Work, counts: false },
    NavItem {
        href: "/so-theo-doi",
        label: texts::DAY_BOOK,
        needs: Needs::Right(RECEIVE),
        part: Part::Work,
        counts: false,
    },
    NavItem {
        href: "/giao-nhan",
        label: custody_page::TITLE,
        needs: Needs::Right(VIEW),
        part: Part::Work,
        counts: false,
    },
    NavItem { href: "/can-goi", label: calls::TITLE, needs: Needs::Right(RECEIVE), part: Part::Work, counts: false },
    NavItem {
        href: "/giay-du-phong",
        label: emergency::TITLE,
        needs: Needs::Right(RECEIVE),
        part: Part::Work,
        counts: false,
    },
    NavItem { href: "/ca-thu", label: shift::TITLE, needs: Needs::Right(RECEIVE), part: Part::Work, counts: false },
    NavItem {
        href: "/sap-den-han",
        label: texts::LATE_SOON,
        needs: Needs::Right(CHECK),
        part: Part::Work,
        counts: false,
    },
    NavItem {
        href: "/tinh-lai-han",
        label: redate::TITLE,
        needs: Needs::Right(REDATE),
        part: Part::Manage,
        counts: false,
    },
];

fn routes(at: &mut Routes) {
    // For everybody
    at.get("/", Needs::Public, public::home);
    at.get("/thu-tuc", Needs::Public, public::list);
    at.get("/thu-tuc/{code}", Needs::Public, public::procedure);
    at.get("/tra-cuu", Needs::Public, track::ask);
    at.post("/tra-cuu", Needs::Public, track::answer);
    at.get("/ket-qua/{code}", Needs::Public, track::result);

    // The citizen: his dossiers
    at.get("/toi", Needs::Citizen, mine::list);
    at.get("/toi/ho-so/{code}", Needs::Citizen, mine::show);
    at.get("/toi/ho-so/{code}/tep/{file}", Needs::Citizen, files::own_file);
    at.get("/toi/ho-so/{code}/giay/{paper}", Needs::Citizen, files::own_paper);
    at.post("/toi/ho-so/{code}/bo-sung", Needs::Citizen, mine::supplement);
    at.post("/toi/ho-so/{code}/rut", Needs::Citizen, mine::withdraw);
    at.post("/toi/ho-so/{code}/danh-gia", Needs::Citizen, mine::rate);
    at.post("/toi/ho-so/{code}/tin-nhan", Needs::Citizen, mine::message);

    // The citizen: the online form
    at.get("/nop/{procedure}", Needs::Citizen, apply::start);
    at.post("/nop/{procedure}", Needs::Citizen, apply::begin);
    at.get("/nop/ban-thao/{draft}/{n}", Needs::Citizen, apply::page);
    at.post("/nop/ban-thao/{draft}/{n}", Needs::Citizen, apply::post);
    at.post("/nop/ban-thao/{draft}/gui", Needs::Citizen, apply::send);
    at.get("/nop/ban-thao/{draft}/xoa", Needs::Citizen, apply::delete_form);
    at.post("/nop/ban-thao/{draft}/xoa", Needs::Citizen, apply::delete);
    at.get("/nop/da-nop/{code}", Needs::Citizen, apply::sent);

    // Staff: lists and one dossier
    at.get("/ho-so", Needs::Right(VIEW), lists::list);
    at.get("/ho-so/xuat.xlsx", Needs::Right(VIEW), lists::export);
    at.get("/so-theo-doi", Needs::Right(VIEW), day_book::show_day);
    at.get("/so-theo-doi/xuat.xlsx", Needs::Right(VIEW), day_book::export);
    at.get("/so-theo-doi/in", Needs::Right(VIEW), day_book::print);
    at.get("/tim", Needs::Right(VIEW), find_page::form);
    at.post("/tim", Needs::Right(VIEW), find_page::find);
    at.get("/sap-den-han", Needs::Right(CHECK), lists::late_soon);
    at.get("/tinh-lai-han", Needs::Right(REDATE), redate::preview);
    at.post("/tinh-lai-han", Needs::Right(REDATE), redate::order);
    at.get("/tinh-lai-han/xuat.xlsx", Needs::Right(REDATE), redate::export);
    at.get("/ho-so/{code}", Needs::Right(VIEW), dossier_page::show);
    at.get("/ho-so/{code}/tep/{file}", Needs::Right(VIEW), files::file_of_dossier);
    at.get("/ho-so/{code}/giay/{paper}", Needs::Right(VIEW), files::paper);

    // The counter
    at.get("/tiep-nhan", Needs::Right(RECEIVE), intake::choose);
    at.get("/tiep-nhan/{procedure}", Needs::Right(RECEIVE), intake::form);
    at.post("/tiep-nhan/{procedure}", Needs::Right(RECEIVE), intake::post);

    at.get("/chung-thuc", Needs::Right(CERTIFY), certify::form);
    at.post("/chung-thuc", Needs::Right(CERTIFY), certify::post);

    at.get("/giay-du-phong", Needs::Right(RECEIVE), emergency::list);
    at.post("/giay-du-phong", Needs::Right(RECEIVE), emergency::print_more);
    at.post("/ho-so/{code}/nhap-bu", Needs::Right(CHECK), emergency::approved);
    at.get("/can-goi", Needs::Right(RECEIVE), calls::list);
    at.get("/ca-thu", Needs::Official, shift::show);
    at.post("/ca-thu", Needs::Right(RECEIVE), shift::post);
    at.post("/ca-thu/{shift}/nhan", Needs::Official, shift::received);
    at.get("/ca-thu/{shift}/xuat.xlsx", Needs::Official, shift::export);

    // Originals and paper results from hand to hand
    at.get("/giao-nhan", Needs::Right(VIEW), custody_page::list);
    at.post("/giao-nhan", Needs::Right(VIEW), custody_page::give);
    at.get("/giao-nhan/{list}", Needs::Right(VIEW), custody_page::show);
    at.post("/giao-nhan/{list}", Needs::Right(VIEW), custody_page::confirm);
    at.get("/giao-nhan/{list}/in", Needs::Right(VIEW), custody_page::print);
    at.post("/ho-so/{code}/ban-chinh", Needs::Right(VIEW), acts::originals);

    // Many at once, and the signing folder
    at.post("/ho-so/hang-loat", Needs::Right(VIEW), bulk::act);
    at.get("/trinh-ky", Needs::Right(DECIDE), signing::list);
    at.get("/trinh-ky/{code}", Needs::Right(DECIDE), signing::read);
    at.post("/trinh-ky/{code}/ky", Needs::Right(DECIDE), signing::sign);
    at.post("/trinh-ky/{code}/tra-lai", Needs::Right(DECIDE), signing::give_back);

    // Acts
    at.post("/ho-so/{code}/tiep-nhan", Needs::Right(RECEIVE), acts::accept);
    at.post("/ho-so/{code}/tu-choi", Needs::Right(RECEIVE), acts::refuse);
    at.post("/ho-so/{code}/co-quan", Needs::Right(RECEIVE), acts::route);
    at.post("/ho-so/{code}/chuyen", Needs::Right(VIEW), acts::forward);
    at.post("/ho-so/{code}/tra-lai", Needs::Right(VIEW), acts::give_back);
    at.post("/ho-so/{code}/phan-cong", Needs::Right(CHECK), acts::reassign);
    at.post("/ho-so/{code}/yeu-cau-bo-sung", Needs::Right(VIEW), acts::ask_supplement);
    at.post("/ho-so/{code}/bo-sung", Needs::Right(RECEIVE), acts::supplement);
    at.post("/ho-so/{code}/nghia-vu", Needs::Right(VIEW), acts::ask_duty);
    at.post("/ho-so/{code}/da-nop", Needs::Right(RECEIVE), acts::duty_done);
    at.post("/ho-so/{code}/hen-lai", Needs::Right(CHECK), acts::extend);
    at.post("/ho-so/{code}/ket-qua", Needs::Right(DECIDE), acts::finish);
    at.post("/ho-so/{code}/tra-ket-qua", Needs::Right(RECEIVE), acts::hand_over);
    at.get("/ho-so/{code}/phien-ban", Needs::Right(DECIDE), change_version::confirm);
    at.post("/ho-so/{code}/phien-ban", Needs::Right(DECIDE), change_version::post);
    at.post("/ho-so/{code}/rut", Needs::Right(RECEIVE), acts::withdraw);
    at.post("/ho-so/{code}/dung", Needs::Right(DECIDE), acts::stop);
    at.post("/ho-so/{code}/thu-phi", Needs::Right(RECEIVE), acts::pay);
    at.post("/ho-so/{code}/lien-he", Needs::Right(VIEW), acts::contact);
    at.post("/ho-so/{code}/huy-thu", Needs::Right(RECEIVE), acts::void);
    at.post("/ho-so/{code}/xin-y-kien", Needs::Right(VIEW), acts::ask_opinion);
    at.post("/ho-so/{code}/cho-y-kien", Needs::Right(PROCESS), acts::give_opinion);
    at.post("/ho-so/{code}/tin-nhan", Needs::Right(VIEW), acts::message);
    at.post("/ho-so/{code}/phieu-kiem-soat", Needs::Right(VIEW), acts::control_sheet);
    at.post("/ho-so/{code}/to-khai", Needs::Right(RECEIVE), acts::declaration);

    // The API: the same acts, by bearer token
    at.get("/api/openapi.json", Needs::Public, api::openapi);
    at.get("/api/v1/procedures", Needs::Public, api::procedures);
    at.get("/api/v1/procedures/{code}", Needs::Public, api::procedure);
    at.get("/api/v1/work", Needs::Official, api::work);
    at.post("/api/v1/files", Needs::SignedIn, api::send_file);
    at.get("/api/v1/dossiers", Needs::Right(VIEW), api::dossiers);
    at.post("/api/v1/dossiers", Needs::SignedIn, api::register);
    at.get("/api/v1/dossiers/{code}", Needs::SignedIn, api::dossier);
    at.get("/api/v1/dossiers/{code}/files/{file}", Needs::SignedIn, api::file);
    at.post("/api/v1/dossiers/{code}/accept", Needs::Right(RECEIVE), api::accept);
    at.post("/api/v1/dossiers/{code}/refuse", Needs::Right(RECEIVE), api::refuse);
    at.post("/api/v1/dossiers/{code}/route", Needs::Right(RECEIVE), api::route);
    at.post("/api/v1/dossiers/{code}/request-supplement", Needs::Right(VIEW), api::request_supplement);
    at.post("/api/v1/dossiers/{code}/supplement", Needs::SignedIn, api::supplement);
    at.post("/api/v1/dossiers/{code}/request-duty", Needs::Right(VIEW), api::request_duty);
    at.post("/api/v1/dossiers/{code}/duty-done", Needs::Right(RECEIVE), api::duty_done);
    at.post("/api/v1/dossiers/{code}/forward", Needs::Right(VIEW), api::forward);
    at.post("/api/v1/dossiers/{code}/return", Needs::Right(VIEW), api::give_back);
    at.post("/api/v1/dossiers/{code}/assign", Needs::Right(CHECK), api::assign);
    at.post("/api/v1/dossiers/{code}/ask-opinion", Needs::Right(VIEW), api::ask_opinion);
    at.post("/api/v1/dossiers/{code}/give-opinion", Needs::Right(PROCESS), api::give_opinion);
    at.post("/api/v1/dossiers/{code}/extend", Needs::Right(CHECK), api::extend);
    at.post("/api/v1/dossiers/{code}/finish", Needs::Right(DECIDE), api::finish);
    at.post("/api/v1/dossiers/{code}/pay", Needs::Right(RECEIVE), api::pay);
    at.post("/api/v1/dossiers/{code}/hand-over", Needs::Right(RECEIVE), api::hand_over);
    at.post("/api/v1/dossiers/{code}/withdraw", Needs::SignedIn, api::withdraw);
    at.post("/api/v1/dossiers/{code}/stop", Needs::Right(DECIDE), api::stop);
}
