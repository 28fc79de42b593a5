//! Handles on their way between the members of a session.
//!
//! A resource belongs to the instance (or the Rust code) that exports it. Every other instance sees it under
//! a host type of its own, whose representation is a slot here that holds the owner's handle. On the way to
//! its owner a handle is taken out of its slot (own) or read from it (borrow); on the way elsewhere it is put
//! into one.

use wasmtime::StoreContextMut;
use wasmtime::component::{ResourceAny, ResourceDynamic};

use crate::handles::Owner;
use crate::state::State;

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

/// A handle as it is known at its goal.
pub(super) fn translate_handle(
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
