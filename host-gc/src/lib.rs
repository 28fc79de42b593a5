//! WasmGC guests as first-class components on today's runtimes.
//!
//! Four rooms, none of which needs to know what the others do:
//!
//! * [`abi`]: the canonical ABI of the component model's proposal for GC, executed ahead of time;
//! * [`link`]: the modules of GC toolchains made fit to be components, by a profile per toolchain;
//! * [`engine`]: presets and values for hosts that run GC guests;
//! * [`language`]: core modules with GC types as the language `wasm-gc`.
//!
//! Invariant: nothing that a module, component or WIT file contains panics.

pub mod abi;
pub mod engine;
pub mod language;
pub mod link;

pub use abi::{
    BridgeError, BridgeOptions, LowerError, StringEncoding, bridge, bridge_core, lower, needs_bridge, needs_lower,
};
pub use language::WasmGc;
