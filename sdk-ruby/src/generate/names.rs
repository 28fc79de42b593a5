//! Ruby names for everything in a world.
//!
//! What WIT calls like a word of Ruby gets an underscore only where Ruby itself would trip over it: a method is
//! called with a receiver, so that keywords and the functions of `Kernel` can name one. Generated code goes by whole
//! paths (`::Data`), so that a constant may have any name. The runtime's own methods beside those of WIT end in
//! `!` or start with an underscore, as no WIT name does.

use std::collections::{HashMap, HashSet};

use witloom_bindgen::model::{
    FunctionKind, Interface, InterfaceId, Key, Kind, PackageId, ResourceId, Side, TypeId, World,
};
use witloom_bindgen::{Case, Namer, convert_case};

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

/// Methods of a module that Ruby calls by itself, or warns about.
const MODULE: Namer = Namer {
    reserved: &[
        "const_added",
        "const_missing",
        "method_added",
        "method_missing",
        "method_removed",
        "method_undefined",
        "object_id",
        "singleton_method_added",
        "singleton_method_removed",
        "singleton_method_undefined",
        "to_ary",
        "to_hash",
        "to_proc",
        "to_str",
    ],
    escape,
};

/// The same of a class, and what makes its objects.
const CLASS: Namer = Namer {
    reserved: &[
        "allocate",
        "const_added",
        "const_missing",
        "inherited",
        "method_added",
        "method_missing",
        "method_removed",
        "method_undefined",
        "new",
        "object_id",
        "singleton_method_added",
        "singleton_method_removed",
        "singleton_method_undefined",
        "to_ary",
        "to_hash",
        "to_proc",
        "to_str",
    ],
    escape,
};

/// Methods of an object that Ruby calls by itself, and those by which everybody asks an object what it is.
const OBJECT: Namer = Namer {
    reserved: &[
        "class",
        "hash",
        "initialize",
        "initialize_clone",
        "initialize_copy",
        "initialize_dup",
        "inspect",
        "method_missing",
        "object_id",
        "singleton_method_added",
        "singleton_method_removed",
        "singleton_method_undefined",
        "to_ary",
        "to_hash",
        "to_proc",
        "to_s",
        "to_str",
    ],
    escape,
};

/// The same of a value object, and what `Data` gives it.
const FIELDS: Namer = Namer {
    reserved: &[
        "class",
        "deconstruct",
        "deconstruct_keys",
        "exception",
        "hash",
        "initialize",
        "initialize_clone",
        "initialize_copy",
        "initialize_dup",
        "inspect",
        "members",
        "method_missing",
        "object_id",
        "singleton_method_added",
        "singleton_method_removed",
        "singleton_method_undefined",
        "to_ary",
        "to_h",
        "to_hash",
        "to_proc",
        "to_s",
        "to_str",
        "with",
    ],
    escape,
};

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
const CONSTANTS: Namer = Namer { reserved: &[], escape };

fn escape(name: &str) -> String {
    format!("{name}_")
}

/// The names of one world.
#[derive(Debug)]
pub(crate) struct Names {
    modules: HashMap<InterfaceId, String>,
    constants: HashMap<TypeId, String>,
    cases: HashMap<TypeId, Vec<String>>,
    aliases: HashMap<TypeId, String>,
    resources: HashMap<ResourceId, String>,
    errors: HashMap<TypeId, String>,
    /// Resources with a method `close` of their own.
    closing: HashSet<ResourceId>,
    /// Resources with a static function `open` of their own.
    opening: HashSet<ResourceId>,
}

impl Names {
    pub(crate) fn new(world: &World) -> Names {
        let mut names = Names {
            modules: modules(world),
            constants: HashMap::new(),
            cases: HashMap::new(),
            aliases: HashMap::new(),
            resources: HashMap::new(),
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
        // The modules of the interfaces lie in the same scope as the world's own types.
        let taken: Vec<String> = match interface.key {
            Key::Root => self.modules.values().filter_map(|m| m.rsplit("::").next()).map(str::to_owned).collect(),
            Key::Inline(_) | Key::Package(..) => Vec::new(),
        };
        let mut scope = CONSTANTS.scope(taken.iter().map(String::as_str));
        for id in &interface.resources {
            let name = scope.claim(&world.resource(*id).name, Case::UpperCamel);
            self.resources.insert(*id, name);
        }
        for id in &interface.types {
            let ty = world.ty(*id);
            let Some(name) = &ty.name else { continue };
            if matches!(ty.kind, Kind::Own(_) | Kind::Borrow(_)) {
                continue;
            }
            if let Kind::Alias(target) = ty.kind
                && world.ty(target).name.is_none()
            {
                self.aliases.insert(*id, ALIASES.name(&name.name, Case::Snake));
            }
            let name = scope.claim(&name.name, Case::UpperCamel);
            self.constants.insert(*id, name);
            if let Kind::Variant(cases) = &ty.kind {
                let mut scope = CONSTANTS.scope([]);
                let cases = cases.iter().map(|case| scope.claim(&case.name, Case::UpperCamel));
                self.cases.insert(*id, cases.collect());
            }
        }
        for id in &interface.types {
            let ty = world.ty(*id);
            if let (true, true, Some(name)) = (ty.facts.is_error, has_constant(&ty.kind), self.constants.get(id)) {
                let suffix = if name.ends_with("Error") { "Exception" } else { "Error" };
                let name = scope.claim_exact(format!("{name}{suffix}"));
                self.errors.insert(*id, name);
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
        &self.modules[&id]
    }

    /// The constant of a named type inside its interface's module.
    pub(crate) fn constant(&self, id: TypeId) -> Option<&str> {
        self.constants.get(&id).map(String::as_str)
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
        &self.cases[&variant][case]
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
        &self.resources[&id]
    }

    /// The full path of a resource's class.
    pub(crate) fn class_path(&self, world: &World, id: ResourceId) -> String {
        format!("{}::{}", self.module(world.resource(id).owner), self.class(id))
    }
}

/// Whether Ruby has something to call by the type's name.
pub(crate) fn has_constant(kind: &Kind) -> bool {
    matches!(kind, Kind::Record(_) | Kind::Variant(_) | Kind::Enum(_) | Kind::Flags(_))
}

/// `Imports::Rates`; the package's name goes in front where two packages have an interface of that name, the version
/// behind where two versions do.
fn modules(world: &World) -> HashMap<InterfaceId, String> {
    let mut found = HashMap::new();
    for side in [Side::Import, Side::Export] {
        let root = if side == Side::Import { "Imports" } else { "Exports" };
        let mut scope = CONSTANTS.scope([]);
        for interface in world.side(side) {
            let name = match &interface.key {
                Key::Root => {
                    found.insert(interface.id, root.to_owned());
                    continue;
                }
                Key::Inline(name) => convert_case(name, Case::UpperCamel),
                Key::Package(package, name) => module(world, side, package, name),
            };
            found.insert(interface.id, format!("{root}::{}", scope.claim_exact(name)));
        }
    }
    found
}

fn module(world: &World, side: Side, package: &PackageId, name: &str) -> String {
    let same = |other: &PackageId| other.namespace == package.namespace && other.name == package.name;
    let others = || {
        world.side(side).filter(|interface| interface.name == name).filter_map(|interface| match &interface.key {
            Key::Package(other, _) => Some(other),
            Key::Inline(_) | Key::Root => None,
        })
    };
    let inline = world.side(side).any(|i| matches!(&i.key, Key::Inline(other) if other == name));
    let mut text = convert_case(name, Case::UpperCamel);
    if inline || others().any(|other| !same(other)) {
        let package = format!("{}-{}-{name}", package.namespace, package.name);
        text = convert_case(&package, Case::UpperCamel);
    }
    if let (Some(version), true) = (&package.version, others().any(|other| same(other) && other != package)) {
        text += &format!("V{}", version.replace(|c: char| !c.is_ascii_alphanumeric(), "_"));
    }
    text
}

/// The method that stands for a function; `initialize` for a constructor.
pub(crate) fn method(kind: FunctionKind, name: &str) -> String {
    match kind {
        FunctionKind::Free => MODULE.name(name, Case::Snake),
        FunctionKind::Static(_) => CLASS.name(name, Case::Snake),
        FunctionKind::Method(_) => OBJECT.name(name, Case::Snake),
        FunctionKind::Constructor(_) => "initialize".to_owned(),
    }
}

/// A field of a record.
pub(crate) fn field(name: &str) -> String {
    FIELDS.name(name, Case::Snake)
}

/// Parameters, unique among each other.
pub(crate) fn params<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    params_beside(&[], names)
}

/// Parameters, unique among each other and beside other names.
pub(crate) fn params_beside<'a>(taken: &[&str], names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut scope = PARAMS.scope(taken.iter().copied());
    names.into_iter().map(|name| scope.claim(name, Case::Snake)).collect()
}

/// An enum case or flag, as a symbol's name.
pub(crate) fn symbol(name: &str) -> String {
    convert_case(name, Case::Snake)
}

/// A symbol's constant.
pub(crate) fn shouted(name: &str) -> String {
    SYMBOLS.name(name, Case::ScreamingSnake)
}
