//! Accounts whose passwords the stories know.

use std::sync::OnceLock;

use base::{Id, Sources};
use identity::{By, NewAccount, PasswordHash, Username, Who};
use town::{Page, Person, Town};

pub const PASSWORD: &str = "con suối chảy qua bản";

/// Made once: a hash takes its time.
fn hash() -> PasswordHash {
    static HASH: OnceLock<PasswordHash> = OnceLock::new();
    HASH.get_or_init(|| PasswordHash::new(&Sources::system(0), PASSWORD, "").unwrap()).clone()
}

/// Gives a person of today an account of this kind and name.
pub fn account(town: &Town, kind: Who, username: &'static str, must_change: bool) -> Id {
    let unit = town.unit("Xã An Bình");
    town.write(move |tx| {
        let person = directory::add_person(tx, directory::NewPerson::named(format!("Lò Thị {username}")))?;
        if kind == Who::Official {
            directory::add_post(tx, None, person, unit, "specialist", tx.now().day(), None)?;
        }
        let new =
            NewAccount { person, kind, username: Username::parse(username)?, password: Some(hash()), must_change };
        identity::create_account(tx, By::Operator, &new)?;
        Ok(person)
    })
    .unwrap()
}

pub fn official(town: &Town, username: &'static str) -> Id {
    account(town, Who::Official, username, false)
}

pub fn sign_in(person: &Person, username: &str, password: &str) -> Page {
    person.post("/dang-nhap", &[("username", username), ("password", password)])
}

/// Where the answer leads.
pub fn location(page: &Page) -> &str {
    page.location.as_deref().unwrap_or_else(|| panic!("{} leads nowhere: {}", page.asked, page.seen))
}

/// How many rows of the page's tables lead somewhere.
pub fn rows(page: &Page) -> usize {
    page.text.matches("class=\"linked\"").count()
}
