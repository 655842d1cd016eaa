use base::{Error, Kind};
use search::{Within, reindex};
use storage::{args, testing::TestDb};

use crate::{COMMUNE, dossier, migrations, records};

#[test]
fn a_lost_index_is_built_from_the_entries_and_takes_the_place_of_the_old_one() {
    TestDb::each(&migrations(), |db| {
        db.write_now(|tx| {
            for at in 1..=700 {
                dossier(tx, at, &format!("Cấp phép số{at}"), &[COMMUNE])?;
            }
            // As after a restore, which leaves the index out.
            let key = if tx.engine() == storage::Engine::Sqlite { "rowid" } else { "record" };
            for at in 1..=700 {
                tx.run(&format!("delete from search_text_a where {key} = $1"), args![at as i64])?;
            }
            assert_eq!(records(tx, "so7", Within::Units(&[COMMUNE]))?, Vec::<i64>::new());
            Ok(())
        })
        .unwrap();
        for _ in 0..2 {
            assert_eq!(reindex(db).unwrap(), 700);
            db.read_now(|tx| {
                assert_eq!(records(tx, "so7", Within::Units(&[COMMUNE]))?, [7]);
                assert_eq!(records(tx, "cap phep", Within::Units(&[COMMUNE]))?.len(), 50);
                Ok(())
            })
            .unwrap();
        }
    });
}

#[test]
fn acts_during_the_building_are_in_the_new_index() {
    TestDb::each(&migrations(), |db| {
        db.write_now(|tx| {
            dossier(tx, 1, "Bản cũ", &[COMMUNE])?;
            dossier(tx, 2, "Sắp xóa", &[COMMUNE])?;
            // What `reindex` does first; then acts come in between, before it has walked over the entries.
            tx.run("update search_index set building = 'b' where id = 1", args![])?;
            dossier(tx, 1, "Bản mới", &[COMMUNE])?;
            search::remove(tx, crate::id(2))?;
            dossier(tx, 3, "Vừa thêm", &[COMMUNE])?;
            tx.run("update search_index set live = 'b', building = null where id = 1", args![])?;
            assert_eq!(records(tx, "ban moi", Within::Units(&[COMMUNE]))?, [1]);
            assert_eq!(records(tx, "ban cu", Within::Units(&[COMMUNE]))?, Vec::<i64>::new());
            assert_eq!(records(tx, "vua them", Within::Units(&[COMMUNE]))?, [3]);
            Ok(())
        })
        .unwrap();
    });
}

#[test]
fn hostile_text_is_taken_in_or_refused_and_never_breaks_the_index() {
    TestDb::each(&migrations(), |db| {
        let long = "chữ ".repeat(100_000);
        let texts = ["\u{202e}ngược", "<script>", "' ; drop table", "中文 字", "ª º ½", &long, "🏠", "a\u{300}\u{301}"];
        for (at, text) in texts.iter().enumerate() {
            let text = (*text).to_owned();
            db.write_now(move |tx| {
                dossier(tx, at as i64 + 1, &text, &[COMMUNE])?;
                records(tx, &text.chars().take(50).collect::<String>(), Within::Units(&[COMMUNE])).map(drop)
            })
            .unwrap_or_else(|e: Error| panic!("{at}: {e}"));
        }
        let nul = db.write_now(|tx| dossier(tx, 99, "a\0b", &[COMMUNE])).unwrap_err();
        assert_eq!(nul.kind, Kind::Invalid);
        assert_eq!(db.read_now(|tx| records(tx, "chu", Within::Units(&[COMMUNE]))).unwrap(), [6]);
    });
}
