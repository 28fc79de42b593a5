//! Java names for everything in a world.
//!
//! Each interface becomes one top-level class or interface in `wit.<namespace>.<package>.imports` or
//! `….exports`; its types, resources and exceptions are nested in it. All names are handed out here, once, so
//! that declarations and glue agree.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use witloom_bindgen::model::{FunctionKind, Interface, InterfaceId, Key, Kind, PackageId, ResourceId, Side, TypeId};
use witloom_bindgen::{Case, Namer, Scope, World};

/// Java's keywords and literals, and the names that generated code relies on.
const RESERVED: &[&str] = &[
    "_",
    "abstract",
    "assert",
    "boolean",
    "break",
    "byte",
    "case",
    "catch",
    "char",
    "class",
    "const",
    "continue",
    "default",
    "do",
    "double",
    "else",
    "enum",
    "extends",
    "false",
    "final",
    "finally",
    "float",
    "for",
    "goto",
    "if",
    "implements",
    "import",
    "instanceof",
    "int",
    "interface",
    "long",
    "native",
    "new",
    "null",
    "package",
    "permits",
    "private",
    "protected",
    "public",
    "record",
    "return",
    "sealed",
    "short",
    "static",
    "strictfp",
    "super",
    "switch",
    "synchronized",
    "this",
    "throw",
    "throws",
    "transient",
    "true",
    "try",
    "var",
    "void",
    "volatile",
    "while",
    "yield",
    "AutoCloseable",
    "Boolean",
    "Byte",
    "Double",
    "EnumSet",
    "Exception",
    "Float",
    "Integer",
    "List",
    "Long",
    "Object",
    "Optional",
    "Override",
    "Result",
    "Short",
    "String",
    "Throwable",
    "Void",
    "Handle",
    "Resource",
    "WitException",
    "Imports",
];

/// Methods that every object has.
const METHODS: &[&str] =
    &["clone", "equals", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait"];
/// Methods that every resource has besides.
const RESOURCE_METHODS: &[&str] =
    &["borrows", "close", "drop", "dropBorrows", "lend", "move", "resourceName", "restore", "sent"];

/// Java's rules for names.
pub(crate) const NAMER: Namer = Namer { reserved: RESERVED, escape: |name| format!("{name}_") };

/// Where an interface of the world is found in Java.
#[derive(Debug, Clone)]
pub(crate) struct Class {
    /// Its package, `wit.shop.orders.exports`.
    pub(crate) package: String,
    /// Its simple name, `Rates`.
    pub(crate) name: String,
    /// The method of the wiring class that answers the user's object, and prefix of names in the glue.
    pub(crate) slot: String,
}

impl Class {
    /// Package and name.
    pub(crate) fn full(&self) -> String {
        format!("{}.{}", self.package, self.name)
    }

    /// Path of its file below the source root.
    pub(crate) fn path(&self) -> String {
        format!("{}/{}.java", self.package.replace('.', "/"), self.name)
    }
}

/// The error of one function.
#[derive(Debug, Clone)]
pub(crate) struct Thrown {
    /// Simple name of the exception class.
    pub(crate) name: String,
    /// The interface it is nested in.
    pub(crate) owner: InterfaceId,
    /// The payload.
    pub(crate) payload: Option<TypeId>,
}

/// Every Java name of a world.
#[derive(Debug)]
pub(crate) struct Names {
    classes: Vec<Class>,
    types: HashMap<TypeId, String>,
    resources: HashMap<ResourceId, String>,
    thrown: BTreeMap<(InterfaceId, usize), Thrown>,
    functions: HashMap<(InterfaceId, usize), String>,
    glue: HashMap<(InterfaceId, usize), String>,
}

impl Names {
    /// Names a world.
    pub(crate) fn new(world: &World) -> Self {
        let mut names = Self {
            classes: classes(world),
            types: HashMap::new(),
            resources: HashMap::new(),
            thrown: BTreeMap::new(),
            functions: HashMap::new(),
            glue: HashMap::new(),
        };
        let mut glue = NAMER.scope([]);
        for interface in &world.interfaces {
            names.nested(world, interface);
            names.functions(interface);
            let slot = names.class(interface.id).slot.clone();
            for (index, function) in interface.functions.iter().enumerate() {
                let wanted = format!("{slot}-{}", plain(&function.core_name));
                names.glue.insert((interface.id, index), glue.claim(&wanted, Case::LowerCamel));
            }
        }
        names
    }

    /// The class of an interface.
    pub(crate) fn class(&self, id: InterfaceId) -> &Class {
        &self.classes[id.index()]
    }

    /// Simple name of a named type.
    pub(crate) fn ty(&self, id: TypeId) -> &str {
        self.types.get(&id).map_or("Object", String::as_str)
    }

    /// Simple name of a resource.
    pub(crate) fn resource(&self, id: ResourceId) -> &str {
        self.resources.get(&id).map_or("Object", String::as_str)
    }

    /// The exception of a function whose result is a `result`.
    pub(crate) fn thrown(&self, interface: InterfaceId, function: usize) -> Option<&Thrown> {
        self.thrown.get(&(interface, function))
    }

    /// The exceptions nested in an interface's class, each once.
    pub(crate) fn thrown_in(&self, interface: InterfaceId) -> Vec<&Thrown> {
        let mut seen = BTreeSet::new();
        self.thrown.values().filter(|t| t.owner == interface && seen.insert(t.name.clone())).collect()
    }

    /// The Java method of a function.
    pub(crate) fn function(&self, interface: InterfaceId, function: usize) -> &str {
        &self.functions[&(interface, function)]
    }

    /// The name of a function in the glue classes, unique in the world.
    pub(crate) fn glue(&self, interface: InterfaceId, function: usize) -> &str {
        &self.glue[&(interface, function)]
    }

    fn nested(&mut self, world: &World, interface: &Interface) {
        let mut scope = NAMER.scope([self.class(interface.id).name.as_str()]);
        for &id in &interface.resources {
            self.resources.insert(id, scope.claim(&world.resource(id).name, Case::UpperCamel));
        }
        for &id in &interface.types {
            let ty = world.ty(id);
            let declares = matches!(ty.kind, Kind::Record(_) | Kind::Variant(_) | Kind::Enum(_) | Kind::Flags(_));
            if let (true, Some(name)) = (declares, &ty.name) {
                self.types.insert(id, scope.claim(&name.name, Case::UpperCamel));
            }
        }
        self.exceptions(world, interface, &mut scope);
    }

    fn exceptions(&mut self, world: &World, interface: &Interface, scope: &mut Scope) {
        let mut by_payload: HashMap<TypeId, String> = HashMap::new();
        for (index, function) in interface.functions.iter().enumerate() {
            let Some(Kind::Result { err, .. }) = function.result.map(|ty| &world.ty(world.resolve_alias(ty)).kind)
            else {
                continue;
            };
            let named = err.and_then(|ty| world.ty(ty).name.as_ref().map(|name| (ty, name.name.clone())));
            let name = match named {
                Some((ty, wit)) => by_payload
                    .entry(ty)
                    .or_insert_with(|| scope.claim(&format!("{wit}-exception"), Case::UpperCamel))
                    .clone(),
                None => scope.claim(&format!("{}-exception", plain(&function.core_name)), Case::UpperCamel),
            };
            self.thrown.insert((interface.id, index), Thrown { name, owner: interface.id, payload: *err });
        }
    }

    fn functions(&mut self, interface: &Interface) {
        let mut free = NAMER.scope(METHODS.iter().copied());
        let mut members: HashMap<ResourceId, Scope> = HashMap::new();
        let taken = METHODS.iter().chain(RESOURCE_METHODS).copied();
        for (index, function) in interface.functions.iter().enumerate() {
            let exported = interface.side == Side::Export;
            let mut member = |id: ResourceId| {
                let scope = members.entry(id).or_insert_with(|| NAMER.scope(taken.clone()));
                scope.claim(&function.name, Case::LowerCamel)
            };
            let name = match function.kind {
                FunctionKind::Free => free.claim(&function.name, Case::LowerCamel),
                FunctionKind::Constructor(_) => free.claim(&plain(&function.core_name), Case::LowerCamel),
                FunctionKind::Static(_) if exported => free.claim(&plain(&function.core_name), Case::LowerCamel),
                FunctionKind::Method(id) | FunctionKind::Static(id) => member(id),
            };
            self.functions.insert((interface.id, index), name);
        }
    }
}

/// `[method]counter.add` → `counter-add`, `[constructor]counter` → `new-counter`.
fn plain(core_name: &str) -> String {
    match core_name.split_once(']') {
        Some(("[constructor", resource)) => format!("new-{resource}"),
        Some((_, member)) => member.replace('.', "-"),
        None => core_name.to_owned(),
    }
}

fn classes(world: &World) -> Vec<Class> {
    let versions = versions(world);
    let mut taken: HashMap<String, Scope> = HashMap::new();
    let mut slots = NAMER.scope([]);
    let class = |interface: &Interface| {
        let package = package(world, interface, &versions);
        let nested: Vec<String> = nested_names(world, interface);
        let mut name = NAMER.name(&interface.name, Case::UpperCamel);
        if nested.contains(&name) {
            name.push_str("Api");
        }
        let scope = taken.entry(package.clone()).or_insert_with(|| NAMER.scope([]));
        let slot = slots.claim(&interface.name, Case::LowerCamel);
        Class { package, name: scope.claim_exact(name), slot }
    };
    world.interfaces.iter().map(class).collect()
}

/// What would be nested in the interface's class.
fn nested_names(world: &World, interface: &Interface) -> Vec<String> {
    let resources = interface.resources.iter().map(|id| world.resource(*id).name.as_str());
    let types = interface.types.iter().filter_map(|id| world.ty(*id).name.as_ref()).map(|name| name.name.as_str());
    resources.chain(types).map(|name| NAMER.name(name, Case::UpperCamel)).collect()
}

/// The packages that occur in several versions.
fn versions(world: &World) -> BTreeSet<(String, String)> {
    let mut seen: BTreeMap<(String, String), BTreeSet<Option<String>>> = BTreeMap::new();
    for interface in &world.interfaces {
        if let Key::Package(id, _) = &interface.key {
            seen.entry((id.namespace.clone(), id.name.clone())).or_default().insert(id.version.clone());
        }
    }
    seen.into_iter().filter(|(_, versions)| versions.len() > 1).map(|(package, _)| package).collect()
}

fn package(world: &World, interface: &Interface, several: &BTreeSet<(String, String)>) -> String {
    let segment = |name: &str| NAMER.name(name, Case::Snake);
    let side = match interface.side {
        Side::Import => "imports",
        Side::Export => "exports",
    };
    let base = |id: &PackageId| {
        let mut base = format!("wit.{}.{}", segment(&id.namespace), segment(&id.name));
        if let (true, Some(version)) = (several.contains(&(id.namespace.clone(), id.name.clone())), &id.version) {
            let digits: String = version.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
            base.push_str(&format!(".v{digits}"));
        }
        base
    };
    match &interface.key {
        Key::Package(id, _) => format!("{}.{side}", base(id)),
        Key::Root => format!("{}.{side}", base(&world.package)),
        Key::Inline(_) => format!("{}.{}.{side}", base(&world.package), segment(&world.short_name)),
    }
}
