//! Third-party code that may panic on odd input, kept from taking the tool down.
//!
//! Decoders and printers of the WIT family meet names and types with `unreachable!` and `unwrap` where a valid
//! component has something that WIT can't say. Their panics become errors here, without the noise of the panic
//! hook. Only pure functions over bytes go through: nothing is left half-changed.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use thiserror::Error;

/// What a panic said.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct Panicked(pub String);

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `task`; a panic in it is an error and prints nothing.
///
/// # Errors
/// [`Panicked`], with the panic's own words.
pub fn guarded<T>(task: impl FnOnce() -> T) -> Result<T, Panicked> {
    hush();
    let before = QUIET.replace(true);
    let outcome = catch_unwind(AssertUnwindSafe(task));
    QUIET.set(before);
    outcome.map_err(|payload| {
        let words = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        Panicked(
            words.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_else(|| "it panicked".to_owned()),
        )
    })
}

/// Puts a hook before the one that is there: it keeps still for guarded tasks.
fn hush() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                before(info);
            }
        }));
    });
}

#[cfg(test)]
#[allow(clippy::panic, reason = "panics are what is tested")]
mod tests {
    use super::*;

    #[test]
    fn panics_are_errors() {
        assert_eq!(guarded(|| 7), Ok(7));
        assert_eq!(guarded(|| -> u8 { panic!("odd name") }), Err(Panicked("odd name".to_owned())));
        assert_eq!(guarded(|| -> u8 { unreachable!() }).map_err(|error| error.to_string().is_empty()), Err(false));
    }
}
