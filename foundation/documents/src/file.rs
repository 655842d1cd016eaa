//! Files that came from outside: looked at, stored by their hash, then named in the act's transaction.

use base::{Error, Id, Moment, Result, said};
use storage::{Blobs, Hash, Tx, args, columns};

use crate::{Limits, MediaType, Scanner, Verdict, check};

/// A file that is stored but belongs to nothing yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    pub name: String,
    pub media_type: MediaType,
    /// In bytes.
    pub size: i64,
    pub hash: Hash,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub id: Id,
    /// None until the thing it belongs to exists.
    pub record: Option<Id>,
    pub name: String,
    pub media_type: MediaType,
    /// In bytes.
    pub size: i64,
    pub hash: Hash,
    pub made_at: Moment,
    pub made_by: Option<Id>,
}

columns!(File { id, record, name, media_type, size, hash, made_at, made_by });

/// Checks a file, has it scanned and stores its bytes. Blocks on the disk and the scanner: before the transaction, never in it.
pub fn receive(
    blobs: &Blobs,
    scanner: Option<&dyn Scanner>,
    limits: &Limits,
    name: &str,
    bytes: &[u8],
) -> Result<Incoming> {
    let checked = check(name, bytes, limits)?;
    if let Some(scanner) = scanner
        && let Verdict::Found(what) = scanner.scan(bytes)?
    {
        let name = checked.name;
        return Err(Error::invalid(said!(
            "Tệp “{name}” có mã độc ({what}) nên không được nhận",
            "The file “{name}” holds malware ({what}) and is not accepted"
        )));
    }
    let hash = blobs.put(bytes)?;
    Ok(Incoming { name: checked.name, media_type: checked.media_type, size: bytes.len() as i64, hash })
}

/// Names a stored file in this transaction.
pub fn keep(tx: &mut Tx, incoming: &Incoming, record: Option<Id>, by: Option<Id>) -> Result<File> {
    let Incoming { name, media_type, size, hash } = incoming.clone();
    let file = File { id: tx.new_id(), record, name, media_type, size, hash, made_at: tx.now(), made_by: by };
    tx.run(
        "insert into documents_file (id, record, name, media_type, size, hash, made_at, made_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![file.id, record, &file.name, media_type, size, hash, file.made_at, by],
    )?;
    Ok(file)
}

/// Gives a file that belongs to nothing yet to a record; a file never moves from one record to another.
pub fn attach(tx: &mut Tx, id: Id, record: Id) -> Result<()> {
    let file = file(tx, id)?;
    match file.record {
        Some(its) if its == record => Ok(()),
        Some(_) => Err(Error::conflict(said!(
            "Tệp “{}” đã thuộc một hồ sơ khác",
            "The file “{}” belongs to another record already",
            file.name
        ))),
        None => tx.run("update documents_file set record = $2 where id = $1", args![id, record]).map(drop),
    }
}

pub fn file(tx: &mut Tx, id: Id) -> Result<File> {
    let found = tx.first(&format!("select {} from documents_file where id = $1", File::COLUMNS), args![id])?;
    found.ok_or_else(|| Error::not_found(said!("Không có tệp {id}", "There is no file {id}")))
}

/// The files of a record in the order they came.
pub fn files_of(tx: &mut Tx, record: Id) -> Result<Vec<File>> {
    tx.all(&format!("select {} from documents_file where record = $1 order by id", File::COLUMNS), args![record])
}
