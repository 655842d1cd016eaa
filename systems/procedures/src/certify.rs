//! The fast lane: what is done while the citizen waits (certified copies). One screen by keyboard; received, signed and handed
//! over in one act, with the events of each.

use base::{Error, Id, Kind, Result, Text, said, text};
use directory::UnitMap;
use maud::{Markup, html};
use platform::{Answer, App, Posted, Setting, Visit, see};
use storage::Tx;
use web::{Choice, Form, FormState};

use crate::{
    accept, card, catalogue,
    definition::{APPLICANT, CASE, Version},
    dossier::{Dossier, Holder, Status, deciding_step},
    fees, finish, form, form_view, intake, parties, pay,
    register::{self, Application},
    rights::{By, CERTIFY, DECIDE, RECEIVE},
    show, store, texts,
};

/// The procedure of the fast lane.
pub const PROCEDURE: Setting = Setting {
    name: "procedures.fast_lane",
    title: text("Thủ tục giải quyết ngay tại quầy (chứng thực bản sao)", "Procedure done while the citizen waits"),
    default: "2.000815",
    basis: "Nghị định 23/2015/NĐ-CP, Điều 7: giải quyết ngay trong ngày",
};

/// The register of certified copies has one number for each paper (Nghị định 23/2015/NĐ-CP, Điều 13).
const REGISTER: &str = "CT-BS";

/// What is said beside the application.
pub struct Certified {
    /// Who signed the copies.
    pub signer: Id,
    /// How the fee was paid; nothing if it is still owed.
    pub method: Option<String>,
    /// The number of the state's own receipt.
    pub receipt: String,
}

/// Errors: `Forbidden` without the right at the desk; `Invalid` on `signer` for somebody who may not sign.
pub fn certify(tx: &mut Tx, by: By, application: &Application, how: &Certified) -> Result<Dossier> {
    let registered = register::register(tx, by, application)?;
    by.must_cover(tx, CERTIFY, registered.intake_unit)?;
    let accepted = accept::start(tx, by, &registered)?;
    let competent = accepted.competent_unit.unwrap_or(accepted.intake_unit);
    let map = by.app.maps.get(tx, tx.now().day())?;
    let signer = signers(tx, &map, competent)?.into_iter().find(|(id, _)| *id == how.signer);
    let Some((_, signer)) = signer else { return Err(Error::field("signer", NOT_A_SIGNER)) };

    let version = catalogue::load_version(tx, accepted.version)?;
    let papers = copied(tx, &version, accepted.id)?;
    let numbers = (0..papers).map(|_| documents::next_number(tx, competent, REGISTER, tx.now().day().year()));
    let numbers: Vec<String> = numbers.map(|n| n.map(|n| n.to_string())).collect::<Result<_>>()?;
    // Compared, signed and sealed at the desk: the steps between need no hands of their own.
    let at_decision = Dossier { step: deciding_step(&version), ..accepted.clone() }.held_by(Holder {
        unit: competent,
        role: "chair".into(),
        person: None,
    });
    let signed = finish::Signed {
        number: Some(numbers.join(", ")),
        note: format!("Người ký chứng thực: {signer}"),
        ..finish::Signed::default()
    };
    let finished = finish::conclude(tx, by, &at_decision, &signed)?;
    let owed = store::fees(tx, finished.id)?.iter().any(|fee| fee.state == "due");
    match &how.method {
        Some(method) if owed => {
            pay::confirm(tx, by, &finished, method, &how.receipt)?;
        }
        None if owed => return Ok(finished),
        _ => {}
    }
    finish::hand_over(tx, by, &finished, "counter", "")
}

/// How many papers were copied, each a number of the register.
fn copied(tx: &mut Tx, version: &Version, dossier: Id) -> Result<usize> {
    let answers = serde_json::from_str(&store::answers(tx, dossier)?).map_err(Error::internal)?;
    Ok(form::Answers::stored(answers).copied(version).len().max(1))
}

/// Who may sign for the unit today: whoever decides there, by given name, with the post.
fn signers(tx: &mut Tx, map: &UnitMap, unit: Id) -> Result<Vec<(Id, String)>> {
    let day = tx.now().day();
    let unit = map.commune(unit).map_or(unit, |commune| commune.id);
    let roles = identity::roles(tx)?;
    let decides = |role: &str| roles.iter().find(|r| r.code == role && r.rights.iter().any(|right| right == DECIDE.0));
    let mut found: Vec<(Id, String, String)> = Vec::new();
    for post in directory::posts_at(tx, unit, day)? {
        if let Some(role) = decides(&post.role)
            && found.iter().all(|(id, ..)| *id != post.person)
        {
            found.push((post.person, directory::person(tx, post.person)?.name, role.title.vi.clone()));
        }
    }
    found.sort_by_key(|(_, name, _)| base::text::name_sort_key(name));
    Ok(found.into_iter().map(|(id, name, title)| (id, format!("{name}, {title}"))).collect())
}

struct Lane {
    code: String,
    name: String,
    version: std::sync::Arc<Version>,
    desk: (Id, String),
    signers: Vec<(Id, String)>,
}

async fn lane(app: &App, visit: &Visit) -> Result<Lane> {
    let (house, me, code) = (app.clone(), visit.me()?.clone(), app.settings().get(&PROCEDURE).to_owned());
    app.read(move |tx| {
        let day = tx.now().day();
        let map = house.maps.get(tx, day)?;
        let (_, version) = catalogue::current(tx, &code, day)?;
        let by = By { app: &house, me: &me };
        let mut desk = None;
        for root in me.unit().into_iter().chain(me.reach(RECEIVE).roots) {
            if let Ok(centre) = crate::competence::intake_centre(&map, root)
                && by.covers(tx, CERTIFY, centre)?
            {
                desk = Some(centre);
                break;
            }
        }
        let desk = desk.ok_or_else(|| Error::forbidden(NO_DESK))?;
        let name = catalogue::name_of(tx, &code)?;
        let signers = signers(tx, &map, desk)?;
        Ok(Lane { name, version, desk: (desk, show::unit_name(&map, desk)), signers, code: code.clone() })
    })
    .await
}

pub async fn form(app: App, visit: Visit) -> Answer {
    let state = FormState::empty(visit.lang)
        .with(CASE, "usual")
        .with("more.electronic", "paper")
        .with("electronic", "paper")
        .with("documents[0].pages", "1")
        .with("documents[0].copies", "1")
        .with("method", "cash")
        .with("signer", visit.asked("ky"));
    page(&app, &visit, state, html! {}).await
}

async fn page(app: &App, visit: &Visit, state: FormState, said: Markup) -> Answer {
    let lang = visit.lang;
    let lane = lane(app, visit).await?;
    // Whoever alone may sign has signed; of several, whoever signed the last.
    let state = match lane.signers.as_slice() {
        [(only, _)] if state.value("signer").is_empty() => state.with("signer", only.to_string()),
        _ => state,
    };
    let state = state.dense();
    let signers: Vec<Choice> = lane.signers.iter().map(|(id, name)| Choice::new(lang, id.to_string(), name)).collect();
    let methods = pay::METHODS.map(|(code, title)| Choice::new(lang, code, title));
    let methods: Vec<Choice> = methods.into_iter().chain([Choice::new(lang, "owed", NOT_PAID)]).collect();
    let cases: Vec<Choice> = lane.version.cases.iter().map(|c| Choice::new(lang, &c.code, c.title.said())).collect();
    let body = html! {
        (web::page_head(lang, Some(&lane.code), TITLE, html! { span.clip title=(lane.name) { (lane.desk.1) " · " (lane.name) } }, html! {}))
        (web::error_summary(&state))
        (Form::post("/chung-thuc", &visit.csrf).keeps_for(app.identity.device_key(visit.me()?.person)).dense().body(html! {
            (intake::once_field(visit, &state))
            (card::scan(&state))
            (form_view::person(texts::APPLICANT.get(lang), APPLICANT, &lane.version.applicant, false, &state))
            (parties::fields(&state))
            // Where the hands go once the card is read.
            div tabindex="-1" aria-keyshortcuts="Alt+G" {
                @for group in &lane.version.groups { (form_view::group(&lane.version, group, &state)) }
            }
            fieldset.group {
                legend { (SIGNATURE.get(lang)) }
                div.asked {
                    @if !cases.is_empty() { div.whole { (state.field(CASE, texts::CASE).radios(&cases)) } }
                    (state.field("signer", SIGNER).select(&signers))
                    (state.field("method", texts::METHOD).across().radios(&methods))
                    (state.field("receipt", texts::RECEIPT).optional().width(web::Width::Short).text())
                }
            }
            (said)
            (web::toolbar(html! {
                (web::button(lang, DO_ALL).sends("then", "all").keys("Alt+L"))
                (web::button(lang, PRICE).second().sends("then", "price").keys("Alt+P"))
            }))
        }))
    };
    Ok(visit.page(app, TITLE, body).await)
}

pub async fn post(app: App, visit: Visit, posted: Posted) -> Answer {
    let lang = visit.lang;
    match posted.text("then") {
        "card" => {
            let state = card::filled(lang, &posted, APPLICANT);
            let status = if state.is_wrong() { 422 } else { 200 };
            return with_status(page(&app, &visit, state, html! {}).await, status);
        }
        "price" => {
            let lane = lane(&app, &visit).await?;
            let state = FormState::new(lang, posted.fields().iter().cloned());
            return match price(&lane.version, &posted, lang, app.now().day()) {
                Ok(said) => page(&app, &visit, state, said).await,
                Err(e) => with_status(page(&app, &visit, state.with_error(&e), html! {}).await, 422),
            };
        }
        _ => {}
    }
    let lane = lane(&app, &visit).await?;
    let (house, me, sent) = (app.clone(), visit.me()?.clone(), posted.clone());
    let (code, desk) = (lane.code.clone(), lane.desk.0);
    let done = app
        .write(move |tx| {
            let application = intake::application(&code, &sent, Some(desk))?;
            let signer = crate::acts::chosen(&sent, "signer")?.ok_or_else(|| Error::field("signer", texts::CHOOSE))?;
            let method = sent.filled("method").filter(|method| *method != "owed").map(str::to_owned);
            let how = Certified { signer, method, receipt: sent.text("receipt").to_owned() };
            let code = intake::once(tx, &me, &sent, |tx| {
                Ok(certify(tx, By { app: &house, me: &me }, &application, &how)?.code)
            })?;
            let dossier = By { app: &house, me: &me }.load(tx, &code)?;
            let result = store::result(tx, dossier.id)?;
            let total: i64 = store::fees(tx, dossier.id)?.iter().filter(|f| f.state != "void").map(|f| f.amount).sum();
            Ok((dossier, result.map(|r| r.number).unwrap_or_default(), total))
        })
        .await;
    match done {
        Ok((dossier, numbers, total)) => {
            let (code, total) = (&dossier.code, base::Dong(total));
            let said = if dossier.status == Status::HandedOver {
                said!(
                    "{code}: số chứng thực {numbers}, đã thu {total}, đã trả kết quả",
                    "{code}: register {numbers}, {total} paid, handed over"
                )
            } else {
                said!(
                    "{code}: số chứng thực {numbers}, CHƯA THU {total}; trả kết quả sau khi thu",
                    "{code}: register {numbers}, {total} NOT PAID; hand over once paid"
                )
            };
            Ok(see(format!("/chung-thuc?ky={}", web::encoded(posted.text("signer"))), said))
        }
        Err(e) if matches!(e.kind, Kind::Invalid | Kind::Conflict) => {
            let state = FormState::new(lang, posted.fields().iter().cloned()).with_error(&e);
            with_status(page(&app, &visit, state, html! {}).await, 422)
        }
        Err(e) => Err(e.into()),
    }
}

/// What it will cost, with the sum in words.
fn price(version: &Version, posted: &Posted, lang: base::Lang, day: base::Day) -> Result<Markup> {
    let answers = form::check_draft(version, &intake::answers(posted)?, day, None)?;
    let context = fees::FeeContext {
        case: posted.filled(CASE),
        channel: crate::definition::Channel::Counter.in_law(),
        payers: &[],
        day,
        copied: &answers.copied(version),
    };
    let lines = fees::fees_for(version, &context);
    let total = fees::total(&lines).to_string();
    let said = said!("Phí phải thu: {total}", "To be paid: {total}");
    Ok(web::notice(
        lang,
        web::Tone::Plain,
        said,
        html! {
            ul { @for line in &lines { li { (line.title.get(lang)) ": " (line.explanation.get(lang)) } } }
        },
    ))
}

fn with_status(answer: Answer, status: u16) -> Answer {
    let mut response = answer?;
    *response.status_mut() = axum::http::StatusCode::from_u16(status).map_err(Error::internal)?;
    Ok(response)
}

pub const TITLE: Text = text("Chứng thực nhanh", "Fast lane");
const DO_ALL: Text = text("Nhận, ghi sổ và trả kết quả", "Receive, register and hand over");
const PRICE: Text = text("Tính phí", "Compute the fee");
const SIGNATURE: Text = text("Ký, thu phí", "Signature and fee");
const SIGNER: Text = text("Người ký chứng thực", "Signed by");
const NOT_PAID: Text = text("Chưa thu", "Not paid yet");
const NOT_A_SIGNER: Text =
    text("Người này không có thẩm quyền ký ở đơn vị giải quyết", "This person may not sign for the competent unit");
const NO_DESK: Text = text(
    "Tài khoản của bạn không giữ vị trí ở quầy chứng thực nào",
    "Your account holds no post at a desk that certifies copies",
);
