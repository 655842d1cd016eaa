//! What happens to dossiers when the map changes: what is open passes to the successor and keeps its code, due date and
//! history; what is closed stays as it was, and the successor may look at it.

use base::{Id, Result, Text, text};
use directory::{Mover, UnitMap, UnitMove};
use storage::{Tx, args};

use crate::{
    dossier::{Dossier, Status},
    events, settle, store,
};

pub struct DossierMover;

impl Mover for DossierMover {
    fn name(&self) -> Text {
        text("Hồ sơ đang giải quyết", "Open dossiers")
    }

    fn preview(&self, tx: &mut Tx, moves: &[UnitMove]) -> Result<Vec<(String, i64)>> {
        let mut total = 0;
        for one in moves {
            total += open_at(tx, one.from)?.len() as i64;
        }
        Ok(vec![("dossiers".to_owned(), total)])
    }

    fn apply(&self, tx: &mut Tx, moves: &[UnitMove]) -> Result<()> {
        let Some(day) = moves.first().map(|one| one.day) else { return Ok(()) };
        let map = UnitMap::load(tx, day)?;
        for one in moves {
            let open = open_at(tx, one.from)?;
            // Whoever stands for the unit now sees all that it had, closed dossiers too.
            tx.run(
                "insert into procedures_reach (unit, shelf, due, id, field, wide)
                 select $2, shelf, due, id, field, wide from procedures_reach where unit = $1
                 on conflict (unit, id) do nothing",
                args![one.from, one.to],
            )?;
            tx.run("delete from procedures_reach where unit = $1", args![one.from])?;
            // Whoever was asked for an opinion has ended; its heir answers.
            tx.run(
                "update procedures_opinion set asked_unit = $2 where asked_unit = $1 and answered_at is null",
                args![one.from, one.to],
            )?;
            for id in open {
                move_one(tx, &map, id, one)?;
            }
        }
        Ok(())
    }
}

/// The open dossiers in which the unit itself has a part (not only one of the units under it).
fn open_at(tx: &mut Tx, unit: Id) -> Result<Vec<Id>> {
    let mut found = Vec::new();
    for status in Status::ALL.into_iter().filter(|status| !status.is_closed()) {
        let rows = tx.all::<(Id,)>(
            "select d.id from procedures_reach r join procedures_dossier d on d.id = r.id
             where r.unit = $1 and r.shelf = $2
             and (d.intake_unit = $1 or d.competent_unit = $1 or d.holder_unit = $1) order by d.id",
            args![unit, store::shelf(status)],
        )?;
        found.extend(rows.into_iter().map(|(id,)| id));
    }
    // Several statuses share a shelf.
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn move_one(tx: &mut Tx, map: &UnitMap, id: Id, one: &UnitMove) -> Result<()> {
    let Some(before) = store::load_by_id(tx, id)? else { return Ok(()) };
    let heir = |unit: Id| if unit == one.from { one.to } else { unit };
    let after = Dossier {
        intake_unit: heir(before.intake_unit),
        competent_unit: before.competent_unit.map(heir),
        holder_unit: heir(before.holder_unit),
        // Who held it in the old unit may hold another post now; it waits for the role.
        holder_person: if before.holder_unit == one.from { None } else { before.holder_person },
        revision: before.revision + 1,
        ..before.clone()
    };
    store::save(tx, &after)?;
    if before.holder_person != after.holder_person {
        settle::queue_anew(tx, &before, &after)?;
    }
    store::reach_add(tx, &after, &settle::with_those_above(map, std::iter::once(one.to)))?;
    let out = events::MOVED_OUT.event(one.from, id).commit(&settle::commitment(&after));
    ledger::record(tx, None, out)?;
    let into = events::MOVED_IN.event(one.to, id).commit(&settle::commitment(&after));
    ledger::record(tx, None, into)?;
    Ok(())
}
