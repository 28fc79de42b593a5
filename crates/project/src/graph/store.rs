//! Results by key, in the app's `.witloom/cache`.
//!
//! A result is a wasm file and a note with its checksum and warnings, written last: without a fitting note a result
//! doesn't exist. What decides a result beyond a build's own inputs is known after the build only: a trace, kept
//! under the key of those inputs.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};
use witloom_component::Trace;
use witloom_component::compose::WaitWarning;
use witloom_disk::sha256;

use super::index::Index;
use crate::ProjectError;
use crate::files::replace_lazily;

/// How many results of earlier builds are kept at least.
const KEPT: usize = 24;

/// How many traces are kept under one key: a component may read other files under another environment.
const TRACES: usize = 8;

/// What is known about a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    pub(super) size: u64,
    pub(super) sha256: String,
    /// Of a component: what its driver found. Of an app: the components that it leaves out.
    pub(super) warnings: Vec<String>,
    /// Of an app: what can't wait.
    #[serde(default)]
    pub(super) waits: Vec<WaitWarning>,
}

/// The cache of one app.
#[derive(Debug, Clone)]
pub(super) struct Store {
    folder: PathBuf,
}

impl Store {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn wasm(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.wasm"))
    }

    fn note(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.json"))
    }

    fn traces_file(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.reads"))
    }

    /// What is known under a key; `None` when nothing is, or when the file is damaged.
    pub(super) fn find(&self, key: &str, index: &Index) -> Option<Note> {
        let note: Note = serde_json::from_slice(&std::fs::read(self.note(key)).ok()?).ok()?;
        if index.holds(&self.wasm(key), &note.sha256) {
            return Some(note);
        }
        let _ = std::fs::remove_file(self.note(key));
        None
    }

    /// The result under a key, when it is there and undamaged.
    pub(super) fn read(&self, key: &str) -> Option<Vec<u8>> {
        let note: Note = serde_json::from_slice(&std::fs::read(self.note(key)).ok()?).ok()?;
        std::fs::read(self.wasm(key)).ok().filter(|bytes| sha256(bytes) == note.sha256)
    }

    /// Keeps a component.
    pub(super) fn insert(&self, key: &str, bytes: &[u8], warnings: Vec<String>) -> Result<Note, ProjectError> {
        self.insert_app(key, bytes, warnings, Vec::new())
    }

    /// Keeps an app, with the components that it leaves out and what in it can't wait.
    pub(super) fn insert_app(
        &self,
        key: &str,
        bytes: &[u8],
        warnings: Vec<String>,
        waits: Vec<WaitWarning>,
    ) -> Result<Note, ProjectError> {
        let note = Note { size: bytes.len() as u64, sha256: sha256(bytes), warnings, waits };
        replace_lazily(&self.wasm(key), bytes)?;
        replace_lazily(&self.note(key), &serde_json::to_vec_pretty(&note).expect("a note is plain data"))?;
        Ok(note)
    }

    /// What builds with these inputs looked at, the last one first.
    pub(super) fn traces(&self, inputs: &str) -> Vec<Trace> {
        let read = std::fs::read(self.traces_file(inputs)).ok();
        read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Remembers what a build with these inputs looked at.
    pub(super) fn insert_trace(&self, inputs: &str, trace: &Trace) -> Result<(), ProjectError> {
        let mut traces = self.traces(inputs);
        traces.retain(|known| known != trace);
        traces.insert(0, trace.clone());
        traces.truncate(TRACES);
        // Paths that are no text can't be kept: then the component is built each time, and never stale.
        let Ok(bytes) = serde_json::to_vec(&traces) else { return Ok(()) };
        replace_lazily(&self.traces_file(inputs), &bytes)
    }

    /// Marks a result as used now, so that it is kept.
    pub(super) fn touch(&self, key: &str) {
        let note = std::fs::File::options().append(true).open(self.note(key));
        // The time only orders the results for removal: not being able to set it harms nobody.
        let _ = note.and_then(|file| file.set_modified(SystemTime::now()));
    }

    /// Removes all but the results used last: several for each of an app's `parts`.
    pub(super) fn prune(&self, parts: usize) {
        let kept = KEPT.max(3 * parts);
        for (kind, kept) in [("json", kept), ("reads", 2 * kept)] {
            for old in self.by_age(kind).iter().rev().skip(kept) {
                let _ = std::fs::remove_file(old);
                if kind == "json" {
                    let _ = std::fs::remove_file(old.with_extension("wasm"));
                }
            }
        }
    }

    /// Files with an ending, the oldest first.
    fn by_age(&self, ending: &str) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return Vec::new() };
        let is_wanted = |path: &Path| path.extension().is_some_and(|extension| extension == ending);
        let mut files: Vec<(SystemTime, PathBuf)> = entries
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| is_wanted(path))
            .filter_map(|path| Some((std::fs::metadata(&path).ok()?.modified().ok()?, path)))
            .collect();
        files.sort();
        files.into_iter().map(|(_, path)| path).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgets_damaged_results() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().join("cache"));
        let index = Index::open(folder.path().join("index.json"));
        assert_eq!(store.find("k", &index), None);
        store.insert("k", b"\0asm....", vec!["careful".to_owned()]).unwrap();
        assert!(store.find("k", &index).is_some());
        assert_eq!(store.read("k").as_deref(), Some(&b"\0asm...."[..]));
        std::fs::write(store.wasm("k"), b"\0asm...!").unwrap();
        assert_eq!(store.read("k"), None);
        assert_eq!(store.find("k", &index), None, "of the same size");
        store.insert("k", b"\0asm....", Vec::new()).unwrap();
        std::fs::write(store.wasm("k"), b"\0as").unwrap();
        assert_eq!(store.find("k", &index), None, "cut off");
    }

    #[test]
    fn keeps_what_was_used_last() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().to_owned());
        let index = Index::open(folder.path().join("index.json"));
        for i in 0..KEPT + 3 {
            store.insert(&format!("k{i}"), b"x", Vec::new()).unwrap();
            let note = std::fs::File::options().append(true).open(store.note(&format!("k{i}"))).unwrap();
            note.set_modified(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(i as u64)).unwrap();
        }
        store.touch("k0");
        store.prune(2);
        assert!(store.find("k0", &index).is_some() && store.find("k1", &index).is_none());
    }

    #[test]
    fn the_last_trace_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().to_owned());
        let trace = |name: &str| Trace { variables: [name.to_owned()].into(), ..Trace::default() };
        for name in ["A", "B", "A"] {
            store.insert_trace("k", &trace(name)).unwrap();
        }
        assert_eq!(store.traces("k"), [trace("A"), trace("B")]);
    }
}
