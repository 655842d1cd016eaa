//! Following one's number on a phone, without signing in. The address says nothing about anybody.

use axum::response::IntoResponse;
use base::{Text, said, text};
use maud::html;
use platform::{Answer, App, At, Visit};
use web::Bare;

use crate::{
    centre, kiosk, order,
    store::{self, State},
};

pub async fn show(app: App, visit: Visit, At(code): At<String>) -> Answer {
    let (lang, house) = (visit.lang, app.clone());
    let (name, t, counter, before) = app
        .read(move |tx| {
            let t = store::ticket(tx, &code)?;
            let map = house.maps.get(tx, tx.now().day())?;
            let counter = match t.counter {
                Some(id) => Some(store::counter(tx, id)?.number),
                None => None,
            };
            let before = if t.state == State::Waiting { ahead_of(tx, &t)? } else { None };
            Ok((centre::name(&map, t.unit), t, counter, before))
        })
        .await?;
    let body = html! {
        div { p.above { (name) } h1 { (TITLE.get(lang)) } }
        p.ticket-number { (t.shown()) @if t.priority { " " span.small { (kiosk::PRIORITY.get(lang)) } } }
        div #renewed aria-live="polite" {
            p.lead { (t.state.title().get(lang)) }
            @match (t.state, counter, before) {
                (State::Called | State::Serving, Some(counter), _) =>
                    p { strong { (said!("Mời đến quầy số {counter}", "Please come to counter {counter}").get(lang)) } },
                (State::Waiting, _, Some(before)) =>
                    p { (said!("Còn khoảng {before} lượt trước bạn", "About {before} before you").get(lang)) },
                (State::Absent, ..) => p { (COME_LATE.get(lang)) },
                (State::Fetching, ..) => p { (COME_BACK.get(lang)) },
                _ => {},
            }
        }
    };
    Ok(Bare::new(lang, TITLE, "slip").renews(15).body(body).into_response())
}

/// How many come before, as one counter would call those of the same group.
fn ahead_of(tx: &mut storage::Tx, t: &store::Ticket) -> base::Result<Option<usize>> {
    let each = store::centre(tx, t.unit)?.map_or(0, |centre| centre.ordinary_each);
    let waiting = store::in_state(tx, t.unit, t.day, State::Waiting)?;
    let same = waiting.iter().filter(|w| w.group_id == t.group_id && w.counter == t.counter);
    let rows: Vec<order::Waiting> = same.map(store::waits).collect();
    Ok(order::before(&rows, each, 0, t.id))
}

const TITLE: Text = text("Theo dõi số thứ tự", "Follow your number");
const COME_LATE: Text = text(
    "Số của bạn đã được gọi mà không có mặt. Hãy đến quầy và báo cán bộ để được gọi lại",
    "Your number was called and you were not there. Come to a counter and tell the clerk",
);
const COME_BACK: Text = text(
    "Lượt của bạn được giữ. Khi có giấy, hãy đến quầy báo cán bộ: bạn được gọi trước",
    "Your place is kept. Once you have the paper, tell the clerk at the counter: you are called first",
);
