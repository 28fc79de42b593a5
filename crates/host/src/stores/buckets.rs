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
    Database, Error, ReadTransaction, ReadableDatabase as _, ReadableTable as _, StorageBackend, Table,
    TableDefinition, TableError,
};

use super::keys::{ANSWER, Answer, Fault, Keys, PAGE_BYTES, PAGE_KEYS, Page, Seen, Swapped, Values, look};

const TABLE: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("witloom:keyvalue");

/// How much a store in memory may hold, as redb lays it out.
const MEMORY: u64 = 256 << 20;

/// What a store keeps of its file in memory.
const CACHE: usize = 32 << 20;

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
    fn with<T>(&self, work: impl FnOnce(&Database) -> Result<Answer<T>, Error>) -> Answer<T> {
        let database = self.database().map_err(|error| fault(&error))?;
        work(&database).unwrap_or_else(|error| {
            if let Error::Io(_) | Error::PreviousIo | Error::DatabaseClosed = error
                && matches!(self.home, Home::File(_))
            {
                // It takes nothing any more; what was committed is found when it is opened again.
                let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
                open.take_if(|current| Arc::ptr_eq(current, &database));
            }
            Err(fault(&error))
        })
    }

    /// Changes the table; nothing of it remains unless the work was done.
    fn write<T>(&self, work: impl FnOnce(&mut Table<'_, &str, &[u8]>) -> Result<Answer<T>, Error>) -> Answer<T> {
        self.with(|database| {
            let write = database.begin_write()?;
            let done = work(&mut write.open_table(TABLE)?)?;
            if done.is_ok() {
                write.commit()?;
            }
            Ok(done)
        })
    }
}

impl Keys for Buckets {
    fn ready(&self) -> Answer<()> {
        self.database().map(drop).map_err(|error| fault(&error))
    }

    fn get(&self, key: &str) -> Answer<Option<Vec<u8>>> {
        self.with(|database| value(&database.begin_read()?, key).map(Ok))
    }

    fn exists(&self, key: &str) -> Answer<bool> {
        self.with(|database| match database.begin_read()?.open_table(TABLE) {
            Ok(table) => Ok(Ok(table.get(key)?.is_some())),
            Err(TableError::TableDoesNotExist(_)) => Ok(Ok(false)),
            Err(error) => Err(error.into()),
        })
    }

    fn keys(&self, cursor: Option<&str>) -> Answer<Page> {
        self.with(|database| {
            let table = match database.begin_read()?.open_table(TABLE) {
                Ok(table) => table,
                Err(TableError::TableDoesNotExist(_)) => return Ok(Ok((Vec::new(), None))),
                Err(error) => return Err(error.into()),
            };
            let from = cursor.map_or(Bound::Unbounded, Bound::Excluded);
            let (mut keys, mut bytes) = (Vec::<String>::new(), 0);
            for entry in table.range::<&str>((from, Bound::Unbounded))? {
                if keys.len() == PAGE_KEYS || bytes >= PAGE_BYTES {
                    let last = keys.last().cloned();
                    return Ok(Ok((keys, last)));
                }
                let key = entry?.0.value().to_owned();
                bytes += key.len();
                keys.push(key);
            }
            Ok(Ok((keys, None)))
        })
    }

    fn get_many(&self, keys: &[String]) -> Answer<Values> {
        self.with(|database| {
            let read = database.begin_read()?;
            let mut room = ANSWER;
            let mut values = Vec::new();
            for key in keys {
                let value = value(&read, key)?;
                let Some(left) = room.checked_sub(value.as_ref().map_or(0, Vec::len)) else {
                    return Ok(Err(Fault::TooMuch));
                };
                room = left;
                values.push(value);
            }
            Ok(Ok(values))
        })
    }

    fn set_many(&self, entries: &[(String, Vec<u8>)]) -> Answer<()> {
        self.write(|table| {
            for (key, value) in entries {
                table.insert(key.as_str(), value.as_slice())?;
            }
            Ok(Ok(()))
        })
    }

    fn delete_many(&self, keys: &[String]) -> Answer<()> {
        self.write(|table| {
            for key in keys {
                table.remove(key.as_str())?;
            }
            Ok(Ok(()))
        })
    }

    fn increment(&self, key: &str, delta: i64) -> Answer<i64> {
        self.write(|table| {
            let before = match table.get(key)? {
                None => Some(0),
                Some(value) => number(value.value()),
            };
            let Some(before) = before else { return Ok(Err(Fault::NoNumber)) };
            let Some(sum) = i64::checked_add(before, delta) else { return Ok(Err(Fault::Overflow)) };
            table.insert(key, sum.to_string().as_bytes())?;
            Ok(Ok(sum))
        })
    }

    fn swap(&self, key: &str, seen: Seen, value: &[u8]) -> Answer<Swapped> {
        let now = self.write(|table| {
            let now = look(table.get(key)?.as_ref().map(redb::AccessGuard::value));
            if now == seen {
                table.insert(key, value)?;
            }
            Ok(Ok(now))
        })?;
        Ok(if now == seen { Swapped::Done } else { Swapped::Late(now) })
    }
}

/// A number as `increment` writes it, and Redis reads it: no sign but a minus, no zeros before it.
fn number(text: &[u8]) -> Option<i64> {
    let number: i64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    (number.to_string().as_bytes() == text).then_some(number)
}

fn fault(error: &Error) -> Fault {
    Fault::Store(match error {
        Error::DatabaseAlreadyOpen => "another process has the store's file open".to_owned(),
        Error::Io(error) => format!("the store's file can't be used: {error}"),
        error => error.to_string(),
    })
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
