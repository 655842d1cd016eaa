//! The key outside the database: whoever steals the database alone reads no second factor and guesses no recovery code.

use std::{
    fmt,
    fs::{self, OpenOptions},
    io::{ErrorKind, Write},
    path::Path,
};

use base::{Error, Result, Sources, said};
use chacha20poly1305::{
    XChaCha20Poly1305,
    aead::{Aead, KeyInit, Payload},
};
use data_encoding::HEXLOWER;

use crate::secret::mac;

/// Seals small secrets and makes keyed hashes. Its file holds 64 hexadecimal digits and belongs to no backup of the data.
pub struct Vault {
    seal: [u8; 32],
    mac: [u8; 32],
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(…)")
    }
}

const NONCE: usize = 24;

impl Vault {
    /// Reads the key file; makes one, readable by its owner alone, if there is none.
    pub fn load_or_create(path: impl AsRef<Path>, sources: &Sources) -> Result<Vault> {
        let path = path.as_ref();
        if !path.try_exists()? {
            create(path, sources)?;
        }
        let text = fs::read_to_string(path)?;
        let key = HEXLOWER.decode(text.trim().as_bytes()).ok().and_then(|key| <[u8; 32]>::try_from(key).ok());
        let wrong = || {
            Error::invalid(said!(
                "Tệp khóa {} không đúng dạng 64 chữ số thập lục phân",
                "The key file {} does not hold 64 hexadecimal digits",
                path.display()
            ))
        };
        Ok(Vault::from_key(&key.ok_or_else(wrong)?))
    }

    pub fn from_key(key: &[u8; 32]) -> Vault {
        Vault { seal: mac(key, b"tinhso identity seal"), mac: mac(key, b"tinhso identity mac") }
    }

    /// XChaCha20-Poly1305: nonce, then sealed bytes. It opens only for the same `purpose`, so that no row can be
    /// put in the place of another.
    pub(crate) fn seal(&self, purpose: &str, secret: &[u8], nonce: [u8; NONCE]) -> Result<Vec<u8>> {
        let sealed = self
            .cipher()
            .encrypt(&nonce.into(), Payload { msg: secret, aad: purpose.as_bytes() })
            .map_err(|_| Error::internal("sealing failed"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    pub(crate) fn open(&self, purpose: &str, sealed: &[u8]) -> Result<Vec<u8>> {
        let wrong = || Error::internal("a sealed secret does not open: is this the key file of this data?");
        let (nonce, rest) = sealed.split_first_chunk::<NONCE>().ok_or_else(wrong)?;
        self.cipher().decrypt(&(*nonce).into(), Payload { msg: rest, aad: purpose.as_bytes() }).map_err(|_| wrong())
    }

    /// A keyed hash: small values behind it (addresses, recovery codes) cannot be guessed from the database.
    pub(crate) fn mac(&self, purpose: &str, value: &str) -> [u8; 32] {
        mac(&self.mac, format!("{purpose}\n{value}").as_bytes())
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.seal.into())
    }
}

/// Written whole beside its place and then linked there: two starts at once end with one key.
fn create(path: &Path, sources: &Sources) -> Result<()> {
    let aside = path.with_extension(sources.new_id().to_string());
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&aside)?;
    writeln!(file, "{}", HEXLOWER.encode(&sources.random::<32>()))?;
    file.sync_all()?;
    let linked = fs::hard_link(&aside, path);
    fs::remove_file(&aside)?;
    match linked {
        Err(e) if e.kind() != ErrorKind::AlreadyExists => Err(e.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources(seed: u64) -> Sources {
        Sources::fixed(base::Moment::from_ms(1_700_000_000_000), seed).0
    }

    #[test]
    fn the_key_is_made_once_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("identity.key");
        let first = Vault::load_or_create(&path, &sources(1)).unwrap();
        let sealed = first.seal("totp 1", b"secret", [7; 24]).unwrap();

        let second = Vault::load_or_create(&path, &sources(2)).unwrap();

        assert_eq!(second.open("totp 1", &sealed).unwrap(), b"secret");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_sealed_secret_opens_neither_in_anothers_row_nor_with_another_key_nor_when_changed() {
        let vault = Vault::from_key(&[1; 32]);
        let mut sealed = vault.seal("totp 1", b"secret", [7; 24]).unwrap();
        assert!(vault.open("totp 2", &sealed).is_err());
        assert!(Vault::from_key(&[2; 32]).open("totp 1", &sealed).is_err());
        sealed[30] ^= 1;
        assert!(vault.open("totp 1", &sealed).is_err());
        assert!(vault.open("totp 1", b"short").is_err());
    }

    #[test]
    fn a_spoilt_key_file_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("identity.key");
        fs::write(&path, "12345").unwrap();
        assert_eq!(Vault::load_or_create(&path, &sources(1)).unwrap_err().kind, base::Kind::Invalid);
        assert_eq!(fs::read_to_string(&path).unwrap(), "12345");
    }
}
