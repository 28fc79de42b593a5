//! Keys and values in a file of redb's, or in memory.
//!
//! Every change is a transaction of its own that is on the disk when it returns. A file is open once in a process,
//! however many apps and instances use it, and after an error of the disk it is opened anew.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use redb::backends::InMemoryBackend;
use redb::{
    Database, Error, ReadTransaction, ReadableDatabase as _, ReadableTable as _, StorageBackend, TableDefinition,
    TableError,
};
use sha2::{Digest as _, Sha256};

const TABLE: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("witloom:keyvalue");

/// How much a store in memory may hold, as redb lays it out.
const MEMORY: u64 = 256 << 20;

/// What a store keeps of its file in memory.
const CACHE: usize = 32 << 20;

/// Keys of one page, and the bytes after which a page ends.
const PAGE_KEYS: usize = 1000;
const PAGE_BYTES: usize = 256 << 10;

/// Bytes of values that one answer may have.
const ANSWER: usize = 64 << 20;

/// A value as a swap remembers it.
pub(super) type Seen = Option<[u8; 32]>;

/// A store.
pub(super) struct Buckets {
    home: Home,
    open: Mutex<Option<Arc<Database>>>,
}

#[derive(Debug)]
enum Home {
    Memory,
    File(PathBuf),
}

/// What became of a swap.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Swapped {
    Done,
    /// The value is this by now.
    Late(Seen),
}

/// The value of each key that was asked for; none where there is no such key.
type Values = Vec<Option<Vec<u8>>>;

/// Why there is no answer though the store works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    #[error("the value of the key is no whole number")]
    NoNumber,
    #[error("the sum is out of the range of a signed 64-bit number")]
    Overflow,
    #[error("the values have more than 64 MiB together: ask for fewer keys at once")]
    TooMuch,
}

impl fmt::Debug for Buckets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Buckets").field(&self.home).finish()
    }
}

/// The files that are open in this process.
static FILES: Mutex<BTreeMap<PathBuf, Weak<Buckets>>> = Mutex::new(BTreeMap::new());

impl Buckets {
    pub(super) fn in_memory() -> Self {
        Self { home: Home::Memory, open: Mutex::default() }
    }

    /// The store of a file, which is opened by the first operation.
    pub(super) fn of_file(path: &Path) -> Arc<Self> {
        let path = whole(path);
        let mut files = FILES.lock().unwrap_or_else(PoisonError::into_inner);
        files.retain(|_, store| store.strong_count() > 0);
        if let Some(store) = files.get(&path).and_then(Weak::upgrade) {
            return store;
        }
        let store = Arc::new(Self { home: Home::File(path.clone()), open: Mutex::default() });
        files.insert(path, Arc::downgrade(&store));
        store
    }

    /// Opens it if it isn't open.
    pub(super) fn ready(&self) -> Result<(), Error> {
        self.database().map(drop)
    }

    fn database(&self) -> Result<Arc<Database>, Error> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(database) = &*open {
            return Ok(Arc::clone(database));
        }
        let mut builder = Database::builder();
        builder.set_cache_size(CACHE);
        let database = match &self.home {
            Home::Memory => builder.create_with_backend(Bounded(InMemoryBackend::new())),
            Home::File(path) => builder.create(path),
        };
        let database = Arc::new(database?);
        *open = Some(Arc::clone(&database));
        Ok(database)
    }

    /// Runs one operation.
    fn with<T>(&self, work: impl FnOnce(&Database) -> Result<T, Error>) -> Result<T, Error> {
        let database = self.database()?;
        let done = work(&database);
        if let Err(Error::Io(_) | Error::PreviousIo | Error::DatabaseClosed) = &done
            && matches!(self.home, Home::File(_))
        {
            // It takes nothing any more; what was committed is found when it is opened again.
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            open.take_if(|current| Arc::ptr_eq(current, &database));
        }
        done
    }

    pub(super) fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Error> {
        self.with(|database| value(&database.begin_read()?, key))
    }

    pub(super) fn exists(&self, key: &str) -> Result<bool, Error> {
        self.with(|database| match database.begin_read()?.open_table(TABLE) {
            Ok(table) => Ok(table.get(key)?.is_some()),
            Err(TableError::TableDoesNotExist(_)) => Ok(false),
            Err(error) => Err(error.into()),
        })
    }

    /// The keys behind `after`, and whether there may be more.
    pub(super) fn keys(&self, after: Option<&str>) -> Result<(Vec<String>, bool), Error> {
        self.with(|database| {
            let table = match database.begin_read()?.open_table(TABLE) {
                Ok(table) => table,
                Err(TableError::TableDoesNotExist(_)) => return Ok((Vec::new(), false)),
                Err(error) => return Err(error.into()),
            };
            let from = after.map_or(Bound::Unbounded, Bound::Excluded);
            let (mut keys, mut bytes) = (Vec::new(), 0);
            for entry in table.range::<&str>((from, Bound::Unbounded))? {
                if keys.len() == PAGE_KEYS || bytes >= PAGE_BYTES {
                    return Ok((keys, true));
                }
                let key = entry?.0.value().to_owned();
                bytes += key.len();
                keys.push(key);
            }
            Ok((keys, false))
        })
    }

    pub(super) fn get_many(&self, keys: &[String]) -> Result<Result<Values, Refused>, Error> {
        self.with(|database| {
            let read = database.begin_read()?;
            let mut room = ANSWER;
            let mut values = Vec::new();
            for key in keys {
                let value = value(&read, key)?;
                let Some(left) = room.checked_sub(value.as_ref().map_or(0, Vec::len)) else {
                    return Ok(Err(Refused::TooMuch));
                };
                room = left;
                values.push(value);
            }
            Ok(Ok(values))
        })
    }

    /// All or none.
    pub(super) fn set_many(&self, entries: &[(String, Vec<u8>)]) -> Result<(), Error> {
        self.with(|database| {
            let write = database.begin_write()?;
            {
                let mut table = write.open_table(TABLE)?;
                for (key, value) in entries {
                    table.insert(key.as_str(), value.as_slice())?;
                }
            }
            Ok(write.commit()?)
        })
    }

    /// All or none.
    pub(super) fn delete_many(&self, keys: &[String]) -> Result<(), Error> {
        self.with(|database| {
            let write = database.begin_write()?;
            {
                let mut table = write.open_table(TABLE)?;
                for key in keys {
                    table.remove(key.as_str())?;
                }
            }
            Ok(write.commit()?)
        })
    }

    pub(super) fn increment(&self, key: &str, delta: i64) -> Result<Result<i64, Refused>, Error> {
        self.with(|database| {
            let write = database.begin_write()?;
            let sum = {
                let mut table = write.open_table(TABLE)?;
                let before = match table.get(key)? {
                    None => Some(0),
                    Some(value) => std::str::from_utf8(value.value()).ok().and_then(|text| text.parse().ok()),
                };
                let Some(before) = before else { return Ok(Err(Refused::NoNumber)) };
                let Some(sum) = i64::checked_add(before, delta) else { return Ok(Err(Refused::Overflow)) };
                table.insert(key, sum.to_string().as_bytes())?;
                sum
            };
            write.commit()?;
            Ok(Ok(sum))
        })
    }

    pub(super) fn swap(&self, key: &str, seen: Seen, value: &[u8]) -> Result<Swapped, Error> {
        self.with(|database| {
            let write = database.begin_write()?;
            {
                let mut table = write.open_table(TABLE)?;
                let now = look(table.get(key)?.as_ref().map(redb::AccessGuard::value));
                if now != seen {
                    return Ok(Swapped::Late(now));
                }
                table.insert(key, value)?;
            }
            write.commit()?;
            Ok(Swapped::Done)
        })
    }
}

/// What is remembered of a value.
pub(super) fn look(value: Option<&[u8]>) -> Seen {
    value.map(|value| Sha256::digest(value).into())
}

fn value(read: &ReadTransaction, key: &str) -> Result<Option<Vec<u8>>, Error> {
    match read.open_table(TABLE) {
        Ok(table) => Ok(table.get(key)?.map(|value| value.value().to_vec())),
        Err(TableError::TableDoesNotExist(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The path by which a file is known, however it is written.
pub(super) fn whole(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().and_then(|folder| folder.canonicalize().ok());
    match (path.canonicalize(), folder, path.file_name()) {
        (Ok(path), ..) => path,
        (Err(_), Some(folder), Some(name)) => folder.join(name),
        (Err(_), ..) => path,
    }
}

/// Memory that ends.
#[derive(Debug)]
struct Bounded(InMemoryBackend);

impl StorageBackend for Bounded {
    fn len(&self) -> std::io::Result<u64> {
        self.0.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> std::io::Result<()> {
        self.0.read(offset, out)
    }

    fn set_len(&self, len: u64) -> std::io::Result<()> {
        if len > MEMORY {
            return Err(std::io::Error::new(std::io::ErrorKind::StorageFull, "a store in memory has 256 MiB"));
        }
        self.0.set_len(len)
    }

    fn sync_data(&self) -> std::io::Result<()> {
        self.0.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> std::io::Result<()> {
        self.0.write(offset, data)
    }
}
