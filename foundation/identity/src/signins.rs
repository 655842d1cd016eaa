//! The account page's list of sign-ins: own table, not the ledger.

use std::{fmt, str::FromStr};

use base::{Error, Id, Moment, Result, Text, text};
use storage::{Tx, args, columns, stored_as_text};

use crate::session::Origin;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    SignedIn,
    WrongPassword,
    WrongCode,
    Suspended,
}

const NAMES: [(Outcome, &str, Text); 4] = [
    (Outcome::SignedIn, "signed-in", text("Đăng nhập thành công", "Signed in")),
    (Outcome::WrongPassword, "wrong-password", text("Sai mật khẩu", "Wrong password")),
    (Outcome::WrongCode, "wrong-code", text("Sai mã xác thực", "Wrong code")),
    (Outcome::Suspended, "suspended", text("Tài khoản đang bị tạm khóa", "Account suspended")),
];

impl Outcome {
    fn entry(self) -> (Outcome, &'static str, Text) {
        NAMES.into_iter().find(|(it, ..)| *it == self).unwrap_or(NAMES[0])
    }

    pub fn title(self) -> Text {
        self.entry().2
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.entry().1)
    }
}

impl FromStr for Outcome {
    type Err = Error;

    fn from_str(s: &str) -> Result<Outcome> {
        let found = NAMES.into_iter().find(|(_, name, _)| *name == s);
        found.map(|(it, ..)| it).ok_or_else(|| Error::internal(format!("{s:?} is no outcome of a sign-in")))
    }
}

stored_as_text!(Outcome);

#[derive(Clone, Debug)]
pub struct TriedSignIn {
    pub id: Id,
    pub at: Moment,
    pub outcome: Outcome,
    /// What the browser calls itself.
    pub agent: String,
}

columns!(TriedSignIn { id, at, outcome, agent });

pub(crate) fn note(tx: &mut Tx, account: Id, outcome: Outcome, from: &Origin) -> Result<()> {
    let (id, now) = (tx.new_id(), tx.now());
    tx.run(
        "insert into identity_signin (id, account, at, outcome, client, agent) values ($1, $2, $3, $4, $5, $6)",
        args![id, account, now, outcome, from.client, from.agent],
    )?;
    Ok(())
}

/// Newest first, before the key `before` (an id).
pub fn signins_of(tx: &mut Tx, account: Id, before: Option<Id>, limit: i64) -> Result<Vec<TriedSignIn>> {
    tx.all(
        &format!(
            "select {} from identity_signin where account = $1 and id < $2 order by id desc limit $3",
            TriedSignIn::COLUMNS
        ),
        args![account, before.unwrap_or(Id::from_i64(i64::MAX)), limit],
    )
}
