//! A post: a person holds a role in a unit from a day to a day, both inclusive.

use std::collections::HashMap;

use base::{Day, Error, Id, Result, Text, said, text};
use serde::Serialize;
use storage::{Tx, args, columns};

use crate::{Mover, Person, UnitMove, events, person, unit};

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Post {
    pub id: Id,
    pub person: Id,
    pub unit: Id,
    /// The code of a role; what it allows is the business of identity.
    pub role: String,
    pub from_day: Day,
    pub to_day: Option<Day>,
}

columns!(Post { id, person, unit, role, from_day, to_day });

const ORDER: Text = text("Ngày thôi giữ vị trí có trước ngày bắt đầu", "The post ends before it begins");

/// The posts the person holds on the day.
pub fn posts(tx: &mut Tx, person: Id, day: Day) -> Result<Vec<Post>> {
    tx.all(
        &format!(
            "select {} from directory_post where person = $1 and from_day <= $2 and (to_day is null or to_day >= $2)
             order by from_day, id",
            Post::COLUMNS
        ),
        args![person, day],
    )
}

/// The posts held in the unit on the day.
pub fn posts_at(tx: &mut Tx, unit: Id, day: Day) -> Result<Vec<Post>> {
    tx.all(
        &format!(
            "select {} from directory_post where unit = $1 and from_day <= $2 and (to_day is null or to_day >= $2)
             order by role, from_day, id",
            Post::COLUMNS
        ),
        args![unit, day],
    )
}

/// Who holds the role in the unit on the day, in the order of given names.
pub fn holders(tx: &mut Tx, unit: Id, role: &str, day: Day) -> Result<Vec<Person>> {
    let ids: Vec<(Id,)> = tx.all(
        "select p.id from directory_person p where p.id in (
           select person from directory_post where unit = $1 and role = $2 and from_day <= $3
             and (to_day is null or to_day >= $3)
         ) order by p.sort_key, p.id",
        args![unit, role, day],
    )?;
    ids.into_iter().map(|(id,)| person(tx, id)).collect()
}

pub fn add_post(
    tx: &mut Tx,
    actor: Option<Id>,
    person: Id,
    unit: Id,
    role: &str,
    from: Day,
    to: Option<Day>,
) -> Result<Id> {
    if to.is_some_and(|to| to < from) {
        return Err(Error::field("to_day", ORDER));
    }
    crate::person(tx, person)?;
    let place = self::unit(tx, unit, from)?;
    if !place.alive_on(from) {
        let (name, day) = (place.full_name(), from.dmy());
        return Err(Error::field("unit", said!("{name} không hoạt động ngày {day}", "{name} does not exist on {day}")));
    }
    open(tx, actor, &Post { id: tx.new_id(), person, unit, role: role.to_owned(), from_day: from, to_day: to }, false)
}

/// `last` is the last day of the post.
pub fn end_post(tx: &mut Tx, actor: Option<Id>, post: Id, last: Day) -> Result<()> {
    let post: Post = tx.one(&format!("select {} from directory_post where id = $1", Post::COLUMNS), args![post])?;
    if last < post.from_day.plus(-1) {
        return Err(Error::field("to_day", ORDER));
    }
    if post.to_day.is_some_and(|to| to <= last) {
        return Err(Error::conflict(text("Vị trí này đã kết thúc", "This post has already ended")));
    }
    close(tx, actor, &post, last, false)
}

fn open(tx: &mut Tx, actor: Option<Id>, post: &Post, moved: bool) -> Result<Id> {
    tx.run(
        "insert into directory_post (id, person, unit, role, from_day, to_day) values ($1, $2, $3, $4, $5, $6)",
        args![post.id, post.person, post.unit, &post.role, post.from_day, post.to_day],
    )?;
    let event = events::POST_BEGUN.event(post.unit, post.id).at(post.from_day.start());
    ledger::record(tx, actor, event.with("role", &post.role).with("moved", moved))?;
    Ok(post.id)
}

fn close(tx: &mut Tx, actor: Option<Id>, post: &Post, last: Day, moved: bool) -> Result<()> {
    tx.run("update directory_post set to_day = $2 where id = $1", args![post.id, last])?;
    let event = events::POST_ENDED.event(post.unit, post.id).at(last.next().start());
    ledger::record(tx, actor, event.with("role", &post.role).with("moved", moved))?;
    Ok(())
}

/// Persons in units that end keep their roles in the unit that takes over; whoever has too many posts there afterwards is
/// for people to settle.
pub struct PostMover;

impl Mover for PostMover {
    fn name(&self) -> Text {
        text("Vị trí công tác", "Posts")
    }

    fn preview(&self, tx: &mut Tx, moves: &[UnitMove]) -> Result<Vec<(String, i64)>> {
        let mut by_role: HashMap<String, i64> = HashMap::new();
        for one in moves {
            for post in still_held(tx, one)? {
                *by_role.entry(post.role).or_default() += 1;
            }
        }
        let mut counts: Vec<(String, i64)> = by_role.into_iter().collect();
        counts.sort();
        Ok(counts)
    }

    fn apply(&self, tx: &mut Tx, moves: &[UnitMove]) -> Result<()> {
        for one in moves {
            for post in still_held(tx, one)? {
                let there = posts(tx, post.person, one.day)?;
                let has_it = there.iter().any(|other| other.unit == one.to && other.role == post.role);
                close(tx, None, &post, one.day.plus(-1), true)?;
                if !has_it {
                    let from_day = post.from_day.max(one.day);
                    open(tx, None, &Post { id: tx.new_id(), unit: one.to, from_day, ..post }, true)?;
                }
            }
        }
        Ok(())
    }
}

/// Posts in the unit that reach into the day of the move or begin after it.
fn still_held(tx: &mut Tx, one: &UnitMove) -> Result<Vec<Post>> {
    tx.all(
        &format!(
            "select {} from directory_post where unit = $1 and (to_day is null or to_day >= $2) order by id",
            Post::COLUMNS
        ),
        args![one.from, one.day],
    )
}
