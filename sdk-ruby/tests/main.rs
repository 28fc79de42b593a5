//! The tests of the Ruby SDK, in one binary: the engine is linked once.

mod corpus;
mod errors;
mod gems;
mod generate;
mod golden;
mod maps;
mod resources;
mod snapshot;
mod speed;
mod support;
mod tasks;
mod values;
