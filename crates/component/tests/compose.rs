//! Composition of small components in text form: what gets connected, and what each refusal says.

use std::collections::BTreeMap;

use witloom_component::ComposeError;
use witloom_component::compose::{App, Composed, Part, compose};
use witloom_component::inspect::inspect;
use witloom_component::wiring::Links;
use witloom_diag::{Colour, render};

/// A component that exports an interface with `get: func() -> u32` for each name.
fn provider(name: &str, exports: &[&str]) -> Part {
    chain(name, &[], exports)
}

/// A component that imports and exports interfaces with `get: func() -> u32`; the exports call the first import.
fn chain(name: &str, imports: &[&str], exports: &[&str]) -> Part {
    let mut text = String::from("(component\n");
    for (i, import) in imports.iter().enumerate() {
        text += &format!(
            "(import \"{import}\" (instance $r{i} (export \"get\" (func (result u32)))))
             (alias export $r{i} \"get\" (func $g{i})) (core func $l{i} (canon lower (func $g{i})))\n"
        );
    }
    let (import, body, with) = match imports {
        [] => ("", "i32.const 7", String::new()),
        [..] => (
            "(import \"r\" \"get\" (func $get (result i32)))",
            "call $get",
            "(with \"r\" (instance (export \"get\" (func $l0))))".to_owned(),
        ),
    };
    text += &format!(
        "(core module $m {import} (func (export \"f\") (result i32) {body}))
         (core instance $i (instantiate $m {with})) (func $f (result u32) (canon lift (core func $i \"f\")))\n"
    );
    for (i, export) in exports.iter().enumerate() {
        text += &format!("(instance $x{i} (export \"get\" (func $f))) (export \"{export}\" (instance $x{i}))\n");
    }
    part(name, &(text + ")"))
}

fn part(name: &str, text: &str) -> Part {
    Part { name: name.to_owned(), component: wat::parse_str(text).expect("the text is a component") }
}

fn app(parts: &[Part], links: &[(&str, &str, &str)]) -> Result<Composed, ComposeError> {
    let mut table = Links::new();
    for (consumer, import, provider) in links {
        let links: &mut BTreeMap<_, _> = table.entry((*consumer).to_owned()).or_default();
        links.insert((*import).to_owned(), (*provider).to_owned());
    }
    let entry = &parts[0].name;
    compose(&App { name: "shop", entry, parts, links: &table })
}

fn refusal(parts: &[Part], links: &[(&str, &str, &str)]) -> String {
    render(&app(parts, links).expect_err("the app is wrong"), Colour::Never)
}

const RUN: &str = "shop:app/run";

#[test]
fn connects_by_name_and_names_the_parts() {
    let parts = [
        chain("gateway", &["shop:app/rates@0.1.0"], &[RUN]),
        provider("pricing", &["shop:app/rates@0.1.0", "shop:app/x"]),
    ];
    let composed = app(&parts, &[]).expect("composes");
    let report = inspect("app.wasm", &composed.component).expect("a component");
    assert_eq!(report.name.as_deref(), Some("shop"));
    assert_eq!(report.exports, [RUN]);
    assert!(report.imports.is_empty(), "{:?}", report.imports);
    let mut names: Vec<_> = report.parts.iter().map(|part| part.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["gateway", "pricing"]);
}

/// Every app of five parts in which a part imports some of those after it.
#[test]
fn every_shape_of_an_app_composes() {
    const NAMES: [&str; 5] = ["a", "b", "c", "d", "e"];
    for shape in 0..1_u32 << 10 {
        let mut bits = (0..10).map(|bit| shape >> bit & 1 == 1);
        let parts = NAMES.iter().enumerate().map(|(i, name)| {
            let imports: Vec<String> =
                NAMES[i + 1..].iter().filter(|_| bits.next() == Some(true)).map(|name| format!("t:t/{name}")).collect();
            let imports: Vec<&str> = imports.iter().map(String::as_str).collect();
            chain(name, &imports, &[&format!("t:t/{name}")])
        });
        let parts: Vec<Part> = parts.collect();
        let composed = app(&parts, &[]).unwrap_or_else(|error| panic!("shape {shape:b}: {error:?}"));
        assert_eq!(composed.wiring.order.len() + composed.wiring.unused.len(), NAMES.len());
    }
}

#[test]
fn takes_a_newer_compatible_version() {
    let parts = [chain("gateway", &["shop:app/rates@0.1.0"], &[RUN]), provider("pricing", &["shop:app/rates@0.1.3"])];
    let composed = app(&parts, &[]).expect("composes");
    assert_eq!(composed.wiring.wires[0].export, "shop:app/rates@0.1.3");
}

#[test]
fn refuses_an_incompatible_version() {
    let parts = [chain("gateway", &["shop:app/rates@0.1.0"], &[RUN]), provider("pricing", &["shop:app/rates@0.2.0"])];
    insta::assert_snapshot!(refusal(&parts, &[]), @r"
    error[W0224]: `gateway` imports `shop:app/rates@0.1.0`, which no component exports
    hint: `pricing` exports `shop:app/rates@0.2.0`, a version that does not fit
    ");
}

#[test]
fn names_a_missing_import() {
    let parts = [chain("gateway", &["shop:app/rates"], &[RUN]), provider("pricing", &["shop:app/else"])];
    insta::assert_snapshot!(refusal(&parts, &[]), @r#"
    error[W0224]: `gateway` imports `shop:app/rates`, which no component exports
    hint: a component exports `shop:app/else`: is that the one?
    "#);
    let parts = [chain("gateway", &["shop:app/rates"], &[RUN])];
    insta::assert_snapshot!(refusal(&parts, &[]), @r#"
    error[W0224]: `gateway` imports `shop:app/rates`, which no component exports
    hint: export it from a component, or leave it to the host with `"shop:app/rates" = "host"` under `[links.gateway]`
    "#);
}

#[test]
fn asks_which_of_several_and_takes_the_answer() {
    let parts = [
        chain("gateway", &["shop:app/rates"], &[RUN]),
        provider("pricing", &["shop:app/rates"]),
        provider("mock", &["shop:app/rates"]),
    ];
    insta::assert_snapshot!(refusal(&parts, &[]), @r#"
    error[W0225]: `gateway` imports `shop:app/rates`, which `pricing` and `mock` export
    hint: choose one in witloom.toml:
    [links.gateway]
    "shop:app/rates" = "pricing"
    "#);
    let composed = app(&parts, &[("gateway", "shop:app/rates", "mock")]).expect("composes");
    assert_eq!(composed.wiring.wires[0].provider, "mock");
    assert_eq!(composed.wiring.unused, ["pricing"]);
}

#[test]
fn refuses_links_that_mean_nothing() {
    let parts = [chain("gateway", &["shop:app/rates"], &[RUN]), provider("pricing", &["shop:app/other"])];
    insta::assert_snapshot!(refusal(&parts, &[("gatway", "shop:app/rates", "pricing")]), @r"
    error[W0221]: a link names `gatway`, which is no component of the app
    hint: did you mean `gateway`?
    ");
    insta::assert_snapshot!(refusal(&parts, &[("gateway", "shop:app/rate", "pricing")]), @r"
    error[W0222]: `gateway` has a link for `shop:app/rate`, which it does not import
    hint: did you mean `shop:app/rates`?
    ");
    insta::assert_snapshot!(refusal(&parts, &[("gateway", "shop:app/rates", "pricing")]), @r"
    error[W0223]: `pricing` does not export `shop:app/rates`, which a link expects of it
    hint: it exports `shop:app/other`
    ");
}

#[test]
fn names_the_ring() {
    let parts = [
        chain("gateway", &["shop:app/a"], &[RUN]),
        chain("a", &["shop:app/b"], &["shop:app/a"]),
        chain("b", &["shop:app/a"], &["shop:app/b"]),
    ];
    insta::assert_snapshot!(refusal(&parts, &[]), @r"
    error[W0226]: the components import each other in a ring: a → b → a
    hint: a component can only import what is complete before it: move one function, or pass data instead of calling back
    ");
}

#[test]
fn wraps_an_interface_that_is_imported_and_exported() {
    let parts = [
        chain("gateway", &["shop:app/a"], &[RUN]),
        chain("cache", &["shop:app/a"], &["shop:app/a"]),
        provider("store", &["shop:app/a"]),
    ];
    let composed = app(&parts, &[("gateway", "shop:app/a", "cache")]).expect("composes");
    assert_eq!(composed.wiring.order, ["store", "cache", "gateway"]);
}

#[test]
fn names_both_sides_of_a_type_mismatch() {
    let other = part(
        "pricing",
        r#"(component
            (core module $m (func (export "f") (result i64) i64.const 7)) (core instance $i (instantiate $m))
            (func $f (result u64) (canon lift (core func $i "f")))
            (instance $x (export "get" (func $f))) (export "shop:app/rates" (instance $x)))"#,
    );
    insta::assert_snapshot!(refusal(&[chain("gateway", &["shop:app/rates"], &[RUN]), other], &[]));
}

#[test]
fn leaves_host_interfaces_and_plain_types_to_the_app() {
    let entry = part(
        "gateway",
        r#"(component
            (import "wasi:cli/exit@0.2.6" (instance (export "exit" (func (param "code" u32)))))
            (type $u u32)
            (import "shop:app/types" (instance (alias outer 1 $u (type $v)) (export "id" (type (eq $v)))))
            (core module $m (func (export "f") (result i32) i32.const 7)) (core instance $i (instantiate $m))
            (func $f (result u32) (canon lift (core func $i "f"))) (export "run" (func $f)))"#,
    );
    let composed = app(&[entry], &[]).expect("composes");
    let report = inspect("app.wasm", &composed.component).expect("a component");
    assert_eq!(report.imports, ["wasi:cli/exit@0.2.6", "shop:app/types"]);
    assert_eq!(report.capabilities[0].what, "ends the process");
}

#[test]
fn embeds_identical_components_once() {
    let twin = provider("first", &["shop:app/a"]);
    let second = Part { name: "second".to_owned(), component: twin.component.clone() };
    let parts = [chain("gateway", &["shop:app/a"], &[RUN]), chain("x", &["shop:app/a"], &["shop:app/b"]), twin, second];
    let links = [("gateway", "shop:app/a", "first"), ("x", "shop:app/a", "second")];
    let composed = app(&parts, &links).expect("composes");
    assert_eq!(inspect("app.wasm", &composed.component).expect("a component").parts.len(), 2);
}

#[test]
fn says_what_is_no_component() {
    let broken = Part { name: "pricing".to_owned(), component: b"hello".to_vec() };
    insta::assert_snapshot!(refusal(&[broken], &[]));
    let module = part("pricing", "(module)");
    insta::assert_snapshot!(refusal(&[module], &[]));
    let damaged = inspect("x.wasm", b"\0asm\x0d\0\x01\0\x07\xff").expect_err("damaged");
    insta::assert_snapshot!(render(&damaged, Colour::Never));
    insta::assert_snapshot!(render(&inspect("x.wasm", b"#!/bin/sh").expect_err("no wasm"), Colour::Never));
}

/// A component of a world, from a core module in text form.
fn of_world(name: &str, wit: &str, module: &str) -> Part {
    let wit = witloom_bindgen::Wit::parse("test.wit", wit).expect("the WIT is right");
    let world = wit.select_world(Some(name)).expect("the world is there");
    let module = wat::parse_str(module).expect("the text is a module");
    let component = witloom_component::encode::encode(&module, wit.resolve(), world, &Default::default());
    Part { name: name.to_owned(), component: component.unwrap_or_else(|error| panic!("{error:?}")) }
}

const SINKS: &str = "package shop:app;
interface sinks { resource sink { constructor(); write: func(n: u32) -> u32; } }
/// Types alone: nobody implements it.
interface context { use sinks.{sink}; record client { id: u32, output: option<borrow<sink>> } }
interface work { use context.{client}; run: func(c: client) -> u32; }
world home { export sinks; }
world worker { import sinks; import context; export work; }
world main { import sinks; import context; import work; export start: func() -> u32; }
";

#[test]
fn an_interface_of_types_that_uses_a_resource_needs_nobody() {
    let home = "(module
      (import \"[export]shop:app/sinks\" \"[resource-new]sink\" (func $new (param i32) (result i32)))
      (func (export \"shop:app/sinks#[constructor]sink\") (result i32) (call $new (i32.const 5)))
      (func (export \"shop:app/sinks#[method]sink.write\") (param i32 i32) (result i32)
        (i32.add (local.get 0) (local.get 1)))
      (memory (export \"memory\") 1))";
    let worker = "(module
      (import \"shop:app/sinks\" \"[method]sink.write\" (func $write (param i32 i32) (result i32)))
      (import \"shop:app/sinks\" \"[resource-drop]sink\" (func $drop (param i32)))
      (func (export \"shop:app/work#run\") (param $id i32) (param $some i32) (param $sink i32) (result i32)
        (local $n i32)
        (local.set $n (call $write (local.get $sink) (local.get $id)))
        (call $drop (local.get $sink))
        (local.get $n))
      (memory (export \"memory\") 1))";
    let main = "(module
      (import \"shop:app/sinks\" \"[constructor]sink\" (func $sink (result i32)))
      (import \"shop:app/sinks\" \"[resource-drop]sink\" (func $drop (param i32)))
      (import \"shop:app/work\" \"run\" (func $run (param i32 i32 i32) (result i32)))
      (func (export \"start\") (result i32)
        (local $sink i32) (local $n i32)
        (local.set $sink (call $sink))
        (local.set $n (call $run (i32.const 37) (i32.const 1) (local.get $sink)))
        (call $drop (local.get $sink))
        (local.get $n))
      (memory (export \"memory\") 1))";
    let parts = [of_world("main", SINKS, main), of_world("worker", SINKS, worker), of_world("home", SINKS, home)];
    let composed = app(&parts, &[]).unwrap_or_else(|error| panic!("{}", render(&error, Colour::Never)));
    wasmparser::Validator::new_with_features(wasmparser::WasmFeatures::all())
        .validate_all(&composed.component)
        .expect("a valid component");
    let report = inspect("shop", &composed.component).expect("a component");
    assert!(report.imports.is_empty(), "{:?}", report.imports);
    assert!(composed.wiring.unused.is_empty());
}

const BILLS: &str = "package shop:app;
interface money { record price { cents: u32 } parse: func() -> price; }
/// Types alone, those of an interface with functions among them, and types that use these.
interface bills { use money.{price}; record bill { id: u32, price: price } }
interface folders { use bills.{bill}; record folder { first: bill } }
interface work { use folders.{folder}; run: func(folder: folder) -> u32; }
world bank { export money; }
world worker { export work; }
world main { import money; import work; export start: func() -> u32; }
";

#[test]
fn an_interface_of_types_that_uses_one_of_a_component_needs_nobody() {
    let bank = "(module
      (func (export \"shop:app/money#parse\") (result i32) (i32.const 30))
      (memory (export \"memory\") 1))";
    let worker = "(module
      (func (export \"shop:app/work#run\") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
      (memory (export \"memory\") 1))";
    let main = "(module
      (import \"shop:app/money\" \"parse\" (func $parse (result i32)))
      (import \"shop:app/work\" \"run\" (func $run (param i32 i32) (result i32)))
      (func (export \"start\") (result i32) (call $run (i32.const 12) (call $parse)))
      (memory (export \"memory\") 1))";
    let parts = [of_world("main", BILLS, main), of_world("worker", BILLS, worker), of_world("bank", BILLS, bank)];
    let composed = app(&parts, &[]).unwrap_or_else(|error| panic!("{}", render(&error, Colour::Never)));
    wasmparser::Validator::new_with_features(wasmparser::WasmFeatures::all())
        .validate_all(&composed.component)
        .expect("a valid component");
    let report = inspect("shop", &composed.component).expect("a component");
    assert!(report.imports.is_empty(), "{:?}", report.imports);
    assert!(composed.wiring.unused.is_empty());
}

#[test]
fn a_resource_of_the_world_itself_has_no_provider() {
    let wit = "package a:b; world w { resource conn { get: func() -> u32; } export run: func(); }";
    let main = of_world(
        "w",
        wit,
        r#"(module
          (import "$root" "[method]conn.get" (func $get (param i32) (result i32)))
          (func (export "run") (drop (call $get (i32.const 0)))))"#,
    );
    insta::assert_snapshot!(refusal(&[main], &[]), @r"
    error[W0224]: `w` imports `conn`, which no component exports
    hint: no component can export a resource that stands in the world itself: put `conn` into an interface
    ");
}
