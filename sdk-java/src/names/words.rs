//! Words that can't be names.

use witloom_bindgen::names::{self, First, FunctionRules, Rule, Versions, Within};
use witloom_bindgen::{LetterCase, Namer, Policy, convert_case};

/// Java's keywords and literals, and the names that generated code relies on.
pub(super) const RESERVED: &[&str] = &[
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
    "Arrays",
    "AutoCloseable",
    "Boolean",
    "Byte",
    "Double",
    "EnumSet",
    "Exception",
    "Float",
    "Future",
    "InputStream",
    "Integer",
    "InterruptedException",
    "ItemStream",
    "List",
    "Long",
    "Map",
    "Object",
    "Objects",
    "Optional",
    "Override",
    "Result",
    "Set",
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
pub(super) const METHODS: &[&str] =
    &["clone", "equals", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait"];
/// Names that a record's component can't have.
const NOT_COMPONENTS: &[&str] =
    &["clone", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait"];
/// Methods that every resource has besides.
const RESOURCE_METHODS: &[&str] =
    &["borrows", "close", "drop", "dropBorrows", "lend", "move", "resourceName", "restore", "sent"];

/// All of them.
pub(crate) fn reserved() -> Vec<&'static str> {
    [RESERVED, METHODS, RESOURCE_METHODS].concat()
}

/// Java's rules for names.
pub(crate) const NAMER: Namer = Namer { reserved: RESERVED, escape: |name| format!("{name}_") };

const NESTED: Rule = Rule::new(names::upper_camel, NAMER).within(Within::Interface);
const CONSTANT: Rule = Rule::new(names::screaming_snake, NAMER).within(Within::Owner);
const FREE: Rule = Rule::new(names::lower_camel, NAMER).within(Within::Functions).beside(&[METHODS]);
const MEMBER: Rule = Rule::new(names::lower_camel, NAMER).within(Within::Owner).beside(&[METHODS, RESOURCE_METHODS]);

const FUNCTIONS: FunctionRules = FunctionRules {
    free: FREE,
    method: MEMBER,
    fixed: MEMBER,
    constructor: Rule { spell: |named| camel(&["new", named.of]), ..FREE },
    taken: &[],
};

/// How WIT's names read in Java.
pub(crate) const POLICY: Policy = Policy {
    first: First::Resources,
    one_root: false,
    ty: NESTED,
    resource: NESTED,
    field: Rule::new(names::lower_camel, NAMER).within(Within::Owner).beside(&[NOT_COMPONENTS]),
    case: NESTED.within(Within::Owner),
    enum_case: CONSTANT,
    flag: CONSTANT,
    param: Rule::new(names::lower_camel, NAMER).beside(&[&["this"]]),
    imported: FUNCTIONS,
    // The user implements one interface, which has the static functions of all resources.
    exported: FunctionRules { fixed: Rule { spell: |named| camel(&[named.of, named.name]), ..FREE }, ..FUNCTIONS },
    versions: Versions { before: ".v", between: "_" },
};

fn camel(words: &[&str]) -> String {
    convert_case(&words.join("-"), LetterCase::LowerCamel)
}
