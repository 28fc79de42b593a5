//! `wasi:keyvalue` for guests: each call is one operation of a store, on a pool of threads.

use std::sync::Arc;

use wasmtime::component::{Linker, Resource};

use super::keys::{Fault, Keys, Seen, Swapped, look};
use super::{HasStores, StoresView};
use crate::state::State;
use bindings::wasi::keyvalue::atomics::{self, CasError};
use bindings::wasi::keyvalue::batch;
use bindings::wasi::keyvalue::store::{self, Error, KeyResponse};

#[allow(missing_debug_implementations, unreachable_pub, reason = "written by wasmtime")]
mod bindings {
    wasmtime::component::bindgen!({
        path: "../wasi/wit/keyvalue.wit",
        world: "wasi:keyvalue/imports",
        imports: { default: async | trappable },
        with: {
            "wasi:keyvalue/store.bucket": super::Bucket,
            "wasi:keyvalue/atomics.cas": super::Cas,
        },
    });
}

/// An open store.
#[allow(unreachable_pub, missing_debug_implementations, reason = "what wasmtime writes is public by itself")]
pub struct Bucket(Arc<dyn Keys>);

/// A value that a swap remembers.
#[allow(unreachable_pub, missing_debug_implementations, reason = "what wasmtime writes is public by itself")]
pub struct Cas {
    keys: Arc<dyn Keys>,
    key: String,
    seen: Seen,
}

/// What a call gives: an error of the store is the guest's, one of the host is a trap.
type Answer<T> = wasmtime::Result<Result<T, Error>>;

pub(super) fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    store::add_to_linker::<State, HasStores>(linker, State::stores)?;
    atomics::add_to_linker::<State, HasStores>(linker, State::stores)?;
    batch::add_to_linker::<State, HasStores>(linker, State::stores)
}

/// Runs an operation where it may take its time.
async fn on_pool<T: Send + 'static>(
    keys: &Arc<dyn Keys>,
    work: impl FnOnce(&dyn Keys) -> Result<T, Fault> + Send + 'static,
) -> Answer<T> {
    let keys = Arc::clone(keys);
    let done = tokio::task::spawn_blocking(move || work(&*keys)).await?;
    Ok(done.map_err(|fault| Error::Other(fault.to_string())))
}

impl StoresView<'_> {
    fn bucket(&self, bucket: &Resource<Bucket>) -> wasmtime::Result<Arc<dyn Keys>> {
        Ok(Arc::clone(&self.table.get(bucket)?.0))
    }
}

impl store::Host for StoresView<'_> {
    async fn open(&mut self, identifier: String) -> Answer<Resource<Bucket>> {
        let found = self.access.find(&identifier, "keys and values", "redb", super::Granted::keys);
        let Some(keys) = found else { return Ok(Err(Error::NoSuchStore)) };
        if let Err(error) = on_pool(&keys, |store| store.ready()).await? {
            if let Error::Other(words) = &error {
                self.access.say(&identifier, format_args!("the store `{}`: {words}", identifier.escape_debug()));
            }
            return Ok(Err(error));
        }
        Ok(Ok(self.table.push(Bucket(keys))?))
    }
}

impl store::HostBucket for StoresView<'_> {
    async fn get(&mut self, bucket: Resource<Bucket>, key: String) -> Answer<Option<Vec<u8>>> {
        on_pool(&self.bucket(&bucket)?, move |store| store.get(&key)).await
    }

    async fn set(&mut self, bucket: Resource<Bucket>, key: String, value: Vec<u8>) -> Answer<()> {
        on_pool(&self.bucket(&bucket)?, move |store| store.set_many(&[(key, value)])).await
    }

    async fn delete(&mut self, bucket: Resource<Bucket>, key: String) -> Answer<()> {
        on_pool(&self.bucket(&bucket)?, move |store| store.delete_many(&[key])).await
    }

    async fn exists(&mut self, bucket: Resource<Bucket>, key: String) -> Answer<bool> {
        on_pool(&self.bucket(&bucket)?, move |store| store.exists(&key)).await
    }

    async fn list_keys(&mut self, bucket: Resource<Bucket>, cursor: Option<String>) -> Answer<KeyResponse> {
        let page = on_pool(&self.bucket(&bucket)?, move |store| store.keys(cursor.as_deref())).await?;
        Ok(page.map(|(keys, cursor)| KeyResponse { keys, cursor }))
    }

    async fn drop(&mut self, bucket: Resource<Bucket>) -> wasmtime::Result<()> {
        self.table.delete(bucket)?;
        Ok(())
    }
}

impl atomics::Host for StoresView<'_> {
    async fn increment(&mut self, bucket: Resource<Bucket>, key: String, delta: i64) -> Answer<i64> {
        on_pool(&self.bucket(&bucket)?, move |store| store.increment(&key, delta)).await
    }

    async fn swap(&mut self, cas: Resource<Cas>, value: Vec<u8>) -> wasmtime::Result<Result<(), CasError>> {
        let Cas { keys, key, seen } = self.table.delete(cas)?;
        let of = key.clone();
        match on_pool(&keys, move |store| store.swap(&of, seen, &value)).await? {
            Ok(Swapped::Done) => Ok(Ok(())),
            Ok(Swapped::Late(seen)) => Ok(Err(CasError::CasFailed(self.table.push(Cas { keys, key, seen })?))),
            Err(error) => Ok(Err(CasError::StoreError(error))),
        }
    }
}

impl atomics::HostCas for StoresView<'_> {
    async fn new(&mut self, bucket: Resource<Bucket>, key: String) -> Answer<Resource<Cas>> {
        let keys = self.bucket(&bucket)?;
        let of = key.clone();
        match on_pool(&keys, move |store| store.get(&of)).await? {
            Ok(value) => Ok(Ok(self.table.push(Cas { keys, key, seen: look(value.as_deref()) })?)),
            Err(error) => Ok(Err(error)),
        }
    }

    async fn current(&mut self, cas: Resource<Cas>) -> Answer<Option<Vec<u8>>> {
        let Cas { keys, key, .. } = self.table.get(&cas)?;
        let key = key.clone();
        let value = on_pool(&Arc::clone(keys), move |store| store.get(&key)).await?;
        if let Ok(value) = &value {
            self.table.get_mut(&cas)?.seen = look(value.as_deref());
        }
        Ok(value)
    }

    async fn drop(&mut self, cas: Resource<Cas>) -> wasmtime::Result<()> {
        self.table.delete(cas)?;
        Ok(())
    }
}

impl batch::Host for StoresView<'_> {
    async fn get_many(
        &mut self,
        bucket: Resource<Bucket>,
        keys: Vec<String>,
    ) -> Answer<Vec<Option<(String, Vec<u8>)>>> {
        on_pool(&self.bucket(&bucket)?, move |store| {
            let values = store.get_many(&keys)?;
            let pair = |(key, value): (String, Option<_>)| value.map(|value| (key, value));
            Ok(keys.into_iter().zip(values).map(pair).collect())
        })
        .await
    }

    async fn set_many(&mut self, bucket: Resource<Bucket>, entries: Vec<(String, Vec<u8>)>) -> Answer<()> {
        on_pool(&self.bucket(&bucket)?, move |store| store.set_many(&entries)).await
    }

    async fn delete_many(&mut self, bucket: Resource<Bucket>, keys: Vec<String>) -> Answer<()> {
        on_pool(&self.bucket(&bucket)?, move |store| store.delete_many(&keys)).await
    }
}
