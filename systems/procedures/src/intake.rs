//! The counter: one dense page for a procedure, by keyboard; register and accept in one go.

use base::{Error, Kind, text};
use identity::Me;
use maud::{Markup, html};
use platform::{Answer, App, At, Posted, Visit, see};
use serde_json::Value;
use storage::Tx;
use web::{Choice, Column, Form, FormState, Row, Table};

use crate::{
    accept, acts, card, catalogue,
    definition::{APPLICANT, CASE, Channel, PayerClass, Version},
    emergency, form_view, parties,
    register::{self, Application, NewPaper},
    rights::{By, RECEIVE},
    show,
    store::Party,
    texts,
};

/// Choose the procedure.
pub async fn choose(app: App, visit: Visit) -> Answer {
    let lang = visit.lang;
    let typed = visit.asked("q").to_owned();
    let wanted = typed.clone();
    let found = app
        .read(move |tx| {
            catalogue::find(tx, &catalogue::Query { words: wanted.clone(), limit: 30, ..Default::default() })
        })
        .await?;
    let columns = vec![
        Column::new(lang, texts::PROCEDURE),
        Column::new(lang, texts::CODE).tight(),
        Column::new(lang, texts::FIELD),
    ];
    let rows = found.items.iter().map(|p| {
        Row::to(
            format!("/tiep-nhan/{}", p.code),
            vec![html! { (p.name.get(lang)) }, html! { (p.code) }, html! { (p.field) }],
        )
    });
    let body = html! {
        (web::page_head(lang, None, texts::RECEIVE, html! {}, html! {}))
        (web::search_box(lang, "/tiep-nhan", texts::SEARCH_PROCEDURE, &typed))
        (Table::new(lang, texts::PROCEDURES, columns).quiet().rows(rows))
    };
    Ok(visit.page(&app, texts::RECEIVE, body).await)
}

pub async fn form(app: App, visit: Visit, At(code): At<String>) -> Answer {
    let state = FormState::empty(visit.lang).with("channel", "counter");
    page(&app, &visit, &code, state).await
}

async fn page(app: &App, visit: &Visit, code: &str, state: FormState) -> Answer {
    let lang = visit.lang;
    let (house, me, wanted) = (app.clone(), visit.me()?.clone(), code.to_owned());
    let (name, version, desks) = app
        .read(move |tx| {
            let day = tx.now().day();
            let map = house.maps.get(tx, day)?;
            catalogue::must_be_received_here(tx, &wanted)?;
            let (_, version) = catalogue::current(tx, &wanted, day)?;
            let mut desks: Vec<(base::Id, String)> = Vec::new();
            for root in me.reach(RECEIVE).roots {
                if let Ok(desk) = crate::competence::intake_centre(&map, root)
                    && !desks.iter().any(|(id, _)| *id == desk)
                {
                    desks.push((desk, show::unit_name(&map, desk)));
                }
            }
            Ok((catalogue::name_of(tx, &wanted)?, version, desks))
        })
        .await?;
    let body = html! {
        (web::page_head(lang, Some(code), name.as_str(), html! { (BOLD_IS_REQUIRED.get(lang)) }, html! {}))
        (web::error_summary(&state))
        (Form::post(format!("/tiep-nhan/{code}"), &visit.csrf).keeps_for(app.identity.device_key(visit.me()?.person)).dense().body(html! {
            (once_field(visit, &state))
            (fields(&version, &desks, &state.dense()))
        }))
    };
    Ok(visit.page(app, texts::RECEIVE, body).await)
}

const BOLD_IS_REQUIRED: base::Text =
    text("Tiếp nhận hồ sơ. Mục in đậm là bắt buộc.", "Receive a dossier. What is in bold is required.");

fn fields(version: &Version, desks: &[(base::Id, String)], state: &FormState) -> Markup {
    let lang = state.lang();
    let channels = [Channel::Counter, Channel::Post, Channel::Online].map(|c| Choice::new(lang, c.code(), c.title()));
    let payers: Vec<Choice> = PayerClass::ALL.iter().map(|p| Choice::new(lang, p.code(), p.title())).collect();
    let cases: Vec<Choice> = version.cases.iter().map(|c| Choice::new(lang, &c.code, c.title.said())).collect();
    let desk_choices: Vec<Choice> = desks.iter().map(|(id, name)| Choice::new(lang, id.to_string(), name)).collect();
    html! {
        (card::scan(state))
        fieldset.group {
            legend { (texts::DOSSIERS.get(lang)) }
            div.asked {
                @match desks {
                    [(id, _)] => input type="hidden" name="intake_unit" value=(id);,
                    _ => div.wide { (state.field("intake_unit", texts::INTAKE).select(&desk_choices)) },
                }
                div.wide { (state.field("channel", texts::CHANNEL).radios(&channels)) }
                @if !cases.is_empty() { div.whole { (state.field(CASE, texts::CASE).radios(&cases)) } }
            }
        }
        (form_view::person(texts::APPLICANT.get(lang), APPLICANT, &version.applicant, false, state))
        (parties::fields(state))
        @for group in &version.groups {
            @match &group.when {
                Some(when) => (form_view::only_if(version, when, &when.field, lang, form_view::group(version, group, state))),
                None => (form_view::group(version, group, state)),
            }
        }
        @if !version.papers.is_empty() {
            fieldset.group {
                legend { (texts::PAPERS_IN.get(lang)) }
                div.asked.papers { @for paper in &version.papers {
                    @let forms = ["original", "copy", "electronic"].map(|f| {
                        let title = match f {
                            "original" => text("Bản chính", "Original"),
                            "copy" => text("Bản sao", "Copy"),
                            _ => text("Bản điện tử", "Electronic"),
                        };
                        Choice::new(lang, f, title)
                    });
                    @let choose = state.field(format!("paper:{}", paper.code), paper.title.said()).optional()
                        .select_or(text("Chưa nộp", "Not handed in"), &forms);
                    @match &paper.when {
                        Some(when) => (form_view::only_if(version, when, &when.field, lang, choose)),
                        None => (choose),
                    }
                } }
            }
        }
        fieldset.group {
            legend { (text("Miễn, giảm phí", "Exempt from fees").get(lang)) }
            div.asked { div.whole { (state.field("payer", text("Đối tượng", "Class")).quiet().optional().checkboxes(&payers)) } }
        }
        (emergency::fields(state))
        (web::toolbar(html! {
            (web::button(lang, texts::RECEIVE_AND_ACCEPT).sends("then", "accept").keys("Alt+L"))
            (web::button(lang, texts::REGISTER_ONLY).second().sends("then", "keep"))
        }))
    }
}

pub async fn post(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    if posted.text("then") == "card" {
        let state = card::filled(visit.lang, &posted, APPLICANT);
        let wrong = state.is_wrong();
        let mut response = page(&app, &visit, &code, state).await?;
        if wrong {
            *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
        }
        return Ok(response);
    }
    let (house, me, sent, procedure) = (app.clone(), visit.me()?.clone(), posted.clone(), code.clone());
    let done = app
        .write(move |tx| {
            let by = By { app: &house, me: &me };
            once(tx, &me, &sent, |tx| {
                let application = application(&procedure, &sent, None)?;
                let dossier = register::register(tx, by, &application)?;
                if let Some(late) = emergency::typed(&sent, tx.now())? {
                    emergency::enter(tx, by, &dossier, &late)?;
                } else if sent.text("then") == "accept" && dossier.competent_unit.is_some() {
                    accept::accept(tx, by, &dossier)?;
                }
                Ok(dossier.code)
            })
        })
        .await;
    match done {
        Ok(code) => Ok(see(format!("/ho-so/{code}"), texts::DONE)),
        Err(e) if matches!(e.kind, Kind::Invalid | Kind::Conflict) => {
            let state = FormState::new(visit.lang, posted.fields().iter().cloned()).with_error(&e);
            let mut response = page(&app, &visit, &code, state).await?;
            *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(e) => Err(e.into()),
    }
}

/// The name that a form keeps for its act, so that a form sent twice (a second press, a line that broke before the answer, a draft
/// that was restored) does it once.
pub(crate) fn once_field(visit: &Visit, state: &FormState) -> Markup {
    let name = Some(state.value("once")).filter(|typed| !typed.is_empty()).unwrap_or(&visit.request_id);
    html! { input type="hidden" name="once" value=(name); }
}

/// Does what the form asks unless this very form did it before; then the earlier answer. A form without a name is always done.
pub(crate) fn once(
    tx: &mut Tx,
    me: &Me,
    sent: &Posted,
    act: impl FnOnce(&mut Tx) -> base::Result<String>,
) -> base::Result<String> {
    let Some(name) = sent.filled("once") else { return act(tx) };
    let mut fields: Vec<_> = sent.fields().iter().filter(|(field, _)| field != "_csrf").collect();
    fields.sort();
    let request = serde_json::to_vec(&fields).map_err(Error::internal)?;
    platform::once(tx, me.person, name, &request, act)
}

/// What of the counter's form are answers.
pub(crate) fn answers(p: &Posted) -> Result<Value, Error> {
    let own = ["intake_unit", "channel", "payer", "then", "card", "signer", "method", "receipt", "once"];
    let mut answers = acts::answers_of(p)?;
    if let Some(fields) = answers.as_object_mut() {
        fields.retain(|name, _| {
            !own.contains(&name.as_str()) && !name.starts_with("paper:") && !parties::FIELDS.contains(&name.as_str())
        });
    }
    Ok(answers)
}

/// The counter's form as an application; at a desk that is known, or at the one it names.
pub(crate) fn application(procedure: &str, p: &Posted, desk: Option<base::Id>) -> Result<Application, Error> {
    let answers = answers(p)?;
    let part = |name: &str| {
        let value = answers.pointer(&format!("/{APPLICANT}/{name}")).and_then(Value::as_str);
        value.map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned)
    };
    let papers = p.fields().iter().filter_map(|(name, form)| {
        let code = name.strip_prefix("paper:").filter(|_| !form.is_empty())?;
        Some(NewPaper { code: code.to_owned(), form: Some(form.clone()), file: None })
    });
    Ok(Application {
        procedure: procedure.to_owned(),
        case: p.filled(CASE).map(str::to_owned),
        channel: Channel::from_code(p.text("channel")).unwrap_or(Channel::Counter),
        intake_unit: match desk {
            Some(desk) => desk,
            None => p.text("intake_unit").parse().map_err(|_| Error::field("intake_unit", texts::CHOOSE))?,
        },
        applicant: parties::owner(
            p,
            Party {
                role: "applicant".into(),
                name: part("name").unwrap_or_default(),
                personal_number: part("personal_number"),
                phone: part("phone"),
                email: part("email"),
                ..Party::default()
            },
        )?,
        papers: papers.collect(),
        payer: p.all("payer").filter_map(PayerClass::from_code).collect(),
        foreign_code: None,
        submitter: parties::submitter(p)?,
        answers,
    })
}
