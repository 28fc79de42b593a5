//! Whole apps on disk: what is built, what is known, and what is said when something is wrong.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests and their helpers may fail at once")]

mod examples;
mod graph;
mod languages;
mod manifest;
mod sources;
mod support;
mod support_page;
mod toolchain;
