//! Async functions, streams and futures: one component called by the host, and by another one.

use std::path::Path;
use std::sync::OnceLock;

use wasmtime::component::{Component, Val};
use witloom_bindgen::guest::Role;
use witloom_bindgen::guest::scenarios::Package;
use witloom_bindgen::{Wit, World};
use witloom_component::Driver;
use witloom_component::compose::{App, Part, compose};
use witloom_component::wiring::{HOST, Links};
use witloom_sdk_python::PythonDriver;
use witloom_test_kit::tasks::{Tasks, play_scenarios};

use crate::concurrent::{compiled, start};
use crate::support::{build_text, case, text, wit, world_of};

const WORK: &str = "test:tasks/work@1.0.0";
const DRIVER: &str = "test:tasks/driver@1.0.0";

fn built(name: &str, world: &str) -> Vec<u8> {
    let app = std::fs::read_to_string(case(name).join("app.py")).unwrap();
    let world = world_of(&wit(name), Some(world));
    build_text(&world, &app).unwrap_or_else(|error| panic!("{error}")).component
}

/// The component that does things.
fn worker() -> &'static [u8] {
    static WORKER: OnceLock<Vec<u8>> = OnceLock::new();
    WORKER.get_or_init(|| built("tasks", "tasks"))
}

fn alone() -> &'static Component {
    static ALONE: OnceLock<Component> = OnceLock::new();
    ALONE.get_or_init(|| compiled(worker()))
}

/// The component that calls the other one, with it.
fn pair() -> &'static Component {
    static PAIR: OnceLock<Component> = OnceLock::new();
    PAIR.get_or_init(|| {
        let part = |name: &str, component: Vec<u8>| Part { name: name.to_owned(), component };
        let parts = [part("player", built("player", "player")), part("tasks", worker().to_vec())];
        let host = |part: &str| (part.to_owned(), [("test:tasks/far@1.0.0".to_owned(), HOST.to_owned())].into());
        let links: Links = ["player", "tasks"].map(host).into();
        let app = App { name: "pair", entry: "player", parts: &parts, links: &links };
        compiled(&compose(&app).unwrap_or_else(|error| panic!("{error:?}")).component)
    })
}

fn says(tasks: &mut Tasks, interface: &str, function: &str, argument: &str) -> String {
    let mut outcomes = tasks.outcomes(interface, &[(function, vec![text(argument)])]);
    match outcomes.remove(0).1 {
        Ok(Some(Val::String(text))) => text,
        other => panic!("{argument}: {other:?}\n{}", tasks.stderr()),
    }
}

/// Outcomes of timers and of what the host offers, in a component alone.
const ALONE: &[(&str, &str, &str)] = &[
    ("timers", "gather", "20 at once"),
    ("timers", "timeout", "timed out, 1 given up"),
    ("timers", "wait_for", "timed out"),
    ("timers", "group", "n0 napped 20 n1 napped 20 n2 napped 20"),
    ("timers", "group fails", "2 given up"),
    ("timers", "spin", "other napped 5"),
    ("timers", "after", "at once"),
    ("timers", "later", "waited"),
    ("timers", "thousand", "waited"),
    ("host-side", "door", "door 5 knocked; "),
    ("host-side", "no door", "err locked"),
    ("host-side", "lent", "lent knocked; this `Door` is lent to a call that has not ended"),
];

#[test]
fn the_host_calls_async_functions() {
    let alone = alone();
    let mut tasks = start(alone);
    let outcomes = tasks.outcomes(WORK, &[("add", vec![Val::U32(2), Val::U32(3)])]);
    assert!(matches!(outcomes[0].1, Ok(Some(Val::U32(5)))), "{outcomes:?} {}", tasks.stderr());
    for (function, what, expected) in ALONE {
        let said = says(&mut tasks, WORK, function, what);
        assert!(said.starts_with(expected), "{what}: {said}");
    }
    // What a call started goes on after its result.
    let seen = tasks.outcomes(WORK, &[("seen", vec![])]);
    assert!(matches!(&seen[0].1, Ok(Some(Val::List(seen))) if *seen == [text("noted later")]), "{seen:?}");
    // Two calls at the same time, and what one does while the other waits.
    let calls = [
        ("label", vec![text("slow"), Val::U64(60)]),
        ("label", vec![text("fast"), Val::U64(10)]),
        ("plain", vec![Val::U32(1)]),
        ("meet", vec![text("a")]),
        ("meet", vec![text("b")]),
    ];
    let outcomes = tasks.outcomes(WORK, &calls);
    let texts: Vec<_> = outcomes.iter().map(|(_, outcome)| outcome.as_ref().unwrap().clone().unwrap()).collect();
    assert_eq!(texts, [text("slow napped 60"), text("fast napped 10"), Val::U32(2), text("b"), text("a")]);
    assert_eq!(outcomes[0].0, 4, "the slow one ends last");
}

#[test]
fn a_component_calls_another_one() {
    let pair = pair();
    let mut said = String::new();
    for name in PLAYED {
        let mut tasks = start(pair);
        let mut outcomes = tasks.outcomes(DRIVER, &[("run", vec![text(name)])]);
        said += &match outcomes.remove(0).1 {
            Ok(Some(Val::String(text))) => format!("{name}: {text}\n{}", tasks.stderr()),
            other => format!("{name}: {other:?}\n{}\n", tasks.stderr()),
        };
    }
    insta::assert_snapshot!(said);
}

/// What the player does; each function of its says how it went.
const PLAYED: [&str; 33] = [
    "calls",
    "at_once",
    "meeting",
    "turns",
    "methods",
    "lent",
    "outcomes",
    "cancelled",
    "stubborn",
    "streams",
    "chunks",
    "words",
    "taken",
    "numbers",
    "units",
    "futures",
    "dropped_future",
    "cancelled_read",
    "two_readers",
    "moved",
    "mistakes",
    "forwarded",
    "parcels",
    "doors",
    "tasks",
    "some_tasks",
    "some_doors",
    "hung",
    "finished",
    "crowded",
    "nested",
    "thousand",
    "many",
];

/// What traps, and what a user sees of it.
#[test]
fn failures_of_async_functions_name_them() {
    let (alone, pair) = (alone(), pair());
    for (how, expected) in [
        ("raise", "witloom: python export `test:tasks/work@1.0.0#fails` failed: KeyError: 'raise'"),
        ("type", "test:tasks/work@1.0.0#fails: `result`: expected u32 (int), got str 'type'"),
        ("inner", "failed: asyncio.exceptions.CancelledError"),
    ] {
        let mut tasks = start(alone);
        let outcomes = tasks.outcomes(WORK, &[("fails", vec![text(how)])]);
        assert!(outcomes[0].1.is_err(), "{how}: {outcomes:?}");
        assert!(tasks.stderr().contains(expected), "{how}: {}", tasks.stderr());
    }
    for (name, expected) in [
        (
            "wrong_number",
            "python stream of `test:tasks/work@1.0.0#total` failed: ValueError: test:tasks/work@1.0.0#total: \
                          sent `item`: expected s8 (-128 to 127), got int 200",
        ),
        ("wrong_future", "python future of `test:tasks/work@1.0.0#resolve` failed: "),
        ("burst", "python stream of `test:tasks/work@1.0.0#burst` failed: ValueError: burst"),
    ] {
        let mut tasks = start(pair);
        let outcomes = tasks.outcomes(DRIVER, &[("run", vec![text(name)])]);
        assert!(outcomes[0].1.is_err() && tasks.stderr().contains(expected), "{name}: {}", tasks.stderr());
    }
    // What fails when the result is given already.
    for what in ["drop error", "hold error", "callback error"] {
        let mut tasks = start(alone);
        let calls = [("timers", vec![text(what)]), ("label", vec![text("other"), Val::U64(1000)])];
        let outcomes = tasks.outcomes(WORK, &calls);
        let expected = "witloom: python task of `test:tasks/work@1.0.0#timers` failed: KeyError: 'late'";
        let said = tasks.stderr();
        assert!(outcomes.iter().any(|(_, outcome)| outcome.is_err()), "{what}: {outcomes:?} {said}");
        assert!(said.contains(expected) && said.contains("app.py"), "{what}: {said}");
    }
    let mut tasks = start(alone);
    let outcomes = tasks.outcomes(WORK, &[("ready", vec![Val::U32(0)])]);
    assert!(outcomes[0].1.is_err() && tasks.stderr().contains("make it an `async func`"), "{}", tasks.stderr());
}

/// Neither calls one after another nor calls at once leave anything behind.
#[test]
fn memory_stays_flat() {
    let alone = alone();
    let mut tasks = start(alone);
    let mut grown = Vec::new();
    // One round to warm up, and those that count.
    for _ in 0..4 {
        for number in 0..10_000 {
            let outcomes = tasks.outcomes(WORK, &[("add", vec![Val::U32(number), Val::U32(1)])]);
            assert!(matches!(outcomes[0].1, Ok(Some(Val::U32(sum))) if sum == number + 1), "{outcomes:?}");
        }
        for _ in 0..3 {
            let calls = vec![("label", vec![text("n"), Val::U64(1)]); 1000];
            let outcomes = tasks.outcomes(WORK, &calls);
            assert!(outcomes.iter().all(|(_, outcome)| outcome.is_ok()), "{}", tasks.stderr());
            tasks.outcomes(WORK, &[("seen", vec![])]);
        }
        grown.push(tasks.memory());
    }
    assert_eq!(grown[1..], [grown[0]; 3], "{grown:?}");
}

/// What such a call was given is the caller's again.
#[test]
fn a_call_that_never_started_gives_back_its_arguments() {
    let wit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../test-matrix/scripts/gates.wit");
    let app = std::fs::read_to_string(case("gates").join("app.py")).unwrap();
    let built = build_text(&world_of(&wit, Some("caller")), &app).unwrap_or_else(|error| panic!("{error}"));
    let gate = wat::parse_str(include_str!("../../../test-matrix/scripts/gate.wat")).unwrap();
    let part = |name: &str, component| Part { name: name.to_owned(), component };
    let parts = [part("caller", built.component), part("gate", gate)];
    let app = App { name: "pair", entry: "caller", parts: &parts, links: &Links::new() };
    let pair = compiled(&compose(&app).unwrap_or_else(|error| panic!("{error:?}")).component);
    let mut tasks = start(&pair);
    let outcome = tasks.outcomes("matrix:gates/scenarios", &[("play", vec![text("")])]).remove(0).1;
    let want = "TimeoutError, passed 0, ticket 7; 7, passed 1";
    assert_eq!(outcome.unwrap_or_else(|error| panic!("{error:?}\n{}", tasks.stderr())), Some(text(want)));
}

/// The matrix's own guests, which it plays against every other language, against each other.
#[test]
fn guests_of_the_matrix_wait() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let wit = root.join("../test-matrix/scripts/waiting.wit");
    let writer = PythonDriver.guest_writer().unwrap();
    let part = |role: Role| {
        let world = world_of(&wit, Some(role.as_str()));
        let files = writer.by_hand().unwrap().files(Package::Waiting, role);
        let (_, app) = files.iter().find(|(path, _)| *path == "app.py").unwrap();
        let built = build_text(&world, std::str::from_utf8(app).unwrap()).unwrap_or_else(|error| panic!("{error}"));
        Part { name: role.as_str().to_owned(), component: built.component }
    };
    let parts = [part(Role::Caller), part(Role::Callee)];
    let app = App { name: "pair", entry: "caller", parts: &parts, links: &Links::new() };
    let pair = compiled(&compose(&app).unwrap_or_else(|error| panic!("{error:?}")).component);
    play_scenarios(&pair, "python");
}

#[test]
fn streams_that_the_engine_can_not_carry_are_refused() {
    let refusal = |wit: &str| {
        let world = World::from_wit(&Wit::parse("in.wit", wit).unwrap(), None).unwrap();
        let refusal = PythonDriver.language().accept(&world).unwrap_err();
        (refusal.kind, refusal.place.is_some())
    };
    let both = "package a:b; interface i { resource r; f: async func(s: stream<r>); } world w { import i; export i; }";
    assert_eq!(refusal(both), ("stream of handles in an interface that is imported and exported".to_owned(), true));
    let nothing = "package a:b; world w { import f: func(a: stream, b: future<tuple<tuple<u8>>>); }";
    assert_eq!(refusal(nothing), ("future of tuple<tuple<u8>> beside one of nothing".to_owned(), true));
}
