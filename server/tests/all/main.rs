//! The wiring: what holds the house together is tested, so that conventions do not rot.

mod conventions;
mod doors;
mod layers;
mod licences;
mod running;
mod schema;
mod survives;
