//! What was measured. The shape of `figures.json`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::measure::Cost;
use crate::error::MatrixError;

/// The version of the shape.
pub const SCHEMA_VERSION: u32 = 1;

/// The result of a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Figures {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// When the run began, in seconds since 1970.
    pub started: u64,
    /// Where it ran.
    pub machine: Machine,
    /// The version of witloom.
    pub witloom: String,
    /// Versions of what languages are built with.
    pub tools: BTreeMap<String, BTreeMap<String, String>>,
    /// What was called, in the order of tables.
    pub workloads: Vec<About>,
    /// The guests, each built once.
    pub guests: Vec<Guest>,
    /// What calls between languages cost, and those of the host.
    pub pairs: Vec<Row>,
    /// What one would use instead.
    pub peers: Vec<Row>,
    /// Instructions of guests by language, then by workload: calls between two components of that language.
    pub counted: Counted,
    /// Languages and peers that took no part, each with why.
    pub left_out: Vec<String>,
    /// What went wrong; other figures stand.
    pub failures: Vec<String>,
}

/// Instructions by language, then by workload.
pub type Counted = BTreeMap<String, BTreeMap<String, u64>>;

/// What a run had of a machine.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Machine {
    /// Threads that can run at once.
    pub cores: usize,
    /// `linux`, for instance.
    pub os: String,
    /// `x86_64`, for instance.
    pub architecture: String,
}

impl Machine {
    pub(super) fn this() -> Self {
        let cores = std::thread::available_parallelism().map_or(0, usize::from);
        Self { cores, os: std::env::consts::OS.to_owned(), architecture: std::env::consts::ARCH.to_owned() }
    }
}

/// A workload, for people.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct About {
    /// Its name.
    pub name: String,
    /// What is called, and with what.
    pub about: String,
}

/// A guest that was built for the figures.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Guest {
    /// Its language.
    pub language: String,
    /// What it plays: `costs` or `loads`.
    pub kind: String,
    /// `caller` or `callee`.
    pub role: String,
    /// Seconds that its build took with the toolchain at hand and nothing known of it.
    pub build_s: f64,
    /// Seconds that it took again, with nothing changed.
    pub again_s: f64,
    /// Bytes of the component.
    pub bytes: usize,
    /// The same after `gzip -9`, where there is a `gzip`.
    pub gzip_bytes: Option<usize>,
}

/// Figures of one way to call from one side to another.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Row {
    /// `go→java`, or what a peer is.
    pub name: String,
    /// The language that calls, or `host`.
    pub caller: String,
    /// The language that is called.
    pub callee: String,
    /// By workload; those that the two can't play aren't there.
    pub costs: BTreeMap<String, Cost>,
    /// What is known of both in one component.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<App>,
}

/// Two guests in one component.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct App {
    /// Bytes of the component.
    pub bytes: usize,
    /// Nanoseconds on processors that it takes to start when its machine code is known.
    pub start_ns: Option<f64>,
    /// Bytes of memory when it has started.
    pub memory_start: u64,
    /// The same after so many calls.
    pub memory_calls: u32,
    /// Bytes of memory then.
    pub memory_after: u64,
}

impl Figures {
    /// Reads what an earlier run wrote.
    pub fn read(path: &Path) -> Result<Self, MatrixError> {
        let wrong = |reason: String| MatrixError::Figures { path: path.to_owned(), reason };
        let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        let figures: Self = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        if figures.schema_version != SCHEMA_VERSION {
            return Err(wrong(format!("it has version {}, not {SCHEMA_VERSION}", figures.schema_version)));
        }
        Ok(figures)
    }

    /// Writes them as JSON.
    pub fn write(&self, path: &Path) -> Result<(), MatrixError> {
        let text = serde_json::to_string_pretty(self).expect("figures are plain data") + "\n";
        std::fs::write(path, text).map_err(MatrixError::io(path))
    }
}
