//! Guests of the test matrix: two that agree, and two whose scripts differ in one place, which they have to name.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on says so")]

use crate::support;

use std::fmt::Write as _;

use support::{COLLECTORS, engine};
use wasmtime::Store;
use wasmtime::component::{Component, Linker};
use witloom_bindgen::guest::{GuestWriter, Role, Script, ScriptCall, Vector, control_wit};
use witloom_bindgen::interp::Value;
use witloom_bindgen::model::Side;
use witloom_bindgen::wit::Wit;
use witloom_bindgen::{Language as _, World};
use witloom_component::compose::{App, Part, compose};
use witloom_component::wiring::Links;
use witloom_host_gc::{BridgeOptions, WasmGc, bridge, needs_bridge};

const CASE: &str = "
    interface items {
        record point { x: u8, y: s16 }
        variant shape { nothing, named(string), at(point) }
        enum level { low, high }
        flags marks { a, b, c }
        type %string = u8;
        aliases: func(v: option<%string>) -> option<%string>;
        %bool: func(v: bool) -> bool;
        %s32: func(v: s32) -> s32;
        %u64: func(v: u64) -> u64;
        %s64: func(v: s64) -> s64;
        %f32: func(v: f32) -> f32;
        %f64: func(v: f64) -> f64;
        %char: func(v: char) -> char;
        text: func(v: string) -> string;
        long-string: func(v: string) -> string;
        points: func(v: point) -> point;
        shapes: func(v: shape) -> shape;
        %variant: func(v: shape) -> shape;
        levels: func(v: level) -> level;
        all-marks: func(v: marks) -> marks;
        bytes: func(v: list<u8>) -> list<u8>;
        length: func(v: list<u16>) -> list<u16>;
        level-list: func(v: list<level>) -> list<level>;
        deep: func(v: list<option<tuple<u8, list<string>>>>) -> list<option<tuple<u8, list<string>>>>;
    }";

/// For each function of the case: a value, and one that differs in one place.
fn pairs() -> Vec<[Value; 2]> {
    let int = |value: i128| Value::Int(value);
    let text = |value: &str| Value::String(value.to_owned());
    let point = |x, y| Value::Product(vec![int(x), int(y)]);
    let sum = |case, value: Option<Value>| Value::Sum(case, value.map(Box::new));
    let bytes = |last| Value::List((0..300).map(|_| int(7)).chain([int(last)]).collect());
    let deep = |last: &str| {
        let tuple = Value::Product(vec![int(1), Value::List(vec![text("a"), text(last)])]);
        Value::List(vec![Value::none(), Value::some(tuple)])
    };
    vec![
        [Value::some(int(1)), Value::none()],
        [Value::Bool(true), Value::Bool(false)],
        [int(-2147483648), int(2147483647)],
        [int(18446744073709551615), int(0)],
        [int(-9223372036854775808), int(-1)],
        [Value::F32(0), Value::F32(0x8000_0000)],
        [Value::F64(0x7ff8_0000_0000_0000), Value::F64(0x3ff8_0000_0000_0000)],
        [Value::Char('é'), Value::Char('😀')],
        [text("héllo 😀"), text("héllo 😁")],
        // 79 bytes, then characters of several code units: where a complaint cuts them.
        [text(&("x".repeat(79) + &"😀".repeat(9))), text(&("x".repeat(78) + &"😀".repeat(9)))],
        [point(1, -2), point(1, -3)],
        [sum(2, Some(point(5, 6))), sum(2, Some(point(4, 6)))],
        [sum(0, None), sum(1, Some(text("x")))],
        [Value::Enum(0), Value::Enum(1)],
        [Value::Flags(5), Value::Flags(4)],
        [bytes(1), bytes(2)],
        [Value::List(vec![int(65535)]), Value::List(Vec::new())],
        [Value::List(vec![Value::Enum(0)]), Value::List(vec![Value::Enum(1)])],
        [deep("b"), deep("c")],
    ]
}

fn world(role: Role) -> World {
    let (own, case) = match role {
        Role::Caller => ("import control; export player;", "import"),
        Role::Callee => ("export control;", "export"),
    };
    let text = format!("package witloom:matrix; {} {CASE} world guest {{ {own} {case} items; }}", control_wit(false));
    World::from_wit(&Wit::parse("guest.wit", &text).unwrap(), Some("guest")).unwrap()
}

/// A guest whose script takes `params` and `results`, one vector per function, as a component.
fn guest(role: Role, params: &[Value], results: &[Value]) -> Vec<u8> {
    let world = world(role);
    let side = if role == Role::Caller { Side::Import } else { Side::Export };
    let interface = world.side(side).find(|interface| interface.name == "items").unwrap();
    assert_eq!(interface.functions.len(), params.len());
    let call = |(at, (param, result)): (usize, (&Value, &Value))| {
        let vector = Vector { params: vec![param.clone()], result: Some(result.clone()) };
        ScriptCall { number: at as u32, interface: interface.id, function: at, vectors: vec![vector] }
    };
    let calls = params.iter().zip(results).enumerate().map(call).collect();
    let files = WasmGc.guest(&world, &Script { role, calls }).unwrap();
    let text = files.get("main.wat").unwrap();
    assert!(needs_bridge(text, &world));
    bridge(text, &world, &BridgeOptions::default())
        .unwrap_or_else(|error| panic!("{error}\n{}", String::from_utf8_lossy(text)))
}

/// Plays every function under every collector; what each said, when all collectors agree.
fn play(caller: Vec<u8>, callee: Vec<u8>, functions: usize) -> Vec<Result<(), String>> {
    let part = |name: &str, component| Part { name: name.to_owned(), component };
    let parts = [part("caller", caller), part("callee", callee)];
    let app = App { name: "pair", entry: "caller", parts: &parts, links: &Links::new() };
    let pair = compose(&app).unwrap().component;
    let mut said: Vec<Vec<Result<(), String>>> = COLLECTORS
        .into_iter()
        .map(|collector| {
            let engine = engine(collector);
            let component = Component::new(&engine, &pair).unwrap();
            let mut store = Store::new(&engine, ());
            let instance = Linker::new(&engine).instantiate(&mut store, &component).unwrap();
            let player = instance.get_export_index(&mut store, None, "witloom:matrix/player").unwrap();
            let play = instance.get_export_index(&mut store, Some(&player), "play").unwrap();
            let play = instance.get_typed_func::<(u32, u32), (Result<(), String>,)>(&mut store, play).unwrap();
            (0..functions).map(|function| play.call(&mut store, (function as u32, 0)).unwrap().0).collect()
        })
        .collect();
    assert!(said.windows(2).all(|pair| pair[0] == pair[1]), "{said:?}");
    said.remove(0)
}

#[test]
fn equal_scripts_agree() {
    for which in 0..2 {
        let values: Vec<Value> = pairs().iter().map(|pair| pair[which].clone()).collect();
        let (caller, callee) = (guest(Role::Caller, &values, &values), guest(Role::Callee, &values, &values));
        let said = play(caller, callee, values.len());
        assert!(said.iter().all(Result::is_ok), "{said:?}");
    }
}

#[test]
fn differences_are_named() {
    let (right, wrong): (Vec<Value>, Vec<Value>) = pairs().into_iter().map(|[right, wrong]| (right, wrong)).unzip();
    let caller = guest(Role::Caller, &wrong, &right);
    let callee = guest(Role::Callee, &right, &wrong);
    let world = world(Role::Callee);
    let interface = world.side(Side::Export).find(|interface| interface.name == "items").unwrap();
    let mut text = String::new();
    for (function, said) in interface.functions.iter().zip(play(caller, callee, right.len())) {
        writeln!(text, "{}: {}", function.name, said.unwrap_err()).unwrap();
    }
    insta::assert_snapshot!(text);
}

/// What is asynchronous is refused by name, with the line, so that a cell of the matrix is `unsupported` for it.
#[test]
fn what_is_asynchronous_is_refused_by_name() {
    let refused = |function: &str| {
        let text = format!("package a:b;\ninterface i {{\n  {function}\n}}\nworld w {{ export i; }}");
        let world = World::from_wit(&Wit::parse("b.wit", &text).unwrap(), None).unwrap();
        let script = Script { role: Role::Callee, calls: Vec::new() };
        let refused = WasmGc.guest(&world, &script).unwrap_err().to_string();
        assert_eq!(refused, WasmGc.accept(&world).unwrap_err().to_string());
        refused
    };
    let found = ["f: async func();", "f: func(v: stream<u8>);", "f: func() -> option<future<string>>;"].map(refused);
    insta::assert_debug_snapshot!(found);
}
