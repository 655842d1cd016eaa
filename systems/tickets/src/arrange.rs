//! A centre turns the numbers on: groups, counters, who goes first and by which law, the kiosk's address.

use base::{Error, Id, Result, Text, text};
use identity::Me;
use maud::{Markup, html};
use platform::{Answer, App, Posted, Visit, see};
use storage::Tx;
use web::{Choice, Column, Form, FormState, Here, Row, Table};

use crate::{
    ARRANGE, act, centre, events,
    store::{self, Centre, Class, Counter, Group},
};

/// Who goes first unless the centre writes it otherwise.
const CLASSES: [(&str, &str); 4] = [
    ("Người cao tuổi (từ đủ 60 tuổi)", "Luật Người cao tuổi số 39/2009/QH12, Điều 2"),
    ("Người khuyết tật", "Luật Người khuyết tật số 51/2010/QH12"),
    ("Người có công với cách mạng", "Pháp lệnh Ưu đãi người có công với cách mạng số 02/2020/UBTVQH14"),
    ("Phụ nữ mang thai, người bế trẻ nhỏ", "Nội quy của Trung tâm"),
];
const GROUPS: [(&str, &str, &str); 3] = [
    ("A", "Chứng thực", "/chung-thuc"),
    ("B", "Hộ tịch và thủ tục khác", "/tiep-nhan"),
    ("C", "Nhận kết quả", "/ho-so?nhom=cho-tra"),
];
const MOST_COUNTERS: i64 = 99;
const MOST_CLASSES: usize = 20;

/// Turns the numbers on or off. The first time, groups, one counter and the classes come with it.
pub fn turn(tx: &mut Tx, me: &Me, unit: Id, is_on: bool, each: i64) -> Result<()> {
    if !(0..=99).contains(&each) {
        return Err(Error::field("each", text("Nhập một số từ 0 đến 99", "Enter a number from 0 to 99")));
    }
    let before = store::centre(tx, unit)?;
    let kiosk = before.as_ref().map_or_else(|| act::code(&tx.random::<10>()), |centre| centre.kiosk.clone());
    store::put_centre(tx, &Centre { unit, is_on, kiosk, ordinary_each: each })?;
    if before.is_none() {
        begin(tx, unit)?;
    }
    told(tx, me, unit, if is_on { "on" } else { "off" })
}

fn begin(tx: &mut Tx, unit: Id) -> Result<()> {
    let mut groups = Vec::new();
    for (letter, title, opens) in GROUPS {
        let id = tx.new_id();
        groups.push(id);
        let (letter, title, opens) = (letter.to_owned(), title.to_owned(), opens.to_owned());
        store::put_group(tx, &Group { id, unit, letter, title, opens, is_open: true })?;
    }
    for (title, basis) in CLASSES {
        let id = tx.new_id();
        store::put_class(tx, &Class { id, unit, title: title.to_owned(), basis: basis.to_owned(), is_open: true })?;
    }
    let id = tx.new_id();
    store::put_counter(tx, &Counter { id, unit, number: 1, is_open: true, ordinary: 0 }, &groups)
}

/// Errors: `Invalid` on `letter`, `title` or `opens`.
pub fn put_group(tx: &mut Tx, me: &Me, unit: Id, sent: &Posted) -> Result<()> {
    let letter = sent.text("letter").to_uppercase();
    let is_letter = letter.len() == 1 && letter.bytes().all(|b| b.is_ascii_uppercase());
    if !is_letter {
        return Err(Error::field("letter", text("Nhập một chữ cái từ A đến Z", "Enter one letter from A to Z")));
    }
    let title = words(sent, "title", 60)?;
    let opens = sent.text("opens");
    if !opens.starts_with('/') || opens.starts_with("//") || opens.len() > 200 || opens.contains(['\\', '\n']) {
        return Err(Error::field("opens", OPENS_HINT));
    }
    let (id, opens) = (tx.new_id(), opens.to_owned());
    store::put_group(tx, &Group { id, unit, letter, title, opens, is_open: sent.is_ticked("is_open") })?;
    told(tx, me, unit, "group")
}

/// A counter of that number: new, or changed.
pub fn put_counter(tx: &mut Tx, me: &Me, unit: Id, sent: &Posted) -> Result<()> {
    let number: i64 = sent.text("number").parse().unwrap_or(0);
    if !(1..=MOST_COUNTERS).contains(&number) {
        return Err(Error::field("number", text("Nhập số quầy từ 1 đến 99", "Enter a counter from 1 to 99")));
    }
    let known: Vec<Id> = store::groups(tx, unit)?.into_iter().map(|group| group.id).collect();
    let groups: Vec<Id> = sent.all("groups").map(str::parse).collect::<Result<_>>()?;
    if groups.is_empty() || groups.iter().any(|id| !known.contains(id)) {
        return Err(Error::field("groups", text("Chọn ít nhất một nhóm việc", "Choose at least one group")));
    }
    let same = store::counters(tx, unit)?.into_iter().find(|counter| counter.number == number);
    let is_open = sent.is_ticked("open");
    let counter = match same {
        Some(counter) => Counter { is_open, ..counter },
        None => Counter { id: tx.new_id(), unit, number, is_open, ordinary: 0 },
    };
    store::put_counter(tx, &counter, &groups)?;
    told(tx, me, unit, "counter")
}

/// A new class, or one changed.
pub fn put_class(tx: &mut Tx, me: &Me, unit: Id, sent: &Posted) -> Result<()> {
    let (title, basis) = (words(sent, "class", 100)?, words(sent, "basis", 200)?);
    let classes = store::classes(tx, unit)?;
    let id = match sent.filled("id") {
        Some(id) => {
            let id: Id = id.parse()?;
            classes.iter().find(|class| class.id == id).ok_or_else(|| Error::not_found(NO_CLASS))?.id
        }
        None if classes.len() >= MOST_CLASSES => return Err(Error::field("class", TOO_MANY)),
        None => tx.new_id(),
    };
    store::put_class(tx, &Class { id, unit, title, basis, is_open: sent.is_ticked("class_open") })?;
    told(tx, me, unit, "class")
}

/// A new address for the kiosk; the old one opens nothing any more.
pub fn new_kiosk(tx: &mut Tx, me: &Me, unit: Id) -> Result<()> {
    let centre = store::open_centre(tx, unit)?;
    let kiosk = act::code(&tx.random::<10>());
    store::put_centre(tx, &Centre { kiosk, ..centre })?;
    told(tx, me, unit, "kiosk")
}

fn words(sent: &Posted, field: &str, most: usize) -> Result<String> {
    let typed = base::text::clean(sent.text(field), most).map_err(|e| Error::field(field, e.said))?;
    if typed.is_empty() {
        return Err(Error::field(field, text("Mục này không được để trống", "This must not be empty")));
    }
    Ok(typed)
}

fn told(tx: &mut Tx, me: &Me, unit: Id, what: &str) -> Result<()> {
    ledger::record(tx, Some(me.person), events::ARRANGED.event(unit, unit).with("what", what)).map(drop)
}

struct Arranged {
    unit: Id,
    all: Vec<(Id, String)>,
    centre: Option<Centre>,
    groups: Vec<Group>,
    classes: Vec<Class>,
    counters: Vec<(Counter, Vec<Id>)>,
}

fn load(tx: &mut Tx, app: &App, me: &Me, asked: Option<&str>) -> Result<Arranged> {
    let (unit, all) = centre::asked(tx, app, me, ARRANGE, asked)?;
    let counters = store::counters(tx, unit)?;
    let mut with_groups = Vec::with_capacity(counters.len());
    for counter in counters {
        let groups = store::groups_of_counter(tx, counter.id)?;
        with_groups.push((counter, groups));
    }
    let (centre, groups, classes) = (store::centre(tx, unit)?, store::groups(tx, unit)?, store::classes(tx, unit)?);
    Ok(Arranged { unit, all, centre, groups, classes, counters: with_groups })
}

pub async fn show(app: App, visit: Visit) -> Answer {
    let asked = centre::of_address(&visit);
    page(
        &app,
        &visit,
        asked,
        FormState::empty(visit.lang).with("is_open", "yes").with("open", "yes").with("class_open", "yes"),
    )
    .await
}

async fn page(app: &App, visit: &Visit, asked: Option<String>, state: FormState) -> Answer {
    let (lang, house, me) = (visit.lang, app.clone(), visit.me()?.clone());
    let now = app.read(move |tx| load(tx, &house, &me, asked.as_deref())).await?;
    let here = |what: &str| {
        Here::parse(&format!("/so-thu-tu/thiet-lap/{what}")).with("trung-tam", now.unit.to_string()).href()
    };
    let name = now.all.iter().find(|(id, _)| *id == now.unit).map(|(_, name)| name.clone()).unwrap_or_default();
    let state = state.with("each", now.centre.as_ref().map_or(2, |c| c.ordinary_each).to_string());
    let is_on = now.centre.as_ref().is_some_and(|c| c.is_on);
    let body = html! {
        (web::error_summary(&state))
        (web::page_head(lang, Some(&name), TITLE, html! { (LEAD.get(lang)) }, html! {}))
        @if now.all.len() > 1 { (choose(visit, &now)) }
        (web::section(lang, SWITCH, html! {
            p { @if is_on { (web::status(lang, web::Tone::Good, IS_ON)) } @else { (web::status(lang, web::Tone::Wait, IS_OFF)) } }
            (Form::post(here("bat"), &visit.csrf).body(html! {
                (state.field("each", EACH).hint(EACH_HINT).width(web::Width::Tiny).number())
                (web::toolbar(html! {
                    (web::button(lang, if is_on { SAVE } else { TURN_ON }).sends("on", "yes"))
                    @if is_on { (web::button(lang, TURN_OFF).second().sends("on", "no")) }
                }))
            }))
        }))
        @if let Some(centre) = &now.centre {
            @if centre.is_on { (web::section(lang, KIOSK, kiosk(visit, centre, &here("ki-ot")))) }
            (web::section(lang, GROUPS_TITLE, groups(visit, &now, &state, &here("nhom"))))
            (web::section(lang, COUNTERS, counters(visit, &now, &state, &here("quay"))))
            (web::section(lang, PRIORITY, classes(visit, &now, &state, &here("uu-tien"))))
        }
    };
    Ok(visit.page(app, TITLE, body).await)
}

fn choose(visit: &Visit, now: &Arranged) -> Markup {
    let lang = visit.lang;
    let choices: Vec<Choice> = now.all.iter().map(|(id, name)| Choice::new(lang, id.to_string(), name)).collect();
    let state = FormState::empty(lang).with("trung-tam", now.unit.to_string());
    Form::filter("/so-thu-tu/thiet-lap").body(html! {
        (state.field("trung-tam", CENTRE).select(&choices))
        (web::button(lang, CHOOSE).second())
    })
}

fn kiosk(visit: &Visit, centre: &Centre, renew: &str) -> Markup {
    let lang = visit.lang;
    let board = format!("/phong-cho/{}", centre.unit);
    html! {
        p { (KIOSK_LEAD.get(lang)) }
        ul {
            li { a href={ "/lay-so/" (centre.kiosk) } { (KIOSK_PAGE.get(lang)) } }
            li { a href=(board) { (BOARD_PAGE.get(lang)) } }
        }
        (Form::post(renew, &visit.csrf).inline().body(html! { (web::button(lang, NEW_KIOSK).second()) }))
    }
}

fn open_tag(visit: &Visit, is_open: bool) -> Markup {
    if is_open {
        web::status(visit.lang, web::Tone::Good, OPEN)
    } else {
        web::status(visit.lang, web::Tone::Wait, SHUT)
    }
}

fn groups(visit: &Visit, now: &Arranged, state: &FormState, to: &str) -> Markup {
    let lang = visit.lang;
    let columns = vec![
        Column::new(lang, LETTER).tight(),
        Column::new(lang, GROUP),
        Column::new(lang, OPENS),
        Column::new(lang, STATE),
    ];
    let rows = now.groups.iter().map(|g| {
        Row::new(vec![html! { (g.letter) }, html! { (g.title) }, html! { (g.opens) }, open_tag(visit, g.is_open)])
    });
    html! {
        (Table::new(lang, GROUPS_TITLE, columns).quiet().rows(rows))
        (Form::post(to, &visit.csrf).body(html! {
            (web::fields(html! {
                (state.field("letter", LETTER).hint(SAME_CHANGES).width(web::Width::Tiny).max(1).text())
                (state.field("title", GROUP).max(60).text())
                (state.field("opens", OPENS).hint(OPENS_HINT).max(200).text())
            }))
            (state.field("is_open", OPEN).checkbox())
            (web::button(lang, SAVE_GROUP).second())
        }))
    }
}

fn counters(visit: &Visit, now: &Arranged, state: &FormState, to: &str) -> Markup {
    let lang = visit.lang;
    let columns = vec![Column::new(lang, COUNTER).tight(), Column::new(lang, GROUPS_TITLE), Column::new(lang, STATE)];
    let rows = now.counters.iter().map(|(counter, serves)| {
        let titles: Vec<&str> =
            now.groups.iter().filter(|g| serves.contains(&g.id)).map(|g| g.title.as_str()).collect();
        Row::new(vec![html! { (counter.number) }, html! { (titles.join(", ")) }, open_tag(visit, counter.is_open)])
    });
    let choices: Vec<Choice> =
        now.groups.iter().map(|g| Choice::new(lang, g.id.to_string(), format!("{} · {}", g.letter, g.title))).collect();
    html! {
        (Table::new(lang, COUNTERS, columns).quiet().rows(rows))
        (Form::post(to, &visit.csrf).body(html! {
            (state.field("number", COUNTER).hint(SAME_CHANGES).width(web::Width::Tiny).number())
            (state.field("groups", GROUPS_TITLE).checkboxes(&choices))
            (state.field("open", OPEN).checkbox())
            (web::button(lang, SAVE_COUNTER).second())
        }))
    }
}

fn classes(visit: &Visit, now: &Arranged, state: &FormState, to: &str) -> Markup {
    let lang = visit.lang;
    let columns =
        vec![Column::new(lang, CLASS), Column::new(lang, BASIS), Column::new(lang, STATE), Column::new(lang, CHANGE)];
    let rows = now.classes.iter().map(|class| {
        let other = if class.is_open { "" } else { "yes" };
        let word = if class.is_open { STOP_CLASS } else { USE_CLASS };
        let change = Form::post(to, &visit.csrf).inline().body(html! {
            input type="hidden" name="id" value=(class.id);
            input type="hidden" name="class" value=(class.title);
            input type="hidden" name="basis" value=(class.basis);
            input type="hidden" name="class_open" value=(other);
            (web::button(lang, word).link())
        });
        Row::new(vec![html! { (class.title) }, html! { (class.basis) }, open_tag(visit, class.is_open), change])
    });
    html! {
        (Table::new(lang, PRIORITY, columns).quiet().rows(rows))
        (Form::post(to, &visit.csrf).body(html! {
            (web::fields(html! {
                (state.field("class", CLASS).max(100).text())
                (state.field("basis", BASIS).hint(BASIS_HINT).max(200).text())
            }))
            input type="hidden" name="class_open" value="yes";
            (web::button(lang, ADD_CLASS).second())
        }))
    }
}

type Change = fn(&mut Tx, &Me, Id, &Posted) -> Result<()>;

async fn change(app: App, visit: Visit, posted: Posted, what: Change) -> Answer {
    let asked = centre::of_address(&visit);
    let (house, me, sent, wanted) = (app.clone(), visit.me()?.clone(), posted.clone(), asked.clone());
    let done = app
        .write(move |tx| {
            let (unit, _) = centre::asked(tx, &house, &me, ARRANGE, wanted.as_deref())?;
            what(tx, &me, unit, &sent).map(|()| unit)
        })
        .await;
    match done {
        Ok(unit) => Ok(see(format!("/so-thu-tu/thiet-lap?trung-tam={unit}"), SAVED)),
        Err(e) if matches!(e.kind, base::Kind::Invalid) => {
            let state = FormState::new(visit.lang, posted.fields().iter().cloned()).with_error(&e);
            let mut response = page(&app, &visit, asked, state).await?;
            *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(e) => Err(e.into()),
    }
}

pub async fn switch(app: App, visit: Visit, posted: Posted) -> Answer {
    change(app, visit, posted, |tx, me, unit, sent| {
        let each = sent.text("each").parse().unwrap_or(-1);
        turn(tx, me, unit, sent.is_ticked("on"), each)
    })
    .await
}

pub async fn group(app: App, visit: Visit, posted: Posted) -> Answer {
    change(app, visit, posted, put_group).await
}

pub async fn counter(app: App, visit: Visit, posted: Posted) -> Answer {
    change(app, visit, posted, put_counter).await
}

pub async fn class(app: App, visit: Visit, posted: Posted) -> Answer {
    change(app, visit, posted, put_class).await
}

pub async fn kiosk_anew(app: App, visit: Visit, posted: Posted) -> Answer {
    change(app, visit, posted, |tx, me, unit, _| new_kiosk(tx, me, unit)).await
}

pub const TITLE: Text = text("Thiết lập số thứ tự", "Arrange the numbers");
const LEAD: Text = text(
    "Không bắt buộc: trung tâm nào bật thì công dân lấy số, cán bộ gọi số. Không lưu thông tin cá nhân nào",
    "Not required: where a centre turns it on, citizens take a number and clerks call it. Nothing personal is stored",
);
const CENTRE: Text = text("Trung tâm", "Centre");
const CHOOSE: Text = text("Chọn", "Choose");
const SWITCH: Text = text("Phát số", "Handing out numbers");
const IS_ON: Text = text("Đang phát số", "Numbers are handed out");
const IS_OFF: Text = text("Chưa phát số", "No numbers are handed out");
const TURN_ON: Text = text("Bật phát số", "Turn on");
const TURN_OFF: Text = text("Tắt phát số", "Turn off");
const SAVE: Text = text("Lưu", "Save");
const SAVED: Text = text("Đã lưu", "Saved");
const EACH: Text = text("Sau mấy số thường thì gọi một số ưu tiên", "Ordinary numbers before one priority number");
const EACH_HINT: Text = text("0: số ưu tiên luôn được gọi trước", "0: priority numbers always go first");
const KIOSK: Text = text("Máy lấy số và màn hình", "Kiosk and screen");
const KIOSK_LEAD: Text = text(
    "Mở các trang này trên máy đặt ở sảnh. Ai biết địa chỉ máy lấy số thì lấy được số; nếu bị lộ, hãy đổi địa chỉ",
    "Open these on the machines in the hall. Whoever knows the kiosk's address can take numbers; if it leaks, change it",
);
pub const KIOSK_PAGE: Text = text("Trang lấy số", "Page to take a number");
pub const BOARD_PAGE: Text = text("Màn hình phòng chờ", "Screen of the waiting room");
const NEW_KIOSK: Text = text("Đổi địa chỉ máy lấy số", "Change the kiosk's address");
const GROUPS_TITLE: Text = text("Nhóm việc", "Groups of services");
const GROUP: Text = text("Tên nhóm việc", "Group");
const LETTER: Text = text("Chữ cái", "Letter");
const SAME_CHANGES: Text = text("Đã có thì được sửa", "One that exists is changed");
const OPENS: Text = text("Trang cán bộ mở khi tiếp", "Page the clerk goes on to");
const OPENS_HINT: Text =
    text("Địa chỉ trong hệ thống, ví dụ /tiep-nhan", "An address of this site, for example /tiep-nhan");
const SAVE_GROUP: Text = text("Lưu nhóm việc", "Save the group");
const COUNTERS: Text = text("Quầy", "Counters");
const COUNTER: Text = text("Số quầy", "Counter");
const SAVE_COUNTER: Text = text("Lưu quầy", "Save the counter");
const PRIORITY: Text = text("Diện ưu tiên", "Who goes first");
const CLASS: Text = text("Đối tượng", "Who");
const BASIS: Text = text("Căn cứ", "Legal basis");
const BASIS_HINT: Text = text("Luật, nghị định hoặc nội quy của trung tâm", "Law, decree or the centre's own rules");
const ADD_CLASS: Text = text("Thêm diện ưu tiên", "Add");
const STOP_CLASS: Text = text("Ngừng áp dụng", "Stop");
const USE_CLASS: Text = text("Áp dụng lại", "Use again");
const STATE: Text = text("Trạng thái", "State");
const CHANGE: Text = text("Thay đổi", "Change");
const OPEN: Text = text("Đang mở", "Open");
const SHUT: Text = text("Đang đóng", "Closed");
const NO_CLASS: Text = text("Không có diện ưu tiên này", "There is no such class");
const TOO_MANY: Text = text("Đã có 20 diện ưu tiên; hãy ngừng bớt", "There are 20 already; stop some first");
