//! The binding: what a language reads to write its bindings.
//!
//! The [model](crate::model) knows what a type means and the [plan](crate::plan) how it lies in memory and over core
//! values. The binding joins both: one [`Node`] per type, and one [`Func`] per function, whose call is a program of
//! [`Step`]s. [`drive`] runs such a program through a language's [`Spell`], which has one required method per step, so
//! that a step which a language forgets does not compile.
//!
//! Memory goes by [`Scope`]s: what a call takes is given back all at once, as every runtime's arena does it. The reference
//! interpreter runs the same steps.
//!
//! What a language spells is its own: the binding has no code in it.

mod func;
mod node;
mod print;
mod shape;
mod spell;

pub use crate::model::Label;
pub use func::{CallMode, CoreResult, Func, FuncId, Outcome, Passed, Scope, Spot, Step};
pub use node::{Cores, Elements, NamedCase, Node, Part, Payload, Sum, VariantCase};
pub use shape::{Piece, Shape};
pub use spell::{Flow, Spell, drive, follow};

use crate::model::{InterfaceId, ResourceId, Side, TypeId, World};
use crate::plan::{EndKind, PayloadPlan, Plan};

/// Nodes and functions of one world.
#[derive(Debug, Clone)]
pub struct Binding {
    /// Indexed by [`TypeId`]; `None` for types that are unsupported or hold no value.
    nodes: Vec<Option<Node>>,
    funcs: Vec<Func>,
    payloads: Vec<PayloadPlan>,
}

impl Binding {
    /// Joins a world with its plan.
    pub fn new(world: &World, plan: &Plan) -> Self {
        let nodes = world.types.iter().map(|ty| Node::of(world, plan, ty.id)).collect();
        let calls = plan.calls().iter().enumerate();
        let funcs = calls.map(|(index, call)| Func::of(world, call, FuncId(index as u32))).collect();
        Self { nodes, funcs, payloads: plan.payloads().to_vec() }
    }

    /// What streams and futures of the functions carry: one for each kind and payload.
    pub fn payloads(&self) -> &[PayloadPlan] {
        &self.payloads
    }

    /// What a stream or future carries; `None` for types that no function mentions.
    pub fn payload(&self, ty: TypeId) -> Option<&PayloadPlan> {
        let of = |payload: &Option<TypeId>| payload.map(|ty| self.resolved(ty).0);
        let node = self.resolved(ty).1;
        let wanted = if let Node::Stream(payload) = node {
            (EndKind::Stream, of(payload))
        } else if let Node::Future(payload) = node {
            (EndKind::Future, of(payload))
        } else {
            return None;
        };
        self.payloads.iter().find(|plan| (plan.kind, plan.elem) == wanted)
    }

    /// The node of a type.
    ///
    /// # Panics
    /// When the type is unsupported or a resource alias: [`Language::accept`](crate::Language::accept) comes first.
    pub fn node(&self, id: TypeId) -> &Node {
        self.nodes[id.index()].as_ref().expect("unsupported types are refused before they are bound")
    }

    /// The node behind any chain of aliases, with its type.
    pub fn resolved(&self, id: TypeId) -> (TypeId, &Node) {
        match self.node(id) {
            Node::Alias(target) => self.resolved(*target),
            node => (id, node),
        }
    }

    /// Every function, in WIT order, imports first.
    pub fn funcs(&self) -> &[Func] {
        &self.funcs
    }

    /// The functions of one side.
    pub fn side(&self, side: Side) -> impl Iterator<Item = &Func> {
        self.funcs.iter().filter(move |func| func.side == side)
    }

    /// A function.
    pub fn func(&self, id: FuncId) -> &Func {
        &self.funcs[id.index()]
    }

    /// The function at a position of an interface; `None` where it is unsupported.
    pub fn function(&self, interface: InterfaceId, index: usize) -> Option<&Func> {
        let at = self.funcs.binary_search_by_key(&(interface, index), |func| (func.interface, func.index)).ok()?;
        Some(&self.funcs[at])
    }

    /// The functions of an interface that belong to no resource, in WIT order.
    pub fn free(&self, interface: InterfaceId) -> impl Iterator<Item = &Func> {
        self.funcs.iter().filter(move |func| func.interface == interface && func.resource().is_none())
    }

    /// Constructor, methods and static functions of a resource, in WIT order.
    pub fn members(&self, resource: ResourceId) -> impl Iterator<Item = &Func> {
        self.funcs.iter().filter(move |func| func.resource() == Some(resource))
    }

    /// The binding as text, for people and snapshots.
    pub fn print(&self, world: &World) -> String {
        print::binding(self, world)
    }
}
