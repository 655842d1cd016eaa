//! Whom the office must telephone: citizens without an account here, to whom something has happened that they must know. And
//! what was said, kept with the dossier.

use base::{Error, Id, Moment, Result, Text, text};
use maud::{Markup, html};
use platform::{Answer, App, Visit};
use storage::{Tx, args};
use web::{Choice, Column, FormState, Row, Table};

use crate::{
    catalogue,
    dossier::{Dossier, Status},
    events,
    rights::{By, RECEIVE},
    show,
    store::{self, Filter},
    texts,
};

pub const WAYS: [(&str, Text); 3] = [
    ("call", text("Gọi điện", "By telephone")),
    ("visit", text("Gặp trực tiếp", "In person")),
    ("relative", text("Nhắn qua người thân, thôn, tổ dân phố", "Through a relative or the village")),
];

/// A call or a visit, and what was said: 1 to 500 characters for the office alone.
pub fn contact(tx: &mut Tx, by: By, d: &Dossier, way: &str, reached: bool, words: &str) -> Result<()> {
    if !by.covers(tx, RECEIVE, d.intake_unit)? {
        by.must_hold(tx, d)?;
    }
    if !WAYS.iter().any(|(code, _)| *code == way) {
        return Err(Error::field("way", texts::CHOOSE));
    }
    let words = base::text::clean_lines(words, 500).map_err(|e| Error::field("words", e.said))?;
    if words.is_empty() {
        return Err(Error::field("words", text("Hãy ghi đã nói gì", "Write what was said")));
    }
    let event = events::CONTACTED.event(d.holder_unit, d.id).with("way", way).with("reached", reached);
    let id = ledger::record(tx, Some(by.me.person), event)?;
    store::put_note(tx, id, d.id, &words)?;
    tx.run(
        "insert into procedures_contact (event, dossier, way, reached, at) values ($1, $2, $3, $4, $5)",
        args![id, d.id, way, reached, tx.now()],
    )?;
    Ok(())
}

/// The form on the dossier's page.
pub fn form(lang: base::Lang, state: &FormState) -> Markup {
    let ways = WAYS.map(|(code, title)| Choice::new(lang, code, title));
    let outcomes = [Choice::new(lang, "yes", REACHED), Choice::new(lang, "no", NOT_REACHED)];
    html! {
        input type="hidden" name="act" value="lien-he";
        (state.field("way", WAY).across().radios(&ways))
        (state.field("reached", OUTCOME).across().radios(&outcomes))
        (state.field("words", WORDS).max(500).textarea(2))
        (web::button(lang, RECORD).second())
    }
}

/// A citizen to be telephoned.
struct ToCall {
    dossier: Dossier,
    name: String,
    phone: Option<String>,
    procedure: String,
    since: Moment,
    /// Tries without success since.
    tries: i64,
}

const MOST: usize = 200;

fn to_call(tx: &mut Tx, by: By) -> Result<Vec<ToCall>> {
    let filter = Filter {
        units: by.me.reach(RECEIVE).roots,
        statuses: vec![Status::SupplementRequested, Status::FinancialDuty, Status::Finished],
        ..Filter::default()
    };
    let mut found = Vec::new();
    for line in store::list(tx, &filter, None, MOST)? {
        let Some(dossier) = store::load_by_id(tx, line.id)? else { continue };
        if !by.covers(tx, RECEIVE, dossier.intake_unit)? || reads_messages(tx, &dossier)? {
            continue;
        }
        let since = match dossier.status {
            Status::Finished => dossier.ended_at,
            _ => store::pauses(tx, dossier.id)?.last().map(|pause| pause.from),
        };
        let since = since.unwrap_or(dossier.submitted_at);
        let (reached, tries): (i64, i64) = tx.one(
            "select cast(coalesce(sum(case when reached then 1 else 0 end), 0) as bigint), count(*)
             from procedures_contact where dossier = $1 and at >= $2",
            args![dossier.id, since],
        )?;
        if reached > 0 {
            continue;
        }
        let party = store::applicant(tx, dossier.id)?;
        let procedure = catalogue::name_of(tx, &dossier.procedure)?;
        found.push(ToCall { name: party.name, phone: party.phone, procedure, since, tries, dossier });
    }
    found.sort_by_key(|one| one.since);
    Ok(found)
}

/// Whether the citizen has an account, where messages of this house reach him.
fn reads_messages(tx: &mut Tx, d: &Dossier) -> Result<bool> {
    let Some(person) = d.applicant else { return Ok(false) };
    Ok(!identity::accounts_of(tx, person)?.is_empty())
}

pub async fn list(app: App, visit: Visit) -> Answer {
    let (lang, me, house) = (visit.lang, visit.me()?.clone(), app.clone());
    // A write: telephone numbers of people are read here.
    let found = app
        .write(move |tx| {
            let found = to_call(tx, By { app: &house, me: &me })?;
            let ids: Vec<Id> = found.iter().map(|one| one.dossier.id).collect();
            identity::note_list_read(tx, &me, "dossiers.to_call", "", &ids)?;
            Ok(found)
        })
        .await?;
    let columns = vec![
        Column::new(lang, texts::CODE).tight(),
        Column::new(lang, texts::APPLICANT),
        Column::new(lang, texts::PHONE).tight(),
        Column::new(lang, WHY),
        Column::new(lang, texts::PROCEDURE),
        Column::new(lang, SINCE).tight(),
        Column::new(lang, TRIES).number(),
    ];
    let rows = found.iter().map(|one| {
        Row::to(
            format!("/ho-so/{}", one.dossier.code),
            vec![
                html! { (one.dossier.code) },
                html! { (one.name) },
                match &one.phone {
                    Some(phone) => html! { a href={ "tel:" (phone) } { (phone) } },
                    None => html! { (NO_PHONE.get(lang)) },
                },
                show::status_tag(lang, one.dossier.status),
                html! { span.clip title=(one.procedure) { (one.procedure) } },
                html! { (one.since.day().dmy()) },
                html! { (web::number(lang, one.tries)) },
            ],
        )
    });
    let body = html! {
        (web::page_head(lang, None, TITLE, html! { (LEAD.get(lang)) }, html! {}))
        (Table::new(lang, TITLE, columns).rows(rows).quiet().empty(NOBODY))
    };
    Ok(visit.page(&app, TITLE, body).await)
}

pub const TITLE: Text = text("Cần gọi điện", "To be phoned");
pub const CONTACT: Text = text("Ghi nhận liên hệ với người nộp", "Record a call or a visit");
const LEAD: Text = text(
    "Người nộp không có tài khoản, cần được báo bổ sung, nộp tiền hoặc nhận kết quả. Ghi nhận đã liên hệ được thì dòng này hết",
    "Applicants without an account who must be told to supplement, to pay or to collect. Once one was reached his line goes",
);
const WAY: Text = text("Cách liên hệ", "How");
const OUTCOME: Text = text("Kết quả", "Outcome");
const REACHED: Text = text("Đã liên hệ được", "Reached");
const NOT_REACHED: Text = text("Chưa liên hệ được", "Not reached");
const WORDS: Text = text("Nội dung trao đổi", "What was said");
const RECORD: Text = text("Ghi nhận", "Record");
const WHY: Text = text("Vì sao gọi", "Why");
const SINCE: Text = text("Từ ngày", "Since");
const TRIES: Text = text("Đã gọi", "Tried");
const NO_PHONE: Text = text("Không có số", "No number");
const NOBODY: Text = text("Không có ai cần gọi", "Nobody is to be phoned");
