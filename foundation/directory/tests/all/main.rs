//! The directory as its callers see it; every test on each engine.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

mod a_map_changes_by_files;
mod any_merger_keeps_the_map_whole;
mod people_hold_posts;
mod the_provinces_own_files;
