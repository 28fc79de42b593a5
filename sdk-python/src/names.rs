//! Every Python name that the bindings of a world use, decided once.
//!
//! Two sets of names: ours, which the user reads, and the engine's, under which it looks for classes and
//! functions. The engine derives its own from WIT by fixed rules ([`engine_snake`], [`engine_camel`]).

use std::collections::{BTreeSet, HashMap};

use heck::{ToSnakeCase, ToUpperCamelCase};
use witloom_bindgen::binding::Func;
use witloom_bindgen::model::{Function, Interface, InterfaceId, Key, Kind, ResourceId, Side, TypeId, World};
use witloom_bindgen::names::{self, First, FunctionRules, Rule, Versions, Within};
use witloom_bindgen::{LetterCase, NameScope, Namer, Policy, Resolved};

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

/// Classes of types and of variants' cases stand at the top of their interface's module.
const CLASS: Rule = Rule::new(names::upper_camel, STRICT).within(Within::Interface);
const MEMBER: Rule = Rule::new(names::screaming_snake, PLAIN).within(Within::Owner);
const METHOD: Rule = Rule::new(names::snake, STRICT).within(Within::Owner);
const CONSTRUCTOR: Rule = Rule::new(|_| "__init__".to_owned(), PLAIN);

/// How WIT's names read in Python. The functions of an exported interface are methods of its base class.
const POLICY: Policy = Policy {
    first: First::Types,
    one_root: true,
    ty: CLASS,
    resource: CLASS,
    field: Rule::new(names::snake, PLAIN),
    case: Rule::new(|named| format!("{}{}", named.owner, names::upper_camel(named)), STRICT).within(Within::Interface),
    enum_case: MEMBER,
    flag: MEMBER,
    // Even a function without a receiver becomes a method of a class somewhere.
    param: Rule::new(names::snake, PLAIN).beside(&[&["self"]]),
    imported: FunctionRules {
        free: METHOD.within(Within::Interface),
        method: Rule { words: IMPORTED, ..METHOD },
        fixed: Rule { words: IMPORTED, ..METHOD },
        constructor: CONSTRUCTOR,
        taken: &[],
    },
    exported: FunctionRules {
        free: METHOD.within(Within::Functions),
        method: METHOD,
        fixed: METHOD,
        constructor: CONSTRUCTOR,
        taken: &[],
    },
    versions: Versions { before: "-", between: "-" },
};

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
    resolved: Resolved,
    types: HashMap<TypeId, TypeNames>,
    functions: HashMap<(InterfaceId, usize), FunctionNames>,
    /// The class from which implementations of an exported interface derive.
    bases: Vec<String>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(world: &'a World) -> Self {
        let mut resolved = Resolved::new(world, &POLICY, &names::Plain);
        let base = |interface: &Interface| match (interface.side, &interface.key) {
            (Side::Import, _) => String::new(),
            (Side::Export, Key::Root) => resolved.scope(interface.id).claim_exact("World".to_owned()),
            (Side::Export, Key::Inline(name) | Key::Package(_, name)) => {
                resolved.scope(interface.id).claim_exact(name.to_upper_camel_case())
            }
        };
        let bases = world.interfaces.iter().map(base).collect();
        let mut names =
            Self { world, modules: modules(world), types: HashMap::new(), functions: HashMap::new(), bases, resolved };
        for interface in &world.interfaces {
            names.interface(interface);
        }
        names
    }

    fn interface(&mut self, interface: &Interface) {
        for id in &interface.types {
            let class = self.resolved.ty(*id).unwrap_or_default().to_owned();
            let parts = self.resolved.members(self.world.resolve_alias(*id)).to_vec();
            self.types.insert(*id, TypeNames { class, parts });
        }
        let mut constants = PLAIN.scope([]);
        for (position, function) in interface.functions.iter().enumerate() {
            let name = self.resolved.function(interface.id, position).to_owned();
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
        self.resolved.resource(id)
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

/// The name that the engine is told to give an interface: no other module has it.
pub(crate) fn engine_interface(interface: &Interface) -> String {
    format!("witloom-i{}", interface.id.index())
}

fn params(function: &Function) -> Vec<String> {
    let receiver = function.kind.receiver().map(|_| "self".to_owned());
    let params = function.params.iter().skip(usize::from(receiver.is_some())).map(|param| param.name.as_str());
    receiver.into_iter().chain(POLICY.param.all(&[], params)).collect()
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

fn module(world: &World, interface: &Interface, scopes: &mut HashMap<Side, NameScope>) -> String {
    let told = world.namesakes(interface);
    let name = match &interface.key {
        Key::Root => return "world".to_owned(),
        Key::Package(package, name) if told.packages || told.versions => {
            let version = if told.versions { POLICY.versions.of(package) } else { String::new() };
            format!("{}-{}-{name}{version}", package.namespace, package.name)
        }
        Key::Package(_, name) | Key::Inline(name) => name.clone(),
    };
    let scope = scopes.get_mut(&interface.side).expect("both sides have a scope");
    scope.claim(&name, LetterCase::Snake)
}
