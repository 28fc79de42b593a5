//! The plan: the canonical ABI of one world as plain data, walked once for all languages.
//!
//! For each type the plan has two nodes, each one level deep; parts are referred to by [`TypeId`], so that
//! a type used in ten places is described once and generators can outline a routine per type:
//!
//! * [`Mem`]: how a value lies in linear memory (`load` and `store` of the specification),
//! * [`Flat`]: how a value is spread over core values (`lift_flat` and `lower_flat`); absent past 16 values.
//!
//! For each function the plan has a [`Call`]: the core signature, and where parameters and result travel. What happens in
//! which order, and how long memory lives, is said by the [binding](crate::binding).
//!
//! The layout comes from wit-parser; the rules are those of "Lifting and Lowering Values" and "Flattening" in
//! the canonical ABI explainer. An `async func` is lifted and lowered in the [`Modes`] that a language chooses; streams and
//! futures have a [`PayloadPlan`] per kind and payload. Stackful lifts are not covered.

mod call;
mod nodes;
mod payload;
mod print;
mod shape;
mod task;

use std::collections::HashSet;

pub use call::{Asynchrony, Base, Call, Lift, Location, Lower, Modes, Placed, TaskReturn, Which};
pub use nodes::{
    Cast, End, EndKind, Flat, FlatCase, FlatSlot, Handle, HandleLift, HandleLower, Mem, Mode, Slot, Width,
};

pub use payload::{CoreFunction, PayloadPlan, unit};

use crate::model::{Interface, InterfaceId, Kind, ResourceId, Side, TypeId, World};

/// Most flat parameters that a call passes as core values; more go through memory.
pub const MAX_FLAT_PARAMS: usize = 16;
/// Most flat parameters of an import that is lowered asynchronously.
pub const MAX_FLAT_ASYNC_PARAMS: usize = 4;
/// Most flat results that a call returns as core values; more go through memory.
pub const MAX_FLAT_RESULTS: usize = 1;

/// The plan of one type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypePlan {
    /// In memory.
    pub mem: Mem,
    /// As core values; `None` past 16 of them.
    pub flat: Option<Flat>,
}

/// Core imports and exports that a resource needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourcePlan {
    /// The resource.
    pub resource: ResourceId,
    /// Import module of the intrinsics.
    pub module: String,
    /// `[resource-drop]name`: drops a handle.
    pub drop: String,
    /// `[resource-new]name`, for exported resources: representation to handle.
    pub new: Option<String>,
    /// `[resource-rep]name`, for exported resources: handle to representation.
    pub rep: Option<String>,
    /// Name of the exported destructor, for exported resources; it gets the representation.
    pub dtor: Option<String>,
}

/// How every value and call of a world crosses the boundary.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Indexed by [`TypeId`]; `None` for types that are unsupported or hold no value.
    types: Vec<Option<TypePlan>>,
    /// Calls in the order of interfaces and their functions; unsupported functions are left out.
    calls: Vec<Call>,
    resources: Vec<ResourcePlan>,
    payloads: Vec<PayloadPlan>,
}

impl Plan {
    /// Plans a world, with async functions in the synchronous modes. Unsupported functions get no call; see
    /// [`World::refuse_beyond`].
    pub fn new(world: &World) -> Self {
        Self::with(world, Modes::default())
    }

    /// Plans a world, with async functions in these modes.
    pub fn with(world: &World, modes: Modes) -> Self {
        let types = world.types.iter().map(|ty| shape::type_plan(world, ty)).collect();
        let mut calls = Vec::new();
        for interface in &world.interfaces {
            for (index, function) in interface.functions.iter().enumerate() {
                let supported = function.unsupported.is_none()
                    && function
                        .params
                        .iter()
                        .map(|p| p.ty)
                        .chain(function.result)
                        .all(|ty| !world.ty(ty).facts.has_unsupported);
                if supported {
                    calls.push(planned(world, interface, index, modes));
                }
            }
        }
        let resources = world.resources.iter().map(|r| resource_plan(world, r.id)).collect();
        let payloads = payload::plans(world, &calls);
        Self { types, calls, resources, payloads }
    }

    /// What streams and futures of the calls carry: one for each kind and payload, in the order of their first mention.
    pub fn payloads(&self) -> &[PayloadPlan] {
        &self.payloads
    }

    /// What a stream or future carries; `None` for types that no call mentions.
    pub fn payload(&self, world: &World, ty: TypeId) -> Option<&PayloadPlan> {
        let wanted = payload::key(world, ty)?;
        self.payloads.iter().find(|plan| (plan.kind, plan.elem) == wanted)
    }

    /// The plan of a type.
    ///
    /// # Panics
    /// When the type is unsupported or a resource alias; [`World::refuse_beyond`] comes first.
    pub fn ty(&self, id: TypeId) -> &TypePlan {
        self.types[id.index()].as_ref().expect("unsupported types are refused before they are planned")
    }

    /// The plan of a type; `None` where it is unsupported or a resource alias.
    pub fn planned(&self, id: TypeId) -> Option<&TypePlan> {
        self.types[id.index()].as_ref()
    }

    /// Every call, in WIT order, imports first.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// The call of one function: `index` counts [`Interface::functions`](crate::model::Interface::functions).
    pub fn call(&self, interface: InterfaceId, index: usize) -> Option<&Call> {
        self.calls.iter().find(|call| call.interface == interface && call.function == index)
    }

    /// Core imports and exports of a resource.
    pub fn resource(&self, id: ResourceId) -> &ResourcePlan {
        &self.resources[id.index()]
    }

    /// Types whose values are lifted or lowered in memory or flat by the calls, parts before wholes: those a
    /// generator writes routines for. Aliases are followed and left out.
    pub fn used_types(&self, world: &World) -> Vec<TypeId> {
        let mut seen = HashSet::new();
        let mut order = Vec::new();
        for call in &self.calls {
            let function = &world.interface(call.interface).functions[call.function];
            for ty in function.params.iter().map(|p| p.ty).chain(function.result) {
                visit(world, ty, &mut seen, &mut order);
            }
        }
        order
    }

    /// The plan as text, for people and snapshots.
    pub fn print(&self, world: &World) -> String {
        print::plan(self, world)
    }
}

fn visit(world: &World, ty: TypeId, seen: &mut HashSet<TypeId>, order: &mut Vec<TypeId>) {
    let ty = world.resolve_alias(ty);
    if !seen.insert(ty) {
        return;
    }
    for part in world.ty(ty).kind.parts() {
        visit(world, part, seen, order);
    }
    if !matches!(world.ty(ty).kind, Kind::ResourceAlias(_)) {
        order.push(ty);
    }
}

fn resource_plan(world: &World, id: ResourceId) -> ResourcePlan {
    let resource = world.resource(id);
    let owner = world.interface(resource.owner);
    let name = &resource.name;
    let drop = format!("[resource-drop]{name}");
    match resource.side {
        Side::Import => {
            ResourcePlan { resource: id, module: owner.full_name.clone(), drop, new: None, rep: None, dtor: None }
        }
        Side::Export => ResourcePlan {
            resource: id,
            module: format!("[export]{}", owner.full_name),
            drop,
            new: Some(format!("[resource-new]{name}")),
            rep: Some(format!("[resource-rep]{name}")),
            dtor: Some(format!("{}#[dtor]{name}", owner.full_name)),
        },
    }
}

/// The plan of one function of an interface.
fn planned(world: &World, interface: &Interface, index: usize, modes: Modes) -> Call {
    let is_async = interface.functions[index].is_async;
    match (interface.side, is_async, modes) {
        (Side::Import, true, Modes { lower: Lower::Async, .. }) => task::import(world, interface, index),
        (Side::Export, true, Modes { lift: Lift::Callback, .. }) => task::export(world, interface, index),
        (Side::Import, ..) => call::import(world, interface, index),
        (Side::Export, ..) => call::export(world, interface, index),
    }
}
