//! What is refused, and how it reads.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on says so")]

use crate::support;

use std::fmt::Write as _;

use support::world;
use witloom_diag::{Colour, render};
use witloom_host_gc::{BridgeOptions, bridge};

const WIT: &str = "package test:errors;
interface store { resource item { name: func() -> string; } }
world guest {
    record person { name: string, age: u8 }
    import log: func(text: string);
    export store;
    export oldest: func(people: list<person>) -> option<person>;
}";

const TYPES: &str = "(type $string (array (mut i8)))
    (type $person (struct (field (ref $string)) (field i8)))
    (type $people (array (mut (ref $person))))
    (rec (type $maybe (sub (struct)))
        (type $none (sub final $maybe (struct)))
        (type $some (sub final $maybe (struct (field (ref $person))))))
    (rec (type $odd (sub (struct))) (type $odd-none (sub final $odd (struct))))";

const METHOD: &str = "(func (export \"test:errors/store#[method]item.name\") (param externref) (result (ref $string))
    unreachable)";

/// A module with the usual types and these parts.
fn module(parts: &str) -> String {
    format!("(module {TYPES} {parts})")
}

/// `oldest` with this signature, and the method.
fn oldest(signature: &str) -> String {
    module(&format!("(func (export \"oldest\") {signature} unreachable) {METHOD}"))
}

#[test]
fn errors() {
    let good = "(param (ref $people)) (result (ref $maybe))";
    let drop = |ty: &str| format!("(import \"[export]test:errors/store\" \"[resource-rep]item\" (func {ty}))");
    let with_import =
        |import: &str| module(&format!("{import} (func (export \"oldest\") {good} unreachable) {METHOD}"));
    let cases = [
        ("truncated", "\0asm".to_owned()),
        ("text", "(module (func".to_owned()),
        ("not valid", "(module (func (result i32)))".to_owned()),
        ("nothing exported", "(module)".to_owned()),
        ("a component", "(component)".to_owned()),
        ("one parameter too many", oldest("(param (ref $people) i32) (result (ref $maybe))")),
        ("no result", oldest("(param (ref $people))")),
        ("abstract reference", oldest("(param anyref) (result (ref $maybe))")),
        ("struct instead of array", oldest("(param (ref $person)) (result (ref $maybe))")),
        ("wrong element", oldest("(param (ref $string)) (result (ref $maybe))")),
        ("supertype with a field", oldest("(param (ref $people)) (result (ref $person))")),
        ("too few cases", oldest("(param (ref $people)) (result (ref $odd))")),
        ("memory import", with_import("(import \"env\" \"memory\" (memory 1))")),
        ("misspelt import", with_import("(import \"$root\" \"logg\" (func (param (ref $string))))")),
        ("string of the wrong width", with_import("(import \"$root\" \"log\" (func (param (ref $people))))")),
        (
            "representation",
            with_import(&format!(
                "{} (func (export \"test:errors/store#[dtor]item\") (param (ref $person)))",
                drop("(param externref) (result i32)")
            )),
        ),
        ("intrinsic", with_import(&drop("(param i64) (result i64)"))),
        ("representation type", with_import(&drop("(param externref) (result f32)"))),
        ("manifest", with_import("(@custom \"witloom-gc\" \"# cases\\n$maybe = $none $sum\")")),
        ("manifest order", with_import("(@custom \"witloom-gc\" \"$maybe = $some $none\")")),
    ];
    let mut text = String::new();
    for (name, module) in cases {
        let error = bridge(module.as_bytes(), &world(WIT), &BridgeOptions::default()).unwrap_err();
        writeln!(text, "== {name}\n{}", render(&error, Colour::Never)).unwrap();
    }
    insta::assert_snapshot!(text);
}

#[test]
fn unsupported_types() {
    let mut text = String::new();
    for ty in ["map<string, u8>", "stream<u8>", "future<u8>", "tuple<u8, error-context>"] {
        let wit = format!("package test:errors; world guest {{ export f: func(x: list<{ty}>); }}");
        let module = "(module (type $list (array (mut externref))) (func (export \"f\") (param (ref $list))))";
        let error = bridge(module.as_bytes(), &world(&wit), &BridgeOptions::default()).unwrap_err();
        writeln!(text, "== {ty}\n{}", render(&error, Colour::Never)).unwrap();
    }
    insta::assert_snapshot!(text);
}

#[test]
fn immutable_arrays_of_variant_families() {
    let wit = "package test:errors; world guest { export f: func(x: list<string>); }";
    let module = "(module
        (type $string (array (mut i8)))
        (rec (type $wide (sub (array (ref null $string)))) (type $narrow (sub $wide (array (ref $string)))))
        (func (export \"f\") (param (ref $narrow))))";
    let error = bridge(module.as_bytes(), &world(wit), &BridgeOptions::default()).unwrap_err();
    insta::assert_snapshot!(render(&error, Colour::Never));
}
