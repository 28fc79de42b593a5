//! Generated code is compared, compiled and run.

mod bad_input;
mod behaviour;
mod corpus;
mod golden;
mod jdk;
mod library;
mod memory;
mod names;
mod pricing;
mod resources;
mod shapes;
mod speed;
mod support;
mod tasks;
mod template;
mod types;
mod world;
