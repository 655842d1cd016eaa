//! Delegation for an absence: somebody's post is lent to another person, with days and the document that says so.

use base::{Day, Error, Id, Result, Text, text};
use directory::{Mover, UnitMove};
use storage::{Tx, args, columns};

use crate::{ACCOUNTS, By, events};

#[derive(Clone, Debug)]
pub struct NewDelegation {
    pub post: Id,
    pub taker: Id,
    pub from_day: Day,
    /// Included.
    pub to_day: Day,
    /// Number and date of the document that delegates.
    pub document: String,
}

#[derive(Clone, Debug, serde::Serialize)]
pub struct Delegation {
    pub id: Id,
    pub post: Id,
    pub unit: Id,
    pub role: String,
    pub giver: Id,
    pub giver_name: String,
    pub taker: Id,
    pub taker_name: String,
    pub from_day: Day,
    pub to_day: Day,
    pub document: String,
}

columns!(Delegation { id, post, unit, role, giver, giver_name, taker, taker_name, from_day, to_day, document });

const LONGEST_DAYS: i32 = 366;

/// By the holder of the post, or by an administrator over its unit. What was lent cannot be lent on.
pub fn delegate(tx: &mut Tx, by: By, new: &NewDelegation) -> Result<Id> {
    let (giver, unit) = tx.one::<(Id, Id)>("select person, unit from directory_post where id = $1", args![new.post])?;
    if by.actor() != Some(giver) {
        by.require_over(tx, ACCOUNTS, unit)?;
    }
    let (now, today) = (tx.now(), tx.now().day());
    if new.to_day < new.from_day || new.to_day < today || new.to_day > new.from_day.plus(LONGEST_DAYS) {
        return Err(Error::field("to_day", BAD_DAYS));
    }
    let document = base::text::clean(&new.document, 200)?;
    if document.is_empty() {
        return Err(Error::field("document", NO_DOCUMENT));
    }
    let taker = tx.first::<(Id,)>(
        "select id from identity_account where person = $1 and kind = 'official' and suspended_at is null",
        args![new.taker],
    )?;
    if taker.is_none() || new.taker == giver {
        return Err(Error::field("taker", BAD_TAKER));
    }
    let id = tx.new_id();
    tx.run(
        "insert into identity_delegation (id, post, giver, taker, from_day, to_day, document, made_at, made_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![id, new.post, giver, new.taker, new.from_day, new.to_day, document, now, by.actor()],
    )?;
    let event = events::DELEGATED.event(unit, id).with("from", new.from_day).with("to", new.to_day);
    ledger::record(tx, by.actor(), event)?;
    Ok(id)
}

/// By the giver or an administrator, from the next request on.
pub fn end_delegation(tx: &mut Tx, by: By, id: Id) -> Result<()> {
    let row = tx.first::<(Id, Id)>(
        "select d.giver, o.unit from identity_delegation d join directory_post o on o.id = d.post
         where d.id = $1 and d.ended_at is null",
        args![id],
    )?;
    let (giver, unit) = row.ok_or_else(|| Error::not_found(OVER))?;
    if by.actor() != Some(giver) {
        by.require_over(tx, ACCOUNTS, unit)?;
    }
    let now = tx.now();
    tx.run("update identity_delegation set ended_at = $2 where id = $1", args![id, now])?;
    ledger::record(tx, by.actor(), events::DELEGATION_ENDED.event(unit, id))?;
    Ok(())
}

const SELECT: &str =
    "select d.id, d.post, o.unit, o.role, d.giver, g.name, d.taker, t.name, d.from_day, d.to_day, d.document
     from identity_delegation d join directory_post o on o.id = d.post
     join directory_person g on g.id = d.giver join directory_person t on t.id = d.taker";

/// What the person lends and is lent, today or later, the soonest first.
pub fn delegations_of(tx: &mut Tx, person: Id) -> Result<Vec<Delegation>> {
    let today = tx.now().day();
    tx.all(
        &format!(
            "{SELECT} where d.giver = $1 and d.to_day >= $2 and d.ended_at is null
             union all {SELECT} where d.taker = $1 and d.to_day >= $2 and d.ended_at is null order by 9, 1"
        ),
        args![person, today],
    )
}

/// A merger gives the holder a new post; what he had lent goes with it. Runs after `directory::PostMover`.
pub struct DelegationMover;

impl Mover for DelegationMover {
    fn name(&self) -> Text {
        text("Ủy quyền", "Delegations")
    }

    fn preview(&self, tx: &mut Tx, moves: &[UnitMove]) -> Result<Vec<(String, i64)>> {
        let mut n = 0;
        for one in moves {
            n += lent_at(tx, one)?.len() as i64;
        }
        Ok(if n == 0 { Vec::new() } else { vec![("delegation".to_owned(), n)] })
    }

    fn apply(&self, tx: &mut Tx, moves: &[UnitMove]) -> Result<()> {
        for one in moves {
            for (lent, giver, role) in lent_at(tx, one)? {
                let posts = directory::posts(tx, giver, one.day)?;
                let Some(new) = posts.iter().find(|post| post.unit == one.to && post.role == role) else {
                    continue;
                };
                let id = tx.new_id();
                tx.run(
                    "insert into identity_delegation (id, post, giver, taker, from_day, to_day, document, made_at, made_by)
                     select $2, $3, giver, taker, case when from_day > $4 then from_day else $4 end, to_day, document, made_at, made_by
                     from identity_delegation where id = $1",
                    args![lent, id, new.id, one.day],
                )?;
                ledger::record(tx, None, events::DELEGATED.event(one.to, id).with("moved", true))?;
            }
        }
        Ok(())
    }
}

/// Delegations of posts in the unit that reach into the day of the move: (delegation, giver, role).
fn lent_at(tx: &mut Tx, one: &UnitMove) -> Result<Vec<(Id, Id, String)>> {
    tx.all(
        "select d.id, d.giver, o.role from directory_post o join identity_delegation d on d.giver = o.person and d.post = o.id
         where o.unit = $1 and d.to_day >= $2 and d.ended_at is null order by d.id",
        args![one.from, one.day],
    )
}

const BAD_DAYS: Text = text(
    "Ngày kết thúc phải từ hôm nay, không trước ngày bắt đầu và không quá một năm",
    "The last day must not lie in the past, before the first day, or over a year after it",
);
const NO_DOCUMENT: Text = text("Phải ghi số, ngày của văn bản ủy quyền", "Name the document that delegates");
const BAD_TAKER: Text = text(
    "Người được ủy quyền phải là công chức khác có tài khoản đang hoạt động",
    "The taker must be another official with an active account",
);
const OVER: Text = text("Ủy quyền này đã chấm dứt", "This delegation has ended");
