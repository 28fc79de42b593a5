//! The tests of the JavaScript SDK, in one binary: the engine is linked once.

mod build;
mod bundle;
mod corpus;
mod glue;
mod golden;
mod run_async;
mod run_bytes;
mod run_calls;
mod run_containers;
mod run_resources;
mod run_types;
mod support;
