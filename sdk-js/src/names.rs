//! How WIT's names read in JavaScript.
//!
//! Functions, fields and interfaces become `lowerCamel`, types and resources `UpperCamel`; cases of enums and
//! variants keep their WIT spelling, since they are strings. Everything that belongs to the glue itself has a
//! `$` in its name, which no WIT name has.

use std::collections::HashMap;

use witloom_bindgen::model::{Function, InterfaceId, Key, Kind, Resource, Side, TypeId};
use witloom_bindgen::names::{self, First, FunctionRules, Rule, Versions};
use witloom_bindgen::{LetterCase, Namer, Policy, World, convert_case};

/// Words that can't name a binding in a module, and globals that generated code or declarations use.
pub(crate) const NAMER: Namer = Namer {
    reserved: &[
        "arguments",
        "await",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "enum",
        "eval",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "function",
        "if",
        "implements",
        "import",
        "in",
        "instanceof",
        "interface",
        "let",
        "new",
        "null",
        "package",
        "private",
        "protected",
        "public",
        "return",
        "static",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "undefined",
        "var",
        "void",
        "while",
        "with",
        "yield",
        "Array",
        "Awaitable",
        "BigInt",
        "BigInt64Array",
        "BigUint64Array",
        "CallContext",
        "CallOptions",
        "Disposable",
        "Error",
        "Float32Array",
        "Float64Array",
        "Future",
        "FutureSource",
        "Int16Array",
        "Int32Array",
        "Int8Array",
        "Map",
        "Object",
        "Option",
        "Result",
        "Promise",
        "Stream",
        "StreamSource",
        "String",
        "Symbol",
        "TypeError",
        "Uint16Array",
        "Uint32Array",
        "Uint8Array",
        "WeakRef",
        "World",
    ],
    escape: underscore,
};

fn underscore(name: &str) -> String {
    format!("{name}_")
}

const PROPERTY: Rule = Rule::new(names::lower_camel, Namer::ANY);
const CLASS: Rule = Rule::new(names::upper_camel, NAMER);
const AS_IN_WIT: Rule = Rule::new(names::as_it_is, Namer::ANY);

/// Classes have members of their own that no other may be called like. What has a `then` is awaited where it should be
/// given.
const FUNCTIONS: FunctionRules = FunctionRules {
    free: PROPERTY,
    method: Rule { words: Namer { reserved: &["constructor", "then"], escape: underscore }, ..PROPERTY },
    fixed: Rule { words: Namer { reserved: &["prototype"], escape: underscore }, ..PROPERTY },
    constructor: Rule::new(|_| "constructor".to_owned(), Namer::ANY),
    taken: &[],
};

/// How WIT's names read in JavaScript. They differ where they differ in WIT, so that none needs a scope.
pub(crate) const POLICY: Policy = Policy {
    first: First::Types,
    one_root: false,
    ty: CLASS,
    resource: CLASS,
    field: PROPERTY,
    case: AS_IN_WIT,
    enum_case: AS_IN_WIT,
    flag: PROPERTY,
    param: Rule::new(names::lower_camel, NAMER),
    imported: FUNCTIONS,
    exported: FUNCTIONS,
    versions: Versions { before: "_", between: "_" },
};

/// Name of a function, field or flag, as a property.
pub(crate) fn property(wit_name: &str) -> String {
    POLICY.field.alone(wit_name)
}

/// Name of a function where it stands.
pub(crate) fn member(function: &Function) -> String {
    FUNCTIONS.of(function.kind).alone(&function.name)
}

/// Name of a resource's class where it is declared: as a type, or as the name that its own body sees.
pub(crate) fn class_type(resource: &Resource) -> String {
    POLICY.resource.alone(&resource.name)
}

/// Properties that every object has.
pub(crate) const INHERITED: &[&str] = &[
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
];

/// Whether every object has a property of that name, so that one who gives none has one all the same.
pub(crate) fn is_inherited(property: &str) -> bool {
    INHERITED.contains(&property)
}

/// Name of a resource's class, as a property.
pub(crate) fn class(resource: &Resource) -> String {
    convert_case(&resource.name, LetterCase::UpperCamel)
}

/// A property key, quoted where JavaScript needs it.
pub(crate) fn key(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_' || c == '$')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$');
    if plain { name.to_owned() } else { string(name) }
}

/// A string literal. WIT names need no escapes.
pub(crate) fn string(text: &str) -> String {
    format!("\"{text}\"")
}

/// Names of one world's interfaces and types, each unique.
#[derive(Debug)]
pub(crate) struct Names {
    interfaces: HashMap<InterfaceId, InterfaceNames>,
    types: HashMap<TypeId, String>,
}

/// How an interface is called.
#[derive(Debug, Clone)]
pub(crate) struct InterfaceNames {
    /// The name under which user code exports it, `rates`; the world's name for its own functions.
    pub(crate) alias: String,
    /// Prefix of what the glue defines for it, unique over both sides.
    pub(crate) prefix: String,
    /// Module names under which user code imports it, or further export names; the full one first.
    pub(crate) specifiers: Vec<String>,
}

impl Names {
    /// Names for a world; `used` are the types that routines are written for.
    pub(crate) fn new(world: &World, used: &[TypeId]) -> Self {
        let mut prefixes = NAMER.scope([]);
        let mut interfaces = HashMap::new();
        for side in [Side::Import, Side::Export] {
            let aliases = aliases(world, side);
            for interface in world.side(side) {
                let alias = aliases[&interface.id].clone();
                let prefix = prefixes.claim_exact(alias.clone());
                let specifiers = specifiers(world, interface.id);
                interfaces.insert(interface.id, InterfaceNames { alias, prefix, specifiers });
            }
        }
        let mut names = Self { interfaces, types: HashMap::new() };
        let mut scope = NAMER.scope([]);
        for ty in used {
            let wanted = shortened(names.wanted(world, *ty));
            names.types.insert(*ty, scope.claim_exact(wanted));
        }
        names
    }

    /// Names of an interface.
    pub(crate) fn interface(&self, id: InterfaceId) -> &InterfaceNames {
        &self.interfaces[&id]
    }

    /// `UpperCamel` name of a type's routines, for instance `ListOfPoint`.
    pub(crate) fn ty(&self, world: &World, id: TypeId) -> &str {
        &self.types[&world.resolve_alias(id)]
    }

    fn wanted(&self, world: &World, id: TypeId) -> String {
        let ty = world.ty(id);
        if let Some(name) = &ty.name {
            return convert_case(&name.name, LetterCase::UpperCamel);
        }
        let part = |id: &TypeId| self.ty(world, *id).to_owned();
        let optional = |id: &Option<TypeId>| id.as_ref().map_or_else(|| "Nothing".to_owned(), part);
        match &ty.kind {
            Kind::Prim(prim) => convert_case(prim.wit_name(), LetterCase::UpperCamel),
            Kind::String => "Text".to_owned(),
            Kind::List(elem) => format!("ListOf{}", part(elem)),
            Kind::Option(inner) => format!("OptionOf{}", part(inner)),
            Kind::Result { ok, err } => format!("ResultOf{}Or{}", optional(ok), optional(err)),
            Kind::Tuple(parts) => format!("TupleOf{}", parts.iter().map(part).collect::<String>()),
            Kind::Own(resource) => format!("Own{}", class(world.resource(*resource))),
            Kind::Borrow(resource) => format!("Borrow{}", class(world.resource(*resource))),
            Kind::Record(_) | Kind::Variant(_) | Kind::Enum(_) | Kind::Flags(_) | Kind::Alias(_) => "Type".to_owned(),
            Kind::FixedList(elem, count) => format!("List{count}Of{}", part(elem)),
            Kind::Map(map) => format!("MapOf{}To{}", part(&map.key), part(&map.value)),
            Kind::Stream(elem) => format!("StreamOf{}", optional(elem)),
            Kind::Future(elem) => format!("FutureOf{}", optional(elem)),
            Kind::ResourceAlias(_) | Kind::Unsupported(_) => "Nothing".to_owned(),
        }
    }
}

/// What a structural type is, without what it is made of, where that would be too long to read.
fn shortened(name: String) -> String {
    match name.split_once("Of") {
        Some((head, _)) if name.len() > 40 => format!("{head}OfMany"),
        Some(_) | None => name,
    }
}

/// The shortest names that tell the interfaces of one side apart.
fn aliases(world: &World, side: Side) -> HashMap<InterfaceId, String> {
    let mut chosen: HashMap<InterfaceId, String> = HashMap::new();
    for level in 0..3 {
        let open: Vec<_> = world.side(side).filter(|i| !chosen.contains_key(&i.id)).collect();
        let wanted: Vec<_> = open.iter().map(|i| NAMER.legal(alias(&i.key, &i.name, level))).collect();
        for (interface, name) in open.iter().zip(&wanted) {
            let unique = wanted.iter().filter(|other| *other == name).count() == 1;
            if (unique || level == 2) && !chosen.values().any(|taken| taken == name) {
                chosen.insert(interface.id, name.clone());
            }
        }
    }
    let mut scope = NAMER.scope(chosen.values().map(String::as_str));
    for interface in world.side(side) {
        chosen.entry(interface.id).or_insert_with(|| scope.claim(&interface.name, LetterCase::LowerCamel));
    }
    chosen
}

/// `rates`, `ordersRates`, `shopOrdersRates_1_0_0`.
fn alias(key: &Key, name: &str, level: usize) -> String {
    match key {
        Key::Root | Key::Inline(_) => property(name),
        Key::Package(_, _) if level == 0 => property(name),
        Key::Package(package, _) if level == 1 => property(&format!("{}-{name}", package.name)),
        Key::Package(package, _) => {
            let base = property(&format!("{}-{}-{name}", package.namespace, package.name));
            format!("{base}{}", POLICY.versions.of(package))
        }
    }
}

/// Module names of an interface: with its version, and without where that is clear.
fn specifiers(world: &World, id: InterfaceId) -> Vec<String> {
    let interface = world.interface(id);
    let (full, bare) = match &interface.key {
        Key::Inline(name) => return vec![name.clone()],
        Key::Root => (world.name.clone(), without_version(&world.name)),
        Key::Package(..) => (interface.full_name.clone(), without_version(&interface.full_name)),
    };
    let others = world.side(interface.side).filter(|other| other.id != id);
    let clear = bare != full && others.into_iter().all(|other| without_version(&other.full_name) != bare);
    if clear { vec![full, bare] } else { vec![full] }
}

fn without_version(name: &str) -> String {
    name.split('@').next().unwrap_or(name).to_owned()
}
