//! Types that a language's engine does not know, as types that it knows and that are the same in the canonical ABI.
//!
//! A `map<K, V>` is the list of its entries there ("Despecialization" in the specification's `CanonicalABI.md`), and a
//! `list<T, N>` lies in memory and in core values as a tuple of `N` values does. An engine with an older WIT is given
//! these. Tuples of one value add nothing to the ABI, so that they serve as marks by which a language finds the
//! stand-ins again in what its engine made, and puts the true types back:
//!
//! * `map<K, V>` is `list<tuple<tuple<tuple<K>>, V>>`;
//! * `list<T, N>` is `tuple<tuple<tuple<T, …>>>`.

use wit_parser::{Resolve, Span, Stability, Tuple, Type, TypeDef, TypeDefKind, TypeId, TypeOwner};

use crate::language::GenerateError;
use crate::model::{Kind, World};

/// The longest fixed-length list: the binary format knows no longer tuples.
const LONGEST: u32 = 1000;

/// Whether a world has types that need a stand-in.
pub fn needed(world: &World) -> bool {
    world.types.iter().any(|ty| matches!(ty.kind, Kind::Map(_) | Kind::FixedList(..)))
}

/// Refuses what has no stand-in, and tuples that look like one; `lang` is the language's id.
pub fn refuse(world: &World, lang: &str) -> Result<(), GenerateError> {
    if !needed(world) {
        return Ok(());
    }
    let refusal = |message: String, hint: &str| GenerateError::Language { message, hint: Some(hint.to_owned()) };
    let single = |id| {
        let Kind::Tuple(parts) = &world.ty(world.resolve_alias(id)).kind else { return None };
        parts.first().copied().filter(|_| parts.len() == 1)
    };
    for ty in &world.types {
        if let Kind::FixedList(_, count) = ty.kind
            && count > LONGEST
        {
            let message =
                format!("{lang} can't carry a list of fixed length {count}: its engine takes up to {LONGEST}");
            return Err(refusal(message, "use `list<T>`, or split the list"));
        }
        if single(ty.id).and_then(single).is_some() {
            let message =
                format!("{lang} can't have tuples of one tuple of one value beside maps and fixed-length lists");
            return Err(refusal(message, "take the inner value, or make it a record"));
        }
    }
    Ok(())
}

/// Puts stand-ins in the place of maps and fixed-length lists.
pub fn stand_in(resolve: &mut Resolve) {
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

/// A new tuple type without a name.
pub fn tuple(resolve: &mut Resolve, types: Vec<Type>) -> Type {
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

#[cfg(test)]
mod tests {
    use super::{needed, refuse, stand_in};
    use crate::{Wit, World};

    fn world(ty: &str) -> World {
        let wit = format!("package a:b; world w {{ import f: func(v: {ty}); }}");
        World::from_wit(&Wit::parse("in.wit", &wit).expect("it is WIT"), None).expect("it has a world")
    }

    #[test]
    fn what_looks_like_a_stand_in_is_refused_beside_one() {
        let both = world("tuple<list<u8, 3>, tuple<tuple<u8>>>");
        assert_eq!(
            refuse(&both, "here").expect_err("it is refused").to_string(),
            "here can't have tuples of one tuple of one value beside maps and fixed-length lists"
        );
        assert!(refuse(&world("tuple<tuple<u8>>"), "here").is_ok());
        assert_eq!(
            refuse(&world("list<u8, 1001>"), "here").expect_err("it is refused").to_string(),
            "here can't carry a list of fixed length 1001: its engine takes up to 1000"
        );
    }

    #[test]
    fn only_what_needs_it_gets_a_stand_in() {
        let (plain, map) = (world("list<tuple<u8, string>>"), world("map<u8, list<string, 2>>"));
        assert!(!needed(&plain) && needed(&map));
        let mut resolve = map.resolve().clone();
        let before = resolve.types.len();
        stand_in(&mut resolve);
        // Two marks and the entry for the map, two tuples in the list's own.
        assert_eq!(resolve.types.len(), before + 5);
    }
}
