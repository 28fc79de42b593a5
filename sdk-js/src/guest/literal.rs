//! Values as JavaScript expressions.

use witloom_bindgen::World;
use witloom_bindgen::guest::{Items, Literal, Literals, Purpose, Quotes, decimal, in_braces, piece};
use witloom_bindgen::model::{Kind, Prim, TypeId};

use crate::glue::typed_array;
use crate::names::{key, property};

/// Writes the expressions of a world's values.
pub(super) struct Expressions<'a> {
    pub(super) world: &'a World,
    pub(super) purpose: Purpose,
}

impl<'a> Literals<'a> for Expressions<'a> {
    fn world(&self) -> &'a World {
        self.world
    }

    fn spell(&mut self, _: TypeId, literal: Literal<'_>) -> String {
        match literal {
            Literal::Bool(value) => value.to_string(),
            Literal::Int(Prim::U64 | Prim::S64, value) => format!("{value}n"),
            Literal::Int(_, value) => value.to_string(),
            Literal::F32(bits) => decimal(f32::from_bits(bits).into(), "NaN", "Infinity"),
            Literal::F64(bits) => decimal(f64::from_bits(bits), "NaN", "Infinity"),
            Literal::Char(value) => string(&value.to_string()),
            Literal::Text(text) => string(text),
            Literal::List(elem, items) | Literal::FixedList(elem, items) => self.list(elem, items),
            Literal::Map(entries) => {
                let entries: Vec<String> = entries.iter().map(|entry| format!("[{}]", entry.join(", "))).collect();
                format!("new Map([{}])", entries.join(", "))
            }
            Literal::Tuple(parts) => format!("[{}]", parts.join(", ")),
            Literal::Record(fields, parts) => {
                object(fields.iter().zip(parts).map(|(field, part)| (field.name.as_str(), part)))
            }
            // The value itself or `undefined`; tagged where the inside is an option again.
            Literal::Option(some, payload) => match (matches!(self.world.kind(some), Kind::Option(_)), payload) {
                (true, None) => tagged("none", None),
                (true, payload) => tagged("some", payload),
                (false, payload) => or_undefined(payload),
            },
            Literal::Result(Ok(payload)) => tagged("ok", payload),
            Literal::Result(Err(payload)) => tagged("err", payload),
            Literal::Variant(_, case, payload) => tagged(&case.name, payload),
            Literal::Enum(_, case) => string(&case.name),
            Literal::Flags(flags, bits) => {
                let set = |i: usize| (bits >> i & 1 == 1).to_string();
                object(flags.iter().enumerate().map(|(i, flag)| (flag.name.as_str(), set(i))))
            }
            Literal::Stream(elem, items) => {
                let all = match elem {
                    Some(elem) => self.list(elem, items),
                    None => format!("repeat([undefined], {})", items.all.len()),
                };
                match self.purpose {
                    Purpose::Given => format!("flow({all}, {})", piece(items.all)),
                    Purpose::Wanted => format!("new Flow({all})"),
                }
            }
            Literal::Future(_, value) => match self.purpose {
                Purpose::Given => format!("later({})", or_undefined(value)),
                Purpose::Wanted => format!("new Later({})", or_undefined(value)),
            },
        }
    }
}

impl Expressions<'_> {
    fn list(&mut self, elem: TypeId, items: Items<'_>) -> String {
        let typed = self.world.kind(elem).prim().and_then(typed_array);
        let unit = self.each(elem, items.unit);
        match (items.count, typed) {
            (None, Some(name)) => format!("{name}.of({unit})"),
            (None, None) => format!("[{unit}]"),
            (Some(count), Some(name)) => format!("repeatTyped({name}.of({unit}), {count})"),
            (Some(count), None) => format!("repeat([{unit}], {count})"),
        }
    }
}

/// A value that may be absent.
pub(super) fn or_undefined(value: Option<String>) -> String {
    value.unwrap_or_else(|| "undefined".to_owned())
}

fn object<'a>(parts: impl Iterator<Item = (&'a str, String)>) -> String {
    let parts: Vec<String> = parts.map(|(name, value)| format!("{}: {value}", key(&property(name)))).collect();
    if parts.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", parts.join(", ")) }
}

fn tagged(tag: &str, payload: Option<String>) -> String {
    let payload = payload.map(|value| format!(", val: {value}")).unwrap_or_default();
    format!("{{ tag: {}{payload} }}", string(tag))
}

/// A string literal, or a repetition of one.
pub(super) fn string(text: &str) -> String {
    Quotes { special: "", by_number: in_braces }.text(text, |unit, count| format!("{unit}.repeat({count})"))
}
