//! The cases of a run: which interfaces, which functions, and why some of them can't be called.
//!
//! Any WIT package is a case. Functions that mention resources or what can't be drawn are set
//! aside with the reason; the others run. Each function of a run has a number of its own, by which guests
//! know it. Values are drawn later, from [`Case::survey`].

use std::path::PathBuf;
use std::sync::Arc;

use witloom_bindgen::model::{Facts, Function, FunctionKind, Interface, Side, TypeId};
use witloom_bindgen::{Wit, WitError, World};

use crate::draw::cases;
use crate::draw::worlds::{self, Surface};
use crate::error::MatrixError;

/// Bytes of a value that are too many to draw a value of each vector.
const MAX_DRAWN: u32 = 1 << 16;

/// A WIT package whose interfaces are called.
#[derive(Debug, Clone)]
pub struct Case {
    /// Short name in the report.
    pub name: String,
    /// The file or folder that holds it; none for the built-in ones.
    pub source: Option<PathBuf>,
    /// The package and its interfaces, with what can't be called taken out.
    pub surface: Surface,
    /// A world that exports every interface of the surface; values are drawn with its types.
    pub survey: Arc<World>,
    /// Its functions, in WIT order.
    pub functions: Vec<CaseFunction>,
}

/// One function of a case.
#[derive(Debug, Clone)]
pub struct CaseFunction {
    /// Name in the report: the WIT name, with the interface before it where the case has several.
    pub name: String,
    /// The interface's full name.
    pub interface: String,
    /// The function's name in core modules.
    pub core_name: String,
    /// Its number in the run.
    pub number: u32,
    /// Why it can't be called.
    pub unsupported: Option<String>,
}

/// What not every language has. Cases that need the same share guests, so that it keeps no other case from being
/// built, and the runtime of tasks is in guests that wait only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Needs {
    /// Async functions.
    pub waits: bool,
    /// Streams and futures.
    pub ends: bool,
    /// `map<K, V>`
    pub maps: bool,
    /// `list<T, N>`
    pub fixed_lists: bool,
}

impl Case {
    /// Reads a package. Its interfaces are those that the package defines and those that its worlds mention.
    pub fn new(name: &str, wit: &Arc<Wit>) -> Result<Self, WitError> {
        let mut surface = Surface::of(wit);
        let whole = worlds::survey(&surface)?;
        let several = whole.side(Side::Export).filter(|i| !i.functions.is_empty()).count() > 1;
        let mut functions = Vec::new();
        for interface in whole.side(Side::Export) {
            for function in &interface.functions {
                functions.push(CaseFunction {
                    name: match several {
                        true => format!("{}.{}", interface.name, function.core_name),
                        false => function.core_name.clone(),
                    },
                    interface: interface.full_name.clone(),
                    core_name: function.core_name.clone(),
                    number: 0,
                    unsupported: obstacle(&whole, function),
                });
            }
            surface.prune(&interface.full_name, &kept(&whole, interface));
        }
        surface.drop_empty();
        surface.drop_unused();
        let survey = Arc::new(worlds::survey(&surface)?);
        Ok(Self { name: name.to_owned(), source: None, surface, survey, functions })
    }

    /// What a language must have a form for to take part.
    pub(crate) fn needs(&self) -> Needs {
        let any = |fact: fn(&Facts) -> bool| self.survey.types.iter().any(|ty| fact(&ty.facts));
        Needs {
            waits: self.surface.waits(),
            ends: any(|facts| facts.has_end),
            maps: any(|facts| facts.has_map),
            fixed_lists: any(|facts| facts.has_fixed_list),
        }
    }

    /// The functions that can be called.
    pub fn callable(&self) -> impl Iterator<Item = &CaseFunction> {
        self.functions.iter().filter(|function| function.unsupported.is_none())
    }

    /// The model of a function that can be called.
    pub fn model(&self, function: &CaseFunction) -> Option<&Function> {
        let interface = self.survey.side(Side::Export).find(|i| i.full_name == function.interface)?;
        interface.functions.iter().find(|f| f.core_name == function.core_name)
    }
}

/// The built-in cases, and behind them the same with async functions.
pub fn built_in() -> Result<Vec<Case>, MatrixError> {
    let (mut found, mut waiting) = (Vec::new(), Vec::new());
    for case in cases::built_in() {
        let wit = Wit::parse(&format!("{}.wit", case.name), &case.wit)?;
        found.push(Case::new(case.name, &wit)?);
        if !found.iter().any(|known: &Case| known.name == case.name && known.surface.waits()) {
            waiting.push(Case::new(&format!("async-{}", case.name), &worlds::waiting(&wit))?);
        }
    }
    found.extend(waiting);
    number(&mut found);
    Ok(found)
}

/// Gives every function its number.
pub fn number(cases: &mut [Case]) {
    let functions = cases.iter_mut().flat_map(|case| &mut case.functions);
    for (number, function) in (0..).zip(functions) {
        function.number = number;
    }
}

/// Names of types and functions that stay.
fn kept(world: &World, interface: &Interface) -> worlds::Kept {
    let plain = |id: &&_| {
        let ty = world.ty(**id);
        ty.kind.has_values() && !ty.facts.has_resource() && !ty.facts.has_unsupported
    };
    let types = interface.types.iter().filter(plain);
    let types = types.filter_map(|id| world.ty(*id).name.as_ref()).map(|name| name.name.clone()).collect();
    let callable = interface.functions.iter().filter(|function| obstacle(world, function).is_none());
    worlds::Kept { types, functions: callable.map(|f| f.core_name.clone()).collect() }
}

/// Why a function can't be called with drawn values.
fn obstacle(world: &World, function: &Function) -> Option<String> {
    if let Some(kind) = function.unsupported {
        return Some(format!("{kind}: beyond every language"));
    }
    let mentioned = function.params.iter().map(|param| param.ty).chain(function.result);
    for ty in mentioned {
        let facts = world.ty(ty).facts;
        if facts.has_unsupported {
            return Some(format!("`{}`: beyond every language", world.type_name(ty)));
        }
        if facts.has_end && !function.is_async {
            return Some(format!("`{}`: who can't wait can't read it", world.type_name(ty)));
        }
        if facts.has_resource() {
            return Some(format!("`{}`: handles can't be drawn", world.type_name(ty)));
        }
        if largest(world, ty) > MAX_DRAWN {
            return Some(format!("`{}`: too large to be drawn", world.type_name(ty)));
        }
    }
    if function.kind != FunctionKind::Free {
        return Some(format!("`{}`: functions of resources can't be drawn", function.core_name));
    }
    None
}

/// Bytes of the largest value inside of one of this type, lists aside: fixed-length lists have no small values.
fn largest(world: &World, ty: TypeId) -> u32 {
    let ty = world.ty(ty);
    ty.kind.parts().into_iter().map(|part| largest(world, part)).fold(ty.layout.size, u32::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_cases_are_callable_and_numbered() {
        let cases = built_in().unwrap();
        let numbers: Vec<u32> = cases.iter().flat_map(|case| &case.functions).map(|f| f.number).collect();
        assert!(numbers.len() >= 100, "{}", numbers.len());
        assert!(numbers.windows(2).all(|pair| pair[0] + 1 == pair[1]));
        assert!(cases.iter().all(|case| case.callable().all(|f| case.model(f).is_some())));
        assert!(cases.iter().flat_map(|case| &case.functions).all(|f| f.unsupported.is_none()));
    }

    #[test]
    fn functions_with_handles_are_set_aside() {
        let text = "package a:b@1.0.0;
            interface i {
                resource r { m: func() -> u8; parse: static func(v: list<u8>) -> list<u8>; }
                record has { r: own<r>, n: u8 }
                plain: func(v: u8) -> u8;
                takes: func(v: borrow<r>);
                gives: func() -> has;
                waits: func(v: stream<u8>);
                fixed: func(v: list<u8, 65536>) -> u8;
                huge: func(v: option<list<u8, 65537>>);
            }
            interface j { use i.{has}; other: func(v: list<string>) -> u8; }";
        let case = Case::new("a", &Wit::parse("a.wit", text).unwrap()).unwrap();
        let found: Vec<_> = case.functions.iter().map(|f| (f.name.as_str(), f.unsupported.clone())).collect();
        insta::assert_debug_snapshot!(found);
        assert_eq!(case.callable().count(), 3);
        assert!(case.callable().all(|f| case.model(f).is_some()));
    }
}
