//! The calendar and its clock as their callers see them.

#![expect(clippy::unwrap_used, reason = "what a test holds for certain may panic")]

mod cases;
mod days;
mod explanations;
mod laws;
