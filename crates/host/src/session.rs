//! Several instances in one store, linked by forwarding values, for callers that drive guests from Rust.
//!
//! Each component is compiled once and instantiated as often as needed; imports of one instance are answered
//! by exports of another, or by Rust code, without composing a component first. Values cross the seam as
//! dynamic [`Val`]s; handles are mapped so that each resource keeps its owner and is dropped exactly once.
//!
//! A trap or a limit anywhere ends the whole session: its instances share one store.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use wasmtime::component::types::ComponentFunc;
use wasmtime::component::{Accessor, Func, Linker, Val};
use wasmtime::{AsContextMut as _, Store};

use crate::compiled::Compiled;
use crate::drive::all;
use crate::ends;
use crate::engine::Engine;
use crate::error::HostError;
use crate::exports::{Exported, find_export};
use crate::handles::{Lent, Owner};
use crate::invoke::signature;
use crate::limits::Limits;
use crate::link::{self, InstanceId, Link, Member, Provider};
use crate::linker::{linker_for, resolve};
use crate::options::RunOptions;
use crate::output::Captured;
use crate::state::{Files, State, new_store};
use crate::trap;
use crate::watch::Watch;

/// A store with linked instances.
pub struct Session {
    engine: Engine,
    store: Store<State>,
    limits: Limits,
    members: Vec<Member>,
    dead: Option<String>,
}

/// A call among others.
#[derive(Debug, Clone)]
pub struct Call<'a> {
    instance: InstanceId,
    function: String,
    args: &'a [Val],
    most: usize,
    unread: bool,
}

impl<'a> Call<'a> {
    /// A call of an export, named as for [`Compiled::invoke`]. Where a stream is due, an argument is the list of its
    /// elements, and where a future is due, what that becomes.
    pub fn new(instance: InstanceId, function: String, args: &'a [Val]) -> Self {
        Self { instance, function, args, most: usize::MAX, unread: false }
    }

    /// The same, with at most so many elements read of each stream that it returns.
    pub fn at_most(self, elements: usize) -> Self {
        Self { most: elements, ..self }
    }

    /// The same, with the stream or the future that it returns left unread.
    pub fn unread(self) -> Self {
        Self { unread: true, ..self }
    }
}

/// What came of a call among others.
#[derive(Debug, Clone, PartialEq)]
pub struct Called {
    /// Its result, with lists in the place of streams and with what futures became.
    pub value: Option<Val>,
    /// How many calls came to their end before it.
    pub rank: usize,
}

/// A call that fits.
struct Ready<'a> {
    call: &'a Call<'a>,
    component: String,
    export: Exported,
    func: Func,
    args: Vec<Val>,
    lent: Lent,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.members.iter().map(|m| m.compiled.name.as_str()).collect();
        f.debug_struct("Session").field("members", &names).field("dead", &self.dead).finish_non_exhaustive()
    }
}

impl Session {
    /// A session without instances. The time limit holds for each call and each instantiation.
    pub fn new(engine: &Engine, options: &RunOptions) -> Result<Self, HostError> {
        let store = new_store(engine, "session", options, Files::OnThisThread)?;
        let limits = options.limits.clone();
        store.data().watch.close();
        Ok(Self { engine: engine.clone(), store, limits, members: Vec::new(), dead: None })
    }

    /// Instantiates a component whose imports the links answer; WASI needs no links.
    pub fn instantiate(&mut self, compiled: &Compiled, links: &[Link]) -> Result<InstanceId, HostError> {
        self.check_alive()?;
        let mut linker = linker_for(compiled)?;
        for link in links {
            self.add_link(&mut linker, compiled, link)?;
        }
        self.store.data().watch.admit(compiled);
        if links.iter().any(|link| matches!(link.provider, Provider::Host(_))) {
            self.store.data().watch.open();
        }
        let linked: Vec<&str> = links.iter().map(|l| l.import.as_str()).collect();
        let pre = resolve(compiled, &linker, &linked)?;
        let limit = self.limits.time;
        let made = compiled.block_on(&mut self.store, limit, async |store| pre.instantiate_async(store).await);
        let instance = match made {
            Ok(Ok(instance)) => instance,
            Ok(Err(error)) => {
                let error = trap::explain(&error, compiled, &self.store, Some("instantiation"));
                return Err(self.kill(error));
            }
            Err(error) => return Err(self.kill(error)),
        };
        let id = InstanceId(self.members.len());
        link::register_exports(&mut self.store, compiled, &instance, id);
        self.members.push(Member { compiled: compiled.clone(), instance });
        Ok(id)
    }

    /// Calls an export, named as for [`Compiled::invoke`]. Handles in arguments must come from this session.
    pub fn call(&mut self, instance: InstanceId, function: &str, args: &[Val]) -> Result<Option<Val>, HostError> {
        let limit = self.limits.time;
        self.call_within(instance, function, args, limit)
    }

    /// The same with a time limit of its own.
    pub fn call_within(
        &mut self,
        instance: InstanceId,
        function: &str,
        args: &[Val],
        limit: Option<Duration>,
    ) -> Result<Option<Val>, HostError> {
        self.check_alive()?;
        let export = find_export(&self.members[instance.0].compiled, function)?;
        let results = self.call_export(instance, &export, args, limit);
        results.map(|mut results| results.pop())
    }

    fn call_export(
        &mut self,
        id: InstanceId,
        export: &Exported,
        args: &[Val],
        limit: Option<Duration>,
    ) -> Result<Vec<Val>, HostError> {
        let member = &self.members[id.0];
        let compiled = member.compiled.clone();
        let name = export.display();
        let func = self.find(id, export, args.len())?;
        self.store.data().stderr.clear_tail();
        let owner = Owner::Instance(id.0);
        let mut results = vec![Val::Bool(false); export.ty.results().len()];
        let called = compiled.block_on(&mut self.store, limit, async |store| {
            let (args, lent) = link::enter(args, &export.ty, owner, store)?;
            let waiting = store.data().watch.call(&compiled.name, &name);
            func.call_async(&mut *store, &args, &mut results).await?;
            waiting.finish();
            link::bury(store).await?;
            link::leave(&mut results, &export.ty, lent, store)
        });
        match called {
            Ok(Ok(())) => Ok(results),
            Ok(Err(error)) => Err(self.failed(&error, id, &name)),
            Err(error) => Err(self.kill(error)),
        }
    }

    /// Calls exports at the same time and waits for all of them, and for the ends of what they return. The engine needs
    /// [`crate::EngineOptions::concurrency`]. The first failure ends all of them, and the session.
    pub fn call_at_once(&mut self, calls: &[Call<'_>]) -> Result<Vec<Called>, HostError> {
        self.check_alive()?;
        let Some(first) = calls.first() else { return Ok(Vec::new()) };
        let mut ready = Vec::new();
        for call in calls {
            let export = find_export(&self.members[call.instance.0].compiled, &call.function)?;
            let func = self.find(call.instance, &export, call.args.len())?;
            let component = self.members[call.instance.0].compiled.name.clone();
            ready.push(Ready { call, component, export, func, args: Vec::new(), lent: Lent::new() });
        }
        self.store.data().stderr.clear_tail();
        let (limit, compiled) = (self.limits.time, self.members[first.instance.0].compiled.clone());
        let called = compiled.block_on(&mut self.store, limit, async |store| at_once(ready, store).await);
        match called {
            Ok(Ok(called)) => Ok(called),
            Ok(Err(error)) => {
                let names = self.store.data().watch.unfinished().unwrap_or_else(|| first.function.clone());
                Err(self.failed(&error, first.instance, &names))
            }
            Err(error) => Err(self.kill(error)),
        }
    }

    /// The function behind an export, if it takes so many arguments.
    fn find(&mut self, id: InstanceId, export: &Exported, arguments: usize) -> Result<Func, HostError> {
        let expected = export.ty.params().len();
        if arguments != expected {
            let reason = format!("{arguments} arguments instead of {expected}");
            return Err(HostError::Arguments { function: export.display(), reason, signature: signature(export) });
        }
        let found = export.find(&self.members[id.0].instance, &mut self.store);
        let unknown = || HostError::UnknownExport { wanted: export.display(), suggestion: None, available: Vec::new() };
        found.ok_or_else(unknown)
    }

    /// The type of an export in its instance, with the resources of this session.
    pub(crate) fn type_of(&mut self, id: InstanceId, export: &Exported) -> Result<ComponentFunc, HostError> {
        let func = self.find(id, export, export.ty.params().len())?;
        Ok(func.ty(&self.store))
    }

    /// Drops a handle that a call returned, which runs the destructor of its owner.
    pub fn drop_handle(&mut self, handle: &Val) -> Result<(), HostError> {
        self.check_alive()?;
        let Val::Resource(resource) = handle else { return Ok(()) };
        let Some(first) = self.members.first() else { return Ok(()) };
        let compiled = first.compiled.clone();
        let limit = self.limits.time;
        let dropped =
            compiled.block_on(&mut self.store, limit, async |store| resource.resource_drop_async(store).await);
        match dropped {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(self.failed(&error, InstanceId(0), "the destructor")),
            Err(error) => Err(self.kill(error)),
        }
    }

    /// What the guests wrote since the last time this was asked, when captured: output, then errors.
    pub fn take_output(&mut self) -> (Captured, Captured) {
        (self.store.data().stdout.take(), self.store.data().stderr.take())
    }

    /// The last lines on standard error since the last call began.
    pub fn stderr_tail(&self) -> String {
        self.store.data().stderr.tail()
    }

    /// Bytes of linear memory and GC heap that the guests take.
    pub fn memory_bytes(&self) -> u64 {
        self.store.data().meter.memory()
    }

    /// Units of fuel that the guests used up, roughly one per wasm instruction; nothing without
    /// [`crate::EngineOptions::fuel`].
    pub fn fuel_used(&self) -> Option<u64> {
        let given = self.limits.fuel.unwrap_or(u64::MAX);
        self.store.get_fuel().ok().map(|left| given - left)
    }

    /// Handles that are held for one instance on behalf of another.
    pub fn live_handles(&self) -> usize {
        self.store.data().handles.live()
    }

    /// The engine of this session.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Why no more calls can be made, if so.
    pub fn dead(&self) -> Option<&str> {
        self.dead.as_deref()
    }

    fn add_link(&mut self, linker: &mut Linker<State>, compiled: &Compiled, link: &Link) -> Result<(), HostError> {
        link::add(linker, &mut self.store, &self.members, compiled, link)
    }

    fn check_alive(&self) -> Result<(), HostError> {
        match &self.dead {
            Some(reason) => Err(HostError::Dead { reason: reason.clone() }),
            None => Ok(()),
        }
    }

    /// A call that failed: the session is dead unless the guest was never entered.
    fn failed(&mut self, error: &wasmtime::Error, called: InstanceId, function: &str) -> HostError {
        let first = &self.members[called.0].compiled;
        let others = self.members.iter().enumerate().filter(|(at, _)| *at != called.0).map(|(_, m)| &m.compiled);
        let components: Vec<&Compiled> = std::iter::once(first).chain(others).collect();
        let explained = trap::explain_in(error, &components, &self.store, Some(function));
        self.kill(explained)
    }

    fn kill(&mut self, error: HostError) -> HostError {
        self.dead = Some(error.to_string());
        error
    }
}

/// Makes all calls, and waits for what they return.
async fn at_once(mut calls: Vec<Ready<'_>>, store: &mut Store<State>) -> wasmtime::Result<Vec<Called>> {
    for ready in &mut calls {
        let Ready { call, export, .. } = ready;
        let offered = ends::offer(call.args, &export.ty, store.as_context_mut())?;
        (ready.args, ready.lent) = link::enter(&offered, &export.ty, Owner::Instance(call.instance.0), store)?;
    }
    let (watch, ended) = (store.data().watch.clone(), AtomicUsize::new(0));
    let run = async |accessor: &Accessor<State>| {
        let each = calls.iter().map(|ready| Box::pin(one_of_many(ready, accessor, &watch, &ended)));
        watch.count(all(each.collect())).await
    };
    let mut called = store.run_concurrent(run).await??;
    link::bury(store).await?;
    for (called, ready) in called.iter_mut().zip(calls) {
        link::leave(called.value.as_mut_slice(), &ready.export.ty, ready.lent, store)?;
    }
    Ok(called)
}

async fn one_of_many(
    ready: &Ready<'_>,
    accessor: &Accessor<State>,
    watch: &Watch,
    ended: &AtomicUsize,
) -> wasmtime::Result<Called> {
    let Ready { call, component, export, func, args, .. } = ready;
    let mut results = vec![Val::Bool(false); export.ty.results().len()];
    let waiting = watch.call(component, &export.display());
    func.call_concurrent(accessor, args, &mut results).await?;
    waiting.finish();
    let value = match (results.pop(), export.ty.results().next()) {
        (Some(mut value), Some(_)) if call.unread => {
            accessor.with(|store| ends::close(&mut value, store))?;
            None
        }
        (Some(value), Some(ty)) => Some(ends::settle(accessor, value, ty, call.most).await?),
        (_, None) | (None, _) => None,
    };
    Ok(Called { value, rank: ended.fetch_add(1, Ordering::Relaxed) })
}
