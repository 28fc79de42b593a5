//! The WIT package that the engine reads, and what it derives from it.
//!
//! It is the user's package without documentation (the engine copies that into Python source unescaped), with one
//! more exported interface through which drops of exported resources arrive, and with the imported one that takes an
//! exit status. The engine numbers imported functions in the order of the world's imports.

mod numbers;
mod packed;
mod tasks;

use wit_parser::{Docs, Function, FunctionKind, PackageId, Param, Resolve, Span, Stability, Type};
use wit_parser::{WorldItem, WorldKey};
use witloom_bindgen::World;
use witloom_bindgen::model::{Interface, Key, Side};
use witloom_bindgen::stand_in::stand_in;
use witloom_component::timers::with_clock;
use witloom_component::{BuildError, Causes};

pub(crate) use self::numbers::{End, Numbers};
pub(crate) use self::packed::Lists;
pub(crate) use self::tasks::{HELD, TASKS};
use crate::names::engine_interface;

/// The interface that receives drops; it never leaves the build.
pub(crate) const RESOURCES: &str = "witloom-resources";
/// Its function, as core modules name it.
pub(crate) const DROP: &str = "witloom-resources#drop";
/// The interface that the engine itself adds for its start.
pub(crate) const INIT: &str = "exports";
/// What the engine calls a user's interface of that name.
pub(crate) const USERS: &str = "witloom-exports";
/// Names that an imported interface can't have, and an exported one.
pub(crate) const TAKEN: [&[&str]; 2] = [&[TASKS], &[RESOURCES, USERS, HELD]];
/// Declares `wasi:cli/exit` with a status, which is in WASI since 0.2.12.
const EXIT: &str = include_str!("../../toolchain/exit.wit");

/// What the engine is given.
#[derive(Debug)]
pub(crate) struct Package {
    /// A WIT package in its binary form.
    pub(crate) wit: Vec<u8>,
    /// The engine's numbers of functions, streams and futures.
    pub(crate) numbers: Numbers,
    /// Module names of imported interfaces.
    pub(crate) import_names: Vec<(String, String)>,
    /// Module names of exported interfaces.
    pub(crate) export_names: Vec<(String, String)>,
}

impl Package {
    /// Prepares the package of a world.
    pub(crate) fn new(world: &World) -> Result<Self, BuildError> {
        let resolve = match is_concurrent(world) {
            true => with_clock(world.resolve(), world.world_id)?,
            false => world.resolve().clone(),
        };
        let wit = encode(world, resolve).map_err(|error| failed(world, &error))?;
        let numbers = Numbers::new(&wit, world).map_err(|error| failed(world, &error))?;
        Ok(Self {
            wit,
            numbers,
            import_names: module_names(world, Side::Import),
            export_names: module_names(world, Side::Export),
        })
    }
}

fn failed(world: &World, error: &anyhow::Error) -> BuildError {
    let hint = "the world can't be handed to componentize-py; check its WIT".to_owned();
    BuildError::Encode { world: world.short_name.clone(), hint, cause: Causes::of(error) }
}

fn encode(world: &World, mut resolve: Resolve) -> anyhow::Result<Vec<u8>> {
    strip(&mut resolve);
    stand_in(&mut resolve);
    unname(&mut resolve, world);
    if is_concurrent(world) {
        tasks::stand_in(&mut resolve);
        tasks::add(&mut resolve, world.world_id);
    }
    packed::hold(&mut resolve, world.world_id);
    if world.resources.iter().any(|resource| resource.side == Side::Export) {
        add_drops(&mut resolve, world);
    }
    rename(&mut resolve, world);
    add_exit(&mut resolve, world)?;
    wit_component::encode(&resolve, package(world), false)
}

/// The package that defines the world, which may be one of `deps/`.
fn package(world: &World) -> PackageId {
    world.resolve().worlds[world.world_id].package.unwrap_or_else(|| world.wit.package())
}

fn strip(resolve: &mut Resolve) {
    for (_, ty) in resolve.types.iter_mut() {
        ty.docs = Docs::default();
    }
    for (_, interface) in resolve.interfaces.iter_mut() {
        interface.docs = Docs::default();
        interface.functions.values_mut().for_each(|f| f.docs = Docs::default());
    }
    for (_, world) in resolve.worlds.iter_mut() {
        world.docs = Docs::default();
        world.imports.values_mut().chain(world.exports.values_mut()).for_each(strip_item);
    }
}

fn strip_item(item: &mut WorldItem) {
    match item {
        WorldItem::Interface { docs, .. } => *docs = Docs::default(),
        WorldItem::Function(function) => function.docs = Docs::default(),
        WorldItem::Type { .. } => {}
    }
}

/// Makes `import primary: store` an inline interface: the engine's WIT knows no interface under another name.
///
/// Every import and export then has an interface of its own, and what the package lists is put right.
fn unname(resolve: &mut Resolve, world: &World) {
    let is_named = |resolve: &Resolve, key: &WorldKey, item: &WorldItem| match (key, item) {
        (WorldKey::Name(_), WorldItem::Interface { id, .. }) => resolve.interfaces[*id].name.is_some().then_some(*id),
        (WorldKey::Name(_) | WorldKey::Interface(_), _) => None,
    };
    let items = |resolve: &Resolve| {
        let world = &resolve.worlds[world.world_id];
        world.imports.iter().chain(&world.exports).map(|(key, item)| (key.clone(), item.clone())).collect::<Vec<_>>()
    };
    if items(resolve).iter().all(|(key, item)| is_named(resolve, key, item).is_none()) {
        return;
    }
    resolve.generate_nominal_type_ids(world.world_id);
    let items = items(resolve);
    let named: Vec<_> = items.iter().filter_map(|(key, item)| is_named(resolve, key, item)).collect();
    for id in named {
        let name = resolve.interfaces[id].name.take();
        let listed = name.filter(|_| resolve.interfaces[id].clone_of.is_none());
        let (Some(name), Some(package)) = (listed, resolve.interfaces[id].package) else { continue };
        let twin = items.iter().find_map(|(key, _)| match key {
            WorldKey::Interface(other) if resolve.interfaces[*other].clone_of == Some(id) => Some(*other),
            WorldKey::Interface(_) | WorldKey::Name(_) => None,
        });
        let package = &mut resolve.packages[package];
        match twin {
            Some(twin) => drop(package.interfaces.insert(name, twin)),
            None => drop(package.interfaces.shift_remove(&name)),
        }
        package.worlds.retain(|_, id| *id == world.world_id);
    }
}

/// Whether the engine needs tasks for a world: something in it is async, a stream or a future.
pub(crate) fn is_concurrent(world: &World) -> bool {
    world.is_concurrent() || world.types.iter().any(|ty| ty.facts.has_end)
}

/// `export witloom-resources: interface { drop: func(rep: u32); }`
fn add_drops(resolve: &mut Resolve, world: &World) {
    let drop = Function {
        name: "drop".to_owned(),
        kind: FunctionKind::Freestanding,
        params: vec![Param { name: "rep".to_owned(), ty: Type::U32, span: Span::default() }],
        result: None,
        docs: Docs::default(),
        stability: Stability::Unknown,
        external_id: None,
        span: Span::default(),
    };
    let item = tasks::interface(resolve, world.world_id, vec![drop]);
    resolve.worlds[world.world_id].exports.insert(WorldKey::Name(RESOURCES.to_owned()), item);
}

/// Gives way to the interface that the engine exports.
fn rename(resolve: &mut Resolve, world: &World) {
    let exports = &mut resolve.worlds[world.world_id].exports;
    let renamed = std::mem::take(exports).into_iter().map(|(key, item)| match key {
        WorldKey::Name(name) if name == INIT => (WorldKey::Name(USERS.to_owned()), item),
        key @ (WorldKey::Name(_) | WorldKey::Interface(_)) => (key, item),
    });
    *exports = renamed.collect();
}

/// `import wasi:cli/exit@0.2.12`, unless the user has that package without it.
fn add_exit(resolve: &mut Resolve, world: &World) -> anyhow::Result<()> {
    let known = resolve.packages.iter().find(|(_, known)| {
        let name = &known.name;
        let same = name.version.as_ref().is_some_and(|v| v.to_string() == "0.2.12");
        name.namespace == "wasi" && name.name == "cli" && same
    });
    let package = match known {
        Some((id, _)) => id,
        None => resolve.push_source("exit.wit", EXIT)?,
    };
    if let Some(id) = resolve.packages[package].interfaces.get("exit").copied() {
        let imports = &mut resolve.worlds[world.world_id].imports;
        imports.entry(WorldKey::Interface(id)).or_insert(tasks::import(id));
    }
    Ok(())
}

/// Every interface under a module name of ours.
fn module_names(world: &World, side: Side) -> Vec<(String, String)> {
    let name = |interface: &Interface| {
        let renamed = side == Side::Export && matches!(&interface.key, Key::Inline(name) if name == INIT);
        if renamed { USERS.to_owned() } else { interface.full_name.clone() }
    };
    world
        .side(side)
        .filter(|interface| interface.key != Key::Root)
        .map(|interface| (name(interface), engine_interface(interface)))
        .collect()
}
