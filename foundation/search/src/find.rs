//! A reader finds records by what he typed, within his reach.

use std::cmp::Reverse;

use base::{Id, Result};
use serde::Serialize;
use storage::{Tx, Val, args};

use crate::{
    index::{self, Question},
    marks::Typed,
    words,
};

/// How many of the newest matches are ranked.
const RANKED: usize = 1_000;
/// Of a longer query the first words count.
const MAX_WORDS: usize = 8;
/// From how many letters on a last word may be the beginning of a longer one; shorter ones begin half the dictionary.
const UNFINISHED: usize = 3;
/// How much of a text is looked at for the marks of its words, in characters.
const LOOKED_AT: usize = 500;

/// Whose eyes: entries of these units (the roots of the reader's right) and public ones, or public ones only.
#[derive(Clone, Copy, Debug)]
pub enum Within<'a> {
    Public,
    Units(&'a [Id]),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    pub record: Id,
    pub kind: String,
    pub title: String,
    /// Found by a code or number: the reader was after this one record, and the read log should say so.
    pub exact: bool,
}

/// What was typed as a code or number finds just that; else every word must be there, marks or not, and the last word may go on if
/// nothing has it whole. No kinds are all kinds.
pub fn find(tx: &mut Tx, typed: &str, kinds: &[&str], within: Within, limit: usize) -> Result<Vec<Found>> {
    let mut units = match within {
        Within::Public => Vec::new(),
        Within::Units(units) => units.to_vec(),
    };
    units.extend(directory::inherited(tx, &units)?);

    let found = by_number(tx, typed, kinds, &units, limit)?;
    if !found.is_empty() {
        return Ok(found);
    }
    let all = words::of(typed);
    // In the order in which they were typed: the last one may be unfinished.
    let mut words: Vec<&str> = Vec::new();
    let folded = base::text::fold(typed);
    for word in folded.split(|c: char| !c.is_alphanumeric()) {
        if let Some(word) = all.get(word)
            && !words.contains(&word.as_str())
            && words.len() < MAX_WORDS
        {
            words.push(word);
        }
    }
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let mut eyes: Vec<String> = units.into_iter().map(words::of_unit).collect();
    eyes.push(words::PUBLIC.to_owned());
    let mut one_of = vec![eyes];
    if !kinds.is_empty() {
        one_of.push(kinds.iter().map(|kind| words::of_kind(kind)).collect());
    }
    let mut question = Question { words, open: false, one_of };
    let found = ranked(tx, typed, &question, limit)?;
    let last = question.words.last().map_or(0, |word| word.chars().count());
    if !found.is_empty() || last < UNFINISHED {
        return Ok(found);
    }
    question.open = true;
    ranked(tx, typed, &question, limit)
}

fn ranked(tx: &mut Tx, typed: &str, question: &Question, limit: usize) -> Result<Vec<Found>> {
    let live = index::which(tx)?.live;
    let (newest, asked) = question.newest(tx.engine(), &live, RANKED);
    let sql = format!(
        "select e.record, e.kind, e.title, substr(e.text, 1, {LOOKED_AT}) from ({newest}) m
         join search_entry e on e.record = m.record"
    );
    let rows: Vec<(Id, String, String, String)> = tx.all(&sql, args![asked])?;
    let typed = Typed::new(typed);
    let mut ranked: Vec<_> =
        rows.into_iter().map(|(record, kind, title, text)| (typed.rank(&title, &text), record, kind, title)).collect();
    ranked.sort_by_key(|(rank, record, ..)| Reverse((*rank, *record)));
    ranked.truncate(limit);
    Ok(ranked.into_iter().map(|(_, record, kind, title)| Found { record, kind, title, exact: false }).collect())
}

type Row = (Id, String, String, String, bool);

fn by_number(tx: &mut Tx, typed: &str, kinds: &[&str], units: &[Id], limit: usize) -> Result<Vec<Found>> {
    let value = words::exact(typed);
    if !value.contains(|c: char| c.is_ascii_digit()) {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> = tx.all(
        "select e.record, e.kind, e.title, e.units, e.public from search_exact x join search_entry e on e.record = x.record
         where x.value = $1 order by x.record desc",
        &[Val::from(value)],
    )?;
    let seen = |row: &Row| {
        let (_, kind, _, theirs, public) = row;
        let mut theirs = theirs.split(' ').filter_map(|id| id.parse().ok()).map(Id::from_i64);
        (kinds.is_empty() || kinds.contains(&kind.as_str())) && (*public || theirs.any(|id| units.contains(&id)))
    };
    let found = rows.into_iter().filter(seen).take(limit);
    Ok(found.map(|(record, kind, title, ..)| Found { record, kind, title, exact: true }).collect())
}
