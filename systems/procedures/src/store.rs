//! Every SQL statement about dossiers.

use base::{Error, Id, Moment, Result, said, text};
use calendar::{Pause, PauseKind};
use identity::Reach;
use serde::Serialize;
use storage::{
    Tx, Val, args, columns,
    merge::{self, Merge, Range},
};

use crate::dossier::{Dossier, Status};

/// What a list shows while there is no due moment: after every other.
pub const NEVER: i64 = i64::MAX;

pub fn insert(tx: &mut Tx, d: &Dossier) -> Result<()> {
    let places: Vec<String> = (1..=30).map(|n| format!("${n}")).collect();
    let sql = format!("insert into procedures_dossier ({}) values ({})", Dossier::COLUMNS, places.join(", "));
    tx.run(&sql, &values(d))?;
    Ok(())
}

/// Errors: `Conflict` if somebody stored another revision meanwhile.
pub fn save(tx: &mut Tx, d: &Dossier) -> Result<()> {
    let changed = tx.run(
        "update procedures_dossier set foreign_code = $2, version = $3, competent_unit = $4, status = $5,
             holder_unit = $6, holder_role = $7, holder_person = $8, step = $9, accepted_at = $10, term = $11,
             due = $12, ended_at = $13, outcome = $14, handed_over_at = $15, supplements = $16, extended_to = $17,
             acceptance_due = $18, content = $19, revision = $20, intake_unit = $22
         where id = $1 and revision = $21",
        args![
            d.id,
            &d.foreign_code,
            d.version,
            d.competent_unit,
            d.status,
            d.holder_unit,
            &d.holder_role,
            d.holder_person,
            d.step,
            d.accepted_at,
            &d.term,
            d.due,
            d.ended_at,
            &d.outcome,
            d.handed_over_at,
            d.supplements,
            d.extended_to,
            d.acceptance_due,
            &d.content,
            d.revision,
            d.revision - 1,
            d.intake_unit
        ],
    )?;
    if changed == 1 {
        return Ok(());
    }
    Err(Error::conflict(said!(
        "Hồ sơ {} vừa được người khác xử lý. Hãy xem lại tình trạng mới rồi thao tác",
        "Somebody has just acted on dossier {}. Look at its new state, then act",
        d.code
    )))
}

fn values(d: &Dossier) -> Vec<Val> {
    args![
        d.id,
        &d.code,
        &d.foreign_code,
        &d.procedure,
        d.version,
        &d.case_code,
        &d.field,
        &d.channel,
        d.assisted,
        d.status,
        d.intake_unit,
        d.competent_unit,
        d.holder_unit,
        &d.holder_role,
        d.holder_person,
        d.step,
        d.applicant,
        d.submitted_at,
        d.accepted_at,
        &d.term,
        d.due,
        d.ended_at,
        &d.outcome,
        d.handed_over_at,
        d.supplements,
        d.extended_to,
        d.acceptance_due,
        &d.content,
        d.salt.as_slice(),
        d.revision
    ]
    .to_vec()
}

fn no_such(code: &str) -> Error {
    Error::not_found(said!(
        "Không có hồ sơ {code} trong phạm vi của bạn. Hãy kiểm tra lại mã hồ sơ",
        "There is no dossier {code} within your reach. Check its code"
    ))
}

/// The dossier of that code, if one of the reader's units has to do with it.
pub fn load(tx: &mut Tx, code: &str, reach: &Reach) -> Result<Dossier> {
    let mut args = args![code].to_vec();
    args.extend(reach.roots.iter().map(|unit| Val::from(*unit)));
    let places: Vec<String> = (2..args.len() + 1).map(|n| format!("${n}")).collect();
    if places.is_empty() {
        return Err(no_such(code));
    }
    let sql = format!(
        "select {} from procedures_dossier d where d.code = $1
         and exists (select 1 from procedures_reach r where r.id = d.id and r.unit in ({}))",
        Dossier::COLUMNS,
        places.join(", ")
    );
    tx.first(&sql, &args)?.ok_or_else(|| no_such(code))
}

/// The citizen's own dossier.
pub fn load_own(tx: &mut Tx, code: &str, person: Id) -> Result<Dossier> {
    let sql = format!("select {} from procedures_dossier where code = $1 and applicant = $2", Dossier::COLUMNS);
    tx.first(&sql, args![code, person])?.ok_or_else(|| no_such(code))
}

/// Without regard to who asks: for the tracking page, after its own check, and for jobs.
pub fn load_any(tx: &mut Tx, code: &str) -> Result<Option<Dossier>> {
    tx.first(&format!("select {} from procedures_dossier where code = $1", Dossier::COLUMNS), args![code])
}

pub fn load_by_id(tx: &mut Tx, id: Id) -> Result<Option<Dossier>> {
    tx.first(&format!("select {} from procedures_dossier where id = $1", Dossier::COLUMNS), args![id])
}

/// A person's own dossiers, newest first, at most 50.
pub fn of_applicant(tx: &mut Tx, person: Id, before: Option<Id>) -> Result<Vec<Dossier>> {
    let sql = format!(
        "select {} from procedures_dossier where applicant = $1 and id < $2 order by id desc limit 50",
        Dossier::COLUMNS
    );
    tx.all(&sql, args![person, before.unwrap_or(Id::from_i64(i64::MAX))])
}

/// These units, and whether each is wide, have to do with the dossier from now on.
pub fn reach_add(tx: &mut Tx, d: &Dossier, units: &[(Id, bool)]) -> Result<()> {
    for (unit, wide) in units {
        tx.run(
            "insert into procedures_reach (unit, shelf, due, id, field, wide) values ($1, $2, $3, $4, $5, $6)
             on conflict (unit, id) do nothing",
            args![*unit, shelf(d.status), due_key(d), d.id, &d.field, *wide],
        )?;
    }
    Ok(())
}

/// Who may see the dossier.
pub fn units_that_see(tx: &mut Tx, dossier: Id) -> Result<Vec<Id>> {
    let rows = tx.all::<(Id,)>("select unit from procedures_reach where id = $1", args![dossier])?;
    Ok(rows.into_iter().map(|(unit,)| unit).collect())
}

/// Where `after` stands in the lists, if it is not where `before` stood.
pub fn reach_update(tx: &mut Tx, before: &Dossier, after: &Dossier) -> Result<()> {
    let place = |d: &Dossier| (shelf(d.status), due_key(d));
    if place(before) != place(after) {
        let (shelf, due) = place(after);
        tx.run("update procedures_reach set shelf = $2, due = $3 where id = $1", args![after.id, shelf, due])?;
    }
    Ok(())
}

/// Statuses by which lists look, as small numbers. What is usually looked at together shares one and is told apart on the way,
/// so that a reader of many units has fewer ranges to look at.
pub fn shelf(status: Status) -> i64 {
    match status {
        Status::Registered => 0,
        Status::Accepted | Status::InProcess => 1,
        Status::SupplementRequested | Status::FinancialDuty => 2,
        Status::Finished => 3,
        Status::HandedOver => 4,
        Status::Refused | Status::Withdrawn | Status::Stopped => 5,
    }
}

fn due_key(d: &Dossier) -> i64 {
    let due = if d.status == Status::Registered { d.acceptance_due } else { d.due };
    due.map_or(NEVER, Moment::ms)
}

/// What a list is asked for. `units` are the reader's own (his reach's roots) or some of them.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub units: Vec<Id>,
    pub statuses: Vec<Status>,
    pub field: Option<String>,
    /// Only dossiers due before this moment.
    pub due_before: Option<Moment>,
}

/// Where a list goes on: the due moment and id of its last row.
pub use storage::merge::Key;

/// One line of a list.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    pub id: Id,
    pub code: String,
    pub procedure: String,
    pub status: String,
    pub due: Option<Moment>,
    pub acceptance_due: Option<Moment>,
    pub submitted_at: Moment,
    pub accepted_at: Option<Moment>,
    pub ended_at: Option<Moment>,
    pub holder_unit: Id,
    pub holder_role: String,
    pub intake_unit: Id,
    pub competent_unit: Option<Id>,
    pub channel: String,
    pub outcome: Option<String>,
    pub applicant_name: Option<String>,
    pub revision: i64,
    #[serde(skip)]
    pub key_due: i64,
}

columns!(Line {
    id,
    code,
    procedure,
    status,
    due,
    acceptance_due,
    submitted_at,
    accepted_at,
    ended_at,
    holder_unit,
    holder_role,
    intake_unit,
    competent_unit,
    channel,
    outcome,
    applicant_name,
    revision,
    key_due,
});

/// Dossiers within the filter, the nearest due moment first, after the key.
pub fn list(tx: &mut Tx, filter: &Filter, after: Option<Key>, limit: usize) -> Result<Vec<Line>> {
    let ranges = ranges(tx, filter)?;
    let mut keys: Merge<Key> = Merge::open(tx, "due, id", ranges, after.unwrap_or(merge::FIRST), limit, |key| *key)?;
    let mut lines = Vec::with_capacity(limit.min(100));
    while lines.len() < limit
        && let Some((due, id)) = keys.next(tx)?
    {
        let line: Line = tx.one(LINE, args![id, due])?;
        if filter.statuses.iter().any(|status| status.code() == line.status) {
            lines.push(line);
        }
    }
    Ok(lines)
}

/// One index range for each unit and shelf.
fn ranges(tx: &mut Tx, filter: &Filter) -> Result<Vec<Range<'static>>> {
    let before = filter.due_before.map_or(i64::MAX, |m| m.ms() - 1);
    let mut shelves: Vec<i64> = filter.statuses.iter().map(|status| shelf(*status)).collect();
    shelves.sort_unstable();
    shelves.dedup();
    let mut ranges = Vec::with_capacity(filter.units.len() * shelves.len());
    for unit in &filter.units {
        let from = match &filter.field {
            None => RANGE,
            Some(_) if is_wide(tx, *unit)? => RANGE_OF_FIELD,
            Some(_) => RANGE_WITHIN,
        };
        let field = filter.field.as_deref().map(Val::from);
        ranges.extend(shelves.iter().map(|shelf| {
            let args = args![*unit, *shelf, before].iter().cloned().chain(field.clone()).collect();
            Range { from, args }
        }));
    }
    Ok(ranges)
}

fn is_wide(tx: &mut Tx, unit: Id) -> Result<bool> {
    let any = tx.first::<(bool,)>("select wide from procedures_reach where unit = $1 limit 1", args![unit])?;
    Ok(any.is_some_and(|(wide,)| wide))
}

const RANGE: &str = "from procedures_reach where unit = $1 and shelf = $2 and due <= $3";
const RANGE_OF_FIELD: &str =
    "from procedures_reach where wide and unit = $1 and field = $4 and shelf = $2 and due <= $3";
const RANGE_WITHIN: &str = "from procedures_reach where unit = $1 and field = $4 and shelf = $2 and due <= $3";
const LINE: &str = "select d.id, d.code, d.procedure, d.status, d.due, d.acceptance_due, d.submitted_at, d.accepted_at,
         d.ended_at, d.holder_unit, d.holder_role, d.intake_unit, d.competent_unit, d.channel, d.outcome,
         (select min(p.name) from procedures_party p where p.dossier = d.id and p.role = 'applicant'), d.revision, cast($2 as bigint)
     from procedures_dossier d where d.id = $1";

// Answers and parties

pub fn put_answers(tx: &mut Tx, dossier: Id, answers: &str) -> Result<()> {
    tx.run(
        "insert into procedures_content (dossier, answers) values ($1, $2)
         on conflict (dossier) do update set answers = excluded.answers",
        args![dossier, answers],
    )?;
    Ok(())
}

pub fn answers(tx: &mut Tx, dossier: Id) -> Result<String> {
    let row = tx.first::<(String,)>("select answers from procedures_content where dossier = $1", args![dossier])?;
    Ok(row.map_or_else(|| "{}".to_owned(), |(answers,)| answers))
}

/// A person or organisation named in a dossier, as written on the day.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Party {
    pub role: String,
    pub name: String,
    pub personal_number: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub address: Option<String>,
    pub organisation: bool,
    /// What the party is known by instead of a personal number; see [`crate::parties::ID_KINDS`].
    pub id_kind: Option<String>,
    pub id_number: Option<String>,
    /// Of who hands in for another; see [`crate::parties::RELATIONS`].
    pub relation: Option<String>,
    pub authority: Option<String>,
}

columns!(Party {
    role,
    name,
    personal_number,
    phone,
    email,
    address,
    organisation,
    id_kind,
    id_number,
    relation,
    authority
});

pub fn put_party(tx: &mut Tx, dossier: Id, p: &Party) -> Result<()> {
    let id = tx.new_id();
    tx.run(
        "insert into procedures_party (id, dossier, role, name, personal_number, phone, email, address, organisation,
             id_kind, id_number, relation, authority)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        args![
            id,
            dossier,
            &p.role,
            &p.name,
            &p.personal_number,
            &p.phone,
            &p.email,
            &p.address,
            p.organisation,
            &p.id_kind,
            &p.id_number,
            &p.relation,
            &p.authority
        ],
    )?;
    Ok(())
}

pub fn parties(tx: &mut Tx, dossier: Id) -> Result<Vec<Party>> {
    let sql = format!("select {} from procedures_party where dossier = $1 order by id", Party::COLUMNS);
    tx.all(&sql, args![dossier])
}

/// Who handed it in for the applicant, if somebody did.
pub fn submitter(tx: &mut Tx, dossier: Id) -> Result<Option<Party>> {
    Ok(parties(tx, dossier)?.into_iter().find(|p| p.role == "submitter"))
}

/// The applicant, whose dossier it is. Every dossier has one.
pub fn applicant(tx: &mut Tx, dossier: Id) -> Result<Party> {
    let parties = parties(tx, dossier)?;
    let found = parties.into_iter().find(|p| p.role == "applicant");
    found.ok_or_else(|| Error::internal(format!("dossier {dossier} has no applicant")))
}

// Notes

pub fn put_note(tx: &mut Tx, event: Id, dossier: Id, note: &str) -> Result<()> {
    tx.run("insert into procedures_note (event, dossier, text) values ($1, $2, $3)", args![event, dossier, note])?;
    Ok(())
}

pub fn notes(tx: &mut Tx, dossier: Id) -> Result<Vec<(Id, String)>> {
    tx.all("select event, text from procedures_note where dossier = $1", args![dossier])
}

// Pauses

pub fn open_pause(tx: &mut Tx, dossier: Id, kind: PauseKind, from: Moment, reason: &str) -> Result<()> {
    let id = tx.new_id();
    tx.run(
        "insert into procedures_pause (id, dossier, kind, from_at, reason) values ($1, $2, $3, $4, $5)",
        args![id, dossier, kind_name(kind), from, reason],
    )?;
    Ok(())
}

/// A pause never ends before it began, though the machine's clock went back meanwhile.
pub fn close_pauses(tx: &mut Tx, dossier: Id, to: Moment) -> Result<()> {
    let sql = "update procedures_pause set to_at = case when from_at > $2 then from_at else $2 end
               where dossier = $1 and to_at is null";
    tx.run(sql, args![dossier, to])?;
    Ok(())
}

pub fn pauses(tx: &mut Tx, dossier: Id) -> Result<Vec<Pause>> {
    let rows = tx.all::<(String, Moment, Option<Moment>)>(
        "select kind, from_at, to_at from procedures_pause where dossier = $1 order by from_at",
        args![dossier],
    )?;
    let pause = |(kind, from, to): (String, Moment, Option<Moment>)| {
        let kind = KINDS.into_iter().find(|k| kind_name(*k) == kind);
        let kind = kind.ok_or_else(|| Error::internal("a pause of unknown kind"))?;
        Ok(Pause { kind, from, to })
    };
    rows.into_iter().map(pause).collect()
}

const KINDS: [PauseKind; 3] = [PauseKind::Supplement, PauseKind::FinancialDuty, PauseKind::ExcludedByLaw];

fn kind_name(kind: PauseKind) -> &'static str {
    match kind {
        PauseKind::Supplement => "supplement",
        PauseKind::FinancialDuty => "financial_duty",
        PauseKind::ExcludedByLaw => "excluded_by_law",
    }
}

// Supplements

/// One thing a supplement request names.
#[derive(Clone, Debug, PartialEq, Serialize, serde::Deserialize)]
pub struct Missing {
    /// A field's path or a paper's code.
    pub item: String,
    /// `field` or `paper`
    pub kind: String,
    pub why: String,
}

columns!(Missing { item, kind, why });

pub fn put_missing(tx: &mut Tx, dossier: Id, request: Id, missing: &Missing) -> Result<()> {
    let id = tx.new_id();
    tx.run(
        "insert into procedures_supplement (id, dossier, request, item, kind, why) values ($1, $2, $3, $4, $5, $6)",
        args![id, dossier, request, &missing.item, &missing.kind, &missing.why],
    )?;
    Ok(())
}

/// What is still asked for.
pub fn missing(tx: &mut Tx, dossier: Id) -> Result<Vec<Missing>> {
    tx.all(
        "select item, kind, why from procedures_supplement where dossier = $1 and answered_at is null order by id",
        args![dossier],
    )
}

pub fn missing_answered(tx: &mut Tx, dossier: Id, at: Moment) -> Result<()> {
    tx.run(
        "update procedures_supplement set answered_at = $2 where dossier = $1 and answered_at is null",
        args![dossier, at],
    )?;
    Ok(())
}

// Papers handed in

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PaperIn {
    pub id: Id,
    pub code: String,
    pub title: String,
    pub form: String,
    pub file: Option<Id>,
    pub reused_from: Option<Id>,
    pub at: Moment,
}

columns!(PaperIn { id, code, title, form, file, reused_from, at });

pub fn put_paper(tx: &mut Tx, dossier: Id, p: &PaperIn) -> Result<()> {
    tx.run(
        "insert into procedures_paper (id, dossier, code, title, form, file, reused_from, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![p.id, dossier, &p.code, &p.title, &p.form, p.file, p.reused_from, p.at],
    )?;
    Ok(())
}

pub fn papers(tx: &mut Tx, dossier: Id) -> Result<Vec<PaperIn>> {
    let sql = format!("select {} from procedures_paper where dossier = $1 order by id", PaperIn::COLUMNS);
    tx.all(&sql, args![dossier])
}

// Fees

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fee {
    pub id: Id,
    pub kind: String,
    pub title: String,
    pub amount: i64,
    pub explanation: String,
    pub collect: String,
    pub basis: String,
    pub state: String,
    pub method: Option<String>,
    pub receipt: Option<String>,
    pub paid_at: Option<Moment>,
}

columns!(Fee { id, kind, title, amount, explanation, collect, basis, state, method, receipt, paid_at });

pub fn put_fee(tx: &mut Tx, dossier: Id, f: &Fee) -> Result<()> {
    tx.run(
        "insert into procedures_fee (id, dossier, kind, title, amount, explanation, collect, basis, state)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![f.id, dossier, &f.kind, &f.title, f.amount, &f.explanation, &f.collect, &f.basis, &f.state],
    )?;
    Ok(())
}

pub fn fees(tx: &mut Tx, dossier: Id) -> Result<Vec<Fee>> {
    let sql = format!("select {} from procedures_fee where dossier = $1 order by id", Fee::COLUMNS);
    tx.all(&sql, args![dossier])
}

/// Marks what is due as paid; returns the sum in đồng.
pub fn pay_fees(tx: &mut Tx, dossier: Id, method: &str, receipt: Option<&str>, by: Id, at: Moment) -> Result<i64> {
    let due: Vec<Fee> = fees(tx, dossier)?.into_iter().filter(|f| f.state == "due").collect();
    if due.is_empty() {
        return Err(Error::conflict(text("Hồ sơ không còn khoản nào phải thu", "Nothing is due any more")));
    }
    tx.run(
        "update procedures_fee set state = 'paid', method = $2, receipt = $3, paid_at = $4, confirmed_by = $5
         where dossier = $1 and state = 'due'",
        args![dossier, method, receipt, at, by],
    )?;
    Ok(due.iter().map(|f| f.amount).sum())
}

// Opinions

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Opinion {
    pub id: Id,
    pub asked_unit: Id,
    pub question: String,
    pub due: Moment,
    pub answered_at: Option<Moment>,
    pub answer: Option<String>,
}

columns!(Opinion { id, asked_unit, question, due, answered_at, answer });

pub fn put_opinion(tx: &mut Tx, dossier: Id, by: Id, o: &Opinion) -> Result<()> {
    tx.run(
        "insert into procedures_opinion (id, dossier, asked_unit, asked_by, question, due) values ($1, $2, $3, $4, $5, $6)",
        args![o.id, dossier, o.asked_unit, by, &o.question, o.due],
    )?;
    Ok(())
}

pub fn opinions(tx: &mut Tx, dossier: Id) -> Result<Vec<Opinion>> {
    let sql = format!("select {} from procedures_opinion where dossier = $1 order by id", Opinion::COLUMNS);
    tx.all(&sql, args![dossier])
}

/// Errors: `Conflict` if it was answered already.
pub fn answer_opinion(tx: &mut Tx, id: Id, by: Id, answer: &str, at: Moment) -> Result<()> {
    let changed = tx.run(
        "update procedures_opinion set answered_at = $2, answered_by = $3, answer = $4
         where id = $1 and answered_at is null",
        args![id, at, by, answer],
    )?;
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::conflict(text("Ý kiến này đã được trả lời", "This was answered already")))
    }
}

// Messages

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Message {
    pub from_citizen: bool,
    pub author: Option<Id>,
    pub text: String,
    pub at: Moment,
}

columns!(Message { from_citizen, author, text, at });

pub fn put_message(tx: &mut Tx, dossier: Id, m: &Message) -> Result<()> {
    let id = tx.new_id();
    tx.run(
        "insert into procedures_message (id, dossier, from_citizen, author, text, at) values ($1, $2, $3, $4, $5, $6)",
        args![id, dossier, m.from_citizen, m.author, &m.text, m.at],
    )?;
    Ok(())
}

pub fn messages(tx: &mut Tx, dossier: Id) -> Result<Vec<Message>> {
    let sql = format!("select {} from procedures_message where dossier = $1 order by id limit 200", Message::COLUMNS);
    tx.all(&sql, args![dossier])
}

// The result

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ResultRow {
    pub code: String,
    pub kind: String,
    pub number: String,
    pub day: base::Day,
    pub file: Option<Id>,
    pub paper: Option<Id>,
}

columns!(ResultRow { code, kind, number, day, file, paper });

pub fn put_result(tx: &mut Tx, dossier: Id, r: &ResultRow) -> Result<()> {
    tx.run(
        "insert into procedures_result (dossier, code, kind, number, day, file, paper) values ($1, $2, $3, $4, $5, $6, $7)",
        args![dossier, &r.code, &r.kind, &r.number, r.day, r.file, r.paper],
    )?;
    Ok(())
}

pub fn result(tx: &mut Tx, dossier: Id) -> Result<Option<ResultRow>> {
    let sql = format!("select {} from procedures_result where dossier = $1", ResultRow::COLUMNS);
    tx.first(&sql, args![dossier])
}

/// The dossier of a result's public check code.
pub fn result_by_code(tx: &mut Tx, code: &str) -> Result<Option<(Id, ResultRow)>> {
    let found = tx.first::<(Id,)>("select dossier from procedures_result where code = $1", args![code])?;
    match found {
        Some((dossier,)) => Ok(result(tx, dossier)?.map(|row| (dossier, row))),
        None => Ok(None),
    }
}

pub fn put_rating(tx: &mut Tx, dossier: Id, stars: i64, words: &str, at: Moment) -> Result<()> {
    tx.run(
        "insert into procedures_rating (dossier, stars, text, at) values ($1, $2, $3, $4)",
        args![dossier, stars, words, at],
    )?;
    Ok(())
}

pub fn rating(tx: &mut Tx, dossier: Id) -> Result<Option<(i64, String)>> {
    tx.first("select stars, text from procedures_rating where dossier = $1", args![dossier])
}

// Codes

/// The next number of a unit's day.
pub fn next_number(tx: &mut Tx, unit: Id, day: base::Day) -> Result<i64> {
    let (n,) = tx.one::<(i64,)>(
        "insert into procedures_code (unit, day, next) values ($1, $2, 1)
         on conflict (unit, day) do update set next = procedures_code.next + 1 returning next",
        args![unit, day],
    )?;
    Ok(n)
}

/// What a person said of himself in an earlier dossier is not asked again.
pub fn said_before(tx: &mut Tx, person: Id) -> Result<Option<Party>> {
    let sql = format!(
        "select {} from procedures_party where role = 'applicant' and dossier =
         (select max(id) from procedures_dossier where applicant = $1)",
        Party::COLUMNS
    );
    tx.first(&sql, args![person])
}

#[cfg(test)]
mod tests {
    use storage::testing::TestDb;

    use super::*;

    #[test]
    fn a_list_is_an_index_range_with_and_without_a_field() {
        TestDb::each(crate::MIGRATIONS, |db| {
            db.write_now(|tx| {
                tx.run(
                    "insert into procedures_reach (unit, shelf, due, id, field, wide)
                     with recursive n (i) as (select cast(0 as bigint) union all select i + 1 from n where i < 19999)
                     select i % 4, i % 9, i * 7919 % 10007, i, 'F' || (i % 5), i % 4 > 1 from n",
                    args![],
                )?;
                tx.run("analyze", args![])?;
                let common = args![3_i64, 1_i64, i64::MAX].to_vec();
                let with_field = [common.clone(), args!["F4"].to_vec()].concat();
                let ranges = [
                    (RANGE, common, "procedures_reach_list"),
                    (RANGE_OF_FIELD, with_field.clone(), "procedures_reach_field"),
                    (RANGE_WITHIN, with_field, "procedures_reach_"),
                ];
                for (from, mut args, index) in ranges {
                    let n = args.len();
                    args.extend_from_slice(args![500_i64, 0_i64, 20_i64]);
                    let sql = format!(
                        "select due, id {from} and (due, id) > (${}, ${}) order by due, id limit ${}",
                        n + 1,
                        n + 2,
                        n + 3
                    );
                    let plan = tx.plan(&sql, &args)?.join("\n");
                    assert!(plan.contains(index) && !plan.contains("Sort") && !plan.contains("TEMP B-TREE"), "{plan}");
                }
                Ok(())
            })
            .unwrap();
        });
    }
}
