//! A schema is what the migrations say, or the program does not start.

use base::Kind;
use storage::{Engine, Migration, Sql, args, testing::TestDb};

const fn step(system: &'static str, name: &'static str, sql: &'static str) -> Migration {
    Migration { system, name, sql: Sql::Both(sql) }
}

const FIRST: Migration = step("test", "0001_a", "create table test_a (id bigint primary key, content blob)");
const SECOND: Migration =
    step("test", "0002_b", "alter table test_a add column title text; create table test_b (n bigint)");
const OTHER: Migration = step("other", "0001_c", "create table other_c (n bigint)");

#[test]
fn migrations_run_once_and_later_ones_are_added() {
    TestDb::each(&[FIRST], |db| {
        db.migrate(&[FIRST]).unwrap();
        db.migrate(&[OTHER, FIRST, SECOND]).unwrap();
        db.reopen();
        db.migrate(&[OTHER, FIRST, SECOND]).unwrap();
        db.write_now(|tx| tx.run("insert into test_a (id, title) values (1, 'a')", args![])).unwrap();
    });
}

#[test]
fn a_migration_that_fails_takes_back_all_of_its_run() {
    TestDb::each(&[FIRST], |db| {
        let broken = step("test", "0003_broken", "create table test_d (n bigint); create table test_a (n bigint)");
        assert!(db.migrate(&[FIRST, SECOND, broken]).is_err());
        let left = db.read_now(|tx| tx.all::<(String,)>("select name from storage_migration", args![])).unwrap();
        assert_eq!(left, [("0001_a".to_owned(),)]);
        db.migrate(&[FIRST, SECOND]).unwrap();
    });
}

#[test]
fn a_newer_database_is_refused() {
    TestDb::each(&[FIRST, SECOND], |db| {
        let error = db.migrate(&[FIRST]).unwrap_err();
        assert_eq!(error.kind, Kind::Conflict);
        assert!(error.said.vi.contains("test/0002_b") && error.said.en.contains("newer"), "{error}");
    });
}

#[test]
fn a_migration_altered_after_it_ran_is_refused() {
    TestDb::each(&[FIRST], |db| {
        let altered = step("test", "0001_a", "create table test_a (id bigint primary key, content blob, more text)");
        let error = db.migrate(&[altered]).unwrap_err();
        assert!(error.said.en.contains("test/0001_a differs"), "{error}");
    });
}

#[test]
fn a_schema_altered_by_other_hands_is_refused() {
    let mut db = TestDb::sqlite(&[FIRST]);
    let path = db.url().strip_prefix("sqlite:").unwrap().to_owned();
    let other = rusqlite::Connection::open(path).unwrap();
    other.execute_batch("alter table test_a add column smuggled text").unwrap();
    drop(other);
    db.reopen();
    let error = db.migrate(&[FIRST]).unwrap_err();
    assert_eq!(error.kind, Kind::Conflict);
    assert!(error.said.en.contains("altered by other hands"), "{error}");
}

#[test]
fn a_schema_changed_by_the_program_itself_is_its_own() {
    TestDb::each(&[FIRST], |db| {
        db.write_now(|tx| {
            tx.run("create table test_aside (id bigint)", args![])?;
            tx.run("drop table test_a", args![])?;
            tx.run("alter table test_aside rename to test_a", args![])
        })
        .unwrap();
        db.reopen();
        db.migrate(&[FIRST]).unwrap();
    });
}

#[test]
fn both_engines_get_the_same_tables() {
    TestDb::each(&[FIRST, SECOND], |db| {
        let columns = match db.engine() {
            Engine::Sqlite => {
                "select m.name || '.' || c.name || ' ' || lower(c.type) from sqlite_schema m, pragma_table_info(m.name) c
                 where m.type = 'table' and m.name like 'test%' order by m.name, c.cid"
            }
            Engine::Postgres => {
                "select table_name || '.' || column_name || ' ' || data_type from information_schema.columns
                 where table_name like 'test%' order by table_name, ordinal_position"
            }
        };
        let columns = db.read_now(move |tx| tx.all::<(String,)>(columns, args![])).unwrap();
        let columns: Vec<&str> = columns.iter().map(|(column,)| column.as_str()).collect();
        match db.engine() {
            Engine::Sqlite => {
                assert_eq!(
                    columns,
                    ["test_a.id integer", "test_a.content blob", "test_a.title text", "test_b.n bigint"]
                )
            }
            Engine::Postgres => {
                assert_eq!(
                    columns,
                    ["test_a.id bigint", "test_a.content bytea", "test_a.title text", "test_b.n bigint"]
                )
            }
        }
    });
}

#[test]
fn forty_migrations_cost_a_test_little() {
    let names: Vec<&'static str> = (0..40).map(|n| &*format!("{n:04}_table").leak()).collect();
    let texts: Vec<&'static str> = (0..40)
        .map(|n| {
            let sql = format!(
                "create table test_t{n} (id bigint primary key, a text not null, b bigint);
                 create index test_t{n}_a on test_t{n} (a, id)"
            );
            &*sql.leak()
        })
        .collect();
    let all: Vec<Migration> = names.iter().zip(texts).map(|(name, sql)| step("test", name, sql)).collect();
    // The first makes the template, the others copy it.
    for _ in 0..3 {
        TestDb::each(&all, |db| {
            let made = db.read_now(|tx| tx.one::<(i64,)>("select count(*) from test_t39", args![]));
            assert_eq!(made.unwrap(), (0,));
        });
    }
}
