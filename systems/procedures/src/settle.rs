//! What every act ends with: row, event, reach and queue change together or not at all.

use base::{Id, Result, Said};
use directory::{Level, Unit, UnitMap};
use ledger::{Commitment, Event};
use sha2::{Digest, Sha256};
use storage::Tx;
use work::{NewItem, WorkKind};

use crate::{
    catalogue,
    dossier::{Dossier, Status},
    rights::By,
    store,
};

pub static TO_ACCEPT: WorkKind = WorkKind::new("dossier.accept", base::text("Tiếp nhận hồ sơ", "Accept a dossier"));
pub static TO_ROUTE: WorkKind =
    WorkKind::new("dossier.route", base::text("Xác định cơ quan có thẩm quyền", "Find the competent body"));
pub static TO_PROCESS: WorkKind = WorkKind::new("dossier.process", base::text("Xử lý hồ sơ", "Work on a dossier"));
pub static TO_CONFIRM_DUTY: WorkKind =
    WorkKind::new("dossier.duty", base::text("Xác nhận nghĩa vụ tài chính", "Confirm a financial duty"));
pub static TO_HAND_OVER: WorkKind = WorkKind::new("dossier.hand_over", base::text("Trả kết quả", "Hand over a result"));
pub static TO_ADVISE: WorkKind = WorkKind::new("dossier.opinion", base::text("Cho ý kiến phối hợp", "Give an opinion"));
pub static TO_APPROVE_LATE: WorkKind =
    WorkKind::new("dossier.late_entry", base::text("Duyệt nhập bù hồ sơ", "Approve a late entry"));

pub const WORK: &[&WorkKind] = &[
    &TO_ACCEPT,
    &TO_ROUTE,
    &TO_PROCESS,
    &TO_CONFIRM_DUTY,
    &TO_HAND_OVER,
    &TO_ADVISE,
    &TO_APPROVE_LATE,
    &crate::custody::TO_CONFIRM,
];

/// A new dossier: everything is written for the first time.
pub fn begin(tx: &mut Tx, by: By, dossier: &Dossier, event: Event) -> Result<Id> {
    store::insert(tx, dossier)?;
    let units = units_of(tx, by, dossier)?;
    store::reach_add(tx, dossier, &units)?;
    make_findable(tx, dossier, &units)?;
    queue(tx, dossier)?;
    ledger::record(tx, Some(by.me.person), event.commit(&commitment(dossier)))
}

/// After an act: stores `after`, tells the ledger, moves the queue. `note` holds the words that go with the event.
pub fn settle(tx: &mut Tx, by: By, before: &Dossier, after: &Dossier, event: Event, note: Option<&str>) -> Result<Id> {
    let id = ledger::record(tx, Some(by.me.person), event.commit(&commitment(after)))?;
    settle_with(tx, by, before, after, id, note)?;
    Ok(id)
}

fn settle_with(tx: &mut Tx, by: By, before: &Dossier, after: &Dossier, event: Id, note: Option<&str>) -> Result<()> {
    store::save(tx, after)?;
    if let Some(note) = note.filter(|n| !n.is_empty()) {
        store::put_note(tx, event, after.id, note)?;
    }
    let moved = (before.holder_unit, before.competent_unit) != (after.holder_unit, after.competent_unit);
    store::reach_update(tx, before, after)?;
    if moved {
        let units = units_of(tx, by, after)?;
        store::reach_add(tx, after, &units)?;
        make_findable(tx, after, &units)?;
    }
    let kind = |d: &Dossier| kind_of(d).map(|kind| kind.name);
    let holder =
        |d: &Dossier| (d.status, d.due, d.holder_unit, d.holder_role.clone(), d.holder_person, d.step, kind(d));
    if holder(before) != holder(after) {
        queue_anew(tx, before, after)?;
        if after.status.is_closed() {
            work::done(tx, &TO_ADVISE, after.id)?;
        }
    }
    Ok(())
}

/// What waited before no longer does; what the dossier is now waits.
pub fn queue_anew(tx: &mut Tx, before: &Dossier, after: &Dossier) -> Result<()> {
    if let Some(kind) = kind_of(before) {
        work::done(tx, kind, after.id)?;
    }
    queue(tx, after)
}

/// Which work a dossier is, as it stands.
fn kind_of(d: &Dossier) -> Option<&'static WorkKind> {
    match d.status {
        Status::Registered if d.competent_unit.is_none() => Some(&TO_ROUTE),
        Status::Registered => Some(&TO_ACCEPT),
        Status::Accepted | Status::InProcess => Some(&TO_PROCESS),
        Status::FinancialDuty => Some(&TO_CONFIRM_DUTY),
        Status::Finished => Some(&TO_HAND_OVER),
        Status::SupplementRequested | Status::Refused | Status::Withdrawn | Status::Stopped | Status::HandedOver => {
            None
        }
    }
}

fn queue(tx: &mut Tx, d: &Dossier) -> Result<()> {
    let Some(kind) = kind_of(d) else { return Ok(()) };
    let procedure = catalogue::name_of(tx, &d.procedure)?;
    let at_desk = matches!(d.status, Status::Registered | Status::FinancialDuty | Status::Finished);
    let item = NewItem {
        kind,
        record: d.id,
        unit: if at_desk { d.intake_unit } else { d.holder_unit },
        role: Some(if at_desk { "clerk" } else { &d.holder_role }),
        person: if at_desk { None } else { d.holder_person },
        due: if d.status == Status::Registered { d.acceptance_due } else { d.due },
        label: &d.code,
        detail: &procedure,
    };
    work::put(tx, item).map(drop)
}

/// Found by name and procedure with or without marks, and whole by code, personal number or phone; only within its reach.
fn make_findable(tx: &mut Tx, d: &Dossier, units: &[(Id, bool)]) -> Result<()> {
    let parties = store::parties(tx, d.id)?;
    let name = parties.iter().find(|p| p.role == "applicant").map_or("", |p| p.name.as_str());
    let procedure = catalogue::name_of(tx, &d.procedure)?;
    let numbers = parties.iter().flat_map(|p| [p.personal_number.as_deref(), p.phone.as_deref(), p.other_number()]);
    let codes = [Some(d.code.as_str()), d.foreign_code.as_deref()];
    let exact: Vec<&str> = codes.into_iter().chain(numbers).flatten().collect();
    // Units that had to do with it before still see it.
    let mut all = store::units_that_see(tx, d.id)?;
    all.extend(units.iter().map(|(unit, _)| *unit));
    let entry = search::Entry {
        record: d.id,
        kind: "dossier",
        title: &format!("{name} · {}", d.code),
        text: &procedure,
        exact: &exact,
        units: &all,
        public: false,
    };
    search::put(tx, entry)
}

/// The units that have to do with a dossier, and all above them.
fn units_of(tx: &mut Tx, by: By, d: &Dossier) -> Result<Vec<(Id, bool)>> {
    let units = [Some(d.intake_unit), d.competent_unit, Some(d.holder_unit)];
    Ok(with_those_above(&*by.app.maps.get(tx, tx.now().day())?, units.into_iter().flatten()))
}

/// Each once, with whether it is wide.
pub fn with_those_above(map: &UnitMap, units: impl Iterator<Item = Id>) -> Vec<(Id, bool)> {
    let mut all: Vec<(Id, bool)> = Vec::with_capacity(6);
    for unit in units {
        all.push((unit, map.get(unit).is_some_and(is_wide)));
        all.extend(map.ancestors(unit).map(|above| (above.id, is_wide(above))));
    }
    all.sort_unstable();
    all.dedup();
    all
}

fn is_wide(unit: &Unit) -> bool {
    matches!(unit.level, Level::Province | Level::District | Level::Department)
}

/// A unit that is asked for an opinion sees the dossier from then on.
pub fn let_see(tx: &mut Tx, by: By, d: &Dossier, unit: Id) -> Result<()> {
    let units = with_those_above(&*by.app.maps.get(tx, tx.now().day())?, std::iter::once(unit));
    store::reach_add(tx, d, &units)?;
    make_findable(tx, d, &units)
}

/// What the citizen wrote, as one hash: answers and applicant.
pub fn content_hash(answers: &str, parties: &[store::Party]) -> Result<String> {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    };
    part(answers);
    for p in parties {
        for value in [Some(&p.role), Some(&p.name), p.personal_number.as_ref(), p.phone.as_ref()] {
            part(value.map_or("", String::as_str));
        }
        // Added later: a party without them hashes as it always did.
        for value in [&p.id_kind, &p.id_number, &p.relation, &p.authority].into_iter().flatten() {
            part(value);
        }
    }
    Ok(data_encoding::HEXLOWER.encode(&hash.finalize()))
}

/// What the ledger commits to: the record as it is after the act, its content included.
pub fn commitment(d: &Dossier) -> Commitment {
    let fields = (
        (&d.code, &d.procedure, d.version, &d.case_code, &d.channel, d.assisted),
        (d.status.code(), d.intake_unit, d.competent_unit, d.applicant, d.submitted_at, d.accepted_at),
        (&d.term, d.due, d.ended_at, &d.outcome, d.handed_over_at, d.supplements, d.extended_to),
        &d.content,
    );
    let bytes = serde_json::to_vec(&fields).unwrap_or_default();
    Commitment { salt: d.salt.as_slice().try_into().unwrap_or_default(), bytes }
}

/// The commitment of a dossier as it stands in the database, for `ledger verify --records`: computed from the answers
/// themselves, so that an answer swapped under its event is found.
pub struct Records;

impl ledger::Records for Records {
    fn current(&self, tx: &mut Tx, subject: Id, kind: &str) -> Result<Option<Commitment>> {
        if !kind.starts_with("dossier.") {
            return Ok(None);
        }
        let Some(mut dossier) = store::load_by_id(tx, subject)? else { return Ok(None) };
        let answers = store::answers(tx, subject)?;
        let parties = store::parties(tx, subject)?;
        dossier.content = content_hash(&answers, &parties)?;
        Ok(Some(commitment(&dossier)))
    }
}

/// A message to the citizen, if he is known here, that something has happened to his dossier.
pub fn tell_applicant(tx: &mut Tx, d: &Dossier, said: &Said) -> Result<()> {
    if let Some(person) = d.applicant {
        notify::send(tx, person, said, &format!("/toi/ho-so/{}", d.code))?;
    }
    Ok(())
}
