//! Whole compiled components and modules: one file per [`Key`], mapped when loaded.
//!
//! A file is wasmtime's own image followed by a trailer: key, length and checksum of the image, and a magic
//! number. The image comes first because wasmtime maps a file from its start. An entry without a fitting
//! trailer is deleted and counts as missing. Beside it lies `locks/`, one lock file per first byte of a key:
//! who compiles holds the lock, so that no two processes do the same work.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use witloom_disk::{Identity, replace_by_parts};

use super::{CacheOptions, Checksum, Key, checksum};

const MAGIC: [u8; 8] = *b"WITLOOM1";
const TRAILER: usize = 32 + 8 + 8 + MAGIC.len();

/// The folder of whole artefacts.
#[derive(Debug)]
pub(crate) struct ArtefactCache {
    entries: PathBuf,
    locks: PathBuf,
    limit: u64,
}

/// Held while an entry is being made; released when dropped.
#[derive(Debug)]
pub(crate) struct EntryLock(#[expect(dead_code, reason = "closing the file releases the lock")] File);

impl ArtefactCache {
    /// The cache in the options' folder; `None` when there is none to use.
    pub(crate) fn open(options: &CacheOptions) -> Option<Self> {
        let dir = options.dir.as_ref()?;
        Some(Self { entries: dir.join("artefacts"), locks: dir.join("locks"), limit: options.artefact_bytes })
    }

    /// The file of a sound entry, marked as used now; damaged ones are deleted.
    pub(crate) fn get(&self, key: &Key) -> Option<PathBuf> {
        let path = self.path(key);
        match verify(&path, key) {
            Ok(true) => {
                touch(&path);
                Some(path)
            }
            Ok(false) => {
                self.forget(key);
                None
            }
            Err(_) => None,
        }
    }

    /// A small value kept next to the artefacts, such as the list of a component's parts.
    pub(crate) fn get_note(&self, key: &Key) -> Option<Vec<u8>> {
        let path = self.get(key)?;
        let mut bytes = fs::read(path).ok()?;
        bytes.truncate(bytes.len().checked_sub(TRAILER)?);
        Some(bytes)
    }

    /// The key that a file had when it was last seen, if it is still the very same file.
    pub(crate) fn recall(&self, file: &Path) -> Option<Key> {
        let bytes: [u8; 32] = self.get_note(&stamp(file)?)?.try_into().ok()?;
        Some(Key::from(bytes))
    }

    /// Remembers a file's key. Files that were written just now are not: they may change again within the
    /// resolution of the clock that stamps them.
    pub(crate) fn remember(&self, file: &Path, key: &Key) -> io::Result<()> {
        if let (Some(stamp), true) = (stamp(file), Identity::of(file)?.is_settled(SystemTime::now())) {
            self.put(&stamp, key.bytes())?;
        }
        Ok(())
    }

    /// Deletes an entry that turned out to be unusable.
    pub(crate) fn forget(&self, key: &Key) {
        // A folder we may not write to keeps its bad entry; it is then ignored every time.
        let _ = fs::remove_file(self.path(key));
    }

    /// Waits until nobody else makes this entry; `None` where locks can't be had.
    pub(crate) fn lock(&self, key: &Key) -> Option<EntryLock> {
        fs::create_dir_all(&self.locks).ok()?;
        let path = self.locks.join(format!("{:02x}", key.bytes()[0]));
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(path).ok()?;
        file.lock().ok()?;
        Some(EntryLock(file))
    }

    /// Writes an entry aside, renames it into place, and evicts old ones; returns its file.
    pub(crate) fn put(&self, key: &Key, image: &[u8]) -> io::Result<PathBuf> {
        let path = self.path(key);
        replace_by_parts(&path, &[image, &trailer(key, image)])?;
        self.evict(&path);
        Ok(path)
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.entries.join(key.hex())
    }

    /// Deletes the least recently used entries until the rest fits; never the one just written.
    fn evict(&self, keep: &Path) {
        let Ok(folder) = fs::read_dir(&self.entries) else { return };
        let mut files: Vec<(SystemTime, u64, PathBuf)> = folder
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let meta = entry.metadata().ok()?;
                Some((meta.modified().ok()?, meta.len(), entry.path()))
            })
            .collect();
        files.sort();
        let mut total: u64 = files.iter().map(|(_, size, _)| size).sum();
        for (_, size, path) in files {
            if total <= self.limit {
                return;
            }
            if path != keep && fs::remove_file(&path).is_ok() {
                total -= size;
            }
        }
    }
}

/// A key for a file as it lies on disk: its place, and which file in which state it is.
fn stamp(file: &Path) -> Option<Key> {
    let text = format!("{}\n{:?}", fs::canonicalize(file).ok()?.display(), Identity::of(file).ok()?);
    Some(Key::new("file", text.as_bytes(), &[0; 32]))
}

fn trailer(key: &Key, image: &[u8]) -> [u8; TRAILER] {
    let mut out = [0; TRAILER];
    out[..32].copy_from_slice(key.bytes());
    out[32..40].copy_from_slice(&(image.len() as u64).to_le_bytes());
    out[40..48].copy_from_slice(&checksum(image).to_le_bytes());
    out[48..].copy_from_slice(&MAGIC);
    out
}

/// Whether the file is a complete, undamaged entry of this key; an error when there is no such file.
fn verify(path: &Path, key: &Key) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let Some(image_length) = length.checked_sub(TRAILER as u64) else { return Ok(false) };
    file.seek(SeekFrom::Start(image_length))?;
    let mut found = [0; TRAILER];
    file.read_exact(&mut found)?;
    if found[..32] != *key.bytes() || found[32..40] != image_length.to_le_bytes() || found[48..] != MAGIC {
        return Ok(false);
    }
    file.seek(SeekFrom::Start(0))?;
    Ok(sum_of(&mut file, image_length)?.to_le_bytes() == found[40..48])
}

/// The checksum of the next `length` bytes, read piece by piece: images are large.
fn sum_of(file: &mut File, length: u64) -> io::Result<u64> {
    let mut sum = Checksum::new();
    let mut chunk = vec![0; Checksum::CHUNK];
    let mut left = length;
    while left >= Checksum::CHUNK as u64 {
        file.read_exact(&mut chunk)?;
        sum.add(&chunk);
        left -= Checksum::CHUNK as u64;
    }
    // Less than a chunk is left, so it fits.
    let last = &mut chunk[..left as usize];
    file.read_exact(last)?;
    Ok(sum.finish(last))
}

/// Marks a file as used now; a cache we can't write to just forgets what was used last.
fn touch(path: &Path) {
    if let Ok(file) = OpenOptions::new().append(true).open(path) {
        let _ = file.set_modified(SystemTime::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(dir: &Path, limit: u64) -> ArtefactCache {
        let options = CacheOptions { dir: Some(dir.to_owned()), artefact_bytes: limit, ..CacheOptions::default() };
        ArtefactCache::open(&options).expect("a folder was given")
    }

    fn key(name: &str) -> Key {
        Key::new("test", name.as_bytes(), &[0; 32])
    }

    #[test]
    fn damage_and_renaming_are_found() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let cache = cache(dir.path(), 1 << 20);
        let path = cache.put(&key("a"), b"image").expect("written");
        assert_eq!(cache.get(&key("a")), Some(path.clone()));
        let healthy = fs::read(&path).expect("readable");
        for at in 0..healthy.len() {
            let mut damaged = healthy.clone();
            damaged[at] ^= 1;
            fs::write(&path, &damaged).expect("written");
            assert_eq!(cache.get(&key("a")), None, "byte {at}");
            assert!(!path.exists(), "a damaged entry is deleted");
        }
        fs::write(cache.path(&key("b")), &healthy).expect("written");
        assert_eq!(cache.get(&key("b")), None, "an entry under another key's name");
        fs::write(&path, &healthy[..healthy.len() - 1]).expect("written");
        assert_eq!(cache.get(&key("a")), None, "a truncated entry");
    }

    #[test]
    fn the_least_recently_used_entry_goes_first() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let cache = cache(dir.path(), 2 * (100 + TRAILER as u64));
        for (age, name) in [(30, "old"), (20, "used")] {
            let path = cache.put(&key(name), &[0; 100]).expect("written");
            let file = OpenOptions::new().append(true).open(path).expect("opened");
            file.set_modified(SystemTime::now() - std::time::Duration::from_secs(age)).expect("aged");
        }
        cache.put(&key("new"), &[0; 100]).expect("written");
        assert_eq!(["old", "used", "new"].map(|n| cache.get(&key(n)).is_some()), [false, true, true]);
    }
}
