#![doc = include_str!("../README.md")]

pub mod catalogue;
pub mod definition;
pub mod fees;
pub mod form;
pub mod papers;
