//! Types as TypeScript writes them.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{Interface, Kind, Prim, ResourceId, TypeId};

use super::{Declarations, From, docs};
use crate::glue::typed_array;
use crate::names::{POLICY, class_type, key, property, string};

/// Columns that a line may take.
const WIDTH: usize = 80;

impl Declarations<'_> {
    /// A mention of a type. `input` is for what witloom reads: it takes arrays where it gives typed arrays.
    pub(super) fn mention(&self, ty: TypeId, from: From, input: bool) -> String {
        let model = self.world.ty(ty);
        if let Some(name) = &model.name
            && !matches!(model.kind, Kind::Own(_) | Kind::Borrow(_) | Kind::ResourceAlias(_))
        {
            return format!("{}{}", self.qualifier(name.owner, from), type_name(&name.name));
        }
        self.structure(&model.kind, from, input)
    }

    /// A type in full.
    pub(super) fn structure(&self, kind: &Kind, from: From, input: bool) -> String {
        let part = |ty: TypeId| self.mention(ty, from, input);
        let optional = |ty: &Option<TypeId>| ty.map_or_else(|| "undefined".to_owned(), part);
        match kind {
            Kind::Prim(prim) => primitive(*prim).to_owned(),
            Kind::String => "string".to_owned(),
            Kind::Map(map) => format!("Map<{}, {}>", part(map.key), part(map.value)),
            Kind::List(elem) | Kind::FixedList(elem, _) => {
                let Kind::Prim(prim) = self.kind(*elem) else { return format!("{}[]", grouped(part(*elem))) };
                match (typed_array(*prim), input) {
                    (Some(array), true) => format!("{array} | {}[]", primitive(*prim)),
                    (Some(array), false) => array.to_owned(),
                    (None, _) => format!("{}[]", part(*elem)),
                }
            }
            Kind::Option(inner) if matches!(self.kind(*inner), Kind::Option(_)) => {
                format!("Option<{}>", part(*inner))
            }
            Kind::Option(inner) => format!("{} | undefined", part(*inner)),
            Kind::Result { ok, err } => {
                format!("Result<{}, {}>", optional(ok), optional(err))
            }
            Kind::Tuple(parts) => format!("[{}]", parts.iter().map(|ty| part(*ty)).collect::<Vec<_>>().join(", ")),
            Kind::Own(resource) | Kind::Borrow(resource) | Kind::ResourceAlias(resource) => {
                self.resource(*resource, from)
            }
            Kind::Alias(target) => part(*target),
            Kind::Enum(cases) => union(cases.iter().map(|case| string(&case.name))),
            Kind::Stream(elem) => {
                let is_bytes = elem.is_some_and(|elem| matches!(self.kind(elem), Kind::Prim(Prim::U8)));
                match (is_bytes, input) {
                    (true, true) => "StreamSource<Uint8Array> | Uint8Array".to_owned(),
                    (true, false) => "Stream<Uint8Array>".to_owned(),
                    (false, true) => format!("StreamSource<{}>", optional(elem)),
                    (false, false) => format!("Stream<{}>", optional(elem)),
                }
            }
            Kind::Future(value) if input => format!("FutureSource<{}>", optional(value)),
            Kind::Future(value) => format!("Future<{}>", optional(value)),
            Kind::Record(_) | Kind::Variant(_) | Kind::Flags(_) | Kind::Unsupported(_) => "never".to_owned(),
        }
    }

    fn resource(&self, id: ResourceId, from: From) -> String {
        let resource = self.world.resource(id);
        format!("{}{}", self.qualifier(resource.owner, from), class_type(resource))
    }

    /// The named types of an interface.
    pub(super) fn types(&self, w: &mut Writer, interface: &Interface) {
        for id in &interface.types {
            self.declare(w, *id, interface);
        }
    }

    fn declare(&self, w: &mut Writer, id: TypeId, interface: &Interface) {
        let ty = self.world.ty(id);
        let Some(name) = &ty.name else { return };
        let from = From::Interface(interface.id);
        let name = type_name(&name.name);
        if let Kind::Own(_) | Kind::Borrow(_) = ty.kind {
            return;
        }
        if let Kind::ResourceAlias(resource) = ty.kind {
            w.gap();
            w.line(format!("export type {name} = {};", self.resource(resource, from)));
            return;
        }
        w.gap();
        docs(w, ty.docs.as_deref());
        match &ty.kind {
            Kind::Record(fields) => w.block(format!("export interface {name} {{"), "}", |w| {
                for field in fields {
                    docs(w, field.docs.as_deref());
                    let mark = if matches!(self.kind(field.ty), Kind::Option(inner) if !matches!(self.kind(*inner), Kind::Option(_))) { "?" } else { "" };
                    let ty = self.mention(field.ty, from, true);
                    w.line(format!("{}{mark}: {ty};", key(&property(&field.name))));
                }
            }),
            Kind::Flags(flags) => w.block(format!("export interface {name} {{"), "}", |w| {
                for flag in flags {
                    docs(w, flag.docs.as_deref());
                    w.line(format!("{}?: boolean;", key(&property(&flag.name))));
                }
            }),
            Kind::Variant(cases) => {
                let cases = cases.iter().map(|case| {
                    let payload = case.ty.map_or_else(
                        || "val?: undefined".to_owned(),
                        |ty| format!("val: {}", self.mention(ty, from, true)),
                    );
                    (format!("{{ tag: {}; {payload} }}", string(&case.name)), case.docs.as_deref())
                });
                alternatives(w, &name, &cases.collect::<Vec<_>>());
            }
            Kind::Enum(cases) => {
                let cases = cases.iter().map(|case| (string(&case.name), case.docs.as_deref()));
                alternatives(w, &name, &cases.collect::<Vec<_>>());
            }
            kind => w.line(format!("export type {name} = {};", self.structure(kind, from, true))),
        }
    }
}

/// `type Name = a | b`, one alternative a line where they don't fit or have documentation.
fn alternatives(w: &mut Writer, name: &str, cases: &[(String, Option<&str>)]) {
    let flat = union(cases.iter().map(|(text, _)| text.clone()));
    let line = format!("export type {name} = {flat};");
    let has_docs = cases.iter().any(|(_, docs)| docs.is_some());
    if !has_docs && line.len() + 2 <= WIDTH || cases.len() < 2 {
        w.line(line);
        return;
    }
    w.line(format!("export type {name} ="));
    w.indented(|w| {
        let last = cases.len() - 1;
        for (i, (text, note)) in cases.iter().enumerate() {
            docs(w, *note);
            w.line(format!("| {text}{}", if i == last { ";" } else { "" }));
        }
    });
}

fn union(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(" | ")
}

/// A type that stands before `[]`.
fn grouped(text: String) -> String {
    let mut depth = 0_i32;
    let is_union = text.chars().any(|c| {
        match c {
            '<' | '[' | '(' | '{' => depth += 1,
            '>' | ']' | ')' | '}' => depth -= 1,
            _ => {}
        }
        c == '|' && depth == 0
    });
    if is_union { format!("({text})") } else { text }
}

/// `UpperCamel`, not one of JavaScript's own.
pub(super) fn type_name(wit_name: &str) -> String {
    POLICY.ty.alone(wit_name)
}

fn primitive(prim: Prim) -> &'static str {
    match prim {
        Prim::Bool => "boolean",
        Prim::U64 | Prim::S64 => "bigint",
        Prim::Char => "string",
        Prim::U8 | Prim::S8 | Prim::U16 | Prim::S16 | Prim::U32 | Prim::S32 | Prim::F32 | Prim::F64 => "number",
    }
}

/// A parameter's name.
pub(super) fn parameter(wit_name: &str) -> String {
    POLICY.param.alone(wit_name)
}
