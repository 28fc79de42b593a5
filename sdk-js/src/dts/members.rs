//! Functions and classes.

use std::fmt::Write as _;

use witloom_bindgen::Writer;
use witloom_bindgen::model::{Function, FunctionKind, Interface, Kind, Resource, Side};

use super::fold::fold;
use super::types::{parameter, type_name};
use super::{Declarations, From, docs};
use crate::names::{class, class_type, key, member};

impl Declarations<'_> {
    /// `(a: number, b: string): number`, for a line that starts with `lead` at a depth.
    pub(super) fn signature(&self, function: &Function, side: Side, from: From, lead: &str, depth: usize) -> String {
        let skip = usize::from(matches!(function.kind, FunctionKind::Method(_)));
        let reads = side == Side::Import;
        let params: Vec<String> = function.params[skip..]
            .iter()
            .map(|param| format!("{}: {}", parameter(&param.name), self.mention(param.ty, from, reads)))
            .chain(function.is_async.then(|| call_parameter(function, side)))
            .collect();
        let result = match function.kind {
            FunctionKind::Constructor(_) => String::new(),
            FunctionKind::Free | FunctionKind::Method(_) | FunctionKind::Static(_) => {
                format!(": {}", self.result(function, side, from))
            }
        };
        let flat = format!("{lead}({}){result};", params.join(", "));
        // A member called `new` would be a construct signature.
        if lead == "new" && !matches!(function.kind, FunctionKind::Constructor(_)) {
            let value = result.trim_start_matches(": ");
            return format!("new: ({}) => {value};", params.join(", "));
        }
        if depth * 2 + flat.len() <= 80 {
            return flat;
        }
        let mut text = format!("{lead}(");
        if !params.is_empty() {
            text.push('\n');
        }
        for param in &params {
            let (name, ty) = param.split_once(": ").unwrap_or(("", param));
            let _ = writeln!(text, "  {name}: {},", fold(ty, depth * 2, 2 + name.len() + 2, 2, 1));
        }
        let column = if params.is_empty() { text.len() } else { 0 } + "): ".len();
        let result = result.strip_prefix(": ").map(|ty| format!(": {}", fold(ty, depth * 2, column, 0, 1)));
        let _ = write!(text, "){};", result.unwrap_or_default());
        text
    }

    /// What a function returns; exports may be asynchronous.
    fn result(&self, function: &Function, side: Side, from: From) -> String {
        let reads = side == Side::Export;
        // The error case is thrown.
        let value = function.result.and_then(|ty| {
            let Kind::Result { ok, .. } = self.kind(ty) else { return Some(ty) };
            *ok
        });
        let value = value.map_or_else(|| "void".to_owned(), |ty| self.mention(ty, from, reads));
        match side {
            Side::Import if function.is_async => format!("Promise<{value}>"),
            Side::Import => value,
            Side::Export => format!("Awaitable<{value}>"),
        }
    }

    /// The documentation of a function, with what it throws.
    pub(super) fn function_docs(&self, w: &mut Writer, function: &Function, from: From) {
        let error = function.result.and_then(|ty| {
            let Kind::Result { err, .. } = self.kind(ty) else { return None };
            Some(*err)
        });
        let thrown = error.map(|err| match err {
            Some(ty) => {
                format!("@throws {{ComponentError}} with a payload of type `{}`", self.mention(ty, from, false))
            }
            None => "@throws {ComponentError} without a payload".to_owned(),
        });
        let text = [function.docs.clone(), thrown].into_iter().flatten().collect::<Vec<_>>();
        let separator = if text.len() > 1 { "\n\n" } else { "" };
        docs(
            w,
            (!text.is_empty()).then(|| text.iter().map(|t| t.trim()).collect::<Vec<_>>().join(separator)).as_deref(),
        );
    }

    /// The class of an imported resource.
    pub(super) fn imported_class(&self, w: &mut Writer, interface: &Interface, resource: &Resource) {
        let from = From::Interface(interface.id);
        w.gap();
        docs(w, resource.docs.as_deref());
        let (name, local) = (class(resource), class_type(resource));
        w.block(format!("export class {local} implements Disposable {{"), "}", |w| {
            let has_constructor =
                self.functions_of(interface, resource).any(|f| matches!(f.kind, FunctionKind::Constructor(_)));
            if !has_constructor {
                w.line("private constructor();");
            }
            for function in self.functions_of(interface, resource) {
                self.member(w, function, Side::Import, from, 2);
            }
            w.line("/** Closes the handle; closing it again does nothing. */");
            w.line("[Symbol.dispose](): void;");
        });
        if local != name {
            w.line(format!("export {{ {local} as {name} }};"));
        }
    }

    /// What an object of an exported resource offers, and its class.
    pub(super) fn exported_class(&self, w: &mut Writer, interface: &Interface, resource: &Resource) {
        let from = From::Interface(interface.id);
        let name = class_type(resource);
        w.gap();
        docs(w, resource.docs.as_deref());
        w.block(format!("export interface {name} {{"), "}", |w| {
            for function in self.functions_of(interface, resource) {
                if matches!(function.kind, FunctionKind::Method(_)) {
                    self.member(w, function, Side::Export, from, 2);
                }
            }
            w.line("/** Called once, when the last owner lets go. */");
            w.line("[Symbol.dispose]?(): void;");
        });
        w.gap();
        docs(w, Some(&format!("The class whose instances are a {name}.")));
        w.block(format!("export interface {} {{", self.constructor_type(interface, resource)), "}", |w| {
            let mut has_constructor = false;
            for function in self.functions_of(interface, resource) {
                match function.kind {
                    FunctionKind::Constructor(_) => {
                        has_constructor = true;
                        self.function_docs(w, function, from);
                        let lead = self.signature(function, Side::Export, from, "new ", 2);
                        let lead = lead.strip_suffix(';').unwrap_or(&lead);
                        w.line(format!("{lead}: {name};"));
                    }
                    FunctionKind::Static(_) => {
                        self.function_docs(w, function, from);
                        let lead = key(&member(function));
                        w.line(self.signature(function, Side::Export, from, &lead, 2));
                    }
                    FunctionKind::Free | FunctionKind::Method(_) => {}
                }
            }
            if !has_constructor {
                w.line(format!("prototype: {name};"));
            }
        });
    }

    /// The name of the type of a resource's class, which none of the interface's types has.
    pub(super) fn constructor_type(&self, interface: &Interface, resource: &Resource) -> String {
        let named = interface.types.iter().filter_map(|id| self.world.ty(*id).name.as_ref());
        let mut taken: Vec<String> = named.map(|name| type_name(&name.name)).collect();
        taken.extend(interface.resources.iter().map(|id| class_type(self.world.resource(*id))));
        let mut name = format!("{}Class", class(resource));
        while taken.contains(&name) {
            name.push('_');
        }
        name
    }

    fn member(&self, w: &mut Writer, function: &Function, side: Side, from: From, depth: usize) {
        self.function_docs(w, function, from);
        let name = key(&member(function));
        let lead = match function.kind {
            FunctionKind::Static(_) => format!("static {name}"),
            FunctionKind::Free | FunctionKind::Method(_) | FunctionKind::Constructor(_) => name,
        };
        w.line(self.signature(function, side, from, &lead, depth));
    }

    pub(super) fn functions_of<'b>(
        &self,
        interface: &'b Interface,
        resource: &Resource,
    ) -> impl Iterator<Item = &'b Function> {
        let id = resource.id;
        interface.functions.iter().filter(move |f| match f.kind {
            FunctionKind::Method(of) | FunctionKind::Static(of) | FunctionKind::Constructor(of) => of == id,
            FunctionKind::Free => false,
        })
    }
}

/// The last parameter of an async function, under a name that no other has.
fn call_parameter(function: &Function, side: Side) -> String {
    let (wanted, ty) = match side {
        Side::Import => ("options", "?: CallOptions"),
        Side::Export => ("context", ": CallContext"),
    };
    let mut name = wanted.to_owned();
    while function.params.iter().any(|param| parameter(&param.name) == name) {
        name.push('_');
    }
    format!("{name}{ty}")
}
