//! What happens to a number: taken, called, served, sent on, fetched for, missed. Load, decide and store, for pages and demo alike.

use base::{Error, Id, Moment, Result, Text, text};
use identity::Me;
use ledger::EventKind;
use storage::Tx;

use crate::{
    SERVE, events, order, speech,
    store::{self, Centre, Counter, State, Ticket},
};

const MOST_OF_A_DAY: i64 = 999;

/// A new number of this group. Errors: `Invalid` on `group` for one that is not open; `Conflict` when the day's numbers are used up.
pub fn take(tx: &mut Tx, centre: &Centre, group: Id, priority: bool) -> Result<Ticket> {
    let groups = store::groups(tx, centre.unit)?;
    let group = groups.into_iter().find(|g| g.id == group && g.is_open);
    let group = group.ok_or_else(|| Error::field("group", CHOOSE_GROUP))?;
    let (id, now) = (tx.new_id(), tx.now());
    let day = now.day();
    let number = store::last_number(tx, centre.unit, day, &group.letter)? + 1;
    if number > MOST_OF_A_DAY {
        return Err(Error::conflict(USED_UP));
    }
    let ticket = Ticket {
        id,
        unit: centre.unit,
        day,
        group_id: group.id,
        letter: group.letter,
        number,
        code: code(&tx.random::<5>()),
        priority,
        state: State::Waiting,
        counter: None,
        taken_at: now,
        ahead_at: None,
        called_at: None,
        started_at: None,
        ended_at: None,
        waited: None,
        served: None,
        left_event: None,
    };
    store::add_ticket(tx, &ticket)?;
    ledger::record(tx, None, about(&events::TAKEN, &ticket))?;
    Ok(ticket)
}

/// Letters and digits without look-alikes, one for each five bits.
pub fn code(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let bit = |at: usize| usize::from(bytes[at / 8] >> (7 - at % 8) & 1);
    let letter = |n: usize| ALPHABET[(0..5).fold(0, |sum, i| sum << 1 | bit(n * 5 + i))];
    (0..bytes.len() * 8 / 5).map(|n| char::from(letter(n))).collect()
}

fn about(kind: &'static EventKind, t: &Ticket) -> ledger::Event {
    kind.event(t.unit, t.id).with("group", t.letter.as_str()).with("number", t.number).with("priority", t.priority)
}

/// The counter of that id within the person's reach, and what stands before it.
pub fn at_counter(tx: &mut Tx, me: &Me, id: Id) -> Result<(Counter, Option<Ticket>)> {
    let counter = store::counter(tx, id)?;
    me.require_over(tx, SERVE, counter.unit)?;
    store::open_centre(tx, counter.unit)?;
    let day = tx.now().day();
    let current = store::current(tx, id, day)?;
    Ok((counter, current))
}

/// Calls the next number; one that is being served is done with. Errors: `Conflict` while a called one has neither come nor
/// been found absent, and when nobody waits.
pub fn next(tx: &mut Tx, me: &Me, id: Id) -> Result<Ticket> {
    let (counter, current) = at_counter(tx, me, id)?;
    if !counter.is_open {
        return Err(Error::conflict(CLOSED));
    }
    match current {
        Some(t) if t.state == State::Serving => finish(tx, me, t).map(drop)?,
        Some(_) => return Err(Error::conflict(ONE_IS_CALLED)),
        None => {}
    }
    let (centre, now) = (store::open_centre(tx, counter.unit)?, tx.now());
    let waiting = store::waiting_for(tx, &counter, now.day())?;
    let rows: Vec<order::Waiting> = waiting.iter().map(|(row, _)| *row).collect();
    let turn = order::next(&rows, centre.ordinary_each, counter.ordinary).ok_or_else(|| Error::conflict(NOBODY))?;
    let Some((_, mut t)) = waiting.into_iter().find(|(row, _)| row.id == turn.id) else {
        return Err(Error::internal("a turn of nobody"));
    };
    store::set_ordinary(tx, counter.id, order::after(turn, counter.ordinary))?;
    let first = t.waited.is_none();
    t.waited.get_or_insert(minutes(t.taken_at, now));
    t = Ticket { state: State::Called, counter: Some(counter.id), called_at: Some(now), ahead_at: None, ..t };
    store::save(tx, &t, State::Waiting)?;
    let event = match first {
        true => about(&events::CALLED, &t).with("waited", t.waited),
        false => about(&events::CALLED_AGAIN, &t),
    };
    ledger::record(tx, Some(me.person), event.with("counter", counter.number))?;
    speech::ask_for(tx, &t, counter.number)?;
    Ok(t)
}

/// The same number once more.
pub fn again(tx: &mut Tx, me: &Me, id: Id) -> Result<Ticket> {
    let (counter, t) = standing(tx, me, id, &[State::Called])?;
    let t = Ticket { called_at: Some(tx.now()), ..t };
    store::save(tx, &t, State::Called)?;
    ledger::record(tx, Some(me.person), about(&events::CALLED_AGAIN, &t).with("counter", counter.number))?;
    Ok(t)
}

pub fn start(tx: &mut Tx, me: &Me, id: Id) -> Result<Ticket> {
    let (counter, t) = standing(tx, me, id, &[State::Called])?;
    let t = Ticket { state: State::Serving, started_at: Some(tx.now()), ..t };
    store::save(tx, &t, State::Called)?;
    ledger::record(tx, Some(me.person), about(&events::STARTED, &t).with("counter", counter.number))?;
    Ok(t)
}

pub fn done(tx: &mut Tx, me: &Me, id: Id) -> Result<Ticket> {
    let (_, t) = standing(tx, me, id, &[State::Serving])?;
    finish(tx, me, t)
}

fn finish(tx: &mut Tx, me: &Me, t: Ticket) -> Result<Ticket> {
    let now = tx.now();
    let served = minutes(t.started_at.unwrap_or(now), now);
    let t = Ticket { state: State::Done, ended_at: Some(now), served: Some(served), ..t };
    store::save(tx, &t, State::Serving)?;
    ledger::record(tx, Some(me.person), about(&events::SERVED, &t).with("minutes", served))?;
    Ok(t)
}

/// Called, and nobody came.
pub fn absent(tx: &mut Tx, me: &Me, id: Id) -> Result<Ticket> {
    let (_, t) = standing(tx, me, id, &[State::Called])?;
    let event = ledger::record(tx, Some(me.person), about(&events::LEFT, &t))?;
    let t = Ticket { state: State::Absent, ended_at: Some(tx.now()), left_event: Some(event), ..t };
    store::save(tx, &t, State::Called)?;
    Ok(t)
}

/// Goes to another counter and stands at the head there. Errors: `Invalid` on `to`.
pub fn send(tx: &mut Tx, me: &Me, id: Id, to: Id) -> Result<Ticket> {
    let (counter, t) = standing(tx, me, id, &[State::Called, State::Serving])?;
    let others = store::counters(tx, counter.unit)?;
    let other = others.iter().find(|c| c.id == to && c.id != counter.id && c.is_open);
    let other = other.ok_or_else(|| Error::field("to", CHOOSE_COUNTER))?;
    let was = t.state;
    let t = Ticket { state: State::Waiting, counter: Some(other.id), ahead_at: Some(tx.now()), ..t };
    store::save(tx, &t, was)?;
    let event = about(&events::SENT, &t).with("counter", counter.number).with("to", other.number);
    ledger::record(tx, Some(me.person), event)?;
    Ok(t)
}

/// Goes to fetch a missing paper and keeps his place.
pub fn fetch(tx: &mut Tx, me: &Me, id: Id) -> Result<Ticket> {
    let (_, t) = standing(tx, me, id, &[State::Called, State::Serving])?;
    let was = t.state;
    let t = Ticket { state: State::Fetching, ..t };
    store::save(tx, &t, was)?;
    ledger::record(tx, Some(me.person), about(&events::FETCHING, &t))?;
    Ok(t)
}

/// Is there again, with the paper or late: stands at the head of the queue. That he was found absent is taken back.
pub fn back(tx: &mut Tx, me: &Me, id: Id, ticket: Id) -> Result<Ticket> {
    let (counter, _) = at_counter(tx, me, id)?;
    let t = store::ticket_by_id(tx, ticket)?;
    let is_away = matches!(t.state, State::Fetching | State::Absent);
    if t.unit != counter.unit || t.day != tx.now().day() || !is_away {
        return Err(Error::conflict(NOT_AWAY));
    }
    if let Some(event) = t.left_event {
        ledger::reverse(tx, Some(me.person), &events::LEFT, event, "came_late")?;
    }
    let was = t.state;
    let t = Ticket {
        state: State::Waiting,
        counter: None,
        ahead_at: Some(tx.now()),
        ended_at: None,
        left_event: None,
        ..t
    };
    store::save(tx, &t, was)?;
    ledger::record(tx, Some(me.person), about(&events::BACK, &t))?;
    Ok(t)
}

fn standing(tx: &mut Tx, me: &Me, id: Id, states: &[State]) -> Result<(Counter, Ticket)> {
    let (counter, current) = at_counter(tx, me, id)?;
    match current {
        Some(t) if states.contains(&t.state) => Ok((counter, t)),
        _ => Err(Error::conflict(NOT_HERE)),
    }
}

/// Whole minutes.
pub fn minutes(from: Moment, to: Moment) -> i64 {
    (to.ms() - from.ms()).max(0) / 60_000
}

const CHOOSE_GROUP: Text = text("Hãy chọn việc cần làm", "Choose what you came for");
const CHOOSE_COUNTER: Text = text("Hãy chọn một quầy khác đang mở", "Choose another counter that is open");
const USED_UP: Text = text(
    "Hôm nay đã phát hết số của nhóm này; xin hỏi cán bộ tại quầy",
    "Today's numbers of this group are used up; please ask at a counter",
);
const CLOSED: Text = text("Quầy này đang đóng", "This counter is closed");
const ONE_IS_CALLED: Text = text(
    "Số đang gọi chưa được xử lý: chọn Bắt đầu hoặc Vắng mặt trước khi gọi tiếp",
    "The number called is still open: choose Begin or Not there before you call the next",
);
pub const NOBODY: Text = text("Không còn ai chờ ở quầy này", "Nobody waits for this counter");
const NOT_HERE: Text = text(
    "Việc này không còn làm được với số ở quầy; hãy tải lại trang",
    "This cannot be done with the number at the counter any more; load the page again",
);
const NOT_AWAY: Text =
    text("Số này không ở trạng thái vắng mặt hay đi lấy giấy", "This number is neither absent nor away for a paper");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_a_letter_for_each_five_bits() {
        assert_eq!(code(&[0; 5]), "00000000");
        assert_eq!(code(&[0xff; 10]).len(), 16);
    }

    #[test]
    fn minutes_are_whole_and_never_below_zero() {
        let at = |seconds: i64| Moment::from_ms(seconds * 1000);
        assert_eq!(minutes(at(0), at(119)), 1);
        assert_eq!(minutes(at(60), at(0)), 0);
    }
}
