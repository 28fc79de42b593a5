//! Several instances in one store, linked by forwarding values, for callers that drive guests from Rust.
//!
//! Each component is compiled once and instantiated as often as needed; imports of one instance are answered
//! by exports of another, or by Rust code, without composing a component first. Values cross the seam as
//! dynamic [`Val`]s; handles are mapped so that each resource keeps its owner and is dropped exactly once.
//!
//! A trap or a limit anywhere ends the whole session: its instances share one store.

use std::time::Duration;

use wasmtime::Store;
use wasmtime::component::{Instance, Linker, Val};

use crate::compiled::Compiled;
use crate::engine::Engine;
use crate::error::HostError;
use crate::invoke::{Exported, find_export};
use crate::limits::Limits;
use crate::link::{self, Link, Owner};
use crate::linker::{linker_for, resolve};
use crate::output::Captured;
use crate::run::RunOptions;
use crate::state::{Files, State, new_store};
use crate::trap;

/// An instance of a [`Session`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct InstanceId(pub(crate) usize);

/// A store with linked instances.
pub struct Session {
    engine: Engine,
    store: Store<State>,
    limits: Limits,
    members: Vec<Member>,
    dead: Option<String>,
}

pub(crate) struct Member {
    pub(crate) compiled: Compiled,
    pub(crate) instance: Instance,
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
        Ok(Self { engine: engine.clone(), store, limits, members: Vec::new(), dead: None })
    }

    /// Instantiates a component whose imports the links answer; WASI needs no links.
    pub fn instantiate(&mut self, compiled: &Compiled, links: &[Link]) -> Result<InstanceId, HostError> {
        self.check_alive()?;
        let mut linker = linker_for(compiled)?;
        for link in links {
            self.add_link(&mut linker, compiled, link)?;
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
        let refused =
            |reason: String| HostError::Arguments { function: name.clone(), reason, signature: export.signature() };
        let expected = export.ty.params().len();
        if args.len() != expected {
            return Err(refused(format!("{} arguments instead of {expected}", args.len())));
        }
        let Some(func) = export.find(&member.instance, &mut self.store) else {
            return Err(HostError::UnknownExport { wanted: name, suggestion: None, available: Vec::new() });
        };
        self.store.data().stderr.clear_tail();
        let owner = Owner::Instance(id.0);
        let mut results = vec![Val::Bool(false); export.ty.results().len()];
        let called = compiled.block_on(&mut self.store, limit, async |store| {
            let (args, lent) = link::enter(args, &export.ty, owner, store)?;
            func.call_async(&mut *store, &args, &mut results).await?;
            link::leave(&mut results, lent, store)
        });
        match called {
            Ok(Ok(())) => Ok(results),
            Ok(Err(error)) => Err(self.failed(&error, id, &name)),
            Err(error) => Err(self.kill(error)),
        }
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
