//! What a closure sees of the database: one transaction, synchronous, the same on both engines.

use base::{Error, Id, Moment, Result, Sources, text};

use crate::{
    Engine, FromRow, Row, Val,
    failure::{Failure, Then},
    postgres, sqlite,
};

/// One transaction. A failed statement spoils it: whatever the closure then returns, nothing is recorded.
pub struct Tx<'a> {
    on: On<'a>,
    sources: &'a Sources,
    now: Moment,
    spoiled: Option<Failure>,
    ddl: bool,
}

pub(crate) enum On<'a> {
    Sqlite(&'a sqlite::Connection),
    Postgres(&'a mut postgres::Connection),
}

impl<'a> Tx<'a> {
    pub(crate) fn new(on: On<'a>, sources: &'a Sources) -> Tx<'a> {
        Tx { on, sources, now: sources.now(), spoiled: None, ddl: false }
    }

    /// When the transaction began; it does not move while it lasts.
    pub fn now(&self) -> Moment {
        self.now
    }

    /// From here on the transaction is at another moment: for what is entered later than it happened (the demo province,
    /// imports), never for an act of today.
    pub fn replay_at(&mut self, at: Moment) {
        self.now = at;
    }

    pub fn new_id(&self) -> Id {
        self.sources.ids.make(self.now)
    }

    pub fn random<const N: usize>(&self) -> [u8; N] {
        self.sources.random()
    }

    pub fn engine(&self) -> Engine {
        match self.on {
            On::Sqlite(_) => Engine::Sqlite,
            On::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement that gives no rows; returns how many it touched.
    pub fn run(&mut self, sql: &str, args: &[Val]) -> Result<u64> {
        self.statement(args, |on| match on {
            On::Sqlite(on) => on.run(sql, args),
            On::Postgres(on) => on.run(sql, args),
        })
        .map(|(touched, ddl)| {
            self.ddl |= ddl;
            touched
        })
    }

    pub fn all<T: FromRow>(&mut self, sql: &str, args: &[Val]) -> Result<Vec<T>> {
        let mut out = Vec::new();
        self.each(sql, args, &mut |row| {
            out.push(T::from_row(row)?);
            Ok(())
        })?;
        Ok(out)
    }

    /// The first row, if there is one.
    pub fn first<T: FromRow>(&mut self, sql: &str, args: &[Val]) -> Result<Option<T>> {
        let mut out = None;
        self.rows(sql, args, &mut |row| {
            out = Some(T::from_row(row)?);
            Ok(false)
        })?;
        Ok(out)
    }

    /// The first row; not found if there is none.
    pub fn one<T: FromRow>(&mut self, sql: &str, args: &[Val]) -> Result<T> {
        self.first(sql, args)?
            .ok_or_else(|| Error::not_found(text("Không tìm thấy nội dung này", "This could not be found")))
    }

    /// Hands over the rows one by one as they come; nothing is gathered in memory.
    pub fn each(&mut self, sql: &str, args: &[Val], f: &mut dyn FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        self.rows(sql, args, &mut |row| f(row).map(|()| true))
    }

    /// As long as `f` wants more.
    fn rows(&mut self, sql: &str, args: &[Val], f: &mut dyn FnMut(&Row<'_>) -> Result<bool>) -> Result<()> {
        // An error of `f` is the closure's own affair and does not spoil the transaction.
        let mut own = Ok(());
        self.statement(args, |on| {
            let mut f = |row: &Row<'_>| match f(row) {
                Ok(more) => more,
                Err(e) => {
                    own = Err(e);
                    false
                }
            };
            match on {
                On::Sqlite(on) => on.each(sql, args, &mut f),
                On::Postgres(on) => on.each(sql, args, &mut f),
            }
        })?;
        own
    }

    /// How the engine would find the rows, one step a line; for tests that every list is an index range.
    pub fn plan(&mut self, sql: &str, args: &[Val]) -> Result<Vec<String>> {
        let (explain, column) = match self.engine() {
            Engine::Sqlite => ("explain query plan", 3),
            Engine::Postgres => ("explain", 0),
        };
        let mut out = Vec::new();
        self.each(&format!("{explain} {sql}"), args, &mut |row| {
            out.push(row.text(column)?.to_owned());
            Ok(())
        })?;
        Ok(out)
    }

    /// Several statements without arguments, as migrations are.
    pub(crate) fn script(&mut self, sql: &str) -> Result<()> {
        self.statement(&[], |on| match on {
            On::Sqlite(on) => on.script(sql),
            On::Postgres(on) => on.script(sql),
        })
    }

    fn statement<T>(&mut self, args: &[Val], f: impl FnOnce(&mut On<'a>) -> Result<T, Failure>) -> Result<T> {
        if let Some(failure) = &self.spoiled {
            return Err(failure.error.clone());
        }
        Val::check(args)?;
        f(&mut self.on).map_err(|failure| {
            let error = failure.error.clone();
            self.spoiled = Some(failure);
            error
        })
    }

    /// What becomes of the transaction, given what its closure returned. On success: whether the schema was changed.
    pub(crate) fn outcome(self, result: Result<()>) -> Result<bool, Failure> {
        match (self.spoiled, result) {
            (None, Ok(())) => Ok(self.ddl),
            (None, Err(error)) => Err(error.into()),
            // The closure may know better words for what failed, but not that it must be run again.
            (Some(Failure { then: Then::Answer, .. }), Err(error)) => Err(error.into()),
            (Some(failure), _) => Err(failure),
        }
    }
}
