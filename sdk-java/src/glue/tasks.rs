//! Exported async functions: a core function that begins a task, and one that gets its events.

use std::convert::Infallible;

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{CallMode, CoreResult, Flow, Func, Passed, Scope, Spell, Spot, drive, follow};
use witloom_bindgen::model::{Layout, Side};
use witloom_bindgen::nothing;
use witloom_bindgen::plan::{Base, TaskReturn};

use super::exports::{Case, behind_the_users};
use super::flat::{Locals, java_core};
use super::imports::native;
use super::{Glue, with_block};

impl Glue<'_> {
    /// `task.return` of each exported async function, under the name of the function.
    pub(super) fn raw_returns(&self, w: &mut Writer) {
        for func in self.binding.side(Side::Export) {
            let CallMode::Task { task_return: TaskReturn { module, name, params }, .. } = &func.mode else { continue };
            let params: Vec<String> =
                params.iter().enumerate().map(|(n, c)| format!("{} c{n}", java_core(*c))).collect();
            native(w, module, name, &format!("void {}({})", self.called(func), params.join(", ")));
        }
    }

    /// The core exports of an async function.
    pub(super) fn task(&self, w: &mut Writer, func: &Func, callback: &str) {
        let params = func.core_params.iter().enumerate().map(|(n, core)| format!("{} c{n}", java_core(*core)));
        let params: Vec<String> = params.collect();
        w.gap();
        w.line(format!("@Export(name = \"{}\")", func.core_name));
        w.block(format!("public static int {}({}) {{", self.called(func), params.join(", ")), "}", |w| {
            w.line("try {");
            w.indented(|w| {
                w.line("Resource borrows = Resource.borrows();");
                let mut task = Task { glue: self, w, params: Vec::new(), case: None, cores: Vec::new() };
                let Ok(()) = drive(func, &mut task);
            });
            w.block("} catch (Throwable problem) {", "}", |w| {
                w.line(format!("Trap.report(\"{}\", problem);", func.title));
                w.line("return 0;");
            });
        });
        let name = self.types.names.post(func.interface, func.index);
        w.gap();
        w.line(format!("@Export(name = \"{callback}\")"));
        w.block(format!("public static int {name}(int event, int handle, int code) {{"), "}", |w| {
            w.line("return Tasks.event(event, handle, code);");
        });
    }
}

/// The body of a task, a step after the other.
struct Task<'a, 'w> {
    glue: &'a Glue<'a>,
    w: &'w mut Writer,
    /// The lifted parameters.
    params: Vec<String>,
    /// The way that the user's function took, where it has two.
    case: Option<Case>,
    /// What `task.return` gets.
    cores: Vec<String>,
}

impl Task<'_, '_> {
    /// What hands the result over, in an entry of the task.
    fn answer(&mut self, func: &Func, case: Option<Case>) {
        let (rest, glue) = (behind_the_users(func), self.glue);
        self.w.block("return () -> {", "};", |w| {
            if func.result.as_ref().is_some_and(|result| glue.may_refuse(result.ty)) {
                w.line(format!("Lower.subject = \"result of `{}`\";", func.title));
            }
            let mut answer = Task { glue, w, params: Vec::new(), case, cores: Vec::new() };
            let Ok(_) = follow(func, &rest, &mut answer);
        });
    }

    fn call(&mut self, func: &Func) {
        let glue = self.glue;
        let case = glue.attempt(self.w, func, &self.params, |w, case| {
            Task { glue, w, params: Vec::new(), case: None, cores: Vec::new() }.answer(func, Some(case));
        });
        self.answer(func, case);
    }
}

impl Spell for Task<'_, '_> {
    type Error = Infallible;

    // The runtime does what a cancelled task needs, and gives back what the result lay in.
    nothing! {
        enter(Scope);
        lower_param(usize, &Passed);
        lift_result(&Passed);
        call_core();
        end_borrows();
        give();
        give_core(CoreResult);
        restored();
        give_cancelled();
        task_cancel();
    }

    fn area(&mut self, _func: &Func, _base: Base, layout: Layout) -> Result<(), Infallible> {
        self.w.line(format!("int area = Arena.take({}, {});", layout.size, layout.align));
        self.cores.push("area".to_owned());
        Ok(())
    }

    fn lift_param(&mut self, _func: &Func, index: usize, param: &Passed) -> Result<(), Infallible> {
        self.params.push(self.glue.parameter(self.w, index, param));
        Ok(())
    }

    fn leave(&mut self, func: &Func, scope: Scope) -> Result<(), Infallible> {
        if scope == Scope::Params {
            self.glue.params_copied(self.w, func);
        }
        Ok(())
    }

    /// The steps behind it are those of the answer, which are written here.
    fn call_user(&mut self, func: &Func) -> Result<Flow, Infallible> {
        let (glue, params) = (self.glue, std::mem::take(&mut self.params));
        let before = [format!("\"{}\"", func.title), "borrows".to_owned()];
        with_block(self.w, "return Tasks.start", &before, "()", |w| {
            Task { glue, w, params, case: None, cores: Vec::new() }.call(func);
        });
        Ok(Flow::Cancelled)
    }

    fn lower_result(&mut self, _func: &Func, result: &Passed) -> Result<(), Infallible> {
        match (self.case, result.spot) {
            (case, Spot::Memory(offset)) => self.glue.store_result(self.w, result.ty, offset, case),
            (None, Spot::Flat(_)) => {
                self.cores = self.glue.lower(self.w, &mut Locals::default(), result.ty, "result");
            }
            (Some((number, payload)), Spot::Flat(_)) => {
                self.cores = self.glue.lower_case(self.w, result.ty, number, payload);
            }
        }
        Ok(())
    }

    fn moved(&mut self, _func: &Func) -> Result<(), Infallible> {
        self.w.line("Tasks.sent();");
        Ok(())
    }

    fn task_return(&mut self, func: &Func) -> Result<(), Infallible> {
        self.w.line(format!("Raw.{}({});", self.glue.called(func), self.cores.join(", ")));
        Ok(())
    }

    /// A step of imports.
    fn wait(&mut self, _func: &Func) -> Result<Flow, Infallible> {
        Ok(Flow::Next)
    }
}
