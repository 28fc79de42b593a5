//! The Python SDK: bindings generator, build driver and the Python code that ships with every component.
//!
//! componentize-py links CPython, moves values across the canonical ABI and freezes the result. Everything
//! that a user sees is ours: the generated package `gen` holds the classes, checks and glue, and is put where
//! the engine looks for the modules that it would have generated itself. So no WIT name can clash with
//! Python's own modules, and every failure says what went wrong.
//!
//! The way of a build: [`generate`] writes `gen/`, [`engine`] writes the WIT package that the engine reads,
//! `toolchain/componentize.py` runs the engine, and [`polish`] takes our own additions out of the component.

mod driver;
mod engine;
mod generate;
mod guest;
mod names;
mod packages;
mod polish;
mod tests;
mod text;

pub use driver::PythonDriver;
pub use generate::Python;
