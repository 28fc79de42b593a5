//! What the user implements: a base class for an exported interface, and one for each of its resources.

use witloom_bindgen::Writer;
use witloom_bindgen::binding::Func;
use witloom_bindgen::model::{FunctionKind, Interface, Key, ResourceId};

use super::Bindings;
use super::hints::Hints;
use crate::text::{self, bracketed};

impl Bindings<'_> {
    /// Base classes.
    pub(crate) fn exports(&self, w: &mut Writer, hints: &mut Hints, interface: &Interface) {
        for resource in &interface.resources {
            self.resource_base(w, hints, *resource);
        }
        if self.has_base(interface) {
            self.interface_base(w, hints, interface);
        }
    }

    fn interface_base(&self, w: &mut Writer, hints: &mut Hints, interface: &Interface) {
        text::two_blank(w);
        w.line(format!("class {}(ABC):", self.names.base(interface.id)));
        w.indented(|w| {
            let what = match interface.key {
                Key::Root => "Derive a class from this one to implement the functions of the world.".to_owned(),
                Key::Inline(_) | Key::Package(..) => {
                    format!("Derive a class from this one to implement `{}`.", interface.name)
                }
            };
            text::docstring(w, &what);
            self.binding.free(interface.id).for_each(|func| self.abstract_method(w, hints, func));
        });
    }

    fn resource_base(&self, w: &mut Writer, hints: &mut Hints, id: ResourceId) {
        let resource = self.world.resource(id);
        text::two_blank(w);
        w.line(format!("class {}(ABC):", self.names.resource(id)));
        w.indented(|w| {
            let closes = self.binding.members(id).any(|f| f.name == "close");
            let destructor = if closes { "`__exit__`" } else { "`__exit__` or else its `close`" };
            let what = format!(
                "Derive a class from this one to implement the resource `{}`.\n\nWhen the last owner drops an object, \
                 its {destructor} is called.",
                resource.name
            );
            let docs = resource.docs.as_ref().map(|docs| format!("{docs}\n\n{what}"));
            text::docstring(w, &wrap(docs.as_deref().unwrap_or(&what)));
            self.binding.members(id).for_each(|func| self.abstract_method(w, hints, func));
        });
    }

    fn abstract_method(&self, w: &mut Writer, hints: &mut Hints, f: &Func) {
        let (returns, raises) = self.returns(hints, f, true);
        let mut params = self.signature(hints, f, false);
        w.line("");
        if matches!(f.kind, FunctionKind::Static(_)) {
            w.line("@staticmethod");
        } else {
            params.insert(0, "self".to_owned());
        }
        w.line("@abstractmethod");
        let docs = self.function_docs(f, raises.as_deref());
        let tail = if docs.is_empty() { format!(") -> {returns}: ...") } else { format!(") -> {returns}:") };
        let def = if f.is_async { "async def" } else { "def" };
        bracketed(w, &format!("{def} {}(", self.names.of(f).name), &params, &tail);
        if !docs.is_empty() {
            w.indented(|w| text::docstring(w, &docs));
        }
    }
}

/// Breaks long lines of our own text between words.
fn wrap(text: &str) -> String {
    let mut out = Vec::new();
    for line in text.lines() {
        let mut current = String::new();
        for word in line.split(' ') {
            if !current.is_empty() && current.len() + word.len() > 76 {
                out.push(std::mem::take(&mut current));
            }
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
        out.push(current);
    }
    out.join("\n")
}
