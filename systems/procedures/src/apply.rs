//! The online form: the applicant, then one group of the form a page, the papers, and a last look before it is sent.
//! It can be left and taken up again; what the state vouches for is filled in and cannot be changed.

use axum::http::StatusCode;
use base::{Day, Error, Id, Kind, Lang, Result, Said};
use directory::UnitMap;
use documents::Incoming;
use identity::Me;
use maud::{Markup, html};
use platform::{Answer, App, At, Posted, Visit, redirect, see};
use serde_json::{Map, Value, json};
use storage::Tx;
use web::{Choice, Form, FormState, Summary, Tone};

use crate::{
    catalogue, competence,
    definition::{
        APPLICANT, CASE, Channel, Field, FieldKind, Group, PaperRequirement, PayerClass, PersonPart, Version,
    },
    drafts::{self, Content, Draft, DraftFile},
    fees,
    form::{self, Answers, is_within},
    form_view,
    mine::{self, ACCEPTED, answers_to, file_field, paper_of_field},
    places,
    register::{self, Application, NewPaper, ONLINE_FORM},
    rights::By,
    show,
    store::{self, Party},
    texts,
};

fn attach(p: &PaperRequirement) -> Said {
    let word = texts::ATTACH;
    Said::new(format!("{}: {}", word.vi, p.title.get(Lang::Vi)), format!("{}: {}", word.en, p.title.get(Lang::En)))
}

/// What a page asks.
#[derive(Clone, Copy)]
enum Page<'v> {
    Applicant,
    Group(&'v Group),
    Papers,
    Check,
}

/// The box of the last page.
const DECLARE: &str = "declare";

/// Pages are numbered from 1, and no number depends on an answer, so that an address keeps its page.
const FIRST: usize = 1;

fn papers_page(version: &Version) -> usize {
    version.groups.len() + 2
}

fn last_page(version: &Version) -> usize {
    version.groups.len() + 3
}

fn page_at(version: &Version, n: usize) -> Option<Page<'_>> {
    match n {
        0 => None,
        FIRST => Some(Page::Applicant),
        n if n == papers_page(version) => Some(Page::Papers),
        n if n == last_page(version) => Some(Page::Check),
        n => version.groups.get(n - 2).map(Page::Group),
    }
}

/// The numbers of the pages that these answers call for.
fn asked(version: &Version, answers: &Value) -> Vec<usize> {
    let empty = Map::new();
    let map = answers.as_object().unwrap_or(&empty);
    let is_asked = |n: &usize| match page_at(version, *n) {
        Some(Page::Group(group)) => form::is_asked(group.when.as_ref(), map, None),
        Some(Page::Papers) => !to_upload(version, answers).is_empty(),
        Some(Page::Applicant | Page::Check) => true,
        None => false,
    };
    (FIRST..=last_page(version)).filter(is_asked).collect()
}

/// The page on which an answer is given, by its path or the name of its field.
fn page_of(version: &Version, path: &str) -> usize {
    let holds = |g: &Group| match g.repeat {
        Some(_) => is_within(path, &[&g.code]),
        None => g.fields.iter().any(|f| is_within(path, &[&f.code])),
    };
    match version.groups.iter().position(holds) {
        Some(at) => at + 2,
        None if paper_of_field(path).is_some() => papers_page(version),
        None if path == DECLARE => last_page(version),
        None => FIRST,
    }
}

/// Papers that are sent as files. What is only shown is brought along; what the state's data replace is not asked for.
fn to_upload<'v>(version: &'v Version, answers: &Value) -> Vec<&'v PaperRequirement> {
    let asked = form::papers(version, &Answers::stored(answers.clone()));
    asked.into_iter().filter(|p| !p.show_only && p.replaced_by.is_none()).collect()
}

/// The version by which a procedure can be asked for on this site today.
/// Errors: `Forbidden`, with the words that say where to go instead.
fn offered(tx: &mut Tx, app: &App, procedure: &str) -> Result<(Id, std::sync::Arc<Version>)> {
    let elsewhere = catalogue::must_be_received_here(tx, procedure);
    elsewhere.map_err(|e| if e.kind == Kind::Invalid { Error::forbidden(e.said) } else { e })?;
    let (id, version) = catalogue::current(tx, procedure, tx.now().day())?;
    if !app.settings().is_on(&ONLINE_FORM) || !version.channels.contains(&Channel::Online) {
        return Err(Error::forbidden(texts::ONLINE_OFF));
    }
    Ok((id, version))
}

/// What the signed-in identity vouches for, as parts of a person.
pub fn vouched(tx: &mut Tx, me: &Me) -> Result<Map<String, Value>> {
    let person = directory::person(tx, me.person)?;
    let mut known = Map::from_iter([("name".to_owned(), json!(me.name))]);
    if let Some(number) = &me.personal_number {
        known.insert("personal_number".into(), json!(number.as_str()));
    }
    known.extend(person.birth.map(|day| ("birth".to_owned(), json!(day.to_string()))));
    known.extend(person.sex.map(|sex| ("sex".to_owned(), json!(sex))));
    Ok(known)
}

/// The same, with what the person said of himself in his last dossier: that is not asked again, only shown.
fn known(tx: &mut Tx, me: &Me) -> Result<Map<String, Value>> {
    let mut known = Map::new();
    if let Some(last) = store::of_applicant(tx, me.person, None)?.first() {
        let answers: Value = serde_json::from_str(&store::answers(tx, last.id)?).map_err(Error::internal)?;
        known.extend(answers.get(APPLICANT).and_then(Value::as_object).cloned().unwrap_or_default());
    }
    if let Some(said) = store::said_before(tx, me.person)? {
        known.extend(said.phone.map(|phone| ("phone".to_owned(), json!(phone))));
        known.extend(said.email.map(|email| ("email".to_owned(), json!(email))));
    }
    known.extend(vouched(tx, me)?);
    Ok(known)
}

// The page before the first

pub async fn start(app: App, visit: Visit, At(code): At<String>) -> Answer {
    let lang = visit.lang;
    let (house, person, its_code) = (app.clone(), visit.me()?.person, code.clone());
    let found = app
        .read(move |tx| {
            let (_, version) = offered(tx, &house, &its_code)?;
            let mut drafts = drafts::of_person(tx, person)?;
            drafts.retain(|d| d.procedure == its_code);
            Ok((catalogue::procedure(tx, &its_code)?.name, version, drafts))
        })
        .await;
    let (name, version, drafts) = match found {
        Ok(found) => found,
        // The procedure's own page says why and where to go.
        Err(e) if e.kind == Kind::Forbidden => return Ok(redirect(format!("/thu-tuc/{}", web::encoded(&code)))),
        Err(e) => return Err(e.into()),
    };
    let (upload, bring): (Vec<&PaperRequirement>, Vec<&PaperRequirement>) =
        version.papers.iter().filter(|p| p.replaced_by.is_none() || p.show_only).partition(|p| !p.show_only);
    let papers = |title: base::Text, papers: &[&PaperRequirement]| {
        html! {
            @if !papers.is_empty() {
                p { (title.get(lang)) ":" }
                ul {
                    @for p in papers {
                        li {
                            (p.title.get(lang))
                            @if let Some(when) = &p.when { " (" (texts::ONLY_IF.get(lang)) " " (show::condition(lang, &version, when)) ")" }
                        }
                    }
                }
            }
        }
    };
    let begin =
        if drafts.is_empty() { web::button(lang, texts::BEGIN) } else { web::button(lang, texts::BEGIN_ANEW).second() };
    let body = html! {
        (web::back_link(lang, &format!("/thu-tuc/{}", web::encoded(&code))))
        (web::page_head(lang, Some(texts::APPLY_ONLINE.get(lang)), name.said(), html! {}, html! {}))
        @for draft in &drafts {
            (web::notice(lang, Tone::Info, texts::HAVE_DRAFT, html! {
                p { a href=(page_address(draft, draft.content.reached)) { (texts::CONTINUE.get(lang)) } " (" (web::moment(draft.changed_at)) ")" }
            }))
        }
        (web::section(lang, texts::BEFORE_YOU_BEGIN, html! {
            p { (texts::KEEP_HINT.get(lang)) }
            (papers(texts::HAVE_READY, &upload))
            (papers(texts::BRING_LATER, &bring))
        }))
        (Form::post(format!("/nop/{}", web::encoded(&code)), &visit.csrf).body(html! { (begin) }))
    };
    Ok(visit.page(&app, name.said(), body).await)
}

pub async fn begin(app: App, visit: Visit, At(code): At<String>) -> Answer {
    let (house, me) = (app.clone(), visit.me()?.clone());
    let draft = app
        .write(move |tx| {
            let (id, version) = offered(tx, &house, &code)?;
            let mut answers = json!({});
            form::fill(&version, &mut answers, &known(tx, &me)?);
            drafts::begin(tx, me.person, &code, id, Content { answers, reached: FIRST, ..Content::default() })
        })
        .await?;
    Ok(redirect(page_address(&draft, FIRST)))
}

fn page_address(draft: &Draft, n: usize) -> String {
    format!("/nop/ban-thao/{}/{}", draft.id, n.max(FIRST))
}

// The pages

/// A draft with all that its pages show.
struct Open {
    draft: Draft,
    version: std::sync::Arc<Version>,
    procedure: Said,
    map: std::sync::Arc<UnitMap>,
    vouched: Map<String, Value>,
    day: Day,
}

fn open(tx: &mut Tx, app: &App, me: &Me, id: Id) -> Result<Open> {
    let mut draft = drafts::load(tx, id, me.person)?;
    let (version_id, version) = offered(tx, app, &draft.procedure)?;
    if draft.version != version_id {
        // Another version has come into force: what it no longer asks goes, and every page is passed anew.
        draft.version = version_id;
        draft.content.reached = FIRST;
        if let Some(answers) = draft.content.answers.as_object_mut() {
            answers.retain(|code, _| [CASE, APPLICANT].contains(&code.as_str()) || page_of(&version, code) != FIRST);
        }
    }
    let day = tx.now().day();
    let procedure = catalogue::procedure(tx, &draft.procedure)?.name.said();
    Ok(Open { map: app.maps.get(tx, day)?, vouched: vouched(tx, me)?, draft, version, procedure, day })
}

impl Open {
    fn answers(&self) -> &Value {
        &self.draft.content.answers
    }

    fn asked(&self) -> Vec<usize> {
        asked(&self.version, self.answers())
    }

    /// The page that is asked for, or the first one from there on that these answers call for; never one beyond what
    /// has been passed.
    fn place(&self, n: usize) -> usize {
        let n = n.min(self.draft.content.reached).max(FIRST);
        self.asked().into_iter().find(|asked| *asked >= n).unwrap_or(FIRST)
    }

    fn after(&self, n: usize) -> usize {
        self.asked().into_iter().find(|asked| *asked > n).unwrap_or(last_page(&self.version))
    }

    fn before(&self, n: usize) -> Option<usize> {
        self.asked().into_iter().rev().find(|asked| *asked < n)
    }

    /// Everything as the register would check it.
    fn check(&self, tx: &mut Tx) -> Result<Answers> {
        let mut places = |sought: &form::Sought| places::find(tx, &self.map, sought);
        let answers = form::check_in(&self.version, self.answers(), self.day, Some(&mut places))?;
        self.lacking()?;
        if self.draft.content.intake.is_none() {
            return Err(Error::field("intake_unit", texts::CHOOSE_CENTRE));
        }
        Ok(answers)
    }

    /// Errors: `Invalid` naming each paper that has no file yet.
    fn lacking(&self) -> Result<()> {
        let has = |p: &PaperRequirement| self.draft.content.files.iter().any(|f| f.item == file_field(&p.code));
        let lacking = to_upload(&self.version, self.answers()).into_iter().filter(|p| !p.optional && !has(p));
        Error::fields(lacking.map(|p| (file_field(&p.code), attach(p))).collect())
    }

    /// Marks what the identity vouches for, so that pages show it and do not ask.
    fn locked(&self, state: FormState) -> FormState {
        self.vouched.keys().fold(state, |state, part| state.with(form_view::VOUCHED, part))
    }

    /// What stands in the fields of the pages.
    fn state(&self, lang: Lang) -> FormState {
        let content = &self.draft.content;
        let state = FormState::new(lang, form_view::values(&content.answers));
        let state = self.locked(state);
        let state = content.intake.iter().fold(state, |state, unit| state.with("intake_unit", unit.to_string()));
        content.payer.iter().fold(state, |state, payer| state.with("payer", payer.code()))
    }
}

pub async fn page(app: App, visit: Visit, At((id, n)): At<(Id, usize)>) -> Answer {
    let (house, me) = (app.clone(), visit.me()?.clone());
    let (open, checked) = app
        .read(move |tx| {
            let open = open(tx, &house, &me, id)?;
            let checked = if n == last_page(&open.version) { Some(open.check(tx)) } else { None };
            Ok((open, checked))
        })
        .await?;
    if page_at(&open.version, n).is_none() {
        return Err(Error::not_found(texts::NO_SUCH_PAGE).into());
    }
    let place = open.place(n);
    if place != n {
        return Ok(redirect(page_address(&open.draft, place)));
    }
    let state = open.state(visit.lang);
    match checked {
        Some(Err(e)) if e.kind == Kind::Invalid => wrong(&app, &visit, &open, state, &e).await,
        Some(Err(e)) => Err(e.into()),
        _ => Ok(draw(&app, &visit, &open, n, &state).await),
    }
}

/// The page on which the first wrong answer is given, with what is wrong.
async fn wrong(app: &App, visit: &Visit, open: &Open, state: FormState, e: &Error) -> Answer {
    let place = |path: &str| page_of(&open.version, path);
    let first = e.fields.first().map_or(last_page(&open.version), |(path, _)| place(path));
    let fields = e.fields.iter().filter(|(path, _)| place(path) == first).cloned().collect();
    let state = state.with_error(&Error { fields, ..e.clone() });
    let mut response = draw(app, visit, open, first, &state).await;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

async fn draw(app: &App, visit: &Visit, open: &Open, n: usize, state: &FormState) -> axum::response::Response {
    let lang = visit.lang;
    let asked = open.asked();
    let at = asked.iter().position(|asked| *asked == n).map_or(1, |at| at + 1);
    let part = base::said!("Phần {at}/{}", "Part {at} of {}", asked.len());
    let back = open.before(n).map_or_else(|| "/toi".to_owned(), |n| page_address(&open.draft, n));
    let form = Form::post(page_address(&open.draft, n), &visit.csrf).keeps();
    let (title, content) = match page_at(&open.version, n) {
        Some(Page::Applicant) => {
            (texts::APPLICANT.into(), form.body(html! { (applicant(open, state)) (ways_on(lang)) }))
        }
        Some(Page::Group(group)) => {
            let group = as_asked(group, open.answers());
            let form = if group.fields.iter().any(|f| f.kind == FieldKind::File) { form.files() } else { form };
            (group.title.said(), form.body(html! { (form_view::group(&open.version, &group, state)) (ways_on(lang)) }))
        }
        Some(Page::Papers) => {
            (texts::UPLOAD.into(), form.files().body(html! { (papers(open, state)) (ways_on(lang)) }))
        }
        Some(Page::Check) | None => (texts::CHECK_ANSWERS.into(), check(visit, open, state)),
    };
    let title: Said = title;
    let body = html! {
        (web::back_link(lang, &back))
        (web::error_summary(state))
        (web::page_head(lang, Some(part.get(lang)), open.procedure.clone(), html! {}, html! {}))
        (content)
    };
    visit.page(app, title, body).await
}

fn ways_on(lang: Lang) -> Markup {
    web::toolbar(html! {
        (web::button(lang, texts::NEXT))
        (web::button(lang, texts::SAVE_FOR_LATER).second().sends("then", "save").unchecked())
    })
}

fn applicant(open: &Open, state: &FormState) -> Markup {
    let lang = state.lang();
    let version = &open.version;
    let cases: Vec<Choice> = version.cases.iter().map(|c| Choice::new(lang, &c.code, c.title.said())).collect();
    let centres = competence::centres(&open.map);
    let centres: Vec<Choice> = centres.iter().map(|(id, name)| Choice::new(lang, id.to_string(), name)).collect();
    let classes: Vec<Choice> = exempted(version).into_iter().map(|p| Choice::new(lang, p.code(), p.title())).collect();
    html! {
        @match cases.len() {
            0 => {},
            1..=6 => (state.field(CASE, texts::CASE).radios(&cases)),
            _ => (state.field(CASE, texts::CASE).select(&cases)),
        }
        (form_view::person(texts::APPLICANT.get(lang), APPLICANT, &version.applicant, true, state))
        @if asks_residence(&version.applicant) {
            (state.field("intake_unit", texts::WHERE_TO_SEND).hint(texts::WHERE_TO_SEND_HINT).optional()
                .select_or(texts::WHERE_I_LIVE, &centres))
        } @else { (state.field("intake_unit", texts::WHERE_TO_SEND).select(&centres)) }
        @if !classes.is_empty() {
            (state.field("payer", texts::EXEMPT).hint(texts::EXEMPT_HINT).optional().checkboxes(&classes))
        }
    }
}

fn asks_residence(parts: &[PersonPart]) -> bool {
    parts.iter().any(|p| p.part.code() == "residence")
}

/// The classes of payers that some fee of the procedure spares.
fn exempted(version: &Version) -> Vec<PayerClass> {
    let spared = |p: &PayerClass| {
        version.fees.iter().any(|fee| fee.payer == Some(*p) || fee.exemptions.iter().any(|e| e.payer == *p))
    };
    PayerClass::ALL.into_iter().filter(spared).collect()
}

/// The group with the fields that the answers of earlier pages call for. What depends on an answer of the same page
/// stands there with its condition.
fn as_asked(group: &Group, answers: &Value) -> Group {
    let empty = Map::new();
    let map = answers.as_object().unwrap_or(&empty);
    let codes: Vec<&str> = group.fields.iter().map(|f| f.code.as_str()).collect();
    let settled = |f: &Field| f.when.as_ref().is_some_and(|when| !is_within(&when.field, &codes));
    let fields = group.fields.iter().filter(|f| !settled(f) || form::is_asked(f.when.as_ref(), map, None));
    let fields = fields.map(|f| if settled(f) { Field { when: None, ..f.clone() } } else { f.clone() });
    Group { fields: fields.collect(), ..group.clone() }
}

fn papers(open: &Open, state: &FormState) -> Markup {
    let lang = state.lang();
    let files = |p: &PaperRequirement| -> Vec<&DraftFile> {
        open.draft.content.files.iter().filter(|f| f.item == file_field(&p.code)).collect()
    };
    html! {
        fieldset.group {
            legend { (texts::UPLOAD.get(lang)) }
            p.hint { (texts::FILE_HINT.get(lang)) }
            @for p in to_upload(&open.version, open.answers()) {
                @let field = state.field(file_field(&p.code), p.title.said());
                @let field = if p.optional || !files(p).is_empty() { field.optional() } else { field };
                (field.file(ACCEPTED, true))
                @for file in files(p) {
                    p {
                        (web::status(lang, Tone::Good, texts::UPLOADED)) " " (file.name) " "
                        (web::button(lang, texts::DROP_FILE).link().sends("drop", file.file.to_string()).unchecked())
                    }
                }
            }
        }
    }
}

/// Everything once more, each answer with the way back to it; the last button sends it.
fn check(visit: &Visit, open: &Open, state: &FormState) -> Markup {
    let lang = visit.lang;
    let (version, content) = (&open.version, &open.draft.content);
    let answers = Answers::stored(content.answers.clone());
    let page = |n: usize| page_address(&open.draft, n);
    html! {
        h2 { (texts::CHECK_ANSWERS.get(lang)) }
        h3 { (texts::APPLICANT.get(lang)) }
        (applicant_summary(open, lang))
        @for section in form::sections(version, &answers, lang) {
            h3 { (section.title.get(lang)) @if let Some(row) = section.row { " " (row + 1) } }
            (section.lines.iter().fold(Summary::new(), |summary, line| {
                summary.row(lang, line.title.said(), html! { (line.shown) }).change(lang, page(page_of(version, &line.path)))
            }))
        }
        @if !content.files.is_empty() {
            h3 { (texts::UPLOAD.get(lang)) }
            (to_upload(version, &content.answers).into_iter().fold(Summary::new(), |summary, p| {
                let names: Vec<&str> = content.files.iter().filter(|f| f.item == file_field(&p.code)).map(|f| f.name.as_str()).collect();
                let names = if names.is_empty() { "–".to_owned() } else { names.join(", ") };
                summary.row(lang, p.title.said(), html! { (names) }).change(lang, page(papers_page(version)))
            }))
        }
        h3 { (texts::HOW_MUCH.get(lang)) }
        (cost(open, &answers, lang))
        (Form::post(format!("/nop/ban-thao/{}/gui", open.draft.id), &visit.csrf).body(html! {
            (state.field(DECLARE, texts::DECLARE).checkbox())
            (web::toolbar(html! {
                (web::button(lang, texts::SEND))
                a href="/toi" { (texts::SAVE_FOR_LATER.get(lang)) }
            }))
        }))
    }
}

fn applicant_summary(open: &Open, lang: Lang) -> Markup {
    let (version, content) = (&open.version, &open.draft.content);
    let mut summary = Summary::new();
    let change = page_address(&open.draft, FIRST);
    if let Some(case) = content.answers.get(CASE).and_then(Value::as_str).and_then(|code| version.case(code)) {
        summary = summary.row(lang, texts::CASE, html! { (case.title.get(lang)) }).change(lang, &change);
    }
    for PersonPart { part, .. } in &version.applicant {
        let Some(value) = content.answers.get(APPLICANT).and_then(|a| a.get(part.code())) else { continue };
        summary = summary.row(lang, part.title(), html! { (form::show(part.kind(), &[], value, lang)) });
        if !part.vouched() {
            summary = summary.change(lang, &change);
        }
    }
    if let Some(unit) = content.intake {
        summary = summary.row(lang, texts::INTAKE, html! { (show::unit_name(&open.map, unit)) }).change(lang, &change);
        let answers = Answers::stored(content.answers.clone());
        if let Some(competent) = competence::competent_unit(&open.map, version, &answers, unit) {
            summary = summary.row(lang, texts::COMPETENT, html! { (show::unit_name(&open.map, competent)) });
        }
    }
    let case = content.answers.get(CASE).and_then(Value::as_str);
    if let Some(rule) = version.term(case, Channel::Online) {
        summary = summary.row(lang, texts::HOW_LONG, html! { (rule.term.said().get(lang)) });
    }
    html! { (summary) }
}

fn cost(open: &Open, answers: &Answers, lang: Lang) -> Markup {
    let context = fees::FeeContext {
        case: answers.case(),
        channel: Channel::Online,
        payers: &open.draft.content.payer,
        day: open.day,
        copied: &answers.copied(&open.version),
    };
    let lines = fees::fees_for(&open.version, &context);
    if lines.is_empty() {
        return html! { p { (texts::NO_FEES.get(lang)) } };
    }
    html! {
        (lines.iter().fold(Summary::new(), |summary, line| {
            summary.row(lang, line.title.said(), html! { strong { (line.amount.to_string()) } p { (line.explanation.get(lang)) } })
        }))
        @if lines.len() > 1 { p { strong { (show::labelled(texts::TOTAL, fees::total(&lines)).get(lang)) } } }
    }
}

// What is posted

pub async fn post(app: App, visit: Visit, At((id, n)): At<(Id, usize)>, posted: Posted) -> Answer {
    let me = visit.me()?.clone();
    let (house, who) = (app.clone(), me.clone());
    let before = app.read(move |tx| open(tx, &house, &who, id)).await?;
    let place = before.place(n);
    if place != n || n == last_page(&before.version) {
        return Ok(redirect(page_address(&before.draft, place)));
    }
    let typed = before.locked(FormState::new(visit.lang, posted.fields().iter().cloned()));
    let sent = match mine::take(&app, &visit, &posted, &file_fields(&before, n)).await {
        Ok(sent) => sent,
        Err(e) if e.kind == Kind::Invalid => return wrong(&app, &visit, &before, typed, &e).await,
        Err(e) => return Err(e.into()),
    };
    let (house, form) = (app.clone(), posted.clone());
    let passed = app
        .write(move |tx| {
            let mut open = open(tx, &house, &me, id)?;
            let passed = pass(tx, &me, &mut open, n, &form, &sent);
            // Files that came stay, even if others are missing; a page that is wrong is not kept otherwise.
            let keep = passed.is_ok() || matches!(page_at(&open.version, n), Some(Page::Papers));
            if keep {
                drafts::save(tx, &open.draft)?;
            }
            match passed {
                Err(e) if e.kind != Kind::Invalid => Err(e),
                passed => Ok((open, passed)),
            }
        })
        .await?;
    match passed {
        (open, Ok(Next::Page(next))) => Ok(redirect(page_address(&open.draft, next))),
        (_, Ok(Next::Later)) => Ok(see("/toi", texts::SAVED)),
        (open, Err(e)) => wrong(&app, &visit, &open, typed, &e).await,
    }
}

enum Next {
    Page(usize),
    Later,
}

/// The fields of a page that take files.
fn file_fields(open: &Open, n: usize) -> Vec<String> {
    match page_at(&open.version, n) {
        Some(Page::Papers) => to_upload(&open.version, open.answers()).iter().map(|p| file_field(&p.code)).collect(),
        Some(Page::Group(group)) if group.repeat.is_none() => {
            group.fields.iter().filter(|f| f.kind == FieldKind::File).map(|f| f.code.clone()).collect()
        }
        _ => Vec::new(),
    }
}

/// Puts what was posted into the draft; what is right there leads on to the next page.
fn pass(tx: &mut Tx, me: &Me, open: &mut Open, n: usize, posted: &Posted, sent: &[(String, Incoming)]) -> Result<Next> {
    let later = posted.text("then") == "save";
    let version = open.version.clone();
    match page_at(&version, n) {
        Some(Page::Applicant) => {
            enter(open, &[APPLICANT, CASE], posted)?;
            open.draft.content.payer = chosen_payers(&version, posted);
            open.draft.content.intake = posted.filled("intake_unit").and_then(|id| id.parse().ok());
        }
        Some(Page::Group(group)) => {
            let codes: Vec<&str> = match group.repeat {
                Some(_) => vec![&group.code],
                None => group.fields.iter().filter(|f| f.kind != FieldKind::File).map(|f| f.code.as_str()).collect(),
            };
            enter(open, &codes, posted)?;
            answer_with_files(open, group, sent);
        }
        Some(Page::Papers) => {
            if let Some(drop) = posted.filled("drop") {
                open.draft.content.files.retain(|f| f.file.to_string() != drop);
                return Ok(Next::Page(n));
            }
        }
        Some(Page::Check) | None => return Err(Error::not_found(texts::NO_SUCH_PAGE)),
    }
    form::fill(&version, &mut open.draft.content.answers, &open.vouched);
    if later {
        keep_files(tx, me, open, sent)?;
        open.draft.content.reached = n;
        return Ok(Next::Later);
    }
    match page_at(&version, n) {
        Some(Page::Applicant) => {
            checked(tx, open, APPLICANT, &[APPLICANT, CASE])?;
            open.draft.content.intake = Some(centre(open)?);
        }
        Some(Page::Group(group)) => {
            let codes: Vec<&str> = match group.repeat {
                Some(_) => vec![&group.code],
                None => group.fields.iter().map(|f| f.code.as_str()).collect(),
            };
            checked(tx, open, &group.code, &codes)?;
            keep_files(tx, me, open, sent)?;
        }
        Some(Page::Papers) => {
            keep_files(tx, me, open, sent)?;
            open.lacking()?;
        }
        Some(Page::Check) | None => {}
    }
    let next = open.after(n);
    let reached = &mut open.draft.content.reached;
    *reached = (*reached).max(next);
    Ok(Next::Page(next))
}

/// What was typed takes the place of the earlier answers of those codes.
fn enter(open: &mut Open, codes: &[&str], posted: &Posted) -> Result<()> {
    let mut typed = form::from_pairs(answers_to(posted, codes))?;
    if !open.draft.content.answers.is_object() {
        open.draft.content.answers = json!({});
    }
    if let (Some(answers), Some(typed)) = (open.draft.content.answers.as_object_mut(), typed.as_object_mut()) {
        for code in codes {
            answers.remove(*code);
            answers.extend(typed.remove(*code).map(|value| ((*code).to_owned(), value)));
        }
    }
    Ok(())
}

/// The checked answers of one page take the place of the typed ones; those of other pages stay as they are.
fn checked(tx: &mut Tx, open: &mut Open, page: &str, codes: &[&str]) -> Result<()> {
    let mut places = |sought: &form::Sought| places::find(tx, &open.map, sought);
    let clean = form::check_page(&open.version, page, open.answers(), open.day, Some(&mut places))?.value();
    if let Some(answers) = open.draft.content.answers.as_object_mut() {
        for code in codes {
            match clean.get(*code) {
                Some(value) => _ = answers.insert((*code).to_owned(), value.clone()),
                None => _ = answers.remove(*code),
            }
        }
    }
    Ok(())
}

/// The centre that was chosen, or that of the commune where the applicant lives.
fn centre(open: &Open) -> Result<Id> {
    let unknown = || Error::field("intake_unit", texts::CHOOSE_CENTRE);
    if let Some(unit) = open.draft.content.intake {
        return competence::intake_centre(&open.map, unit).map_err(|_| unknown());
    }
    let code = open.answers().pointer("/applicant/residence/code").and_then(Value::as_str).ok_or_else(unknown)?;
    let commune = open.map.by_code(directory::Scheme::Gso, code).ok_or_else(unknown)?;
    competence::intake_centre(&open.map, commune.id).map_err(|_| unknown())
}

fn chosen_payers(version: &Version, posted: &Posted) -> Vec<PayerClass> {
    let offered = exempted(version);
    posted.all("payer").filter_map(PayerClass::from_code).filter(|p| offered.contains(p)).collect()
}

const MOST_FILES: usize = 60;

fn keep_files(tx: &mut Tx, me: &Me, open: &mut Open, sent: &[(String, Incoming)]) -> Result<()> {
    let files = &mut open.draft.content.files;
    if let Some((field, _)) = sent.first().filter(|_| files.len() + sent.len() > MOST_FILES) {
        return Err(Error::field(field, base::said!("Không được quá {MOST_FILES} tệp", "At most {MOST_FILES} files")));
    }
    for (item, incoming) in sent {
        let kept = documents::keep(tx, incoming, None, Some(me.person))?;
        files.push(DraftFile { item: item.clone(), file: kept.id, name: kept.name, size: kept.size });
    }
    Ok(())
}

/// A file field holds the hashes of its files; new ones take the place of the old.
fn answer_with_files(open: &mut Open, group: &Group, sent: &[(String, Incoming)]) {
    let Some(answers) = open.draft.content.answers.as_object_mut() else { return };
    for field in group.fields.iter().filter(|f| f.kind == FieldKind::File) {
        let files = sent.iter().filter(|(item, _)| *item == field.code);
        let files: Vec<Value> = files.map(|(_, f)| json!({ "hash": f.hash.to_string(), "name": f.name })).collect();
        if !files.is_empty() {
            answers.insert(field.code.clone(), Value::Array(files));
        }
    }
}

// Sending and deleting

pub async fn send(app: App, visit: Visit, At(id): At<Id>, posted: Posted) -> Answer {
    let me = visit.me()?.clone();
    app.limits.take("apply", &me.person.to_string(), 20, 0.5, app.now())?;
    let house = app.clone();
    let declared = posted.is_ticked(DECLARE);
    let sent = app
        .write(move |tx| {
            let open = open(tx, &house, &me, id)?;
            let registered = open.check(tx).and_then(|_| match declared {
                true => Ok(()),
                false => Err(Error::field(DECLARE, texts::MUST_DECLARE)),
            });
            match registered {
                Ok(()) => register_draft(tx, By { app: &house, me: &me }, &open).map(Ok),
                Err(e) if e.kind == Kind::Invalid => Ok(Err((open, e))),
                Err(e) => Err(e),
            }
        })
        .await?;
    match sent {
        Ok(code) => Ok(redirect(format!("/nop/da-nop/{code}"))),
        Err((open, e)) => {
            let state = open.state(visit.lang);
            wrong(&app, &visit, &open, state, &e).await
        }
    }
}

/// The draft becomes a dossier: its files go there, and it is no more. Returns the dossier's code.
fn register_draft(tx: &mut Tx, by: By, open: &Open) -> Result<String> {
    let content = &open.draft.content;
    let part = |name: &str| {
        let value = content.answers.get(APPLICANT).and_then(|a| a.get(name)).and_then(Value::as_str);
        value.map(str::to_owned)
    };
    // A file of the form itself goes by the name of its question.
    let name = |item: &str| open.version.field(item).map_or(item.to_owned(), |f| f.title.get(Lang::Vi).to_owned());
    let papers = content.files.iter().map(|file| NewPaper {
        code: paper_of_field(&file.item).map_or_else(|| name(&file.item), str::to_owned),
        form: Some("electronic".into()),
        file: Some(file.file),
    });
    let application = Application {
        procedure: open.draft.procedure.clone(),
        case: None,
        channel: Channel::Online,
        intake_unit: content.intake.ok_or_else(|| Error::field("intake_unit", texts::CHOOSE_CENTRE))?,
        applicant: Party {
            role: "applicant".into(),
            name: by.me.name.clone(),
            personal_number: by.me.personal_number.as_ref().map(|n| n.as_str().to_owned()),
            phone: part("phone"),
            email: part("email"),
            ..Party::default()
        },
        papers: papers.collect(),
        payer: content.payer.clone(),
        foreign_code: None,
        submitter: None,
        answers: content.answers.clone(),
    };
    let dossier = register::register(tx, by, &application)?;
    for file in &content.files {
        documents::attach(tx, file.file, dossier.id)?;
    }
    drafts::delete(tx, open.draft.id, by.me.person)?;
    Ok(dossier.code)
}

pub async fn sent(app: App, visit: Visit, At(code): At<String>) -> Answer {
    let lang = visit.lang;
    let (person, its_code) = (visit.me()?.person, code.clone());
    let dossier = app.read(move |tx| store::load_own(tx, &its_code, person)).await?;
    let track = format!("{}/tra-cuu?ma={code}", app.base_url);
    let body = html! {
        (web::hero(lang, texts::SENT_TITLE, texts::SENT_CODE, html! { p { strong { (dossier.code) } } }))
        (web::section(lang, texts::WHAT_NEXT, html! {
            ol {
                @if let Some(at) = dossier.acceptance_due { li { (texts::NEXT_CHECKED.get(lang)) " " strong { (web::moment(at)) } } }
                @for words in [texts::NEXT_TOLD, texts::NEXT_MISSING, texts::NEXT_RESULT] { li { (words.get(lang)) } }
            }
            (web::toolbar(html! { (web::link_button(lang, format!("/toi/ho-so/{code}"), texts::TO_MY_DOSSIER)) }))
            @if !app.base_url.is_empty() { (web::qr(lang, &track, texts::TRACK)?) }
        }))
    };
    Ok(visit.page(&app, texts::SENT_TITLE, body).await)
}

pub async fn delete_form(app: App, visit: Visit, At(id): At<Id>) -> Answer {
    let lang = visit.lang;
    let person = visit.me()?.person;
    let (name, changed_at) = app
        .read(move |tx| {
            let draft = drafts::load(tx, id, person)?;
            Ok((catalogue::name_of(tx, &draft.procedure)?, draft.changed_at))
        })
        .await?;
    let facts = html! {
        (Summary::new().row(lang, texts::PROCEDURE, html! { (name) }).row(lang, texts::CHANGED, web::moment(changed_at)))
        p { (texts::DELETE_DRAFT_WORDS.get(lang)) }
    };
    let form = Form::post(format!("/nop/ban-thao/{id}/xoa"), &visit.csrf);
    let body = web::confirm(lang, texts::DELETE_DRAFT, facts, &form, texts::DELETE, "/toi");
    Ok(visit.page(&app, texts::DELETE_DRAFT, body).await)
}

pub async fn delete(app: App, visit: Visit, At(id): At<Id>) -> Answer {
    let person = visit.me()?.person;
    app.write(move |tx| drafts::delete(tx, id, person)).await?;
    Ok(see("/toi", texts::DRAFT_DELETED))
}
