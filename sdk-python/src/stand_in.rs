//! Types that the engine does not know, as types that it knows and that are the same in the canonical ABI.
//!
//! A `map<K, V>` is the list of its entries there, and a `list<T, N>` lies in memory and in core values as a tuple of
//! `N` values does. The engine is given these. Tuples of one value add nothing to the ABI, so that they serve as marks
//! by which [`crate::polish`] finds the stand-ins again in the engine's component and puts the true types back:
//!
//! * `map<K, V>` is `list<tuple<tuple<tuple<K>>, V>>`;
//! * `list<T, N>` is `tuple<tuple<tuple<T, …>>>`.

use wit_parser::{Resolve, Span, Stability, Tuple, Type, TypeDef, TypeDefKind, TypeId, TypeOwner};
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
    let single = |id| match world.ty(world.resolve_alias(id)).kind {
        Kind::Tuple(ref parts) if parts.len() == 1 => parts.first().copied(),
        _ => None,
    };
    for ty in &world.types {
        if let Kind::FixedList(_, count) = ty.kind
            && count > LONGEST
        {
            return Err(GenerateError::Language {
                message: format!(
                    "python can't carry a list of fixed length {count}: componentize-py takes up to {LONGEST}"
                ),
                hint: Some("use `list<T>`, or split the list".to_owned()),
            });
        }
        if single(ty.id).and_then(single).is_some() {
            return Err(GenerateError::Language {
                message: "python can't have tuples of one tuple of one value beside maps and fixed-length lists"
                    .to_owned(),
                hint: Some("take the inner value, or make it a record".to_owned()),
            });
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
