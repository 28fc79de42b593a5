//! The resource types and handles of one session: whose they are, and the slots in which others see them.

use wasmtime::component::{ResourceAny, ResourceType};

/// Who a resource belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    Instance(usize),
    Host(usize),
}

/// A resource type that crosses a seam; its position is the payload of its host type.
pub(crate) struct Known {
    pub(crate) owner: Owner,
    pub(crate) interface: Option<String>,
    pub(crate) name: String,
    /// The owner's own type, where the owner is a guest.
    pub(crate) guest: Option<ResourceType>,
}

/// The resource types and handles of one session.
#[derive(Default)]
pub(crate) struct Handles {
    pub(crate) resources: Vec<Known>,
    slots: Vec<Option<ResourceAny>>,
    free: Vec<u32>,
    /// Handles that came for a reader that had left, to be dropped when the call is over.
    pub(crate) orphans: Vec<ResourceAny>,
    pub(crate) providers: usize,
}

impl Handles {
    pub(crate) fn live(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    pub(crate) fn insert(&mut self, handle: ResourceAny) -> u32 {
        if let Some(rep) = self.free.pop() {
            self.slots[rep as usize] = Some(handle);
            return rep;
        }
        self.slots.push(Some(handle));
        (self.slots.len() - 1) as u32
    }

    pub(crate) fn remove(&mut self, rep: u32) -> wasmtime::Result<ResourceAny> {
        let handle = self.slots.get_mut(rep as usize).and_then(Option::take);
        self.free.extend(handle.map(|_| rep));
        handle.ok_or_else(stale)
    }

    pub(crate) fn get(&self, rep: u32) -> wasmtime::Result<ResourceAny> {
        self.slots.get(rep as usize).copied().flatten().ok_or_else(stale)
    }

    /// The resource behind a guest's or a host's type.
    pub(crate) fn known(&self, ty: ResourceType) -> Option<(u32, Owner, bool)> {
        self.resources.iter().enumerate().find_map(|(id, known)| {
            let id = id as u32;
            let is_guest = known.guest == Some(ty);
            (is_guest || ty == ResourceType::host_dynamic(id)).then_some((id, known.owner, is_guest))
        })
    }

    pub(crate) fn find(&self, owner: Owner, interface: Option<&str>, name: &str) -> Option<u32> {
        let fits = |k: &Known| k.owner == owner && k.interface.as_deref() == interface && k.name == name;
        self.resources.iter().position(fits).map(|id| id as u32)
    }
}

fn stale() -> wasmtime::Error {
    wasmtime::Error::msg("a handle was used after it was moved or dropped")
}

/// A handle that is lent for one call: its slot, and the handle under its host type.
pub(crate) type Lent = Vec<(u32, ResourceAny)>;
