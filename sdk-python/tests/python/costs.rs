//! What calls cost: `cargo test --release --test python costs -- --ignored --nocapture`.

use std::time::Instant;

use wasmtime::component::Val;

use crate::support::{Running, list, text};
use crate::values::{ECHO, point, program};

/// Nanoseconds of one round trip: host, guest, host, and back.
fn measure(running: &mut Running, name: &str, arg: &Val, times: u32) {
    let name = format!("{ECHO}#{name}");
    running.at(&name, std::slice::from_ref(arg)).unwrap();
    let start = Instant::now();
    for _ in 0..times {
        running.at(&name, std::slice::from_ref(arg)).unwrap();
    }
    println!("{name}: {:.1} µs", start.elapsed().as_secs_f64() * 1e6 / f64::from(times));
}

#[test]
#[ignore = "prints figures"]
fn costs() {
    let program = program(wasmtime::Strategy::Cranelift);
    let mut running = program.start(None);
    measure(&mut running, "u32s", &Val::U32(7), 20_000);
    measure(&mut running, "strings", &text(&"x".repeat(1024)), 20_000);
    measure(&mut running, "numbers", &list((0..10_000).map(Val::U64)), 100);
    measure(&mut running, "aliases", &list((0..10_000).map(|i| point(i, i))), 20);
}
