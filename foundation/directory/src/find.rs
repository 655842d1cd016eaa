//! Finding a unit by what people call it, also by the name it had before.

use base::{Day, Id, Result, text::fold};
use serde::Serialize;
use storage::{Tx, args};

use crate::{Level, Scheme, Unit, living_successor, unit, unit::full_name};

const MOST: i64 = 50;

/// One name or code that matched, with the days on which it held, and where it leads today.
#[derive(Clone, Debug, Serialize)]
pub struct Match {
    pub id: Id,
    pub level: Level,
    /// In full: `Xã Hồng Lạc`.
    pub name: String,
    pub code: Option<String>,
    /// What it stood under then, in full: `Huyện Sơn Dương`.
    pub under: Option<String>,
    pub from: Day,
    pub to: Option<Day>,
    /// The unit that answers for it today; itself if it lives.
    pub now: Id,
    pub now_name: String,
}

type Row = (Id, Level, String, String, Day, Option<Day>);

/// Units of all days whose name holds what was typed, with or without marks.
/// Whole names come first, then beginnings, then the rest; the living before the dead. At most 50.
/// What is exactly a unit's code finds that unit and looks at no name.
///
/// A name is looked for anywhere within: the directory holds a few thousand, so this walks all of them.
pub fn find(tx: &mut Tx, typed: &str) -> Result<Vec<Match>> {
    let today = tx.now().day();
    let mut rows = by_code(tx, typed)?;
    if rows.is_empty() {
        rows = by_name(tx, typed)?;
    }
    rows.into_iter().map(|row| matched(tx, row, today)).collect()
}

fn by_code(tx: &mut Tx, typed: &str) -> Result<Vec<Row>> {
    let code = typed.trim().to_uppercase();
    tx.all(
        "select n.unit, u.level, n.kind, n.name, n.from_day, n.to_day
         from (select distinct unit from directory_code where scheme = $1 and code = $2) c
           join directory_name n on n.unit = c.unit join directory_unit u on u.id = c.unit
         order by case when n.to_day is null then 0 else 1 end, n.from_day desc, n.unit
         limit $3",
        args![Scheme::of(&code).name(), code, MOST],
    )
}

fn by_name(tx: &mut Tx, typed: &str) -> Result<Vec<Row>> {
    let folded = fold(typed);
    let folded = folded.trim();
    if folded.is_empty() {
        return Ok(Vec::new());
    }
    let pattern = folded.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    tx.all(
        "select n.unit, u.level, n.kind, n.name, n.from_day, n.to_day
         from directory_name n join directory_unit u on u.id = n.unit
         where n.folded like $2 escape '\\'
         order by case when n.folded = $1 then 0 when n.folded like $3 escape '\\' then 1
                       when n.folded like $4 escape '\\' then 2 else 3 end,
           case when n.to_day is null then 0 else 1 end,
           case u.level when 'province' then 1 when 'district' then 2 when 'commune' then 3 when 'department' then 4
             else 5 end, n.sort_key, n.from_day desc, n.unit
         limit $5",
        args![folded, format!("%{pattern}%"), format!("% {pattern}"), format!("{pattern}%"), MOST],
    )
}

fn matched(tx: &mut Tx, (id, level, kind, name, from, to): Row, today: Day) -> Result<Match> {
    let then = unit(tx, id, to.unwrap_or(today))?;
    let above: Option<Unit> = match then.parent {
        Some(parent) => Some(unit(tx, parent, to.unwrap_or(today))?),
        None => None,
    };
    let now = living_successor(tx, id, today)?;
    Ok(Match {
        id,
        level,
        name: full_name(level, &kind, &name),
        code: then.code().map(str::to_owned),
        under: above.map(|unit| unit.full_name()),
        from,
        to,
        now,
        now_name: unit(tx, now, today)?.full_name(),
    })
}
