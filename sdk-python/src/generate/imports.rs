//! What the user calls: functions and resource classes of an imported interface.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{Function, FunctionKind, Interface, Kind, ResourceId, TypeId};

use super::hints::Hints;
use super::{Bindings, free_functions};
use crate::names::{owner, wit_name};
use crate::text::{self, bracketed, literal};

/// Where conversions are found: their module refers to the classes of this one.
const LATE: &str = "_late._convert.";

impl Bindings<'_> {
    /// Resources, then functions.
    pub(crate) fn imports(&self, w: &mut Writer, hints: &mut Hints, interface: &Interface) {
        if interface.functions.is_empty() && interface.resources.is_empty() {
            return;
        }
        self.indexes(w, interface);
        for resource in &interface.resources {
            self.resource_class(w, hints, interface, *resource);
        }
        for function in free_functions(interface) {
            text::two_blank(w);
            self.import_function(w, hints, interface, function);
        }
    }

    /// The engine's number of each function.
    fn indexes(&self, w: &mut Writer, interface: &Interface) {
        text::two_blank(w);
        for function in &interface.functions {
            let index = &self.names.function(interface, function).index;
            let name = literal(&wit_name(interface, function));
            bracketed(w, 0, &format!("{index} = _rt.import_index("), &[name], ")");
        }
    }

    fn resource_class(&self, w: &mut Writer, hints: &mut Hints, interface: &Interface, id: ResourceId) {
        let resource = self.world.resource(id);
        text::two_blank(w);
        w.line(format!("class {}(_rt.Resource):", self.names.resource(id)));
        w.indented(|w| {
            let fallback = format!("The resource `{}`.", resource.name);
            text::docstring(w, resource.docs.as_deref().unwrap_or(&fallback));
            let functions: Vec<_> = interface.functions.iter().filter(|f| owner(f) == Some(id)).collect();
            if !functions.iter().any(|f| matches!(f.kind, FunctionKind::Constructor(_))) {
                w.line("");
                w.line("def __init__(self) -> None:");
                let message = literal(&format!("`{}` has no constructor", self.names.resource(id)));
                w.indented(|w| w.line(format!("raise TypeError({message})")));
            }
            for function in functions {
                w.line("");
                if matches!(function.kind, FunctionKind::Static(_)) {
                    w.line("@staticmethod");
                }
                self.import_function(w, hints, interface, function);
            }
        });
    }

    fn import_function(&self, w: &mut Writer, hints: &mut Hints, interface: &Interface, f: &Function) {
        let names = self.names.function(interface, f).clone();
        let depth = usize::from(owner(f).is_some());
        let (returns, raises) = self.returns(hints, f, false);
        let mut params = self.signature(hints, &names.params, f, true);
        let constructor = matches!(f.kind, FunctionKind::Constructor(_));
        if constructor || matches!(f.kind, FunctionKind::Method(_)) {
            params.insert(0, "self".to_owned());
        }
        let returns = if constructor { "None".to_owned() } else { returns };
        // A WIT method of that name takes the place of ours.
        let replaces = depth == 1 && names.name == "close";
        let note = if replaces { "  # type: ignore[override]" } else { "" };
        let def = if f.is_async { "async def" } else { "def" };
        bracketed(w, depth, &format!("{def} {}(", names.name), &params, &format!(") -> {returns}:{note}"));
        w.indented(|w| {
            text::docstring(w, &self.function_docs(f, raises.as_deref()));
            self.import_body(w, depth + 1, interface, f);
        });
    }

    fn import_body(&self, w: &mut Writer, depth: usize, interface: &Interface, f: &Function) {
        let names = self.names.function(interface, f);
        let wit = literal(&wit_name(interface, f));
        let method = matches!(f.kind, FunctionKind::Method(_));
        if method {
            bracketed(w, depth, "_rt.alive(", &["self".to_owned(), wit.clone()], ")");
        }
        if self.has_handles(f) {
            w.line(if method { "_rt.start(self)" } else { "_rt.start()" });
        }
        let checked = f.params.iter().zip(&names.params).skip(usize::from(method));
        for (param, name) in checked {
            let test = self.check(param.ty, name, "_late._shapes.");
            let args = [wit.clone(), literal(name), name.clone(), self.shape_id(param.ty).to_string()];
            text::called(w, depth, "if not ", &test, ":");
            w.indented(|w| bracketed(w, depth + 1, "_check.reject(", &args, ")"));
        }
        if f.params.iter().any(|param| self.world.ty(param.ty).facts.has_end) {
            bracketed(w, depth, "_elements.titled(", &[wit], ")");
        }
        let args: Vec<_> = f
            .params
            .iter()
            .zip(&names.params)
            .map(|(p, name)| self.conversions.lower(self, p.ty, name, LATE))
            .collect();
        let call = [names.index.clone(), format!("[{}]", args.join(", "))];
        self.import_return(w, depth, f, &call);
    }

    fn import_return(&self, w: &mut Writer, depth: usize, f: &Function, call: &[String]) {
        let function = match (f.is_async, self.has_handles(f)) {
            (false, false) => "_rt.call_import(",
            (false, true) => "_rt.call_with_handles(",
            (true, false) => "await _tasks.call_import(",
            (true, true) => "await _tasks.call_with_handles(",
        };
        let one = self.returned(f, &format!("{function}{})", call.join(", ")));
        if text::fits(depth, &one) {
            w.line(one);
            return;
        }
        bracketed(w, depth, &format!("_result = {function}"), call, ")");
        w.line(self.returned(f, "_result"));
    }

    /// The statement that gives back what the engine answered.
    fn returned(&self, f: &Function, answer: &str) -> String {
        let parts = f.result.and_then(|ty| self.result_parts(ty));
        let answer = parts.map_or_else(|| answer.to_owned(), |(_, err)| self.unwrapped(err, answer));
        let payload = parts.map_or(f.result, |(ok, _)| ok);
        match (f.kind, payload) {
            (FunctionKind::Constructor(_), _) => format!("_rt.adopt(self, {answer})"),
            (_, None) => answer,
            (_, Some(ty)) => format!("return {}", self.conversions.lift(self, ty, &answer, LATE)),
        }
    }

    /// The value of an `Ok`; an `Err` is raised with its value as users see it.
    fn unwrapped(&self, err: Option<TypeId>, answer: &str) -> String {
        let lifted = err.map(|ty| self.conversions.lift(self, ty, "error", LATE)).filter(|text| text != "error");
        match lifted {
            None => format!("_rt.unwrap({answer})"),
            Some(lifted) => match lifted.strip_suffix("(error)") {
                Some(function) => format!("_rt.unwrap_lifted({answer}, {function})"),
                None => format!("_rt.unwrap_lifted({answer}, lambda error: {lifted})"),
            },
        }
    }

    /// Whether a call moves handles, or returns some that may stand on those that are lent to it.
    fn has_handles(&self, f: &Function) -> bool {
        let facts = |ty: TypeId| self.world.ty(ty).facts;
        let moves = f.params.iter().any(|param| facts(param.ty).moves());
        let lends = f.params.iter().any(|param| facts(param.ty).has_borrow);
        // What is lent to an async call stays lent until the call ends.
        moves || (lends && (f.is_async || f.result.is_some_and(|ty| facts(ty).has_own)))
    }

    /// The payloads of a `result`, behind any alias.
    pub(crate) fn result_parts(&self, id: TypeId) -> Option<(Option<TypeId>, Option<TypeId>)> {
        if let Kind::Result { ok, err } = self.kind(id) { Some((*ok, *err)) } else { None }
    }

    /// What a type is behind any alias.
    pub(crate) fn kind(&self, id: TypeId) -> &Kind {
        &self.world.ty(self.world.resolve_alias(id)).kind
    }
}
