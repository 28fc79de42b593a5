//! Single compiled functions, shared by all components and processes: one packed, append-only file.
//!
//! Cranelift asks for functions by a hash of their code and settings. A compile looks entries up in the
//! file's index, collects what is new in memory and appends it as one *segment* when it is done:
//!
//! ```text
//! magic | bytes of table | bytes of payload | checksum of table | table | payload
//! table: (key 32, offset 8, length 4, checksum 8) per entry, offsets from the payload's start
//! ```
//!
//! A segment that was cut off ends the file for readers; the next writer cuts it away under the lock.
//! Entries are checked when they are read, so a damaged one is compiled again.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sha2::{Digest as _, Sha256};
use wasmtime::CacheStore;
use witloom_disk::replace_lazily;

use super::{CacheOptions, checksum};

const MAGIC: u64 = u64::from_le_bytes(*b"WLFUNCS1");
const HEADER: u64 = 4 * 8;
const ENTRY: usize = 32 + 8 + 4 + 8;

type FunctionKey = [u8; 32];

/// The packed file and what the current compile adds to it.
#[derive(Debug)]
pub(crate) struct FunctionCache {
    path: PathBuf,
    limit: u64,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    file: Option<File>,
    index: HashMap<FunctionKey, Extent>,
    /// How far the file has been indexed: the end of its last sound segment.
    end: u64,
    fresh: HashMap<FunctionKey, Vec<u8>>,
    touched: HashSet<FunctionKey>,
    hits: usize,
}

#[derive(Debug, Clone, Copy)]
struct Extent {
    offset: u64,
    length: u32,
    checksum: u64,
}

/// How much of a compile came from the cache.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct FunctionStats {
    /// Functions found.
    pub(crate) hits: usize,
    /// Functions compiled and added.
    pub(crate) added: usize,
}

impl FunctionCache {
    /// The cache in the options' folder; `None` when there is no folder.
    pub(crate) fn open(options: &CacheOptions) -> Option<Self> {
        let path = options.dir.as_ref()?.join("functions");
        let cache = Self { path, limit: options.function_bytes, state: Mutex::default() };
        cache.lock().refresh(&cache.path);
        Some(cache)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads what other processes appended meanwhile.
    pub(crate) fn refresh(&self) {
        self.lock().refresh(&self.path);
    }

    /// Appends what was compiled since the last call.
    pub(crate) fn flush(&self) -> io::Result<FunctionStats> {
        let mut state = self.lock();
        let stats = FunctionStats { hits: std::mem::take(&mut state.hits), added: state.fresh.len() };
        let touched = std::mem::take(&mut state.touched);
        let fresh = std::mem::take(&mut state.fresh);
        if fresh.is_empty() {
            return Ok(stats);
        }
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let guard =
            OpenOptions::new().create(true).truncate(false).write(true).open(self.path.with_extension("lock"))?;
        guard.lock()?;
        state.refresh(&self.path);
        let segment = encode(&fresh);
        if state.end + segment.len() as u64 > self.limit {
            state.start_over(&self.path, fresh, &touched)?;
        } else {
            let mut file = OpenOptions::new().create(true).truncate(false).write(true).open(&self.path)?;
            // Whatever lies past the last sound segment was cut off.
            file.set_len(state.end)?;
            file.seek(SeekFrom::Start(state.end))?;
            file.write_all(&segment)?;
        }
        state.refresh(&self.path);
        Ok(stats)
    }
}

impl CacheStore for FunctionCache {
    fn get(&self, key: &[u8]) -> Option<Cow<'_, [u8]>> {
        let key = function_key(key);
        let mut state = self.lock();
        let found = match state.fresh.get(&key) {
            Some(value) => value.clone(),
            None => state.read(&key)?,
        };
        state.hits += 1;
        state.touched.insert(key);
        Some(Cow::Owned(found))
    }

    fn insert(&self, key: &[u8], value: Vec<u8>) -> bool {
        self.lock().fresh.insert(function_key(key), value);
        true
    }
}

impl State {
    /// Indexes new segments; starts again when the file was replaced.
    fn refresh(&mut self, path: &Path) {
        let Ok(mut file) = File::open(path) else {
            self.forget();
            return;
        };
        let length = file.metadata().map_or(0, |m| m.len());
        let replaced = match &self.file {
            Some(old) => !same_file(old, &file) || length < self.end,
            None => true,
        };
        if replaced {
            self.forget();
        }
        while let Ok(Some(next)) = read_table(&mut file, self.end, length, &mut self.index) {
            self.end = next;
        }
        self.file = Some(file);
    }

    fn forget(&mut self) {
        self.file = None;
        self.index.clear();
        self.end = 0;
    }

    /// A stored function; a damaged one is dropped from the index.
    fn read(&mut self, key: &FunctionKey) -> Option<Vec<u8>> {
        let place = *self.index.get(key)?;
        let file = self.file.as_mut()?;
        let mut bytes = vec![0; place.length as usize];
        let sound = file.seek(SeekFrom::Start(place.offset)).and_then(|_| file.read_exact(&mut bytes)).is_ok()
            && checksum(&bytes) == place.checksum;
        if sound {
            Some(bytes)
        } else {
            self.index.remove(key);
            None
        }
    }

    /// Replaces the file by the functions that the last compile used or made.
    fn start_over(
        &mut self,
        path: &Path,
        mut keep: HashMap<FunctionKey, Vec<u8>>,
        touched: &HashSet<FunctionKey>,
    ) -> io::Result<()> {
        for key in touched {
            if let Some(bytes) = self.read(key) {
                keep.entry(*key).or_insert(bytes);
            }
        }
        replace_lazily(path, &encode(&keep))
    }
}

fn function_key(key: &[u8]) -> FunctionKey {
    FunctionKey::try_from(key).unwrap_or_else(|_| Sha256::digest(key).into())
}

fn encode(entries: &HashMap<FunctionKey, Vec<u8>>) -> Vec<u8> {
    let mut table = Vec::with_capacity(entries.len() * ENTRY);
    let mut payload = Vec::with_capacity(entries.values().map(Vec::len).sum());
    for (key, value) in entries {
        let Ok(length) = u32::try_from(value.len()) else { continue };
        table.extend_from_slice(key);
        table.extend_from_slice(&(payload.len() as u64).to_le_bytes());
        table.extend_from_slice(&length.to_le_bytes());
        table.extend_from_slice(&checksum(value).to_le_bytes());
        payload.extend_from_slice(value);
    }
    let header = [MAGIC, table.len() as u64, payload.len() as u64, checksum(&table)];
    let mut out: Vec<u8> = header.iter().flat_map(|n| n.to_le_bytes()).collect();
    out.append(&mut table);
    out.append(&mut payload);
    out
}

/// Indexes the segment at `start` and gives the start of the next; `None` where no sound one follows.
fn read_table(
    file: &mut File,
    start: u64,
    length: u64,
    index: &mut HashMap<FunctionKey, Extent>,
) -> io::Result<Option<u64>> {
    if length.saturating_sub(start) < HEADER {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(start))?;
    let mut header = [0; HEADER as usize];
    file.read_exact(&mut header)?;
    let [magic, table_bytes, payload_bytes, sum] = [0, 1, 2, 3].map(|n| number(&header[n * 8..][..8]));
    let payload = start.checked_add(HEADER).and_then(|n| n.checked_add(table_bytes));
    let end = payload.and_then(|n| n.checked_add(payload_bytes));
    let (Some(payload), Some(end)) = (payload, end) else { return Ok(None) };
    if magic != MAGIC || end > length {
        return Ok(None);
    }
    let mut table = vec![0; usize::try_from(table_bytes).unwrap_or(0)];
    file.read_exact(&mut table)?;
    if checksum(&table) != sum {
        return Ok(None);
    }
    for entry in table.chunks_exact(ENTRY) {
        let mut key = [0; 32];
        key.copy_from_slice(&entry[..32]);
        let offset = payload.saturating_add(number(&entry[32..40]));
        // A table that passed its checksum was written by us: lengths are within the payload.
        let place = Extent { offset, length: number(&entry[40..44]) as u32, checksum: number(&entry[44..52]) };
        index.insert(key, place);
    }
    Ok(Some(end))
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |n, byte| n << 8 | u64::from(*byte))
}

#[cfg(unix)]
fn same_file(a: &File, b: &File) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (a.metadata(), b.metadata()) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        (Err(_), _) | (_, Err(_)) => false,
    }
}

/// Where files can't be told apart, the index is read again each time.
#[cfg(not(unix))]
fn same_file(_a: &File, _b: &File) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(dir: &Path, limit: u64) -> CacheOptions {
        CacheOptions { dir: Some(dir.to_owned()), function_bytes: limit, ..CacheOptions::default() }
    }

    fn open(dir: &Path) -> FunctionCache {
        FunctionCache::open(&options(dir, 1 << 20)).expect("a folder was given")
    }

    fn add(cache: &FunctionCache, names: &[&str]) {
        for name in names {
            cache.insert(name.as_bytes(), name.repeat(10).into_bytes());
        }
        cache.flush().expect("flushed");
    }

    fn has(cache: &FunctionCache, name: &str) -> bool {
        cache.get(name.as_bytes()).is_some_and(|v| *v == *name.repeat(10).as_bytes())
    }

    #[test]
    fn processes_share_what_they_append() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let (one, two) = (open(dir.path()), open(dir.path()));
        add(&one, &["a", "b"]);
        add(&two, &["c"]);
        one.refresh();
        assert!(["a", "b", "c"].iter().all(|n| has(&one, n) && has(&two, n) && has(&open(dir.path()), n)));
    }

    #[test]
    fn a_cut_off_or_damaged_tail_loses_only_itself() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        add(&open(dir.path()), &["a"]);
        let path = dir.path().join("functions");
        let first = fs::metadata(&path).expect("exists").len();
        add(&open(dir.path()), &["b"]);
        let whole = fs::read(&path).expect("readable");
        for cut in first as usize..whole.len() {
            fs::write(&path, &whole[..cut]).expect("written");
            let cache = open(dir.path());
            assert!(has(&cache, "a") && !has(&cache, "b"), "cut at {cut}");
            add(&cache, &["c"]);
            assert!(has(&open(dir.path()), "c"), "appended after a cut at {cut}");
        }
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] ^= 0xff;
            fs::write(&path, &damaged).expect("written");
            let cache = open(dir.path());
            for name in ["a", "b"] {
                let found = cache.get(name.as_bytes());
                assert!(found.is_none_or(|v| *v == *name.repeat(10).as_bytes()), "byte {at} of `{name}`");
            }
        }
    }

    #[test]
    fn past_its_limit_it_keeps_what_was_touched() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let cache = FunctionCache::open(&options(dir.path(), 300)).expect("a folder was given");
        add(&cache, &["a", "b", "c"]);
        assert!(has(&cache, "b"));
        add(&cache, &["d"]);
        assert_eq!(["a", "b", "c", "d"].map(|n| has(&cache, n)), [false, true, false, true]);
    }
}
