//! What pairs came to before, so that a pair that didn't change is not played again.
//!
//! Only passes are kept: whatever went wrong is tried again, and its words are fresh. A verdict belongs to the
//! bytes of both guests and to this very program.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use witloom_component::disk::replace_lazily;
use witloom_project::graph::digest;

use crate::judge::results::{Phase, State};
use crate::play::pair::Outcome;

/// The verdicts of one pair.
#[derive(Debug)]
pub struct Verdicts {
    folder: PathBuf,
    key: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    functions: Vec<(u32, usize)>,
    micros: Vec<u64>,
}

impl Verdicts {
    /// Those of the pair that `pair` identifies.
    pub fn new(folder: &Path, pair: &str) -> Self {
        Self { folder: folder.to_owned(), key: digest("verdict", &[pair]) }
    }

    fn file(&self, mode: &str) -> PathBuf {
        self.folder.join(format!("{}.{mode}", self.key))
    }

    fn read(&self, mode: &str) -> Option<Kept> {
        serde_json::from_slice(&std::fs::read(self.file(mode)).ok()?).ok()
    }

    /// The outcomes of an earlier run of exactly these functions, all passed.
    pub fn replay(&self, mode: &str, functions: &[(u32, usize)]) -> Option<Vec<Outcome>> {
        let kept = self.read(mode)?;
        let find = |wanted: &(u32, usize)| {
            let at = kept.functions.iter().position(|function| function == wanted)?;
            let took = Duration::from_micros(*kept.micros.get(at)?);
            let (state, phase, vectors) = (State::Pass, Phase::Run, wanted.1);
            Some(Outcome { state, phase, detail: String::new(), vectors, took })
        };
        functions.iter().map(find).collect()
    }

    /// Remembers what passed; a folder that can't be written costs time only.
    pub fn keep(&self, mode: &str, functions: &[(u32, usize)], outcomes: &[Outcome]) {
        let passed = functions.iter().zip(outcomes).filter(|(_, outcome)| outcome.state == State::Pass);
        let mut kept = self.read(mode).unwrap_or_default();
        for (function, outcome) in passed {
            if !kept.functions.contains(function) {
                kept.functions.push(*function);
                kept.micros.push(outcome.took.as_micros() as u64);
            }
        }
        let bytes = serde_json::to_vec(&kept).expect("a verdict is plain data");
        let _ = replace_lazily(&self.file(mode), &bytes);
    }

    /// Whether the pair's composed form was compiled before.
    pub fn was_composed(&self) -> bool {
        self.file("compiled").exists()
    }

    /// Remembers that it was.
    pub fn set_composed(&self) {
        let _ = std::fs::create_dir_all(&self.folder).and_then(|()| std::fs::write(self.file("compiled"), b""));
    }
}
