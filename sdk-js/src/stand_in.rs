//! Types that the engine's splicer does not know, as types that it knows and that are the same in the canonical ABI.
//!
//! A `map<K, V>` is the list of its entries there, and a `list<T, N>` lies in memory and in core values as a tuple of
//! `N` values does. The splicer is given these. Tuples of one value add nothing to the ABI, so that they serve as marks
//! by which [`restore`] finds the stand-ins in the module's type again and puts the true ones back:
//!
//! * `map<K, V>` is `list<tuple<tuple<tuple<K>>, V>>`;
//! * `list<T, N>` is `tuple<tuple<tuple<T, …>>>`.

use wit_component::{StringEncoding, embed_component_metadata, metadata};
use wit_parser::{
    PackageName, Resolve, Span, Stability, Tuple, Type, TypeDef, TypeDefKind, TypeId, TypeOwner, WorldId,
};
use witloom_bindgen::GenerateError;
use witloom_bindgen::model::{Kind, World};

/// The longest fixed-length list: the binary format knows no longer tuples.
const LONGEST: u32 = 1000;

/// Whether a world has types that need a stand-in.
pub(crate) fn needed(world: &World) -> bool {
    world.types.iter().any(|ty| matches!(ty.kind, Kind::Map(_) | Kind::FixedList(..)))
}

/// Refuses what has no stand-in, and tuples that look like one.
pub(crate) fn refuse(world: &World) -> Result<(), GenerateError> {
    if !needed(world) {
        return Ok(());
    }
    let single = |id| match &world.ty(world.resolve_alias(id)).kind {
        Kind::Tuple(parts) if parts.len() == 1 => parts.first().copied(),
        _ => None,
    };
    let refusal = |message: String, hint: &str| GenerateError::Language { message, hint: Some(hint.to_owned()) };
    for ty in &world.types {
        if let Kind::FixedList(_, count) = ty.kind
            && count > LONGEST
        {
            let message = format!("js can't carry a list of fixed length {count}: the engine takes up to {LONGEST}");
            return Err(refusal(message, "use `list<T>`, or split the list"));
        }
        if single(ty.id).and_then(single).is_some() {
            let message = "js can't have tuples of one tuple of one value beside maps and fixed-length lists";
            return Err(refusal(message.to_owned(), "take the inner value, or make it a record"));
        }
    }
    Ok(())
}

/// Puts stand-ins in the place of maps and fixed-length lists.
pub(crate) fn stand_in(resolve: &mut Resolve) {
    let ids: Vec<TypeId> = resolve.types.iter().map(|(id, _)| id).collect();
    for id in ids {
        let kind = match resolve.types[id].kind {
            TypeDefKind::Map(key, value) => {
                let inner = tuple(resolve, vec![key]);
                let key = tuple(resolve, vec![inner]);
                TypeDefKind::List(tuple(resolve, vec![key, value]))
            }
            TypeDefKind::FixedLengthList(elem, count) => {
                let values = tuple(resolve, vec![elem; count as usize]);
                let inner = tuple(resolve, vec![values]);
                TypeDefKind::Tuple(Tuple { types: vec![inner] })
            }
            _ => continue,
        };
        resolve.types[id].kind = kind;
    }
}

fn tuple(resolve: &mut Resolve, types: Vec<Type>) -> Type {
    Type::Id(resolve.types.alloc(TypeDef {
        name: None,
        kind: TypeDefKind::Tuple(Tuple { types }),
        owner: TypeOwner::None,
        docs: Default::default(),
        stability: Stability::Unknown,
        external_id: None,
        span: Span::default(),
    }))
}

/// The module with a type that has no stand-ins.
pub(crate) fn restore(module: &[u8]) -> anyhow::Result<Vec<u8>> {
    let (stripped, bindgen) = metadata::decode(module)?;
    let (mut module, mut resolve) = (stripped.unwrap_or_else(|| module.to_owned()), bindgen.resolve);
    let found: Vec<_> = resolve.types.iter().filter_map(|(id, _)| Some((id, true_kind(&resolve, id)?))).collect();
    for (id, kind) in found {
        resolve.types[id].kind = kind;
    }
    rename(&mut resolve, bindgen.world);
    embed_component_metadata(&mut module, &resolve, bindgen.world, StringEncoding::UTF8, false)?;
    Ok(module)
}

/// A decoded world is called `root:root/root`, as the adapter's is, which the encoder would take for the same one.
fn rename(resolve: &mut Resolve, world: WorldId) {
    "module".clone_into(&mut resolve.worlds[world].name);
    let Some(package) = resolve.worlds[world].package else { return };
    let name = PackageName { namespace: "witloom".to_owned(), name: "module".to_owned(), version: None };
    let old = std::mem::replace(&mut resolve.packages[package].name, name.clone());
    resolve.package_names.shift_remove(&old);
    resolve.package_names.insert(name, package);
    let worlds = &mut resolve.packages[package].worlds;
    worlds.clear();
    worlds.insert("module".to_owned(), world);
}

/// What a type stands for.
fn true_kind(resolve: &Resolve, id: TypeId) -> Option<TypeDefKind> {
    let marked = |ty: Type| single(resolve, ty).and_then(|inner| single(resolve, inner));
    match &resolve.types[id].kind {
        TypeDefKind::List(entry) => match parts(resolve, *entry)? {
            [key, value] => Some(TypeDefKind::Map(marked(*key)?, *value)),
            _ => None,
        },
        TypeDefKind::Tuple(outer) => {
            let [inner] = outer.types.as_slice() else { return None };
            let values = parts(resolve, single(resolve, *inner)?)?;
            Some(TypeDefKind::FixedLengthList(*values.first()?, u32::try_from(values.len()).ok()?))
        }
        _ => None,
    }
}

/// The types of a tuple.
fn parts(resolve: &Resolve, ty: Type) -> Option<&[Type]> {
    let Type::Id(id) = ty else { return None };
    match &resolve.types[id].kind {
        TypeDefKind::Tuple(tuple) => Some(&tuple.types),
        _ => None,
    }
}

fn single(resolve: &Resolve, ty: Type) -> Option<Type> {
    match parts(resolve, ty)? {
        [only] => Some(*only),
        _ => None,
    }
}
