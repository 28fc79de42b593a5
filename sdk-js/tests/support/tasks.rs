//! Components with async functions: a caller and its callee, and the host that runs them.

use std::time::Duration;

use wasmtime::Store;
use wasmtime::component::{Component, Linker, ResourceTable, Val};
use wasmtime_wasi::WasiCtxBuilder;
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use witloom_bindgen::Options;
use witloom_component::Profile;
use witloom_component::compose::{App, Part, compose};
use witloom_component::wiring::Links;

use super::{Host, build_with, engine, world};

const WIT: &str = include_str!("../../../tests/wit/tasks.wit");

/// The pair of `cases/tasks`.
pub fn callee_and_caller() -> Vec<u8> {
    let part = |name: &str, file: &str, text: &str| {
        let index = format!("export * from \"./{file}\";\n");
        part(WIT, name, &[("index.js", index.as_str()), (file, text)])
    };
    pair(&[
        part("caller", "caller.js", include_str!("../cases/tasks/caller.js")),
        part("callee", "callee.js", include_str!("../cases/tasks/callee.js")),
    ])
}

/// The guests of the matrix for tasks, streams and futures.
pub fn waiting_guests() -> Vec<u8> {
    let wit = include_str!("../../../test-matrix/scripts/waiting.wit");
    pair(&[
        part(wit, "caller", &[("index.js", include_str!("../../scripts/waiting/caller.js"))]),
        part(wit, "callee", &[("index.js", include_str!("../../scripts/waiting/callee.js"))]),
    ])
}

/// Tasks whose timers are due at the same time: the first that wakes stops those of the others.
pub fn racing_guests() -> Vec<u8> {
    let wit = "package t:race;
        interface racers { race: async func() -> string; }
        world callee { export racers; }
        world caller { import racers; export run: async func(scenario: string) -> string; }";
    let callee = "
        const racers = [];
        const race = () =>
          new Promise((resolve) => {
            const me = { resolve };
            const wake = () => {
              for (const { timer } of racers) clearTimeout(timer);
              for (const racer of racers.splice(0)) racer.resolve(racer === me ? 'won' : 'lost');
            };
            me.timer = setTimeout(wake, 5);
            racers.push(me);
          });
        export const racers_ = { race };
        export { racers_ as racers };";
    let caller = "
        import { race } from 't:race/racers';
        export async function run() {
          const found = [];
          for (let i = 0; i < 20; i++) found.push(...(await Promise.all([race(), race(), race()])));
          return found.filter((how) => how === 'won').length + ' of ' + found.length;
        }";
    pair(&[part(wit, "caller", &[("index.js", caller)]), part(wit, "callee", &[("index.js", callee)])])
}

fn part(wit: &str, name: &str, files: &[(&str, &str)]) -> Part {
    let component = build_with(&world(wit, Some(name)), files, Profile::Dev, &Options::default());
    Part { name: name.to_owned(), component: component.unwrap_or_else(|e| panic!("{e:?}")) }
}

fn pair(parts: &[Part]) -> Vec<u8> {
    compose(&App { name: "pair", entry: "caller", parts, links: &Links::default() }).unwrap().component
}

/// How a scenario ended.
#[derive(Debug)]
pub struct Outcome {
    pub result: wasmtime::Result<String>,
    pub stderr: String,
}

/// Calls `run(scenario)`.
pub fn run(component: &Component, scenario: &str) -> Outcome {
    run_in(component, &["run"], scenario)
}

/// Calls the function at this path with a scenario's name.
pub fn run_in(component: &Component, path: &[&str], scenario: &str) -> Outcome {
    let stderr = MemoryOutputPipe::new(1 << 20);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let called = call(component, path, scenario, stderr.clone());
    // Not a measure: a scenario that nobody ends would hang for ever.
    let result = runtime.block_on(async { tokio::time::timeout(Duration::from_secs(120), called).await });
    let result = result.unwrap_or_else(|_| Err(wasmtime::Error::msg("nothing happened for two minutes")));
    Outcome { result, stderr: String::from_utf8_lossy(&stderr.contents()).into_owned() }
}

async fn call(
    component: &Component,
    path: &[&str],
    scenario: &str,
    stderr: MemoryOutputPipe,
) -> wasmtime::Result<String> {
    let mut linker = Linker::new(engine());
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi::p3::add_to_linker(&mut linker)?;
    let wasi = WasiCtxBuilder::new().stderr(stderr).build();
    let mut store = Store::new(engine(), Host::new(wasi, ResourceTable::new()));
    store.limiter(|host| &mut host.limits);
    let instance = linker.instantiate_async(&mut store, component).await?;
    let index = path.iter().fold(None, |within, name| {
        Some(instance.get_export_index(&mut store, within.as_ref(), name).unwrap_or_else(|| panic!("no {name}")))
    });
    let func = index.and_then(|index| instance.get_func(&mut store, index)).unwrap_or_else(|| panic!("no {path:?}"));
    let args = [Val::String(scenario.to_owned())];
    let mut results = [Val::Bool(false)];
    store.run_concurrent(async |accessor| func.call_concurrent(accessor, &args, &mut results).await).await??;
    match results {
        [Val::String(text)] => Ok(text),
        [Val::Result(Ok(None))] => Ok(String::new()),
        [Val::Result(Err(Some(said)))] => Ok(format!("{said:?}")),
        [other] => Err(wasmtime::Error::msg(format!("`run` gave {other:?}"))),
    }
}
