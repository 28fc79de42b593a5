//! Ruby calls Ruby: async functions, streams and futures, in one composed component.

use crate::support;

use std::sync::OnceLock;

use support::{build_world, engine};
use wasmtime::component::{Component, Instance, Linker, ResourceTable, Val};
use wasmtime::{Engine, ResourceLimiter, Store};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use witloom_bindgen::guest::scenarios::Package;
use witloom_component::Profile;
use witloom_component::compose::{App, Part, compose};

const WIT: &str = include_str!("async/world.wit");
const TESTS: &str = "test:tasks/tests";
const WORK: &str = "test:tasks/work";

struct State {
    wasi: WasiCtx,
    table: ResourceTable,
    memory: usize,
}

impl ResourceLimiter for State {
    fn memory_growing(&mut self, now: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        self.memory += desired - now;
        Ok(true)
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(true)
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

fn component(wit: &str, world: &str, app: &str, profile: Profile) -> Vec<u8> {
    build_world(wit, world, &[("app.rb", app)], profile).unwrap_or_else(|error| panic!("{error}"))
}

/// Caller and callee in one component.
fn composed(wit: &str, caller: &str, callee: &str) -> (Engine, Component) {
    let part = |name: &str, app| Part { name: name.to_owned(), component: component(wit, name, app, Profile::Dev) };
    let parts = [part("caller", caller), part("callee", callee)];
    let app = App { name: "tasks", entry: "caller", parts: &parts, links: &Default::default() };
    let composed = compose(&app).unwrap().component;
    let (engine, _) = engine();
    let component = Component::new(&engine, composed).unwrap();
    (engine, component)
}

/// Caller and callee, compiled once for all tests.
fn pair() -> &'static (Engine, Component) {
    static PAIR: OnceLock<(Engine, Component)> = OnceLock::new();
    PAIR.get_or_init(|| composed(WIT, include_str!("async/caller.rb"), include_str!("async/callee.rb")))
}

struct Running {
    store: Store<State>,
    instance: Instance,
    stderr: MemoryOutputPipe,
    runtime: tokio::runtime::Runtime,
}

impl Running {
    fn new((engine, component): &(Engine, Component)) -> Running {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut linker = Linker::<State>::new(engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker).unwrap();
        wasmtime_wasi::p3::add_to_linker(&mut linker).unwrap();
        let stderr = MemoryOutputPipe::new(1 << 20);
        let wasi = WasiCtx::builder().stderr(stderr.clone()).build();
        let mut store = Store::new(engine, State { wasi, table: ResourceTable::new(), memory: 0 });
        store.limiter(|state| state);
        let instance = runtime.block_on(linker.instantiate_async(&mut store, component)).unwrap();
        Running { store, instance, stderr, runtime }
    }

    /// Calls functions at the same time; their results, or what ended the instance.
    fn calls(&mut self, interface: &str, calls: &[(&str, Vec<Val>)]) -> Result<Vec<Val>, String> {
        let parent = self.instance.get_export_index(&mut self.store, None, interface).unwrap();
        let mut found = Vec::new();
        for (name, params) in calls {
            let index = self.instance.get_export_index(&mut self.store, Some(&parent), name).unwrap();
            found.push((self.instance.get_func(&mut self.store, index).unwrap(), params));
        }
        let store = &mut self.store;
        let outcome = self.runtime.block_on(async {
            store
                .run_concurrent(async |accessor| {
                    let calls = found.iter().map(|(func, params)| async move {
                        let mut results = [Val::Bool(false)];
                        func.call_concurrent(accessor, params, &mut results).await?;
                        let [result] = results;
                        wasmtime::Result::Ok(result)
                    });
                    all(calls).await
                })
                .await
        });
        let results = outcome.and_then(|results| results.into_iter().collect::<wasmtime::Result<Vec<_>>>());
        results.map_err(|error| format!("{error:?}\n{}", String::from_utf8_lossy(&self.stderr.contents())))
    }

    fn run(&mut self, function: &str, scenario: &str) -> Result<String, String> {
        let result = self.calls(TESTS, &[(function, vec![Val::String(scenario.to_owned())])])?;
        let [Val::String(text)] = result.as_slice() else { panic!("{result:?}") };
        Ok(text.clone())
    }
}

/// Polls all futures until all are done.
async fn all<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut pending: Vec<_> = futures.map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = pending.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (future, slot) in pending.iter_mut().zip(&mut done) {
            if slot.is_none()
                && let std::task::Poll::Ready(output) = future.as_mut().poll(cx)
            {
                *slot = Some(output);
            }
        }
        if done.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
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
    let mut running = Running::new(pair());
    for (name, expected) in SCENARIOS {
        assert_eq!(running.run("run", name).as_deref(), Ok(*expected), "{name}");
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
        assert_eq!(Running::new(pair()).run("run", name).as_deref(), Ok(expected), "{name}");
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
        let error = Running::new(pair()).run("run", name).unwrap_err();
        assert!(error.contains(expected), "{name}: {error}");
    }
}

#[test]
fn synchronous_exports_can_not_wait() {
    let mut running = Running::new(pair());
    assert_eq!(running.run("calm", "ready").as_deref(), Ok("a after 0 ms"));
    for name in ["waiting", "stream", "schedule"] {
        let answer = Running::new(pair()).run("calm", name).unwrap();
        assert!(answer.contains("must be an `async func` in WIT"), "{name}: {answer}");
    }
}

#[test]
fn memory_stays_flat() {
    let mut running = Running::new(pair());
    let mut tasks = |n: u32| {
        let result = running.calls(TESTS, &[("tasks", vec![Val::U32(n)])]).unwrap();
        assert_eq!(result, [Val::U32(450)]);
        running.store.data().memory
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
    let mut running = Running::new(&composed(include_str!("async/collected.wit"), app.0, app.1));
    let names = |n: u32| Val::List((0..n).map(|i| Val::String(format!("n{i}"))).collect());
    let mut check = |function: &str, params: Vec<Val>, n: u32| {
        let seen = running.calls("test:collected/tests", &[(function, params.clone())]);
        assert!(seen == Ok(vec![names(n)]), "{function} {params:?}: {seen:?}");
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
    let mut running = Running::new(&(engine.clone(), Component::new(&engine, bytes).unwrap()));
    let text = |text: &str| Val::String(text.to_owned());
    let label = |name: &str, ms: u32| ("label", vec![text(name), Val::U32(ms)]);
    let calls = [label("a", 30), label("b", 10), ("wait", vec![text("c")]), label("d", 0), ("ring", vec![text("e")])];
    let results = running.calls(WORK, &calls).unwrap();
    let expected = ["a after 30 ms", "b after 10 ms", "c heard e0", "d after 0 ms"].map(text);
    assert_eq!(results, [&expected[..], &[Val::U32(1)]].concat());
    let many: Vec<_> = (0..200).map(|i| label(&format!("t{i}"), 5)).collect();
    assert_eq!(running.calls(WORK, &many).unwrap().len(), 200);
}

/// The scenarios that the matrix plays between languages.
#[test]
fn scenarios_of_the_matrix_pass() {
    let wit = include_str!("../../test-matrix/scripts/waiting.wit");
    let guests = (include_str!("../scripts/waiting/caller.rb"), include_str!("../scripts/waiting/callee.rb"));
    let pair = composed(wit, guests.0, guests.1);
    let mut running = Running::new(&pair);
    let mut failed = Vec::new();
    for scenario in Package::Waiting.scenarios() {
        let name = Val::String(scenario.name.to_owned());
        let played = running.calls("matrix:waiting/scenarios", &[("play", vec![name])]);
        let said = scenario.trap("ruby");
        let right = match &played {
            Ok(results) => said.is_empty() && *results == [Val::Result(Ok(None))],
            Err(report) => !said.is_empty() && said.iter().all(|part| report.contains(part)),
        };
        if !right {
            failed.push(format!("{}: {played:?}", scenario.name));
        }
        if played.is_err() {
            running = Running::new(&pair);
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
