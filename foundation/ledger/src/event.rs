//! What an event is, how one is recorded and taken back, and the bytes that are hashed.

use std::collections::BTreeMap;

use base::{Day, Error, Id, Moment, Result, Text, text};
use data_encoding::BASE64;
use serde_json::Value;
use sha2::{Digest, Sha256};
use storage::{Tx, args};

use crate::{
    cells,
    history::{self, Recorded},
};

/// A kind of event, declared once by its system: what it is called and what is counted of it.
///
/// Events carry codes and numbers, never words about people. `dims` are keys of the body with few values each (channel, outcome, on
/// time or late): they split the day cells and the half-month cells. `half_dims` are the large ones, such as the procedure: they split
/// the half-month cells only. `measures` are at most three keys with whole numbers, which are summed.
#[derive(Debug, PartialEq, Eq)]
pub struct EventKind {
    pub name: &'static str,
    pub title: Text,
    pub dims: &'static [&'static str],
    pub half_dims: &'static [&'static str],
    pub measures: &'static [&'static str],
}

impl EventKind {
    /// `name` is `<what>.<what happened>`: `dossier.finished`.
    pub const fn new(name: &'static str, title: Text) -> EventKind {
        EventKind { name, title, dims: &[], half_dims: &[], measures: &[] }
    }

    pub const fn dims(self, dims: &'static [&'static str]) -> EventKind {
        EventKind { dims, ..self }
    }

    pub const fn half_dims(self, half_dims: &'static [&'static str]) -> EventKind {
        EventKind { half_dims, ..self }
    }

    pub const fn measures(self, measures: &'static [&'static str]) -> EventKind {
        assert!(measures.len() <= 3, "an event has at most three measures");
        EventKind { measures, ..self }
    }

    /// An event of this kind about `subject`, counted for `unit`.
    pub fn event(&'static self, unit: Id, subject: Id) -> Event {
        Event { kind: self, unit, subject, at: None, body: BTreeMap::new() }
    }
}

/// Keys of the body that the ledger itself writes.
pub const RECORD: &str = "record";
pub const REVERSES: &str = "reverses";
pub const REASON: &str = "reason";

const MAX_CODE: usize = 100;
const MAX_BODY: usize = 2_000;

/// An event that is about to be recorded.
#[must_use = "an event happens when it is recorded"]
#[derive(Clone, Debug)]
pub struct Event {
    kind: &'static EventKind,
    unit: Id,
    subject: Id,
    at: Option<Moment>,
    body: BTreeMap<&'static str, Value>,
}

/// A value in the body of an event: a code in printable ASCII without spaces, a whole number, yes or no. `None` leaves the key out.
pub struct Code(Value);

macro_rules! code {
    ($($from:ty => $value:ident: $json:expr;)*) => {
        $(impl From<$from> for Code {
            fn from($value: $from) -> Code {
                Code($json.into())
            }
        })*
    };
}

code! {
    &str => it: it;
    String => it: it;
    &String => it: it.as_str();
    bool => it: it;
    i64 => it: it;
    i32 => it: it;
    u32 => it: it;
    Id => it: it.to_string();
    Day => it: it.to_string();
    Moment => it: it.rfc3339();
}

impl<T: Into<Code>> From<Option<T>> for Code {
    fn from(it: Option<T>) -> Code {
        it.map_or(Code(Value::Null), Into::into)
    }
}

impl Event {
    /// When it happened, if not in this transaction; also decides the day on which it counts.
    pub fn at(mut self, at: Moment) -> Event {
        self.at = Some(at);
        self
    }

    pub fn with(mut self, key: &'static str, value: impl Into<Code>) -> Event {
        self.body.insert(key, value.into().0);
        self
    }

    /// Binds the event to its record as it is after the act.
    pub fn commit(mut self, record: &Commitment) -> Event {
        self.body.insert(RECORD, record.text().into());
        self
    }

    fn check(&self) -> Result<()> {
        let wrong = |key: &str, why: &str| Err(Error::internal(format!("event {}: {key} {why}", self.kind.name)));
        for (key, value) in &self.body {
            match value {
                _ if [REVERSES, REASON].contains(key) => return wrong(key, "is written by `reverse` alone"),
                Value::String(s) if s.is_empty() || s.len() > MAX_CODE || !s.bytes().all(|b| b.is_ascii_graphic()) => {
                    return wrong(key, "is not a code: the ledger holds no words about people");
                }
                _ => (),
            }
        }
        let is_number = |key: &&str| self.body.get(*key).is_none_or(Value::is_i64);
        match self.kind.measures.iter().find(|key| !is_number(key)) {
            Some(key) => wrong(key, "is a measure and must be a whole number"),
            None => Ok(()),
        }
    }
}

/// A record as bytes, bound by a salt that lies beside it: SHA-256(salt ‖ bytes). With the salt destroyed, on erasure, the event says
/// nothing any more about what the record was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commitment {
    pub salt: [u8; 16],
    /// The record in a form in which two different records never look alike: JSON with fixed fields will do.
    pub bytes: Vec<u8>,
}

impl Commitment {
    /// What stands in the event's body under `record`, in base64.
    pub fn text(&self) -> String {
        BASE64.encode(&Sha256::new().chain_update(self.salt).chain_update(&self.bytes).finalize())
    }
}

/// Appends an event and moves its cells, in the transaction of the act.
pub fn record(tx: &mut Tx, actor: Option<Id>, event: Event) -> Result<Id> {
    event.check()?;
    let Event { kind, unit, subject, at, body } = event;
    let body = body.into_iter().filter(|(_, value)| !value.is_null());
    let body = body.map(|(key, value)| (key.to_owned(), value)).collect();
    let at = at.unwrap_or(tx.now());
    append(tx, kind, unit, subject, actor, at, at.day(), body)
}

/// Takes an event back, because it should never have been recorded: it counts -1 where its original counts +1, on the original's day.
/// `reason` is a code. An event is taken back at most once, and a reversal never.
pub fn reverse(tx: &mut Tx, actor: Option<Id>, kind: &'static EventKind, event: Id, reason: &str) -> Result<Id> {
    reverse_and_commit(tx, actor, kind, event, reason, None)
}

/// `reverse`, bound to the record as it is afterwards.
pub fn reverse_and_commit(
    tx: &mut Tx,
    actor: Option<Id>,
    kind: &'static EventKind,
    event: Id,
    reason: &str,
    record: Option<&Commitment>,
) -> Result<Id> {
    let original = history::event(tx, event)?;
    let mut body = original.body()?;
    if original.kind != kind.name {
        return Err(Error::internal(format!("event {event} is {}, not {}", original.kind, kind.name)));
    }
    if body.contains_key(REVERSES) {
        return Err(Error::conflict(REVERSAL));
    }
    let name = Value::from(event.to_string());
    for later in history::events_of(tx, original.subject)? {
        if later.kind == kind.name && later.value(REVERSES).as_ref() == Some(&name) {
            return Err(Error::conflict(REVERSED));
        }
    }
    body.remove(RECORD);
    body.insert(REVERSES.into(), name);
    body.insert(REASON.into(), reason.into());
    if let Some(record) = record {
        body.insert(RECORD.into(), record.text().into());
    }
    let now = tx.now();
    append(tx, kind, original.unit, original.subject, actor, now, original.day, body)
}

const REVERSAL: Text = text(
    "Không thể hủy một sự kiện hủy; hãy ghi nhận lại việc đó",
    "A reversal cannot be reversed; record the act again",
);
const REVERSED: Text = text("Sự kiện này đã được hủy trước đó", "This event has been reversed already");

#[expect(clippy::too_many_arguments, reason = "the columns of an event")]
fn append(
    tx: &mut Tx,
    kind: &'static EventKind,
    unit: Id,
    subject: Id,
    actor: Option<Id>,
    at: Moment,
    day: Day,
    body: cells::Body,
) -> Result<Id> {
    let id = tx.new_id();
    let recorded_at = tx.now();
    cells::add(tx, kind, unit, day, &body)?;
    // Keys sorted, whatever the map's own order: the same act gives the same text.
    let body = Value::from_iter(body.into_iter().collect::<BTreeMap<_, _>>()).to_string();
    if body.len() > MAX_BODY {
        return Err(Error::internal(format!("event {}: a body of {} bytes", kind.name, body.len())));
    }
    tx.run(
        "insert into ledger_event (id, kind, unit, subject, actor, at, recorded_at, day, body)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![id, kind.name, unit, subject, actor, at, recorded_at, day, body],
    )?;
    tx.run("insert into ledger_unsealed (event) values ($1)", args![id])?;
    Ok(id)
}

/// The nine columns of an event, each with its length before it, so that no two events have the same bytes.
/// The README gives the form to those who verify without us.
#[derive(Default)]
pub struct Canonical(Vec<u8>);

impl Canonical {
    pub fn of(event: &Recorded) -> Vec<u8> {
        let mut out = Canonical::default();
        out.int(event.id.get()).text(&event.kind).int(event.unit.get()).int(event.subject.get());
        match event.actor {
            Some(actor) => out.int(actor.get()),
            None => out.null(),
        };
        out.int(event.at.ms()).int(event.recorded_at.ms()).text(&event.day.to_string()).text(&event.body);
        out.0
    }

    /// Goes on at the end of these bytes.
    pub(crate) fn after(bytes: Vec<u8>) -> Canonical {
        Canonical(bytes)
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// Length 8, then two's complement, the highest byte first.
    pub(crate) fn int(&mut self, value: i64) -> &mut Canonical {
        self.bytes(&value.to_be_bytes())
    }

    /// Its length in bytes, then UTF-8.
    pub(crate) fn text(&mut self, value: &str) -> &mut Canonical {
        self.bytes(value.as_bytes())
    }

    /// A length that no value has, and nothing after it.
    pub(crate) fn null(&mut self) -> &mut Canonical {
        self.0.extend_from_slice(&u32::MAX.to_be_bytes());
        self
    }

    fn bytes(&mut self, bytes: &[u8]) -> &mut Canonical {
        self.0.extend_from_slice(&(bytes.len() as u32).to_be_bytes());
        self.0.extend_from_slice(bytes);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{leaf_hash, node_hash};
    use data_encoding::HEXLOWER;

    fn event(id: i64, kind: &str, numbers: [i64; 2], actor: Option<i64>, times: [i64; 2], body: &str) -> Recorded {
        Recorded {
            id: Id::from_i64(id),
            kind: kind.into(),
            unit: Id::from_i64(numbers[0]),
            subject: Id::from_i64(numbers[1]),
            actor: actor.map(Id::from_i64),
            at: Moment::from_ms(times[0]),
            recorded_at: Moment::from_ms(times[1]),
            day: "2026-03-09".parse().unwrap(),
            body: body.into(),
            position: None,
        }
    }

    /// Computed with Python's hashlib, not with this crate.
    #[test]
    fn the_bytes_of_an_event_are_those_of_the_readme() {
        let body = r#"{"channel":"counter","time":"late"}"#;
        let times = [1_773_028_200_000, 1_773_028_200_250];
        let first =
            Canonical::of(&event(812_345_678_901_234_567, "dossier.finished", [101, 555], Some(7), times, body));
        let expected = "000000080b46081749bb4b8700000010646f73736965722e66696e6973686564000000080000000000000065000000080000\
                        00000000022b000000080000000000000007000000080000019cd0b74e40000000080000019cd0b74f3a0000000a32303236\
                        2d30332d3039000000237b226368616e6e656c223a22636f756e746572222c2274696d65223a226c617465227d";
        assert_eq!(HEXLOWER.encode(&first), expected);
        let hash = "c897ce7b75d8fc25d1237c9a7cbcd06adcf8d9598b37283c1a2e3dd01e089116";
        assert_eq!(HEXLOWER.encode(&leaf_hash(&first)), hash);

        let second = Canonical::of(&event(-1, "", [0, 0], None, [-1, 0], "{}"));
        let hash = "55a2e56905ec029ee05977ecd94999ea28ff59e314849a5ea518c76701e3c580";
        assert_eq!(HEXLOWER.encode(&leaf_hash(&second)), hash);

        let root = node_hash(&leaf_hash(&first), &leaf_hash(&second));
        assert_eq!(BASE64.encode(&root), "wxyAzrS5va/zymRN9kWPh/8Vc2zoCIL9PJB5RO7e0/E=");
    }

    #[test]
    fn what_moves_over_the_edge_of_a_column_makes_other_bytes() {
        let events = [
            event(1, "ab", [1, 2], Some(0), [0, 0], "{}"),
            event(1, "a", [1, 2], Some(0), [0, 0], "{}"),
            event(1, "ab", [1, 2], None, [0, 0], "{}"),
            event(1, "ab", [2, 1], Some(0), [0, 0], "{}"),
            event(1, "ab", [1, 2], Some(0), [0, 0], "{}b"),
        ];
        let bytes: std::collections::HashSet<_> = events.iter().map(Canonical::of).collect();
        assert_eq!(bytes.len(), events.len());
    }

    #[test]
    fn a_commitment_is_the_hash_of_salt_and_record() {
        let salt = std::array::from_fn(|i| i as u8);
        let commitment = Commitment { salt, bytes: br#"{"answer":"yes"}"#.to_vec() };
        assert_eq!(commitment.text(), "WcO+QxTC/HJLBO3J21/e6bgCIgAw0H8CaojU2rJF9I8=");
    }

    #[test]
    fn words_about_people_and_measures_that_are_no_numbers_are_refused() {
        const PAID: EventKind = EventKind::new("fee.paid", text("Đã nộp", "Paid")).measures(&["fee"]);
        let event = || PAID.event(Id::from_i64(1), Id::from_i64(2));
        assert!(event().with("fee", 5i64).with("channel", "counter").with("note", None::<&str>).check().is_ok());
        for (key, value) in
            [("name", "Nguyễn Văn An"), ("name", "Nguyen Van An"), ("empty", ""), ("fee", "5"), ("reverses", "x")]
        {
            assert!(event().with(key, value).check().is_err(), "{key} {value}");
        }
        assert!(event().with("long", "x".repeat(101)).check().is_err());
    }
}
