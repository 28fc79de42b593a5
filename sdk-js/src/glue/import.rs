//! Imported functions: what user code calls.

use std::convert::Infallible;

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{CallMode, CoreResult, Flow, Func, Outcome, Passed, Scope, Spell, Spot, drive};
use witloom_bindgen::model::{Core, FunctionKind, Interface, Layout, TypeId};
use witloom_bindgen::nothing;
use witloom_bindgen::plan::Base;

use super::flat::{Sink, zero};
use super::store::Locals;
use super::{At, Glue, resource};
use crate::expr::Expr;
use crate::names::{NAMER, class, key, member, property, string};

/// Everything of one imported interface, and the modules that publish it.
pub(super) fn interface(glue: &Glue<'_>, w: &mut Writer, interface: &Interface) {
    let prefix = glue.prefix(interface.id);
    for func in glue.funcs(interface.id) {
        let core = glue.function_name(func);
        let bound = [string(&func.core_module), string(&func.core_name)].map(Expr::text);
        w.line(Expr::call("$bind", bound).statement(0, &format!("const {core} = "), ";"));
        if func.kind == FunctionKind::Free {
            w.gap();
            function(glue, w, func, 0);
            w.gap();
        }
    }
    for id in &interface.resources {
        w.gap();
        resource::imported_class(glue, w, glue.world.resource(*id));
        w.gap();
    }
    let free = interface.functions.iter().filter(|f| f.kind == FunctionKind::Free);
    let functions = free.map(|f| (key(&property(&f.name)), Expr::text(format!("{prefix}${}", property(&f.name)))));
    let classes = interface.resources.iter().map(|id| {
        let resource = glue.world.resource(*id);
        (key(&class(resource)), Expr::text(format!("{}.type", glue.resource(*id))))
    });
    let members = Expr::Object(functions.chain(classes).collect());
    if matches!(&members, Expr::Object(fields) if fields.is_empty()) {
        return;
    }
    w.gap();
    // The `$` at the end keeps it apart from a function `module`.
    let module = format!("${prefix}$module$");
    w.line(members.statement(0, &format!("const {module} = "), ";"));
    for specifier in &glue.names.interface(interface.id).specifiers {
        w.line(format!("$define({}, {module});", string(specifier)));
    }
    w.gap();
}

/// One function, as a declaration or as a member of a class; `depth` is where it stands.
pub(super) fn function(glue: &Glue<'_>, w: &mut Writer, func: &Func, depth: usize) {
    let mut scope = NAMER.scope([]);
    let receiver = func.receiver().map(|_| "this".to_owned());
    let named = func.arguments().iter().map(|param| scope.claim_exact(property(&param.name)));
    let params: Vec<String> = receiver.into_iter().chain(named).collect();
    let name = member(glue.function(func));
    let name = match func.kind {
        FunctionKind::Free => format!("function {}${name}", glue.prefix(func.interface)),
        FunctionKind::Method(_) | FunctionKind::Constructor(_) => name,
        FunctionKind::Static(_) => format!("static {name}"),
    };
    let options = is_task(func).then_some("$options");
    let listed = params.iter().map(String::as_str).filter(|name| *name != "this").chain(options).map(Expr::text);
    let head = Expr::call(name, listed).statement(depth, "", " {");
    w.block(head, "}", |w| {
        let locals = Locals::new(params.iter().map(String::as_str));
        let sinks = sinks(glue, func);
        let (lowering, lifting) = (super::writer(), super::writer());
        let (params, depth, given) = (&params[..], depth + 1, Given::Nothing);
        let mut import = Import { glue, w, params, depth, sinks, locals, lowering, lifting, given };
        let Ok(()) = drive(func, &mut import);
    });
}

/// Where each flat parameter's core values go; all share `$f`, which only composite ones use.
fn sinks(glue: &Glue<'_>, func: &Func) -> Vec<Option<Sink>> {
    let mut used = 0;
    let sink = |param: &Passed| {
        let Spot::Flat(cores) = param.spot else { return None };
        if glue.is_composite(param.ty) {
            used += cores.count;
            return Some(Sink::Array { base: "", first: used - cores.count });
        }
        Some(Sink::Vars(cores.range().map(|i| format!("${i}")).collect()))
    };
    func.params.iter().map(sink).collect()
}

/// What an import gives its caller.
enum Given {
    /// Nothing.
    Nothing,
    /// What an expression yields.
    Returned(Expr),
    /// A value, or the exception that stands for it.
    Unwrapped(&'static str, &'static str),
}

/// An imported function, a step after the other.
struct Import<'a, 'w> {
    glue: &'a Glue<'a>,
    w: &'w mut Writer,
    params: &'a [String],
    depth: usize,
    sinks: Vec<Option<Sink>>,
    locals: Locals,
    /// The statements that lower parameters: they share one `try`.
    lowering: Writer,
    /// The statements that come after a wait.
    lifting: Writer,
    given: Given,
}

/// Whether a call may wait, so that it gives a promise.
fn is_task(func: &Func) -> bool {
    match func.mode {
        CallMode::Subtask { .. } => true,
        CallMode::Sync | CallMode::Task { .. } => false,
    }
}

impl Spell for Import<'_, '_> {
    type Error = Infallible;

    nothing! {
        lift_param(usize, &Passed);
        lower_result(&Passed);
        restored();
        give_cancelled();
        task_return();
        task_cancel();
        end_borrows();
        give_core(CoreResult);
    }

    /// The engine gives the result's area.
    fn enter(&mut self, func: &Func, scope: Scope) -> Result<(), Infallible> {
        if scope == Scope::Params && !is_task(func) {
            self.w.line("const $mark = $sp;");
            self.w.line("const $held = $blocks.length;");
        }
        Ok(())
    }

    fn area(&mut self, _func: &Func, base: Base, layout: Layout) -> Result<(), Infallible> {
        if base == Base::Params {
            self.lowering.line(format!("$0 = $alloc({}, {});", layout.size, layout.align));
        }
        Ok(())
    }

    fn lower_param(&mut self, func: &Func, index: usize, param: &Passed) -> Result<(), Infallible> {
        let name = &self.params[index];
        let is_receiver = func.receiver().is_some() && index == 0;
        let sink = self.sinks[index].as_ref();
        let w = &mut self.lowering;
        match (param.spot, sink) {
            (Spot::Memory(offset), _) if is_receiver => {
                own_handle(self.glue, w, func, &At::area(offset).word(), self.depth)
            }
            (Spot::Memory(offset), _) => self.glue.store_at(w, &mut self.locals, param.ty, name, At::area(offset)),
            (Spot::Flat(_), Some(sink)) if is_receiver => own_handle(self.glue, w, func, &sink.at(0), self.depth),
            (Spot::Flat(_), Some(sink)) => self.glue.lower_to(w, &mut self.locals, param.ty, name, sink),
            (Spot::Flat(_), None) => {}
        }
        Ok(())
    }

    fn lift_result(&mut self, func: &Func, result: &Passed) -> Result<(), Infallible> {
        self.given = match (func.outcome, result.spot) {
            (Outcome::Fallible { .. }, Spot::Flat(_)) => Given::Unwrapped("$isErr($ret)", "undefined"),
            (Outcome::Nothing | Outcome::Value(_), Spot::Flat(_)) => {
                let value = self.glue.lift_from(result.ty, &["$ret".to_owned()]);
                if self.gives_children(func) { self.lifted(func, &value) } else { Given::Returned(value) }
            }
            (Outcome::Fallible { ok, err, .. }, Spot::Memory(_)) => self.lift_case(func, result.ty, ok, err),
            (Outcome::Nothing | Outcome::Value(_), Spot::Memory(_)) => {
                let value = self.glue.load_at(result.ty, At::new("$ret"));
                self.refreshed(func);
                if is_task(func) && !self.gives_children(func) {
                    Given::Returned(value)
                } else {
                    self.lifted(func, &value)
                }
            }
        };
        Ok(())
    }

    fn call_core(&mut self, func: &Func) -> Result<(), Infallible> {
        if is_task(func) {
            let area = func.result_area.map_or(0, |layout| layout.size.max(1));
            self.w.line("if ($options?.signal?.aborted) return $aborted($options);");
            self.w.line(format!("const $call = new $Call({area}, $options);"));
        }
        self.declare(func);
        if !self.params.is_empty() {
            let lowering = std::mem::replace(&mut self.lowering, super::writer()).finish();
            self.w.line("try {");
            self.w.indented(|w| super::lines(w, &lowering));
            self.w.line("} catch ($error) {");
            let explained = self.explained(func);
            self.w.indented(|w| w.line(explained));
            self.w.line("}");
        }
        let flat = self.sinks.iter().zip(&func.params).flat_map(|(sink, param)| arguments(sink.as_ref(), param));
        let mut args = if func.param_area.is_some() { vec!["$0".to_owned()] } else { flat.collect() };
        let has_core_result = func.result_area.is_some() || func.core_result.is_some();
        let lead = if is_task(func) {
            args.extend(func.result_area.map(|_| "$call.area".to_owned()));
            "const $status = "
        } else if has_core_result {
            "const $ret = "
        } else {
            ""
        };
        let call = Expr::call(self.glue.function_name(func), args.into_iter().map(Expr::text));
        self.w.line(call.statement(self.depth, lead, ";"));
        Ok(())
    }

    fn call_user(&mut self, _func: &Func) -> Result<Flow, Infallible> {
        Ok(Flow::Next)
    }

    /// What follows is a function of its own. The runtime takes the other ways that a call may go.
    fn wait(&mut self, _func: &Func) -> Result<Flow, Infallible> {
        self.depth += 1;
        Ok(Flow::Next)
    }

    /// Of a call that may wait the runtime sees when the callee has what moved.
    fn moved(&mut self, func: &Func) -> Result<(), Infallible> {
        if !is_task(func) {
            self.w.line("$settleMoved();");
        }
        Ok(())
    }

    fn leave(&mut self, func: &Func, scope: Scope) -> Result<(), Infallible> {
        // Memory of a call that may wait goes when it has resolved.
        match scope {
            Scope::Call | Scope::Params | Scope::Result if is_task(func) => {}
            Scope::Params => {
                self.w.line("$sp = $mark;");
                self.w.line("if ($blocks.length !== $held) $release($mark, $held);");
            }
            Scope::Call if func.result_area.is_some() => self.w.line("$dealloc($ret);"),
            Scope::Call | Scope::Result => {}
        }
        Ok(())
    }

    fn give(&mut self, func: &Func) -> Result<(), Infallible> {
        let text = match &self.given {
            Given::Nothing => String::new(),
            Given::Returned(value) => value.statement(self.depth, "return ", ";"),
            Given::Unwrapped(failed, value) => {
                let lead = if func.result_area.is_some() { "return " } else { "" };
                format!("{lead}$unwrap({failed}, {value});")
            }
        };
        match (is_task(func), text.is_empty()) {
            (true, true) => self.w.line("return $call.run($status, () => undefined);"),
            (true, false) => {
                self.lifting.line(text);
                let lifting = std::mem::replace(&mut self.lifting, super::writer()).finish();
                self.w.block("return $call.run($status, ($ret) => {", "});", |w| super::lines(w, &lifting));
            }
            (false, true) => {}
            (false, false) => self.w.line(text),
        }
        Ok(())
    }
}

impl Import<'_, '_> {
    /// Variables for core values, all zero.
    fn declare(&mut self, func: &Func) {
        let mut array: Vec<&str> = Vec::new();
        for (sink, param) in self.sinks.iter().zip(&func.params) {
            let zeros = self.glue.cores(param.ty).iter().map(|core| zero(*core));
            match sink {
                Some(Sink::Vars(names)) => {
                    for (name, zero) in names.iter().zip(zeros) {
                        self.w.line(format!("let {name} = {zero};"));
                    }
                }
                Some(Sink::Array { .. }) => array.extend(zeros),
                None => {}
            }
        }
        if !array.is_empty() {
            // Prettier leaves arrays of numbers on their line.
            self.w.line(Expr::text(format!("[{}]", array.join(", "))).statement(self.depth, "const $f = ", ";"));
        }
        if func.param_area.is_some() {
            self.w.line("let $0 = 0;");
        }
    }

    /// Whether the result may hold handles of our own that `this` gave us, which is kept as long as they are.
    fn gives_children(&self, func: &Func) -> bool {
        let facts = func.result.as_ref().map(|result| &self.glue.world.ty(result.ty).facts);
        func.receiver().is_some() && facts.is_some_and(|facts| facts.has_own)
    }

    /// Reads a result with statements of its own.
    fn lifted(&mut self, func: &Func, value: &Expr) -> Given {
        let (gives_children, depth) = (self.gives_children(func), self.depth);
        let w = self.after(func);
        if gives_children {
            w.line("$giver = this;");
        }
        w.line(value.statement(depth, "const $value = ", ";"));
        if gives_children {
            w.line("$giver = undefined;");
        }
        Given::Returned(Expr::text("$value"))
    }

    /// Where statements after the call go.
    fn after(&mut self, func: &Func) -> &mut Writer {
        if is_task(func) { &mut self.lifting } else { self.w }
    }

    /// Memory may have grown during a call; the runtime looks after one that may wait.
    fn refreshed(&mut self, func: &Func) {
        if !is_task(func) {
            self.w.line("if ($memory.buffer !== $buffer) $refresh();");
        }
    }

    fn lift_case(&mut self, func: &Func, whole: TypeId, ok: Option<TypeId>, err: Option<TypeId>) -> Given {
        let at = At::new("$ret").plus(self.glue.payload_offset(whole));
        let load =
            |part: Option<TypeId>| part.map_or_else(|| Expr::text("undefined"), |part| self.glue.load_at(part, at));
        let value = Expr::Cond("$failed".to_owned(), Box::new(load(err)), Box::new(load(ok)));
        self.refreshed(func);
        self.after(func).line("const $failed = $isErr($u8[$ret]);");
        self.lifted(func, &value);
        Given::Unwrapped("$failed", "$value")
    }

    fn explained(&self, func: &Func) -> String {
        let mut args = vec![Expr::text("$error"), Expr::text(self.glue.place(func))];
        let names = self.params.iter().filter(|name| *name != "this");
        for (name, param) in names.zip(func.arguments()) {
            args.push(Expr::text(string(&property(&param.name))));
            args.push(Expr::text(name));
            args.push(Expr::text(self.glue.description(param.ty)));
        }
        let wrong = Expr::call("$wrong", args);
        if is_task(func) {
            return Expr::call("$call.refuse", [wrong]).statement(self.depth + 1, "return ", ";");
        }
        wrong.statement(self.depth + 1, "throw ", ";")
    }
}

/// The core values of a parameter.
fn arguments(sink: Option<&Sink>, param: &Passed) -> Vec<String> {
    match (sink, param.spot) {
        (Some(Sink::Vars(names)), _) => names.clone(),
        (Some(Sink::Array { first, .. }), Spot::Flat(cores)) => {
            (*first..*first + cores.count).map(|i| format!("$f[{i}]")).collect()
        }
        (Some(Sink::Array { .. }) | None, _) => Vec::new(),
    }
}

/// Puts the handle of `this` somewhere.
fn own_handle(glue: &Glue<'_>, w: &mut Writer, func: &Func, target: &str, depth: usize) {
    let Some(id) = func.receiver() else { return };
    let call = Expr::call(format!("{}.self", glue.resource(id)), ["this".to_owned(), glue.place(func)].map(Expr::text));
    w.line(call.statement(depth + 1, &format!("{target} = "), ";"));
}

impl Glue<'_> {
    /// Offset of the payload of a variant, option or result in memory.
    pub(super) fn payload_offset(&self, ty: TypeId) -> u32 {
        self.cases(ty).map_or(0, |(sum, _)| sum.payload)
    }

    /// The core type of a value that takes one core value or none.
    pub(super) fn single_core(&self, ty: TypeId) -> Option<Core> {
        self.cores(ty).first().copied()
    }
}
