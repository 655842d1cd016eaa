//! A day of a centre: how many came, how long they waited, hour by hour; each hour opens to its numbers, each number to its events.

use base::{Day, Id, Result, Text, said, text};
use maud::{Markup, html};
use platform::{Answer, App, At, Visit, download};
use web::{Column, Form, FormState, Here, Row, Stat, Table, xlsx};

use crate::{
    VIEW, centre, events,
    store::{self, State, Ticket},
};

/// What is told of an hour, or of the whole day. Minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub taken: usize,
    pub called: usize,
    pub served: usize,
    pub absent: usize,
    pub median: Option<i64>,
    pub longest: Option<i64>,
    pub serving: Option<i64>,
}

/// Of the numbers taken in it.
pub fn figures<'a>(tickets: impl Iterator<Item = &'a Ticket> + Clone) -> Figures {
    let waited: Vec<i64> = tickets.clone().filter_map(|t| t.waited).collect();
    Figures {
        taken: tickets.clone().count(),
        called: waited.len(),
        served: tickets.clone().filter(|t| t.served.is_some()).count(),
        absent: tickets.clone().filter(|t| t.state == State::Absent).count(),
        longest: waited.iter().max().copied(),
        median: median(waited),
        serving: median(tickets.filter_map(|t| t.served).collect()),
    }
}

/// The middle one; of an even number the lower of the two in the middle.
pub fn median(mut of: Vec<i64>) -> Option<i64> {
    of.sort_unstable();
    of.get(of.len().checked_sub(1)? / 2).copied()
}

fn hour(t: &Ticket) -> u32 {
    t.taken_at.time().seconds() / 3600
}

async fn load(app: &App, visit: &Visit) -> Result<(Id, String, Day, Vec<Ticket>)> {
    let (house, me, asked) = (app.clone(), visit.me()?.clone(), centre::of_address(visit));
    let day = Day::from_typed(visit.asked("ngay"));
    app.read(move |tx| {
        let (unit, all) = centre::asked(tx, &house, &me, VIEW, asked.as_deref())?;
        let day = day.unwrap_or(tx.now().day());
        let name = all.into_iter().find(|(id, _)| *id == unit).map(|(_, name)| name).unwrap_or_default();
        Ok((unit, name, day, store::of_day(tx, unit, day)?))
    })
    .await
}

pub async fn show(app: App, visit: Visit) -> Answer {
    let lang = visit.lang;
    let (unit, name, day, tickets) = load(&app, &visit).await?;
    let whole = figures(tickets.iter());
    let here = Here::parse("/so-thu-tu/ngay").with("trung-tam", unit.to_string()).with("ngay", day.dmy());
    let only: Option<u32> = visit.asked_filled("gio").and_then(|hour| hour.parse().ok());
    let state = FormState::empty(lang).with("ngay", day.dmy());
    let body = html! {
        (web::page_head(lang, Some(&name), said!("{} ngày {}", "{} of {}", TITLE.vi, day.dmy()), html! {}, html! {}))
        (Form::filter("/so-thu-tu/ngay").body(html! {
            input type="hidden" name="trung-tam" value=(unit);
            (state.field("ngay", DAY).width(web::Width::Short).date())
            (web::button(lang, SHOW).second())
        }))
        div #results {
            (web::stats(&[
                Stat::new(lang, TAKEN, whole.taken.to_string()),
                Stat::new(lang, SERVED, whole.served.to_string()),
                Stat::new(lang, ABSENT, whole.absent.to_string()),
                Stat::new(lang, MEDIAN, minutes(whole.median)),
                Stat::new(lang, LONGEST, minutes(whole.longest)),
                Stat::new(lang, SERVING, minutes(whole.serving)),
            ]))
            (hours(&visit, &here, &tickets))
            @if let Some(only) = only { (web::section(lang, said!("Lấy số lúc {only} giờ", "Taken at {only} o'clock"), numbers(&visit, &tickets, only))) }
        }
    };
    Ok(visit.page(&app, TITLE, body).await)
}

fn minutes(of: Option<i64>) -> String {
    of.map_or_else(|| "—".to_owned(), |n| n.to_string())
}

fn hours(visit: &Visit, here: &Here, tickets: &[Ticket]) -> Markup {
    let lang = visit.lang;
    let mut columns = vec![Column::new(lang, HOUR).tight()];
    columns.extend(
        [TAKEN, CALLED, SERVED, ABSENT, MEDIAN, LONGEST, SERVING].map(|title| Column::new(lang, title).number()),
    );
    let rows = by_hour(tickets).into_iter().map(|(hour, f)| {
        let numbers = [
            Some(f.taken as i64),
            Some(f.called as i64),
            Some(f.served as i64),
            Some(f.absent as i64),
            f.median,
            f.longest,
            f.serving,
        ];
        let cells = std::iter::once(html! { (format!("{hour:02}:00")) })
            .chain(numbers.into_iter().map(|n| html! { (minutes(n)) }));
        Row::to(here.with("gio", hour.to_string()).href(), cells.collect())
    });
    html! { (Table::new(lang, BY_HOUR, columns).rows(rows).here(here).export("/so-thu-tu/ngay/xuat.xlsx").empty(NOBODY)) }
}

fn by_hour(tickets: &[Ticket]) -> Vec<(u32, Figures)> {
    let all = (0..24).map(|h| (h, figures(tickets.iter().filter(move |t| hour(t) == h))));
    all.filter(|(_, f)| f.taken > 0).collect()
}

fn numbers(visit: &Visit, tickets: &[Ticket], only: u32) -> Markup {
    let lang = visit.lang;
    let columns = vec![
        Column::new(lang, NUMBER).tight(),
        Column::new(lang, STATE),
        Column::new(lang, TAKEN_AT).tight(),
        Column::new(lang, WAITED).number(),
        Column::new(lang, SERVING).number(),
    ];
    let rows = tickets.iter().filter(|t| hour(t) == only).map(|t| {
        Row::to(
            format!("/so-thu-tu/so/{}", t.code),
            vec![
                html! { (t.shown()) },
                html! { (t.state.title().get(lang)) },
                html! { (t.taken_at.time().hm()) },
                html! { (minutes(t.waited)) },
                html! { (minutes(t.served)) },
            ],
        )
    });
    html! { (Table::new(lang, NUMBERS, columns).quiet().rows(rows)) }
}

/// One number and all that happened to it, as the ledger has it.
pub async fn one(app: App, visit: Visit, At(code): At<String>) -> Answer {
    let (lang, me) = (visit.lang, visit.me()?.clone());
    let (t, events) = app
        .read(move |tx| {
            let t = store::ticket(tx, &code)?;
            me.require_over(tx, VIEW, t.unit)?;
            let events = ledger::events_of(tx, t.id)?;
            Ok((t, events))
        })
        .await?;
    let columns = vec![
        Column::new(lang, AT).tight(),
        Column::new(lang, EVENT),
        Column::new(lang, COUNTER).number(),
        Column::new(lang, POSITION).number(),
    ];
    let rows = events.iter().map(|event| {
        let kind = events::ALL.iter().find(|kind| kind.name == event.kind);
        let title = kind.map_or(event.kind.as_str(), |kind| kind.title.get(lang));
        Row::new(vec![
            html! { (event.at.vi()) },
            html! { (title) @if event.reverses().is_some() { " (" (TAKEN_BACK.get(lang)) ")" } },
            html! { (minutes(event.number("counter"))) },
            html! { (minutes(event.position)) },
        ])
    });
    let body = html! {
        (web::page_head(lang, Some(TITLE.get(lang)), t.shown(), html! { (t.state.title().get(lang)) }, html! {}))
        (Table::new(lang, EVENTS, columns).rows(rows))
    };
    Ok(visit.page(&app, TITLE, body).await)
}

pub async fn export(app: App, visit: Visit) -> Answer {
    let lang = visit.lang;
    let (_, name, day, tickets) = load(&app, &visit).await?;
    let mut columns = vec![xlsx::Column::new(lang, HOUR, xlsx::Kind::Text)];
    let titles = [TAKEN, CALLED, SERVED, ABSENT, MEDIAN, LONGEST, SERVING];
    columns.extend(titles.map(|title| xlsx::Column::new(lang, title, xlsx::Kind::Int)));
    let line = |label: String, f: Figures| {
        let counts = [f.taken, f.called, f.served, f.absent].map(|n| xlsx::Cell::Int(n as i64));
        let times = [f.median, f.longest, f.serving].map(xlsx::Cell::from);
        std::iter::once(label.into()).chain(counts).chain(times).collect::<Vec<_>>()
    };
    let hours = by_hour(&tickets).into_iter().map(|(hour, f)| line(format!("{hour:02}:00"), f));
    let rows = hours.chain(std::iter::once(line(WHOLE_DAY.get(lang).to_owned(), figures(tickets.iter()))));
    let title = format!("{} · {name} · {}", TITLE.get(lang), day.dmy());
    let bytes = xlsx::export(lang, title, &columns, rows, app.now())?;
    Ok(download(bytes, xlsx::CONTENT_TYPE, &format!("so-thu-tu-{day}.xlsx")))
}

pub const TITLE: Text = text("Lượt chờ trong ngày", "The day's waiting");
const DAY: Text = text("Ngày", "Day");
const SHOW: Text = text("Xem", "Show");
const TAKEN: Text = text("Lấy số", "Taken");
const CALLED: Text = text("Đã gọi", "Called");
const SERVED: Text = text("Đã phục vụ", "Served");
const ABSENT: Text = text("Vắng mặt", "Not there");
const MEDIAN: Text = text("Chờ trung vị (phút)", "Median wait (minutes)");
const LONGEST: Text = text("Chờ lâu nhất (phút)", "Longest wait (minutes)");
const SERVING: Text = text("Phục vụ trung vị (phút)", "Median serving (minutes)");
const BY_HOUR: Text = text("Theo giờ lấy số", "By the hour of taking");
const WHOLE_DAY: Text = text("Cả ngày", "Whole day");
const HOUR: Text = text("Giờ", "Hour");
const NOBODY: Text = text("Không có ai lấy số trong ngày này", "Nobody took a number on this day");
const NUMBERS: Text = text("Các số", "Numbers");
const NUMBER: Text = text("Số", "Number");
const STATE: Text = text("Trạng thái", "State");
const TAKEN_AT: Text = text("Lấy lúc", "Taken at");
const WAITED: Text = text("Đã chờ (phút)", "Waited (minutes)");
const AT: Text = text("Thời điểm", "At");
const EVENT: Text = text("Sự kiện", "Event");
const EVENTS: Text = text("Các sự kiện trong sổ cái", "Events in the ledger");
const COUNTER: Text = text("Quầy", "Counter");
const POSITION: Text = text("Vị trí trong sổ cái", "Position in the ledger");
const TAKEN_BACK: Text = text("đã hủy", "taken back");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median(vec![9, 1, 5]), Some(5));
        assert_eq!(median(vec![9, 1, 5, 7]), Some(5));
        assert_eq!(median(vec![]), None);
    }
}
