//! WIT names in Go's case: `MixedCaps` with initialisms (`order-id` → `OrderID`), and words Go takes for itself.

use witloom_bindgen::names::{First, FunctionRules, Named, Rule, Versions, Within};
use witloom_bindgen::{Namer, Policy};

/// Words that Go style writes in capitals.
const INITIALISMS: &[&str] = &[
    "acl", "api", "ascii", "cpu", "css", "dns", "eof", "guid", "html", "http", "https", "id", "io", "ip", "json",
    "qps", "ram", "rpc", "sla", "smtp", "sql", "ssh", "tcp", "tls", "ttl", "udp", "ui", "uid", "uri", "url", "utf8",
    "uuid", "vm", "wasi", "xml", "xss",
];

/// Keywords, predeclared names, and the names that generated functions use for themselves.
const RESERVED: &[&str] = &[
    // Keywords.
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
    // Predeclared.
    "any",
    "append",
    "bool",
    "byte",
    "cap",
    "clear",
    "close",
    "comparable",
    "complex",
    "complex128",
    "complex64",
    "copy",
    "delete",
    "error",
    "false",
    "float32",
    "float64",
    "imag",
    "int",
    "int16",
    "int32",
    "int64",
    "int8",
    "iota",
    "len",
    "make",
    "max",
    "min",
    "new",
    "nil",
    "panic",
    "print",
    "println",
    "real",
    "recover",
    "rune",
    "string",
    "true",
    "uint",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
    "uintptr",
    "init",
    "main",
    "_",
    // Packages and locals of generated code.
    "errors",
    "fmt",
    "handles",
    "math",
    "runtime",
    "rt",
    "unsafe",
    "wit",
    "implementation",
    "registered",
    "area",
    "args",
    "core",
    "err",
    "failure",
    "mark",
    "result",
    "self",
];

/// Variables of generated functions that a package of the same name would be hidden by.
pub(super) const LOCALS: &[&str] = &["flags", "i", "list", "n", "ok", "p", "rep", "some", "tag", "v", "x"];

/// All words that Go's names keep away from.
pub(super) fn words() -> Vec<&'static str> {
    [RESERVED, LOCALS].concat()
}

/// Go's rules for names: a reserved word gets an underscore's worth of distance by a trailing `Value`.
pub(super) const NAMER: Namer = Namer { reserved: RESERVED, escape: |name| format!("{name}Value") };

/// What stands at the top of a package.
const DECLARED: Rule = Rule::new(|named| exported(named.name), NAMER).within(Within::Interface);
/// `ColorRed`: cases and flags stand beside their type, static functions beside their resource.
const WITH_OWNER: Rule =
    Rule::new(|named| format!("{}{}", named.owner, exported(named.name)), NAMER).within(Within::Interface);
const CONSTRUCTOR: Rule = Rule::new(|named| format!("New{}", named.owner), NAMER).within(Within::Interface);
const METHOD: Rule = Rule::new(|named| exported(named.name), NAMER).within(Within::Owner);

/// How WIT's names read in Go. Imported functions are functions of the package, exported ones are methods of an
/// interface.
pub(super) const POLICY: Policy = Policy {
    first: First::Resources,
    one_root: false,
    ty: DECLARED,
    resource: DECLARED,
    field: METHOD,
    case: WITH_OWNER,
    enum_case: WITH_OWNER,
    flag: WITH_OWNER,
    param: Rule::new(parameter, NAMER),
    imported: FunctionRules {
        free: DECLARED,
        method: METHOD.beside(&[&["Handle"]]),
        fixed: WITH_OWNER,
        constructor: CONSTRUCTOR,
        taken: &["Mock", "Mocks"],
    },
    exported: FunctionRules {
        free: DECLARED.within(Within::Functions),
        method: METHOD,
        fixed: WITH_OWNER.within(Within::Functions),
        constructor: CONSTRUCTOR.within(Within::Functions),
        taken: &["Exports", "Export"],
    },
    versions: Versions { before: "v", between: "" },
};

/// None that could hide a package's own function: `wasmFetch`, `liftOrder`.
fn parameter(named: Named<'_>) -> String {
    let verbs = ["wasm", "export", "destroy", "lift", "lower", "flatten", "unflatten", "namesOf"];
    let name = unexported(named.name);
    let behind = verbs.iter().find_map(|verb| name.strip_prefix(verb));
    if behind.is_some_and(|rest| !rest.starts_with(char::is_lowercase)) { format!("{name}Value") } else { name }
}

/// `order-id` → `OrderID`.
pub(super) fn exported(name: &str) -> String {
    name.split('-').map(capitalised).collect()
}

/// `order-id` → `orderID`.
pub(super) fn unexported(name: &str) -> String {
    let mut words = name.split('-');
    let first = words.next().unwrap_or_default().to_ascii_lowercase();
    first + &words.map(capitalised).collect::<String>()
}

/// `http-fetch` → `httpfetch`, for packages and folders.
pub(super) fn package(name: &str) -> String {
    name.replace('-', "").to_ascii_lowercase()
}

/// Whether a package of this name would be in the way: a keyword, a predeclared name, a package that generated
/// code uses, or a folder name that the go command treats in its own way.
pub(super) fn bad_package(name: &str) -> bool {
    RESERVED.contains(&name) || matches!(name, "internal" | "vendor" | "testdata" | "exports") || name.ends_with("test")
}

fn capitalised(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    if INITIALISMS.contains(&lower.as_str()) || word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()) {
        return word.to_ascii_uppercase();
    }
    let mut letters = lower.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::{exported, package, unexported};

    #[test]
    fn follows_go_style() {
        let cases = [
            ("order-id", "OrderID", "orderID", "orderid"),
            ("id", "ID", "id", "id"),
            ("http-request", "HTTPRequest", "httpRequest", "httprequest"),
            ("is-XML", "IsXML", "isXML", "isxml"),
            ("a-b1", "AB1", "aB1", "ab1"),
        ];
        for (name, upper, lower, flat) in cases {
            assert_eq!((exported(name), unexported(name), package(name)), (upper.into(), lower.into(), flat.into()));
        }
    }
}
