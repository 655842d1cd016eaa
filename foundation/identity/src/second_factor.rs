//! The second factor: six digits every 30 seconds (RFC 6238, HMAC-SHA1, ±1 step), each good once; and ten recovery codes.

use base::{Error, Id, Moment, Result, Text, text};
use data_encoding::BASE32_NOPAD;
use storage::{Tx, args};
use totp_rs::{Builder, Totp};

use crate::{By, Me, Vault, account::account, events, me::Via, password::code, session};

const STEP_SECONDS: i64 = 30;
const RECOVERY_CODES: usize = 10;

/// What an authenticator app is shown: the secret to type, and the address to draw as a QR code.
#[derive(Clone)]
pub struct Enrolment {
    pub base32: String,
    pub uri: String,
}

fn totp(secret: &[u8]) -> Result<Totp> {
    let secret: [u8; 20] = secret.try_into().map_err(Error::internal)?;
    Builder::new().with_secret(secret).with_skew(0).build().map_err(|e| Error::internal(e.to_string()))
}

/// The step within ±1 of `now` whose code this is, if it comes after `used`.
fn step_of(totp: &Totp, code: &str, now: Moment, used: i64) -> Option<i64> {
    let now = now.ms() / 1000 / STEP_SECONDS;
    (now - 1..=now + 1).find(|step| *step > used && totp.check(code, (step * STEP_SECONDS) as u64).is_some())
}

fn purpose(account: Id) -> String {
    format!("totp {account}")
}

/// Begins enrolment with a fresh secret; nothing is asked for at sign-in before `confirm_totp`.
pub fn enrol_totp(tx: &mut Tx, vault: &Vault, me: &Me) -> Result<Enrolment> {
    let secret = tx.random::<20>();
    let sealed = vault.seal(&purpose(me.account), &secret, tx.random())?;
    let begun = tx.run(
        "update identity_account set totp = $2, totp_step = 0 where id = $1 and totp_since is null",
        args![me.account, sealed],
    )?;
    if begun == 0 {
        return Err(Error::conflict(ALREADY_ON));
    }
    let username = account(tx, me.account)?.username;
    let base32 = BASE32_NOPAD.encode(&secret);
    let uri = format!("otpauth://totp/tinhso:{username}?secret={base32}&issuer=tinhso");
    Ok(Enrolment { base32, uri })
}

/// A first code turns the second factor on. The recovery codes are shown this once.
pub fn confirm_totp(tx: &mut Tx, vault: &Vault, me: &Me, code: &str) -> Result<Vec<String>> {
    let row = tx.first::<(Vec<u8>,)>(
        "select totp from identity_account where id = $1 and totp is not null and totp_since is null",
        args![me.account],
    )?;
    let (sealed,) = row.ok_or_else(|| Error::conflict(NOT_BEGUN))?;
    let totp = totp(&vault.open(&purpose(me.account), &sealed)?)?;
    let now = tx.now();
    let step = step_of(&totp, &digits(code), now, 0).ok_or_else(|| Error::field("code", WRONG_CODE))?;
    tx.run("update identity_account set totp_since = $2, totp_step = $3 where id = $1", args![me.account, now, step])?;
    if let Via::Session(id) = me.via {
        tx.run("update identity_session set second_factor = $2 where id = $1", args![id, true])?;
    }
    new_recovery_codes(tx, vault, me)
}

/// Ten new recovery codes; earlier ones are void.
pub fn new_recovery_codes(tx: &mut Tx, vault: &Vault, me: &Me) -> Result<Vec<String>> {
    tx.run("delete from identity_recovery where account = $1", args![me.account])?;
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let fresh = code(&tx.random::<8>());
        tx.run(
            "insert into identity_recovery (hash, account) values ($1, $2)",
            args![recovery_hash(vault, me.account, &fresh), me.account],
        )?;
        codes.push(fresh);
    }
    Ok(codes)
}

pub fn recovery_codes_left(tx: &mut Tx, account: Id) -> Result<i64> {
    let (n,) =
        tx.one("select count(*) from identity_recovery where account = $1 and used_at is null", args![account])?;
    Ok(n)
}

/// Turns the second factor off, with a code. Refused while a role of `me` needs one.
pub fn turn_off_totp(tx: &mut Tx, vault: &Vault, me: &Me, code: &str) -> Result<()> {
    if me.second_factor_needed {
        return Err(Error::conflict(NEEDED));
    }
    if !use_code(tx, vault, me.account, code)? {
        return Err(Error::field("code", WRONG_CODE));
    }
    clear(tx, me.account)
}

/// An administrator removes the second factor of somebody who lost it, after seeing who it is. All sessions end.
pub fn reset_second_factor(tx: &mut Tx, by: By, id: Id) -> Result<()> {
    by.require_over_account(tx, id)?;
    clear(tx, id)?;
    session::end_all(tx, id, None)?;
    events::about(tx, by, &events::SECOND_FACTOR_RESET, id)
}

fn clear(tx: &mut Tx, account: Id) -> Result<()> {
    tx.run("update identity_account set totp = null, totp_since = null, totp_step = 0 where id = $1", args![account])?;
    tx.run("delete from identity_recovery where account = $1", args![account])?;
    Ok(())
}

/// Whether the code is good now, as six digits or as a recovery code; a good one is used up in this transaction.
pub(crate) fn use_code(tx: &mut Tx, vault: &Vault, account: Id, code: &str) -> Result<bool> {
    let digits = digits(code);
    if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        let used = tx.run(
            "update identity_recovery set used_at = $3 where hash = $1 and account = $2 and used_at is null",
            args![recovery_hash(vault, account, code), account, tx.now()],
        )?;
        return Ok(used == 1);
    }
    let row = tx.first::<(Vec<u8>, i64)>(
        "select totp, totp_step from identity_account where id = $1 and totp_since is not null",
        args![account],
    )?;
    let Some((sealed, used)) = row else {
        return Ok(false);
    };
    let totp = totp(&vault.open(&purpose(account), &sealed)?)?;
    let Some(step) = step_of(&totp, &digits, tx.now(), used) else {
        return Ok(false);
    };
    let won =
        tx.run("update identity_account set totp_step = $2 where id = $1 and totp_step < $2", args![account, step])?;
    Ok(won == 1)
}

/// People type `123 456`.
fn digits(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Hyphens and case do not matter, and look-alikes are read as what they look like.
fn recovery_hash(vault: &Vault, account: Id, code: &str) -> [u8; 32] {
    let plain: String = code
        .chars()
        .filter(|c| c.is_ascii_alphanumeric())
        .map(|c| match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        })
        .collect();
    vault.mac("recovery", &format!("{account} {plain}"))
}

pub(crate) const WRONG_CODE: Text = text(
    "Mã xác thực không đúng hoặc đã được dùng; hãy chờ mã tiếp theo",
    "The code is wrong or was used already; please wait for the next one",
);
const ALREADY_ON: Text = text("Xác thực lớp thứ hai đã bật", "The second factor is already on");
const NOT_BEGUN: Text = text("Chưa bắt đầu đăng ký xác thực lớp thứ hai", "Enrolment has not begun");
const NEEDED: Text = text("Vai trò của bạn bắt buộc có xác thực lớp thứ hai", "Your role requires a second factor");

/// The code an authenticator shows at that moment; for tests and demonstrations.
pub fn totp_code(base32: &str, at: Moment) -> Result<String> {
    let secret = BASE32_NOPAD.decode(base32.as_bytes()).map_err(Error::internal)?;
    Ok(totp(&secret)?.generate((at.ms() / 1000) as u64).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8; 20] = b"12345678901234567890";

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B gives eight digits; an authenticator shows the last six.
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            let base32 = BASE32_NOPAD.encode(SECRET);
            assert_eq!(totp_code(&base32, Moment::from_ms(seconds * 1000)).unwrap(), code);
        }
    }

    #[test]
    fn a_code_is_good_one_step_early_and_late_and_never_again() {
        let totp = totp(SECRET).unwrap();
        let at = |seconds: i64| Moment::from_ms(seconds * 1000);
        let step = 1_111_111_109 / 30;
        assert_eq!(step_of(&totp, "081804", at(1_111_111_109 - 30), 0), Some(step));
        assert_eq!(step_of(&totp, "081804", at(1_111_111_109 + 30), 0), Some(step));
        assert_eq!(step_of(&totp, "081804", at(1_111_111_109 + 60), 0), None);
        assert_eq!(step_of(&totp, "081804", at(1_111_111_109), step), None);
    }
}
