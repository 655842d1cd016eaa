//! Originals and paper results have a holder. From one unit to another they go on a list that the receiver confirms, line by line;
//! until then they are on their way and still the giver's. At the end originals go back to the citizen.

use base::{Error, Id, Moment, Result, Text, said, text};
use directory::{Mover, UnitMap, UnitMove};
use documents::{Agency, Align, Block, Column, NewPaper, Paper, Qr, Signature, Table, number_and_symbol};
use platform::Posted;
use storage::{Tx, args, columns};
use work::{NewItem, WorkKind};

use crate::{
    competence::ONE_STOP,
    dossier::Dossier,
    events, print,
    rights::{By, PROCESS, RECEIVE, VIEW},
    settle, show, store,
};

pub static TO_CONFIRM: WorkKind =
    WorkKind::new("custody.confirm", text("Xác nhận nhận bản chính, kết quả giấy", "Confirm originals and results"))
        .leads_to("/giao-nhan/");

/// Most lines of one list.
pub const MOST: usize = 200;

/// The numbering book of hand-over lists.
const BOOK: &str = "GN";

/// An original, or the result on paper, and where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    pub id: Id,
    pub dossier: Id,
    /// Of the papers handed in; nothing for the result.
    pub paper: Option<Id>,
    pub title: String,
    pub unit: Id,
    pub person: Option<Id>,
    /// `held`, `returned` to the citizen, `kept` in the file, or `given` as the result.
    pub state: String,
    pub since: Moment,
    /// The list on which it is on its way.
    pub handover: Option<Id>,
}

columns!(Held { id, dossier, paper, title, unit, person, state, since, handover });

impl Held {
    pub fn is_held(&self) -> bool {
        self.state == "held"
    }
}

pub struct Handover {
    pub id: Id,
    pub number: i64,
    pub from_unit: Id,
    pub from_person: Id,
    pub to_unit: Id,
    pub note: String,
    pub given_at: Moment,
    pub confirmed_at: Option<Moment>,
    pub confirmed_by: Option<Id>,
    pub paper: Id,
}

columns!(Handover { id, number, from_unit, from_person, to_unit, note, given_at, confirmed_at, confirmed_by, paper });

/// A line of a list: which thing, whose dossier, and why it did not arrive.
pub struct Line {
    pub custody: Id,
    pub code: String,
    pub title: String,
    pub missing: Option<String>,
}

columns!(Line { custody, code, title, missing });

pub fn take(tx: &mut Tx, dossier: Id, paper: Option<Id>, title: &str, unit: Id, person: Id) -> Result<()> {
    let (id, now) = (tx.new_id(), tx.now());
    tx.run(
        "insert into procedures_custody (id, dossier, paper, title, unit, person, state, since)
         values ($1, $2, $3, $4, $5, $6, 'held', $7)",
        args![id, dossier, paper, title, unit, person, now],
    )?;
    Ok(())
}

pub fn of_dossier(tx: &mut Tx, dossier: Id) -> Result<Vec<Held>> {
    tx.all(&format!("select {} from procedures_custody where dossier = $1 order by id", Held::COLUMNS), args![dossier])
}

/// What a unit holds, on its way or not, after the key.
pub fn held_by(tx: &mut Tx, unit: Id, after: Id, limit: i64) -> Result<Vec<Held>> {
    tx.all(
        &format!(
            "select {} from procedures_custody where unit = $1 and state = 'held' and id > $2 order by id limit $3",
            Held::COLUMNS
        ),
        args![unit, after, limit],
    )
}

/// The latest lists that a unit gave or was given.
pub fn lists_of(tx: &mut Tx, unit: Id, limit: i64) -> Result<Vec<Handover>> {
    let mut found = Vec::new();
    for side in ["from_unit", "to_unit"] {
        let sql = format!(
            "select {} from procedures_handover where {side} = $1 order by id desc limit $2",
            Handover::COLUMNS
        );
        found.extend(tx.all::<Handover>(&sql, args![unit, limit])?);
    }
    Ok(found)
}

/// The list, if one of its two units is within the reader's reach.
pub fn load(tx: &mut Tx, by: By, id: Id) -> Result<Handover> {
    let sql = format!("select {} from procedures_handover where id = $1", Handover::COLUMNS);
    let found: Option<Handover> = tx.first(&sql, args![id])?;
    let found = found.ok_or_else(|| Error::not_found(NO_LIST))?;
    if by.covers(tx, VIEW, found.from_unit)? || by.covers(tx, VIEW, found.to_unit)? {
        return Ok(found);
    }
    Err(Error::not_found(NO_LIST))
}

pub fn lines(tx: &mut Tx, handover: Id) -> Result<Vec<Line>> {
    tx.all(
        "select l.custody, d.code, c.title, l.missing from procedures_handover_line l
         join procedures_custody c on c.id = l.custody join procedures_dossier d on d.id = c.dossier
         where l.handover = $1 order by l.custody",
        args![handover],
    )
}

/// Whether the person works with papers for the unit: at its desk or on its dossiers.
pub fn works_for(tx: &mut Tx, by: By, unit: Id) -> Result<bool> {
    Ok(by.covers(tx, RECEIVE, unit)? || by.covers(tx, PROCESS, unit)?)
}

/// Puts what was chosen, all of one unit, on a list to another.
///
/// Errors: `Invalid` for nothing, too much or an unknown unit; `Conflict` for what the unit does not hold any more or what is on its way.
pub fn give(tx: &mut Tx, by: By, chosen: &[Id], to: Id, note: &str) -> Result<Handover> {
    let note = base::text::clean_lines(note, 500).map_err(|e| Error::field("note", e.said))?;
    let things = chosen_things(tx, chosen)?;
    let from = things[0].unit;
    let map = by.app.maps.get(tx, tx.now().day())?;
    if to == from || map.get(to).is_none() {
        return Err(Error::field("to", text("Hãy chọn một đơn vị khác", "Choose another unit")));
    }
    if !works_for(tx, by, from)? {
        by.must_cover(tx, RECEIVE, from)?;
    }
    let now = tx.now();
    let number = documents::next_number(tx, from, BOOK, now.day().year())?;
    let id = tx.new_id();
    let content = paper(tx, by, &map, (id, number, from, to), &note, &things)?;
    let new = NewPaper { record: id, unit: from, number: Some(number), by: Some(by.me.person), paper: &content };
    let paper = documents::issue(tx, new)?;
    tx.run(
        "insert into procedures_handover (id, number, from_unit, from_person, to_unit, note, given_at, paper)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![id, number, from, by.me.person, to, &note, now, paper],
    )?;
    for thing in &things {
        tx.run("update procedures_custody set handover = $2 where id = $1", args![thing.id, id])?;
        tx.run("insert into procedures_handover_line (handover, custody) values ($1, $2)", args![id, thing.id])?;
        let_see(tx, by, thing.dossier, to)?;
    }
    let at_desk = map.get(to).is_some_and(|unit| unit.duty.as_deref() == Some(ONE_STOP));
    work::put(
        tx,
        NewItem {
            kind: &TO_CONFIRM,
            record: id,
            unit: to,
            role: Some(if at_desk { "clerk" } else { "specialist" }),
            person: None,
            due: None,
            label: &format!("{number:02}/{BOOK}"),
            detail: &show::unit_name(&map, from),
        },
    )?;
    let event = events::CUSTODY_GIVEN.event(from, id).with("to", to).with("items", things.len() as i64);
    ledger::record(tx, Some(by.me.person), event)?;
    load(tx, by, id)
}

fn chosen_things(tx: &mut Tx, chosen: &[Id]) -> Result<Vec<Held>> {
    let mut chosen = chosen.to_vec();
    chosen.sort_unstable();
    chosen.dedup();
    if chosen.is_empty() {
        return Err(Error::invalid(CHOOSE_SOME));
    }
    if chosen.len() > MOST {
        return Err(Error::invalid(said!("Mỗi danh sách nhiều nhất {MOST} dòng", "A list has at most {MOST} lines")));
    }
    let mut things: Vec<Held> = Vec::with_capacity(chosen.len());
    for id in chosen {
        let sql = format!("select {} from procedures_custody where id = $1", Held::COLUMNS);
        let thing: Option<Held> = tx.first(&sql, args![id])?;
        let thing = thing.filter(|t| t.is_held() && t.handover.is_none()).ok_or_else(|| Error::conflict(NOT_HERE))?;
        if things.first().is_some_and(|first| first.unit != thing.unit) {
            return Err(Error::invalid(ONE_UNIT));
        }
        things.push(thing);
    }
    Ok(things)
}

/// Who is given the papers of a dossier may read it.
fn let_see(tx: &mut Tx, by: By, dossier: Id, unit: Id) -> Result<()> {
    if store::units_that_see(tx, dossier)?.contains(&unit) {
        return Ok(());
    }
    match store::load_by_id(tx, dossier)? {
        Some(dossier) => settle::let_see(tx, by, &dossier, unit),
        None => Ok(()),
    }
}

fn paper(
    tx: &mut Tx,
    by: By,
    map: &UnitMap,
    (id, number, from, to): (Id, i64, Id, Id),
    note: &str,
    things: &[Held],
) -> Result<Paper> {
    let issue = print::letterhead(map, from, tx.now());
    let mut rows = Vec::with_capacity(things.len());
    for (n, thing) in (1..).zip(things) {
        let code = store::load_by_id(tx, thing.dossier)?.map(|d| d.code).unwrap_or_default();
        rows.push(vec![format!("{n}"), code, thing.title.clone(), thing_kind(thing).vi.to_owned(), String::new()]);
    }
    let mut body = vec![
        Block::field("Bên giao", format!("{}, {}", show::unit_name(map, from), by.me.name)),
        Block::field("Bên nhận", show::unit_name(map, to)),
        Block::Table(Table {
            caption: Some(format!("Giấy tờ giao nhận gồm {:02} mục:", things.len())),
            columns: vec![
                Column::new("STT", 1.0, Align::Centre),
                Column::new("Mã hồ sơ", 3.6, Align::Left),
                Column::new("Tên giấy tờ", 6.0, Align::Left),
                Column::new("Loại", 2.2, Align::Left),
                Column::new("Ghi chú", 2.2, Align::Left),
            ],
            rows,
        }),
    ];
    if !note.is_empty() {
        body.push(Block::field("Ghi chú", note));
    }
    let base_url = &by.app.base_url;
    let symbol = match map.get(from) {
        Some(unit) if unit.duty.as_deref() == Some(ONE_STOP) => "TTPVHCC",
        _ => "UBND",
    };
    let agency = Agency { parent: issue.parent, name: issue.agency };
    Ok(Paper {
        number: Some(number_and_symbol(number, BOOK, symbol)),
        body,
        signatures: vec![Signature::person("Bên giao", &by.me.name), Signature::person("Bên nhận", "")],
        qr: (!base_url.is_empty())
            .then(|| Qr {
                text: format!("{base_url}/giao-nhan/{id}"), caption: "Quét mã để xác nhận đã nhận".into()
            }),
        ..Paper::new(BOOK, "Danh sách giao nhận giấy tờ", agency, &issue.place, issue.made_at)
    })
}

pub fn thing_kind(thing: &Held) -> Text {
    if thing.paper.is_some() { text("Bản chính", "Original") } else { text("Kết quả", "Result") }
}

/// The receiver says what arrived; each line that he names with a reason did not and stays with the giver.
///
/// Errors: `Conflict` if it was confirmed already; `Forbidden` for who gave it, or who does not work for the unit.
pub fn confirm(tx: &mut Tx, by: By, id: Id, missing: &[(Id, String)]) -> Result<()> {
    let list = load(tx, by, id)?;
    if list.confirmed_at.is_some() {
        return Err(Error::conflict(CONFIRMED_BEFORE));
    }
    if list.from_person == by.me.person || !works_for(tx, by, list.to_unit)? {
        return Err(Error::forbidden(NOT_YOURS));
    }
    let named: Vec<Id> = lines(tx, id)?.iter().map(|line| line.custody).collect();
    let (arrived, missing) = sort_out(&named, missing)?;
    let now = tx.now();
    for custody in &arrived {
        tx.run(
            "update procedures_custody set unit = $2, person = $3, since = $4, handover = null where id = $1",
            args![*custody, list.to_unit, by.me.person, now],
        )?;
    }
    for (custody, why) in &missing {
        tx.run("update procedures_custody set handover = null where id = $1", args![*custody])?;
        tx.run(
            "update procedures_handover_line set missing = $3 where handover = $1 and custody = $2",
            args![id, *custody, why],
        )?;
    }
    tx.run(
        "update procedures_handover set confirmed_at = $2, confirmed_by = $3 where id = $1",
        args![id, now, by.me.person],
    )?;
    work::done(tx, &TO_CONFIRM, id)?;
    let event = events::CUSTODY_CONFIRMED
        .event(list.to_unit, id)
        .with("items", arrived.len() as i64)
        .with("missing", missing.len() as i64);
    ledger::record(tx, Some(by.me.person), event)?;
    if !missing.is_empty() {
        let said = said!(
            "Danh sách giao nhận số {:02}: bên nhận báo thiếu {} mục",
            "Hand-over list {:02}: the receiver misses {} lines",
            list.number,
            missing.len()
        );
        notify::send(tx, list.from_person, &said, &format!("/giao-nhan/{id}"))?;
    }
    Ok(())
}

type Missing = Vec<(Id, String)>;

/// What arrived, and what did not with its reason of at most 200 characters.
fn sort_out(lines: &[Id], missing: &[(Id, String)]) -> Result<(Vec<Id>, Missing)> {
    let mut absent = Missing::new();
    for (id, why) in missing {
        let field = format!("missing.{id}");
        let why = base::text::clean(why, 200).map_err(|e| Error::field(&field, e.said))?;
        if !lines.contains(id) {
            return Err(Error::invalid(NOT_ON_LIST));
        }
        if !why.is_empty() {
            absent.push((*id, why));
        }
    }
    let arrived = lines.iter().copied().filter(|id| absent.iter().all(|(gone, _)| gone != id)).collect();
    Ok((arrived, absent))
}

/// The result is with the citizen.
pub fn result_given(tx: &mut Tx, dossier: Id) -> Result<()> {
    let now = tx.now();
    if of_dossier(tx, dossier)?.iter().any(|held| held.paper.is_none() && held.handover.is_some()) {
        return Err(Error::conflict(RESULT_ON_ITS_WAY));
    }
    tx.run(
        "update procedures_custody set state = 'given', since = $2 where dossier = $1 and paper is null and state = 'held'",
        args![dossier, now],
    )?;
    Ok(())
}

/// What becomes of an original at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Returned,
    Kept,
}

impl Fate {
    pub const ALL: [Fate; 2] = [Fate::Returned, Fate::Kept];

    pub fn code(self) -> &'static str {
        match self {
            Fate::Returned => "returned",
            Fate::Kept => "kept",
        }
    }

    pub fn title(self) -> Text {
        match self {
            Fate::Returned => text("Đã trả bản chính", "Given back"),
            Fate::Kept => text("Lưu trong hồ sơ", "Kept in the file"),
        }
    }
}

/// The fields of the form begin so, and end with the thing's id.
pub const FATE: &str = "original.";

pub fn fates(p: &Posted) -> Result<Vec<(Id, Fate)>> {
    let chosen = p.fields().iter().filter(|(name, value)| name.starts_with(FATE) && !value.is_empty());
    chosen
        .map(|(name, value)| {
            let wrong = || Error::field(name, crate::texts::CHOOSE);
            let id = name.strip_prefix(FATE).and_then(|id| id.parse().ok()).ok_or_else(wrong)?;
            let fate = Fate::ALL.into_iter().find(|fate| fate.code() == value).ok_or_else(wrong)?;
            Ok((id, fate))
        })
        .collect()
}

/// Errors: `Conflict` for an original that is elsewhere, on its way, or settled already.
pub fn settle_originals(tx: &mut Tx, by: By, d: &Dossier, fates: &[(Id, Fate)]) -> Result<()> {
    if fates.is_empty() {
        return Ok(());
    }
    let (now, held) = (tx.now(), of_dossier(tx, d.id)?);
    for (id, fate) in fates {
        let thing = held.iter().find(|held| held.id == *id && held.paper.is_some() && held.is_held());
        let thing = thing.filter(|thing| thing.handover.is_none()).ok_or_else(|| Error::conflict(NOT_HERE))?;
        if !works_for(tx, by, thing.unit)? {
            return Err(Error::conflict(NOT_HERE));
        }
        tx.run(
            "update procedures_custody set state = $2, since = $3, person = $4 where id = $1",
            args![*id, fate.code(), now, by.me.person],
        )?;
    }
    let count = |wanted: Fate| fates.iter().filter(|(_, fate)| *fate == wanted).count() as i64;
    let event = events::ORIGINALS_SETTLED
        .event(d.intake_unit, d.id)
        .with("returned", count(Fate::Returned))
        .with("kept", count(Fate::Kept));
    ledger::record(tx, Some(by.me.person), event).map(drop)
}

/// What a unit holds passes to its heir, and so do lists that wait for it.
pub struct CustodyMover;

impl Mover for CustodyMover {
    fn name(&self) -> Text {
        text("Bản chính và kết quả giấy đang giữ", "Originals and results held")
    }

    fn preview(&self, tx: &mut Tx, moves: &[UnitMove]) -> Result<Vec<(String, i64)>> {
        let mut total = 0;
        for one in moves {
            total += count_of(tx, one.from)?;
        }
        Ok(vec![("originals".to_owned(), total)])
    }

    fn apply(&self, tx: &mut Tx, moves: &[UnitMove]) -> Result<()> {
        for one in moves {
            let items = count_of(tx, one.from)?;
            tx.run(
                "update procedures_custody set unit = $2 where unit = $1 and state = 'held'",
                args![one.from, one.to],
            )?;
            tx.run(
                "update procedures_handover set to_unit = $2 where to_unit = $1 and confirmed_at is null",
                args![one.from, one.to],
            )?;
            if items > 0 {
                let event = events::CUSTODY_INHERITED.event(one.to, one.from).with("items", items);
                ledger::record(tx, None, event)?;
            }
        }
        Ok(())
    }
}

fn count_of(tx: &mut Tx, unit: Id) -> Result<i64> {
    let sql = "select count(*) from procedures_custody where unit = $1 and state = 'held'";
    Ok(tx.one::<(i64,)>(sql, args![unit])?.0)
}

pub const NOT_ENDED: Text = text(
    "Hồ sơ chưa kết thúc: bản chính được trả khi trả kết quả hoặc khi hồ sơ dừng",
    "The dossier has not ended: originals go back with the result or when it stops",
);
const NO_LIST: Text = text("Không có danh sách giao nhận này", "There is no such hand-over list");
const CHOOSE_SOME: Text = text("Hãy chọn ít nhất một giấy tờ để giao", "Choose at least one paper to hand on");
const NOT_HERE: Text = text(
    "Có giấy tờ không còn ở đơn vị của bạn hoặc đang giao; hãy tải lại trang rồi chọn lại",
    "A paper is no longer with your unit or is on its way; reload the page and choose again",
);
const ONE_UNIT: Text =
    text("Một danh sách chỉ gồm giấy tờ của một đơn vị đang giữ", "A list holds papers of one unit only");
const CONFIRMED_BEFORE: Text = text("Danh sách này đã được xác nhận", "This list was confirmed already");
const NOT_YOURS: Text = text(
    "Chỉ cán bộ của đơn vị nhận, không phải người giao, được xác nhận",
    "Only somebody of the receiving unit who is not the giver may confirm",
);
const NOT_ON_LIST: Text = text("Giấy tờ này không có trong danh sách", "This paper is not on the list");
const RESULT_ON_ITS_WAY: Text = text(
    "Kết quả giấy đang được giao: hãy xác nhận đã nhận trước khi trả cho người nộp",
    "The paper result is on its way: confirm that it has arrived before handing it over",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_with_a_reason_did_not_arrive_and_the_rest_did() {
        let [one, two, three] = [1, 2, 3].map(Id::from_i64);
        let named = [(one, "  ".to_owned()), (two, "Không có trong phong bì".to_owned())];
        let (arrived, missing) = sort_out(&[one, two], &named).unwrap();
        assert_eq!(arrived, [one], "a reason of blanks is none");
        assert_eq!(missing, [(two, "Không có trong phong bì".to_owned())]);
        assert!(sort_out(&[one, two], &[(three, "Thiếu".into())]).is_err(), "what is not on the list");
        assert!(sort_out(&[one], &[(one, "x".repeat(201))]).is_err());
    }
}
