//! What whoever holds a code may see: where a dossier is and when it is due, and that a result is real. No name, no
//! number of a person, no word anybody wrote; and the same answer to a wrong code as to wrong digits.

use base::{Error, Id, Kind, Result, Said};
use calendar::Due;
use maud::{Markup, html};
use platform::{Answer, App, At, Posted, Visit, redirect};
use sha2::{Digest, Sha256};
use storage::Tx;
use web::{Form, FormState, Summary, Tone, Width};

use crate::{
    accept, catalogue,
    definition::Version,
    dossier::{Dossier, Status},
    show::{self, Told},
    store::{self, Party, ResultRow},
    texts,
};

const LONGEST_CODE: usize = 40;

/// The box on the front page and on the page itself.
pub fn search_form(visit: &Visit, state: &FormState) -> Markup {
    let lang = visit.lang;
    Form::post("/tra-cuu", &visit.csrf).body(html! {
        (web::fields(html! {
            (state.field("code", texts::CODE).hint(texts::CODE_HINT).max(LONGEST_CODE).width(Width::Medium).text())
            (state.field("digits", texts::LAST_FOUR).hint(texts::LAST_FOUR_HINT).max(6).width(Width::Tiny).number())
        }))
        (web::button(lang, texts::LOOK).icon(web::Icon::Search))
    })
}

/// The receipt's QR code leads here, with the code of the dossier.
pub async fn ask(app: App, visit: Visit) -> Answer {
    let code = as_code(visit.asked("ma"));
    if let (Some(me), false) = (&visit.me, code.is_empty())
        && !me.is_official()
    {
        let (person, own) = (me.person, code.clone());
        if app.read(move |tx| Ok(store::load_own(tx, &own, person).is_ok())).await? {
            return Ok(redirect(format!("/toi/ho-so/{code}")));
        }
    }
    Ok(page(&app, &visit, &FormState::empty(visit.lang).with("code", code)).await)
}

async fn page(app: &App, visit: &Visit, state: &FormState) -> axum::response::Response {
    let lang = visit.lang;
    let body = html! {
        (web::error_summary(state))
        (web::page_head(lang, None, texts::TRACK, html! { p { (texts::TRACK_LEAD.get(lang)) } }, html! {}))
        (search_form(visit, state))
    };
    visit.page(app, texts::TRACK, body).await
}

pub async fn answer(app: App, visit: Visit, posted: Posted) -> Answer {
    let state =
        FormState::new(visit.lang, [("code", cut(posted.text("code"))), ("digits", cut(posted.text("digits")))]);
    match tracked(&app, &visit, &posted).await {
        Ok(found) => {
            let title = Said::new(&found.dossier.code, &found.dossier.code);
            Ok(visit.page(&app, title, draw(&app, &visit, &found)).await)
        }
        Err(e) if e.kind == Kind::Invalid => {
            let mut response = page(&app, &visit, &state.with_error(&e)).await;
            *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
        Err(e) => Err(e.into()),
    }
}

/// The dossier, if the digits are its applicant's. Tries are counted for the client and for the code, whether or not
/// there is such a dossier.
async fn tracked(app: &App, visit: &Visit, posted: &Posted) -> Result<Tracked> {
    let (code, digits) = (as_code(posted.text("code")), posted.text("digits").to_owned());
    let mut wrong = Vec::new();
    if code.is_empty() {
        wrong.push(("code".to_owned(), texts::ENTER_CODE.into()));
    }
    if !matches!(digits.len(), 4 | 6) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        wrong.push(("digits".to_owned(), texts::ENTER_FOUR.into()));
    }
    Error::fields(wrong)?;
    app.limits.take("track", &visit.client, 12, 6.0, app.now())?;
    // Ten thousand guesses at four digits take three weeks.
    app.limits.take("track.code", &code, 10, 0.33, app.now())?;
    let house = app.clone();
    let found = app
        .read(move |tx| match store::load_any(tx, &code)? {
            Some(dossier) if may_follow(tx, &dossier, &digits)? => load(tx, &house, dossier).map(Some),
            _ => Ok(None),
        })
        .await?;
    found.ok_or_else(|| Error::invalid(texts::NOT_TRACKED))
}

/// A code as people copy it: spaces and small letters do not matter. Empty for what cannot be one.
fn as_code(typed: &str) -> String {
    let code: String = typed.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let fits =
        code.len() <= LONGEST_CODE && code.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    if fits { code } else { String::new() }
}

fn cut(typed: &str) -> String {
    typed.chars().take(LONGEST_CODE).collect()
}

/// Six digits printed on the receipt: whoever holds the paper may follow the dossier, a relative too, and one without any number.
pub fn secret(d: &Dossier) -> String {
    let hash = Sha256::new().chain_update("receipt").chain_update(&d.salt).finalize();
    let number = hash.iter().take(4).fold(0u32, |n, byte| n << 8 | u32::from(*byte));
    format!("{:06}", number % 1_000_000)
}

fn may_follow(tx: &mut Tx, d: &Dossier, digits: &str) -> Result<bool> {
    if digits.len() == 6 {
        return Ok(secret(d) == digits);
    }
    Ok(store::parties(tx, d.id)?.iter().any(|party| is_known_by(party, digits)))
}

fn is_known_by(applicant: &Party, digits: &str) -> bool {
    let ends = |number: &Option<String>| {
        let number: String = number.iter().flat_map(|n| n.chars()).filter(char::is_ascii_digit).collect();
        number.len() >= 8 && number.ends_with(digits)
    };
    ends(&applicant.personal_number) || ends(&applicant.phone)
}

struct Tracked {
    dossier: Dossier,
    version: std::sync::Arc<Version>,
    procedure: String,
    holder: String,
    due: Option<Due>,
    told: Told,
    result: Option<ResultRow>,
}

fn load(tx: &mut Tx, app: &App, dossier: Dossier) -> Result<Tracked> {
    let map = app.maps.get(tx, tx.now().day())?;
    Ok(Tracked {
        version: catalogue::load_version(tx, dossier.version)?,
        procedure: catalogue::name_of(tx, &dossier.procedure)?,
        holder: show::unit_name(&map, dossier.holder_unit),
        due: accept::explain_due(tx, app, &dossier)?,
        told: show::told(tx, app, dossier.id)?,
        result: store::result(tx, dossier.id)?,
        dossier,
    })
}

fn draw(app: &App, visit: &Visit, t: &Tracked) -> Markup {
    let (lang, d) = (visit.lang, &t.dossier);
    let status = html! {
        (show::status_tag(lang, d.status)) " " (show::due_badge(lang, d.status, d.due, d.acceptance_due, app.now()))
    };
    let main = html! {
        (show::plain_status(lang, d.status, html! {
            @if let Some(result) = &t.result { p { a href={ "/ket-qua/" (result.code) } { (texts::CHECK_RESULT.get(lang)) } } }
        }))
        @if !d.status.is_closed() {
            (Summary::new().row(lang, texts::HOLDER, html! { strong { (t.holder) } }))
        }
        (web::section(lang, texts::HISTORY, t.told.draw(lang, &[])))
    };
    let beside = html! {
        (web::section(lang, texts::CLOCK, show::clock(lang, d, t.due.as_ref())))
        (web::section(lang, texts::WAY, show::steps(lang, &t.version, d, &t.holder)))
    };
    html! {
        (web::page_head(lang, Some(&d.code), t.procedure.as_str(), status, html! {}))
        (web::two_thirds(main, beside))
        p { a href="/tra-cuu" { (texts::TRACK_ANOTHER.get(lang)) } }
    }
}

/// The public page of a result: that it is real, and what whoever holds a copy can compare.
pub async fn result(app: App, visit: Visit, At(code): At<String>) -> Answer {
    app.limits.take("check", &visit.client, 30, 10.0, app.now())?;
    let lang = visit.lang;
    let no_result = || Error::not_found(texts::NO_RESULT);
    // Read as people type it; O and 0, I and 1 mean the same.
    let code = code.trim().parse::<Id>().map_err(|_| no_result())?.to_string();
    let (house, its_code) = (app.clone(), code.clone());
    let found = app.read(move |tx| issued(tx, &house, &its_code)).await?.ok_or_else(no_result)?;
    let facts = Summary::new()
        .row(lang, texts::PROCEDURE, html! { (found.procedure) })
        .row(lang, texts::RESULT, html! { (found.version.result.title.get(lang)) })
        .row(lang, texts::NUMBER, html! { strong { (found.row.number) } })
        .row(lang, texts::DAY_SIGNED, html! { strong { (web::day(found.row.day)) } })
        .row(lang, texts::ISSUED_BY, html! { strong { (found.issuer) } })
        .row(lang, texts::CHECK_CODE, html! { code { (code) } })
        .row(
            lang,
            texts::IN_LEDGER,
            html! {
                @match found.position {
                    Some(position) => a href="/so-cai" { (web::number(lang, position)) },
                    None => (texts::NOT_SEALED.get(lang)),
                }
            },
        );
    let body = html! {
        (web::page_head(lang, None, texts::CHECK_RESULT, html! {}, html! {}))
        (web::notice(lang, Tone::Good, texts::RESULT_VALID, html! { p { (texts::RESULT_COMPARE.get(lang)) } }))
        (facts)
    };
    Ok(visit.page(&app, texts::CHECK_RESULT, body).await)
}

struct IssuedResult {
    row: ResultRow,
    version: std::sync::Arc<Version>,
    procedure: String,
    /// As it was called on the day it signed, whatever has become of it since.
    issuer: String,
    position: Option<i64>,
}

fn issued(tx: &mut Tx, app: &App, code: &str) -> Result<Option<IssuedResult>> {
    let Some((dossier, row)) = store::result_by_code(tx, code)? else { return Ok(None) };
    let Some(d) = store::load_by_id(tx, dossier)? else { return Ok(None) };
    let told = show::told(tx, app, dossier)?;
    // The dossier's own unit may be the heir of the one that signed; the event keeps who it was.
    let Some((event, issuer)) = told.last("dossier.finished") else { return Ok(None) };
    if !matches!(d.status, Status::Finished | Status::HandedOver) {
        return Ok(None);
    }
    Ok(Some(IssuedResult {
        row,
        version: catalogue::load_version(tx, d.version)?,
        procedure: catalogue::name_of(tx, &d.procedure)?,
        issuer: issuer.to_owned(),
        position: event.position,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_copy_it() {
        assert_eq!(as_code(" h60.132-260804-0583 "), "H60.132-260804-0583");
        assert_eq!(as_code("H60.132 – 260804"), "", "a dash that is none");
        assert_eq!(as_code("<script>"), "");
        assert_eq!(as_code(&"H".repeat(41)), "");
    }

    #[test]
    fn the_digits_are_the_last_of_number_or_phone() {
        let applicant = Party {
            personal_number: Some("008188001234".into()),
            phone: Some("0912 345 678".into()),
            ..Party::default()
        };
        assert!(is_known_by(&applicant, "1234") && is_known_by(&applicant, "5678"));
        assert!(!is_known_by(&applicant, "0081"));
        assert!(!is_known_by(&Party::default(), "1234"), "who is not known by number cannot be guessed");
    }
}
