//! Annotations: a WIT type as a Python type, seen from one module.

use std::collections::BTreeSet;

use witloom_bindgen::binding::Node;
use witloom_bindgen::model::{InterfaceId, Kind, Prim, ResourceId, TypeId};
use witloom_bindgen::plan::EndKind;

use super::Bindings;

/// Writes annotations for one module and remembers what they refer to.
#[derive(Debug)]
pub(crate) struct Hints {
    /// The module's dotted name.
    home: String,
    /// Interfaces whose modules annotations name.
    pub(crate) used: BTreeSet<InterfaceId>,
}

impl Hints {
    pub(crate) fn new(home: String) -> Self {
        Self { home, used: BTreeSet::new() }
    }
}

impl Bindings<'_> {
    /// The annotation of a type.
    pub(crate) fn hint(&self, hints: &mut Hints, id: TypeId) -> String {
        let ty = self.world.ty(id);
        if let Kind::ResourceAlias(resource) = ty.kind {
            return self.resource_hint(hints, resource);
        }
        if let Some(name) = &ty.name {
            let class = self.names.ty(id).class.clone();
            return self.qualified(hints, name.owner, class);
        }
        self.expand(hints, self.binding.node(id))
    }

    /// The annotation of a handle to a resource.
    pub(crate) fn resource_hint(&self, hints: &mut Hints, id: ResourceId) -> String {
        let class = self.names.resource(id).to_owned();
        self.qualified(hints, self.world.resource(id).owner, class)
    }

    /// The annotation of what a type is, without its own name.
    pub(crate) fn expand(&self, hints: &mut Hints, node: &Node) -> String {
        match node {
            Node::Prim(prim) => prim_hint(*prim).to_owned(),
            Node::Text => "str".to_owned(),
            Node::List(items) | Node::FixedList { elements: items, .. } if self.is_u8(items.ty) => "bytes".to_owned(),
            Node::List(items) | Node::FixedList { elements: items, .. } => {
                format!("list[{}]", self.hint(hints, items.ty))
            }
            Node::Map { key, value, .. } => {
                format!("dict[{}, {}]", self.hint(hints, key.ty), self.hint(hints, value.ty))
            }
            Node::Option { some, .. } if self.is_option(some.ty) => {
                format!("Some[{}] | None", self.hint(hints, some.ty))
            }
            Node::Option { some, .. } => format!("{} | None", self.hint(hints, some.ty)),
            Node::Result { ok, err, .. } => {
                let [ok, err] = [ok, err].map(|payload| self.opt_hint(hints, payload.as_ref().map(|held| held.ty)));
                format!("Ok[{ok}] | Err[{err}]")
            }
            Node::Tuple(parts) => {
                let types: Vec<_> = parts.iter().map(|part| self.hint(hints, part.ty)).collect();
                format!("tuple[{}]", if types.is_empty() { "()".to_owned() } else { types.join(", ") })
            }
            Node::Handle(handle) => self.resource_hint(hints, handle.resource),
            Node::Stream(payload) => self.end_hint(hints, EndKind::Stream, *payload),
            Node::Future(payload) => self.end_hint(hints, EndKind::Future, *payload),
            Node::Alias(target) => self.hint(hints, *target),
            Node::Record(_) | Node::Variant { .. } | Node::Enum { .. } | Node::Flags { .. } => "object".to_owned(),
        }
    }

    /// The annotation of a payload that may be absent.
    pub(crate) fn opt_hint(&self, hints: &mut Hints, ty: Option<TypeId>) -> String {
        ty.map_or_else(|| "None".to_owned(), |ty| self.hint(hints, ty))
    }

    fn qualified(&self, hints: &mut Hints, owner: InterfaceId, class: String) -> String {
        if self.names.dotted(owner) == hints.home {
            return class;
        }
        hints.used.insert(owner);
        format!("_{}.{class}", self.names.alias(owner))
    }

    /// Whether a type is `u8` behind any alias.
    pub(crate) fn is_u8(&self, id: TypeId) -> bool {
        *self.node(id) == Node::Prim(Prim::U8)
    }

    /// Whether a type is an option behind any alias.
    pub(crate) fn is_option(&self, id: TypeId) -> bool {
        matches!(self.node(id), Node::Option { .. })
    }
}

fn prim_hint(prim: Prim) -> &'static str {
    match prim {
        Prim::Bool => "bool",
        Prim::U8 | Prim::S8 | Prim::U16 | Prim::S16 | Prim::U32 | Prim::S32 | Prim::U64 | Prim::S64 => "int",
        Prim::F32 | Prim::F64 => "float",
        Prim::Char => "str",
    }
}
