//! Finding a dossier: by its code, a personal number or a phone number, or by words with or without marks.

use base::{Result, text};
use maud::{Markup, html};
use platform::{Answer, App, Posted, Visit};
use search::Within;
use web::{Column, Row, Table};

use crate::{
    dossier::Dossier,
    rights::VIEW,
    show,
    store::{self, Party},
    texts,
};

const MOST_FOUND: usize = 50;
const LONGEST: usize = 200;

/// The empty form. What is looked for comes by POST: names and numbers of people belong in no address.
pub async fn form(app: App, visit: Visit) -> Answer {
    Ok(page(&app, &visit, "", html! {}).await)
}

async fn page(app: &App, visit: &Visit, typed: &str, found: Markup) -> axum::response::Response {
    let lang = visit.lang;
    let body = html! {
        (web::page_head(lang, None, FIND, html! { (HINT.get(lang)) }, html! {}))
        (web::private_search_box(lang, "/tim", FIND, typed, &visit.csrf))
        (found)
    };
    visit.page(app, FIND, body).await
}

pub async fn find(app: App, visit: Visit, posted: Posted) -> Answer {
    let me = visit.me()?.clone();
    let lang = visit.lang;
    let typed: String = posted.text("q").chars().take(LONGEST).collect();
    if let Some(code) = scanned_code(&typed) {
        return Ok(platform::redirect(format!("/ho-so/{}", web::encoded(code))));
    }
    let wanted = typed.clone();
    // A write: a search by number names a person, and that is a read of his data.
    let found = app.write(move |tx| {
        let mut rows: Vec<(Dossier, Party)> = Vec::new();
        if wanted.is_empty() {
            return Ok(rows);
        }
        let reach = me.reach(VIEW);
        let hits = search::find(tx, &wanted, &["dossier"], Within::Units(&reach.roots), MOST_FOUND)?;
        let mut keys = Vec::new();
        for hit in hits {
            let Some(dossier) = store::load_by_id(tx, hit.record)? else { continue };
            if hit.exact
                && let Some(person) = dossier.applicant
            {
                identity::note_read(tx, &me, person, dossier.id, "Tra cứu theo số", "dossier")?;
            }
            keys.push(dossier.id);
            let applicant = store::applicant(tx, dossier.id)?;
            rows.push((dossier, applicant));
        }
        identity::note_list_read(tx, &me, "dossiers.search", "", &keys)?;
        Ok::<_, base::Error>(rows)
    });
    let found: Result<_> = found.await;
    let found = found?;
    let columns = vec![
        Column::new(lang, texts::CODE).tight(),
        Column::new(lang, texts::APPLICANT),
        Column::new(lang, texts::STATUS),
        Column::new(lang, texts::DUE).tight(),
    ];
    let now = app.now();
    let rows = found.iter().map(|(d, applicant)| {
        Row::to(
            format!("/ho-so/{}", d.code),
            vec![
                html! { (d.code) },
                html! { (applicant.name) },
                show::status_tag(lang, d.status),
                show::due_badge(lang, d.status, d.due, d.acceptance_due, now),
            ],
        )
    });
    let found = html! {
        @if !typed.is_empty() { (Table::new(lang, FIND, columns).quiet().rows(rows).empty(texts::NO_DOSSIERS)) }
    };
    Ok(page(&app, &visit, &typed, found).await)
}

/// The dossier that the QR code of a printed paper means: `https://…/tra-cuu?ma=H60…`.
fn scanned_code(typed: &str) -> Option<&str> {
    let (_, code) = typed.split_once("/tra-cuu?ma=")?;
    let code = code.split('&').next().unwrap_or_default().trim();
    let is_code = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    (!code.is_empty() && code.chars().all(is_code)).then_some(code)
}

const FIND: base::Text = text("Tìm hồ sơ", "Find a dossier");
const HINT: base::Text = text(
    "Mã hồ sơ, số định danh, số điện thoại, hoặc tên người nộp và tên thủ tục (có dấu hoặc không dấu)",
    "A code, a personal number, a phone number, or words of the applicant's name and the procedure, with or without marks",
);
