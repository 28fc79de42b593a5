//! Values as Ruby expressions. Constants go by their whole path, so that no name of WIT hides another.

use witloom_bindgen::guest::{Items, Literal, Literals, Purpose, Quotes, decimal, in_braces, piece, set};
use witloom_bindgen::interp::Value;
use witloom_bindgen::model::{Kind, Prim, TypeId, World};

use crate::generate::names::{self, Names};

/// Writes the expressions of a world's values.
#[derive(Clone, Copy)]
pub(super) struct Expressions<'a> {
    pub(super) world: &'a World,
    pub(super) names: &'a Names,
    pub(super) purpose: Purpose,
}

impl<'a> Literals<'a> for Expressions<'a> {
    fn world(&self) -> &'a World {
        self.world
    }

    fn spell(&mut self, id: TypeId, literal: Literal<'_>) -> String {
        match literal {
            Literal::Bool(value) => value.to_string(),
            Literal::Int(_, value) => value.to_string(),
            Literal::F32(bits) => float(f32::from_bits(bits).into()),
            Literal::F64(bits) => float(f64::from_bits(bits)),
            Literal::Char(value) => string(&value.to_string()),
            Literal::Text(text) => string(text),
            Literal::List(elem, items) | Literal::FixedList(elem, items) => self.list(elem, items),
            Literal::Map(entries) if entries.is_empty() => "{}".to_owned(),
            Literal::Map(entries) => {
                let pairs: Vec<String> = entries.iter().map(|entry| entry.join(" => ")).collect();
                format!("{{ {} }}", pairs.join(", "))
            }
            Literal::Tuple(parts) => format!("[{}]", parts.join(", ")),
            Literal::Record(fields, parts) => {
                let parts = fields.iter().zip(parts);
                let parts = parts.map(|(field, part)| format!("{}: {part}", names::field(&field.name)));
                format!("{}.new({})", self.constant(id), parts.collect::<Vec<_>>().join(", "))
            }
            Literal::Option(some, Some(payload)) if matches!(self.world.kind(some), Kind::Option(_)) => {
                format!("::Witloom::Some.new(value: {payload})")
            }
            Literal::Option(_, payload) => or_nil(payload),
            Literal::Result(Ok(payload)) => format!("::Witloom::Ok.new{}", argument(payload)),
            Literal::Result(Err(payload)) => format!("::Witloom::Err.new{}", argument(payload)),
            Literal::Variant(case, _, payload) => {
                format!("::{}.new{}", self.names.case_path(self.world, id, case), argument(payload))
            }
            Literal::Enum(_, case) => format!(":{}", names::symbol(&case.name)),
            Literal::Flags(flags, bits) => {
                let set = set(flags, bits).map(|(_, flag)| format!(":{}", names::symbol(&flag.name)));
                format!("::Set[{}]", set.collect::<Vec<_>>().join(", "))
            }
            Literal::Stream(elem, items) => self.stream(elem, items),
            Literal::Future(_, value) => match self.purpose {
                Purpose::Given => format!("::Script.later({})", or_nil(value)),
                Purpose::Wanted => format!("::Script::Later.new(value: {})", or_nil(value)),
            },
        }
    }
}

impl Expressions<'_> {
    fn constant(&self, id: TypeId) -> String {
        format!("::{}", self.names.path(self.world, id).unwrap_or_default())
    }

    fn stream(&mut self, elem: Option<TypeId>, items: Items<'_>) -> String {
        let all = match elem {
            Some(elem) => self.list(elem, items),
            None => format!("[nil] * {}", items.all.len()),
        };
        match self.purpose {
            Purpose::Given => format!("::Script.flow({all}, {})", piece(items.all)),
            Purpose::Wanted => format!("::Script::Flow.new(items: {all})"),
        }
    }

    fn list(&mut self, elem: TypeId, items: Items<'_>) -> String {
        let short = if self.world.kind(elem).prim() == Some(Prim::U8) {
            let escaped = items.unit.iter().filter_map(|value| {
                let Value::Int(byte) = value else { return None };
                Some(format!("\\x{byte:02x}"))
            });
            format!("\"{}\".b", escaped.collect::<String>())
        } else {
            format!("[{}]", self.each(elem, items.unit))
        };
        items.count.map_or(short.clone(), |count| format!("{short} * {count}"))
    }
}

fn argument(payload: Option<String>) -> String {
    payload.map(|payload| format!("(value: {payload})")).unwrap_or_default()
}

/// A payload that may be absent.
pub(super) fn or_nil(payload: Option<String>) -> String {
    payload.unwrap_or_else(|| "nil".to_owned())
}

fn float(value: f64) -> String {
    decimal(value, "::Float::NAN", "::Float::INFINITY")
}

/// A string literal, or a repetition of one.
pub(super) fn string(text: &str) -> String {
    Quotes { special: "#", by_number: in_braces }.text(text, |unit, count| format!("{unit} * {count}"))
}
