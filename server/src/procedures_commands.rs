//! `tinhso procedures …`: the catalogue.

use std::path::PathBuf;

use base::{Error, Result, Sources};

use crate::{house::Place, setup};

#[derive(clap::Subcommand)]
pub enum Procedures {
    /// Read the national catalogue from CSV
    Import {
        #[command(flatten)]
        place: Place,
        csv: PathBuf,
        /// Terms and fees by channel
        #[arg(long)]
        terms: Option<PathBuf>,
        /// Only check, row by row
        #[arg(long)]
        dry_run: bool,
    },
    /// Publish procedures worked out by hand, one TOML file each: all of them, or none if one is wrong
    Publish {
        #[command(flatten)]
        place: Place,
        #[arg(required = true)]
        files: Vec<PathBuf>,
    },
    /// Search the catalogue
    List {
        #[command(flatten)]
        place: Place,
        #[arg(default_value = "")]
        words: String,
    },
}

impl Procedures {
    pub fn run(self) -> Result<()> {
        match self {
            Procedures::Import { place, csv, terms, dry_run } => {
                let db = place.open_db(Sources::system(1))?;
                let csv = std::fs::read(csv)?;
                let terms = terms.map(std::fs::read).transpose()?;
                let today = db.sources().now().day();
                let read = procedures::import::read(&csv, terms.as_deref(), today)?;
                let report = db.write_now(move |tx| procedures::import::apply(tx, &read, dry_run))?;
                println!("{}", serde_json::to_string_pretty(&report).map_err(Error::internal)?);
            }
            Procedures::Publish { place, files } => {
                place.must_exist()?;
                let read = |path: &PathBuf| -> Result<(String, String)> {
                    Ok((path.display().to_string(), std::fs::read_to_string(path)?))
                };
                let files: Vec<_> = files.iter().map(read).collect::<Result<_>>()?;
                setup::publish(&place.open_db(Sources::system(1))?, &files)?;
                println!("{} thủ tục đã công bố", files.len());
            }
            Procedures::List { place, words } => {
                place.must_exist()?;
                let query = procedures::catalogue::Query { words, limit: 100, ..Default::default() };
                let page =
                    place.open_db(Sources::system(1))?.read_now(move |tx| procedures::catalogue::find(tx, &query))?;
                for item in page.items {
                    println!("{:10} {}", item.code, item.name.vi);
                }
            }
        }
        Ok(())
    }
}
