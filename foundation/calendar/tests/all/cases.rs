//! The table of `cases.md`.

use base::Moment;
use calendar::{Extension, NewEnd, Options, Pause, WorkingCalendar};

const TABLE: &str = include_str!("cases.md");

#[derive(Default)]
struct With {
    after_15: bool,
    restart: bool,
    pauses: Vec<Pause>,
    extension: Option<Extension>,
    office: String,
    example: bool,
}

impl With {
    fn read(column: &str) -> With {
        let mut with = With::default();
        for word in column.split(", ").filter(|w| !w.is_empty()) {
            match word.split_once(' ').unwrap_or((word, "")) {
                ("after-15", _) => with.after_15 = true,
                ("restart", _) => with.restart = true,
                ("example", _) => with.example = true,
                ("office", code) => with.office = code.to_owned(),
                ("pause", pause) => with.pauses.push(pause.parse().unwrap()),
                ("extend", how) => {
                    let (at, how) = how.split_once(' ').unwrap();
                    let to = match how.split_once(' ').unwrap() {
                        ("by", term) => NewEnd::By(term.parse().unwrap()),
                        (_, day) => NewEnd::Until(day.parse().unwrap()),
                    };
                    with.extension = Some(Extension { at: at.parse().unwrap(), to });
                }
                _ => panic!("what is {word}?"),
            }
        }
        with
    }

    fn options(&self) -> Options<'_> {
        Options {
            after_15: self.after_15,
            pauses: &self.pauses,
            extension: self.extension,
            restart_on_supplement: self.restart,
        }
    }
}

#[test]
fn the_clock_answers_the_hand_computed_table() {
    let province = WorkingCalendar::built_in().unwrap();
    let example = TABLE.split("```").nth(1).unwrap().strip_prefix("toml").unwrap();
    let example = WorkingCalendar::from_toml(example).unwrap();

    let rows: Vec<Vec<&str>> = TABLE
        .lines()
        .filter(|line| line.starts_with("| 20"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let mut wrong = Vec::new();
    for row in &rows {
        let [received, term, with, expected, why] = row[..] else { panic!("{row:?}") };
        let with = With::read(with);
        let calendar = if with.example { &example } else { &province };
        let received: Moment = received.parse().unwrap();
        let answer = calendar.office(&with.office).due(received, term.parse().unwrap(), &with.options()).unwrap();
        let expected = (expected != "open").then(|| expected.parse::<Moment>().unwrap());
        if answer.due != expected {
            let answer = answer.due.map(Moment::rfc3339);
            wrong.push(format!("{row:?}\n   answered {answer:?} ({why})"));
        }
    }
    assert!(rows.len() >= 60, "the table was read");
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}
