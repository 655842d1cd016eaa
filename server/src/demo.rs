//! `tinhso demo`: the province of Tuyên Quang with made-up people, through two years and its merger.

use std::path::PathBuf;

use base::{Day, Error, Id, PersonalNumber, Result, SeededRandom, Sources, said};
use directory::{Level, Maps, NewPerson, ReorganisationFile, UnitMap};
use identity::{NewAccount, PasswordHash, Username, Who};
use indicatif::{ProgressBar, ProgressStyle};
use platform::{App, Demo, Milestone, Settings};
use storage::Tx;

use crate::{house::Place, province, systems::SYSTEMS, units::movers};

#[derive(clap::Args)]
pub struct DemoCommand {
    #[command(flatten)]
    place: Place,
    /// How many dossiers go through the real acts, spread over the last 24 months
    #[arg(long, default_value_t = 5_000)]
    dossiers: usize,
    #[arg(long, default_value_t = 2025)]
    seed: u64,
    /// The last day of the demo's life; today unless said. A seed and a day reproduce everything
    #[arg(long)]
    until: Option<Day>,
}

/// What `demo` and `serve` print, and the README.
pub const ACCOUNTS: &str = "\
  Tài khoản mẫu (mật khẩu chung: song-lo-xanh-2026)
    congdan     một công dân                motcua      cán bộ một cửa, phường Minh Xuân
    chuyenvien  chuyên viên phường          chutich     chủ tịch UBND phường
    phochutich  phó chủ tịch UBND phường    giamdoc     giám đốc Sở Tư pháp
    lanhdao     lãnh đạo UBND tỉnh          quantri     quản trị hệ thống";

const PASSWORD: &str = "song-lo-xanh-2026";
/// The citizen's personal number, by which he signs in where VNeID will stand.
const CITIZEN: &str = "008085001234";

/// Where the demo accounts work: the commune of today whose first predecessor bears this code.
const COMMUNE_OF_ACCOUNTS: &str = "Minh Xuân";

impl DemoCommand {
    pub fn run(self) -> Result<()> {
        let place = &self.place;
        must_be_empty(&place.data)?;
        std::fs::create_dir_all(&place.data)?;
        std::fs::write(place.data.join("demo"), "Tỉnh mẫu: người và mật khẩu đều được tạo ra để thử.\n")?;

        let until = self.until.unwrap_or_else(|| Sources::system(0).now().day());
        let first_day = until.plus_months(-24);
        let (sources, _) = Sources::fixed(first_day.start(), self.seed);
        let app = place.open(sources, String::new())?;
        let random = SeededRandom::new(self.seed);

        let reorganisations = province::reorganisations()?;
        let (before, after): (Vec<_>, Vec<_>) = reorganisations.into_iter().partition(|file| file.day <= first_day);
        make_units(&app, &before)?;
        publish_procedures(&app, first_day)?;
        let officials = make_officials(&app, first_day, &after, &random)?;
        eprintln!("tinhso: {officials} cán bộ, {} hồ sơ đến ngày {}", self.dossiers, until.dmy());

        let bar = ProgressBar::new(self.dossiers as u64);
        let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let steps: Vec<(Day, Change)> = after
            .into_iter()
            .filter(|file| file.day <= until)
            .map(|file| {
                let (day, app) = (file.day, app.clone());
                let change: Change = Box::new(move |day| reorganise(&app, &file, day));
                (day, change)
            })
            .collect();
        let milestones: Vec<Milestone> = steps.iter().map(|(day, change)| (*day, &**change)).collect();
        let progress = |done: usize, total: usize| {
            bar.set_length(total as u64);
            bar.set_position(done as u64);
        };
        let demo = Demo {
            app: &app,
            random: &random,
            dossiers: self.dossiers,
            until,
            milestones: &milestones,
            progress: &progress,
        };
        for system in SYSTEMS {
            if let Some(make) = system.demo {
                make(&demo)?;
            }
        }
        bar.finish_and_clear();
        while ledger::seal(&app.db, &app.seal_key)? < events(&app)? {}
        println!("{ACCOUNTS}");
        Ok(())
    }
}

/// What happens to the province on a day.
type Change = Box<dyn Fn(Day) -> Result<()>>;

fn events(app: &App) -> Result<u64> {
    let (n,) = app.db.read_now(|tx| tx.one::<(i64,)>("select count(*) from ledger_event", &[]))?;
    Ok(n as u64)
}

fn must_be_empty(data: &PathBuf) -> Result<()> {
    let is_empty = std::fs::read_dir(data).map_or(true, |mut entries| entries.next().is_none());
    if is_empty {
        return Ok(());
    }
    let data = data.display();
    Err(Error::conflict(said!(
        "Thư mục {data} không trống; tỉnh mẫu chỉ được tạo trong thư mục trống",
        "The folder {data} is not empty; the demo is made in an empty one only"
    )))
}

fn make_units(app: &App, before: &[ReorganisationFile]) -> Result<()> {
    let file = province::units()?;
    app.db.exclusive_now(move |tx| {
        tx.replay_at(file.valid_from.start());
        directory::import(tx, &file)
    })?;
    before.iter().try_for_each(|file| reorganise(app, file, file.day))
}

fn reorganise(app: &App, file: &ReorganisationFile, day: Day) -> Result<()> {
    let file = file.clone();
    app.db.exclusive_now(move |tx| {
        tx.replay_at(day.start());
        directory::reorganise(tx, &file, &movers()).map(drop)
    })
}

fn publish_procedures(app: &App, day: Day) -> Result<()> {
    let files = province::procedures()?;
    app.db.write_now(move |tx| {
        tx.replay_at(day.start());
        for (path, source) in &files {
            let procedure = procedures::definition::Procedure::from_toml(path, source)?;
            procedures::catalogue::publish(tx, &procedure)?;
        }
        Settings::set(tx, &procedures::register::ONLINE_FORM, "on", None)
    })?;
    app.reload()
}

/// A clerk, a specialist and a chair for one predecessor of each commune of today, so that after the merger each commune
/// has them once; the departments; and the demo accounts. Returns how many officials there are.
fn make_officials(app: &App, day: Day, coming: &[ReorganisationFile], random: &SeededRandom) -> Result<usize> {
    let hash = PasswordHash::new(app.sources(), PASSWORD, "tinhso")?;
    let communes = first_predecessors(app, day, coming)?;
    let names: Vec<String> = (0..communes.len() * 3 + 400).map(|_| procedures::demo::made_up_name(random).0).collect();
    let made = app.db.write_now(move |tx| {
        tx.replay_at(day.start());
        let map = UnitMap::load(tx, day)?;
        let mut maker = Maker { day, hash: hash.clone(), names: names.clone(), made: 0 };
        for (code, later_name) in &communes {
            let Some(commune) = map.by_code(directory::Scheme::Gso, code) else { continue };
            let Some(desk) = map.children(commune.id).find(|u| u.duty.as_deref() == Some("one-stop")) else { continue };
            let shown = later_name == COMMUNE_OF_ACCOUNTS;
            maker.official(tx, desk.id, "clerk", shown.then_some("motcua"))?;
            maker.official(tx, commune.id, "specialist", shown.then_some("chuyenvien"))?;
            maker.official(tx, commune.id, "chair", shown.then_some("chutich"))?;
            if shown {
                maker.official(tx, commune.id, "deputy_chair", Some("phochutich"))?;
            }
        }
        // Of the two provinces, officials work in the one that goes on under its name.
        let Some(province) = map.by_code(directory::Scheme::Gso, "08") else {
            return Err(Error::internal("no province 08"));
        };
        for department in map.children(province.id).filter(|u| u.level == Level::Department) {
            match department.duty.as_deref() {
                Some("committee") => {
                    maker.official(tx, department.id, "head", None)?;
                }
                duty => {
                    let name = (duty == Some("justice")).then_some("giamdoc");
                    maker.official(tx, department.id, "department_director", name)?;
                    maker.official(tx, department.id, "specialist", None)?;
                }
            }
        }
        for desk in map.units().filter(|u| u.duty.as_deref() == Some("one-stop")) {
            if map.commune(desk.id).is_none() && map.province(desk.id).is_some_and(|p| p.id == province.id) {
                maker.official(tx, desk.id, "clerk", None)?;
            }
        }
        maker.official(tx, province.id, "province_leader", Some("lanhdao"))?;
        maker.official(tx, province.id, "admin", Some("quantri"))?;
        // In the demo nobody need have a telephone at hand to look around.
        for role in ["admin", "privacy_officer", "auditor"] {
            identity::set_role_second_factor(tx, identity::By::Operator, role, false)?;
        }
        maker.citizen(tx)?;
        Ok(maker.made)
    })?;
    Ok(made)
}

struct Maker {
    day: Day,
    hash: PasswordHash,
    names: Vec<String>,
    made: usize,
}

impl Maker {
    /// An official with an account; only the shown ones have a password.
    fn official(&mut self, tx: &mut Tx, unit: Id, role: &str, shown: Option<&str>) -> Result<Id> {
        let name = self.names.get(self.made).cloned().unwrap_or_else(|| "Nguyễn Văn Mẫu".to_owned());
        self.made += 1;
        let person = directory::add_person(tx, NewPerson::named(&name))?;
        directory::add_post(tx, None, person, unit, role, self.day, None)?;
        let username = shown.map_or_else(|| format!("cb{:04}", self.made), str::to_owned);
        identity::create_account(
            tx,
            identity::By::Operator,
            &NewAccount {
                person,
                kind: Who::Official,
                username: Username::parse(&username)?,
                password: shown.map(|_| self.hash.clone()),
                must_change: false,
            },
        )?;
        Ok(person)
    }

    fn citizen(&mut self, tx: &mut Tx) -> Result<()> {
        let new = NewPerson {
            personal_number: Some(PersonalNumber::parse(CITIZEN)?),
            phone: Some("0912345678".to_owned()),
            birth: Day::new(1985, 3, 9),
            ..NewPerson::named("Ma Văn Thử")
        };
        let person = directory::add_person(tx, new)?;
        identity::create_account(
            tx,
            identity::By::Operator,
            &NewAccount {
                person,
                kind: Who::Citizen,
                username: Username::parse("congdan")?,
                password: Some(self.hash.clone()),
                must_change: false,
            },
        )?;
        Ok(())
    }
}

/// One old commune (its code) for each commune of today (its name): the first that went into it whole.
fn first_predecessors(app: &App, day: Day, coming: &[ReorganisationFile]) -> Result<Vec<(String, String)>> {
    let map = app.db.read_now(move |tx| Maps::default().get(tx, day))?;
    let mut pairs: Vec<(String, String)> = Vec::new();
    for file in coming {
        for found in file.founded.iter().filter(|found| found.level == Level::Commune) {
            if let Some(code) = found.whole.first().and_then(|unit| unit.split_whitespace().next()) {
                pairs.push((code.to_owned(), found.name.clone()));
            }
        }
        for kept in &file.kept {
            let code = kept.unit.split_whitespace().next().unwrap_or_default();
            if let Some(unit) = map.by_code(directory::Scheme::Gso, code).filter(|u| u.level == Level::Commune) {
                pairs.push((code.to_owned(), kept.name.clone().unwrap_or_else(|| unit.name.clone())));
            }
        }
    }
    if pairs.is_empty() {
        // The demo begins on today's map.
        let today = map.communes().filter_map(|u| Some((u.gso.clone()?, u.name.clone())));
        pairs.extend(today);
    }
    Ok(pairs)
}
