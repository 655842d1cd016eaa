//! An encrypted stream: the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015) over XChaCha20-Poly1305.
//! The nonce of a chunk is 19 random bytes of the file, the chunk's number (u32, big end first) and 1 on the last.
//! So a chunk changed, left out, moved or cut off at the end is noticed before its bytes are believed.

use std::{
    fmt,
    fs::{self, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use base::{Error, Result, Sources, said, text};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use data_encoding::HEXLOWER_PERMISSIVE as HEX;

const MAGIC: &[u8; 16] = b"tinhso-backup-1\n";
const PREFIX: usize = 19;
/// Bytes of content in every chunk but the last, which has fewer.
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;

/// Opens the backups: 32 bytes, in a file as 64 hexadecimal digits. Keep a copy apart from the machine.
#[derive(Clone)]
pub struct BackupKey([u8; 32]);

impl fmt::Debug for BackupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BackupKey")
    }
}

impl BackupKey {
    pub fn load(path: &Path) -> Result<BackupKey> {
        let shown = path.display();
        let digits = fs::read_to_string(path).map_err(|e| Error {
            source: Some(std::sync::Arc::new(e)),
            ..Error::not_found(said!("Không đọc được tệp khóa {shown}", "The key file {shown} cannot be read"))
        })?;
        let key = HEX.decode(digits.trim().as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        key.map(BackupKey).ok_or_else(|| {
            Error::invalid(said!(
                "Tệp khóa {shown} phải chứa đúng 64 chữ số thập lục phân",
                "The key file {shown} must hold exactly 64 hexadecimal digits"
            ))
        })
    }

    /// Makes the file, readable by its owner alone, if it is not there.
    pub fn load_or_create(path: &Path, sources: &Sources) -> Result<BackupKey> {
        if !path.exists() {
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
            file.write_all(format!("{}\n", HEX.encode(&sources.random::<32>())).as_bytes())?;
            file.sync_all()?;
        }
        BackupKey::load(path)
    }
}

struct Chunks {
    cipher: XChaCha20Poly1305,
    prefix: [u8; PREFIX],
    next: u32,
}

impl Chunks {
    fn new(key: &BackupKey, prefix: [u8; PREFIX]) -> Chunks {
        Chunks { cipher: XChaCha20Poly1305::new(&key.0.into()), prefix, next: 0 }
    }

    fn nonce(&mut self, last: bool) -> io::Result<XNonce> {
        let mut nonce = [0; PREFIX + 5];
        nonce[..PREFIX].copy_from_slice(&self.prefix);
        nonce[PREFIX..PREFIX + 4].copy_from_slice(&self.next.to_be_bytes());
        nonce[PREFIX + 4] = last.into();
        self.next = self.next.checked_add(1).ok_or_else(|| io::Error::other("too long for one backup"))?;
        Ok(nonce.into())
    }
}

/// Encrypts what is written to it. Nothing is whole before `finish`.
pub struct Sealing<W: Write> {
    to: W,
    chunks: Chunks,
    waiting: Vec<u8>,
}

impl<W: Write> Sealing<W> {
    pub fn new(mut to: W, key: &BackupKey, prefix: [u8; PREFIX]) -> io::Result<Sealing<W>> {
        to.write_all(MAGIC)?;
        to.write_all(&prefix)?;
        Ok(Sealing { to, chunks: Chunks::new(key, prefix), waiting: Vec::with_capacity(CHUNK) })
    }

    pub fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        Ok(self.to)
    }

    fn seal(&mut self, last: bool) -> io::Result<()> {
        let nonce = self.chunks.nonce(last)?;
        let plain = Payload { msg: &self.waiting, aad: MAGIC };
        let sealed = self.chunks.cipher.encrypt(&nonce, plain).map_err(|_| io::Error::other("encryption failed"))?;
        self.waiting.clear();
        self.to.write_all(&sealed)
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(CHUNK - self.waiting.len());
        self.waiting.extend_from_slice(&bytes[..taken]);
        if self.waiting.len() == CHUNK {
            self.seal(false)?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Decrypts while it is read; fails rather than give out a byte that was not sealed with the key.
pub struct Opening<R: Read> {
    from: R,
    chunks: Chunks,
    open: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<R: Read> Opening<R> {
    pub fn new(mut from: R, key: &BackupKey) -> Result<Opening<R>> {
        let mut head = [0; MAGIC.len() + PREFIX];
        let whole = from.read_exact(&mut head).is_ok();
        let (magic, prefix) = head.split_at(MAGIC.len());
        let Some(prefix) = prefix.try_into().ok().filter(|_| whole && magic == MAGIC) else {
            return Err(Error::invalid(text(
                "Tệp này không phải bản sao lưu của tinhso",
                "This file is no backup of tinhso",
            )));
        };
        Ok(Opening { from, chunks: Chunks::new(key, prefix), open: Vec::new(), at: 0, ended: false })
    }

    fn next_chunk(&mut self) -> io::Result<()> {
        let mut sealed = Vec::with_capacity(CHUNK + TAG);
        self.from.by_ref().take((CHUNK + TAG) as u64).read_to_end(&mut sealed)?;
        let last = sealed.len() < CHUNK + TAG;
        let nonce = self.chunks.nonce(last)?;
        let wrong = |_| io::Error::new(io::ErrorKind::InvalidData, "another key, or not what was written");
        self.open = self.chunks.cipher.decrypt(&nonce, Payload { msg: &sealed, aad: MAGIC }).map_err(wrong)?;
        (self.at, self.ended) = (0, last);
        Ok(())
    }
}

impl<R: Read> Read for Opening<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.at == self.open.len() {
            if self.ended {
                return Ok(0);
            }
            self.next_chunk()?;
        }
        let given = out.len().min(self.open.len() - self.at);
        out[..given].copy_from_slice(&self.open[self.at..self.at + given]);
        self.at += given;
        Ok(given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(content: &[u8]) -> Vec<u8> {
        let mut sealing = Sealing::new(Vec::new(), &BackupKey([7; 32]), [9; PREFIX]).unwrap();
        sealing.write_all(content).unwrap();
        sealing.finish().unwrap()
    }

    fn opened(sealed: &[u8], key: u8) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        Opening::new(sealed, &BackupKey([key; 32])).map_err(io::Error::other)?.read_to_end(&mut out)?;
        Ok(out)
    }

    #[test]
    fn what_was_sealed_opens_whatever_its_length() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK] {
            let content: Vec<u8> = (0..length).map(|i| (i % 251) as u8).collect();
            assert_eq!(opened(&sealed(&content), 7).unwrap(), content);
        }
    }

    #[test]
    fn another_key_a_changed_byte_a_cut_or_a_swap_is_noticed() {
        let whole = sealed(&vec![1; 3 * CHUNK + 5]);
        let head = MAGIC.len() + PREFIX;
        assert!(opened(&whole, 8).is_err());
        for at in [0, MAGIC.len(), head, head + CHUNK, whole.len() - 1] {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            assert!(opened(&changed, 7).is_err(), "byte {at}");
        }
        for length in [0, head, head + 10, head + CHUNK + TAG, head + 3 * (CHUNK + TAG), whole.len() - 1] {
            assert!(opened(&whole[..length], 7).is_err(), "cut at {length}");
        }
        let mut swapped = whole.clone();
        swapped[head..head + 2 * (CHUNK + TAG)].rotate_left(CHUNK + TAG);
        assert!(opened(&swapped, 7).is_err());
        let longer = [whole.as_slice(), b"more"].concat();
        assert!(opened(&longer, 7).is_err());
    }

    #[test]
    fn a_key_file_is_made_once_and_for_its_owner_alone() {
        use std::os::unix::fs::PermissionsExt;

        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("backup.key");
        assert!(BackupKey::load(&path).is_err());
        let sources = Sources::system(0);
        let made = BackupKey::load_or_create(&path, &sources).unwrap();
        assert_eq!(BackupKey::load_or_create(&path, &sources).unwrap().0, made.0);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::write(&path, "short").unwrap();
        assert!(BackupKey::load(&path).is_err());
    }
}
