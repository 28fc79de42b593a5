//! Memory of Go guests stays flat, however much passes through.

use wasmtime::component::Val;
use witloom_component::compose::{App, Part, compose};
use witloom_component::wiring::Links;

use crate::support;
use crate::support::host::{load, start};

#[test]
fn stays_flat_under_load() {
    let part = |name: &str| Part { name: name.to_owned(), component: support::component("bench", name) };
    let parts = [part("callee-world"), part("caller-world")];
    let app = App { name: "bench", entry: "caller-world", parts: &parts, links: &Links::default() };
    let mut running = start(&load(&compose(&app).expect("they fit").component), |_| ());
    let mut play = |name: &str, args: &[u32]| {
        let func = running.func("test:bench/caller", name);
        let args: Vec<Val> = args.iter().copied().map(Val::U32).collect();
        running.invoke(func, &args).unwrap_or_else(|error| panic!("{name}: {error:?}\n{}", running.stderr()));
        running.memory()
    };
    // Strings and lists that arrive through cabi_realloc while a collection is due.
    for (name, warm_up, load) in [("text", [5_000, 1024], [100_000, 1024]), ("bytes", [50, 1 << 20], [100, 1 << 20])] {
        let before = play(name, &warm_up);
        let after = play(name, &load);
        assert!(after <= before + (2 << 20), "{name}: {before} bytes, then {after}");
    }
    play("people", &[5, 2_000]);
    play("things", &[20_000]);
}
