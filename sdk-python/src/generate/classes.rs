//! The classes of an interface's types.

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{Label, Node};
use witloom_bindgen::model::{Docs, Interface, Kind, TypeId};

use super::hints::Hints;
use super::{Bindings, node_of};
use crate::text;

impl Bindings<'_> {
    /// Classes and aliases of every type that an interface defines.
    pub(crate) fn classes(&self, w: &mut Writer, hints: &mut Hints, interface: &Interface) {
        for id in &interface.types {
            if self.is_foreign(*id) {
                continue;
            }
            self.class(w, hints, *id);
        }
    }

    /// Whether a type only repeats one of another module, so that it is imported from there.
    pub(crate) fn is_foreign(&self, id: TypeId) -> bool {
        if let Kind::ResourceAlias(resource) = self.world.ty(id).kind {
            let owner = self.world.ty(id).name.as_ref().map(|n| self.names.dotted(n.owner));
            return owner != Some(self.names.dotted(self.world.resource(resource).owner));
        }
        if self.names.home(id) != id {
            return true;
        }
        if let Node::Alias(target) = self.binding.node(id) { self.is_defined_elsewhere(id, *target) } else { false }
    }

    fn is_defined_elsewhere(&self, id: TypeId, target: TypeId) -> bool {
        let module = |id: TypeId| self.world.ty(id).name.as_ref().map(|n| self.names.dotted(n.owner));
        module(target).is_some_and(|target| Some(target) != module(id))
    }

    fn class(&self, w: &mut Writer, hints: &mut Hints, id: TypeId) {
        let docs = &self.world.ty(id).docs;
        let names = self.names.ty(id).clone();
        let Some(node) = node_of(self.world, &self.binding, id) else {
            return self.alias(w, &names.class, &self.hint(hints, id), docs);
        };
        match node {
            Node::Record(fields) => {
                let fields = fields
                    .iter()
                    .zip(&names.parts)
                    .map(|(f, name)| (format!("{name}: {}", self.hint(hints, f.ty)), f.docs.clone()))
                    .collect::<Vec<_>>();
                dataclass(w, &names.class, docs, &fields);
            }
            Node::Variant { cases, .. } => {
                for (case, name) in cases.iter().zip(&names.parts) {
                    let value = case.payload.as_ref().map(|p| (format!("value: {}", self.hint(hints, p.ty)), None));
                    dataclass(w, name, &case.docs, value.as_slice());
                }
                union(w, &names.class, &names.parts, docs);
            }
            Node::Enum { cases, .. } => {
                let values: Vec<_> = (0..cases.len() as u64).collect();
                members(w, &format!("{}(Enum)", names.class), docs, &names.parts, &values, cases);
            }
            Node::Flags { flags, .. } => {
                let values: Vec<_> = (0..flags.len()).map(|bit| 1u64 << bit).collect();
                members(w, &format!("{}(Flag)", names.class), docs, &names.parts, &values, flags);
            }
            Node::Prim(_)
            | Node::Text
            | Node::List(_)
            | Node::FixedList { .. }
            | Node::Map { .. }
            | Node::Tuple(_)
            | Node::Option { .. }
            | Node::Result { .. }
            | Node::Handle(_)
            | Node::Stream(_)
            | Node::Future(_)
            | Node::Alias(_) => self.alias(w, &names.class, &self.expand(hints, node), docs),
        }
    }

    /// Another name for a structural type; a string, since what it names may follow below.
    fn alias(&self, w: &mut Writer, class: &str, target: &str, docs: &Docs) {
        text::two_blank(w);
        text::assignment(w, &format!("{class}: TypeAlias"), &text::literal(target));
        if let Some(docs) = docs {
            text::docstring(w, docs);
        }
    }
}

fn dataclass(w: &mut Writer, class: &str, docs: &Docs, fields: &[(String, Docs)]) {
    text::two_blank(w);
    w.line("@dataclass(slots=True)");
    w.line(format!("class {class}:"));
    w.indented(|w| {
        if let Some(docs) = docs {
            text::docstring(w, docs);
            if !fields.is_empty() {
                w.gap();
            }
        } else if fields.is_empty() {
            w.line("pass");
        }
        for (field, docs) in fields {
            w.line(field);
            if let Some(docs) = docs {
                text::docstring(w, docs);
            }
        }
    });
}

fn union(w: &mut Writer, class: &str, cases: &[String], docs: &Docs) {
    text::two_blank(w);
    let one = format!("{class}: TypeAlias = {}", cases.join(" | "));
    if one.len() <= 88 {
        w.line(one);
    } else {
        w.block(format!("{class}: TypeAlias = ("), ")", |w| {
            let all = cases.join(" | ");
            if text::fits(w, &all) {
                w.line(all);
                return;
            }
            for (index, case) in cases.iter().enumerate() {
                w.line(if index == 0 { case.clone() } else { format!("| {case}") });
            }
        });
    }
    if let Some(docs) = docs {
        text::docstring(w, docs);
    }
}

fn members(w: &mut Writer, head: &str, docs: &Docs, names: &[String], values: &[u64], labels: &[Label]) {
    text::two_blank(w);
    w.line(format!("class {head}:"));
    w.indented(|w| {
        if let Some(docs) = docs {
            text::docstring(w, docs);
            w.gap();
        } else if names.is_empty() {
            w.line("pass");
        }
        for ((name, value), label) in names.iter().zip(values).zip(labels) {
            w.line(format!("{name} = {value}"));
            if let Some(docs) = &label.docs {
                text::docstring(w, docs);
            }
        }
    });
}
