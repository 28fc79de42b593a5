//! `_exports.py`: what the engine calls, in front of the user's code.
//!
//! Each function turns arguments into what the user expects, calls the user's code, maps what it raises, and
//! checks what it returns; see [`super::call`].

use heck::ToUpperCamelCase;
use witloom_bindgen::Writer;
use witloom_bindgen::binding::Func;
use witloom_bindgen::model::{FunctionKind, Interface, ResourceId, Side};

use super::call::Call;
use super::{Bindings, Imports, head};
use crate::names::engine_snake;
use crate::text::{self, bracketed, literal};

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
                self.rep(&mut body, *resource);
                self.factory(&mut body, *resource);
            }
            if self.has_base(interface) {
                self.interface_glue(&mut body, interface);
            }
        }
        let body = body.finish();
        let mut imports = Imports::default();
        imports.add_ours(".", &head::mentions(&body));
        head::module("What stands between the engine and the user's code.", &body, &imports)
    }

    fn interface_glue(&self, w: &mut Writer, interface: &Interface) {
        text::two_blank(w);
        w.line(format!("class {}:", self.glue_class(interface)));
        w.indented(|w| {
            constructor(w, "_target", "Any");
            for func in self.binding.free(interface.id) {
                self.glue_function(w, func, &format!("self._target.{}", self.names.of(func).name));
            }
        });
    }

    fn rep(&self, w: &mut Writer, id: ResourceId) {
        text::two_blank(w);
        w.line(format!("class {}(_rt.Rep):", self.rep_class(id)));
        w.indented(|w| {
            w.line("__slots__ = ()");
            for func in self.binding.members(id).filter(|func| func.receiver().is_some()) {
                self.glue_function(w, func, &format!("self._object.{}", self.names.of(func).name));
            }
        });
    }

    fn factory(&self, w: &mut Writer, id: ResourceId) {
        text::two_blank(w);
        w.line(format!("class {}:", self.factory_class(id)));
        w.indented(|w| {
            constructor(w, "_class", "Any");
            for func in self.binding.members(id).filter(|func| func.receiver().is_none()) {
                match func.kind {
                    FunctionKind::Constructor(_) => self.glue_function(w, func, "self._class"),
                    FunctionKind::Free | FunctionKind::Method(_) | FunctionKind::Static(_) => {
                        self.glue_function(w, func, &format!("self._class.{}", self.names.of(func).name));
                    }
                }
            }
        });
    }

    fn glue_function(&self, w: &mut Writer, f: &Func, target: &str) {
        let params = self.names.of(f).arguments(f);
        let mut annotated = vec!["self".to_owned()];
        annotated.extend(params.iter().map(|p| format!("{p}: Any")));
        if f.is_async {
            self.start(w, f, params, &annotated);
        }
        w.line("");
        let def = if f.is_async { "async def" } else { "def" };
        bracketed(w, &format!("{def} {}(", engine_name(f)), &annotated, ") -> Any:");
        w.indented(|w| Call::export(self, w, target).write(f));
    }

    /// What the engine calls of an async function: it begins a task.
    fn start(&self, w: &mut Writer, f: &Func, params: &[String], annotated: &[String]) {
        let annotated = [annotated, &["_borrows: int".to_owned()]].concat();
        w.line("");
        bracketed(w, &format!("def _async_start_{}(", engine_snake(&f.name)), &annotated, ") -> int:");
        let mut args = vec![literal(&f.title), "_borrows".to_owned(), format!("self.{}", engine_name(f))];
        args.extend_from_slice(params);
        w.indented(|w| bracketed(w, "return _tasks.start(", &args, ")"));
    }
}

fn constructor(w: &mut Writer, field: &str, ty: &str) {
    let param = field.trim_start_matches('_');
    let param = if param == "class" { "cls" } else { param };
    w.line(format!("def __init__(self, {param}: {ty}) -> None:"));
    w.indented(|w| w.line(format!("self.{field} = {param}")));
}

/// The name under which the engine calls a function.
fn engine_name(f: &Func) -> String {
    let name = engine_snake(&f.name);
    match f.kind {
        FunctionKind::Constructor(_) => "__call__".to_owned(),
        // `Rep.finalizer` is the engine's; a method of that name is called through it.
        FunctionKind::Method(_) if name == "finalizer" => "_finalizer_method".to_owned(),
        FunctionKind::Free | FunctionKind::Method(_) | FunctionKind::Static(_) => name,
    }
}
