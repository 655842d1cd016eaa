//! Signed tree heads: their text form (a C2SP checkpoint in a C2SP signed note) and the Ed25519 keys that sign and verify them.

use std::{
    fmt, fs, io::Write, os::unix::fs::OpenOptionsExt, os::unix::fs::PermissionsExt, path::Path, path::PathBuf,
    str::FromStr,
};

use base::{Error, Moment, Result, Sources, said, text};
use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::Serialize;
use sha2::{Digest, Sha256};
use storage::{Tx, args};

use crate::tree::Hash;

/// The signature type of C2SP signed notes for Ed25519 over the note's text.
const ED25519: u8 = 1;

/// A statement of one log, signed: "with `size` events, my root is `root`". Prints as, and parses from, the text in the README.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignedHead {
    /// Whose log it is, and the name of the key: `tinhso/tuyen-quang`.
    pub origin: String,
    pub size: u64,
    #[serde(with = "b64")]
    pub root: Hash,
    /// To the second; never before that of the head before it.
    pub at: Moment,
    /// The first four bytes of SHA-256(origin ‖ 0x0A ‖ 0x01 ‖ public key): tells keys apart, proves nothing.
    #[serde(serialize_with = "hex")]
    pub key: [u8; 4],
    #[serde(serialize_with = "hex")]
    pub signature: [u8; 64],
}

impl SignedHead {
    /// What is signed: everything before the empty line, with its last line feed.
    pub fn signed_text(&self) -> String {
        signed_text(&self.origin, self.size, &self.root, self.at)
    }

    pub fn is_signed_by(&self, key: &VerifyKey) -> bool {
        key.verifies(&self.origin, self.key, self.signed_text().as_bytes(), &self.signature)
    }
}

/// The head as a witness keeps it: in a file, in a mail, on paper.
pub fn witness_text(head: &SignedHead) -> String {
    head.to_string()
}

fn signed_text(origin: &str, size: u64, root: &Hash, at: Moment) -> String {
    format!("{origin}\n{size}\n{}\n{}\n", BASE64.encode(root), at.rfc3339())
}

impl fmt::Display for SignedHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let proof = BASE64.encode(&[&self.key[..], &self.signature].concat());
        writeln!(f, "{}\n— {} {proof}", self.signed_text(), self.origin)
    }
}

impl FromStr for SignedHead {
    type Err = Error;

    /// Line ends may be CRLF and other witnesses may have signed below: a head comes back from mails and from hands.
    fn from_str(s: &str) -> Result<SignedHead> {
        let wrong = || {
            Error::invalid(text(
                "Đây không phải là đầu cây đã ký của sổ cái (xem README của ledger)",
                "This is not a signed tree head of a ledger (see the README of ledger)",
            ))
        };
        let mut lines = s.trim_start_matches('\u{feff}').lines().map(str::trim_end);
        let mut next = || lines.next().ok_or_else(wrong);
        let origin = next()?.to_owned();
        let size_text = next()?;
        let size: u64 = size_text.parse().map_err(|_| wrong())?;
        let root: Hash = decode(next()?).ok_or_else(wrong)?;
        let at_text = next()?;
        let at: Moment = at_text.parse().map_err(|_| wrong())?;
        // One head has one text: neither `+5` nor another time zone.
        if !is_name(&origin) || size_text != size.to_string() || at_text != at.rfc3339() || !next()?.is_empty() {
            return Err(wrong());
        }
        let mine = format!("— {origin} ");
        let proof = lines.find_map(|line| line.strip_prefix(&mine)).ok_or_else(wrong)?;
        let proof: [u8; 68] = decode(proof).ok_or_else(wrong)?;
        let (mut key, mut signature) = ([0; 4], [0; 64]);
        key.copy_from_slice(&proof[..4]);
        signature.copy_from_slice(&proof[4..]);
        Ok(SignedHead { origin, size, root, at, key, signature })
    }
}

/// The newest head; `None` before the first sealing.
pub fn head(tx: &mut Tx) -> Result<Option<SignedHead>> {
    Ok(stored(tx, "order by size desc limit 1", args![])?.pop())
}

/// The heads with a size in `from..=to`, the smallest first.
pub fn heads(tx: &mut Tx, from: u64, to: u64) -> Result<Vec<SignedHead>> {
    stored(tx, "where size >= $1 and size <= $2 order by size", args![from as i64, to as i64])
}

type StoredHead = (i64, Vec<u8>, Moment, Vec<u8>, String);

fn stored(tx: &mut Tx, which: &str, args: &[storage::Val]) -> Result<Vec<SignedHead>> {
    let rows: Vec<StoredHead> =
        tx.all(&format!("select size, root, at, signature, key from ledger_head {which}"), args)?;
    // What does not read as a head (somebody wrote into the table) must still be told by `verify`, as a head that nobody signed.
    let whole = |(size, root, at, signature, key): StoredHead| {
        let (origin, id) = key.split_once('+').unwrap_or((&key, ""));
        SignedHead {
            origin: origin.to_owned(),
            size: size as u64,
            root: root.try_into().unwrap_or_default(),
            at,
            key: HEXLOWER.decode(id.as_bytes()).ok().and_then(|id| id.try_into().ok()).unwrap_or_default(),
            signature: signature.try_into().unwrap_or([0; 64]),
        }
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// Signs heads. Its file lies outside the data folder and outside its backups: whoever has both can write history anew.
pub struct SealKey {
    origin: String,
    signing: SigningKey,
}

impl SealKey {
    /// `origin` names the log: `tinhso/<province>`.
    pub fn from_seed(origin: &str, seed: &[u8; 32]) -> Result<SealKey> {
        if !is_name(origin) {
            return Err(Error::invalid(text(
                "Tên của sổ cái không được có khoảng trắng hay dấu cộng",
                "The name of a ledger may have neither spaces nor plus signs",
            )));
        }
        Ok(SealKey { origin: origin.to_owned(), signing: SigningKey::from_bytes(seed) })
    }

    /// Reads the key file, or makes it (mode 0600) from the sources' randomness. The public key is beside it, in `<path>.pub`;
    /// keys replaced earlier stay listed there, since their heads are still to be verified.
    pub fn load_or_create(path: &Path, origin: &str, sources: &Sources) -> Result<SealKey> {
        let key = match fs::read_to_string(path) {
            Ok(kept) => SealKey::from_file(path, &kept)?,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => SealKey::create(path, origin, sources)?,
            Err(e) => return Err(unreadable(path, &e)),
        };
        key.publish(&SealKey::public_path(path))?;
        Ok(key)
    }

    pub fn public_path(path: &Path) -> PathBuf {
        let mut name = path.as_os_str().to_owned();
        name.push(".pub");
        PathBuf::from(name)
    }

    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub fn verify_key(&self) -> VerifyKey {
        VerifyKey { keys: vec![(self.origin.clone(), self.signing.verifying_key())] }
    }

    pub fn sign(&self, size: u64, root: Hash, at: Moment) -> SignedHead {
        let signature = self.signing.sign(signed_text(&self.origin, size, &root, at).as_bytes()).to_bytes();
        let key = key_id(&self.origin, &self.signing.verifying_key());
        SignedHead { origin: self.origin.clone(), size, root, at, key, signature }
    }

    fn create(path: &Path, origin: &str, sources: &Sources) -> Result<SealKey> {
        let key = SealKey::from_seed(origin, &sources.random())?;
        let folder = path.parent().unwrap_or(Path::new("/"));
        fs::create_dir_all(folder)?;
        // Whole or not at all, and never over a key that another process made meanwhile.
        let fresh = path.with_extension(format!("new-{}", sources.new_id()));
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
        file.write_all(key.to_file().as_bytes())?;
        file.sync_all()?;
        let linked = fs::hard_link(&fresh, path);
        fs::remove_file(&fresh)?;
        fs::File::open(folder)?.sync_all()?;
        match linked {
            Ok(()) => Ok(key),
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
                SealKey::from_file(path, &fs::read_to_string(path)?)
            }
            Err(e) => Err(e.into()),
        }
    }

    /// The form that `note` tools use: `PRIVATE+KEY+<name>+<id>+<base64(0x01 ‖ seed)>`.
    fn to_file(&self) -> String {
        let id = HEXLOWER.encode(&key_id(&self.origin, &self.signing.verifying_key()));
        let secret = BASE64.encode(&[&[ED25519][..], self.signing.as_bytes()].concat());
        format!("PRIVATE+KEY+{}+{id}+{secret}\n", self.origin)
    }

    fn from_file(path: &Path, kept: &str) -> Result<SealKey> {
        if fs::metadata(path)?.permissions().mode() & 0o077 != 0 {
            return Err(Error::invalid(said!(
                "Tệp khóa niêm phong {} để người khác đọc được; hãy đặt quyền 0600",
                "The seal key {} can be read by others; set its mode to 0600",
                path.display()
            )));
        }
        let read = || {
            let mut parts = kept.trim_end().splitn(5, '+').skip(2);
            let (origin, id, secret) = (parts.next()?, parts.next()?, decode::<33>(parts.next()?)?);
            let key = SealKey::from_seed(origin, secret[1..].try_into().ok()?).ok()?;
            let right = secret[0] == ED25519 && HEXLOWER.encode(&key_id(origin, &key.signing.verifying_key())) == id;
            (kept.starts_with("PRIVATE+KEY+") && right).then_some(key)
        };
        read().ok_or_else(|| not_a_key(path))
    }

    fn publish(&self, path: &Path) -> Result<()> {
        let line = self.verify_key().to_string();
        let kept = fs::read_to_string(path).unwrap_or_default();
        if kept.lines().any(|l| l == line) {
            return Ok(());
        }
        let mut file = fs::OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(format!("{line}\n").as_bytes())?;
        Ok(file.sync_all()?)
    }
}

/// Verifies heads: the public keys of one log, the present one and those it replaced. One line each: `<name>+<id>+<base64(0x01 ‖ key)>`.
#[derive(Clone, Debug)]
pub struct VerifyKey {
    keys: Vec<(String, VerifyingKey)>,
}

impl VerifyKey {
    /// Reads a file of public keys, as `<key file>.pub` is.
    pub fn load(path: &Path) -> Result<VerifyKey> {
        let kept = fs::read_to_string(path).map_err(|e| unreadable(path, &e))?;
        kept.parse().map_err(|_| not_a_key(path))
    }

    fn verifies(&self, origin: &str, id: [u8; 4], message: &[u8], signature: &[u8; 64]) -> bool {
        let signature = Signature::from_bytes(signature);
        let mine = |(name, key): &&(String, VerifyingKey)| name == origin && key_id(name, key) == id;
        self.keys.iter().filter(mine).any(|(_, key)| key.verify_strict(message, &signature).is_ok())
    }
}

impl fmt::Display for VerifyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, (name, key)) in self.keys.iter().enumerate() {
            let coded = BASE64.encode(&[&[ED25519][..], key.as_bytes()].concat());
            let line_end = if i == 0 { "" } else { "\n" };
            write!(f, "{line_end}{name}+{}+{coded}", HEXLOWER.encode(&key_id(name, key)))?;
        }
        Ok(())
    }
}

impl FromStr for VerifyKey {
    type Err = Error;

    fn from_str(s: &str) -> Result<VerifyKey> {
        let read = |line: &str| {
            let mut parts = line.trim().splitn(3, '+');
            let (name, id, coded) = (parts.next()?, parts.next()?, decode::<33>(parts.next()?)?);
            let key = VerifyingKey::from_bytes(coded[1..].try_into().ok()?).ok()?;
            let right = coded[0] == ED25519 && HEXLOWER.encode(&key_id(name, &key)) == id;
            right.then(|| (name.to_owned(), key))
        };
        let keys: Option<Vec<_>> = s.lines().filter(|l| !l.trim().is_empty()).map(read).collect();
        let keys = keys.filter(|k| !k.is_empty());
        keys.map(|keys| VerifyKey { keys }).ok_or_else(|| not_a_key(Path::new("")))
    }
}

fn key_id(origin: &str, key: &VerifyingKey) -> [u8; 4] {
    let hash =
        Sha256::new().chain_update(origin).chain_update([b'\n', ED25519]).chain_update(key.as_bytes()).finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

pub(crate) fn key_text(head: &SignedHead) -> String {
    format!("{}+{}", head.origin, HEXLOWER.encode(&head.key))
}

fn is_name(origin: &str) -> bool {
    !origin.is_empty() && !origin.contains(|c: char| c == '+' || c.is_whitespace())
}

fn decode<const N: usize>(s: &str) -> Option<[u8; N]> {
    BASE64.decode(s.as_bytes()).ok()?.try_into().ok()
}

fn not_a_key(path: &Path) -> Error {
    Error::invalid(said!("{} không phải là khóa của sổ cái", "{} is not a key of a ledger", path.display()))
}

fn unreadable(path: &Path, e: &std::io::Error) -> Error {
    Error::invalid(said!("Không đọc được khóa {}: {e}", "Cannot read the key {}: {e}", path.display()))
}

/// Hashes are base64 in JSON, as in the text of a head.
pub(crate) mod b64 {
    use super::{BASE64, Hash};

    pub fn serialize<S: serde::Serializer>(hash: &Hash, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&BASE64.encode(hash))
    }
}

pub(crate) mod b64s {
    use super::{BASE64, Hash};

    pub fn serialize<S: serde::Serializer>(hashes: &[Hash], s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(hashes.iter().map(|h| BASE64.encode(h)))
    }
}

fn hex<S: serde::Serializer>(bytes: &[u8], s: S) -> Result<S::Ok, S::Error> {
    s.serialize_str(&HEXLOWER.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with Python's `cryptography` and hashlib: private key 0x07 32 times, the root of the README's two events.
    const NOTE: &str = "tinhso/tuyen-quang
2
wxyAzrS5va/zymRN9kWPh/8Vc2zoCIL9PJB5RO7e0/E=
2026-03-09T10:50:01+07:00

— tinhso/tuyen-quang oqzby08+L++2LvjDah5dBXAEsiQQyLPyD7EqzmETfe4tCvFSkSb9LoTprW6mZAWPtgndwAiIWgYoTHHl46ZlqC8ClAA=
";
    const PUBLIC: &str = "tinhso/tuyen-quang+a2acdbcb+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";

    fn key() -> SealKey {
        SealKey::from_seed("tinhso/tuyen-quang", &[7; 32]).unwrap()
    }

    #[test]
    fn a_head_is_signed_and_written_as_other_tools_do_it() {
        let root = decode("wxyAzrS5va/zymRN9kWPh/8Vc2zoCIL9PJB5RO7e0/E=").unwrap();
        let head = key().sign(2, root, "2026-03-09T10:50:01".parse().unwrap());
        assert_eq!(head.to_string(), NOTE);
        assert_eq!(key().verify_key().to_string(), PUBLIC);
        assert_eq!(NOTE.parse::<SignedHead>().unwrap(), head);
        assert!(head.is_signed_by(&PUBLIC.parse().unwrap()));
    }

    #[test]
    fn a_head_comes_back_from_a_mail_with_other_line_ends_and_more_signatures() {
        let mailed = format!("\u{feff}{}— witness.example/w AAAA\r\n", NOTE.replace('\n', "\r\n"));
        assert!(mailed.parse::<SignedHead>().unwrap().is_signed_by(&key().verify_key()));
    }

    #[test]
    fn another_size_root_time_origin_or_key_breaks_the_signature() {
        let other = SealKey::from_seed("tinhso/tuyen-quang", &[8; 32]).unwrap().verify_key();
        let head: SignedHead = NOTE.parse().unwrap();
        assert!(!head.is_signed_by(&other));
        for (from, to) in [
            ("\n2\n", "\n3\n"),
            ("wxyA", "wxyB"),
            ("10:50:01", "10:50:02"),
            ("tuyen-quang", "ha-giang"),
            ("oqzby08", "oqzby18"),
        ] {
            let changed: SignedHead = NOTE.replace(from, to).parse().unwrap();
            assert!(!changed.is_signed_by(&key().verify_key()), "{to}");
        }
    }

    #[test]
    fn what_is_not_the_one_text_of_a_head_is_refused() {
        for (from, to) in [
            ("\n2\n", "\n+2\n"),
            ("\n2\n", "\n02\n"),
            ("+07:00\n", "Z\n"),
            ("\n\n", "\n"),
            ("— ", "- "),
            ("tinhso/", "tinh so/"),
        ] {
            assert!(NOTE.replace(from, to).parse::<SignedHead>().is_err(), "{to:?}");
        }
        assert!("".parse::<SignedHead>().is_err());
    }

    #[test]
    fn a_key_file_is_made_once_is_private_and_publishes_its_key() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys/seal.key");
        let (sources, _) = Sources::fixed(Moment::from_ms(1_773_028_200_000), 1);
        let made = SealKey::load_or_create(&path, "tinhso/a", &sources).unwrap();
        let loaded = SealKey::load_or_create(&path, "tinhso/a", &sources).unwrap();
        assert_eq!(made.verify_key().to_string(), loaded.verify_key().to_string());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path().join("keys")).unwrap().count(), 2);

        // Replaced: heads of both are verified with the one file.
        fs::remove_file(&path).unwrap();
        let second = SealKey::load_or_create(&path, "tinhso/a", &sources).unwrap();
        let public = VerifyKey::load(&SealKey::public_path(&path)).unwrap();
        for key in [&made, &second] {
            assert!(key.sign(1, [0; 32], Moment::from_ms(0)).is_signed_by(&public));
        }

        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(SealKey::load_or_create(&path, "tinhso/a", &sources).is_err());
    }

    #[test]
    fn a_damaged_key_file_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seal.key");
        let (sources, _) = Sources::fixed(Moment::from_ms(1_773_028_200_000), 1);
        SealKey::load_or_create(&path, "tinhso/a", &sources).unwrap();
        let damaged = fs::read_to_string(&path).unwrap().replace("tinhso/a", "tinhso/b");
        fs::write(&path, &damaged).unwrap();
        assert!(SealKey::load_or_create(&path, "tinhso/a", &sources).is_err());
        assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
    }
}
