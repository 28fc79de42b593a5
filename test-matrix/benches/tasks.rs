//! What calls and streams cost between components: `cargo bench -p witloom-test-matrix --bench tasks`, with languages
//! behind `--` for those alone. Each is measured as both sides, and as the caller of the next one. What counts is the time
//! that the process had on a processor, where the system tells: others use the machine, too.

#![allow(clippy::panic, reason = "a failed run has no figures")]

use std::time::Duration;

use witloom_bindgen::guest::{Measured, Role};
use witloom_component::Profile;
use witloom_host::Val;
use witloom_project::registry::Registry;
use witloom_test_matrix::bench::clock::Clock;
use witloom_test_matrix::bench::guests::Workshop;
use witloom_test_matrix::bench::running::Running;

const CALLS: u32 = 20_000;
const MEBIBYTES: u64 = 512;
/// The least of so many times counts: others use its caches, too.
const ROUNDS: usize = 3;

/// The least time of a load.
fn least(pair: &mut Running, function: &str, args: &[Val]) -> Duration {
    let clock = Clock::with(&[]);
    let one = |_| {
        let time = clock.time(|| pair.load(function, args).map(|_| ()));
        time.unwrap_or_else(|error| panic!("{function}: {error}")).processors
    };
    (0..ROUNDS).map(one).min().unwrap_or_default()
}

fn micros(time: Duration, calls: u32) -> f64 {
    time.as_secs_f64() * 1e6 / f64::from(calls)
}

fn measure(name: &str, mut pair: Running) {
    let waits = micros(least(&mut pair, "calls", &[Val::U32(CALLS)]), CALLS);
    let plain = micros(least(&mut pair, "plain-calls", &[Val::U32(CALLS)]), CALLS);
    let time = least(&mut pair, "pull", &[Val::U64(MEBIBYTES << 20), Val::U32(1 << 20)]);
    let speed = MEBIBYTES as f64 / time.as_secs_f64();
    println!("{name:<16} {waits:>10.2} {plain:>10.2} {speed:>10.0}");
}

fn part(workshop: &Workshop<'_>, language: &str, role: Role) -> Vec<u8> {
    workshop.guest(language, Measured::Loads, role).expect("it can be built")
}

fn main() {
    let registry = Registry::default();
    let workshop = Workshop::new(&registry, &[], Profile::Release, &|_| {}).expect("languages");
    let wanted: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let mut languages = workshop.languages();
    languages.retain(|language| wanted.is_empty() || wanted.iter().any(|wanted| wanted == language));
    let built = |role| languages.iter().map(|language| part(&workshop, language, role)).collect::<Vec<_>>();
    let (callers, callees) = (built(Role::Caller), built(Role::Callee));
    println!("{:<16} {:>10} {:>10} {:>10}", "pair", "async µs", "sync µs", "MiB/s");
    for (caller, language) in languages.iter().enumerate() {
        let next = (caller + 1) % languages.len();
        for callee in if next == caller { vec![caller] } else { vec![caller, next] } {
            let name = format!("{language}→{}", languages[callee]);
            let pair = Running::pair(Measured::Loads, &callers[caller], &callees[callee]);
            measure(&name, pair.expect("they fit"));
        }
    }
}
