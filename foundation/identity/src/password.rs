//! Passwords: what a good one is, and its slow hash, of which two at most are made at a time.

use std::sync::{Condvar, Mutex, PoisonError};

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc};
use base::{Error, Result, Sources, Text, text};

/// A password's argon2id hash as a PHC string. Making one takes about 30 ms and 19 MiB, and never happens inside a transaction.
#[derive(Clone)]
pub struct PasswordHash(String);

/// In characters.
pub const SHORTEST: usize = 12;
/// In bytes; longer input is refused before it is hashed.
pub const LONGEST: usize = 256;

impl PasswordHash {
    /// Checks the rules, then hashes with a fresh salt. Errors: `Invalid` on the field `password`; `Busy` when too many wait.
    pub fn new(sources: &Sources, password: &str, username: &str) -> Result<PasswordHash> {
        let password = check(password, username).map_err(|said| Error::field("password", said))?;
        let salt = sources.random::<16>();
        let _turn = HASHING.turn()?;
        let hash: phc::PasswordHash =
            Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).map_err(Error::internal)?;
        Ok(PasswordHash(hash.to_string()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// A first password to hand over on paper: 16 letters and digits without look-alikes, 80 bits. It must be changed at once.
pub fn initial_password(sources: &Sources) -> String {
    code(&sources.random::<10>())
}

/// Groups of four from Crockford's alphabet, in small letters: `7k2m-…`.
pub(crate) fn code(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let bits = bytes.len() * 8;
    let letters = (0..bits / 5).map(|n| {
        let five = (0..5).fold(0, |sum, bit| {
            let at = n * 5 + bit;
            sum << 1 | usize::from(bytes[at / 8] >> (7 - at % 8) & 1)
        });
        char::from(ALPHABET[five])
    });
    let letters: Vec<char> = letters.collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
}

/// Whether `password` is the one behind `hash`; without a hash it takes as long and is false, so that the time taken
/// tells nobody which names exist.
pub(crate) fn verify(password: &str, hash: Option<&str>) -> Result<bool> {
    if password.len() > LONGEST {
        return Ok(false);
    }
    let password = base::text::nfc(password);
    let parsed = phc::PasswordHash::new(hash.unwrap_or(NOBODYS)).map_err(Error::internal)?;
    let _turn = HASHING.turn()?;
    let fits = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
    Ok(fits && hash.is_some())
}

pub(crate) fn same(one: &str, other: &str) -> bool {
    base::text::nfc(one) == base::text::nfc(other)
}

/// With the parameters that `PasswordHash::new` uses: the test below holds them together.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlz$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The password in NFC (an IME may type either form), or what is wrong with it.
fn check(password: &str, username: &str) -> Result<String, Text> {
    let password = base::text::nfc(password);
    if password.chars().count() < SHORTEST {
        return Err(TOO_SHORT);
    }
    if password.len() > LONGEST {
        return Err(TOO_LONG);
    }
    if password.contains('\0') {
        return Err(WITH_NUL);
    }
    let folded = base::text::fold(&password);
    let username = base::text::fold(username);
    if username.chars().count() >= 4 && folded.contains(&username) {
        return Err(LIKE_USERNAME);
    }
    let letters: String = folded.chars().filter(|c| c.is_alphabetic()).collect();
    let mut kinds: Vec<char> = folded.chars().collect();
    kinds.sort_unstable();
    kinds.dedup();
    // 9 and 0 are neighbours on the keyboard.
    let row = folded.as_bytes().windows(2).all(|two| matches!(two[0].abs_diff(two[1]), 0 | 1 | 9));
    let common = || COMMON.iter().map(|it| base::text::fold(it)).any(|it| it == letters || it == folded);
    if kinds.len() < 5 || row || common() {
        return Err(TOO_COMMON);
    }
    Ok(password)
}

/// What guessers try first, without marks: as a whole, or as the letters left without digits and signs (`Matkhau@123456`).
const COMMON: &[&str] = &[
    "matkhau",
    "password",
    "passw",
    "passwd",
    "pass",
    "admin",
    "administrator",
    "quantri",
    "quantrivien",
    "motcua",
    "chuyenvien",
    "chutich",
    "canbo",
    "congdan",
    "congchuc",
    "vanphong",
    "tuyenquang",
    "hagiang",
    "vietnam",
    "hanoi",
    "tinhso",
    "dichvucong",
    "chuyendoiso",
    "ubnd",
    "ubndxa",
    "ubndtinh",
    "abcabc",
    "abcdef",
    "abcd",
    "abc",
    "qwerty",
    "qwertyuiop",
    "qwertyuiopas",
    "asdfgh",
    "asdfghjkl",
    "zxcvbnm",
    "qwertyuiopasdfghjkl",
    "1q2w3e4r5t6y",
    "qweasdzxc",
    "iloveyou",
    "anhyeuem",
    "emyeuanh",
    "yeuem",
    "hanhphuc",
    "welcome",
    "letmein",
    "dragon",
    "monkey",
    "football",
    "bongda",
    "123456654321",
    "112233445566",
    "123123123123",
    "121212121212",
    "0987654321098",
    "123454321123",
];

const TOO_SHORT: Text = text(
    "Mật khẩu phải có ít nhất 12 ký tự; một câu dễ nhớ là tốt nhất",
    "The password must have at least 12 characters; a sentence you remember is best",
);
const TOO_LONG: Text = text("Mật khẩu không được dài quá 256 byte", "The password must not be longer than 256 bytes");
const WITH_NUL: Text = text("Mật khẩu có ký tự không hợp lệ", "The password holds a character that is not allowed");
const LIKE_USERNAME: Text =
    text("Mật khẩu không được chứa tên đăng nhập", "The password must not contain the username");
const TOO_COMMON: Text = text(
    "Mật khẩu này quá dễ đoán; hãy chọn mật khẩu khác",
    "This password is too easy to guess; please choose another",
);

/// Lets `running` in at once and `waiting` stand in line; the next is told to come back.
struct Gate {
    now: Mutex<Now>,
    left: Condvar,
    most: Now,
}

#[derive(Clone, Copy)]
struct Now {
    running: usize,
    waiting: usize,
}

static HASHING: Gate = Gate {
    now: Mutex::new(Now { running: 0, waiting: 0 }),
    left: Condvar::new(),
    most: Now { running: 2, waiting: 64 },
};

struct Turn<'a>(&'a Gate);

impl Gate {
    fn turn(&self) -> Result<Turn<'_>> {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        if now.running >= self.most.running {
            if now.waiting >= self.most.waiting {
                return Err(Error::busy());
            }
            now.waiting += 1;
            while now.running >= self.most.running {
                now = self.left.wait(now).unwrap_or_else(PoisonError::into_inner);
            }
            now.waiting -= 1;
        }
        now.running += 1;
        Ok(Turn(self))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.now.lock().unwrap_or_else(PoisonError::into_inner).running -= 1;
        self.0.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources() -> Sources {
        Sources::fixed(base::Moment::from_ms(0), 5).0
    }

    #[test]
    fn a_password_is_known_again_however_its_marks_were_typed() {
        let hash = PasswordHash::new(&sources(), "Sông Lô chảy về xuôi", "an.nguyen").unwrap();
        assert!(hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("So\u{302}ng Lo\u{302} cha\u{309}y ve\u{302}\u{300} xuo\u{302}i", Some(hash.as_str())).unwrap());
        assert!(!verify("song lo chay ve xuoi", Some(hash.as_str())).unwrap());
    }

    #[test]
    fn an_unknown_name_costs_the_same_work() {
        let real = PasswordHash::new(&sources(), "Sông Lô chảy về xuôi", "an.nguyen").unwrap();
        let head = |phc: &str| phc.rsplitn(3, '$').last().unwrap().to_owned();
        assert_eq!(head(NOBODYS), head(real.as_str()));
        assert!(!verify("anything", None).unwrap());
    }

    #[test]
    fn passwords_that_guessers_try_first_are_refused() {
        for (password, why) in [
            ("ngắn quá", TOO_SHORT),
            ("an.nguyen là tôi", LIKE_USERNAME),
            ("123456789012", TOO_COMMON),
            ("210987654321", TOO_COMMON),
            ("aaaaaaaaaaaaaaa", TOO_COMMON),
            ("Mật khẩu@123456", TOO_COMMON),
            ("TuyenQuang@2026", TOO_COMMON),
            ("121212121212", TOO_COMMON),
            (&"đ".repeat(129), TOO_LONG),
            ("ba con mèo\0 đen", WITH_NUL),
        ] {
            assert_eq!(check(password, "an.nguyen"), Err(why), "{password}");
        }
        assert!(check("ba con mèo đen", "an.nguyen").is_ok());
        assert!(check(&initial_password(&sources()), "an.nguyen").is_ok());
        assert_eq!(initial_password(&sources()).len(), 19);
    }

    #[test]
    fn two_hash_at_once_and_the_rest_wait_or_are_sent_away() {
        let gate = Gate {
            now: Mutex::new(Now { running: 0, waiting: 0 }),
            left: Condvar::new(),
            most: Now { running: 2, waiting: 0 },
        };
        let first = gate.turn().unwrap();
        let _second = gate.turn().unwrap();
        assert_eq!(gate.turn().err().map(|e| e.kind), Some(base::Kind::Busy));
        drop(first);
        assert!(gate.turn().is_ok());
    }
}
