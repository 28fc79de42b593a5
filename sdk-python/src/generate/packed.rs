//! Lists that cross as the bytes that they are in memory, which Python reads and writes by `array` and `struct`: lists of
//! numbers and booleans, and of records and tuples whose parts are numbers, booleans and enums.
//!
//! The engine would make one object after another, in several calls each. [`crate::engine`] has the same rule in terms of
//! the package that the engine reads, and [`crate::polish`] turns its calls for these lists into those for bytes.

use std::borrow::Cow;

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{Binding, Elements, Node, Part};
use witloom_bindgen::model::{Prim, Type, TypeId};
use witloom_bindgen::plan::Width;

use super::Bindings;
use super::convert::Way;
use crate::text::{self, bracketed};

/// What the elements of such a list are.
pub(super) enum Packing<'b> {
    Bools,
    /// Of the type that `array` has by this code.
    Numbers(&'static str),
    Parts(&'b [Part]),
}

/// How a list crosses as bytes, if it does.
pub(super) fn packing<'b>(binding: &'b Binding, items: &Elements) -> Option<Packing<'b>> {
    match binding.resolved(items.ty).1 {
        Node::Prim(Prim::Bool) => Some(Packing::Bools),
        // Bytes are bytes for the user, too.
        Node::Prim(Prim::U8 | Prim::Char) => None,
        Node::Prim(prim) => Some(Packing::Numbers(code(*prim))),
        Node::Record(parts) | Node::Tuple(parts) => {
            let flat = !parts.is_empty() && parts.iter().all(|part| part_code(binding, part).is_some());
            flat.then_some(Packing::Parts(parts))
        }
        Node::Text
        | Node::List(_)
        | Node::FixedList { .. }
        | Node::Map { .. }
        | Node::Option { .. }
        | Node::Result { .. }
        | Node::Variant { .. }
        | Node::Enum { .. }
        | Node::Flags { .. }
        | Node::Handle(_)
        | Node::Stream(_)
        | Node::Future(_)
        | Node::Alias(_) => None,
    }
}

/// The code of a primitive in `array` and `struct`.
pub(super) fn code(prim: Prim) -> &'static str {
    match prim {
        Prim::Bool => "?",
        Prim::U8 => "B",
        Prim::S8 => "b",
        Prim::U16 => "H",
        Prim::S16 => "h",
        Prim::U32 | Prim::Char => "I",
        Prim::S32 => "i",
        Prim::U64 => "Q",
        Prim::S64 => "q",
        Prim::F32 => "f",
        Prim::F64 => "d",
    }
}

/// The code of a part in `struct`, and its size.
fn part_code(binding: &Binding, part: &Part) -> Option<(&'static str, u32)> {
    match binding.resolved(part.ty).1 {
        Node::Prim(Prim::Char) => None,
        Node::Prim(prim) => Some((code(*prim), prim.size())),
        Node::Enum { tag, .. } => Some(match tag {
            Width::One => ("B", 1),
            Width::Two => ("H", 2),
            Width::Four => ("I", 4),
        }),
        Node::Text
        | Node::List(_)
        | Node::FixedList { .. }
        | Node::Map { .. }
        | Node::Record(_)
        | Node::Tuple(_)
        | Node::Option { .. }
        | Node::Result { .. }
        | Node::Variant { .. }
        | Node::Flags { .. }
        | Node::Handle(_)
        | Node::Stream(_)
        | Node::Future(_)
        | Node::Alias(_) => None,
    }
}

impl Bindings<'_> {
    /// The conversion of a list that crosses as bytes and needs no function of its own.
    pub(super) fn unpacked(&self, way: Way, items: &Elements, value: &str) -> Option<String> {
        let unpacks = way == Way::Lift;
        match packing(&self.binding, items)? {
            Packing::Bools => Some(format!("_rt.{}({value})", if unpacks { "unpacked_bools" } else { "packed_bools" })),
            Packing::Numbers(code) => {
                Some(format!("_rt.{}(\"{code}\", {value})", if unpacks { "unpacked" } else { "packed" }))
            }
            Packing::Parts(_) => None,
        }
    }

    /// The layouts of lists whose elements have parts, as constants of a module.
    pub(super) fn layouts(&self, w: &mut Writer, crosses: impl Fn(&Type) -> bool) {
        let mut lines = Vec::new();
        for ty in self.crossing(crosses) {
            let Node::List(items) = self.binding.node(ty.id) else { continue };
            let Some(Packing::Parts(parts)) = packing(&self.binding, items) else { continue };
            lines.push(format!("_{} = Struct(\"{}\")", self.canon.label(ty.id), self.format(items, parts)));
            lines.extend(self.enums(parts).map(|(id, class)| format!("_{} = tuple({class})", self.canon.label(id))));
        }
        if !lines.is_empty() {
            // Behind the imports.
            w.line("");
        }
        let mut seen = std::collections::HashSet::new();
        lines.into_iter().filter(|line| seen.insert(line.clone())).for_each(|line| w.line(line));
    }

    fn enums<'p>(&'p self, parts: &'p [Part]) -> impl Iterator<Item = (TypeId, String)> + 'p {
        parts.iter().filter(|part| matches!(self.node(part.ty), Node::Enum { .. })).map(|part| {
            let id = self.canon.of(part.ty);
            (id, self.names.class_of(id))
        })
    }

    /// The format of one element, with its gaps.
    fn format(&self, items: &Elements, parts: &[Part]) -> String {
        let (mut format, mut at) = ("<".to_owned(), 0);
        let gap = |format: &mut String, size: u32| match size {
            0 => {}
            1 => format.push('x'),
            size => *format += &format!("{size}x"),
        };
        for part in parts {
            let Some((code, size)) = part_code(&self.binding, part) else { continue };
            gap(&mut format, part.offset - at);
            format += code;
            at = part.offset + size;
        }
        gap(&mut format, items.stride - at);
        format
    }

    /// The body of the function that converts a list whose elements have parts.
    pub(super) fn convert_packed(&self, w: &mut Writer, way: Way, list: TypeId, items: &Elements, parts: &[Part]) {
        let layout = format!("_{}", self.canon.label(list));
        let is_record = matches!(self.node(items.ty), Node::Record(_));
        match way {
            Way::Lower => self.pack(w, &layout, is_record, items, parts),
            Way::Lift if is_record => self.unpack_records(w, &layout, items, parts),
            Way::Lift if self.enums(parts).next().is_none() => {
                w.line(format!("return list({layout}.iter_unpack(v))"));
            }
            Way::Lift => {
                let locals = locals(parts);
                let values: Vec<_> = parts.iter().zip(&locals).map(|(part, local)| self.found(part, local)).collect();
                let comma = if parts.len() == 1 { "," } else { "" };
                let made = format!("({}{comma})", values.join(", "));
                let each = format!("{made} for {}{comma} in {layout}.iter_unpack(v)", locals.join(", "));
                text::comprehended(w, "return [", &each, "]");
            }
        }
    }

    /// What stands for a part that was unpacked.
    fn found<'l>(&self, part: &Part, local: &'l str) -> Cow<'l, str> {
        if matches!(self.node(part.ty), Node::Enum { .. }) {
            format!("_{}[{local}]", self.canon.label(self.canon.of(part.ty))).into()
        } else {
            local.into()
        }
    }

    /// Objects are made without their `__init__`, which takes as long as all else.
    fn unpack_records(&self, w: &mut Writer, layout: &str, items: &Elements, parts: &[Part]) {
        let locals = locals(parts);
        let comma = if parts.len() == 1 { "," } else { "" };
        let record = self.canon.of(items.ty);
        let class = self.names.class_of(record);
        w.line("made = []");
        w.line(format!("for {}{comma} in {layout}.iter_unpack(v):", locals.join(", ")));
        w.indented(|w| {
            w.line(format!("x = object.__new__({class})"));
            let names = &self.names.ty(record).parts;
            for ((part, local), name) in parts.iter().zip(&locals).zip(names) {
                w.line(format!("x.{name} = {}", self.found(part, local)));
            }
            w.line("made.append(x)");
        });
        w.line("return made");
    }

    fn pack(&self, w: &mut Writer, layout: &str, is_record: bool, items: &Elements, parts: &[Part]) {
        let value = |(index, part): (usize, &Part)| {
            let value = match is_record {
                true => format!("x.{}", self.names.ty(self.canon.of(items.ty)).parts[index]),
                false => format!("x[{index}]"),
            };
            let is_enum = matches!(self.node(part.ty), Node::Enum { .. });
            if is_enum { format!("{value}._value_") } else { value }
        };
        let values: Vec<String> = parts.iter().enumerate().map(value).collect();
        let narrow = |part: &Part| *self.node(part.ty) == Node::Prim(Prim::F32);
        w.line(format!("pack = {layout}.pack"));
        if !parts.iter().any(narrow) {
            return packs(w, &values);
        }
        w.line("try:");
        w.indented(|w| packs(w, &values));
        w.line("except OverflowError:  # a number beyond those of 32 bits");
        let values: Vec<_> = values
            .into_iter()
            .zip(parts)
            .map(|(value, part)| if narrow(part) { format!("_rt.as_f32({value})") } else { value })
            .collect();
        w.indented(|w| packs(w, &values));
    }
}

/// A name for each part.
fn locals(parts: &[Part]) -> Vec<String> {
    (0..parts.len()).map(|index| format!("p{index}")).collect()
}

/// `return b"".join([pack(values) for x in v])`
fn packs(w: &mut Writer, values: &[String]) {
    let one = format!("return b\"\".join([pack({}) for x in v])", values.join(", "));
    if text::fits(w, &one) {
        return w.line(one);
    }
    w.line("return b\"\".join(");
    w.indented(|w| {
        let inside = format!("pack({}) for x in v", values.join(", "));
        if text::fits(w, &format!("[{inside}]")) {
            return w.line(format!("[{inside}]"));
        }
        w.block("[", "]", |w| {
            bracketed(w, "pack(", values, ")");
            w.line("for x in v");
        });
    });
    w.line(")");
}
