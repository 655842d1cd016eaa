//! `tinhso units …`: the map of a day and what became of it.

use std::path::PathBuf;

use base::{Day, Error, Result, Sources};
use directory::{Level, ReorganisationFile, UnitsFile};

use crate::{house::Place, systems::SYSTEMS};

#[derive(clap::Subcommand)]
pub enum Units {
    /// The units of a day
    List {
        #[command(flatten)]
        place: Place,
        #[arg(long, value_name = "DAY")]
        as_of: Option<Day>,
        /// province, district, commune, department or office
        #[arg(long)]
        level: Option<Level>,
        #[arg(long)]
        json: bool,
    },
    /// What a unit became between two days
    Trace {
        #[command(flatten)]
        place: Place,
        code: String,
        #[arg(long)]
        from: Day,
        #[arg(long)]
        to: Day,
        #[arg(long)]
        json: bool,
    },
    /// Read the units of a first day from a file
    Import {
        #[command(flatten)]
        place: Place,
        file: PathBuf,
    },
    /// Merge, split and rename by a reviewed file
    Reorganise {
        #[command(flatten)]
        place: Place,
        file: PathBuf,
        /// Only say what would move
        #[arg(long)]
        dry_run: bool,
    },
}

impl Units {
    pub fn run(self) -> Result<()> {
        match self {
            Units::List { place, as_of, level, json } => {
                place.must_exist()?;
                let sources = Sources::system(1);
                let day = as_of.unwrap_or(sources.now().day());
                let units = place.open_db(sources)?.read_now(move |tx| directory::list(tx, day, level))?;
                if json {
                    return print_json(&units);
                }
                for unit in units {
                    println!("{:8} {:40} {}", unit.code.as_deref().unwrap_or("-"), unit.name, unit.level);
                }
            }
            Units::Trace { place, code, from, to, json } => {
                place.must_exist()?;
                let traced =
                    place.open_db(Sources::system(1))?.read_now(move |tx| directory::trace(tx, &code, from, to))?;
                if json {
                    return print_json(&traced);
                }
                for unit in traced {
                    println!("{unit:?}");
                }
            }
            Units::Import { place, file } => {
                let file = UnitsFile::read(&file)?;
                let imported =
                    place.open_db(Sources::system(1))?.exclusive_now(move |tx| directory::import(tx, &file))?;
                println!("{imported:?}");
            }
            Units::Reorganise { place, file, dry_run } => {
                place.must_exist()?;
                let file = ReorganisationFile::read(&file)?;
                let db = place.open_db(Sources::system(1))?;
                if dry_run {
                    let plan = db.read_now(move |tx| directory::reorganise_plan(tx, &file, &movers()))?;
                    return print_json(&plan);
                }
                let moved = db.exclusive_now(move |tx| directory::reorganise(tx, &file, &movers()))?;
                println!("{moved:?}");
            }
        }
        Ok(())
    }
}

/// All that moves with a unit when the map changes.
pub fn movers() -> Vec<&'static dyn directory::Mover> {
    let mut movers: Vec<&'static dyn directory::Mover> =
        vec![&directory::PostMover, &identity::DelegationMover, &work::WorkMover];
    movers.extend(SYSTEMS.iter().flat_map(|system| system.movers).map(|mover| *mover as &dyn directory::Mover));
    movers
}

fn print_json(value: &impl serde::Serialize) -> Result<()> {
    println!("{}", serde_json::to_string_pretty(value).map_err(Error::internal)?);
    Ok(())
}
