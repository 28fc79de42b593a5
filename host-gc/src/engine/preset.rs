//! Collector and heap settings for common kinds of hosts.

use wasmtime::{Collector, Config};

const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// How GC guests are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Preset {
    /// Many calls into long-lived instances: the copying collector, with a heap that starts small, grows in
    /// place and is never moved.
    Interactive,
    /// One short run per instance: nothing is collected, so nothing is spent on collecting; the heap may grow
    /// to its reservation, and running out of it is a trap.
    OneShot,
    /// Even latency before throughput: reference counting, which has no long pauses, with a heap that is there
    /// from the start. Cycles are not collected until the store goes.
    LowPause,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Self; 3] = [Self::Interactive, Self::OneShot, Self::LowPause];

    /// The name in settings: `interactive`, `one-shot`, `low-pause`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Interactive => "interactive",
            Self::OneShot => "one-shot",
            Self::LowPause => "low-pause",
        }
    }

    /// The preset of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.name() == name)
    }

    /// Changes the settings for GC of an engine, and no others.
    pub fn apply(self, config: &mut Config) {
        // The whole 32-bit heap is reserved, never committed: bounds checks fall away and growth never moves it.
        config.gc_heap_reservation(4 * GIB).gc_heap_may_move(false);
        match self {
            Self::Interactive => config.collector(Collector::Copying).gc_heap_initial_size(4 * MIB),
            Self::OneShot => config.collector(Collector::Null).gc_heap_initial_size(64 * MIB),
            Self::LowPause => config.collector(Collector::DeferredReferenceCounting).gc_heap_initial_size(32 * MIB),
        };
    }
}
