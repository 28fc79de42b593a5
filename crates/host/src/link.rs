//! Answers imports of one instance with exports of another, or with Rust code, by forwarding values.
//!
//! This module defines the imports; `host` is for those that Rust code answers, `transfer` moves handles, and `pipe` the
//! ends of streams and futures that carry them. Dropping a handle of another member's resource
//! runs the owner's destructor.

mod host;
mod passage;
mod pipe;
mod transfer;

use std::sync::Arc;

use wasmtime::component::types::{ComponentFunc, ComponentItem, Type};
use wasmtime::component::{Func, Instance, Linker, LinkerInstance, ResourceType};
use wasmtime::{AsContextMut as _, Store};

use crate::compiled::Compiled;
use crate::error::HostError;
use crate::exports::Exported;
use crate::handles::{Known, Owner};
use crate::state::State;
use crate::watch::{Route, Watch};
use host::Answering;
pub use host::{Answer, HostCall, HostInterface, pause};
pub(crate) use transfer::{bury, enter, leave};
use transfer::{release_borrows, translate_all, translate_results};

/// An instance of a [`Session`](crate::Session).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct InstanceId(pub(crate) usize);

/// An instance with what it is made of.
pub(crate) struct Member {
    pub(crate) compiled: Compiled,
    pub(crate) instance: Instance,
}

/// One import and who answers it.
#[derive(Clone, Debug)]
pub struct Link {
    /// The imported interface or function, as the importing component names it.
    pub import: String,
    /// Who answers.
    pub provider: Provider,
}

/// Who answers an import.
#[derive(Clone)]
pub enum Provider {
    /// Another instance of the session.
    Instance {
        /// Which one.
        instance: InstanceId,
        /// The export's name where it differs from the import's.
        export: Option<String>,
    },
    /// Rust code.
    Host(Arc<dyn HostInterface>),
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Instance { instance, export } => {
                f.debug_struct("Instance").field("instance", instance).field("export", export).finish()
            }
            Self::Host(_) => f.write_str("Host"),
        }
    }
}

impl Link {
    /// Answers an import by the export of the same name.
    pub fn to(import: &str, instance: InstanceId) -> Self {
        Self { import: import.to_owned(), provider: Provider::Instance { instance, export: None } }
    }

    /// Answers an import by Rust code.
    pub fn host(import: &str, interface: Arc<dyn HostInterface>) -> Self {
        Self { import: import.to_owned(), provider: Provider::Host(interface) }
    }
}

/// Remembers the resource types that an instance exports.
pub(crate) fn register_exports(store: &mut Store<State>, compiled: &Compiled, instance: &Instance, id: InstanceId) {
    let engine = compiled.engine.wasmtime();
    let ty = compiled.component.component_type();
    let mut names: Vec<(Option<String>, String)> = Vec::new();
    for (name, export) in ty.exports(engine) {
        match export.ty {
            ComponentItem::Resource(_) => names.push((None, name.to_owned())),
            ComponentItem::ComponentInstance(interface) => {
                let inside = interface.exports(engine).filter(|(_, e)| matches!(e.ty, ComponentItem::Resource(_)));
                names.extend(inside.map(|(inner, _)| (Some(name.to_owned()), inner.to_owned())));
            }
            ComponentItem::ComponentFunc(_)
            | ComponentItem::CoreFunc(_)
            | ComponentItem::Module(_)
            | ComponentItem::Component(_)
            | ComponentItem::Type(_) => {}
        }
    }
    for (interface, name) in names {
        let outer = interface.as_ref().and_then(|i| instance.get_export_index(&mut *store, None, i));
        let index = instance.get_export_index(&mut *store, outer.as_ref(), &name);
        let guest = index.and_then(|index| instance.get_resource(&mut *store, index));
        store.data_mut().handles.resources.push(Known { owner: Owner::Instance(id.0), interface, name, guest });
    }
}

/// Defines one link's import in the linker of the importing component.
pub(crate) fn add(
    linker: &mut Linker<State>,
    store: &mut Store<State>,
    members: &[Member],
    compiled: &Compiled,
    link: &Link,
) -> Result<(), HostError> {
    let refused = |reason: String| HostError::Link { import: link.import.clone(), reason };
    let engine = compiled.engine.wasmtime();
    let ty = compiled.component.component_type();
    let Some(import) = ty.get_import(engine, &link.import) else {
        return Err(refused(format!("`{}` doesn't import it", compiled.name)));
    };
    let mut target = Target::new(&compiled.name, link, store, members);
    match import.ty {
        ComponentItem::ComponentFunc(ty) => {
            target.interface = None;
            target.define_function(&mut linker.root(), store, &link.import, &ty).map_err(refused)
        }
        ComponentItem::ComponentInstance(interface) => {
            let mut defined = linker.instance(&link.import).map_err(|e| refused(format!("{e:#}")))?;
            for (name, item) in interface.exports(engine) {
                match item.ty {
                    ComponentItem::ComponentFunc(ty) => target.define_function(&mut defined, store, name, &ty),
                    ComponentItem::Resource(_) => target.define_resource(&mut defined, store, name),
                    ComponentItem::Type(_) => Ok(()),
                    ComponentItem::CoreFunc(_)
                    | ComponentItem::Module(_)
                    | ComponentItem::Component(_)
                    | ComponentItem::ComponentInstance(_) => Err(format!("`{name}` is neither function nor type")),
                }
                .map_err(refused)?;
            }
            Ok(())
        }
        ComponentItem::CoreFunc(_)
        | ComponentItem::Module(_)
        | ComponentItem::Component(_)
        | ComponentItem::Type(_)
        | ComponentItem::Resource(_) => Err(refused("it is neither an interface nor a function".to_owned())),
    }
}

/// The answering side of one link.
struct Target<'a> {
    caller: &'a str,
    interface: Option<String>,
    side: Side<'a>,
}

enum Side<'a> {
    Instance { id: usize, member: Option<&'a Member> },
    Host { provider: usize, host: Arc<dyn HostInterface> },
}

impl<'a> Target<'a> {
    fn new(caller: &'a str, link: &Link, store: &mut Store<State>, members: &'a [Member]) -> Self {
        match &link.provider {
            Provider::Instance { instance, export } => Self {
                caller,
                interface: Some(export.clone().unwrap_or_else(|| link.import.clone())),
                side: Side::Instance { id: instance.0, member: members.get(instance.0) },
            },
            Provider::Host(host) => {
                let handles = &mut store.data_mut().handles;
                handles.providers += 1;
                let side = Side::Host { provider: handles.providers - 1, host: Arc::clone(host) };
                Self { caller, interface: Some(link.import.clone()), side }
            }
        }
    }

    fn define_function(
        &self,
        linker: &mut LinkerInstance<'_, State>,
        store: &mut Store<State>,
        name: &str,
        ty: &ComponentFunc,
    ) -> Result<(), String> {
        let defined = match &self.side {
            Side::Instance { id, member } => {
                let member = member.ok_or("the session has no such instance")?;
                let export = Exported { interface: self.interface.clone(), function: name.to_owned(), ty: ty.clone() };
                let func = export
                    .find(&member.instance, store)
                    .ok_or_else(|| format!("`{}` doesn't export `{}`", member.compiled.name, export.display()))?;
                check_arity(ty, &func.ty(&*store), name)?;
                let route = Route {
                    caller: self.caller.to_owned(),
                    callee: member.compiled.name.clone(),
                    function: export.display(),
                };
                let forward = Forward { func, target: Owner::Instance(*id), route: Arc::new(route) };
                forward.define(linker, name, ty, &store.data().watch)
            }
            Side::Host { provider, host } => {
                let answering = Answering { function: name.to_owned(), provider: *provider, host: Arc::clone(host) };
                answering.define(linker, ty)
            }
        };
        defined.map_err(|e| format!("{e:#}"))
    }

    fn define_resource(
        &self,
        linker: &mut LinkerInstance<'_, State>,
        store: &mut Store<State>,
        name: &str,
    ) -> Result<(), String> {
        let handles = &mut store.data_mut().handles;
        let interface = self.interface.as_deref();
        let (id, host) = match &self.side {
            Side::Instance { id, .. } => match handles.find(Owner::Instance(*id), interface, name) {
                Some(known) => (known, None),
                // Another name for a resource that another import defines.
                None => return Ok(()),
            },
            Side::Host { provider, host } => {
                let (owner, interface, name) = (Owner::Host(*provider), self.interface.clone(), name.to_owned());
                handles.resources.push(Known { owner, interface, name, guest: None });
                ((handles.resources.len() - 1) as u32, Some(Arc::clone(host)))
            }
        };
        // An instance may hand on a resource that it imports itself.
        let id = handles.resources[id as usize].guest.and_then(|ty| handles.known(ty)).map_or(id, |(id, ..)| id);
        let resource = name.to_owned();
        let defined = match host {
            Some(host) => linker.resource(name, ResourceType::host_dynamic(id), move |_store, rep| {
                host.dropped(&resource, rep);
                Ok(())
            }),
            None => linker.resource_async(name, ResourceType::host_dynamic(id), |mut store, rep| {
                Box::new(async move {
                    let handle = store.data_mut().handles.remove(rep)?;
                    handle.resource_drop_async(&mut store).await
                })
            }),
        };
        defined.map_err(|e| format!("{e:#}"))
    }
}

fn check_arity(import: &ComponentFunc, export: &ComponentFunc, name: &str) -> Result<(), String> {
    let shape = |ty: &ComponentFunc| (ty.params().len(), ty.results().len());
    if shape(import) == shape(export) {
        return Ok(());
    }
    Err(format!("`{name}` has other parameters or results on the other side"))
}

/// A function that calls an export of another instance.
struct Forward {
    func: Func,
    target: Owner,
    route: Arc<Route>,
}

impl Forward {
    fn define(
        self,
        linker: &mut LinkerInstance<'_, State>,
        name: &str,
        ty: &ComponentFunc,
        watch: &Watch,
    ) -> wasmtime::Result<()> {
        let mut mentioned = ty.params().map(|(_, ty)| ty).chain(ty.results());
        let handles = mentioned.any(|ty| mentions_resource(&ty));
        let Self { func, target, .. } = self;
        match (ty.async_(), handles) {
            (true, _) => self.define_async(linker, name, handles, watch),
            (false, false) => linker.func_new_async(name, move |store, _ty, args, results| {
                Box::new(async move { func.call_async(store, args, results).await })
            }),
            (false, true) => linker.func_new_async(name, move |mut store, ty, args, results| {
                Box::new(async move {
                    let args = translate_all(args, &ty, target, &mut store)?;
                    func.call_async(&mut store, &args, results).await?;
                    release_borrows(&args, &mut store)?;
                    translate_results(results, &ty, &mut store)
                })
            }),
        }
    }

    /// An async function: the caller goes on while it runs, and other calls run beside it. Ends of streams and futures
    /// of plain values pass as they are: what they carry goes from guest to guest. A caller that cancels is told so at
    /// once, but the engine lets only guests cancel guests, so the callee would go on: that ends the whole call.
    fn define_async(
        self,
        linker: &mut LinkerInstance<'_, State>,
        name: &str,
        handles: bool,
        watch: &Watch,
    ) -> wasmtime::Result<()> {
        let Self { func, target, route } = self;
        let watch = watch.clone();
        linker.func_new_concurrent(name, move |accessor, ty, args, results| {
            let forwarding = watch.forward(&route);
            Box::pin(async move {
                if !handles {
                    let called = func.call_concurrent(accessor, args, results).await;
                    forwarding.finish();
                    return called;
                }
                let translated =
                    accessor.with(|mut access| translate_all(args, &ty, target, &mut access.as_context_mut()));
                let called = match translated {
                    Ok(args) => func.call_concurrent(accessor, &args, results).await.map(|()| args),
                    Err(error) => Err(error),
                };
                forwarding.finish();
                let args = called?;
                accessor.with(|mut access| {
                    let mut store = access.as_context_mut();
                    release_borrows(&args, &mut store)?;
                    translate_results(results, &ty, &mut store)
                })
            })
        })
    }
}

/// Whether values of the type hold handles, or carry them as streams and futures do.
fn mentions_resource(ty: &Type) -> bool {
    let payload = |ty: Option<Type>| ty.is_some_and(|ty| mentions_resource(&ty));
    match ty {
        Type::Own(_) | Type::Borrow(_) => true,
        Type::List(list) => mentions_resource(&list.ty()),
        Type::FixedLengthList(list) => mentions_resource(&list.ty()),
        Type::Map(map) => mentions_resource(&map.key()) || mentions_resource(&map.value()),
        Type::Record(record) => record.fields().any(|field| mentions_resource(&field.ty)),
        Type::Tuple(tuple) => tuple.types().any(|ty| mentions_resource(&ty)),
        Type::Variant(variant) => variant.cases().any(|case| payload(case.ty)),
        Type::Option(option) => mentions_resource(&option.ty()),
        Type::Result(result) => payload(result.ok()) || payload(result.err()),
        Type::Stream(stream) => payload(stream.ty()),
        Type::Future(future) => payload(future.ty()),
        Type::Bool
        | Type::S8
        | Type::U8
        | Type::S16
        | Type::U16
        | Type::S32
        | Type::U32
        | Type::S64
        | Type::U64
        | Type::Float32
        | Type::Float64
        | Type::Char
        | Type::String
        | Type::Enum(_)
        | Type::Flags(_)
        | Type::ErrorContext => false,
    }
}
