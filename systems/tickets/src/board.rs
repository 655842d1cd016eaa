//! The screen of a waiting room: numbers called, the counters they are called to, how many wait. Shows itself anew, with scripts or without.

use axum::response::IntoResponse;
use base::{Error, Id, Text, said, text};
use maud::html;
use platform::{Answer, App, At, Visit, file};
use web::Bare;

use crate::{
    centre, speech,
    store::{self, State},
};

const SHOWN: usize = 6;
const SECONDS: u32 = 5;

pub async fn show(app: App, visit: Visit, At(unit): At<Id>) -> Answer {
    let (lang, house) = (visit.lang, app.clone());
    let (name, calls, waiting, fetching) = app
        .read(move |tx| {
            store::open_centre(tx, unit)?;
            let day = tx.now().day();
            let map = house.maps.get(tx, day)?;
            let mut shown = store::in_state(tx, unit, day, State::Called)?;
            shown.extend(store::in_state(tx, unit, day, State::Serving)?);
            shown.sort_by_key(|t| std::cmp::Reverse((t.called_at, t.id)));
            shown.truncate(SHOWN);
            let counters = store::counters(tx, unit)?;
            let number = |id: Option<Id>| counters.iter().find(|c| Some(c.id) == id).map_or(0, |c| c.number);
            let calls: Vec<_> = shown.into_iter().map(|t| (number(t.counter), t)).collect();
            let waiting = store::in_state(tx, unit, day, State::Waiting)?.len();
            let fetching = store::in_state(tx, unit, day, State::Fetching)?.len();
            Ok((centre::name(&map, unit), calls, waiting, fetching))
        })
        .await?;
    let speaks = speech::can_speak(&app);
    let now = app.now();
    let body = html! {
        div { p.above { (name) } h1 { (TITLE.get(lang)) } }
        div #renewed {
            ol.board-calls aria-live="polite" {
                @for (counter, t) in &calls {
                    @let at = t.called_at.map_or(0, |at| at.ms());
                    li data-call={ (t.code) "-" (at) } data-sound=[speaks.then(|| format!("/phong-cho/{unit}/tep/{}", t.code))] {
                        b { (t.shown()) }
                        span { (said!("Quầy {counter}", "Counter {counter}").get(lang)) }
                    }
                }
            }
            @if calls.is_empty() { p.board-waiting { (NOBODY_CALLED.get(lang)) } }
            p.board-waiting {
                (said!("Đang chờ: {waiting}", "Waiting: {waiting}").get(lang))
                @if fetching > 0 { " · " (said!("Đi lấy giấy: {fetching}", "Fetching a paper: {fetching}").get(lang)) }
                " · " (now.time().hm())
            }
        }
        @if speaks { p { button.button.second type="button" data-loud hidden { (LOUD.get(lang)) } } }
    };
    Ok(Bare::new(lang, TITLE, "board").renews(SECONDS).body(body).into_response())
}

/// The spoken call of a number that is being called. Errors: `NotFound` if there is none (yet).
pub async fn sound(app: App, _: Visit, At((unit, code)): At<(Id, String)>) -> Answer {
    let house = app.clone();
    let path = app
        .read(move |tx| {
            let t = store::ticket(tx, &code)?;
            let counter = t.counter.filter(|_| t.unit == unit).ok_or_else(|| Error::not_found(NO_SOUND))?;
            let number = store::counter(tx, counter)?.number;
            Ok(speech::file(&house, &t.letter, t.number, number))
        })
        .await?;
    let path = path.ok_or_else(|| Error::not_found(NO_SOUND))?;
    let read = tokio::task::spawn_blocking(move || std::fs::read(path)).await.map_err(Error::internal)?;
    let bytes = read.map_err(|_| Error::not_found(NO_SOUND))?;
    Ok(file(bytes, "audio/wav", "so-thu-tu.wav"))
}

const TITLE: Text = text("Mời các số sau đến quầy", "Please come to the counter");
const NOBODY_CALLED: Text = text("Chưa gọi số nào", "No number is called yet");
const LOUD: Text = text("Bật tiếng gọi số", "Call aloud");
const NO_SOUND: Text = text(
    "Không có tệp đọc số: máy chủ chưa cài espeak-ng hoặc tệp chưa tạo xong",
    "There is no spoken call: the server has no espeak-ng, or it is not made yet",
);
