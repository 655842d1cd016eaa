//! The wiring, so that conventions do not rot; and the program as a whole, in the hands of its enemies.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod a_real_province;
mod conventions;
mod doors;
mod forgeries;
mod fuzz;
mod layers;
mod licences;
mod running;
mod schema;
mod survives;
