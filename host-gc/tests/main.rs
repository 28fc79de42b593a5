//! The tests of GC guests, in one binary: the engine is linked once.

mod arena;
mod audit;
mod cases;
mod checker;
mod copies;
mod docs;
mod engine;
mod errors;
mod fixed_lists;
mod guest;
mod hostile;
mod link;
mod lower;
mod resources;
mod support;
mod v8;
mod zeal;
