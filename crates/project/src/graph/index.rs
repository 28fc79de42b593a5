//! Hashes of files and folders by content, remembered by time and size so that an unchanged tree is only listed.
//!
//! A file that was changed within two seconds before it was hashed is hashed again next time: another change
//! could follow without showing in time or size.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use crate::ProjectError;
use crate::files::{hex, replace, sha256};

const SETTLED: Duration = Duration::from_secs(2);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    modified: Duration,
    size: u64,
    hashed: Duration,
    sha256: String,
}

/// The remembered hashes of an app's files.
#[derive(Debug)]
pub(super) struct Index {
    file: PathBuf,
    entries: Mutex<BTreeMap<PathBuf, Entry>>,
    loaded: BTreeMap<PathBuf, Entry>,
}

impl Index {
    /// Opens the memory in `file`; a missing or damaged one is empty.
    pub(super) fn open(file: PathBuf) -> Self {
        let read = std::fs::read(&file).ok();
        let loaded: BTreeMap<_, _> = read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { file, entries: Mutex::new(loaded.clone()), loaded }
    }

    /// Writes the memory back when it changed.
    pub(super) fn save(&self) -> Result<(), ProjectError> {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if *entries == self.loaded {
            return Ok(());
        }
        let bytes = serde_json::to_vec(&*entries).expect("paths read from the file system are serialisable");
        replace(&self.file, &bytes)
    }

    /// The hash of a file, or of a folder's files with their relative paths.
    ///
    /// Hidden files, `__pycache__` and `target` don't count: tools write there.
    pub(super) fn tree(&self, root: &Path) -> Result<String, ProjectError> {
        if root.is_file() {
            return self.file_hash(root);
        }
        let mut hash = Sha256::new();
        let skipped = |name: &str| name.starts_with('.') || name == "__pycache__" || name == "target";
        let walk = WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter();
        for entry in walk.filter_entry(|e| e.depth() == 0 || !skipped(&e.file_name().to_string_lossy())) {
            let entry = entry.map_err(|e| {
                let path = e.path().unwrap_or(root).to_owned();
                ProjectError::io(path)(e.into())
            })?;
            if entry.file_type().is_file() {
                let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
                hash.update(relative.to_string_lossy().as_bytes());
                hash.update([0]);
                hash.update(self.file_hash(entry.path())?.as_bytes());
            }
        }
        Ok(hex(&hash.finalize()))
    }

    fn file_hash(&self, path: &Path) -> Result<String, ProjectError> {
        let metadata = std::fs::metadata(path).map_err(ProjectError::io(path))?;
        let modified = since_epoch(metadata.modified().map_err(ProjectError::io(path))?);
        let known = {
            let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
            entries.get(path).filter(|e| e.modified == modified && e.size == metadata.len()).cloned()
        };
        if let Some(entry) = known.filter(|entry| entry.modified + SETTLED < entry.hashed) {
            return Ok(entry.sha256);
        }
        let hashed = since_epoch(SystemTime::now());
        let sha256 = sha256(&std::fs::read(path).map_err(ProjectError::io(path))?);
        let entry = Entry { modified, size: metadata.len(), hashed, sha256: sha256.clone() };
        self.entries.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), entry);
        Ok(sha256)
    }
}

fn since_epoch(time: SystemTime) -> Duration {
    time.duration_since(UNIX_EPOCH).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_its_names_and_contents() {
        let folder = tempfile::tempdir().unwrap();
        let (root, index) = (folder.path().join("app"), Index::open(folder.path().join("index.json")));
        std::fs::create_dir_all(root.join("sub")).unwrap();
        std::fs::write(root.join("a.txt"), "one").unwrap();
        let first = index.tree(&root).unwrap();
        assert_eq!(index.tree(&root).unwrap(), first);
        std::fs::write(root.join("a.txt"), "two").unwrap();
        let second = index.tree(&root).unwrap();
        assert_ne!(first, second);
        std::fs::rename(root.join("a.txt"), root.join("sub/a.txt")).unwrap();
        let third = index.tree(&root).unwrap();
        assert_ne!(second, third);
        std::fs::write(root.join(".hidden"), "x").unwrap();
        assert_eq!(index.tree(&root).unwrap(), third);
    }

    #[test]
    fn trusts_time_and_size_of_settled_files_only() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        let index = Index::open(folder.path().join("index.json"));
        let write = |text: &str, age: u64| {
            std::fs::write(&file, text).unwrap();
            let time = UNIX_EPOCH + Duration::from_secs(1_000_000_000 - age);
            std::fs::File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
        };
        write("one", 5);
        let settled = index.tree(&file).unwrap();
        write("two", 5);
        assert_eq!(index.tree(&file).unwrap(), settled, "same time and size");
        write("two", 6);
        assert_ne!(index.tree(&file).unwrap(), settled, "another time");
        std::fs::write(&file, "six").unwrap();
        let fresh = index.tree(&file).unwrap();
        let time = std::fs::metadata(&file).unwrap().modified().unwrap();
        std::fs::write(&file, "ten").unwrap();
        std::fs::File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
        assert_ne!(index.tree(&file).unwrap(), fresh, "hashed right after the change");
    }
}
