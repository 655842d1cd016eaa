//! What is stored comes back the same from both engines.

use base::{Day, Id, Kind, Moment};
use storage::{FromCol, Migration, Sql, Val, args, columns, stored_as_text, testing::TestDb};

const SCHEMA: &[Migration] = &[Migration {
    system: "test",
    name: "0001_values",
    sql: Sql::Both(
        "create table test_value (
             id bigint primary key, flag boolean, amount bigint, share double precision, title text, content blob
         );
         create index test_value_title on test_value (title, id);
         create table test_pair (a bigint not null, b text not null, primary key (a, b)) without rowid;",
    ),
}];

#[derive(Clone, Debug, PartialEq)]
struct Value {
    id: Id,
    flag: Option<bool>,
    amount: Option<i64>,
    share: Option<f64>,
    title: Option<String>,
    bytes: Option<Vec<u8>>,
}

columns!(Value { id, flag, amount, share, title, bytes: "content" });

#[derive(Clone, Copy, Debug, PartialEq)]
enum Colour {
    Red,
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("red")
    }
}

impl std::str::FromStr for Colour {
    type Err = ();

    fn from_str(s: &str) -> Result<Colour, ()> {
        if s == "red" { Ok(Colour::Red) } else { Err(()) }
    }
}

stored_as_text!(Colour);

const INSERT: &str = "insert into test_value (id, flag, amount, share, title, content) values ($1, $2, $3, $4, $5, $6)";

#[test]
fn every_kind_of_value_comes_back_as_it_went_in() {
    TestDb::each(SCHEMA, |db| {
        let full = Value {
            id: Id::from_i64(i64::MAX),
            flag: Some(true),
            amount: Some(i64::MIN),
            share: Some(0.1),
            title: Some("Đơn đề nghị 🌾 ' \" \\ $1".into()),
            bytes: Some(vec![0, 255, 1]),
        };
        let empty = Value { id: Id::from_i64(-1), flag: None, amount: None, share: None, title: None, bytes: None };
        let rows = [empty, full];
        let given = rows.clone();
        db.write_now(move |tx| {
            for it in &given {
                tx.run(INSERT, args![it.id, it.flag, it.amount, it.share, &it.title, &it.bytes])?;
            }
            Ok(())
        })
        .unwrap();
        let sql = format!("select {} from test_value order by id", Value::COLUMNS);
        let read = db.read_now(move |tx| tx.all::<Value>(&sql, args![])).unwrap();
        assert_eq!(Value::COLUMNS, "id, flag, amount, share, title, content");
        assert_eq!(read, rows);
    });
}

#[test]
fn moments_days_and_named_types_read_back() {
    TestDb::each(SCHEMA, |db| {
        let now = db.sources().now();
        let (id, at, day, colour, flag): (Id, Moment, Day, Colour, bool) = db
            .write_now(|tx| {
                let args = args![tx.new_id(), false, tx.now(), Colour::Red, tx.now().day()];
                tx.run("insert into test_value (id, flag, amount, title) values ($1, $2, $3, $5 || $4)", args)?;
                tx.one(
                    "select id, amount, substr(title, 1, 10), substr(title, 11), flag from test_value where flag = $1",
                    args![false],
                )
            })
            .unwrap();
        assert!(id > Id::NONE && at == now && day == now.day() && colour == Colour::Red && !flag);
    });
}

#[test]
fn placeholders_may_come_in_any_order_and_again() {
    TestDb::each(SCHEMA, |db| {
        let sql = "select cast($2 as bigint) - cast($1 as bigint), cast($3 as text) || cast($3 as text)";
        let row: (i64, String) = db.read_now(|tx| tx.one(sql, args![1, 10, "x"])).unwrap();
        assert_eq!(row, (9, "xx".into()));
    });
}

#[test]
fn a_wrong_number_of_arguments_or_columns_is_an_error() {
    TestDb::each(SCHEMA, |db| {
        let sql = "select id, title from test_value where id = $1";
        assert_eq!(db.read_now(|tx| tx.all::<(Id, String)>(sql, args![])).unwrap_err().kind, Kind::Internal);
        assert_eq!(db.read_now(|tx| tx.all::<(Id, String)>(sql, args![1, 2])).unwrap_err().kind, Kind::Internal);
        db.write_now(|tx| tx.run("insert into test_value (id, title) values (1, 'a')", args![])).unwrap();
        assert_eq!(db.read_now(|tx| tx.all::<(Id,)>(sql, args![1])).unwrap_err().kind, Kind::Internal);
        assert_eq!(db.read_now(|tx| tx.all::<(Id, i64)>(sql, args![1])).unwrap_err().kind, Kind::Internal);
    });
}

#[test]
fn one_says_that_nothing_was_found_and_first_says_none() {
    TestDb::each(SCHEMA, |db| {
        let sql = "select id from test_value where id = $1";
        assert_eq!(db.read_now(|tx| tx.first::<(Id,)>(sql, args![7])).unwrap(), None);
        assert_eq!(db.read_now(|tx| tx.one::<(Id,)>(sql, args![7])).unwrap_err().kind, Kind::NotFound);
    });
}

#[test]
fn the_highest_id_of_any_table_is_known() {
    TestDb::each(SCHEMA, |db| {
        let id = db.sources().new_id();
        assert!(db.highest_id().unwrap() < id);
        db.write_now(move |tx| tx.run("insert into test_value (id, title) values ($1, 'a')", args![id])).unwrap();
        assert_eq!(db.highest_id().unwrap(), id);
    });
}

#[test]
fn nul_is_refused_before_it_reaches_the_engine() {
    TestDb::each(SCHEMA, |db| {
        let error = db.write_now(|tx| tx.run(INSERT, args![1, true, 1, 1.0, "a\0b", Val::Null])).unwrap_err();
        assert_eq!(error.kind, Kind::Invalid);
        let bytes = db.write_now(|tx| tx.run(INSERT, args![1, true, 1, 1.0, "ab", b"a\0b".as_slice()]));
        assert_eq!(bytes.unwrap(), 1);
    });
}

#[test]
fn text_sorts_by_its_bytes() {
    TestDb::each(SCHEMA, |db| {
        let titles = db.write_now(|tx| {
            for (id, title) in [(1, "b"), (2, "B"), (3, "a"), (4, "đ"), (5, "_"), (6, "z")] {
                tx.run("insert into test_value (id, title) values ($1, $2)", args![id, title])?;
            }
            tx.all::<(String,)>("select title from test_value order by title", args![])
        });
        let titles: Vec<String> = titles.unwrap().into_iter().map(|(title,)| title).collect();
        assert_eq!(titles, ["B", "_", "a", "b", "z", "đ"]);
    });
}

#[test]
fn the_portable_forms_mean_the_same() {
    TestDb::each(SCHEMA, |db| {
        let (count, sum, keyset) = db
            .write_now(|tx| {
                let put = "insert into test_value (id, amount) values ($1, $2)
                           on conflict (id) do update set amount = test_value.amount + excluded.amount returning amount";
                for (id, amount) in [(1, 10), (2, 5), (1, 7)] {
                    tx.one::<(i64,)>(put, args![id, amount])?;
                }
                let (count, sum) =
                    tx.one::<(i64, i64)>("select count(*), cast(sum(amount) as bigint) from test_value", args![])?;
                let keyset = "select id from test_value where (amount, id) > ($1, $2) order by amount, id limit $3";
                Ok((count, sum, tx.all::<(i64,)>(keyset, args![5, 2, 10])?))
            })
            .unwrap();
        assert_eq!((count, sum, keyset), (2, 22, vec![(1,)]));
    });
}

#[test]
fn a_foreign_type_in_a_column_is_refused() {
    TestDb::each(SCHEMA, |db| {
        db.write_now(|tx| tx.run("insert into test_value (id, title) values (1, 'blue')", args![])).unwrap();
        let read = db.read_now(|tx| tx.one::<(Colour,)>("select title from test_value", args![]));
        assert_eq!(read.unwrap_err().kind, Kind::Internal);
        assert!(u8::from_col(storage::Cell::Int(256)).is_err());
    });
}

#[test]
fn a_list_by_its_index_is_an_index_range_and_a_search_within_text_is_not() {
    TestDb::each(SCHEMA, |db| {
        db.write_now(|tx| {
            for id in 0..5_000i64 {
                tx.run("insert into test_value (id, title) values ($1, $2)", args![id, format!("t{id:05}")])?;
            }
            tx.run("analyze", args![])
        })
        .unwrap();
        let list = "select id from test_value where (title, id) > ($1, $2) order by title, id limit 20";
        let plan = db.read_now(|tx| tx.plan(list, args!["t02000", 0])).unwrap().join("\n");
        assert!(plan.contains("test_value_title"), "{plan}");
        let scan = db.read_now(|tx| tx.plan("select id from test_value where content is null", args![])).unwrap();
        assert!(scan.join("\n").to_lowercase().contains("scan"), "{scan:?}");
    });
}

#[test]
fn rows_stream_by_without_being_gathered() {
    TestDb::each(SCHEMA, |db| {
        db.write_now(|tx| {
            tx.run(
                "with recursive n(i) as (select cast(1 as bigint) union all select i + 1 from n where i < 20000)
                 insert into test_value (id, title, content) select i, 'đ' || i, null from n",
                args![],
            )
        })
        .unwrap();
        let counted = db.snapshot_now(|tx| {
            let (mut rows, mut length) = (0, 0);
            tx.each("select id, title, content from test_value order by id", args![], &mut |row| {
                rows += 1;
                length += row.text(1)?.chars().count();
                assert!(row.is_null(2)? && row.int(0)? == rows);
                Ok(())
            })?;
            Ok((rows, length))
        });
        let length: usize = (1..=20_000).map(|i| format!("đ{i}").chars().count()).sum();
        assert_eq!(counted.unwrap(), (20_000, length));
    });
}
