//! Up to a hundred dossiers at once: each act succeeds or explains itself alone.

use base::{Error, Id, Kind, Result, Said, Text, text};
use maud::{Markup, html};
use platform::{Answer, App, Posted, Visit};
use storage::Tx;
use web::{Choice, Column, Form, FormState, Row, Table, Tone};

use crate::{accept, dossier::Dossier, finish, forward, rights::By, show, texts};

pub const MOST: usize = 100;

/// The name of a list's checkboxes and of the form they belong to. A value is `CODE:REVISION`, as it was seen.
pub const CHOSEN: &str = "chon";

pub fn choice(code: &str, revision: i64) -> String {
    format!("{code}:{revision}")
}

/// What can be done with many at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Accept,
    Forward,
    Finish,
    HandOver,
    Reassign,
}

impl Act {
    const ALL: [Act; 5] = [Act::Accept, Act::Forward, Act::Finish, Act::HandOver, Act::Reassign];

    fn code(self) -> &'static str {
        match self {
            Act::Accept => "tiep-nhan",
            Act::Forward => "chuyen",
            Act::Finish => "ky",
            Act::HandOver => "tra",
            Act::Reassign => "phan-cong",
        }
    }

    pub fn title(self) -> Text {
        match self {
            Act::Accept => texts::ACCEPT,
            Act::Forward => texts::FORWARD,
            Act::Finish => text("Ký kết quả", "Sign the results"),
            Act::HandOver => texts::HAND_OVER,
            Act::Reassign => texts::REASSIGN,
        }
    }

    fn run(self, tx: &mut Tx, by: By, d: &Dossier, p: &Posted) -> Result<()> {
        match self {
            Act::Accept => accept::accept(tx, by, d).map(drop),
            Act::Forward => forward::forward(tx, by, d, None, p.text("note")).map(drop),
            Act::Finish => {
                let day = p.filled("day").map(|_| crate::acts::typed_day(p, "day")).transpose()?;
                let signed = finish::Signed { day, from_template: true, ..finish::Signed::default() };
                finish::finish(tx, by, d, &signed).map(drop)
            }
            Act::HandOver => finish::hand_over(tx, by, d, p.text("way"), "").map(drop),
            Act::Reassign => forward::reassign(tx, by, d, crate::acts::chosen(p, "person")?).map(drop),
        }
    }
}

/// The form under a list: one button for each act, and what they need to know.
pub fn form(visit: &Visit, back: &str, acts: &[Act], people: &[(Id, String)]) -> Markup {
    let lang = visit.lang;
    let state = FormState::empty(lang).dense();
    let ways = finish::WAYS.map(|(code, title)| Choice::new(lang, code, title));
    let people: Vec<Choice> = people.iter().map(|(id, name)| Choice::new(lang, id.to_string(), name)).collect();
    let acts: Vec<Act> = acts.iter().copied().filter(|act| *act != Act::Reassign || !people.is_empty()).collect();
    html! {
        @if !acts.is_empty() {
            div.chosen-acts {
                (Form::post("/ho-so/hang-loat", &visit.csrf).id(CHOSEN).inline().body(html! {
                    input type="hidden" name="back" value=(back);
                    span.soft { (CHOSEN_WORDS.get(lang)) " " span data-chosen=(CHOSEN) {} }
                    @if acts.contains(&Act::HandOver) { (state.field("way", texts::WAY_OF_RETURN).select(&ways)) }
                    @if acts.contains(&Act::Reassign) { (state.field("person", texts::PERSON).select_or(texts::WHOLE_UNIT, &people)) }
                    @if acts.contains(&Act::Finish) { (state.field("day", texts::DAY_SIGNED).optional().date()) }
                    @for (n, act) in acts.iter().enumerate() {
                        @let button = web::button(lang, act.title()).sends("act", act.code());
                        @if n == 0 { (button) } @else { (button.second()) }
                    }
                }))
            }
        }
    }
}

/// One dossier's share of the whole: what was done, or why it was not.
struct Told {
    code: String,
    outcome: Result<(), Error>,
}

pub async fn act(app: App, visit: Visit, posted: Posted) -> Answer {
    let me = visit.me()?.clone();
    let act = Act::ALL.into_iter().find(|act| act.code() == posted.text("act"));
    let act = act.ok_or_else(|| Error::invalid(texts::CHOOSE))?;
    let mut chosen: Vec<String> = posted.all(CHOSEN).map(str::to_owned).collect();
    chosen.sort();
    chosen.dedup();
    if chosen.is_empty() {
        return Err(Error::invalid(CHOOSE_SOME).into());
    }
    if chosen.len() > MOST {
        return Err(Error::new(Kind::TooLarge, TOO_MANY).into());
    }
    let mut told = Vec::with_capacity(chosen.len());
    for value in chosen {
        let (code, revision) = value.rsplit_once(':').unwrap_or((&value, ""));
        let (code, revision) = (code.to_owned(), revision.parse::<i64>().ok());
        let (house, me, sent, its_code) = (app.clone(), me.clone(), posted.clone(), code.clone());
        let outcome = app
            .write(move |tx| {
                let by = By { app: &house, me: &me };
                let dossier = by.load(tx, &its_code)?;
                dossier.unchanged_since(revision)?;
                act.run(tx, by, &dossier, &sent)
            })
            .await;
        match outcome {
            // Nothing of it was recorded, and the rest would fare the same.
            Err(e) if e.kind == Kind::SignIn => return Err(e.into()),
            outcome => told.push(Told { code, outcome }),
        }
    }
    Ok(report(&app, &visit, act, &told, posted.text("back")).await)
}

async fn report(app: &App, visit: &Visit, act: Act, told: &[Told], back: &str) -> axum::response::Response {
    let lang = visit.lang;
    let done = told.iter().filter(|one| one.outcome.is_ok()).count();
    let not_done = told.len() - done;
    let columns = vec![
        Column::new(lang, texts::CODE).tight(),
        Column::new(lang, texts::STATUS).tight(),
        Column::new(lang, texts::REASON),
    ];
    // What did not succeed is read first.
    let in_order = told.iter().filter(|one| one.outcome.is_err()).chain(told.iter().filter(|one| one.outcome.is_ok()));
    let rows = in_order.map(|one| {
        let (tone, word, why) = match &one.outcome {
            Ok(()) => (Tone::Good, DONE, String::new()),
            Err(e) => (Tone::Bad, NOT_DONE, why(e).get(lang).to_owned()),
        };
        Row::to(
            format!("/ho-so/{}", one.code),
            vec![html! { (one.code) }, web::status(lang, tone, word), html! { (why) }],
        )
    });
    let (tone, said) = if not_done == 0 {
        (Tone::Good, base::said!("Đã làm xong {done} hồ sơ", "{done} dossiers are done"))
    } else {
        (
            Tone::Warn,
            base::said!(
                "Đã làm xong {done} hồ sơ; {not_done} hồ sơ chưa làm được, lý do ở dưới",
                "{done} dossiers are done; {not_done} are not, the reasons are below"
            ),
        )
    };
    let back = if back.starts_with("/ho-so") || back.starts_with("/trinh-ky") { back } else { "/ho-so" };
    let body = html! {
        (web::back_link(lang, back))
        (web::page_head(lang, None, act.title(), html! {}, html! {}))
        (web::notice(lang, tone, said, html! {}))
        (Table::new(lang, act.title(), columns).rows(rows).quiet())
    };
    visit.page(app, act.title(), body).await
}

/// The error in words; of a wrong field, the field's.
fn why(e: &Error) -> &Said {
    e.fields.first().map_or(&e.said, |(_, said)| said)
}

/// Colleagues of a unit by given name, for an act that gives dossiers to one of them.
pub fn colleagues(tx: &mut Tx, by: By, units: &[Id]) -> Result<Vec<(Id, String)>> {
    let day = tx.now().day();
    let mut people = Vec::new();
    for unit in units {
        if by.covers(tx, crate::rights::CHECK, *unit)? {
            people.extend(directory::posts_at(tx, *unit, day)?.into_iter().map(|post| post.person));
        }
    }
    people.sort_unstable();
    people.dedup();
    let mut named = Vec::with_capacity(people.len());
    for person in people {
        named.push((person, directory::person(tx, person)?.name));
    }
    named.sort_by_key(|(_, name)| base::text::name_sort_key(name));
    Ok(named)
}

/// A row's cells as every list of dossiers shows them.
pub fn due(lang: base::Lang, d: &Dossier, now: base::Moment) -> Markup {
    show::due_badge(lang, d.status, d.due, d.acceptance_due, now)
}

const CHOSEN_WORDS: Text = text("Đã chọn", "Chosen");
const CHOOSE_SOME: Text = text("Hãy quay lại và chọn ít nhất một hồ sơ", "Go back and choose at least one dossier");
const TOO_MANY: Text = text("Mỗi lần nhiều nhất 100 hồ sơ", "At most 100 dossiers at once");
const DONE: Text = text("Đã xong", "Done");
const NOT_DONE: Text = text("Chưa làm được", "Not done");
