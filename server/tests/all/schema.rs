//! Both engines have the same tables and columns; only the search index may differ.

use std::collections::BTreeMap;

use storage::{Db, Engine, testing::engines};

type Schema = BTreeMap<String, Vec<String>>;

fn schema(db: &Db) -> Schema {
    let engine = db.engine();
    let columns: Vec<(String, String)> = db
        .read_now(move |tx| match engine {
            Engine::Sqlite => tx.all(
                "select m.name, c.name from sqlite_master m, pragma_table_info(m.name) c
                 where m.type = 'table' and m.name not like 'sqlite_%' order by 1, 2",
                &[],
            ),
            Engine::Postgres => tx.all(
                "select cast(table_name as text), cast(column_name as text) from information_schema.columns
                 where table_schema = 'public' order by 1, 2",
                &[],
            ),
        })
        .expect("the schema reads");
    let mut schema = Schema::new();
    for (table, column) in columns {
        if !table.starts_with("search_text") {
            schema.entry(table).or_default().push(column);
        }
    }
    schema.values_mut().for_each(|columns| columns.sort());
    schema
}

#[test]
fn both_engines_have_the_same_schema() {
    let schemas: Vec<Schema> = engines(&server::house::migrations()).iter().map(|db| schema(db)).collect();
    for pair in schemas.windows(2) {
        assert_eq!(pair[0], pair[1]);
    }
    assert!(schemas[0].contains_key("ledger_event"));
}
