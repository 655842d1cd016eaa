//! One list out of many index ranges. A reader of forty units pays for forty short looks in one statement, never for a
//! sort of all that the forty hold.

use std::{cmp::Reverse, collections::BinaryHeap, collections::VecDeque, fmt::Write};

use base::{Id, Result};

use crate::{FromRow, Tx, Val};

/// What lists are ordered by, and where one goes on: the columns `due` and `id`.
pub type Key = (i64, Id);

/// Before every row.
pub const FIRST: Key = (i64::MIN, Id::NONE);

/// How many ranges one statement looks at.
const AT_ONCE: usize = 100;

/// An index range: `from` is the statement from its `from` on, without order and limit; its arguments count from `$1`.
#[derive(Clone, Debug)]
pub struct Range<'a> {
    pub from: &'a str,
    pub args: Vec<Val>,
}

/// The rows of all ranges by their key, fetched as they are wanted. A row that stands in several ranges comes once.
pub struct Merge<'a, T> {
    columns: &'a str,
    ranges: Vec<Range<'a>>,
    fetched: Vec<Fetched<T>>,
    heads: BinaryHeap<Reverse<(Key, usize)>>,
    last: Option<Key>,
    key: fn(&T) -> Key,
}

struct Fetched<T> {
    rows: VecDeque<T>,
    /// Where the range goes on.
    after: Key,
    /// How many rows were asked for last.
    asked: usize,
    /// There may be more.
    more: bool,
}

impl<'a, T: FromRow> Merge<'a, T> {
    /// `columns` are `T`'s; about `want` rows will be taken.
    pub fn open(
        tx: &mut Tx,
        columns: &'a str,
        ranges: Vec<Range<'a>>,
        after: Key,
        want: usize,
        key: fn(&T) -> Key,
    ) -> Result<Merge<'a, T>> {
        let share = if ranges.len() < 2 { want } else { want.min(2 * want.div_ceil(ranges.len()) + 2) };
        let fetched =
            ranges.iter().map(|_| Fetched { rows: VecDeque::new(), after, asked: share.max(1), more: true }).collect();
        let mut merge = Merge { columns, ranges, fetched, heads: BinaryHeap::new(), last: None, key };
        let all: Vec<usize> = (0..merge.ranges.len()).collect();
        for some in all.chunks(AT_ONCE) {
            merge.fetch(tx, some)?;
        }
        Ok(merge)
    }

    pub fn next(&mut self, tx: &mut Tx) -> Result<Option<T>> {
        while let Some(Reverse((key, at))) = self.heads.pop() {
            let row = self.fetched[at].rows.pop_front();
            if let Some(next) = self.fetched[at].rows.front() {
                self.heads.push(Reverse(((self.key)(next), at)));
            } else if self.fetched[at].more {
                self.fetched[at].asked *= 2;
                self.fetch(tx, &[at])?;
            }
            if self.last.replace(key) != Some(key) {
                return Ok(row);
            }
        }
        Ok(None)
    }

    pub fn take(mut self, tx: &mut Tx, most: usize) -> Result<Vec<T>> {
        let mut rows = Vec::with_capacity(most.min(100));
        while rows.len() < most
            && let Some(row) = self.next(tx)?
        {
            rows.push(row);
        }
        Ok(rows)
    }

    /// The next rows of these ranges, in one statement. None of them has rows left.
    fn fetch(&mut self, tx: &mut Tx, some: &[usize]) -> Result<()> {
        let mut sql = String::new();
        let mut args: Vec<Val> = Vec::new();
        for (n, at) in some.iter().enumerate() {
            let (range, fetched) = (&self.ranges[*at], &self.fetched[*at]);
            let before = args.len();
            args.extend(range.args.iter().cloned());
            let place = args.len();
            args.extend([fetched.after.0.into(), fetched.after.1.into(), (fetched.asked as i64).into()]);
            let union = if n == 0 { "" } else { " union all " };
            let _ = write!(
                sql,
                "{union}select {n}, part.* from (select {} {} and (due, id) > (${}, ${}) order by due, id limit ${}) as part",
                self.columns,
                shifted(range.from, before),
                place + 1,
                place + 2,
                place + 3
            );
        }
        let (fetched, key) = (&mut self.fetched, self.key);
        let mut came = vec![0; some.len()];
        tx.each(&sql, &args, &mut |row| {
            let n: usize = row.get::<u16>(0)?.into();
            let of = &mut fetched[some[n]];
            let row = T::from_row(&row.after_first())?;
            of.after = key(&row);
            of.rows.push_back(row);
            came[n] += 1;
            Ok(())
        })?;
        for (at, came) in some.iter().zip(came) {
            let of = &mut self.fetched[*at];
            of.more = came == of.asked;
            if let Some(first) = of.rows.front() {
                self.heads.push(Reverse((key(first), *at)));
            }
        }
        Ok(())
    }
}

/// How many rows the ranges hold, counted up to `most`.
pub fn count(tx: &mut Tx, ranges: &[Range], most: i64) -> Result<i64> {
    let mut total = 0;
    for some in ranges.chunks(AT_ONCE) {
        let mut sql = String::from("select count(*) from (");
        let mut args: Vec<Val> = Vec::new();
        for (n, range) in some.iter().enumerate() {
            let union = if n == 0 { "" } else { " union all " };
            let _ = write!(sql, "{union}select 1 {}", shifted(range.from, args.len()));
            args.extend(range.args.iter().cloned());
        }
        args.push((most - total).into());
        let _ = write!(sql, " limit ${}) as part", args.len());
        total += tx.one::<(i64,)>(&sql, &args)?.0;
        if total >= most {
            break;
        }
    }
    Ok(total)
}

/// The statement with every `$n` counted `by` further. It holds no quoted dollar.
fn shifted(sql: &str, by: usize) -> String {
    let mut out = String::with_capacity(sql.len() + 8);
    let mut parts = sql.split('$');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        let (number, rest) = part.split_at(end);
        let _ = write!(out, "${}{rest}", number.parse::<usize>().unwrap_or_default() + by);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Migration, Sql, args, testing::TestDb};

    const SCHEMA: &[Migration] = &[Migration {
        system: "test",
        name: "0001_things",
        sql: Sql::Both(
            "create table test_thing (unit bigint not null, due bigint not null, id bigint not null, primary key (unit, due, id))",
        ),
    }];
    const OF_UNIT: &str = "from test_thing where unit = $1 and due <= $2";

    fn of_units(units: &[i64], until: i64) -> Vec<Range<'static>> {
        units.iter().map(|unit| Range { from: OF_UNIT, args: args![*unit, until].to_vec() }).collect()
    }

    fn key(row: &(i64, Id)) -> Key {
        *row
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        /// Said once more as one statement that sorts all.
        #[test]
        fn the_merged_rows_are_those_of_one_sort(
            things in prop::collection::btree_set((0..130_i64, 0..30_i64, 1..200_i64), 0..400),
            units in prop::collection::btree_set(0..130_i64, 0..125),
            until in 0..30_i64,
            start in prop::option::of((0..30_i64, 1..200_i64)),
            want in 1..60_usize,
        ) {
            let db = TestDb::sqlite(SCHEMA);
            let after = start.map_or(FIRST, |(due, id)| (due, Id::from_i64(id)));
            let mut expected: Vec<Key> = things
                .iter()
                .filter(|(unit, due, _)| units.contains(unit) && *due <= until)
                .map(|(_, due, id)| (*due, Id::from_i64(*id)))
                .filter(|key| *key > after)
                .collect();
            let counted = things.iter().filter(|(unit, due, _)| units.contains(unit) && *due <= until).count() as i64;
            expected.sort_unstable();
            expected.dedup();
            expected.truncate(want);
            let units: Vec<i64> = units.into_iter().collect();
            let (got, few) = db.write_now(move |tx| {
                for (unit, due, id) in &things {
                    tx.run("insert into test_thing (unit, due, id) values ($1, $2, $3)", args![*unit, *due, *id])?;
                }
                let merge = Merge::open(tx, "due, id", of_units(&units, until), after, want, key)?;
                Ok((merge.take(tx, want)?, count(tx, &of_units(&units, until), 7)?))
            }).unwrap();
            prop_assert_eq!(got, expected);
            prop_assert_eq!(few, counted.min(7));
        }
    }

    #[test]
    fn each_range_is_an_index_range_and_nothing_is_sorted() {
        TestDb::each(SCHEMA, |db| {
            let rows = db
                .write_now(|tx| {
                    for n in 0..5_000_i64 {
                        let args = args![n % 10, n * 7919 % 10_007, n];
                        tx.run("insert into test_thing (unit, due, id) values ($1, $2, $3)", args)?;
                    }
                    tx.run("analyze", args![])?;
                    let sql = format!("select 0, part.* from (select due, id {OF_UNIT} and (due, id) > ($3, $4) order by due, id limit $5) as part");
                    let plan = tx.plan(&sql, args![4_i64, i64::MAX, 500_i64, 0_i64, 20_i64])?.join("\n");
                    assert!(!plan.contains("Sort") && !plan.contains("TEMP B-TREE") && !plan.contains("Seq"), "{plan}");
                    let ranges = of_units(&(0..10).collect::<Vec<_>>(), i64::MAX);
                    Merge::open(tx, "due, id", ranges, FIRST, 50, key)?.take(tx, 50)
                })
                .unwrap();
            assert_eq!(rows.len(), 50);
            assert!(rows.is_sorted());
        });
    }
}
