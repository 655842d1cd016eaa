//! `tinhso ledger …`: whoever holds an earlier head can see that nothing was changed since.

use std::{path::PathBuf, process::ExitCode};

use base::{Error, Result, Sources};
use ledger::SignedHead;

use crate::{
    house::{Place, event_kinds},
    systems::SYSTEMS,
};

#[derive(clap::Subcommand)]
pub enum Ledger {
    /// Recompute everything and name the first event changed, dropped or inserted; exit status 1 if anything is wrong
    Verify {
        #[command(flatten)]
        place: Place,
        /// Also hold the records against what the ledger says of them
        #[arg(long)]
        records: bool,
        /// A head kept elsewhere: a file with its text
        #[arg(long, value_name = "HEAD")]
        against: Option<PathBuf>,
        #[arg(long)]
        json: bool,
    },
    /// Print the latest signed head
    Head {
        #[command(flatten)]
        place: Place,
    },
    /// Seal what is committed and not sealed yet
    Seal {
        #[command(flatten)]
        place: Place,
    },
    /// Compute the cells from the events; differences are shown and, with --apply, mended
    RebuildCells {
        #[command(flatten)]
        place: Place,
        #[arg(long)]
        apply: bool,
    },
}

impl Ledger {
    pub fn run(self) -> Result<ExitCode> {
        match self {
            Ledger::Verify { place, records, against, json } => {
                place.must_exist()?;
                let db = place.open_db(Sources::system(1))?;
                let against: Option<SignedHead> = match against {
                    Some(path) => Some(std::fs::read_to_string(path)?.parse()?),
                    None => None,
                };
                let all = All;
                let records = records.then_some(&all as &dyn ledger::Records);
                let report = ledger::verify(&db, &place.verify_key()?, against.as_ref(), records)?;
                if json {
                    println!("{}", serde_json::to_string(&report).map_err(Error::internal)?);
                } else {
                    println!("{report:?}");
                }
                return Ok(if report.ok { ExitCode::SUCCESS } else { ExitCode::FAILURE });
            }
            Ledger::Head { place } => {
                place.must_exist()?;
                let head = place.open_db(Sources::system(1))?.read_now(ledger::head)?;
                match head {
                    Some(head) => print!("{}", ledger::witness_text(&head)),
                    None => println!("(empty)"),
                }
            }
            Ledger::Seal { place } => {
                place.must_exist()?;
                let db = place.open_db(Sources::system(1))?;
                println!("{}", ledger::seal(&db, &place.seal_key(db.sources())?)?);
            }
            Ledger::RebuildCells { place, apply } => {
                place.must_exist()?;
                let db = place.open_db(Sources::system(1))?;
                let differences = ledger::rebuild_cells(&db, &event_kinds(), apply)?;
                println!("{}", serde_json::to_string_pretty(&differences).map_err(Error::internal)?);
                return Ok(if differences.is_empty() || apply { ExitCode::SUCCESS } else { ExitCode::FAILURE });
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The records of all systems.
struct All;

impl ledger::Records for All {
    fn current(&self, tx: &mut storage::Tx, subject: base::Id, kind: &str) -> Result<Option<ledger::Commitment>> {
        for records in SYSTEMS.iter().filter_map(|system| system.records) {
            if let Some(found) = records.current(tx, subject, kind)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}
