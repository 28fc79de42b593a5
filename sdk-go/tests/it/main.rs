//! Generated code is compared, compiled and run.

mod corpus;
mod errors;
mod golden;
mod resources;
mod support;
mod types;
