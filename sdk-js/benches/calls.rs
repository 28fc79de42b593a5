//! What calls between two JavaScript components cost, with our glue and with the engine package's own.
//!
//! `cargo bench -p witloom-sdk-js --bench calls --profile release` prints microseconds per round trip, the
//! median of several rounds; both variants alternate in one process.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::Instant;

use support::{Guest, caller_and_callee};
use wasmtime::component::{Component, Val};
use witloom_bindgen::Options;

/// What is called, and how often in a round.
const KINDS: &[(&str, u32)] =
    &[("ping", 2000), ("u32", 2000), ("string", 1000), ("strings", 20), ("bytes", 20), ("points", 4), ("person", 200)];
const ROUNDS: usize = 7;

fn guest(glue: &str) -> Guest {
    let mut options = Options::default();
    options.settings.insert("glue".to_owned(), glue.to_owned());
    let component = Component::new(support::engine(), caller_and_callee(&options)).unwrap();
    Guest::of(&component, |_| {})
}

/// Microseconds per call.
fn round(guest: &mut Guest, kind: &str, count: u32) -> f64 {
    let start = Instant::now();
    guest.ok("bench", &[Val::String(kind.into()), Val::U32(count)]);
    start.elapsed().as_secs_f64() * 1e6 / f64::from(count)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    support::use_cranelift();
    let (mut ours, mut theirs) = (guest("witloom"), guest("upstream"));
    println!("{:<10} {:>12} {:>12} {:>8}", "call", "witloom µs", "upstream µs", "ratio");
    for (kind, count) in KINDS {
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            a.push(round(&mut ours, kind, *count));
            b.push(round(&mut theirs, kind, count.div_ceil(4)));
        }
        let (a, b) = (median(a), median(b));
        println!("{kind:<10} {a:>12.1} {b:>12.1} {:>8.2}", b / a);
    }
}
