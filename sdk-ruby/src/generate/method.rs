//! The glue method of a function: its steps, each spelled by [`call`](super::call) or [`answer`](super::answer).

use std::convert::Infallible;

use witloom_bindgen::binding::{CallMode, CoreResult, Flow, Func, Passed, Scope, Spell, drive};
use witloom_bindgen::model::Layout;
use witloom_bindgen::nothing;
use witloom_bindgen::plan::Base;
use witloom_bindgen::{Indent, Writer};

use super::answer::End;
use super::cells::Form;
use super::routines::Routines;

/// The method under way.
pub(super) struct Method<'c, 'a> {
    pub(super) r: &'c mut Routines<'a>,
    /// What comes first, and what follows.
    pub(super) head: Writer,
    pub(super) body: Writer,
    /// Import: the method's parameters, and what errors call them.
    pub(super) params: Vec<String>,
    pub(super) paths: Vec<String>,
    /// Export: what the user's code gets, and the cells that it came from.
    pub(super) arguments: Vec<String>,
    pub(super) offset: usize,
    /// Export: how the user's code may end: with an error, or else with a value.
    pub(super) ends: Vec<End>,
}

impl<'c, 'a> Method<'c, 'a> {
    pub(super) fn new(r: &'c mut Routines<'a>, params: Vec<String>, paths: Vec<String>) -> Method<'c, 'a> {
        let (head, body) = (writer(), writer());
        Method { r, head, body, params, paths, arguments: Vec::new(), offset: 0, ends: Vec::new() }
    }

    /// The lines of a function's steps.
    pub(super) fn lines(mut self, func: &Func) -> String {
        let Ok(()) = drive(func, &mut self);
        self.head.finish() + &self.body.finish()
    }
}

/// A writer of a part of a method.
pub(super) fn writer() -> Writer {
    Writer::new(Indent::Spaces(2), "#")
}

/// Lines that were written elsewhere.
pub(super) fn paste(w: &mut Writer, lines: &str) {
    lines.lines().for_each(|line| w.line(line));
}

/// Where values of a call lie: in an area, or in slots.
pub(super) fn form(area: Option<Layout>) -> Form {
    if area.is_some() { Form::Mem } else { Form::Flat }
}

/// Whether a function is a task of its own, or waits for one.
pub(super) fn waits(func: &Func) -> bool {
    !matches!(func.mode, CallMode::Sync)
}

impl Spell for Method<'_, '_> {
    type Error = Infallible;

    nothing! {
        // Strings of Ruby's are scratch memory enough: what a call passes lives as long as the method's variables.
        enter(Scope);
        leave(Scope);
        restored();
        give_cancelled();
        task_cancel();
    }

    fn area(&mut self, func: &Func, base: Base, layout: Layout) -> Result<(), Infallible> {
        self.room(func, base, layout);
        Ok(())
    }

    fn lower_param(&mut self, func: &Func, index: usize, param: &Passed) -> Result<(), Infallible> {
        self.lower_parameter(func, index, param);
        Ok(())
    }

    fn call_core(&mut self, func: &Func) -> Result<(), Infallible> {
        self.invoke(func);
        Ok(())
    }

    fn moved(&mut self, func: &Func) -> Result<(), Infallible> {
        self.give_away(func);
        Ok(())
    }

    /// The runtime waits, drops the subtask, and takes the call back when the waiting fiber is interrupted.
    fn wait(&mut self, func: &Func) -> Result<Flow, Infallible> {
        self.wait_for_result(func);
        Ok(Flow::Next)
    }

    fn lift_result(&mut self, func: &Func, result: &Passed) -> Result<(), Infallible> {
        self.read(func, result);
        Ok(())
    }

    fn give(&mut self, func: &Func) -> Result<(), Infallible> {
        self.give_value(func);
        Ok(())
    }

    fn lift_param(&mut self, func: &Func, index: usize, param: &Passed) -> Result<(), Infallible> {
        self.lift_parameter(func, index, param);
        Ok(())
    }

    fn call_user(&mut self, func: &Func) -> Result<Flow, Infallible> {
        self.call_method(func);
        Ok(Flow::Next)
    }

    fn end_borrows(&mut self, _: &Func) -> Result<(), Infallible> {
        self.ends.iter_mut().for_each(|end| end.w.line("Handles.drop_borrowed"));
        Ok(())
    }

    fn lower_result(&mut self, func: &Func, _: &Passed) -> Result<(), Infallible> {
        self.lower_value(func);
        Ok(())
    }

    fn give_core(&mut self, func: &Func, _: CoreResult) -> Result<(), Infallible> {
        self.finish(func);
        Ok(())
    }

    fn task_return(&mut self, func: &Func) -> Result<(), Infallible> {
        self.finish(func);
        Ok(())
    }
}
