//! Tuples and results that get a class of their own.
//!
//! Java has no names for types: a tuple of tuples is spelled out wherever it occurs, twice as long with each
//! level that doubles it. One whose name would be long is declared instead, like a record or a variant, so
//! that what is generated grows with the WIT text and no faster.

use std::collections::{HashMap, HashSet};

use witloom_bindgen::World;
use witloom_bindgen::model::{Interface, InterfaceId, Kind, TypeId};

/// Columns up to which a tuple or result with a WIT name is spelled out.
const NAMED: usize = 100;
/// The same for one without: its parts stand in one place of the WIT text, at most a few times.
const NAMELESS: usize = 400;
/// Columns that the name of a class takes, roughly.
const CLASS: usize = 24;

/// A type with a class of its own.
#[derive(Debug, Clone)]
struct Home {
    interface: InterfaceId,
    name: String,
    nameless: bool,
}

/// The tuples and results that are declared.
#[derive(Debug, Default)]
pub(super) struct Wide {
    homes: HashMap<TypeId, Home>,
    /// In the order in which they were found.
    order: Vec<TypeId>,
}

impl Wide {
    /// Finds them.
    pub(super) fn find(world: &World) -> Self {
        let chosen = choose(world);
        let mut wide = Self::default();
        let mut seen = HashSet::new();
        for interface in &world.interfaces {
            for (place, ty) in roots(world, interface) {
                wide.visit(world, &chosen, &mut seen, (interface.id, &place), ty);
            }
        }
        wide
    }

    /// The interface whose class declares the type, if one does.
    pub(super) fn home(&self, id: TypeId) -> Option<InterfaceId> {
        self.homes.get(&id).map(|home| home.interface)
    }

    /// The WIT name to declare it by.
    pub(super) fn name(&self, id: TypeId) -> &str {
        self.homes.get(&id).map_or("", |home| home.name.as_str())
    }

    /// Those that WIT gives no name, in the class of an interface.
    pub(super) fn nameless(&self, interface: InterfaceId) -> Vec<TypeId> {
        let here = |id: &TypeId| self.homes.get(id).is_some_and(|home| home.nameless && home.interface == interface);
        self.order.iter().copied().filter(here).collect()
    }

    fn visit(
        &mut self,
        world: &World,
        chosen: &HashSet<TypeId>,
        seen: &mut HashSet<TypeId>,
        (interface, place): (InterfaceId, &str),
        id: TypeId,
    ) {
        if !seen.insert(id) {
            return;
        }
        let ty = world.ty(id);
        for part in ty.kind.parts() {
            self.visit(world, chosen, seen, (interface, place), part);
        }
        if chosen.contains(&id) {
            let home = match &ty.name {
                Some(name) => Home { interface: name.owner, name: name.name.clone(), nameless: false },
                None => Home { interface, name: format!("{place}-part"), nameless: true },
            };
            self.homes.insert(id, home);
            self.order.push(id);
        }
    }
}

/// The types that an interface mentions, with the WIT name of where it does.
fn roots(world: &World, interface: &Interface) -> Vec<(String, TypeId)> {
    let named = interface.types.iter().map(|id| {
        let name = world.ty(*id).name.as_ref().map(|name| name.name.clone());
        (name.unwrap_or_default(), *id)
    });
    let used = interface.functions.iter().flat_map(|function| {
        let types = function.params.iter().map(|param| param.ty).chain(function.result);
        types.map(|ty| (function.name.clone(), ty))
    });
    named.chain(used).collect()
}

/// The types whose spelling would be too long. Parts come before what is made of them.
fn choose(world: &World) -> HashSet<TypeId> {
    let mut chosen = HashSet::new();
    let mut columns: Vec<usize> = Vec::with_capacity(world.types.len());
    for ty in &world.types {
        let of = |id: &TypeId| columns.get(id.index()).copied().unwrap_or(CLASS);
        let (mut width, limited) = match &ty.kind {
            Kind::Prim(_) | Kind::String => ("Boolean".len(), false),
            Kind::List(element) | Kind::FixedList(element, _) => ("List<>".len() + of(element), false),
            Kind::Option(some) => ("Optional<>".len() + of(some), false),
            Kind::Result { ok, err } => {
                let parts = ok.iter().chain(err).map(of).sum::<usize>();
                ("Result<, >".len() + parts, true)
            }
            Kind::Tuple(parts) => ("Tuple2<>".len() + parts.iter().map(|part| of(part) + 2).sum::<usize>(), true),
            Kind::Map(map) => ("Map<, >".len() + of(&map.key) + of(&map.value), false),
            Kind::Alias(target) => (of(target), false),
            Kind::Record(_)
            | Kind::Variant(_)
            | Kind::Enum(_)
            | Kind::Flags(_)
            | Kind::Own(_)
            | Kind::Borrow(_)
            | Kind::ResourceAlias(_)
            | Kind::Stream(_)
            | Kind::Future(_)
            | Kind::Unsupported(_) => (CLASS, false),
        };
        let limit = if ty.name.is_some() { NAMED } else { NAMELESS };
        if limited && width > limit {
            chosen.insert(ty.id);
            width = CLASS;
        }
        columns.push(width);
    }
    chosen
}
