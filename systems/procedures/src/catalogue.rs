//! The catalogue of procedures: published versions, and the lists and the search by which they are found.

use std::{
    collections::{BTreeSet, HashMap},
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
    let before: Option<(String, Source)> =
        tx.first("select about, source from procedures_procedure where code = $1", args![&procedure.code])?;
    let mut published = Published { new: before.is_none(), ..Published::default() };
    let same = before.is_some_and(|(json, source)| {
        source == Source::Worked && serde_json::from_str::<Procedure>(&json).is_ok_and(|p| p == about_of(procedure))
    });
    if !same {
        put_about(tx, procedure, Source::Worked)?;
        published.about = !published.new;
    }
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

/// Publishes procedures as the national catalogue has them, each under its next number if it differs from the last one.
/// A dry run only says what would happen.
pub fn import(tx: &mut Tx, procedures: &[Procedure], dry_run: bool) -> Result<Vec<Imported>> {
    // One question for all: there are thousands.
    let known: Vec<(String, String, Source)> =
        tx.all("select code, about, source from procedures_procedure", args![])?;
    let known: HashMap<String, (String, Source)> =
        known.into_iter().map(|(code, about, source)| (code, (about, source))).collect();
    let last: Vec<(String, String)> = tx.all(
        "select v.procedure, v.definition from procedures_version v where v.source = $1 and v.number =
             (select max(w.number) from procedures_version w where w.procedure = v.procedure and w.source = v.source)",
        args![Source::Imported],
    )?;
    let last: HashMap<String, String> = last.into_iter().collect();

    let mut outcomes = Vec::with_capacity(procedures.len());
    for procedure in procedures {
        let known = known.get(&procedure.code);
        let same_about = match known {
            Some((_, Source::Worked)) => {
                outcomes.push(Imported::Kept);
                continue;
            }
            Some((about, Source::Imported)) => {
                serde_json::from_str::<Procedure>(about).is_ok_and(|p| p == about_of(procedure))
            }
            None => false,
        };
        let last = last.get(&procedure.code).map(|json| read(json)).transpose()?;
        let next = procedure.versions.last().and_then(|version| match &last {
            None => Some(version.clone()),
            // The day of an import is not a difference.
            Some(last)
                if *last == (Version { number: last.number, valid_from: last.valid_from, ..version.clone() }) =>
            {
                None
            }
            Some(last) => Some(Version { number: last.number + 1, ..version.clone() }),
        });
        let outcome = match (known.is_some(), same_about && next.is_none()) {
            (false, _) => Imported::New,
            (true, false) => Imported::Changed,
            (true, true) => Imported::Unchanged,
        };
        if !dry_run {
            if !same_about {
                put_about(tx, procedure, Source::Imported)?;
            }
            if let Some(next) = next {
                put_version(tx, &procedure.code, Source::Imported, &next)?;
            }
        }
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

/// A version that should not have been published: new dossiers no longer take it, running ones keep it.
pub fn withdraw(tx: &mut Tx, version: Id) -> Result<()> {
    match tx.run(
        "update procedures_version set state = 'withdrawn' where id = $1 and state = 'published'",
        args![version],
    )? {
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

/// Puts the procedure without its versions on its shelves.
fn put_about(tx: &mut Tx, procedure: &Procedure, source: Source) -> Result<()> {
    let sort_key = sort_key(&procedure.name.vi);
    tx.run(
        "insert into procedures_procedure (code, name, about, folded, sort_key, source) values ($1, $2, $3, $4, $5, $6)
         on conflict (code) do update set name = excluded.name, about = excluded.about, folded = excluded.folded,
             sort_key = excluded.sort_key, source = excluded.source",
        args![
            &procedure.code,
            &procedure.name.vi,
            serde_json::to_string(&about_of(procedure)).map_err(Error::internal)?,
            folded(procedure),
            &sort_key,
            source
        ],
    )?;
    tx.run("delete from procedures_shelf where procedure = $1", args![&procedure.code])?;
    let levels = procedure.levels.iter().map(|l| format!("level:{}", l.code()));
    let events = procedure.life_events.iter().map(|e| format!("event:{e}"));
    let field = format!("field:{}", procedure.field);
    let shelves: BTreeSet<String> = ["all".to_string(), field].into_iter().chain(levels).chain(events).collect();
    let mut values: Vec<Val> = args![&sort_key, &procedure.code].to_vec();
    let rows: Vec<String> = (3..3 + shelves.len()).map(|n| format!("(${n}, $1, $2)")).collect();
    values.extend(shelves.into_iter().map(Val::from));
    tx.run(&format!("insert into procedures_shelf (shelf, sort_key, procedure) values {}", rows.join(", ")), &values)?;
    Ok(())
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
        &format!(
            "select {} from procedures_version where procedure = $1 order by source desc, number desc",
            VersionRow::COLUMNS
        ),
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

/// Its Vietnamese name.
pub fn name_of(tx: &mut Tx, code: &str) -> Result<String> {
    let row: Option<(String,)> = tx.first("select name from procedures_procedure where code = $1", args![code])?;
    Ok(row.map_or_else(|| code.to_owned(), |(name,)| name))
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
    let mut fields: Vec<String> =
        rows.into_iter().filter_map(|(s,)| Some(s.strip_prefix("field:")?.to_string())).collect();
    fields.sort_by_cached_key(|field| base::text::sort_key(field));
    Ok(fields)
}

/// The life events that have procedures, and how many.
pub fn life_events(tx: &mut Tx) -> Result<Vec<(String, i64)>> {
    let rows: Vec<(String, i64)> = tx.all(
        "select shelf, count(*) from procedures_shelf where shelf >= 'event:' and shelf < 'event;' group by shelf",
        args![],
    )?;
    Ok(rows.into_iter().filter_map(|(shelf, n)| Some((shelf.strip_prefix("event:")?.to_owned(), n))).collect())
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
        read()
            .ok_or_else(|| Error::invalid(text("Trang tiếp theo không đúng", "The key of the next page is not valid")))
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
    let words = search_words(&query.words);
    if words.is_empty() && !query.words.trim().is_empty() && fold(&query.words) != DROPPED {
        return Ok(Page { items: Vec::new(), next: None });
    }
    let (sql, values) = statement(query, &words, limit + 1);
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

/// Rows of (about, source, rank, sort key, code). Without words it is one range of the shelves' index; with words the
/// names of one shelf are compared, of which there are a few thousand at most.
fn statement(query: &Query, words: &[String], limit: usize) -> (String, Vec<Val>) {
    let mut values: Vec<Val> = Vec::new();
    let mut value = |v: Val| {
        values.push(v);
        format!("${}", values.len())
    };

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
            " and exists (select 1 from procedures_shelf o
                          where o.shelf = {other} and o.sort_key = s.sort_key and o.procedure = s.procedure)"
        );
    }
    let from = "from procedures_shelf s join procedures_procedure p on p.code = s.procedure";
    let after = query.after.as_ref();

    if words.is_empty() {
        if let Some(after) = after {
            let (key, code) = (value(after.sort_key.as_str().into()), value(after.code.as_str().into()));
            conditions += &format!(" and (s.sort_key, s.procedure) > ({key}, {code})");
        }
        let sql = format!(
            "select p.about, p.source, 0, s.sort_key, s.procedure {from} where {conditions}
             order by s.sort_key, s.procedure limit {limit}"
        );
        return (sql, values);
    }

    for (i, word) in words.iter().enumerate() {
        // The last one may not be typed to its end.
        let end = if i + 1 == words.len() { "" } else { " " };
        let word = value(format!("% {word}{end}%").into());
        conditions += &format!(" and p.folded like {word}");
    }
    let phrase = words.join(" ");
    let (begins, holds) = (value(format!(" {phrase} %").into()), value(format!("% {phrase} %").into()));
    let further = after.map(|after| {
        let rank = value(after.rank.into());
        let (key, code) = (value(after.sort_key.as_str().into()), value(after.code.as_str().into()));
        format!("where (rank, sort_key, code) > ({rank}, {key}, {code})")
    });
    let further = further.unwrap_or_default();
    let sql = format!(
        "select about, source, rank, sort_key, code from (
             select p.about as about, p.source as source, s.sort_key as sort_key, p.code as code,
                    case when p.folded like {begins} then 0 when p.folded like {holds} then 2 else 4 end
                    + case when p.source = 'imported' then 1 else 0 end as rank
             {from} where {conditions}) found
         {further} order by rank, sort_key, code limit {limit}"
    );
    (sql, values)
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
    let bare =
        name.get(.."Thủ tục ".len()).filter(|start| fold(start) == DROPPED).map_or(name, |start| &name[start.len()..]);
    base::text::sort_key(bare).chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use storage::testing::TestDb;

    use super::*;
    use crate::definition::{Competence, TermRule};

    const SCHEMA: &[storage::Migration] = &[storage::migration!("procedures", "0001_catalogue")];

    fn day(s: &str) -> Day {
        s.parse().unwrap()
    }

    fn named(code: &str, name: &str) -> Procedure {
        let mut version = Version::generic("1/QĐ", day("2025-07-01"), Competence::Unknown);
        version.terms.push(TermRule {
            term: "5 working-days".parse().unwrap(),
            case: None,
            channel: None,
            basis: None,
        });
        Procedure {
            code: code.into(),
            name: name.into(),
            field: "Hộ tịch".into(),
            levels: vec![Level::Commune],
            life_events: Vec::new(),
            subjects: Vec::new(),
            handled_elsewhere: None,
            summary: None,
            link: None,
            versions: vec![version],
        }
    }

    fn put(db: &TestDb, procedures: Vec<Procedure>) {
        db.write_now(move |tx| procedures.iter().try_for_each(|p| publish(tx, p).map(drop))).unwrap();
    }

    /// The codes of all pages, each read behind the last row of the one before.
    fn all_pages(db: &TestDb, query: Query) -> Vec<String> {
        let mut codes = Vec::new();
        let mut after = None;
        loop {
            let query = Query { after: after.take(), ..query.clone() };
            let page = db.read_now(move |tx| find(tx, &query)).unwrap();
            codes.extend(page.items.into_iter().map(|p| p.code));
            match page.next {
                Some(next) => after = Some(next.to_string().parse().unwrap()),
                None => return codes,
            }
        }
    }

    fn words(words: &str) -> Query {
        Query { words: words.into(), ..Query::default() }
    }

    #[test]
    fn a_published_version_never_changes_and_publishing_it_again_does_nothing() {
        TestDb::each(SCHEMA, |db| {
            let first = named("1.000001", "Đăng ký khai sinh");
            let publish_it = |p: &Procedure| {
                let p = p.clone();
                db.write_now(move |tx| publish(tx, &p))
            };
            let published = publish_it(&first).unwrap();
            assert!(published.new && published.versions.len() == 1);
            assert!(!publish_it(&first).unwrap().anything());

            let mut altered = first.clone();
            altered.versions[0].decision = "2/QĐ".into();
            let e = publish_it(&altered).unwrap_err();
            assert_eq!(e.kind, base::Kind::Conflict);
            let (_, version) = db.read_now(|tx| current(tx, "1.000001", day("2026-01-01"))).unwrap();
            assert_eq!(version.decision, "1/QĐ");

            let mut next = first.clone();
            let mut second = Version { number: 2, valid_from: day("2026-01-01"), ..next.versions[0].clone() };
            second.decision = "2/QĐ".into();
            next.versions.push(second);
            assert_eq!(publish_it(&next).unwrap().versions.len(), 1);

            altered.versions[0].steps.clear();
            assert_eq!(publish_it(&altered).unwrap_err().kind, base::Kind::Invalid);
        });
    }

    #[test]
    fn the_version_in_force_is_the_latest_of_the_day_that_was_not_withdrawn() {
        TestDb::each(SCHEMA, |db| {
            let mut p = named("1.000001", "Đăng ký khai sinh");
            p.versions.push(Version { number: 2, valid_from: day("2026-01-01"), ..p.versions[0].clone() });
            p.versions.push(Version {
                number: 3,
                valid_from: day("2026-06-01"),
                valid_to: Some(day("2026-06-30")),
                ..p.versions[0].clone()
            });
            put(db, vec![p]);
            let number = |on: &str| {
                let on = day(on);
                db.read_now(move |tx| current(tx, "1.000001", on)).map(|(_, v)| v.number)
            };

            assert_eq!(number("2025-06-30").unwrap_err().kind, base::Kind::NotFound);
            assert_eq!(number("2025-07-01").unwrap(), 1);
            assert_eq!(number("2026-01-01").unwrap(), 2);
            assert_eq!(number("2026-06-30").unwrap(), 3);
            assert_eq!(number("2026-07-01").unwrap(), 2);

            let (third, _) = db.read_now(|tx| current(tx, "1.000001", day("2026-06-15"))).unwrap();
            db.write_now(move |tx| withdraw(tx, third)).unwrap();
            assert_eq!(number("2026-06-15").unwrap(), 2);
            assert_eq!(db.read_now(move |tx| load_version(tx, third)).unwrap().number, 3, "running dossiers keep it");
            assert!(db.write_now(move |tx| withdraw(tx, third)).is_err());
            let unknown = db.read_now(|tx| current(tx, "1.999999", day("2026-06-15"))).unwrap_err();
            assert_eq!(unknown.said.vi, "Không có thủ tục 1.999999");
        });
    }

    #[test]
    fn versions_of_two_databases_with_the_same_ids_are_not_mixed_up() {
        let read = |decision: &str| {
            let mut p = named("1.000001", "Đăng ký khai sinh");
            p.versions[0].decision = decision.into();
            let db = TestDb::sqlite(SCHEMA);
            put(&db, vec![p]);
            let (id, version) = db.read_now(|tx| current(tx, "1.000001", day("2026-01-01"))).unwrap();
            (id, version.decision.clone())
        };
        let (one, other) = (read("1/QĐ"), read("2/QĐ"));
        assert_eq!(one.0, other.0, "the clock and the seed are the same");
        assert_eq!((one.1.as_str(), other.1.as_str()), ("1/QĐ", "2/QĐ"));
    }

    #[test]
    fn a_name_is_found_without_marks_by_any_of_its_words_and_by_its_code() {
        TestDb::each(SCHEMA, |db| {
            put(
                db,
                vec![
                    named("1.000001", "Thủ tục đăng ký lại khai sinh"),
                    named("1.000002", "Thủ tục đăng ký khai sinh"),
                    named("1.000003", "Liên thông thủ tục đăng ký khai sinh, cấp thẻ bảo hiểm y tế"),
                    named("1.000004", "Đăng ký khai sinh lưu động"),
                    named("1.000005", "Đăng ký khai tử"),
                    Procedure { name: Words::new("Tách hộ", "Separation of a household"), ..named("1.000006", "") },
                ],
            );
            let found =
                |typed: &str| all_pages(db, words(typed)).iter().map(|c| c[7..].to_string()).collect::<String>();

            assert_eq!(found("dang ky khai sinh"), "2431", "it begins so, it holds the words in a row, it holds them");
            assert_eq!(found("Đăng ký khai sinh"), "2431");
            assert_eq!(found("thủ tục đăng ký khai sinh"), "2431");
            assert_eq!(found("KHAI  SINH"), "2413");
            assert_eq!(found("khai si"), "2413", "the last word may be half typed");
            assert_eq!(found("sinh khai dang"), "2413");
            assert_eq!(found("1.000005"), "5");
            assert_eq!(found("1.00000"), "245136", "by its beginning");
            assert_eq!(found("household"), "6");
            assert_eq!(found("khai tu ho tich"), "5", "the field is searched too");
            assert_eq!(found("ly hôn"), "");
            assert_eq!(found("%"), "");
            assert_eq!(found("__"), "");
            assert_eq!(found("' or 1=1 --"), "");
            assert_eq!(found("\\"), "");
            assert_eq!(found("").len(), 6);
            assert_eq!(found("thủ tục").len(), 6);
            assert_eq!(found(&"khai ".repeat(100_000)), "24513");
        });
    }

    #[test]
    fn what_was_worked_out_by_hand_comes_before_what_was_imported() {
        TestDb::each(SCHEMA, |db| {
            put(db, vec![named("1.000002", "Đăng ký khai sinh, một")]);
            db.write_now(|tx| import(tx, &[named("1.000001", "Đăng ký khai sinh")], false)).unwrap();
            assert_eq!(all_pages(db, words("khai sinh")), ["1.000002", "1.000001"]);

            let worked = db.write_now(|tx| publish(tx, &named("1.000001", "Đăng ký khai sinh"))).unwrap();
            assert_eq!(worked.versions.len(), 1, "the imported number 1 does not stand in its way");
            let current = db.read_now(|tx| current(tx, "1.000001", day("2026-01-01"))).unwrap();
            assert_eq!(current.0, worked.versions[0]);
        });
    }

    #[test]
    fn filters_hold_together_and_pages_follow_on_without_gap_or_repetition() {
        TestDb::each(SCHEMA, |db| {
            let procedures: Vec<Procedure> = (0..60)
                .map(|i| Procedure {
                    field: if i % 2 == 0 { "Hộ tịch" } else { "Đất đai" }.into(),
                    levels: if i % 3 == 0 { vec![Level::Province] } else { vec![Level::Commune, Level::Province] },
                    life_events: if i % 5 == 0 { vec!["birth".into(), "death".into()] } else { vec![] },
                    ..named(&format!("1.0000{i:02}"), &format!("Đăng ký số {}", i % 7))
                })
                .collect();
            put(db, procedures);
            let expected = |holds: &dyn Fn(usize) -> bool| {
                let mut all: Vec<usize> = (0..60).filter(|i| holds(*i)).collect();
                all.sort_by_key(|i| (i % 7, *i));
                all.into_iter().map(|i| format!("1.0000{i:02}")).collect::<Vec<_>>()
            };
            let filtered = |field: Option<&str>, level, event: Option<&str>, words: &str| {
                let query = Query {
                    words: words.into(),
                    field: field.map(Into::into),
                    level,
                    life_event: event.map(Into::into),
                    limit: 4,
                    ..Query::default()
                };
                all_pages(db, query)
            };

            assert_eq!(filtered(None, None, None, ""), expected(&|_| true));
            assert_eq!(filtered(Some("Hộ tịch"), None, None, ""), expected(&|i| i % 2 == 0));
            assert_eq!(
                filtered(Some("Hộ tịch"), Some(Level::Commune), None, ""),
                expected(&|i| i % 2 == 0 && i % 3 != 0)
            );
            assert_eq!(
                filtered(None, Some(Level::Commune), Some("birth"), ""),
                expected(&|i| i % 5 == 0 && i % 3 != 0)
            );
            assert_eq!(
                filtered(Some("Đất đai"), Some(Level::Province), Some("death"), "dang ky"),
                expected(&|i| i % 2 == 1 && i % 5 == 0)
            );
            assert_eq!(filtered(None, None, None, "so 3"), expected(&|i| i % 7 == 3));
            assert!(filtered(Some("Nuôi con nuôi"), None, None, "").is_empty());
            assert_eq!(db.read_now(fields).unwrap(), ["Đất đai", "Hộ tịch"], "Đ stands before H");
        });
    }

    #[test]
    fn a_change_of_name_moves_it_in_every_list() {
        TestDb::each(SCHEMA, |db| {
            put(db, vec![named("1.000001", "Đăng ký khai sinh"), named("1.000002", "Mở")]);
            let renamed = Procedure { field: "Đất đai".into(), ..named("1.000001", "Xóa đăng ký") };
            assert!(db.write_now(move |tx| publish(tx, &renamed)).unwrap().about);

            assert_eq!(all_pages(db, Query::default()), ["1.000002", "1.000001"]);
            assert_eq!(all_pages(db, Query { field: Some("Hộ tịch".into()), ..Query::default() }), ["1.000002"]);
            assert!(all_pages(db, words("khai sinh")).is_empty());
            assert_eq!(all_pages(db, words("xoa")), ["1.000001"]);
        });
    }

    #[test]
    fn a_list_by_one_filter_is_one_range_of_the_index() {
        TestDb::each(SCHEMA, |db| {
            let procedures: Vec<Procedure> = (0..3_000)
                .map(|i| Procedure {
                    life_events: vec!["birth".into()],
                    ..named(&format!("1.{i:06}"), &format!("Thủ tục số {i}"))
                })
                .collect();
            put(db, procedures);
            if db.engine() == storage::Engine::Postgres {
                db.write_now(|tx| tx.run("analyze procedures_shelf", args![])).unwrap();
            }
            let after = Some("0_1.000100_eA".parse::<Key>().unwrap());
            let by = |query: Query| Query { after: after.clone(), ..query };
            for query in [
                by(Query::default()),
                by(Query { field: Some("Hộ tịch".into()), ..Query::default() }),
                by(Query { level: Some(Level::Commune), ..Query::default() }),
                by(Query { life_event: Some("birth".into()), ..Query::default() }),
            ] {
                let (sql, values) = statement(&query, &[], 26);
                let plan = db.read_now(move |tx| tx.plan(&sql, &values)).unwrap().join("\n");
                for bad in ["SCAN", "TEMP B-TREE", "Seq Scan", "Sort"] {
                    assert!(!plan.contains(bad), "{query:?}: {plan}");
                }
            }
        });
    }

    #[test]
    fn what_another_body_receives_is_shown_and_refused_here() {
        TestDb::each(SCHEMA, |db| {
            let police = Procedure {
                handled_elsewhere: Some(Words::new("Nộp tại Công an cấp xã", "At the commune police")),
                ..named("1.004222", "Đăng ký thường trú")
            };
            put(db, vec![police, named("1.000001", "Đăng ký khai sinh")]);

            let e = db.read_now(|tx| must_be_received_here(tx, "1.004222")).unwrap_err();
            assert_eq!((e.said.vi.as_str(), e.said.en.as_str()), ("Nộp tại Công an cấp xã", "At the commune police"));
            db.read_now(|tx| must_be_received_here(tx, "1.000001")).unwrap();
            let page = db.read_now(|tx| find(tx, &words("thuong tru"))).unwrap();
            assert!(page.items[0].elsewhere);
        });
    }

    #[test]
    fn a_key_that_was_not_given_out_is_refused() {
        for key in ["", "x", "1_2", "1_1.000001_!!!", "a_1.000001_YQ"] {
            assert!(key.parse::<Key>().is_err(), "{key}");
        }
    }
}
