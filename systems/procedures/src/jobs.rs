//! What runs later: the passing of a due moment becomes an event, so that no figure compares a stored date with now.

use base::{Id, Moment, Result, text};
use jobs::{Every, Handler, JobKind, Schedule};
use platform::App;
use storage::args;

use crate::{events, redate, store};

static OVERDUE: JobKind =
    JobKind::new("procedures.overdue", text("Ghi nhận hồ sơ quá hạn", "Record dossiers that became overdue"));

pub const HANDLERS: &[Handler<App>] =
    &[Handler { kind: &OVERDUE, run: |app, _| overdue(app).map(drop) }, redate::HANDLER];
pub const SCHEDULES: &[Schedule] = &[Schedule { name: "procedures.overdue", every: Every::Minutes(5), kind: &OVERDUE }];

/// Dossiers of one transaction.
const BATCH: i64 = 200;

/// Writes `dossier.overdue` for each open dossier whose due moment has passed, once per dossier and due moment.
/// Returns how many.
pub fn overdue(app: &App) -> Result<usize> {
    let mut total = 0;
    loop {
        let found = app.db.write_now(move |tx| {
            let now = tx.now();
            let passed: Vec<(Id, Moment)> = tx.all(
                "select d.id, d.due from procedures_dossier d
                 where d.status in ('accepted', 'in_process') and d.due < $1
                 and not exists (select 1 from procedures_overdue o where o.dossier = d.id and o.due = d.due)
                 order by d.due limit $2",
                args![now, BATCH],
            )?;
            for (id, due) in &passed {
                let Some(dossier) = store::load_by_id(tx, *id)? else { continue };
                let unit = dossier.competent_unit.unwrap_or(dossier.intake_unit);
                let event = events::OVERDUE.event(unit, *id).at(*due).with("procedure", dossier.procedure.as_str());
                let event = ledger::record(tx, None, event)?;
                tx.run(
                    "insert into procedures_overdue (dossier, due, event) values ($1, $2, $3)",
                    args![*id, *due, event],
                )?;
            }
            Ok(passed.len())
        })?;
        total += found;
        if (found as i64) < BATCH {
            return Ok(total);
        }
    }
}
