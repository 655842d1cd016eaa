//! The signing folder (sổ trình ký): all that waits for the reader's decision, paged through in one sitting. Some go back
//! with a reason, the rest are signed; whoever sits in for an absent chair has his folder by the delegation's dates.

use base::{Result, Text, text};
use identity::Me;
use maud::html;
use platform::{Answer, App, At, Visit};
use storage::Tx;
use web::{Column, Form, FormState, Row, Table};

use crate::{
    bulk::{self, Act},
    catalogue,
    definition::Version,
    dossier::{Dossier, Status, deciding_step},
    form, print,
    rights::{By, DECIDE},
    settle, show, store, texts,
};

/// A dossier that is ready to be signed.
struct Paper {
    dossier: Dossier,
    procedure: String,
    applicant: String,
}

/// At most a hundred, the nearest deadline first. Work of a post that was lent to the reader is his as well.
fn folder(tx: &mut Tx, app: &App, me: &Me) -> Result<Vec<Paper>> {
    let filter = work::Filter { kind: Some(settle::TO_PROCESS.name.to_owned()), ..work::Filter::default() };
    let (mut papers, mut after) = (Vec::new(), None);
    let by = By { app, me };
    while papers.len() < bulk::MOST {
        let items = work::list(tx, me, &filter, after, 200)?;
        for item in &items {
            after = Some(work::Key::after(item));
            let Some(dossier) = store::load_by_id(tx, item.record)? else { continue };
            if !is_ready(tx, by, &dossier)? {
                continue;
            }
            let (procedure, applicant) =
                (catalogue::name_of(tx, &dossier.procedure)?, store::applicant(tx, dossier.id)?.name);
            papers.push(Paper { dossier, procedure, applicant });
            if papers.len() == bulk::MOST {
                break;
            }
        }
        if items.len() < 200 {
            break;
        }
    }
    Ok(papers)
}

fn is_ready(tx: &mut Tx, by: By, d: &Dossier) -> Result<bool> {
    if !matches!(d.status, Status::Accepted | Status::InProcess) {
        return Ok(false);
    }
    let version = catalogue::load_version(tx, d.version)?;
    Ok(d.step == deciding_step(&version) && by.covers(tx, DECIDE, d.holder_unit)?)
}

pub async fn list(app: App, visit: Visit) -> Answer {
    let (lang, me, house) = (visit.lang, visit.me()?.clone(), app.clone());
    let papers = app.read(move |tx| folder(tx, &house, &me)).await?;
    let columns = vec![
        Column::new(lang, texts::CODE).tight(),
        Column::new(lang, texts::PROCEDURE),
        Column::new(lang, texts::APPLICANT),
        Column::new(lang, texts::DUE).tight(),
    ];
    let now = app.now();
    let rows = papers.iter().map(|paper| {
        let d = &paper.dossier;
        let cells = vec![
            html! { (d.code) },
            html! { span.clip title=(paper.procedure) { (paper.procedure) } },
            html! { span.least { (paper.applicant) } },
            bulk::due(lang, d, now),
        ];
        Row::to(format!("/trinh-ky/{}", d.code), cells).choice(bulk::choice(&d.code, d.revision))
    });
    let acts = html! {
        @if let Some(first) = papers.first() {
            (web::link_button(lang, format!("/trinh-ky/{}", first.dossier.code), PAGE_THROUGH).keys("Alt+D"))
        }
    };
    let lead = base::said!("{} hồ sơ chờ ký", "{} dossiers wait to be signed", papers.len());
    let body = html! {
        (web::page_head(lang, None, TITLE, html! { (lead.get(lang)) }, acts))
        (Table::new(lang, TITLE, columns).rows(rows).quiet().chooses(bulk::CHOSEN).empty(NOTHING))
        @if !papers.is_empty() { (bulk::form(&visit, "/trinh-ky", &[Act::Finish], &[])) }
    };
    Ok(visit.page(&app, TITLE, body).await)
}

/// What the signer reads of one dossier.
struct Sheet {
    paper: Paper,
    version: std::sync::Arc<Version>,
    answers: form::Answers,
    result: Option<String>,
    place: usize,
    of: usize,
    before: Option<String>,
    after: Option<String>,
}

fn sheet(tx: &mut Tx, app: &App, me: &Me, code: &str) -> Result<Option<Sheet>> {
    let mut papers = folder(tx, app, me)?;
    let of = papers.len();
    let Some(place) = papers.iter().position(|paper| paper.dossier.code == code) else { return Ok(None) };
    let code_at = |at: Option<usize>| at.and_then(|at| papers.get(at)).map(|paper| paper.dossier.code.clone());
    let (before, after) = (code_at(place.checked_sub(1)), code_at(Some(place + 1)));
    let paper = papers.swap_remove(place);
    let d = &paper.dossier;
    let version = catalogue::load_version(tx, d.version)?;
    let answers = serde_json::from_str(&store::answers(tx, d.id)?).map_err(base::Error::internal)?;
    let answers = form::Answers::stored(answers);
    let result = match &version.result.template {
        Some(template) => Some(print::result_text(tx, d, &version, template)?),
        None => None,
    };
    if let Some(person) = d.applicant {
        identity::note_read(tx, me, person, d.id, "Xem để ký", "dossier")?;
    }
    Ok(Some(Sheet { version, answers, result, place, of, before, after, paper }))
}

pub async fn read(app: App, visit: Visit, At(code): At<String>) -> Answer {
    let (lang, me, house, its_code) = (visit.lang, visit.me()?.clone(), app.clone(), code.clone());
    let sheet = app.write(move |tx| sheet(tx, &house, &me, &its_code)).await?;
    // Signed or gone meanwhile: on with the rest.
    let Some(sheet) = sheet else { return Ok(platform::redirect("/trinh-ky")) };
    let d = &sheet.paper.dossier;
    let state = FormState::empty(lang).dense();
    let next =
        sheet.after.as_ref().or(sheet.before.as_ref()).map_or("/trinh-ky".to_owned(), |c| format!("/trinh-ky/{c}"));
    let hidden = html! {
        input type="hidden" name="revision" value=(d.revision);
        input type="hidden" name="then" value=(next);
    };
    let place = base::said!("Hồ sơ {}/{}", "Dossier {}/{}", sheet.place + 1, sheet.of);
    let body = html! {
        (web::back_link(lang, "/trinh-ky"))
        (web::page_head(lang, Some(&d.code), sheet.paper.procedure.as_str(), html! {
            (place.get(lang)) " · " (sheet.paper.applicant) " · " (bulk::due(lang, d, app.now()))
        }, html! {}))
        progress.sitting max=(sheet.of) value=(sheet.place + 1) aria-label=(place.get(lang)) {}
        (web::two_thirds(html! {
            @if let Some(words) = &sheet.result {
                (web::section(lang, texts::RESULT, html! {
                    div.draft-result { @for line in words.lines().filter(|line| !line.trim().is_empty()) { p { (line) } } }
                }))
            }
            (web::section(lang, texts::ANSWERS, html! {
                (show::answers(lang, &sheet.version, &sheet.answers, true))
            }))
        }, html! {
            (Form::post(format!("/trinh-ky/{}/ky", d.code), &visit.csrf).body(html! {
                (hidden)
                (state.field("day", texts::DAY_SIGNED).optional().date())
                (web::button(lang, SIGN).keys("Alt+K"))
            }))
            details.act {
                summary { (texts::GIVE_BACK.get(lang)) }
                (Form::post(format!("/trinh-ky/{}/tra-lai", d.code), &visit.csrf).body(html! {
                    (hidden)
                    (state.field("reason", texts::REASON).textarea(3))
                    (web::button(lang, texts::GIVE_BACK).second())
                }))
            }
            p { a href={ "/ho-so/" (d.code) } { (WHOLE.get(lang)) } }
            nav.pages aria-label=(TITLE.get(lang)) {
                @if let Some(code) = &sheet.before { a rel="prev" href={ "/trinh-ky/" (code) } aria-keyshortcuts="Alt+P" { (BEFORE.get(lang)) } }
                @if let Some(code) = &sheet.after { a rel="next" href={ "/trinh-ky/" (code) } aria-keyshortcuts="Alt+N" { (AFTER.get(lang)) } }
            }
        }))
    };
    Ok(visit.page(&app, TITLE, body).await)
}

pub async fn sign(app: App, visit: Visit, At(code): At<String>, posted: platform::Posted) -> Answer {
    one(app, visit, code, posted, SIGNED, |tx, by, d, p| {
        let day = p.filled("day").map(|_| crate::acts::typed_day(p, "day")).transpose()?;
        let signed = crate::finish::Signed { day, from_template: true, ..Default::default() };
        crate::finish::finish(tx, by, d, &signed).map(drop)
    })
    .await
}

pub async fn give_back(app: App, visit: Visit, At(code): At<String>, posted: platform::Posted) -> Answer {
    one(app, visit, code, posted, RETURNED, |tx, by, d, p| {
        crate::forward::give_back(tx, by, d, p.text("reason")).map(drop)
    })
    .await
}

/// The act of the dossier page, and then the next of the folder.
async fn one<F>(app: App, visit: Visit, code: String, posted: platform::Posted, done: Text, act: F) -> Answer
where
    F: Fn(&mut Tx, By, &Dossier, &platform::Posted) -> Result<()> + Send + 'static,
{
    let next = Some(posted.text("then")).filter(|then| then.starts_with("/trinh-ky")).unwrap_or("/trinh-ky").to_owned();
    let answer = crate::acts::act(app, visit, code.clone(), posted, done, act).await?;
    if answer.status() == axum::http::StatusCode::SEE_OTHER {
        let said = base::said!("{code}: {}", "{code}: {}", done.vi);
        return Ok(platform::see(next, base::Said::new(said.vi, format!("{code}: {}", done.en))));
    }
    Ok(answer)
}

pub const TITLE: Text = text("Trình ký", "Signing folder");
const NOTHING: Text = text("Không có hồ sơ nào chờ ký", "Nothing waits to be signed");
const PAGE_THROUGH: Text = text("Xem từng hồ sơ", "Page through");
const SIGN: Text = text("Ký và sang hồ sơ tiếp", "Sign, and on to the next");
const SIGNED: Text = text("đã ký", "signed");
const RETURNED: Text = text("đã trả lại", "returned");
const WHOLE: Text = text("Mở toàn bộ hồ sơ", "Open the whole dossier");
const BEFORE: Text = text("Hồ sơ trước", "Previous");
const AFTER: Text = text("Hồ sơ tiếp", "Next");
