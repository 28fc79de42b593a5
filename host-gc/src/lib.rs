//! WasmGC guests as first-class components on today's runtimes.
//!
//! The component model's proposal for GC lets `canon lift` and `canon lower` speak GC types instead of linear
//! memory; no runtime executes it yet. This crate executes it ahead of time: [`bridge`] turns a core module
//! that follows the proposal, and a world, into an ordinary component; [`lower`] does the same for a component that
//! uses the `gc` canonical option. [`link`] makes the modules of GC toolchains fit to be components.
//!
//! Invariants: a module is checked against WIT by the proposal's rules before a byte is emitted; nothing that
//! a module, component or WIT file contains panics; the result validates without any GC feature of the
//! component model, which stays off everywhere.

mod bridge;
mod check;
mod component;
mod emit;
pub mod engine;
mod error;
mod guest;
pub mod link;
mod lower;
mod module;

use witloom_bindgen::model::Support;

pub use bridge::{BridgeOptions, bridge, bridge_core, needs_bridge};
pub use check::StringEncoding;
pub use error::{BridgeError, LowerError};
pub use guest::WasmGc;
pub use lower::{lower, needs_lower};

/// What the bridge has rows for beyond what every language supports.
const SUPPORT: Support = Support { fixed_lists: true };
