//! API tokens: a bearer string with fewer rights than its person and an end. Shown once, stored as a hash.

use base::{Error, Id, Moment, Result, Text, said, text};
use storage::{Tx, args};

use crate::{ACCOUNTS, By, CHANGE_ROLES, Limits, Me, events, secret::Secret};

#[derive(Clone, Debug, Default)]
pub struct NewToken {
    /// What it is for, in its owner's words.
    pub name: String,
    /// Unless said: all the person has but the administration of accounts and roles.
    pub rights: Option<Vec<String>>,
    /// Unless said: in 24 hours.
    pub ends_at: Option<Moment>,
}

/// A token as its owner sees it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Token {
    pub id: Id,
    pub name: String,
    pub rights: Vec<String>,
    pub made_at: Moment,
    pub ends_at: Moment,
    pub used_at: Option<Moment>,
}

/// Makes a token of `me`'s own; the operator at the command line makes one for anybody. Gives the bearer string.
pub fn create_token(tx: &mut Tx, by: By, limits: &Limits, me: &Me, new: &NewToken) -> Result<(Id, String)> {
    if by.actor().is_some_and(|person| person != me.person) {
        return Err(Error::forbidden(NOT_YOURS));
    }
    let now = tx.now();
    let name = base::text::clean(&new.name, 100)?;
    let rights = match &new.rights {
        None => me.rights.names().filter(|it| ![ACCOUNTS.0, CHANGE_ROLES.0].contains(it)).map(str::to_owned).collect(),
        Some(rights) => rights.clone(),
    };
    if let Some(missing) = rights.iter().find(|it| !me.rights.names().any(|held| held == it.as_str())) {
        return Err(Error::field(
            "rights",
            said!("Bạn không có quyền {missing}", "You do not have the right {missing}"),
        ));
    }
    let ends_at = new.ends_at.unwrap_or(now.plus_minutes(limits.token_minutes));
    if ends_at <= now || ends_at > now.plus_minutes(limits.longest_token_minutes) {
        return Err(Error::field("ends_at", BAD_END));
    }
    let (id, secret) = (tx.new_id(), Secret::new(tx.random()));
    tx.run(
        "insert into identity_token (id, hash, account, name, rights, made_at, ends_at) values ($1, $2, $3, $4, $5, $6, $7)",
        args![id, secret.hash(), me.account, name, rights.join(" "), now, ends_at],
    )?;
    events::about(tx, by, &events::TOKEN_MADE, me.account)?;
    Ok((id, secret.to_bearer()))
}

/// One's own tokens that have not ended, newest first.
pub fn tokens_of(tx: &mut Tx, me: &Me) -> Result<Vec<Token>> {
    let now = tx.now();
    let rows = tx.all::<(Id, String, String, Moment, Moment, Option<Moment>)>(
        "select id, name, rights, made_at, ends_at, used_at from identity_token
         where account = $1 and ends_at > $2 order by id desc",
        args![me.account, now],
    )?;
    let token =
        |(id, name, rights, made_at, ends_at, used_at): (Id, String, String, Moment, Moment, Option<Moment>)| {
            let rights = rights.split_whitespace().map(str::to_owned).collect();
            Token { id, name, rights, made_at, ends_at, used_at }
        };
    Ok(rows.into_iter().map(token).collect())
}

pub fn end_token(tx: &mut Tx, me: &Me, id: Id) -> Result<()> {
    match tx.run("delete from identity_token where id = $1 and account = $2", args![id, me.account])? {
        0 => Err(Error::not_found(text("Không có khóa truy cập này", "There is no such token"))),
        _ => Ok(()),
    }
}

/// Ends all tokens of an account.
pub(crate) fn end_all(tx: &mut Tx, account: Id) -> Result<u64> {
    tx.run("delete from identity_token where account = $1", args![account])
}

const NOT_YOURS: Text = text("Chỉ chính bạn được tạo khóa truy cập của mình", "Nobody makes tokens for somebody else");
const BAD_END: Text =
    text("Hạn dùng phải sau bây giờ và không quá một năm", "The end must be in the future, within a year");
