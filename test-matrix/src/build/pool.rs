//! Runs independent tasks side by side.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

/// Calls `task` for every item on as many threads as there are cores. A task that panics gives `None`; the others
/// are not disturbed.
pub fn each<T: Sync, R: Send>(items: &[T], task: impl Fn(&T) -> R + Sync) -> Vec<Option<R>> {
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(items.len());
    let next = Mutex::new(0..items.len());
    let results: Vec<Mutex<Option<R>>> = items.iter().map(|_| Mutex::new(None)).collect();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let Some(at) = next.lock().unwrap_or_else(PoisonError::into_inner).next() else { break };
                    let result = catch_unwind(AssertUnwindSafe(|| task(&items[at]))).ok();
                    *results[at].lock().unwrap_or_else(PoisonError::into_inner) = result;
                }
            });
        }
    });
    results.into_iter().map(|slot| slot.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()
}

#[cfg(test)]
mod tests {
    use super::each;

    #[test]
    fn a_panic_stays_where_it_is() {
        let found = each(&[1, 2, 3], |n| if *n == 2 { panic!("no two") } else { n * 10 });
        assert_eq!(found, [Some(10), None, Some(30)]);
    }
}
