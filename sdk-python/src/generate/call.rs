//! Calls: the steps of the binding as Python.
//!
//! The engine lowers, lifts and owns the memory; ours are checks, conversions and how a call ends. Its rules for
//! exports: a function whose WIT result is a `result` returns the `ok` payload or raises exactly `Err`; behind a
//! type alias it returns `Ok` or `Err` instead. What follows a cancellation is in `_tasks.py`.

use std::convert::Infallible;

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{CoreResult, Flow, Func, Node, Outcome, Passed, Scope, Spell, drive};
use witloom_bindgen::model::{FunctionKind, Layout, TypeId};
use witloom_bindgen::nothing;
use witloom_bindgen::plan::Base;

use super::Bindings;
use crate::text::{self, bracketed, literal};

/// Where modules of imports find conversions, which refer to the classes of these modules.
const LATE: &str = "_late._convert.";

/// Writes the body of a function.
pub(super) struct Call<'c, 'b, 'w> {
    bindings: &'c Bindings<'b>,
    w: &'w mut Writer,
    /// What is called, up to its bracket.
    target: String,
    /// What is passed to the engine, or to the user's function.
    args: Vec<String>,
    /// What an export returns.
    result: String,
}

impl<'c, 'b, 'w> Call<'c, 'b, 'w> {
    /// An imported function.
    pub(super) fn import(bindings: &'c Bindings<'b>, w: &'w mut Writer, func: &Func) -> Self {
        let function = if bindings.has_handles(func) { "call_with_handles" } else { "call_import" };
        Self { bindings, w, target: format!("_rt.{function}("), args: Vec::new(), result: String::new() }
    }

    /// An exported function, which calls the user's.
    pub(super) fn export(bindings: &'c Bindings<'b>, w: &'w mut Writer, target: &str) -> Self {
        Self { bindings, w, target: format!("{target}("), args: Vec::new(), result: "None".to_owned() }
    }

    pub(super) fn write(mut self, func: &Func) {
        let Ok(()) = drive(func, &mut self);
    }

    /// The statement that gives back what the engine answered.
    fn given(&self, func: &Func, answer: &str) -> String {
        let (payload, answer) = match func.outcome {
            Outcome::Nothing => (None, answer.to_owned()),
            Outcome::Value(ty) => (Some(ty), answer.to_owned()),
            Outcome::Fallible { ok, err, .. } => (ok, self.unwrapped(err, answer)),
        };
        match (func.kind, payload) {
            (FunctionKind::Constructor(_), _) => format!("_rt.adopt(self, {answer})"),
            (_, None) => answer,
            (_, Some(ty)) => format!("return {}", self.bindings.conversions.lift(self.bindings, ty, &answer, LATE)),
        }
    }

    /// The value of an `Ok`; an `Err` is raised with its value as users see it.
    fn unwrapped(&self, err: Option<TypeId>, answer: &str) -> String {
        let lifted = err.map(|ty| self.bindings.conversions.lift(self.bindings, ty, "error", LATE));
        match lifted.filter(|text| text != "error") {
            None => format!("_rt.unwrap({answer})"),
            Some(lifted) => match lifted.strip_suffix("(error)") {
                Some(function) => format!("_rt.unwrap_lifted({answer}, {function})"),
                None => format!("_rt.unwrap_lifted({answer}, lambda error: {lifted})"),
            },
        }
    }
}

impl Spell for Call<'_, '_, '_> {
    type Error = Infallible;

    nothing! {
        // Memory is the engine's.
        enter(Scope);
        area(Base, Layout);
        leave(Scope);
        // The engine empties what moves, and lifts as it answers.
        moved();
        lift_result(&Passed);
        // The runtime does the rest, wherever a call came to.
        end_borrows();
        restored();
        give_cancelled();
        task_cancel();
    }

    fn lower_param(&mut self, func: &Func, index: usize, param: &Passed) -> Result<(), Infallible> {
        let (bindings, title) = (self.bindings, literal(&func.title));
        let receiver = index == 0 && func.receiver().is_some();
        if receiver {
            bracketed(self.w, "_rt.alive(", &["self".to_owned(), title.clone()], ")");
        }
        if index == 0 && bindings.has_handles(func) {
            self.w.line(if receiver { "_rt.start(self)" } else { "_rt.start()" });
        }
        let name = &bindings.names.of(func).params[index];
        if !receiver {
            let test = bindings.check(param.ty, name, "_late._shapes.");
            let args = [title, literal(name), name.clone(), bindings.shape_id(param.ty).to_string()];
            text::called(self.w, "if not ", &test, ":");
            self.w.indented(|w| bracketed(w, "_check.reject(", &args, ")"));
        }
        self.args.push(bindings.conversions.lower(bindings, param.ty, name, LATE));
        Ok(())
    }

    fn call_core(&mut self, func: &Func) -> Result<(), Infallible> {
        let types = func.params.iter().map(|param| param.ty);
        self.bindings.titled(self.w, func, types);
        Ok(())
    }

    fn wait(&mut self, _: &Func) -> Result<Flow, Infallible> {
        self.target = self.target.replace("_rt.", "await _subtasks.");
        Ok(Flow::Next)
    }

    fn give(&mut self, func: &Func) -> Result<(), Infallible> {
        let call = [self.bindings.names.of(func).index.clone(), format!("[{}]", self.args.join(", "))];
        let one = self.given(func, &format!("{}{})", self.target, call.join(", ")));
        if text::fits(self.w, &one) {
            self.w.line(one);
        } else {
            bracketed(self.w, &format!("_result = {}", self.target), &call, ")");
            let given = self.given(func, "_result");
            self.w.line(given);
        }
        Ok(())
    }

    fn lift_param(&mut self, func: &Func, index: usize, param: &Passed) -> Result<(), Infallible> {
        // The engine calls a method on the object itself.
        if index > 0 || func.receiver().is_none() {
            let name = &self.bindings.names.of(func).params[index];
            self.args.push(self.bindings.conversions.lift(self.bindings, param.ty, name, "_convert."));
        }
        Ok(())
    }

    fn call_user(&mut self, func: &Func) -> Result<Flow, Infallible> {
        let result = if payload(func).is_some() { "result = " } else { "" };
        self.w.line("try:");
        self.w.indented(|w| {
            if func.is_async {
                awaited(w, result, &self.target, &self.args);
            } else {
                bracketed(w, &format!("{result}{}", self.target), &self.args, ")");
            }
        });
        if let Outcome::Fallible { err, .. } = func.outcome {
            self.bindings.raised(self.w, func, err);
        }
        self.w.line("except BaseException as error:");
        let head = if func.is_async { "raise _tasks.fail(" } else { "raise _rt.fail(" };
        let args = [literal(&func.title), "error".to_owned()];
        self.w.indented(|w| bracketed(w, head, &args, ") from None"));
        Ok(Flow::Next)
    }

    fn lower_result(&mut self, func: &Func, _: &Passed) -> Result<(), Infallible> {
        let bindings = self.bindings;
        if let Some(ty) = payload(func) {
            let args = [literal(&func.title), "result".to_owned(), bindings.shape_id(ty).to_string()];
            bindings.refuse(self.w, ty, "result", &args);
            bindings.titled(self.w, func, std::iter::once(ty));
            self.result = bindings.conversions.lower(bindings, ty, "result", "_convert.");
        }
        if bindings.is_wrapped(func) {
            self.result = format!("Ok({})", self.result);
        }
        Ok(())
    }

    fn give_core(&mut self, _: &Func, _: CoreResult) -> Result<(), Infallible> {
        self.w.line(format!("return {}", self.result));
        Ok(())
    }

    fn task_return(&mut self, _: &Func) -> Result<(), Infallible> {
        self.w.line(format!("return {}", self.result));
        Ok(())
    }
}

impl Bindings<'_> {
    /// Whether a call moves handles, or returns some that may stand on those that are lent to it.
    fn has_handles(&self, f: &Func) -> bool {
        let facts = |ty: TypeId| self.world.ty(ty).facts;
        let moves = f.params.iter().any(|param| facts(param.ty).moves());
        let lends = f.params.iter().any(|param| facts(param.ty).has_borrow);
        // What is lent to an async call stays lent until the call ends.
        moves || (lends && (f.is_async || f.result.as_ref().is_some_and(|result| facts(result.ty).has_own)))
    }

    /// Says whose streams and futures are made next.
    fn titled(&self, w: &mut Writer, func: &Func, mut types: impl Iterator<Item = TypeId>) {
        if types.any(|ty| self.world.ty(ty).facts.has_end) {
            bracketed(w, "_elements.titled(", &[literal(&func.title)], ")");
        }
    }

    /// Ends the component when a value does not fit its type.
    fn refuse(&self, w: &mut Writer, ty: TypeId, value: &str, args: &[String]) {
        let handles = self.world.ty(ty).facts.moves();
        if handles {
            w.line("_rt.start()");
        }
        text::called(w, "if not ", &self.check(ty, value, "_shapes."), ":");
        w.indented(|w| bracketed(w, "_check.reject_result(", args, ")"));
        if handles {
            w.line("_rt.stop()");
        }
    }

    /// What the user's code raises, where the function can fail.
    fn raised(&self, w: &mut Writer, func: &Func, err: Option<TypeId>) {
        w.line(if err.is_some() { "except Err as error:" } else { "except Err:" });
        w.indented(|w| {
            let mut value = "None".to_owned();
            if let Some(ty) = err {
                let shape = self.shape_id(ty).to_string();
                let args = [literal(&func.title), "error.value".to_owned(), shape, literal("Err.value")];
                self.refuse(w, ty, "error.value", &args);
                value = self.conversions.lower(self, ty, "error.value", "_convert.");
            }
            w.line(match self.is_wrapped(func) {
                true => format!("return Err({value})"),
                false => format!("raise Err({value}) from None"),
            });
        });
    }

    /// Whether the engine wants `Ok` and `Err` returned.
    fn is_wrapped(&self, func: &Func) -> bool {
        match func.outcome {
            Outcome::Fallible { whole, .. } => matches!(self.binding.node(whole), Node::Alias(_)),
            Outcome::Nothing | Outcome::Value(_) => false,
        }
    }
}

/// What a function gives when it does not fail.
fn payload(func: &Func) -> Option<TypeId> {
    match func.outcome {
        Outcome::Nothing => None,
        Outcome::Value(ty) => Some(ty),
        Outcome::Fallible { ok, .. } => ok,
    }
}

/// `result = await _tasks.result_of(target(args))`, whether the user's function is `async def` or not.
fn awaited(w: &mut Writer, result: &str, target: &str, args: &[String]) {
    let (head, tail) = (format!("{result}await _tasks.result_of("), ")");
    let call = format!("{target}{})", args.join(", "));
    if text::fits(w, &format!("{head}{call}{tail}")) {
        w.line(format!("{head}{call}{tail}"));
        return;
    }
    w.line(head);
    w.indented(|w| bracketed(w, target, args, ")"));
    w.line(tail);
}
