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

const SLOW: &str = "package a:b;
interface slow {
  get: async func(n: u32) -> u32;
  put: func(n: u32) -> u32;
}
world server { export slow; }
world client { import slow; export start: async func(); }
";

fn of_slow(world: &str, module: &str) -> Result<Vec<u8>, String> {
    let wit = witloom_bindgen::Wit::parse("wit/slow.wit", SLOW).expect("the WIT is right");
    let world = wit.select_world(Some(world)).expect("the world is there");
    let module = wat::parse_str(module).expect("the text is a module");
    encode(&module, wit.resolve(), world, &EncodeOptions::default()).map_err(|error| render(&error, Colour::Never))
}

/// Core exports of `slow`: synchronous ones, and an asynchronous one in parts.
const PUT: &str = r#"(func (export "a:b/slow#put") (param i32) (result i32) i32.const 1)"#;
const GET: &str = r#"(func (export "a:b/slow#get") (param i32) (result i32) i32.const 1)"#;
const LIFT: &str = r#"(func (export "[async-lift]a:b/slow#get") (param i32) (result i32) i32.const 0)"#;
const BACK: &str =
    r#"(func (export "[callback][async-lift]a:b/slow#get") (param i32 i32 i32) (result i32) i32.const 0)"#;

#[test]
fn an_async_function_is_lifted_and_lowered_either_way() {
    for get in [GET.to_owned(), format!("{LIFT}{BACK}")] {
        of_slow("server", &format!("(module {PUT}{get})")).expect("encodes");
    }
    for get in [r#""get" (func (param i32) (result i32))"#, r#""[async-lower]get" (func (param i32 i32) (result i32))"#]
    {
        let import = format!(r#"(import "a:b/slow" {get}) (memory (export "memory") 1)"#);
        of_slow("client", &format!(r#"(module {import} (func (export "start")))"#)).expect("encodes");
    }
}

#[test]
fn a_module_that_is_async_in_another_way_than_its_world_is_named() {
    let sync_as_async = format!("(module {GET}{}{})", LIFT.replace("get", "put"), BACK.replace("get", "put"));
    insta::assert_snapshot!(of_slow("server", &sync_as_async).unwrap_err(), @r"
    error[W0207]: the core module exports `[async-lift]a:b/slow#put`, but `a:b/slow#put` of the world `server` is no `async func`
    hint: write `async func` in wit/slow.wit:4:3, or export it without the `[async-lift]`
    ");
    let stackful = r#"(func (export "[async-lift-stackful]a:b/slow#put") (param i32))"#;
    insta::assert_snapshot!(of_slow("server", &format!("(module {GET}{stackful})")).unwrap_err(), @r"
    error[W0207]: the core module exports `[async-lift-stackful]a:b/slow#put`, but `a:b/slow#put` of the world `server` is no `async func`
    hint: write `async func` in wit/slow.wit:4:3, or export it without the `[async-lift-stackful]`
    ");
    insta::assert_snapshot!(of_slow("server", &format!("(module {PUT}{LIFT})")).unwrap_err(), @r"
    error[W0208]: the core module exports `[async-lift]a:b/slow#get` of the world `server` without a callback
    hint: export `[callback][async-lift]a:b/slow#get` as well, of the type `(i32, i32, i32) -> i32`: it takes the events that the function waits for
    ");
    insta::assert_snapshot!(of_slow("server", &format!("(module {PUT}{GET}{LIFT}{BACK})")).unwrap_err(), @r"
    error[W0209]: the core module exports `a:b/slow#get` of the world `server` in 2 ways: as `a:b/slow#get` and `[async-lift]a:b/slow#get`
    hint: keep one of them
    ");
    insta::assert_snapshot!(of_slow("server", &format!("(module {PUT}{BACK})")).unwrap_err(), @r"
    error[W0204]: nothing implements `a:b/slow#get` of the world `server`
    hint: implement it, or take it out of the world
    ");
    let lowered = r#"(module (import "a:b/slow" "[async-lower]put" (func (param i32 i32) (result i32)))
        (memory (export "memory") 1) (func (export "start")))"#;
    insta::assert_snapshot!(of_slow("client", lowered).unwrap_err(), @r"
    error[W0207]: the core module imports `[async-lower]put`, but `a:b/slow#put` of the world `client` is no `async func`
    hint: write `async func` in wit/slow.wit:4:3, or import it without the `[async-lower]`
    ");
}
