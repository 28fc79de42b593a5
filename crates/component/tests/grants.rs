//! Components with grants: what their filters import and let through, before anything runs.

#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

use std::collections::BTreeMap;

use witloom_bindgen::model::{Core, Side};
use witloom_bindgen::plan::{Call, Plan};
use witloom_bindgen::{Wit, World};
use witloom_component::Grants;
use witloom_component::compose::{App, ComposeError, Composed, Part, compose_granted};
use witloom_component::encode::{EncodeOptions, encode};
use witloom_component::inspect::inspect;
use witloom_component::wiring::Links;
use witloom_diag::Colour;
use witloom_diag::render;

/// A component that imports what the lines say, and uses all of it.
fn part(name: &str, imports: &[&str], exports: &[&str]) -> Part {
    let imports: String = imports.iter().map(|import| format!("import {import};\n")).collect();
    let exports: String = exports.iter().map(|export| format!("export {export};\n")).collect();
    let text = format!("package app:parts;\ninterface a {{ f: func(); }}\nworld w {{ {imports} {exports} }}\n");
    let wit = Wit::parse("case.wit", &text).unwrap();
    let world = World::from_wit(&wit, Some("w")).unwrap();
    let module = wat::parse_str(module(&world)).unwrap();
    let options = EncodeOptions::default();
    Part { name: name.to_owned(), component: encode(&module, world.resolve(), world.world_id, &options).unwrap() }
}

/// A core module that imports every function of a world and does nothing.
fn module(world: &World) -> String {
    let mut text = String::from("(module ");
    let signature = |call: &Call| {
        let list = |cores: &[Core]| cores.iter().map(|core| core.name()).collect::<Vec<_>>().join(" ");
        format!("(param {}) (result {})", list(&call.params), list(&call.results))
    };
    let plan = Plan::new(world);
    for call in plan.calls().iter().filter(|call| call.side == Side::Import) {
        text += &format!("(import {:?} {:?} (func {}))\n", call.core_module, call.core_name, signature(call));
    }
    for call in plan.calls().iter().filter(|call| call.side == Side::Export) {
        text += &format!("(func (export {:?}) {} unreachable)\n", call.core_name, signature(call));
    }
    text + "(memory (export \"memory\") 1) (func (export \"cabi_realloc\") (param i32 i32 i32 i32) (result i32) unreachable))"
}

fn composed(parts: &[Part], grants: &BTreeMap<String, Grants>) -> Result<Composed, ComposeError> {
    let links = Links::default();
    compose_granted(&App { name: "app", entry: &parts[0].name, parts, links: &links }, Some(grants))
}

/// The imports of an app with functions in them.
fn imports(composed: &Composed) -> Vec<String> {
    inspect("app.wasm", &composed.component).unwrap().imports
}

const ALL: &[&str] = &[
    "wasi:cli/environment@0.2.12",
    "wasi:filesystem/preopens@0.2.12",
    "wasi:sockets/tcp-create-socket@0.2.12",
    "wasi:sockets/udp-create-socket@0.2.12",
    "wasi:sockets/ip-name-lookup@0.2.12",
    "wasi:http/outgoing-handler@0.2.12",
    "wasi:keyvalue/store@0.2.0-draft2",
    "wasi:keyvalue/atomics@0.2.0-draft2",
    "wasi:keyvalue/batch@0.2.0-draft2",
    "wasi:config/store@0.2.0-rc.1",
    "witloom:sql/database@0.1.0",
];

const ALL_03: &[&str] = &[
    "wasi:cli/environment@0.3.0",
    "wasi:filesystem/preopens@0.3.0",
    "wasi:sockets/types@0.3.0",
    "wasi:sockets/ip-name-lookup@0.3.0",
    "wasi:http/client@0.3.0",
];

fn all_grants() -> BTreeMap<String, Grants> {
    let names = |name: &str| vec![name.to_owned()];
    let grants = Grants {
        http: vec!["https://*.example.com".parse().unwrap()],
        dirs: names("/data"),
        env: names("LANG"),
        config: names("greeting"),
        keyvalue: names("sessions"),
        sql: names("shop"),
        net: false,
        args: false,
    };
    BTreeMap::from([("back".to_owned(), grants)])
}

fn shown(error: &ComposeError) -> String {
    render(error, Colour::Never)
}

#[test]
fn what_is_closed_is_not_imported() {
    for all in [ALL, ALL_03] {
        let parts = [part("front", &["a"], &[]), part("back", all, &["a"])];
        let made = composed(&parts, &BTreeMap::new()).unwrap_or_else(|error| panic!("{}", shown(&error)));
        witloom_component::vet::vet(&made.component).unwrap();
        for gone in ["wasi:http/outgoing-handler", "wasi:http/client", "wasi:filesystem/preopens", "create-socket"] {
            assert!(imports(&made).iter().all(|import| !import.contains(gone)), "{gone} in {:?}", imports(&made));
        }
        assert_eq!(made.wiring.wires.iter().filter(|wire| wire.provider == "grants of back").count(), {
            let free = ["wasi:keyvalue/atomics@0.2.0-draft2", "wasi:keyvalue/batch@0.2.0-draft2"];
            all.iter().filter(|name| !free.contains(name)).count()
        });
    }
}

#[test]
fn what_is_granted_in_part_is_asked_of_the_host() {
    for (all, asked) in [(ALL, "wasi:http/outgoing-handler@0.2.12"), (ALL_03, "wasi:http/client@0.3.0")] {
        let parts = [part("front", &["a"], &[]), part("back", all, &["a"])];
        let made = composed(&parts, &all_grants()).unwrap_or_else(|error| panic!("{}", shown(&error)));
        witloom_component::vet::vet(&made.component).unwrap();
        assert!(imports(&made).iter().any(|import| import == asked), "{:?}", imports(&made));
        assert!(imports(&made).iter().all(|import| !import.contains("create-socket")));
    }
}

#[test]
fn parts_that_nobody_calls_and_free_imports_have_no_filter() {
    let parts = [part("front", &["wasi:random/random@0.2.12"], &["a"]), part("back", ALL, &["a"])];
    let made = composed(&parts, &BTreeMap::new()).unwrap_or_else(|error| panic!("{}", shown(&error)));
    assert_eq!(made.wiring.unused, ["back"]);
    assert_eq!(made.wiring.order, ["front"]);
}
