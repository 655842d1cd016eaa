//! An official's queue: the nearest deadline first, merged from one index range for each post and one for himself.

use base::{Id, Moment, Result};
use identity::Me;
use storage::{
    Tx, Val, args,
    merge::{self, Merge, Range},
};

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

const OF_POST: &str = "from work_item where unit = $1 and role = $2 and person is null and due <= $3";
const OF_PERSON: &str = "from work_item where person = $1 and due <= $2";
const OF_KIND: [&str; 2] = [
    "from work_item where unit = $1 and role = $2 and person is null and due <= $3 and kind = $4",
    "from work_item where person = $1 and due <= $2 and kind = $3",
];

/// At most `limit` items after the key.
pub fn list(tx: &mut Tx, me: &Me, filter: &Filter, after: Option<Key>, limit: i64) -> Result<Vec<Item>> {
    let Key(due, id) = after.unwrap_or(Key(merge::FIRST.0, merge::FIRST.1));
    let want = limit.max(0) as usize;
    let key = |item: &Item| (item.due_key, item.id);
    Merge::open(tx, COLUMNS, ranges(me, filter), (due, id), want, key)?.take(tx, want)
}

/// How many items wait, counted up to [`MOST_COUNTED`]: the same ranges as the list.
pub fn badge(tx: &mut Tx, me: &Me) -> Result<i64> {
    merge::count(tx, &ranges(me, &Filter::default()), MOST_COUNTED)
}

/// What waits for the reader alone, then one range for each of his posts.
fn ranges(me: &Me, filter: &Filter) -> Vec<Range<'static>> {
    // Without a bound also what has no due moment.
    let until = filter.due_before.map_or(i64::MAX, |before| before.ms() - 1);
    let [of_post, of_person] = if filter.kind.is_some() { OF_KIND } else { [OF_POST, OF_PERSON] };
    let range = |from, args: &[Val]| {
        let kind = filter.kind.as_deref().map(Val::from);
        Range { from, args: args.iter().cloned().chain(kind).collect() }
    };
    let own = range(of_person, args![me.person, until]);
    let posts = seats(me).into_iter().map(|(unit, role)| range(of_post, args![unit, role, until]));
    std::iter::once(own).chain(posts).collect()
}

/// The posts of the day, lent ones too, each once.
fn seats(me: &Me) -> Vec<(Id, &str)> {
    let mut seats: Vec<(Id, &str)> = me.posts.iter().map(|seat| (seat.unit, seat.role.as_str())).collect();
    seats.sort_unstable();
    seats.dedup();
    seats
}

/// What one person holds in a unit, or, without a person, what a role there has not yet taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Load {
    pub person: Option<Id>,
    pub role: String,
    pub items: i64,
    pub overdue: i64,
    pub first_due: Option<Moment>,
}

/// Who holds how much of a unit's work. Walks all that waits in it.
pub fn loads(tx: &mut Tx, unit: Id) -> Result<Vec<Load>> {
    let now = tx.now();
    let rows: Vec<(Option<Id>, String, i64, i64, i64)> = tx.all(
        "select person, role, count(*), cast(sum(case when due < $2 then 1 else 0 end) as bigint), min(due) from work_item
         where unit = $1 group by person, role order by role",
        args![unit, now],
    )?;
    let load = |(person, role, items, overdue, due): (Option<Id>, String, i64, i64, i64)| {
        let first_due = (due != crate::item::NEVER).then(|| Moment::from_ms(due));
        Load { person, role, items, overdue, first_due }
    };
    Ok(rows.into_iter().map(load).collect())
}

/// What one person holds in a unit, the nearest deadline first.
pub fn held_in(tx: &mut Tx, unit: Id, person: Id, limit: i64) -> Result<Vec<Item>> {
    tx.all(
        &format!("select {COLUMNS} from work_item where person = $1 and unit = $2 order by due, id limit $3"),
        args![person, unit, limit],
    )
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
                let of_person =
                    format!("select {COLUMNS} {OF_PERSON} and (due, id) > ($3, $4) order by due, id limit $5");
                let of_post =
                    format!("select {COLUMNS} {} and (due, id) > ($5, $6) order by due, id limit $7", OF_KIND[0]);
                let plans = [
                    (tx.plan(&of_person, args![3_i64, i64::MAX, 500_i64, 0_i64, 20_i64])?, "work_item_person"),
                    (
                        tx.plan(&of_post, args![4_i64, "clerk", i64::MAX, "k", 500_i64, 0_i64, 20_i64])?,
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
