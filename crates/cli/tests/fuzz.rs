//! A few damaged inputs of each kind through every command that reads them; `examples/fuzz_inputs.rs` does many.

#[path = "../fuzz/mod.rs"]
#[allow(dead_code, unreachable_pub, missing_debug_implementations, reason = "the example uses more of it")]
mod fuzz;

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use fuzz::{Kind, check, input, seeds};

/// Inputs of each kind.
const COUNT: u64 = 12;

#[test]
fn damaged_input_is_an_error_and_no_panic() {
    let seeds = seeds::Seeds::gather(None);
    let witloom = Path::new(env!("CARGO_BIN_EXE_witloom"));
    let (next, faults) = (AtomicU64::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let (kind, number) =
                        (Kind::ALL[number as usize % Kind::ALL.len()], number / Kind::ALL.len() as u64);
                    if number >= COUNT {
                        break;
                    }
                    if let Err(fault) = check(witloom, kind, &input::input(&seeds, kind, number)) {
                        faults.lock().expect("no thread panics").push((kind, number, fault));
                    }
                }
            });
        }
    });
    let faults = faults.into_inner().expect("no thread panics");
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn inputs_depend_on_their_number_alone() {
    let seeds = seeds::Seeds::gather(None);
    for kind in Kind::ALL {
        let some: Vec<Vec<u8>> = (0..40).map(|number| input::input(&seeds, kind, number)).collect();
        assert_eq!(input::input(&seeds, kind, 7), some[7]);
        assert!(some.iter().any(|bytes| *bytes != some[0]), "{kind:?}");
    }
}
