//! Listeners: what a system does when it hears of another's events. After the commit, in the order of positions, at least once.

use base::Result;
use storage::{Db, Tx, args};

use crate::history::{self, Recorded};

/// Positions looked through, and heard, in one transaction.
const BATCH: i64 = 200;

/// Tells a listener all sealed events of these kinds that it has not heard, and returns how many it heard. What `f` writes and how far
/// the listener has come are one transaction; yet `f` may run more than once for an event, so it does nothing but write with the `tx`.
///
/// An event on which `f` fails is not passed over: those before it stay heard, the listener stands, and why is kept beside its name.
pub fn hear<F>(db: &Db, name: &'static str, kinds: &[&'static str], f: F) -> Result<u64>
where
    F: Fn(&mut Tx, &Recorded) -> Result<()> + Clone + Send + 'static,
{
    let kinds = kinds.to_vec();
    let mut heard = 0;
    loop {
        let from = db.read_now(move |tx| position(tx, name))?;
        let wanted = kinds.clone();
        let (events, to) = db.read_now(move |tx| history::range(tx, &wanted, from, from + BATCH))?;
        if to == from {
            return Ok(heard);
        }
        match tell(db, name, from, to, &events, &f) {
            Ok(n) => heard += n,
            // One by one, to come as far as the event that cannot be heard.
            Err(_) => heard += tell_each(db, name, from, to, &events, &f)?,
        }
    }
}

/// The next position that a listener has not heard.
pub fn position(tx: &mut Tx, name: &str) -> Result<i64> {
    let found: Option<(i64,)> = tx.first("select position from ledger_listener where name = $1", args![name])?;
    Ok(found.map_or(0, |(position,)| position))
}

/// A listener and how it fares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listener {
    pub name: String,
    pub position: i64,
    /// Why it stands at its position.
    pub error: Option<String>,
}

storage::columns!(Listener { name, position, error });

pub fn listeners(tx: &mut Tx) -> Result<Vec<Listener>> {
    tx.all(&format!("select {} from ledger_listener order by name", Listener::COLUMNS), args![])
}

fn tell<F>(db: &Db, name: &'static str, from: i64, to: i64, events: &[Recorded], f: &F) -> Result<u64>
where
    F: Fn(&mut Tx, &Recorded) -> Result<()> + Clone + Send + 'static,
{
    let (events, f) = (events.to_vec(), f.clone());
    db.write_now(move |tx| {
        if !advance(tx, name, from, to)? {
            return Ok(0);
        }
        events.iter().try_for_each(|event| f(tx, event))?;
        Ok(events.len() as u64)
    })
}

fn tell_each<F>(db: &Db, name: &'static str, mut from: i64, to: i64, events: &[Recorded], f: &F) -> Result<u64>
where
    F: Fn(&mut Tx, &Recorded) -> Result<()> + Clone + Send + 'static,
{
    let mut heard = 0;
    for event in events {
        let next = event.position.map_or(to, |position| position + 1);
        match tell(db, name, from, next, std::slice::from_ref(event), f) {
            Ok(n) => heard += n,
            Err(error) => {
                let why = error.to_string();
                db.write_now(move |tx| note(tx, name, from, &why))?;
                return Err(error);
            }
        }
        from = next;
    }
    tell(db, name, from, to, &[], f)?;
    Ok(heard)
}

/// False if another process has heard meanwhile.
fn advance(tx: &mut Tx, name: &str, from: i64, to: i64) -> Result<bool> {
    tx.run("insert into ledger_listener (name, position) values ($1, 0) on conflict (name) do nothing", args![name])?;
    let sql = "update ledger_listener set position = $3, error = null where name = $1 and position = $2";
    Ok(tx.run(sql, args![name, from, to])? == 1)
}

fn note(tx: &mut Tx, name: &str, from: i64, why: &str) -> Result<()> {
    // A program's message may hold what a database refuses in a text.
    let why = why.replace('\0', "");
    tx.run("insert into ledger_listener (name, position) values ($1, 0) on conflict (name) do nothing", args![name])?;
    tx.run("update ledger_listener set error = $3 where name = $1 and position = $2", args![name, from, why])?;
    Ok(())
}
