//! The working calendar as the province decides it. What was decided before is kept; nothing that is due moves by itself.

use base::{Id, Moment, Result};
use calendar::{CalendarData, WorkingCalendar};
use storage::{Tx, args, columns};

/// One decision about the calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct CalendarDecision {
    pub id: Id,
    /// The document it rests on, as cited.
    pub document: String,
    pub made_at: Moment,
    pub made_by: Id,
}

columns!(CalendarDecision { id, document, made_at, made_by });

/// The calendar's text: as last decided, or as it came with the program.
pub fn calendar_source(tx: &mut Tx) -> Result<String> {
    let last = tx.first::<(String,)>("select data from platform_calendar order by id desc limit 1", args![])?;
    Ok(last.map_or_else(|| WorkingCalendar::built_in_toml().to_owned(), |(data,)| data))
}

pub fn calendar_data(tx: &mut Tx) -> Result<CalendarData> {
    CalendarData::from_toml(&calendar_source(tx)?)
}

/// The calendar itself. Errors: `Invalid` if what is stored cannot be a calendar.
pub fn load_calendar(tx: &mut Tx) -> Result<WorkingCalendar> {
    WorkingCalendar::from_data(&calendar_data(tx)?)
}

/// From now on the calendar is this one. The caller has checked the right, and tells the ledger.
/// Errors: `Invalid` naming the line that cannot be.
pub fn decide_calendar(tx: &mut Tx, source: &str, document: &str, by: Id) -> Result<Id> {
    WorkingCalendar::from_toml(source)?;
    let (id, now) = (tx.new_id(), tx.now());
    tx.run(
        "insert into platform_calendar (id, data, document, made_at, made_by) values ($1, $2, $3, $4, $5)",
        args![id, source, document, now, by],
    )?;
    Ok(id)
}

/// The decisions, newest first, at most 50.
pub fn calendar_decisions(tx: &mut Tx) -> Result<Vec<CalendarDecision>> {
    let sql = format!("select {} from platform_calendar order by id desc limit 50", CalendarDecision::COLUMNS);
    tx.all(&sql, args![])
}
