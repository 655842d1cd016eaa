//! Accounts: one for each person and face (official, citizen).

use std::{fmt, str::FromStr};

use base::{Error, Id, Lang, Moment, Result, Text, text};
use storage::{Tx, args, columns, stored_as_text};

use crate::Me;

/// In which capacity an account acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Who {
    Official,
    Citizen,
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Who::Official => "official",
            Who::Citizen => "citizen",
        })
    }
}

impl FromStr for Who {
    type Err = Error;

    fn from_str(s: &str) -> Result<Who> {
        match s {
            "official" => Ok(Who::Official),
            "citizen" => Ok(Who::Citizen),
            _ => Err(Error::internal(format!("{s:?} is neither official nor citizen"))),
        }
    }
}

stored_as_text!(Who);

/// An account as administration sees it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Account {
    pub id: Id,
    pub person: Id,
    pub kind: Who,
    pub username: String,
    pub name: String,
    pub must_change: bool,
    pub suspended_at: Option<Moment>,
    /// Since when a second factor is on.
    pub second_factor_since: Option<Moment>,
    pub made_at: Moment,
}

columns!(Account { id, person, kind, username, name, must_change, suspended_at, second_factor_since, made_at });

const SELECT: &str =
    "select a.id, a.person, a.kind, a.username, p.name, a.must_change, a.suspended_at, a.totp_since, a.made_at
     from identity_account a join directory_person p on p.id = a.person";

/// Small letters, digits, dots, hyphens and underscores; 3 to 40 of them, the first a letter or digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Username(String);

impl Username {
    pub fn parse(typed: &str) -> Result<Username> {
        let name = typed.trim().to_ascii_lowercase();
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let good = (3..=40).contains(&name.len())
            && name.starts_with(fits)
            && name.chars().all(|c| fits(c) || matches!(c, '.' | '-' | '_'));
        if good { Ok(Username(name)) } else { Err(Error::field("username", BAD_USERNAME)) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

const BAD_USERNAME: Text = text(
    "Tên đăng nhập gồm 3 đến 40 ký tự: chữ thường không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới",
    "A username has 3 to 40 characters: small letters without marks, digits, dots, hyphens, underscores",
);
const NO_ACCOUNT: Text = text("Không có tài khoản này", "There is no such account");

pub fn account(tx: &mut Tx, id: Id) -> Result<Account> {
    tx.first(&format!("{SELECT} where a.id = $1"), args![id])?.ok_or_else(|| Error::not_found(NO_ACCOUNT))
}

pub fn account_named(tx: &mut Tx, username: &str) -> Result<Account> {
    let username = username.trim().to_ascii_lowercase();
    tx.first(&format!("{SELECT} where a.username = $1"), args![username])?.ok_or_else(|| Error::not_found(NO_ACCOUNT))
}

/// The person's accounts, at most one as official and one as citizen.
pub fn accounts_of(tx: &mut Tx, person: Id) -> Result<Vec<Account>> {
    tx.all(&format!("{SELECT} where a.person = $1 order by a.kind desc"), args![person])
}

/// Where a page of accounts goes on: sort key and account of its last row.
pub type AccountKey = (String, Id);

/// Those who hold a post in the unit today, by given name, after the key; with the next key unless this was the last page.
pub fn accounts_of_unit(
    tx: &mut Tx,
    unit: Id,
    after: Option<&AccountKey>,
    limit: i64,
) -> Result<(Vec<Account>, Option<AccountKey>)> {
    let today = tx.now().day();
    let (key, id) = after.map_or(("", Id::NONE), |(key, id)| (key.as_str(), *id));
    let mut keys: Vec<AccountKey> = tx.all(
        "select distinct p.sort_key, a.id from directory_post o
         join identity_account a on a.person = o.person and a.kind = 'official'
         join directory_person p on p.id = o.person
         where o.unit = $1 and o.from_day <= $2 and (o.to_day is null or o.to_day >= $2)
           and (p.sort_key, a.id) > ($3, $4)
         order by p.sort_key, a.id limit $5",
        args![unit, today, key, id, limit],
    )?;
    let found = keys.iter().map(|(_, id)| account(tx, *id)).collect::<Result<_>>()?;
    let next = if keys.len() as i64 == limit { keys.pop() } else { None };
    Ok((found, next))
}

/// The language the person reads pages in.
pub fn set_lang(tx: &mut Tx, me: &Me, lang: Lang) -> Result<()> {
    tx.run("update identity_account set lang = $2 where id = $1", args![me.account, lang.tag()])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usernames_are_plain_and_small() {
        assert_eq!(Username::parse(" An.Nguyen ").unwrap().as_str(), "an.nguyen");
        for wrong in ["ab", ".an", "nguyễn", "an nguyen", "an@xa", &"a".repeat(41)] {
            assert!(Username::parse(wrong).is_err(), "{wrong}");
        }
    }
}
