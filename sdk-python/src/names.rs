//! Every Python name that the bindings of a world use, decided once.
//!
//! Two sets of names: ours, which the user reads, and the engine's, under which it looks for classes and
//! functions. The engine derives its own from WIT by fixed rules ([`engine_snake`], [`engine_camel`]).

use std::collections::{BTreeSet, HashMap};

use heck::{ToSnakeCase, ToUpperCamelCase};
use witloom_bindgen::binding::Func;
use witloom_bindgen::model::{
    Function, FunctionKind, Interface, InterfaceId, Key, Kind, ResourceId, Side, TypeId, World,
};
use witloom_bindgen::{Case, Namer, Scope};

use crate::generate::Imports;

/// Hard keywords (soft ones such as `match` are fine as names), and more words.
macro_rules! keywords_and {
    ($($more:literal),*) => {
        &[
            "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
            "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
            "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
            $($more),*
        ]
    };
}

/// Keywords, what generated modules and annotations rely on, and more words.
macro_rules! reserved_and {
    ($($more:literal),*) => {
        keywords_and![
            "ABC", "Enum", "Err", "Flag", "Ok", "Some", "TypeAlias", "TYPE_CHECKING", "abstractmethod",
            "annotations", "bool", "bytes", "dataclass", "dict", "float", "int", "list", "staticmethod", "str", "tuple"
            $(, $more)*
        ]
    };
}

fn underscore(name: &str) -> String {
    format!("{name}_")
}

/// For parameters and fields.
const PLAIN: Namer = Namer { reserved: keywords_and![], escape: underscore };
/// For everything at the top of a module, and for methods.
const STRICT: Namer = Namer { reserved: reserved_and![], escape: underscore };

/// For methods of imported resources: the engine keeps two attributes of its own in their objects.
const IMPORTED: Namer = Namer { reserved: RESERVED, escape: underscore };

/// Every word that some role keeps for itself.
pub(crate) const RESERVED: &[&str] = reserved_and!["finalizer", "handle"];

/// The engine's name of a function, a field or a module.
pub(crate) fn engine_snake(wit: &str) -> String {
    PLAIN.legal(wit.to_snake_case())
}

/// The engine's name of a class.
pub(crate) fn engine_camel(wit: &str) -> String {
    PLAIN.legal(wit.to_upper_camel_case())
}

/// A named type.
#[derive(Debug, Clone, Default)]
pub(crate) struct TypeNames {
    /// The class, or the alias of a variant's union.
    pub(crate) class: String,
    /// Classes of a variant's cases, members of an enum or a flags type, fields of a record; in WIT order.
    pub(crate) parts: Vec<String>,
}

/// A function.
#[derive(Debug, Clone)]
pub(crate) struct FunctionNames {
    /// What the user calls or writes.
    pub(crate) name: String,
    /// The module's constant with the number of an imported function.
    pub(crate) index: String,
    /// Parameters, `self` included.
    pub(crate) params: Vec<String>,
}

impl FunctionNames {
    /// Parameters without the receiver of a method.
    pub(crate) fn arguments(&self, func: &Func) -> &[String] {
        &self.params[usize::from(func.receiver().is_some())..]
    }
}

/// All names of a world.
#[derive(Debug)]
pub(crate) struct Names<'a> {
    pub(crate) world: &'a World,
    /// `types` in `gen/imports/types.py`, by interface.
    modules: Vec<String>,
    types: HashMap<TypeId, TypeNames>,
    resources: Vec<String>,
    functions: HashMap<(InterfaceId, usize), FunctionNames>,
    /// The class from which implementations of an exported interface derive.
    bases: Vec<String>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(world: &'a World) -> Self {
        let mut names = Self {
            world,
            modules: modules(world),
            types: HashMap::new(),
            resources: vec![String::new(); world.resources.len()],
            functions: HashMap::new(),
            bases: vec![String::new(); world.interfaces.len()],
        };
        let mut root = STRICT.scope([]);
        for interface in &world.interfaces {
            let mut own = STRICT.scope([]);
            let scope = if interface.key == Key::Root { &mut root } else { &mut own };
            names.interface(interface, scope);
        }
        names
    }

    fn interface(&mut self, interface: &Interface, scope: &mut Scope) {
        for id in &interface.types {
            let wit = self.world.ty(*id).name.as_ref().map_or_else(String::new, |n| n.name.clone());
            let class = scope.claim(&wit, Case::UpperCamel);
            self.types.insert(*id, TypeNames { class, parts: Vec::new() });
        }
        for id in &interface.resources {
            self.resources[id.index()] = scope.claim(&self.world.resource(*id).name, Case::UpperCamel);
        }
        for id in &interface.types {
            let parts = self.parts(*id, scope);
            self.types.entry(*id).or_default().parts = parts;
        }
        if interface.side == Side::Export {
            let root = interface.key == Key::Root;
            let base = if root { "World".to_owned() } else { interface.name.to_upper_camel_case() };
            self.bases[interface.id.index()] = scope.claim_exact(base);
        }
        self.all_functions(interface, scope);
    }

    fn parts(&self, id: TypeId, scope: &mut Scope) -> Vec<String> {
        match &self.world.ty(id).kind {
            Kind::Record(fields) => fields.iter().map(|f| engine_snake(&f.name)).collect(),
            Kind::Variant(cases) => {
                let class = &self.types[&id].class;
                cases.iter().map(|c| scope.claim_exact(format!("{class}{}", c.name.to_upper_camel_case()))).collect()
            }
            Kind::Enum(cases) => members(cases.iter().map(|c| c.name.as_str())),
            Kind::Flags(flags) => members(flags.iter().map(|f| f.name.as_str())),
            Kind::Alias(target) => self.types.get(target).map(|t| t.parts.clone()).unwrap_or_default(),
            Kind::Prim(_)
            | Kind::String
            | Kind::List(_)
            | Kind::Option(_)
            | Kind::Result { .. }
            | Kind::Tuple(_)
            | Kind::Own(_)
            | Kind::Borrow(_)
            | Kind::ResourceAlias(_)
            | Kind::FixedList(..)
            | Kind::Map(..)
            | Kind::Stream(_)
            | Kind::Future(_)
            | Kind::Unsupported(_) => Vec::new(),
        }
    }

    fn all_functions(&mut self, interface: &Interface, scope: &mut Scope) {
        let mut constants = PLAIN.scope([]);
        // The functions of an exported interface are methods of its base class.
        let mut free = if interface.side == Side::Export { STRICT.scope([]) } else { scope.clone() };
        let mut members: HashMap<ResourceId, Scope> = HashMap::new();
        for (position, function) in interface.functions.iter().enumerate() {
            let name = match owner(function) {
                None => free.claim(&function.name, Case::Snake),
                Some(resource) => {
                    let imported = interface.side == Side::Import;
                    let namer = if imported { IMPORTED } else { STRICT };
                    let scope = members.entry(resource).or_insert_with(|| namer.scope([]));
                    match function.kind {
                        FunctionKind::Constructor(_) => "__init__".to_owned(),
                        FunctionKind::Free | FunctionKind::Method(_) | FunctionKind::Static(_) => {
                            scope.claim(&function.name, Case::Snake)
                        }
                    }
                }
            };
            let index = constants.claim_exact(constant(&function.core_name));
            let params = params(function);
            self.functions.insert((interface.id, position), FunctionNames { name, index, params });
        }
    }

    /// `gen/imports/types.py` of an interface.
    pub(crate) fn path(&self, interface: &Interface) -> String {
        format!("gen/{}.py", self.dotted(interface.id).replace('.', "/"))
    }

    /// `imports.types`, or `world`.
    pub(crate) fn dotted(&self, id: InterfaceId) -> String {
        let interface = self.world.interface(id);
        let module = &self.modules[id.index()];
        match (&interface.key, interface.side) {
            (Key::Root, _) => "world".to_owned(),
            (_, Side::Import) => format!("imports.{module}"),
            (_, Side::Export) => format!("exports.{module}"),
        }
    }

    /// `imports_types`: what internal modules call an interface's module.
    pub(crate) fn alias(&self, id: InterfaceId) -> String {
        self.dotted(id).replace('.', "_")
    }

    /// Adds `from .imports import types as imports_types`; `depth` packages below `gen` the dots grow.
    pub(crate) fn import_module(&self, imports: &mut Imports, id: InterfaceId, depth: usize, underscore: bool) {
        let dots = ".".repeat(depth + 1);
        let alias = format!("{}{}", if underscore { "_" } else { "" }, self.alias(id));
        match self.dotted(id).rsplit_once('.') {
            Some((package, module)) => imports.add_as(&format!("{dots}{package}"), module, &alias),
            None if underscore => imports.add_as(&dots, &self.dotted(id), &alias),
            None => imports.add(&dots, &self.dotted(id)),
        }
    }

    pub(crate) fn ty(&self, id: TypeId) -> &TypeNames {
        &self.types[&id]
    }

    pub(crate) fn resource(&self, id: ResourceId) -> &str {
        &self.resources[id.index()]
    }

    /// The names of the function at a position of an interface.
    pub(crate) fn function(&self, interface: InterfaceId, position: usize) -> &FunctionNames {
        &self.functions[&(interface, position)]
    }

    /// The names of a function.
    pub(crate) fn of(&self, func: &Func) -> &FunctionNames {
        self.function(func.interface, func.index)
    }

    pub(crate) fn base(&self, id: InterfaceId) -> &str {
        &self.bases[id.index()]
    }

    /// The imported interface that an exported one repeats: value types exist once, on the imported side.
    pub(crate) fn twin(&self, interface: &Interface) -> Option<&'a Interface> {
        let repeats = |other: &&Interface| other.key == interface.key && other.key != Key::Root;
        (interface.side == Side::Export).then(|| self.world.side(Side::Import).find(repeats)).flatten()
    }

    /// The type whose class stands for this one: itself, or the same type of the imported side. Where a type holds
    /// handles of resources that differ between the sides, the types differ as well.
    pub(crate) fn home(&self, id: TypeId) -> TypeId {
        let Some(name) = &self.world.ty(id).name else { return id };
        let Some(twin) = self.twin(self.world.interface(name.owner)) else { return id };
        let same = |other: &&TypeId| self.world.ty(**other).name.as_ref().is_some_and(|n| n.name == name.name);
        let home = twin.types.iter().find(same).copied().unwrap_or(id);
        if self.handles(id) == self.handles(home) { home } else { id }
    }

    /// The resources to which values of a type hold handles.
    fn handles(&self, id: TypeId) -> BTreeSet<ResourceId> {
        let mut found = BTreeSet::new();
        if !self.world.ty(id).facts.has_resource() {
            return found;
        }
        let (mut seen, mut open) = (BTreeSet::from([id]), vec![id]);
        while let Some(id) = open.pop() {
            let kind = &self.world.ty(id).kind;
            if let Kind::Own(resource) | Kind::Borrow(resource) = kind {
                found.insert(*resource);
            }
            open.extend(kind.parts().into_iter().filter(|part| seen.insert(*part)));
        }
        found
    }

    /// `imports_types.Point`, for internal modules.
    pub(crate) fn class_of(&self, id: TypeId) -> String {
        let id = self.home(id);
        let owner = self.world.ty(id).name.as_ref().map(|n| n.owner);
        let class = &self.ty(id).class;
        owner.map_or_else(|| class.clone(), |owner| format!("{}.{class}", self.alias(owner)))
    }

    /// `imports_types.ShapeCircle`, … of a variant, for internal modules.
    pub(crate) fn case_classes(&self, id: TypeId) -> Vec<String> {
        let id = self.home(id);
        let owner = self.world.ty(id).name.as_ref().map_or_else(String::new, |n| format!("{}.", self.alias(n.owner)));
        self.ty(id).parts.iter().map(|case| format!("{owner}{case}")).collect()
    }

    /// `exports_types.Counter`, for internal modules.
    pub(crate) fn resource_class(&self, id: ResourceId) -> String {
        format!("{}.{}", self.alias(self.world.resource(id).owner), self.resource(id))
    }
}

/// The resource that a method, static function or constructor belongs to.
fn owner(function: &Function) -> Option<ResourceId> {
    match function.kind {
        FunctionKind::Free => None,
        FunctionKind::Method(id) | FunctionKind::Static(id) | FunctionKind::Constructor(id) => Some(id),
    }
}

/// The name that the engine is told to give an interface: no other module has it.
pub(crate) fn engine_interface(interface: &Interface) -> String {
    format!("witloom-i{}", interface.id.index())
}

fn members<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut scope = PLAIN.scope([]);
    names.map(|name| scope.claim(name, Case::ScreamingSnake)).collect()
}

fn params(function: &Function) -> Vec<String> {
    let mut scope = PLAIN.scope([]);
    let method = matches!(function.kind, FunctionKind::Method(_));
    let mut params = function.params.iter();
    let receiver = if method { params.next().map(|_| "self".to_owned()) } else { None };
    // Even a function without a receiver becomes a method of a class somewhere.
    scope.claim_exact("self".to_owned());
    receiver.into_iter().chain(params.map(|p| scope.claim(&p.name, Case::Snake))).collect()
}

/// `_index_method_counter_increment` for `[method]counter.increment`.
fn constant(core_name: &str) -> String {
    let words: String = core_name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("_index_{}", words.trim_matches('-').to_snake_case())
}

/// Module names, unique on each side.
fn modules(world: &World) -> Vec<String> {
    let mut scopes = HashMap::from([(Side::Import, PLAIN.scope([])), (Side::Export, PLAIN.scope([]))]);
    world.interfaces.iter().map(|interface| module(world, interface, &mut scopes)).collect()
}

fn module(world: &World, interface: &Interface, scopes: &mut HashMap<Side, Scope>) -> String {
    let namesakes: Vec<&Interface> =
        world.side(interface.side).filter(|other| other.name == interface.name && other.key != Key::Root).collect();
    let name = match &interface.key {
        Key::Root => return "world".to_owned(),
        Key::Package(package, name) if namesakes.len() > 1 => {
            let same = |other: &&&Interface| matches!(&other.key, Key::Package(p, _) if p.namespace == package.namespace && p.name == package.name);
            let version = (namesakes.iter().filter(same).count() > 1).then(|| package.version.clone()).flatten();
            let version = version.map(|v| format!("-{}", v.replace(['.', '+'], "-"))).unwrap_or_default();
            format!("{}-{}-{name}{version}", package.namespace, package.name)
        }
        Key::Package(_, name) | Key::Inline(name) => name.clone(),
    };
    let scope = scopes.get_mut(&interface.side).expect("both sides have a scope");
    scope.claim(&name, Case::Snake)
}
