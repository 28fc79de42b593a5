//! For hosts that run GC guests: engine presets, one limit over both heaps, figures, a leak check, and strings
//! and arrays as host values.
//!
//! Nothing here sets `wasm_component_model_gc`: with it wasmtime runs the proposal itself, unfinished, and a
//! hostile component can end the process. Bridged components don't need it.

mod budget;
mod heap;
mod leak;
mod preset;
mod values;

pub use budget::Budget;
pub use heap::{HeapFigures, HeapWatch};
pub use leak::{LeakCheck, Verdict};
pub use preset::Preset;
pub use values::{ValueError, bytes, new_bytes, new_numbers, new_utf8, new_utf16, numbers, utf8, utf16};
