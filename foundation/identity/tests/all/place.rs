//! A small province: two communes, a one-stop desk in the first, and the people of the tests.

use std::{ops::Deref, sync::OnceLock};

use base::{Day, Id, Moment, Result, Sources};
use directory::{NewPerson, Scheme, UnitsFile, add_person, add_post, import, unit_by_code};
use identity::{
    By, Client, Identity, Limits, Me, NewAccount, PasswordHash, ROLE_RIGHTS, ROLES, Right, SignIn, Username, Vault,
    Who, create_account, install_roles,
};
use storage::{Migration, Tx, testing::TestDb};

pub const PASSWORD: &str = "ba con mèo đen ngủ";
pub const HOME: Client = Client { address: "203.0.113.7", agent: "Firefox" };

pub const RECEIVE: Right = Right("test.receive");
pub const DECIDE: Right = Right("test.decide");
const TEST_RIGHTS: &[(&str, Right)] = &[("clerk", RECEIVE), ("chair", RECEIVE), ("chair", DECIDE)];

const UNITS: &str = r#"
valid_from = "2025-07-01"
document = "NQ 1684"
[[unit]]
level = "province"
kind = "tỉnh"
name = "Thử"
gso = "08"
[[unit]]
level = "commune"
kind = "xã"
name = "Minh Tân"
gso = "00001"
parent = "08"
[[unit]]
level = "commune"
kind = "xã"
name = "Bình Yên"
gso = "00002"
parent = "08"
[[unit]]
level = "office"
kind = "trung tâm"
name = "Trung tâm Phục vụ hành chính công xã Minh Tân"
agency = "H60.1"
parent = "00001"
"#;

pub struct Place<'a> {
    db: &'a TestDb,
    pub keeper: Identity,
    pub province: Id,
    pub commune: Id,
    pub other: Id,
    pub desk: Id,
}

impl Deref for Place<'_> {
    type Target = TestDb;

    fn deref(&self) -> &TestDb {
        self.db
    }
}

/// One account and its person.
#[derive(Clone, Copy)]
pub struct Someone {
    pub person: Id,
    pub account: Id,
}

pub fn each(test: impl Fn(&Place)) {
    let migrations: Vec<Migration> = [ledger::MIGRATIONS, directory::MIGRATIONS, identity::MIGRATIONS].concat();
    TestDb::each(&migrations, |db| {
        let file = UnitsFile::parse(UNITS, None).unwrap();
        db.exclusive_now(move |tx| import(tx, &file)).unwrap();
        let units = db.write_now(|tx| {
            install_roles(tx, ROLES, &[ROLE_RIGHTS, TEST_RIGHTS].concat())?;
            let mut unit = |scheme, code| -> Result<Id> { Ok(unit_by_code(tx, scheme, code, day("2026-03-09"))?.id) };
            Ok([
                unit(Scheme::Gso, "08")?,
                unit(Scheme::Gso, "00001")?,
                unit(Scheme::Gso, "00002")?,
                unit(Scheme::Agency, "H60.1")?,
            ])
        });
        let [province, commune, other, desk] = units.unwrap();
        let keeper = Identity::new((**db).clone(), Vault::from_key(&[7; 32]), Limits::default());
        test(&Place { db, keeper, province, commune, other, desk });
    });
}

/// Made once: a hash takes its time.
pub fn password() -> PasswordHash {
    static HASH: OnceLock<PasswordHash> = OnceLock::new();
    HASH.get_or_init(|| PasswordHash::new(&Sources::system(0), PASSWORD, "").unwrap()).clone()
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

impl Place<'_> {
    pub fn write<T: Send + 'static>(&self, f: impl Fn(&mut Tx) -> Result<T> + Send + 'static) -> Result<T> {
        self.db.write_now(f)
    }

    pub fn count(&self, sql: &'static str) -> i64 {
        self.db.read_now(move |tx| tx.one::<(i64,)>(sql, &[])).unwrap().0
    }

    pub fn pass_minutes(&self, minutes: i64) {
        self.clock.set(self.now().plus_minutes(minutes));
    }

    pub fn now(&self) -> Moment {
        self.sources().now()
    }

    pub fn today(&self) -> Day {
        self.now().day()
    }

    /// An official with a post since the beginning of the year.
    pub fn official(&self, username: &'static str, unit: Id, role: &'static str) -> Someone {
        let hash = password();
        self.write(move |tx| {
            let person = add_person(tx, NewPerson::named(format!("Nguyễn Văn {username}")))?;
            add_post(tx, None, person, unit, role, day("2026-01-01"), None)?;
            let new = NewAccount {
                person,
                kind: Who::Official,
                username: Username::parse(username)?,
                password: Some(hash.clone()),
                must_change: false,
            };
            Ok(Someone { person, account: create_account(tx, By::Operator, &new)? })
        })
        .unwrap()
    }

    /// The rights of today, without a session.
    pub fn me_of(&self, who: Someone) -> Me {
        let keeper = self.keeper.clone();
        self.db.read_now(move |tx| keeper.me_of(tx, who.account)).unwrap()
    }

    pub fn sign_in(&self, username: &str) -> SignIn {
        self.keeper.sign_in(username, PASSWORD, None, &HOME).unwrap()
    }

    pub fn me(&self, signed_in: &SignIn) -> Option<Me> {
        self.keeper.by_session_now(&signed_in.cookie).unwrap()
    }
}
