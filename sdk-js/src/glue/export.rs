//! Exported functions: what the engine calls.
//!
//! The engine has its own ideas of memory here: it allocates the result block and frees it, the block of
//! spilled parameters and everything that `$realloc` gave out, once the caller has read the result.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{Core, Function, FunctionKind, Interface, Key, Kind, Prim, Side, TypeId};
use witloom_bindgen::plan::{Base, Call, Place, Step, Which};

use super::flat::{Sink, zero};
use super::load::name_of;
use super::store::Locals;
use super::{At, Glue, resource};
use crate::expr::Expr;
use crate::names::{class, member, property, string};

/// Every export of one interface. One that has types alone asks nothing of the user's module.
pub(super) fn interface(glue: &Glue<'_>, w: &mut Writer, interface: &Interface) {
    if is_empty(interface) {
        return;
    }
    w.line(format!("let {};", user(glue, interface)));
    w.gap();
    for (index, function) in interface.functions.iter().enumerate() {
        let Some(call) = glue.plan.call(interface.id, index) else { continue };
        let export = Export { glue, interface, function, call };
        export.result_functions(w);
        export.entry(w);
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
fn user(glue: &Glue<'_>, interface: &Interface) -> String {
    // The `$` at the end keeps it apart from the names of the runtime, whatever the interface is called.
    format!("${}$", glue.prefix(interface.id))
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
    let variable = user(glue, interface);
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

struct Export<'a> {
    glue: &'a Glue<'a>,
    interface: &'a Interface,
    function: &'a Function,
    call: &'a Call,
}

/// How an export answers.
enum Answer {
    /// There is nothing to return.
    Nothing,
    /// A function of the prelude for one primitive.
    Prelude(Prim),
    /// A function of its own.
    Own,
}

impl Export<'_> {
    fn place(&self) -> String {
        string(&self.glue.place(self.interface, &self.function.core_name))
    }

    /// Whether the glue reads or writes linear memory for this call.
    fn uses_memory(&self) -> bool {
        let has_heap = |ty: TypeId| self.glue.world.ty(ty).facts.has_heap;
        let mentioned = self.function.params.iter().map(|p| p.ty).chain(self.function.result);
        self.call.param_area.is_some() || self.call.result_area.is_some() || mentioned.into_iter().any(has_heap)
    }

    fn has_borrows(&self) -> bool {
        self.call.steps.iter().any(|step| matches!(step, Step::DropBorrows { .. }))
    }

    fn result(&self) -> Option<(TypeId, Place)> {
        self.call.steps.iter().find_map(|step| match step {
            Step::Lower { what: Which::Result, ty, to } => Some((*ty, *to)),
            _ => None,
        })
    }

    fn answer(&self) -> Answer {
        match self.result() {
            None if self.has_borrows() => Answer::Own,
            None => Answer::Nothing,
            Some((ty, _)) => match self.glue.kind(ty) {
                Kind::Prim(prim) if !self.has_borrows() => Answer::Prelude(*prim),
                _ => Answer::Own,
            },
        }
    }

    /// `types$echo`, with a suffix.
    fn name(&self, suffix: &str) -> String {
        let name = member(self.function);
        let base = match self.function.kind {
            FunctionKind::Free => format!("{}${name}", self.glue.prefix(self.interface.id)),
            FunctionKind::Method(id) | FunctionKind::Static(id) | FunctionKind::Constructor(id) => {
                format!("{}${name}", &self.glue.resource(id)[1..])
            }
        };
        format!("{base}${suffix}")
    }

    fn result_functions(&self, w: &mut Writer) {
        if !matches!(self.answer(), Answer::Own) {
            return;
        }
        let fallible = self.result().and_then(|(ty, to)| match self.glue.kind(ty) {
            Kind::Result { ok, err } => Some((ty, to, *ok, *err)),
            _ => None,
        });
        match fallible {
            Some((ty, to, ok, err)) => {
                self.case_function(w, "ok", (ty, to, 0, ok));
                self.case_function(w, "err", (ty, to, 1, err));
            }
            None => self.plain_answer(w),
        }
    }

    /// The answer of a function without `result`.
    fn plain_answer(&self, w: &mut Writer) {
        let params = if self.call.result_area.is_some() { "value, $ret" } else { "value" };
        w.block(format!("function {}({params}) {{", self.name("answer")), "}", |w| {
            self.drop_borrows(w);
            match self.result() {
                None => w.line("return $done;"),
                Some((ty, to)) => {
                    self.checked(w, "returned", ty, |w| self.lower(w, ty, to));
                    w.line(self.answered(ty, to));
                }
            }
        });
        w.gap();
    }

    /// One case of a function with `result`: `ok` for what it returned, `err` for what it threw.
    fn case_function(&self, w: &mut Writer, name: &str, case: (TypeId, Place, u32, Option<TypeId>)) {
        let (ty, to, discriminant, payload) = case;
        let params = if self.call.result_area.is_some() { "value, $ret" } else { "value" };
        let is_err = discriminant == 1;
        let params = if is_err { params.replace("value", "$error") } else { params.to_owned() };
        w.block(format!("function {}({params}) {{", self.name(name)), "}", |w| {
            self.drop_borrows(w);
            if is_err {
                let type_ = payload.map_or_else(|| "undefined".to_owned(), |ty| self.glue.description(ty));
                let lead = if payload.is_some() { "const value = " } else { "" };
                w.line(format!("{lead}$payload($error, {type_});"));
            }
            if matches!(to, Place::Flat { .. }) {
                w.line(format!("return $small[{discriminant}];"));
                return;
            }
            w.line(format!("$u8[$ret] = {discriminant};"));
            if let Some(payload) = payload {
                let at = At::new("$ret").plus(self.glue.payload_offset(ty));
                let what = if is_err { "threw" } else { "returned" };
                self.checked(w, what, payload, |w| {
                    let mut locals = Locals::new(["value"]);
                    self.glue.store_at(w, &mut locals, payload, "value", at);
                });
            }
            w.line("return $done;");
        });
        w.gap();
    }

    fn drop_borrows(&self, w: &mut Writer) {
        if self.has_borrows() {
            w.line("$dropBorrowed();");
        }
    }

    /// Statements whose failed checks are explained.
    fn checked(&self, w: &mut Writer, what: &str, ty: TypeId, body: impl FnOnce(&mut Writer)) {
        w.line("try {");
        w.indented(body);
        w.line("} catch ($error) {");
        w.indented(|w| {
            let args = ["$error", "value", &self.glue.description(ty), &string(what)].map(Expr::text);
            w.line(Expr::call("$wrongResult", args).statement(2, "throw ", ";"));
        });
        w.line("}");
    }

    fn lower(&self, w: &mut Writer, ty: TypeId, to: Place) {
        let mut locals = Locals::new(["value"]);
        match to {
            Place::Memory { .. } => self.glue.store_at(w, &mut locals, ty, "value", At::new("$ret")),
            Place::Flat { .. } => {
                let sink = Sink::Array { base: "", first: 0 };
                if self.glue.open_positions(ty).contains(&0) {
                    w.line(format!("$f[0] = {};", self.glue.single_core(ty).map_or("0", zero)));
                }
                self.glue.lower_to(w, &mut locals, ty, "value", &sink);
            }
        }
    }

    fn answered(&self, ty: TypeId, to: Place) -> String {
        match (to, self.glue.single_core(ty)) {
            (Place::Memory { .. }, _) | (Place::Flat { .. }, None) => "return $done;".to_owned(),
            (Place::Flat { .. }, Some(Core::I32)) => "return $answerInt($f[0]);".to_owned(),
            (Place::Flat { .. }, Some(Core::I64 | Core::F32 | Core::F64)) => {
                "return Promise.resolve($f[0]);".to_owned()
            }
        }
    }

    /// The function that the engine calls.
    fn entry(&self, w: &mut Writer) {
        let mut params: Vec<String> = (0..self.call.params.len()).map(|i| format!("${i}")).collect();
        if self.call.result_area.is_some() {
            params.push("$ret".to_owned());
        }
        let core_name = string(&self.call.core_name);
        let head =
            Expr::call("", params.iter().map(Expr::text)).statement(0, &format!("$exported[{core_name}] = "), " => {");
        w.block(head, "};", |w| {
            w.line("try {");
            w.indented(|w| self.attempt(w, &params));
            w.line("} catch ($error) {");
            w.indented(|w| w.line(trap(&self.place())));
            w.line("}");
        });
    }

    fn attempt(&self, w: &mut Writer, params: &[String]) {
        if self.uses_memory() {
            w.line("$enter();");
        }
        if self.glue.world.resources.iter().any(|resource| resource.side == Side::Import) {
            w.line("if ($recent.length !== 0) $begin();");
        }
        let args: Vec<Expr> = self.call.steps.iter().filter_map(|step| self.argument(step, params)).collect();
        let is_fallible = self.result().is_some_and(|(ty, _)| matches!(self.glue.kind(ty), Kind::Result { .. }));
        let ret = if self.call.result_area.is_some() { ", $ret" } else { "" };
        let call = self.user_call(args);
        if is_fallible {
            let (ok, err) = (self.name("ok"), self.name("err"));
            w.line("let value;");
            w.line("try {");
            w.indented(|w| w.line(call.statement(3, "value = ", ";")));
            w.line("} catch ($error) {");
            w.indented(|w| w.line(format!("return {err}($error{ret});")));
            w.line("}");
            let arrow = |name: &str, arg: &str| {
                if ret.is_empty() { name.to_owned() } else { format!("({arg}) => {name}({arg}{ret})") }
            };
            self.later(w, &arrow(&ok, "value"), Some(&arrow(&err, "$error")));
            w.line(format!("return {ok}(value{ret});"));
            return;
        }
        w.line(call.statement(2, "const value = ", ";"));
        let (answer, arrow) = match self.answer() {
            Answer::Nothing => ("$done".to_owned(), "() => $done".to_owned()),
            Answer::Prelude(prim) => {
                let name = format!("$answer{}", name_of(prim));
                (format!("{name}(value)"), name)
            }
            Answer::Own => {
                let name = self.name("answer");
                let answer = format!("{name}(value{ret})");
                let arrow = if ret.is_empty() { name } else { format!("(value) => {answer}") };
                (answer, arrow)
            }
        };
        self.later(w, &arrow, None);
        w.line(format!("return {answer};"));
    }

    /// What happens when the user's function returned a promise.
    fn later(&self, w: &mut Writer, answer: &str, fail: Option<&str>) {
        w.block("if (typeof value === \"object\" && value instanceof Promise) {", "}", |w| {
            let place = self.place();
            let args = ["value", answer, fail.unwrap_or("undefined"), &place].map(Expr::text);
            w.line(Expr::call("$later", args).statement(3, "return ", ";"));
        });
    }

    fn argument(&self, step: &Step, params: &[String]) -> Option<Expr> {
        let Step::Lift { ty, from, .. } = step else { return None };
        Some(match from {
            Place::Flat { first } => {
                let first = *first as usize;
                let count = self.glue.cores(*ty).len();
                self.glue.lift_from(*ty, &params[first..first + count])
            }
            Place::Memory { base: Base::Params | Base::Result, offset } => {
                self.glue.load_at(*ty, At { base: "$0", offset: *offset })
            }
        })
    }

    fn user_call(&self, mut args: Vec<Expr>) -> Expr {
        let object = user(self.glue, self.interface);
        let name = member(self.function);
        match self.function.kind {
            FunctionKind::Free => Expr::call(format!("{object}.{name}"), args),
            FunctionKind::Static(id) => Expr::call(format!("{}.type.{name}", self.glue.resource(id)), args),
            FunctionKind::Constructor(id) => Expr::call(format!("new {}.type", self.glue.resource(id)), args),
            FunctionKind::Method(_) => {
                let this = args.remove(0).flat();
                Expr::call(format!("{this}.{name}"), args)
            }
        }
    }
}

/// The statement that ends an export which failed, two steps deep.
pub(super) fn trap(place: &str) -> String {
    Expr::call("$trap", [place, "$error"].map(Expr::text)).statement(2, "return ", ";")
}
