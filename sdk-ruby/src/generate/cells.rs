//! How a value is spread over the cells of one `pack` or `unpack`.
//!
//! A type in memory or in slots becomes a template; a value becomes that many array entries (cells). Lifting
//! reads every case of a variant unconditionally, each template going back to the payload's start (`X`), so that
//! one `unpack` reads any number of values. Lowering writes a variant's payload as bytes packed on their own,
//! except where at most one case has a payload: then the cells of the others are zeros.
//!
//! Slots of flat values are eight bytes each, little-endian, whatever core type they have, so the casts between
//! joined core types need no code at all.

use witloom_bindgen::Plan;
use witloom_bindgen::model::{Prim, TypeId, World};
use witloom_bindgen::plan::{Flat, Mem, Slot, Width};

/// Bytes of a slot.
pub(crate) const SLOT: u32 = 8;

/// In memory, or in slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Form {
    Mem,
    Flat,
}

/// Reading or writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Lift,
    Lower,
}

/// The templates of a world.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cells<'a> {
    pub(crate) world: &'a World,
    pub(crate) plan: &'a Plan,
}

impl Cells<'_> {
    /// The template of a type, padding included.
    pub(crate) fn template(&self, ty: TypeId, form: Form, way: Way) -> String {
        compact(&self.raw(ty, form, way))
    }

    /// The template of parts at their offsets, up to `size` bytes.
    pub(crate) fn product(&self, slots: &[Slot], size: u32, way: Way) -> String {
        compact(&self.product_raw(slots, size, way))
    }

    /// The template of values in consecutive slots.
    pub(crate) fn slots(&self, types: impl IntoIterator<Item = TypeId>, way: Way) -> String {
        let all: String = types.into_iter().map(|ty| self.raw(ty, Form::Flat, way)).collect();
        compact(&all)
    }

    /// The template of a sum whose case is known: its discriminant, then the payload of that case.
    pub(crate) fn case(&self, sum: TypeId, payload: Option<TypeId>, form: Form) -> String {
        let start = match (&self.plan.ty(self.world.resolve_alias(sum)).mem, form) {
            (Mem::Sum { tag, payload, .. }, Form::Mem) => format!("{}{}", width(*tag), skip(payload - tag.bytes())),
            (_, _) => "L<x4".to_owned(),
        };
        compact(&(start + &payload.map(|ty| self.raw(ty, form, Way::Lower)).unwrap_or_default()))
    }

    fn raw(&self, ty: TypeId, form: Form, way: Way) -> String {
        match form {
            Form::Mem => self.mem(ty, way),
            Form::Flat => self.flat(ty, way),
        }
    }

    fn mem(&self, ty: TypeId, way: Way) -> String {
        let layout = self.world.ty(ty).layout;
        match &self.plan.ty(ty).mem {
            Mem::Prim(prim) => directive(*prim).to_owned(),
            Mem::String | Mem::List { .. } => pair(way, ""),
            Mem::FixedList { elem, count, .. } => self.mem(*elem, way).repeat(*count as usize),
            Mem::Product(slots) => self.product_raw(slots, layout.size, way),
            Mem::Sum { tag, payload, cases } => {
                let room = layout.size - payload;
                let parts = cases.iter().flatten().map(|ty| (self.mem(*ty, way), self.world.ty(*ty).layout.size));
                format!("{}{}{}", width(*tag), skip(payload - tag.bytes()), sum(&parts.collect::<Vec<_>>(), room, way))
            }
            Mem::Enum { tag, .. } => width(*tag).to_owned(),
            Mem::Flags { width: bits, .. } => {
                format!("{}{}", width(*bits), skip(layout.size.saturating_sub(bits.bytes())))
            }
            Mem::Handle(_) => "L<".to_owned(),
            Mem::Same(target) => self.mem(*target, way),
        }
    }

    fn product_raw(&self, slots: &[Slot], size: u32, way: Way) -> String {
        let mut text = String::new();
        let mut at = 0;
        for slot in slots {
            text += &skip(slot.offset - at);
            text += &self.mem(slot.ty, way);
            at = slot.offset + self.world.ty(slot.ty).layout.size;
        }
        text + &skip(size - at)
    }

    fn flat(&self, ty: TypeId, way: Way) -> String {
        let plan = self.plan.ty(ty).flat.as_ref().expect("only types with a flat form cross flat");
        match plan {
            Flat::Prim(prim) => flat_directive(*prim, way),
            Flat::String | Flat::List => pair(way, "x4"),
            Flat::Product(slots) => slots.iter().map(|slot| self.flat(slot.ty, way)).collect(),
            Flat::Sum { joined, cases } => {
                let room = SLOT * u32::try_from(joined.len()).expect("at most 16");
                let size = |ty| SLOT * u32::try_from(self.world.ty(ty).flat.iter().flatten().count()).expect("16");
                let parts = cases.iter().flatten().map(|case| (self.flat(case.ty, way), size(case.ty)));
                format!("L<x4{}", sum(&parts.collect::<Vec<_>>(), room, way))
            }
            Flat::Enum { .. } | Flat::Handle(_) => "L<x4".to_owned(),
            Flat::Flags { count: 0 } => String::new(),
            Flat::Flags { .. } => "L<x4".to_owned(),
            Flat::Same(target) => self.flat(*target, way),
        }
    }

    /// How many cells a value takes.
    pub(crate) fn count(&self, ty: TypeId, form: Form, way: Way) -> usize {
        match &self.plan.ty(ty).mem {
            Mem::Prim(_) | Mem::Enum { .. } | Mem::Handle(_) => 1,
            Mem::Flags { count: 0, .. } if form == Form::Flat => 0,
            Mem::Flags { .. } => 1,
            Mem::String | Mem::List { .. } => 2,
            Mem::FixedList { elem, count, .. } => *count as usize * self.count(*elem, form, way),
            Mem::Product(slots) => slots.iter().map(|slot| self.count(slot.ty, form, way)).sum(),
            Mem::Sum { cases, .. } => match self.sum_style(cases) {
                SumStyle::Packed if way == Way::Lower => 2,
                SumStyle::Packed | SumStyle::Inline => {
                    1 + cases.iter().flatten().map(|ty| self.count(*ty, form, way)).sum::<usize>()
                }
            },
            Mem::Same(target) => self.count(*target, form, way),
        }
    }

    /// How the payload of a sum is lowered.
    pub(crate) fn sum_style(&self, cases: &[Option<TypeId>]) -> SumStyle {
        if cases.iter().flatten().count() > 1 { SumStyle::Packed } else { SumStyle::Inline }
    }

    /// The cells of a value that isn't there, when lowering.
    pub(crate) fn zeros(&self, ty: TypeId, form: Form) -> Vec<&'static str> {
        match &self.plan.ty(ty).mem {
            Mem::Flags { count: 0, .. } if form == Form::Flat => Vec::new(),
            Mem::Prim(_) | Mem::Enum { .. } | Mem::Handle(_) | Mem::Flags { .. } => vec!["0"],
            Mem::String | Mem::List { .. } => vec!["nil", "0"],
            Mem::FixedList { elem, count, .. } => self.zeros(*elem, form).repeat(*count as usize),
            Mem::Product(slots) => slots.iter().flat_map(|slot| self.zeros(slot.ty, form)).collect(),
            Mem::Sum { cases, .. } => match self.sum_style(cases) {
                SumStyle::Packed => vec!["0", "\"\""],
                SumStyle::Inline => {
                    let payload = cases.iter().flatten().flat_map(|ty| self.zeros(*ty, form));
                    std::iter::once("0").chain(payload).collect()
                }
            },
            Mem::Same(target) => self.zeros(*target, form),
        }
    }
}

/// How the payload of a sum is lowered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SumStyle {
    /// As cells of the sum itself; zeros for the cases without a payload.
    Inline,
    /// As bytes that were packed on their own.
    Packed,
}

fn sum(parts: &[(String, u32)], room: u32, way: Way) -> String {
    match (way, parts) {
        (_, []) => skip(room),
        (_, [(template, size)]) => format!("{template}{}", skip(room - size)),
        (Way::Lower, _) => format!("a{room}"),
        (Way::Lift, _) => {
            let cases: String = parts.iter().map(|(template, size)| format!("{template}{}", back(*size))).collect();
            cases + &skip(room)
        }
    }
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
