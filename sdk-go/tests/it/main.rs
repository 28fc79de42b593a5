//! Generated code is compared, compiled and run.

#![allow(clippy::panic, reason = "tests fail by it")]

mod awkward;
mod corpus;
mod errors;
mod files;
mod golden;
mod memory;
mod resources;
mod support;
mod tasks;
mod types;
