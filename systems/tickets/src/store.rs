//! Every SQL statement of the system.

use base::{Day, Error, Id, Moment, Result, Text, text};
use storage::{Tx, args, columns};

use crate::order::Waiting;

/// A one-stop centre's way of handing out numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Centre {
    pub unit: Id,
    pub is_on: bool,
    pub kiosk: String,
    pub ordinary_each: i64,
}

columns!(Centre { unit, is_on, kiosk, ordinary_each });

#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub id: Id,
    pub unit: Id,
    pub letter: String,
    pub title: String,
    /// The page the clerk goes on to.
    pub opens: String,
    pub is_open: bool,
}

columns!(Group { id, unit, letter, title, opens, is_open });

#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    pub id: Id,
    pub unit: Id,
    pub title: String,
    pub basis: String,
    pub is_open: bool,
}

columns!(Class { id, unit, title, basis, is_open });

#[derive(Clone, Debug, PartialEq)]
pub struct Counter {
    pub id: Id,
    pub unit: Id,
    pub number: i64,
    pub is_open: bool,
    /// Ordinary numbers called since the last priority one.
    pub ordinary: i64,
}

columns!(Counter { id, unit, number, is_open, ordinary });

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Waiting,
    Called,
    Serving,
    Fetching,
    Done,
    Absent,
}

impl State {
    pub const fn title(self) -> Text {
        match self {
            State::Waiting => text("Đang chờ", "Waiting"),
            State::Called => text("Đang gọi", "Called"),
            State::Serving => text("Đang phục vụ", "Being served"),
            State::Fetching => text("Đi lấy giấy thiếu", "Fetching a paper"),
            State::Done => text("Đã xong", "Done"),
            State::Absent => text("Gọi mà vắng", "Not there"),
        }
    }
}

impl std::fmt::Display for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            State::Waiting => "waiting",
            State::Called => "called",
            State::Serving => "serving",
            State::Fetching => "fetching",
            State::Done => "done",
            State::Absent => "absent",
        })
    }
}

impl std::str::FromStr for State {
    type Err = Error;

    fn from_str(s: &str) -> Result<State> {
        let all = [State::Waiting, State::Called, State::Serving, State::Fetching, State::Done, State::Absent];
        all.into_iter().find(|state| state.to_string() == s).ok_or_else(|| Error::internal("an unknown state"))
    }
}

storage::stored_as_text!(State);

#[derive(Clone, Debug, PartialEq)]
pub struct Ticket {
    pub id: Id,
    pub unit: Id,
    pub day: Day,
    pub group_id: Id,
    pub letter: String,
    pub number: i64,
    pub code: String,
    pub priority: bool,
    pub state: State,
    pub counter: Option<Id>,
    pub taken_at: Moment,
    pub ahead_at: Option<Moment>,
    pub called_at: Option<Moment>,
    pub started_at: Option<Moment>,
    pub ended_at: Option<Moment>,
    pub waited: Option<i64>,
    pub served: Option<i64>,
    pub left_event: Option<Id>,
}

columns!(Ticket {
    id,
    unit,
    day,
    group_id,
    letter,
    number,
    code,
    priority,
    state,
    counter,
    taken_at,
    ahead_at,
    called_at,
    started_at,
    ended_at,
    waited,
    served,
    left_event,
});

impl Ticket {
    /// `A 012`
    pub fn shown(&self) -> String {
        format!("{} {:03}", self.letter, self.number)
    }
}

pub fn centre(tx: &mut Tx, unit: Id) -> Result<Option<Centre>> {
    tx.first(&format!("select {} from tickets_centre where unit = $1", Centre::COLUMNS), args![unit])
}

/// The centre, if it hands out numbers. Errors: `NotFound`.
pub fn open_centre(tx: &mut Tx, unit: Id) -> Result<Centre> {
    centre(tx, unit)?.filter(|centre| centre.is_on).ok_or_else(|| Error::not_found(NOT_ON))
}

pub fn centre_of_kiosk(tx: &mut Tx, kiosk: &str) -> Result<Centre> {
    let sql = format!("select {} from tickets_centre where kiosk = $1", Centre::COLUMNS);
    tx.first::<Centre>(&sql, args![kiosk])?.filter(|c| c.is_on).ok_or_else(|| Error::not_found(NO_KIOSK))
}

const NOT_ON: Text = text("Trung tâm này chưa dùng số thứ tự", "This centre does not hand out numbers");
const NO_KIOSK: Text = text(
    "Địa chỉ máy lấy số không còn dùng. Hãy lấy địa chỉ mới ở trang Thiết lập số thứ tự",
    "This kiosk's address is not in use any more. Take the new one from the page that arranges the numbers",
);

pub fn put_centre(tx: &mut Tx, centre: &Centre) -> Result<()> {
    tx.run(
        "insert into tickets_centre (unit, is_on, kiosk, ordinary_each) values ($1, $2, $3, $4)
         on conflict (unit) do update set is_on = excluded.is_on, kiosk = excluded.kiosk, ordinary_each = excluded.ordinary_each",
        args![centre.unit, centre.is_on, &centre.kiosk, centre.ordinary_each],
    )?;
    Ok(())
}

pub fn groups(tx: &mut Tx, unit: Id) -> Result<Vec<Group>> {
    tx.all(&format!("select {} from tickets_group where unit = $1 order by letter", Group::COLUMNS), args![unit])
}

pub fn put_group(tx: &mut Tx, group: &Group) -> Result<()> {
    tx.run(
        "insert into tickets_group (id, unit, letter, title, opens, is_open) values ($1, $2, $3, $4, $5, $6)
         on conflict (unit, letter) do update set title = excluded.title, opens = excluded.opens, is_open = excluded.is_open",
        args![group.id, group.unit, &group.letter, &group.title, &group.opens, group.is_open],
    )?;
    Ok(())
}

pub fn classes(tx: &mut Tx, unit: Id) -> Result<Vec<Class>> {
    tx.all(&format!("select {} from tickets_class where unit = $1 order by id", Class::COLUMNS), args![unit])
}

pub fn put_class(tx: &mut Tx, class: &Class) -> Result<()> {
    tx.run(
        "insert into tickets_class (id, unit, title, basis, is_open) values ($1, $2, $3, $4, $5)
         on conflict (id) do update set title = excluded.title, basis = excluded.basis, is_open = excluded.is_open",
        args![class.id, class.unit, &class.title, &class.basis, class.is_open],
    )?;
    Ok(())
}

pub fn counters(tx: &mut Tx, unit: Id) -> Result<Vec<Counter>> {
    tx.all(&format!("select {} from tickets_counter where unit = $1 order by number", Counter::COLUMNS), args![unit])
}

pub fn counter(tx: &mut Tx, id: Id) -> Result<Counter> {
    let sql = format!("select {} from tickets_counter where id = $1", Counter::COLUMNS);
    tx.first(&sql, args![id])?.ok_or_else(|| Error::not_found(NO_COUNTER))
}

const NO_COUNTER: Text = text("Không có quầy này", "There is no such counter");

pub fn groups_of_counter(tx: &mut Tx, counter: Id) -> Result<Vec<Id>> {
    let rows: Vec<(Id,)> =
        tx.all("select group_id from tickets_counter_group where counter = $1 order by group_id", args![counter])?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub fn put_counter(tx: &mut Tx, counter: &Counter, groups: &[Id]) -> Result<()> {
    tx.run(
        "insert into tickets_counter (id, unit, number, is_open, ordinary) values ($1, $2, $3, $4, $5)
         on conflict (id) do update set is_open = excluded.is_open",
        args![counter.id, counter.unit, counter.number, counter.is_open, counter.ordinary],
    )?;
    tx.run("delete from tickets_counter_group where counter = $1", args![counter.id])?;
    for group in groups {
        tx.run("insert into tickets_counter_group (counter, group_id) values ($1, $2)", args![counter.id, *group])?;
    }
    Ok(())
}

pub fn set_ordinary(tx: &mut Tx, counter: Id, ordinary: i64) -> Result<()> {
    tx.run("update tickets_counter set ordinary = $2 where id = $1", args![counter, ordinary])?;
    Ok(())
}

pub fn last_number(tx: &mut Tx, unit: Id, day: Day, letter: &str) -> Result<i64> {
    let (last,): (i64,) = tx.one(
        "select coalesce(max(number), 0) from tickets_ticket where unit = $1 and day = $2 and letter = $3",
        args![unit, day, letter],
    )?;
    Ok(last)
}

pub fn add_ticket(tx: &mut Tx, t: &Ticket) -> Result<()> {
    tx.run(
        "insert into tickets_ticket (id, unit, day, group_id, letter, number, code, priority, state, taken_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![t.id, t.unit, t.day, t.group_id, &t.letter, t.number, &t.code, t.priority, t.state, t.taken_at],
    )?;
    Ok(())
}

/// Writes what an act changed. Errors: `Conflict` when the ticket is not in the state it was loaded in any more.
pub fn save(tx: &mut Tx, t: &Ticket, was: State) -> Result<()> {
    let changed = tx.run(
        "update tickets_ticket set state = $3, counter = $4, ahead_at = $5, called_at = $6, started_at = $7,
         ended_at = $8, waited = $9, served = $10, left_event = $11 where id = $1 and state = $2",
        args![
            t.id,
            was,
            t.state,
            t.counter,
            t.ahead_at,
            t.called_at,
            t.started_at,
            t.ended_at,
            t.waited,
            t.served,
            t.left_event
        ],
    )?;
    if changed == 0 { Err(Error::conflict(CHANGED)) } else { Ok(()) }
}

const CHANGED: Text = text(
    "Số này vừa được quầy khác xử lý; hãy tải lại trang",
    "Another counter has just dealt with this number; load the page again",
);

pub fn ticket(tx: &mut Tx, code: &str) -> Result<Ticket> {
    let sql = format!("select {} from tickets_ticket where code = $1", Ticket::COLUMNS);
    tx.first(&sql, args![code])?.ok_or_else(|| Error::not_found(NO_TICKET))
}

pub fn ticket_by_id(tx: &mut Tx, id: Id) -> Result<Ticket> {
    let sql = format!("select {} from tickets_ticket where id = $1", Ticket::COLUMNS);
    tx.first(&sql, args![id])?.ok_or_else(|| Error::not_found(NO_TICKET))
}

const NO_TICKET: Text = text("Không có số thứ tự này", "There is no such number");

/// Those of a centre's day in one state, the oldest first.
pub fn in_state(tx: &mut Tx, unit: Id, day: Day, state: State) -> Result<Vec<Ticket>> {
    let sql = format!(
        "select {} from tickets_ticket where unit = $1 and day = $2 and state = $3 order by id limit 1000",
        Ticket::COLUMNS
    );
    tx.all(&sql, args![unit, day, state])
}

/// All of a centre's day, as taken.
pub fn of_day(tx: &mut Tx, unit: Id, day: Day) -> Result<Vec<Ticket>> {
    let sql =
        format!("select {} from tickets_ticket where unit = $1 and day = $2 order by id limit 26000", Ticket::COLUMNS);
    tx.all(&sql, args![unit, day])
}

/// The one in front of a counter.
pub fn current(tx: &mut Tx, counter: Id, day: Day) -> Result<Option<Ticket>> {
    let sql = format!(
        "select {} from tickets_ticket where counter = $1 and day = $2 and state in ('called', 'serving')",
        Ticket::COLUMNS
    );
    tx.first(&sql, args![counter, day])
}

/// Whom this counter may call: its groups, and who was sent to it.
pub fn waiting_for(tx: &mut Tx, counter: &Counter, day: Day) -> Result<Vec<(Waiting, Ticket)>> {
    let groups = groups_of_counter(tx, counter.id)?;
    let all = in_state(tx, counter.unit, day, State::Waiting)?;
    let mine = all.into_iter().filter(|t| match t.counter {
        Some(sent_to) => sent_to == counter.id,
        None => groups.contains(&t.group_id),
    });
    Ok(mine.map(|t| (waits(&t), t)).collect())
}

pub fn waits(t: &Ticket) -> Waiting {
    Waiting { id: t.id, priority: t.priority, taken_at: t.taken_at, ahead_at: t.ahead_at }
}
