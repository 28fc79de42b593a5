//! `_convert.py`: values whose form on the engine's side differs from the user's.
//!
//! That is: maps and fixed-length lists (see [`witloom_bindgen::stand_in`]), objects of exported resources (the engine holds a stand-in), borrowed handles (marked, so that
//! they can't be moved or closed) and `list<s8>` (bytes for the engine). Everything else passes as it is.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{Kind, Prim, Type, TypeId, World};

use super::ends::end;
use super::shapes::is_ours;
use super::{Bindings, Imports};
use crate::text::{self, bracketed};

/// Which way a value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
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
pub(crate) struct Conversions {
    lift: Vec<bool>,
    lower: Vec<bool>,
}

impl Conversions {
    pub(crate) fn new(world: &World) -> Self {
        Self { lift: needed(world, Way::Lift), lower: needed(world, Way::Lower) }
    }

    fn needs(&self, way: Way, id: TypeId) -> bool {
        match way {
            Way::Lift => self.lift[id.index()],
            Way::Lower => self.lower[id.index()],
        }
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
        format!("{prefix}{}_{}({value})", way.verb(), bindings.labels.of(id))
    }
}

fn needed(world: &World, way: Way) -> Vec<bool> {
    let mut needed: Vec<bool> = Vec::with_capacity(world.types.len());
    for ty in &world.types {
        if end(&ty.kind).is_some() {
            // The engine makes our objects itself, and elements are converted when they come.
            needed.push(way == Way::Lower);
            continue;
        }
        let own = match &ty.kind {
            Kind::Own(id) => is_ours(world, *id),
            Kind::Borrow(id) => way == Way::Lift || is_ours(world, *id),
            Kind::List(item) => world.ty(world.resolve_alias(*item)).kind == Kind::Prim(Prim::S8),
            // The engine has tuples of tuples in their place.
            Kind::FixedList(..) | Kind::Map(_) => true,
            Kind::Prim(_)
            | Kind::String
            | Kind::Option(_)
            | Kind::Result { .. }
            | Kind::Tuple(_)
            | Kind::Record(_)
            | Kind::Variant(_)
            | Kind::Enum(_)
            | Kind::Flags(_)
            | Kind::Alias(_)
            | Kind::ResourceAlias(_)
            | Kind::Stream(_)
            | Kind::Future(_)
            | Kind::Unsupported(_) => false,
        };
        // Children come before their parents.
        let inner = ty.kind.parts().iter().any(|part| needed.get(part.index()).copied().unwrap_or_default());
        needed.push(own || inner);
    }
    needed
}

impl Bindings<'_> {
    /// Conversions that need no function of their own.
    fn simple(&self, way: Way, id: TypeId, value: &str, prefix: &str) -> Option<String> {
        let kind = self.kind(id);
        if let Kind::List(item) = kind
            && *self.kind(*item) == Kind::Prim(Prim::S8)
        {
            let function = if way == Way::Lift { "s8_of_bytes" } else { "bytes_of_s8" };
            return Some(format!("_rt.{function}({value})"));
        }
        if let Kind::Own(resource) = kind {
            // Only `_exports` and `_convert` itself hand objects out.
            let module = if prefix.is_empty() { "_exports." } else { "" };
            return Some(match way {
                Way::Lift => format!("_rt.take_back({value})"),
                Way::Lower => format!("_rt.hand_out({value}, {module}{})", self.rep_class(*resource)),
            });
        }
        if way == Way::Lower
            && let Some(lowered) = self.end_lowered(id, value)
        {
            return Some(lowered);
        }
        let Kind::Borrow(resource) = kind else { return None };
        (way == Way::Lift).then(|| {
            if is_ours(self.world, *resource) { format!("{value}._object") } else { format!("_rt.borrowed({value})") }
        })
    }

    /// The text of `_convert.py`.
    pub(crate) fn convert(&self) -> String {
        let mut body = text::writer();
        for way in [Way::Lift, Way::Lower] {
            let crosses = |ty: &Type| if way == Way::Lift { ty.facts.lifted } else { ty.facts.lowered };
            for ty in self.crossing(crosses) {
                let alias = matches!(ty.kind, Kind::Alias(_) | Kind::ResourceAlias(_));
                if !alias && self.conversions.needs(way, ty.id) && self.simple(way, ty.id, "value", "").is_none() {
                    self.convert_function(&mut body, way, ty);
                }
            }
        }
        let body = body.finish();
        let mut w = text::writer();
        text::header(&mut w, "Values whose form differs between the user's code and the engine.");
        if !body.is_empty() {
            self.convert_head(&mut w, &body);
        }
        w.raw(&body);
        w.finish()
    }

    fn convert_head(&self, w: &mut Writer, body: &str) {
        w.line("");
        w.line("from __future__ import annotations");
        w.line("");
        w.line("from typing import Any");
        w.line("");
        let mut imports = Imports::default();
        imports.add_ours(".", body);
        self.import_modules(&mut imports, body);
        imports.write(w);
    }

    fn convert_function(&self, w: &mut Writer, way: Way, ty: &Type) {
        text::two_blank(w);
        w.line(format!("def {}_{}(v: Any) -> Any:", way.verb(), self.labels.of(ty.id)));
        w.indented(|w| self.convert_body(w, way, ty));
    }

    fn convert_body(&self, w: &mut Writer, way: Way, ty: &Type) {
        let convert = |id: TypeId, value: &str| self.conversions.convert(self, way, id, value, "");
        match &ty.kind {
            Kind::List(item) => w.line(format!("return [{} for x in v]", convert(*item, "x"))),
            Kind::FixedList(item, _) => w.line(self.convert_elements(way, *item, &convert(*item, "x"))),
            Kind::Map(map) => w.line(match way {
                Way::Lift => format!("return {{k[0][0]: {} for k, x in v}}", convert(map.value, "x")),
                Way::Lower => format!("return [(((k,),), {}) for k, x in v.items()]", convert(map.value, "x")),
            }),
            Kind::Option(inner) if self.is_option(*inner) => {
                w.line(format!("return None if v is None else Some({})", convert(*inner, "v.value")));
            }
            Kind::Option(inner) => w.line(format!("return None if v is None else {}", convert(*inner, "v"))),
            Kind::Tuple(types) => {
                let parts: Vec<_> = types.iter().enumerate().map(|(i, ty)| convert(*ty, &format!("v[{i}]"))).collect();
                let comma = if parts.len() == 1 { "," } else { "" };
                w.line(format!("return ({}{comma})", parts.join(", ")));
            }
            Kind::Record(fields) => {
                let names = &self.names.ty(ty.id).parts;
                let parts: Vec<_> =
                    fields.iter().zip(names).map(|(f, name)| convert(f.ty, &format!("v.{name}"))).collect();
                bracketed(w, 1, &format!("return {}(", self.names.class_of(ty.id)), &parts, ")");
            }
            Kind::Variant(cases) => {
                let classes = self.names.case_classes(ty.id);
                let payloads = cases.iter().zip(classes).filter_map(|(case, class)| Some((case.ty?, class)));
                self.by_class(w, way, payloads);
            }
            Kind::Result { ok, err } => {
                let cases = [(*ok, "Ok"), (*err, "Err")];
                let payloads = cases.into_iter().filter_map(|(ty, class)| Some((ty?, class.to_owned())));
                self.by_class(w, way, payloads);
            }
            // The rest is simple, or holds nothing to convert.
            Kind::Prim(_)
            | Kind::String
            | Kind::Enum(_)
            | Kind::Flags(_)
            | Kind::Own(_)
            | Kind::Borrow(_)
            | Kind::Alias(_)
            | Kind::ResourceAlias(_)
            | Kind::Stream(_)
            | Kind::Future(_)
            | Kind::Unsupported(_) => w.line("return v"),
        }
    }

    /// A fixed-length list, which the engine has as a tuple of a tuple of the tuple of its elements.
    fn convert_elements(&self, way: Way, item: TypeId, converted: &str) -> String {
        let plain = converted == "x";
        match way {
            Way::Lift if self.is_u8(item) => "return bytes(v[0][0])".to_owned(),
            Way::Lift if plain => "return list(v[0][0])".to_owned(),
            Way::Lift => format!("return [{converted} for x in v[0][0]]"),
            Way::Lower if plain => "return ((tuple(v),),)".to_owned(),
            Way::Lower => format!("return ((tuple({converted} for x in v),),)"),
        }
    }

    fn by_class(&self, w: &mut Writer, way: Way, payloads: impl Iterator<Item = (TypeId, String)>) {
        for (ty, class) in payloads {
            if !self.conversions.needs(way, self.world.resolve_alias(ty)) {
                continue;
            }
            w.line(format!("if type(v) is {class}:"));
            let value = self.conversions.convert(self, way, ty, "v.value", "");
            w.indented(|w| bracketed(w, 2, &format!("return {class}("), &[value], ")"));
        }
        w.line("return v");
    }
}
