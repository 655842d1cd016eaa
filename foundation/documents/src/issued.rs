//! Papers that were issued: their number and words in the act's transaction, their bytes with the first print.
//!
//! Typesetting takes milliseconds of computing and a receipt names the ledger position that its own act gets only
//! after the commit, so the two cannot be one step. [`issue`] stores the words; [`freeze`] prints them, once.

use base::{Error, Id, Moment, Result, said};
use storage::{Blobs, Db, Hash, Tx, args, columns};

use crate::{Paper, Typesetter};

/// A paper about to be issued, for the record it belongs to.
#[derive(Clone, Copy, Debug)]
pub struct NewPaper<'a> {
    pub record: Id,
    /// Whose numbering book it stands in.
    pub unit: Id,
    /// Its number in that book, from [`next_number`](crate::next_number).
    pub number: Option<i64>,
    pub by: Option<Id>,
    pub paper: &'a Paper,
}

/// A paper as it was issued.
#[derive(Clone, Debug, PartialEq)]
pub struct Issued {
    pub id: Id,
    pub record: Id,
    pub kind: String,
    pub unit: Id,
    pub year: i16,
    pub number: Option<i64>,
    /// Number and symbol as printed: `125/GTN-TTPVHCC`.
    pub symbol: String,
    pub title: String,
    pub issued_at: Moment,
    pub issued_by: Option<Id>,
    /// Of its bytes; none until it is frozen.
    pub hash: Option<Hash>,
    /// In bytes.
    pub size: Option<i64>,
    pub frozen_at: Option<Moment>,
}

columns!(Issued { id, record, kind, unit, year, number, symbol, title, issued_at, issued_by, hash, size, frozen_at });

impl Issued {
    /// The frozen bytes, checked against their hash.
    pub fn bytes(&self, blobs: &Blobs) -> Result<Vec<u8>> {
        let hash = self.hash.ok_or_else(|| Error::not_found(NOT_FROZEN))?;
        blobs.get(&hash)
    }

    /// What the file is called when it is downloaded: `TT03-01 125-GTN-TTPVHCC.pdf`.
    pub fn file_name(&self) -> String {
        crate::safe_name(&format!("{} {}.pdf", self.kind, self.symbol.replace('/', "-")))
    }
}

/// Issues a paper: from now on its words are fixed.
pub fn issue(tx: &mut Tx, new: NewPaper) -> Result<Id> {
    let content = serde_json::to_string(new.paper).map_err(Error::internal)?;
    insert(tx, new, Some(content), None)
}

/// Issues a paper whose bytes exist already, such as a scan of the signed sheet. They must be in the blobs by now.
pub fn issue_bytes(tx: &mut Tx, new: NewPaper, hash: Hash, size: i64) -> Result<Id> {
    insert(tx, new, None, Some((hash, size)))
}

fn insert(tx: &mut Tx, new: NewPaper, content: Option<String>, bytes: Option<(Hash, i64)>) -> Result<Id> {
    let (id, now) = (tx.new_id(), tx.now());
    let NewPaper { record, unit, number, by, paper } = new;
    let symbol = paper.number.as_deref().unwrap_or_default();
    tx.run(
        "insert into documents_paper (id, record, kind, unit, year, number, symbol, title, issued_at, issued_by, content,
             hash, size, frozen_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        args![
            id,
            record,
            &paper.kind,
            unit,
            paper.date.year(),
            number,
            symbol,
            paper.title(),
            now,
            by,
            content,
            bytes.map(|(hash, _)| hash),
            bytes.map(|(_, size)| size),
            bytes.map(|_| now),
        ],
    )?;
    Ok(id)
}

pub fn load(tx: &mut Tx, id: Id) -> Result<Issued> {
    let found = tx.first(&format!("select {} from documents_paper where id = $1", Issued::COLUMNS), args![id])?;
    found.ok_or_else(|| Error::not_found(said!("Không có văn bản {id}", "There is no paper {id}")))
}

/// The papers of a record in the order they were issued.
pub fn papers_of(tx: &mut Tx, record: Id) -> Result<Vec<Issued>> {
    let sql = format!("select {} from documents_paper where record = $1 order by id", Issued::COLUMNS);
    tx.all(&sql, args![record])
}

/// Gives the paper's bytes, printing and freezing them if nobody has yet. Blocks; for a blocking thread or a job.
///
/// `complete` adds what only became known after the act, such as the ledger's position; it is asked once, before
/// the first print, and what it fails with leaves the paper unfrozen. Of two who freeze at once one wins and both get its bytes.
pub fn freeze<F>(db: &Db, blobs: &Blobs, typesetter: &dyn Typesetter, id: Id, complete: F) -> Result<(Issued, Vec<u8>)>
where
    F: Fn(&mut Tx, &mut Paper) -> Result<()> + Send + 'static,
{
    let (issued, paper) = db.read_now(move |tx| {
        let issued = load(tx, id)?;
        if issued.hash.is_some() {
            return Ok((issued, None));
        }
        let (content,): (Option<String>,) = tx.one("select content from documents_paper where id = $1", args![id])?;
        let mut paper = serde_json::from_str(&content.unwrap_or_default()).map_err(Error::internal)?;
        complete(tx, &mut paper)?;
        Ok((issued, Some(paper)))
    })?;
    let Some(paper) = paper else {
        let bytes = issued.bytes(blobs)?;
        return Ok((issued, bytes));
    };

    let bytes = typesetter.pdf(&paper)?;
    let (hash, size) = (blobs.put(&bytes)?, bytes.len() as i64);
    let issued = db.write_now(move |tx| {
        // The words go: from now on the bytes are the paper.
        tx.run(
            "update documents_paper set hash = $2, size = $3, frozen_at = $4, content = null where id = $1 and hash is null",
            args![id, hash, size, tx.now()],
        )?;
        load(tx, id)
    })?;
    let bytes = if issued.hash == Some(hash) { bytes } else { issued.bytes(blobs)? };
    Ok((issued, bytes))
}

const NOT_FROZEN: base::Text = base::text("Văn bản này chưa được in", "This paper has not been printed yet");
