//! What is told of components by others: valid ones whatever they hold, and damaged ones.

#![allow(clippy::panic, reason = "a test fails by panicking")]

use wit_parser::{Resolve, WorldId};
use witloom_component::encode::{EncodeOptions, encode};
use witloom_component::inspect::{InspectError, Report, inspect};
use witloom_component::{Stamp, stamp};

fn report(text: &str) -> Report {
    let bytes = wat::parse_str(text).expect("the text is a component");
    inspect("some.wasm", &bytes).unwrap_or_else(|error| panic!("{text}: {:?}", miette::Report::new(error)))
}

#[test]
fn names_that_wit_has_no_form_for_are_listed() {
    let texts = [
        (r#"(import "x" (implements "a:b/c") (instance))"#, "x (a:b/c)"),
        (r#"(import "m" (core module (export "f" (func))))"#, "core module m"),
        (r#"(import "c" (component))"#, "component c"),
        (r#"(import "r" (type (sub resource)))"#, "resource r"),
        (r#"(import "i" (instance (export "c" (component))))"#, "i"),
    ];
    for (text, name) in texts {
        let report = report(&format!("(component {text})"));
        assert_eq!(report.imports, [name], "{text}");
        assert_eq!(report.wit.is_empty(), report.wit_missing.is_some(), "{text}: {:?}", report.wit_missing);
    }
}

#[test]
fn exports_of_every_sort_are_listed() {
    let report = report(
        r#"(component
          (component $c) (core module $m) (type $r (resource (rep i32)))
          (export "c" (component $c)) (export "m" (core module $m)) (export $e "r" (type $r))
          (export "s" (type $e)) (instance $i (export "r" (type $r))) (export "i" (instance $i)))"#,
    );
    assert_eq!(report.exports, ["component c", "core module m", "i"]);
}

#[test]
fn damage_is_told_from_what_is_merely_odd() {
    let odd = wat::parse_str(r#"(component (core module (@custom "name" "\ff\ff\ff")) (@custom "producers" "\07"))"#);
    let report = inspect("odd.wasm", &odd.expect("custom sections may hold anything")).expect("it is valid");
    assert!(report.languages.is_empty());
    let broken = wat::parse_str("(component (import \"f\" (func (type 7))))").expect("the text parses");
    assert!(matches!(inspect("broken.wasm", &broken), Err(InspectError::Damaged { .. })));
    // Names that were URLs and hashes went out of the component model.
    for name in
        ["url=<https://example.com/a>", "integrity=<sha256-YQ==>", "locked-dep=<a:b@1.0.0>", "unlocked-dep=<a:b>"]
    {
        let bytes = wat::parse_str(format!("(component (import \"{name}\" (func)))")).expect("the text parses");
        let Err(InspectError::Damaged { cause, .. }) = inspect("old.wasm", &bytes) else { panic!("{name}") };
        assert!(!cause.to_string().is_empty());
    }
    for bytes in [&b"\0asm"[..], b"\0asm\x0d\0\x01", b"\0asm\x0d\0\x01\0\x07"] {
        assert!(matches!(inspect("cut.wasm", bytes), Err(InspectError::Damaged { .. })), "{bytes:?}");
    }
}

const WIT: &str = "
package shop:app;
interface rates { record rate { of: u32 } get: func(of: u32) -> rate; }
world gateway { import rates; import other:log/sink@1.2.0; export run: func(of: u32) -> u32; }
package other:log@1.2.0 { interface sink { variant level { low, high(string) } put: func(level: level); } }
";

fn encoded(module: &str, resolve: &Resolve, world: WorldId) -> Vec<u8> {
    let module = wat::parse_str(module).expect("the text is a module");
    encode(&module, resolve, world, &EncodeOptions::default()).expect("it is of the world")
}

/// A component of the world, and its WIT.
fn gateway() -> (Vec<u8>, Resolve) {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("app.wit", WIT).expect("the WIT is right");
    let world = resolve.select_world(&[package], Some("gateway")).expect("there is one world");
    let module = r#"(module
        (import "shop:app/rates" "get" (func (param i32) (result i32)))
        (import "other:log/sink@1.2.0" "put" (func (param i32 i32 i32)))
        (memory (export "memory") 1)
        (func (export "run") (param i32) (result i32) local.get 0))"#;
    (encoded(module, &resolve, world), resolve)
}

#[test]
fn the_printed_world_holds_the_interfaces_it_names() {
    let report = inspect("gateway.wasm", &gateway().0).expect("a component");
    let mut again = Resolve::default();
    let package = again.push_str("printed.wit", &report.wit).expect("what is printed is WIT");
    let world = again.select_world(&[package], None).expect("with one world");
    let names: Vec<String> = again.worlds[world].imports.keys().map(|key| again.name_world_key(key)).collect();
    assert_eq!(names, report.imports);
    assert!(report.wit.contains("high(string)") && report.wit.contains("record rate"), "{}", report.wit);
}

#[test]
fn what_only_a_runtime_imports_is_kept_apart() {
    let (_, mut resolve) = gateway();
    let wide = "package root:wide; world wide { import shop:app/rates; import wasi:clocks/wall-clock@0.2.3; }
        package wasi:clocks@0.2.3 { interface wall-clock { now: func() -> u64; } }";
    let package = resolve.push_str("wide.wit", wide).expect("the WIT is right");
    let wide = resolve.select_world(&[package], Some("wide")).expect("there is one world");
    let narrow = "package root:narrow; world narrow { import shop:app/rates; }";
    let package = resolve.push_str("narrow.wit", narrow).expect("the WIT is right");
    let narrow = resolve.select_world(&[package], Some("narrow")).expect("there is one world");
    let module = r#"(module
        (import "shop:app/rates" "get" (func (param i32) (result i32)))
        (import "wasi:clocks/wall-clock@0.2.3" "now" (func (result i64))))"#;
    let component = encoded(module, &resolve, wide);

    let unknown = inspect("wide.wasm", &component).expect("a component");
    assert_eq!((unknown.capabilities.len(), unknown.runtime_capabilities.len()), (2, 0));
    let stamped = stamp(&component, Stamp { name: "wide", language: None, world: Some((&resolve, narrow)) });
    let known = inspect("wide.wasm", &stamped.expect("it is stamped")).expect("a component");
    let words = |of: &[witloom_component::inspect::Capability]| of.iter().map(|c| c.what.clone()).collect::<Vec<_>>();
    assert_eq!(words(&known.capabilities), ["needs `shop:app/rates` from its host"]);
    assert_eq!(words(&known.runtime_capabilities), ["reads the clock"]);
    assert_eq!(known.imports.len(), 2);
}
