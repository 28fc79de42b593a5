//! Names of what types are made of.

use std::collections::HashMap;

use witloom_bindgen::model::{Kind, TypeId};
use witloom_bindgen::{Case, Scope, World};

use super::{NAMER, Names};

/// Names that a record's component can't have.
const NOT_COMPONENTS: &[&str] =
    &["clone", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait"];

/// The members of every type that has some, in WIT's order.
#[derive(Debug, Default)]
pub(super) struct Members {
    names: HashMap<TypeId, Vec<String>>,
}

impl Members {
    /// Names the members of every type; `names` has the types' own.
    pub(super) fn new(world: &World, names: &Names, tuples: &[String]) -> Self {
        let mut members = Self::default();
        for ty in &world.types {
            let of = |scope: Scope, case: Case, wit: Vec<&str>| claim(scope, case, &wit);
            let list = match &ty.kind {
                Kind::Record(fields) => {
                    let scope = NAMER.scope(NOT_COMPONENTS.iter().copied());
                    of(scope, Case::LowerCamel, fields.iter().map(|field| field.name.as_str()).collect())
                }
                Kind::Variant(cases) => {
                    // A nested class can have the name of none around it, and must not hide a tuple's.
                    let around = names.home(world, ty.id).map(|id| names.class(id).name.as_str());
                    let taken = tuples.iter().map(String::as_str).chain([names.ty(ty.id)]).chain(around);
                    of(NAMER.scope(taken), Case::UpperCamel, cases.iter().map(|case| case.name.as_str()).collect())
                }
                Kind::Enum(cases) => constants(cases.iter().map(|case| case.name.as_str())),
                Kind::Flags(flags) => constants(flags.iter().map(|flag| flag.name.as_str())),
                Kind::Tuple(parts) => (0..parts.len()).map(|n| format!("f{n}")).collect(),
                Kind::Prim(_)
                | Kind::String
                | Kind::List(_)
                | Kind::Option(_)
                | Kind::Result { .. }
                | Kind::Own(_)
                | Kind::Borrow(_)
                | Kind::Alias(_)
                | Kind::ResourceAlias(_)
                | Kind::FixedList(..)
                | Kind::Map(..)
                | Kind::Stream(_)
                | Kind::Future(_)
                | Kind::Unsupported(_) => continue,
            };
            members.names.insert(ty.id, list);
        }
        members
    }

    /// The members of a type.
    pub(super) fn of(&self, id: TypeId) -> &[String] {
        self.names.get(&id).map_or(&[], Vec::as_slice)
    }
}

fn constants<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    claim(NAMER.scope([]), Case::ScreamingSnake, &names.collect::<Vec<_>>())
}

fn claim(mut scope: Scope, case: Case, names: &[&str]) -> Vec<String> {
    names.iter().map(|name| scope.claim(name, case)).collect()
}

/// The number of a tuple's parts.
pub(super) fn arity(kind: &Kind) -> Option<usize> {
    if let Kind::Tuple(parts) = kind { Some(parts.len()) } else { None }
}
