//! The kiosk in the hall, a tablet or the clerk's own screen: choose what you came for, get a number on paper.
//! Whoever knows its address may take numbers, so the address holds a secret that the centre can change.

use base::{Id, Text, text};
use maud::html;
use platform::{Answer, App, At, Posted, Visit, redirect};
use web::{Bare, Choice, Form, FormState};

use crate::{act, centre, store};
use axum::response::IntoResponse;

const BURST: u32 = 30;
const PER_MINUTE: f64 = 20.0;
const SHOWN_SECONDS: u32 = 15;

pub async fn show(app: App, visit: Visit, At(kiosk): At<String>) -> Answer {
    page(&app, &visit, kiosk, FormState::empty(visit.lang)).await
}

async fn page(app: &App, visit: &Visit, kiosk: String, state: FormState) -> Answer {
    let (lang, house, wanted) = (visit.lang, app.clone(), kiosk.clone());
    let (name, groups, classes) = app
        .read(move |tx| {
            let centre = store::centre_of_kiosk(tx, &wanted)?;
            let map = house.maps.get(tx, tx.now().day())?;
            let (groups, classes) = (store::groups(tx, centre.unit)?, store::classes(tx, centre.unit)?);
            Ok((centre::name(&map, centre.unit), groups, classes))
        })
        .await?;
    let none = [Choice::new(lang, "", NO_PRIORITY)].into_iter();
    let classes = classes.iter().filter(|class| class.is_open);
    let who: Vec<Choice> =
        none.chain(classes.map(|c| Choice::new(lang, c.id.to_string(), &c.title).hint(lang, &c.basis))).collect();
    let state = if state.value("class").is_empty() { state.with("class", "") } else { state };
    let body = html! {
        (web::error_summary(&state))
        div { p.above { (name) } h1 { (TITLE.get(lang)) } }
        (Form::post(format!("/lay-so/{kiosk}"), &visit.csrf).body(html! {
            (state.field("class", PRIORITY).hint(PRIORITY_HINT).radios(&who))
            div.kiosk-groups {
                @for group in groups.iter().filter(|group| group.is_open) {
                    (web::button(lang, format!("{} · {}", group.letter, group.title)).sends("group", group.id.to_string()))
                }
            }
        }))
    };
    Ok(Bare::new(lang, TITLE, "kiosk").body(body).into_response())
}

pub async fn take(app: App, visit: Visit, At(kiosk): At<String>, posted: Posted) -> Answer {
    app.limits.take("tickets.take", &kiosk, BURST, PER_MINUTE, app.now())?;
    let (wanted, sent) = (kiosk.clone(), posted.clone());
    let taken = app
        .write(move |tx| {
            let centre = store::centre_of_kiosk(tx, &wanted)?;
            let class: Option<Id> = sent.filled("class").map(str::parse).transpose()?;
            let classes = store::classes(tx, centre.unit)?;
            let priority = class.is_some_and(|id| classes.iter().any(|c| c.id == id && c.is_open));
            let group = sent.text("group").parse().unwrap_or(Id::NONE);
            act::take(tx, &centre, group, priority)
        })
        .await;
    match taken {
        Ok(t) => Ok(redirect(format!("/lay-so/{kiosk}/{}?moi=1", t.code))),
        Err(e) if e.kind == base::Kind::Invalid => {
            let state = FormState::new(visit.lang, posted.fields().iter().cloned()).with_error(&e);
            let mut response = page(&app, &visit, kiosk, state).await?;
            *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(e) => Err(e.into()),
    }
}

/// The slip, 80 mm wide. Just taken, it prints itself and the kiosk is ready for the next.
pub async fn slip(app: App, visit: Visit, At((kiosk, code)): At<(String, String)>) -> Answer {
    let (lang, house, wanted) = (visit.lang, app.clone(), kiosk.clone());
    let (name, group, t) = app
        .read(move |tx| {
            let centre = store::centre_of_kiosk(tx, &wanted)?;
            let t = store::ticket(tx, &code)?;
            let map = house.maps.get(tx, tx.now().day())?;
            let group = store::groups(tx, centre.unit)?.into_iter().find(|g| g.id == t.group_id);
            Ok((centre::name(&map, t.unit), group.map(|g| g.title).unwrap_or_default(), t))
        })
        .await?;
    let path = format!("/theo-doi-so/{}", t.code);
    let body = html! {
        div { p.above { (name) } h1 { (YOURS.get(lang)) } }
        p.ticket-number { (t.shown()) }
        p { strong { (group) } @if t.priority { " · " (PRIORITY.get(lang)) } }
        p { (t.taken_at.vi()) }
        (web::qr(lang, &format!("{}{path}", app.base_url), FOLLOW)?)
        p { a href=(path) { code { (t.code) } } }
        (web::toolbar(html! {
            (web::button(lang, PRINT).second().prints())
            (web::link_button(lang, format!("/lay-so/{kiosk}"), NEXT))
        }))
    };
    let mut slip = Bare::new(lang, YOURS, "slip");
    if visit.asked("moi") == "1" {
        slip = slip.prints_and_leads(SHOWN_SECONDS, format!("/lay-so/{kiosk}"));
    }
    Ok(slip.body(body).into_response())
}

const TITLE: Text = text("Lấy số thứ tự", "Take a number");
pub const PRIORITY: Text = text("Ưu tiên", "Priority");
const PRIORITY_HINT: Text = text(
    "Chọn nếu thuộc diện ưu tiên rồi bấm vào việc cần làm",
    "Choose if you go first by law, then press what you came for",
);
const NO_PRIORITY: Text = text("Không thuộc diện ưu tiên", "Not a priority case");
const YOURS: Text = text("Số thứ tự của bạn", "Your number");
const FOLLOW: Text = text("Quét để theo dõi lượt trên điện thoại", "Scan to follow your turn on a phone");
const PRINT: Text = text("In phiếu", "Print");
const NEXT: Text = text("Lấy số khác", "Another number");
