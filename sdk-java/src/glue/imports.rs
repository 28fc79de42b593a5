//! Calls of imported functions.

use std::convert::Infallible;

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{CallMode, CoreResult, Flow, Func, Outcome, Passed, Scope, Spell, Spot, Step, drive};
use witloom_bindgen::model::{FunctionKind, Layout, Side, TypeId};
use witloom_bindgen::nothing;
use witloom_bindgen::plan::Base;
use witloom_component::timers;

use super::flat::{Locals, java_core};
use super::load::get;
use super::{Glue, at};
use crate::decl::signature;

impl Glue<'_> {
    /// The core imports.
    pub(super) fn raw(&self, w: &mut Writer) {
        for func in self.binding.side(Side::Import) {
            let params = func.core_params.iter().enumerate().map(|(n, core)| format!("{} c{n}", java_core(*core)));
            let params: Vec<String> = params.collect();
            let result = func.core_result.map_or("void", java_core);
            let signature = format!("{result} {}({})", self.called(func), params.join(", "));
            if (func.core_module.as_str(), func.core_name.as_str()) == (timers::CLOCK, timers::WAIT_FOR) {
                // The runtime's timers use it, too: a module may import it once.
                w.gap();
                w.block(format!("public static {signature} {{"), "}", |w| w.line("return Tasks.waitFor(c0);"));
                continue;
            }
            native(w, &func.core_module, &func.core_name, &signature);
        }
        self.raw_returns(w);
        self.raw_resources(w);
    }

    /// A method per imported function.
    pub(super) fn imports(&self, w: &mut Writer) {
        for func in self.binding.side(Side::Import) {
            self.import(w, func);
        }
        for resource in &self.types.world.resources {
            if resource.side == Side::Import {
                let name = &self.resource(resource.id).drop;
                w.gap();
                w.block(format!("public static void {name}(int handle) {{"), "}", |w| {
                    w.line(format!("Raw.{name}(handle);"));
                });
            }
        }
    }

    /// The same methods for tests: they throw an exception that names the function.
    pub(super) fn not_mocked(&self, w: &mut Writer) {
        for func in self.binding.side(Side::Import) {
            w.gap();
            w.block(self.opening(func), "}", |w| {
                let message =
                    format!("`{}` isn't mocked: stub its class, for instance by Mockito's mockStatic", func.title);
                w.line(format!("throw new UnsupportedOperationException(\"{message}\");"));
            });
        }
        for resource in &self.types.world.resources {
            if resource.side == Side::Import {
                w.gap();
                w.line(format!("public static void {}(int handle) {{}}", self.resource(resource.id).drop));
            }
        }
    }

    /// What stands before a method's body.
    fn opening(&self, func: &Func) -> String {
        let signature = signature(&self.types, self.types.world.interface(func.interface), func.index);
        // Positions for names: a parameter's own could be one of the body's.
        let params = func.params.iter().enumerate().map(|(n, param)| format!("{} p{n}", self.types.plain(param.ty)));
        let params: Vec<String> = params.collect();
        let constructs = matches!(func.kind, FunctionKind::Constructor(_));
        let result = if constructs { "Handle".to_owned() } else { signature.result };
        format!("public static {result} {}({}){} {{", self.called(func), params.join(", "), signature.throws)
    }

    fn import(&self, w: &mut Writer, func: &Func) {
        w.gap();
        w.block(self.opening(func), "}", |w| {
            if let CallMode::Subtask { .. } = func.mode {
                return self.async_import(w, func);
            }
            let moves = func.steps.contains(&Step::Moved);
            if !(moves || func.uses(Scope::Call) || func.uses(Scope::Params)) {
                return self.import_body(w, func);
            }
            w.line("int mark = Arena.mark();");
            w.line("try {");
            w.indented(|w| self.import_body(w, func));
            w.block("} finally {", "}", |w| {
                w.line("Arena.reset(mark);");
                if moves {
                    w.line(if self.has_tasks() { "Tasks.restore();" } else { "Resource.restore();" });
                }
            });
        });
    }

    /// The call outlives what comes and goes while it waits: it holds what it has taken itself.
    fn async_import(&self, w: &mut Writer, func: &Func) {
        w.line(format!("Call call = Call.begin(\"{}\");", func.title));
        w.line("try {");
        w.indented(|w| self.import_body(w, func));
        w.block("} finally {", "}", |w| w.line("call.end();"));
    }

    fn import_body(&self, w: &mut Writer, func: &Func) {
        let mut import = Import { glue: self, w, locals: Locals::default(), cores: Vec::new(), value: None };
        let Ok(()) = drive(func, &mut import);
    }

    /// Whether lowering a type can fail.
    pub(super) fn may_refuse(&self, ty: TypeId) -> bool {
        use witloom_bindgen::model::Prim;
        match self.types.as_prim(ty) {
            Some(prim) => matches!(prim, Prim::U8 | Prim::U16 | Prim::U32 | Prim::Char),
            None => true,
        }
    }
}

/// The body of an imported function, a step after the other. What it takes of the arena goes in the end, however the
/// call ends: that is around the body.
struct Import<'a, 'w> {
    glue: &'a Glue<'a>,
    w: &'w mut Writer,
    locals: Locals,
    /// What the core function gets.
    cores: Vec<String>,
    /// What the function gives.
    value: Option<String>,
}

impl Import<'_, '_> {
    /// The payload of a case of the result.
    fn payload(&self, result: &Passed, case: TypeId) -> String {
        match (result.spot, self.glue.sum(result.ty)) {
            (Spot::Memory(_), Some((sum, _))) => self.glue.load(case, "area", sum.payload),
            (Spot::Flat(_), _) | (Spot::Memory(_), None) => self.glue.lift(case, &[]),
        }
    }

    /// Throws the `err` part; what is left is the `ok` part.
    fn settle(&mut self, func: &Func, result: &Passed, (ok, err): (Option<TypeId>, Option<TypeId>)) {
        let Some((sum, _)) = self.glue.sum(result.ty) else { return };
        let tag = match result.spot {
            Spot::Memory(_) => get(sum.tag, "area"),
            Spot::Flat(_) => "core".to_owned(),
        };
        let thrown = self.glue.thrown(func);
        let error = err.map(|ty| self.payload(result, ty)).unwrap_or_default();
        self.w.block(format!("if ({tag} != 0) {{"), "}", |w| w.line(format!("throw new {thrown}({error});")));
        self.value = match func.kind {
            FunctionKind::Constructor(_) => Some(format!("Handle.own(Mem.getS32({}))", at("area", sum.payload))),
            FunctionKind::Free | FunctionKind::Method(_) | FunctionKind::Static(_) => {
                ok.map(|ty| self.payload(result, ty))
            }
        };
    }
}

impl Spell for Import<'_, '_> {
    type Error = Infallible;

    nothing! {
        enter(Scope);
        lift_param(usize, &Passed);
        lower_result(&Passed);
        end_borrows();
        leave(Scope);
        give_core(CoreResult);
        restored();
        give_cancelled();
        task_return();
        task_cancel();
    }

    /// The result's is taken when the parameters are there, any of which may be refused.
    fn area(&mut self, _func: &Func, base: Base, layout: Layout) -> Result<(), Infallible> {
        if base == Base::Params {
            self.w.line(format!("int parameters = Arena.take({}, {});", layout.size, layout.align));
        }
        Ok(())
    }

    fn lower_param(&mut self, func: &Func, index: usize, param: &Passed) -> Result<(), Infallible> {
        let name = format!("p{index}");
        if self.glue.may_refuse(param.ty) {
            self.w.line(format!("Lower.subject = \"`{}` of `{}`\";", param.name, func.title));
        }
        match param.spot {
            Spot::Flat(_) => self.cores.extend(self.glue.lower(self.w, &mut self.locals, param.ty, &name)),
            Spot::Memory(offset) => self.glue.store(self.w, param.ty, "parameters", offset, &name),
        }
        Ok(())
    }

    fn lift_result(&mut self, func: &Func, result: &Passed) -> Result<(), Infallible> {
        if let Outcome::Fallible { ok, err, .. } = func.outcome {
            self.settle(func, result, (ok, err));
            return Ok(());
        }
        self.value = Some(match (func.kind, result.spot) {
            (FunctionKind::Constructor(_), Spot::Flat(_)) => "Handle.own(core)".to_owned(),
            (_, Spot::Flat(cores)) => self.glue.lift(result.ty, &vec!["core".to_owned(); cores.count as usize]),
            (_, Spot::Memory(offset)) => self.glue.load(result.ty, "area", offset),
        });
        Ok(())
    }

    fn call_core(&mut self, func: &Func) -> Result<(), Infallible> {
        if func.param_area.is_some() {
            self.cores.push("parameters".to_owned());
        }
        if let Some(area) = func.result_area {
            self.w.line(format!("int area = Arena.take({}, {});", area.size, area.align));
            self.cores.push("area".to_owned());
        }
        let call = format!("Raw.{}({});", self.glue.called(func), self.cores.join(", "));
        match func.core_result {
            Some(core) => self.w.line(format!("{} core = {call}", java_core(core))),
            None => self.w.line(call),
        }
        Ok(())
    }

    fn call_user(&mut self, _func: &Func) -> Result<Flow, Infallible> {
        Ok(Flow::Next)
    }

    /// The runtime does it where a call may be cancelled.
    fn moved(&mut self, func: &Func) -> Result<(), Infallible> {
        if func.mode == CallMode::Sync {
            self.w.line(if self.glue.has_tasks() { "Tasks.sent();" } else { "Resource.sent();" });
        }
        Ok(())
    }

    fn give(&mut self, _func: &Func) -> Result<(), Infallible> {
        if let Some(value) = &self.value {
            self.w.line(format!("return {value};"));
        }
        Ok(())
    }

    /// The runtime leaves by an exception when the call was cancelled, and does what has to be done then.
    fn wait(&mut self, _func: &Func) -> Result<Flow, Infallible> {
        self.w.line("call.await(core);");
        Ok(Flow::Next)
    }
}

/// A native method bound to a core import.
pub(super) fn native(w: &mut Writer, module: &str, name: &str, signature: &str) {
    annotation(w, module, name);
    w.line(format!("public static native {signature};"));
}

/// What binds a native method to a core import.
pub(super) fn annotation(w: &mut Writer, module: &str, name: &str) {
    w.gap();
    w.line(format!("@Import(module = \"{module}\", name = \"{name}\")"));
}
