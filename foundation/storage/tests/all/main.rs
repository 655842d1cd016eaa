//! Storage as its users see it; every test on each engine.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

mod backups_restore;
mod faults_pass;
mod migrations_are_guarded;
mod the_power_is_cut;
mod tls_is_verified;
mod transactions_hold;
mod values_mean_the_same;

use std::sync::atomic::{AtomicBool, Ordering};

/// Tells the other threads of a test to end, also when it fails.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}
