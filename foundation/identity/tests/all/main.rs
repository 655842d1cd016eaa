//! Identity as its callers see it; every test on each engine.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by failing")]

mod a_citizen_sees_who_looked;
mod administration_stays_within_reach;
mod codes_work_once;
mod place;
mod rights_follow_posts;
mod sessions_end;
mod signing_in;
mod tokens_do_less;
