//! Sixth: a language as small as can be, which holds in tests that a language is one folder.
//!
//! [`generate`] writes the words of a world from the binding's nodes and steps, [`compile`](mod@compile) turns words
//! into a core module, and the driver puts both together. Nothing outside of this folder knows the language but the
//! lines that register it.

mod compile;
mod driver;
mod generate;
mod guest;
mod ops;
mod types;

pub use driver::SixthDriver;
pub use generate::Sixth;
