//! The jobs of the house by state: run again, or given up; and the desk's own nightly one.

use base::{Error, Id, Result, Text, TimeOfDay, text};
use identity::{By, Me};
use jobs::{Every, Handler, JobKind, Schedule, State};
use maud::{Markup, html};
use platform::{Answer, App, At, Visit, see};
use storage::Tx;
use web::{Column, Form, Here, Row, Tab, Table, Tone};

use crate::{JOB_DROPPED, JOB_RERUN, JOBS, forms, texts};

const STATES: [(&str, State, Text, Tone); 3] = [
    ("hong", State::Dead, texts::DEAD, Tone::Bad),
    ("cho", State::Waiting, texts::WAITING, Tone::Wait),
    ("chay", State::Running, texts::RUNNING, Tone::Info),
];
/// As many as `jobs::page` gives.
const PAGE: usize = 50;

pub async fn list(app: App, visit: Visit) -> Answer {
    let (lang, me) = (visit.lang, visit.me()?.clone());
    let (code, state, title, tone) =
        STATES.into_iter().find(|(code, ..)| *code == visit.asked("trang-thai")).unwrap_or(STATES[0]);
    let after = forms::after::<Id>(&visit)?.unwrap_or(Id::NONE);
    let (found, schedules) = app
        .read(move |tx| {
            By::Me(&me).require_everywhere(tx, JOBS)?;
            Ok((jobs::page(tx, state, after)?, jobs::schedules(tx)?))
        })
        .await?;
    let here = Here::parse(&visit.here());
    let tabs: Vec<Tab> = STATES
        .iter()
        .map(|(one, _, title, _)| {
            Tab::new(Here::parse("/quan-tri/viec-nen").with("trang-thai", *one).href(), visit.t(*title), *one == code)
        })
        .collect();
    let columns = vec![
        Column::new(lang, texts::JOB),
        Column::new(lang, texts::STATE).tight(),
        Column::new(lang, texts::RUNS_AT).tight(),
        Column::new(lang, texts::ATTEMPTS).number(),
        Column::new(lang, texts::LAST_ERROR),
        Column::new(lang, texts::ACT),
    ];
    let rows = found.iter().map(|job| {
        Row::new(vec![
            html! { (job_title(&app, &job.kind).map_or(job.kind.as_str(), |title| title.get(lang))) p.small { code { (job.kind) } } },
            web::status(lang, tone, title),
            web::moment(job.run_at),
            html! { (job.attempts) },
            html! { (job.last_error.as_deref().unwrap_or_default()) },
            acts(&visit, job.id, state),
        ])
    });
    let next = found.last().filter(|_| found.len() == PAGE).map(|job| job.id.to_string());
    let schedule_columns = vec![Column::new(lang, texts::JOB), Column::new(lang, texts::LAST_RUN).tight()];
    let schedule_rows =
        schedules.iter().map(|schedule| Row::new(vec![html! { code { (schedule.name) } }, web::moment(schedule.last)]));
    let body = html! {
        (web::page_head(lang, None, texts::JOBS, html! { (visit.t(texts::JOBS_WORDS)) }, html! {}))
        (web::tabs(lang, texts::STATE, &tabs))
        (Table::new(lang, title, columns).quiet().rows(rows).here(&here).next(next).empty(texts::NO_JOBS))
        (web::section(lang, texts::SCHEDULES, html! {
            (Table::new(lang, texts::SCHEDULES, schedule_columns).quiet().rows(schedule_rows).empty(texts::NOT_YET))
        }))
    };
    Ok(visit.page(&app, texts::JOBS, body).await)
}

fn job_title(app: &App, name: &str) -> Option<Text> {
    let handlers = app.systems.iter().flat_map(|system| system.jobs);
    handlers.map(|handler| handler.kind).find(|kind| kind.name == name).map(|kind| kind.title)
}

fn acts(visit: &Visit, id: Id, state: State) -> Markup {
    let lang = visit.lang;
    let act = |path: &str, button: web::Button| {
        Form::post(format!("/quan-tri/viec-nen/{id}/{path}"), &visit.csrf).inline().body(html! { (button) })
    };
    html! {
        @if state != State::Running { (act("chay-lai", web::button(lang, texts::RERUN).link())) }
        @if state == State::Dead { (act("bo", web::button(lang, texts::DROP).link())) }
    }
}

pub async fn rerun(app: App, visit: Visit, At(id): At<Id>) -> Answer {
    change(&app, &visit, id, &JOB_RERUN, jobs::rerun).await?;
    Ok(see("/quan-tri/viec-nen", texts::WILL_RUN))
}

pub async fn drop_dead(app: App, visit: Visit, At(id): At<Id>) -> Answer {
    change(&app, &visit, id, &JOB_DROPPED, jobs::drop_dead).await?;
    Ok(see("/quan-tri/viec-nen", texts::DROPPED))
}

async fn change(
    app: &App,
    visit: &Visit,
    id: Id,
    event: &'static ledger::EventKind,
    f: fn(&mut Tx, Id) -> Result<()>,
) -> Result<()> {
    let me = visit.me()?.clone();
    app.write(move |tx| {
        By::Me(&me).require_everywhere(tx, JOBS)?;
        let job = jobs::job(tx, id)?;
        f(tx, id)?;
        record(tx, &me, event.event(me.unit().unwrap_or(Id::NONE), id).with("job", job.kind))
    })
    .await
}

fn record(tx: &mut Tx, me: &Me, event: ledger::Event) -> Result<(), Error> {
    ledger::record(tx, Some(me.person), event).map(drop)
}

/// Takes away ended sessions and tokens, and tries long past.
static SWEEP: JobKind = JobKind::new("desk.sweep", text("Dọn phiên đã hết hạn", "Sweep ended sessions"));

pub const HANDLERS: &[Handler<App>] = &[Handler { kind: &SWEEP, run: |app, _| app.db.write_now(sweep) }];

pub const SCHEDULES: &[Schedule] =
    &[Schedule { name: "desk.sweep", every: Every::Daily(TimeOfDay::hm_of(2, 30)), kind: &SWEEP }];

fn sweep(tx: &mut Tx) -> Result<()> {
    identity::sweep_sessions(tx)?;
    identity::sweep_tries(tx).map(drop)
}
