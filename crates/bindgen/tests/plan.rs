//! The plan of hand-picked worlds, as text.

use std::sync::Arc;

use witloom_bindgen::binding::Binding;
use witloom_bindgen::model::{Side, Support};
use witloom_bindgen::plan::Modes;
use witloom_bindgen::{Plan, Wit, World};

fn load(text: &str) -> World {
    let wit = Wit::parse("case.wit", text).expect("cases are valid");
    World::from_wit(&Arc::clone(&wit), None).expect("cases have one world")
}

#[test]
fn plans_print() {
    insta::glob!("cases/*.wit", |path| {
        let text = std::fs::read_to_string(path).expect("the case is readable");
        let world = load(&text);
        let plan = Plan::with(&world, Modes::ASYNC);
        insta::assert_snapshot!(plan.print(&world));
        insta::assert_snapshot!("bindings_print", Binding::new(&world, &plan).print(&world));
    });
}

#[test]
fn unsupported_parts_are_named_with_their_line() {
    let world = load(
        "package a:b;\ninterface i {\n  record r { s: stream<u8> }\n  f: async func();\n  g: func(m: map<string, u8>);\n}\nworld w { export i; }\n",
    );
    let found: Vec<String> = world.unsupported("go", Support::default()).iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(found.join("\n"), @"
    case.wit:4:3: function `f`: async function is unsupported in go
    case.wit:5:3: function `g`: map is unsupported in go
    case.wit:3:10: type `r`: stream is unsupported in go
    ");
    assert!(world.refuse_beyond("go", Support::default()).is_err());
}

#[test]
fn what_is_asynchronous_is_a_matter_of_the_language() {
    let text = |functions: &str| {
        let types = "resource r;\n  type letter = char;\n";
        load(&format!("package a:b;\ninterface i {{\n  {types}{functions}}}\nworld w {{ import i; export i; }}\n"))
    };
    let world = text("  f: async func(a: stream<u8>);\n  g: func() -> option<future<stream<string>>>;\n");
    assert!(world.is_concurrent() && world.has_async_functions(Side::Export));
    assert!(world.refuse_beyond("go", Support::ALL).is_ok());
    for (lacking, refused) in [
        (Support { async_functions: false, ..Support::ALL }, "5:3: function `f`: async function"),
        (Support { streams: false, ..Support::ALL }, "5:3: function `f`: stream"),
        (Support { futures: false, ..Support::ALL }, "6:3: function `g`: future"),
    ] {
        let found = world.refuse_beyond("go", lacking).unwrap_err().to_string();
        assert_eq!(found, format!("case.wit:{refused} is unsupported in go"));
    }
    // What no language can have: the specification keeps it back.
    let chars = "the component model keeps it back; use `stream<u8>` for UTF-8, or `stream<string>`";
    let borrows = "a borrow ends with its call, before the stream does";
    for (ty, kind, why) in [
        ("stream<char>", "stream<char>", chars),
        ("list<stream<letter>>", "stream<char>", chars),
        ("stream<option<borrow<r>>>", "streams and futures of borrowed handles", borrows),
        ("future<borrow<r>>", "streams and futures of borrowed handles", borrows),
        ("future<error-context>", "error-context", "no runtime has it switched on"),
    ] {
        let world = text(&format!("  f: func(a: {ty});\n"));
        let found = world.refuse_beyond("go", Support::ALL).unwrap_err().to_string();
        assert_eq!(found, format!("case.wit:5:3: function `f`: {kind} is unsupported in go ({why})"));
    }
    assert!(!text("  f: func(a: list<u8>);\n").is_concurrent());
}

#[test]
fn what_a_stream_carries_is_not_held_by_its_end() {
    let world = load(
        "package a:b;\ninterface i {\n  resource r;\n  f: func(a: stream<tuple<string, r, f32, list<u8, 4>>>);\n}\nworld w { import i; }\n",
    );
    let facts = world.ty(world.interfaces[1].functions[0].params[0].ty).facts;
    assert!(facts.has_end && facts.moves() && facts.has_fixed_list && facts.lowered);
    assert!(!facts.has_heap && !facts.has_own && !facts.has_float);
}

#[test]
fn fixed_length_lists_are_a_matter_of_the_language() {
    let world = load(
        "package a:b;\ninterface i {\n  type t = list<u8, 4>;\n  f: func(v: option<t>);\n  g: func(v: list<u8, 268435456>);\n}\nworld w { export i; }\n",
    );
    let found: Vec<String> = world.unsupported("go", Support::default()).iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(found.join("\n"), @"
    case.wit:4:3: function `f`: fixed-length list is unsupported in go
    case.wit:5:3: function `g`: fixed-length list of 256 MiB or more is unsupported in go
    case.wit:3:8: type `t`: fixed-length list is unsupported in go
    ");
    let beyond = world.refuse_beyond("wasm-gc", Support { fixed_lists: true, ..Support::default() }).unwrap_err();
    insta::assert_snapshot!(
        beyond.to_string(),
        @"case.wit:5:3: function `g`: fixed-length list of 256 MiB or more is unsupported in wasm-gc"
    );
}

#[test]
fn maps_are_the_lists_of_their_entries() {
    let text = |ty: &str| {
        format!("package a:b;\ninterface i {{\n  f: func(v: {ty}) -> {ty};\n}}\nworld w {{ import i; export i; }}\n")
    };
    for (map, list) in [
        ("map<string, u8>", "list<tuple<string, u8>>"),
        ("map<u8, option<map<char, u64>>>", "list<tuple<u8, option<list<tuple<char, u64>>>>>"),
        (
            "list<map<bool, tuple<map<s64, string>, f32>>>",
            "list<list<tuple<bool, tuple<list<tuple<s64, string>>, f32>>>>",
        ),
    ] {
        // The layouts of all types that the plan names, and the signatures of its calls.
        let shape = |ty: &str| {
            let world = load(&text(ty));
            let plan = Plan::new(&world);
            let used = plan.used_types(&world);
            let types: Vec<_> = used.iter().map(|ty| (world.ty(*ty).layout, world.ty(*ty).flat.clone())).collect();
            let calls: Vec<_> = plan.calls().iter().map(|call| (call.params.clone(), call.result_area)).collect();
            (types, calls)
        };
        assert_eq!(shape(map), shape(list), "{map}");
    }
    let world = load(&text("map<string, u8>"));
    assert!(world.refuse_beyond("go", Support::ALL).is_ok());
    let refused = world.refuse_beyond("go", Support { maps: false, ..Support::ALL }).unwrap_err();
    insta::assert_snapshot!(refused.to_string(), @"case.wit:3:3: function `f`: map is unsupported in go");
}
