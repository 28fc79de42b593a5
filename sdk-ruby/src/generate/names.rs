//! Ruby names for everything in a world.

use std::collections::HashMap;

use witloom_bindgen::model::{Interface, InterfaceId, Key, Kind, ResourceId, Side, TypeId, World};
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
    escape: |name| format!("{name}_"),
};

/// Methods that objects and modules can't do without.
const METHODS: Namer = Namer {
    reserved: &[
        "allocate",
        "class",
        "define_method",
        "freeze",
        "hash",
        "initialize",
        "instance_of?",
        "method",
        "methods",
        "new",
        "object_id",
        "raise",
        "require",
        "respond_to?",
        "send",
        "singleton_class",
    ],
    escape: |name| format!("{name}_"),
};

/// Methods of a value object that a field must not hide.
const FIELDS: Namer = Namer {
    reserved: &[
        "class",
        "deconstruct",
        "deconstruct_keys",
        "dup",
        "exception",
        "freeze",
        "hash",
        "initialize",
        "inspect",
        "instance_of?",
        "members",
        "method",
        "object_id",
        "raise",
        "send",
        "to_h",
        "with",
    ],
    escape: |name| format!("{name}_"),
};

/// Methods of a handle that a WIT method must not hide.
const HANDLE: Namer = Namer {
    reserved: &[
        "class",
        "close",
        "closed?",
        "define_singleton_method",
        "freeze",
        "hash",
        "initialize",
        "inspect",
        "instance_variable_get",
        "instance_variable_set",
        "method",
        "new",
        "object_id",
        "open",
        "raise",
        "send",
        "tap",
    ],
    escape: |name| format!("{name}_"),
};

/// The names of one world.
#[derive(Debug)]
pub(crate) struct Names {
    modules: HashMap<InterfaceId, String>,
    constants: HashMap<TypeId, String>,
    resources: HashMap<ResourceId, String>,
    errors: HashMap<TypeId, String>,
}

impl Names {
    pub(crate) fn new(world: &World) -> Names {
        let mut names = Names {
            modules: modules(world),
            constants: HashMap::new(),
            resources: HashMap::new(),
            errors: HashMap::new(),
        };
        for interface in &world.interfaces {
            names.interface(world, interface);
        }
        names
    }

    fn interface(&mut self, world: &World, interface: &Interface) {
        // The modules of the interfaces lie in the same scope as the world's own types.
        let taken: Vec<String> = match interface.key {
            Key::Root => self.modules.values().filter_map(|m| m.rsplit("::").next()).map(str::to_owned).collect(),
            Key::Inline(_) | Key::Package(..) => Vec::new(),
        };
        let mut scope = METHODS.scope(taken.iter().map(String::as_str));
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
            let name = scope.claim(&name.name, Case::UpperCamel);
            self.constants.insert(*id, name);
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

/// `Imports::Rates`; the package's name goes in front where two interfaces share a name.
fn modules(world: &World) -> HashMap<InterfaceId, String> {
    let mut found = HashMap::new();
    for side in [Side::Import, Side::Export] {
        let root = if side == Side::Import { "Imports" } else { "Exports" };
        let mut scope = METHODS.scope([]);
        for interface in world.side(side) {
            let name = match &interface.key {
                Key::Root => {
                    found.insert(interface.id, root.to_owned());
                    continue;
                }
                Key::Inline(name) => name.clone(),
                Key::Package(package, name) => {
                    let shared = world.side(side).filter(|other| other.name == interface.name).count() > 1;
                    if shared { format!("{}-{}-{name}", package.namespace, package.name) } else { name.clone() }
                }
            };
            found.insert(interface.id, format!("{root}::{}", scope.claim(&name, Case::UpperCamel)));
        }
    }
    found
}

/// A function of an interface's module, or a static function of a resource.
pub(crate) fn function(name: &str) -> String {
    METHODS.name(name, Case::Snake)
}

/// A method of an imported resource.
pub(crate) fn handle_method(name: &str) -> String {
    HANDLE.name(name, Case::Snake)
}

/// A field of a record.
pub(crate) fn field(name: &str) -> String {
    FIELDS.name(name, Case::Snake)
}

/// Parameters, unique among each other.
pub(crate) fn params<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut scope = PARAMS.scope([]);
    names.into_iter().map(|name| scope.claim(name, Case::Snake)).collect()
}

/// An enum case or flag, as a symbol's name.
pub(crate) fn symbol(name: &str) -> String {
    convert_case(name, Case::Snake)
}

/// A variant's case, as a class.
pub(crate) fn case(name: &str) -> String {
    convert_case(name, Case::UpperCamel)
}

/// A symbol's constant.
pub(crate) fn shouted(name: &str) -> String {
    convert_case(name, Case::ScreamingSnake)
}
