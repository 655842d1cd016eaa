//! What the house does for itself: sealing, a daily witness of the ledger outside the data folder, sweeping.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use base::{Error, Result, TimeOfDay, text};
use jobs::{Every, Handler, JobKind, Schedule};
use platform::App;
use storage::args;

static WITNESS: JobKind =
    JobKind::new("house.witness", text("Ghi đầu sổ cái ra tệp ngoài", "Write the ledger's head to a file outside"));
static WITNESS_MAIL: JobKind =
    JobKind::new("house.witness-mail", text("Gửi đầu sổ cái qua thư điện tử", "Send the ledger's head by e-mail"));
static WITNESS_PROGRAM: JobKind =
    JobKind::new("house.witness-program", text("In đầu sổ cái ra giấy", "Print the ledger's head"));
static SWEEP: JobKind = JobKind::new("house.sweep", text("Dọn dữ liệu tạm đã hết hạn", "Sweep what has expired"));

pub const HANDLERS: &[Handler<App>] = &[
    Handler { kind: &WITNESS, run: |app, _| witness(app) },
    Handler { kind: &WITNESS_MAIL, run: |app, _| witness_by_mail(app) },
    Handler { kind: &WITNESS_PROGRAM, run: |app, _| witness_by_program(app) },
    Handler { kind: &SWEEP, run: |app, _| sweep(app) },
];

const SOON_AFTER_MIDNIGHT: Every = Every::Daily(TimeOfDay::hm_of(0, 5));

pub const SCHEDULES: &[Schedule] = &[
    Schedule { name: "house.witness", every: SOON_AFTER_MIDNIGHT, kind: &WITNESS },
    Schedule { name: "house.witness-mail", every: SOON_AFTER_MIDNIGHT, kind: &WITNESS_MAIL },
    Schedule { name: "house.witness-program", every: SOON_AFTER_MIDNIGHT, kind: &WITNESS_PROGRAM },
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

/// The latest signed head, as a witness keeps it; `None` while nothing has happened.
fn head_for_witness(app: &App) -> Result<Option<String>> {
    seal(app)?;
    Ok(app.db.read_now(ledger::head)?.map(|head| ledger::witness_text(&head)))
}

fn witness_by_mail(app: &App) -> Result<()> {
    let (Some(mailer), Some(to)) = (&app.beside.mailer, &app.beside.witness_mail) else { return Ok(()) };
    let Some(head) = head_for_witness(app)? else { return Ok(()) };
    let (day, from) = (app.now().day().dmy(), &app.base_url);
    let body = format!(
        "Đầu sổ cái của {from} ngày {day}, đã ký. Xin giữ lại thư này: sổ cái về sau phải chứa nguyên vẹn đầu sổ này.\n\
         The signed head of the ledger of {from} on {day}. Please keep this letter: the ledger must hold it for ever.\n\
         tinhso ledger verify --against HEAD\n\n{head}"
    );
    mailer.send(to, &format!("Đầu sổ cái ngày {day}"), &body)
}

/// The program is given the text on its standard input, and a minute.
fn witness_by_program(app: &App) -> Result<()> {
    let Some((program, args)) = app.beside.witness_program.split_first() else { return Ok(()) };
    let Some(head) = head_for_witness(app)? else { return Ok(()) };
    let mut child =
        Command::new(program).args(args).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        write!(stdin, "{} · {}\n\n{head}", app.base_url, app.now().rfc3339())?;
    }
    const LOOKS: usize = 600;
    for _ in 0..LOOKS {
        match child.try_wait()? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(Error::internal(format!("{program}: {status}"))),
            None => std::thread::sleep(Duration::from_millis(100)),
        }
    }
    child.kill()?;
    child.wait()?;
    Err(Error::internal(format!("{program} did not end within a minute")))
}

/// Appends the latest signed head to the witness file, synced.
pub fn witness(app: &App) -> Result<()> {
    let Some(head) = head_for_witness(app)? else { return Ok(()) };
    let path = witness_file(&app.data);
    std::fs::create_dir_all(path.parent().unwrap_or(&app.data))?;
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
    writeln!(file, "{}\n{}", app.now().rfc3339(), head)?;
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
