#![doc = include_str!("../README.md")]

mod log;
mod page;
mod person;
mod province;

use std::{collections::BTreeMap, sync::OnceLock, thread};

use axum::Router;
use base::{Day, Id, Moment, Result, Sources};
use directory::{Maps, Moved, Mover, NewPerson, ReorganisationFile};
use documents::{Paper, Typesetter};
use identity::{
    Answer, Begin, By, CitizenSignIn, Client, Identity, Limits, NewAccount, PasswordHash, Proven, Username, Vault, Who,
};
use ledger::{Commitment, EventKind, Records, SealKey};
use platform::{App, Parts, Routes, Setting, Settings, System};
use storage::{Blobs, Engine, FromRow, Migration, Tx, Val, testing::TestDb};
use tokio::runtime::Runtime;

pub use page::Page;
pub use person::Person;
pub use province::MERGER;

/// The house with its systems, a province in it, and nobody yet.
pub struct Town {
    app: App,
    router: Router,
    runtime: Runtime,
    warnings: log::Warnings,
    /// Last: the database goes when all that uses it has gone.
    db: TestDb,
}

impl Town {
    /// Runs the story on SQLite and, where `TINHSO_TEST_POSTGRES` names a server, on PostgreSQL.
    pub fn each(systems: &[&'static System], story: impl Fn(&Town)) {
        for db in storage::testing::engines(&migrations(systems)) {
            eprintln!("on {:?}", db.engine());
            story(&Town::open(systems, db));
        }
    }

    /// For stories in which no engine has a say.
    pub fn with(systems: &[&'static System]) -> Town {
        Town::open(systems, TestDb::sqlite(&migrations(systems)))
    }

    fn open(systems: &[&'static System], db: TestDb) -> Town {
        let systems: &'static [&'static System] = systems.to_vec().leak();
        let rights: Vec<_> =
            identity::ROLE_RIGHTS.iter().chain(systems.iter().flat_map(|system| system.role_rights)).copied().collect();
        let file = province::units();
        db.exclusive_now(move |tx| directory::import(tx, &file)).expect("the units come in");
        db.write_now(move |tx| {
            identity::install_roles(tx, identity::ROLES, &rights)?;
            for role in identity::ROLES.iter().filter(|role| role.second_factor) {
                identity::set_role_second_factor(tx, By::Operator, role.code, false)?;
            }
            Settings::set(tx, &platform::PROVINCE_NAME, province::NAME, None)
        })
        .expect("the province is set up");

        // A story may last for months; that sessions end is told elsewhere.
        let years = 10 * 366 * 24 * 60;
        let limits =
            Limits { idle_minutes: years, session_minutes: years, longest_token_minutes: years, ..Limits::default() };
        let app = App::new(Parts {
            blobs: Blobs::open(db.dir.join("files")).expect("a folder for files"),
            identity: Identity::new((*db).clone(), Vault::from_key(&[7; 32]), limits),
            seal_key: SealKey::from_seed("town", &[9; 32]).expect("a key"),
            typesetter: Box::new(Typewriter),
            systems,
            data: db.dir.clone(),
            demo: false,
            beside: Default::default(),
            base_url: "https://mau.example.vn".to_owned(),
            db: (*db).clone(),
        })
        .expect("the house opens");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let router = platform::surround(Routes::of(systems).open(&app), app.clone());
        Town { app, router, runtime, warnings: log::Warnings::default(), db }
    }

    pub fn app(&self) -> &App {
        &self.app
    }

    pub fn engine(&self) -> Engine {
        self.app.db.engine()
    }

    pub fn write<T: Send + 'static>(&self, f: impl Fn(&mut Tx) -> Result<T> + Send + 'static) -> Result<T> {
        self.app.db.write_now(f)
    }

    pub fn read<T: Send + 'static>(&self, f: impl Fn(&mut Tx) -> Result<T> + Send + 'static) -> Result<T> {
        self.app.db.read_now(f)
    }

    /// The rows of a query, for what no page shows.
    pub fn rows<T: FromRow + Send + 'static>(&self, sql: &str, args: &[Val]) -> Vec<T> {
        let (sql, args) = (sql.to_owned(), args.to_vec());
        self.read(move |tx| tx.all(&sql, &args)).unwrap_or_else(|e| panic!("{e}"))
    }

    pub fn count(&self, sql: &str, args: &[Val]) -> i64 {
        self.rows::<(i64,)>(sql, args)[0].0
    }

    pub fn now(&self) -> Moment {
        self.app.now()
    }

    /// `2026-03-10T09:00`.
    pub fn clock_at(&self, moment: &str) {
        self.db.clock.set(moment.parse().expect("a moment"));
    }

    pub fn later(&self, minutes: i64) {
        self.db.clock.set(self.now().plus_minutes(minutes));
    }

    pub fn set(&self, setting: &'static Setting, value: &'static str) {
        self.write(move |tx| Settings::set(tx, setting, value, None)).expect("the setting is kept");
        self.app.reload().expect("the settings are read");
    }

    /// A unit of today by its full name: `Xã An Bình`, `Sở Tư pháp`.
    pub fn unit(&self, name: &str) -> Id {
        let day = self.now().day();
        let map = self.read(move |tx| Maps::default().get(tx, day)).expect("the map");
        let mut named = map.units().filter(|unit| unit.full_name() == name);
        let unit = named.next().unwrap_or_else(|| panic!("there is no {name} on {day}"));
        assert!(named.next().is_none(), "{name} is the name of two units");
        unit.id
    }

    /// The one-stop centre below a unit.
    pub fn centre(&self, name: &str) -> Id {
        let (unit, day) = (self.unit(name), self.now().day());
        let office = self.read(move |tx| directory::office(tx, unit, "one-stop", day)).expect("the map");
        office.unwrap_or_else(|| panic!("{name} has no one-stop centre")).id
    }

    /// An official with this role there since the first of January, signed in. A clerk sits in the unit's one-stop centre.
    pub fn person(&self, unit: &str, role: &str) -> Person<'_> {
        let unit = if role == "clerk" { self.centre(unit) } else { self.unit(unit) };
        self.official(unit, role)
    }

    pub fn official(&self, unit: Id, role: &str) -> Person<'_> {
        let (n,) = self.rows::<(i64,)>("select count(*) from identity_account", &[])[0];
        let (username, role) = (format!("{}{n}", role.replace('_', "-")), role.to_owned());
        let name = format!("Nguyễn Văn {}", FIRST_NAMES[n as usize % FIRST_NAMES.len()]);
        let since: Day = "2026-01-01".parse().expect("a day");
        let new_name = username.clone();
        let (shown, new_named) = (name.clone(), name);
        let account = self.write(move |tx| {
            let person = directory::add_person(tx, NewPerson::named(&new_named))?;
            directory::add_post(tx, None, person, unit, &role, since, None)?;
            let new = NewAccount {
                person,
                kind: Who::Official,
                username: Username::parse(&new_name)?,
                password: Some(password()),
                must_change: false,
            };
            identity::create_account(tx, By::Operator, &new)
        });
        account.unwrap_or_else(|e| panic!("{username} gets an account: {e}"));
        let signed_in = self.app.identity.sign_in(&username, PASSWORD, None, &HOME);
        let signed_in = signed_in.unwrap_or_else(|e| panic!("{username} signs in: {e}"));
        Person::signed_in(self, username, shown, signed_in)
    }

    /// A citizen, signed in.
    pub fn citizen(&self, name: &str, personal_number: &str) -> Person<'_> {
        let proven =
            Proven { personal_number: personal_number.parse().expect("a personal number"), name: name.to_owned() };
        let signed_in = self.app.identity.sign_in_citizen(&Known(proven), &Answer::new(), &HOME);
        let signed_in = signed_in.unwrap_or_else(|e| panic!("{name} signs in: {e}"));
        Person::signed_in(self, name.to_owned(), name.to_owned(), signed_in)
    }

    /// Somebody who has not signed in.
    pub fn stranger(&self) -> Person<'_> {
        Person::stranger(self)
    }

    /// Runs the jobs that are due, those of schedules too; returns how many there were.
    pub fn run_jobs(&self) -> u64 {
        let schedules: Vec<_> = self.app.systems.iter().flat_map(|system| system.schedules).copied().collect();
        jobs::tick(&self.app.db, &schedules, self.now()).expect("the schedules are looked at");
        let handlers: Vec<_> = self.app.systems.iter().flat_map(|system| system.jobs).copied().collect();
        let ran = jobs::run_due_with(&self.app.db, &self.app, &handlers, self.now()).expect("the jobs run");
        assert_eq!((ran.failed, ran.dead), (0, 0), "a job failed: {:?}", self.jobs());
        ran.done
    }

    fn jobs(&self) -> Vec<(String, String, Option<String>)> {
        self.rows("select kind, state, last_error from jobs_job where run_at <= $1", &[self.now().into()])
    }

    /// Changes the map with everything that moves; returns what moved.
    pub fn reorganise(&self, file: &str) -> Moved {
        let file = ReorganisationFile::parse(file).unwrap_or_else(|e| panic!("the file is read: {e}"));
        let movers = self.movers();
        let moved = self.app.db.exclusive_now(move |tx| directory::reorganise(tx, &file, &movers));
        moved.unwrap_or_else(|e| panic!("the map changes: {e}"))
    }

    fn movers(&self) -> Vec<&'static dyn Mover> {
        // Posts move by themselves, before all others.
        let mut movers: Vec<&'static dyn Mover> = vec![&identity::DelegationMover, &work::WorkMover];
        movers.extend(self.app.systems.iter().flat_map(|system| system.movers).map(|mover| *mover as &dyn Mover));
        movers
    }

    /// Seals all events and returns how many there are.
    pub fn seal(&self) -> u64 {
        ledger::seal(&self.app.db, &self.app.seal_key).expect("the ledger is sealed")
    }

    /// The ledger is whole, agrees with the records, and its cells with its events.
    pub fn verify(&self) {
        let records = AllRecords(self.app.systems);
        let key = self.app.seal_key.verify_key();
        let report = ledger::verify(&self.app.db, &key, None, Some(&records)).expect("the ledger is read");
        assert!(report.ok, "the ledger does not verify: {report:?}");
        let of_systems = self.app.systems.iter().flat_map(|system| system.events).copied();
        let kinds: Vec<&'static EventKind> =
            directory::events::ALL.iter().copied().chain(identity::EVENTS.iter().copied()).chain(of_systems).collect();
        let differences = ledger::rebuild_cells(&self.app.db, &kinds, false).expect("the cells are read");
        assert!(differences.is_empty(), "the cells do not agree with the events: {:?}", differences.first);
    }

    /// What the log said at warning level or above; once taken, the story answers for it.
    pub fn take_warnings(&self) -> Vec<String> {
        self.warnings.take()
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        if thread::panicking() {
            return;
        }
        let left = self.jobs();
        assert!(left.is_empty(), "the story left jobs undone: {left:?}");
        let warnings = self.take_warnings();
        assert!(warnings.is_empty(), "the story left warnings: {warnings:#?}");
        self.seal();
        self.verify();
    }
}

const FIRST_NAMES: &[&str] =
    &["An", "Bình", "Chi", "Dũng", "Giang", "Hà", "Khánh", "Lan", "Minh", "Ngọc", "Phúc", "Quân"];

const PASSWORD: &str = "ba con mèo đen ngủ";
const HOME: Client = Client { address: "203.0.113.7", agent: "Firefox" };

/// Made once: a hash takes its time.
fn password() -> PasswordHash {
    static HASH: OnceLock<PasswordHash> = OnceLock::new();
    HASH.get_or_init(|| PasswordHash::new(&Sources::system(0), PASSWORD, "").expect("a password")).clone()
}

/// All tables, the foundation's first.
fn migrations(systems: &[&'static System]) -> Vec<Migration> {
    let foundation = [
        ledger::MIGRATIONS,
        jobs::MIGRATIONS,
        directory::MIGRATIONS,
        identity::MIGRATIONS,
        work::MIGRATIONS,
        search::MIGRATIONS,
        documents::MIGRATIONS,
        notify::MIGRATIONS,
        platform::MIGRATIONS,
    ];
    foundation.into_iter().chain(systems.iter().map(|system| system.migrations)).flatten().copied().collect()
}

/// A citizen whom everybody in town knows.
struct Known(Proven);

impl CitizenSignIn for Known {
    fn title(&self) -> base::Text {
        base::text("Người quen", "A known face")
    }

    fn begin(&self, _state: &str) -> Begin {
        Begin::Form(&[])
    }

    fn prove(&self, _: &Identity, _: &Answer, _: &Client) -> Result<Proven> {
        Ok(self.0.clone())
    }
}

/// Sets no type: what it makes is the paper's own text, which a story can read.
struct Typewriter;

impl Typesetter for Typewriter {
    fn pdf(&self, paper: &Paper) -> Result<Vec<u8>> {
        let text = serde_json::to_string(paper).map_err(base::Error::internal)?;
        Ok(format!("%PDF-1.7\n{text}\n%%EOF\n").into_bytes())
    }
}

struct AllRecords(&'static [&'static System]);

impl Records for AllRecords {
    fn current(&self, tx: &mut Tx, subject: Id, kind: &str) -> Result<Option<Commitment>> {
        for records in self.0.iter().filter_map(|system| system.records) {
            if let Some(found) = records.current(tx, subject, kind)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

/// What a browser keeps.
type Cookies = BTreeMap<String, String>;
