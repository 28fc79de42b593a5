//! Words that can't be names.

use witloom_bindgen::Namer;

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
/// Methods that every resource has besides.
pub(super) const RESOURCE_METHODS: &[&str] =
    &["borrows", "close", "drop", "dropBorrows", "lend", "move", "resourceName", "restore", "sent"];

/// All of them.
pub(crate) fn reserved() -> Vec<&'static str> {
    [RESERVED, METHODS, RESOURCE_METHODS].concat()
}

/// Java's rules for names.
pub(crate) const NAMER: Namer = Namer { reserved: RESERVED, escape: |name| format!("{name}_") };
