//! Accounts of a unit, in the order of given names: made, suspended, given posts; all within the administrator's reach.

use base::{Error, Id, Moment, Result, Said, personal_number::PersonalNumber};
use directory::{NewPerson, Post, Unit};
use identity::{ACCOUNTS, Account, By, Me, NewAccount, PasswordHash, Username, Who, initial_password};
use maud::{Markup, html};
use platform::{Answer, App, At, Posted, Visit, see};
use storage::Tx;
use web::{Choice, Column, Form, FormState, Here, Row, Summary, Table, Tone};

use crate::{forms, sign_in::slow, texts};

const PAGE: i64 = 50;

fn key_text((key, id): &identity::AccountKey) -> String {
    format!("{id}_{key}")
}

fn key_of(text: &str) -> Option<identity::AccountKey> {
    let (id, key) = text.split_once('_')?;
    Some((key.to_owned(), id.parse().ok()?))
}

/// The unit asked for within reach; without one, the first unit of the reach.
fn unit_asked(tx: &mut Tx, me: &Me, asked: Option<&str>) -> Result<Unit> {
    let reach = me.reach(ACCOUNTS);
    let id = match asked {
        Some(id) => id.parse()?,
        None => *reach.roots.first().ok_or_else(|| Error::forbidden(texts::NOT_WITHIN_REACH))?,
    };
    me.require_over(tx, ACCOUNTS, id)?;
    directory::unit(tx, id, me.day)
}

pub async fn list(app: App, visit: Visit) -> Answer {
    let (lang, me) = (visit.lang, visit.me()?.clone());
    let (asked, after) =
        (visit.asked_filled("don-vi").map(str::to_owned), visit.asked_filled("after").and_then(key_of));
    let (unit, above, below, accounts, next) = app
        .read(move |tx| {
            let unit = unit_asked(tx, &me, asked.as_deref())?;
            let above = match unit.parent {
                Some(parent) if me.reach(ACCOUNTS).covers_on(tx, parent, me.day)? => {
                    Some(directory::unit(tx, parent, me.day)?)
                }
                _ => None,
            };
            let below = directory::children(tx, unit.id, me.day)?;
            let (accounts, next) = identity::accounts_of_unit(tx, unit.id, after.as_ref(), PAGE)?;
            Ok((unit, above, below, accounts, next))
        })
        .await?;
    let columns =
        vec![Column::new(lang, texts::NAME), Column::new(lang, texts::USERNAME), Column::new(lang, texts::STATE)];
    let rows = accounts.iter().map(|account| {
        Row::to(
            format!("/quan-tri/tai-khoan/{}", account.id),
            vec![html! { (account.name) }, html! { (account.username) }, state_of(&visit, account)],
        )
    });
    let here = Here::parse(&visit.here());
    let link = |unit: &Unit| {
        let href = Here::parse("/quan-tri/tai-khoan").with("don-vi", unit.id.to_string()).href();
        html! { a href=(href) { (unit.full_name()) } }
    };
    let new = Here::parse("/quan-tri/tai-khoan/moi").with("don-vi", unit.id.to_string()).href();
    let table = Table::new(lang, texts::ACCOUNTS, columns)
        .quiet()
        .rows(rows)
        .here(&here)
        .next(next.as_ref().map(key_text))
        .empty(texts::NO_ACCOUNTS);
    let body = html! {
        (web::page_head(lang, Some(visit.t(texts::ACCOUNTS_OF)), unit.full_name(), html! {
            @if let Some(above) = &above { (visit.t(texts::UNDER)) ": " (link(above)) }
        }, html! { (web::link_button(lang, new, texts::NEW_ACCOUNT)) }))
        (table)
        @if !below.is_empty() { (web::section(lang, texts::BELOW, html! { ul { @for unit in &below { li { (link(unit)) } } } })) }
    };
    Ok(visit.page(&app, texts::ACCOUNTS, body).await)
}

fn state_of(visit: &Visit, account: &Account) -> Markup {
    let lang = visit.lang;
    match (account.suspended_at, account.must_change) {
        (Some(_), _) => web::status(lang, Tone::Bad, texts::SUSPENDED),
        (None, true) => web::status(lang, Tone::Wait, texts::MUST_CHANGE_TAG),
        (None, false) => web::status(lang, Tone::Good, texts::IN_ORDER),
    }
}

pub async fn new_form(app: App, visit: Visit) -> Answer {
    let state = FormState::empty(visit.lang).with("from_day", app.now().day().dmy());
    new_page(&app, &visit, visit.asked("don-vi"), state).await
}

async fn new_page(app: &App, visit: &Visit, unit: &str, state: FormState) -> Answer {
    let (lang, me, asked) = (visit.lang, visit.me()?.clone(), unit.to_owned());
    let (unit, roles) = app
        .read(move |tx| {
            Ok((unit_asked(tx, &me, Some(&asked).filter(|a| !a.is_empty()).map(String::as_str))?, identity::roles(tx)?))
        })
        .await?;
    let body = html! {
        (web::error_summary(&state))
        (web::page_head(lang, Some(&unit.full_name()), texts::NEW_ACCOUNT, html! {}, html! {}))
        (Form::post("/quan-tri/tai-khoan/moi", &visit.csrf).body(html! {
            input type="hidden" name="don-vi" value=(unit.id);
            (state.field("name", texts::NAME).max(100).text())
            (state.field("personal_number", texts::PERSONAL_NUMBER).hint(texts::PERSONAL_NUMBER_HINT).optional()
                .width(web::Width::Medium).number())
            (state.field("username", texts::USERNAME).width(web::Width::Medium).text())
            (role_field(&state, &roles))
            (state.field("from_day", texts::FROM_DAY).date())
            (web::button(lang, texts::CREATE))
        }))
    };
    Ok(visit.page(app, texts::NEW_ACCOUNT, body).await)
}

fn role_field(state: &FormState, roles: &[identity::Role]) -> Markup {
    let lang = state.lang();
    let choices: Vec<Choice> = roles.iter().map(|role| Choice::new(lang, &role.code, &role.title)).collect();
    state.field("role", texts::ROLE).select(&choices)
}

/// A first password and its hash, which takes its time and so is made outside the transaction.
async fn fresh_password(app: &App, username: &str) -> Result<(String, PasswordHash)> {
    let (sources, username) = (app.sources().clone(), username.to_owned());
    slow(move || {
        let password = initial_password(&sources);
        let hash = PasswordHash::new(&sources, &password, &username)?;
        Ok((password, hash))
    })
    .await
}

pub async fn create(app: App, visit: Visit, posted: Posted) -> Answer {
    let me = visit.me()?.clone();
    let made = match fresh_password(&app, posted.text("username")).await {
        Err(e) => Err(e),
        Ok((password, hash)) => {
            let sent = posted.clone();
            app.write(move |tx| create_in(tx, &me, &sent, &hash)).await.map(|account| (account, password))
        }
    };
    match made {
        Ok((account, password)) => show_password(&app, &visit, texts::ACCOUNT_MADE, account, &password).await,
        Err(e) => {
            let state = forms::typed(&visit, &posted, e)?;
            forms::again(new_page(&app, &visit, posted.text("don-vi"), state).await)
        }
    }
}

/// The person if he is not known yet, his post, his account.
fn create_in(tx: &mut Tx, me: &Me, sent: &Posted, hash: &PasswordHash) -> Result<Id> {
    me.still(tx)?;
    let unit = unit_asked(tx, me, sent.filled("don-vi"))?;
    let person = match sent.filled("personal_number") {
        Some(number) => {
            let number = PersonalNumber::parse(number).map_err(|e| Error::field("personal_number", e.said))?;
            match directory::person_by_number(tx, number.as_str())? {
                Some(known) if base::text::fold(&known.name) == base::text::fold(sent.text("name")) => known.id,
                Some(_) => return Err(Error::field("personal_number", texts::OTHER_NAME)),
                None => {
                    add_person(tx, NewPerson { personal_number: Some(number), ..NewPerson::named(sent.text("name")) })?
                }
            }
        }
        None => add_person(tx, NewPerson::named(sent.text("name")))?,
    };
    identity::give_post(tx, me.into(), person, unit.id, sent.text("role"), forms::day_in(sent, "from_day")?, None)?;
    let new = NewAccount {
        person,
        kind: Who::Official,
        username: Username::parse(sent.text("username"))?,
        password: Some(hash.clone()),
        must_change: true,
    };
    identity::create_account(tx, me.into(), &new)
}

fn add_person(tx: &mut Tx, new: NewPerson) -> Result<Id> {
    directory::add_person(tx, new).map_err(|e| if e.fields.is_empty() { Error::field("name", e.said) } else { e })
}

async fn show_password(app: &App, visit: &Visit, said: base::Text, account: Id, password: &str) -> Answer {
    let lang = visit.lang;
    let account = app.read(move |tx| identity::account(tx, account)).await?;
    let facts = Summary::new()
        .row(lang, texts::NAME, html! { (account.name) })
        .row(lang, texts::USERNAME, html! { code { (account.username) } })
        .row(lang, texts::INITIAL_PASSWORD, html! { code { (password) } });
    let body = html! {
        (web::page_head(lang, None, said, html! { (visit.t(texts::HAND_IT_OVER)) }, html! {}))
        (web::notice(lang, Tone::Warn, texts::ONCE_ONLY, html! {}))
        (facts)
        (web::toolbar(html! {
            (web::button(lang, web::texts::PRINT).second().prints())
            (web::link_button(lang, format!("/quan-tri/tai-khoan/{}", account.id), texts::CONTINUE))
        }))
    };
    Ok(visit.page(app, said, body).await)
}

/// An account with its posts, if one of them is within reach; a person without posts is for whoever administers the province.
fn account_within_reach(tx: &mut Tx, me: &Me, id: Id) -> Result<(Account, Vec<Post>)> {
    let missing = || Error::not_found(texts::NOT_WITHIN_REACH);
    let account = identity::account(tx, id).map_err(|_| missing())?;
    let posts = directory::posts(tx, account.person, me.day)?;
    if posts.is_empty() {
        By::Me(me).require_everywhere(tx, ACCOUNTS).map_err(|_| missing())?;
        return Ok((account, posts));
    }
    let reach = me.reach(ACCOUNTS);
    for post in &posts {
        if reach.covers_on(tx, post.unit, me.day)? {
            return Ok((account, posts));
        }
    }
    Err(missing())
}

pub async fn show(app: App, visit: Visit, At(id): At<Id>) -> Answer {
    let state = FormState::empty(visit.lang).with("from_day", app.now().day().dmy());
    page(&app, &visit, id, state).await
}

struct Whole {
    account: Account,
    posts: Vec<(Post, String, Said)>,
    locked: Option<Moment>,
    roles: Vec<identity::Role>,
}

async fn page(app: &App, visit: &Visit, id: Id, state: FormState) -> Answer {
    let (lang, me, house) = (visit.lang, visit.me()?.clone(), app.clone());
    let whole = app
        .read(move |tx| {
            let (account, held) = account_within_reach(tx, &me, id)?;
            let mut posts = Vec::with_capacity(held.len());
            for post in held {
                let unit = directory::unit(tx, post.unit, me.day)?.full_name();
                let role = identity::role_title(tx, &post.role)?;
                posts.push((post, unit, role));
            }
            let locked = identity::locked_until(tx, house.identity.vault(), id)?;
            Ok(Whole { account, posts, locked, roles: identity::roles(tx)? })
        })
        .await?;
    let account = &whole.account;
    let mut facts = Summary::new()
        .row(lang, texts::USERNAME, html! { (account.username) })
        .row(lang, texts::STATE, state_of(visit, account))
        .row(
            lang,
            texts::SECOND_FACTOR,
            match account.second_factor_since {
                Some(since) => html! { (visit.t(texts::IS_ON_SINCE)) " " (web::moment(since)) },
                None => html! { (visit.t(texts::IS_OFF)) },
            },
        );
    if let Some(until) = whole.locked {
        facts = facts.row(lang, texts::LOCKED_UNTIL, web::moment(until));
    }
    let body = html! {
        (web::back_link(lang, "/quan-tri/tai-khoan"))
        (web::error_summary(&state))
        (web::page_head(lang, Some(visit.t(texts::ACCOUNTS)), account.name.as_str(), html! {}, html! {}))
        (facts)
        (acts(visit, &whole))
        (web::section(lang, texts::POSTS, posts(visit, &whole, &state)))
    };
    Ok(visit.page(app, texts::ACCOUNTS, body).await)
}

fn acts(visit: &Visit, whole: &Whole) -> Markup {
    let (lang, account) = (visit.lang, &whole.account);
    let act = |path: &str, button: web::Button| {
        Form::post(format!("/quan-tri/tai-khoan/{}/{path}", account.id), &visit.csrf).inline().body(html! { (button) })
    };
    web::toolbar(html! {
        (act("dat-lai-mat-khau", web::button(lang, texts::RESET_PASSWORD).second()))
        @if whole.locked.is_some() { (act("bo-khoa", web::button(lang, texts::UNLOCK).second())) }
        @if account.second_factor_since.is_some() {
            (act("go-xac-thuc", web::button(lang, texts::RESET_SECOND_FACTOR).danger()))
        }
        @if account.suspended_at.is_some() { (act("mo-lai", web::button(lang, texts::RESUME))) }
        @else { (act("tam-khoa", web::button(lang, texts::SUSPEND).danger())) }
    })
}

fn posts(visit: &Visit, whole: &Whole, state: &FormState) -> Markup {
    let (lang, id) = (visit.lang, whole.account.id);
    let columns = vec![
        Column::new(lang, texts::ROLE),
        Column::new(lang, texts::UNIT),
        Column::new(lang, texts::FROM_DAY).tight(),
        Column::new(lang, texts::TO_DAY).tight(),
        Column::new(lang, texts::ACT),
    ];
    let rows = whole.posts.iter().map(|(post, unit, role)| {
        Row::new(vec![
            html! { (role.get(lang)) },
            html! { (unit) },
            web::day(post.from_day),
            post.to_day.map(web::day).unwrap_or_default(),
            html! {
                @if post.to_day.is_none() {
                    (Form::post(format!("/quan-tri/tai-khoan/{id}/thoi-vi-tri"), &visit.csrf).inline().body(html! {
                        input type="hidden" name="post" value=(post.id);
                        (web::button(lang, texts::END_POST).link())
                    }))
                }
            },
        ])
    });
    html! {
        (Table::new(lang, texts::POSTS, columns).quiet().rows(rows).empty(texts::NOT_YET))
        (Form::post(format!("/quan-tri/tai-khoan/{id}/vi-tri"), &visit.csrf).body(html! {
            (state.field("unit", texts::UNIT_CODE).width(web::Width::Medium).text())
            (role_field(state, &whole.roles))
            (state.field("from_day", texts::FROM_DAY).date())
            (state.field("to_day", texts::TO_DAY).optional().date())
            (web::button(lang, texts::GIVE_POST).second())
        }))
    }
}

/// Does the act in one transaction and shows the account as it is then; what was typed comes back if something is wrong with it.
async fn act<F>(app: App, visit: Visit, id: Id, posted: Posted, done: base::Text, f: F) -> Answer
where
    F: Fn(&mut Tx, &App, &Me, &Account, &Posted) -> Result<()> + Send + 'static,
{
    let (house, me, sent) = (app.clone(), visit.me()?.clone(), posted.clone());
    let result = app
        .write(move |tx| {
            me.still(tx)?;
            let (account, _) = account_within_reach(tx, &me, id)?;
            f(tx, &house, &me, &account, &sent)
        })
        .await;
    match result {
        Ok(()) => Ok(see(format!("/quan-tri/tai-khoan/{id}"), done)),
        Err(e) => {
            let state = forms::typed(&visit, &posted, e)?;
            forms::again(page(&app, &visit, id, state).await)
        }
    }
}

pub async fn suspend(app: App, visit: Visit, At(id): At<Id>, posted: Posted) -> Answer {
    act(app, visit, id, posted, texts::DONE, |tx, _, me, account, _| identity::suspend(tx, me.into(), account.id)).await
}

pub async fn resume(app: App, visit: Visit, At(id): At<Id>, posted: Posted) -> Answer {
    act(app, visit, id, posted, texts::DONE, |tx, _, me, account, _| identity::resume(tx, me.into(), account.id)).await
}

pub async fn unlock(app: App, visit: Visit, At(id): At<Id>, posted: Posted) -> Answer {
    act(app, visit, id, posted, texts::DONE, |tx, app, me, account, _| {
        identity::unlock(tx, me.into(), app.identity.vault(), account.id)
    })
    .await
}

pub async fn reset_second_factor(app: App, visit: Visit, At(id): At<Id>, posted: Posted) -> Answer {
    act(app, visit, id, posted, texts::DONE, |tx, _, me, account, _| {
        identity::reset_second_factor(tx, me.into(), account.id)
    })
    .await
}

pub async fn give_post(app: App, visit: Visit, At(id): At<Id>, posted: Posted) -> Answer {
    act(app, visit, id, posted, texts::DONE, |tx, _, me, account, p| {
        let code = p.text("unit").to_uppercase();
        let unit = directory::unit_by_code(tx, directory::Scheme::of(&code), &code, me.day)
            .map_err(|_| Error::field("unit", texts::NO_UNIT_OF_CODE))?;
        let from = forms::day_in(p, "from_day")?;
        let to = p.filled("to_day").map(|_| forms::day_in(p, "to_day")).transpose()?;
        identity::give_post(tx, me.into(), account.person, unit.id, p.text("role"), from, to).map(drop)
    })
    .await
}

pub async fn end_post(app: App, visit: Visit, At(id): At<Id>, posted: Posted) -> Answer {
    act(app, visit, id, posted, texts::DONE, |tx, _, me, account, p| {
        let post = forms::id_in(p, "post")?;
        if !directory::posts(tx, account.person, me.day)?.iter().any(|held| held.id == post) {
            return Err(Error::field("post", texts::CHOOSE));
        }
        identity::end_post(tx, me.into(), post, me.day)
    })
    .await
}

pub async fn reset_password(app: App, visit: Visit, At(id): At<Id>) -> Answer {
    let (house, me) = (app.clone(), visit.me()?.clone());
    let reader = me.clone();
    let (account, _) = app.read(move |tx| account_within_reach(tx, &reader, id)).await?;
    let (password, hash) = fresh_password(&app, &account.username).await?;
    app.write(move |tx| {
        me.still(tx)?;
        identity::reset_password(tx, (&me).into(), house.identity.vault(), id, &hash)
    })
    .await?;
    show_password(&app, &visit, texts::PASSWORD_RESET, id, &password).await
}
