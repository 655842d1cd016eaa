//! Sees every statement that SQLite is told to run: for measuring what the engine alone could do with them. The program
//! itself never watches, and no setting makes it: the arguments are people's data.

use std::sync::OnceLock;

use crate::Val;

type Watcher = Box<dyn Fn(&str, &[Val]) + Send + Sync>;

static WATCHER: OnceLock<Watcher> = OnceLock::new();

/// From here on, and until the process ends, `f` is told of every statement before it runs, `begin`, `savepoint` and
/// `commit` too, on the thread that runs it; writers are named `db-writer`. Only the first watcher is heard: says whether
/// this is it.
pub fn watch(f: impl Fn(&str, &[Val]) + Send + Sync + 'static) -> bool {
    WATCHER.set(Box::new(f)).is_ok()
}

pub(crate) fn statement(sql: &str, args: &[Val]) {
    if let Some(watcher) = WATCHER.get() {
        watcher(sql, args);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::{Sql, args, migrate::Migration, testing::TestDb};

    #[test]
    fn a_watcher_sees_an_act_with_its_values_between_begin_and_commit() {
        let made =
            Migration { system: "test", name: "0001_watched", sql: Sql::Both("create table watched (n bigint)") };
        let db = TestDb::sqlite(&[made]);
        let seen: Arc<Mutex<Vec<_>>> = Arc::default();
        let kept = seen.clone();
        assert!(watch(move |sql, args| {
            if std::thread::current().name() == Some("db-writer") {
                kept.lock().unwrap().push((sql.to_owned(), args.to_vec()));
            }
        }));
        db.write_now(|tx| tx.run("insert into watched (n) values ($1)", args![7_i64])).unwrap();
        let seen = seen.lock().unwrap();
        let at = seen.iter().position(|(sql, _)| sql == "insert into watched (n) values (?1)").unwrap();
        assert_eq!(seen[at].1, [Val::Int(7)]);
        assert!(seen[..at].iter().any(|(sql, _)| sql == "begin immediate"));
        assert!(seen[at..].iter().any(|(sql, _)| sql == "commit"));
    }
}
