//! Exported functions: what the engine calls.
//!
//! The engine has its own ideas of memory here: it allocates the result block and frees it, the block of
//! spilled parameters and everything that `$realloc` gave out, once the caller has read the result.

use std::convert::Infallible;

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{CallMode, CoreResult, Flow, Func, Node, Outcome, Passed, Scope, Spell, Spot, drive};
use witloom_bindgen::model::{Core, FunctionKind, Interface, InterfaceId, Key, Layout, Side, TypeId};
use witloom_bindgen::nothing;
use witloom_bindgen::plan::Base;

use super::flat::{Sink, zero};
use super::load::name_of;
use super::store::Locals;
use super::{At, Glue, resource, task};
use crate::expr::Expr;
use crate::names::{class, member, property, string};

/// Every export of one interface. One that has types alone asks nothing of the user's module.
pub(super) fn interface(glue: &Glue<'_>, w: &mut Writer, interface: &Interface) {
    if is_empty(interface) {
        return;
    }
    w.line(format!("let {};", user(glue, interface.id)));
    w.gap();
    for func in glue.funcs(interface.id) {
        match &func.mode {
            CallMode::Task { task_return, .. } => task::export(glue, w, func, task_return),
            CallMode::Sync | CallMode::Subtask { .. } => {
                let mut export = Export { glue, w, args: Vec::new(), call: Expr::text(""), has_borrows: false };
                let Ok(()) = drive(func, &mut export);
            }
        }
        w.gap();
    }
    for id in &interface.resources {
        resource::destructor(glue, w, glue.world.resource(*id));
        w.gap();
    }
}

/// Whether there is nothing in an interface to implement.
pub(crate) fn is_empty(interface: &Interface) -> bool {
    interface.functions.is_empty() && interface.resources.is_empty()
}

/// The variable with the user's object.
fn user(glue: &Glue<'_>, interface: InterfaceId) -> String {
    // The `$` at the end keeps it apart from the names of the runtime, whatever the interface is called.
    format!("${}$", glue.prefix(interface))
}

/// `$bindExports`: finds everything that the world exports in the user's module.
pub(super) fn bind(glue: &Glue<'_>, w: &mut Writer) {
    w.gap();
    w.block("function $bindExports($module) {", "}", |w| {
        for interface in glue.world.side(Side::Export).filter(|interface| !is_empty(interface)) {
            bind_interface(glue, w, interface);
        }
    });
}

fn bind_interface(glue: &Glue<'_>, w: &mut Writer, interface: &Interface) {
    let strings = |names: Vec<String>| Expr::Array(names.iter().map(|name| Expr::text(string(name))).collect());
    let free = interface.functions.iter().filter(|f| f.kind == FunctionKind::Free);
    let functions = strings(free.map(|f| property(&f.name)).collect());
    let variable = user(glue, interface.id);
    if interface.key == Key::Root {
        let call = Expr::call("$findFunctions", [Expr::text("$module"), functions]);
        w.line(call.statement(1, &format!("{variable} = "), ";"));
        return;
    }
    let names = glue.names.interface(interface.id);
    let mut known = vec![names.alias.clone()];
    known.extend(names.specifiers.iter().cloned());
    let args = [Expr::text("$module"), strings(known), functions];
    w.line(Expr::call("$findInterface", args).statement(1, &format!("{variable} = "), ";"));
    for id in &interface.resources {
        let resource = glue.world.resource(*id);
        let members = |is_static: bool| {
            let own = interface.functions.iter().filter(|f| match f.kind {
                FunctionKind::Method(of) => !is_static && of == *id,
                FunctionKind::Static(of) => is_static && of == *id,
                FunctionKind::Free | FunctionKind::Constructor(_) => false,
            });
            strings(own.map(member).collect())
        };
        let place = string(&format!("{}.{}", names.alias, class(resource)));
        let args =
            [Expr::text(format!("{variable}.{}", class(resource))), Expr::text(place), members(false), members(true)];
        w.line(Expr::call("$findClass", args).statement(1, &format!("{}.type = ", glue.resource(*id)), ";"));
    }
}

/// An exported function, a step after the other: its answers are functions of their own, since the user's function
/// may return a promise; then comes the function that the engine calls.
struct Export<'a, 'w> {
    glue: &'a Glue<'a>,
    w: &'w mut Writer,
    /// The lifted parameters.
    args: Vec<Expr>,
    /// The call of the user's function.
    call: Expr,
    has_borrows: bool,
}

impl Spell for Export<'_, '_> {
    type Error = Infallible;

    nothing! {
        // The engine gives the result's area.
        enter(Scope);
        area(Base, Layout);
        lower_param(usize, &Passed);
        lift_result(&Passed);
        call_core();
        restored();
        give_cancelled();
        task_return();
        task_cancel();
        moved();
        // The engine frees what parameters and result lie in.
        leave(Scope);
        give();
    }

    fn lift_param(&mut self, _func: &Func, _index: usize, param: &Passed) -> Result<(), Infallible> {
        self.args.push(lifted(self.glue, param));
        Ok(())
    }

    fn lower_result(&mut self, func: &Func, result: &Passed) -> Result<(), Infallible> {
        match func.outcome {
            Outcome::Fallible { ok, err, .. } => {
                self.case_function(func, result, "ok", ok);
                self.case_function(func, result, "err", err);
            }
            Outcome::Nothing | Outcome::Value(_) if self.prelude_answer(func).is_some() => {}
            Outcome::Nothing | Outcome::Value(_) => self.plain_answer(func, result),
        }
        Ok(())
    }

    fn call_user(&mut self, func: &Func) -> Result<Flow, Infallible> {
        self.call = user_call(self.glue, func, std::mem::take(&mut self.args));
        Ok(Flow::Next)
    }

    fn wait(&mut self, _func: &Func) -> Result<Flow, Infallible> {
        Ok(Flow::Next)
    }

    fn end_borrows(&mut self, func: &Func) -> Result<(), Infallible> {
        self.has_borrows = true;
        if func.result.is_none() {
            self.w.block(format!("function {}(value) {{", self.name(func, "answer")), "}", |w| {
                w.line("$dropBorrowed();");
                w.line("return $done;");
            });
            self.w.gap();
        }
        Ok(())
    }

    /// The function that the engine calls.
    fn give_core(&mut self, func: &Func, _result: CoreResult) -> Result<(), Infallible> {
        let mut params: Vec<String> = (0..func.core_params.len()).map(|i| format!("${i}")).collect();
        params.extend(func.result_area.map(|_| "$ret".to_owned()));
        let core_name = string(&func.core_name);
        let target = format!("$exported[{core_name}] = ");
        let (before, lead) = if target.len() < 80 {
            (String::new(), target)
        } else {
            (format!("$exported[\n  {core_name}\n"), "] = ".to_owned())
        };
        let head = before + &Expr::call("", params.iter().map(Expr::text)).statement(0, &lead, " => {");
        let attempt = self.attempt(func);
        self.w.block(head, "};", |w| {
            w.line("try {");
            w.indented(|w| super::lines(w, &attempt));
            w.line("} catch ($error) {");
            w.indented(|w| w.line(trap(&self.glue.place(func))));
            w.line("}");
        });
        Ok(())
    }
}

impl Export<'_, '_> {
    /// `types$echo`, with a suffix.
    fn name(&self, func: &Func, suffix: &str) -> String {
        format!("{}${suffix}", &self.glue.function_name(func)[1..])
    }

    /// The prelude's answer for one primitive, where nothing else has to happen.
    fn prelude_answer(&self, func: &Func) -> Option<String> {
        let Node::Prim(prim) = self.glue.node(func.result.as_ref()?.ty) else { return None };
        (!self.has_borrows).then(|| format!("$answer{}", name_of(*prim)))
    }

    fn drop_borrows(&self, w: &mut Writer) {
        if self.has_borrows {
            w.line("$dropBorrowed();");
        }
    }

    /// The answer of a function without `result`.
    fn plain_answer(&mut self, func: &Func, result: &Passed) {
        let params = if func.result_area.is_some() { "value, $ret" } else { "value" };
        let text = self.glue.section(|w| {
            self.drop_borrows(w);
            checked(self.glue, w, "returned", result.ty, |w| self.lower(w, result));
            self.settle(w, result.ty);
            w.line(self.answered(result));
        });
        self.function(func, "answer", params, &text);
    }

    /// One case of a function with `result`: `ok` for what it returned, `err` for what it threw.
    fn case_function(&mut self, func: &Func, result: &Passed, name: &str, payload: Option<TypeId>) {
        let is_err = name == "err";
        let discriminant = u32::from(is_err);
        let value = if is_err { "$error" } else { "value" };
        let text = self.glue.section(|w| {
            self.drop_borrows(w);
            if is_err {
                let type_ = payload.map_or_else(|| "undefined".to_owned(), |ty| self.glue.description(ty));
                let lead = if payload.is_some() { "const value = " } else { "" };
                w.line(format!("{lead}$payload($error, {type_});"));
            }
            if let Spot::Flat(_) = result.spot {
                return w.line(format!("return $small[{discriminant}];"));
            }
            w.line(format!("$u8[$ret] = {discriminant};"));
            if let Some(payload) = payload {
                let at = At::new("$ret").plus(self.glue.payload_offset(result.ty));
                let what = if is_err { "threw" } else { "returned" };
                checked(self.glue, w, what, payload, |w| {
                    self.glue.store_at(w, &mut Locals::new(["value"]), payload, "value", at);
                });
                self.settle(w, payload);
            }
            w.line("return $done;");
        });
        let params = if func.result_area.is_some() { format!("{value}, $ret") } else { value.to_owned() };
        self.function(func, name, &params, &text);
    }

    fn function(&mut self, func: &Func, suffix: &str, params: &str, body: &str) {
        let head = Expr::read(&format!("{}({params})", self.name(func, suffix))).statement(0, "function ", " {");
        self.w.block(head, "}", |w| super::lines(w, body));
        self.w.gap();
    }

    /// What moved out with a result of this type belongs to the caller.
    fn settle(&self, w: &mut Writer, ty: TypeId) {
        if self.glue.world.ty(ty).facts.moves() {
            w.line("$settleMoved();");
        }
    }

    fn lower(&self, w: &mut Writer, result: &Passed) {
        let mut locals = Locals::new(["value"]);
        let ty = result.ty;
        match result.spot {
            Spot::Memory(_) => self.glue.store_at(w, &mut locals, ty, "value", At::new("$ret")),
            Spot::Flat(_) => {
                if self.glue.open_positions(ty).contains(&0) {
                    w.line(format!("$f[0] = {};", self.glue.single_core(ty).map_or("0", zero)));
                }
                self.glue.lower_to(w, &mut locals, ty, "value", &Sink::Array { base: "", first: 0 });
            }
        }
    }

    fn answered(&self, result: &Passed) -> &'static str {
        match (result.spot, self.glue.single_core(result.ty)) {
            (Spot::Memory(_), _) | (Spot::Flat(_), None) => "return $done;",
            (Spot::Flat(_), Some(Core::I32)) => "return $answerInt($f[0]);",
            (Spot::Flat(_), Some(Core::I64 | Core::F32 | Core::F64)) => "return Promise.resolve($f[0]);",
        }
    }

    /// The call of the user's function and what comes of it.
    fn attempt(&self, func: &Func) -> String {
        self.glue.section(|w| {
            if self.glue.world.is_concurrent() {
                w.line("$enterPlain();");
                if func.param_area.is_some() {
                    w.line("$spilled.push($0);");
                }
            }
            if func.uses(Scope::Params) || func.uses(Scope::Result) {
                w.line("$enter();");
            }
            if self.glue.world.resources.iter().any(|resource| resource.side == Side::Import) {
                w.line("if ($recent.length !== 0) $begin();");
            }
            let ret = if func.result_area.is_some() { ", $ret" } else { "" };
            match func.outcome {
                Outcome::Fallible { .. } => self.attempt_fallible(w, func, ret),
                Outcome::Nothing | Outcome::Value(_) => self.attempt_plain(w, func, ret),
            }
        })
    }

    fn attempt_fallible(&self, w: &mut Writer, func: &Func, ret: &str) {
        let (ok, err) = (self.name(func, "ok"), self.name(func, "err"));
        w.line("let value;");
        w.line("try {");
        w.indented(|w| w.line(self.call.statement(3, "value = ", ";")));
        w.line("} catch ($error) {");
        w.indented(|w| w.line(Expr::read(&format!("{err}($error{ret})")).statement(3, "return ", ";")));
        w.line("}");
        let arrow = |name: &str, arg: &str| {
            if ret.is_empty() { name.to_owned() } else { format!("({arg}) => {name}({arg}{ret})") }
        };
        self.later(w, func, &arrow(&ok, "value"), &arrow(&err, "$error"));
        w.line(Expr::read(&format!("{ok}(value{ret})")).statement(2, "return ", ";"));
    }

    fn attempt_plain(&self, w: &mut Writer, func: &Func, ret: &str) {
        w.line(self.call.statement(2, "const value = ", ";"));
        let (answer, arrow) = if let Some(name) = self.prelude_answer(func) {
            (format!("{name}(value)"), name)
        } else if func.result.is_none() && !self.has_borrows {
            ("$done".to_owned(), "() => $done".to_owned())
        } else {
            let name = self.name(func, "answer");
            let answer = format!("{name}(value{ret})");
            let arrow = if ret.is_empty() { name } else { format!("(value) => {answer}") };
            (answer, arrow)
        };
        self.later(w, func, &arrow, "undefined");
        w.line(Expr::read(&answer).statement(2, "return ", ";"));
    }

    /// What happens when the user's function returned a promise.
    fn later(&self, w: &mut Writer, func: &Func, answer: &str, fail: &str) {
        w.block("if (typeof value === \"object\" && value instanceof Promise) {", "}", |w| {
            let args = ["value", answer, fail, &self.glue.place(func)].map(Expr::read);
            w.line(Expr::call("$later", args).statement(3, "return ", ";"));
        });
    }
}

/// The value of a parameter.
pub(super) fn lifted(glue: &Glue<'_>, param: &Passed) -> Expr {
    match param.spot {
        Spot::Flat(cores) => {
            let cores: Vec<String> = cores.range().map(|i| format!("${i}")).collect();
            glue.lift_from(param.ty, &cores)
        }
        Spot::Memory(offset) => glue.load_at(param.ty, At::area(offset)),
    }
}

/// The call of the user's function.
pub(super) fn user_call(glue: &Glue<'_>, func: &Func, mut args: Vec<Expr>) -> Expr {
    let name = member(glue.function(func));
    match func.kind {
        FunctionKind::Free => Expr::call(format!("{}.{name}", user(glue, func.interface)), args),
        FunctionKind::Static(id) => Expr::call(format!("{}.type.{name}", glue.resource(id)), args),
        FunctionKind::Constructor(id) => Expr::call(format!("new {}.type", glue.resource(id)), args),
        FunctionKind::Method(_) => {
            let this = args.remove(0).flat();
            Expr::call(format!("{this}.{name}"), args)
        }
    }
}

/// Statements whose failed checks are explained.
pub(super) fn checked(glue: &Glue<'_>, w: &mut Writer, what: &str, ty: TypeId, body: impl FnOnce(&mut Writer)) {
    w.line("try {");
    w.indented(body);
    w.line("} catch ($error) {");
    w.indented(|w| {
        let args = ["$error", "value", &glue.description(ty), &string(what)].map(Expr::text);
        w.line(Expr::call("$wrongResult", args).statement(2, "throw ", ";"));
    });
    w.line("}");
}

/// The statement that ends an export which failed, two steps deep.
pub(super) fn trap(place: &str) -> String {
    Expr::call("$trap", [place, "$error"].map(Expr::text)).statement(2, "return ", ";")
}
