//! Encoding of core modules in text form.

use wit_parser::{Resolve, WorldId};
use witloom_component::encode::{EncodeOptions, StringEncoding, encode};
use witloom_component::inspect::inspect;
use witloom_diag::{Colour, render};

const WIT: &str = "
package shop:orders;
interface rates { find: func(name: string) -> u32; count: func() -> u32; }
world pricing { import log: func(line: string); export rates; export start: func(); }
";

fn world() -> (Resolve, WorldId) {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("pricing.wit", WIT).expect("the WIT is right");
    let world = resolve.select_world(&[package], None).expect("there is one world");
    (resolve, world)
}

fn module(text: &str) -> Vec<u8> {
    wat::parse_str(text).expect("the text is a module")
}

const WHOLE: &str = r#"(module
    (import "$root" "log" (func (param i32 i32)))
    (memory (export "memory") 1)
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 64)
    (func (export "shop:orders/rates#find") (param i32 i32) (result i32) i32.const 1)
    (func (export "shop:orders/rates#count") (result i32) i32.const 1)
    (func (export "start")))"#;

#[test]
fn encodes_in_every_string_encoding() {
    let (resolve, world) = world();
    for strings in [StringEncoding::UTF8, StringEncoding::UTF16, StringEncoding::CompactUTF16] {
        let options = EncodeOptions { strings, ..EncodeOptions::default() };
        let component = encode(&module(WHOLE), &resolve, world, &options).expect("encodes");
        let report = inspect("pricing.wasm", &component).expect("a component");
        assert_eq!(report.exports, ["start", "shop:orders/rates"]);
        assert_eq!(report.imports, ["log"]);
    }
}

#[test]
fn adapts_preview1_only_where_it_is_imported() {
    let (resolve, world) = world();
    let text = WHOLE.replace("(module", r#"(module (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))"#);
    let component = encode(&module(&text), &resolve, world, &EncodeOptions::default()).expect("encodes");
    let report = inspect("pricing.wasm", &component).expect("a component");
    assert!(report.imports.iter().any(|name| name.starts_with("wasi:cli/exit@0.2")), "{:?}", report.imports);
}

#[test]
fn lists_all_missing_functions_by_their_wit_names() {
    let (resolve, world) = world();
    let error = encode(&module("(module)"), &resolve, world, &EncodeOptions::default()).expect_err("incomplete");
    insta::assert_snapshot!(render(&error, Colour::Never), @r"
    error[W0204]: nothing implements `start`, `shop:orders/rates#find` and `shop:orders/rates#count` of the world `pricing`
    hint: implement it, or take it out of the world
    ");
}

#[test]
fn refuses_foreign_imports_and_garbage() {
    let (resolve, world) = world();
    let text = WHOLE.replace("\"$root\" \"log\"", "\"env\" \"abort\"");
    let foreign = encode(&module(&text), &resolve, world, &EncodeOptions::default()).expect_err("foreign");
    insta::assert_snapshot!(render(&foreign, Colour::Never));
    let garbage = encode(b"#!/bin/sh", &resolve, world, &EncodeOptions::default()).expect_err("garbage");
    insta::assert_snapshot!(render(&garbage, Colour::Never));
}

/// Two versions that count as compatible and are not: both stay.
#[test]
fn versions_that_differ_in_what_both_have_are_two_imports() {
    const WIT: &str = "package a:app;
world w { import x:log/log@1.0.0; import x:log/log@1.1.0; export run: func(); }
package x:log@1.0.0 { interface log { record r { a: u32 } put: func(x: r); } }
package x:log@1.1.0 { interface log { record r { a: u32, b: u32 } put: func(x: r); } }
";
    let mut resolve = Resolve::default();
    let package = resolve.push_str("app.wit", WIT).expect("the WIT is right");
    let world = resolve.select_world(&[package], None).expect("there is one world");
    let text = r#"(module
        (import "x:log/log@1.0.0" "put" (func $old (param i32)))
        (import "x:log/log@1.1.0" "put" (func $new (param i32 i32)))
        (func (export "run") (call $old (i32.const 1)) (call $new (i32.const 1) (i32.const 2))))"#;
    let component = encode(&module(text), &resolve, world, &EncodeOptions::default());
    let component = component.unwrap_or_else(|error| panic!("{}", render(&error, Colour::Never)));
    let report = inspect("app.wasm", &component).expect("a component");
    assert_eq!(report.imports, ["x:log/log@1.0.0", "x:log/log@1.1.0"]);
}
