//! What anybody may read: the front page, and the catalogue of procedures with what to bring, how long and how much.

use base::{Dong, Lang, Result, Said, said};
use maud::{Markup, html};
use platform::{Answer, App, At, Visit};
use storage::Tx;
use web::{Choice, Column, Form, FormState, Here, Row, Summary, Table, Tone};

use crate::{
    catalogue::{self, Listed, Query, VersionRow},
    competence,
    definition::{
        Case, Channel, Exemption, FeeRule, LIFE_EVENTS, Level, PaperRequirement, Price, Procedure, StepUnit, TermRule,
        UnknownWhat, Version, life_event,
    },
    form::lower_first,
    register::ONLINE_FORM,
    show, texts, track,
};

/// What people ask communes for day by day: certification and civil status come first in every commune's book.
const EVERYDAY: [&str; 8] =
    ["2.000815", "1.001193", "2.000635", "1.004873", "1.000894", "2.000884", "1.000656", "1.001612"];

pub async fn home(app: App, visit: Visit) -> Answer {
    let lang = visit.lang;
    let house = app.clone();
    let (events, everyday, centres) = app
        .read(move |tx| {
            let mut everyday: Vec<Procedure> = Vec::new();
            for code in EVERYDAY {
                everyday.extend(catalogue::procedure(tx, code).ok());
            }
            Ok((catalogue::life_events(tx)?, everyday, centres(tx, &house)?))
        })
        .await?;
    let count = |n: i64| said!("{n} thủ tục", "{n} procedures");
    let life: Vec<(String, &str, Markup)> = LIFE_EVENTS
        .iter()
        .filter_map(|(code, title)| {
            let (_, n) = events.iter().find(|(event, _)| event == code)?;
            Some((format!("/thu-tuc?su-kien={code}"), title.get(lang), html! { p { (count(*n).get(lang)) } }))
        })
        .collect();
    let online = if app.settings().is_on(&ONLINE_FORM) { texts::ONLINE_HERE } else { texts::ONLINE_NATIONAL };
    let body = html! {
        (web::hero(lang, texts::HERO, texts::HERO_LEAD, html! {
            (web::search_box(lang, "/thu-tuc", texts::WHAT_DO_YOU_NEED, ""))
        }))
        (web::section(lang, texts::FOLLOW, track::search_form(&visit, &FormState::empty(lang))))
        @if !life.is_empty() {
            (web::section(lang, texts::LIFE, web::cards(life.iter().map(|(href, title, words)| (href.as_str(), *title, words.clone())))))
        }
        (web::section(lang, texts::EVERYDAY, html! {
            ul { @for p in &everyday { li { a href=(address(&p.code)) { (p.name.get(lang)) } } } }
            p { a href="/thu-tuc" { (texts::ALL_PROCEDURES.get(lang)) } }
        }))
        (web::section(lang, texts::HOW_IT_WORKS, html! {
            ol {
                @for step in [texts::HOW_PREPARE, texts::HOW_HAND_IN, texts::HOW_FOLLOW, texts::HOW_COLLECT] { li { (step.get(lang)) } }
            }
        }))
        (web::section(lang, texts::WHERE_TO_GO, html! {
            p { (texts::ANY_CENTRE.get(lang)) }
            @if !centres.is_empty() { (web::explain(lang, show::labelled(texts::CENTRES, centres.len()), &centres)) }
        }))
        (web::section(lang, texts::ONLINE, html! { p { (online.get(lang)) } }))
    };
    Ok(visit.page(&app, texts::HOME, body).await)
}

fn centres(tx: &mut Tx, app: &App) -> Result<Vec<String>> {
    let map = app.maps.get(tx, tx.now().day())?;
    Ok(competence::centres(&map).into_iter().map(|(_, name)| name).collect())
}

fn address(code: &str) -> String {
    format!("/thu-tuc/{}", web::encoded(code))
}

pub async fn list(app: App, visit: Visit) -> Answer {
    let lang = visit.lang;
    let cut = |name: &str| visit.asked(name).chars().take(200).collect::<String>();
    let (words, event, field, level) = (cut("q"), cut("su-kien"), cut("linh-vuc"), cut("cap"));
    let filled = |s: &String| Some(s.clone()).filter(|s| !s.is_empty());
    let query = Query {
        words: words.clone(),
        life_event: filled(&event),
        field: filled(&field),
        level: Level::ALL.into_iter().find(|l| l.code() == level),
        after: visit.asked_filled("after").map(str::parse).transpose()?,
        limit: 0,
    };
    let (found, fields) = app.read(move |tx| Ok((catalogue::find(tx, &query)?, catalogue::fields(tx)?))).await?;

    let events: Vec<Choice> = LIFE_EVENTS.iter().map(|(code, title)| Choice::new(lang, *code, *title)).collect();
    let fields: Vec<Choice> = fields.iter().map(|name| Choice::new(lang, name, name)).collect();
    let levels: Vec<Choice> = Level::ALL.iter().map(|l| Choice::new(lang, l.code(), l.title())).collect();
    let state = FormState::new(lang, visit.query.iter().cloned());
    let here = Here::parse(&visit.here());
    let columns = vec![
        Column::new(lang, texts::PROCEDURE),
        Column::new(lang, texts::FIELD),
        Column::new(lang, texts::CODE_OF_PROCEDURE).tight(),
    ];
    let table = Table::new(lang, texts::PROCEDURES, columns)
        .quiet()
        .rows(found.items.iter().map(|p| row(lang, p)))
        .here(&here)
        .next(found.next.map(|key| key.to_string()))
        .empty(texts::NO_PROCEDURES);
    let title = life_event(&event).map_or(Said::from(texts::PROCEDURES), Said::from);
    let body = html! {
        (web::page_head(lang, None, title.clone(), html! {}, html! {}))
        (web::search_box(lang, "/thu-tuc", texts::SEARCH_PROCEDURE, &words))
        (Form::filter("/thu-tuc").body(html! {
            input type="hidden" name="q" value=(words);
            (state.field("su-kien", texts::LIFE_EVENT).select_or(texts::ALL_EVENTS, &events))
            (state.field("linh-vuc", texts::FIELD).select_or(texts::ALL_FIELDS, &fields))
            (state.field("cap", texts::LEVEL).select_or(texts::ALL_LEVELS, &levels))
            (web::button(lang, texts::FILTER).second())
        }))
        div #results { (table) }
    };
    Ok(visit.page(&app, title, body).await)
}

fn row(lang: Lang, p: &Listed) -> Row {
    let name = html! {
        (p.name.get(lang))
        @if p.elsewhere { " " (web::status(lang, Tone::Plain, texts::ELSEWHERE)) }
    };
    Row::to(address(&p.code), vec![name, html! { (p.field) }, html! { (p.code) }])
}

pub async fn procedure(app: App, visit: Visit, At(code): At<String>) -> Answer {
    let lang = visit.lang;
    let (about, version, versions) = app
        .read(move |tx| {
            let about = catalogue::procedure(tx, &code)?;
            let day = tx.now().day();
            let version = match catalogue::current(tx, &code, day) {
                Ok(found) => Some(found),
                Err(e) if e.kind == base::Kind::NotFound => None,
                Err(e) => return Err(e),
            };
            Ok((about, version, catalogue::versions(tx, &code)?))
        })
        .await?;
    let name = about.name.said();
    let lead = html! { @if let Some(summary) = &about.summary { p { (summary.get(lang)) } } };
    let body = html! {
        (web::page_head(lang, Some(&format!("{} · {}", about.code, about.field)), name.clone(), lead, html! {}))
        @if let Some(where_) = &about.handled_elsewhere { (web::notice(lang, Tone::Warn, where_.said(), html! {})) }
        @match &version {
            None => (web::notice(lang, Tone::Warn, texts::NOT_IN_FORCE, html! {})),
            Some((_, v)) => (web::two_thirds(
                html! {
                    @if about.handled_elsewhere.is_none() { (way_in(&app, lang, &about.code, v)) }
                    (web::section(lang, texts::WHAT_TO_BRING, papers(lang, v)))
                    (web::section(lang, texts::HOW_LONG, terms(lang, v)))
                    (web::section(lang, texts::HOW_MUCH, fees(lang, v)))
                    (web::section(lang, texts::STEPS, steps(lang, v)))
                },
                facts(lang, &about, v),
            )),
        }
        @if let Some((_, v)) = &version { (web::section(lang, texts::LEGAL_BASIS, legal(lang, v))) }
        (web::section(lang, texts::VERSIONS, versions_list(lang, &versions, version.as_ref().map(|(id, _)| *id))))
    };
    Ok(visit.page(&app, name, body).await)
}

/// The button where the province takes it online itself; else where to go.
fn way_in(app: &App, lang: Lang, code: &str, version: &Version) -> Markup {
    let online = app.settings().is_on(&ONLINE_FORM) && version.channels.contains(&Channel::Online);
    html! {
        @if online {
            (web::toolbar(html! { (web::link_button(lang, format!("/nop/{}", web::encoded(code)), texts::APPLY_ONLINE)) }))
            p { (texts::ANY_CENTRE.get(lang)) }
        } @else { p { (texts::ONLINE_OFF.get(lang)) } }
    }
}

fn facts(lang: Lang, about: &Procedure, v: &Version) -> Markup {
    let levels: Vec<&str> = about.levels.iter().map(|l| l.title().get(lang)).collect();
    let channels: Vec<&str> = v.channels.iter().map(|c| c.title().get(lang)).collect();
    let mut summary = Summary::new().row(lang, texts::WHO_DECIDES, html! { (v.who_decides.get(lang)) });
    if !about.subjects.is_empty() {
        summary = summary.row(lang, texts::WHO_MAY_ASK, html! { (about.subjects.join(", ")) });
    }
    summary = summary
        .row(lang, texts::LEVEL, html! { (levels.join(", ")) })
        .row(lang, texts::CHANNEL, html! { (channels.join(", ")) })
        .row(lang, texts::COMES_OUT, html! { (v.result.title.get(lang)) });
    // Only the web's own schemes: the link comes from an imported catalogue.
    let link = about.link.as_deref().filter(|l| l.starts_with("https://"));
    html! {
        (summary)
        @for note in &v.notes { p { (note.get(lang)) } }
        @if let Some(link) = link { p { a href=(link) rel="noopener" { (texts::NATIONAL_PAGE.get(lang)) } } }
    }
}

fn papers(lang: Lang, v: &Version) -> Markup {
    if v.papers.is_empty() {
        return html! { p { (texts::NO_PAPERS.get(lang)) } };
    }
    let columns =
        vec![Column::new(lang, texts::PAPER), Column::new(lang, texts::COPIES), Column::new(lang, texts::ABOUT_PAPER)];
    let rows = v.papers.iter().map(|p| {
        let form = p.form.title().get(lang);
        let copies = html! { @if p.show_only { (form) } @else { (p.copies) " " (lower_first(form)) } };
        Row::new(vec![html! { (p.title.get(lang)) }, copies, html! { (about_paper(lang, v, p)) }])
    });
    html! { (Table::new(lang, texts::WHAT_TO_BRING, columns).quiet().rows(rows)) }
}

/// On which condition it is asked for, and what makes it unnecessary.
pub fn about_paper(lang: Lang, v: &Version, p: &PaperRequirement) -> Markup {
    let mut notes: Vec<String> = Vec::new();
    if let Some(when) = &p.when {
        notes.push(format!("{} {}", texts::ONLY_IF.get(lang), show::condition(lang, v, when)));
    }
    if p.optional {
        notes.push(texts::IF_ANY.get(lang).to_owned());
    }
    if p.show_only {
        notes.push(texts::SHOW_ONLY.get(lang).to_owned());
    }
    if let Some(data) = &p.replaced_by {
        notes.push(format!("{} {}", texts::REPLACED_BY.get(lang), data.get(lang)));
    }
    html! { (base::words::capitalised(&notes.join("; "))) }
}

/// Case by case; channels of one length stand together.
fn terms(lang: Lang, v: &Version) -> Markup {
    let cases: Vec<Option<&Case>> = if v.cases.is_empty() { vec![None] } else { v.cases.iter().map(Some).collect() };
    let mut summary = Summary::new();
    for case in cases {
        for (channels, term) in by_channel(v, case.map(|c| c.code.as_str())) {
            let channels: Vec<&str> = channels.iter().map(|c| c.title().get(lang)).collect();
            let label = match (case, channels.as_slice()) {
                (Some(case), []) => case.title.get(lang).to_owned(),
                (Some(case), some) => format!("{} · {}", case.title.get(lang), some.join(", ")),
                (None, []) => texts::ANY_CHANNEL.get(lang).to_owned(),
                (None, some) => some.join(", "),
            };
            summary = summary.row(
                lang,
                label,
                html! {
                    @match term {
                        Some(rule) => {
                            strong { (rule.term.said().get(lang)) }
                            @if let Some(basis) = &rule.basis { " (" (basis) ")" }
                        }
                        None => (texts::TERM_UNKNOWN.get(lang)),
                    }
                },
            );
        }
    }
    html! {
        (summary)
        @if v.after_15 { p { (texts::AFTER_15.get(lang)) } }
    }
}

/// The terms of a case, each with the channels it holds for; no channels means all of them.
fn by_channel<'a>(v: &'a Version, case: Option<&str>) -> Vec<(Vec<Channel>, Option<&'a TermRule>)> {
    let mut found: Vec<(Vec<Channel>, Option<&TermRule>)> = Vec::new();
    for channel in v.channels.iter().copied().filter(|c| *c != Channel::National) {
        let rule = v.term(case, channel);
        match found.iter_mut().find(|(_, other)| other.map(|r| r.term) == rule.map(|r| r.term)) {
            Some((channels, _)) => channels.push(channel),
            None => found.push((vec![channel], rule)),
        }
    }
    if let [(channels, _)] = found.as_mut_slice() {
        channels.clear();
    }
    found
}

fn fees(lang: Lang, v: &Version) -> Markup {
    let unknown: Vec<&str> =
        v.unknown.iter().filter(|u| u.what == UnknownWhat::Fee).map(|u| u.listed.as_str()).collect();
    let columns = vec![
        Column::new(lang, texts::FEE),
        Column::new(lang, texts::AMOUNT),
        Column::new(lang, texts::FOR_WHOM),
        Column::new(lang, texts::EXEMPT),
        Column::new(lang, texts::BASIS),
    ];
    let rows = v.fees.iter().map(|rule| {
        Row::new(vec![
            html! { (rule.title.get(lang)) },
            html! { strong { (price(rule.price).get(lang)) } },
            html! { (for_whom(lang, v, rule)) },
            html! { (exemptions(lang, rule)) },
            html! { (rule.basis) },
        ])
    });
    html! {
        @if !v.fees.is_empty() { (Table::new(lang, texts::HOW_MUCH, columns).quiet().rows(rows)) }
        @if !unknown.is_empty() { p { (texts::FEE_UNKNOWN.get(lang)) ": " (unknown.join("; ")) "." } }
        @if v.fees.is_empty() && unknown.is_empty() { p { (texts::NO_FEES.get(lang)) } }
    }
}

pub fn price(price: Price) -> Said {
    match price {
        Price::Once(0) => said!("Miễn phí", "Free"),
        Price::Once(amount) => said!("{} một hồ sơ", "{} for a dossier", Dong(amount)),
        Price::PerCopy(amount) => said!("{} một bản", "{} a copy", Dong(amount)),
        Price::PerPage { first_pages, first, next, max_per_copy } => {
            let (first, next, most) = (Dong(first), Dong(next), Dong(max_per_copy));
            said!(
                "{first} một trang cho {first_pages} trang đầu, từ trang sau {next} một trang; nhiều nhất {most} một bản",
                "{first} a page for the first {first_pages}, then {next} a page; at most {most} a copy"
            )
        }
    }
}

fn for_whom(lang: Lang, v: &Version, rule: &FeeRule) -> String {
    let case = rule.case.as_deref().and_then(|code| v.case(code)).map(|c| c.title.get(lang));
    let channel = rule.channel.map(|c| c.title().get(lang));
    let payer = rule.payer.map(|p| p.title().get(lang));
    let from = rule.valid_from.map(|day| format!("{} {}", texts::FROM_DAY.get(lang), day.dmy()));
    let to = rule.valid_to.map(|day| format!("{} {}", texts::TO_DAY.get(lang), day.dmy()));
    let parts: Vec<&str> = [case, channel, payer, from.as_deref(), to.as_deref()].into_iter().flatten().collect();
    if parts.is_empty() { texts::EVERYBODY.get(lang).to_owned() } else { parts.join(", ") }
}

fn exemptions(lang: Lang, rule: &FeeRule) -> String {
    let one = |e: &Exemption| {
        let who = e.payer.title().get(lang);
        if e.percent == 100 { who.to_owned() } else { format!("{who} (−{}%)", e.percent) }
    };
    rule.exemptions.iter().map(one).collect::<Vec<_>>().join("; ")
}

fn steps(lang: Lang, v: &Version) -> Markup {
    html! {
        ol {
            @for step in &v.steps {
                li {
                    (step.title.get(lang)) " – "
                    @match &step.unit {
                        StepUnit::Intake => (texts::AT_INTAKE.get(lang)),
                        StepUnit::Competent => (texts::AT_COMPETENT.get(lang)),
                        StepUnit::Named(name) => (name),
                    }
                }
            }
        }
    }
}

fn legal(lang: Lang, v: &Version) -> Markup {
    html! {
        @if !v.legal_basis.is_empty() { ul { @for paper in &v.legal_basis { li { (paper) } } } }
        @if let Some(note) = &v.legal_note { p { (note.get(lang)) } }
    }
}

fn versions_list(lang: Lang, versions: &[VersionRow], now: Option<base::Id>) -> Markup {
    html! {
        ul {
            @for v in versions {
                li {
                    (texts::VERSION.get(lang)) " " (v.number) ": " (v.decision) ", " (texts::FROM_DAY.get(lang)) " " (web::day(v.valid_from))
                    @if let Some(to) = v.valid_to { " " (texts::TO_DAY.get(lang)) " " (web::day(to)) }
                    @if Some(v.id) == now { " " (web::status(lang, Tone::Good, texts::VERSION_NOW)) }
                }
            }
        }
    }
}
