//! Puts true types in the place of their stand-ins (see [`witloom_bindgen::stand_in`]) in a module's own type.

use wit_component::{StringEncoding, embed_component_metadata, metadata};
use wit_parser::{PackageName, Resolve, Type, TypeDefKind, TypeId, WorldId};

/// The module with a type that has no stand-ins.
pub(crate) fn restore(module: &[u8]) -> anyhow::Result<Vec<u8>> {
    retyped(module, "module", |resolve, _| {
        let found: Vec<_> = resolve.types.iter().filter_map(|(id, _)| Some((id, true_kind(resolve, id)?))).collect();
        for (id, kind) in found {
            resolve.types[id].kind = kind;
        }
    })
}

/// The module with another type of its own. The world gets a name: a decoded one is called `root:root/root`, as that of
/// every adapter is, which the encoder would take for the same.
pub(crate) fn retyped(
    module: &[u8],
    name: &str,
    change: impl FnOnce(&mut Resolve, WorldId),
) -> anyhow::Result<Vec<u8>> {
    let (stripped, bindgen) = metadata::decode(module)?;
    let (mut module, mut resolve) = (stripped.unwrap_or_else(|| module.to_owned()), bindgen.resolve);
    change(&mut resolve, bindgen.world);
    rename(&mut resolve, bindgen.world, name);
    embed_component_metadata(&mut module, &resolve, bindgen.world, StringEncoding::UTF8, false)?;
    Ok(module)
}

fn rename(resolve: &mut Resolve, world: WorldId, name: &str) {
    name.clone_into(&mut resolve.worlds[world].name);
    let Some(package) = resolve.worlds[world].package else { return };
    let named = PackageName { namespace: "witloom".to_owned(), name: name.to_owned(), version: None };
    let old = std::mem::replace(&mut resolve.packages[package].name, named.clone());
    resolve.package_names.shift_remove(&old);
    resolve.package_names.insert(named, package);
    let worlds = &mut resolve.packages[package].worlds;
    worlds.clear();
    worlds.insert(name.to_owned(), world);
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
