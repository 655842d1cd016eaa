#![doc = include_str!("../README.md")]
#![expect(clippy::disallowed_methods, reason = "measuring is what this crate is for")]

mod all;
mod http;
mod lifecycles;
mod limit;
mod machine;
mod pages;
mod people;
mod report;
mod samples;
mod serving;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use base::Result;
use clap::{Parser, Subcommand};
use server::house::Place;

/// Measures a province. `script/bench` runs all of it.
#[derive(Parser)]
#[command(name = "bench", version)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Everything, against the released program, and the results as Markdown
    All(all::All),
    /// Make the officials that measure, and write their tokens and sessions to a file
    People {
        #[command(flatten)]
        place: Place,
        #[arg(long)]
        to: PathBuf,
    },
    /// Full lifecycles through the JSON API of a server that runs
    Lifecycles {
        #[arg(long, default_value = "http://127.0.0.1:8080")]
        url: String,
        /// The file of `people`
        #[arg(long)]
        people: PathBuf,
        #[arg(long, default_value_t = 64)]
        clients: usize,
        #[arg(long, default_value_t = 30)]
        seconds: u64,
    },
    /// Server time of the pages of a server that runs
    Pages {
        #[arg(long, default_value = "http://127.0.0.1:8080")]
        url: String,
        #[arg(long)]
        people: PathBuf,
        /// Requests of each page
        #[arg(long, default_value_t = 200)]
        requests: usize,
    },
    /// The product's own statements on SQLite alone, 64 acts to a commit, on copies of a database nobody has open
    Limit {
        #[command(flatten)]
        place: Place,
        #[arg(long)]
        people: PathBuf,
        #[arg(long, default_value_t = 1_000)]
        lifecycles: usize,
    },
}

fn main() -> ExitCode {
    match run(Line::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("bench: {e}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::All(all) => all.run(),
        Command::People { place, to } => people::make(&place)?.write(&to),
        Command::Lifecycles { url, people, clients, seconds } => {
            let load = lifecycles::Load::new(&url, &people::People::read(&people)?);
            let run = load.run(clients, lifecycles::Until::after(Duration::from_secs(seconds)));
            print!("{}", report::lifecycles(&run));
            Ok(())
        }
        Command::Pages { url, people, requests } => {
            let pages = pages::measure(http::address(&url), &people::People::read(&people)?, requests)?;
            print!("{}", report::pages(&pages));
            Ok(())
        }
        Command::Limit { place, people, lifecycles } => {
            let limit = limit::measure(&place, &people::People::read(&people)?, lifecycles)?;
            print!("{}", report::limit(&limit, usize::MAX));
            Ok(())
        }
    }
}
