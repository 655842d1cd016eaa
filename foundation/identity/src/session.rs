//! Sessions live in the database: each can be seen and ended, and ends by itself when idle or old.

use base::{Error, Id, Moment, Result, text};
use storage::{Tx, args};

use crate::{Limits, Me, Must, me::Via, secret::Secret};

/// What a sign-in gives: the cookie's value, given out this once, and what must be done before anything else.
#[derive(Clone)]
pub struct SignIn {
    pub cookie: String,
    pub ends_at: Moment,
    pub account: Id,
    pub person: Id,
    pub must: Option<Must>,
}

/// A session as its owner sees it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Session {
    pub id: Id,
    pub made_at: Moment,
    pub seen_at: Moment,
    /// What the browser calls itself.
    pub agent: String,
    /// It is the one that asks.
    pub current: bool,
}

pub(crate) struct Origin<'a> {
    pub client: [u8; 32],
    pub agent: &'a str,
}

/// At most this many at once; the oldest ends.
const MOST: i64 = 20;

pub(crate) fn open(
    tx: &mut Tx,
    limits: &Limits,
    account: Id,
    second_factor: bool,
    from: &Origin,
) -> Result<(Secret, Moment)> {
    let secret = Secret::new(tx.random());
    let (id, now) = (tx.new_id(), tx.now());
    let ends_at = now.plus_minutes(limits.session_minutes);
    let oldest = tx.first::<(Id,)>(
        "select id from identity_session where account = $1 order by id desc limit 1 offset $2",
        args![account, MOST - 2],
    )?;
    if let Some((oldest,)) = oldest {
        tx.run("delete from identity_session where account = $1 and id < $2", args![account, oldest])?;
    }
    tx.run(
        "insert into identity_session
         (id, hash, account, made_at, seen_at, ends_at, second_factor, acting, client, agent)
         values ($1, $2, $3, $4, $4, $5, $6, null, $7, $8)",
        args![id, secret.hash(), account, now, ends_at, second_factor, from.client, from.agent],
    )?;
    Ok((secret, ends_at))
}

/// The account's open sessions, newest first.
pub fn sessions_of(tx: &mut Tx, limits: &Limits, me: &Me) -> Result<Vec<Session>> {
    let now = tx.now();
    let rows = tx.all::<(Id, Moment, Moment, String)>(
        "select id, made_at, seen_at, agent from identity_session
         where account = $1 and ends_at > $2 and seen_at > $3 order by id desc",
        args![me.account, now, now.plus_minutes(-limits.idle_minutes)],
    )?;
    let session =
        |(id, made_at, seen_at, agent)| Session { id, made_at, seen_at, agent, current: me.via == Via::Session(id) };
    Ok(rows.into_iter().map(session).collect())
}

/// Ends one of one's own sessions; signing out is ending the current one.
pub fn end_session(tx: &mut Tx, me: &Me, id: Id) -> Result<()> {
    match tx.run("delete from identity_session where id = $1 and account = $2", args![id, me.account])? {
        0 => Err(Error::not_found(text("Phiên này đã kết thúc", "This session has ended"))),
        _ => Ok(()),
    }
}

/// Ends the session of this request; nothing to do for a token.
pub fn sign_out(tx: &mut Tx, me: &Me) -> Result<()> {
    if let Via::Session(id) = me.via {
        tx.run("delete from identity_session where id = $1", args![id])?;
    }
    Ok(())
}

/// Ends all sessions of an account but `keep`.
pub(crate) fn end_all(tx: &mut Tx, account: Id, keep: Option<Id>) -> Result<u64> {
    tx.run("delete from identity_session where account = $1 and id <> $2", args![account, keep.unwrap_or(Id::NONE)])
}

/// Chooses the post one acts in, of those one holds or was lent today: it names the unit of what one does next.
pub fn act_as(tx: &mut Tx, me: &Me, post: Id) -> Result<()> {
    if !me.posts.iter().any(|seat| seat.post == post) {
        return Err(Error::not_found(text("Bạn không giữ vị trí này hôm nay", "You do not hold this post today")));
    }
    if let Via::Session(id) = me.via {
        tx.run("update identity_session set acting = $2 where id = $1", args![id, post])?;
    }
    Ok(())
}

/// Removes what has ended; a nightly job calls it.
pub fn sweep_sessions(tx: &mut Tx) -> Result<u64> {
    let now = tx.now();
    Ok(tx.run("delete from identity_session where ends_at <= $1", args![now])?
        + tx.run("delete from identity_token where ends_at <= $1", args![now])?)
}
