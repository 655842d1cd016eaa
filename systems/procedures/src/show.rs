//! How a dossier looks: the pieces that staff pages, the citizen's pages and tracking share.

use base::{Lang, Moment, Result};
use calendar::Due;
use directory::UnitMap;
use maud::{Markup, html};
use platform::App;
use storage::Tx;
use web::{Moved, Step, StepState, Summary, Tone};

use crate::{
    definition::{CASE, Choice, Condition, Version},
    dossier::{Dossier, Status},
    events, form, store, texts,
};

pub fn status_tag(lang: Lang, status: Status) -> Markup {
    let tone = match status {
        Status::Registered => Tone::Info,
        Status::Accepted | Status::InProcess => Tone::Plain,
        Status::SupplementRequested | Status::FinancialDuty => Tone::Wait,
        Status::Finished | Status::HandedOver => Tone::Good,
        Status::Refused | Status::Stopped | Status::Withdrawn => Tone::Bad,
    };
    web::status(lang, tone, status.title())
}

/// The badge of the deadline: of acceptance while it waits for that, none once it has ended.
pub fn due_badge(
    lang: Lang,
    status: Status,
    due: Option<Moment>,
    acceptance_due: Option<Moment>,
    now: Moment,
) -> Markup {
    let at = if status == Status::Registered { acceptance_due } else { due };
    let badge = match (status, at) {
        (status, _) if status.is_paused() => web::Due::Paused,
        (Status::Finished, _) => return html! {},
        (status, _) if status.is_closed() => return html! {},
        (_, Some(at)) => web::Due::of(at, now),
        (_, None) => web::Due::None,
    };
    web::due(lang, badge, at)
}

/// The steps of the version, as far as the dossier has come. `who` names the unit of each, where the reader may know.
pub fn steps(lang: Lang, version: &Version, d: &Dossier, holder: &str) -> Markup {
    let items: Vec<Step> = version
        .steps
        .iter()
        .enumerate()
        .map(|(n, step)| {
            let at = d.step as usize;
            let state = match d.status {
                Status::HandedOver => StepState::Done,
                Status::Refused | Status::Withdrawn | Status::Stopped if n == at => StepState::Stopped,
                Status::Registered if n == 0 => StepState::Now,
                _ if n < at => StepState::Done,
                _ if n == at => StepState::Now,
                _ => StepState::Todo,
            };
            let item = Step::new(lang, step.title.said(), state);
            if n == at && !d.status.is_closed() { item.who(holder) } else { item }
        })
        .collect();
    web::steps(lang, &items)
}

/// The deadline with its reasons, line by line.
pub fn clock(lang: Lang, d: &Dossier, due: Option<&Due>) -> Markup {
    html! {
        @match (d.status, d.due) {
            (Status::Registered, _) => p { (texts::REGISTERED_HINT.get(lang)) },
            (status, _) if status.is_paused() => p { (texts::PAUSED_HINT.get(lang)) },
            (_, Some(at)) => p { strong { (at.vi()) } },
            (_, None) => {},
        }
        @if let Some(due) = due {
            @let lines: Vec<String> = due.explanation.iter().map(|line| line.get(lang).to_owned()).collect();
            (web::explain(lang, texts::WHY_THIS_DAY, &lines))
        }
    }
}

/// What was answered, group by group. Sensitive answers are left out unless `with_sensitive`.
pub fn answers(lang: Lang, version: &Version, answers: &form::Answers, with_sensitive: bool) -> Markup {
    let hidden = base::text("Được bảo vệ, chỉ người xử lý hồ sơ xem", "Protected, shown to those who work on it");
    html! {
        @for section in form::sections(version, answers, lang) {
            h3 { (section.title.get(lang)) @if let Some(row) = section.row { " " (row + 1) } }
            @let summary = section.lines.iter().fold(Summary::new(), |summary, line| {
                let shown = if line.sensitive && !with_sensitive { hidden.get(lang) } else { &line.shown };
                // "Người được cấp: giới tính" under "Người được cấp" is "Giới tính".
                let title = line.title.get(lang);
                let part = title.strip_prefix(section.title.get(lang)).and_then(|rest| rest.strip_prefix(": "));
                summary.row(lang, part.map_or_else(|| title.to_owned(), capitalised), html! { (shown) })
            });
            div.answers { (summary) }
        }
    }
}

fn capitalised(s: &str) -> String {
    let mut letters = s.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

pub fn fees(lang: Lang, fees: &[store::Fee]) -> Markup {
    let total: i64 = fees.iter().map(|f| f.amount).sum();
    let summary = fees.iter().fold(Summary::new(), |summary, fee| {
        let state = match fee.state.as_str() {
            "paid" => web::status(lang, Tone::Good, texts::PAID),
            "due" => web::status(lang, Tone::Wait, texts::NOT_PAID),
            _ => web::status(lang, Tone::Plain, texts::FREE),
        };
        summary.row(
            lang,
            fee.title.as_str(),
            html! {
                (base::Dong(fee.amount).to_string()) " " (state)
                @if let Some(receipt) = &fee.receipt { " · " (texts::RECEIPT.get(lang)) " " (receipt) }
                p.small { (fee.explanation) }
            },
        )
    });
    html! {
        @if fees.is_empty() { p { (texts::FREE.get(lang)) } } @else {
            (summary)
            @if fees.len() > 1 { p { strong { (texts::TOTAL.get(lang)) ": " (base::Dong(total).to_string()) } } }
        }
    }
}

/// What happened, in the ledger's words. `who` says who did it, as far as the reader may know.
pub fn history(
    lang: Lang,
    recorded: &[ledger::Recorded],
    notes: &[(base::Id, String)],
    mut who: impl FnMut(&ledger::Recorded) -> Option<String>,
) -> Markup {
    let items: Vec<Moved> = recorded
        .iter()
        .map(|event| {
            let kind = events::ALL.iter().find(|kind| kind.name == event.kind);
            let title = kind.map_or_else(|| base::text("Ghi nhận", "Recorded"), |kind| kind.title);
            let tone = match event.kind.as_str() {
                "dossier.finished" | "dossier.handed_over" => Tone::Good,
                "dossier.refused" | "dossier.stopped" | "dossier.withdrawn" | "dossier.overdue" => Tone::Bad,
                "dossier.supplement_requested" | "dossier.duty_requested" | "dossier.extended" => Tone::Warn,
                _ => Tone::Plain,
            };
            let mut item = Moved::new(lang, title, event.at).tone(tone);
            if let Some(who) = who(event) {
                item = item.who(who);
            }
            match notes.iter().find(|(id, _)| *id == event.id) {
                Some((_, note)) => item.body(html! { p { (note) } }),
                None => item,
            }
        })
        .collect();
    web::timeline(&items)
}

pub fn unit_name(map: &UnitMap, unit: base::Id) -> String {
    match map.get(unit) {
        // A desk is named with the commune it stands in, unless its own name says it.
        Some(found) if found.level == directory::Level::Office => {
            let commune = map.commune(unit).map(|commune| commune.in_sentence());
            match commune.filter(|commune| !found.full_name().ends_with(commune.as_str())) {
                Some(commune) => format!("{}, {commune}", found.full_name()),
                None => found.full_name(),
            }
        }
        Some(found) => found.full_name(),
        None => base::text("(đơn vị cũ)", "(former unit)").vi.to_owned(),
    }
}

/// What a status means for those who wait.
pub fn plain_words(status: Status) -> base::Text {
    match status {
        Status::Registered => texts::PLAIN_REGISTERED,
        Status::Accepted => texts::PLAIN_ACCEPTED,
        Status::Refused => texts::PLAIN_REFUSED,
        Status::InProcess => texts::PLAIN_IN_PROCESS,
        Status::SupplementRequested => texts::PLAIN_SUPPLEMENT,
        Status::FinancialDuty => texts::PLAIN_DUTY,
        Status::Withdrawn => texts::PLAIN_WITHDRAWN,
        Status::Stopped => texts::PLAIN_STOPPED,
        Status::Finished => texts::PLAIN_FINISHED,
        Status::HandedOver => texts::PLAIN_HANDED_OVER,
    }
}

/// The status in plain words, as a notice whose tone says whether the applicant has something to do.
pub fn plain_status(lang: Lang, status: Status, more: Markup) -> Markup {
    let tone = match status {
        Status::SupplementRequested | Status::FinancialDuty => Tone::Warn,
        Status::Finished | Status::HandedOver => Tone::Good,
        _ => Tone::Info,
    };
    web::notice(lang, tone, plain_words(status), more)
}

/// What happened to a dossier as those outside the office may know it: which unit did what and when, never who.
pub struct Told {
    events: Vec<ledger::Recorded>,
    /// The unit of each event, as it was called on that day.
    units: Vec<String>,
}

/// What officials do among themselves (who works on it, opinions, recalculations) is not told.
const TOLD: [&str; 14] = [
    "dossier.registered",
    "dossier.accepted",
    "dossier.refused",
    "dossier.routed",
    "dossier.supplement_requested",
    "dossier.supplemented",
    "dossier.duty_requested",
    "dossier.duty_done",
    "dossier.forwarded",
    "dossier.extended",
    "dossier.finished",
    "dossier.handed_over",
    "dossier.withdrawn",
    "dossier.stopped",
];

/// The words that go with these are meant for the applicant; those of other events stay in the office.
const FOR_APPLICANT: [&str; 6] = [
    "dossier.refused",
    "dossier.supplement_requested",
    "dossier.duty_requested",
    "dossier.extended",
    "dossier.withdrawn",
    "dossier.stopped",
];

pub fn told(tx: &mut Tx, app: &App, dossier: base::Id) -> Result<Told> {
    let mut events = ledger::events_of(tx, dossier)?;
    events.retain(|event| TOLD.contains(&event.kind.as_str()));
    let mut units = Vec::with_capacity(events.len());
    for event in &events {
        let map = app.maps.get(tx, event.day)?;
        units.push(unit_name(&map, event.unit));
    }
    Ok(Told { events, units })
}

impl Told {
    pub fn draw(&self, lang: Lang, notes: &[(base::Id, String)]) -> Markup {
        let mut units = self.units.iter();
        history(lang, &self.events, notes, |_| units.next().cloned())
    }

    /// Of the words written about the dossier, those meant for the applicant.
    pub fn for_applicant(&self, mut notes: Vec<(base::Id, String)>) -> Vec<(base::Id, String)> {
        let meant = |event: &ledger::Recorded| FOR_APPLICANT.contains(&event.kind.as_str());
        notes.retain(|(id, _)| self.events.iter().any(|event| event.id == *id && meant(event)));
        notes
    }

    /// The latest event of that kind.
    pub fn last(&self, kind: &str) -> Option<(&ledger::Recorded, &str)> {
        let at = self.events.iter().rposition(|event| event.kind == kind)?;
        Some((&self.events[at], self.units[at].as_str()))
    }
}

/// When a paper or a question is asked for: `“Nộp thay theo ủy quyền”: có`.
pub fn condition(lang: Lang, version: &Version, when: &Condition) -> String {
    let said = |value: &serde_json::Value, options: &[Choice]| match value {
        serde_json::Value::Bool(true) => base::text("có", "yes").get(lang).to_owned(),
        serde_json::Value::Bool(false) => base::text("không", "no").get(lang).to_owned(),
        serde_json::Value::String(code) => {
            options.iter().find(|o| o.code == *code).map_or(code.as_str(), |o| o.title.get(lang)).to_owned()
        }
        other => other.to_string(),
    };
    let (title, options): (&str, &[Choice]) = match when.field.as_str() {
        CASE => (texts::CASE.get(lang), &version.cases),
        path => match version.groups.iter().flat_map(|g| &g.fields).find(|f| f.code == path) {
            Some(field) => (field.title.get(lang), &field.options),
            None => (path, &[]),
        },
    };
    let values: Vec<String> = when.is.iter().map(|value| said(value, options)).collect();
    format!("“{title}”: {}", values.join(base::text(" hoặc ", " or ").get(lang)))
}

/// "Chuyển khoản: 8.000 đ"
pub fn labelled(label: base::Text, value: impl std::fmt::Display) -> base::Said {
    base::Said::new(format!("{}: {value}", label.vi), format!("{}: {value}", label.en))
}
