//! `_exports.py`: what the engine calls, in front of the user's code.
//!
//! Each function turns arguments into what the user expects, calls the user's code, maps what it raises, and
//! checks what it returns. The engine's rules: a function whose WIT result is a `result` returns the `ok`
//! payload or raises exactly `Err`; behind a type alias it returns `Ok` or `Err` instead.

use heck::ToUpperCamelCase;
use witloom_bindgen::Writer;
use witloom_bindgen::model::{Function, FunctionKind, Interface, Kind, ResourceId, Side, TypeId};

use super::{Bindings, Imports, free_functions};
use crate::names::{engine_snake, wit_name};
use crate::text::{self, bracketed, literal};

/// How a function reports failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Outcome {
    /// Payload of success.
    ok: Option<TypeId>,
    /// Payload of failure, when it can fail.
    err: Option<Option<TypeId>>,
    /// Whether the engine wants `Ok` and `Err` returned.
    wrapped: bool,
    /// Whether the user's code may wait.
    is_async: bool,
}

impl Bindings<'_> {
    /// The class of an exported interface's glue.
    pub(crate) fn glue_class(&self, interface: &Interface) -> String {
        format!("{}Glue", self.names.alias(interface.id).to_upper_camel_case())
    }

    /// The class that stands for objects of an exported resource.
    pub(crate) fn rep_class(&self, id: ResourceId) -> String {
        self.resource_glue(id, "Rep")
    }

    /// The class that makes objects of an exported resource.
    pub(crate) fn factory_class(&self, id: ResourceId) -> String {
        self.resource_glue(id, "Factory")
    }

    fn resource_glue(&self, id: ResourceId, suffix: &str) -> String {
        let module = self.names.alias(self.world.resource(id).owner).to_upper_camel_case();
        format!("{module}{}{suffix}", self.names.resource(id))
    }

    /// The text of `_exports.py`.
    pub(crate) fn glue(&self) -> String {
        let mut body = text::writer();
        for interface in self.world.side(Side::Export) {
            for resource in &interface.resources {
                self.rep(&mut body, interface, *resource);
                self.factory(&mut body, interface, *resource);
            }
            if self.has_base(interface) {
                self.interface_glue(&mut body, interface);
            }
        }
        let body = body.finish();
        let mut w = text::writer();
        text::header(&mut w, "What stands between the engine and the user's code.");
        if !body.is_empty() {
            let mut imports = Imports::default();
            imports.add_ours(".", &body);
            w.line("");
            w.line("from __future__ import annotations");
            w.line("");
            w.line("from typing import Any");
            w.line("");
            imports.write(&mut w);
        }
        w.raw(&body);
        w.finish()
    }

    fn interface_glue(&self, w: &mut Writer, interface: &Interface) {
        text::two_blank(w);
        w.line(format!("class {}:", self.glue_class(interface)));
        w.indented(|w| {
            constructor(w, "_target", "Any");
            for function in free_functions(interface) {
                let target = format!("self._target.{}", self.names.function(interface, function).name);
                self.glue_function(w, interface, function, &target);
            }
        });
    }

    fn rep(&self, w: &mut Writer, interface: &Interface, id: ResourceId) {
        text::two_blank(w);
        w.line(format!("class {}(_rt.Rep):", self.rep_class(id)));
        w.indented(|w| {
            w.line("__slots__ = ()");
            let of_ours = |f: &&Function| f.kind == FunctionKind::Method(id);
            for function in interface.functions.iter().filter(of_ours) {
                let target = format!("self._object.{}", self.names.function(interface, function).name);
                self.glue_function(w, interface, function, &target);
            }
        });
    }

    fn factory(&self, w: &mut Writer, interface: &Interface, id: ResourceId) {
        let of_ours =
            |f: &&Function| matches!(f.kind, FunctionKind::Static(of) | FunctionKind::Constructor(of) if of == id);
        text::two_blank(w);
        w.line(format!("class {}:", self.factory_class(id)));
        w.indented(|w| {
            constructor(w, "_class", "Any");
            for function in interface.functions.iter().filter(of_ours) {
                let target = match function.kind {
                    FunctionKind::Constructor(_) => "self._class".to_owned(),
                    FunctionKind::Free | FunctionKind::Method(_) | FunctionKind::Static(_) => {
                        format!("self._class.{}", self.names.function(interface, function).name)
                    }
                };
                self.glue_function(w, interface, function, &target);
            }
        });
    }

    fn glue_function(&self, w: &mut Writer, interface: &Interface, f: &Function, target: &str) {
        let names = self.names.function(interface, f);
        let skip = usize::from(matches!(f.kind, FunctionKind::Method(_)));
        let params = &names.params[skip..];
        let mut annotated = vec!["self".to_owned()];
        annotated.extend(params.iter().map(|p| format!("{p}: Any")));
        let name = engine_name(f);
        if f.is_async {
            self.start(w, f, params, &wit_name(interface, f));
        }
        w.line("");
        let def = if f.is_async { "async def" } else { "def" };
        bracketed(w, 1, &format!("{def} {name}("), &annotated, ") -> Any:");
        w.indented(|w| {
            let args: Vec<_> = f.params[skip..]
                .iter()
                .zip(params)
                .map(|(p, name)| self.conversions.lift(self, p.ty, name, "_convert."))
                .collect();
            let wit = literal(&wit_name(interface, f));
            self.call(w, &wit, &format!("{target}("), &args, &self.outcome(f));
        });
    }

    /// What the engine calls of an async function: it begins a task.
    fn start(&self, w: &mut Writer, f: &Function, params: &[String], wit: &str) {
        let mut annotated = vec!["self".to_owned()];
        annotated.extend(params.iter().map(|p| format!("{p}: Any")));
        annotated.push("_borrows: int".to_owned());
        w.line("");
        bracketed(w, 1, &format!("def _async_start_{}(", engine_snake(&f.name)), &annotated, ") -> int:");
        let mut args = vec![literal(wit), "_borrows".to_owned(), format!("self.{}", engine_name(f))];
        args.extend_from_slice(params);
        w.indented(|w| bracketed(w, 2, "return _tasks.start(", &args, ")"));
    }

    fn outcome(&self, f: &Function) -> Outcome {
        let is_async = f.is_async;
        let Some(result) = f.result else { return Outcome { ok: None, err: None, wrapped: false, is_async } };
        let Some((ok, err)) = self.result_parts(result) else {
            return Outcome { ok: Some(result), err: None, wrapped: false, is_async };
        };
        let wrapped = matches!(self.world.ty(result).kind, Kind::Alias(_));
        Outcome { ok, err: Some(err), wrapped, is_async }
    }

    fn call(&self, w: &mut Writer, wit: &str, target: &str, args: &[String], outcome: &Outcome) {
        w.line("try:");
        let result = if outcome.ok.is_some() { "result = " } else { "" };
        w.indented(|w| {
            if outcome.is_async {
                awaited(w, result, target, args);
            } else {
                bracketed(w, 3, &format!("{result}{target}"), args, ")");
            }
        });
        if let Some(err) = outcome.err {
            self.raised(w, wit, err, outcome.wrapped);
        }
        w.line("except BaseException as error:");
        w.indented(|w| fail(w, wit, outcome.is_async));
        match outcome.ok {
            Some(ty) => {
                let args = [wit.to_owned(), "result".to_owned(), self.shape_id(ty).to_string()];
                self.refuse(w, 2, ty, "result", &args);
                if self.world.ty(ty).facts.has_end {
                    bracketed(w, 2, "_elements.titled(", &[wit.to_owned()], ")");
                }
                let value = self.conversions.lower(self, ty, "result", "_convert.");
                w.line(if outcome.wrapped { format!("return Ok({value})") } else { format!("return {value}") });
            }
            None if outcome.wrapped => w.line("return Ok(None)"),
            None => w.line("return None"),
        }
    }

    /// Ends the component when a value does not fit its type.
    fn refuse(&self, w: &mut Writer, depth: usize, ty: TypeId, value: &str, args: &[String]) {
        let handles = self.world.ty(ty).facts.moves();
        if handles {
            w.line("_rt.start()");
        }
        text::called(w, depth, "if not ", &self.check(ty, value, "_shapes."), ":");
        w.indented(|w| bracketed(w, depth + 1, "_check.reject_result(", args, ")"));
        if handles {
            w.line("_rt.stop()");
        }
    }

    /// What the user's code raises, where the function can fail.
    fn raised(&self, w: &mut Writer, wit: &str, err: Option<TypeId>, wrapped: bool) {
        let end = |value: &str| {
            if wrapped { format!("return Err({value})") } else { format!("raise Err({value}) from None") }
        };
        match err {
            None => {
                w.line("except Err:");
                w.indented(|w| w.line(end("None")));
            }
            Some(ty) => {
                w.line("except Err as error:");
                w.indented(|w| {
                    let args = [wit, "error.value", &self.shape_id(ty).to_string(), "\"Err.value\""].map(str::to_owned);
                    self.refuse(w, 3, ty, "error.value", &args);
                    w.line(end(&self.conversions.lower(self, ty, "error.value", "_convert.")));
                });
            }
        }
    }
}

fn fail(w: &mut Writer, wit: &str, is_async: bool) {
    let module = if is_async { "_tasks" } else { "_rt" };
    bracketed(w, 3, &format!("raise {module}.fail("), &[wit.to_owned(), "error".to_owned()], ") from None");
}

/// `result = await _tasks.result_of(target(args))`, whether the user's function is `async def` or not.
fn awaited(w: &mut Writer, result: &str, target: &str, args: &[String]) {
    let (head, tail) = (format!("{result}await _tasks.result_of("), ")");
    let call = format!("{target}{})", args.join(", "));
    if text::fits(3, &format!("{head}{call}{tail}")) {
        w.line(format!("{head}{call}{tail}"));
        return;
    }
    w.line(head);
    w.indented(|w| bracketed(w, 4, target, args, ")"));
    w.line(tail);
}

fn constructor(w: &mut Writer, field: &str, ty: &str) {
    let param = field.trim_start_matches('_');
    let param = if param == "class" { "cls" } else { param };
    w.line(format!("def __init__(self, {param}: {ty}) -> None:"));
    w.indented(|w| w.line(format!("self.{field} = {param}")));
}

/// The name under which the engine calls a function.
fn engine_name(f: &Function) -> String {
    let name = engine_snake(&f.name);
    match f.kind {
        FunctionKind::Constructor(_) => "__call__".to_owned(),
        // `Rep.finalizer` is the engine's; a method of that name is called through it.
        FunctionKind::Method(_) if name == "finalizer" => "_finalizer_method".to_owned(),
        FunctionKind::Free | FunctionKind::Method(_) | FunctionKind::Static(_) => name,
    }
}
