//! Annotations: a WIT type as a Python type, seen from one module.

use std::collections::BTreeSet;

use witloom_bindgen::model::{InterfaceId, Kind, Prim, TypeId};

use super::Bindings;
use super::ends::EndKind;

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
        if let Some(name) = &ty.name
            && !matches!(ty.kind, Kind::ResourceAlias(_))
        {
            let class = self.names.ty(id).class.clone();
            return self.qualified(hints, name.owner, class);
        }
        self.expand(hints, &ty.kind)
    }

    /// The annotation of what a type is, without its own name.
    pub(crate) fn expand(&self, hints: &mut Hints, kind: &Kind) -> String {
        match kind {
            Kind::Prim(prim) => prim_hint(*prim).to_owned(),
            Kind::String => "str".to_owned(),
            Kind::List(item) if self.is_u8(*item) => "bytes".to_owned(),
            Kind::List(item) => format!("list[{}]", self.hint(hints, *item)),
            Kind::Option(inner) if self.is_option(*inner) => format!("Some[{}] | None", self.hint(hints, *inner)),
            Kind::Option(inner) => format!("{} | None", self.hint(hints, *inner)),
            Kind::Result { ok, err } => {
                format!("Ok[{}] | Err[{}]", self.opt_hint(hints, *ok), self.opt_hint(hints, *err))
            }
            Kind::Tuple(types) => {
                let types: Vec<_> = types.iter().map(|ty| self.hint(hints, *ty)).collect();
                format!("tuple[{}]", if types.is_empty() { "()".to_owned() } else { types.join(", ") })
            }
            Kind::Own(resource) | Kind::Borrow(resource) | Kind::ResourceAlias(resource) => {
                let class = self.names.resource(*resource).to_owned();
                self.qualified(hints, self.world.resource(*resource).owner, class)
            }
            Kind::Alias(target) => self.hint(hints, *target),
            Kind::FixedList(item, _) if self.is_u8(*item) => "bytes".to_owned(),
            Kind::FixedList(item, _) => format!("list[{}]", self.hint(hints, *item)),
            Kind::Map(map) => format!("dict[{}, {}]", self.hint(hints, map.key), self.hint(hints, map.value)),
            Kind::Stream(payload) => self.end_hint(hints, EndKind::Stream, *payload),
            Kind::Future(payload) => self.end_hint(hints, EndKind::Future, *payload),
            Kind::Record(_) | Kind::Variant(_) | Kind::Enum(_) | Kind::Flags(_) | Kind::Unsupported(_) => {
                "object".to_owned()
            }
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
        self.world.ty(self.world.resolve_alias(id)).kind == Kind::Prim(Prim::U8)
    }

    /// Whether a type is an option behind any alias.
    pub(crate) fn is_option(&self, id: TypeId) -> bool {
        matches!(self.world.ty(self.world.resolve_alias(id)).kind, Kind::Option(_))
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
