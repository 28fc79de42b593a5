//! Types as WIT writes them.

use super::{Kind, TypeId, World};

/// The name that WIT gives a type, or its structural form.
pub(super) fn type_name(world: &World, ty: TypeId) -> String {
    let list = |types: &[TypeId]| types.iter().map(|ty| type_name(world, *ty)).collect::<Vec<_>>().join(", ");
    if let Some(name) = &world.ty(ty).name {
        return name.name.clone();
    }
    let of = |ty: Option<TypeId>| ty.map_or_else(String::new, |ty| format!("<{}>", type_name(world, ty)));
    let opt = |ty: Option<TypeId>| ty.map_or_else(|| "_".to_owned(), |ty| type_name(world, ty));
    match &world.ty(ty).kind {
        Kind::Prim(prim) => prim.wit_name().to_owned(),
        Kind::String => "string".to_owned(),
        Kind::List(elem) => format!("list<{}>", type_name(world, *elem)),
        Kind::FixedList(elem, count) => format!("list<{}, {count}>", type_name(world, *elem)),
        Kind::Map(map) => format!("map<{}, {}>", type_name(world, map.key), type_name(world, map.value)),
        Kind::Option(some) => format!("option<{}>", type_name(world, *some)),
        Kind::Result { ok: None, err: None } => "result".to_owned(),
        Kind::Result { ok: Some(ok), err: None } => format!("result<{}>", type_name(world, *ok)),
        Kind::Result { ok, err } => format!("result<{}, {}>", opt(*ok), opt(*err)),
        Kind::Tuple(types) => format!("tuple<{}>", list(types)),
        Kind::Own(resource) => world.resource(*resource).name.clone(),
        Kind::Borrow(resource) => format!("borrow<{}>", world.resource(*resource).name),
        Kind::Stream(payload) => format!("stream{}", of(*payload)),
        Kind::Future(payload) => format!("future{}", of(*payload)),
        Kind::Alias(target) => type_name(world, *target),
        Kind::ResourceAlias(resource) => world.resource(*resource).name.clone(),
        Kind::Unsupported(kind) => (*kind).to_owned(),
        Kind::Record(_) | Kind::Variant(_) | Kind::Enum(_) | Kind::Flags(_) => "unnamed".to_owned(),
    }
}
