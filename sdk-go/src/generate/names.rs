//! Every Go name of a world, decided once: packages, types, cases, functions, methods.

use std::collections::HashMap;

use witloom_bindgen::model::{
    Function, FunctionKind, Interface, InterfaceId, Key, Kind, PackageId, Prim, ResourceId, Side, TypeId, World,
};
use witloom_bindgen::plan::Mem;
use witloom_bindgen::{Plan, Scope};

use super::case::{NAMER, bad_package, exported, package};

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
    types: HashMap<TypeId, String>,
    members: HashMap<TypeId, Vec<String>>,
    resources: Vec<ResourceNames>,
    functions: Vec<Vec<String>>,
    /// See [`super::types::Context::is_plain`].
    plain: Vec<bool>,
}

impl Names {
    /// Decides all names.
    pub(super) fn new(world: &World, plan: &Plan) -> Self {
        let mut names = Self {
            plain: plain(world, plan),
            packages: packages(world),
            types: HashMap::new(),
            members: HashMap::new(),
            resources: vec![ResourceNames::default(); world.resources.len()],
            functions: vec![Vec::new(); world.interfaces.len()],
        };
        let mut handles = NAMER.scope([]);
        for interface in &world.interfaces {
            names.interface(world, interface, &mut handles);
        }
        names
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
        &self.types[&id]
    }

    /// Fields of a record, case structs of a variant, constants of an enum or of flags, in WIT order.
    pub(super) fn members(&self, id: TypeId) -> &[String] {
        &self.members[&id]
    }

    /// Names of a resource.
    pub(super) fn resource(&self, id: ResourceId) -> &ResourceNames {
        &self.resources[id.index()]
    }

    /// The function or method name.
    pub(super) fn function(&self, interface: InterfaceId, index: usize) -> &str {
        &self.functions[interface.index()][index]
    }

    fn interface(&mut self, world: &World, interface: &Interface, handles: &mut Scope) {
        let mut scope = NAMER.scope(match interface.side {
            Side::Import => vec![],
            Side::Export => vec!["Exports", "Export"],
        });
        for resource in &interface.resources {
            let name = scope.claim_exact(exported(&world.resource(*resource).name));
            let side = if interface.side == Side::Export { "Own" } else { "" };
            let handle = handles.claim_exact(format!("{side}{}{name}", exported(&interface.name)));
            let drop = destructor(world, interface, *resource);
            self.resources[resource.index()] = ResourceNames { name, handle, drop };
        }
        for id in &interface.types {
            let Some(name) = &world.ty(*id).name else { continue };
            let name = scope.claim_exact(exported(&name.name));
            self.types.insert(*id, name);
        }
        for id in &interface.types {
            self.members_of(world, *id, &mut scope);
        }
        self.functions_of(interface, scope);
    }

    fn members_of(&mut self, world: &World, id: TypeId, scope: &mut Scope) {
        let Some(ty) = self.types.get(&id) else { return };
        let claim = |names: Vec<&String>, scope: &mut Scope| -> Vec<String> {
            names.into_iter().map(|name| scope.claim_exact(format!("{ty}{}", exported(name)))).collect()
        };
        let members = match &world.ty(id).kind {
            Kind::Record(fields) => {
                let mut scope = NAMER.scope([]);
                fields.iter().map(|f| scope.claim_exact(exported(&f.name))).collect()
            }
            Kind::Variant(cases) => claim(cases.iter().map(|c| &c.name).collect(), scope),
            Kind::Enum(cases) => claim(cases.iter().map(|c| &c.name).collect(), scope),
            Kind::Flags(flags) => claim(flags.iter().map(|f| &f.name).collect(), scope),
            Kind::Prim(_)
            | Kind::String
            | Kind::List(_)
            | Kind::Option(_)
            | Kind::Result { .. }
            | Kind::Tuple(_)
            | Kind::Own(_)
            | Kind::Borrow(_)
            | Kind::Alias(_)
            | Kind::ResourceAlias(_)
            | Kind::FixedList(..)
            | Kind::Map(..)
            | Kind::Stream(_)
            | Kind::Future(_)
            | Kind::Unsupported(_) => return,
        };
        self.members.insert(id, members);
    }

    fn functions_of(&mut self, interface: &Interface, package: Scope) {
        // Imported functions are functions of the package, exported ones are methods of an interface.
        let mut free = if interface.side == Side::Import { package } else { NAMER.scope([]) };
        let mut methods: HashMap<ResourceId, Scope> = HashMap::new();
        for function in &interface.functions {
            let name = self.wanted(function);
            let name = match function.kind {
                FunctionKind::Free | FunctionKind::Constructor(_) | FunctionKind::Static(_) => free.claim_exact(name),
                FunctionKind::Method(resource) => {
                    let drop = self.resources[resource.index()].drop.as_str();
                    let taken = if interface.side == Side::Import { vec!["Handle", drop] } else { vec![drop] };
                    methods.entry(resource).or_insert_with(|| NAMER.scope(taken)).claim_exact(name)
                }
            };
            self.functions[interface.id.index()].push(name);
        }
    }

    fn wanted(&self, function: &Function) -> String {
        let name = exported(&function.name);
        match function.kind {
            FunctionKind::Free | FunctionKind::Method(_) => name,
            FunctionKind::Constructor(resource) => format!("New{}", self.resources[resource.index()].name),
            FunctionKind::Static(resource) => format!("{}{name}", self.resources[resource.index()].name),
        }
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
fn destructor(world: &World, interface: &Interface, resource: ResourceId) -> String {
    let is_method = |wanted: &str| {
        interface.functions.iter().any(|f| f.kind == FunctionKind::Method(resource) && exported(&f.name) == wanted)
    };
    let choices: &[&str] = match world.resource(resource).side {
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

fn package_of(world: &World, interface: &Interface, folders: &mut Scope) -> Package {
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
    let long_name = match &owner.version {
        Some(version) if needs_version(world, owner) => {
            format!("{prefix}{name}v{}", version.replace(['.', '-', '+'], ""))
        }
        Some(_) | None => format!("{prefix}{name}"),
    };
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
