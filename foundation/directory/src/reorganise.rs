//! A reorganisation: what a reviewed file says, done in one transaction with its events.

use std::collections::HashMap;

use base::{Error, Id, Result, said};
use serde::Serialize;
use storage::{Tx, args};

use crate::{
    Mover, PostMover, ReorganisationFile, UnitMap, UnitMove, events,
    plan::{self, Draft, Plan, Target},
    store,
};

/// What a reorganisation did.
#[derive(Clone, Debug, Serialize)]
pub struct Moved {
    pub founded: usize,
    pub kept: usize,
    pub dissolved: usize,
    pub moved: Vec<Moving>,
}

/// What one system carries over: its word, and how many of what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moving {
    pub name: String,
    pub counts: Vec<(String, i64)>,
}

/// What the file would do, without writing: every problem, every question, and what each system would carry over.
/// Posts are always among it.
pub fn reorganise_plan(tx: &mut Tx, file: &ReorganisationFile, movers: &[&dyn Mover]) -> Result<Plan> {
    let (before, draft) = prepare(tx, file)?;
    let to = |target: Target| match target {
        Target::Old(id) => id,
        Target::New(_) => Id::NONE,
    };
    let moves = moves(&draft, file, to);
    let mut plan = draft.show(&before, file);
    plan.moving = preview(tx, movers, &moves)?;
    Ok(plan)
}

/// Does what the file says, or nothing. Call it under `Db::exclusive_now`: nobody else writes meanwhile.
///
/// It refuses a file with a problem, one with a split that nobody has decided, and one for a day that has not come yet.
pub fn reorganise(tx: &mut Tx, file: &ReorganisationFile, movers: &[&dyn Mover]) -> Result<Moved> {
    let day = file.day;
    if day > tx.now().day() {
        let day = day.dmy();
        return Err(Error::conflict(said!(
            "Chưa đến ngày {day}: trước đó chỉ có thể chạy thử",
            "{day} has not come yet: until then there is only the dry run"
        )));
    }
    let (_, draft) = prepare(tx, file)?;
    refuse_unready(&draft)?;

    let new_ids: Vec<Id> = draft.founded.iter().map(|_| tx.new_id()).collect();
    let id_of = |target: Target| match target {
        Target::Old(id) => id,
        Target::New(at) => new_ids[at],
    };
    let moves = moves(&draft, file, id_of);
    let moved = preview(tx, movers, &moves)?;
    write(tx, file, &draft, &new_ids, &id_of)?;
    for mover in [&PostMover as &dyn Mover].iter().chain(movers) {
        mover.apply(tx, &moves)?;
    }
    Ok(Moved { founded: draft.founded.len(), kept: draft.kept.len(), dissolved: draft.ended.len(), moved })
}

/// The map of the day before and the change on it. Days go forward only: a map that others have worked on is not rewritten.
fn prepare(tx: &mut Tx, file: &ReorganisationFile) -> Result<(UnitMap, Draft)> {
    let (day, latest) = (file.day.dmy(), store::latest_vintage(tx)?);
    match latest {
        None => Err(Error::conflict(said!(
            "Chưa nhập danh mục đơn vị, không thể sắp xếp từ ngày {day}",
            "Units must be imported before they are reorganised from {day} on"
        ))),
        Some(latest) if latest == file.day => {
            Err(Error::conflict(said!("Đã sắp xếp đơn vị ngày {day}", "Units were already reorganised on {day}")))
        }
        Some(latest) if latest > file.day => {
            let latest = latest.dmy();
            Err(Error::conflict(said!(
                "Ngày {day} có trước lần thay đổi gần nhất ({latest}): hãy chạy các tệp theo thứ tự ngày",
                "{day} comes before the latest change ({latest}): run the files in the order of their days"
            )))
        }
        Some(_) => {
            let before = UnitMap::load(tx, file.day.plus(-1))?;
            let draft = plan::draft(&before, file);
            Ok((before, draft))
        }
    }
}

fn refuse_unready(draft: &Draft) -> Result<()> {
    if let Some(first) = draft.problems.first() {
        let (count, vi, en) = (draft.problems.len(), &first.vi, &first.en);
        return Err(Error::invalid(base::Said::new(
            format!("Tệp sắp xếp còn {count} lỗi, trước hết: {vi}"),
            format!("The file has {count} problems, the first: {en}"),
        )));
    }
    let open: Vec<&str> =
        draft.questions.iter().filter(|question| question.decided.is_none()).map(|q| q.unit.as_str()).collect();
    if !open.is_empty() {
        let open = open.join("; ");
        return Err(Error::conflict(said!(
            "Chưa quyết định đơn vị nhận việc của đơn vị bị chia: {open}",
            "Nobody has decided yet who takes the open work of these split units: {open}"
        )));
    }
    Ok(())
}

fn moves(draft: &Draft, file: &ReorganisationFile, id_of: impl Fn(Target) -> Id) -> Vec<UnitMove> {
    let one = |ending: &plan::Ending| {
        let whole = ending.to.iter().all(|(_, whole)| *whole);
        // A dry run counts what an undecided split holds, too.
        let to = ending.heir.map_or(Id::NONE, &id_of);
        UnitMove { from: ending.id, to, day: file.day, whole }
    };
    draft.ended.iter().map(one).collect()
}

fn preview(tx: &mut Tx, movers: &[&dyn Mover], moves: &[UnitMove]) -> Result<Vec<Moving>> {
    let all = [&PostMover as &dyn Mover];
    all.iter()
        .chain(movers)
        .map(|mover| Ok(Moving { name: mover.name().vi.to_owned(), counts: mover.preview(tx, moves)? }))
        .collect()
}

fn write(
    tx: &mut Tx,
    file: &ReorganisationFile,
    draft: &Draft,
    new_ids: &[Id],
    id_of: &impl Fn(Target) -> Id,
) -> Result<()> {
    let (day, at) = (file.day, file.day.start());
    let levels: HashMap<Id, String> = tx
        .all::<(Id, String)>("select id, level from directory_unit where valid_to is null", args![])?
        .into_iter()
        .collect();
    let level = |id: Id| levels.get(&id).map(String::as_str);

    for (id, founding) in new_ids.iter().zip(&draft.founded) {
        store::found(tx, *id, &founding.unit, founding.parent.map(id_of), day)?;
        let event = events::UNIT_FOUNDED.event(*id, *id).at(at).with("level", founding.unit.level.name());
        ledger::record(tx, None, event)?;
    }
    for kept in &draft.kept {
        let id = kept.id;
        if let (Some((kind, name)), Some(level)) = (&kept.called, level(id)) {
            store::rename(tx, id, level.parse()?, kind, name, day)?;
        }
        for (scheme, code) in [(crate::Scheme::Gso, &kept.gso), (crate::Scheme::Agency, &kept.agency)] {
            if let Some(code) = code {
                store::recode(tx, id, scheme, code, day)?;
            }
        }
        if let Some(parent) = kept.parent {
            store::move_under(tx, id, id_of(parent), day)?;
        }
        if let Some((lat, lon)) = kept.place {
            store::place(tx, id, lat, lon)?;
        }
        ledger::record(tx, None, events::UNIT_CHANGED.event(id, id).at(at).with("level", level(id)))?;
    }
    for ending in &draft.ended {
        let heir = ending.heir.map(id_of);
        store::end(tx, ending.id, day.plus(-1))?;
        let event = events::UNIT_DISSOLVED.event(ending.id, ending.id).at(at);
        ledger::record(tx, None, event.with("level", level(ending.id)).with("heir", heir))?;
        for (to, whole) in &ending.to {
            let to = id_of(*to);
            store::succeed(tx, ending.id, to, day, *whole, Some(to) == heir)?;
            let share = if *whole { "whole" } else { "part" };
            ledger::record(tx, None, events::UNIT_SUCCEEDED.event(to, ending.id).at(at).with("share", share))?;
        }
    }
    store::vintage(tx, day, &file.document, draft.founded.len(), draft.kept.len(), draft.ended.len())
}
