//! How a value is spread over the cells of one `pack` or `unpack`.
//!
//! A type in memory or in slots becomes a template; a value becomes that many array entries (cells). Lifting
//! reads every case of a small variant unconditionally, each template going back to the payload's start (`X`), so
//! that one `unpack` reads any number of values. Lowering writes a variant's payload as bytes packed on their own,
//! except where at most one case has a payload: then the cells of the others are zeros.
//!
//! Inside another type, what would take many cells takes one instead: its bytes, which have a template and a
//! routine of their own. So templates and code stay in proportion to the WIT text, however often a type is used
//! inside itself.
//!
//! Slots of flat values are eight bytes each, little-endian, whatever core type they have, so the casts between
//! joined core types need no code at all.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use witloom_bindgen::binding::{Binding, Node, Passed, Spot, Sum};
use witloom_bindgen::model::{Layout, Prim, TypeId, World};
use witloom_bindgen::plan::Width;

/// Bytes of a slot.
pub(crate) const SLOT: u32 = 8;
/// A part with more cells than these stands as its bytes inside another type.
const WIDE: usize = 32;
/// When the payloads of all cases have more cells than these, lifting reads the payload once the case is known.
const EAGER: usize = 16;

/// In memory, or in slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Form {
    Mem,
    Flat,
}

/// Reading or writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Way {
    Lift,
    Lower,
}

/// A template and how many cells it has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Spread {
    pub(crate) template: String,
    pub(crate) count: usize,
}

impl Spread {
    fn new(template: impl Into<String>, count: usize) -> Spread {
        Spread { template: template.into(), count }
    }

    fn push(&mut self, part: &Spread) {
        self.template += &part.template;
        self.count += part.count;
    }

    /// Whether some cell stands for bytes that were packed on their own.
    pub(crate) fn has_bytes(&self) -> bool {
        self.template.contains('a')
    }
}

/// The templates of a world.
#[derive(Debug)]
pub(crate) struct Cells<'a> {
    world: &'a World,
    binding: &'a Binding,
    known: RefCell<HashMap<(TypeId, Form, Way), Rc<Spread>>>,
}

impl<'a> Cells<'a> {
    pub(crate) fn new(world: &'a World, binding: &'a Binding) -> Cells<'a> {
        Cells { world, binding, known: RefCell::default() }
    }

    /// The spread of a value that stands on its own, padding included.
    pub(crate) fn own(&self, ty: TypeId, form: Form, way: Way) -> Rc<Spread> {
        let (ty, node) = self.binding.resolved(ty);
        if let Some(known) = self.known.borrow().get(&(ty, form, way)) {
            return Rc::clone(known);
        }
        let mut spread = match form {
            Form::Mem => self.mem(ty, node, way),
            Form::Flat => self.flat(ty, node, way),
        };
        spread.template = compact(&spread.template);
        let spread = Rc::new(spread);
        self.known.borrow_mut().insert((ty, form, way), Rc::clone(&spread));
        spread
    }

    /// The spread of a value inside another one, or beside others.
    pub(crate) fn part(&self, ty: TypeId, form: Form, way: Way) -> Rc<Spread> {
        if self.wide(ty, form, way) {
            Rc::new(Spread::new(format!("a{}", self.size(ty, form)), 1))
        } else {
            self.own(ty, form, way)
        }
    }

    /// Whether a value inside another one stands as its bytes.
    pub(crate) fn wide(&self, ty: TypeId, form: Form, way: Way) -> bool {
        self.own(ty, form, way).count > WIDE
    }

    /// How many cells a value takes inside another one.
    pub(crate) fn count(&self, ty: TypeId, form: Form, way: Way) -> usize {
        self.part(ty, form, way).count
    }

    /// The template of parts at their offsets, up to `size` bytes.
    pub(crate) fn product(&self, parts: impl IntoIterator<Item = (u32, TypeId)>, size: u32, way: Way) -> Spread {
        let mut all = Spread::default();
        let mut at = 0;
        for (offset, ty) in parts {
            all.template += &skip(offset - at);
            all.push(&self.part(ty, Form::Mem, way));
            at = offset + self.size(ty, Form::Mem);
        }
        all.template += &skip(size - at);
        all.template = compact(&all.template);
        all
    }

    /// The template of values in consecutive slots.
    fn slots(&self, types: impl IntoIterator<Item = TypeId>, way: Way) -> Spread {
        let mut all = Spread::default();
        types.into_iter().for_each(|ty| all.push(&self.part(ty, Form::Flat, way)));
        all.template = compact(&all.template);
        all
    }

    /// The template of a function's parameters, in slots or in their area.
    pub(crate) fn passed(&self, params: &[Passed], area: Option<Layout>, way: Way) -> Spread {
        let at = |param: &Passed| match param.spot {
            Spot::Memory(offset) => (offset, param.ty),
            Spot::Flat(_) => (0, param.ty),
        };
        match area {
            Some(area) => self.product(params.iter().map(at), area.size, way),
            None => self.slots(params.iter().map(|param| param.ty), way),
        }
    }

    /// The template of a sum whose case is known: its discriminant or as many bytes to skip, then the payload of
    /// that case.
    pub(crate) fn case(&self, sum: TypeId, payload: Option<TypeId>, form: Form, way: Way) -> String {
        let (tag, padding) = match (sum_of(self.binding.resolved(sum).1), form) {
            (Some((sum, _)), Form::Mem) => (sum.tag, sum.payload - sum.tag.bytes()),
            (Some(_), Form::Flat) | (None, _) => (Width::Four, 4),
        };
        let start = match way {
            Way::Lift => skip(tag.bytes() + padding),
            Way::Lower => format!("{}{}", width(tag), skip(padding)),
        };
        let payload = payload.map(|ty| self.part(ty, form, way));
        compact(&(start + payload.as_ref().map_or("", |part| &part.template)))
    }

    /// Bytes of a value.
    fn size(&self, ty: TypeId, form: Form) -> u32 {
        let ty = self.world.ty(ty);
        match form {
            Form::Mem => ty.layout.size,
            Form::Flat => SLOT * u32::try_from(ty.flat.iter().flatten().count()).expect("at most 16"),
        }
    }

    fn mem(&self, ty: TypeId, node: &Node, way: Way) -> Spread {
        let size = self.size(ty, Form::Mem);
        match node {
            Node::Prim(prim) => Spread::new(directive(*prim), 1),
            Node::Text | Node::List(_) | Node::Map { .. } => Spread::new(pair(way, ""), 2),
            // However few elements there are: so no list is written out.
            Node::FixedList { .. } => Spread::new(format!("a{size}"), 1),
            Node::Record(parts) | Node::Tuple(parts) => {
                self.product(parts.iter().map(|part| (part.offset, part.ty)), size, way)
            }
            Node::Option { sum, .. } | Node::Result { sum, .. } | Node::Variant { sum, .. } => {
                let start = format!("{}{}", width(sum.tag), skip(sum.payload - sum.tag.bytes()));
                self.sum(start, node, size - sum.payload, Form::Mem, way)
            }
            Node::Enum { tag, .. } => Spread::new(width(*tag), 1),
            Node::Flags { width: bits, .. } => {
                Spread::new(format!("{}{}", width(*bits), skip(size.saturating_sub(bits.bytes()))), 1)
            }
            Node::Handle(_) | Node::Stream(_) | Node::Future(_) => Spread::new("L<", 1),
            Node::Alias(target) => (*self.own(*target, Form::Mem, way)).clone(),
        }
    }

    fn flat(&self, ty: TypeId, node: &Node, way: Way) -> Spread {
        match node {
            Node::Prim(prim) => Spread::new(flat_directive(*prim, way), 1),
            Node::Text | Node::List(_) | Node::Map { .. } => Spread::new(pair(way, "x4"), 2),
            Node::FixedList { .. } => Spread::new(format!("a{}", self.size(ty, Form::Flat)), 1),
            Node::Record(parts) | Node::Tuple(parts) => self.slots(parts.iter().map(|part| part.ty), way),
            Node::Option { .. } | Node::Result { .. } | Node::Variant { .. } => {
                let room = self.size(ty, Form::Flat) - SLOT;
                self.sum("L<x4".to_owned(), node, room, Form::Flat, way)
            }
            Node::Flags { flags, .. } if flags.is_empty() => Spread::default(),
            Node::Enum { .. } | Node::Flags { .. } | Node::Handle(_) | Node::Stream(_) | Node::Future(_) => {
                Spread::new("L<x4", 1)
            }
            Node::Alias(target) => (*self.own(*target, Form::Flat, way)).clone(),
        }
    }

    /// A discriminant, then `room` bytes for any of the payloads.
    fn sum(&self, start: String, node: &Node, room: u32, form: Form, way: Way) -> Spread {
        let payloads = sum_of(node).into_iter().flat_map(|(_, payloads)| payloads).flatten();
        let parts: Vec<(Rc<Spread>, u32)> =
            payloads.map(|ty| (self.part(ty, form, way), self.size(ty, form))).collect();
        let mut all = Spread::new(start, 1);
        match (style(parts.iter().map(|(part, _)| part.count), way), parts.as_slice()) {
            (SumStyle::Packed, _) => all.push(&Spread::new(format!("a{room}"), 1)),
            (SumStyle::Inline, []) => all.template += &skip(room),
            (SumStyle::Inline, [(part, size)]) => {
                all.push(part);
                all.template += &skip(room - size);
            }
            (SumStyle::Inline, parts) => {
                for (part, size) in parts {
                    all.push(part);
                    all.template += &back(*size);
                }
                all.template += &skip(room);
            }
        }
        all
    }

    /// How the payload of a sum is lifted or lowered.
    pub(crate) fn sum_style(&self, payloads: &[Option<TypeId>], form: Form, way: Way) -> SumStyle {
        style(payloads.iter().flatten().map(|ty| self.count(*ty, form, way)), way)
    }

    /// The cells of a part that isn't there, when lowering.
    pub(crate) fn zeros(&self, ty: TypeId, form: Form) -> Vec<&'static str> {
        if self.wide(ty, form, Way::Lower) {
            return vec!["\"\""];
        }
        let node = self.binding.node(ty);
        match node {
            Node::Flags { flags, .. } if flags.is_empty() && form == Form::Flat => Vec::new(),
            Node::Prim(_)
            | Node::Enum { .. }
            | Node::Handle(_)
            | Node::Stream(_)
            | Node::Future(_)
            | Node::Flags { .. } => vec!["0"],
            Node::Text | Node::List(_) | Node::Map { .. } => vec!["nil", "0"],
            Node::FixedList { .. } => vec!["\"\""],
            Node::Record(parts) | Node::Tuple(parts) => parts.iter().flat_map(|p| self.zeros(p.ty, form)).collect(),
            Node::Option { .. } | Node::Result { .. } | Node::Variant { .. } => {
                let payloads = sum_of(node).map(|(_, payloads)| payloads).unwrap_or_default();
                match self.sum_style(&payloads, form, Way::Lower) {
                    SumStyle::Packed => vec!["0", "\"\""],
                    SumStyle::Inline => {
                        let payload = payloads.iter().flatten().flat_map(|ty| self.zeros(*ty, form));
                        std::iter::once("0").chain(payload).collect()
                    }
                }
            }
            Node::Alias(target) => self.zeros(*target, form),
        }
    }
}

/// The sum that a node is, with what its cases hold.
pub(crate) fn sum_of(node: &Node) -> Option<(&Sum, Vec<Option<TypeId>>)> {
    let (sum, cases) = node.cases()?;
    Some((sum, cases.into_iter().map(|(_, held)| held.map(|held| held.ty)).collect()))
}

/// Lifting reads payloads at once while these are few cells; lowering writes at most one kind of payload that way.
fn style(counts: impl Iterator<Item = usize>, way: Way) -> SumStyle {
    let counts: Vec<usize> = counts.collect();
    let packed = match way {
        Way::Lift => counts.iter().sum::<usize>() > EAGER,
        Way::Lower => true,
    };
    if packed && counts.len() > 1 { SumStyle::Packed } else { SumStyle::Inline }
}

/// How the payload of a sum is lifted or lowered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SumStyle {
    /// As cells of the sum itself: those of every case when lifting, zeros for the missing ones when lowering.
    Inline,
    /// As bytes with a template of their own.
    Packed,
}

fn pair(way: Way, padding: &str) -> String {
    let pointer = if way == Way::Lift { "L<" } else { "p" };
    format!("{pointer}{padding}L<{padding}")
}

fn skip(bytes: u32) -> String {
    if bytes == 0 { String::new() } else { format!("x{bytes}") }
}

fn back(bytes: u32) -> String {
    if bytes == 0 { String::new() } else { format!("X{bytes}") }
}

fn width(width: Width) -> &'static str {
    match width {
        Width::One => "C",
        Width::Two => "S<",
        Width::Four => "L<",
    }
}

/// How a primitive lies in memory.
pub(crate) fn directive(prim: Prim) -> &'static str {
    match prim {
        Prim::Bool | Prim::U8 => "C",
        Prim::S8 => "c",
        Prim::U16 => "S<",
        Prim::S16 => "s<",
        Prim::U32 | Prim::Char => "L<",
        Prim::S32 => "l<",
        Prim::U64 => "Q<",
        Prim::S64 => "q<",
        Prim::F32 => "e",
        Prim::F64 => "E",
    }
}

/// How a primitive lies in a slot. Narrow integers are read at their own width and written as 32 bits with
/// their sign, as the canonical ABI extends them.
fn flat_directive(prim: Prim, way: Way) -> String {
    let written = match prim {
        Prim::S8 | Prim::S16 => "l<",
        Prim::Bool | Prim::U8 | Prim::U16 => "L<",
        Prim::U32 | Prim::S32 | Prim::U64 | Prim::S64 | Prim::F32 | Prim::F64 | Prim::Char => directive(prim),
    };
    match (way, prim.size()) {
        (_, 8) => directive(prim).to_owned(),
        (Way::Lower, _) => format!("{written}x4"),
        (Way::Lift, size) => format!("{}{}", directive(prim), skip(SLOT - size)),
    }
}

/// Joins runs of one directive: `L<L<L<` becomes `L<3`, `x3x4` becomes `x7`.
fn compact(template: &str) -> String {
    let mut out: Vec<(String, u32)> = Vec::new();
    let mut chars = template.chars().peekable();
    while let Some(letter) = chars.next() {
        let mut name = letter.to_string();
        if chars.next_if_eq(&'<').is_some() {
            name.push('<');
        }
        let mut digits = String::new();
        while let Some(digit) = chars.next_if(char::is_ascii_digit) {
            digits.push(digit);
        }
        let count = digits.parse().unwrap_or(1);
        match out.last_mut() {
            // A count behind `a` is a width and can't be joined.
            Some((last, n)) if *last == name && name != "a" => *n += count,
            _ => out.push((name, count)),
        }
    }
    out.iter()
        .map(|(name, count)| if *count == 1 && name != "a" { name.clone() } else { format!("{name}{count}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn runs_are_joined() {
        assert_eq!(compact("L<L<L<x3x4Cpp"), "L<3x7Cp2");
        assert_eq!(compact("a8a8X4x4"), "a8a8X4x4");
    }
}
