#![doc = include_str!("../README.md")]

pub mod beside;
pub mod clock;
pub mod demo;
pub mod house;
pub mod housekeeping;
pub mod ledger_commands;
pub mod procedures_commands;
pub mod province;
pub mod serve;
pub mod setup;
pub mod systems;
pub mod units;
