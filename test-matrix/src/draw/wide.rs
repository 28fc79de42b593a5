//! A generated case: values without payload where others have wide ones.
//!
//! The canonical ABI joins the core types of a variant's cases: beside a case of 64 bits or of floats, an inner value
//! travels in wider slots than its own, and the slots of an inner case without payload hold zeros of that type.
//! Every inner kind that has such a case meets every wide type here: as parameter, result, element and field.

use std::fmt::Write as _;

/// Kinds of values that have a case without payload, each with a word for it.
const INNER: &[(&str, &str)] = &[
    ("flag", "option<bool>"),
    ("float", "option<f32>"),
    ("long", "option<u64>"),
    ("text", "option<string>"),
    ("twice", "option<option<u8>>"),
    ("outcome", "result"),
    ("fine", "result<u8>"),
    ("fault", "result<_, f64>"),
    ("either", "result<f32, u8>"),
    ("small", "choice-small"),
    ("broad", "choice-broad"),
    ("colour", "plain-enum"),
    ("pair", "tuple<option<char>, result>"),
];

/// Types whose slots are wider than `i32`, or of another kind.
const WIDE: &[&str] = &["u64", "f32", "f64"];

/// The package.
pub(super) fn wit() -> String {
    let mut text = "package witloom:wide;\n\ninterface wide {\n".to_owned();
    text += "  variant choice-small { none, some(u8), other }\n";
    text += "  variant choice-broad { none, some(f64), many(tuple<u64, f32>) }\n";
    text += "  enum plain-enum { red, green, blue }\n";
    for (word, inner) in INNER {
        for wide in WIDE {
            let _ = writeln!(text, "  variant {word}-or-{wide} {{ inner({inner}), outer({wide}) }}");
            let _ = writeln!(text, "  variant {wide}-or-{word} {{ outer({wide}), nothing, inner({inner}) }}");
        }
        let fields = WIDE.iter().enumerate().map(|(at, wide)| format!("f{at}: {word}-or-{wide}"));
        let fields = fields.collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "  record {word}-fields {{ {fields}, all: list<f64-or-{word}> }}");
        let params = WIDE.iter().enumerate().map(|(at, wide)| format!("p{at}: {word}-or-{wide}"));
        let params = params.collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "  {word}-first: func({params}) -> {word}-fields;");
        let _ = writeln!(
            text,
            "  {word}-last: func(p0: u64-or-{word}, p1: f32-or-{word}, p2: f64-or-{word}) -> list<{word}-or-u64>;"
        );
        let _ = writeln!(
            text,
            "  {word}-ends: func(p0: result<{inner}, u64>, p1: result<f64, {inner}>, p2: list<result<{inner}, f32>>) \
             -> result<{inner}, f64>;"
        );
    }
    text + "}\n\nworld cases { export wide; }\n"
}
