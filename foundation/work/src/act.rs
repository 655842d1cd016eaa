//! Taking an item, giving it back, handing it to somebody. Every act is checked in its own transaction.

use base::{Error, Id, Result, Text, text};
use identity::Me;
use storage::{Tx, args};

use crate::{
    ASSIGN,
    item::{COLUMNS, Item},
};

/// One item. Errors: `Conflict` when it no longer waits.
pub fn load(tx: &mut Tx, id: Id) -> Result<Item> {
    let found = tx.first(&format!("select {COLUMNS} from work_item where id = $1"), args![id])?;
    found.ok_or_else(|| Error::conflict(DONE_ALREADY))
}

fn holds_post(me: &Me, item: &Item) -> bool {
    me.posts.iter().any(|seat| seat.unit == item.unit && seat.role == item.role)
}

/// `from` is what the caller saw; two who act at once are told apart by it.
fn give(tx: &mut Tx, item: &Item, to: Option<Id>, note: Option<&str>) -> Result<()> {
    let changed = match item.person {
        Some(from) => tx.run(
            "update work_item set person = $2, note = $3 where id = $1 and person = $4",
            args![item.id, to, note, from],
        )?,
        None => tx.run(
            "update work_item set person = $2, note = $3 where id = $1 and person is null",
            args![item.id, to, note],
        )?,
    };
    if changed == 1 { Ok(()) } else { Err(Error::conflict(TAKEN)) }
}

/// Takes an item of one's role and unit for oneself. Errors: `Conflict` if a colleague was faster.
pub fn claim(tx: &mut Tx, me: &Me, id: Id) -> Result<Item> {
    let item = load(tx, id)?;
    if !holds_post(me, &item) {
        return Err(Error::forbidden(NOT_YOURS));
    }
    match item.person {
        Some(person) if person == me.person => return Ok(item),
        Some(_) => return Err(Error::conflict(TAKEN)),
        None => give(tx, &item, Some(me.person), None)?,
    }
    load(tx, id)
}

/// Gives one's item back to all who hold the role.
pub fn give_back(tx: &mut Tx, me: &Me, id: Id) -> Result<Item> {
    let item = load(tx, id)?;
    if item.person != Some(me.person) {
        return Err(Error::forbidden(NOT_YOURS));
    }
    give(tx, &item, None, None)?;
    load(tx, id)
}

/// Hands one's item, or one that nobody has taken, to a colleague of the unit.
pub fn forward(tx: &mut Tx, me: &Me, id: Id, to: Id, note: &str) -> Result<Item> {
    let item = load(tx, id)?;
    let mine = item.person.map_or_else(|| holds_post(me, &item), |person| person == me.person);
    if !mine {
        return Err(Error::forbidden(NOT_YOURS));
    }
    works_there(tx, &item, to)?;
    let note = base::text::clean(note, 300)?;
    give(tx, &item, Some(to), Some(&note).filter(|n| !n.is_empty()).map(String::as_str))?;
    load(tx, id)
}

/// The head gives an item to a person of the unit, or takes it back for all who hold the role (`None`).
pub fn assign(tx: &mut Tx, me: &Me, id: Id, to: Option<Id>) -> Result<Item> {
    let item = load(tx, id)?;
    me.require_over(tx, ASSIGN, item.unit)?;
    if let Some(to) = to {
        works_there(tx, &item, to)?;
    }
    if item.person != to {
        give(tx, &item, to, None)?;
    }
    load(tx, id)
}

fn works_there(tx: &mut Tx, item: &Item, person: Id) -> Result<()> {
    let day = tx.now().day();
    if directory::posts(tx, person, day)?.iter().any(|post| post.unit == item.unit) {
        return Ok(());
    }
    Err(Error::field("person", NO_POST))
}

const DONE_ALREADY: Text = text("Việc này đã được xử lý", "This work is done already");
const TAKEN: Text = text("Đồng nghiệp vừa nhận việc này", "A colleague has just taken this");
const NOT_YOURS: Text = text("Việc này không thuộc vị trí của bạn", "This work is not for your post");
const NO_POST: Text = text("Người này không giữ vị trí nào ở đơn vị đó", "This person holds no post in that unit");
