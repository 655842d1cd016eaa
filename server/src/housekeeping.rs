//! What the house does for itself: sealing, a daily witness of the ledger outside the data folder, sweeping.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use base::{Result, TimeOfDay, text};
use jobs::{Every, Handler, JobKind, Schedule};
use platform::App;
use storage::args;

static WITNESS: JobKind =
    JobKind::new("house.witness", text("Gửi đầu sổ cái ra ngoài", "Hand the ledger's head to a witness"));
static SWEEP: JobKind = JobKind::new("house.sweep", text("Dọn dữ liệu tạm đã hết hạn", "Sweep what has expired"));

pub const HANDLERS: &[Handler<App>] =
    &[Handler { kind: &WITNESS, run: |app, _| witness(app) }, Handler { kind: &SWEEP, run: |app, _| sweep(app) }];

pub const SCHEDULES: &[Schedule] = &[
    Schedule { name: "house.witness", every: Every::Daily(TimeOfDay::hm_of(0, 5)), kind: &WITNESS },
    Schedule { name: "house.sweep", every: Every::Daily(TimeOfDay::hm_of(3, 0)), kind: &SWEEP },
];

/// Seals what is committed and shows the new head on every page.
pub fn seal(app: &App) -> Result<()> {
    ledger::seal(&app.db, &app.seal_key)?;
    if let Some(head) = app.db.read_now(ledger::head)? {
        app.set_head(web::LedgerHead { size: head.size as i64, root: data_encoding::HEXLOWER.encode(&head.root) });
    }
    Ok(())
}

/// Beside the data folder, so that whoever copies or prints it holds what an operator cannot rewrite.
fn witness_file(data: &Path) -> PathBuf {
    let mut folder = data.as_os_str().to_owned();
    folder.push(".witness");
    PathBuf::from(folder).join("heads.txt")
}

/// Appends the latest signed head to the witness file, synced.
pub fn witness(app: &App) -> Result<()> {
    seal(app)?;
    let Some(head) = app.db.read_now(ledger::head)? else { return Ok(()) };
    let path = witness_file(&app.data);
    std::fs::create_dir_all(path.parent().unwrap_or(&app.data))?;
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
    writeln!(file, "{}\n{}", app.now().rfc3339(), ledger::witness_text(&head))?;
    file.sync_all()?;
    Ok(())
}

/// Answers to requests older than three days.
fn sweep(app: &App) -> Result<()> {
    app.db.write_now(|tx| {
        let old = tx.now().plus_minutes(-3 * 24 * 60);
        tx.run("delete from platform_once where at < $1", args![old])?;
        Ok(())
    })
}
