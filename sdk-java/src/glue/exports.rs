//! Core exports: they lift the parameters, call the user's object, and lower the result.

use std::convert::Infallible;

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{
    CallMode, CoreResult, Flow, Func, Outcome, Passed, Scope, Spell, Spot, Step, drive, follow,
};
use witloom_bindgen::model::{FunctionKind, Layout, Side, TypeId};
use witloom_bindgen::nothing;
use witloom_bindgen::plan::Base;

use super::Glue;
use super::flat::{Locals, java_core};
use super::store::put;

impl Glue<'_> {
    /// A core export per exported function.
    pub(super) fn exports(&self, w: &mut Writer) {
        for func in self.binding.side(Side::Export) {
            match &func.mode {
                CallMode::Task { callback, .. } => self.task(w, func, callback),
                CallMode::Sync | CallMode::Subtask { .. } => self.export(w, func),
            }
            if let Some(name) = &func.post_return {
                w.gap();
                w.line(format!("@Export(name = \"{name}\")"));
                let post = self.types.names.post(func.interface, func.index);
                w.block(format!("public static void {post}(int area) {{"), "}", |w| w.line("Arena.clear();"));
            }
        }
        self.destructors(w);
    }

    fn export(&self, w: &mut Writer, func: &Func) {
        let java = func.core_result.map_or("void", java_core);
        let params = func.core_params.iter().enumerate().map(|(n, core)| format!("{} c{n}", java_core(*core)));
        let params: Vec<String> = params.collect();
        w.gap();
        w.line(format!("@Export(name = \"{}\")", func.core_name));
        w.block(format!("public static {java} {}({}) {{", self.called(func), params.join(", ")), "}", |w| {
            let borrows = func.steps.contains(&Step::EndBorrows);
            if borrows {
                w.line("Resource borrows = Resource.borrows();");
            }
            w.line("try {");
            w.indented(|w| {
                if borrows {
                    w.line("try {");
                    w.indented(|w| self.export_body(w, func));
                    w.block("} finally {", "}", |w| w.line("Resource.dropBorrows(borrows);"));
                } else {
                    self.export_body(w, func);
                }
            });
            w.block("} catch (Throwable problem) {", "}", |w| {
                w.line(format!("Trap.report(\"{}\", problem);", func.title));
                if func.core_result.is_some() {
                    w.line("return 0;");
                }
            });
        });
    }

    fn export_body(&self, w: &mut Writer, func: &Func) {
        let mut export = Export { glue: self, w, params: Vec::new(), case: None, core: None };
        let Ok(()) = drive(func, &mut export);
    }

    /// Lifts a parameter; its name.
    pub(super) fn parameter(&self, w: &mut Writer, index: usize, param: &Passed) -> String {
        let value = match param.spot {
            Spot::Flat(cores) => {
                let cores: Vec<String> = cores.range().map(|n| format!("c{n}")).collect();
                self.lift(param.ty, &cores)
            }
            Spot::Memory(offset) => self.load(param.ty, "c0", offset),
        };
        w.line(format!("{} p{index} = {value};", self.types.plain(param.ty)));
        format!("p{index}")
    }

    /// What the parameters lie in goes. Where others may have something in memory, strings and lists went one by one.
    pub(super) fn params_copied(&self, w: &mut Writer, func: &Func) {
        match func.param_area {
            Some(area) if self.has_tasks() => w.line(format!("Arena.release(c0, {});", area.size)),
            Some(_) | None if self.has_tasks() => {}
            Some(_) | None => w.line("Arena.clear();"),
        }
    }

    /// The call of the user's method with these arguments.
    fn user_call(&self, func: &Func, names: &[String]) -> String {
        let method = self.types.names.function(func.interface, func.index);
        let slot = &self.types.names.class(func.interface).slot;
        match (func.kind, names) {
            (FunctionKind::Method(_), [receiver, arguments @ ..]) => {
                format!("{receiver}.{method}({})", arguments.join(", "))
            }
            (_, names) => format!("Wiring.{slot}().{method}({})", names.join(", ")),
        }
    }

    /// The call of the user's method, whose result is then in `result`. The exception that it declares becomes the
    /// `err` case, whose steps come first: `err_steps` writes them. What is left is the way without an exception.
    pub(super) fn attempt(
        &self,
        w: &mut Writer,
        func: &Func,
        names: &[String],
        err_steps: impl FnOnce(&mut Writer, Case),
    ) -> Option<Case> {
        let call = self.user_call(func, names);
        match func.outcome {
            Outcome::Nothing => w.line(format!("{call};")),
            Outcome::Value(ty) => w.line(format!("{} result = {call};", self.types.plain(ty))),
            Outcome::Fallible { ok, err, .. } => {
                if let Some(ok) = ok {
                    w.line(format!("{} result;", self.types.plain(ok)));
                }
                w.line("try {");
                w.indented(|w| w.line(if ok.is_some() { format!("result = {call};") } else { format!("{call};") }));
                w.block(format!("}} catch ({} error) {{", self.thrown(func)), "}", |w| {
                    err_steps(w, (1, err.map(|ty| (ty, "error.value()"))));
                });
                return Some((0, ok.map(|ty| (ty, "result"))));
            }
        }
        None
    }

    /// Writes a result that goes by memory to its area, or the case of it that the user's function came to.
    pub(super) fn store_result(&self, w: &mut Writer, ty: TypeId, offset: u32, case: Option<Case>) {
        let Some((number, payload)) = case else { return self.store(w, ty, "area", offset, "result") };
        let Some((sum, _)) = self.sum(ty) else { return };
        w.line(put(sum.tag, "area", &number.to_string()));
        if let Some((ty, value)) = payload {
            self.store(w, ty, "area", sum.payload, value);
        }
    }
}

/// The steps behind the call of the user's function.
pub(super) fn behind_the_users(func: &Func) -> Vec<Step> {
    func.steps.iter().skip_while(|step| **step != Step::CallUser).skip(1).copied().collect()
}

/// A case of a `result`: its number, and its payload as type and expression.
pub(super) type Case = (u32, Option<(TypeId, &'static str)>);

/// The body of a core export, a step after the other. Borrows end in a `finally` around it, however the call ends.
struct Export<'a, 'w> {
    glue: &'a Glue<'a>,
    w: &'w mut Writer,
    /// The lifted parameters.
    params: Vec<String>,
    /// The way that the user's function took, where it has two.
    case: Option<Case>,
    /// The lowered result, where it goes flat.
    core: Option<String>,
}

impl Export<'_, '_> {
    /// What is behind the user's function: it has written what it had to, and its result may be refused.
    fn returned(&mut self, func: &Func, case: Option<Case>) {
        self.case = case;
        self.w.line("Trap.flush();");
        let Some(result) = &func.result else { return };
        let plain = case.is_some() && matches!(result.spot, Spot::Flat(_));
        if !plain && self.glue.may_refuse(result.ty) {
            self.w.line(format!("Lower.subject = \"result of `{}`\";", func.title));
        }
    }
}

impl Spell for Export<'_, '_> {
    type Error = Infallible;

    nothing! {
        enter(Scope);
        lower_param(usize, &Passed);
        lift_result(&Passed);
        call_core();
        end_borrows();
        give();
        restored();
        give_cancelled();
        task_return();
        task_cancel();
    }

    fn area(&mut self, _func: &Func, _base: Base, layout: Layout) -> Result<(), Infallible> {
        self.w.line(format!("int area = Arena.take({}, {});", layout.size, layout.align));
        Ok(())
    }

    fn lift_param(&mut self, _func: &Func, index: usize, param: &Passed) -> Result<(), Infallible> {
        self.params.push(self.glue.parameter(self.w, index, param));
        Ok(())
    }

    fn lower_result(&mut self, _func: &Func, result: &Passed) -> Result<(), Infallible> {
        match (self.case, result.spot) {
            (case, Spot::Memory(offset)) => self.glue.store_result(self.w, result.ty, offset, case),
            (None, Spot::Flat(_)) => {
                let cores = self.glue.lower(self.w, &mut Locals::default(), result.ty, "result");
                self.core = cores.into_iter().next();
            }
            (Some((number, _)), Spot::Flat(_)) => self.core = Some(number.to_string()),
        }
        Ok(())
    }

    fn call_user(&mut self, func: &Func) -> Result<Flow, Infallible> {
        let glue = self.glue;
        let case = glue.attempt(self.w, func, &self.params, |w, case| {
            let mut other = Export { glue, w, params: Vec::new(), case: None, core: None };
            other.returned(func, Some(case));
            let Ok(_) = follow(func, &behind_the_users(func), &mut other);
        });
        self.returned(func, case);
        Ok(Flow::Next)
    }

    /// What the result gives away is the caller's from here on.
    fn moved(&mut self, _func: &Func) -> Result<(), Infallible> {
        if !matches!(self.case, Some((_, None))) {
            self.w.line(if self.glue.has_tasks() { "Tasks.sent();" } else { "Resource.sent();" });
        }
        Ok(())
    }

    /// Everything of the parameters is copied: the caller's blocks can be used again.
    fn leave(&mut self, func: &Func, _scope: Scope) -> Result<(), Infallible> {
        self.glue.params_copied(self.w, func);
        Ok(())
    }

    fn give_core(&mut self, func: &Func, result: CoreResult) -> Result<(), Infallible> {
        if self.glue.has_tasks() {
            if func.result_area.is_some() {
                self.w.line("Arena.hold();");
            }
            self.w.line("Tasks.settle();");
        }
        match result {
            CoreResult::Nothing => {}
            CoreResult::Value(_) => self.w.line(format!("return {};", self.core.as_deref().unwrap_or("0"))),
            CoreResult::Area => self.w.line("return area;"),
        }
        Ok(())
    }

    /// A step of imports.
    fn wait(&mut self, _func: &Func) -> Result<Flow, Infallible> {
        Ok(Flow::Next)
    }
}
