//! 64-bit ids in the order of their making: 41 bits of milliseconds since 2020, 10 bits of node, 12 of sequence.

use std::{
    fmt,
    str::FromStr,
    sync::atomic::{AtomicU64, Ordering},
};

use crate::{Error, Moment, text};

/// Names one row for ever. In JSON, addresses and papers it is its 13-character short form
/// (Crockford's alphabet: no I, L, O, U; read back in either case, with `O` as 0 and `I`, `L` as 1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Id(i64);

const EPOCH_MS: i64 = 1_577_836_800_000; // 2020-01-01T00:00:00Z
const NODE_BITS: u32 = 10;
const SEQUENCE_BITS: u32 = 12;
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Id {
    pub const NONE: Id = Id(0);

    pub const fn from_i64(value: i64) -> Id {
        Id(value)
    }

    pub const fn get(self) -> i64 {
        self.0
    }

    /// The lowest id of that millisecond: ids in a span of time are a range.
    pub fn first_at(moment: Moment) -> Id {
        Id((moment.ms() - EPOCH_MS).max(0) << (NODE_BITS + SEQUENCE_BITS))
    }

    /// When it was made, to the millisecond of the maker's clock.
    pub fn made_at(self) -> Moment {
        Moment::from_ms((self.0 >> (NODE_BITS + SEQUENCE_BITS)) + EPOCH_MS)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = [0u8; 13];
        let mut rest = self.0 as u64;
        for slot in out.iter_mut().rev() {
            *slot = ALPHABET[(rest & 31) as usize];
            rest >>= 5;
        }
        f.write_str(std::str::from_utf8(&out).unwrap_or_default())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Id {
    type Err = Error;

    fn from_str(s: &str) -> Result<Id, Error> {
        let wrong = || Error::not_found(text("Địa chỉ không đúng", "This address is not valid"));
        if s.len() != 13 {
            return Err(wrong());
        }
        let mut value: u64 = 0;
        for byte in s.bytes() {
            let letter = match byte.to_ascii_uppercase() {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                other => other,
            };
            let digit = ALPHABET.iter().position(|a| *a == letter).ok_or_else(wrong)?;
            if value >> 59 != 0 {
                return Err(wrong());
            }
            value = value << 5 | digit as u64;
        }
        i64::try_from(value).map(Id).map_err(|_| wrong())
    }
}

impl serde::Serialize for Id {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Id {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Id, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Makes ids that only grow, also when the clock goes back: then the last millisecond is used on.
pub struct IdMaker {
    node: u64,
    /// milliseconds << 12 | sequence of the last id made
    last: AtomicU64,
}

impl IdMaker {
    pub fn new(node: u16) -> IdMaker {
        IdMaker { node: u64::from(node) & ((1 << NODE_BITS) - 1), last: AtomicU64::new(0) }
    }

    /// Never make an id below one already in the database (a clock that went back between two starts).
    pub fn start_after(&self, id: Id) {
        let at = (id.get().max(0) as u64) >> (NODE_BITS + SEQUENCE_BITS);
        self.last.fetch_max((at + 1) << SEQUENCE_BITS, Ordering::SeqCst);
    }

    pub fn make(&self, now: Moment) -> Id {
        let floor = ((now.ms() - EPOCH_MS).max(1) as u64) << SEQUENCE_BITS;
        let step = |last: u64| Some(floor.max(last + 1));
        let last = match self.last.fetch_update(Ordering::SeqCst, Ordering::SeqCst, step) {
            Ok(last) | Err(last) => last,
        };
        let mine = floor.max(last + 1);
        let (ms, sequence) = (mine >> SEQUENCE_BITS, mine & ((1 << SEQUENCE_BITS) - 1));
        Id((ms << (NODE_BITS + SEQUENCE_BITS) | self.node << SEQUENCE_BITS | sequence) as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_though_the_clock_goes_back() {
        let ids = IdMaker::new(3);
        let first = ids.make(Moment::from_ms(EPOCH_MS + 5_000));
        let second = ids.make(Moment::from_ms(EPOCH_MS + 1_000));
        assert!(second > first);
    }

    #[test]
    fn ids_start_after_those_of_an_earlier_run() {
        let earlier = IdMaker::new(1).make(Moment::from_ms(EPOCH_MS + 9_000));
        let ids = IdMaker::new(0);
        ids.start_after(earlier);
        assert!(ids.make(Moment::from_ms(EPOCH_MS)) > earlier);
    }

    #[test]
    fn ids_of_a_span_of_time_are_a_range() {
        let at = Moment::from_ms(EPOCH_MS + 60_000);
        let id = IdMaker::new(7).make(at);
        assert!(Id::first_at(at) <= id && id < Id::first_at(at.plus_ms(1)));
    }

    #[test]
    fn the_short_form_reads_back_also_with_look_alikes() {
        let id = IdMaker::new(1).make(Moment::from_ms(EPOCH_MS + 123_456_789));
        let short = id.to_string();
        assert_eq!(short.parse::<Id>().unwrap(), id);
        assert_eq!(short.to_lowercase().replace('0', "o").replace('1', "l").parse::<Id>().unwrap(), id);
        assert!("ZZZZZZZZZZZZZ".parse::<Id>().is_err());
        assert!("short".parse::<Id>().is_err());
    }
}
