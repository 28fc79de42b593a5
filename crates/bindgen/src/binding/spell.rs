//! How a language's words come to a function's steps.

use super::{CoreResult, Func, Passed, Scope, Step};
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

    /// Call the user's function.
    fn call_user(&mut self, func: &Func) -> Result<(), Self::Error>;

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
}

/// Runs a function's program: each step becomes a call of the method that spells it.
pub fn drive<S: Spell>(func: &Func, spell: &mut S) -> Result<(), S::Error> {
    for step in &func.steps {
        match *step {
            Step::Enter(scope) => spell.enter(func, scope)?,
            Step::Area(base, layout) => spell.area(func, base, layout)?,
            Step::Lower(Which::Param(index)) => spell.lower_param(func, index, &func.params[index])?,
            Step::Lift(Which::Param(index)) => spell.lift_param(func, index, &func.params[index])?,
            Step::Lower(Which::Result) => {
                func.result.iter().try_for_each(|result| spell.lower_result(func, result))?;
            }
            Step::Lift(Which::Result) => func.result.iter().try_for_each(|result| spell.lift_result(func, result))?,
            Step::CallCore => spell.call_core(func)?,
            Step::CallUser => spell.call_user(func)?,
            Step::Moved => spell.moved(func)?,
            Step::EndBorrows => spell.end_borrows(func)?,
            Step::Leave(scope) => spell.leave(func, scope)?,
            Step::Give => spell.give(func)?,
            Step::Return(result) => spell.give_core(func, result)?,
        }
    }
    Ok(())
}
