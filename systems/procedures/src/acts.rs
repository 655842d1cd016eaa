//! The doors of the acts on the staff's dossier page: read the form, do the act in one transaction, show the page again.

use base::{Error, Id, Kind, Result, Said, text};
use platform::{Answer, App, At, Posted, Visit, redirect, see};
use storage::Tx;
use web::FormState;

use crate::{
    accept, calls, custody, dossier::Dossier, dossier_page, end, extend, finish, form, forward, opinion, pay, print,
    register::NewPaper, rights::By, shift, store, supplement, texts,
};

/// Loads the dossier within the person's reach, refuses what was decided on an older state, does the act and shows
/// what has become of it. What was typed comes back if something is wrong with it.
pub async fn act<F>(app: App, visit: Visit, code: String, posted: Posted, done: impl Into<Said>, f: F) -> Answer
where
    F: Fn(&mut Tx, By, &Dossier, &Posted) -> Result<()> + Send + 'static,
{
    let me = visit.me()?.clone();
    let (house, sent, its_code) = (app.clone(), posted.clone(), code.clone());
    let result = app
        .write(move |tx| {
            let by = By { app: &house, me: &me };
            let dossier = by.load(tx, &its_code)?;
            dossier.unchanged_since(sent.filled("revision").and_then(|r| r.parse().ok()))?;
            f(tx, by, &dossier, &sent)
        })
        .await;
    match result {
        Ok(()) => Ok(see(format!("/ho-so/{code}"), done)),
        Err(e) if matches!(e.kind, Kind::Invalid | Kind::Conflict) => {
            let state = FormState::new(visit.lang, posted.fields().iter().cloned()).with_error(&e);
            let mut response = dossier_page::page(&app, &visit, &code, state).await?;
            let status = if e.kind == Kind::Conflict { 409 } else { 422 };
            *response.status_mut() = axum::http::StatusCode::from_u16(status).map_err(Error::internal)?;
            Ok(response)
        }
        Err(e) => Err(e.into()),
    }
}

pub async fn accept(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, _| accept::accept(tx, by, d).map(drop)).await
}

pub async fn refuse(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, p| accept::refuse(tx, by, d, p.text("reason")).map(drop))
        .await
}

pub async fn route(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, p| {
        let unit = chosen(p, "unit")?.ok_or_else(|| Error::field("unit", texts::CHOOSE))?;
        accept::route(tx, by, d, unit, p.text("reason")).map(drop)
    })
    .await
}

pub async fn forward(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, p| {
        forward::forward(tx, by, d, chosen(p, "person")?, p.text("note")).map(drop)
    })
    .await
}

pub async fn give_back(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, p| forward::give_back(tx, by, d, p.text("reason")).map(drop))
        .await
}

pub async fn reassign(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, p| {
        forward::reassign(tx, by, d, chosen(p, "person")?).map(drop)
    })
    .await
}

pub async fn ask_supplement(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, p| {
        let missing: Vec<store::Missing> = p
            .all("missing")
            .filter_map(|item| item.split_once(':'))
            .map(|(kind, item)| store::Missing { item: item.into(), kind: kind.into(), why: String::new() })
            .collect();
        let usual = p.all("usual").filter_map(|n| n.parse().ok());
        supplement::request(tx, by, d, &missing, &supplement::reason_of(usual, p.text("reason"))).map(drop)
    })
    .await
}

pub async fn supplement(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, p| {
        let asked = store::missing(tx, d.id)?;
        let papers = asked.iter().filter(|m| m.kind == "paper");
        let papers: Vec<NewPaper> = papers.map(|m| NewPaper { code: m.item.clone(), ..NewPaper::default() }).collect();
        supplement::answer(tx, by, d, &answers_of(p)?, &papers).map(drop)
    })
    .await
}

/// What of a form are answers: all but the page's own fields.
pub fn answers_of(p: &Posted) -> Result<serde_json::Value> {
    let own = ["_csrf", "revision", "act", "reason", "note"];
    let pairs = p.fields().iter().filter(|(name, _)| !own.contains(&name.as_str()));
    form::from_pairs(pairs.map(|(name, value)| (name.as_str(), value.as_str())))
}

pub async fn ask_duty(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, p| {
        supplement::request_duty(tx, by, d, p.text("reason")).map(drop)
    })
    .await
}

pub async fn duty_done(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, p| {
        supplement::duty_done(tx, by, d, p.text("note")).map(drop)
    })
    .await
}

pub async fn extend(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, p| {
        extend::extend(tx, by, d, typed_day(p, "until")?, p.text("reason")).map(drop)
    })
    .await
}

pub async fn finish(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    let file = match posted.files("file").next() {
        Some(sent) => Some(crate::files::take(&app, &visit, sent).await?),
        None => None,
    };
    act(app, visit, code, posted, texts::DONE, move |tx, by, d, p| {
        let day = p.filled("day").map(|_| typed_day(p, "day")).transpose()?;
        let signed = finish::Signed {
            number: p.filled("number").map(str::to_owned),
            day,
            file: file.as_ref().map(|f| crate::files::keep(tx, by, f, d.id)).transpose()?,
            from_template: p.filled("from_template").is_some(),
            note: p.text("note").to_owned(),
        };
        finish::finish(tx, by, d, &signed).map(drop)
    })
    .await
}

pub async fn hand_over(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, p| {
        custody::settle_originals(tx, by, d, &custody::fates(p)?)?;
        finish::hand_over(tx, by, d, p.text("way"), p.text("note")).map(drop)
    })
    .await
}

/// What became of the originals, when the dossier has ended.
pub async fn originals(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, p| {
        if !d.status.is_closed() {
            return Err(Error::conflict(custody::NOT_ENDED));
        }
        custody::settle_originals(tx, by, d, &custody::fates(p)?)
    })
    .await
}

pub async fn withdraw(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, p| end::withdraw(tx, by, d, p.text("reason")).map(drop))
        .await
}

pub async fn stop(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, p| end::stop(tx, by, d, p.text("reason")).map(drop)).await
}

pub async fn pay(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, p| {
        pay::confirm(tx, by, d, p.text("method"), p.text("receipt")).map(drop)
    })
    .await
}

pub async fn contact(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, p| {
        let reached = match p.text("reached") {
            "yes" => true,
            "no" => false,
            _ => return Err(Error::field("reached", texts::CHOOSE)),
        };
        calls::contact(tx, by, d, p.text("way"), reached, p.text("words"))
    })
    .await
}

pub async fn void(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, p| shift::void(tx, by, d, p.text("reason"))).await
}

pub async fn ask_opinion(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, p| {
        let unit = chosen(p, "unit")?.ok_or_else(|| Error::field("unit", texts::CHOOSE))?;
        opinion::ask(tx, by, d, unit, p.text("question"), typed_day(p, "until")?)
    })
    .await
}

pub async fn give_opinion(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, p| {
        let id = chosen(p, "opinion")?.ok_or_else(|| Error::not_found(texts::CHOOSE))?;
        opinion::give(tx, by, d, id, p.text("answer"))
    })
    .await
}

/// Model 06, as the dossier stands now.
/// Prints the filled form for signature or fingerprint.
pub async fn declaration(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    let (house, me, its_code) = (app.clone(), visit.me()?.clone(), code.clone());
    let paper = app
        .write(move |tx| {
            let by = By { app: &house, me: &me };
            let d = by.load(tx, &its_code)?;
            by.must_cover(tx, crate::rights::RECEIVE, d.intake_unit)?;
            let witness =
                base::text::clean(posted.text("witness"), 100).map_err(|e| Error::field("witness", e.said))?;
            print::declaration(tx, by, &d, posted.text("signs") == "fingerprint", &witness)
        })
        .await?;
    Ok(redirect(format!("/ho-so/{code}/giay/{paper}")))
}

pub async fn control_sheet(app: App, visit: Visit, At(code): At<String>) -> Answer {
    let (house, me, its_code) = (app.clone(), visit.me()?.clone(), code.clone());
    let paper = app
        .write(move |tx| {
            let by = By { app: &house, me: &me };
            let dossier = by.load(tx, &its_code)?;
            print::control(tx, by, &dossier)
        })
        .await?;
    Ok(redirect(format!("/ho-so/{code}/giay/{paper}")))
}

pub async fn message(app: App, visit: Visit, At(code): At<String>, posted: Posted) -> Answer {
    act(app, visit, code, posted, texts::DONE, |tx, by, d, p| {
        say(tx, by, d, p.text("text"), false)?;
        let code = &d.code;
        let said = base::said!("Có tin nhắn về hồ sơ {code}", "There is a message about dossier {code}");
        crate::settle::tell_applicant(tx, d, &said)
    })
    .await
}

/// A message between the citizen and the office, 1 to 2,000 characters.
pub fn say(tx: &mut Tx, by: By, d: &Dossier, words: &str, from_citizen: bool) -> Result<()> {
    let words = base::text::clean_lines(words, 2_000).map_err(|e| Error::field("text", e.said))?;
    if words.is_empty() {
        return Err(Error::field("text", text("Hãy viết nội dung", "Write something")));
    }
    let at = tx.now();
    store::put_message(tx, d.id, &store::Message { from_citizen, author: Some(by.me.person), text: words, at })
}

pub(crate) fn chosen(p: &Posted, name: &str) -> Result<Option<Id>> {
    p.filled(name).map(|id| id.parse().map_err(|_| Error::field(name, texts::CHOOSE))).transpose()
}

pub(crate) fn typed_day(p: &Posted, name: &str) -> Result<base::Day> {
    base::Day::from_typed(p.text(name)).ok_or_else(|| {
        Error::field(name, text("Hãy nhập ngày, ví dụ 09/03/2026", "Enter a day, for example 09/03/2026"))
    })
}
