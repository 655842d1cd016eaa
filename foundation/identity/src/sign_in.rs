//! Signing in. Each try is counted before anything is looked at, the password is verified outside any transaction, and what
//! was verified is checked again in the one that opens the session.

use base::{Error, Id, Result, Text, text};
use storage::{Tx, args};

use crate::{
    Client, Identity, Must, PasswordHash, SignIn,
    me::{self, Credential, Via},
    password, second_factor,
    secret::Secret,
    session::{self, Origin},
    signins::{Outcome, note},
    throttle, token,
};

/// An account as sign-in needs it.
type Door = (Id, Id, Option<String>, bool, bool);

const DOOR: &str =
    "select id, person, password, totp_since is not null, suspended_at is not null from identity_account";

fn door(tx: &mut Tx, username: &str) -> Result<Option<Door>> {
    tx.first(&format!("{DOOR} where username = $1"), args![username])
}

impl Identity {
    /// By username and password, and `code` of the second factor where it is asked for at once; without it such an
    /// account gets a session that `give_code` must complete. Blocks for the time of a password hash.
    /// Errors: `SignIn` for a wrong name, password or code, which look alike; `TooMany` while locked; `Busy`;
    /// `Forbidden` for a suspended account, told only to who knows the password.
    pub fn sign_in(&self, username: &str, password: &str, code: Option<&str>, client: &Client) -> Result<SignIn> {
        let username: String = username.trim().to_ascii_lowercase().chars().take(100).collect();
        let account = self.try_by_name(&username, client, door)?;
        let verified = account.and_then(|(id, _, hash, ..)| hash.map(|hash| (id, hash)));
        let right = password::verify(password, verified.as_ref().map(|(_, hash)| hash.as_str()))?;
        let Some((account, hash)) = verified else {
            return Err(self.refuse_nobody(&username)?);
        };
        self.enter(&username, account, right.then_some(hash), code.map(str::to_owned), client)
    }

    /// A refusal of a known name is written down; so this one writes as well, or its haste would tell which names exist.
    fn refuse_nobody(&self, username: &str) -> Result<Error> {
        let key = throttle::name_key(&self.vault, username);
        self.db.write_now(move |tx| throttle::touch(tx, key))?;
        Ok(wrong())
    }

    /// Counts a try under this name and looks the account up.
    pub(crate) fn try_by_name<T: Send + 'static>(
        &self,
        name: &str,
        client: &Client,
        look_up: impl Fn(&mut Tx, &str) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (limits, name, client) = (self.limits, name.to_owned(), client.key(&self.vault));
        let key = throttle::name_key(&self.vault, &name);
        self.db.write_now(move |tx| {
            throttle::begin(tx, &limits, key, client)?;
            look_up(tx, &name)
        })
    }

    /// Opens a session if the hash that was verified is still the account's; `None` says that the password was wrong.
    fn enter(
        &self,
        username: &str,
        account: Id,
        verified: Option<String>,
        code: Option<String>,
        client: &Client,
    ) -> Result<SignIn> {
        let (keeper, agent, address) = (self.clone(), client.agent(), client.key(&self.vault));
        let name = throttle::name_key(&self.vault, username);
        // A refusal is written too, so it is a value here and an error outside.
        self.db.write_now(move |tx| {
            let from = Origin { client: address, agent: &agent };
            let (_, person, hash, has_second, suspended) =
                tx.one::<Door>(&format!("{DOOR} where id = $1"), args![account])?;
            let refuse = |tx: &mut Tx, outcome, error| note(tx, account, outcome, &from).map(|()| Err(error));
            if verified.is_none() || hash != verified {
                return refuse(tx, Outcome::WrongPassword, wrong());
            }
            if suspended {
                return refuse(tx, Outcome::Suspended, Error::forbidden(SUSPENDED));
            }
            let complete = match &code {
                Some(code) if has_second => {
                    if !second_factor::use_code(tx, &keeper.vault, account, code)? {
                        return refuse(tx, Outcome::WrongCode, wrong());
                    }
                    true
                }
                _ => !has_second,
            };
            if complete {
                throttle::forgive(tx, name, address)?;
                note(tx, account, Outcome::SignedIn, &from)?;
            }
            keeper.open(tx, account, person, has_second && complete, &from).map(Ok)
        })?
    }

    pub(crate) fn open(&self, tx: &mut Tx, account: Id, person: Id, second: bool, from: &Origin) -> Result<SignIn> {
        let (secret, ends_at) = session::open(tx, &self.limits, account, second, from)?;
        let must = self.must(tx, &secret)?;
        Ok(SignIn { cookie: secret.to_cookie(), ends_at, account, person, must })
    }

    fn must(&self, tx: &mut Tx, secret: &Secret) -> Result<Option<Must>> {
        let known = me::load(tx, &self.limits, &self.kept, &Credential::Session(secret.clone()))?;
        Ok(known.and_then(|known| known.me.must))
    }

    /// The second step: completes a session whose account has a second factor. The cookie changes with it.
    /// Errors: as `sign_in`.
    pub fn give_code(&self, cookie: &str, code: &str, client: &Client) -> Result<SignIn> {
        let secret = Secret::from_cookie(cookie).ok_or_else(Error::sign_in)?;
        let (keeper, code) = (self.clone(), code.to_owned());
        let (agent, address) = (client.agent(), client.key(&self.vault));
        self.db.write_now(move |tx| {
            let from = Origin { client: address, agent: &agent };
            let known = me::load(tx, &keeper.limits, &keeper.kept, &Credential::Session(secret.clone()))?;
            let me =
                known.map(|known| known.me).filter(|me| me.must == Some(Must::GiveCode)).ok_or_else(Error::sign_in)?;
            let Via::Session(id) = me.via else {
                return Err(Error::sign_in());
            };
            let username = crate::account::account(tx, me.account)?.username;
            let name = throttle::name_key(&keeper.vault, &username);
            throttle::begin(tx, &keeper.limits, name, address)?;
            if !second_factor::use_code(tx, &keeper.vault, me.account, &code)? {
                note(tx, me.account, Outcome::WrongCode, &from)?;
                return Ok(Err(Error::field("code", second_factor::WRONG_CODE)));
            }
            throttle::forgive(tx, name, address)?;
            note(tx, me.account, Outcome::SignedIn, &from)?;
            tx.run("delete from identity_session where id = $1", args![id])?;
            keeper.open(tx, me.account, me.person, true, &from).map(Ok)
        })?
    }

    /// Changes one's own password. All other sessions and all tokens of the account end.
    /// Errors: `Invalid` on `old` or `password`; `TooMany`, `Busy` as in `sign_in`.
    pub fn change_password(&self, me: &crate::Me, old: &str, new: &str, client: &Client) -> Result<()> {
        let account = me.account;
        let username = self.db.read_now(move |tx| Ok(crate::account::account(tx, account)?.username))?;
        let found = self.try_by_name(&username, client, door)?;
        let hash = found.and_then(|(.., hash, _, _)| hash);
        if !password::verify(old, hash.as_deref())? {
            return Err(Error::field("old", WRONG_OLD));
        }
        if password::same(old, new) {
            return Err(Error::field("password", SAME));
        }
        let fresh = PasswordHash::new(self.db.sources(), new, &username)?;
        let (keep, address) = (me.via, client.key(&self.vault));
        let name = throttle::name_key(&self.vault, &username);
        self.db.write_now(move |tx| {
            let changed = tx.run(
                "update identity_account set password = $3, password_at = $4, must_change = $5
                 where id = $1 and password = $2",
                args![account, &hash, fresh.as_str(), tx.now(), false],
            )?;
            if changed == 0 {
                return Err(Error::field("old", WRONG_OLD));
            }
            throttle::forgive(tx, name, address)?;
            let keep = if let Via::Session(id) = keep { Some(id) } else { None };
            session::end_all(tx, account, keep)?;
            token::end_all(tx, account)?;
            Ok(())
        })
    }
}

/// The same words whatever was wrong.
pub(crate) fn wrong() -> Error {
    Error::new(base::Kind::SignIn, WRONG)
}

const WRONG: Text =
    text("Tên đăng nhập, mật khẩu hoặc mã xác thực không đúng", "The username, the password or the code is wrong");
pub(crate) const SUSPENDED: Text = text(
    "Tài khoản đang bị tạm khóa. Vui lòng liên hệ quản trị của đơn vị",
    "This account is suspended. Please ask the administrator of your unit",
);
const WRONG_OLD: Text = text("Mật khẩu hiện tại không đúng", "The present password is wrong");
const SAME: Text = text("Mật khẩu mới phải khác mật khẩu cũ", "The new password must differ from the old one");
