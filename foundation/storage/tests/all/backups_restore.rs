//! A backup of either engine fills an empty database of either.

use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use base::Kind;
use storage::{
    Blobs, Db, Engine, Migration, Sql, Val, args,
    backup::{BackupKey, Contents, backup, restore, verify},
    testing::{TestDb, engines},
};

use crate::Stop;

const TREE: Migration = Migration {
    system: "test",
    name: "0001_tree",
    sql: Sql::Both(
        "create table test_node (
             id bigint primary key, parent bigint references test_node (id), name text, open boolean, share double precision,
             content blob
         );
         create table test_leaf (node bigint not null references test_node (id), name text not null,
             primary key (node, name)) without rowid;
         create table test_index (word text);
         insert into test_node (id, name) values (0, 'root');",
    ),
};

/// Only one engine has this table; it is made again from the others.
const INDEX: Migration = Migration {
    system: "test",
    name: "0002_index",
    sql: Sql::PerEngine {
        sqlite: "create virtual table test_words using fts5 (word)",
        postgres: "create table test_words (word tsvector)",
    },
};

const LATER: Migration = Migration {
    system: "test",
    name: "0003_later",
    sql: Sql::Both("alter table test_node add column colour text not null default 'green'"),
};

const THEN: &[Migration] = &[TREE, INDEX];
const NOW: &[Migration] = &[TREE, INDEX, LATER];
const DERIVED: &[&str] = &["test_index", "test_words"];

struct Saved {
    path: PathBuf,
    key: BackupKey,
    blobs: Blobs,
    contents: Contents,
}

fn fill(db: &Db) {
    db.write_now(|tx| {
        let node = "insert into test_node (id, parent, name, open, share, content) values ($1, $2, $3, $4, $5, $6)";
        for id in 1..=2_000i64 {
            // Parents come after their children, in the order of ids.
            let parent = if id < 2_000 { Val::Int(0) } else { Val::Null };
            let bytes = vec![id as u8; (id % 300) as usize];
            tx.run(node, args![id, parent, format!("Nút số {id}"), id % 2 == 0, id as f64, bytes])?;
        }
        tx.run("update test_node set parent = id + 1 where id between 1 and 1998", args![])?;
        tx.run("update test_node set name = 'gốc', open = null where id = 0", args![])?;
        tx.run("insert into test_leaf (node, name) values (7, 'lá'), (7, 'la')", args![])?;
        tx.run("insert into test_index (word) values ('derived')", args![])
    })
    .unwrap();
}

fn save(db: &TestDb) -> Saved {
    let blobs = Blobs::open(db.dir.join("blobs")).unwrap();
    blobs.put(b"").unwrap();
    blobs.put(&vec![3; 200_000]).unwrap();
    let key = BackupKey::load_or_create(&db.dir.join("key"), db.sources()).unwrap();
    let path = db.dir.join("backup");
    let contents = backup(db, &blobs, &key, DERIVED, &path).unwrap();
    assert_eq!(verify(&key, &path).unwrap(), contents);
    Saved { path, key, blobs, contents }
}

/// id, parent, name, open, share, content
type Node = (i64, Option<i64>, String, Option<bool>, Option<f64>, Option<Vec<u8>>);

fn nodes(db: &Db) -> Vec<Node> {
    let sql = "select id, parent, name, open, share, content from test_node order by id";
    db.read_now(move |tx| tx.all(sql, args![])).unwrap()
}

#[test]
fn what_either_engine_saved_either_restores() {
    for from in engines(THEN) {
        fill(&from);
        let saved = save(&from);
        assert_eq!((saved.contents.tables, saved.contents.rows, saved.contents.blobs), (2, 2_003, 2));
        for to in engines(&[]) {
            let blobs = Blobs::open(to.dir.join("blobs")).unwrap();
            let restored = restore(&to, &blobs, &saved.key, NOW, &saved.path).unwrap();
            assert_eq!(restored, saved.contents, "{:?} to {:?}", from.engine(), to.engine());
            assert_eq!(nodes(&to), nodes(&from));
            assert_eq!(blobs.all().unwrap(), saved.blobs.all().unwrap());
            let sql = "select node, name from test_leaf order by name";
            let leaves = to.read_now(move |tx| tx.all::<(i64, String)>(sql, args![])).unwrap();
            assert_eq!(leaves, [(7, "la".into()), (7, "lá".into())]);
            // The later migration has run, foreign keys hold again, and what can be made again is empty.
            to.migrate(NOW).unwrap();
            let green = "select count(*) from test_node where colour = 'green'";
            assert_eq!(to.read_now(|tx| tx.one::<(i64,)>(green, args![])).unwrap(), (2_001,));
            assert!(to.write_now(|tx| tx.run("insert into test_leaf values (-1, 'x')", args![])).is_err());
            assert_eq!(to.read_now(|tx| tx.all::<(String,)>("select word from test_index", args![])).unwrap(), []);
        }
    }
}

#[test]
fn a_database_with_something_in_it_is_not_overwritten() {
    TestDb::each(THEN, |db| {
        let saved = save(db);
        let refused = restore(db, &saved.blobs, &saved.key, NOW, &saved.path).unwrap_err();
        assert_eq!(refused.kind, Kind::Conflict);
        let again = backup(db, &saved.blobs, &saved.key, DERIVED, &saved.path).unwrap_err();
        assert_eq!(again.kind, Kind::Conflict);
    });
}

#[test]
fn a_wrong_key_or_a_damaged_backup_restores_nothing() {
    let from = TestDb::sqlite(THEN);
    fill(&from);
    let saved = save(&from);
    let whole = fs::read(&saved.path).unwrap();
    let damaged = from.dir.join("damaged");
    let other = BackupKey::load_or_create(&from.dir.join("other"), from.sources()).unwrap();
    for to in engines(&[]) {
        let blobs = Blobs::open(to.dir.join("blobs")).unwrap();
        let refused = restore(&to, &blobs, &other, NOW, &saved.path).unwrap_err();
        assert_eq!(refused.kind, Kind::Invalid);
        for at in [20, whole.len() / 2, whole.len() - 1] {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            fs::write(&damaged, changed).unwrap();
            assert_eq!(restore(&to, &blobs, &saved.key, NOW, &damaged).unwrap_err().kind, Kind::Invalid);
            fs::write(&damaged, &whole[..at]).unwrap();
            assert_eq!(restore(&to, &blobs, &saved.key, NOW, &damaged).unwrap_err().kind, Kind::Invalid);
        }
        // Nothing of the tries is left, so the whole one still goes in.
        restore(&to, &blobs, &saved.key, NOW, &saved.path).unwrap();
        assert_eq!(nodes(&to).len(), 2_001);
    }
}

#[test]
fn a_backup_of_a_newer_program_is_refused() {
    let from = TestDb::sqlite(NOW);
    let saved = save(&from);
    let to = TestDb::sqlite(&[]);
    let refused = restore(&to, &saved.blobs, &saved.key, THEN, &saved.path).unwrap_err();
    assert!(refused.said.en.contains("another version"), "{refused}");
}

#[test]
fn a_backup_made_while_others_write_is_of_one_moment() {
    TestDb::each(THEN, |db| {
        fill(db);
        let (done, writer) = (AtomicBool::new(false), Db::clone(db));
        let saved = thread::scope(|scope| {
            scope.spawn(|| {
                // Each transaction adds one node and one leaf of it: whatever the moment, there are as many.
                let mut id = 10_000i64;
                while !done.load(Ordering::SeqCst) {
                    id += 1;
                    let wrote = writer.write_now(move |tx| {
                        tx.run("insert into test_node (id, name) values ($1, 'x')", args![id])?;
                        tx.run("insert into test_leaf (node, name) values ($1, 'x')", args![id])
                    });
                    wrote.unwrap();
                }
            });
            let _stop = Stop(&done);
            save(db)
        });
        let to = TestDb::sqlite(&[]);
        restore(&to, &saved.blobs, &saved.key, THEN, &saved.path).unwrap();
        let count = |sql: &'static str| to.read_now(move |tx| tx.one::<(i64,)>(sql, args![])).unwrap().0;
        assert_eq!(
            count("select count(*) from test_node where id > 10000"),
            count("select count(*) from test_leaf where node > 10000")
        );
    });
}

#[test]
fn a_file_that_rotted_is_named_and_the_rest_is_saved() {
    let db = TestDb::sqlite(THEN);
    let blobs = Blobs::open(db.dir.join("blobs")).unwrap();
    let (good, bad) = (blobs.put(b"good").unwrap(), blobs.put(b"bad").unwrap());
    fs::write(blobs.path(&bad), b"other").unwrap();
    let key = BackupKey::load_or_create(&db.dir.join("key"), db.sources()).unwrap();
    let contents = backup(&db, &blobs, &key, DERIVED, &db.dir.join("backup")).unwrap();
    assert_eq!((contents.blobs, contents.damaged), (1, vec![bad.to_string()]));
    assert!(blobs.get(&good).is_ok());
}

#[test]
fn an_unknown_type_must_be_declared_as_derived() {
    for db in engines(THEN).into_iter().filter(|db| db.engine() == Engine::Postgres) {
        let blobs = Blobs::open(db.dir.join("blobs")).unwrap();
        let key = BackupKey::load_or_create(&db.dir.join("key"), db.sources()).unwrap();
        let path = db.dir.join("backup");
        let refused = backup(&db, &blobs, &key, &[], &path).unwrap_err();
        assert!(refused.to_string().contains("test_words.word"), "{refused}");
        assert!(!path.exists() && !path.with_extension("part").exists());
    }
}

#[test]
fn what_the_other_engine_cannot_hold_is_noticed_and_nothing_is_restored() {
    for from in engines(THEN).into_iter().filter(|db| db.engine() == Engine::Postgres) {
        let set = |share: f64| {
            from.write_now(move |tx| tx.run("update test_node set share = $1 where id = 0", args![share])).unwrap();
        };
        set(f64::NAN);
        let nan = save(&from);
        let to = TestDb::sqlite(&[]);
        let refused = restore(&to, &nan.blobs, &nan.key, THEN, &nan.path).unwrap_err();
        assert!(refused.to_string().contains("test_node"), "{refused}");

        set(-0.0);
        fs::remove_file(&nan.path).unwrap();
        let zero = save(&from);
        restore(&to, &zero.blobs, &zero.key, THEN, &zero.path).unwrap();
    }
}
