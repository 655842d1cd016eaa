//! `tinhso init`: a real province from the shipped data, with nobody in it but its first administrator;
//! `tinhso accounts …`: the first ones, and whoever has locked himself out.

use base::{Day, Error, Result, Sources, said};
use directory::{NewPerson, Scheme};
use identity::{By, NewAccount, PasswordHash, Username, Who, initial_password};
use platform::App;
use storage::Db;

use crate::{house::Place, province, units::movers};

#[derive(clap::Args)]
pub struct Init {
    #[command(flatten)]
    place: Place,
    /// The first administrator's username
    #[arg(long, default_value = "quantri")]
    admin: String,
    /// The first administrator's full name
    #[arg(long, value_name = "NAME")]
    name: String,
}

impl Init {
    pub fn run(self) -> Result<()> {
        let app = self.place.open(Sources::system(1), String::new())?;
        let (has_units,) =
            app.db.read_now(|tx| tx.one::<(bool,)>("select exists (select 1 from directory_unit)", &[]))?;
        if has_units {
            return Err(Error::conflict(said!(
                "Nơi này đã có một tỉnh; tinhso init chỉ tạo tỉnh ở nơi còn trống",
                "There is a province here already; tinhso init makes one in an empty place only"
            )));
        }
        let today = app.now().day();
        let units = province::units()?;
        app.db.exclusive_now(move |tx| directory::import(tx, &units))?;
        for file in province::reorganisations()?.into_iter().filter(|file| file.day <= today) {
            eprintln!("tinhso: {} ({})", file.document, file.day.dmy());
            app.db.exclusive_now(move |tx| directory::reorganise(tx, &file, &movers()).map(drop))?;
        }
        let procedures = province::procedures()?;
        publish(&app.db, &procedures)?;
        eprintln!("tinhso: {} thủ tục", procedures.len());
        let admin = NewOfficial { username: self.admin, name: self.name, unit: "08".into(), role: "admin".into() };
        admin.create(&app, today)
    }
}

/// Publishes definitions, each a file's name and text: all or, if one is wrong, none.
pub fn publish(db: &Db, files: &[(String, String)]) -> Result<()> {
    let read = |(path, text): &(String, String)| procedures::definition::Procedure::from_toml(path, text);
    let procedures: Vec<_> = files.iter().map(read).collect::<Result<_>>()?;
    db.write_now(move |tx| {
        procedures.iter().try_for_each(|procedure| procedures::catalogue::publish(tx, procedure).map(drop))
    })
}

#[derive(clap::Subcommand)]
pub enum Accounts {
    /// Make an official's account and print its first password, once
    Create {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        official: NewOfficial,
    },
    /// Print a new first password; sessions and tokens of the account end
    ResetPassword {
        #[command(flatten)]
        place: Place,
        username: String,
        /// Take the second factor away too, for a lost telephone
        #[arg(long)]
        second_factor: bool,
    },
}

#[derive(clap::Args)]
pub struct NewOfficial {
    username: String,
    /// The full name, family name first
    #[arg(long)]
    name: String,
    /// The unit of the post, by code
    #[arg(long, value_name = "CODE")]
    unit: String,
    /// clerk, specialist, chair, department_director, province_leader, admin …
    #[arg(long)]
    role: String,
}

impl NewOfficial {
    fn create(self, app: &App, today: Day) -> Result<()> {
        let password = initial_password(app.sources());
        let hash = PasswordHash::new(app.sources(), &password, &self.username)?;
        let username = Username::parse(&self.username)?;
        app.db.write_now({
            let username = username.clone();
            move |tx| {
                let unit = directory::unit_by_code(tx, Scheme::of(&self.unit), &self.unit, today)?;
                let roles: Vec<String> = identity::roles(tx)?.into_iter().map(|role| role.code).collect();
                if !roles.contains(&self.role) {
                    let (role, known) = (&self.role, roles.join(", "));
                    return Err(Error::invalid(said!(
                        "Không có vai trò “{role}”; có: {known}",
                        "There is no role “{role}”; there are: {known}"
                    )));
                }
                let person = directory::add_person(tx, NewPerson::named(&self.name))?;
                directory::add_post(tx, None, person, unit.id, &self.role, today, None)?;
                let new = NewAccount {
                    person,
                    kind: Who::Official,
                    username: username.clone(),
                    password: Some(hash.clone()),
                    must_change: true,
                };
                identity::create_account(tx, By::Operator, &new)
            }
        })?;
        eprintln!("tinhso: mật khẩu lần đầu của {}, phải đổi khi đăng nhập:", username.as_str());
        println!("{password}");
        Ok(())
    }
}

impl Accounts {
    pub fn run(self) -> Result<()> {
        match self {
            Accounts::Create { place, official } => {
                place.must_exist()?;
                let app = place.open(Sources::system(1), String::new())?;
                official.create(&app, app.now().day())
            }
            Accounts::ResetPassword { place, username, second_factor } => {
                place.must_exist()?;
                let app = place.open(Sources::system(1), String::new())?;
                let password = initial_password(app.sources());
                let hash = PasswordHash::new(app.sources(), &password, &username)?;
                let house = app.clone();
                app.db.write_now(move |tx| {
                    let account = identity::account_named(tx, &username)?;
                    if second_factor {
                        identity::reset_second_factor(tx, By::Operator, account.id)?;
                    }
                    identity::reset_password(tx, By::Operator, house.identity.vault(), account.id, &hash)
                })?;
                println!("{password}");
                Ok(())
            }
        }
    }
}
