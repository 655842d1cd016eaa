//! A province with two communes and officials without passwords.

use base::{Id, Moment, Result, text};
use directory::{NewPerson, Scheme, UnitsFile, add_person, add_post, import, unit_by_code};
use identity::{By, Identity, Limits, Me, NewAccount, ROLES, Username, Vault, Who, create_account, install_roles};
use storage::{Migration, Tx, testing::TestDb};
use work::{ASSIGN, NewItem, WorkKind, put};

pub static ACCEPT: WorkKind = WorkKind::new("dossier.accept", text("Tiếp nhận", "Accept"));
pub static DECIDE: WorkKind = WorkKind::new("dossier.decide", text("Quyết định", "Decide"));

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
"#;

pub struct Place<'a> {
    pub db: &'a TestDb,
    pub keeper: Identity,
    pub commune: Id,
    pub other: Id,
}

pub fn each(test: impl Fn(&Place)) {
    let migrations: Vec<Migration> =
        [ledger::MIGRATIONS, directory::MIGRATIONS, identity::MIGRATIONS, work::MIGRATIONS].concat();
    TestDb::each(&migrations, |db| {
        let file = UnitsFile::parse(UNITS, None).unwrap();
        db.exclusive_now(move |tx| import(tx, &file)).unwrap();
        let (commune, other) = db
            .write_now(|tx| {
                install_roles(tx, ROLES, &[("head", ASSIGN)])?;
                let today = tx.now().day();
                let commune = unit_by_code(tx, Scheme::Gso, "00001", today)?.id;
                Ok((commune, unit_by_code(tx, Scheme::Gso, "00002", today)?.id))
            })
            .unwrap();
        let keeper = Identity::new((**db).clone(), Vault::from_key(&[7; 32]), Limits::default());
        test(&Place { db, keeper, commune, other });
    });
}

impl Place<'_> {
    pub fn write<T: Send + 'static>(&self, f: impl Fn(&mut Tx) -> Result<T> + Send + 'static) -> Result<T> {
        self.db.write_now(f)
    }

    /// An official with these posts since the beginning of the year.
    pub fn official(&self, username: &'static str, posts: &'static [&'static str], unit: Id) -> Me {
        let keeper = self.keeper.clone();
        self.write(move |tx| {
            let person = add_person(tx, NewPerson::named(username))?;
            for role in posts {
                add_post(tx, None, person, unit, role, "2026-01-01".parse()?, None)?;
            }
            let username = Username::parse(username)?;
            let kind = Who::Official;
            let new = NewAccount { person, kind, username, password: None, must_change: false };
            let account = create_account(tx, By::Operator, &new)?;
            keeper.me_of(tx, account)
        })
        .unwrap()
    }

    pub fn again(&self, me: &Me) -> Me {
        let (keeper, account) = (self.keeper.clone(), me.account);
        self.db.read_now(move |tx| keeper.me_of(tx, account)).unwrap()
    }

    /// For whoever holds the role in the unit, due that many minutes from now.
    pub fn item(&self, kind: &'static WorkKind, unit: Id, role: &'static str, due: Option<i64>) -> Id {
        self.write(move |tx| {
            let (now, record) = (tx.now(), tx.new_id());
            let due: Option<Moment> = due.map(|minutes| now.plus_minutes(minutes));
            put(
                tx,
                NewItem {
                    kind,
                    record,
                    unit,
                    role: Some(role),
                    person: None,
                    due,
                    label: "H60.1-260309-0001",
                    detail: "",
                },
            )
        })
        .unwrap()
    }
}
