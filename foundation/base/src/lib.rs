#![doc = include_str!("../README.md")]

pub mod error;
pub mod id;
pub mod id_card;
pub mod lang;
pub mod legacy_text;
pub mod money;
pub mod period;
pub mod personal_number;
pub mod sources;
pub mod text;
pub mod time;
pub mod words;

pub use error::{Error, Kind, Result};
pub use id::{Id, IdMaker};
pub use id_card::IdCard;
pub use lang::{Lang, Said, Text, text};
pub use money::Dong;
pub use period::{Cut, Period, PeriodKind, PeriodName, Quarter, Year};
pub use personal_number::{PersonalNumber, Sex};
pub use sources::{Clock, FixedClock, Random, SeededRandom, Sources, SystemClock, SystemRandom};
pub use time::{Day, Moment, Month, TimeOfDay};
