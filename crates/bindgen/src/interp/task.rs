//! Asynchronous calls: who is on the other side.

use super::{CoreValue, Fault, Machine, Value};

/// State of a call that an import made asynchronously.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallState {
    /// The callee hasn't read its parameters yet.
    Starting,
    /// It has.
    Started,
    /// The result is there.
    Returned,
    /// The call was cancelled, and the callee never read its parameters.
    CancelledBeforeStarted,
    /// The call was cancelled after that.
    CancelledBeforeReturned,
}

/// The other side of an import that is lowered asynchronously.
pub trait Callee {
    /// The core function: may read parameters and write the result already.
    fn call(&mut self, machine: &mut Machine<'_>, arguments: &[CoreValue]) -> Result<CallState, Fault>;

    /// The next event of the call.
    fn wait(&mut self, machine: &mut Machine<'_>) -> Result<CallState, Fault>;
}

/// The user's function behind an export that is lifted with a callback, and the one who called it.
pub trait Task {
    /// Runs to its end; `None` when it agrees to a cancellation.
    fn run(&mut self, params: &[Value]) -> Option<Option<Value>>;

    /// `task.return` with these core values.
    fn returned(&mut self, machine: &mut Machine<'_>, cores: &[CoreValue]) -> Result<(), Fault>;

    /// `task.cancel`.
    fn cancelled(&mut self);
}

/// How an asynchronous call ended for its caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// With its result.
    Returned(Option<Value>),
    /// It was cancelled.
    Cancelled,
}

/// Waits until a call has resolved.
pub(super) fn resolve(
    callee: &mut dyn Callee,
    machine: &mut Machine<'_>,
    mut state: CallState,
) -> Result<CallState, Fault> {
    while matches!(state, CallState::Starting | CallState::Started) {
        // What the other side takes is the result's.
        let lowered = std::mem::take(&mut machine.lowered);
        state = callee.wait(machine)?;
        machine.lowered = lowered;
    }
    Ok(state)
}
