//! Results by key, in the app's `.witloom/cache`.
//!
//! A result is a wasm file and a note with its size, checksum and warnings, written last: without a fitting note
//! a result doesn't exist. Reading verifies the checksum and forgets a damaged result.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::ProjectError;
use crate::files::{replace, sha256};

/// How many results of earlier builds are kept.
const KEPT: usize = 24;

/// What is known about a result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Note {
    pub(super) size: u64,
    pub(super) sha256: String,
    pub(super) warnings: Vec<String>,
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

    /// What is known under a key; `None` when nothing is, or when the file's size is wrong.
    pub(super) fn find(&self, key: &str) -> Option<Note> {
        let note: Note = serde_json::from_slice(&std::fs::read(self.note(key)).ok()?).ok()?;
        (std::fs::metadata(self.wasm(key)).ok()?.len() == note.size).then_some(note)
    }

    /// The result under a key, when it is there and undamaged; a damaged one is removed.
    pub(super) fn read(&self, key: &str) -> Option<Vec<u8>> {
        let note = self.find(key)?;
        let bytes = std::fs::read(self.wasm(key)).ok()?;
        if sha256(&bytes) == note.sha256 {
            return Some(bytes);
        }
        let _ = std::fs::remove_file(self.note(key));
        None
    }

    /// Keeps a result.
    pub(super) fn insert(&self, key: &str, bytes: &[u8], warnings: Vec<String>) -> Result<Note, ProjectError> {
        let note = Note { size: bytes.len() as u64, sha256: sha256(bytes), warnings };
        replace(&self.wasm(key), bytes)?;
        replace(&self.note(key), &serde_json::to_vec_pretty(&note).expect("a note is plain data"))?;
        Ok(note)
    }

    /// Marks a result as used now, so that it is kept.
    pub(super) fn touch(&self, key: &str) {
        let note = std::fs::File::options().append(true).open(self.note(key));
        // The time only orders the results for removal: not being able to set it harms nobody.
        let _ = note.and_then(|file| file.set_modified(SystemTime::now()));
    }

    /// Removes all but the results used last.
    pub(super) fn prune(&self) {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        let is_note = |path: &Path| path.extension().is_some_and(|extension| extension == "json");
        let mut notes: Vec<(SystemTime, PathBuf)> = entries
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| is_note(path))
            .filter_map(|path| Some((std::fs::metadata(&path).ok()?.modified().ok()?, path)))
            .collect();
        notes.sort();
        for (_, note) in notes.iter().rev().skip(KEPT) {
            let _ = std::fs::remove_file(note);
            let _ = std::fs::remove_file(note.with_extension("wasm"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgets_damaged_results() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().join("cache"));
        assert_eq!(store.find("k"), None);
        store.insert("k", b"\0asm....", vec!["careful".to_owned()]).unwrap();
        assert_eq!(store.read("k").as_deref(), Some(&b"\0asm...."[..]));
        std::fs::write(store.wasm("k"), b"\0asm...!").unwrap();
        assert!(store.find("k").is_some(), "the size alone looks right");
        assert_eq!(store.read("k"), None);
        assert_eq!(store.find("k"), None);
        store.insert("k", b"\0asm....", Vec::new()).unwrap();
        std::fs::write(store.wasm("k"), b"\0as").unwrap();
        assert_eq!(store.find("k"), None, "cut off");
    }

    #[test]
    fn keeps_what_was_used_last() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(folder.path().to_owned());
        for i in 0..KEPT + 3 {
            store.insert(&format!("k{i}"), b"x", Vec::new()).unwrap();
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        store.touch("k0");
        store.prune();
        assert!(store.find("k0").is_some() && store.find("k1").is_none());
    }
}
