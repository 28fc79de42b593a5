//! CRuby at build time: compiled once per machine, then started whenever the user's files have to be loaded, to
//! check them (development) or to take a snapshot (release).
//!
//! It runs core modules only, under the little [`wasi`] that starting needs, and never a component.

mod engine;
mod instrument;
mod roots;
mod wasi;

pub use engine::{CRuby, Image, Started};
pub(crate) use instrument::kind;
pub use roots::{UnknownFibers, mark_waiting_fibers};

use wasmtime::Func;

/// What the running CRuby sees of the build.
#[derive(Debug, Default)]
pub(crate) struct Host {
    /// `NAME=value` pairs.
    env: Vec<String>,
    /// What it wrote to stdout and stderr.
    output: Vec<u8>,
    /// The shim's functions by position of CRuby's import, once the shim exists.
    hooks: Vec<Option<Func>>,
}
