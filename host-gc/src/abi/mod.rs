//! The canonical ABI for GC types.
//!
//! The component model's proposal for GC lets `canon lift` and `canon lower` speak GC types instead of linear
//! memory; no runtime executes it yet. Here it is executed ahead of time: [`bridge`] turns a core module
//! that follows the proposal, and a world, into an ordinary component; [`lower`] does the same for a component that
//! uses the `gc` canonical option.
//!
//! Invariants: a module is checked against WIT by the proposal's rules before a byte is emitted; the result
//! validates without any GC feature of the component model, which stays off everywhere.

mod bridge;
mod check;
mod component;
mod emit;
mod error;
mod lower;
mod module;

use witloom_bindgen::model::Support;

pub use bridge::{BridgeOptions, bridge, bridge_core, needs_bridge};
pub use check::StringEncoding;
pub use error::{BridgeError, LowerError};
pub use lower::{lower, needs_lower};

/// What the bridge has rows for beyond what every language supports.
pub(crate) const SUPPORT: Support = Support { maps: false, ..Support::SYNC };
