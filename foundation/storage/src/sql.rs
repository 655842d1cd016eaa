//! Reading SQL just far enough to make one text serve both engines.

use base::{Error, Result};

/// A statement as the engine gets it.
#[derive(Debug, PartialEq)]
pub struct Statement {
    pub sql: String,
    /// It changes the schema.
    pub ddl: bool,
}

/// Pieces of SQL: what may be rewritten and what may not.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Piece<'a> {
    /// Letters, digits and underscores
    Word(&'a str),
    /// `$1`, without the dollar
    Placeholder(&'a str),
    /// Quoted text or name, with its quotes
    Quoted(&'a str),
    /// White space and comments
    Space(&'a str),
    /// One sign
    Sign(&'a str),
}

fn pieces(sql: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let in_word = |c: char| c.is_alphanumeric() || c == '_';
        let until = |from: usize, end: &str| rest[from..].find(end).map_or(rest.len(), |at| from + at + end.len());
        let run = |from: usize, inside: &dyn Fn(char) -> bool| {
            rest[from..].find(|c| !inside(c)).map_or(rest.len(), |at| from + at)
        };
        let (piece, length) = if in_word(first) {
            let length = run(0, &in_word);
            (Piece::Word(&rest[..length]), length)
        } else if first == '$' && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
            let length = run(1, &|c| c.is_ascii_digit());
            (Piece::Placeholder(&rest[1..length]), length)
        } else if first == '\'' || first == '"' {
            // A doubled quote inside reads as two quoted pieces side by side, which is just as good.
            let length = until(1, &rest[..1]);
            (Piece::Quoted(&rest[..length]), length)
        } else if rest.starts_with("--") {
            let length = until(2, "\n");
            (Piece::Space(&rest[..length]), length)
        } else if rest.starts_with("/*") {
            let length = until(2, "*/");
            (Piece::Space(&rest[..length]), length)
        } else if first.is_whitespace() {
            let length = run(0, &char::is_whitespace);
            (Piece::Space(&rest[..length]), length)
        } else {
            let length = first.len_utf8();
            (Piece::Sign(&rest[..length]), length)
        };
        out.push(piece);
        rest = &rest[length..];
    }
    out
}

impl Piece<'_> {
    fn is(&self, word: &str) -> bool {
        matches!(self, Piece::Word(it) if it.eq_ignore_ascii_case(word))
    }

    fn push_to(&self, out: &mut String) {
        match self {
            Piece::Placeholder(n) => {
                out.push('$');
                out.push_str(n);
            }
            Piece::Word(it) | Piece::Quoted(it) | Piece::Space(it) | Piece::Sign(it) => out.push_str(it),
        }
    }
}

/// One statement of a closure. `$n` becomes `?n` for SQLite, which numbers `$1` by first appearance.
pub fn statement(sql: &str, sqlite: bool) -> Result<Statement> {
    let pieces = pieces(sql);
    let mut words = pieces.iter().filter(|piece| !matches!(piece, Piece::Space(_)));
    let first = words.next();
    let starts = |list: &[&str]| first.is_some_and(|piece| list.iter().any(|word| piece.is(word)));
    if starts(&["begin", "commit", "rollback", "end", "savepoint", "release", "abort", "start", "set", "pragma"]) {
        return Err(Error::internal(format!("the transaction belongs to storage: {sql}")));
    }
    if words.skip_while(|piece| !matches!(piece, Piece::Sign(";"))).nth(1).is_some() {
        return Err(Error::internal(format!("more than one statement: {sql}")));
    }
    let mut out = String::with_capacity(sql.len());
    for piece in &pieces {
        match piece {
            Piece::Placeholder(n) if sqlite => {
                out.push('?');
                out.push_str(n);
            }
            piece => piece.push_to(&mut out),
        }
    }
    Ok(Statement { sql: out, ddl: starts(&["create", "alter", "drop"]) })
}

/// A migration for PostgreSQL: the type `blob` is `bytea`, and there is no `without rowid`.
pub fn migration_for_postgres(sql: &str) -> String {
    let pieces = pieces(sql);
    let mut out = String::with_capacity(sql.len());
    let mut before: Option<Piece> = None;
    let mut skip = 0;
    for (at, piece) in pieces.iter().enumerate() {
        if skip > 0 {
            skip -= 1;
            continue;
        }
        // A type follows the column's name; a column of that name follows `(`, `,` or `column`.
        let after_a_name = match before {
            Some(Piece::Word(_)) => !before.is_some_and(|b| b.is("column") || b.is("select")),
            Some(Piece::Quoted(_)) => true,
            _ => false,
        };
        if piece.is("blob") && after_a_name {
            out.push_str("bytea");
        } else if piece.is("without") && pieces.get(at + 2).is_some_and(|next| next.is("rowid")) {
            skip = 2;
        } else {
            piece.push_to(&mut out);
        }
        if !matches!(piece, Piece::Space(_)) {
            before = Some(*piece);
        }
    }
    out
}

/// A migration for SQLite: a `bigint primary key` is the rowid only under the name `integer`.
pub fn migration_for_sqlite(sql: &str) -> String {
    let pieces = pieces(sql);
    let mut out = String::with_capacity(sql.len());
    for (at, piece) in pieces.iter().enumerate() {
        let mut next = pieces[at + 1..].iter().filter(|piece| !matches!(piece, Piece::Space(_)));
        let key = piece.is("bigint")
            && next.next().is_some_and(|next| next.is("primary"))
            && next.next().is_some_and(|next| next.is("key"));
        if key { out.push_str("integer") } else { piece.push_to(&mut out) }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_is_lost_however_strange_the_text(sql in r#"([a-z$0-9'"/*;đ-]|--|\n| ){0,60}"#) {
            if let Ok(statement) = statement(&sql, false) {
                prop_assert_eq!(statement.sql, sql);
            }
        }
    }

    #[test]
    fn placeholders_keep_their_numbers_and_literals_stay() {
        let sql = "select '$1 it''s', \"$2\", a$3 -- $4\n from t /* $5 */ where (a, b) > ($2, $1) and c = $12;";
        let lite = statement(sql, true).unwrap();
        assert_eq!(
            lite.sql,
            "select '$1 it''s', \"$2\", a?3 -- $4\n from t /* $5 */ where (a, b) > (?2, ?1) and c = ?12;"
        );
        assert_eq!(statement(sql, false).unwrap().sql, sql);
        assert!(!lite.ddl);
        assert!(statement(" -- why\n CREATE index i on t(a)", true).unwrap().ddl);
    }

    #[test]
    fn a_closure_cannot_end_its_transaction_or_hide_a_second_statement() {
        for sql in ["commit", "  Rollback to x", "/* */ begin", "select 1; delete from t", "pragma synchronous = off"] {
            assert!(statement(sql, true).is_err(), "{sql}");
        }
        for sql in ["select ';'; -- end", "select 1;", "delete from t where a = ';x'"] {
            assert!(statement(sql, true).is_ok(), "{sql}");
        }
    }

    #[test]
    fn one_migration_serves_both_engines() {
        let sql =
            "create table t (id bigint primary key, blob blob not null, b BLOB, n bigint, what text default 'blob');
                   create table u (a bigint, primary key (a)) without rowid;
                   alter table t add column blob2 blob;";
        assert_eq!(
            migration_for_postgres(sql),
            "create table t (id bigint primary key, blob bytea not null, b bytea, n bigint, what text default 'blob');
                   create table u (a bigint, primary key (a)) ;
                   alter table t add column blob2 bytea;"
        );
        assert!(migration_for_sqlite(sql).starts_with("create table t (id integer primary key, blob blob"));
        assert!(migration_for_sqlite(sql).contains("n bigint, what"));
    }
}
