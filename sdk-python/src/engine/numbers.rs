//! The numbers by which the engine's Python calls functions and knows streams and futures.
//!
//! The engine counts imports and exports in the order of the world, functions of the world itself before the exported
//! interfaces, and streams and futures in the order in which it comes to their types: those of the imports first, then
//! those of the exports, of which it forgets what no export takes over. [`crate::polish`] looks whether the engine did.

use std::collections::{BTreeMap, HashMap, HashSet};

use wit_component::DecodedWasm;
use wit_parser::{LiveTypes, Resolve, TypeDefKind, TypeId, TypeOwner, World as WitWorld, WorldItem, WorldKey};
use witloom_bindgen::World;
use witloom_bindgen::model::Side;

use super::packed::Lists;
use super::{INIT, TASKS, USERS};

/// Numbers of functions and of the ends that cross.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    /// Imported functions: `interface#function`.
    pub(crate) imports: BTreeMap<String, usize>,
    /// Exported functions.
    pub(crate) exports: BTreeMap<String, usize>,
    /// Streams by their number.
    pub(crate) streams: Vec<End>,
    /// Futures by their number.
    pub(crate) futures: Vec<End>,
    /// The functions that move elements of each, as the engine's bindings call them, in the order in which the engine
    /// comes to them.
    pub(crate) order: Vec<String>,
    /// The number of a stream of bytes, which every world with tasks has.
    pub(crate) wake: usize,
    /// Lists by their number.
    pub(crate) lists: Lists,
}

/// A stream or future as the engine knows it: by the function that mentions it first.
#[derive(Debug, Clone)]
pub(crate) struct End {
    /// The module of its built-ins: `demo:app/api`, `[export]demo:app/api` or `$root`.
    pub(crate) module: String,
    /// The function's core name.
    pub(crate) function: String,
    /// Which of the function's ends it is.
    pub(crate) ordinal: usize,
    /// The type in the model; nothing for those that only the build has.
    pub(crate) ty: Option<witloom_bindgen::model::TypeId>,
}

impl Numbers {
    /// Counts in the package that the engine is given.
    pub(crate) fn new(wit: &[u8], world: &World) -> anyhow::Result<Self> {
        let DecodedWasm::WitPackage(resolve, package) = wit_component::decode(wit)? else {
            anyhow::bail!("the encoded package is no WIT package");
        };
        let id = resolve.select_world(&[package], Some(&world.short_name))?;
        let engines = &resolve.worlds[id];
        let count = |names: Vec<String>| names.into_iter().enumerate().map(|(index, name)| (name, index)).collect();
        let mut numbers = Self {
            imports: count(functions(&resolve, engines.imports.iter())),
            exports: count(exports(&resolve, engines)),
            lists: Lists::new(&resolve, engines)?,
            ..Self::default()
        };
        numbers.ends(&resolve, engines, world);
        Ok(numbers)
    }

    fn ends(&mut self, resolve: &Resolve, engines: &WitWorld, world: &World) {
        let mentioned = mentioned(resolve, engines, world);
        for id in registered(resolve, engines) {
            let (kind, list) = match resolve.types[id].kind {
                TypeDefKind::Stream(_) => ("stream", &mut self.streams),
                TypeDefKind::Future(_) => ("future", &mut self.futures),
                _ => continue,
            };
            // What no function mentions is held by one, see `tasks`.
            let Some(end) = mentioned.get(&id) else { continue };
            if end.module == TASKS {
                self.wake = list.len();
            }
            list.push(end.clone());
            self.order.push(format!("[{kind}-lift-{}]{}", end.ordinal, end.function));
        }
    }
}

/// The functions of items as `interface#function`, or as `function` for those of the world.
fn functions<'r>(resolve: &Resolve, items: impl Iterator<Item = (&'r WorldKey, &'r WorldItem)>) -> Vec<String> {
    let mut names = Vec::new();
    for (key, item) in items {
        match item {
            WorldItem::Interface { id, .. } => {
                let interface = users_name(resolve, key);
                names.extend(resolve.interfaces[*id].functions.keys().map(|f| format!("{interface}#{f}")));
            }
            WorldItem::Function(function) => names.push(function.name.clone()),
            WorldItem::Type { .. } => {}
        }
    }
    names
}

/// What the user calls an interface; see [`USERS`].
fn users_name(resolve: &Resolve, key: &WorldKey) -> String {
    let name = resolve.name_world_key(key);
    if name == USERS { INIT.to_owned() } else { name }
}

fn exports(resolve: &Resolve, world: &WitWorld) -> Vec<String> {
    let is_function = |item: &WorldItem| matches!(item, WorldItem::Function(_));
    let of = |wanted: bool| world.exports.iter().filter(move |(_, item)| is_function(item) == wanted);
    let mut names = functions(resolve, of(true));
    names.extend(functions(resolve, of(false)));
    names
}

/// Every stream and future by the function that mentions it first: imported functions come before exported ones.
fn mentioned(resolve: &Resolve, engines: &WitWorld, world: &World) -> HashMap<TypeId, End> {
    let mut found = HashMap::new();
    for (side, prefix, items) in [(Side::Import, "", &engines.imports), (Side::Export, "[export]", &engines.exports)] {
        for (key, item) in items {
            let (interface, functions): (_, Vec<_>) = match item {
                WorldItem::Interface { id, .. } => (Some(key), resolve.interfaces[*id].functions.values().collect()),
                WorldItem::Function(function) => (None, vec![function]),
                WorldItem::Type { .. } => continue,
            };
            let name = interface.map_or_else(|| "$root".to_owned(), |key| resolve.name_world_key(key));
            let module = format!("{prefix}{name}");
            let users = interface.map(|key| users_name(resolve, key));
            for function in functions {
                let ours = ours(world, side, users.as_deref(), &function.name);
                for (ordinal, id) in function.find_futures_and_streams(resolve).into_iter().enumerate() {
                    let ty = ours.and_then(|f| f.ends.get(ordinal).copied());
                    let function = function.name.clone();
                    let end = || End { module: module.clone(), function, ordinal, ty: None };
                    let end = found.entry(id).or_insert_with(end);
                    end.ty = end.ty.or(ty);
                }
            }
        }
    }
    found
}

/// The function in the model.
fn ours<'w>(
    world: &'w World,
    side: Side,
    interface: Option<&str>,
    name: &str,
) -> Option<&'w witloom_bindgen::model::Function> {
    use witloom_bindgen::model::Key;
    let named = |i: &&witloom_bindgen::model::Interface| match interface {
        Some(name) => i.key != Key::Root && i.full_name == name,
        None => i.key == Key::Root,
    };
    world.side(side).filter(named).flat_map(|i| &i.functions).find(|f| f.core_name == name)
}

/// The types that the engine comes to, in its order.
pub(super) fn registered(resolve: &Resolve, world: &WitWorld) -> Vec<TypeId> {
    let mut imported = LiveTypes::default();
    world.imports.values().for_each(|item| imported.add_world_item(resolve, item));
    for item in world.exports.values() {
        if let WorldItem::Function(function) = item {
            imported.add_func(resolve, function);
        }
    }
    let mut exported = LiveTypes::default();
    for item in world.exports.values().filter(|item| matches!(item, WorldItem::Interface { .. })) {
        exported.add_world_item(resolve, item);
    }
    let imported: Vec<TypeId> = imported.iter().collect();
    let kept = kept(resolve, world);
    let known: HashSet<TypeId> = imported.iter().copied().filter(|id| kept.contains(*id)).collect();
    let fresh = exported.iter().filter(|id| !known.contains(id));
    imported.iter().copied().chain(fresh).collect()
}

/// Types of imports that exported interfaces use: the engine does not come to them again.
fn kept(resolve: &Resolve, world: &WitWorld) -> LiveTypes {
    let mut used = LiveTypes::default();
    let mut exported = HashSet::new();
    for item in world.exports.values() {
        if let WorldItem::Interface { id, .. } = item {
            exported.insert(*id);
            used.add_interface(resolve, *id);
        }
    }
    let mut kept = LiveTypes::default();
    for id in used.iter() {
        if let TypeOwner::Interface(owner) = resolve.types[id].owner
            && !exported.contains(&owner)
        {
            kept.add_interface(resolve, owner);
        }
    }
    kept
}
