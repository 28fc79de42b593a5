//! Hashes of files and folders by content, remembered by which file it is, so that an unchanged tree is only listed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use witloom_component::Trace;
use witloom_disk::{Identity, Kind, Seen, replace_lazily, walk};

use super::Key;
use super::ignore::Ignore;
use crate::ProjectError;

/// The remembered hashes of an app's files.
#[derive(Debug)]
pub(super) struct Index {
    file: PathBuf,
    entries: Mutex<Entries>,
    loaded: Entries,
}

/// Files whose names are UTF-8, which is all that the memory's format can say; others are read each time.
type Entries = BTreeMap<String, Seen>;

impl Index {
    /// Opens the memory in `file`; a missing or damaged one is empty.
    pub(super) fn open(file: PathBuf) -> Self {
        let read = std::fs::read(&file).ok();
        let loaded: Entries = read.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { file, entries: Mutex::new(loaded.clone()), loaded }
    }

    /// Writes the memory back when it changed, without files that are gone. It only saves time: where it can't be
    /// written, nothing is lost.
    pub(super) fn save(&self) {
        let entries = self.lock();
        if *entries == self.loaded {
            return;
        }
        let there = entries.iter().filter(|(path, _)| Path::new(path).exists());
        let there: BTreeMap<&String, &Seen> = there.collect();
        let _ = serde_json::to_vec(&there).map(|bytes| replace_lazily(&self.file, &bytes));
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The hash of a file, or of everything in a folder with its relative path, except what `ignore` says. Nothing
    /// has a hash as well: what appears later is a change.
    pub(super) fn tree(&self, root: &Path, ignore: &Ignore) -> Result<String, ProjectError> {
        match std::fs::metadata(root) {
            Ok(metadata) if metadata.is_dir() => self.folder(root, &|path| ignore.covers(path)),
            Ok(metadata) if metadata.is_file() => self.file(root),
            Ok(_) => Ok("neither file nor folder".to_owned()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok("absent".to_owned()),
            Err(error) => Err(ProjectError::io(root)(error)),
        }
    }

    /// The hash of the files directly in a folder.
    pub(super) fn flat(&self, root: &Path) -> Result<String, ProjectError> {
        if !root.is_dir() {
            return Ok("absent".to_owned());
        }
        self.folder(root, &|path| path.components().count() > 1 || root.join(path).is_dir())
    }

    fn folder(&self, root: &Path, skip: &dyn Fn(&Path) -> bool) -> Result<String, ProjectError> {
        let mut key = Key::new("folder");
        for found in walk(root, skip).map_err(ProjectError::io(root))? {
            let path = found.relative.as_os_str().as_encoded_bytes();
            key = match found.kind {
                Kind::File => key.with("file", path).with("sha256", self.file(&found.path)?),
                Kind::Folder => key,
                // npm's workspaces and editors leave such links; what reads them fails by itself.
                Kind::Astray(target) => key.with("link", path).with("to", target.as_os_str().as_encoded_bytes()),
                Kind::Special => key.with("special", path),
            };
        }
        Ok(key.finish())
    }

    /// Whether something that a build looked at changed since it began.
    pub(super) fn is_changed(&self, trace: &Trace, began: SystemTime) -> bool {
        let changed = |path: &Path| Identity::of(path).is_ok_and(|identity| identity.is_changed_since(began));
        let within = |root: &Path| walk(root, &|path| Ignore::default().covers(path)).unwrap_or_default();
        let trees = trace.trees.iter().chain(&trace.folders);
        trees.into_iter().any(|root| {
            let is_tree = trace.trees.contains(root) && root.is_dir();
            changed(root) || is_tree && within(root).iter().any(|found| changed(&found.path))
        }) || trace.folders.iter().any(|root| {
            let files = std::fs::read_dir(root).into_iter().flatten().flatten();
            files.into_iter().any(|entry| changed(&entry.path()))
        })
    }

    /// The SHA-256 of a file.
    pub(super) fn file(&self, path: &Path) -> Result<String, ProjectError> {
        let name = path.to_str();
        let known = name.and_then(|name| self.lock().get(name).cloned());
        let seen = Seen::again(known.as_ref(), path).map_err(ProjectError::io(path))?;
        if let Some(name) = name.filter(|_| known.as_ref() != Some(&seen)) {
            self.lock().insert(name.to_owned(), seen.clone());
        }
        Ok(seen.sha256)
    }

    /// Whether a file is there with these contents.
    pub(super) fn holds(&self, path: &Path, sha256: &str) -> bool {
        path.is_file() && self.file(path).is_ok_and(|found| found == sha256)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_its_names_and_contents() {
        let folder = tempfile::tempdir().unwrap();
        let (root, index) = (folder.path().join("app"), Index::open(folder.path().join("index.json")));
        let ignore = Ignore::of(&["__pycache__".to_owned(), "/target".to_owned()]);
        let tree = || index.tree(&root, &ignore).unwrap();
        let write = |name: &str, text: &str| {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        assert_eq!(tree(), "absent");
        write("a.txt", "one");
        let first = tree();
        assert_eq!(tree(), first);
        write("a.txt", "two");
        let second = tree();
        assert_ne!(first, second);
        std::fs::create_dir_all(root.join("sub/target")).unwrap();
        std::fs::rename(root.join("a.txt"), root.join("sub/a.txt")).unwrap();
        let third = tree();
        assert_ne!(second, third);
        for passing in ["sub/__pycache__/x", "target/x", ".git/x", ".witloom/x", ".x.txt.swp"] {
            write(passing, "x");
            assert_eq!(tree(), third, "{passing}");
        }
        for source in [".hidden", "sub/target/x", "a/.env"] {
            let before = tree();
            write(source, "x");
            assert_ne!(tree(), before, "{source}");
        }
    }

    #[test]
    fn the_files_directly_in_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let (root, index) = (folder.path().join("pkg"), Index::open(folder.path().join("index.json")));
        let absent = index.flat(&root).unwrap();
        std::fs::create_dir_all(root.join("sub")).unwrap();
        std::fs::write(root.join("a"), "1").unwrap();
        let one = index.flat(&root).unwrap();
        std::fs::write(root.join("sub/b"), "1").unwrap();
        assert_eq!(index.flat(&root).unwrap(), one);
        std::fs::write(root.join("b"), "1").unwrap();
        assert!(![absent, one].contains(&index.flat(&root).unwrap()));
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_text_count_too() {
        use std::os::unix::ffi::OsStrExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (root, index) = (folder.path().join("app"), Index::open(folder.path().join("index.json")));
        std::fs::create_dir(&root).unwrap();
        let file = root.join(std::ffi::OsStr::from_bytes(b"caf\xe9.txt"));
        std::fs::write(&file, "one").unwrap();
        let one = index.tree(&root, &Ignore::default()).unwrap();
        index.save();
        std::fs::write(&file, "two").unwrap();
        assert_ne!(index.tree(&root, &Ignore::default()).unwrap(), one);
    }
}
