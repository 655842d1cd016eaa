//! Putting a backup back into an empty database: all of it, proven, or nothing.

use std::{fs::File, io::BufReader, path::Path};

use base::{Error, Result, said, text};

use super::{
    Contents, FORMAT, Head, Record,
    rows::{self, Sum, Table},
    sealed::{BackupKey, Opening},
    take, unreadable,
};
use crate::{Blobs, Db, Engine, Hash, Migration, Tx, Val, args, migrate};

/// Rows in one statement, kept under the engines' limits on arguments.
const ROWS: usize = 64;

/// Reads a backup through and checks every sum in it; says what it holds.
pub fn verify(key: &BackupKey, path: &Path) -> Result<Contents> {
    read(key, path, &mut |_| Ok(()))
}

/// Fills an empty database from a backup, then brings it up to the program's migrations. Nobody else may be using it.
/// What the rows were is compared with what the database then holds.
pub fn restore(db: &Db, blobs: &Blobs, key: &BackupKey, migrations: &[Migration], path: &Path) -> Result<Contents> {
    db.alone_now(|tx| {
        refuse_unless_empty(tx)?;
        let mut there = Vec::new();
        let mut filled: Vec<(Table, Sum)> = Vec::new();
        let mut foreign_keys = Vec::new();
        let contents = read(key, path, &mut |record| match record {
            Read::Head(head) => {
                migrate::migrate(tx, &earlier(head, migrations)?)?;
                foreign_keys = drop_foreign_keys(tx)?;
                there = rows::tables(tx)?;
                Ok(())
            }
            Read::Table(table) => {
                if !there.iter().any(|it| it.name == table.name && same_columns(it, table)) {
                    return Err(unreadable(format!("the table {} is not as the migrations make it", table.name)));
                }
                // A migration may have put rows there; they are in the backup too, as they were last.
                tx.run(&format!("delete from \"{}\"", table.name), args![])?;
                Ok(())
            }
            Read::Rows(table, rows) => insert(tx, table, rows),
            Read::Sum(table, sum) => {
                filled.push((table.clone(), sum));
                Ok(())
            }
            Read::Blob(hash, bytes) => {
                blobs.put(bytes)?;
                tracing::debug!(%hash, "restored");
                Ok(())
            }
        })?;
        for (table, sum) in &filled {
            let mut found = Sum::default();
            table.each(tx, &mut |row| {
                found.add(row);
                Ok(())
            })?;
            if found != *sum {
                return Err(Error::internal(format!(
                    "{}: {} rows in the backup, {} in the database, or other ones",
                    table.name, sum.rows, found.rows
                )));
            }
        }
        for sql in &foreign_keys {
            tx.script(sql)?;
        }
        if tx.engine() == Engine::Sqlite
            && let Some((table,)) = tx.first::<(String,)>("select \"table\" from pragma_foreign_key_check", args![])?
        {
            return Err(Error::internal(format!("{table} points to rows that are not there")));
        }
        migrate::migrate(tx, migrations)?;
        Ok(contents)
    })
}

/// A record in its context, the sums already checked.
enum Read<'a> {
    Head(&'a Head),
    Table(&'a Table),
    Rows(&'a Table, Vec<Vec<Val>>),
    Sum(&'a Table, Sum),
    Blob(Hash, &'a [u8]),
}

fn read(key: &BackupKey, path: &Path, f: &mut dyn FnMut(Read<'_>) -> Result<()>) -> Result<Contents> {
    let mut from = zstd::Decoder::new(Opening::new(BufReader::new(File::open(path)?), key)?).map_err(unreadable)?;
    match take(&mut from)? {
        Record::Head(head) if head.format == FORMAT => f(Read::Head(&head))?,
        _ => return Err(unreadable("another format")),
    }
    let mut found = Contents::default();
    let mut table: Option<(Table, Sum)> = None;
    loop {
        match (take(&mut from)?, &mut table) {
            (Record::Table(next), None) => {
                f(Read::Table(&next))?;
                table = Some((next, Sum::default()));
            }
            (Record::Rows(bytes), Some((table, sum))) => {
                let (mut rest, mut rows) = (bytes.as_slice(), Vec::new());
                while !rest.is_empty() {
                    let before = rest;
                    rows.push(table.decode(&mut rest).map_err(unreadable)?);
                    sum.add(&before[..before.len() - rest.len()]);
                }
                f(Read::Rows(table, rows))?;
            }
            (Record::Sum(said), Some((done, sum))) if said == *sum => {
                f(Read::Sum(done, said))?;
                found.tables += 1;
                found.rows += said.rows;
                table = None;
            }
            (Record::Blob(hash, bytes), None) if Hash::of(&bytes) == hash => {
                f(Read::Blob(hash, &bytes))?;
                found.blobs += 1;
            }
            (Record::End(said), None) => {
                found.damaged = said.damaged.clone();
                // To the end of the stream, for its last chunk proves that nothing was cut off.
                let more = std::io::copy(&mut from, &mut std::io::sink()).map_err(unreadable)?;
                if found != said || more > 0 {
                    return Err(unreadable("its parts do not add up"));
                }
                return Ok(found);
            }
            _ => return Err(unreadable("its parts do not add up")),
        }
    }
}

fn refuse_unless_empty(tx: &mut Tx) -> Result<()> {
    let mut occupied = !rows::tables(tx)?.is_empty();
    if !occupied && migrate::has_own_tables(tx)? {
        occupied = !migrate::applied(tx)?.is_empty();
    }
    if occupied {
        return Err(Error::conflict(text(
            "Chỉ khôi phục được vào cơ sở dữ liệu trống",
            "A backup can only be restored into an empty database",
        )));
    }
    Ok(())
}

/// Those of the program's migrations that the backup had had, in the program's order.
fn earlier(head: &Head, migrations: &[Migration]) -> Result<Vec<Migration>> {
    for (system, name, checksum) in &head.migrations {
        let known = migrations.iter().find(|it| it.system == system && it.name == name);
        if known.is_none_or(|it| it.checksum() != *checksum) {
            return Err(Error::conflict(said!(
                "Bản sao lưu thuộc phiên bản khác của chương trình ({system}/{name}): hãy khôi phục bằng phiên bản mới hơn",
                "The backup belongs to another version of the program ({system}/{name}): restore it with a newer one"
            )));
        }
    }
    let had = |it: &&Migration| head.migrations.iter().any(|(system, name, _)| it.system == system && it.name == name);
    Ok(migrations.iter().filter(had).copied().collect())
}

fn same_columns(a: &Table, b: &Table) -> bool {
    a.columns.len() == b.columns.len() && a.columns.iter().all(|column| b.columns.contains(column))
}

fn insert(tx: &mut Tx, table: &Table, rows: Vec<Vec<Val>>) -> Result<()> {
    let columns = table.columns.len();
    for some in rows.chunks(ROWS) {
        let row = |at: usize| {
            let places: Vec<String> = (1..=columns).map(|column| format!("${}", at * columns + column)).collect();
            format!("({})", places.join(", "))
        };
        let places: Vec<String> = (0..some.len()).map(row).collect();
        let sql = format!("insert into \"{}\" ({}) values {}", table.name, table.names(), places.join(", "));
        tx.run(&sql, &some.concat())?;
    }
    Ok(())
}

/// Rows come in no order, so PostgreSQL checks them at the end: what to run then. (SQLite's are off meanwhile.)
fn drop_foreign_keys(tx: &mut Tx) -> Result<Vec<String>> {
    if tx.engine() == Engine::Sqlite {
        return Ok(Vec::new());
    }
    let sql = "select cast(c.conrelid::regclass as text), cast(c.conname as text), pg_get_constraintdef(c.oid)
               from pg_constraint c join pg_namespace n on n.oid = c.connamespace
               where c.contype = 'f' and n.nspname = current_schema()";
    let mut again = Vec::new();
    for (table, name, definition) in tx.all::<(String, String, String)>(sql, args![])? {
        tx.script(&format!("alter table {table} drop constraint \"{name}\""))?;
        again.push(format!("alter table {table} add constraint \"{name}\" {definition}"));
    }
    Ok(again)
}
