//! Stores that guests keep things in: keys and values by `wasi:keyvalue`, databases by `witloom:sql`.
//!
//! A store has a name, which the guest asks for, and a [`StoreUrl`], which only its user knows. There are none but those
//! that are granted. All instances of an app share them; each guest's own are its open handles, and what a handle left
//! undone ends with it. Work on files never holds a thread that runs guests.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use wasmtime::component::{HasData, Linker, ResourceTable};

use crate::output::Pipe;
use crate::state::State;
use buckets::Buckets;
use database::Database;
use keys::Keys;
use postgres::Postgres;
use redis::Redis;
use sqlite::Sqlite;

pub use url::{PostgresUrl, RedisUrl, StoreUrl, StoreUrlError};

mod buckets;
mod database;
mod keys;
mod keyvalue;
mod postgres;
mod redis;
mod sql;
mod sqlite;
#[cfg(test)]
mod tests;
mod url;

/// Messages about so many stores are enough for one run.
const TOLD: usize = 16;

/// Stores by the names that guests know. Clones share what is in them, memory included.
#[derive(Debug, Clone, Default)]
pub struct Stores(Arc<BTreeMap<String, Granted>>);

/// One of them, opened when it is first asked for.
struct Granted {
    url: StoreUrl,
    keys: OnceLock<Arc<dyn Keys>>,
    database: OnceLock<Database>,
}

impl Stores {
    /// Of two with the same name the last one counts.
    pub fn new(stores: impl IntoIterator<Item = (String, StoreUrl)>) -> Self {
        let granted = |url| Granted { url, keys: OnceLock::new(), database: OnceLock::new() };
        Self(Arc::new(stores.into_iter().map(|(name, url)| (name, granted(url))).collect()))
    }
}

impl fmt::Debug for Granted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Granted").field(&self.url).finish()
    }
}

impl Granted {
    fn keys(&self) -> Option<Arc<dyn Keys>> {
        let made = match &self.url {
            StoreUrl::Memory => self.keys.get_or_init(|| Arc::new(Buckets::in_memory())),
            StoreUrl::Redb(path) => self.keys.get_or_init(|| Buckets::of_file(path)),
            StoreUrl::Redis(url) => self.keys.get_or_init(|| Arc::new(Redis::new(url.clone()))),
            StoreUrl::Sqlite(_) | StoreUrl::Postgres(_) => return None,
        };
        Some(Arc::clone(made))
    }

    fn database(&self) -> Option<Database> {
        let made = match &self.url {
            StoreUrl::Memory => self.database.get_or_init(|| Database::Sqlite(Arc::new(Sqlite::in_memory()))),
            StoreUrl::Sqlite(path) => self.database.get_or_init(|| Database::Sqlite(Arc::new(Sqlite::of_file(path)))),
            StoreUrl::Postgres(url) => {
                self.database.get_or_init(|| Database::Postgres(Arc::new(Postgres::new(url.clone()))))
            }
            StoreUrl::Redb(_) | StoreUrl::Redis(_) => return None,
        };
        Some(made.clone())
    }
}

/// The stores of one guest.
pub(crate) struct Access {
    stores: Stores,
    stderr: Pipe,
    told: Mutex<BTreeSet<String>>,
}

impl Access {
    pub(crate) fn new(stores: &Stores, stderr: Pipe) -> Self {
        Self { stores: stores.clone(), stderr, told: Mutex::default() }
    }

    /// What a store of that name is as `pick` wants it; says why there is none.
    fn find<T>(&self, name: &str, what: &str, scheme: &str, pick: impl FnOnce(&Granted) -> Option<T>) -> Option<T> {
        // What a guest calls a store goes to the user's terminal.
        let shown = name.escape_debug();
        let Some(granted) = self.stores.0.get(name) else {
            self.say(
                name,
                format_args!("the store `{shown}` isn't granted; `--store '{shown}={scheme}:FILE'` grants it"),
            );
            return None;
        };
        let found = pick(granted);
        if found.is_none() {
            let url = &granted.url;
            self.say(name, format_args!("the store `{shown}` is {url}, where the app wants {what}: `{scheme}:FILE`"));
        }
        found
    }

    /// Says once about each store what is wrong with it.
    fn say(&self, name: &str, words: impl Display) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() < TOLD && told.insert(name.to_owned()) {
            self.stderr.say(&format!("witloom: {words}"));
        }
    }
}

/// A guest's stores, and its handles of them.
pub(crate) struct StoresView<'a> {
    pub(crate) access: &'a Access,
    pub(crate) table: &'a mut ResourceTable,
}

struct HasStores;

impl HasData for HasStores {
    type Data<'a> = StoresView<'a>;
}

/// Lets guests import stores.
pub(crate) fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    keyvalue::add_to_linker(linker)?;
    sql::add_to_linker(linker)
}
