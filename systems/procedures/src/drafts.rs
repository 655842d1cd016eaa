//! Forms begun and not yet sent. A draft belongs to one person, and becomes a dossier or is deleted.

use base::{Error, Id, Kind, Moment, Result, said, text};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use storage::{Tx, args, columns};

use crate::definition::PayerClass;

#[derive(Clone, Debug)]
pub struct Draft {
    pub id: Id,
    pub procedure: String,
    /// The version its pages were made from.
    pub version: Id,
    pub content: Content,
    pub changed_at: Moment,
}

/// What was entered so far. What has been saved for later is kept as it was typed; pages that were passed hold checked answers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    pub answers: Value,
    /// The one-stop centre that shall take it.
    pub intake: Option<Id>,
    pub payer: Vec<PayerClass>,
    pub files: Vec<DraftFile>,
    /// The last page that may be opened: all before it have been passed.
    pub reached: usize,
}

/// A file that belongs to nothing yet; it goes to the dossier when the draft is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftFile {
    /// The code of the paper or the field it was uploaded for.
    pub item: String,
    pub file: Id,
    pub name: String,
    /// In bytes.
    pub size: i64,
}

const MOST_DRAFTS: usize = 20;
/// Of one draft's content as JSON; the longest paper form takes a tenth of it.
const MOST_BYTES: usize = 256 << 10;

struct Row {
    id: Id,
    procedure: String,
    version: Id,
    answers: String,
    changed_at: Moment,
}

columns!(Row { id, procedure, version, answers, changed_at });

impl Row {
    fn draft(self) -> Result<Draft> {
        let content = serde_json::from_str(&self.answers).map_err(Error::internal)?;
        let Row { id, procedure, version, changed_at, .. } = self;
        Ok(Draft { id, procedure, version, content, changed_at })
    }
}

/// A person's drafts, the newest first.
pub fn of_person(tx: &mut Tx, person: Id) -> Result<Vec<Draft>> {
    let sql =
        format!("select {} from procedures_draft where person = $1 order by id desc limit {MOST_DRAFTS}", Row::COLUMNS);
    tx.all::<Row>(&sql, args![person])?.into_iter().map(Row::draft).collect()
}

/// Errors: `NotFound` if there is no such draft or it is somebody else's.
pub fn load(tx: &mut Tx, id: Id, person: Id) -> Result<Draft> {
    let sql = format!("select {} from procedures_draft where id = $1 and person = $2", Row::COLUMNS);
    match tx.first::<Row>(&sql, args![id, person])? {
        Some(row) => row.draft(),
        None => Err(Error::not_found(text(
            "Bản nháp này đã được gửi hoặc đã bị xóa. Xem hồ sơ đã gửi ở trang “Hồ sơ của tôi”",
            "This draft was sent or deleted. What you have sent is on the page “My dossiers”",
        ))),
    }
}

/// Errors: `Conflict` when the person has too many already.
pub fn begin(tx: &mut Tx, person: Id, procedure: &str, version: Id, content: Content) -> Result<Draft> {
    if of_person(tx, person)?.len() >= MOST_DRAFTS {
        return Err(Error::conflict(said!(
            "Bạn đã có {MOST_DRAFTS} bản nháp. Hãy gửi hoặc xóa bớt ở trang “Hồ sơ của tôi”",
            "You have {MOST_DRAFTS} drafts already. Send or delete some on the page “My dossiers”"
        )));
    }
    let draft = Draft { id: tx.new_id(), procedure: procedure.into(), version, content, changed_at: tx.now() };
    tx.run(
        "insert into procedures_draft (id, person, procedure, version, answers, changed_at) values ($1, $2, $3, $4, $5, $6)",
        args![draft.id, person, procedure, version, written(&draft.content)?, draft.changed_at],
    )?;
    Ok(draft)
}

pub fn save(tx: &mut Tx, draft: &Draft) -> Result<()> {
    let now = tx.now();
    tx.run(
        "update procedures_draft set version = $2, answers = $3, changed_at = $4 where id = $1",
        args![draft.id, draft.version, written(&draft.content)?, now],
    )?;
    Ok(())
}

pub fn delete(tx: &mut Tx, id: Id, person: Id) -> Result<()> {
    tx.run("delete from procedures_draft where id = $1 and person = $2", args![id, person])?;
    Ok(())
}

fn written(content: &Content) -> Result<String> {
    let json = serde_json::to_string(content).map_err(Error::internal)?;
    if json.len() > MOST_BYTES {
        return Err(Error::new(Kind::TooLarge, text("Nội dung tờ khai quá dài", "The form holds too much")));
    }
    Ok(json)
}
