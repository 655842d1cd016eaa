//! How often one may try: counted by name and by client address, before the password is looked at. A name that does not
//! exist is counted and locked just as one that does.

use std::net::IpAddr;

use base::{Error, Kind, Moment, Result, said};
use storage::{Tx, args};

use crate::{Limits, Vault};

/// Where a try comes from: the client's address, of which only a keyed hash is stored, and what its browser calls itself.
#[derive(Clone, Copy, Debug)]
pub struct Client<'a> {
    pub address: &'a str,
    pub agent: &'a str,
}

impl Client<'_> {
    /// An IPv6 network of 64 bits belongs to one client and is one key.
    pub(crate) fn key(&self, vault: &Vault) -> [u8; 32] {
        let network = match self.address.parse() {
            Ok(IpAddr::V6(v6)) => match v6.to_ipv4_mapped() {
                Some(v4) => v4.to_string(),
                None => format!("{:x?}", &v6.segments()[..4]),
            },
            Ok(IpAddr::V4(v4)) => v4.to_string(),
            Err(_) => self.address.to_owned(),
        };
        vault.mac("client", &network)
    }

    /// At most 120 characters, shown to the account's owner.
    pub(crate) fn agent(&self) -> String {
        self.agent.chars().filter(|c| !c.is_control()).take(120).collect()
    }
}

pub(crate) fn name_key(vault: &Vault, username: &str) -> [u8; 32] {
    vault.mac("name", username)
}

/// Counts a try as failed before it is known to be: tries sent side by side do not slip through. `forgive` takes it back.
/// Errors: `TooMany` while the name or the address is locked.
pub(crate) fn begin(tx: &mut Tx, limits: &Limits, name: [u8; 32], client: [u8; 32]) -> Result<()> {
    count(tx, name, |failures| limits.name_lock_minutes(failures), 24 * 60)?;
    count(tx, client, |failures| limits.client_lock_minutes(failures), limits.client_window_minutes)
}

/// The try was good: the name starts anew and the address loses this failure.
pub(crate) fn forgive(tx: &mut Tx, name: [u8; 32], client: [u8; 32]) -> Result<()> {
    reset(tx, name)?;
    tx.run(
        "update identity_throttle set failures = failures - 1, locked_until = 0 where key = $1 and failures > 0",
        args![client],
    )?;
    Ok(())
}

pub(crate) fn touch(tx: &mut Tx, name: [u8; 32]) -> Result<()> {
    let now = tx.now();
    tx.run("update identity_throttle set last_at = $2 where key = $1", args![name, now])?;
    Ok(())
}

pub(crate) fn reset(tx: &mut Tx, name: [u8; 32]) -> Result<u64> {
    tx.run("delete from identity_throttle where key = $1", args![name])
}

pub(crate) fn locked_until(tx: &mut Tx, name: [u8; 32]) -> Result<Option<Moment>> {
    let now = tx.now();
    let row =
        tx.first("select locked_until from identity_throttle where key = $1 and locked_until > $2", args![name, now])?;
    Ok(row.map(|(until,)| until))
}

fn count(tx: &mut Tx, key: [u8; 32], lock_minutes: impl Fn(i64) -> i64, forget_minutes: i64) -> Result<()> {
    let now = tx.now();
    let row = tx.first::<(i64, Moment, Moment)>(
        "select failures, last_at, locked_until from identity_throttle where key = $1",
        args![key],
    )?;
    let mut failures = 1;
    if let Some((before, last_at, locked_until)) = row {
        if now < locked_until {
            return Err(locked(locked_until, now));
        }
        if now < last_at.plus_minutes(forget_minutes) {
            failures += before;
        }
    }
    let locked_until = match lock_minutes(failures) {
        0 => Moment::from_ms(0),
        minutes => now.plus_minutes(minutes),
    };
    tx.run(
        "insert into identity_throttle (key, failures, last_at, locked_until) values ($1, $2, $3, $4)
         on conflict (key) do update set failures = excluded.failures, last_at = excluded.last_at,
         locked_until = excluded.locked_until",
        args![key, failures, now, locked_until],
    )?;
    Ok(())
}

fn locked(until: Moment, now: Moment) -> Error {
    let minutes = (until.ms() - now.ms()).div_euclid(60_000) + 1;
    Error::new(
        Kind::TooMany,
        said!(
            "Đã thử quá nhiều lần. Vui lòng thử lại sau {minutes} phút",
            "Too many tries. Please try again in {minutes} minutes"
        ),
    )
}

/// Forgets tries older than two days; a nightly job calls it.
pub fn sweep_tries(tx: &mut Tx) -> Result<u64> {
    let old = tx.now().plus_minutes(-2 * 24 * 60);
    tx.run("delete from identity_throttle where last_at < $1", args![old])
}
