//! Ruby names for everything in a world.
//!
//! What WIT calls like a word of Ruby gets an underscore only where Ruby itself would trip over it: a method is
//! called with a receiver, so that keywords and the functions of `Kernel` can name one. Generated code goes by whole
//! paths (`::Data`), so that a constant may have any name. The runtime's own methods beside those of WIT end in
//! `!` or start with an underscore, as no WIT name does.

use std::collections::{HashMap, HashSet};

use witloom_bindgen::model::{FunctionKind, Interface, InterfaceId, Key, Kind, ResourceId, Side, Type, TypeId, World};
use witloom_bindgen::names::{self, First, FunctionRules, Rule, Surroundings, Versions, Within};
use witloom_bindgen::{LetterCase, Namer, Policy, Resolved, convert_case};

/// Keywords, which can't name a parameter.
const PARAMS: Namer = Namer {
    reserved: &[
        "__ENCODING__",
        "__FILE__",
        "__LINE__",
        "alias",
        "and",
        "begin",
        "break",
        "case",
        "class",
        "def",
        "defined",
        "do",
        "else",
        "elsif",
        "end",
        "ensure",
        "false",
        "for",
        "if",
        "in",
        "module",
        "next",
        "nil",
        "not",
        "or",
        "redo",
        "rescue",
        "retry",
        "return",
        "self",
        "super",
        "then",
        "true",
        "undef",
        "unless",
        "until",
        "when",
        "while",
        "yield",
    ],
    escape,
};

/// Methods that Ruby calls by itself of whatever there is, and more.
macro_rules! called_and {
    ($($more:literal),*) => {
        &[
            "method_missing", "object_id", "singleton_method_added", "singleton_method_removed",
            "singleton_method_undefined", "to_ary", "to_hash", "to_proc", "to_str", $($more),*
        ]
    };
}

/// The same of an object, those by which everybody asks an object what it is, and more.
macro_rules! asked_and {
    ($($more:literal),*) => {
        called_and![
            "class", "hash", "initialize", "initialize_clone", "initialize_copy", "initialize_dup", "inspect", "to_s"
            $(, $more)*
        ]
    };
}

/// Methods of a module that Ruby calls by itself, or warns about.
const MODULE: Namer = Namer {
    reserved: called_and!["const_added", "const_missing", "method_added", "method_removed", "method_undefined"],
    escape,
};

/// The same of a class, and what makes its objects.
const CLASS: Namer = Namer {
    reserved: called_and![
        "allocate",
        "const_added",
        "const_missing",
        "inherited",
        "method_added",
        "method_removed",
        "method_undefined",
        "new"
    ],
    escape,
};

/// Methods of an object.
const OBJECT: Namer = Namer { reserved: asked_and![], escape };

/// The same of a value object, and what `Data` gives it.
const FIELDS: Namer =
    Namer { reserved: asked_and!["deconstruct", "deconstruct_keys", "exception", "members", "to_h", "with"], escape };

/// Constants of enum cases and flags beside the list of all; two are keywords.
const SYMBOLS: Namer = Namer { reserved: &["ALL", "BEGIN", "END"], escape };

/// Type aliases of RBS, where some words are types and `t` is that of an enum or variant.
const ALIASES: Namer = Namer {
    reserved: &[
        "alias",
        "attr_accessor",
        "attr_reader",
        "attr_writer",
        "bool",
        "boolish",
        "bot",
        "class",
        "def",
        "end",
        "extend",
        "false",
        "in",
        "include",
        "instance",
        "interface",
        "module",
        "nil",
        "out",
        "prepend",
        "private",
        "public",
        "self",
        "singleton",
        "top",
        "true",
        "type",
        "unchecked",
        "untyped",
        "use",
        "void",
    ],
    escape,
};

/// Constants, which may have any name.
const CONSTANTS: Namer = Namer::ANY;

fn escape(name: &str) -> String {
    format!("{name}_")
}

const CONSTANT: Rule = Rule::new(names::upper_camel, CONSTANTS).within(Within::Interface);
const SHOUTED: Rule = Rule::new(names::screaming_snake, SYMBOLS);

/// Functions are told apart by WIT, and by what they are called on.
const FUNCTIONS: FunctionRules = FunctionRules {
    free: Rule::new(names::snake, MODULE),
    method: Rule::new(names::snake, OBJECT),
    fixed: Rule::new(names::snake, CLASS),
    constructor: Rule::new(|_| "initialize".to_owned(), CONSTANTS),
    taken: &[],
};

/// How WIT's names read in Ruby.
const POLICY: Policy = Policy {
    first: First::Resources,
    one_root: false,
    ty: CONSTANT,
    resource: CONSTANT,
    field: Rule::new(names::snake, FIELDS),
    case: CONSTANT.within(Within::Owner),
    enum_case: SHOUTED,
    flag: SHOUTED,
    param: Rule::new(names::snake, PARAMS),
    imported: FUNCTIONS,
    exported: FUNCTIONS,
    versions: Versions { before: "V", between: "_" },
};

/// The names of one world.
#[derive(Debug)]
pub(crate) struct Names {
    modules: Modules,
    resolved: Resolved,
    aliases: HashMap<TypeId, String>,
    errors: HashMap<TypeId, String>,
    /// Resources with a method `close` of their own.
    closing: HashSet<ResourceId>,
    /// Resources with a static function `open` of their own.
    opening: HashSet<ResourceId>,
}

impl Names {
    pub(crate) fn new(world: &World) -> Names {
        let modules = Modules::new(world);
        let mut names = Names {
            resolved: Resolved::new(world, &POLICY, &modules),
            modules,
            aliases: HashMap::new(),
            errors: HashMap::new(),
            closing: HashSet::new(),
            opening: HashSet::new(),
        };
        for interface in &world.interfaces {
            names.interface(world, interface);
            names.functions(interface);
        }
        names
    }

    fn functions(&mut self, interface: &Interface) {
        for function in &interface.functions {
            match (function.kind, function.name.as_str()) {
                (FunctionKind::Method(id), "close") => self.closing.insert(id),
                (FunctionKind::Static(id), "open") => self.opening.insert(id),
                (
                    FunctionKind::Free
                    | FunctionKind::Constructor(_)
                    | FunctionKind::Method(_)
                    | FunctionKind::Static(_),
                    _,
                ) => false,
            };
        }
    }

    fn interface(&mut self, world: &World, interface: &Interface) {
        for ty in interface.types.iter().map(|id| world.ty(*id)) {
            let Some(name) = &ty.name else { continue };
            if let Kind::Alias(target) = ty.kind
                && world.ty(target).name.is_none()
            {
                self.aliases.insert(ty.id, ALIASES.name(&name.name, LetterCase::Snake));
            }
            if let (true, Some(name)) = (ty.facts.is_error && ty.kind.nominal().is_some(), self.resolved.ty(ty.id)) {
                let suffix = if name.ends_with("Error") { "Exception" } else { "Error" };
                let wanted = format!("{name}{suffix}");
                self.errors.insert(ty.id, self.resolved.scope(interface.id).claim_exact(wanted));
            }
        }
    }

    /// The exception of a named error type, inside its interface's module.
    pub(crate) fn error(&self, id: TypeId) -> Option<&str> {
        self.errors.get(&id).map(String::as_str)
    }

    /// The full path of the exception of a named error type.
    pub(crate) fn error_path(&self, world: &World, id: TypeId) -> Option<String> {
        let owner = world.ty(id).name.as_ref()?.owner;
        Some(format!("{}::{}", self.module(owner), self.error(id)?))
    }

    /// The module of an interface: `Imports::Rates`, or `Imports` for the world's own functions.
    pub(crate) fn module(&self, id: InterfaceId) -> &str {
        &self.modules.paths[id.index()]
    }

    /// The constant of a named type inside its interface's module.
    pub(crate) fn constant(&self, id: TypeId) -> Option<&str> {
        self.resolved.ty(id)
    }

    /// The full path of a named type.
    pub(crate) fn path(&self, world: &World, id: TypeId) -> Option<String> {
        let owner = world.ty(id).name.as_ref()?.owner;
        Some(format!("{}::{}", self.module(owner), self.constant(id)?))
    }

    /// The RBS alias of an unnamed type that WIT gives a name to: `names` for `type names = list<string>`.
    pub(crate) fn alias(&self, id: TypeId) -> Option<&str> {
        self.aliases.get(&id).map(String::as_str)
    }

    /// Its full path; for `use`d names that of the interface that declares the type.
    pub(crate) fn alias_path(&self, world: &World, mut id: TypeId) -> Option<String> {
        while let Kind::Alias(target) = world.ty(id).kind {
            if !matches!(world.ty(target).kind, Kind::Alias(_)) {
                let owner = world.ty(id).name.as_ref()?.owner;
                return Some(format!("{}::{}", self.module(owner), self.alias(id)?));
            }
            id = target;
        }
        None
    }

    /// The class of a variant's case inside the variant's module.
    pub(crate) fn case(&self, variant: TypeId, case: usize) -> &str {
        &self.resolved.members(variant)[case]
    }

    /// The full path of a variant's case.
    pub(crate) fn case_path(&self, world: &World, variant: TypeId, case: usize) -> String {
        format!("{}::{}", self.path(world, variant).unwrap_or_default(), self.case(variant, case))
    }

    /// The methods that end an object of ours, the first that it has being called.
    pub(crate) fn ends(&self, id: ResourceId) -> &'static [&'static str] {
        if self.closing.contains(&id) { &["close!"] } else { &["close!", "close"] }
    }

    /// Whether WIT has no static function `open`, so that the name is the runtime's.
    pub(crate) fn opens(&self, id: ResourceId) -> bool {
        !self.opening.contains(&id)
    }

    /// The class of a resource inside its interface's module.
    pub(crate) fn class(&self, id: ResourceId) -> &str {
        self.resolved.resource(id)
    }

    /// The full path of a resource's class.
    pub(crate) fn class_path(&self, world: &World, id: ResourceId) -> String {
        format!("{}::{}", self.module(world.resource(id).owner), self.class(id))
    }
}

/// The modules of a world's interfaces.
#[derive(Debug)]
struct Modules {
    paths: Vec<String>,
}

impl Modules {
    /// `Imports::Rates`; the package's name goes in front where two packages have an interface of that name, the version
    /// behind where two versions do.
    fn new(world: &World) -> Self {
        let mut scopes = HashMap::from([Side::Import, Side::Export].map(|side| (side, CONSTANTS.scope([]))));
        let path = |interface: &Interface| {
            let root = if interface.side == Side::Import { "Imports" } else { "Exports" };
            let scope = scopes.get_mut(&interface.side).filter(|_| interface.key != Key::Root);
            scope.map_or(root.to_owned(), |scope| format!("{root}::{}", scope.claim_exact(module(world, interface))))
        };
        Self { paths: world.interfaces.iter().map(path).collect() }
    }
}

impl Surroundings for Modules {
    fn declares(&self, ty: &Type) -> bool {
        !matches!(ty.kind, Kind::Own(_) | Kind::Borrow(_))
    }

    /// The modules of the interfaces lie in the same scope as the world's own types.
    fn around(&self, interface: &Interface) -> Vec<String> {
        let all = self.paths.iter().filter(|_| interface.key == Key::Root);
        all.filter_map(|path| path.rsplit("::").next()).map(str::to_owned).collect()
    }
}

fn module(world: &World, interface: &Interface) -> String {
    let Key::Package(package, name) = &interface.key else {
        return convert_case(&interface.name, LetterCase::UpperCamel);
    };
    let told = world.namesakes(interface);
    let whole = format!("{}-{}-{name}", package.namespace, package.name);
    let text = convert_case(if told.packages { &whole } else { name }, LetterCase::UpperCamel);
    if told.versions { text + &POLICY.versions.of(package) } else { text }
}

/// The method that stands for a function; `initialize` for a constructor.
pub(crate) fn method(kind: FunctionKind, name: &str) -> String {
    FUNCTIONS.of(kind).alone(name)
}

/// A field of a record.
pub(crate) fn field(name: &str) -> String {
    POLICY.field.alone(name)
}

/// Parameters, unique among each other.
pub(crate) fn params<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    params_beside(&[], names)
}

/// Parameters, unique among each other and beside other names.
pub(crate) fn params_beside<'a>(taken: &[&str], names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    POLICY.param.all(taken, names)
}

/// An enum case or flag, as a symbol's name.
pub(crate) fn symbol(name: &str) -> String {
    convert_case(name, LetterCase::Snake)
}

/// A symbol's constant.
pub(crate) fn shouted(name: &str) -> String {
    SHOUTED.alone(name)
}
