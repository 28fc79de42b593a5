//! Asynchronous calls: who is on the other side, and running the plan's steps of one.

use super::call::Frame;
use super::flat::word;
use super::{CoreValue, Fault, Machine, Value};
use crate::plan::{Asynchrony, Base, Call, Step};

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

impl Machine<'_> {
    /// Calls an import asynchronously with values.
    pub fn call_subtask(&mut self, call: &Call, params: &[Value], callee: &mut dyn Callee) -> Result<Ended, Fault> {
        let Some(Asynchrony::Subtask { unstarted, cancelled }) = &call.asynchrony else {
            return Err(Fault::Plan("a synchronous call"));
        };
        self.lowered.clear();
        let mut frame = Frame::with_params(params);
        let mut state = CallState::Starting;
        for step in &call.steps {
            match step {
                Step::CallImport => {
                    frame.push_area_pointers(call);
                    let lowered = std::mem::take(&mut self.lowered);
                    state = callee.call(self, &frame.arguments)?;
                    self.lowered = lowered;
                }
                Step::Await => {
                    state = resolve(callee, self, state)?;
                    let instead = match state {
                        CallState::CancelledBeforeStarted => unstarted,
                        CallState::CancelledBeforeReturned => cancelled,
                        CallState::Starting | CallState::Started | CallState::Returned => continue,
                    };
                    instead.iter().try_for_each(|step| self.step(call, &mut frame, step))?;
                    return Ok(Ended::Cancelled);
                }
                other => self.step(call, &mut frame, other)?,
            }
        }
        Ok(Ended::Returned(frame.result))
    }

    /// Calls an export that is lifted with a callback with core arguments, as an adapter would.
    pub fn call_task(&mut self, call: &Call, arguments: &[CoreValue], task: &mut dyn Task) -> Result<(), Fault> {
        let Some(Asynchrony::Task { cancelled, .. }) = &call.asynchrony else {
            return Err(Fault::Plan("a synchronous call"));
        };
        self.lowered.clear();
        let mut frame = Frame::with_arguments(arguments);
        if call.param_area.is_some() {
            frame.areas.insert(Base::Params, word(arguments, 0)?);
        }
        for step in &call.steps {
            match step {
                Step::CallUser => match task.run(&frame.lifted()) {
                    Some(result) => frame.result = result,
                    None => return self.cancel_task(call, &mut frame, cancelled, task),
                },
                Step::TaskReturn => {
                    frame.return_area();
                    let cores = frame.results.clone();
                    let lowered = std::mem::take(&mut self.lowered);
                    task.returned(self, &cores)?;
                    self.lowered = lowered;
                }
                other => self.step(call, &mut frame, other)?,
            }
        }
        Ok(())
    }

    fn cancel_task(
        &mut self,
        call: &Call,
        frame: &mut Frame,
        steps: &[Step],
        task: &mut dyn Task,
    ) -> Result<(), Fault> {
        for step in steps {
            match step {
                Step::TaskCancel => task.cancelled(),
                other => self.step(call, frame, other)?,
            }
        }
        Ok(())
    }
}
