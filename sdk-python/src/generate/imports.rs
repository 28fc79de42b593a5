//! What the user calls: functions and resource classes of an imported interface.

use witloom_bindgen::Writer;
use witloom_bindgen::binding::Func;
use witloom_bindgen::model::{FunctionKind, Interface, ResourceId};

use super::Bindings;
use super::call::Call;
use super::hints::Hints;
use crate::text::{self, bracketed, literal};

impl Bindings<'_> {
    /// Resources, then functions.
    pub(crate) fn imports(&self, w: &mut Writer, hints: &mut Hints, interface: &Interface) {
        if interface.functions.is_empty() && interface.resources.is_empty() {
            return;
        }
        self.indexes(w, interface);
        for resource in &interface.resources {
            self.resource_class(w, hints, *resource);
        }
        for func in self.binding.free(interface.id) {
            text::two_blank(w);
            self.import_function(w, hints, func);
        }
    }

    /// The engine's number of each function.
    fn indexes(&self, w: &mut Writer, interface: &Interface) {
        text::two_blank(w);
        for func in self.binding.funcs().iter().filter(|func| func.interface == interface.id) {
            let head = format!("{} = _rt.import_index(", self.names.of(func).index);
            bracketed(w, &head, &[literal(&func.title)], ")");
        }
    }

    fn resource_class(&self, w: &mut Writer, hints: &mut Hints, id: ResourceId) {
        let resource = self.world.resource(id);
        text::two_blank(w);
        w.line(format!("class {}(_rt.Resource):", self.names.resource(id)));
        w.indented(|w| {
            let fallback = format!("The resource `{}`.", resource.name);
            text::docstring(w, resource.docs.as_deref().unwrap_or(&fallback));
            if !self.binding.members(id).any(|f| matches!(f.kind, FunctionKind::Constructor(_))) {
                w.line("");
                w.line("def __init__(self) -> None:");
                let message = literal(&format!("`{}` has no constructor", self.names.resource(id)));
                w.indented(|w| w.line(format!("raise TypeError({message})")));
            }
            for func in self.binding.members(id) {
                w.line("");
                if matches!(func.kind, FunctionKind::Static(_)) {
                    w.line("@staticmethod");
                }
                self.import_function(w, hints, func);
            }
        });
    }

    fn import_function(&self, w: &mut Writer, hints: &mut Hints, f: &Func) {
        let name = &self.names.of(f).name;
        let (returns, raises) = self.returns(hints, f, false);
        let mut params = self.signature(hints, f, true);
        if matches!(f.kind, FunctionKind::Constructor(_) | FunctionKind::Method(_)) {
            params.insert(0, "self".to_owned());
        }
        // A WIT method of that name takes the place of ours.
        let replaces = f.resource().is_some() && name == "close";
        let note = if replaces { "  # type: ignore[override]" } else { "" };
        let def = if f.is_async { "async def" } else { "def" };
        bracketed(w, &format!("{def} {name}("), &params, &format!(") -> {returns}:{note}"));
        w.indented(|w| {
            text::docstring(w, &self.function_docs(f, raises.as_deref()));
            Call::import(self, w, f).write(f);
        });
    }
}
