//! Roles and rights: the whole matrix on one page, and one role changed at a time.

use base::{Error, Text};
use identity::{CHANGE_ROLES, Right, Role};
use maud::{Markup, html};
use platform::{Answer, App, Posted, Visit, see};
use web::{Choice, Column, Form, FormState, Here, Icon, Row, Table};

use crate::texts;

/// Every right that the house knows: the foundation's, then each system's.
pub fn all_rights(app: &App) -> impl Iterator<Item = (Right, Text)> {
    identity::RIGHTS.iter().chain(app.systems.iter().flat_map(|system| system.rights)).copied()
}

/// The name under which the form sends that the role needs a second factor.
const SECOND_FACTOR: &str = "second_factor";

pub async fn show(app: App, visit: Visit) -> Answer {
    let (lang, me) = (visit.lang, visit.me()?.clone());
    let roles = app
        .read(move |tx| {
            identity::By::Me(&me).require_everywhere(tx, CHANGE_ROLES)?;
            identity::roles(tx)
        })
        .await?;
    let chosen = match visit.asked_filled("vai-tro") {
        Some(code) => {
            let role = roles.iter().find(|role| role.code == code);
            Some(role.ok_or_else(|| Error::not_found(texts::NO_ROLE))?)
        }
        None => None,
    };
    let body = html! {
        (web::page_head(lang, None, texts::ROLES, html! { (visit.t(texts::ROLES_WORDS)) }, html! {}))
        @if let Some(role) = chosen { (change(&app, &visit, role)) }
        (matrix(&app, &visit, &roles))
    };
    Ok(visit.page(&app, texts::ROLES, body).await)
}

fn matrix(app: &App, visit: &Visit, roles: &[Role]) -> Markup {
    let lang = visit.lang;
    let tick = |given: bool| {
        html! {
            @if given { (web::icon(Icon::Check)) span.hidden { (visit.t(texts::YES)) } }
            @else { span.hidden { (visit.t(texts::NO)) } }
        }
    };
    let columns = std::iter::once(Column::new(lang, texts::RIGHT))
        .chain(roles.iter().map(|role| Column::new(lang, &role.title)))
        .collect();
    let of_role = |draw: &dyn Fn(&Role) -> Markup| roles.iter().map(draw).collect::<Vec<_>>();
    let row = |title: Markup, cells: Vec<Markup>| Row::new([vec![title], cells].concat());
    let rights = all_rights(app).map(|(right, title)| {
        let cells = of_role(&|role| tick(role.rights.iter().any(|held| held == right.0)));
        row(html! { (visit.t(title)) p.small { code { (right.0) } } }, cells)
    });
    let second_factor = row(html! { (visit.t(texts::NEEDS_SECOND_FACTOR)) }, of_role(&|role| tick(role.second_factor)));
    let ways = row(
        html! { (visit.t(texts::ACT)) },
        of_role(&|role| {
            let href = Here::parse("/quan-tri/vai-tro").with("vai-tro", &role.code).href();
            html! { a href=(href) { (web::texts::CHANGE.get(lang)) span.hidden { " " (role.title.get(lang)) } } }
        }),
    );
    html! { (Table::new(lang, texts::ROLES, columns).quiet().rows(rights.chain([second_factor, ways]))) }
}

fn change(app: &App, visit: &Visit, role: &Role) -> Markup {
    let lang = visit.lang;
    let held = role.rights.iter().map(|right| ("rights", right.as_str()));
    let needed = role.second_factor.then_some((SECOND_FACTOR, "yes"));
    let state = FormState::new(lang, held.chain(needed));
    let choices: Vec<Choice> = all_rights(app).map(|(right, title)| Choice::new(lang, right.0, title)).collect();
    let title = base::Said::new(
        format!("{} {}", texts::CHANGE_ROLE.vi, role.title.vi),
        format!("{} {}", texts::CHANGE_ROLE.en, role.title.en),
    );
    web::section(
        lang,
        title,
        html! {
            (Form::post("/quan-tri/vai-tro", &visit.csrf).keeps().body(html! {
                input type="hidden" name="role" value=(role.code);
                (state.field("rights", texts::RIGHTS).checkboxes(&choices))
                (state.field(SECOND_FACTOR, texts::NEEDS_SECOND_FACTOR).checkbox())
                (web::button(lang, texts::SAVE))
            }))
        },
    )
}

/// The role has from now on the rights that were ticked; what has not changed leaves no event.
pub async fn save(app: App, visit: Visit, posted: Posted) -> Answer {
    let (house, me) = (app.clone(), visit.me()?.clone());
    app.write(move |tx| {
        me.still(tx)?;
        let role = posted.text("role");
        for (right, _) in all_rights(&house) {
            let given = posted.all("rights").any(|name| name == right.0);
            identity::set_role_right(tx, (&me).into(), role, right, given)?;
        }
        identity::set_role_second_factor(tx, (&me).into(), role, posted.is_ticked(SECOND_FACTOR))
    })
    .await?;
    Ok(see("/quan-tri/vai-tro", texts::ROLE_CHANGED))
}
