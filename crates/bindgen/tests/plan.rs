//! The plan of hand-picked worlds, as text.

use std::sync::Arc;

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
        let plan = Plan::new(&world);
        insta::assert_snapshot!(plan.print(&world));
    });
}

#[test]
fn unsupported_parts_are_named_with_their_line() {
    let world = load(
        "package a:b;\ninterface i {\n  record r { s: stream<u8> }\n  f: async func();\n  g: func(m: map<string, u8>);\n}\nworld w { export i; }\n",
    );
    let found: Vec<String> = world.unsupported("go").iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(found.join("\n"), @"
    case.wit:4:3: function `f`: async function is unsupported in go
    case.wit:5:3: function `g`: map is unsupported in go
    case.wit:3:10: type `r`: stream is unsupported in go
    ");
    assert!(world.refuse_unsupported("go").is_err());
}
