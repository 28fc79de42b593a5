//! `_convert.py`: values whose form on the engine's side differs from the user's.
//!
//! That is: maps and fixed-length lists (see [`witloom_bindgen::stand_in`]), objects of exported resources (the engine holds a stand-in), borrowed handles (marked, so that
//! they can't be moved or closed) and lists that cross as bytes (see [`super::packed`]). Everything else passes as it is.

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{Binding, Node, Payload};
use witloom_bindgen::model::{Side, Type, TypeId, World};
use witloom_bindgen::plan::Mode;

use super::ends::end;
use super::packed::{Packing, packing};
use super::{Bindings, Imports, head, node_of};
use crate::text::{self, bracketed};

/// Which way a value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// From the engine to the user.
    Lift,
    /// From the user to the engine.
    Lower,
}

impl Way {
    fn verb(self) -> &'static str {
        match self {
            Self::Lift => "lift",
            Self::Lower => "lower",
        }
    }
}

/// Which types need a conversion, by number.
#[derive(Debug)]
pub(crate) struct Conversions([Vec<bool>; 2]);

impl Conversions {
    pub(crate) fn new(world: &World, binding: &Binding) -> Self {
        Self([Way::Lift, Way::Lower].map(|way| needed(world, binding, way)))
    }

    fn needs(&self, way: Way, id: TypeId) -> bool {
        self.0[way as usize][id.index()]
    }

    /// A parameter of an exported function or the result of an imported one, as the user gets it; `prefix` leads to
    /// the conversions of this world.
    pub(crate) fn lift(&self, bindings: &Bindings<'_>, ty: TypeId, value: &str, prefix: &str) -> String {
        self.convert(bindings, Way::Lift, ty, value, prefix)
    }

    /// A parameter of an imported function or the result of an exported one, as the engine gets it.
    pub(crate) fn lower(&self, bindings: &Bindings<'_>, ty: TypeId, value: &str, prefix: &str) -> String {
        self.convert(bindings, Way::Lower, ty, value, prefix)
    }

    fn convert(&self, bindings: &Bindings<'_>, way: Way, id: TypeId, value: &str, prefix: &str) -> String {
        let id = bindings.canon.of(id);
        if !self.needs(way, id) {
            return value.to_owned();
        }
        if let Some(simple) = bindings.simple(way, id, value, prefix) {
            return simple;
        }
        format!("{prefix}{}_{}({value})", way.verb(), bindings.canon.label(id))
    }
}

fn needed(world: &World, binding: &Binding, way: Way) -> Vec<bool> {
    let mut needed: Vec<bool> = Vec::with_capacity(world.types.len());
    for ty in &world.types {
        let needs = node_of(world, binding, ty.id).is_some_and(|node| {
            if end(node).is_some() {
                // The engine makes our objects itself, and elements are converted when they come.
                return way == Way::Lower;
            }
            // Children come before their parents.
            let inner = node.parts().iter().any(|part| needed.get(part.index()).copied().unwrap_or_default());
            inner || alone(binding, node, way)
        });
        needed.push(needs);
    }
    needed
}

/// Whether a type needs a conversion, whatever its parts need.
fn alone(binding: &Binding, node: &Node, way: Way) -> bool {
    match node {
        Node::Handle(handle) => handle.side == Side::Export || (handle.mode == Mode::Borrow && way == Way::Lift),
        Node::List(items) => packing(binding, items).is_some(),
        // The engine has tuples of tuples in their place.
        Node::FixedList { .. } | Node::Map { .. } => true,
        Node::Prim(_)
        | Node::Text
        | Node::Option { .. }
        | Node::Result { .. }
        | Node::Tuple(_)
        | Node::Record(_)
        | Node::Variant { .. }
        | Node::Enum { .. }
        | Node::Flags { .. }
        | Node::Alias(_)
        | Node::Stream(_)
        | Node::Future(_) => false,
    }
}

impl Bindings<'_> {
    /// Conversions that need no function of their own.
    fn simple(&self, way: Way, id: TypeId, value: &str, prefix: &str) -> Option<String> {
        let node = self.node(id);
        if let Node::List(items) = node {
            return self.unpacked(way, items, value);
        }
        let Node::Handle(handle) = node else {
            return if way == Way::Lower { self.end_lowered(id, value) } else { None };
        };
        match (handle.mode, way) {
            (Mode::Own, Way::Lift) => Some(format!("_rt.take_back({value})")),
            (Mode::Own, Way::Lower) => {
                // Only `_exports` and `_convert` itself hand objects out.
                let module = if prefix.is_empty() { "_exports." } else { "" };
                Some(format!("_rt.hand_out({value}, {module}{})", self.rep_class(handle.resource)))
            }
            (Mode::Borrow, Way::Lift) if handle.side == Side::Export => Some(format!("{value}._object")),
            (Mode::Borrow, Way::Lift) => Some(format!("_rt.borrowed({value})")),
            (Mode::Borrow, Way::Lower) => None,
        }
    }

    /// The text of `_convert.py`.
    pub(crate) fn convert(&self) -> String {
        let mut body = text::writer();
        self.layouts(&mut body, |ty| ty.facts.lifted || ty.facts.lowered);
        for way in [Way::Lift, Way::Lower] {
            let crosses = |ty: &Type| if way == Way::Lift { ty.facts.lifted } else { ty.facts.lowered };
            for ty in self.crossing(crosses) {
                if self.conversions.needs(way, ty.id) && self.simple(way, ty.id, "value", "").is_none() {
                    self.convert_function(&mut body, way, ty);
                }
            }
        }
        let body = body.finish();
        let mut imports = Imports::default();
        let code = head::mentions(&body);
        imports.add_ours(".", &code);
        self.import_modules(&mut imports, &code);
        head::module("Values whose form differs between the user's code and the engine.", &body, &imports)
    }

    fn convert_function(&self, w: &mut Writer, way: Way, ty: &Type) {
        text::two_blank(w);
        w.line(format!("def {}_{}(v: Any) -> Any:", way.verb(), self.canon.label(ty.id)));
        w.indented(|w| self.convert_body(w, way, ty));
    }

    fn convert_body(&self, w: &mut Writer, way: Way, ty: &Type) {
        let convert = |id: TypeId, value: &str| self.conversions.convert(self, way, id, value, "");
        match self.binding.node(ty.id) {
            Node::List(items) => match packing(&self.binding, items) {
                Some(Packing::Parts(parts)) => self.convert_packed(w, way, ty.id, items, parts),
                Some(Packing::Bools | Packing::Numbers(_)) | None => {
                    text::comprehended(w, "return [", &format!("{} for x in v", convert(items.ty, "x")), "]");
                }
            },
            Node::FixedList { elements, .. } => {
                self.convert_elements(w, way, elements.ty, &convert(elements.ty, "x"));
            }
            Node::Map { value, .. } => {
                let value = convert(value.ty, "x");
                match way {
                    Way::Lift => {
                        text::comprehended(w, "return {", &format!("k[0][0]: {value} for k, x in v"), "}");
                    }
                    Way::Lower => {
                        text::comprehended(w, "return [", &format!("(((k,),), {value}) for k, x in v.items()"), "]");
                    }
                }
            }
            Node::Option { some, .. } if self.is_option(some.ty) => {
                w.line(format!("return None if v is None else Some({})", convert(some.ty, "v.value")));
            }
            Node::Option { some, .. } => w.line(format!("return None if v is None else {}", convert(some.ty, "v"))),
            Node::Tuple(parts) => {
                let parts: Vec<_> =
                    parts.iter().enumerate().map(|(i, part)| convert(part.ty, &format!("v[{i}]"))).collect();
                let comma = if parts.len() == 1 { "," } else { "" };
                w.line(format!("return ({}{comma})", parts.join(", ")));
            }
            Node::Record(fields) => {
                let names = &self.names.ty(ty.id).parts;
                let parts: Vec<_> =
                    fields.iter().zip(names).map(|(f, name)| convert(f.ty, &format!("v.{name}"))).collect();
                bracketed(w, &format!("return {}(", self.names.class_of(ty.id)), &parts, ")");
            }
            Node::Variant { cases, .. } => {
                let payloads = cases.iter().map(|case| case.payload.as_ref());
                self.by_class(w, way, payloads.zip(self.names.case_classes(ty.id)));
            }
            Node::Result { ok, err, .. } => {
                let classes = ["Ok", "Err"].map(str::to_owned);
                self.by_class(w, way, [ok.as_ref(), err.as_ref()].into_iter().zip(classes));
            }
            // The rest is simple, or holds nothing to convert.
            Node::Prim(_)
            | Node::Text
            | Node::Enum { .. }
            | Node::Flags { .. }
            | Node::Handle(_)
            | Node::Alias(_)
            | Node::Stream(_)
            | Node::Future(_) => w.line("return v"),
        }
    }

    /// A fixed-length list, which the engine has as a tuple of a tuple of the tuple of its elements.
    fn convert_elements(&self, w: &mut Writer, way: Way, item: TypeId, converted: &str) {
        let plain = converted == "x";
        match way {
            Way::Lift if self.is_u8(item) => w.line("return bytes(v[0][0])"),
            Way::Lift if plain => w.line("return list(v[0][0])"),
            Way::Lift => text::comprehended(w, "return [", &format!("{converted} for x in v[0][0]"), "]"),
            Way::Lower if plain => w.line("return ((tuple(v),),)"),
            Way::Lower => w.line(format!("return ((tuple({converted} for x in v),),)")),
        }
    }

    fn by_class<'p>(&self, w: &mut Writer, way: Way, cases: impl Iterator<Item = (Option<&'p Payload>, String)>) {
        for (payload, class) in cases {
            let Some(payload) = payload.filter(|p| self.conversions.needs(way, self.world.resolve_alias(p.ty))) else {
                continue;
            };
            w.line(format!("if type(v) is {class}:"));
            let value = self.conversions.convert(self, way, payload.ty, "v.value", "");
            w.indented(|w| bracketed(w, &format!("return {class}("), &[value], ")"));
        }
        w.line("return v");
    }
}
