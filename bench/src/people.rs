//! Who measures: officials of several communes with tokens, and readers with a session each. Made through the house's own
//! rooms while nobody serves; they stay in the data folder, which is therefore not one to keep.

use std::path::Path;

use base::{Day, Error, Id, Result, Sources, text};
use directory::{Level, NewPerson, UnitMap};
use identity::{Client, NewAccount, NewDelegation, NewToken, PasswordHash, Username, Who};
use platform::App;
use serde::{Deserialize, Serialize};
use server::house::Place;
use storage::Tx;

/// How many communes take dossiers at once.
const DESKS: usize = 16;
/// How many units the head of many has.
const UNITS_OF_HEAD: usize = 40;
/// Of the accounts that the demo shows, and of those made here.
const PASSWORD: &str = "song-lo-xanh-2026";

#[derive(Clone, Serialize, Deserialize)]
pub struct People {
    pub desks: Vec<Desk>,
    pub readers: Vec<Reader>,
}

/// A commune with the tokens of those who take a dossier through.
#[derive(Clone, Serialize, Deserialize)]
pub struct Desk {
    pub commune: String,
    pub clerk: String,
    pub specialist: String,
    pub chair: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Reader {
    pub name: String,
    /// The value of the session's cookie.
    pub session: String,
}

/// The reader whose reach is the whole province; the others are held against him.
pub const WHOLE_PROVINCE: &str = "leader of the whole province";

impl People {
    pub fn write(&self, to: &Path) -> Result<()> {
        let text = serde_json::to_string_pretty(self).map_err(Error::internal)?;
        Ok(std::fs::write(to, text)?)
    }

    pub fn read(from: &Path) -> Result<People> {
        serde_json::from_str(&std::fs::read_to_string(from)?).map_err(Error::internal)
    }
}

pub fn make(place: &Place) -> Result<People> {
    place.must_exist()?;
    if !place.is_demo() {
        return Err(Error::forbidden(text(
            "Chỉ đo trên tỉnh mẫu",
            "Measuring adds officials and dossiers: it is for a demo province only",
        )));
    }
    let app = place.open(Sources::system(1), String::new())?;
    let hash = PasswordHash::new(app.sources(), PASSWORD, "bench")?;
    let house = app.clone();
    let desks = app.db.write_now(move |tx| {
        let day = tx.now().day();
        let map = UnitMap::load(tx, day)?;
        make_readers(tx, &map, day, &hash)?;
        make_desks(tx, &house, &map, day)
    })?;
    let readers = [
        ("clerk of a commune", "motcua"),
        ("head of 40 units", "bench.head"),
        ("delegate", "bench.delegate"),
        (WHOLE_PROVINCE, "lanhdao"),
        ("admin", "quantri"),
    ];
    let client = Client { address: "127.0.0.1", agent: "bench" };
    let sign_in = |(name, username): (&str, &str)| {
        let session = app.identity.sign_in(username, PASSWORD, None, &client)?.cookie;
        Ok(Reader { name: name.to_owned(), session })
    };
    Ok(People { desks, readers: readers.into_iter().map(sign_in).collect::<Result<_>>()? })
}

fn make_desks(tx: &mut Tx, app: &App, map: &UnitMap, day: Day) -> Result<Vec<Desk>> {
    let mut desks = Vec::new();
    for commune in map.communes() {
        let Some(desk) = map.children(commune.id).find(|unit| unit.duty.as_deref() == Some("one-stop")) else {
            continue;
        };
        let (clerk, specialist, chair) = (
            token(tx, app, desk.id, "clerk", day)?,
            token(tx, app, commune.id, "specialist", day)?,
            token(tx, app, commune.id, "chair", day)?,
        );
        let (Some(clerk), Some(specialist), Some(chair)) = (clerk, specialist, chair) else { continue };
        let Some(gso) = commune.gso.clone() else { continue };
        desks.push(Desk { commune: gso, clerk, specialist, chair });
        if desks.len() == DESKS {
            break;
        }
    }
    if desks.is_empty() {
        return Err(Error::internal("no commune with a clerk, a specialist and a chair"));
    }
    Ok(desks)
}

/// A token of who holds the role in the unit, if somebody does.
fn token(tx: &mut Tx, app: &App, unit: Id, role: &str, day: Day) -> Result<Option<String>> {
    let Some(person) = directory::holders(tx, unit, role, day)?.into_iter().next() else { return Ok(None) };
    let Some(account) = identity::accounts_of(tx, person.id)?.into_iter().next() else { return Ok(None) };
    let me = app.identity.me_of(tx, account.id)?;
    let new = NewToken { name: "bench".to_owned(), ..NewToken::default() };
    let (_, secret) = identity::create_token(tx, identity::By::Operator, app.identity.limits(), &me, &new)?;
    Ok(Some(secret))
}

/// The head of many units, and somebody with a post of his own who was lent another.
fn make_readers(tx: &mut Tx, map: &UnitMap, day: Day, hash: &PasswordHash) -> Result<()> {
    if identity::account_named(tx, "bench.head").is_ok() {
        return Ok(());
    }
    let communes: Vec<Id> = map.of_level(Level::Commune).map(|unit| unit.id).collect();
    let head = official(tx, "bench.head", hash)?;
    for unit in communes.iter().take(UNITS_OF_HEAD) {
        directory::add_post(tx, None, head, *unit, "chair", day, None)?;
    }
    let delegate = official(tx, "bench.delegate", hash)?;
    if let [.., own] = communes.as_slice() {
        directory::add_post(tx, None, delegate, *own, "specialist", day, None)?;
    }
    let chair = identity::account_named(tx, "chutich")?.person;
    if let Some(post) = directory::posts(tx, chair, day)?.first() {
        let document = "12/QĐ-UBND".to_owned();
        let new = NewDelegation { post: post.id, taker: delegate, from_day: day, to_day: day.plus(30), document };
        identity::delegate(tx, identity::By::Operator, &new)?;
    }
    Ok(())
}

fn official(tx: &mut Tx, username: &str, hash: &PasswordHash) -> Result<Id> {
    let person = directory::add_person(tx, NewPerson::named("Người Đo"))?;
    let account = NewAccount {
        person,
        kind: Who::Official,
        username: Username::parse(username)?,
        password: Some(hash.clone()),
        must_change: false,
    };
    identity::create_account(tx, identity::By::Operator, &account)?;
    Ok(person)
}
