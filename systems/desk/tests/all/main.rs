//! The desk's stories, each told on both engines through the doors.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod administration;
mod every_door;
mod for_everybody;
mod my_account;
mod my_queue;
mod people;
mod signing_in;
mod what_a_person_is_told;
