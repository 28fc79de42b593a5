//! Imports that Rust code answers, over dynamic values.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use wasmtime::component::types::ComponentFunc;
use wasmtime::component::{LinkerInstance, ResourceDynamic, ResourceType, Type, Val};
use wasmtime::{AsContextMut as _, StoreContextMut};

use crate::ends;
use crate::handles::Owner;
use crate::state::State;

/// An interface that Rust code implements over dynamic values.
pub trait HostInterface: Send + Sync {
    /// Answers a call; an error traps the caller with that message.
    fn call(&self, call: &mut HostCall<'_>) -> Result<Option<Val>, String>;

    /// Answers a call of an async function, now or later. Streams in its arguments have been read to their end, and are
    /// lists; futures are what they became.
    fn start(&self, call: &mut HostCall<'_>) -> Result<Answer, String> {
        self.call(call).map(Answer::Now)
    }

    /// A guest dropped the last handle of a resource that [`HostCall::new_handle`] made.
    fn dropped(&self, resource: &str, rep: u32) {
        let _ = (resource, rep);
    }
}

/// When a call of an async function is answered.
pub enum Answer {
    /// At once.
    Now(Option<Val>),
    /// When the future is there. A caller that cancels drops it.
    Later(Pin<Box<dyn Future<Output = Result<Option<Val>, String>> + Send>>),
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Now(value) => f.debug_tuple("Now").field(value).finish(),
            Self::Later(_) => f.write_str("Later"),
        }
    }
}

impl Answer {
    /// An answer that a future gives.
    pub fn later(answer: impl Future<Output = Result<Option<Val>, String>> + Send + 'static) -> Self {
        Self::Later(Box::pin(answer))
    }
}

/// Waits, in an answer that comes later or in the value of a future.
pub async fn pause(time: Duration) {
    tokio::time::sleep(time).await;
}

/// A call that arrives at a [`HostInterface`].
pub struct HostCall<'a> {
    /// The function's name, such as `echo` or `[method]thing.get`.
    pub function: &'a str,
    /// Its type as the caller imports it.
    pub ty: &'a ComponentFunc,
    /// The arguments.
    pub args: &'a [Val],
    store: StoreContextMut<'a, State>,
    provider: usize,
}

impl std::fmt::Debug for HostCall<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HostCall").field("function", &self.function).field("args", &self.args).finish_non_exhaustive()
    }
}

impl HostCall<'_> {
    /// A new owned handle of this interface's `resource`, known to the Rust side as `rep`.
    pub fn new_handle(&mut self, resource: &str, rep: u32) -> Result<Val, String> {
        let owner = Owner::Host(self.provider);
        let known = &self.store.data().handles.resources;
        let id = known
            .iter()
            .position(|r| r.owner == owner && r.name == resource)
            .ok_or_else(|| format!("the interface has no resource `{resource}`"))?;
        let handle = ResourceDynamic::new_own(rep, id as u32).try_into_resource_any(&mut self.store);
        handle.map(Val::Resource).map_err(|e| format!("{e:#}"))
    }

    /// The same of a resource that the function's own type mentions.
    pub(crate) fn new_handle_of(&mut self, resource: ResourceType, rep: u32) -> Result<Val, String> {
        let known = self.store.data().handles.known(resource);
        let (id, ..) = known.ok_or_else(|| "the resource is another component's".to_owned())?;
        let handle = ResourceDynamic::new_own(rep, id).try_into_resource_any(&mut self.store);
        handle.map(Val::Resource).map_err(|e| format!("{e:#}"))
    }

    /// What the Rust side knows a handle as; an owned one is the Rust side's again afterwards.
    pub fn rep(&mut self, handle: &Val) -> Result<u32, String> {
        let Val::Resource(resource) = handle else { return Err("not a handle".to_owned()) };
        let dynamic = resource.try_into_resource_dynamic(&mut self.store);
        dynamic.map(|d| d.rep()).map_err(|e| format!("{e:#}"))
    }

    /// A stream of what an iterator yields, for a result. `element` is its type: a truth value, a number, a character,
    /// a string or an owned handle. The iterator is dropped at its end, or when the reader leaves.
    pub fn new_stream(
        &mut self,
        element: Option<&Type>,
        items: impl Iterator<Item = Val> + Send + 'static,
    ) -> Result<Val, String> {
        ends::stream(self.store.as_context_mut(), element, items).map_err(|e| format!("{e:#}"))
    }

    /// A result in which lists stand for streams and values for futures, with those in their place: at the top, and in
    /// fields and payloads of records, tuples, options and results.
    pub fn offer(&mut self, value: Val) -> Result<Val, String> {
        let Some(ty) = self.ty.results().next() else { return Ok(value) };
        ends::offered(value, &ty, self.store.as_context_mut()).map_err(|e| format!("{e:#}"))
    }

    /// A future that becomes what a Rust future does, for a result.
    pub fn new_future(
        &mut self,
        element: Option<&Type>,
        value: impl Future<Output = Val> + Send + 'static,
    ) -> Result<Val, String> {
        ends::future(self.store.as_context_mut(), element, value).map_err(|e| format!("{e:#}"))
    }
}

/// A function that Rust code answers.
pub(super) struct Answering {
    pub(super) function: String,
    pub(super) provider: usize,
    pub(super) host: Arc<dyn HostInterface>,
}

impl Answering {
    /// Defines it.
    pub(super) fn define(self, linker: &mut LinkerInstance<'_, State>, ty: &ComponentFunc) -> wasmtime::Result<()> {
        let name = self.function.clone();
        if !ty.async_() {
            return linker.func_new(&name, move |store, ty, args, results| {
                let answered = self.host.call(&mut self.call(store, &ty, args)).map_err(wasmtime::Error::msg)?;
                self.place(answered, results)
            });
        }
        let answering = Arc::new(self);
        linker.func_new_concurrent(&name, move |accessor, ty, args, results| {
            let answering = Arc::clone(&answering);
            Box::pin(async move {
                let args = ends::settle_all(accessor, args, &ty).await?;
                let started = accessor.with(|mut access| {
                    let mut call = answering.call(access.as_context_mut(), &ty, &args);
                    answering.host.start(&mut call)
                });
                let answered = match started.map_err(wasmtime::Error::msg)? {
                    Answer::Now(value) => value,
                    Answer::Later(value) => value.await.map_err(wasmtime::Error::msg)?,
                };
                answering.place(answered, results)
            })
        })
    }

    fn call<'a>(&'a self, store: StoreContextMut<'a, State>, ty: &'a ComponentFunc, args: &'a [Val]) -> HostCall<'a> {
        HostCall { function: &self.function, ty, args, store, provider: self.provider }
    }

    fn place(&self, answered: Option<Val>, results: &mut [Val]) -> wasmtime::Result<()> {
        let function = &self.function;
        match (answered, results) {
            (Some(value), [result]) => *result = value,
            (None, []) => {}
            (Some(_), _) => return Err(wasmtime::Error::msg(format!("`{function}` has no result"))),
            (None, _) => return Err(wasmtime::Error::msg(format!("`{function}` has a result"))),
        }
        Ok(())
    }
}
