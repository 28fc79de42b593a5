//! What calls from Go to Go cost in one composed component, and how much memory the guests take:
//! `cargo bench -p witloom-sdk-go`.

#![allow(clippy::panic, reason = "a failed run has no figures")]

#[path = "../tests/it/support/mod.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod support;

use std::time::{Duration, Instant};

use support::host::{Running, load, start};
use wasmtime::component::Val;
use witloom_component::compose::{App, Part, compose};
use witloom_component::wiring::Links;

fn app() -> Running {
    let part = |name: &str| Part { name: name.to_owned(), component: support::component("bench", name) };
    let parts = [part("callee-world"), part("caller-world")];
    let app = App { name: "bench", entry: "caller-world", parts: &parts, links: &Links::default() };
    start(&load(&compose(&app).expect("they fit").component), |_| ())
}

/// Function, repetitions, size of the argument where it has one.
const RUNS: [(&str, u32, Option<u32>); 10] = [
    ("empty", 5_000_000, None),
    ("add", 5_000_000, None),
    ("fallible", 1_000_000, None),
    ("things", 300_000, None),
    ("text", 1_000_000, Some(16)),
    ("text", 1_000_000, Some(1024)),
    ("bytes", 200, Some(1 << 20)),
    ("points", 200, Some(65_536)),
    ("people", 50, Some(10_000)),
    ("text", 1_000_000, Some(1024)),
];

/// Processor time of this process so far, where the system tells.
fn cpu() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(") ")?.1.split(' ').skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(Duration::from_millis((ticks()? + ticks()?) * 10))
}

fn main() {
    let mut app = app();
    println!("{:<10} {:>8} {:>14} {:>12}", "function", "size", "ns/call", "MiB after");
    for (name, count, size) in RUNS {
        let func = app.func("test:bench/caller", name);
        let args: Vec<Val> = [Some(count), size].into_iter().flatten().map(Val::U32).collect();
        let begin = (Instant::now(), cpu());
        app.invoke(func, &args).unwrap_or_else(|error| panic!("{name}: {error:?}\n{}", app.stderr()));
        let elapsed = begin.0.elapsed();
        // On a busy machine the processor's time says more; it is only known to 10 ms.
        let spent = cpu().zip(begin.1).map_or(elapsed, |(after, before)| after.saturating_sub(before));
        let each = spent.as_nanos() / u128::from(count);
        let size = size.map_or_else(String::new, |size| size.to_string());
        println!("{name:<10} {size:>8} {each:>14} {:>12.1}", app.memory() as f64 / f64::from(1 << 20));
    }
}
