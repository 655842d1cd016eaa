//! The schema: which migrations have run, and that nobody changed it beside them.

use std::collections::HashSet;

use base::{Error, Result, said};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::{Engine, Tx, args, sql};

/// One step of a system's schema. Once released it never changes: a correction is the next step.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub system: &'static str,
    pub name: &'static str,
    pub sql: Sql,
}

#[derive(Clone, Copy, Debug)]
pub enum Sql {
    /// One text for both engines: types `text`, `bigint`, `double precision`, `boolean`, `blob`.
    Both(&'static str),
    PerEngine {
        sqlite: &'static str,
        postgres: &'static str,
    },
}

/// `migration!("procedures", "0001_dossiers")` is `../migrations/0001_dossiers.sql`, seen from a file in `src/`.
#[macro_export]
macro_rules! migration {
    ($system:literal, $name:literal) => {
        $crate::Migration {
            system: $system,
            name: $name,
            sql: $crate::Sql::Both(include_str!(concat!("../migrations/", $name, ".sql"))),
        }
    };
}

impl Migration {
    /// The same on both engines, so that a backup of one fits the other.
    pub fn checksum(&self) -> String {
        let mut hash = Sha256::new();
        match self.sql {
            Sql::Both(text) => hash.update(text),
            Sql::PerEngine { sqlite, postgres } => {
                hash.update(sqlite);
                hash.update([0]);
                hash.update(postgres);
            }
        }
        HEXLOWER.encode(&hash.finalize())
    }

    fn text(&self, engine: Engine) -> String {
        match (self.sql, engine) {
            (Sql::Both(text), Engine::Sqlite) => sql::migration_for_sqlite(text),
            (Sql::Both(text), Engine::Postgres) => sql::migration_for_postgres(text),
            (Sql::PerEngine { sqlite, .. }, Engine::Sqlite) => sqlite.to_owned(),
            (Sql::PerEngine { postgres, .. }, Engine::Postgres) => postgres.to_owned(),
        }
    }
}

const OWN_TABLES: &str = "
    create table if not exists storage_migration (
        system text not null, name text not null, checksum text not null, at bigint not null, primary key (system, name)
    );
    create table if not exists storage_schema (id bigint primary key, fingerprint text not null)";

pub(crate) fn has_own_tables(tx: &mut Tx) -> Result<bool> {
    let sql = match tx.engine() {
        Engine::Sqlite => "select 1 from sqlite_schema where name = 'storage_migration'",
        Engine::Postgres => "select 1 from information_schema.tables where table_name = 'storage_migration'",
    };
    Ok(tx.first::<(i64,)>(sql, args![])?.is_some())
}

/// Which migrations a database has had: system, name, checksum.
pub(crate) fn applied(tx: &mut Tx) -> Result<Vec<(String, String, String)>> {
    tx.all("select system, name, checksum from storage_migration order by system, name", args![])
}

pub(crate) fn migrate(tx: &mut Tx, migrations: &[Migration]) -> Result<()> {
    tx.script(OWN_TABLES)?;
    let applied = applied(tx)?;
    for (system, name, checksum) in &applied {
        match migrations.iter().find(|it| it.system == system && it.name == name) {
            None => {
                return Err(Error::conflict(said!(
                    "Cơ sở dữ liệu mới hơn chương trình này (có {system}/{name}): hãy chạy phiên bản chương trình mới hơn",
                    "The database is newer than this program (it has {system}/{name}): run a newer version"
                )));
            }
            Some(known) if known.checksum() != *checksum => {
                return Err(Error::conflict(said!(
                    "Bước {system}/{name} của cơ sở dữ liệu khác với chương trình này: không mở để tránh làm hỏng dữ liệu",
                    "The database's step {system}/{name} differs from this program's: not opened, so as to spoil nothing"
                )));
            }
            Some(_) => {}
        }
    }
    check_schema(tx)?;

    let applied: HashSet<(&str, &str)> = applied.iter().map(|(system, name, _)| (&**system, &**name)).collect();
    for migration in migrations {
        let Migration { system, name, .. } = *migration;
        if applied.contains(&(system, name)) {
            continue;
        }
        tx.script(&migration.text(tx.engine()))?;
        let (checksum, now) = (migration.checksum(), tx.now());
        tx.run(
            "insert into storage_migration (system, name, checksum, at) values ($1, $2, $3, $4)",
            args![system, name, checksum, now],
        )?;
    }
    note_schema(tx)
}

/// Remembers the schema as it is now. Called whenever the program itself changed it.
pub(crate) fn note_schema(tx: &mut Tx) -> Result<()> {
    if let Some(fingerprint) = fingerprint(tx)? {
        tx.run(
            "insert into storage_schema (id, fingerprint) values (1, $1)
             on conflict (id) do update set fingerprint = excluded.fingerprint
             where storage_schema.fingerprint <> excluded.fingerprint",
            args![fingerprint],
        )?;
    }
    Ok(())
}

fn check_schema(tx: &mut Tx) -> Result<()> {
    let noted = tx.first::<(String,)>("select fingerprint from storage_schema where id = 1", args![])?;
    if let (Some((noted,)), Some(found)) = (noted, fingerprint(tx)?)
        && noted != found
    {
        return Err(Error::conflict(said!(
            "Cấu trúc cơ sở dữ liệu đã bị sửa ngoài chương trình: hãy khôi phục từ bản sao lưu",
            "The database's schema was altered by other hands: restore it from a backup"
        )));
    }
    Ok(())
}

/// SHA-256 of all tables and indices. SQLite only: there anybody with the file can alter them.
fn fingerprint(tx: &mut Tx) -> Result<Option<String>> {
    if tx.engine() == Engine::Postgres || !has_own_tables(tx)? {
        return Ok(None);
    }
    let mut hash = Sha256::new();
    let all = "select type, name, tbl_name, coalesce(sql, '') from sqlite_schema order by type, name";
    tx.each(all, args![], &mut |row| {
        // SQLite's own statistics come and go.
        if row.text(1)?.starts_with("sqlite_stat") {
            return Ok(());
        }
        for column in 0..4 {
            hash.update(row.text(column)?);
            hash.update([0]);
        }
        Ok(())
    })?;
    Ok(Some(HEXLOWER.encode(&hash.finalize())))
}
