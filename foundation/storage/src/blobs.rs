//! Files by their hash, in a folder. Written once, never changed; on disk before the commit that names them.

use std::{
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
    process,
    str::FromStr,
    sync::atomic::{AtomicU64, Ordering},
};

use base::{Error, Result, text};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// SHA-256 of a file's bytes; as text 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    pub fn of(bytes: &[u8]) -> Hash {
        Hash(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Hash {
    type Err = Error;

    fn from_str(s: &str) -> Result<Hash> {
        let bytes = HEXLOWER.decode(s.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes
            .map(Hash)
            .ok_or_else(|| Error::not_found(text("Địa chỉ tệp không đúng", "This file address is not valid")))
    }
}

crate::stored_as_text!(Hash);

/// A folder of files, each at `ab/abcdef…` by its hash. Clones are the same folder.
#[derive(Clone, Debug)]
pub struct Blobs {
    dir: PathBuf,
}

impl Blobs {
    pub fn open(dir: impl Into<PathBuf>) -> Result<Blobs> {
        let dir = dir.into();
        fs::create_dir_all(&dir)?;
        Ok(Blobs { dir })
    }

    /// Once it returns, the file outlives a power cut. The same bytes again cost nothing.
    pub fn put(&self, bytes: &[u8]) -> Result<Hash> {
        let hash = Hash::of(bytes);
        self.put_as(hash, bytes).map_err(|e| match e.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Error { source: Some(std::sync::Arc::new(e)), ..Error::busy() }
            }
            _ => Error::from(e),
        })?;
        Ok(hash)
    }

    fn put_as(&self, hash: Hash, bytes: &[u8]) -> io::Result<()> {
        let path = self.path(&hash);
        let folder = path.parent().unwrap_or(&self.dir);
        if !folder.is_dir() {
            fs::create_dir_all(folder)?;
            sync_dir(&self.dir)?;
        }
        if !path.is_file() {
            // Under a name of its own until it is whole, so that nobody ever reads half of it.
            static TRIES: AtomicU64 = AtomicU64::new(0);
            let aside = path.with_extension(format!("{}-{}", process::id(), TRIES.fetch_add(1, Ordering::Relaxed)));
            let written = write_synced(&aside, bytes).and_then(|()| fs::rename(&aside, &path));
            if written.is_err() {
                let _ = fs::remove_file(&aside);
            }
            written?;
        }
        // Also when it was there: whoever put it may not have come to this line yet.
        sync_dir(folder)
    }

    /// Reads a file and checks it against its hash.
    pub fn get(&self, hash: &Hash) -> Result<Vec<u8>> {
        let bytes = fs::read(self.path(hash)).map_err(|e| match e.kind() {
            io::ErrorKind::NotFound => Error::not_found(text("Không tìm thấy tệp này", "This file could not be found")),
            _ => Error::from(e),
        })?;
        if Hash::of(&bytes) != *hash {
            return Err(Error::internal(format!("the file {hash} does not hold what it was named for")));
        }
        Ok(bytes)
    }

    /// Where a file stands, whether or not it exists.
    pub fn path(&self, hash: &Hash) -> PathBuf {
        let name = hash.to_string();
        self.dir.join(&name[..2]).join(name)
    }

    /// The hashes of all files, in order.
    pub fn all(&self) -> Result<Vec<Hash>> {
        let mut out = Vec::new();
        for folder in fs::read_dir(&self.dir)? {
            let folder = folder?.path();
            if folder.is_dir() {
                for file in fs::read_dir(folder)? {
                    // Anything else is the remains of a put that was cut off.
                    out.extend(file?.file_name().to_str().and_then(|name| name.parse::<Hash>().ok()));
                }
            }
        }
        out.sort();
        Ok(out)
    }
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn sync_dir(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(test)]
mod tests {
    use base::Kind;

    use super::*;

    fn folder() -> (tempfile::TempDir, Blobs) {
        let dir = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(dir.path().join("blobs")).unwrap();
        (dir, blobs)
    }

    #[test]
    fn a_file_is_found_by_its_hash_and_stored_once() {
        let (_dir, blobs) = folder();
        let hash = blobs.put("giấy khai sinh".as_bytes()).unwrap();
        assert_eq!(blobs.put("giấy khai sinh".as_bytes()).unwrap(), hash);
        assert_eq!(hash.to_string().parse::<Hash>().unwrap(), hash);
        assert_eq!(blobs.get(&hash).unwrap(), "giấy khai sinh".as_bytes());
        assert_eq!(blobs.all().unwrap(), [hash]);
    }

    #[test]
    fn a_file_that_changed_on_the_disk_is_not_given_out() {
        let (_dir, blobs) = folder();
        let hash = blobs.put(b"one").unwrap();
        fs::write(blobs.path(&hash), b"two").unwrap();
        assert_eq!(blobs.get(&hash).unwrap_err().kind, Kind::Internal);
    }

    #[test]
    fn a_missing_file_and_the_remains_of_a_broken_put_are_no_files() {
        let (_dir, blobs) = folder();
        let hash = blobs.put(b"whole").unwrap();
        fs::write(blobs.path(&Hash::of(b"half")).with_extension("1-1"), b"ha").unwrap_or_default();
        fs::write(blobs.path(&hash).with_extension("1-2"), b"who").unwrap();
        assert_eq!(blobs.all().unwrap(), [hash]);
        assert_eq!(blobs.get(&Hash::of(b"half")).unwrap_err().kind, Kind::NotFound);
    }

    #[test]
    fn a_path_cannot_be_smuggled_in_as_a_hash() {
        for name in ["../../etc/passwd", "", "AB", &"g".repeat(64), &"a".repeat(63)] {
            assert!(name.parse::<Hash>().is_err(), "{name}");
        }
    }
}
