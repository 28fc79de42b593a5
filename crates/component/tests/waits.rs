//! Async functions where components meet: what is refused, what is warned of, and what is not.

use miette::Diagnostic as _;
use wit_parser::abi::{AbiVariant, WasmType};
use wit_parser::{
    Function, LiftLowerAbi, ManglingAndAbi, Resolve, WasmExport, WasmExportKind, WasmImport, WorldItem, WorldKey,
};
use witloom_bindgen::{Wit, World};
use witloom_component::compose::{App, Composed, Part, compose};
use witloom_component::encode::{EncodeOptions, encode};
use witloom_component::wiring::Links;
use witloom_component::{ComposeError, Stamp, stamp};
use witloom_diag::{Colour, render};

const WIT: &str = "package shop:app;
interface store {
  load: async func(id: u32) -> u32;
  peek: func() -> u32;
}
interface rates {
  rate: func(id: u32) -> u32;
}
interface calm-rates {
  rate: async func(id: u32) -> u32;
}
interface desk {
  resource till {
    constructor();
    sum: func() -> u32;
    open: static func() -> u32;
  }
}
world shop { export store; }
world pricing { import store; export rates; }
world patient { import store; export rates; export calm-rates; }
world office { import store; export desk; }
world clerk { import desk; export ask: async func() -> u32; }
world relay { import rates; export tell: func() -> u32; export rest: func(); }
world gateway { import rates; export run: async func() -> u32; }
world front { import tell: func() -> u32; export run: async func() -> u32; }
world quiet { import peek-only; export rates; }
interface peek-only { peek: func() -> u32; }
world direct { import store; export run: func() -> u32; export stop: func(); }
world ready { import store; export run: async func() -> u32; export stop: func(); }
";

const SYNC: ManglingAndAbi = ManglingAndAbi::Legacy(LiftLowerAbi::Sync);

/// A component that imports all that its world does, and whose functions return zeros.
fn idle(wit: &str, world: &str) -> Part {
    let wit = Wit::parse("wit/app.wit", wit).unwrap();
    let (resolve, id) = (wit.resolve(), wit.select_world(Some(world)).unwrap());
    let mut text = String::new();
    each(resolve, &resolve.worlds[id].imports, &mut |interface, func| {
        let (module, name) = resolve.wasm_import_name(SYNC, WasmImport::Func { interface, func });
        let signature = signature(resolve, AbiVariant::GuestImport, func);
        text += &format!("(import \"{module}\" \"{name}\" (func {signature}))\n");
    });
    each(resolve, &resolve.worlds[id].exports, &mut |interface, func| {
        let kind = WasmExportKind::Normal;
        let name = resolve.wasm_export_name(SYNC, WasmExport::Func { interface, func, kind });
        let signature = signature(resolve, AbiVariant::GuestExport, func);
        let body = if signature.contains("result") { "i32.const 0" } else { "" };
        text += &format!("(func (export \"{name}\") {signature} {body})\n");
    });
    let memory = r#"(memory (export "memory") 1)
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 64)"#;
    let module = wat::parse_str(format!("(module {text} {memory})")).unwrap();
    let component = encode(&module, resolve, id, &EncodeOptions::default()).unwrap_or_else(|e| panic!("{e:?}"));
    Part { name: world.to_owned(), component }
}

fn each(
    resolve: &Resolve,
    side: &wit_parser::IndexMap<WorldKey, WorldItem>,
    visit: &mut dyn FnMut(Option<&WorldKey>, &Function),
) {
    for (key, item) in side {
        match item {
            WorldItem::Interface { id, .. } => {
                resolve.interfaces[*id].functions.values().for_each(|func| visit(Some(key), func));
            }
            WorldItem::Function(func) => visit(None, func),
            WorldItem::Type { .. } => {}
        }
    }
}

fn signature(resolve: &Resolve, variant: AbiVariant, func: &Function) -> String {
    let signature = resolve.wasm_signature(variant, func);
    let words = |types: &[WasmType]| types.iter().map(|_| " i32").collect::<String>();
    let params = format!("(param{})", words(&signature.params));
    if signature.results.is_empty() { params } else { format!("{params} (result{})", words(&signature.results)) }
}

fn app(wit: &str, names: &[&str]) -> Result<Composed, ComposeError> {
    let parts: Vec<Part> = names.iter().map(|name| idle(wit, name)).collect();
    compose(&App { name: "app", entry: names[0], parts: &parts, links: &Links::default() })
}

/// The warnings as users see them, with the lines of the WIT.
fn warnings(names: &[&str]) -> String {
    let wit = Wit::parse("wit/app.wit", WIT).unwrap();
    let worlds: Vec<World> = names.iter().map(|name| World::from_wit(&wit, Some(name)).unwrap()).collect();
    let mut text = String::new();
    for mut warning in app(WIT, names).unwrap_or_else(|e| panic!("{}", render(&e, Colour::Never))).warnings {
        assert_eq!(warning.severity(), Some(miette::Severity::Warning));
        warning.locate(|name| worlds.iter().find(|world| world.short_name == name));
        text += &render(&warning, Colour::Never);
    }
    text
}

#[test]
fn a_sync_component_between_two_async_ones_is_named() {
    insta::assert_snapshot!(warnings(&["gateway", "pricing", "shop"]), @r"
    warning[W0231]: `pricing` traps where it has to wait for `shop:app/store#load`: it exports no `async func`
    hint: the calls go gateway → pricing → shop: write `async func` where they pass
    `pricing` exports `rate: func(id: u32) -> u32` (wit/app.wit:7:3)
    ");
}

#[test]
fn every_component_on_the_way_is_named() {
    insta::assert_snapshot!(warnings(&["front", "relay", "pricing", "shop"]), @r"
    warning[W0231]: `pricing` traps where it has to wait for `shop:app/store#load`: it exports no `async func`
    hint: the calls go front → relay → pricing → shop: write `async func` where they pass
    `pricing` exports `rate: func(id: u32) -> u32` (wit/app.wit:7:3)
    `relay` exports `tell: func() -> u32` (wit/app.wit:24:36)
    ");
}

#[test]
fn the_entry_may_be_the_one_that_cannot_wait() {
    insta::assert_snapshot!(warnings(&["direct", "shop"]), @r"
    warning[W0231]: `direct` traps where it has to wait for `shop:app/store#load`: it exports no `async func`
    hint: the calls go direct → shop: write `async func` where they pass
    `direct` exports `run: func() -> u32` (wit/app.wit:29:37)
    `direct` exports `stop: func()` (wit/app.wit:29:64)
    ");
    insta::assert_snapshot!(warnings(&["relay", "pricing", "shop"]), @r"
    warning[W0231]: `pricing` traps where it has to wait for `shop:app/store#load`: it exports no `async func`
    hint: the calls go relay → pricing → shop: write `async func` where they pass
    `pricing` exports `rate: func(id: u32) -> u32` (wit/app.wit:7:3)
    `relay` exports `rest: func()` (wit/app.wit:24:64)
    `relay` exports `tell: func() -> u32` (wit/app.wit:24:36)
    ");
}

#[test]
fn constructors_are_not_asked_to_be_async() {
    insta::assert_snapshot!(warnings(&["clerk", "office", "shop"]), @r"
    warning[W0231]: `office` traps where it has to wait for `shop:app/store#load`: it exports no `async func`
    hint: the calls go clerk → office → shop: write `async func` where they pass
    `office` exports `sum: func() -> u32` (wit/app.wit:15:5)
    `office` exports `open: static func() -> u32` (wit/app.wit:16:5)
    ");
}

#[test]
fn what_may_be_right_is_not_warned_of() {
    for names in [
        // Async functions are called from async functions as far as anyone can tell.
        &["ready", "shop"][..],
        // Both kinds of exports.
        &["gateway", "patient", "shop"],
        // Nothing async is imported.
        &["relay", "patient", "shop"],
    ] {
        assert_eq!(warnings(names), "", "{names:?}");
    }
    let clock = |functions: &str| {
        let wit = format!(
            "package shop:app;
world main {{ import wasi:clocks/monotonic-clock@0.3.0; export run: func(); }}
package wasi:clocks@0.3.0 {{ interface monotonic-clock {{ {functions} wait-for: async func(n: u32); }} }}
"
        );
        app(&wit, &["main"]).unwrap().warnings.len()
    };
    assert_eq!(clock("now: func() -> u32;"), 0, "it may be there for `now`");
    assert_eq!(clock(""), 1);
    let unused = app(WIT, &["ready", "pricing", "shop"]).unwrap();
    assert_eq!(unused.wiring.unused, ["pricing"]);
    assert!(unused.warnings.is_empty(), "what the app leaves out harms nobody");
}

#[test]
fn what_only_the_runtime_imports_is_not_warned_of() {
    let declared = |part: &Part, world: &str| {
        let wit = Wit::parse("wit/app.wit", WIT).unwrap();
        let id = wit.select_world(Some(world)).unwrap();
        let stamped = Stamp { name: &part.name, language: None, world: Some((wit.resolve(), id)) };
        Part { name: part.name.clone(), component: stamp(&part.component, stamped).unwrap() }
    };
    let told = |part: Part| {
        let parts = [part, idle(WIT, "shop")];
        let app = App { name: "app", entry: "pricing", parts: &parts, links: &Links::default() };
        compose(&app).unwrap().warnings.len()
    };
    let pricing = idle(WIT, "pricing");
    assert_eq!(told(declared(&pricing, "pricing")), 1);
    assert_eq!(told(declared(&pricing, "quiet")), 0, "its author's world has no `store`");
}

#[test]
fn a_wasi_export_is_async_in_its_next_version() {
    let wit = "package shop:app;
interface store { load: async func(id: u32) -> u32; }
world main { import store; include wasi:cli/tool@0.2.6; }
package wasi:cli@0.2.6 { interface run { run: func() -> result; } world tool { export run; } }
";
    let composed = compose(&App {
        name: "app",
        entry: "main",
        parts: &[idle(wit, "main")],
        links: &Links::from([("main".to_owned(), [("shop:app/store".to_owned(), "host".to_owned())].into())]),
    });
    let composed = composed.unwrap_or_else(|e| panic!("{}", render(&e, Colour::Never)));
    insta::assert_snapshot!(render(&composed.warnings[0], Colour::Never), @r"
    warning[W0231]: `main` traps where it has to wait for `shop:app/store#load`: it exports no `async func`
    hint: the calls go main → the host: write `async func` where they pass
    `main` exports `run: func` of `wasi:cli/run@0.2.6`: WASI 0.3 has it as an `async func`
    ");
}

#[test]
fn an_async_function_meets_no_sync_one() {
    let refusal = |wit: &str| {
        let mut error = app(wit, &["main", "other"]).expect_err("the sides differ");
        let bare = render(&error, Colour::Never);
        let wit = Wit::parse("wit/app.wit", wit).unwrap();
        let worlds = ["main", "other"].map(|name| World::from_wit(&wit, Some(name)).unwrap());
        error.locate(|name| worlds.iter().find(|world| world.short_name == name));
        bare + &render(&error, Colour::Never)
    };
    let versions = |new: &str, old: &str| {
        format!(
            "package shop:app;
world main {{ import dep:rates/rates@1.0.0; export run: func(); }}
world other {{ export dep:rates/rates@1.1.0; }}
package dep:rates@1.0.0 {{ interface rates {{ find: {old}(id: u32) -> string; }} }}
package dep:rates@1.1.0 {{ interface rates {{ find: {new}(id: u32) -> string; }} }}
"
        )
    };
    insta::assert_snapshot!(refusal(&versions("func", "async func")), @r"
    error[W0230]: `main` imports `dep:rates/rates@1.0.0#find` as `async func`, but `other` exports it as `func`
    hint: let both sides say the same:
    `main` imports `find: async func` of `dep:rates/rates@1.0.0`
    `other` exports `find: func` of `dep:rates/rates@1.1.0`
    error[W0230]: `main` imports `dep:rates/rates@1.0.0#find` as `async func`, but `other` exports it as `func`
    hint: let both sides say the same:
    `main` imports `find: async func(id: u32) -> string` (wit/app.wit:4:45)
    `other` exports `find: func(id: u32) -> string` (wit/app.wit:5:45)
    ");
    insta::assert_snapshot!(refusal(&versions("async func", "func")), @r"
    error[W0230]: `main` imports `dep:rates/rates@1.0.0#find` as `func`, but `other` exports it as `async func`
    hint: let both sides say the same:
    `main` imports `find: func` of `dep:rates/rates@1.0.0`
    `other` exports `find: async func` of `dep:rates/rates@1.1.0`
    error[W0230]: `main` imports `dep:rates/rates@1.0.0#find` as `func`, but `other` exports it as `async func`
    hint: let both sides say the same:
    `main` imports `find: func(id: u32) -> string` (wit/app.wit:4:45)
    `other` exports `find: async func(id: u32) -> string` (wit/app.wit:5:45)
    ");
    let root = "package shop:app;
world main { import ask: async func() -> u32; export run: func(); }
world other { export ask: func() -> u32; }
";
    insta::assert_snapshot!(refusal(root), @r"
    error[W0230]: `main` imports `ask` as `async func`, but `other` exports it as `func`
    hint: let both sides say the same:
    `main` imports `ask: async func`
    `other` exports `ask: func`
    error[W0230]: `main` imports `ask` as `async func`, but `other` exports it as `func`
    hint: let both sides say the same:
    `main` imports `ask: async func() -> u32` (wit/app.wit:2:21)
    `other` exports `ask: func() -> u32` (wit/app.wit:3:22)
    ");
    let method = "package shop:app;
world main { import dep:desk/desk@1.0.0; export run: func(); }
world other { export dep:desk/desk@1.0.1; }
package dep:desk@1.0.0 { interface desk { resource till { constructor(); sum: async func(of: list<u8>) -> u32; } } }
package dep:desk@1.0.1 { interface desk { resource till { constructor(); sum: func(of: list<u8>) -> u32; } } }
";
    insta::assert_snapshot!(refusal(method), @r"
    error[W0230]: `main` imports `dep:desk/desk@1.0.0#till.sum` as `async func`, but `other` exports it as `func`
    hint: let both sides say the same:
    `main` imports `till.sum: async func` of `dep:desk/desk@1.0.0`
    `other` exports `till.sum: func` of `dep:desk/desk@1.0.1`
    error[W0230]: `main` imports `dep:desk/desk@1.0.0#till.sum` as `async func`, but `other` exports it as `func`
    hint: let both sides say the same:
    `main` imports `sum: async func(of: list<u8>) -> u32` (wit/app.wit:4:74)
    `other` exports `sum: func(of: list<u8>) -> u32` (wit/app.wit:5:74)
    ");
}
