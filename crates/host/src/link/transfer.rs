//! Handles on their way between the members of a session, and the values that carry them.
//!
//! A resource belongs to the instance (or the Rust code) that exports it. Every other instance sees it under
//! a host type of its own, whose representation is a slot here that holds the owner's handle. On the way to
//! its owner a handle is taken out of its slot (own) or read from it (borrow); on the way elsewhere it is put
//! into one. This is the one walk over values in this crate.

use wasmtime::component::types::ComponentFunc;
use wasmtime::component::{ResourceAny, ResourceDynamic, ResourceType, Type, Val};
use wasmtime::{AsContextMut as _, Store, StoreContextMut};

use crate::state::State;

/// Who a resource belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    Instance(usize),
    Host(usize),
}

/// Where a value is going.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goal {
    /// To a member of the session: its own handles arrive as such, others under their host type.
    Member(Owner),
    /// To a member that owns none of the handles.
    Elsewhere,
    /// Out of the session: every handle as its owner knows it.
    Outside,
}

/// A resource type that crosses a seam; its position is the payload of its host type.
pub(super) struct Known {
    pub(super) owner: Owner,
    pub(super) interface: Option<String>,
    pub(super) name: String,
    /// The owner's own type, where the owner is a guest.
    pub(super) guest: Option<ResourceType>,
}

/// The resource types and handles of one session.
#[derive(Default)]
pub(crate) struct Handles {
    pub(super) resources: Vec<Known>,
    slots: Vec<Option<ResourceAny>>,
    free: Vec<u32>,
    pub(super) providers: usize,
}

impl Handles {
    pub(crate) fn live(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    fn insert(&mut self, handle: ResourceAny) -> u32 {
        if let Some(rep) = self.free.pop() {
            self.slots[rep as usize] = Some(handle);
            return rep;
        }
        self.slots.push(Some(handle));
        (self.slots.len() - 1) as u32
    }

    pub(super) fn remove(&mut self, rep: u32) -> wasmtime::Result<ResourceAny> {
        let handle = self.slots.get_mut(rep as usize).and_then(Option::take);
        self.free.extend(handle.map(|_| rep));
        handle.ok_or_else(stale)
    }

    fn get(&self, rep: u32) -> wasmtime::Result<ResourceAny> {
        self.slots.get(rep as usize).copied().flatten().ok_or_else(stale)
    }

    /// The resource behind a guest's or a host's type.
    pub(super) fn known(&self, ty: ResourceType) -> Option<(u32, Owner, bool)> {
        self.resources.iter().enumerate().find_map(|(id, known)| {
            let id = id as u32;
            let is_guest = known.guest == Some(ty);
            (is_guest || ty == ResourceType::host_dynamic(id)).then_some((id, known.owner, is_guest))
        })
    }

    pub(super) fn find(&self, owner: Owner, interface: Option<&str>, name: &str) -> Option<u32> {
        let fits = |k: &Known| k.owner == owner && k.interface.as_deref() == interface && k.name == name;
        self.resources.iter().position(fits).map(|id| id as u32)
    }
}

fn stale() -> wasmtime::Error {
    wasmtime::Error::msg("a handle was used after it was moved or dropped")
}

/// Arguments on their way to `target`.
pub(super) fn translate_all(
    values: &[Val],
    target: Owner,
    store: &mut StoreContextMut<'_, State>,
) -> wasmtime::Result<Vec<Val>> {
    values.iter().map(|value| translate(value, Goal::Member(target), store)).collect()
}

/// A handle that is lent for one call: its slot, and the handle under its host type.
pub(crate) type Lent = Vec<(u32, ResourceAny)>;

/// Arguments from outside the session on their way to `target`. An owned handle may be passed where a
/// borrowed one is due: it is lent for the call and stays with the caller.
pub(crate) fn enter(
    values: &[Val],
    ty: &ComponentFunc,
    target: Owner,
    store: &mut Store<State>,
) -> wasmtime::Result<(Vec<Val>, Lent)> {
    let mut store = store.as_context_mut();
    let mut lent = Lent::new();
    let mut args = Vec::with_capacity(values.len());
    for (value, (_, ty)) in values.iter().zip(ty.params()) {
        args.push(match (value, ty) {
            (Val::Resource(handle), Type::Borrow(_)) => lend(*handle, target, &mut store, &mut lent)?,
            (value, _) => translate(value, Goal::Member(target), &mut store)?,
        });
    }
    Ok((args, lent))
}

fn lend(
    handle: ResourceAny,
    target: Owner,
    store: &mut StoreContextMut<'_, State>,
    lent: &mut Lent,
) -> wasmtime::Result<Val> {
    match store.data().handles.known(handle.ty()) {
        Some((id, owner, true)) if owner != target => {
            let rep = store.data_mut().handles.insert(handle);
            let shown = ResourceDynamic::new_own(rep, id).try_into_resource_any(&mut *store)?;
            lent.push((rep, shown));
            Ok(Val::Resource(shown))
        }
        Some(_) | None => Ok(Val::Resource(handle)),
    }
}

/// Results on their way out of the session, after which lent handles are taken back.
pub(crate) fn leave(results: &mut [Val], lent: Lent, store: &mut Store<State>) -> wasmtime::Result<()> {
    let mut store = store.as_context_mut();
    for (rep, shown) in lent {
        shown.try_into_resource_dynamic(&mut store)?;
        store.data_mut().handles.remove(rep)?;
    }
    for result in results {
        *result = translate(result, Goal::Outside, &mut store)?;
    }
    Ok(())
}

/// A value with its handles as they are known at its goal.
pub(super) fn translate(value: &Val, goal: Goal, store: &mut StoreContextMut<'_, State>) -> wasmtime::Result<Val> {
    let boxed = |value: &Option<Box<Val>>, store: &mut StoreContextMut<'_, State>| {
        value.as_ref().map(|v| translate(v, goal, store).map(Box::new)).transpose()
    };
    let list = |values: &[Val], store: &mut StoreContextMut<'_, State>| {
        values.iter().map(|v| translate(v, goal, store)).collect::<wasmtime::Result<Vec<Val>>>()
    };
    Ok(match value {
        Val::Resource(handle) => Val::Resource(translate_handle(*handle, goal, store)?),
        Val::List(values) => Val::List(list(values, store)?),
        Val::FixedLengthList(values) => Val::FixedLengthList(list(values, store)?),
        Val::Tuple(values) => Val::Tuple(list(values, store)?),
        Val::Record(fields) => {
            let fields = fields.iter().map(|(name, v)| Ok((name.clone(), translate(v, goal, store)?)));
            Val::Record(fields.collect::<wasmtime::Result<_>>()?)
        }
        Val::Map(entries) => {
            let entries = entries.iter().map(|(k, v)| Ok((translate(k, goal, store)?, translate(v, goal, store)?)));
            Val::Map(entries.collect::<wasmtime::Result<_>>()?)
        }
        Val::Variant(case, payload) => Val::Variant(case.clone(), boxed(payload, store)?),
        Val::Option(payload) => Val::Option(boxed(payload, store)?),
        Val::Result(Ok(payload)) => Val::Result(Ok(boxed(payload, store)?)),
        Val::Result(Err(payload)) => Val::Result(Err(boxed(payload, store)?)),
        Val::Bool(_)
        | Val::S8(_)
        | Val::U8(_)
        | Val::S16(_)
        | Val::U16(_)
        | Val::S32(_)
        | Val::U32(_)
        | Val::S64(_)
        | Val::U64(_)
        | Val::Float32(_)
        | Val::Float64(_)
        | Val::Char(_)
        | Val::String(_)
        | Val::Enum(_)
        | Val::Flags(_)
        | Val::Future(_)
        | Val::Stream(_)
        | Val::ErrorContext(_) => value.clone(),
    })
}

fn translate_handle(
    handle: ResourceAny,
    goal: Goal,
    store: &mut StoreContextMut<'_, State>,
) -> wasmtime::Result<ResourceAny> {
    let Some((id, owner, is_guest)) = store.data().handles.known(handle.ty()) else { return Ok(handle) };
    let home = match (goal, owner) {
        (Goal::Member(target), _) => target == owner,
        (Goal::Elsewhere, _) => false,
        (Goal::Outside, Owner::Instance(_)) => true,
        // Rust code's handles have no other form than the host's.
        (Goal::Outside, Owner::Host(_)) => return Ok(handle),
    };
    if is_guest {
        if home {
            return Ok(handle);
        }
        if !handle.owned() {
            return Err(wasmtime::Error::msg("an instance lent out a handle of its own resource"));
        }
        let rep = store.data_mut().handles.insert(handle);
        return ResourceDynamic::new_own(rep, id).try_into_resource_any(store);
    }
    let owned = handle.owned();
    let rep = handle.try_into_resource_dynamic(&mut *store)?.rep();
    match (home, owned) {
        (true, true) => store.data_mut().handles.remove(rep),
        (true, false) => store.data().handles.get(rep),
        (false, true) => ResourceDynamic::new_own(rep, id).try_into_resource_any(store),
        (false, false) => ResourceDynamic::new_borrow(rep, id).try_into_resource_any(store),
    }
}

/// Gives back the borrows that were made for one call.
pub(super) async fn release_borrows(args: &[Val], store: &mut StoreContextMut<'_, State>) -> wasmtime::Result<()> {
    for arg in args {
        // Borrows occur as parameters only, never inside of other values.
        if let Val::Resource(handle) = arg
            && !handle.owned()
        {
            handle.resource_drop_async(&mut *store).await?;
        }
    }
    Ok(())
}
