//! Makes an input that causes a fault smaller while it causes the same one.

use std::path::Path;

use super::{Fault, Kind, check};

/// Runs that a reduction may take.
const RUNS: usize = 300;

/// The smallest input found, with its fault.
pub fn reduce(witloom: &Path, kind: Kind, bytes: &[u8], fault: &Fault) -> (Vec<u8>, Fault) {
    let (mut best, mut last, mut runs) = (bytes.to_vec(), fault.clone(), 0);
    let mut step = best.len() / 2;
    while step > 0 && runs < RUNS {
        let mut at = 0;
        while at < best.len() && runs < RUNS {
            let mut smaller = best.clone();
            smaller.drain(at..(at + step).min(best.len()));
            runs += 1;
            match check(witloom, kind, &smaller) {
                Err(again) if again.mark == fault.mark => (best, last) = (smaller, again),
                Err(_) | Ok(()) => at += step,
            }
        }
        step /= 2;
    }
    (best, last)
}
