//! The JSON doors: the same acts as the pages, by bearer token. Each act is one transaction and answers the state it has
//! made; sent again with the same `Idempotency-Key` it is done once and answers the same.

mod document;
mod sent;
mod shown;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, StatusCode},
};
use base::{Day, Error, Id, Kind, Moment, Result, said, text};
use identity::Me;
use platform::{Answer, App, At, Failure, PostedFile, Sent, Visit, created, json};
use serde_json::{Value, json};
use storage::Tx;

use self::sent::{NewDossier, Object, Wish, idempotency_key, no_such, required, shortened};
use crate::{
    accept as acceptance, apply, catalogue,
    definition::Level,
    dossier::{Dossier, Status},
    end, extend as extension, files, finish as result, form, forward as steps, lists, opinion, pay as payment,
    register::{self, Application},
    rights::{By, VIEW},
    store, supplement as supplements,
};

const USUAL_PAGE: usize = 50;
const LARGEST_PAGE: usize = 100;

// What one can look at

pub async fn openapi(visit: Visit) -> Answer {
    json(document::in_language(visit.lang))
}

pub async fn procedures(app: App, visit: Visit) -> Answer {
    let query = catalogue::Query {
        words: visit.asked("q").to_owned(),
        life_event: visit.asked_filled("life_event").map(str::to_owned),
        field: visit.asked_filled("field").map(str::to_owned),
        level: given(&visit, "level").map(level).transpose()?,
        after: visit.asked_filled("after").map(str::parse).transpose()?,
        limit: limit(&visit)?,
    };
    let page = app.read(move |tx| catalogue::find(tx, &query)).await?;
    let items = page.items.iter().map(|p| shown::listed(p, visit.lang)).collect();
    list(items, page.next.map(|key| key.to_string()))
}

fn level(code: &str) -> Result<Level> {
    Level::ALL.into_iter().find(|level| level.code() == code).ok_or_else(|| no_such("level", code))
}

/// A procedure as it holds today; the version is null when none does.
pub async fn procedure(app: App, visit: Visit, At(code): At<String>) -> Answer {
    let lang = visit.lang;
    let shown = app
        .read(move |tx| {
            let about = catalogue::procedure(tx, &code)?;
            let version = match catalogue::current(tx, &code, tx.now().day()) {
                Ok((_, version)) => Some(version),
                Err(e) if e.kind == Kind::NotFound => None,
                Err(e) => return Err(e),
            };
            Ok(shown::procedure(&about, version.as_deref(), lang))
        })
        .await?;
    json(&shown)
}

/// Dossiers within reach, the nearest due moment first. Lists show names, so who read which is noted before it is sent.
pub async fn dossiers(app: App, visit: Visit) -> Answer {
    let me = visit.me()?.clone();
    let after = visit.asked_filled("after");
    let after = after.map(|key| lists::key_of(key).ok_or_else(|| no_such("after", key))).transpose()?;
    let (statuses, due_before, limit) = (statuses(&visit)?, moment(&visit, "due_before")?, limit(&visit)?);
    let unit = given(&visit, "unit").map(str::to_owned);

    let (house, who) = (app.clone(), me.clone());
    let (filter, mut lines) = app
        .read(move |tx| {
            let by = By { app: &house, me: &who };
            let units = match &unit {
                None => who.reach(VIEW).roots,
                Some(named) => {
                    let unit = unit_named(tx, by, "unit", named)?;
                    by.must_cover(tx, VIEW, unit)?;
                    vec![unit]
                }
            };
            let filter = store::Filter { units, statuses: statuses.clone(), due_before, ..store::Filter::default() };
            let lines = store::list(tx, &filter, after, limit + 1)?;
            Ok((filter, lines))
        })
        .await?;

    let more = lines.len() > limit;
    lines.truncate(limit);
    let next = lines.last().filter(|_| more).map(|l| lists::key_text((l.key_due, l.id)));
    let items = lines.iter().map(shown::line).collect();
    if !lines.is_empty() {
        let keys: Vec<Id> = lines.iter().map(|l| l.id).collect();
        let asked = format!("{:?}", filter.statuses);
        app.write(move |tx| identity::note_list_read(tx, &me, "dossiers.api", &asked, &keys)).await?;
    }
    list(items, next)
}

/// Codes with commas between; all of them unless said.
fn statuses(visit: &Visit) -> Result<Vec<Status>> {
    let Some(asked) = given(visit, "status") else { return Ok(Status::ALL.to_vec()) };
    let asked: Vec<&str> = asked.split(',').map(str::trim).collect();
    if let Some(code) = asked.iter().find(|code| code.parse::<Status>().is_err()) {
        return Err(no_such("status", code));
    }
    Ok(Status::ALL.into_iter().filter(|status| asked.contains(&status.code())).collect())
}

/// One dossier with all that came with it: a citizen's own, or one within an official's reach, whose look is noted.
pub async fn dossier(app: App, visit: Visit, At(code): At<String>) -> Answer {
    let (house, me, lang) = (app.clone(), visit.me()?.clone(), visit.lang);
    let shown = app
        .write(move |tx| {
            let by = By { app: &house, me: &me };
            let dossier = load(tx, by, &code)?;
            if let Some(person) = dossier.applicant {
                identity::note_read(tx, &me, person, dossier.id, "Truy cập qua giao diện lập trình", "dossier")?;
            }
            shown::whole(tx, by, &dossier, lang)
        })
        .await?;
    json(&shown)
}

/// A file of a dossier, under the same rule as the dossier itself.
pub async fn file(app: App, visit: Visit, at: At<(String, Id)>) -> Answer {
    if visit.me()?.is_official() {
        files::file_of_dossier(app, visit, at).await
    } else {
        files::own_file(app, visit, at).await
    }
}

/// What waits for an official: his own queue, as his pages show it.
pub async fn work(app: App, visit: Visit) -> Answer {
    let me = visit.me()?.clone();
    let filter =
        work::Filter { kind: visit.asked_filled("kind").map(str::to_owned), due_before: moment(&visit, "due_before")? };
    let after: Option<work::Key> =
        visit.asked_filled("after").map(str::parse).transpose().map_err(as_invalid("after"))?;
    let limit = limit(&visit)?;
    let mut items = app.read(move |tx| work::list(tx, &me, &filter, after, limit as i64 + 1)).await?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).map(|item| work::Key::after(item).to_string());
    let kinds: Vec<_> = app.systems.iter().flat_map(|system| system.work).collect();
    let shown = |item: &work::Item| {
        let kind = kinds.iter().find(|kind| kind.name == item.kind);
        shown::work(item, kind.map_or(&item.kind, |kind| kind.title.get(visit.lang)))
    };
    list(items.iter().map(shown).collect(), next)
}

fn list(items: Vec<Value>, next: Option<String>) -> Answer {
    json(&json!({ "items": items, "next": next }))
}

fn limit(visit: &Visit) -> Result<usize> {
    let Some(asked) = given(visit, "limit") else { return Ok(USUAL_PAGE) };
    let limit = asked.parse().ok().filter(|n| (1..=LARGEST_PAGE).contains(n));
    limit
        .ok_or_else(|| Error::field("limit", said!("Số dòng từ 1 đến {LARGEST_PAGE}", "From 1 to {LARGEST_PAGE} rows")))
}

/// A moment, or a day, which stands for its beginning.
fn moment(visit: &Visit, name: &str) -> Result<Option<Moment>> {
    let read = |typed: &str| {
        let moment = typed.parse().map(Day::start).or_else(|_| typed.parse());
        moment.map_err(|_| {
            Error::field(
                name,
                text("Hãy gửi 2026-03-09 hoặc 2026-03-09T08:00+07:00", "Send 2026-03-09 or 2026-03-09T08:00+07:00"),
            )
        })
    };
    given(visit, name).map(read).transpose()
}

/// A parameter that has a form of its own: left empty it is wrong, not absent.
fn given<'a>(visit: &'a Visit, name: &str) -> Option<&'a str> {
    visit.query.iter().find(|(n, _)| n == name).map(|(_, value)| value.trim())
}

/// Says of which parameter or field it was said.
fn as_invalid(field: &str) -> impl Fn(Error) -> Error {
    move |e| Error::field(field, e.said)
}

/// The unit a caller names: by its id, its code of the statistics office or its agency code.
fn unit_named(tx: &mut Tx, by: By, field: &str, named: &str) -> Result<Id> {
    let map = by.app.maps.get(tx, tx.now().day())?;
    register::unit_named(&map, &shortened(named)).map_err(as_invalid(field))
}

/// A citizen's own dossier, or one within an official's reach.
fn load(tx: &mut Tx, by: By, code: &str) -> Result<Dossier> {
    if by.me.is_official() { by.load(tx, code) } else { store::load_own(tx, code, by.me.person) }
}

// A new dossier

pub async fn register(app: App, visit: Visit, headers: HeaderMap, sent: Sent<Object<NewDossier>>) -> Answer {
    let me = visit.me()?.clone();
    if !me.is_official() {
        app.limits.take("api.dossiers", &me.person.to_string(), 20, 2.0, app.now())?;
    }
    let key = idempotency_key(&headers)?;
    let Sent { body: Object(new), bytes } = sent;
    let request = request_of(&visit.path, &bytes);
    let house = app.clone();
    let state = app
        .write(move |tx| {
            let by = By { app: &house, me: &me };
            once(tx, &me, key.as_deref(), &request, |tx| {
                let application = application(tx, by, &new)?;
                let dossier = register::register(tx, by, &application)?;
                take_files(tx, by, &application.papers, dossier.id)?;
                Ok(shown::state(&dossier))
            })
        })
        .await?;
    let code = state["code"].as_str().unwrap_or_default();
    created(&state, &format!("/api/v1/dossiers/{code}"))
}

fn application(tx: &mut Tx, by: By, new: &NewDossier) -> Result<Application> {
    let empty = [("procedure", &new.procedure), ("intake_unit", &new.intake_unit)];
    let empty = empty.into_iter().filter(|(_, value)| value.trim().is_empty());
    Error::fields(empty.map(|(name, _)| (name.to_owned(), sent::MISSING.into())).collect())?;
    let mut application = Application {
        procedure: new.procedure.clone(),
        case: new.case.clone(),
        channel: new.channel(by.me.is_official())?,
        intake_unit: unit_named(tx, by, "intake_unit", &new.intake_unit)?,
        applicant: new.applicant.0.party(),
        answers: Value::Object(new.answers.clone()),
        papers: sent::papers(&new.papers)?,
        payer: new.payer()?,
        foreign_code: new.foreign_code()?,
        submitter: None,
    };
    if !by.me.is_official() {
        in_own_name(tx, by.me, &mut application)?;
    }
    Ok(application)
}

/// A citizen is his own applicant, and what his identity vouches for stands over whatever was sent.
fn in_own_name(tx: &mut Tx, me: &Me, a: &mut Application) -> Result<()> {
    let (_, version) = catalogue::current(tx, &a.procedure, tx.now().day())?;
    form::fill(&version, &mut a.answers, &apply::vouched(tx, me)?);
    a.applicant.name = me.name.clone();
    a.applicant.personal_number = me.personal_number.as_ref().map(|number| number.as_str().to_owned());
    Ok(())
}

/// A file that will belong to a dossier: sent first, then named in `papers` or as the result.
pub async fn send_file(app: App, visit: Visit, bytes: Bytes) -> Answer {
    let me = visit.me()?.clone();
    app.limits.take("api.files", &me.person.to_string(), 100, 20.0, app.now())?;
    let sent = PostedFile { field: "file".into(), name: visit.asked("name").to_owned(), bytes };
    let incoming = files::take(&app, &visit, &sent).await?;
    let kept = app.write(move |tx| documents::keep(tx, &incoming, None, Some(me.person))).await?;
    let mut response = json(&json!({
        "id": kept.id,
        "name": kept.name,
        "media_type": kept.media_type.mime(),
        "size": kept.size,
    }))?;
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}

/// The files of papers that the dossier took become its own.
fn take_files(tx: &mut Tx, by: By, papers: &[register::NewPaper], dossier: Id) -> Result<()> {
    if papers.iter().all(|p| p.file.is_none()) {
        return Ok(());
    }
    let kept = store::papers(tx, dossier)?;
    let kept = kept.iter().filter_map(|p| p.file).filter(|file| papers.iter().any(|p| p.file == Some(*file)));
    kept.collect::<Vec<_>>().into_iter().try_for_each(|file| take_file(tx, by, "papers", file, dossier))
}

/// Nobody can name a file that he has not sent himself, or one that belongs to another dossier.
fn take_file(tx: &mut Tx, by: By, field: &str, file: Id, dossier: Id) -> Result<()> {
    let found = match documents::file(tx, file) {
        Err(e) if e.kind == Kind::NotFound => None,
        found => Some(found?),
    };
    let own = found.filter(|f| f.made_by == Some(by.me.person) && f.record.is_none_or(|its| its == dossier));
    match own {
        Some(_) => documents::attach(tx, file, dossier),
        None => Err(Error::field(field, text("Bạn chưa gửi tệp này", "You have not sent this file"))),
    }
}

// Acts

/// One act on one dossier, as it was asked for.
pub struct Call {
    app: App,
    me: Me,
    code: String,
    key: Option<String>,
    wish: Wish,
    request: Vec<u8>,
}

impl FromRequest<App> for Call {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Call, Failure> {
        let (mut parts, body) = request.into_parts();
        let visit = Visit::from_request_parts(&mut parts, app).await?;
        let At(code) = At::<String>::from_request_parts(&mut parts, app).await?;
        let key = idempotency_key(&parts.headers)?;
        let sent = Sent::<Object<Wish>>::from_request(Request::from_parts(parts, body), app).await?;
        let Sent { body: Object(wish), bytes } = sent;
        let request = request_of(&visit.path, &bytes);
        Ok(Call { app: app.clone(), me: visit.me()?.clone(), code, key, wish, request })
    }
}

impl Call {
    /// Loads the dossier within the person's reach, refuses what was decided on an older state, does the act.
    async fn act<F>(self, f: F) -> Answer
    where
        F: Fn(&mut Tx, By, &Dossier, &Wish) -> Result<Dossier> + Send + 'static,
    {
        let Call { app, me, code, key, wish, request } = self;
        if !me.is_official() {
            app.limits.take("citizen.act", &me.person.to_string(), 30, 6.0, app.now())?;
        }
        let house = app.clone();
        let state = app
            .write(move |tx| {
                let by = By { app: &house, me: &me };
                once(tx, &me, key.as_deref(), &request, |tx| {
                    let dossier = load(tx, by, &code)?;
                    dossier.unchanged_since(wish.revision)?;
                    f(tx, by, &dossier, &wish).map(|after| shown::state(&after))
                })
            })
            .await?;
        json(&state)
    }
}

/// With a key the act is done once and its answer kept; the answer holds codes and ids, nobody's data.
fn once(
    tx: &mut Tx,
    me: &Me,
    key: Option<&str>,
    request: &[u8],
    act: impl FnOnce(&mut Tx) -> Result<Value>,
) -> Result<Value> {
    let Some(key) = key else { return act(tx) };
    let answer = platform::once(tx, me.person, key, request, |tx| Ok(act(tx)?.to_string()))?;
    serde_json::from_str(&answer).map_err(Error::internal)
}

/// What must be the same when a key is used again: where it went and what was in it.
fn request_of(path: &str, bytes: &[u8]) -> Vec<u8> {
    [path.as_bytes(), b"\n", bytes].concat()
}

pub async fn accept(call: Call) -> Answer {
    call.act(|tx, by, d, _| acceptance::accept(tx, by, d)).await
}

pub async fn refuse(call: Call) -> Answer {
    call.act(|tx, by, d, w| acceptance::refuse(tx, by, d, &w.reason)).await
}

pub async fn route(call: Call) -> Answer {
    call.act(|tx, by, d, w| {
        let unit = unit_named(tx, by, "unit", required(w.unit.as_deref(), "unit")?)?;
        acceptance::route(tx, by, d, unit, &cleaned(&w.reason, "reason")?)
    })
    .await
}

pub async fn request_supplement(call: Call) -> Answer {
    call.act(|tx, by, d, w| supplements::request(tx, by, d, &sent::missing(&w.missing)?, &w.reason)).await
}

pub async fn supplement(call: Call) -> Answer {
    call.act(|tx, by, d, w| {
        let papers = sent::papers(&w.papers)?;
        let after = supplements::answer(tx, by, d, &Value::Object(w.answers.clone()), &papers)?;
        take_files(tx, by, &papers, d.id)?;
        Ok(after)
    })
    .await
}

pub async fn request_duty(call: Call) -> Answer {
    call.act(|tx, by, d, w| supplements::request_duty(tx, by, d, &w.reason)).await
}

pub async fn duty_done(call: Call) -> Answer {
    call.act(|tx, by, d, w| supplements::duty_done(tx, by, d, &w.note)).await
}

pub async fn forward(call: Call) -> Answer {
    call.act(|tx, by, d, w| steps::forward(tx, by, d, w.person, &w.note)).await
}

pub async fn give_back(call: Call) -> Answer {
    call.act(|tx, by, d, w| steps::give_back(tx, by, d, &w.reason)).await
}

pub async fn assign(call: Call) -> Answer {
    call.act(|tx, by, d, w| steps::reassign(tx, by, d, w.person)).await
}

pub async fn ask_opinion(call: Call) -> Answer {
    call.act(|tx, by, d, w| {
        let unit = unit_named(tx, by, "unit", required(w.unit.as_deref(), "unit")?)?;
        opinion::ask(tx, by, d, unit, &w.question, required(w.until, "until")?)?;
        Ok(d.clone())
    })
    .await
}

pub async fn give_opinion(call: Call) -> Answer {
    call.act(|tx, by, d, w| {
        opinion::give(tx, by, d, required(w.opinion, "opinion")?, &w.answer)?;
        Ok(d.clone())
    })
    .await
}

pub async fn extend(call: Call) -> Answer {
    call.act(|tx, by, d, w| extension::extend(tx, by, d, required(w.until, "until")?, &w.reason)).await
}

pub async fn finish(call: Call) -> Answer {
    call.act(|tx, by, d, w| {
        let signed = result::Signed {
            number: w.number.clone(),
            day: w.day,
            file: w.file,
            from_template: w.from_template,
            note: w.note.clone(),
        };
        let after = result::finish(tx, by, d, &signed)?;
        if let Some(file) = w.file {
            take_file(tx, by, "file", file, d.id)?;
        }
        Ok(after)
    })
    .await
}

pub async fn pay(call: Call) -> Answer {
    call.act(|tx, by, d, w| {
        payment::confirm(tx, by, d, &w.method, &w.receipt)?;
        Ok(d.clone())
    })
    .await
}

/// Hands over the result; `paid` says that what was still due has been paid, in the same transaction.
pub async fn hand_over(call: Call) -> Answer {
    call.act(|tx, by, d, w| {
        if let Some(method) = &w.paid {
            if !payment::METHODS.iter().any(|(code, _)| code == method) {
                return Err(no_such("paid", method));
            }
            if store::fees(tx, d.id)?.iter().any(|fee| fee.state == "due") {
                payment::confirm(tx, by, d, method, &w.receipt)?;
            }
        }
        result::hand_over(tx, by, d, w.way.as_deref().unwrap_or("counter"), &w.note)
    })
    .await
}

pub async fn withdraw(call: Call) -> Answer {
    call.act(|tx, by, d, w| end::withdraw(tx, by, d, &w.reason)).await
}

pub async fn stop(call: Call) -> Answer {
    call.act(|tx, by, d, w| end::stop(tx, by, d, &w.reason)).await
}

fn cleaned(typed: &str, field: &str) -> Result<String> {
    base::text::clean_lines(typed, 2_000).map_err(as_invalid(field))
}
