//! Who opened whose data: one row each, committed before the page is sent, and shown to the person it is about.

use std::collections::HashMap;

use base::{Day, Error, Id, Moment, Result, Said, Text, text};
use storage::{Tx, args};

use crate::{By, Me, SEE_READS, role::role_title};

/// One look at a person's data, as that person sees it: the unit and role of the reader, not his name.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Read {
    pub id: Id,
    pub at: Moment,
    pub unit: Option<String>,
    pub role: Option<Said>,
    /// What was opened, as a code of the system: `dossier`, `number-search`, `export`.
    pub what: String,
    pub record: Id,
    pub reason: String,
}

/// The same for whoever supervises: with the reader.
#[derive(Clone, Debug, serde::Serialize)]
pub struct SeenRead {
    pub read: Read,
    pub reader: Id,
    pub reader_name: String,
    pub subject: Id,
}

/// A list of names that an official saw.
#[derive(Clone, Debug, serde::Serialize)]
pub struct ListRead {
    pub id: Id,
    pub at: Moment,
    pub what: String,
    pub filter: String,
    pub keys: Vec<Id>,
}

/// Notes that `me` opens `record` about `subject`. A person's look at his own data is not noted.
pub fn note_read(tx: &mut Tx, me: &Me, subject: Id, record: Id, reason: &str, what: &str) -> Result<()> {
    if me.person == subject {
        return Ok(());
    }
    let reason = base::text::clean(reason, 300)?;
    if reason.is_empty() {
        return Err(Error::field("reason", NO_REASON));
    }
    let (id, now) = (tx.new_id(), tx.now());
    let seat = me.seat();
    tx.run(
        "insert into identity_read (id, at, reader, unit, role, subject, record, what, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![id, now, me.person, seat.map(|s| s.unit), seat.map(|s| s.role.clone()), subject, record, what, reason],
    )?;
    Ok(())
}

/// Notes that `me` saw a list, which shows names only: its filter and the keys of its rows.
pub fn note_list_read(tx: &mut Tx, me: &Me, what: &str, filter: &str, keys: &[Id]) -> Result<()> {
    let (id, now) = (tx.new_id(), tx.now());
    let keys = serde_json::to_string(keys).map_err(Error::internal)?;
    let filter = base::text::clean(filter, 1000)?;
    let seat = me.seat();
    tx.run(
        "insert into identity_read_list (id, at, reader, unit, role, what, filter, keys)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![id, now, me.person, seat.map(|s| s.unit), seat.map(|s| s.role.clone()), what, filter, keys],
    )?;
    Ok(())
}

/// Who opened the person's data, newest first, before the key `after` (an id), at most `limit`.
pub fn reads_of(tx: &mut Tx, person: Id, after: Option<Id>, limit: i64) -> Result<Vec<Read>> {
    Ok(rows(tx, "r.subject", person, after, limit)?.into_iter().map(|seen| seen.read).collect())
}

/// The same with the readers, for whoever may see them.
pub fn reads_about(tx: &mut Tx, by: By, person: Id, after: Option<Id>, limit: i64) -> Result<Vec<SeenRead>> {
    by.require_everywhere(tx, SEE_READS)?;
    rows(tx, "r.subject", person, after, limit)
}

/// What an official has opened, for whoever may see it.
pub fn reads_by(tx: &mut Tx, by: By, reader: Id, after: Option<Id>, limit: i64) -> Result<Vec<SeenRead>> {
    by.require_everywhere(tx, SEE_READS)?;
    rows(tx, "r.reader", reader, after, limit)
}

/// Which lists an official has seen, newest first, for whoever may see it.
pub fn list_reads_by(tx: &mut Tx, by: By, reader: Id, after: Option<Id>, limit: i64) -> Result<Vec<ListRead>> {
    by.require_everywhere(tx, SEE_READS)?;
    let rows = tx.all::<(Id, Moment, String, String, String)>(
        "select id, at, what, filter, keys from identity_read_list where reader = $1 and id < $2 order by id desc limit $3",
        args![reader, after.unwrap_or(Id::from_i64(i64::MAX)), limit],
    )?;
    let read = |(id, at, what, filter, keys): (Id, Moment, String, String, String)| {
        let keys = serde_json::from_str(&keys).map_err(Error::internal)?;
        Ok(ListRead { id, at, what, filter, keys })
    };
    rows.into_iter().map(read).collect()
}

fn select(whose: &str) -> String {
    format!(
        "select r.id, r.at, r.reader, r.unit, r.role, r.subject, r.record, r.what, r.reason, p.name
         from identity_read r join directory_person p on p.id = r.reader
         where {whose} = $1 and r.id < $2 order by r.id desc limit $3"
    )
}

type Row = (Id, Moment, Id, Option<Id>, Option<String>, Id, Id, String, String, String);

fn rows(tx: &mut Tx, whose: &str, person: Id, after: Option<Id>, limit: i64) -> Result<Vec<SeenRead>> {
    let until = after.unwrap_or(Id::from_i64(i64::MAX));
    let rows = tx.all::<Row>(&select(whose), args![person, until, limit])?;
    let mut units: HashMap<(Id, Day), String> = HashMap::new();
    let mut roles: HashMap<String, Said> = HashMap::new();
    let mut seen = Vec::with_capacity(rows.len());
    for (id, at, reader, unit, role, subject, record, what, reason, reader_name) in rows {
        // The name the unit had on the day of the look.
        let unit = match unit.map(|unit| (unit, at.day())) {
            None => None,
            Some(key) => Some(match units.get(&key) {
                Some(name) => name.clone(),
                None => units.entry(key).or_insert(directory::unit(tx, key.0, key.1)?.full_name()).clone(),
            }),
        };
        let role = match role {
            None => None,
            Some(code) => Some(match roles.get(&code) {
                Some(title) => title.clone(),
                None => {
                    let title = role_title(tx, &code)?;
                    roles.entry(code).or_insert(title).clone()
                }
            }),
        };
        seen.push(SeenRead { read: Read { id, at, unit, role, what, record, reason }, reader, reader_name, subject });
    }
    Ok(seen)
}

const NO_REASON: Text = text("Phải ghi lý do xem dữ liệu cá nhân", "A reason for opening personal data is needed");

#[cfg(test)]
mod tests {
    use storage::testing::TestDb;

    use super::*;

    #[test]
    fn a_page_of_the_log_is_an_index_range() {
        let migrations = [directory::MIGRATIONS, crate::MIGRATIONS].concat();
        TestDb::each(&migrations, |db| {
            db.write_now(|tx| {
                for n in 0..5_000_i64 {
                    tx.run(
                        "insert into identity_read (id, at, reader, subject, record, what, reason)
                         values ($1, 0, $2, $3, 0, 'dossier', 'x')",
                        args![n, n % 60, n % 70],
                    )?;
                }
                for n in 0..100 {
                    directory::add_person(tx, directory::NewPerson::named(format!("Lò Văn {n}")))?;
                }
                tx.run("analyze", args![])?;
                for (whose, index) in [("r.subject", "identity_read_subject"), ("r.reader", "identity_read_reader")] {
                    let plan = tx.plan(&select(whose), args![3_i64, i64::MAX, 50_i64])?.join("\n");
                    assert!(plan.contains(index), "{plan}");
                    assert!(!plan.contains("Seq Scan on identity_read") && !plan.contains("SCAN r"), "{plan}");
                }
                Ok(())
            })
            .unwrap();
        });
    }
}
