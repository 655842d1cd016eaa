//! The one place that knows the two engines' full text.

use base::{Id, Result};
use storage::{Engine, Tx, args};

/// The table read, and the one being built beside it.
#[derive(Clone, Debug)]
pub struct Which {
    pub live: String,
    pub building: Option<String>,
}

pub fn which(tx: &mut Tx) -> Result<Which> {
    let (live, building): (String, Option<String>) =
        tx.one("select live, building from search_index where id = 1", args![])?;
    Ok(Which { live, building })
}

impl Which {
    /// The one that is not live.
    pub fn other(&self) -> &'static str {
        if self.live == "a" { "b" } else { "a" }
    }

    /// Those an act writes to.
    pub fn written(&self) -> impl Iterator<Item = &str> {
        [&self.live].into_iter().chain(&self.building).map(String::as_str)
    }
}

/// Writes the entry's words, parted by spaces, in place of those it had.
pub fn write(tx: &mut Tx, index: &str, record: Id, words: &str) -> Result<()> {
    match tx.engine() {
        Engine::Sqlite => {
            erase(tx, index, record)?;
            tx.run(&format!("insert into search_text_{index} (rowid, words) values ($1, $2)"), args![record, words])?;
        }
        Engine::Postgres => {
            let sql = format!(
                "insert into search_text_{index} (record, words)
                 values ($1, array_to_tsvector(string_to_array(cast($2 as text), ' ')))
                 on conflict (record) do update set words = excluded.words"
            );
            tx.run(&sql, args![record, words])?;
        }
    }
    Ok(())
}

pub fn erase(tx: &mut Tx, index: &str, record: Id) -> Result<()> {
    let key = key(tx);
    tx.run(&format!("delete from search_text_{index} where {key} = $1"), args![record])?;
    Ok(())
}

pub fn empty(tx: &mut Tx, index: &str) -> Result<()> {
    let sql = match tx.engine() {
        Engine::Sqlite => format!("insert into search_text_{index} (search_text_{index}) values ('delete-all')"),
        Engine::Postgres => format!("delete from search_text_{index}"),
    };
    tx.run(&sql, args![])?;
    Ok(())
}

pub fn holds(tx: &mut Tx, index: &str, record: Id) -> Result<bool> {
    let key = key(tx);
    Ok(tx.first::<(Id,)>(&format!("select {key} from search_text_{index} where {key} = $1"), args![record])?.is_some())
}

fn key(tx: &Tx) -> &'static str {
    match tx.engine() {
        Engine::Sqlite => "rowid",
        Engine::Postgres => "record",
    }
}

/// What a search asks of the index: every word, and one of each choice.
pub struct Question<'a> {
    pub words: Vec<&'a str>,
    /// The last word may go on.
    pub open: bool,
    pub one_of: Vec<Vec<String>>,
}

impl Question<'_> {
    /// Words hold letters, digits and `_` only, so that quotes suffice.
    fn text(&self, engine: Engine) -> String {
        let (and, or, quote, go_on) = match engine {
            Engine::Sqlite => (" AND ", " OR ", '"', "*"),
            Engine::Postgres => (" & ", " | ", '\'', ":*"),
        };
        let last = self.words.len().wrapping_sub(1);
        let words = self.words.iter().enumerate().map(|(at, word)| {
            let go_on = if self.open && at == last { go_on } else { "" };
            format!("{quote}{word}{quote}{go_on}")
        });
        let choices = self.one_of.iter().map(|words| {
            let words: Vec<String> = words.iter().map(|word| format!("{quote}{word}{quote}")).collect();
            format!("({})", words.join(or))
        });
        words.chain(choices).collect::<Vec<_>>().join(and)
    }

    /// SQL for the newest matches, newest first, one column `record`; `$1` is the argument.
    pub fn newest(&self, engine: Engine, index: &str, most: usize) -> (String, String) {
        let sql = match engine {
            Engine::Sqlite => format!(
                "select rowid as record from search_text_{index} where search_text_{index} match $1
                 order by rowid desc limit {most}"
            ),
            Engine::Postgres => format!(
                "select record from search_text_{index} where words @@ cast(cast($1 as text) as tsquery)
                 order by record desc limit {most}"
            ),
        };
        (sql, self.text(engine))
    }
}
