//! Words that JavaScript or the bindings keep for themselves.

use crate::names::{INHERITED, NAMER};

/// Words with a meaning in some places only, and members that classes, functions and promises have.
const PLACES: &[&str] = &[
    "apply",
    "as",
    "async",
    "bind",
    "call",
    "caller",
    "from",
    "get",
    "length",
    "name",
    "of",
    "prototype",
    "set",
    "target",
    "then",
    "using",
];

/// Globals that the runtime stands on, and what user code imports as `witloom`.
const RUNTIME: &[&str] = &[
    "AbortController",
    "AbortSignal",
    "ComponentError",
    "DOMException",
    "Math",
    "Number",
    "ReadableStream",
    "TextDecoder",
    "TextEncoder",
    "WebAssembly",
    "clearTimeout",
    "console",
    "err",
    "globalThis",
    "none",
    "ok",
    "setTimeout",
    "some",
    "witloom",
];

/// What generated functions call their own values, and modules their parts.
const GENERATED: &[&str] = &[
    "context", "exports", "gen", "glue", "imports", "key", "list", "map", "module", "options", "part", "payload",
    "run", "signal", "tag", "type", "val", "value",
];

/// All of them, each once.
pub(super) fn words() -> Vec<&'static str> {
    let mut all = [NAMER.reserved, INHERITED, PLACES, RUNTIME, GENERATED].concat();
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn keywords_built_ins_and_helpers_are_among_them() {
        let all = words();
        for word in ["class", "Promise", "toString", "then", "ComponentError", "value"] {
            assert!(all.contains(&word), "{word} is missing");
        }
        assert!(all.is_sorted());
    }
}
