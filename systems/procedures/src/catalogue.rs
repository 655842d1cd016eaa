//! The catalogue of procedures: published versions, and the lists and the search by which they are found.

use std::{
    collections::HashMap,
    fmt::{self, Display},
    str::FromStr,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use base::{Day, Error, Id, Result, Text, said, text, text::fold};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use storage::{Tx, Val, args};

use crate::definition::{Level, Procedure, Version, Words, life_event};

/// Where a procedure's versions come from. What was worked out by hand goes before what was imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Worked,
    Imported,
}

impl Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Source::Worked => "worked",
            Source::Imported => "imported",
        })
    }
}

impl FromStr for Source {
    type Err = Error;

    fn from_str(s: &str) -> Result<Source> {
        match s {
            "worked" => Ok(Source::Worked),
            "imported" => Ok(Source::Imported),
            other => Err(Error::internal(format!("{other:?} is no source of procedures"))),
        }
    }
}

storage::stored_as_text!(Source);

/// What publishing changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// The ids of the new versions.
    pub versions: Vec<Id>,
    /// The procedure was not there before.
    pub new: bool,
    /// Its name, field, levels or the like changed.
    pub about: bool,
}

impl Published {
    pub fn anything(&self) -> bool {
        self.new || self.about || !self.versions.is_empty()
    }
}

/// Publishes a procedure that was worked out by hand, with its versions. Doing it again changes nothing.
/// Errors: `Invalid` if the definition is wrong; `Conflict` if a published number now reads otherwise.
pub fn publish(tx: &mut Tx, procedure: &Procedure) -> Result<Published> {
    if let Some((place, said)) = procedure.problems().into_iter().next() {
        return Err(Error::field(format!("{}: {place}", procedure.code), said));
    }
    let mut published = put_about(tx, procedure, Source::Worked)?;
    for version in &procedure.versions {
        let stored = stored(tx, &procedure.code, Source::Worked, version.number)?;
        match stored {
            Some(before) if before == *version => {}
            Some(_) => return Err(published_already(&procedure.code, version.number)),
            None => published.versions.push(put_version(tx, &procedure.code, Source::Worked, version)?),
        }
    }
    Ok(published)
}

fn published_already(code: &str, number: i64) -> Error {
    Error::conflict(said!(
        "Phiên bản {number} của thủ tục {code} đã công bố, không sửa được; hãy công bố phiên bản tiếp theo",
        "Version {number} of procedure {code} is published and cannot change; publish the next one"
    ))
}

/// What an import does with a procedure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Imported {
    New,
    Changed,
    Unchanged,
    /// It was worked out by hand, and an import leaves it alone.
    Kept,
}

/// Publishes a procedure as the national catalogue has it, under the next number if it differs from the last one.
/// A dry run only says what would happen.
pub fn import(tx: &mut Tx, procedure: &Procedure, dry_run: bool) -> Result<Imported> {
    let known: Option<(String, Source)> =
        tx.first("select about, source from procedures_procedure where code = $1", args![&procedure.code])?;
    let same_about = match &known {
        Some((_, Source::Worked)) => return Ok(Imported::Kept),
        Some((about, Source::Imported)) => serde_json::from_str::<Procedure>(about).is_ok_and(|p| p == about_of(procedure)),
        None => false,
    };
    let last: Option<(String,)> = tx.first(
        "select definition from procedures_version where procedure = $1 and source = $2 order by number desc limit 1",
        args![&procedure.code, Source::Imported],
    )?;
    let last = last.map(|(json,)| read(&json)).transpose()?;
    let next = procedure.versions.last().and_then(|version| match &last {
        None => Some(version.clone()),
        // The day of an import is not a difference.
        Some(last) if *last == (Version { number: last.number, valid_from: last.valid_from, ..version.clone() }) => None,
        Some(last) => Some(Version { number: last.number + 1, ..version.clone() }),
    });
    let outcome = match (known.is_some(), same_about && next.is_none()) {
        (false, _) => Imported::New,
        (true, false) => Imported::Changed,
        (true, true) => return Ok(Imported::Unchanged),
    };
    if !dry_run {
        put_about(tx, procedure, Source::Imported)?;
        if let Some(next) = next {
            put_version(tx, &procedure.code, Source::Imported, &next)?;
        }
    }
    Ok(outcome)
}

/// A version that should not have been published: new dossiers no longer take it, running ones keep it.
pub fn withdraw(tx: &mut Tx, version: Id) -> Result<()> {
    match tx.run("update procedures_version set state = 'withdrawn' where id = $1 and state = 'published'", args![version])? {
        0 => Err(Error::conflict(text("Phiên bản này đã được thu hồi", "This version has been withdrawn already"))),
        _ => Ok(()),
    }
}

fn stored(tx: &mut Tx, code: &str, source: Source, number: i64) -> Result<Option<Version>> {
    let row: Option<(String,)> = tx.first(
        "select definition from procedures_version where procedure = $1 and source = $2 and number = $3",
        args![code, source, number],
    )?;
    row.map(|(json,)| read(&json)).transpose()
}

fn read(json: &str) -> Result<Version> {
    serde_json::from_str(json).map_err(Error::internal)
}

fn about_of(procedure: &Procedure) -> Procedure {
    Procedure { versions: Vec::new(), ..procedure.clone() }
}

fn put_about(tx: &mut Tx, procedure: &Procedure, source: Source) -> Result<Published> {
    let about = about_of(procedure);
    let before: Option<(String, Source)> =
        tx.first("select about, source from procedures_procedure where code = $1", args![&procedure.code])?;
    let published = Published { new: before.is_none(), ..Published::default() };
    if let Some((json, source_before)) = before
        && source_before == source
        && serde_json::from_str::<Procedure>(&json).is_ok_and(|b| b == about)
    {
        return Ok(published);
    }

    let sort_key = sort_key(&procedure.name.vi);
    tx.run(
        "insert into procedures_procedure (code, name, about, folded, sort_key, source) values ($1, $2, $3, $4, $5, $6)
         on conflict (code) do update set name = excluded.name, about = excluded.about, folded = excluded.folded,
             sort_key = excluded.sort_key, source = excluded.source",
        args![
            &procedure.code,
            &procedure.name.vi,
            serde_json::to_string(&about).map_err(Error::internal)?,
            folded(procedure),
            &sort_key,
            source
        ],
    )?;
    tx.run("delete from procedures_shelf where procedure = $1", args![&procedure.code])?;
    let levels = procedure.levels.iter().map(|l| format!("level:{}", l.code()));
    let events = procedure.life_events.iter().map(|e| format!("event:{e}"));
    for shelf in ["all".to_string(), format!("field:{}", procedure.field)].into_iter().chain(levels).chain(events) {
        tx.run(
            "insert into procedures_shelf (shelf, sort_key, procedure) values ($1, $2, $3) on conflict do nothing",
            args![shelf, &sort_key, &procedure.code],
        )?;
    }
    Ok(Published { about: !published.new, ..published })
}

fn put_version(tx: &mut Tx, code: &str, source: Source, version: &Version) -> Result<Id> {
    let id = tx.new_id();
    let definition = serde_json::to_string(version).map_err(Error::internal)?;
    let digest = HEXLOWER.encode(&Sha256::digest(&definition));
    tx.run(
        "insert into procedures_version (id, procedure, source, number, decision, valid_from, valid_to, state, digest, definition)
         values ($1, $2, $3, $4, $5, $6, $7, 'published', $8, $9)",
        args![
            id,
            code,
            source,
            version.number,
            &version.decision,
            version.valid_from,
            version.valid_to,
            digest,
            definition
        ],
    )?;
    Ok(id)
}

/// Definitions that have been read, by the SHA-256 of their text: true of every database, and never out of date.
static READ: LazyLock<Mutex<HashMap<String, Arc<Version>>>> = LazyLock::new(Mutex::default);
const MOST_READ: usize = 4_096;

/// A version by its id, whatever its state: running dossiers keep theirs.
pub fn load_version(tx: &mut Tx, id: Id) -> Result<Arc<Version>> {
    let (digest,): (String,) = tx.one("select digest from procedures_version where id = $1", args![id])?;
    if let Some(version) = READ.lock().unwrap_or_else(PoisonError::into_inner).get(&digest) {
        return Ok(version.clone());
    }
    let (json,): (String,) = tx.one("select definition from procedures_version where id = $1", args![id])?;
    let version = Arc::new(read(&json)?);
    let mut known = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if known.len() >= MOST_READ {
        known.clear();
    }
    known.insert(digest, version.clone());
    Ok(version)
}

/// The version by which a dossier received on that day is decided.
/// Errors: `NotFound` if there is no such procedure, or it does not hold on that day.
pub fn current(tx: &mut Tx, code: &str, day: Day) -> Result<(Id, Arc<Version>)> {
    let row: Option<(Id,)> = tx.first(
        "select v.id from procedures_version v join procedures_procedure p on p.code = v.procedure and p.source = v.source
         where v.procedure = $1 and v.state = 'published' and v.valid_from <= $2 and (v.valid_to is null or v.valid_to >= $2)
         order by v.number desc limit 1",
        args![code, day],
    )?;
    let Some((id,)) = row else {
        procedure(tx, code)?;
        let day = day.dmy();
        return Err(Error::not_found(said!(
            "Thủ tục {code} không có hiệu lực vào ngày {day}",
            "Procedure {code} is not in force on {day}"
        )));
    };
    Ok((id, load_version(tx, id)?))
}

/// One published version, for the page that lists them.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct VersionRow {
    pub id: Id,
    pub source: Source,
    pub number: i64,
    pub decision: String,
    pub valid_from: Day,
    pub valid_to: Option<Day>,
    pub state: String,
}

storage::columns!(VersionRow { id, source, number, decision, valid_from, valid_to, state });

/// All versions of a procedure, the latest first.
pub fn versions(tx: &mut Tx, code: &str) -> Result<Vec<VersionRow>> {
    tx.all(
        &format!("select {} from procedures_version where procedure = $1 order by source desc, number desc", VersionRow::COLUMNS),
        args![code],
    )
}

/// The procedure without its versions.
pub fn procedure(tx: &mut Tx, code: &str) -> Result<Procedure> {
    let row: Option<(String,)> = tx.first("select about from procedures_procedure where code = $1", args![code])?;
    match row {
        Some((json,)) => serde_json::from_str(&json).map_err(Error::internal),
        None => Err(Error::not_found(said!("Không có thủ tục {}", "There is no procedure {}", shortened(code)))),
    }
}

fn shortened(code: &str) -> String {
    code.chars().take(40).collect()
}

/// Its field, as the national catalogue writes it.
pub fn field_of(tx: &mut Tx, code: &str) -> Result<String> {
    Ok(procedure(tx, code)?.field)
}

/// Refuses what another body receives in its own system, with the words that say where.
pub fn must_be_received_here(tx: &mut Tx, code: &str) -> Result<()> {
    match procedure(tx, code)?.handled_elsewhere {
        None => Ok(()),
        Some(words) => Err(Error::field("procedure", words.said())),
    }
}

/// All fields that have procedures, in Vietnamese order.
pub fn fields(tx: &mut Tx) -> Result<Vec<String>> {
    let rows: Vec<(String,)> =
        tx.all("select distinct shelf from procedures_shelf where shelf >= 'field:' and shelf < 'field;'", args![])?;
    let mut fields: Vec<String> = rows.into_iter().filter_map(|(s,)| Some(s.strip_prefix("field:")?.to_string())).collect();
    fields.sort_by_cached_key(|field| base::text::sort_key(field));
    Ok(fields)
}

/// What is looked for. All that is given must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// Words as typed, with or without marks, or the beginning of a code.
    pub words: String,
    pub life_event: Option<String>,
    pub field: Option<String>,
    pub level: Option<Level>,
    pub after: Option<Key>,
    /// Rows of a page; 0 is [`USUAL_PAGE`].
    pub limit: usize,
}

pub const USUAL_PAGE: usize = 25;
const LARGEST_PAGE: usize = 100;

/// The place of a row in a list, to go on behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    rank: i64,
    sort_key: String,
    code: String,
}

impl Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}_{}", self.rank, self.code, data_encoding::BASE64URL_NOPAD.encode(self.sort_key.as_bytes()))
    }
}

impl FromStr for Key {
    type Err = Error;

    fn from_str(s: &str) -> Result<Key> {
        let read = || {
            let mut parts = s.splitn(3, '_');
            let (rank, code, key) = (parts.next()?.parse().ok()?, parts.next()?, parts.next()?);
            let sort_key = data_encoding::BASE64URL_NOPAD.decode(key.as_bytes()).ok()?;
            Some(Key { rank, code: code.into(), sort_key: String::from_utf8(sort_key).ok()?.replace('\0', "") })
        };
        read().ok_or_else(|| Error::invalid(text("Trang tiếp theo không đúng", "The key of the next page is not valid")))
    }
}

/// One procedure in a list.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Listed {
    pub code: String,
    pub name: Words,
    pub field: String,
    pub levels: Vec<Level>,
    pub source: Source,
    /// Another body receives it.
    pub elsewhere: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub items: Vec<Listed>,
    pub next: Option<Key>,
}

/// One page of the procedures that fit: names that begin with the words first, then those that hold them in a row,
/// then the rest; what was worked out by hand before what was imported; then by name.
pub fn find(tx: &mut Tx, query: &Query) -> Result<Page> {
    let limit = if query.limit == 0 { USUAL_PAGE } else { query.limit.min(LARGEST_PAGE) };
    let mut values: Vec<Val> = Vec::new();
    let mut value = |v: Val| {
        values.push(v);
        format!("${}", values.len())
    };
    let words = search_words(&query.words);
    if words.is_empty() && !query.words.trim().is_empty() && fold(&query.words) != DROPPED {
        return Ok(Page { items: Vec::new(), next: None });
    }

    let filters = [
        query.field.as_ref().map(|f| format!("field:{f}")),
        query.life_event.as_ref().map(|e| format!("event:{e}")),
        query.level.map(|l| format!("level:{}", l.code())),
    ];
    let mut shelves = filters.into_iter().flatten();
    // The first filter is the range that is read; the others are looked up row by row.
    let shelf = value(shelves.next().unwrap_or_else(|| "all".into()).into());
    let mut conditions = format!("s.shelf = {shelf}");
    for other in shelves {
        let other = value(other.into());
        conditions += &format!(
            " and exists (select 1 from procedures_shelf o where o.shelf = {other} and o.sort_key = s.sort_key and o.procedure = s.procedure)"
        );
    }

    let rank = if words.is_empty() {
        "0".to_string()
    } else {
        for word in &words {
            // A code is looked up from its beginning, a word may stand anywhere; the last may not be typed to its end.
            let word = value(format!("% {word}%").into());
            conditions += &format!(" and p.folded like {word}");
        }
        let phrase = words.join(" ");
        let (begins, holds) = (value(format!(" {phrase} %").into()), value(format!("% {phrase} %").into()));
        format!(
            "case when p.folded like {begins} then 0 when p.folded like {holds} then 2 else 4 end
             + case when p.source = 'imported' then 1 else 0 end"
        )
    };

    let mut sql = format!(
        "select p.about, p.source, {rank} as rank, s.sort_key, p.code
         from procedures_shelf s join procedures_procedure p on p.code = s.procedure where {conditions}"
    );
    let order = if words.is_empty() {
        // The order of the shelf itself.
        if let Some(after) = &query.after {
            let (key, code) = (value(after.sort_key.as_str().into()), value(after.code.as_str().into()));
            sql += &format!(" and (s.sort_key, s.procedure) > ({key}, {code})");
        }
        "s.sort_key, s.procedure"
    } else {
        if let Some(after) = &query.after {
            let rank = value(after.rank.into());
            let (key, code) = (value(after.sort_key.as_str().into()), value(after.code.as_str().into()));
            sql = format!("select * from ({sql}) f where (rank, sort_key, code) > ({rank}, {key}, {code})");
        }
        "rank, sort_key, code"
    };
    sql += &format!(" order by {order} limit {}", limit + 1);

    let mut rows: Vec<(String, Source, i64, String, String)> = tx.all(&sql, &values)?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|(_, _, rank, sort_key, code)| Key {
        rank: *rank,
        sort_key: sort_key.clone(),
        code: code.clone(),
    });
    let items = rows.into_iter().map(|(about, source, ..)| listed(&about, source)).collect::<Result<_>>()?;
    Ok(Page { items, next })
}

fn listed(about: &str, source: Source) -> Result<Listed> {
    let p: Procedure = serde_json::from_str(about).map_err(Error::internal)?;
    let elsewhere = p.handled_elsewhere.is_some();
    Ok(Listed { code: p.code, name: p.name, field: p.field, levels: p.levels, source, elsewhere })
}

/// The title of a life event, if there is such.
pub fn life_event_title(code: &str) -> Result<Text> {
    life_event(code).ok_or_else(|| Error::not_found(text("Không có nhóm sự kiện này", "There is no such life event")))
}

/// Half the names begin with "Thủ tục"; it tells nothing apart.
const DROPPED: &str = "thu tuc";

/// Words without marks: letters and digits, dots inside codes.
fn words_of(s: &str) -> Vec<String> {
    let folded = fold(s);
    let bare = folded.strip_prefix(DROPPED).filter(|rest| rest.is_empty() || rest.starts_with(' ')).unwrap_or(&folded);
    bare.split(|c: char| !c.is_alphanumeric() && c != '.')
        .map(|word| word.trim_matches('.').to_string())
        .filter(|word| !word.is_empty())
        .collect()
}

/// No more words than a name has; the rest of a pasted page is not looked for.
fn search_words(typed: &str) -> Vec<String> {
    let most: String = typed.chars().take(300).collect();
    let mut words = words_of(&most);
    words.truncate(12);
    words
}

/// "`dang ky khai sinh | 1.001193 | ho tich | birth registration`", a space before and behind.
fn folded(p: &Procedure) -> String {
    let parts = [p.name.vi.as_str(), &p.code, &p.field, p.name.en.as_deref().unwrap_or_default()];
    let parts: Vec<String> = parts.iter().map(|part| words_of(part).join(" ")).collect();
    format!(" {} ", parts.join(" | "))
}

fn sort_key(name: &str) -> String {
    let bare = name.get(.."Thủ tục ".len()).filter(|start| fold(start) == DROPPED).map_or(name, |start| &name[start.len()..]);
    base::text::sort_key(bare).chars().take(200).collect()
}
