//! Components with async functions: a caller and its callee, and the host that runs them.

use wasmtime::component::{Component, Val};
use witloom_bindgen::Options;
use witloom_component::Profile;
use witloom_component::compose::{App, Part, compose};
use witloom_component::wiring::Links;
use witloom_test_kit::tasks::Tasks;

use super::{build_with, world};

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

/// A caller whose calls are cancelled before they start, and the component that lets none start.
pub fn shut_out() -> Vec<u8> {
    let wit = include_str!("../../../test-matrix/scripts/gates.wit");
    let gate = wat::parse_str(include_str!("../../../test-matrix/scripts/gate.wat")).unwrap();
    pair(&[
        part(wit, "caller", &[("index.js", include_str!("../cases/gates/caller.js"))]),
        Part { name: "gate".to_owned(), component: gate },
    ])
}

fn part(wit: &str, name: &str, files: &[(&str, &str)]) -> Part {
    let component = build_with(&world(wit, Some(name)), files, Profile::Dev, &Options::default());
    Part { name: name.to_owned(), component: component.unwrap_or_else(|e| panic!("{e:?}")) }
}

fn pair(parts: &[Part]) -> Vec<u8> {
    compose(&App { name: "pair", entry: "caller", parts, links: &Links::default() }).unwrap().component
}

/// Calls `run(scenario)`.
pub fn run(component: &Component, scenario: &str) -> Result<String, String> {
    match Tasks::start(component).call("", "run", &[Val::String(scenario.to_owned())])? {
        Some(Val::String(text)) => Ok(text),
        other => panic!("`run` gave {other:?}"),
    }
}
