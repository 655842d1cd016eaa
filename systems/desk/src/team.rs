//! The head's view of the work of his units: who holds how much, and all of it given to another when somebody is away.

use base::{Error, Id, Moment, Result, Text, text};
use directory::UnitMap;
use identity::Me;
use maud::{Markup, html};
use platform::{Answer, App, At, Posted, Visit, see};
use storage::Tx;
use web::{Bar, Choice, Column, Form, FormState, Row, Table, Tone};
use work::{ASSIGN, Item, Load};

use crate::{forms, texts};

/// How much of one person's work is shown, and moved in one act.
const MOST: i64 = 500;

/// The units whose work the reader hands out: those he heads and what stands right under them.
fn units(map: &UnitMap, me: &Me) -> Vec<Id> {
    let mut units = Vec::new();
    for root in me.reach(ASSIGN).roots {
        units.push(root);
        units.extend(map.children(root).filter(|unit| unit.level > directory::Level::Commune).map(|unit| unit.id));
    }
    units.sort_unstable();
    units.dedup();
    units
}

struct Line {
    unit: (Id, String),
    person: Option<(Id, String)>,
    load: Load,
}

pub async fn show(app: App, visit: Visit) -> Answer {
    let (lang, me, house) = (visit.lang, visit.me()?.clone(), app.clone());
    let lines = app
        .read(move |tx| {
            let map = house.maps.get(tx, me.day)?;
            let mut lines = Vec::new();
            for unit in units(&map, &me) {
                let name = map.get(unit).map(|unit| unit.full_name()).unwrap_or_default();
                for load in work::loads(tx, unit)? {
                    let person =
                        load.person.map(|id| Ok::<_, Error>((id, directory::person(tx, id)?.name))).transpose()?;
                    lines.push(Line { unit: (unit, name.clone()), person, load });
                }
            }
            lines.sort_by_key(|line| {
                let name = line.person.as_ref().map(|(_, name)| base::text::name_sort_key(name));
                (line.unit.1.clone(), name.is_none(), name, line.load.role.clone())
            });
            Ok(lines)
        })
        .await?;
    let columns = vec![
        Column::new(lang, texts::HOLDER),
        Column::new(lang, texts::UNIT),
        Column::new(lang, HELD).number(),
        Column::new(lang, OVERDUE).number(),
        Column::new(lang, texts::DUE).tight(),
    ];
    let now = app.now();
    let rows = lines.iter().map(|line| row(lang, line, now));
    let bars: Vec<Bar> = lines.iter().map(|line| bar(lang, line)).collect();
    let body = html! {
        (web::page_head(lang, None, TITLE, html! { (LEAD.get(lang)) }, html! {}))
        @if bars.len() > 1 { (web::bars(lang, HELD, &bars)) }
        (Table::new(lang, TITLE, columns).rows(rows).quiet().empty(texts::NO_WORK))
    };
    Ok(visit.page(&app, TITLE, body).await)
}

fn path(line: &Line) -> Option<String> {
    line.person.as_ref().map(|(person, _)| format!("/viec/don-vi/{}/{person}", line.unit.0))
}

fn name(lang: base::Lang, line: &Line) -> &str {
    line.person.as_ref().map_or(NOBODY_YET.get(lang), |(_, name)| name)
}

fn bar(lang: base::Lang, line: &Line) -> Bar {
    let bar = Bar::new(format!("{} · {}", name(lang, line), line.unit.1), line.load.items);
    match path(line) {
        Some(href) => bar.href(href),
        None => bar,
    }
}

fn row(lang: base::Lang, line: &Line, now: Moment) -> Row {
    let due = line.load.first_due;
    let cells = vec![
        html! { (name(lang, line)) },
        html! { (line.unit.1) },
        html! { (web::number(lang, line.load.items)) },
        html! { @if line.load.overdue > 0 { (web::status(lang, Tone::Bad, web::number(lang, line.load.overdue))) } @else { "0" } },
        web::due(lang, due.map_or(web::Due::None, |at| web::Due::of(at, now)), due),
    ];
    match path(line) {
        Some(href) => Row::to(href, cells),
        None => Row::new(cells),
    }
}

/// What one person holds in a unit of the reader's, and who else works there.
struct Desk {
    name: String,
    unit: String,
    items: Vec<Item>,
    colleagues: Vec<(Id, String)>,
}

fn desk(tx: &mut Tx, app: &App, me: &Me, unit: Id, person: Id) -> Result<Desk> {
    let map = app.maps.get(tx, me.day)?;
    if !units(&map, me).contains(&unit) {
        return Err(Error::not_found(texts::NOT_YOUR_WORK));
    }
    let mut people: Vec<Id> = directory::posts_at(tx, unit, me.day)?.iter().map(|post| post.person).collect();
    people.sort_unstable();
    people.dedup();
    let mut colleagues = Vec::with_capacity(people.len());
    for other in people.into_iter().filter(|other| *other != person) {
        colleagues.push((other, directory::person(tx, other)?.name));
    }
    colleagues.sort_by_key(|(_, name)| base::text::name_sort_key(name));
    Ok(Desk {
        name: directory::person(tx, person)?.name,
        unit: map.get(unit).map(|unit| unit.full_name()).unwrap_or_default(),
        items: work::held_in(tx, unit, person, MOST)?,
        colleagues,
    })
}

pub async fn person(app: App, visit: Visit, At(at): At<(Id, Id)>) -> Answer {
    person_page(&app, &visit, at, FormState::empty(visit.lang), html! {}).await
}

async fn person_page(app: &App, visit: &Visit, (unit, person): (Id, Id), state: FormState, said: Markup) -> Answer {
    let (lang, me, house) = (visit.lang, visit.me()?.clone(), app.clone());
    let desk = app.read(move |tx| desk(tx, &house, &me, unit, person)).await?;
    let columns = vec![
        Column::new(lang, texts::RECORD).tight(),
        Column::new(lang, texts::KIND).tight(),
        Column::new(lang, texts::DETAIL),
        Column::new(lang, texts::DUE).tight(),
    ];
    let now = app.now();
    let rows = desk.items.iter().map(|item| {
        let due = item.due().map_or(web::Due::None, |at| web::Due::of(at, now));
        let cells = vec![
            html! { (item.label) },
            html! { (crate::queue::title(app, &item.kind).get(lang)) },
            html! { span.clip title=(item.detail) { (item.detail) } },
            web::due(lang, due, item.due()),
        ];
        Row::to(format!("/viec/{}", item.id), cells).choice(item.id.to_string())
    });
    let choices: Vec<Choice> =
        desk.colleagues.iter().map(|(id, name)| Choice::new(lang, id.to_string(), name)).collect();
    let form = Form::post(format!("/viec/don-vi/{unit}/{person}"), &visit.csrf).id("viec").inline();
    let body = html! {
        (web::back_link(lang, "/viec/don-vi"))
        (web::error_summary(&state))
        (web::page_head(lang, Some(&desk.unit), desk.name.as_str(), html! { (MOVE_LEAD.get(lang)) }, html! {}))
        (said)
        @if desk.items.is_empty() {
            (web::empty(lang, texts::NO_WORK, html! {}))
        } @else {
            (Table::new(lang, HELD, columns).rows(rows).quiet().chooses("viec"))
            div.chosen-acts {
                (form.body(html! {
                    (state.field("to", GIVE_TO).select_or(TO_ALL, &choices))
                    (web::button(lang, MOVE_CHOSEN).second())
                    (web::button(lang, MOVE_ALL).sends("all", "1"))
                    span.soft data-chosen="viec" {}
                }))
            }
        }
    };
    Ok(visit.page(app, TITLE, body).await)
}

/// Gives the chosen items, or all, to another person or to everybody who holds the role. What cannot be given says why.
pub async fn give(app: App, visit: Visit, At(at): At<(Id, Id)>, posted: Posted) -> Answer {
    let (me, house, sent) = (visit.me()?.clone(), app.clone(), posted.clone());
    let (unit, person) = at;
    let given = app
        .write(move |tx| {
            let to = sent.filled("to").map(|_| forms::id_in(&sent, "to")).transpose()?;
            let mut items = desk(tx, &house, &me, unit, person)?.items;
            if sent.filled("all").is_none() {
                let chosen: Vec<&str> = sent.all("viec").collect();
                items.retain(|item| chosen.contains(&item.id.to_string().as_str()));
            }
            if items.is_empty() {
                return Err(Error::field("to", CHOOSE_SOME));
            }
            let mut left = Vec::new();
            let count = items.len();
            for item in items {
                if let Err(e) = give_one(tx, &house, &me, &item, to) {
                    left.push((item.label, e.said));
                }
            }
            Ok((count - left.len(), left))
        })
        .await;
    match given {
        Ok((count, left)) if left.is_empty() => {
            let said = base::said!("Đã chuyển {count} việc", "{count} items were moved");
            Ok(see(format!("/viec/don-vi/{unit}/{person}"), said))
        }
        Ok((count, left)) => {
            let lang = visit.lang;
            let title = base::said!(
                "Đã chuyển {count} việc; những việc sau chưa chuyển được",
                "{count} items were moved; these were not"
            );
            let said = web::notice(
                lang,
                Tone::Warn,
                title,
                html! {
                    ul { @for (label, why) in &left { li { (label) ": " (why.get(lang)) } } }
                },
            );
            person_page(&app, &visit, at, FormState::empty(lang), said).await
        }
        Err(e) => {
            let state = forms::typed(&visit, &posted, e)?;
            forms::again(person_page(&app, &visit, at, state, html! {}).await)
        }
    }
}

/// By the act of its system where there is one, so that the ledger knows.
pub(crate) fn give_one(tx: &mut Tx, app: &App, me: &Me, item: &Item, to: Option<Id>) -> Result<()> {
    let system = app.systems.iter().find(|system| system.work.iter().any(|kind| kind.name == item.kind));
    if let Some(reassign) = system.and_then(|system| system.reassign)
        && reassign(tx, app, me, item, to)?
    {
        return Ok(());
    }
    work::assign(tx, me, item.id, to).map(drop)
}

pub const TITLE: Text = text("Việc của đơn vị", "Work of the unit");
const LEAD: Text = text(
    "Ai đang giữ bao nhiêu việc. Mở một người để thu hồi hoặc chuyển việc khi người đó vắng mặt",
    "Who holds how much. Open a person to take work back or give it to another while that person is away",
);
const MOVE_LEAD: Text = text(
    "Việc người này đã nhận hoặc được phân công. Việc chung của vị trí không nằm ở đây",
    "What this person has taken or was given. What waits for all of the role is not here",
);
const HELD: Text = text("Số việc", "Items");
const OVERDUE: Text = text("Quá hạn", "Overdue");
const NOBODY_YET: Text = text("Chưa ai nhận", "Taken by nobody yet");
const GIVE_TO: Text = text("Chuyển cho", "Give to");
const TO_ALL: Text = text("Mọi người cùng vị trí", "Everybody of the role");
const MOVE_CHOSEN: Text = text("Chuyển việc đã chọn", "Move the chosen");
const MOVE_ALL: Text = text("Chuyển tất cả", "Move all");
const CHOOSE_SOME: Text = text("Hãy chọn ít nhất một việc", "Choose at least one item");
