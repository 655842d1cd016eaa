//! An act puts what can be found of its record.

use base::{Id, Result};
use storage::{Tx, args};

use crate::{index, words};

/// What can be found of a record.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    pub record: Id,
    /// Lower case letters: `dossier`, `procedure`, `petition`.
    pub kind: &'a str,
    /// Shown in the list of what was found.
    pub title: &'a str,
    /// What else it is found by.
    pub text: &'a str,
    /// Codes and numbers that find it whole.
    pub exact: &'a [&'a str],
    /// All who may see it: each unit and those above it, such as the province; a person's own id works as well.
    pub units: &'a [Id],
    pub public: bool,
}

/// Writes the entry in place of the one the record had. One that is the same costs one read.
pub fn put(tx: &mut Tx, entry: Entry) -> Result<()> {
    let mut units: Vec<Id> = entry.units.to_vec();
    units.sort_unstable();
    units.dedup();
    let units: Vec<String> = units.into_iter().map(|id| id.get().to_string()).collect();
    let units = units.join(" ");
    put_exact(tx, &entry)?;

    let had: Option<(String, String, String, String, bool)> =
        tx.first("select kind, title, text, units, public from search_entry where record = $1", args![entry.record])?;
    if let Some((kind, title, text, had_units, public)) = &had
        && (kind.as_str(), title.as_str(), text.as_str()) == (entry.kind, entry.title, entry.text)
        && (had_units, *public) == (&units, entry.public)
    {
        return Ok(());
    }
    tx.run(
        "insert into search_entry (record, kind, title, text, units, public) values ($1, $2, $3, $4, $5, $6)
         on conflict (record) do update set kind = excluded.kind, title = excluded.title, text = excluded.text,
           units = excluded.units, public = excluded.public",
        args![entry.record, entry.kind, entry.title, entry.text, &units, entry.public],
    )?;
    let words = words_of(entry.kind, entry.title, entry.text, &units, entry.public);
    for at in index::which(tx)?.written() {
        index::write(tx, at, entry.record, &words)?;
    }
    Ok(())
}

fn put_exact(tx: &mut Tx, entry: &Entry) -> Result<()> {
    let mut wanted: Vec<String> =
        entry.exact.iter().map(|value| words::exact(value)).filter(|value| !value.is_empty()).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let had: Vec<(String,)> =
        tx.all("select value from search_exact where record = $1 order by value", args![entry.record])?;
    for (value,) in had.iter().filter(|(value,)| !wanted.contains(value)) {
        tx.run("delete from search_exact where value = $1 and record = $2", args![value, entry.record])?;
    }
    for value in wanted.iter().filter(|value| !had.iter().any(|(one,)| one == *value)) {
        tx.run("insert into search_exact (value, record) values ($1, $2)", args![value, entry.record])?;
    }
    Ok(())
}

pub fn remove(tx: &mut Tx, record: Id) -> Result<()> {
    tx.run("delete from search_exact where record = $1", args![record])?;
    tx.run("delete from search_entry where record = $1", args![record])?;
    for at in index::which(tx)?.written() {
        index::erase(tx, at, record)?;
    }
    Ok(())
}

/// All words of an entry, parted by spaces. `units` are ids parted by spaces.
pub(crate) fn words_of(kind: &str, title: &str, text: &str, units: &str, public: bool) -> String {
    let mut all: Vec<String> = words::of(title).union(&words::of(text)).cloned().collect();
    all.push(words::of_kind(kind));
    all.extend(units.split(' ').filter_map(|id| id.parse().ok()).map(|id| words::of_unit(Id::from_i64(id))));
    if public {
        all.push(words::PUBLIC.to_owned());
    }
    all.join(" ")
}
