//! What an administrator does to accounts, each within his reach and each an event.

use base::{Day, Error, Id, Moment, Result, Text, text};
use storage::{Tx, args};

use crate::{
    ACCOUNTS, By, PasswordHash, Username, Vault, Who, account::account, events, role::known_role, session, throttle,
    token,
};

pub struct NewAccount {
    pub person: Id,
    pub kind: Who,
    pub username: Username,
    /// Without one the account is entered another way (a citizen's by VNeID).
    pub password: Option<PasswordHash>,
    /// A password that somebody else has seen must be changed at the first sign-in.
    pub must_change: bool,
}

/// Errors: `Conflict` if the person has such an account, `Invalid` on `username` if it is taken.
pub fn create_account(tx: &mut Tx, by: By, new: &NewAccount) -> Result<Id> {
    by.require_over_person(tx, new.person)?;
    if tx.first::<(Id,)>("select id from identity_account where username = $1", args![new.username.as_str()])?.is_some()
    {
        return Err(Error::field("username", TAKEN));
    }
    let mine = "select id from identity_account where person = $1 and kind = $2";
    if tx.first::<(Id,)>(mine, args![new.person, new.kind])?.is_some() {
        return Err(Error::conflict(HAS_ONE));
    }
    let (id, now) = (tx.new_id(), tx.now());
    tx.run(
        "insert into identity_account
         (id, person, kind, username, password, password_at, must_change, totp_step, lang, made_at)
         values ($1, $2, $3, $4, $5, $6, $7, 0, 'vi', $6)",
        args![
            id,
            new.person,
            new.kind,
            new.username.as_str(),
            new.password.as_ref().map(PasswordHash::as_str),
            now,
            new.must_change
        ],
    )?;
    events::account_created(tx, by, id, new.kind)?;
    Ok(id)
}

/// Ends all sessions and tokens; the account's rights rest until `resume`.
pub fn suspend(tx: &mut Tx, by: By, id: Id) -> Result<()> {
    by.require_over_account(tx, id)?;
    if by.actor() == Some(account(tx, id)?.person) {
        return Err(Error::conflict(NOT_YOURSELF));
    }
    let now = tx.now();
    let sql = "update identity_account set suspended_at = $2 where id = $1 and suspended_at is null";
    if tx.run(sql, args![id, now])? == 0 {
        return Err(Error::conflict(text("Tài khoản đã bị tạm khóa trước đó", "The account is suspended already")));
    }
    session::end_all(tx, id, None)?;
    token::end_all(tx, id)?;
    events::about(tx, by, &events::ACCOUNT_SUSPENDED, id)
}

pub fn resume(tx: &mut Tx, by: By, id: Id) -> Result<()> {
    by.require_over_account(tx, id)?;
    let sql = "update identity_account set suspended_at = null where id = $1 and suspended_at is not null";
    if tx.run(sql, args![id])? == 0 {
        return Err(Error::conflict(text("Tài khoản không bị tạm khóa", "The account is not suspended")));
    }
    events::about(tx, by, &events::ACCOUNT_RESUMED, id)
}

/// Sets a password to hand over, which must be changed at the next sign-in. Ends all sessions and tokens, and any lock.
pub fn reset_password(tx: &mut Tx, by: By, vault: &Vault, id: Id, password: &PasswordHash) -> Result<()> {
    by.require_over_account(tx, id)?;
    let username = account(tx, id)?.username;
    let now = tx.now();
    tx.run(
        "update identity_account set password = $2, password_at = $3, must_change = $4 where id = $1",
        args![id, password.as_str(), now, true],
    )?;
    throttle::reset(tx, throttle::name_key(vault, &username))?;
    session::end_all(tx, id, None)?;
    token::end_all(tx, id)?;
    events::about(tx, by, &events::PASSWORD_RESET, id)
}

/// Until when wrong tries have locked the account, if they have.
pub fn locked_until(tx: &mut Tx, vault: &Vault, id: Id) -> Result<Option<Moment>> {
    let username = account(tx, id)?.username;
    throttle::locked_until(tx, throttle::name_key(vault, &username))
}

/// Takes the lock of wrong tries away.
pub fn unlock(tx: &mut Tx, by: By, vault: &Vault, id: Id) -> Result<()> {
    by.require_over_account(tx, id)?;
    let username = account(tx, id)?.username;
    throttle::reset(tx, throttle::name_key(vault, &username))?;
    Ok(())
}

/// Gives a person a post in a unit within reach. Rights follow from its first day on.
pub fn give_post(tx: &mut Tx, by: By, person: Id, unit: Id, role: &str, from: Day, to: Option<Day>) -> Result<Id> {
    by.require_over(tx, ACCOUNTS, unit)?;
    known_role(tx, role)?;
    directory::add_post(tx, by.actor(), person, unit, role, from, to)
}

/// Ends a post within reach; `last` is its last day.
pub fn end_post(tx: &mut Tx, by: By, post: Id, last: Day) -> Result<()> {
    let (unit,) = tx.one::<(Id,)>("select unit from directory_post where id = $1", args![post])?;
    by.require_over(tx, ACCOUNTS, unit)?;
    directory::end_post(tx, by.actor(), post, last)
}

/// Moves the holder of a post to another: the old one ends the day before. Both units must be within reach.
pub fn move_post(tx: &mut Tx, by: By, post: Id, unit: Id, role: &str, from: Day) -> Result<Id> {
    let (person,) = tx.one::<(Id,)>("select person from directory_post where id = $1", args![post])?;
    end_post(tx, by, post, from.plus(-1))?;
    give_post(tx, by, person, unit, role, from, None)
}

const TAKEN: Text = text("Tên đăng nhập này đã có người dùng", "This username is taken");
const HAS_ONE: Text = text("Người này đã có tài khoản", "This person has an account already");
const NOT_YOURSELF: Text = text("Không thể tự tạm khóa tài khoản của mình", "Nobody suspends himself");
