//! The spoken call: a WAV file by the program `espeak-ng`, if the machine has it. Made in a job after the call, kept for the day.
//! What is said is built from a letter and two numbers alone; nothing that somebody typed reaches the program.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use base::{Error, Result, TimeOfDay, text};
use jobs::{Every, Handler, JobKind, Schedule};
use platform::{App, Setting};
use serde_json::{Value, json};
use storage::Tx;

use crate::store::Ticket;

pub const SPEECH: Setting = Setting {
    name: "tickets.speech",
    title: text("Đọc số thứ tự bằng loa", "Numbers are called aloud"),
    default: "on",
    basis: "Do tỉnh quyết định; cần chương trình espeak-ng trên máy chủ",
};

const PROGRAM: &str = "espeak-ng";

static SPEAK: JobKind =
    JobKind::new("tickets.speak", text("Tạo tệp đọc số thứ tự", "Make the spoken call of a number")).max_attempts(2);
static SWEEP: JobKind =
    JobKind::new("tickets.sweep", text("Dọn tệp đọc số của ngày cũ", "Sweep the spoken calls of former days"));

pub const HANDLERS: &[Handler<App>] =
    &[Handler { kind: &SPEAK, run: make }, Handler { kind: &SWEEP, run: |app, _| sweep(app) }];
pub const SCHEDULES: &[Schedule] =
    &[Schedule { name: "tickets.sweep", every: Every::Daily(TimeOfDay::hm_of(1, 30)), kind: &SWEEP }];

/// What a call says. `letter` is one from A to Z.
pub fn words(letter: char, number: i64, counter: i64) -> String {
    const DIGITS: [&str; 10] = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];
    let spelled = |digits: String| {
        let each: Vec<&str> = digits.chars().filter_map(|c| DIGITS.get(c.to_digit(10)? as usize).copied()).collect();
        each.join(" ")
    };
    let letter = letter.to_ascii_uppercase();
    format!("Mời số {letter} {} đến quầy số {}", spelled(format!("{number:03}")), spelled(counter.to_string()))
}

fn folder(app: &App) -> PathBuf {
    app.data.join("tickets-speech")
}

/// The file of a call; it may not be there (yet).
pub fn file(app: &App, letter: &str, number: i64, counter: i64) -> Option<PathBuf> {
    let letter = letter.chars().next().filter(char::is_ascii_uppercase)?;
    Some(folder(app).join(format!("{letter}-{number:03}-{counter}.wav")))
}

/// In the transaction of the call.
pub fn ask_for(tx: &mut Tx, t: &Ticket, counter: i64) -> Result<()> {
    let (key, now) = (format!("{}-{}-{counter}", t.letter, t.number), tx.now());
    let body = json!({ "letter": t.letter, "number": t.number, "counter": counter });
    jobs::enqueue_once(tx, &SPEAK, &key, &body, now).map(drop)
}

fn make(app: &App, body: &Value) -> Result<()> {
    let number = |key: &str| body[key].as_i64().unwrap_or_default();
    let letter = body["letter"].as_str().unwrap_or_default();
    let Some(path) = file(app, letter, number("number"), number("counter")) else { return Ok(()) };
    if !app.settings().is_on(&SPEECH) || path.exists() || !is_there(PROGRAM) {
        return Ok(());
    }
    std::fs::create_dir_all(folder(app))?;
    let letter = letter.chars().next().unwrap_or('A');
    speak(PROGRAM, &words(letter, number("number"), number("counter")), &path)
}

/// Whether a program of this name is on the machine's search path.
pub fn is_there(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

pub fn can_speak(app: &App) -> bool {
    app.settings().is_on(&SPEECH) && is_there(PROGRAM)
}

/// Runs the program for ten seconds at most; the file appears whole or not at all.
fn speak(program: &str, words: &str, path: &Path) -> Result<()> {
    let part = path.with_extension("part");
    let mut child = Command::new(program)
        .args(["-v", "vi", "-s", "140", "-w"])
        .arg(&part)
        .arg(words)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    const LOOKS: usize = 100;
    for _ in 0..LOOKS {
        match child.try_wait()? {
            Some(status) if status.success() => return Ok(std::fs::rename(&part, path)?),
            Some(status) => return Err(Error::internal(format!("{program}: {status}"))),
            None => std::thread::sleep(Duration::from_millis(100)),
        }
    }
    child.kill()?;
    child.wait()?;
    Err(Error::internal(format!("{program} did not end within ten seconds")))
}

/// Numbers start anew each day, so yesterday's calls are worth nothing.
fn sweep(app: &App) -> Result<()> {
    match std::fs::remove_dir_all(folder(app)) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_spelled_digit_by_digit() {
        assert_eq!(words('A', 12, 3), "Mời số A không một hai đến quầy số ba");
        assert_eq!(words('b', 105, 10), "Mời số B một không năm đến quầy số một không");
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_what_the_program_wrote_and_a_program_that_fails_leaves_none() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("voice");
        let script = |text: &str| {
            std::fs::write(&program, text).unwrap();
            std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        };
        let wav = folder.path().join("A-012-3.wav");
        script("#!/bin/sh\nprintf '%s' \"$7\" > \"$6\"\n");
        // The arguments: -v vi -s 140 -w FILE WORDS
        speak(program.to_str().unwrap(), "Mời số A", &wav).unwrap();
        assert_eq!(std::fs::read_to_string(&wav).unwrap(), "Mời số A");
        script("#!/bin/sh\nexit 3\n");
        let other = folder.path().join("B-001-1.wav");
        assert!(speak(program.to_str().unwrap(), "Mời số B", &other).is_err());
        assert!(!other.exists());
    }

    #[test]
    fn a_program_that_is_not_there_is_not_there() {
        assert!(!is_there("no-such-voice-program"));
    }
}
