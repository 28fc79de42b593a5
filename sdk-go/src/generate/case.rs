//! WIT names in Go's case: `MixedCaps` with initialisms (`order-id` → `OrderID`), and words Go takes for itself.

use witloom_bindgen::Namer;

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

/// Whether a variable of this name could hide one of a package's own functions: `wasmFetch`, `liftOrder`.
pub(super) fn hides_function(name: &str) -> bool {
    let verbs = ["wasm", "export", "destroy", "lift", "lower", "flatten", "unflatten", "namesOf"];
    verbs.iter().any(|verb| name.strip_prefix(verb).is_some_and(|rest| !rest.starts_with(char::is_lowercase)))
}

/// Go's rules for names: a reserved word gets an underscore's worth of distance by a trailing `Value`.
pub(super) const NAMER: Namer = Namer { reserved: RESERVED, escape: |name| format!("{name}Value") };

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
