//! How a language's words come to a function's steps.

use super::{CallMode, CoreResult, Func, Passed, Scope, Step};
use crate::model::Layout;
use crate::plan::{Base, Which};

/// What a language writes, or an interpreter does, for each step of a call. One required method per step: a step that
/// is forgotten does not compile.
pub trait Spell {
    /// What stops it.
    type Error;

    /// Scratch memory may be taken from here on; see [`Scope`]. A runtime with one arena may let an inner scope go
    /// with the outer one.
    fn enter(&mut self, func: &Func, scope: Scope) -> Result<(), Self::Error>;

    /// Take the area that parameters or the result lie in.
    fn area(&mut self, func: &Func, base: Base, layout: Layout) -> Result<(), Self::Error>;

    /// Lower the parameter with this index.
    fn lower_param(&mut self, func: &Func, index: usize, param: &Passed) -> Result<(), Self::Error>;

    /// Lift the parameter with this index.
    fn lift_param(&mut self, func: &Func, index: usize, param: &Passed) -> Result<(), Self::Error>;

    /// Lower the result.
    fn lower_result(&mut self, func: &Func, result: &Passed) -> Result<(), Self::Error>;

    /// Lift the result.
    fn lift_result(&mut self, func: &Func, result: &Passed) -> Result<(), Self::Error>;

    /// Call the core function.
    fn call_core(&mut self, func: &Func) -> Result<(), Self::Error>;

    /// Call the user's function; a task's may agree to a cancellation instead of giving a result.
    fn call_user(&mut self, func: &Func) -> Result<Flow, Self::Error>;

    /// Own handles inside what was lowered belong to the other side.
    fn moved(&mut self, func: &Func) -> Result<(), Self::Error>;

    /// Drop the borrow handles that lifting the parameters made.
    fn end_borrows(&mut self, func: &Func) -> Result<(), Self::Error>;

    /// Give scratch memory back.
    fn leave(&mut self, func: &Func, scope: Scope) -> Result<(), Self::Error>;

    /// Give the outcome to the language's caller.
    fn give(&mut self, func: &Func) -> Result<(), Self::Error>;

    /// Return the core result.
    fn give_core(&mut self, func: &Func, result: CoreResult) -> Result<(), Self::Error>;

    /// Wait until the call has resolved, and drop the subtask. A call that was cancelled takes another way from here: a
    /// generator spells the branches itself and [`follow`]s their steps, an interpreter says which way the call took.
    fn wait(&mut self, func: &Func) -> Result<Flow, Self::Error>;

    /// What [`Spell::moved`] emptied is ours again.
    fn restored(&mut self, func: &Func) -> Result<(), Self::Error>;

    /// Tell the language's caller that the call was cancelled.
    fn give_cancelled(&mut self, func: &Func) -> Result<(), Self::Error>;

    /// Call `task.return` with the result.
    fn task_return(&mut self, func: &Func) -> Result<(), Self::Error>;

    /// Call `task.cancel`.
    fn task_cancel(&mut self, func: &Func) -> Result<(), Self::Error>;
}

/// The methods of a [`Spell`] for steps at which a language has nothing to do: `nothing! { enter(Scope); give(); }`.
#[macro_export]
macro_rules! nothing {
    ($($name:ident($($ty:ty),*);)*) => {
        $(fn $name(&mut self, _: &$crate::binding::Func $(, _: $ty)*) -> ::core::result::Result<(), Self::Error> {
            Ok(())
        })*
    };
}

/// How a call goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// With the next step.
    Next,
    /// It was cancelled before the callee started.
    Unstarted,
    /// It was cancelled.
    Cancelled,
}

/// Runs a function's program: each step becomes a call of the method that spells it.
pub fn drive<S: Spell>(func: &Func, spell: &mut S) -> Result<(), S::Error> {
    match (follow(func, &func.steps, spell)?, &func.mode) {
        (Flow::Next, _) | (_, CallMode::Sync) => Ok(()),
        (Flow::Unstarted, CallMode::Subtask { unstarted: steps, .. })
        | (Flow::Cancelled, CallMode::Subtask { cancelled: steps, .. })
        | (Flow::Unstarted | Flow::Cancelled, CallMode::Task { cancelled: steps, .. }) => {
            follow(func, steps, spell).map(|_| ())
        }
    }
}

/// Runs some steps of a function, until the call takes another way.
pub fn follow<S: Spell>(func: &Func, steps: &[Step], spell: &mut S) -> Result<Flow, S::Error> {
    for step in steps {
        let flow = one(func, *step, spell)?;
        if flow != Flow::Next {
            return Ok(flow);
        }
    }
    Ok(Flow::Next)
}

fn one<S: Spell>(func: &Func, step: Step, spell: &mut S) -> Result<Flow, S::Error> {
    match step {
        Step::Enter(scope) => spell.enter(func, scope)?,
        Step::Area(base, layout) => spell.area(func, base, layout)?,
        Step::Lower(Which::Param(index)) => spell.lower_param(func, index, &func.params[index])?,
        Step::Lift(Which::Param(index)) => spell.lift_param(func, index, &func.params[index])?,
        Step::Lower(Which::Result) => {
            func.result.iter().try_for_each(|result| spell.lower_result(func, result))?;
        }
        Step::Lift(Which::Result) => func.result.iter().try_for_each(|result| spell.lift_result(func, result))?,
        Step::CallCore => spell.call_core(func)?,
        Step::CallUser => return spell.call_user(func),
        Step::Await => return spell.wait(func),
        Step::Restored => spell.restored(func)?,
        Step::GiveCancelled => spell.give_cancelled(func)?,
        Step::TaskReturn => spell.task_return(func)?,
        Step::TaskCancel => spell.task_cancel(func)?,
        Step::Moved => spell.moved(func)?,
        Step::EndBorrows => spell.end_borrows(func)?,
        Step::Leave(scope) => spell.leave(func, scope)?,
        Step::Give => spell.give(func)?,
        Step::Return(result) => spell.give_core(func, result)?,
    }
    Ok(Flow::Next)
}
