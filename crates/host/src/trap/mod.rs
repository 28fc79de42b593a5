//! Turns what wasmtime says about a failed call into what the user needs: the cause in plain words, the part
//! of the app it happened in, the frames that tell something, and the guest's own last words.

mod frames;
pub(crate) mod report;

use wasmtime::{GcHeapOutOfMemory, Store, Trap};
use wasmtime_wasi::I32Exit;

use crate::compiled::Compiled;
use crate::error::HostError;
use crate::limits::Limit;
use crate::state::State;
use crate::watch::Watch;
use frames::{Origins, Stack};
use report::{DEADLOCK, Evidence, Frame, TrapReport};

/// What the host says of a write that WASI forbids, and what it means.
const LARGE_WRITE: &str = "Buffer too large for blocking-write";
const TOO_LARGE: &str =
    "it passed more than 4096 bytes to `blocking-write-and-flush`, which WASI forbids; write them in pieces";

/// What the engine says when a call passes more than it copies. It has no type of its own.
const TRANSFER: &str = "fuel allocated for hostcalls has been exhausted";

/// What a failed call of `function` means.
pub(crate) fn explain(
    error: &wasmtime::Error,
    compiled: &Compiled,
    store: &Store<State>,
    function: Option<&str>,
) -> HostError {
    explain_in(error, &[compiled], store, function)
}

/// The same where several components share the store; the first of `components` was called.
pub(crate) fn explain_in(
    error: &wasmtime::Error,
    components: &[&Compiled],
    store: &Store<State>,
    function: Option<&str>,
) -> HostError {
    let cause = cause(error);
    let origins = Origins::new(components);
    let stderr = store.data().stderr.tail();
    let spoken = has_spoken(&stderr).then(|| function.unwrap_or_default());
    let Stack { frames, hidden, part } = error.downcast_ref().map(|b| origins.stack(b, spoken)).unwrap_or_default();
    if let Some(limit) = limit(error, &cause, store) {
        let timed = matches!(limit, Limit::Time { .. });
        let evidence = if timed { stack("it was at work here, innermost first:", &frames, hidden, None) } else { None };
        return HostError::Limit { limit, evidence };
    }
    let stderr_shown = store.data().stderr.shown();
    let said = if stderr_shown { "" } else { stderr.trim_end() };
    let deadlock = error.downcast_ref::<Trap>() == Some(&Trap::AsyncDeadlock);
    let watch = &store.data().watch;
    // Who called the part that trapped, where the host handed the call on.
    let waits = if deadlock || watch.forwards() { what_waits(watch) } else { None };
    let evidence = evidence(said, &frames, hidden, waits);
    let function = function.map(str::to_owned);
    // The system keeps the low byte of a status.
    let exit_status = error.downcast_ref().map(|I32Exit(status)| status.to_le_bytes()[0]);
    let report = TrapReport { cause, part, function, frames, hidden, stderr, stderr_shown, exit_status, evidence };
    HostError::Trap(Box::new(report))
}

/// Whether a language's own report of what failed is there, as the SDKs write it: the exception and its frames.
fn has_spoken(stderr: &str) -> bool {
    stderr.lines().any(|line| line.starts_with("witloom: ") && line.contains(" failed: "))
}

/// The limit behind an error, if it is one.
fn limit(error: &wasmtime::Error, cause: &str, store: &Store<State>) -> Option<Limit> {
    if let Some(limit) = error.downcast_ref::<Limit>() {
        return Some(*limit);
    }
    if error.downcast_ref::<Trap>() == Some(&Trap::OutOfFuel) {
        let limit = store.data().meter.limits().fuel.unwrap_or_default();
        return Some(Limit::Fuel { limit });
    }
    if error.is::<GcHeapOutOfMemory<()>>() {
        return store.data().meter.refused();
    }
    cause.contains(TRANSFER).then(|| Limit::Transfer { limit: store.hostcall_fuel() as u64 })
}

/// What has not come to its end in a store.
pub(crate) fn what_waits(watch: &Watch) -> Option<Evidence> {
    let lines = watch.lines();
    let text = lines.iter().fold("what had not come to its end:".to_owned(), |text, line| text + "\n    " + line);
    (!lines.is_empty()).then_some(Evidence { text, next: None })
}

fn stack(title: &str, frames: &[Frame], hidden: usize, next: Option<Evidence>) -> Option<Evidence> {
    if frames.is_empty() {
        return next;
    }
    let mut text = title.to_owned();
    for frame in frames {
        text += &format!("\n    {frame}");
    }
    if hidden > 0 {
        text += &format!("\n    and {hidden} frames of glue and runtime");
    }
    Some(Evidence { text, next: next.map(Box::new) })
}

fn evidence(stderr: &str, frames: &[Frame], hidden: usize, waits: Option<Evidence>) -> Option<Evidence> {
    let stack = stack("its stack was, innermost first:", frames, hidden, waits);
    if stderr.is_empty() {
        return stack;
    }
    let text = stderr.lines().fold("the guest said on stderr:".to_owned(), |text, line| text + "\n    " + line);
    Some(Evidence { text, next: stack.map(Box::new) })
}

/// The trap's cause in plain words.
fn cause(error: &wasmtime::Error) -> String {
    if let Some(I32Exit(status)) = error.downcast_ref() {
        return format!("it ended itself with exit status {status}");
    }
    if error.is::<wasmtime::ThrownException>() {
        return "the guest threw an exception that nothing caught".to_owned();
    }
    let Some(trap) = error.downcast_ref::<Trap>() else {
        // What the host found wrong with a value, such as a string that is not UTF-8.
        let cause = error.root_cause().to_string();
        return if cause.starts_with(LARGE_WRITE) { TOO_LARGE.to_owned() } else { cause };
    };
    let known = match trap {
        Trap::UnreachableCodeReached => "it gave up (`unreachable`)",
        Trap::StackOverflow => "its call stack is exhausted, most likely by endless recursion",
        Trap::MemoryOutOfBounds => "it accessed memory out of bounds",
        Trap::TableOutOfBounds | Trap::IndirectCallToNull => "it called a function that doesn't exist",
        Trap::BadSignature => "it called a function by the wrong type",
        Trap::IntegerDivisionByZero => "it divided an integer by zero",
        Trap::IntegerOverflow => "an integer division overflowed",
        Trap::BadConversionToInteger => "it converted a float that no integer can hold",
        Trap::NullReference => "it used a null reference",
        Trap::ArrayOutOfBounds => "it accessed an array out of bounds",
        Trap::CastFailure => "a cast failed",
        Trap::AllocationTooLarge => "it wanted an object too large for the GC heap",
        Trap::CannotEnterComponent => "it was called while it was still in another call, or after it trapped",
        Trap::CannotLeaveComponent => "it called out while it may not, for instance from its allocator",
        Trap::AsyncDeadlock => DEADLOCK,
        Trap::CannotBlockSyncTask => {
            "a function that isn't async had to wait for one that is; make it an `async func` in its WIT"
        }
        Trap::UncaughtException => "an exception left the component uncaught",
        // The engine's list is open; its words are plain enough.
        other => return other.to_string().trim_start_matches("wasm trap: ").to_owned(),
    };
    known.to_owned()
}
