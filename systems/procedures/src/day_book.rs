//! The day book of a centre (sổ theo dõi hồ sơ, model 07): what came in on which day, and what has become of it.

use base::{Day, Error, Id, Result, text};
use identity::Me;
use maud::html;
use platform::{Answer, App, Visit, download, file};
use storage::{Tx, args};
use web::{Choice, Column, Form, FormState, Here, Row, Stat, Table, xlsx};

use crate::{
    catalogue, competence,
    dossier::{Dossier, Status},
    papers::{Issue, RegisterEntry, RegisterPaper},
    rights::VIEW,
    show,
    store::{self, Party},
    texts,
};

/// A busy centre takes 150 a day; a day book never shows more than this of one day.
const MOST: i64 = 1_000;

struct Book {
    day: Day,
    centre: Id,
    centres: Vec<(Id, String)>,
    lines: Vec<(Dossier, Party, String, String)>,
}

/// The centre asked for among the reader's own, and its dossiers of the day asked for.
fn load(tx: &mut Tx, app: &App, me: &Me, day: Day, asked: Option<Id>) -> Result<Book> {
    let map = app.maps.get(tx, tx.now().day())?;
    let mut centres: Vec<(Id, String)> = Vec::new();
    for root in me.reach(VIEW).roots {
        if let Ok(centre) = competence::intake_centre(&map, root)
            && !centres.iter().any(|(id, _)| *id == centre)
        {
            centres.push((centre, show::unit_name(&map, centre)));
        }
    }
    let chosen = asked.filter(|id| centres.iter().any(|(c, _)| c == id)).or(centres.first().map(|(id, _)| *id));
    let Some(centre) = chosen else {
        return Err(Error::not_found(text("Đơn vị của bạn không có bộ phận tiếp nhận", "Your unit takes no dossiers")));
    };
    let sql = format!(
        "select {} from procedures_dossier where intake_unit = $1 and id >= $2 and id < $3 order by id limit $4",
        Dossier::COLUMNS
    );
    let (from, to) = (Id::first_at(day.start()), Id::first_at(day.next().start()));
    let dossiers: Vec<Dossier> = tx.all(&sql, args![centre, from, to, MOST])?;
    let mut lines = Vec::new();
    for dossier in dossiers {
        let applicant = store::applicant(tx, dossier.id)?;
        let procedure = catalogue::name_of(tx, &dossier.procedure)?;
        let competent = dossier.competent_unit.map(|u| show::unit_name(&map, u)).unwrap_or_default();
        lines.push((dossier, applicant, procedure, competent));
    }
    let keys: Vec<Id> = lines.iter().map(|(d, ..)| d.id).collect();
    identity::note_list_read(tx, me, "dossiers.day_book", &day.to_string(), &keys)?;
    Ok(Book { day, centre, centres, lines })
}

async fn book(app: &App, visit: &Visit) -> Result<Book> {
    let me = visit.me()?.clone();
    let day = visit.asked_filled("ngay").and_then(Day::from_typed).unwrap_or(app.now().day());
    let asked = visit.asked_filled("noi").and_then(|id| id.parse().ok());
    let house = app.clone();
    app.write(move |tx| load(tx, &house, &me, day, asked)).await
}

pub async fn show_day(app: App, visit: Visit) -> Answer {
    let lang = visit.lang;
    let book = book(&app, &visit).await?;
    let here = Here::parse("/so-theo-doi").with("noi", book.centre.to_string());
    let of = |day: Day| here.with("ngay", day.dmy()).href();
    let state = FormState::empty(lang).with("ngay", book.day.dmy()).with("noi", book.centre.to_string());
    let centres: Vec<Choice> = book.centres.iter().map(|(id, name)| Choice::new(lang, id.to_string(), name)).collect();
    let count = |f: fn(&Dossier) -> bool| book.lines.iter().filter(|(d, ..)| f(d)).count().to_string();
    let stats = [
        Stat::new(lang, text("Tiếp nhận trong ngày", "Received"), book.lines.len().to_string()),
        Stat::new(lang, text("Đang xử lý", "In process"), count(|d| d.status.is_open())),
        Stat::new(
            lang,
            text("Đã có kết quả", "With a result"),
            count(|d| matches!(d.status, Status::Finished | Status::HandedOver)),
        ),
    ];
    let columns = vec![
        Column::new(lang, texts::CODE).tight(),
        Column::new(lang, texts::PROCEDURE),
        Column::new(lang, texts::APPLICANT),
        Column::new(lang, texts::SENT).tight(),
        Column::new(lang, texts::DUE).tight(),
        Column::new(lang, texts::STATUS),
    ];
    let rows = book.lines.iter().map(|(d, applicant, procedure, _)| {
        Row::to(
            format!("/ho-so/{}", d.code),
            vec![
                html! { (d.code) },
                html! { (procedure) },
                html! { (applicant.name) },
                html! { (d.submitted_at.time().hm()) },
                html! { (d.due.map(|at| at.day().dmy()).unwrap_or_default()) },
                show::status_tag(lang, d.status),
            ],
        )
    });
    let query = here.with("ngay", book.day.dmy());
    let acts = html! {
        (web::link_button(lang, of(book.day.plus(-1)), text("Ngày trước", "Day before")).second())
        (web::link_button(lang, of(book.day.next()), text("Ngày sau", "Day after")).second())
        (web::link_button(lang, query.at("/so-theo-doi/in").href(), text("In sổ (PDF)", "Print (PDF)")).second())
    };
    let body = html! {
        (web::page_head(lang, Some(&book.day.dmy()), texts::DAY_BOOK, html! {}, acts))
        (Form::filter("/so-theo-doi").body(html! {
            (state.field("ngay", text("Ngày", "Day")).date())
            @if centres.len() > 1 { (state.field("noi", texts::INTAKE).select(&centres)) }
            (web::button(lang, texts::FILTER).second())
        }))
        (web::stats(&stats))
        div #results {
            (Table::new(lang, texts::DAY_BOOK, columns).quiet().rows(rows).here(&query).export("/so-theo-doi/xuat.xlsx").empty(texts::NO_DOSSIERS))
        }
    };
    Ok(visit.page(&app, texts::DAY_BOOK, body).await)
}

pub async fn export(app: App, visit: Visit) -> Answer {
    let lang = visit.lang;
    let book = book(&app, &visit).await?;
    let columns = [
        xlsx::Column::new(lang, texts::CODE, xlsx::Kind::Text),
        xlsx::Column::new(lang, texts::PROCEDURE, xlsx::Kind::Note),
        xlsx::Column::new(lang, texts::APPLICANT, xlsx::Kind::Text),
        xlsx::Column::new(lang, texts::COMPETENT, xlsx::Kind::Text),
        xlsx::Column::new(lang, texts::SENT, xlsx::Kind::Moment),
        xlsx::Column::new(lang, texts::DUE, xlsx::Kind::Moment),
        xlsx::Column::new(lang, texts::STATUS, xlsx::Kind::Text),
    ];
    let rows = book.lines.iter().map(|(d, applicant, procedure, competent)| {
        vec![
            d.code.as_str().into(),
            procedure.as_str().into(),
            applicant.name.as_str().into(),
            competent.as_str().into(),
            d.submitted_at.into(),
            d.due.into(),
            d.status.title().get(lang).into(),
        ]
    });
    let bytes = xlsx::export(lang, texts::DAY_BOOK, &columns, rows, app.now())?;
    Ok(download(bytes, xlsx::CONTENT_TYPE, &format!("so-theo-doi-{}.xlsx", book.day)))
}

/// Model 07 as PDF, for the day asked for.
pub async fn print(app: App, visit: Visit) -> Answer {
    let book = book(&app, &visit).await?;
    let agency = book.centres.iter().find(|(id, _)| *id == book.centre).map(|(_, name)| name.clone());
    let house = app.clone();
    let (centre, day, made_at) = (book.centre, book.day, app.now());
    let place = app.read(move |tx| {
        let map = house.maps.get(tx, day)?;
        Ok(map.commune(centre).or_else(|| map.province(centre)).map(|u| u.name.clone()).unwrap_or_default())
    });
    let issue = Issue {
        parent: None,
        agency: agency.unwrap_or_default(),
        place: place.await?,
        number: String::new(),
        day,
        made_at,
    };
    let entries = book.lines.iter().map(|(d, applicant, procedure, competent)| RegisterEntry {
        code: d.code.clone(),
        procedure: procedure.clone(),
        sets: 1,
        applicant: applicant.name.clone(),
        address: [&applicant.address, &applicant.phone].into_iter().flatten().cloned().collect::<Vec<_>>().join("; "),
        competent: competent.clone(),
        received: d.submitted_at.day(),
        due: d.due.map(|at| at.day()),
        returned: d.handed_over_at.map(|at| at.day()),
        way: d.channel().title().vi.to_owned(),
        note: String::new(),
    });
    let paper = RegisterPaper { issue, span: format!("Ngày {}", day.dmy()), entries: entries.collect() }.paper();
    let house = app.clone();
    let bytes = tokio::task::spawn_blocking(move || house.typesetter.pdf(&paper)).await.map_err(Error::internal)??;
    Ok(file(bytes, "application/pdf", &format!("so-theo-doi-{day}.pdf")))
}
