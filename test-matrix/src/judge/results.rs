//! What a run found: one cell per function and pair. The shape of `results.json`, whose schema is
//! `test-matrix/schema/results.schema.json`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::MatrixError;

/// The version of the shape.
pub const SCHEMA_VERSION: u32 = 1;

/// What the line of a detail with the command that shows it again begins with.
pub const REPRODUCE: &str = "reproduce: ";

/// The id of the Rust host among the languages.
pub const HOST: &str = "host";

/// The result of a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Results {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// When the run began, in seconds since 1970.
    #[serde(default)]
    pub started: u64,
    /// The WIT packages that were called; none when they were the built-in ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wit: Vec<String>,
    /// Versions of what took part.
    pub tools: BTreeMap<String, String>,
    /// What values were drawn with.
    pub seed: u64,
    /// How many vectors each function had at most.
    pub vectors: usize,
    /// Number of cells by state.
    pub totals: BTreeMap<State, usize>,
    /// Expectations that no cell of a whole run met.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stale_expectations: Vec<String>,
    /// Every cell, by case, function, caller and callee.
    pub cells: Vec<Cell>,
}

/// One function of one pair.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The case.
    pub case: String,
    /// The function.
    pub function: String,
    /// The calling language, or `host`.
    pub caller: String,
    /// The answering language, or `host`.
    pub callee: String,
    /// What came out.
    pub state: State,
    /// How far it got.
    pub phase: Phase,
    /// How the two were linked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<LinkMode>,
    /// Expected and actual values, the guests' words, the command that shows it again; empty when it passed.
    pub detail: String,
    /// The side that disagrees with the reference, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blame: Option<String>,
    /// Calls made.
    #[serde(default)]
    pub vectors: usize,
    /// Milliseconds that the calls took.
    pub duration_ms: f64,
}

impl Cell {
    /// What tells cells apart.
    pub fn id(&self) -> (&str, &str, &str, &str) {
        (&self.case, &self.function, &self.caller, &self.callee)
    }

    /// Whether it tells about a language: that takes part, and where a side is to blame it is this one.
    pub fn tells_of(&self, language: &str) -> bool {
        let part = self.caller == language || self.callee == language;
        part && (self.state == State::Pass || self.blame.as_ref().is_none_or(|blame| blame.contains(language)))
    }

    /// What came of it, in a line.
    pub fn line(&self) -> String {
        format!("{} {} {}: {} → {}", self.state.word(), self.case, self.function, self.caller, self.callee)
    }

    /// This cell with what further vectors of it came to.
    #[must_use]
    pub fn and(self, further: Self) -> Self {
        let state = self.state.worse(further.state);
        let phase = if state == self.state { self.phase } else { further.phase };
        let details = [self.detail, further.detail].into_iter().filter(|detail| !detail.is_empty());
        let mut lines: Vec<String> = details.flat_map(|d| d.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
        // The command is the same one.
        let command = lines.iter().position(|line| line.starts_with(REPRODUCE)).map(|at| lines.remove(at));
        lines.retain(|line| !line.starts_with(REPRODUCE));
        lines.extend(command);
        Self {
            state,
            phase,
            link: self.link.or(further.link),
            detail: lines.join("\n"),
            vectors: self.vectors + further.vectors,
            duration_ms: self.duration_ms + further.duration_ms,
            ..self
        }
    }
}

/// What came out of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Both sides saw the values they should.
    Pass,
    /// A side saw another value, or the pair can't be linked.
    Fail,
    /// A guest trapped.
    Trap,
    /// A call took too long.
    Timeout,
    /// A guest could not be built.
    BuildFailed,
    /// A type or function that can't be called.
    Unsupported,
    /// It fails as an expectation says.
    KnownFail,
    /// It passes though an expectation says that it fails.
    UnexpectedPass,
    /// Its language's toolchain is missing.
    NotRun,
}

impl State {
    /// Every state, good ones first.
    pub const ALL: [Self; 9] = [
        Self::Pass,
        Self::KnownFail,
        Self::Unsupported,
        Self::NotRun,
        Self::UnexpectedPass,
        Self::Fail,
        Self::Trap,
        Self::Timeout,
        Self::BuildFailed,
    ];

    /// The word, as in `results.json`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Trap => "trap",
            Self::Timeout => "timeout",
            Self::BuildFailed => "build-failed",
            Self::Unsupported => "unsupported",
            Self::KnownFail => "known-fail",
            Self::UnexpectedPass => "unexpected-pass",
            Self::NotRun => "not-run",
        }
    }

    /// The one that says more about what went wrong.
    pub fn worse(self, other: Self) -> Self {
        let rank = |state| Self::ALL.iter().position(|s| *s == state);
        if rank(self) >= rank(other) { self } else { other }
    }

    /// Whether a run with such a cell fails.
    pub fn is_unexpected(self) -> bool {
        match self {
            Self::Fail | Self::Trap | Self::Timeout | Self::BuildFailed | Self::UnexpectedPass => true,
            Self::Pass | Self::Unsupported | Self::KnownFail | Self::NotRun => false,
        }
    }
}

/// How far a cell got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Its types can't be called.
    Select,
    /// A toolchain is missing.
    Prepare,
    /// A guest was built.
    Build,
    /// The pair was linked.
    Link,
    /// Calls were made.
    Run,
}

/// How a pair is linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkMode {
    /// The host forwards the calls.
    Host,
    /// The pair is one component.
    Composed,
    /// Both, and they agree.
    Both,
}

impl Results {
    /// Results of these cells, sorted.
    pub fn new(tools: BTreeMap<String, String>, seed: u64, vectors: usize, cells: Vec<Cell>) -> Self {
        let schema_version = SCHEMA_VERSION;
        let (started, wit, totals, stale_expectations) = Default::default();
        let mut results =
            Self { schema_version, started, wit, tools, seed, vectors, totals, stale_expectations, cells };
        results.count();
        results
    }

    /// Counts the states anew.
    pub fn count(&mut self) {
        self.totals.clear();
        for cell in &self.cells {
            *self.totals.entry(cell.state).or_default() += 1;
        }
    }

    /// Cells that make the run fail.
    pub fn unexpected(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter().filter(|cell| cell.state.is_unexpected())
    }

    /// Reads what an earlier run wrote.
    pub fn read(path: &Path) -> Result<Self, MatrixError> {
        let bad = |reason: String| MatrixError::Baseline { path: path.to_owned(), reason };
        let bytes = std::fs::read(path).map_err(|error| bad(error.to_string()))?;
        let results: Self = serde_json::from_slice(&bytes).map_err(|error| bad(error.to_string()))?;
        if results.schema_version != SCHEMA_VERSION {
            return Err(bad(format!("its schema version is {}, not {SCHEMA_VERSION}", results.schema_version)));
        }
        Ok(results)
    }
}
