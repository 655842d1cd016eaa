//! Somebody writes into the database beside the program: `tinhso ledger verify` says so, and where.

use std::path::PathBuf;

use base::Id;
use serde_json::Value;
use storage::{Val, args};

use crate::running::Demo;

/// A province whose database is put back after each forgery, and the head that a witness has kept of it.
struct Kept {
    demo: Demo,
    folder: PathBuf,
    head: PathBuf,
}

/// SQLite's files; what has been written stands in the first two.
const FILES: [&str; 3] = ["tinhso.db", "tinhso.db-wal", "tinhso.db-shm"];

impl Kept {
    fn new() -> Kept {
        let demo = Demo::sqlite();
        demo.must_verify();
        let folder = demo.place.data.join("kept");
        std::fs::create_dir(&folder).unwrap();
        for file in FILES.iter().filter(|file| demo.place.data.join(file).exists()) {
            std::fs::copy(demo.place.data.join(file), folder.join(file)).unwrap();
        }
        let head = folder.join("head.txt");
        std::fs::write(&head, demo.must(&["ledger", "head"])).unwrap();
        Kept { demo, folder, head }
    }

    fn forge(&self, statements: &[(&str, &[Val])]) {
        for file in FILES {
            let _ = std::fs::remove_file(self.demo.place.data.join(file));
            if file != FILES[2] && self.folder.join(file).exists() {
                std::fs::copy(self.folder.join(file), self.demo.place.data.join(file)).unwrap();
            }
        }
        let statements: Vec<_> = statements.iter().map(|(sql, args)| ((*sql).to_owned(), args.to_vec())).collect();
        let db = self.demo.db();
        db.write_now(move |tx| {
            for (sql, args) in &statements {
                assert!(tx.run(sql, args)? > 0, "nothing was forged by {sql}");
            }
            Ok(())
        })
        .unwrap();
    }

    /// All events sealed anew from the first on, as who holds the key can.
    fn sign_anew(&self) {
        let db = self.demo.db();
        db.write_now(|tx| {
            for table in ["ledger_leaf", "ledger_tile", "ledger_head", "ledger_unsealed"] {
                tx.run(&format!("delete from {table}"), &[])?;
            }
            tx.run("update ledger_sealer set size = 0", &[])?;
            tx.run("insert into ledger_unsealed (event) select id from ledger_event", &[])
        })
        .unwrap();
        drop(db);
        self.demo.must(&["ledger", "seal"]);
    }

    /// The fault with its position and event, when the exit status tells of one.
    #[track_caller]
    fn found(&self, more: &[&str]) -> (String, Option<u64>, Option<Id>) {
        let (status, report) = self.demo.verify(more);
        assert_eq!((status, &report["ok"]), (Some(1), &Value::from(false)), "{report}");
        let first = &report["first"];
        let event = first["event"].as_str().map(|id| id.parse().unwrap());
        (first["fault"].as_str().unwrap().to_owned(), first["position"].as_u64(), event)
    }

    #[track_caller]
    fn nothing_is_found(&self, more: &[&str]) {
        let (status, report) = self.demo.verify(more);
        assert_eq!((status, &report["ok"]), (Some(0), &Value::from(true)), "{report}");
    }

    fn event_at(&self, position: i64) -> Id {
        let sql = "select event from ledger_leaf where position = $1";
        self.demo.db().read_now(move |tx| tx.one::<(Id,)>(sql, args![position])).unwrap().0
    }
}

#[test]
fn an_event_changed_deleted_inserted_or_swapped_is_named() {
    let kept = Kept::new();
    let (event, next) = (kept.event_at(100), kept.event_at(101));
    let named = |fault: &str, position, event| (fault.to_owned(), position, Some(event));

    kept.forge(&[("update ledger_event set at = at - 60000 where id = $1", args![event])]);
    assert_eq!(kept.found(&[]), named("changed", Some(100), event));

    kept.forge(&[("delete from ledger_event where id = $1", args![event])]);
    assert_eq!(kept.found(&[]), named("deleted", Some(100), event));

    // As another node would have made it in the same millisecond.
    let inserted = Id::from_i64(event.get() + (5 << 12));
    let columns = "kind, unit, subject, actor, at, recorded_at, day, body";
    let insert =
        format!("insert into ledger_event (id, {columns}) select $2, {columns} from ledger_event where id = $1");
    kept.forge(&[(&insert, args![event, inserted])]);
    assert_eq!(kept.found(&[]), named("inserted", None, inserted));

    let place = "update ledger_leaf set event = $2 where position = $1";
    kept.forge(&[(place, args![100, -1]), (place, args![101, event]), (place, args![100, next])]);
    assert_eq!(kept.found(&[]), named("swapped", Some(100), next));
}

#[test]
fn a_ledger_rewritten_or_cut_and_signed_anew_is_found_with_an_older_head() {
    let kept = Kept::new();
    let against = ["--against", kept.head.to_str().unwrap()];
    kept.nothing_is_found(&against);

    kept.forge(&[("update ledger_event set at = at - 60000 where id = $1", args![kept.event_at(100)])]);
    kept.sign_anew();
    kept.nothing_is_found(&[]);
    assert_eq!(kept.found(&against).0, "rewritten");

    kept.forge(&[(
        "delete from ledger_event where id in (select event from ledger_leaf order by position desc limit 3)",
        &[],
    )]);
    kept.sign_anew();
    kept.nothing_is_found(&[]);
    assert_eq!(kept.found(&against).0, "cut");
}

#[test]
fn an_answer_a_name_or_a_due_day_swapped_under_its_event_is_found_among_the_records() {
    let kept = Kept::new();
    // The newest event that commits to the dossier.
    let sql = "select d.id, max(e.id) from procedures_dossier d join ledger_event e on e.subject = d.id
               where d.due is not null and e.body like '%\"record\"%' group by d.id order by d.id limit 1";
    let (dossier, event) = kept.demo.db().read_now(move |tx| tx.one::<(Id, Id)>(sql, &[])).unwrap();
    for forgery in [
        "update procedures_content set answers = replace(answers, '{', '{\"added\":1,') where dossier = $1",
        "update procedures_party set name = name || ' Anh' where dossier = $1",
        "update procedures_dossier set due = due + 86400000 where id = $1",
    ] {
        kept.forge(&[(forgery, args![dossier])]);
        kept.nothing_is_found(&[]);
        let (fault, _, named) = kept.found(&["--records"]);
        assert_eq!((fault.as_str(), named), ("record", Some(event)), "{forgery}");
    }
}
