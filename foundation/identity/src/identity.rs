//! The doorkeeper: what sign-in and every request need beside the database.

use std::sync::Arc;

use base::{Error, Id, Kind, Result};
use storage::{Db, Tx};

use crate::{
    Limits, Me, Vault,
    me::{self, Credential, Kept, Known, Via},
    secret::Secret,
};

/// Cheap to clone; one for each process.
#[derive(Clone)]
pub struct Identity {
    pub(crate) db: Db,
    pub(crate) vault: Arc<Vault>,
    pub(crate) limits: Limits,
    pub(crate) kept: Arc<Kept>,
}

impl Identity {
    pub fn new(db: Db, vault: Vault, limits: Limits) -> Identity {
        Identity { db, vault: Arc::new(vault), limits, kept: Arc::default() }
    }

    /// What a browser seals this person's drafts with (base64url of 32 bytes): only his own pages bring it, so whoever sits down
    /// next at the same computer reads nothing of them.
    pub fn device_key(&self, person: Id) -> String {
        data_encoding::BASE64URL_NOPAD.encode(&self.vault.mac("device drafts", &person.to_string()))
    }

    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Who comes with this session cookie, or nobody: it is unknown, over, idle, or its account is suspended.
    pub async fn by_session(&self, cookie: &str) -> Result<Option<Me>> {
        match Secret::from_cookie(cookie) {
            Some(secret) => self.load(Credential::Session(secret)).await,
            None => Ok(None),
        }
    }

    /// Who comes with this bearer string, or nobody.
    pub async fn by_token(&self, bearer: &str) -> Result<Option<Me>> {
        match Secret::from_bearer(bearer) {
            Some(secret) => self.load(Credential::Token(secret)).await,
            None => Ok(None),
        }
    }

    async fn load(&self, by: Credential) -> Result<Option<Me>> {
        let keeper = self.clone();
        let known = self.db.read(move |tx| me::load(tx, &keeper.limits, &keeper.kept, &by)).await?;
        if let Some(Known { me, touch: true }) = &known {
            let via = me.via;
            not_now_is_fine(self.db.write(move |tx| touch(tx, via)).await)?;
        }
        Ok(known.map(|known| known.me))
    }

    /// `by_session` for callers that may block.
    pub fn by_session_now(&self, cookie: &str) -> Result<Option<Me>> {
        Secret::from_cookie(cookie).map_or(Ok(None), |secret| self.load_now(Credential::Session(secret)))
    }

    /// `by_token` for callers that may block.
    pub fn by_token_now(&self, bearer: &str) -> Result<Option<Me>> {
        Secret::from_bearer(bearer).map_or(Ok(None), |secret| self.load_now(Credential::Token(secret)))
    }

    fn load_now(&self, by: Credential) -> Result<Option<Me>> {
        let keeper = self.clone();
        let known = self.db.read_now(move |tx| me::load(tx, &keeper.limits, &keeper.kept, &by))?;
        if let Some(Known { me, touch: true }) = &known {
            let via = me.via;
            not_now_is_fine(self.db.write_now(move |tx| touch(tx, via)))?;
        }
        Ok(known.map(|known| known.me))
    }

    /// Somebody with his rights of today, without his session: for the command line, jobs and the demo.
    pub fn me_of(&self, tx: &mut Tx, account: Id) -> Result<Me> {
        me::of_account(tx, &self.kept, account)
    }
}

fn touch(tx: &mut Tx, via: Via) -> Result<()> {
    let now = tx.now();
    let (sql, id) = match via {
        Via::Session(id) => ("update identity_session set seen_at = $2 where id = $1", id),
        Via::Token(id) => ("update identity_token set used_at = $2 where id = $1", id),
        Via::Command => return Ok(()),
    };
    tx.run(sql, storage::args![id, now])?;
    Ok(())
}

/// The time of last use is a courtesy: a busy writer does not turn anybody away.
fn not_now_is_fine(written: Result<()>) -> Result<()> {
    match written {
        Err(Error { kind: Kind::Busy, .. }) => Ok(()),
        other => other,
    }
}
