//! How a citizen signs in, behind one trait: since 2024-07-01 by VNeID alone (NĐ 69/2024/NĐ-CP); a demo province has a
//! form with personal number and password.

use std::collections::BTreeMap;

use base::{Error, Id, Result, Text, personal_number::PersonalNumber, text};
use directory::NewPerson;
use storage::{Tx, args};

use crate::{
    By, Client, Identity, NewAccount, SignIn, Username, Who,
    administer::create_account,
    password,
    session::Origin,
    sign_in::{SUSPENDED, wrong},
    signins::{Outcome, note},
    throttle,
};

/// One way of signing in.
pub trait CitizenSignIn: Send + Sync {
    fn title(&self) -> Text;

    /// Where the browser goes first. `state` comes back with the answer and ties it to this browser.
    fn begin(&self, state: &str) -> Begin;

    /// Who it is, by the fields of the form or the parameters with which the browser came back. May block.
    fn prove(&self, keeper: &Identity, answer: &Answer, client: &Client) -> Result<Proven>;
}

/// Fields of a form, or parameters of an address.
pub type Answer = BTreeMap<String, String>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begin {
    /// A form of ours with these fields.
    Form(&'static [SignInField]),
    /// The address of an identity provider.
    Redirect(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignInField {
    pub name: &'static str,
    pub label: Text,
    /// Not shown while it is typed.
    pub secret: bool,
}

/// A citizen whom the provider answers for.
#[derive(Clone, Debug)]
pub struct Proven {
    pub personal_number: PersonalNumber,
    pub name: String,
}

impl Identity {
    /// Opens a session for the citizen, making person and account at the first time.
    pub fn sign_in_citizen(&self, way: &dyn CitizenSignIn, answer: &Answer, client: &Client) -> Result<SignIn> {
        let proven = way.prove(self, answer, client)?;
        let (keeper, agent, address) = (self.clone(), client.agent(), client.key(&self.vault));
        let name = throttle::name_key(&self.vault, proven.personal_number.as_str());
        self.db.write_now(move |tx| {
            let from = Origin { client: address, agent: &agent };
            let (account, person, suspended) = find_or_make(tx, &proven)?;
            if suspended {
                note(tx, account, Outcome::Suspended, &from)?;
                return Ok(Err(Error::forbidden(SUSPENDED)));
            }
            throttle::forgive(tx, name, address)?;
            note(tx, account, Outcome::SignedIn, &from)?;
            keeper.open(tx, account, person, false, &from).map(Ok)
        })?
    }
}

fn find_or_make(tx: &mut Tx, proven: &Proven) -> Result<(Id, Id, bool)> {
    let person = match directory::person_by_number(tx, proven.personal_number.as_str())? {
        Some(person) => person.id,
        None => directory::add_person(
            tx,
            NewPerson { personal_number: Some(proven.personal_number), ..NewPerson::named(&proven.name) },
        )?,
    };
    let row = tx.first::<(Id, bool)>(
        "select id, suspended_at is not null from identity_account where person = $1 and kind = 'citizen'",
        args![person],
    )?;
    if let Some((account, suspended)) = row {
        return Ok((account, person, suspended));
    }
    let username = Username::parse(&tx.new_id().to_string())?;
    let new = NewAccount { person, kind: Who::Citizen, username, password: None, must_change: false };
    Ok((create_account(tx, By::Operator, &new)?, person, false))
}

/// Personal number and password, for a demo province and nowhere else.
pub struct DemoCitizenSignIn;

const NUMBER: SignInField =
    SignInField {
        name: "personal_number", label: text("Số định danh cá nhân", "Personal number"), secret: false
    };
const PASSWORD: SignInField = SignInField { name: "password", label: text("Mật khẩu", "Password"), secret: true };

impl CitizenSignIn for DemoCitizenSignIn {
    fn title(&self) -> Text {
        text("Số định danh và mật khẩu (chế độ trình diễn)", "Personal number and password (demo)")
    }

    fn begin(&self, _state: &str) -> Begin {
        const FIELDS: &[SignInField] = &[NUMBER, PASSWORD];
        Begin::Form(FIELDS)
    }

    fn prove(&self, keeper: &Identity, answer: &Answer, client: &Client) -> Result<Proven> {
        let field = |of: &SignInField| answer.get(of.name).map_or("", String::as_str);
        let number = PersonalNumber::parse(field(&NUMBER)).map_err(|e| Error::field(NUMBER.name, e.said))?;
        let found = keeper.try_by_name(number.as_str(), client, |tx, number| {
            tx.first::<(String, Option<String>)>(
                "select p.name, a.password from directory_person p join identity_account a on a.person = p.id
                 where p.personal_number = $1 and a.kind = 'citizen'",
                args![number],
            )
        })?;
        let (name, hash) = found.unwrap_or_default();
        if !password::verify(field(&PASSWORD), hash.as_deref())? {
            return Err(wrong());
        }
        Ok(Proven { personal_number: number, name })
    }
}
