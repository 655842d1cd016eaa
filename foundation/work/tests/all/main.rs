//! The queue as its callers see it; every test on each engine.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod place;
mod the_badge_equals_the_list;
mod work_is_handed_on;
