//! Work by the clock, as data: each schedule puts its job into the queue once for each of its moments, however many processes look.

use base::{Moment, Result, TimeOfDay};
use serde_json::json;
use storage::{Db, Tx, args};

use crate::job::{self, JobKind};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// At this time of the province's day.
    Daily(TimeOfDay),
    /// Counted from midnight of 1970-01-01 in the province.
    Minutes(u32),
}

/// The job's body is `{"at": …}`, the moment of the schedule in RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// `<system>.<what for>`; renaming it begins it anew.
    pub name: &'static str,
    pub every: Every,
    pub kind: &'static JobKind,
}

impl Every {
    /// The last moment of the schedule that is not after `now`.
    pub fn last(self, now: Moment) -> Moment {
        match self {
            Every::Daily(time) => {
                let today = now.day().at(time);
                if today <= now { today } else { now.day().plus(-1).at(time) }
            }
            Every::Minutes(minutes) => {
                let (zero, step) = (Moment::from_ms(0).day().start().ms(), i64::from(minutes.max(1)) * 60_000);
                Moment::from_ms(zero + (now.ms() - zero).div_euclid(step) * step)
            }
        }
    }
}

/// Puts the jobs of all schedules into the queue whose moment has come, and returns how many. A new schedule begins with its next
/// moment; after a standstill the last moment that was missed is made up for, those before it are not.
pub fn tick(db: &Db, schedules: &[Schedule], now: Moment) -> Result<u64> {
    let mut put = 0;
    for schedule in schedules.iter().copied() {
        let moment = schedule.every.last(now);
        let known = db.read_now(move |tx| last(tx, schedule.name))?;
        if known.is_none_or(|last| last < moment) {
            put += u64::from(db.write_now(move |tx| advance(tx, schedule, moment))?);
        }
    }
    Ok(put)
}

fn last(tx: &mut Tx, name: &str) -> Result<Option<Moment>> {
    let found: Option<(Moment,)> = tx.first("select last from jobs_schedule where name = $1", args![name])?;
    Ok(found.map(|(last,)| last))
}

/// False if it is new, or another process was first.
fn advance(tx: &mut Tx, schedule: Schedule, moment: Moment) -> Result<bool> {
    let new = "insert into jobs_schedule (name, last) values ($1, $2) on conflict (name) do nothing";
    if tx.run(new, args![schedule.name, moment])? == 1 {
        return Ok(false);
    }
    if tx.run("update jobs_schedule set last = $2 where name = $1 and last < $2", args![schedule.name, moment])? == 0 {
        return Ok(false);
    }
    job::enqueue_once(tx, schedule.kind, schedule.name, &json!({"at": moment.rfc3339()}), moment)?;
    Ok(true)
}

/// A schedule and the last moment for which its job was put into the queue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheduled {
    pub name: String,
    pub last: Moment,
}

storage::columns!(Scheduled { name, last });

pub fn schedules(tx: &mut Tx) -> Result<Vec<Scheduled>> {
    tx.all(&format!("select {} from jobs_schedule order by name", Scheduled::COLUMNS), args![])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(every: Every, now: &str) -> String {
        every.last(now.parse().unwrap()).rfc3339()
    }

    #[test]
    fn a_daily_moment_is_todays_once_it_has_come() {
        let two = Every::Daily(TimeOfDay::hm_of(2, 0));
        assert_eq!(last(two, "2026-03-09T01:59:59"), "2026-03-08T02:00:00+07:00");
        assert_eq!(last(two, "2026-03-09T02:00"), "2026-03-09T02:00:00+07:00");
        assert_eq!(last(two, "2026-03-09T23:59"), "2026-03-09T02:00:00+07:00");
    }

    #[test]
    fn minutes_count_from_midnight_in_the_province() {
        assert_eq!(last(Every::Minutes(15), "2026-03-09T08:14:59"), "2026-03-09T08:00:00+07:00");
        assert_eq!(last(Every::Minutes(15), "2026-03-09T08:15"), "2026-03-09T08:15:00+07:00");
        assert_eq!(last(Every::Minutes(24 * 60), "2026-03-09T08:15"), "2026-03-09T00:00:00+07:00");
    }
}
