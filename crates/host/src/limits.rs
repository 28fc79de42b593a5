//! What a guest may use before it is stopped: memory, table elements, instances, time, fuel.
//!
//! A limit that is hit ends the run with an error of its own instead of the failed allocation that the
//! guest would otherwise report in its own words. Memory counts every linear memory of the app and the GC
//! heap together.

use std::fmt;
use std::time::{Duration, Instant};

use wasmtime::ResourceLimiter;

/// Limits of one run; `None` means unlimited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of linear memory and GC heap, over all instances together.
    pub memory: Option<u64>,
    /// Wall time of a whole command, of one call, or of one request.
    pub time: Option<Duration>,
    /// Units of fuel, roughly one per wasm instruction; needs [`crate::EngineOptions::fuel`].
    pub fuel: Option<u64>,
    /// Elements of all tables together.
    pub table_elements: Option<u64>,
    /// Core instances.
    pub instances: Option<usize>,
}

/// The limit that a guest hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// [`Limits::memory`], in bytes.
    Memory {
        /// The limit.
        limit: u64,
        /// What the guest would have used.
        wanted: u64,
    },
    /// [`Limits::time`].
    Time {
        /// The limit.
        limit: Duration,
    },
    /// [`Limits::fuel`].
    Fuel {
        /// The limit.
        limit: u64,
    },
    /// [`Limits::table_elements`].
    Table {
        /// The limit.
        limit: u64,
        /// What the guest would have used.
        wanted: u64,
    },
    /// What the engine copies between guest and host in one call.
    Transfer {
        /// The limit in bytes of the host's form of the values.
        limit: u64,
    },
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory { limit, wanted } => {
                write!(f, "the guest wanted {} of memory, the limit is {}", bytes(*wanted), bytes(*limit))
            }
            Self::Time { limit } => write!(f, "the guest ran longer than {limit:?}"),
            Self::Fuel { limit } => write!(f, "the guest used up its {limit} units of fuel"),
            Self::Table { limit, wanted } => {
                write!(f, "the guest wanted {wanted} table elements, the limit is {limit}")
            }
            Self::Transfer { limit } => {
                write!(f, "one call passes more than {} of values between guest and host", bytes(*limit))
            }
        }
    }
}

impl std::error::Error for Limit {}

impl Limit {
    /// What to do about it.
    pub(crate) fn hint(self) -> &'static str {
        match self {
            Self::Memory { .. } => "raise it with `--memory`, or look for a leak in the guest",
            Self::Time { .. } => {
                "raise it with `--timeout`, or look for an endless loop in the guest, or for something that it waits for in vain"
            }
            Self::Fuel { .. } => "raise it with `--fuel`",
            Self::Table { .. } => "raise it with `--max-table-elements`",
            Self::Transfer { .. } => {
                "pass it in pieces; between the components of one app there is no such limit, the host keeps values in a larger form"
            }
        }
    }
}

fn bytes(count: u64) -> String {
    const MIB: u64 = 1 << 20;
    if count >= MIB { format!("{:.1} MiB", count as f64 / MIB as f64) } else { format!("{count} bytes") }
}

/// Counts what the guests of one store use.
#[derive(Debug)]
pub(crate) struct Meter {
    limits: Limits,
    memory: u64,
    table: u64,
    /// The last growth of memory that was refused. The engine tells it as it is for linear memory, but as a full
    /// heap for the objects of GC guests.
    refused: Option<Limit>,
}

impl Meter {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, memory: 0, table: 0, refused: None }
    }

    /// Bytes of linear memory and GC heap in use.
    pub(crate) fn memory(&self) -> u64 {
        self.memory
    }

    pub(crate) fn refused(&self) -> Option<Limit> {
        self.refused
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }
}

impl ResourceLimiter for Meter {
    fn memory_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        let wanted = self.memory.saturating_add(desired.saturating_sub(current) as u64);
        match self.limits.memory {
            Some(limit) if wanted > limit => {
                let refused = Limit::Memory { limit, wanted };
                self.refused = Some(refused);
                Err(wasmtime::Error::new(refused))
            }
            Some(_) | None => {
                self.memory = wanted;
                Ok(true)
            }
        }
    }

    fn table_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        let wanted = self.table.saturating_add(desired.saturating_sub(current) as u64);
        match self.limits.table_elements {
            Some(limit) if wanted > limit => Err(wasmtime::Error::new(Limit::Table { limit, wanted })),
            Some(_) | None => {
                self.table = wanted;
                Ok(true)
            }
        }
    }

    fn instances(&self) -> usize {
        self.limits.instances.unwrap_or(usize::MAX)
    }

    fn tables(&self) -> usize {
        usize::MAX
    }

    fn memories(&self) -> usize {
        usize::MAX
    }
}

/// When the current call has to be over.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Deadline {
    at: Option<(Instant, Duration)>,
}

impl Deadline {
    pub(crate) fn after(limit: Option<Duration>) -> Self {
        // A limit past the end of time is none.
        Self { at: limit.and_then(|d| Instant::now().checked_add(d).map(|at| (at, d))) }
    }

    pub(crate) fn at(self) -> Option<Instant> {
        self.at.map(|(at, _)| at)
    }

    pub(crate) fn passed(self) -> Option<Limit> {
        self.at.filter(|(at, _)| Instant::now() >= *at).map(|(_, limit)| Limit::Time { limit })
    }
}
