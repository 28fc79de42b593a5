//! Every Go name of a world, decided once: packages, types, cases, functions, methods.

use witloom_bindgen::model::{
    FunctionKind, Interface, InterfaceId, Key, Kind, PackageId, Prim, Resource, ResourceId, Side, TypeId, World,
};
use witloom_bindgen::names::Surroundings;
use witloom_bindgen::plan::Mem;
use witloom_bindgen::{NameScope, Plan, Resolved};

use super::case::{NAMER, POLICY, bad_package, exported, package};

/// A package of generated code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Package {
    /// Folder beneath `gen/`, which is also the rest of the import path.
    pub folder: String,
    /// Name in the package clause.
    pub name: String,
    /// A longer name for files that import two packages of the same name.
    pub long_name: String,
}

/// Names of a resource.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ResourceNames {
    /// The Go type.
    pub name: String,
    /// What follows `Drop`, `New` and `Rep` in package handles.
    pub handle: String,
    /// The method that drops a handle, or that a destructor is.
    pub drop: String,
}

/// Names of everything in a world.
#[derive(Debug)]
pub(super) struct Names {
    packages: Vec<Package>,
    resolved: Resolved,
    resources: Vec<ResourceNames>,
    /// See [`super::types::Context::is_plain`].
    plain: Vec<bool>,
}

impl Names {
    /// Decides all names.
    pub(super) fn new(world: &World, plan: &Plan) -> Self {
        let drops = Drops { names: world.resources.iter().map(|resource| destructor(world, resource)).collect() };
        let resolved = Resolved::new(world, &POLICY, &drops);
        let mut handles = NAMER.scope([]);
        let resources = world.resources.iter().zip(drops.names).map(|(resource, drop)| {
            let name = resolved.resource(resource.id).to_owned();
            let side = if resource.side == Side::Export { "Own" } else { "" };
            let interface = exported(&world.interface(resource.owner).name);
            ResourceNames { handle: handles.claim_exact(format!("{side}{interface}{name}")), name, drop }
        });
        let resources = resources.collect();
        Self { packages: packages(world), resolved, resources, plain: plain(world, plan) }
    }

    /// Whether values of a type look the same in Go's memory as in the canonical ABI.
    pub(super) fn is_plain(&self, id: TypeId) -> bool {
        self.plain[id.index()]
    }

    /// The package of an interface.
    pub(super) fn package(&self, id: InterfaceId) -> &Package {
        &self.packages[id.index()]
    }

    /// The Go name of a type that WIT names.
    pub(super) fn ty(&self, id: TypeId) -> &str {
        self.resolved.ty(id).expect("what WIT names has a name in Go")
    }

    /// Fields of a record, case structs of a variant, constants of an enum or of flags, in WIT order.
    pub(super) fn members(&self, id: TypeId) -> &[String] {
        self.resolved.members(id)
    }

    /// Names of a resource.
    pub(super) fn resource(&self, id: ResourceId) -> &ResourceNames {
        &self.resources[id.index()]
    }

    /// The function or method name.
    pub(super) fn function(&self, interface: InterfaceId, index: usize) -> &str {
        self.resolved.function(interface, index)
    }
}

/// The methods that drop handles, or that destructors are, by resource.
struct Drops {
    names: Vec<String>,
}

impl Surroundings for Drops {
    fn beside_methods(&self, resource: ResourceId) -> Vec<String> {
        vec![self.names[resource.index()].clone()]
    }
}

fn plain(world: &World, plan: &Plan) -> Vec<bool> {
    let mut plain: Vec<bool> = Vec::with_capacity(world.types.len());
    for ty in &world.types {
        // Children come before their parents.
        let known = |id: TypeId| plain.get(id.index()).copied().unwrap_or_default();
        if matches!(ty.kind, Kind::ResourceAlias(_) | Kind::Stream(_) | Kind::Future(_) | Kind::Unsupported(_)) {
            plain.push(false); // no value is of this type
            continue;
        }
        plain.push(match &plan.ty(ty.id).mem {
            Mem::Prim(prim) => *prim != Prim::Char,
            Mem::Product(slots) => slots.iter().all(|slot| known(slot.ty)),
            Mem::Same(target) => known(*target),
            Mem::FixedList { elem, .. } => known(*elem),
            Mem::String
            | Mem::List { .. }
            | Mem::Sum { .. }
            | Mem::Enum { .. }
            | Mem::Flags { .. }
            | Mem::Handle(_)
            | Mem::End(_) => false,
        });
    }
    plain
}

/// `Close` for handles and `Drop` for destructors, unless WIT has a method of that name.
fn destructor(world: &World, resource: &Resource) -> String {
    let functions = &world.interface(resource.owner).functions;
    let is_method = |wanted: &str| {
        functions.iter().any(|f| f.kind == FunctionKind::Method(resource.id) && exported(&f.name) == wanted)
    };
    let choices: &[&str] = match resource.side {
        Side::Import => &["Close", "Drop", "Release"],
        Side::Export => &["Drop", "OnDrop", "Finalize"],
    };
    let free = choices.iter().find(|name| !is_method(name)).or(choices.last());
    free.map_or_else(String::new, |name| (*name).to_owned())
}

fn packages(world: &World) -> Vec<Package> {
    let mut folders = NAMER.scope(["wit", "internal", "exports"]);
    world.interfaces.iter().map(|interface| package_of(world, interface, &mut folders)).collect()
}

fn package_of(world: &World, interface: &Interface, folders: &mut NameScope) -> Package {
    let (owner, parent) = match &interface.key {
        Key::Package(package, _) => (package, None),
        Key::Root => (&world.package, None),
        Key::Inline(_) => (&world.package, Some(element(&world.short_name))),
    };
    let prefix = package(&owner.name);
    let mut name = package(&interface.name);
    if bad_package(&name) {
        name = format!("{prefix}{name}");
    }
    let side = if interface.side == Side::Export { vec!["exports".to_owned()] } else { Vec::new() };
    let mut folder = side;
    folder.extend([namespace(&owner.namespace), element(&owner.name)]);
    folder.extend(version(world, owner));
    folder.extend(parent);
    folder.push(name.clone());
    let version = if needs_version(world, owner) { POLICY.versions.of(owner) } else { String::new() };
    let long_name = format!("{prefix}{name}{version}");
    Package { folder: folders.claim_exact(folder.join("/")), name, long_name }
}

/// A folder of its own per version, where the world has several of a package.
fn version(world: &World, package: &PackageId) -> Option<String> {
    package.version.as_ref().filter(|_| needs_version(world, package)).map(|version| format!("v{version}"))
}

fn needs_version(world: &World, package: &PackageId) -> bool {
    let same = |other: &&PackageId| (&other.namespace, &other.name) == (&package.namespace, &package.name);
    let known = world.interfaces.iter().filter_map(|interface| match &interface.key {
        Key::Package(package, _) => Some(package),
        Key::Root | Key::Inline(_) => None,
    });
    known.chain([&world.package]).filter(same).any(|other| other.version != package.version)
}

/// A folder name that the go command does not treat in its own way.
fn element(name: &str) -> String {
    let name = package(name);
    if matches!(name.as_str(), "internal" | "vendor" | "testdata") { format!("{name}pkg") } else { name }
}

/// As [`element`], and none of our own folders.
fn namespace(name: &str) -> String {
    let name = element(name);
    if matches!(name.as_str(), "wit" | "exports") { format!("{name}pkg") } else { name }
}
