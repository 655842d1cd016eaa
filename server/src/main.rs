//! The command line.

use std::process::ExitCode;

use base::{Result, Sources};
use clap::{Parser, Subcommand};
use server::{
    clock, demo,
    house::{self, Place},
    ledger_commands, procedures_commands, serve, setup, systems, units,
};
use storage::{
    Blobs, Db,
    backup::{self, BackupKey},
};

/// The digital province in one program.
#[derive(Parser)]
#[command(name = "tinhso", version, about, propagate_version = true)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the province
    Serve(serve::Serve),
    /// Make the demo province in an empty folder
    Demo(demo::DemoCommand),
    /// Make a real province in an empty folder, with its first administrator
    Init(setup::Init),
    /// Officials' accounts: create, reset-password
    #[command(subcommand)]
    Accounts(setup::Accounts),
    /// Units: list, trace, import, reorganise
    #[command(subcommand)]
    Units(units::Units),
    /// Procedures: list, import, publish
    #[command(subcommand)]
    Procedures(procedures_commands::Procedures),
    /// The legal clock
    #[command(subcommand)]
    Clock(clock::Clock),
    /// The ledger: verify, head, seal, rebuild-cells
    #[command(subcommand)]
    Ledger(ledger_commands::Ledger),
    /// Access tokens of the API
    #[command(subcommand)]
    Token(Token),
    /// Write an encrypted backup while the server runs
    Backup(Backup),
    /// Put a backup into an empty folder and check it
    Restore(Restore),
    /// Every address with the right it needs
    Routes,
    /// Check this machine and this data folder
    Doctor(Doctor),
    /// How fast it is here: see script/bench
    Bench,
}

#[derive(Subcommand)]
enum Token {
    /// Make a token of a person and print it, alone and once
    Create {
        #[command(flatten)]
        place: Place,
        /// Whose: the account's name
        #[arg(long, value_name = "USERNAME")]
        person: String,
        /// Fewer rights than the person has, with commas between
        #[arg(long, value_delimiter = ',')]
        rights: Option<Vec<String>>,
        /// When it ends, such as 2026-12-31T17:00; 24 hours unless said
        #[arg(long)]
        expires: Option<base::Moment>,
    },
}

#[derive(clap::Args)]
struct Backup {
    #[command(flatten)]
    place: Place,
    /// The file to write
    #[arg(long)]
    to: std::path::PathBuf,
    /// The key file; made if absent. Keep it elsewhere
    #[arg(long)]
    key: std::path::PathBuf,
}

#[derive(clap::Args)]
struct Restore {
    #[command(flatten)]
    place: Place,
    #[arg(long)]
    from: std::path::PathBuf,
    #[arg(long)]
    key: std::path::PathBuf,
}

#[derive(clap::Args)]
struct Doctor {
    #[command(flatten)]
    place: Place,
}

fn main() -> ExitCode {
    match run(Line::parse().command) {
        Ok(code) => code,
        Err(e) => {
            eprintln!("tinhso: {e}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Serve(it) => it.run()?,
        Command::Demo(it) => it.run()?,
        Command::Init(it) => it.run()?,
        Command::Accounts(it) => it.run()?,
        Command::Units(it) => it.run()?,
        Command::Procedures(it) => it.run()?,
        Command::Clock(it) => it.run()?,
        Command::Ledger(it) => return it.run(),
        Command::Token(Token::Create { place, person, rights, expires }) => {
            place.must_exist()?;
            let app = place.open(Sources::system(1), String::new())?;
            let secret = app.db.write_now({
                let app = app.clone();
                move |tx| {
                    let account = identity::account_named(tx, &person)?;
                    let me = app.identity.me_of(tx, account.id)?;
                    let name = "tinhso token create".to_owned();
                    let new = identity::NewToken { name, rights: rights.clone(), ends_at: expires };
                    let limits = app.identity.limits();
                    identity::create_token(tx, identity::By::Operator, limits, &me, &new).map(|(_, secret)| secret)
                }
            })?;
            println!("{}", secret);
        }
        Command::Backup(it) => {
            it.place.must_exist()?;
            let db = it.place.open_db(Sources::system(1))?;
            let blobs = Blobs::open(it.place.data.join("files"))?;
            let key = BackupKey::load_or_create(&it.key, db.sources())?;
            let contents = backup::backup(&db, &blobs, &key, search::DERIVED, &it.to)?;
            println!("{contents:?}");
        }
        Command::Restore(it) => {
            let key = BackupKey::load(&it.key)?;
            backup::verify(&key, &it.from)?;
            std::fs::create_dir_all(&it.place.data)?;
            let db = Db::open(it.place.config(), Sources::system(1))?;
            let blobs = Blobs::open(it.place.data.join("files"))?;
            let contents = backup::restore(&db, &blobs, &key, &house::migrations(), &it.from)?;
            search::reindex(&db)?;
            println!("{contents:?}");
        }
        Command::Routes => {
            for door in platform::Routes::of(systems::SYSTEMS).doors() {
                println!("{:5} {:60} {:30} {}", door.method, door.path, door.needs, door.system);
            }
        }
        Command::Doctor(it) => return doctor(&it.place),
        Command::Bench => println!("script/bench in the project measures; results are in bench/RESULTS.md"),
    }
    Ok(ExitCode::SUCCESS)
}

/// What is right and what is not with this machine and this folder, a line each.
fn doctor(place: &Place) -> Result<ExitCode> {
    let mut wrong = 0;
    let mut check = |what: &str, found: Result<String>| match found {
        Ok(said) => println!("✓ {what}: {said}"),
        Err(e) => {
            wrong += 1;
            println!("✗ {what}: {e}");
        }
    };
    check("program", Ok(format!("tinhso {}", env!("CARGO_PKG_VERSION"))));
    check("typesetting", typeset::Press::new().map(|_| "every Vietnamese letter has its glyph".to_owned()));
    check("calendar", calendar::WorkingCalendar::built_in().map(|_| "reads".to_owned()));
    check("data folder", place.must_exist().map(|()| place.data.display().to_string()));
    match place.open_db(Sources::system(1)) {
        Ok(db) => {
            check("database", Ok(format!("{:?}, schema as this program knows it", db.engine())));
            let head = db.read_now(ledger::head);
            check("ledger", head.map(|h| h.map_or("empty".to_owned(), |h| format!("{} events sealed", h.size))));
        }
        Err(e) => check("database", Err(e)),
    }
    check("seal key", place.verify_key().map(|_| "readable, outside the data folder".to_owned()));
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
