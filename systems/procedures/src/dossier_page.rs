//! The dossier on one screen: what it is, when it is due and why, what to do next, what was said and done.

use base::{Error, Id, Result, Said, text};
use calendar::Due;
use maud::{Markup, html};
use platform::{Answer, App, At, Visit};
use storage::Tx;
use web::{Choice, Form, FormState, Summary, Tone};

use crate::{
    accept, calls, catalogue, custody, custody_page,
    definition::Version,
    dossier::{Dossier, Status, deciding_step},
    emergency, finish, form, pay, print,
    rights::{By, CHECK, DECIDE, PROCESS, RECEIVE},
    show,
    store::{self, Fee, Message, Missing, Opinion, PaperIn, Party, ResultRow},
    supplement, texts,
};

/// All that the page shows, from one transaction.
pub struct Whole {
    pub dossier: Dossier,
    pub version: std::sync::Arc<Version>,
    pub procedure_name: String,
    pub applicant: Party,
    pub submitter: Option<Party>,
    pub late: Option<emergency::Slip>,
    pub answers: form::Answers,
    pub papers: Vec<PaperIn>,
    /// Its originals and its paper result, with the name of who holds each.
    pub held: Vec<(custody::Held, String)>,
    pub fees: Vec<Fee>,
    pub missing: Vec<Missing>,
    pub opinions: Vec<(Opinion, String, bool)>,
    pub messages: Vec<Message>,
    pub result: Option<ResultRow>,
    pub due: Option<Due>,
    pub history: Vec<ledger::Recorded>,
    pub notes: Vec<(Id, String)>,
    pub actors: Vec<(Id, String)>,
    pub units: Vec<(Id, String)>,
    pub colleagues: Vec<(Id, String)>,
    pub may: May,
    pub issued: Vec<documents::Issued>,
    /// What the result would say by the procedure's template, for who decides.
    pub result_text: Option<String>,
    /// What to think of before a supplement is asked for now.
    pub late_request: Option<Said>,
}

/// What this person may do with this dossier now; the acts check it again.
#[derive(Clone, Copy, Debug, Default)]
pub struct May {
    pub receive: bool,
    pub hold: bool,
    pub check: bool,
    pub decide: bool,
}

pub async fn show(app: App, visit: Visit, At(code): At<String>) -> Answer {
    page(&app, &visit, &code, FormState::empty(visit.lang)).await
}

/// The page, with what was typed into one of its forms and what was wrong with it.
pub async fn page(app: &App, visit: &Visit, code: &str, state: FormState) -> Answer {
    let (house, me, code) = (app.clone(), visit.me()?.clone(), code.to_owned());
    // A write: the reading is logged before the page is sent.
    let whole = app
        .write(move |tx| {
            let by = By { app: &house, me: &me };
            let whole = load(tx, by, &code)?;
            if let Some(person) = whole.dossier.applicant {
                identity::note_read(tx, &me, person, whole.dossier.id, "Giải quyết hồ sơ", "dossier")?;
            }
            Ok(whole)
        })
        .await?;
    let title = whole.dossier.code.clone();
    let body = draw(app, visit, &whole, &state.dense());
    Ok(visit.page(app, Said::new(&title, &title), body).await)
}

fn load(tx: &mut Tx, by: By, code: &str) -> Result<Whole> {
    let dossier = by.load(tx, code)?;
    let version = catalogue::load_version(tx, dossier.version)?;
    let map = by.app.maps.get(tx, tx.now().day())?;
    let answers: serde_json::Value = serde_json::from_str(&store::answers(tx, dossier.id)?).map_err(Error::internal)?;
    let history = ledger::events_of(tx, dossier.id)?;
    let mut actors: Vec<(Id, String)> = Vec::new();
    for actor in history.iter().filter_map(|event| event.actor) {
        if !actors.iter().any(|(id, _)| *id == actor) {
            actors.push((actor, directory::person(tx, actor)?.name));
        }
    }
    let may = May {
        receive: by.covers(tx, RECEIVE, dossier.intake_unit)?,
        hold: by.must_hold(tx, &dossier).is_ok(),
        check: by.covers(tx, CHECK, dossier.holder_unit)?,
        decide: by.covers(tx, DECIDE, dossier.competent_unit.unwrap_or(dossier.holder_unit))?,
    };
    let mut opinions = Vec::new();
    for opinion in store::opinions(tx, dossier.id)? {
        let mine = by.covers(tx, PROCESS, opinion.asked_unit)?;
        let name = show::unit_name(&map, opinion.asked_unit);
        opinions.push((opinion, name, mine));
    }
    let mut units: Vec<(Id, String)> = [Some(dossier.intake_unit), dossier.competent_unit, Some(dossier.holder_unit)]
        .into_iter()
        .flatten()
        .map(|unit| (unit, show::unit_name(&map, unit)))
        .collect();
    if dossier.competent_unit.is_none() || may.hold {
        let all = map.units().filter(|u| matches!(u.level, directory::Level::Commune | directory::Level::Department));
        units.extend(all.map(|u| (u.id, u.full_name())));
    }
    let colleagues = if may.check && dossier.status.is_open() {
        let day = tx.now().day();
        let people = directory::holders(tx, dossier.holder_unit, &dossier.holder_role, day)?;
        people.into_iter().map(|p| (p.id, p.name)).collect()
    } else {
        Vec::new()
    };
    let issued = documents::papers_of(tx, dossier.id)?;
    let template = version.result.template.as_ref().filter(|_| may.decide && dossier.status.is_open());
    let result_text = template.map(|template| print::result_text(tx, &dossier, &version, template)).transpose()?;
    let open = matches!(dossier.status, Status::Accepted | Status::InProcess);
    let late_request = supplement::late_request_warning(&dossier, &by.app.calendar(), tx.now()).filter(|_| open);
    let mut held = Vec::new();
    for one in custody::of_dossier(tx, dossier.id)? {
        let person = one.person.map(|id| directory::person(tx, id)).transpose()?.map(|p| p.name);
        let unit = show::unit_name(&map, one.unit);
        held.push((one, person.map_or(unit.clone(), |person| format!("{unit}, {person}"))));
    }
    Ok(Whole {
        held,
        result_text,
        late_request,
        procedure_name: catalogue::name_of(tx, &dossier.procedure)?,
        applicant: store::applicant(tx, dossier.id)?,
        submitter: store::submitter(tx, dossier.id)?,
        late: emergency::of_dossier(tx, dossier.id)?,
        answers: form::Answers::stored(answers),
        papers: store::papers(tx, dossier.id)?,
        fees: store::fees(tx, dossier.id)?,
        missing: store::missing(tx, dossier.id)?,
        messages: store::messages(tx, dossier.id)?,
        result: store::result(tx, dossier.id)?,
        due: accept::explain_due(tx, by.app, &dossier)?,
        notes: store::notes(tx, dossier.id)?,
        opinions,
        history,
        actors,
        units,
        colleagues,
        may,
        issued,
        version,
        dossier,
    })
}

fn draw(app: &App, visit: &Visit, w: &Whole, state: &FormState) -> Markup {
    let lang = visit.lang;
    let d = &w.dossier;
    let now = app.now();
    let unit = |id: Id| w.units.iter().find(|(u, _)| *u == id).map_or("", |(_, name)| name.as_str());
    let status = html! {
        (show::status_tag(lang, d.status)) " " (show::due_badge(lang, d.status, d.due, d.acceptance_due, now))
    };
    let facts = Summary::new()
        .row(lang, texts::NAME, html! { strong { (w.applicant.name) } })
        .row(lang, texts::PERSONAL_NUMBER, html! { (w.applicant.personal_number.as_deref().unwrap_or("–")) })
        .row(lang, texts::PHONE, html! { (w.applicant.phone.as_deref().unwrap_or("–")) });
    let facts = match w.applicant.known_by() {
        Some(paper) => facts.row(lang, OTHER_PAPER, html! { (paper.get(lang)) }),
        None => facts,
    };
    let facts = match w.may.receive {
        true => facts.row(lang, RECEIPT_CODE, html! { (crate::track::secret(d)) }),
        false => facts,
    };
    let facts = match &w.submitter {
        Some(party) => facts.row(lang, SUBMITTER, html! { (party.acts_as().get(lang)) }),
        None => facts,
    };
    let facts = facts
        .row(
            lang,
            texts::CHANNEL,
            html! { (d.channel().title().get(lang)) @if d.assisted { " (" (ASSISTED.get(lang)) ")" } },
        )
        .row(lang, texts::SENT, html! { (d.submitted_at.vi()) })
        .row(lang, texts::INTAKE, html! { (unit(d.intake_unit)) })
        .row(lang, texts::COMPETENT, html! { (d.competent_unit.map_or(NO_UNIT.get(lang), unit)) })
        .row(lang, texts::HOLDER, html! { (unit(d.holder_unit)) });
    let main = html! {
        (web::error_summary(state))
        @if let Some(slip) = &w.late { (emergency::notice(visit, d, slip, w.may.check)) }
        (next_acts(visit, w, state))
        (web::section(lang, texts::ANSWERS, show::answers(lang, &w.version, &w.answers, w.may.hold || w.may.receive)))
        (web::section(lang, texts::PAPERS_IN, html! {
            (papers(lang, w))
            @if d.status.is_closed() && w.may.receive && custody_page::has_originals(w) {
                (act(visit, d, "ban-chinh", html! {
                    (custody_page::fates_form(w, state))
                    (web::button(lang, custody_page::SETTLE).second())
                }))
            }
        }))
        (web::section(lang, texts::FEES, html! { (show::fees(lang, &w.fees)) (payment(visit, w, state)) }))
        @if !w.opinions.is_empty() { (web::section(lang, texts::OPINIONS, opinions(visit, w, state))) }
        (web::section(lang, texts::MESSAGES, html! { (messages(visit, w, state)) (contact(visit, w, state)) }))
        (web::section(lang, texts::HISTORY, show::history(lang, &w.history, &w.notes, |event| {
            let actor = event.actor?;
            w.actors.iter().find(|(id, _)| *id == actor).map(|(_, name)| name.clone())
        })))
    };
    let beside = html! {
        (web::section(lang, texts::CLOCK, show::clock(lang, d, w.due.as_ref())))
        (web::section(lang, texts::WAY, show::steps(lang, &w.version, d, unit(d.holder_unit))))
        (web::section(lang, texts::APPLICANT, html! { (facts) }))
        @if let Some(result) = &w.result { (web::section(lang, texts::RESULT, html! {
            (result_facts(lang, w, result))
            @if let Some((held, holder)) = w.held.iter().find(|(held, _)| held.paper.is_none()) {
                p { (custody_page::whereabouts(lang, held, holder)) }
            }
        })) }
        (web::section(lang, texts::PRINT, prints(visit, w)))
    };
    html! {
        (web::page_head(lang, Some(&d.code), w.procedure_name.as_str(), status, html! {}))
        (web::two_thirds(main, beside))
    }
}

const ASSISTED: base::Text = base::text("cán bộ nhập hộ", "typed by an official");
const NO_UNIT: base::Text = base::text("Chưa xác định", "Not known yet");

/// A form of this page: one act, with the revision that was seen.
fn act(visit: &Visit, d: &Dossier, path: &str, body: Markup) -> Markup {
    Form::post(format!("/ho-so/{}/{path}", d.code), &visit.csrf).body(html! {
        input type="hidden" name="revision" value=(d.revision);
        (body)
    })
}

/// An act that needs words is folded until it is wanted, or has come back with an error.
fn folded(title: base::Text, visit: &Visit, open: bool, body: Markup) -> Markup {
    html! { details.act name="act" open[open] { summary { (title.get(visit.lang)) } (body) } }
}

fn next_acts(visit: &Visit, w: &Whole, state: &FormState) -> Markup {
    let (lang, d, may) = (visit.lang, &w.dossier, w.may);
    let typed = |path: &str| state.is_wrong() && state.value("act") == path;
    let reason = |path: &str, title: base::Text, button: web::Button| {
        folded(
            title,
            visit,
            typed(path),
            act(
                visit,
                d,
                path,
                html! {
                    input type="hidden" name="act" value=(path);
                    (state.field("reason", texts::REASON).textarea(3))
                    (button)
                },
            ),
        )
    };
    let simple = |path: &str, button: web::Button| act(visit, d, path, html! { (button) });
    let at_decision = d.step >= deciding_step(&w.version);
    // The act its way leads to stands open; the others are folded beneath it.
    let next = match d.status {
        Status::Registered if may.receive && d.competent_unit.is_none() => route(visit, w, state),
        Status::Registered if may.receive && !w.late.as_ref().is_some_and(emergency::Slip::waits) => {
            simple("tiep-nhan", web::button(lang, texts::ACCEPT).keys("Alt+T"))
        }
        Status::Accepted | Status::InProcess if may.hold && !at_decision => act(
            visit,
            d,
            "chuyen",
            html! {
                div.beside {
                    (state.field("note", texts::NOTE).optional().textarea(1))
                    (web::button(lang, texts::FORWARD).keys("Alt+C"))
                }
            },
        ),
        Status::Accepted | Status::InProcess if may.hold && may.decide => finish_form(visit, w, state),
        Status::SupplementRequested if may.receive => act(
            visit,
            d,
            "bo-sung",
            html! {
                (asked_items(lang, w))
                (missing_fields(w, state))
                (web::button(lang, texts::SUPPLEMENT).keys("Alt+T"))
            },
        ),
        Status::FinancialDuty if may.receive => simple("da-nop", web::button(lang, texts::DUTY_DONE).keys("Alt+T")),
        Status::Finished if may.receive => act(
            visit,
            d,
            "tra-ket-qua",
            html! {
                (custody_page::fates_form(w, state))
                div.beside {
                    (state.field("way", texts::WAY_OF_RETURN).radios(
                        &finish::WAYS.map(|(code, title)| Choice::new(lang, code, title))))
                    (web::button(lang, texts::HAND_OVER).keys("Alt+T"))
                }
            },
        ),
        _ => html! {},
    };
    let others = match d.status {
        Status::Registered if may.receive => {
            reason("tu-choi", texts::REFUSE, web::button(lang, texts::REFUSE).danger())
        }
        Status::Accepted | Status::InProcess => html! {
            @if may.hold {
                @if let Some(warning) = &w.late_request { p.small { (warning.get(lang)) } }
                (supplement_form(visit, w, state))
                (reason("nghia-vu", texts::ASK_DUTY, web::button(lang, texts::ASK_DUTY).second()))
                (ask_opinion(visit, w, state))
                @if d.status == Status::InProcess { (reason("tra-lai", texts::GIVE_BACK, web::button(lang, texts::GIVE_BACK).second())) }
            }
            @if may.check {
                (assign(visit, w, state))
                (extend_form(visit, d, state))
            }
            @if may.decide { (reason("dung", texts::STOP, web::button(lang, texts::STOP).danger())) }
            @if may.receive { (reason("rut", texts::WITHDRAW, web::button(lang, texts::WITHDRAW).danger())) }
        },
        Status::SupplementRequested if may.receive => {
            reason("rut", texts::WITHDRAW, web::button(lang, texts::WITHDRAW).danger())
        }
        _ => html! {},
    };
    let title = if next.0.is_empty() { OTHER_ACTS } else { texts::NEXT_ACTS };
    let step = w.version.steps.get(d.step as usize).filter(|_| !next.0.is_empty());
    html! {
        @if let Some(warning) = supplement::second_request_warning(d).filter(|_| d.status.is_open()) {
            (web::notice(lang, Tone::Warn, warning, html! {}))
        }
        @if !next.0.is_empty() || !others.0.is_empty() {
            section.next-act {
                h2 { (title.get(lang)) @if let Some(step) = step { span.soft { " · " (step.title.get(lang)) } } }
                (next)
                @if !others.0.is_empty() { div.acts { (others) } }
            }
        }
    }
}

const USUAL_REASONS: base::Text = base::text("Lý do thường gặp", "Usual reasons");
const RECORDED_LATE: base::Text = base::text("Ghi nhận muộn, vào lúc", "Recorded late, at");
const VOID: base::Text = base::text("Hủy khoản thu ghi nhầm", "Void a payment recorded by mistake");
const NO_PAPERS: base::Text = base::text("Chưa nộp giấy tờ nào", "None yet");
const OTHER_ACTS: base::Text = base::text("Việc khác có thể làm", "Other acts");

fn unit_choices(lang: base::Lang, w: &Whole) -> Vec<Choice> {
    let mut seen = std::collections::HashSet::new();
    let fresh = w.units.iter().filter(|(id, _)| seen.insert(*id));
    fresh.map(|(id, name)| Choice::new(lang, id.to_string(), name)).collect()
}

fn route(visit: &Visit, w: &Whole, state: &FormState) -> Markup {
    let lang = visit.lang;
    act(
        visit,
        &w.dossier,
        "co-quan",
        html! {
            (state.field("unit", texts::COMPETENT).select_or(texts::CHOOSE, &unit_choices(lang, w)))
            (state.field("reason", texts::REASON).optional().text())
            (web::button(lang, texts::ROUTE))
        },
    )
}

fn finish_form(visit: &Visit, w: &Whole, state: &FormState) -> Markup {
    let lang = visit.lang;
    let form = Form::post(format!("/ho-so/{}/ket-qua", w.dossier.code), &visit.csrf).files();
    form.body(html! {
        input type="hidden" name="revision" value=(w.dossier.revision);
        p.hint { (texts::NUMBER.get(lang)) ": " (form::lower_first(texts::NUMBER_HINT.get(lang))) }
        (web::fields(html! {
            (state.field("number", texts::NUMBER).optional().width(web::Width::Short).text())
            (state.field("day", texts::DAY_SIGNED).optional().date())
            (state.field("file", texts::RESULT_FILE).optional().file("application/pdf", false))
        }))
        @if let Some(words) = &w.result_text {
            (state.field("from_template", text("Nếu không đính kèm tệp: soạn kết quả theo mẫu của thủ tục", "Without a file: write the result from the procedure's template")).checkbox())
            details {
                summary { (text("Xem nội dung theo mẫu", "See the text of the template").get(lang)) }
                @for line in words.lines().filter(|line| !line.trim().is_empty()) { p { (line) } }
            }
        }
        (web::button(lang, texts::FINISH).keys("Alt+K"))
    })
}

fn supplement_form(visit: &Visit, w: &Whole, state: &FormState) -> Markup {
    let lang = visit.lang;
    let papers = w.version.papers.iter().map(|p| Choice::new(lang, format!("paper:{}", p.code), p.title.said()));
    let fields = w.version.groups.iter().filter(|g| g.repeat.is_none()).flat_map(|g| &g.fields);
    let fields = fields.map(|f| Choice::new(lang, format!("field:{}", f.code), f.title.said()));
    let choices: Vec<Choice> = papers.chain(fields).collect();
    let usual = supplement::USUAL.iter().enumerate().map(|(n, words)| Choice::new(lang, n.to_string(), *words));
    let usual: Vec<Choice> = usual.collect();
    let open = state.is_wrong() && state.value("act") == "yeu-cau-bo-sung";
    folded(
        texts::ASK_SUPPLEMENT,
        visit,
        open,
        act(
            visit,
            &w.dossier,
            "yeu-cau-bo-sung",
            html! {
                input type="hidden" name="act" value="yeu-cau-bo-sung";
                @if !choices.is_empty() { (state.field("missing", texts::MISSING).checkboxes(&choices)) }
                (state.field("usual", USUAL_REASONS).optional().checkboxes(&usual))
                (state.field("reason", texts::WHAT_IS_WRONG).textarea(4))
                (web::button(lang, texts::ASK_SUPPLEMENT).second())
            },
        ),
    )
}

/// What was asked for, in words.
pub fn asked_items(lang: base::Lang, w: &Whole) -> Markup {
    html! { ul { @for m in &w.missing { li { (item_title(lang, &w.version, m)) @if !m.why.is_empty() { ": " (m.why) } } } } }
}

pub fn item_title(lang: base::Lang, version: &Version, m: &Missing) -> String {
    let paper = version.papers.iter().find(|p| m.kind == "paper" && p.code == m.item).map(|p| p.title.get(lang));
    let field = version.field(&m.item).map(|f| f.title.get(lang));
    paper.or(field).unwrap_or(&m.item).to_owned()
}

/// The fields that were asked for, with the answers they have now.
pub fn missing_fields(w: &Whole, state: &FormState) -> Markup {
    let asked = |code: &str| w.missing.iter().any(|m| m.kind == "field" && m.item == code);
    let values = crate::form_view::values(&w.answers.value());
    let filled = if state.is_wrong() { state.clone() } else { FormState::new(state.lang(), values).dense() };
    let groups = w.version.groups.iter().filter(|g| g.repeat.is_none()).filter_map(|g| {
        let fields: Vec<_> = g
            .fields
            .iter()
            .filter(|f| asked(&f.code))
            .map(|f| crate::definition::Field { when: None, ..f.clone() })
            .collect();
        (!fields.is_empty()).then(|| crate::definition::Group { fields, ..g.clone() })
    });
    html! { @for group in groups { (crate::form_view::group(&w.version, &group, &filled)) } }
}

fn ask_opinion(visit: &Visit, w: &Whole, state: &FormState) -> Markup {
    let lang = visit.lang;
    let open = state.is_wrong() && state.value("act") == "xin-y-kien";
    folded(
        texts::ASK_OPINION,
        visit,
        open,
        act(
            visit,
            &w.dossier,
            "xin-y-kien",
            html! {
                input type="hidden" name="act" value="xin-y-kien";
                (state.field("unit", texts::UNIT).select_or(texts::CHOOSE, &unit_choices(lang, w)))
                (state.field("question", texts::QUESTION).textarea(3))
                (state.field("until", texts::DEADLINE).date())
                (web::button(lang, texts::ASK_OPINION).second())
            },
        ),
    )
}

fn opinions(visit: &Visit, w: &Whole, state: &FormState) -> Markup {
    let lang = visit.lang;
    html! {
        @for (opinion, unit, mine) in &w.opinions {
            h3 { (unit) }
            p { (opinion.question) }
            @match &opinion.answer {
                Some(answer) => p { strong { (answer) } },
                None => p { (web::due(lang, web::Due::of(opinion.due, visit_now(w)), Some(opinion.due))) },
            }
            @if *mine && opinion.answer.is_none() {
                (act(visit, &w.dossier, "cho-y-kien", html! {
                    input type="hidden" name="opinion" value=(opinion.id);
                    (state.field("answer", texts::GIVE_OPINION).textarea(3))
                    (web::button(lang, texts::GIVE_OPINION))
                }))
            }
        }
    }
}

/// The moment the page was made: that of its latest event is near enough for a badge.
fn visit_now(w: &Whole) -> base::Moment {
    w.history.last().map_or(w.dossier.submitted_at, |event| event.recorded_at)
}

fn assign(visit: &Visit, w: &Whole, state: &FormState) -> Markup {
    let lang = visit.lang;
    let people: Vec<Choice> =
        w.colleagues.iter().map(|(id, name)| Choice::new(lang, id.to_string(), name.as_str())).collect();
    html! {
        @if !people.is_empty() {
            (folded(texts::REASSIGN, visit, false, act(visit, &w.dossier, "phan-cong", html! {
                (state.field("person", texts::PERSON).select_or(texts::WHOLE_UNIT, &people))
                (web::button(lang, texts::REASSIGN).second())
            })))
        }
    }
}

fn extend_form(visit: &Visit, d: &Dossier, state: &FormState) -> Markup {
    let lang = visit.lang;
    let open = state.is_wrong() && state.value("act") == "hen-lai";
    html! {
        @if d.extended_to.is_none() {
            (folded(texts::EXTEND, visit, open, act(visit, d, "hen-lai", html! {
                input type="hidden" name="act" value="hen-lai";
                (state.field("until", texts::UNTIL).date())
                (state.field("reason", texts::REASON).textarea(3))
                (web::button(lang, texts::EXTEND).second())
            })))
        }
    }
}

fn papers(lang: base::Lang, w: &Whole) -> Markup {
    html! {
        @if w.papers.is_empty() { p.soft { (NO_PAPERS.get(lang)) } }
        ul {
            @for paper in &w.papers {
                li {
                    @match paper.file {
                        Some(file) => a href={ "/ho-so/" (w.dossier.code) "/tep/" (file) } { (paper.title) },
                        None => (paper.title),
                    }
                    " · " (form_title(lang, &paper.form))
                    @if let Some((held, holder)) = w.held.iter().find(|(held, _)| held.paper == Some(paper.id)) {
                        br; (custody_page::whereabouts(lang, held, holder))
                    }
                }
            }
        }
    }
}

fn form_title(lang: base::Lang, form: &str) -> &'static str {
    use crate::definition::PaperForm::*;
    let form = match form {
        "original" => Original,
        "electronic" => Electronic,
        _ => Copy,
    };
    form.title().get(lang)
}

fn payment(visit: &Visit, w: &Whole, state: &FormState) -> Markup {
    let lang = visit.lang;
    let owed = w.fees.iter().any(|f| f.state == "due");
    html! {
        @if owed && w.may.receive && w.dossier.status != Status::Refused {
            (act(visit, &w.dossier, "thu-phi", html! {
                div.beside {
                    (state.field("method", texts::METHOD).radios(&pay::METHODS.map(|(code, title)| Choice::new(lang, code, title))))
                    (state.field("receipt", texts::RECEIPT).optional().width(web::Width::Short).text())
                    (web::button(lang, texts::CONFIRM_PAYMENT).second())
                }
            }))
        } @else if w.may.receive && w.fees.iter().any(|f| f.state == "paid") {
            @let open = state.is_wrong() && state.value("act") == "huy-thu";
            (folded(VOID, visit, open, act(visit, &w.dossier, "huy-thu", html! {
                input type="hidden" name="act" value="huy-thu";
                (state.field("reason", texts::REASON).textarea(2))
                (web::button(lang, VOID).danger())
            })))
        }
    }
}

fn messages(visit: &Visit, w: &Whole, state: &FormState) -> Markup {
    let lang = visit.lang;
    html! {
        (message_list(lang, &w.messages))
        @if w.dossier.applicant.is_some() {
            (act(visit, &w.dossier, "tin-nhan", html! {
                div.beside {
                    (state.field("text", texts::MESSAGE).optional().textarea(1))
                    (web::button(lang, texts::SEND_MESSAGE).second())
                }
            }))
        }
    }
}

/// Calls and visits, for who works on it; they are no act of the clock.
fn contact(visit: &Visit, w: &Whole, state: &FormState) -> Markup {
    let open = state.is_wrong() && state.value("act") == "lien-he";
    html! {
        @if w.may.receive || w.may.hold {
            (folded(calls::CONTACT, visit, open, act(visit, &w.dossier, "lien-he", calls::form(visit.lang, state))))
        }
    }
}

pub fn message_list(lang: base::Lang, messages: &[Message]) -> Markup {
    let from_citizen = base::text("Người nộp", "Applicant");
    let from_office = base::text("Cơ quan", "Office");
    html! {
        @for m in messages {
            p {
                strong { (if m.from_citizen { from_citizen } else { from_office }.get(lang)) }
                " · " time datetime=(m.at.rfc3339()) { (m.at.vi()) } br;
                (m.text)
            }
        }
    }
}

pub fn result_facts(lang: base::Lang, w: &Whole, result: &ResultRow) -> Markup {
    html! {
        @if let Some(at) = w.dossier.ended_at.filter(|at| at.day() > result.day) {
            p { (web::status(lang, Tone::Warn, RECORDED_LATE)) " " (at.vi()) }
        }
        (Summary::new()
            .row(lang, texts::RESULT, html! { (w.version.result.title.get(lang)) })
            .row(lang, texts::NUMBER, html! { (result.number) })
            .row(lang, texts::DAY_SIGNED, html! { (result.day.dmy()) }))
        @if let Some(file) = result.file {
            p { a href={ "/ho-so/" (w.dossier.code) "/tep/" (file) } { (texts::RESULT_FILE.get(lang)) } }
        }
        p { a href={ "/ket-qua/" (result.code) } { (base::text("Trang kiểm tra công khai", "Public check page").get(lang)) } }
    }
}

fn prints(visit: &Visit, w: &Whole) -> Markup {
    let lang = visit.lang;
    let state = FormState::empty(lang).with("signs", "signature");
    html! {
        (Form::post(format!("/ho-so/{}/phieu-kiem-soat", w.dossier.code), &visit.csrf).body(html! {
            (web::button(lang, text("Phiếu kiểm soát", "Control sheet")).second())
        }))
        @if w.may.receive {
            (Form::post(format!("/ho-so/{}/to-khai", w.dossier.code), &visit.csrf).body(html! {
                (state.field("signs", DECLARATION).across().radios(&[
                    Choice::new(lang, "signature", text("Người khai ký", "He signs")),
                    Choice::new(lang, "fingerprint", text("Điểm chỉ, có người làm chứng", "Fingerprint before a witness")),
                ]))
                (state.field("witness", text("Người làm chứng", "Witness")).optional().max(100).text())
                (web::button(lang, PRINT_DECLARATION).second())
            }))
        }
        @if w.may.decide && w.dossier.status.is_open() {
            p { a href={ "/ho-so/" (w.dossier.code) "/phien-ban" } { (text("Phiên bản thủ tục", "Version of the procedure").get(lang)) } }
        }
        @if !w.issued.is_empty() {
            h3 { (base::text("Đã phát hành", "Issued").get(lang)) }
            ul {
                @for paper in &w.issued {
                    li { a href={ "/ho-so/" (w.dossier.code) "/giay/" (paper.id) } { (paper.title) " · " (paper.issued_at.vi()) } }
                }
            }
        }
    }
}
const DECLARATION: base::Text = text("Tờ khai điền sẵn", "Filled declaration");
const PRINT_DECLARATION: base::Text = text("In tờ khai", "Print the declaration");
const OTHER_PAPER: base::Text = text("Giấy tờ thay thế", "Other paper");
const RECEIPT_CODE: base::Text = text("Mã tra cứu", "Code of the receipt");
const SUBMITTER: base::Text = text("Người nộp", "Handed in by");
