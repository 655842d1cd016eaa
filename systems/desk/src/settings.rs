//! What the law leaves to the province: each setting with its legal basis, changed here and told to the ledger.

use base::{Error, Id, Result};
use calendar::Term;
use identity::By;
use maud::{Markup, html};
use platform::{Answer, App, PROVINCE_NAME, Posted, Setting, Settings, Visit, see};
use web::{Choice, Form, FormState, Summary};

use crate::{SETTING_CHANGED, SETTINGS, forms, texts};

static OF_THE_HOUSE: Setting = PROVINCE_NAME;

fn all(app: &App) -> impl Iterator<Item = &'static Setting> {
    std::iter::once(&OF_THE_HOUSE).chain(app.systems.iter().flat_map(|system| system.settings).copied())
}

/// What a setting may hold, told by its default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Switch,
    Number,
    Term,
    Words,
}

fn shape_of(setting: &Setting) -> Shape {
    match setting.default {
        "on" | "off" => Shape::Switch,
        default if default.parse::<i64>().is_ok() => Shape::Number,
        default if default.parse::<Term>().is_ok() => Shape::Term,
        _ => Shape::Words,
    }
}

/// The value as it is stored. Errors: `Invalid` for what the setting cannot hold.
fn checked(setting: &Setting, typed: &str) -> Result<String> {
    let value = base::text::clean(typed, 300)?;
    if value.is_empty() {
        return Ok(setting.default.to_owned());
    }
    let good = match shape_of(setting) {
        Shape::Switch if value != "on" && value != "off" => Err(Error::invalid(texts::ON_OR_OFF)),
        Shape::Number if value.parse::<u32>().is_err() => Err(Error::invalid(texts::MUST_BE_NUMBER)),
        Shape::Term => value.parse::<Term>().map(drop),
        _ => Ok(()),
    };
    good.map(|()| value)
}

/// Several forms stand on one page, so each field bears the name of its setting.
fn field_name(setting: &Setting) -> String {
    format!("value:{}", setting.name)
}

pub async fn list(app: App, visit: Visit) -> Answer {
    page(&app, &visit, FormState::empty(visit.lang)).await
}

async fn page(app: &App, visit: &Visit, typed: FormState) -> Answer {
    let (lang, me) = (visit.lang, visit.me()?.clone());
    // What the database holds, which another process may have changed since this one last looked.
    let now = app
        .read(move |tx| {
            By::Me(&me).require_everywhere(tx, SETTINGS)?;
            Settings::load(tx)
        })
        .await?;
    // What was typed comes first and so is what its field shows.
    let state = all(app).fold(typed, |state, setting| state.with(field_name(setting), now.get(setting)));
    let body = html! {
        (web::error_summary(&state))
        (web::page_head(lang, None, texts::SETTINGS, html! { (visit.t(texts::SETTINGS_WORDS)) }, html! {}))
        @for setting in all(app) { (one(visit, setting, &state)) }
    };
    Ok(visit.page(app, texts::SETTINGS, body).await)
}

fn one(visit: &Visit, setting: &Setting, state: &FormState) -> Markup {
    let lang = visit.lang;
    let facts = Summary::new().row(lang, texts::BASIS, html! { (setting.basis) }).row(
        lang,
        texts::DEFAULT,
        html! { (shown(visit, setting, setting.default)) },
    );
    let field = state.field(field_name(setting), setting.title).quiet();
    let switch = [Choice::new(lang, "on", texts::ON), Choice::new(lang, "off", texts::OFF)];
    web::section(
        lang,
        setting.title,
        html! {
            (facts)
            (Form::post("/quan-tri/cau-hinh", &visit.csrf).body(html! {
                input type="hidden" name="name" value=(setting.name);
                @match shape_of(setting) {
                    Shape::Switch => (field.radios(&switch)),
                    Shape::Number => (field.hint(texts::BACK_TO_DEFAULT).width(web::Width::Short).number()),
                    Shape::Term | Shape::Words => (field.hint(texts::BACK_TO_DEFAULT).max(300).text()),
                }
                (web::button(lang, texts::SAVE).second())
            }))
        },
    )
}

fn shown(visit: &Visit, setting: &Setting, value: &str) -> String {
    match (shape_of(setting), value) {
        (Shape::Switch, "on") => visit.t(texts::ON).to_owned(),
        (Shape::Switch, _) => visit.t(texts::OFF).to_owned(),
        (Shape::Term, term) => {
            term.parse::<Term>().map_or(term.to_owned(), |term| term.said().get(visit.lang).to_owned())
        }
        (_, other) => other.to_owned(),
    }
}

pub async fn change(app: App, visit: Visit, posted: Posted) -> Answer {
    let name = posted.text("name").to_owned();
    let setting = all(&app).find(|setting| setting.name == name).ok_or_else(|| Error::not_found(texts::NO_SETTING))?;
    let (me, sent) = (visit.me()?.clone(), posted.clone());
    let done = app
        .write(move |tx| {
            me.still(tx)?;
            By::Me(&me).require_everywhere(tx, SETTINGS)?;
            let field = field_name(setting);
            let value = checked(setting, sent.text(&field)).map_err(|e| Error::field(field, e.said))?;
            Settings::set(tx, setting, &value, Some(me.person))?;
            let unit = me.unit().unwrap_or(Id::NONE);
            ledger::record(tx, Some(me.person), SETTING_CHANGED.event(unit, unit).with("setting", setting.name))
        })
        .await;
    match done {
        Ok(_) => {
            let house = app.clone();
            crate::sign_in::slow(move || house.reload()).await?;
            Ok(see("/quan-tri/cau-hinh", texts::CHANGED))
        }
        Err(e) => {
            let state = forms::typed(&visit, &posted, e)?;
            forms::again(page(&app, &visit, state).await)
        }
    }
}

#[cfg(test)]
mod tests {
    use base::text;

    use super::*;

    fn setting(default: &'static str) -> Setting {
        Setting { name: "x", title: text("", ""), default, basis: "" }
    }

    #[test]
    fn a_setting_takes_what_its_default_is_like() {
        for (default, good, bad) in
            [("off", "on", "có"), ("15", "0", "-1"), ("8 working-hours", "2 working-days", "8 hours")]
        {
            assert_eq!(checked(&setting(default), good).unwrap(), good);
            assert!(checked(&setting(default), bad).is_err(), "{bad}");
            assert_eq!(checked(&setting(default), " ").unwrap(), default);
        }
        assert_eq!(checked(&setting("Tỉnh Tuyên Quang"), "Tỉnh Thử").unwrap(), "Tỉnh Thử");
    }
}
