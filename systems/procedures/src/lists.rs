//! Lists of dossiers within one's reach: by state, field and day; the day book; what will be late.

use base::{Moment, Result, Text};
use identity::{Me, Right};
use maud::html;
use platform::{Answer, App, Visit, download};
use storage::Tx;
use web::{Choice, Column, Form, FormState, Here, Row, Tab, Table, xlsx};

use crate::{
    bulk::{self, Act},
    catalogue,
    dossier::Status,
    rights::{By, CHECK, RECEIVE, VIEW},
    show,
    store::{self, Filter, Key, Line},
    texts,
};

const PAGE: usize = 50;
const ALL_UNITS: Text = base::text("Tất cả đơn vị", "All units");
/// An export is one page of at most this many rows.
const MOST_EXPORTED: usize = 10_000;

/// The five heaps a desk thinks in.
pub const HEAPS: [(&str, Text, &[Status]); 5] = [
    ("cho-tiep-nhan", texts::WAITING, &[Status::Registered]),
    ("dang-xu-ly", texts::OPEN, &[Status::Accepted, Status::InProcess]),
    ("tam-dung", texts::PAUSED, &[Status::SupplementRequested, Status::FinancialDuty]),
    ("cho-tra", texts::READY, &[Status::Finished]),
    ("da-ket-thuc", texts::CLOSED, &[Status::HandedOver, Status::Refused, Status::Withdrawn, Status::Stopped]),
];

pub fn key_text(key: Key) -> String {
    format!("{}_{}", key.0, key.1)
}

pub fn key_of(text: &str) -> Option<Key> {
    let (due, id) = text.split_once('_')?;
    Some((due.parse().ok()?, id.parse().ok()?))
}

fn asked_filter(visit: &Visit, me: &Me) -> (usize, Filter) {
    let heap = HEAPS.iter().position(|(code, ..)| *code == visit.asked("nhom")).unwrap_or(1);
    let roots = me.reach(VIEW).roots;
    let unit = visit.asked_filled("don-vi").and_then(|u| u.parse().ok()).filter(|u| roots.contains(u));
    let filter = Filter {
        units: unit.map_or(roots, |u| vec![u]),
        statuses: HEAPS[heap].2.to_vec(),
        field: visit.asked_filled("linh-vuc").map(str::to_owned),
        due_before: visit.asked_filled("truoc").and_then(base::Day::from_typed).map(|d| d.next().start()),
    };
    (heap, filter)
}

pub async fn list(app: App, visit: Visit) -> Answer {
    let me = visit.me()?.clone();
    let lang = visit.lang;
    let (heap, filter) = asked_filter(&visit, &me);
    let after = key_of(visit.asked("after"));
    let house = app.clone();
    let wanted = filter.clone();
    let (lines, units, field_names, names, people) = app
        .read(move |tx| {
            let lines = store::list(tx, &wanted, after, PAGE + 1)?;
            let map = house.maps.get(tx, tx.now().day())?;
            let units: Vec<(base::Id, String)> =
                me.reach(VIEW).roots.iter().map(|u| (*u, show::unit_name(&map, *u))).collect();
            let names = shown_names(tx, &map, &lines)?;
            let people = match HEAPS[heap].0 {
                "dang-xu-ly" => bulk::colleagues(tx, By { app: &house, me: &me }, me.unit().as_slice())?,
                _ => Vec::new(),
            };
            Ok((lines, units, catalogue::fields(tx)?, names, people))
        })
        .await?;

    let here = Here::parse(&visit.here());
    let tabs: Vec<Tab> = HEAPS
        .iter()
        .enumerate()
        .map(|(n, (code, title, _))| {
            let href = here.without("after").with("nhom", *code).href();
            Tab::new(href, title.get(lang), n == heap)
        })
        .collect();
    let next = lines.get(PAGE - 1).filter(|_| lines.len() > PAGE).map(|l| key_text((l.key_due, l.id)));
    let state = FormState::new(lang, visit.query.iter().cloned()).dense();
    let unit_choices: Vec<Choice> = units.iter().map(|(id, name)| Choice::new(lang, id.to_string(), name)).collect();
    let field_choices: Vec<Choice> = field_names.iter().map(|name| Choice::new(lang, name, name)).collect();
    let filters = Form::filter("/ho-so").body(html! {
        input type="hidden" name="nhom" value=(HEAPS[heap].0);
        @if units.len() > 1 { (state.field("don-vi", texts::UNITS).select_or(ALL_UNITS, &unit_choices)) }
        (state.field("linh-vuc", texts::FIELD).select_or(texts::ALL_FIELDS, &field_choices))
        (state.field("truoc", base::text("Hạn đến ngày", "Due up to")).date())
        (web::button(lang, texts::FILTER).second())
    });
    let columns = vec![
        Column::new(lang, texts::CODE).tight(),
        Column::new(lang, texts::PROCEDURE),
        Column::new(lang, texts::APPLICANT),
        Column::new(lang, texts::STATUS),
        Column::new(lang, texts::DUE).tight(),
        Column::new(lang, texts::HOLDER),
    ];
    let now = app.now();
    let rows = lines.iter().take(PAGE).map(|l| row(lang, l, now, &names));
    let table = Table::new(lang, HEAPS[heap].1, columns)
        .rows(rows)
        .here(&here)
        .next(next)
        .export("/ho-so/xuat.xlsx")
        .quiet()
        .chooses(bulk::CHOSEN)
        .empty(texts::NO_DOSSIERS);
    let acts = acts_of_heap(&visit, HEAPS[heap].0)?;
    let body = html! {
        (web::page_head(lang, None, texts::DOSSIERS, html! {}, html! {
            (web::link_button(lang, "/tiep-nhan", texts::RECEIVE).keys("Alt+N"))
        }))
        (web::tabs(lang, texts::DOSSIERS, &tabs))
        (filters)
        div #results {
            (table)
            @if !lines.is_empty() { (bulk::form(&visit, &visit.here(), &acts, &people)) }
        }
    };
    Ok(visit.page(&app, texts::DOSSIERS, body).await)
}

/// Names of procedures and units as a list shows them.
#[derive(Default)]
pub struct Names {
    procedures: std::collections::HashMap<String, String>,
    units: std::collections::HashMap<base::Id, String>,
}

impl Names {
    pub fn learn(&mut self, tx: &mut Tx, map: &directory::UnitMap, procedure: &str, unit: base::Id) -> Result<()> {
        if !self.procedures.contains_key(procedure) {
            self.procedures.insert(procedure.to_owned(), catalogue::name_of(tx, procedure)?);
        }
        self.units.entry(unit).or_insert_with(|| show::unit_name(map, unit));
        Ok(())
    }

    pub fn procedure<'a>(&'a self, code: &'a str) -> &'a str {
        self.procedures.get(code).map_or(code, String::as_str)
    }

    pub fn unit(&self, id: base::Id) -> &str {
        self.units.get(&id).map_or("", String::as_str)
    }
}

pub fn shown_names(tx: &mut Tx, map: &directory::UnitMap, lines: &[Line]) -> Result<Names> {
    let mut names = Names::default();
    for line in lines {
        names.learn(tx, map, &line.procedure, line.holder_unit)?;
    }
    Ok(names)
}

fn row(lang: base::Lang, l: &Line, now: Moment, names: &Names) -> Row {
    let status: Status = l.status.parse().unwrap_or(Status::Registered);
    Row::to(
        format!("/ho-so/{}", l.code),
        vec![
            html! { (l.code) },
            html! { span.clip title=(names.procedure(&l.procedure)) { (names.procedure(&l.procedure)) } },
            html! { span.least { (l.applicant_name.as_deref().unwrap_or_default()) } },
            show::status_tag(lang, status),
            show::due_badge(lang, status, l.due, l.acceptance_due, now),
            html! { span.least { (names.unit(l.holder_unit)) } },
        ],
    )
    .choice(bulk::choice(&l.code, l.revision))
}

/// What the reader may do with many dossiers of a heap.
fn acts_of_heap(visit: &Visit, heap: &str) -> Result<Vec<Act>> {
    let me = visit.me()?;
    let acts: &[(Act, Right)] = match heap {
        "cho-tiep-nhan" => &[(Act::Accept, RECEIVE)],
        "dang-xu-ly" => &[(Act::Forward, VIEW), (Act::Reassign, CHECK)],
        "cho-tra" => &[(Act::HandOver, RECEIVE)],
        _ => &[],
    };
    Ok(acts.iter().filter(|(_, right)| me.has(*right)).map(|(act, _)| *act).collect())
}

pub async fn export(app: App, visit: Visit) -> Answer {
    let me = visit.me()?.clone();
    let (heap, filter) = asked_filter(&visit, &me);
    let house = app.clone();
    let (lines, names) = app
        .write(move |tx| {
            let lines = store::list(tx, &filter, None, MOST_EXPORTED)?;
            identity::note_list_read(
                tx,
                &me,
                "dossiers.export",
                &format!("{:?}", filter.statuses),
                &lines.iter().map(|l| l.id).collect::<Vec<_>>(),
            )?;
            let map = house.maps.get(tx, tx.now().day())?;
            let names = shown_names(tx, &map, &lines)?;
            Ok((lines, names))
        })
        .await?;
    let lang = visit.lang;
    let columns = [
        xlsx::Column::new(lang, texts::CODE, xlsx::Kind::Text),
        xlsx::Column::new(lang, texts::PROCEDURE, xlsx::Kind::Note),
        xlsx::Column::new(lang, texts::APPLICANT, xlsx::Kind::Text),
        xlsx::Column::new(lang, texts::STATUS, xlsx::Kind::Text),
        xlsx::Column::new(lang, texts::SENT, xlsx::Kind::Moment),
        xlsx::Column::new(lang, texts::RECEIVED, xlsx::Kind::Moment),
        xlsx::Column::new(lang, texts::DUE, xlsx::Kind::Moment),
        xlsx::Column::new(lang, texts::HOLDER, xlsx::Kind::Text),
    ];
    let rows = lines.iter().map(|l| {
        let status = l.status.parse().unwrap_or(Status::Registered);
        vec![
            l.code.as_str().into(),
            names.procedure(&l.procedure).into(),
            l.applicant_name.clone().unwrap_or_default().into(),
            status.title().get(lang).into(),
            l.submitted_at.into(),
            l.accepted_at.into(),
            l.due.into(),
            names.unit(l.holder_unit).into(),
        ]
    });
    let bytes = xlsx::export(lang, HEAPS[heap].1, &columns, rows, app.now())?;
    Ok(download(bytes, xlsx::CONTENT_TYPE, &format!("ho-so-{}.xlsx", app.now().day())))
}

/// The head's page: what is overdue or falls due within seven days, and with whom.
pub async fn late_soon(app: App, visit: Visit) -> Answer {
    let me = visit.me()?.clone();
    let lang = visit.lang;
    let now = app.now();
    let house = app.clone();
    let (lines, names) = app
        .read(move |tx| {
            let filter = Filter {
                units: me.reach(VIEW).roots,
                statuses: vec![Status::Registered, Status::Accepted, Status::InProcess],
                due_before: Some(now.day().plus(8).start()),
                ..Filter::default()
            };
            let lines = store::list(tx, &filter, None, 200)?;
            let map = house.maps.get(tx, now.day())?;
            let names = shown_names(tx, &map, &lines)?;
            Ok((lines, names))
        })
        .await?;
    let mut holders: Vec<(String, Vec<&Line>)> = Vec::new();
    for line in &lines {
        let name = names.unit(line.holder_unit).to_owned();
        match holders.iter_mut().find(|(n, _)| *n == name) {
            Some((_, of_holder)) => of_holder.push(line),
            None => holders.push((name, vec![line])),
        }
    }
    let bars: Vec<web::Bar> =
        holders.iter().map(|(name, of_holder)| web::Bar::new(name.clone(), of_holder.len() as i64)).collect();
    let columns = || {
        vec![
            Column::new(lang, texts::CODE).tight(),
            Column::new(lang, texts::PROCEDURE),
            Column::new(lang, texts::APPLICANT),
            Column::new(lang, texts::STATUS),
            Column::new(lang, texts::DUE).tight(),
            Column::new(lang, texts::HOLDER),
        ]
    };
    let lead = base::text(
        "Hồ sơ đã quá hạn hoặc đến hạn trong bảy ngày tới, theo nơi đang xử lý",
        "Dossiers overdue or due within seven days, by where they are",
    );
    let body = html! {
        (web::page_head(lang, None, texts::LATE_SOON, html! { (lead.get(lang)) }, html! {}))
        @if bars.len() > 1 { (web::bars(lang, texts::HOLDER, &bars)) }
        @for (name, of_holder) in &holders {
            (web::section(lang, name.as_str(), html! {
                (Table::new(lang, name.as_str(), columns()).quiet().rows(of_holder.iter().map(|l| row(lang, l, now, &names))))
            }))
        }
        @if holders.is_empty() { (web::empty(lang, texts::NO_DOSSIERS, html! {})) }
    };
    Ok(visit.page(&app, texts::LATE_SOON, body).await)
}
