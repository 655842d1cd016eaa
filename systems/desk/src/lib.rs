#![doc = include_str!("../README.md")]

mod back;
mod forms;
mod queue;
mod sign_in;
mod texts;

use platform::{NavItem, Needs, Routes, System};

pub static SYSTEM: System = System { routes, nav: NAV, ..System::new("desk", texts::TITLE) };

const NAV: &[NavItem] = &[NavItem { href: "/viec", label: texts::MY_WORK, needs: Needs::Official, counts: true }];

fn routes(at: &mut Routes) {
    // The way in and out
    at.get("/dang-nhap", Needs::Public, sign_in::form);
    at.post("/dang-nhap", Needs::Public, sign_in::post);
    at.get("/dang-nhap/ma", Needs::SignedIn, sign_in::code_form);
    at.post("/dang-nhap/ma", Needs::SignedIn, sign_in::code);
    at.post("/dang-xuat", Needs::SignedIn, sign_in::sign_out);
    at.post("/lang", Needs::Public, sign_in::language);
    at.post("/theme", Needs::Public, sign_in::theme);

    // My queue
    at.get("/viec", Needs::Official, queue::list);
    at.get("/viec/{id}", Needs::Official, queue::open);
    at.post("/viec/{id}/nhan", Needs::Official, queue::claim);
    at.post("/viec/{id}/tra-lai", Needs::Official, queue::give_back);
    at.get("/viec/{id}/giao", Needs::Official, queue::hand_on_form);
    at.post("/viec/{id}/giao", Needs::Official, queue::hand_on);
}
