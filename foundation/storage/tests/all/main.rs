//! Storage as its users see it; every test on each engine.

mod backups_restore;
mod faults_pass;
mod migrations_are_guarded;
mod transactions_hold;
mod values_mean_the_same;
