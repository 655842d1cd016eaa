#![doc = include_str!("../README.md")]

mod mail;

pub use mail::Mailer;

use base::{Id, Moment, Result, Said};
use storage::{Migration, Tx, args, migration};

pub const MIGRATIONS: &[Migration] = &[migration!("notify", "0001_notify")];

/// A message as its person sees it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Message {
    pub id: Id,
    pub title: Said,
    pub link: String,
    pub at: Moment,
    pub read: bool,
}

/// Tells one person of something, in the act's own transaction. `link` is a path of this site without personal data.
pub fn send(tx: &mut Tx, person: Id, title: &Said, link: &str) -> Result<Id> {
    let (id, now) = (tx.new_id(), tx.now());
    tx.run(
        "insert into notify_message (id, person, title_vi, title_en, link, at) values ($1, $2, $3, $4, $5, $6)",
        args![id, person, &title.vi, &title.en, link, now],
    )?;
    Ok(id)
}

/// The person's messages, newest first, before the key `before` (an id), at most `limit`.
pub fn of_person(tx: &mut Tx, person: Id, before: Option<Id>, limit: i64) -> Result<Vec<Message>> {
    let rows = tx.all::<(Id, String, String, String, Moment, Option<Moment>)>(
        "select id, title_vi, title_en, link, at, read_at from notify_message
         where person = $1 and id < $2 order by id desc limit $3",
        args![person, before.unwrap_or(Id::from_i64(i64::MAX)), limit],
    )?;
    let message = |(id, vi, en, link, at, read_at): (Id, String, String, String, Moment, Option<Moment>)| Message {
        id,
        title: Said { vi, en },
        link,
        at,
        read: read_at.is_some(),
    };
    Ok(rows.into_iter().map(message).collect())
}

/// How many are unread, counted up to 100.
pub fn unread(tx: &mut Tx, person: Id) -> Result<i64> {
    let (n,) = tx.one::<(i64,)>(
        "select count(*) from (select 1 from notify_message where person = $1 and read_at is null limit 100) as few",
        args![person],
    )?;
    Ok(n)
}

/// Marks all the person's messages up to `id` as read.
pub fn mark_read(tx: &mut Tx, person: Id, up_to: Id) -> Result<u64> {
    let now = tx.now();
    tx.run(
        "update notify_message set read_at = $3 where person = $1 and id <= $2 and read_at is null",
        args![person, up_to, now],
    )
}
