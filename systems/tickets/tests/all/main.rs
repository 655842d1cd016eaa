//! Stories of a waiting room, told by the people in it, on each engine.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod a_centre_turns_it_on;
mod a_number_is_called;
mod place;
mod two_clerks_press_next;
