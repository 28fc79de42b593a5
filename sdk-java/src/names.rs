//! Java names for everything in a world.
//!
//! Each interface becomes one top-level class or interface in `wit.<namespace>.<package>.imports` or
//! `….exports`; its types, resources and exceptions are nested in it. All names are handed out here, once, so
//! that declarations and glue agree.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use witloom_bindgen::model::{Interface, InterfaceId, Key, Kind, Nominal, PackageId, ResourceId, Side, Type, TypeId};
use witloom_bindgen::names::Surroundings;
use witloom_bindgen::{LetterCase, NameScope, Resolved, World};

mod wide;
mod words;

use wide::Wide;
use words::METHODS;
pub(crate) use words::{NAMER, POLICY, reserved};

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

/// The glue's names around one resource.
#[derive(Debug, Clone)]
pub(crate) struct ResourceGlue {
    /// Suffix of its routines, `ShopOrder`.
    pub(crate) table: String,
    /// The table of its objects, `SHOP_ORDER`.
    pub(crate) field: String,
    /// Drops a handle.
    pub(crate) drop: String,
    /// Makes a handle of a representation.
    pub(crate) make: String,
    /// Answers the representation of a handle.
    pub(crate) rep: String,
    /// The destructor.
    pub(crate) close: String,
}

/// Every Java name of a world.
#[derive(Debug)]
pub(crate) struct Names {
    around: Around,
    resolved: Resolved,
    /// Classes of types that WIT gives no name.
    nameless: HashMap<TypeId, String>,
    /// The components of tuples.
    components: HashMap<TypeId, Vec<String>>,
    thrown: BTreeMap<(InterfaceId, usize), Thrown>,
    glue: HashMap<(InterfaceId, usize), String>,
    posts: HashMap<(InterfaceId, usize), String>,
    resource_glue: HashMap<ResourceId, ResourceGlue>,
}

impl Names {
    /// Names a world.
    pub(crate) fn new(world: &World) -> Self {
        let tuples = tuples(world);
        let around = Around { classes: classes(world, &tuples), wide: Wide::find(world), tuples };
        let mut names = Self {
            resolved: Resolved::new(world, &POLICY, &around),
            around,
            nameless: HashMap::new(),
            components: world.types.iter().filter_map(components).collect(),
            thrown: BTreeMap::new(),
            glue: HashMap::new(),
            posts: HashMap::new(),
            resource_glue: HashMap::new(),
        };
        for interface in &world.interfaces {
            for id in names.around.wide.nameless(interface.id) {
                let wanted = NAMER.name(names.around.wide.name(id), LetterCase::UpperCamel);
                names.nameless.insert(id, names.resolved.scope(interface.id).claim_exact(wanted));
            }
            names.exceptions(world, interface);
        }
        names.glue_names(world);
        names
    }

    /// The class of an interface.
    pub(crate) fn class(&self, id: InterfaceId) -> &Class {
        &self.around.classes[id.index()]
    }

    /// Simple name of a type that has a class of its own.
    pub(crate) fn ty(&self, id: TypeId) -> &str {
        self.resolved.ty(id).or_else(|| self.nameless.get(&id).map(String::as_str)).unwrap_or("Object")
    }

    /// Whether a tuple or a result has a class of its own.
    pub(crate) fn is_wide(&self, id: TypeId) -> bool {
        self.around.wide.home(id).is_some()
    }

    /// The interface that a type's class is nested in.
    pub(crate) fn home(&self, world: &World, id: TypeId) -> Option<InterfaceId> {
        self.around.wide.home(id).or_else(|| world.ty(id).name.as_ref().map(|name| name.owner))
    }

    /// The types that an interface's class declares.
    pub(crate) fn declared(&self, interface: &Interface) -> Vec<TypeId> {
        let named = interface.types.iter().copied().filter(|id| self.resolved.ty(*id).is_some());
        named.chain(self.around.wide.nameless(interface.id)).collect()
    }

    /// The components of a record, the records of a variant, the constants of an enum or of flags.
    pub(crate) fn members(&self, id: TypeId) -> &[String] {
        self.components.get(&id).map_or_else(|| self.resolved.members(id), Vec::as_slice)
    }

    /// Simple name of a resource.
    pub(crate) fn resource(&self, id: ResourceId) -> &str {
        self.resolved.resource(id)
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
        self.resolved.function(interface, function)
    }

    /// The name of a function in the glue classes, unique in the world.
    pub(crate) fn glue(&self, interface: InterfaceId, function: usize) -> &str {
        &self.glue[&(interface, function)]
    }

    /// The name of an exported function's post-return, or of what gets the events of its calls.
    pub(crate) fn post(&self, interface: InterfaceId, function: usize) -> &str {
        &self.posts[&(interface, function)]
    }

    /// The glue's names around a resource.
    pub(crate) fn resource_glue(&self, id: ResourceId) -> &ResourceGlue {
        &self.resource_glue[&id]
    }

    fn glue_names(&mut self, world: &World) {
        let mut scope = NAMER.scope(METHODS.iter().copied());
        for interface in &world.interfaces {
            let slot = self.class(interface.id).slot.clone();
            for (index, function) in interface.functions.iter().enumerate() {
                let wanted = format!("{slot}-{}", plain(&function.core_name));
                self.glue.insert((interface.id, index), scope.claim(&wanted, LetterCase::LowerCamel));
                if interface.side == Side::Export {
                    let suffix = if function.is_async { "callback" } else { "post" };
                    let post = scope.claim(&format!("{wanted}-{suffix}"), LetterCase::LowerCamel);
                    self.posts.insert((interface.id, index), post);
                }
            }
        }
        let (mut tables, mut fields) = (NAMER.scope([]), NAMER.scope([]));
        for resource in &world.resources {
            let whole = format!("{}-{}", self.class(resource.owner).slot, self.resource(resource.id));
            let table = tables.claim(&whole, LetterCase::UpperCamel);
            let field = fields.claim(&table, LetterCase::ScreamingSnake);
            let mut verb = |verb: &str| scope.claim(&format!("{verb}-{table}"), LetterCase::LowerCamel);
            let (drop, make, rep, close) = (verb("drop"), verb("make"), verb("rep"), verb("close"));
            self.resource_glue.insert(resource.id, ResourceGlue { table, field, drop, make, rep, close });
        }
    }

    fn exceptions(&mut self, world: &World, interface: &Interface) {
        let scope = self.resolved.scope(interface.id);
        let mut by_payload: HashMap<TypeId, String> = HashMap::new();
        for (index, function) in interface.functions.iter().enumerate() {
            let result = function.result.and_then(|ty| world.ty(world.resolve_alias(ty)).kind.result());
            let Some([_, err]) = result else { continue };
            let named = err.and_then(|ty| world.ty(ty).name.as_ref().map(|name| (ty, name.name.clone())));
            let name = match named {
                Some((ty, wit)) => by_payload
                    .entry(ty)
                    .or_insert_with(|| scope.claim(&format!("{wit}-exception"), LetterCase::UpperCamel))
                    .clone(),
                None => scope.claim(&format!("{}-exception", plain(&function.core_name)), LetterCase::UpperCamel),
            };
            self.thrown.insert((interface.id, index), Thrown { name, owner: interface.id, payload: err });
        }
    }
}

/// What the names of types depend on beyond their own.
#[derive(Debug)]
struct Around {
    classes: Vec<Class>,
    /// Tuples and results that have a class of their own, by the interface it is nested in.
    wide: Wide,
    /// The runtime's classes for the tuples of the world.
    tuples: Vec<String>,
}

impl Surroundings for Around {
    fn declares(&self, ty: &Type) -> bool {
        ty.kind.nominal().is_some() || self.wide.home(ty.id).is_some()
    }

    fn around(&self, interface: &Interface) -> Vec<String> {
        let class = &self.classes[interface.id.index()].name;
        self.tuples.iter().chain([class]).cloned().collect()
    }

    /// A nested class can have the name of none around it, and must not hide a tuple's.
    fn beside_members(&self, ty: &Type, name: &str) -> Vec<String> {
        let (Some(Nominal::Variant(_)), Some(wit)) = (ty.kind.nominal(), &ty.name) else { return Vec::new() };
        let class = &self.classes[wit.owner.index()].name;
        self.tuples.iter().cloned().chain([name.to_owned(), class.clone()]).collect()
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

fn classes(world: &World, tuples: &[String]) -> Vec<Class> {
    let versions = versions(world);
    let mut taken: HashMap<String, NameScope> = HashMap::new();
    let mut slots = NAMER.scope(METHODS.iter().copied());
    let class = |interface: &Interface| {
        let package = package(world, interface, &versions);
        let nested: Vec<String> = nested_names(world, interface);
        let mut name = NAMER.name(&interface.name, LetterCase::UpperCamel);
        while nested.contains(&name) {
            name.push_str("Api");
        }
        let scope = taken.entry(package.clone()).or_insert_with(|| NAMER.scope(tuples.iter().map(String::as_str)));
        let slot = slots.claim(&interface.name, LetterCase::LowerCamel);
        Class { package, name: scope.claim_exact(name), slot }
    };
    world.interfaces.iter().map(class).collect()
}

/// The runtime's classes for the tuples of the world.
fn tuples(world: &World) -> Vec<String> {
    let arity = |ty: &Type| if let Kind::Tuple(parts) = &ty.kind { Some(parts.len()) } else { None };
    let arities: BTreeSet<usize> = world.types.iter().filter_map(arity).collect();
    arities.into_iter().map(|arity| format!("Tuple{arity}")).collect()
}

/// What a tuple's components are called.
fn components(ty: &Type) -> Option<(TypeId, Vec<String>)> {
    let Kind::Tuple(parts) = &ty.kind else { return None };
    Some((ty.id, (0..parts.len()).map(|n| format!("f{n}")).collect()))
}

/// What would be nested in the interface's class.
fn nested_names(world: &World, interface: &Interface) -> Vec<String> {
    let resources = interface.resources.iter().map(|id| world.resource(*id).name.as_str());
    let types = interface.types.iter().filter_map(|id| world.ty(*id).name.as_ref()).map(|name| name.name.as_str());
    resources.chain(types).map(|name| NAMER.name(name, LetterCase::UpperCamel)).collect()
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
    let segment = |name: &str| NAMER.name(name, LetterCase::Snake);
    let side = match interface.side {
        Side::Import => "imports",
        Side::Export => "exports",
    };
    let base = |id: &PackageId| {
        let mut base = format!("wit.{}.{}", segment(&id.namespace), segment(&id.name));
        if several.contains(&(id.namespace.clone(), id.name.clone())) {
            base += &POLICY.versions.of(id);
        }
        base
    };
    match &interface.key {
        Key::Package(id, _) => format!("{}.{side}", base(id)),
        Key::Root => format!("{}.{side}", base(&world.package)),
        Key::Inline(_) => format!("{}.{}.{side}", base(&world.package), segment(&world.short_name)),
    }
}
