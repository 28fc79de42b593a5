//! Lists that the engine is made to carry as bytes: which they are in its package, by its numbers.
//!
//! The rule is that of [`crate::generate`]'s `packed`: lists of numbers and booleans, and of records and tuples whose parts
//! are numbers, booleans and enums. The engine numbers lists in the order in which it comes to their types.

use wit_parser::{Resolve, SizeAlign, Type, TypeDefKind, TypeId, World as WitWorld, WorldId, WorldItem, WorldKey};

use super::numbers::registered;
use super::tasks::{HELD, function, interface, unnamed};

/// Lists by the engine's numbers.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    /// The size of an element, and whether the list crosses as bytes.
    pub(crate) elements: Vec<(u32, bool)>,
    /// A list of bytes, where any list crosses as one.
    pub(crate) bytes: Option<u32>,
}

impl Lists {
    pub(super) fn new(resolve: &Resolve, world: &WitWorld) -> anyhow::Result<Self> {
        let mut sizes = SizeAlign::default();
        sizes.fill(resolve)?;
        let mut lists = Self::default();
        for element in elements(resolve, world) {
            if element == Type::U8 {
                lists.bytes.get_or_insert(lists.elements.len() as u32);
            }
            lists.elements.push((sizes.size(&element).size_wasm32() as u32, is_packed(resolve, element)));
        }
        Ok(lists)
    }
}

/// Mentions a list of bytes in a hidden function, where lists cross as one and there is none.
pub(super) fn hold(resolve: &mut Resolve, world: WorldId) {
    let elements = elements(resolve, &resolve.worlds[world]);
    if elements.contains(&Type::U8) || !elements.iter().any(|ty| is_packed(resolve, *ty)) {
        return;
    }
    let list = unnamed(resolve, TypeDefKind::List(Type::U8));
    let item = interface(resolve, world, Vec::new());
    let function = function("bytes", Some(("v", list)), None);
    // Types that no function mentions are held by the same interface.
    let exports = &mut resolve.worlds[world].exports;
    let held = exports.entry(WorldKey::Name(HELD.to_owned())).or_insert(item);
    if let WorldItem::Interface { id, .. } = held {
        resolve.interfaces[*id].functions.insert(function.name.clone(), function);
    }
}

/// What the lists of a world hold, in the engine's order.
fn elements(resolve: &Resolve, world: &WitWorld) -> Vec<Type> {
    let element = |id: TypeId| match resolve.types[id].kind {
        TypeDefKind::List(element) => Some(element),
        _ => None,
    };
    registered(resolve, world).into_iter().filter_map(element).collect()
}

/// A type behind its aliases.
fn behind(resolve: &Resolve, ty: Type) -> Type {
    match ty {
        Type::Id(id) => match resolve.types[id].kind {
            TypeDefKind::Type(target) => behind(resolve, target),
            _ => ty,
        },
        _ => ty,
    }
}

/// Whether the engine is made to take a list for one of bytes, which it is without when these have no other name.
fn is_packed(resolve: &Resolve, element: Type) -> bool {
    let Type::Id(id) = behind(resolve, element) else {
        return element != Type::U8 && is_number(behind(resolve, element));
    };
    let flat = |ty: Type| match behind(resolve, ty) {
        Type::Id(id) => matches!(resolve.types[id].kind, TypeDefKind::Enum(_)),
        ty => is_number(ty),
    };
    match &resolve.types[id].kind {
        TypeDefKind::Record(record) => !record.fields.is_empty() && record.fields.iter().all(|field| flat(field.ty)),
        TypeDefKind::Tuple(tuple) => !tuple.types.is_empty() && tuple.types.iter().all(|ty| flat(*ty)),
        _ => false,
    }
}

/// Numbers and booleans.
fn is_number(ty: Type) -> bool {
    !matches!(ty, Type::Id(_) | Type::Char | Type::String | Type::ErrorContext)
}
