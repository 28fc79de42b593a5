//! What a run is asked for, and what it tells while it goes on.

use std::path::PathBuf;
use std::time::Duration;

use witloom_project::toolchain::user_cache;

use crate::build::versions::Version;
use crate::filter::Filter;
use crate::scripted::{SCENARIOS, Scenario};

/// How pairs are to be linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LinkChoice {
    /// Composed where that was compiled before, else by the host.
    #[default]
    Auto,
    /// Always by the host.
    Host,
    /// Always composed.
    Composed,
    /// Both ways; they must agree.
    Both,
}

/// What to run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Languages by id; all when empty.
    pub langs: Vec<String>,
    /// Languages that take part a second time, with another toolchain.
    pub versions: Vec<Version>,
    /// Which cells.
    pub filter: Filter,
    /// How to link.
    pub link: LinkChoice,
    /// Vectors per function.
    pub vectors: usize,
    /// What values are drawn with.
    pub seed: u64,
    /// Time of one call.
    pub time: Duration,
    /// Where guests and verdicts are kept.
    pub cache: PathBuf,
    /// The scripted cases that take part.
    pub scenarios: &'static [Scenario],
    /// Whether every built-in case takes part, so that expectations that nothing meets are stale.
    pub whole: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            langs: Vec::new(),
            versions: Vec::new(),
            filter: Filter::default(),
            link: LinkChoice::default(),
            vectors: 24,
            seed: 1,
            time: Duration::from_secs(20),
            cache: user_cache().join("matrix"),
            scenarios: SCENARIOS,
            whole: true,
        }
    }
}

/// What a run tells while it goes on.
#[derive(Debug, Clone)]
pub enum Event {
    /// A guest is being built.
    Building {
        /// The guest.
        guest: String,
        /// What is being done.
        note: String,
    },
    /// A guest is there, or can't be had.
    Built {
        /// The guest.
        guest: String,
    },
    /// A pair has been played.
    Played {
        /// Pairs done.
        done: usize,
        /// Pairs in all.
        of: usize,
        /// The pair.
        pair: String,
        /// Cells of the pair that are not as they should be.
        bad: usize,
    },
}
