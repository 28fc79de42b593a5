//! The Ruby SDK: real CRuby with its standard library as a component language.
//!
//! * [`generate`]: bindings for a world, from the plan: user-facing Ruby, RBS, and glue code.
//! * [`shim`]: the core module between CRuby's own ABI and the canonical ABI.
//! * [`cruby`]: CRuby at build time, to check the user's files and to take snapshots.
//! * [`link`]: CRuby, shim and files become a component.
//! * [`RubyDriver`] ties these together for the build.
//!
//! CRuby is the `ruby+stdlib.wasm` of a pinned npm package, with one function [changed](cruby::mark_waiting_fibers); no
//! Ruby and no C compiler is needed. The runtime that user code sees lies in `runtime/`.

pub mod cruby;
mod driver;
pub mod generate;
mod guest;
pub mod link;
mod program;
mod sections;
pub mod shim;
mod starter;
mod tests;

pub use driver::RubyDriver;
pub use generate::Ruby;
