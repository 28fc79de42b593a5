//! Ruby calls Ruby: async functions, streams and futures, in one composed component.

use crate::support;

use std::sync::OnceLock;

use support::{build_world, engine};
use wasmtime::component::{Component, Val};
use witloom_component::Profile;
use witloom_component::compose::{App, Part, compose};
use witloom_test_kit::tasks::{Tasks, play_scenarios};

const WIT: &str = include_str!("async/world.wit");
const TESTS: &str = "test:tasks/tests";
const WORK: &str = "test:tasks/work";

fn component(wit: &str, world: &str, app: &str, profile: Profile) -> Vec<u8> {
    build_world(wit, world, &[("app.rb", app)], profile).unwrap_or_else(|error| panic!("{error}"))
}

/// Caller and callee in one component.
fn composed(wit: &str, caller: &str, callee: &str) -> Component {
    joined(component(wit, "caller", caller, Profile::Dev), component(wit, "callee", callee, Profile::Dev))
}

fn joined(caller: Vec<u8>, callee: Vec<u8>) -> Component {
    let part = |name: &str, component| Part { name: name.to_owned(), component };
    let parts = [part("caller", caller), part("callee", callee)];
    let app = App { name: "tasks", entry: "caller", parts: &parts, links: &Default::default() };
    let composed = compose(&app).unwrap().component;
    let (engine, _) = engine();
    Component::new(&engine, composed).unwrap()
}

/// Caller and callee, compiled once for all tests.
fn pair() -> &'static Component {
    static PAIR: OnceLock<Component> = OnceLock::new();
    PAIR.get_or_init(|| composed(WIT, include_str!("async/caller.rb"), include_str!("async/callee.rb")))
}

/// Plays a scenario by its name.
fn run(running: &mut Tasks, function: &str, scenario: &str) -> Result<String, String> {
    let result = running.call(TESTS, function, &[Val::String(scenario.to_owned())])?;
    let Some(Val::String(text)) = result else { panic!("{result:?}") };
    Ok(text)
}

/// Scenarios and what they answer.
const SCENARIOS: &[(&str, &str)] = &[
    ("at_once", "a after 0 ms"),
    ("suspended", "héllo after 5 ms"),
    ("many_parameters", r#"["a", "b", "c", "1099511627776", "1.5", "nil"]"#),
    ("nothing", "nil"),
    ("results", r#"["k2=2", "k3=3"] ["10 is too much", "11 is too much"]"#),
    ("rendezvous", r#"3 ["x heard bell0", "y heard bell1", "z heard bell2"]"#),
    ("methods", "[2, 3, 4] 4 42"),
    ("handles", "7 8 7"),
    ("stubborn", "Timeout::Error next after 0 ms"),
    ("bytes", r#"["ONE ", "TWOTHREE", "PART 0", " ", "PART 1 PART 2 ", "FOUR\n", "FIVE\n", nil, true]"#),
    ("large", "true true"),
    ("lines", r#"["one", "two", "three"]"#),
    ("numbers", "500500 500000 0"),
    ("records", r#"["A2", "B3"]"#),
    ("units", "[nil, nil, nil, nil, nil]"),
    ("reader_leaves", r#"["part 1", "part 2", "part 3"] ["part 4"] true endless is over"#),
    ("callee_leaves", r#"["n1", "n2"] true"#),
    ("forwarded", "THROUGH TWO"),
    (
        "futures",
        r#"["relayed: now", "relayed: later", "relayed: later", "relayed: promised after 1 ms", ["at once", 5]]"#,
    ),
    ("unread", "still here after 5 ms"),
    ("nested", r#"["X", "cba", 42, "", nil]"#),
    ("deeply_nested", r#"[["stream 0", "stream 1", "stream 2"], 7, "<a><b>", "nothing came"]"#),
    ("within_enumerator", r#"["e0 after 1 ms", "e1 after 1 ms"]"#),
    ("within_blocks", "[1, :ensured] 2 15"),
    ("under_gc_stress", r#"["g after 1 ms", 6, "XYXYXY", "relayed: f"]"#),
    ("locks", r#"["in0", "out0", "in1", "out1"] 7 nil"#),
    (
        "refused",
        "`test:tasks/work#label`: `name` must be a String, got 1 (Integer); \
         `test:tasks/work#upper`: `input` must be a String, an object with `each`, or a Proc, got 7 (Integer); \
         `test:tasks/work#wide`: `b[1]` must be a String, got 3 (Integer)",
    ),
];

#[test]
fn tasks_streams_and_futures() {
    let mut running = Tasks::start(pair());
    for (name, expected) in SCENARIOS {
        assert_eq!(run(&mut running, "run", name).as_deref(), Ok(*expected), "{name}");
    }
}

#[test]
fn tasks_take_turns_and_are_cancelled() {
    for (name, expected) in [
        (
            "interleaved",
            r#"["slow after 30 ms", "fast after 10 ms", "now after 0 ms"] ["begin slow", "begin fast", "begin now", "end now", "left now", "end fast", "left fast", "end slow", "left slow"]"#,
        ),
        ("cancelled", r#"Timeout::Error ["begin long", "left long"]"#),
        ("cancelled_family", r#"["begin child 0", "begin child 1", "left child 0", "left child 1"]"#),
        ("cancelled_promise", "cancelled 1"),
        (
            "raised",
            r#"["begin raised", "begin killed", "left raised", "begin rescued", "end rescued", "left rescued", "left killed"]"#,
        ),
        ("objects", r#"[10, 11, 12] ["closed 10", "closed 11", "closed 12"]"#),
    ] {
        assert_eq!(run(&mut Tasks::start(pair()), "run", name).as_deref(), Ok(expected), "{name}");
    }
}

#[test]
fn failures_end_the_instance_and_say_why() {
    for (name, expected) in [
        ("unheard", "ruby export `test:tasks/tests#run` failed: RuntimeError: nobody asked"),
        ("middle", "ruby export `test:tasks/work#fail` failed: RuntimeError: broken in the middle"),
        ("before", "ruby export `test:tasks/work#fail` failed: RuntimeError: broken before the result"),
        ("calm_stream", "the function that is running must be an `async func` in WIT"),
    ] {
        let error = run(&mut Tasks::start(pair()), "run", name).unwrap_err();
        assert!(error.contains(expected), "{name}: {error}");
    }
}

#[test]
fn synchronous_exports_can_not_wait() {
    let mut running = Tasks::start(pair());
    assert_eq!(run(&mut running, "calm", "ready").as_deref(), Ok("a after 0 ms"));
    for name in ["waiting", "stream", "schedule"] {
        let answer = run(&mut Tasks::start(pair()), "calm", name).unwrap();
        assert!(answer.contains("must be an `async func` in WIT"), "{name}: {answer}");
    }
}

#[test]
fn memory_stays_flat() {
    let mut running = Tasks::start(pair());
    let mut tasks = |n: u32| {
        assert_eq!(running.call(TESTS, "tasks", &[Val::U32(n)]), Ok(Some(Val::U32(450))));
        running.memory()
    };
    let warm = [tasks(300), tasks(300)][1];
    let grown = [tasks(300), tasks(300)][1] - warm;
    // A fiber for each would take half a megabyte.
    assert!(grown < 1 << 20, "{grown} bytes more than {warm}");
}

/// Calls that hold objects in C functions' locals while they wait, and how often with a collection at every chance.
const HOLDING: &[(&str, u32)] = &[
    ("tasks", 30),
    ("calls", 6),
    ("array", 6),
    ("hash", 6),
    ("sorted", 6),
    ("text", 6),
    ("nested", 6),
    ("enumerator", 5),
    ("reading", 6),
    ("writing", 6),
    ("fibers", 10),
];

#[test]
fn collections_spare_what_waiting_calls_hold() {
    let app = (include_str!("async/collected_caller.rb"), include_str!("async/collected_callee.rb"));
    let mut running = Tasks::start(&composed(include_str!("async/collected.wit"), app.0, app.1));
    let names = |n: u32| Val::List((0..n).map(|i| Val::String(format!("n{i}"))).collect());
    let mut check = |function: &str, params: Vec<Val>, n: u32| {
        let seen = running.call("test:collected/tests", function, &params);
        assert!(seen == Ok(Some(names(n))), "{function} {params:?}: {seen:?}");
    };
    for (name, n) in HOLDING {
        check("run", vec![Val::String((*name).to_owned()), Val::U32(*n), Val::Bool(true)], *n);
    }
    check("calm", vec![Val::Bool(true)], 10);
    for name in ["tasks", "calls", "array", "reading", "writing"] {
        check("run", vec![Val::String(name.to_owned()), Val::U32(1000), Val::Bool(false)], 1000);
    }
}

#[test]
fn the_host_calls_at_once_and_from_a_snapshot() {
    let (engine, _) = engine();
    let bytes = component(WIT, "callee", include_str!("async/callee.rb"), Profile::Release);
    let mut running = Tasks::start(&Component::new(&engine, bytes).unwrap());
    let text = |text: &str| Val::String(text.to_owned());
    let label = |name: &str, ms: u32| ("label", vec![text(name), Val::U32(ms)]);
    let calls = [label("a", 30), label("b", 10), ("wait", vec![text("c")]), label("d", 0), ("ring", vec![text("e")])];
    let results = running.at_once(WORK, &calls).unwrap();
    let expected = ["a after 30 ms", "b after 10 ms", "c heard e0", "d after 0 ms"].map(|said| Some(text(said)));
    assert_eq!(results, [&expected[..], &[Some(Val::U32(1))]].concat());
    let many: Vec<_> = (0..200).map(|i| label(&format!("t{i}"), 5)).collect();
    assert_eq!(running.at_once(WORK, &many).unwrap().len(), 200);
}

/// What such a call was given is the caller's again.
#[test]
fn a_call_that_never_started_gives_back_its_arguments() {
    let wit = include_str!("../../test-matrix/scripts/gates.wit");
    let caller = component(wit, "caller", include_str!("async/gates.rb"), Profile::Dev);
    let gate = wat::parse_str(include_str!("../../test-matrix/scripts/gate.wat")).unwrap();
    let text = |text: &str| Val::String(text.to_owned());
    let said = Tasks::start(&joined(caller, gate)).call("matrix:gates/scenarios", "play", &[text("")]);
    assert_eq!(said, Ok(Some(text("Timeout::Error, passed 0, ticket 7; 7, passed 1"))));
}

/// The scenarios that the matrix plays between languages.
#[test]
fn scenarios_of_the_matrix_pass() {
    let wit = include_str!("../../test-matrix/scripts/waiting.wit");
    let guests = (include_str!("../scripts/waiting/caller.rb"), include_str!("../scripts/waiting/callee.rb"));
    play_scenarios(&composed(wit, guests.0, guests.1), "ruby");
}
