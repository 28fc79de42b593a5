//! The files a generator produces, by path relative to the component's folder.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use witloom_disk::replace_lazily;

/// Files by relative path, in a fixed order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileSet {
    files: BTreeMap<String, Vec<u8>>,
}

impl FileSet {
    /// No files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file; a second file of the same path replaces the first. Paths use `/`.
    pub fn insert(&mut self, path: impl Into<String>, contents: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), contents.into());
    }

    /// Paths and contents, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, contents)| (path.as_str(), contents.as_slice()))
    }

    /// Contents of one file.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(Vec::as_slice)
    }

    /// Whether there are no files.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Takes over every file of another set.
    pub fn extend(&mut self, other: Self) {
        self.files.extend(other.files);
    }

    /// Paths below `root` whose contents differ or are missing.
    pub fn stale(&self, root: &Path) -> Vec<&str> {
        let differs =
            |path: &str, contents: &[u8]| std::fs::read(root.join(path)).map_or(true, |found| found != contents);
        self.iter().filter(|(path, contents)| differs(path, contents)).map(|(path, _)| path).collect()
    }

    /// Writes every file below `root`, leaving files alone that are right already, each aside and then renamed.
    pub fn write(&self, root: &Path) -> io::Result<()> {
        self.stale(root).into_iter().try_for_each(|path| replace_lazily(&root.join(path), &self.files[path]))
    }
}

#[cfg(test)]
mod tests {
    use super::FileSet;

    #[test]
    fn writes_only_what_is_stale() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("new");
        let mut files = FileSet::new();
        files.insert("gen/a.txt", "one");
        files.insert("gen/b/c.txt", "two");
        assert_eq!(files.stale(&root), ["gen/a.txt", "gen/b/c.txt"]);
        files.write(&root).unwrap();
        assert!(files.stale(&root).is_empty());
        std::fs::write(root.join("gen/a.txt"), "changed").unwrap();
        assert_eq!(files.stale(&root), ["gen/a.txt"]);
    }
}
