//! An official's queue: the nearest deadline first, merged from one index range for each post and one for himself.

use base::{Id, Moment, Result};
use identity::Me;
use storage::{Tx, args};

use crate::item::{COLUMNS, Item};

/// A badge counts no further: "99+".
pub const MOST_COUNTED: i64 = 100;

/// Where a list goes on: due and id of its last item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(i64, Id);

impl Key {
    pub fn after(item: &Item) -> Key {
        Key(item.due_key, item.id)
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}_{}", self.0, self.1)
    }
}

impl std::str::FromStr for Key {
    type Err = base::Error;

    fn from_str(s: &str) -> Result<Key> {
        let wrong = || base::Error::invalid(base::text("Khóa trang không đúng", "The page key is not valid"));
        let (due, id) = s.split_once('_').ok_or_else(wrong)?;
        Ok(Key(due.parse().map_err(|_| wrong())?, id.parse()?))
    }
}

#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only this kind of work.
    pub kind: Option<String>,
    /// Only what is due before this moment.
    pub due_before: Option<Moment>,
}

const OF_POST: &str = "from work_item where unit = $1 and role = $2 and person is null
     and (due, id) > ($3, $4) and due <= $5";
const OF_PERSON: &str = "from work_item where person = $1 and (due, id) > ($2, $3) and due <= $4";

/// At most `limit` items after the key.
pub fn list(tx: &mut Tx, me: &Me, filter: &Filter, after: Option<Key>, limit: i64) -> Result<Vec<Item>> {
    let Key(due, id) = after.unwrap_or(FIRST);
    // Without a bound also what has no due moment.
    let until = filter.due_before.map_or(i64::MAX, |before| before.ms() - 1);
    // The kind is the last argument, and left away with its condition.
    let kind = filter.kind.as_deref().unwrap_or_default();
    let (of_person, of_post, less) = match filter.kind {
        Some(_) => (format!("{OF_PERSON} and kind = $6"), format!("{OF_POST} and kind = $7"), 0),
        None => (OF_PERSON.to_owned(), OF_POST.to_owned(), 1),
    };
    let of_person = format!("select {COLUMNS} {of_person} order by due, id limit $5");
    let of_post = format!("select {COLUMNS} {of_post} order by due, id limit $6");
    let args = args![me.person, due, id, until, limit, kind];
    let mut items: Vec<Item> = tx.all(&of_person, &args[..args.len() - less])?;
    for (unit, role) in seats(me) {
        let args = args![unit, role, due, id, until, limit, kind];
        items.extend(tx.all::<Item>(&of_post, &args[..args.len() - less])?);
    }
    items.sort_by_key(|item| (item.due_key, item.id));
    items.truncate(limit as usize);
    Ok(items)
}

const FIRST: Key = Key(i64::MIN, Id::NONE);

/// How many items wait, counted up to [`MOST_COUNTED`]: the same ranges as the list.
pub fn badge(tx: &mut Tx, me: &Me) -> Result<i64> {
    let of_person = format!("select count(*) from (select 1 {OF_PERSON} limit $5) as few");
    let of_post = format!("select count(*) from (select 1 {OF_POST} limit $6) as few");
    let Key(due, id) = FIRST;
    let (mut total,) = tx.one::<(i64,)>(&of_person, args![me.person, due, id, i64::MAX, MOST_COUNTED])?;
    for (unit, role) in seats(me) {
        if total >= MOST_COUNTED {
            break;
        }
        let (more,) = tx.one::<(i64,)>(&of_post, args![unit, role, due, id, i64::MAX, MOST_COUNTED])?;
        total += more;
    }
    Ok(total.min(MOST_COUNTED))
}

/// The posts of the day, lent ones too, each once.
fn seats(me: &Me) -> Vec<(Id, &str)> {
    let mut seats: Vec<(Id, &str)> = me.posts.iter().map(|seat| (seat.unit, seat.role.as_str())).collect();
    seats.sort_unstable();
    seats.dedup();
    seats
}

#[cfg(test)]
mod tests {
    use storage::testing::TestDb;

    use super::*;

    #[test]
    fn a_queue_is_an_index_range_and_needs_no_sorting() {
        TestDb::each(crate::MIGRATIONS, |db| {
            db.write_now(|tx| {
                for n in 0..5_000_i64 {
                    let person = (n % 3 == 0).then_some(n % 20);
                    tx.run(
                        "insert into work_item (id, kind, record, unit, role, person, due, label, detail, made_at)
                         values ($1, 'k', $1, $2, $3, $4, $5, '', '', 0)",
                        args![n, n % 10, if n % 2 == 0 { "clerk" } else { "chair" }, person, n * 7919 % 10_007],
                    )?;
                }
                tx.run("analyze", args![])?;
                let of_person = format!("select {COLUMNS} {OF_PERSON} order by due, id limit $5");
                let of_post = format!("select {COLUMNS} {OF_POST} and kind = $7 order by due, id limit $6");
                let plans = [
                    (tx.plan(&of_person, args![3_i64, 500_i64, 0_i64, i64::MAX, 20_i64])?, "work_item_person"),
                    (
                        tx.plan(&of_post, args![4_i64, "clerk", 500_i64, 0_i64, i64::MAX, 20_i64, "k"])?,
                        "work_item_queue",
                    ),
                ];
                for (plan, index) in plans {
                    let plan = plan.join("\n");
                    assert!(plan.contains(index) && !plan.contains("Sort") && !plan.contains("TEMP B-TREE"), "{plan}");
                }
                Ok(())
            })
            .unwrap();
        });
    }
}
