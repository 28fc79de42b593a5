//! A driver's own steps, kept by their keys, and what a build looks at beyond its job.
//!
//! A step is a part of a build whose result depends on less than the whole build does, for instance an engine
//! fitted to a world. It fills a folder; the folder is complete once it bears its name, and is held against its
//! checksums before it is used again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use witloom_disk::{Key, once};

use crate::BuildError;

/// How many results of a step are kept: a world and its last form, in two profiles.
const KEPT: usize = 4;

/// What a build looked at outside of its job: a change there makes its result stale.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// Files and folders outside of the component's folder, folders with all that is in them; also those that
    /// were looked for and not there.
    pub trees: BTreeSet<PathBuf>,
    /// Folders of which only the files directly in them count.
    pub folders: BTreeSet<PathBuf>,
    /// Environment variables.
    pub variables: BTreeSet<String>,
}

/// The steps of one component.
#[derive(Debug)]
pub struct Steps {
    folder: PathBuf,
    is_locked: bool,
    trace: Mutex<Trace>,
}

impl Steps {
    /// Keeps results in `folder`.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), is_locked: false, trace: Mutex::default() }
    }

    /// Whether locks of packages stay as they are.
    #[must_use]
    pub fn locked(self, is_locked: bool) -> Self {
        Self { is_locked, ..self }
    }

    pub(crate) fn is_locked(&self) -> bool {
        self.is_locked
    }

    /// What was looked at until now.
    pub fn trace(&self) -> Trace {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Trace> {
        self.trace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a file or a whole folder outside of the component's.
    pub(crate) fn tree(&self, path: PathBuf) {
        self.lock().trees.insert(path);
    }

    /// Notes the files directly in a folder.
    pub(crate) fn folder(&self, path: PathBuf) {
        self.lock().folders.insert(path);
    }

    /// Reads an environment variable.
    pub(crate) fn variable(&self, name: &str) -> Option<String> {
        self.lock().variables.insert(name.to_owned());
        std::env::var(name).ok()
    }

    /// The folder of a step's result; `make` fills it when the key is new.
    pub(crate) fn run(
        &self,
        name: &str,
        key: &[(&str, &[u8])],
        make: impl FnOnce(&Path) -> Result<(), BuildError>,
    ) -> Result<PathBuf, BuildError> {
        let key = key.iter().fold(Key::new(name), |key, (label, part)| key.with(label, part)).finish();
        let folder = self.folder.join(name).join(&key[..32]);
        once(&folder, make)?;
        self.prune(name, &folder);
        Ok(folder)
    }

    /// Marks a result as used now, and removes those that weren't for longest.
    fn prune(&self, name: &str, used: &Path) {
        // Times only order the results for removal: not being able to set or read them harms nobody.
        let _ = std::fs::File::open(used).and_then(|folder| folder.set_modified(SystemTime::now()));
        let Ok(entries) = std::fs::read_dir(self.folder.join(name)) else { return };
        let is_result = |path: &Path| path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.'));
        let mut results: Vec<(SystemTime, PathBuf)> = entries
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| is_result(path))
            .filter_map(|path| Some((std::fs::metadata(&path).ok()?.modified().ok()?, path)))
            .collect();
        results.sort();
        for (_, old) in results.iter().rev().skip(KEPT).filter(|(_, old)| old != used) {
            let _ = std::fs::remove_dir_all(old);
        }
    }
}
