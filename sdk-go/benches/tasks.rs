//! What async calls and streams from Go to Go cost in one composed component: `cargo bench -p witloom-sdk-go --bench tasks`.

#![allow(clippy::panic, reason = "a failed run has no figures")]

#[path = "../tests/it/support/mod.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod support;

use std::time::{Duration, Instant};

use support::tasks::{load, start};
use wasmtime::component::Val;
use witloom_component::compose::{App, Part, compose};
use witloom_component::wiring::Links;
use witloom_test_kit::tasks::Tasks;

fn app() -> Tasks {
    let part = |name: &str| Part { name: name.to_owned(), component: support::component("tasks", name) };
    let parts = [part("worker"), part("caller")];
    let app = App { name: "tasks", entry: "caller", parts: &parts, links: &Links::default() };
    start(&load(&compose(&app).expect("they fit").component))
}

const CALLS: u32 = 200_000;
const CHUNKS: u64 = 8 << 10;

fn main() {
    let mut app = app();
    let mut play = |name: &str, args: &[Val]| -> Duration {
        let begin = Instant::now();
        app.call("test:tasks/play", name, args).unwrap_or_else(|error| panic!("{name}: {error}"));
        begin.elapsed()
    };
    // The second round has a heap that has grown.
    for _ in 0..2 {
        let each = play("calls", &[Val::U32(CALLS)]) / CALLS;
        println!("empty async call            {:>8.2} µs", each.as_secs_f64() * 1e6);
        let took = play("pull", &[Val::U64(CHUNKS << 20), Val::U32(1 << 20)]);
        println!("stream<u8> by the megabyte  {:>8.2} GiB/s", CHUNKS as f64 / 1024.0 / took.as_secs_f64());
    }
}
