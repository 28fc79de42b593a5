//! Components put together from parts that the format allows and WIT hardly knows.

use super::rng::Rng;

/// Names of imports and exports, in every form that the component model has.
const NAMES: &[&str] = &[
    "a",
    "b-c",
    "A-b",
    "a:b/c",
    "a:b/c@1.2.3",
    "a:b/c@0.1.0-rc.1",
    "wasi:io/poll@0.2.0",
    "[constructor]r",
    "[method]r.a",
    "[static]r.a",
    "[method]a:b.c",
    "url=<https://a.b/c>",
    "url=<>",
    "relative-url=<a>",
    "url=<a>,integrity=<sha256-YQ==>",
    "integrity=<sha256-YQ==>",
    "locked-dep=<a:b@1.0.0>",
    "locked-dep=<a:b>,integrity=<sha256-YQ==>",
    "unlocked-dep=<a:b>",
    "unlocked-dep=<a:b@{>=1.0.0}>",
    "unlocked-dep=<a:b@*>",
    "url=<\\1b[2J>",
    "r",
    "list",
    "type",
    "a1-2b",
];

/// Types, by a name or written in place.
const TYPES: &[&str] = &[
    "u8",
    "string",
    "(list u8)",
    "(list u8 3)",
    "(option string)",
    "(result)",
    "(tuple u8 u8)",
    "(map string u8)",
    "(record (field \"a\" u8))",
    "(variant (case \"a\") (case \"b\" u8))",
    "(enum \"a\" \"b\")",
    "(flags \"a\")",
    "(stream u8)",
    "(future)",
    "$t0",
    "$t1",
    "(own $t0)",
    "(borrow $t0)",
    "error-context",
    "char",
    "f32",
];

/// A component in binary form; what doesn't parse as text becomes an empty one.
pub fn component(rng: &mut Rng) -> Vec<u8> {
    let mut text = String::new();
    for index in 0..1 + rng.below(4) {
        let item = match rng.below(5) {
            0 => type_of(rng, index),
            1 | 2 => format!("(import \"{}\" {})", rng.pick(NAMES), external(rng, 0)),
            3 => export(rng, index),
            _ => format!("(import \"{}\" (type $t{index} {}))", rng.pick(NAMES), bound(rng)),
        };
        text += &item;
    }
    let custom = ["", "", "(@custom \"producers\" \"\\07\")", "(@custom \"component-name\" \"\\00\\05ab\\1bcd\")"];
    text += custom[rng.below(custom.len())];
    wat::parse_str(format!("(component {text})")).unwrap_or_else(|_| b"\0asm\x0d\0\x01\0".to_vec())
}

fn type_of(rng: &mut Rng, index: usize) -> String {
    match rng.below(4) {
        0 => format!("(type $t{index} (resource (rep i32)))"),
        1 => format!("(type $t{index} (instance {}))", declarations(rng, 1)),
        2 => format!("(type $t{index} (component (import \"x\" {}) {}))", external(rng, 1), declarations(rng, 1)),
        _ => format!("(type $t{index} {})", rng.pick(TYPES)),
    }
}

fn bound(rng: &mut Rng) -> String {
    if rng.once_in(2) { "(sub resource)".to_owned() } else { format!("(eq $t{})", rng.below(3)) }
}

fn external(rng: &mut Rng, depth: usize) -> String {
    match rng.below(if depth > 2 { 2 } else { 6 }) {
        0 => format!("(type {})", bound(rng)),
        1 => format!("(func (param \"a\" {}) (result {}))", rng.pick(TYPES), rng.pick(TYPES)),
        2 | 3 => format!("(instance {})", declarations(rng, depth + 1)),
        4 => format!("(component (export \"{}\" {}))", rng.pick(NAMES), external(rng, depth + 1)),
        _ => "(core module (import \"\" \"\" (memory 1)) (export \"a\" (func)))".to_owned(),
    }
}

fn declarations(rng: &mut Rng, depth: usize) -> String {
    (0..rng.below(4)).map(|_| format!("(export \"{}\" {}) ", rng.pick(NAMES), external(rng, depth))).collect()
}

fn export(rng: &mut Rng, index: usize) -> String {
    let name = rng.pick(NAMES);
    match rng.below(4) {
        0 => format!("(component $c{index} {}) (export \"{name}\" (component $c{index}))", external_import(rng)),
        1 => format!("(core module $m{index}) (export \"{name}\" (core module $m{index}))"),
        2 => format!(
            "(type $t{index} (resource (rep i32))) (export $e{index} \"{name}\" (type $t{index}))
             (instance $i{index} (export \"{}\" (type $e{index}))) (export \"{}\" (instance $i{index}))",
            rng.pick(NAMES),
            rng.pick(NAMES)
        ),
        _ => format!(
            "(core module $m{index} (func (export \"f\") (result i32) i32.const 0))
             (core instance $n{index} (instantiate $m{index}))
             (func (export \"{name}\") (result u8) (canon lift (core func $n{index} \"f\")))"
        ),
    }
}

fn external_import(rng: &mut Rng) -> String {
    format!("(import \"{}\" {})", rng.pick(NAMES), external(rng, 1))
}
