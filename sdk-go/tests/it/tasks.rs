//! Async functions, streams and futures from Go to Go, in every way that a call can go.

use wasmtime::component::{Component, Val};
use witloom_bindgen::guest::scenarios::Package;
use witloom_bindgen::guest::{GuestWriter as _, Role};
use witloom_component::compose::{App, Part, compose};
use witloom_component::wiring::Links;
use witloom_sdk_go::Go;
use witloom_test_kit::tasks::{Tasks, play_scenarios};

use crate::support;
use crate::support::tasks::{load, start};

const PLAY: &str = "test:tasks/play";
const WORK: &str = "test:tasks/work";

fn pair() -> Component {
    let part = |name: &str| Part { name: name.to_owned(), component: support::component("tasks", name) };
    let parts = [part("worker"), part("caller")];
    let app = App { name: "tasks", entry: "caller", parts: &parts, links: &Links::default() };
    load(&compose(&app).expect("they fit").component)
}

const SCENARIOS: &[&str] = &[
    "immediate",
    "suspended",
    "interleaved",
    "rendezvous",
    "cancel",
    "stubborn",
    "errors",
    "bytes",
    "files",
    "strings",
    "records",
    "handles",
    "leaves",
    "left",
    "misused",
    "late",
    "pipes",
    "futures",
    "nested",
    "resources",
];

#[test]
fn every_way_that_a_call_can_go() {
    let component = pair();
    let scenario = |name: &str| ("scenario", vec![Val::String(name.to_owned())]);
    let mut failed = Vec::new();
    for name in SCENARIOS {
        // Each in an instance of its own, since a trap ends all tasks.
        match start(&component).at_once(PLAY, &[scenario(name)]) {
            Ok(results) if results == [Some(Val::Result(Ok(None)))] => {}
            Ok(results) => failed.push(format!("{name}: {results:?}")),
            Err(error) => failed.push(format!("{name}: {error}")),
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    // All of them at once, twice, but for those that look at what others count,
    // and for the callee that holds the instance, which others' sleep would feel.
    let alone = ["cancel", "leaves", "left", "misused", "stubborn", "interleaved"];
    let calm: Vec<_> = SCENARIOS.iter().filter(|name| !alone.contains(name)).map(|name| scenario(name)).collect();
    let both = [calm.clone(), calm].concat();
    let results = start(&component).at_once(PLAY, &both).unwrap_or_else(|error| panic!("{error}"));
    for ((_, name), result) in both.iter().zip(results) {
        assert_eq!(result, Some(Val::Result(Ok(None))), "{name:?}");
    }
}

#[test]
fn many_tasks_and_bytes_keep_memory_flat() {
    let mut running = start(&pair());
    let mut play = |name: &str, args: &[Val]| {
        let result = running.call(PLAY, name, args).unwrap_or_else(|error| panic!("{name}: {error}"));
        (result, running.memory())
    };
    let count = |n| [Val::U32(n)];
    // Go's heap grows to what a round needs, and then no more.
    let mut warm = 0;
    for _ in 0..4 {
        assert_eq!(play("crowd", &count(1000)).0, Some(Val::U32(1000)));
        warm = play("calls", &count(10_000)).1;
    }
    assert_eq!(play("crowd", &count(1000)).0, Some(Val::U32(1000)));
    let (sum, after) = play("calls", &count(10_000));
    assert_eq!(sum, Some(Val::U32(10_000)));
    assert!(after <= warm + (2 << 20), "{warm} bytes, then {after}");
    let pull = |bytes: u64, piece: u32| [Val::U64(bytes), Val::U32(piece)];
    for piece in [1, 7, 1 << 20] {
        let bytes = u64::from(piece) * 100 + 3;
        assert_eq!(play("pull", &pull(bytes, piece)).0, Some(Val::U64(bytes)));
    }
    for _ in 0..8 {
        warm = play("pull", &pull(64 << 20, 1 << 20)).1;
    }
    let (_, after) = play("pull", &pull(256 << 20, 1 << 20));
    assert!(after <= warm + (2 << 20), "{warm} bytes, then {after}");
}

#[test]
fn the_host_calls_async_exports() {
    let mut running = start(&load(&support::component("tasks", "worker")));
    let nap = |name: &str, ms: u32| ("nap", vec![Val::String(name.to_owned()), Val::U32(ms)]);
    let slept = |name: &str| Some(Val::String(format!("{name} slept")));
    let results = running.at_once(WORK, &[nap("a", 30), nap("b", 10)]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(results, [slept("a"), slept("b")]);
    let met = ["x", "y"].map(|name| ("meet", vec![Val::String(name.to_owned())]));
    let results = running.at_once(WORK, &met).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(results, ["y", "x"].map(|name| Some(Val::String(name.to_owned()))));
}

/// A component of `run: async func(how: string) -> u32`, with the body of that function.
fn running(body: &str) -> Tasks {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let world = support::world_of(
        "package a:b;\ninterface jobs { run: async func(how: string) -> u32; }\nworld w { export jobs; }\n",
    );
    std::fs::write(folder.path().join("go.mod"), "module trap\n\ngo 1.24\n").expect("writable");
    support::bind(&world, folder.path()).expect("bindings");
    let main = format!(
        "package main\n\nimport (\n\t\"context\"\n\t\"errors\"\n\t\"time\"\n\n\t\"trap/gen/exports/a/b/jobs\"\n)\n\n\
         type part struct{{}}\n\nfunc init() {{ jobs.Export(part{{}}) }}\n\nfunc main() {{}}\n\n\
         func (part) Run(ctx context.Context, how string) (uint32, error) {{\n{body}\n}}\n"
    );
    std::fs::write(folder.path().join("main.go"), main).expect("writable");
    let built = support::build(&world, folder.path()).unwrap_or_else(|error| panic!("{error}"));
    start(&load(&built.component))
}

#[test]
fn what_goes_wrong_after_waiting_is_a_trap_with_its_reason() {
    let body = "\
    switch how {
    case \"error\":
        time.Sleep(time.Millisecond)
        return 0, errors.New(\"no luck\")
    case \"panic\":
        time.Sleep(time.Millisecond)
        panic(\"in the middle\")
    case \"late\":
        go func() {
            time.Sleep(time.Millisecond)
            panic(\"too late\")
        }()
    case \"rest\":
        time.Sleep(time.Second)
    }
    return 7, nil";
    let call = |how: &str| ("run", vec![Val::String(how.to_owned())]);
    let trap = |calls: &[(&str, Vec<Val>)]| running(body).at_once("a:b/jobs", calls).expect_err("a trap");
    let error = trap(&[call("error")]);
    assert!(error.contains("a:b/jobs#run: returned an error, but its WIT type has none: no luck"), "{error}");
    let error = trap(&[call("panic"), call("rest")]);
    assert!(error.contains("witloom: go export `a:b/jobs#run` failed: in the middle"), "{error}");
    // The call has its result; the others learn of it.
    let error = trap(&[call("late"), call("rest")]);
    assert!(error.contains("panic: too late") && error.contains("main.part.Run"), "{error}");
}

/// The matrix's hand-written guest of a role.
fn scripted(role: Role) -> Part {
    let wit = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-matrix/scripts/waiting.wit");
    let world = support::world(&wit, Some(role.as_str()));
    let folder = tempfile::tempdir().expect("a temporary folder");
    Go.by_hand().expect("Go has them").files(Package::Waiting, role).write(folder.path()).expect("a writable folder");
    support::bind(&world, folder.path()).expect("bindings");
    let built = support::build(&world, folder.path()).unwrap_or_else(|error| panic!("{error}"));
    Part { name: role.as_str().to_owned(), component: built.component }
}

/// What such a call was given is the caller's again.
#[test]
fn a_call_that_never_started_gives_back_its_arguments() {
    let wit = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-matrix/scripts/gates.wit");
    let world = support::world(&wit, Some("caller"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("go.mod"), "module caller\n\ngo 1.26\n").expect("writable");
    std::fs::write(folder.path().join("main.go"), include_str!("../cases/gates/caller.go")).expect("writable");
    support::bind(&world, folder.path()).expect("bindings");
    let caller = support::build(&world, folder.path()).unwrap_or_else(|error| panic!("{error}")).component;
    let gate = wat::parse_str(include_str!("../../../test-matrix/scripts/gate.wat")).expect("it is a component");
    let part = |name: &str, component| Part { name: name.to_owned(), component };
    let parts = [part("caller", caller), part("gate", gate)];
    let app = App { name: "gates", entry: "caller", parts: &parts, links: &Links::default() };
    let component = load(&compose(&app).expect("they fit").component);
    let said = start(&component).call("matrix:gates/scenarios", "play", &[Val::String(String::new())]);
    let want = "context deadline exceeded, passed 0, ticket 7; 7, passed 1";
    assert_eq!(said, Ok(Some(Val::String(want.to_owned()))));
}

#[test]
fn every_scenario_of_the_matrix() {
    let parts = [scripted(Role::Callee), scripted(Role::Caller)];
    let app = App { name: "waiting", entry: "caller", parts: &parts, links: &Links::default() };
    play_scenarios(&load(&compose(&app).expect("they fit").component), "go");
}
