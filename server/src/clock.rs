//! `tinhso clock due`: the legal clock on the built-in calendar.

use base::{Error, Moment, Result};
use calendar::{Options, Pause, Term, WorkingCalendar};

#[derive(clap::Subcommand)]
pub enum Clock {
    /// When a dossier is due, and why
    Due {
        /// When it was received, such as 2026-02-13T15:20
        #[arg(long)]
        received: Moment,
        /// same-day, "N working-hours", "N working-days", "N calendar-days" or "N months"
        #[arg(long)]
        term: Term,
        /// Received at 15:00 or later counts as the next working day
        #[arg(long)]
        after_15: bool,
        /// A time that does not count, FROM..TO
        #[arg(long = "pause", value_name = "FROM..TO")]
        pauses: Vec<Pause>,
        #[arg(long)]
        json: bool,
    },
}

impl Clock {
    pub fn run(self) -> Result<()> {
        let Clock::Due { received, term, after_15, pauses, json } = self;
        let calendar = WorkingCalendar::built_in()?;
        let due = calendar.due(received, term, &Options { after_15, pauses: &pauses, ..Options::default() })?;
        let lines: Vec<&str> = due.explanation.iter().map(|line| line.vi.as_str()).collect();
        if json {
            let answer = serde_json::json!({ "due": due.due, "explanation": lines });
            println!("{}", serde_json::to_string(&answer).map_err(Error::internal)?);
        } else {
            lines.iter().for_each(|line| println!("{line}"));
        }
        Ok(())
    }
}
