//! The clerk at his counter: whom he calls, serves, sends on; by keyboard.

use base::{Error, Id, Result, Text, said, text};
use identity::Me;
use maud::{Markup, html};
use platform::{Answer, App, At, Posted, Visit, see};
use storage::Tx;
use web::{Choice, Column, Form, FormState, Here, Row, Table};

use crate::{
    ARRANGE, SERVE, VIEW, act, arrange, centre, day, speech,
    store::{self, Centre, Counter, Group, State, Ticket},
};

const PAGES: &str = "/so-thu-tu/quay";

/// Choose one's counter.
pub async fn choose(app: App, visit: Visit) -> Answer {
    let (lang, house, me, asked) = (visit.lang, app.clone(), visit.me()?.clone(), centre::of_address(&visit));
    let may_arrange = me.has(ARRANGE);
    let (unit, all, found) = app
        .read(move |tx| {
            let (unit, all) = centre::asked(tx, &house, &me, SERVE, asked.as_deref())?;
            let Some(centre) = store::centre(tx, unit)?.filter(|c| c.is_on) else { return Ok((unit, all, None)) };
            let (today, groups) = (tx.now().day(), store::groups(tx, unit)?);
            let mut counters = Vec::new();
            for counter in store::counters(tx, unit)? {
                let serves = store::groups_of_counter(tx, counter.id)?;
                let waiting = store::waiting_for(tx, &counter, today)?.len();
                counters.push((store::current(tx, counter.id, today)?, waiting, serves, counter));
            }
            Ok((unit, all, Some((centre, groups, counters))))
        })
        .await?;
    let name = all.iter().find(|(id, _)| *id == unit).map(|(_, name)| name.clone()).unwrap_or_default();
    let at = |path: &str| Here::parse(path).with("trung-tam", unit.to_string()).href();
    let body = html! {
        (web::page_head(lang, Some(&name), TITLE, html! {}, html! {
            @if visit.me()?.has(VIEW) { (web::link_button(lang, at("/so-thu-tu/ngay"), day::TITLE).second()) }
            @if may_arrange { (web::link_button(lang, at("/so-thu-tu/thiet-lap"), arrange::TITLE).second()) }
        }))
        @if all.len() > 1 { nav.small aria-label=(CENTRES.get(lang)) { ul { @for (id, name) in &all {
            li { a href=(Here::parse("/so-thu-tu").with("trung-tam", id.to_string()).href()) { (name) } }
        } } } }
        @match &found {
            None => (web::empty(lang, IS_OFF, html! {})),
            Some((centre, groups, counters)) => {
                (counters_table(&visit, groups, counters))
                (ways(&visit, centre))
                @if !speech::can_speak(&app) { p.small { (NO_VOICE.get(lang)) } }
            },
        }
    };
    Ok(visit.page(&app, TITLE, body).await)
}

fn counters_table(visit: &Visit, groups: &[Group], counters: &[(Option<Ticket>, usize, Vec<Id>, Counter)]) -> Markup {
    let lang = visit.lang;
    let columns = vec![
        Column::new(lang, COUNTER).tight(),
        Column::new(lang, GROUPS),
        Column::new(lang, NOW).tight(),
        Column::new(lang, WAITING).number(),
    ];
    let rows = counters.iter().filter(|(.., counter)| counter.is_open).map(|(current, waiting, serves, counter)| {
        let titles: Vec<&str> = groups.iter().filter(|g| serves.contains(&g.id)).map(|g| g.title.as_str()).collect();
        Row::to(
            format!("{PAGES}/{}", counter.id),
            vec![
                html! { (said!("Quầy {}", "Counter {}", counter.number).get(lang)) },
                html! { (titles.join(", ")) },
                html! { @if let Some(t) = current { (t.shown()) } @else { "—" } },
                html! { (waiting) },
            ],
        )
    });
    html! { (Table::new(lang, CHOOSE_COUNTER, columns).rows(rows).empty(NO_COUNTERS)) }
}

fn ways(visit: &Visit, centre: &Centre) -> Markup {
    let lang = visit.lang;
    html! {
        ul {
            li { a href={ "/lay-so/" (centre.kiosk) } { (arrange::KIOSK_PAGE.get(lang)) } }
            li { a href={ "/phong-cho/" (centre.unit) } { (arrange::BOARD_PAGE.get(lang)) } }
        }
    }
}

struct Desk {
    centre: Centre,
    counter: Counter,
    current: Option<Ticket>,
    groups: Vec<Group>,
    others: Vec<Counter>,
    waiting: Vec<Ticket>,
    away: Vec<Ticket>,
}

fn load(tx: &mut Tx, me: &Me, id: Id) -> Result<Desk> {
    let (counter, current) = act::at_counter(tx, me, id)?;
    let (unit, today) = (counter.unit, tx.now().day());
    let waiting = store::waiting_for(tx, &counter, today)?.into_iter().map(|(_, t)| t).collect();
    let mut away = store::in_state(tx, unit, today, State::Fetching)?;
    away.extend(store::in_state(tx, unit, today, State::Absent)?);
    let others = store::counters(tx, unit)?.into_iter().filter(|c| c.id != id && c.is_open).collect();
    let (centre, groups) = (store::open_centre(tx, unit)?, store::groups(tx, unit)?);
    Ok(Desk { centre, counter, current, groups, others, waiting, away })
}

pub async fn show(app: App, visit: Visit, At(id): At<Id>) -> Answer {
    page(&app, &visit, id, FormState::empty(visit.lang)).await
}

async fn page(app: &App, visit: &Visit, id: Id, state: FormState) -> Answer {
    let (lang, me) = (visit.lang, visit.me()?.clone());
    let desk = app.read(move |tx| load(tx, &me, id)).await?;
    let title = said!("Quầy số {}", "Counter {}", desk.counter.number);
    let body = html! {
        (web::error_summary(&state))
        (web::page_head(lang, Some(TITLE.get(lang)), title.clone(), html! {
            (said!("{} số đang chờ quầy này", "{} wait for this counter", desk.waiting.len()).get(lang))
        }, html! { (web::link_button(lang, "/so-thu-tu", OTHER_COUNTER).second()) }))
        (current(visit, &desk, &state))
        @if !desk.away.is_empty() { (web::section(lang, AWAY, away(visit, &desk))) }
        (web::section(lang, WAITING, waiting(visit, &desk)))
    };
    Ok(visit.page(app, title, body).await)
}

fn current(visit: &Visit, desk: &Desk, state: &FormState) -> Markup {
    let lang = visit.lang;
    let to = |what: &str| format!("{PAGES}/{}/{what}", desk.counter.id);
    let press = |what: &str, word: Text, keys: &'static str, main: bool| {
        let button = web::button(lang, word).keys(keys);
        let button = if main { button } else { button.second() };
        Form::post(to(what), &visit.csrf).inline().body(html! { (button) })
    };
    let Some(t) = &desk.current else {
        return html! { div.at-counter { p { (NOBODY_HERE.get(lang)) } (web::toolbar(press("goi-tiep", CALL_NEXT, "Alt+G", true))) } };
    };
    let group = desk.groups.iter().find(|g| g.id == t.group_id);
    let choices: Vec<Choice> = desk
        .others
        .iter()
        .map(|c| Choice::new(lang, c.id.to_string(), said!("Quầy {}", "Counter {}", c.number)))
        .collect();
    html! {
        div.at-counter {
            p { (t.state.title().get(lang)) @if t.priority { " · " (crate::kiosk::PRIORITY.get(lang)) } }
            p.ticket-number { (t.shown()) }
            @if let Some(group) = group { p { (group.title) } }
            (web::toolbar(html! {
                @if t.state == State::Called {
                    (press("bat-dau", START, "Alt+B", true))
                    (press("goi-lai", CALL_AGAIN, "Alt+L", false))
                    (press("vang", ABSENT, "Alt+V", false))
                } @else {
                    (press("goi-tiep", DONE_AND_NEXT, "Alt+G", true))
                    (press("xong", DONE, "Alt+X", false))
                }
                (press("di-lay", FETCH, "Alt+Y", false))
                @if let Some(group) = group { (web::link_button(lang, group.opens.as_str(), OPEN_INTAKE).second().keys("Alt+T")) }
            }))
            @if !choices.is_empty() {
                (Form::post(to("chuyen"), &visit.csrf).inline().body(html! {
                    (state.field("to", SEND_TO).select_or(CHOOSE, &choices))
                    (web::button(lang, SEND).second())
                }))
            }
        }
    }
}

fn waiting(visit: &Visit, desk: &Desk) -> Markup {
    let lang = visit.lang;
    let columns = vec![
        Column::new(lang, NUMBER).tight(),
        Column::new(lang, GROUPS),
        Column::new(lang, STATE),
        Column::new(lang, TAKEN_AT).tight(),
    ];
    let rows = desk.waiting.iter().map(|t| {
        let group = desk.groups.iter().find(|g| g.id == t.group_id).map(|g| g.title.as_str()).unwrap_or_default();
        Row::to(
            format!("/lay-so/{}/{}", desk.centre.kiosk, t.code),
            vec![
                html! { (t.shown()) },
                html! { (group) },
                html! {
                    @if t.ahead_at.is_some() { (web::status(lang, web::Tone::Warn, AHEAD)) }
                    @else if t.priority { (web::status(lang, web::Tone::Info, crate::kiosk::PRIORITY)) }
                },
                html! { (t.taken_at.time().hm()) },
            ],
        )
    });
    html! { (Table::new(lang, WAITING, columns).quiet().rows(rows).empty(act::NOBODY)) }
}

fn away(visit: &Visit, desk: &Desk) -> Markup {
    let lang = visit.lang;
    let columns = vec![Column::new(lang, NUMBER).tight(), Column::new(lang, STATE), Column::new(lang, IS_BACK)];
    let rows = desk.away.iter().map(|t| {
        let form = Form::post(format!("{PAGES}/{}/co-mat", desk.counter.id), &visit.csrf).inline().body(html! {
            input type="hidden" name="ticket" value=(t.id);
            (web::button(lang, IS_BACK).link())
            span.hidden { (t.shown()) }
        });
        Row::new(vec![html! { (t.shown()) }, html! { (t.state.title().get(lang)) }, form])
    });
    html! { (Table::new(lang, AWAY, columns).quiet().rows(rows)) }
}

type Act = fn(&mut Tx, &Me, Id, &Posted) -> Result<Ticket>;

async fn acts(app: App, visit: Visit, id: Id, posted: Posted, what: Act) -> Answer {
    let (me, sent) = (visit.me()?.clone(), posted.clone());
    let done = app
        .write(move |tx| {
            me.still(tx)?;
            what(tx, &me, id, &sent)
        })
        .await;
    match done {
        Ok(t) => Ok(see(format!("{PAGES}/{id}"), said!("{}: {}", "{}: {}", t.shown(), t.state.title().vi))),
        Err(e) if matches!(e.kind, base::Kind::Invalid | base::Kind::Conflict) => {
            let status = platform::status_of(e.kind);
            let state = FormState::new(visit.lang, posted.fields().iter().cloned()).with_error(&e);
            let mut response = page(&app, &visit, id, state).await?;
            *response.status_mut() = status;
            Ok(response)
        }
        Err(e) => Err(e.into()),
    }
}

macro_rules! doors {
    ($($name:ident = $act:expr;)*) => {
        $(pub async fn $name(app: App, visit: Visit, At(id): At<Id>, posted: Posted) -> Answer {
            acts(app, visit, id, posted, $act).await
        })*
    };
}

doors! {
    next = |tx, me, id, _| act::next(tx, me, id);
    again = |tx, me, id, _| act::again(tx, me, id);
    start = |tx, me, id, _| act::start(tx, me, id);
    done = |tx, me, id, _| act::done(tx, me, id);
    absent = |tx, me, id, _| act::absent(tx, me, id);
    fetch = |tx, me, id, _| act::fetch(tx, me, id);
    send = |tx, me, id, sent| {
        let to = sent.text("to").parse().map_err(|_| Error::field("to", CHOOSE_OTHER))?;
        act::send(tx, me, id, to)
    };
    back = |tx, me, id, sent| act::back(tx, me, id, sent.text("ticket").parse()?);
}

pub const TITLE: Text = text("Số thứ tự", "Waiting numbers");
const CENTRES: Text = text("Trung tâm", "Centres");
const IS_OFF: Text = text(
    "Trung tâm chưa dùng số thứ tự. Lãnh đạo UBND cấp xã bật ở trang Thiết lập số thứ tự",
    "The centre does not hand out numbers. The head of the commune turns it on where the numbers are arranged",
);
const NO_VOICE: Text = text(
    "Chưa đọc số bằng loa: cấu hình đang tắt hoặc máy chủ chưa cài espeak-ng. Số vẫn hiện trên màn hình",
    "Numbers are not called aloud: turned off, or the server has no espeak-ng. They are still shown on the screen",
);
const CHOOSE_COUNTER: Text = text("Chọn quầy của bạn", "Choose your counter");
const NO_COUNTERS: Text = text("Chưa có quầy nào mở", "No counter is open");
const COUNTER: Text = text("Quầy", "Counter");
const GROUPS: Text = text("Nhóm việc", "Groups");
const NOW: Text = text("Đang ở quầy", "At the counter");
const WAITING: Text = text("Đang chờ", "Waiting");
const OTHER_COUNTER: Text = text("Đổi quầy", "Another counter");
const NOBODY_HERE: Text = text("Quầy đang trống", "Nobody is at the counter");
const CALL_NEXT: Text = text("Gọi số tiếp theo", "Call the next");
const CALL_AGAIN: Text = text("Gọi lại", "Call again");
const START: Text = text("Bắt đầu", "Begin");
const DONE: Text = text("Xong", "Done");
const DONE_AND_NEXT: Text = text("Xong, gọi tiếp", "Done, call the next");
const ABSENT: Text = text("Vắng mặt", "Not there");
const FETCH: Text = text("Đi lấy giấy thiếu", "Fetches a missing paper");
const OPEN_INTAKE: Text = text("Mở trang tiếp nhận", "Open the intake page");
const SEND_TO: Text = text("Chuyển sang", "Send to");
const SEND: Text = text("Chuyển", "Send");
const CHOOSE: Text = text("Chọn quầy", "Choose a counter");
const CHOOSE_OTHER: Text = text("Hãy chọn quầy để chuyển đến", "Choose the counter to send to");
const AWAY: Text = text("Vắng mặt, đi lấy giấy", "Absent or fetching a paper");
const IS_BACK: Text = text("Đã có mặt", "Is back");
const AHEAD: Text = text("Gọi trước", "Goes first");
const NUMBER: Text = text("Số", "Number");
const STATE: Text = text("Trạng thái", "State");
const TAKEN_AT: Text = text("Lấy lúc", "Taken at");
