//! A backup is one file: every table and every blob of one moment, made while the server runs, encrypted,
//! the same from either engine and for either.
//!
//! Inside `sealed` and zstd: records of a tag, a length (u64, little end first) and that many bytes.
//!
//! | tag | holds |
//! |---|---|
//! | `H` | JSON: format, engine, when, migrations |
//! | `T` | JSON: a table's name and columns; its rows follow |
//! | `R` | rows, one after the other |
//! | `S` | JSON: the table's number of rows and their sum |
//! | `B` | a blob's hash (32 bytes) and content |
//! | `Z` | JSON: what the file holds; the end |

mod restore;
mod rows;
mod sealed;

use std::{
    fs::{self, File},
    io::{self, BufWriter, Read, Write},
    path::Path,
};

use base::{Error, Moment, Result, said};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{Blobs, Db, Hash, db::once, migrate};

pub use restore::{restore, verify};
pub use sealed::BackupKey;

use rows::{Kind, Sum, Table};

const FORMAT: u32 = 1;
/// Bytes of rows in a record, about.
const ROWS: usize = 256 * 1024;

/// What a backup holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    pub tables: u64,
    pub rows: u64,
    pub blobs: u64,
    /// Blobs that could not be read, or whose bytes are not those they were named for: not in the backup.
    pub damaged: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Head {
    format: u32,
    engine: String,
    made_at: Moment,
    migrations: Vec<(String, String, String)>,
}

/// Writes a backup to a new file; it is there whole and on disk, or not at all.
/// `derived` names the tables that are made again from others after a restore, such as a search index.
pub fn backup(db: &Db, blobs: &Blobs, key: &BackupKey, derived: &[&str], path: &Path) -> Result<Contents> {
    if path.exists() {
        let shown = path.display();
        return Err(Error::conflict(said!("Tệp {shown} đã có", "The file {shown} is already there")));
    }
    let part = path.with_extension("part");
    let written = write(db, blobs, key, derived, &part).and_then(|contents| {
        fs::rename(&part, path)?;
        File::open(path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(contents)
    });
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

fn write(db: &Db, blobs: &Blobs, key: &BackupKey, derived: &[&str], path: &Path) -> Result<Contents> {
    let file = BufWriter::new(File::create(path)?);
    let sealing = sealed::Sealing::new(file, key, db.sources().random())?;
    let mut out = zstd::Encoder::new(sealing, 3)?;
    let contents = db.snapshot_now(once(|tx| {
        let migrations = migrate::applied(tx)?;
        let engine = format!("{:?}", tx.engine());
        put_json(&mut out, b'H', &Head { format: FORMAT, engine, made_at: tx.now(), migrations })?;
        let mut contents = Contents::default();
        for table in rows::tables(tx)? {
            if derived.contains(&table.name.as_str()) {
                continue;
            }
            if let Some(column) = table.columns.iter().find(|column| column.kind == Kind::Other) {
                return Err(Error::internal(format!("a backup cannot carry {}.{}", table.name, column.name)));
            }
            put_json(&mut out, b'T', &table)?;
            let (mut sum, mut waiting) = (Sum::default(), Vec::new());
            table.each(tx, &mut |row| {
                sum.add(row);
                waiting.extend_from_slice(row);
                if waiting.len() >= ROWS {
                    put(&mut out, b'R', &[&waiting])?;
                    waiting.clear();
                }
                Ok(())
            })?;
            put(&mut out, b'R', &[&waiting])?;
            put_json(&mut out, b'S', &sum)?;
            contents.tables += 1;
            contents.rows += sum.rows;
        }
        // After the tables: a blob is there before the commit that names it.
        for hash in blobs.all()? {
            match blobs.get(&hash) {
                Ok(bytes) => {
                    put(&mut out, b'B', &[&hash.0, &bytes])?;
                    contents.blobs += 1;
                }
                // Erased since the folder was listed.
                Err(e) if e.kind == base::Kind::NotFound => {}
                Err(e) => {
                    tracing::error!(%hash, error = %e, "a file is left out of the backup");
                    contents.damaged.push(hash.to_string());
                }
            }
        }
        put_json(&mut out, b'Z', &contents)?;
        Ok(contents)
    }))?;
    let file = out.finish()?.finish()?.into_inner().map_err(|e| e.into_error())?;
    file.sync_all()?;
    Ok(contents)
}

fn put(out: &mut impl Write, tag: u8, parts: &[&[u8]]) -> io::Result<()> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    out.write_all(&[tag])?;
    out.write_all(&(length as u64).to_le_bytes())?;
    parts.iter().try_for_each(|part| out.write_all(part))
}

fn put_json(out: &mut impl Write, tag: u8, value: &impl Serialize) -> Result<()> {
    Ok(put(out, tag, &[&serde_json::to_vec(value).map_err(Error::internal)?])?)
}

/// A piece of a backup as it is read.
enum Record {
    Head(Head),
    Table(Table),
    Rows(Vec<u8>),
    Sum(Sum),
    Blob(Hash, Vec<u8>),
    End(Contents),
}

fn take(from: &mut impl Read) -> Result<Record> {
    let mut head = [0; 9];
    from.read_exact(&mut head).map_err(unreadable)?;
    let [tag, length @ ..] = head;
    let length = u64::from_le_bytes(length);
    let mut bytes = Vec::new();
    if from.take(length).read_to_end(&mut bytes).map_err(unreadable)? as u64 != length {
        return Err(unreadable("cut off"));
    }
    Ok(match tag {
        b'H' => Record::Head(json(&bytes)?),
        b'T' => Record::Table(json(&bytes)?),
        b'R' => Record::Rows(bytes),
        b'S' => Record::Sum(json(&bytes)?),
        b'B' => {
            let hash: [u8; 32] = bytes.drain(..bytes.len().min(32)).as_slice().try_into().map_err(unreadable)?;
            Record::Blob(Hash(hash), bytes)
        }
        b'Z' => Record::End(json(&bytes)?),
        _ => return Err(unreadable("a record of unknown kind")),
    })
}

fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes).map_err(unreadable)
}

fn unreadable(why: impl ToString) -> Error {
    let why = why.to_string();
    Error::invalid(said!(
        "Không đọc được bản sao lưu: sai khóa, hoặc tệp bị hỏng hay bị sửa ({why})",
        "The backup cannot be read: the wrong key, or a file that is damaged or was altered ({why})"
    ))
}
