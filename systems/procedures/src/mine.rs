//! The citizen's own pages: his dossiers and what he is to do, one dossier with everything about it, and his acts:
//! supplement, withdraw, write, rate.

use base::{Error, Id, Kind, Lang, Result, Said};
use calendar::Due;
use documents::{Incoming, Issued};
use maud::{Markup, html};
use platform::{Answer, App, At, Posted, Visit, see};
use storage::Tx;
use web::{Choice, Column, Form, FormState, Here, Row, Summary, Table};

use crate::{
    accept, acts, catalogue,
    definition::{Field, Group, PaperForm, Version},
    dossier::{Dossier, Status},
    dossier_page::message_list,
    drafts::{self, Draft},
    end, files, form, form_view,
    papers::Model,
    pay, rate,
    register::NewPaper,
    rights::By,
    show::{self, Told},
    store::{self, Fee, Message, Missing, PaperIn, Party, ResultRow},
    supplement, texts,
};

/// As many as `store::of_applicant` gives.
const PAGE: usize = 50;
/// Files that may come for one paper: the pages of it, photographed.
pub const MOST_FILES: usize = 10;

pub async fn list(app: App, visit: Visit) -> Answer {
    let lang = visit.lang;
    let person = visit.me()?.person;
    let before: Option<Id> = visit.asked_filled("after").and_then(|id| id.parse().ok());
    let (dossiers, names, drafts, unread) = app
        .read(move |tx| {
            let dossiers = store::of_applicant(tx, person, before)?;
            let drafts = drafts::of_person(tx, person)?;
            let mut names: Vec<(String, String)> = Vec::new();
            for code in dossiers.iter().map(|d| &d.procedure).chain(drafts.iter().map(|d| &d.procedure)) {
                if !names.iter().any(|(known, _)| known == code) {
                    names.push((code.clone(), catalogue::name_of(tx, code)?));
                }
            }
            Ok((dossiers, names, drafts, notify::unread(tx, person)?))
        })
        .await?;
    let name = |code: &str| names.iter().find(|(known, _)| known == code).map_or("", |(_, name)| name.as_str());
    let row = |d: &Dossier| {
        let status = show::status_tag(lang, d.status);
        let due = show::due_badge(lang, d.status, d.due, d.acceptance_due, app.now());
        let cells =
            vec![html! { (name(&d.procedure)) }, html! { (d.code) }, status, due, web::day(d.submitted_at.day())];
        Row::to(format!("/toi/ho-so/{}", d.code), cells)
    };
    let columns = || {
        vec![
            Column::new(lang, texts::PROCEDURE),
            Column::new(lang, texts::CODE).tight(),
            Column::new(lang, texts::STATUS),
            Column::new(lang, texts::DUE).tight(),
            Column::new(lang, texts::SENT).tight(),
        ]
    };
    let to_do: Vec<&Dossier> = dossiers.iter().filter(|d| waits_for_citizen(d.status)).collect();
    let next = dossiers.last().filter(|_| dossiers.len() == PAGE).map(|d| d.id.to_string());
    let table = Table::new(lang, texts::MY_DOSSIERS, columns())
        .quiet()
        .rows(dossiers.iter().map(row))
        .here(&Here::parse(&visit.here()))
        .next(next)
        .empty(texts::NO_OWN_DOSSIERS);
    let notices =
        if unread == 0 { texts::NO_UNREAD.into() } else { base::said!("{unread} chưa đọc", "{unread} unread") };
    let ways = [
        ("/thu-tuc", texts::FIND_PROCEDURE, Said::from(texts::FIND_PROCEDURE_WORDS)),
        ("/toi/thong-bao", texts::NOTICES, notices),
        ("/toi/ai-da-xem", texts::WHO_LOOKED, texts::WHO_LOOKED_WORDS.into()),
    ];
    let body = html! {
        (web::page_head(lang, None, texts::MY_DOSSIERS, html! {}, html! {}))
        @if !to_do.is_empty() {
            (web::section(lang, texts::TO_DO, html! {
                (Table::new(lang, texts::TO_DO, columns()).quiet().rows(to_do.into_iter().map(row)))
            }))
        }
        @if !drafts.is_empty() { (web::section(lang, texts::DRAFTS, draft_list(lang, &drafts, name))) }
        (web::section(lang, texts::DOSSIERS, html! { (table) }))
        (web::section(lang, texts::YOU_CAN, web::cards(ways.iter().map(|(href, title, words)| {
            (*href, title.get(lang), html! { p { (words.get(lang)) } })
        }))))
    };
    Ok(visit.page(&app, texts::MY_DOSSIERS, body).await)
}

fn waits_for_citizen(status: Status) -> bool {
    matches!(status, Status::SupplementRequested | Status::FinancialDuty | Status::Finished)
}

fn draft_list<'a>(lang: Lang, drafts: &[Draft], name: impl Fn(&str) -> &'a str) -> Markup {
    let columns = vec![
        Column::new(lang, texts::PROCEDURE),
        Column::new(lang, texts::CHANGED).tight(),
        Column::new(lang, texts::DELETE).tight(),
    ];
    let rows = drafts.iter().map(|d| {
        let address = format!("/nop/ban-thao/{}", d.id);
        let delete = html! { a href={ (address) "/xoa" } { (texts::DELETE.get(lang)) } };
        let cells = vec![html! { (name(&d.procedure)) }, web::moment(d.changed_at), delete];
        Row::to(format!("{address}/{}", d.content.reached.max(1)), cells)
    });
    html! { (Table::new(lang, texts::DRAFTS, columns).quiet().rows(rows)) }
}

/// All that the page shows, from one transaction.
struct Own {
    dossier: Dossier,
    version: std::sync::Arc<Version>,
    procedure: String,
    applicant: Party,
    answers: form::Answers,
    papers: Vec<PaperIn>,
    fees: Vec<Fee>,
    missing: Vec<Missing>,
    messages: Vec<Message>,
    result: Option<ResultRow>,
    rating: Option<(i64, String)>,
    due: Option<Due>,
    told: Told,
    notes: Vec<(Id, String)>,
    issued: Vec<Issued>,
    intake: String,
    competent: Option<String>,
    holder: String,
}

fn load(tx: &mut Tx, app: &App, code: &str, person: Id) -> Result<Own> {
    let dossier = store::load_own(tx, code, person)?;
    let map = app.maps.get(tx, tx.now().day())?;
    let answers = serde_json::from_str(&store::answers(tx, dossier.id)?).map_err(Error::internal)?;
    let told = show::told(tx, app, dossier.id)?;
    let mut issued = documents::papers_of(tx, dossier.id)?;
    issued.retain(|paper| Model::is_for_applicant(&paper.kind));
    Ok(Own {
        version: catalogue::load_version(tx, dossier.version)?,
        procedure: catalogue::name_of(tx, &dossier.procedure)?,
        applicant: store::applicant(tx, dossier.id)?,
        answers: form::Answers::stored(answers),
        papers: store::papers(tx, dossier.id)?,
        fees: store::fees(tx, dossier.id)?,
        missing: store::missing(tx, dossier.id)?,
        messages: store::messages(tx, dossier.id)?,
        result: store::result(tx, dossier.id)?,
        rating: store::rating(tx, dossier.id)?,
        due: accept::explain_due(tx, app, &dossier)?,
        notes: told.for_applicant(store::notes(tx, dossier.id)?),
        told,
        issued,
        intake: show::unit_name(&map, dossier.intake_unit),
        competent: dossier.competent_unit.map(|unit| show::unit_name(&map, unit)),
        holder: show::unit_name(&map, dossier.holder_unit),
        dossier,
    })
}

pub async fn show(app: App, visit: Visit, At(code): At<String>) -> Answer {
    page(&app, &visit, &code, FormState::empty(visit.lang)).await
}

async fn page(app: &App, visit: &Visit, code: &str, state: FormState) -> Answer {
    let (house, person, its_code) = (app.clone(), visit.me()?.person, code.to_owned());
    let own = app.read(move |tx| load(tx, &house, &its_code, person)).await?;
    let body = draw(app, visit, &own, &state);
    Ok(visit.page(app, Said::new(code, code), body).await)
}

fn draw(app: &App, visit: &Visit, o: &Own, state: &FormState) -> Markup {
    let (lang, d) = (visit.lang, &o.dossier);
    let status = html! {
        (show::status_tag(lang, d.status)) " " (show::due_badge(lang, d.status, d.due, d.acceptance_due, app.now()))
    };
    let main = html! {
        (web::error_summary(state))
        (show::plain_status(lang, d.status, reason_of(o)))
        @if d.status == Status::SupplementRequested { (web::section(lang, texts::SUPPLEMENT_NOW, supplement_form(visit, o, state))) }
        @if let Some(result) = &o.result { (web::section(lang, texts::RESULT, result_of(lang, o, result))) }
        @if o.result.is_some() { (web::section(lang, texts::RATE, rating(visit, o, state))) }
        (web::section(lang, texts::FEES, html! { (show::fees(lang, &o.fees)) (how_to_pay(app, lang, o)) }))
        (web::section(lang, texts::WITH_THE_OFFICE, messages(visit, o, state)))
        (web::section(lang, texts::HISTORY, o.told.draw(lang, &o.notes)))
        (web::section(lang, texts::ANSWERS, html! {
            (applicant(lang, &o.applicant))
            (show::answers(lang, &o.version, &o.answers, true))
        }))
        (web::section(lang, texts::PAPERS_IN, papers_in(lang, o)))
    };
    let facts = Summary::new()
        .row(lang, texts::HOLDER, html! { @if d.status.is_closed() { "–" } @else { strong { (o.holder) } } })
        .row(lang, texts::INTAKE, html! { (o.intake) })
        .row(lang, texts::COMPETENT, html! { (o.competent.as_deref().unwrap_or("–")) })
        .row(lang, texts::CHANNEL, html! { (d.channel().title().get(lang)) })
        .row(lang, texts::SENT, web::moment(d.submitted_at));
    let facts = d.accepted_at.into_iter().fold(facts, |facts, at| facts.row(lang, texts::RECEIVED, web::moment(at)));
    let beside = html! {
        (web::section(lang, texts::CLOCK, show::clock(lang, d, o.due.as_ref())))
        (web::section(lang, texts::WAY, show::steps(lang, &o.version, d, &o.holder)))
        (facts)
        @if !o.issued.is_empty() { (web::section(lang, texts::ISSUED_PAPERS, issued(o))) }
        @if !d.status.is_closed() && d.status != Status::Finished { (withdraw_form(visit, d, state)) }
    };
    html! {
        (web::page_head(lang, Some(&d.code), o.procedure.as_str(), status, html! {}))
        (web::two_thirds(main, beside))
    }
}

/// What the office wrote when the dossier came to where it is.
fn reason_of(o: &Own) -> Markup {
    let kind = match o.dossier.status {
        Status::SupplementRequested => "dossier.supplement_requested",
        Status::FinancialDuty => "dossier.duty_requested",
        Status::Refused => "dossier.refused",
        Status::Stopped => "dossier.stopped",
        _ => return html! {},
    };
    let event = o.told.last(kind).map(|(event, _)| event.id);
    let note = o.notes.iter().find(|(id, _)| Some(*id) == event);
    html! { @if let Some((_, words)) = note { p { (words) } } }
}

/// A form of this page: one act, with the revision that was seen.
fn act_form(visit: &Visit, d: &Dossier, path: &str) -> Form {
    Form::post(format!("/toi/ho-so/{}/{path}", d.code), &visit.csrf)
}

fn act_body(d: &Dossier, path: &str, body: Markup) -> Markup {
    html! {
        input type="hidden" name="revision" value=(d.revision);
        input type="hidden" name="act" value=(path);
        (body)
    }
}

/// What was typed belongs to one of the page's forms; the others stay as they are.
fn of_form<'a>(state: &'a FormState, empty: &'a FormState, path: &str) -> &'a FormState {
    if state.value("act") == path { state } else { empty }
}

fn supplement_form(visit: &Visit, o: &Own, state: &FormState) -> Markup {
    let lang = visit.lang;
    let filled = FormState::new(lang, form_view::values(&o.answers.value()));
    let state = of_form(state, &filled, "bo-sung");
    let why = |m: &Missing| html! { @if !m.why.is_empty() { p { (m.why) } } };
    let fields = o.missing.iter().filter(|m| m.kind == "field");
    let papers = o.missing.iter().filter(|m| m.kind == "paper");
    act_form(visit, &o.dossier, "bo-sung").files().keeps().body(act_body(&o.dossier, "bo-sung", html! {
        p { (texts::SUPPLEMENT_LEAD.get(lang)) }
        @for m in fields {
            (why(m))
            @if let Some(group) = group_of(&o.version, &m.item) { (form_view::group(&o.version, &group, state)) }
        }
        @for m in papers {
            (why(m))
            @let title = crate::dossier_page::item_title(lang, &o.version, m);
            (state.field(file_field(&m.item), title).hint(texts::FILE_HINT).file(ACCEPTED, true))
        }
        @if o.missing.is_empty() {
            (state.field(file_field(MORE), texts::MORE_PAPERS).hint(texts::FILE_HINT).optional().file(ACCEPTED, true))
        }
        (web::button(lang, texts::SUPPLEMENT_NOW))
    }))
}

/// What the browser offers to choose; what comes is looked at all the same.
pub const ACCEPTED: &str = "application/pdf,image/png,image/jpeg";
/// The paper of a supplement that names none.
const MORE: &str = "more";

/// The field in which a paper is uploaded.
pub fn file_field(paper: &str) -> String {
    format!("paper:{paper}")
}

pub fn paper_of_field(field: &str) -> Option<&str> {
    field.strip_prefix("paper:")
}

/// The group of that one field alone.
fn group_of(version: &Version, field: &str) -> Option<Group> {
    let group = version.groups.iter().find(|g| g.repeat.is_none() && g.fields.iter().any(|f| f.code == field))?;
    // It was asked for: whatever the form makes it depend on.
    let fields = group.fields.iter().filter(|f| f.code == field).map(|f| Field { when: None, ..f.clone() }).collect();
    Some(Group { fields, hint: None, ..group.clone() })
}

fn result_of(lang: Lang, o: &Own, result: &ResultRow) -> Markup {
    let address = format!("/toi/ho-so/{}", o.dossier.code);
    html! {
        (Summary::new()
            .row(lang, texts::RESULT, html! { (o.version.result.title.get(lang)) })
            .row(lang, texts::NUMBER, html! { (result.number) })
            .row(lang, texts::DAY_SIGNED, web::day(result.day))
            .row(lang, texts::CHECK_CODE, html! { a href={ "/ket-qua/" (result.code) } { (result.code) } }))
        (web::toolbar(html! {
            @if let Some(file) = result.file {
                (web::link_button(lang, format!("{address}/tep/{file}"), texts::DOWNLOAD_RESULT).icon(web::Icon::Download))
            }
            @if let Some(paper) = result.paper {
                (web::link_button(lang, format!("{address}/giay/{paper}"), texts::DOWNLOAD_RESULT).icon(web::Icon::Download))
            }
        }))
        @if o.dossier.status == Status::Finished && o.version.result.paper { p { (texts::RESULT_ON_PAPER.get(lang)) } }
    }
}

fn rating(visit: &Visit, o: &Own, state: &FormState) -> Markup {
    let lang = visit.lang;
    let stars = |n: i64| texts::STARS.get(usize::try_from(5 - n).unwrap_or(0)).map_or("", |t| t.get(lang));
    if let Some((n, words)) = &o.rating {
        return html! {
            p { (texts::YOUR_RATING.get(lang)) ": " strong { (stars(*n)) } }
            @if !words.is_empty() { p { (words) } }
        };
    }
    let choices: Vec<Choice> =
        texts::STARS.iter().zip((1..=5).rev()).map(|(title, n)| Choice::new(lang, n.to_string(), *title)).collect();
    let empty = FormState::empty(lang);
    let state = of_form(state, &empty, "danh-gia");
    act_form(visit, &o.dossier, "danh-gia").body(act_body(
        &o.dossier,
        "danh-gia",
        html! {
            (state.field("stars", texts::RATE_LEAD).radios(&choices))
            (state.field("words", texts::RATE_WORDS).optional().max(1_000).textarea(3))
            (web::button(lang, texts::RATE).second())
        },
    ))
}

/// What is still to be paid: by a transfer that the bank's app fills in, or at the counter.
fn how_to_pay(app: &App, lang: Lang, o: &Own) -> Markup {
    let owed: i64 = o.fees.iter().filter(|f| f.state == "due").map(|f| f.amount).sum();
    if owed == 0 || o.dossier.status.is_closed() {
        return html! {};
    }
    let settings = app.settings();
    let transfer = pay::transfer(&settings, &o.dossier.code, owed).and_then(|transfer| {
        let words = show::labelled(texts::TRANSFER_OF, base::Dong(owed));
        let code = web::qr(lang, &transfer.payload().ok()?, words).ok()?;
        Some((transfer, code))
    });
    html! {
        @if let Some((transfer, code)) = transfer {
            (code)
            (Summary::new()
                .row(lang, texts::BANK, html! { (transfer.bin) })
                .row(lang, texts::ACCOUNT, html! { (transfer.account) })
                .row(lang, texts::AMOUNT, html! { (base::Dong(owed).to_string()) })
                .row(lang, texts::PURPOSE, html! { (transfer.purpose) }))
            p { (texts::PAY_BY_QR.get(lang)) }
        }
        p { (texts::PAY_AT_COUNTER.get(lang)) }
    }
}

fn messages(visit: &Visit, o: &Own, state: &FormState) -> Markup {
    let lang = visit.lang;
    let empty = FormState::empty(lang);
    let state = of_form(state, &empty, "tin-nhan");
    html! {
        (message_list(lang, &o.messages))
        (act_form(visit, &o.dossier, "tin-nhan").body(act_body(&o.dossier, "tin-nhan", html! {
            (state.field("text", texts::WRITE_TO_OFFICE).max(2_000).textarea(3))
            (web::button(lang, texts::SEND_MESSAGE).second())
        })))
    }
}

pub fn applicant(lang: Lang, p: &Party) -> Markup {
    let mut summary = Summary::new().row(lang, texts::NAME, html! { (p.name) });
    let more = [
        (texts::PERSONAL_NUMBER, &p.personal_number),
        (texts::PHONE, &p.phone),
        (texts::EMAIL, &p.email),
        (texts::ADDRESS, &p.address),
    ];
    for (title, value) in more {
        if let Some(value) = value {
            summary = summary.row(lang, title, html! { (value) });
        }
    }
    html! { h3 { (texts::SEEN_AS_OWN.get(lang)) } (summary) }
}

fn papers_in(lang: Lang, o: &Own) -> Markup {
    let form = |form: &str| match form {
        "original" => PaperForm::Original,
        "electronic" => PaperForm::Electronic,
        _ => PaperForm::Copy,
    };
    html! {
        @if o.papers.is_empty() { p { "–" } }
        ul {
            @for paper in &o.papers {
                li {
                    @match paper.file {
                        Some(file) => a href={ "/toi/ho-so/" (o.dossier.code) "/tep/" (file) } { (paper.title) },
                        None => (paper.title),
                    }
                    " · " (form(&paper.form).title().get(lang))
                }
            }
        }
    }
}

fn issued(o: &Own) -> Markup {
    html! {
        ul {
            @for paper in &o.issued {
                li {
                    a href={ "/toi/ho-so/" (o.dossier.code) "/giay/" (paper.id) } { (paper.title) }
                    " · " (web::moment(paper.issued_at))
                }
            }
        }
    }
}

fn withdraw_form(visit: &Visit, d: &Dossier, state: &FormState) -> Markup {
    let lang = visit.lang;
    let empty = FormState::empty(lang);
    let state = of_form(state, &empty, "rut");
    html! {
        details.act open[state.is_wrong()] {
            summary { (texts::WITHDRAW.get(lang)) }
            (act_form(visit, d, "rut").body(act_body(d, "rut", html! {
                p { (texts::WITHDRAW_WARNING.get(lang)) }
                (state.field("reason", texts::REASON).max(2_000).textarea(3))
                (web::button(lang, texts::WITHDRAW).danger())
            })))
        }
    }
}

/// Loads the citizen's own dossier, refuses what was decided on an older state, does the act and shows what has become
/// of it. What was typed comes back if something is wrong with it.
async fn act<F>(app: App, visit: Visit, code: String, posted: Posted, done: base::Text, f: F) -> Answer
where
    F: Fn(&mut Tx, By, &Dossier, &Posted) -> Result<()> + Send + 'static,
{
    let me = visit.me()?.clone();
    app.limits.take("citizen.act", &me.person.to_string(), 30, 6.0, app.now())?;
    let (house, sent, its_code) = (app.clone(), posted.clone(), code.clone());
    let result = app
        .write(move |tx| {
            let dossier = store::load_own(tx, &its_code, me.person)?;
            dossier.unchanged_since(sent.filled("revision").and_then(|r| r.parse().ok()))?;
            f(tx, By { app: &house, me: &me }, &dossier, &sent)
        })
        .await;
    match result {
        Ok(()) => Ok(see(format!("/toi/ho-so/{code}"), done)),
        Err(e) => come_back(&app, &visit, &code, &posted, e).await,
    }
}

/// The page again with what was typed, if the citizen can mend it.
async fn come_back(app: &App, visit: &Visit, code: &str, posted: &Posted, e: Error) -> Answer {
    let status = match e.kind {
        Kind::Invalid => axum::http::StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Conflict => axum::http::StatusCode::CONFLICT,
        _ => return Err(e.into()),
    };
    let state = FormState::new(visit.lang, posted.fields().iter().cloned()).with_error(&e);
    let mut response = page(app, visit, code, state).await?;
    *response.status_mut() = status;
    Ok(response)
}

pub async fn supplement(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    let (person, its_code) = (visit.me()?.person, code.clone());
    let asked = app
        .read(move |tx| {
            let dossier = store::load_own(tx, &its_code, person)?;
            store::missing(tx, dossier.id)
        })
        .await?;
    let named = asked.iter().filter(|m| m.kind == "paper").map(|m| file_field(&m.item));
    let fields: Vec<String> = if asked.is_empty() { vec![file_field(MORE)] } else { named.collect() };
    let sent = match take(&app, &visit, &posted, &fields).await {
        Ok(sent) => sent,
        Err(e) => return come_back(&app, &visit, &code, &posted, e).await,
    };
    act(app, visit, code, posted, texts::SUPPLEMENT_SENT, move |tx, by, d, p| answer_supplement(tx, by, d, p, &sent))
        .await
}

/// The files posted in those fields, looked at and put away. Errors name the field.
pub async fn take(app: &App, visit: &Visit, posted: &Posted, fields: &[String]) -> Result<Vec<(String, Incoming)>> {
    let mut taken = Vec::new();
    for field in fields {
        if posted.files(field).count() > MOST_FILES {
            let said = base::said!("Không được quá {MOST_FILES} tệp", "At most {MOST_FILES} files");
            return Err(Error::field(field, said));
        }
        for sent in posted.files(field) {
            app.limits.take("upload", &visit.me()?.person.to_string(), 100, 10.0, app.now())?;
            let incoming = files::take(app, visit, sent).await;
            let incoming = incoming.map_err(|e| match e.kind {
                Kind::Invalid | Kind::TooLarge => Error::field(field, e.said),
                _ => e,
            })?;
            taken.push((field.clone(), incoming));
        }
    }
    Ok(taken)
}

fn answer_supplement(tx: &mut Tx, by: By, d: &Dossier, posted: &Posted, sent: &[(String, Incoming)]) -> Result<()> {
    let asked = store::missing(tx, d.id)?;
    let version = catalogue::load_version(tx, d.version)?;
    let lacking =
        asked.iter().filter(|m| m.kind == "paper" && !sent.iter().any(|(field, _)| *field == file_field(&m.item)));
    Error::fields(
        lacking
            .map(|m| (file_field(&m.item), show::labelled(texts::ATTACH, supplement::item_title(&version, m))))
            .collect(),
    )?;

    let fields: Vec<&str> = asked.iter().filter(|m| m.kind == "field").map(|m| m.item.as_str()).collect();
    let answers = form::from_pairs(answers_to(posted, &fields))?;
    let mut papers = Vec::with_capacity(sent.len());
    for (field, incoming) in sent {
        let code = paper_of_field(field).filter(|code| *code != MORE).unwrap_or(texts::MORE_PAPERS.vi).to_owned();
        let file = files::keep(tx, by, incoming, d.id)?;
        papers.push(NewPaper { code, form: Some("electronic".into()), file: Some(file) });
    }
    supplement::answer(tx, by, d, &answers, &papers).map(drop)
}

/// What was posted for those fields, by their paths: `mother`, `mother.name`.
pub fn answers_to<'p>(posted: &'p Posted, fields: &[&str]) -> impl Iterator<Item = (&'p str, &'p str)> {
    let fields: Vec<String> = fields.iter().map(|f| (*f).to_owned()).collect();
    let pairs = posted.fields().iter().map(|(name, value)| (name.as_str(), value.as_str()));
    pairs.filter(move |(name, _)| form::is_within(name, &fields))
}

pub async fn withdraw(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::WITHDRAWN, |tx, by, d, p| end::withdraw(tx, by, d, p.text("reason")).map(drop))
        .await
}

pub async fn rate(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::RATED, |tx, by, d, p| {
        rate::rate(tx, by, d, p.text("stars").parse().unwrap_or(0), p.text("words"))
    })
    .await
}

pub async fn message(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::MESSAGE_SENT, |tx, by, d, p| acts::say(tx, by, d, p.text("text"), true)).await
}
