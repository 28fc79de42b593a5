//! Python components, built with the real engine and called through wasmtime.
//!
//! A build costs about 15 seconds of CPU time, so each world here holds as much as it can.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail anywhere")]

mod bindings;
mod concurrent;
mod corpus;
mod costs;
mod faults;
mod objects;
mod packages;
mod starter;
mod support;
mod tasks;
mod values;
