//! The administrator's way in: what he may look after, each behind its own right.

use identity::{CHANGE_ROLES, Right, SEE_READS};
use maud::html;
use platform::{Answer, App, Visit};

use crate::{EVENTS, JOBS, SETTINGS, texts};

const WAYS: [(&str, Right, base::Text, base::Text); 7] = [
    ("/quan-tri/tai-khoan", identity::ACCOUNTS, texts::ACCOUNTS, texts::ACCOUNTS_WORDS),
    ("/quan-tri/vai-tro", CHANGE_ROLES, texts::ROLES, texts::ROLES_WORDS),
    ("/quan-tri/cau-hinh", SETTINGS, texts::SETTINGS, texts::SETTINGS_WORDS),
    ("/quan-tri/lich", SETTINGS, texts::CALENDAR, texts::CALENDAR_WORDS),
    ("/quan-tri/viec-nen", JOBS, texts::JOBS, texts::JOBS_WORDS),
    ("/quan-tri/nhat-ky-doc", SEE_READS, texts::READS, texts::READS_WORDS),
    ("/so-cai/su-kien", EVENTS, texts::EVENTS, texts::EVENTS_WORDS),
];

pub async fn home(app: App, visit: Visit) -> Answer {
    let (lang, me) = (visit.lang, visit.me()?);
    let open = WAYS.iter().filter(|(_, right, ..)| me.has(*right));
    let body = html! {
        (web::page_head(lang, None, texts::ADMIN, html! {}, html! {}))
        section.section {
            h2.hidden { (base::text("Các mục quản trị", "Parts of the administration").get(lang)) }
            (web::cards(open.map(|(href, _, title, words)| (*href, title.get(lang), html! { p { (words.get(lang)) } }))))
        }
    };
    Ok(visit.page(&app, texts::ADMIN, body).await)
}
