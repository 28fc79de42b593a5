//! Values as Python expressions.

use witloom_bindgen::World;
use witloom_bindgen::guest::{Items, Literal, Literals, Purpose, Quotes, by_width, decimal, piece};
use witloom_bindgen::model::{Kind, Prim, TypeId};

use crate::names::Names;

/// Writes the expressions of a world's values.
pub(super) struct Expressions<'a, 'n> {
    pub(super) names: &'n Names<'a>,
    pub(super) purpose: Purpose,
}

impl<'a> Literals<'a> for Expressions<'a, '_> {
    fn world(&self) -> &'a World {
        self.names.world
    }

    fn spell(&mut self, id: TypeId, literal: Literal<'_>) -> String {
        let names = self.names;
        match literal {
            Literal::Bool(true) => "True".to_owned(),
            Literal::Bool(false) => "False".to_owned(),
            Literal::Int(_, value) => value.to_string(),
            Literal::F32(bits) => float(f32::from_bits(bits).into()),
            Literal::F64(bits) => float(f64::from_bits(bits)),
            Literal::Char(value) => string(&value.to_string()),
            Literal::Text(text) => string(text),
            Literal::List(elem, items) | Literal::FixedList(elem, items) => self.list(elem, items),
            Literal::Map(entries) => {
                let entries: Vec<String> = entries.iter().map(|entry| entry.join(": ")).collect();
                format!("{{{}}}", entries.join(", "))
            }
            Literal::Tuple(parts) => match parts.as_slice() {
                [only] => format!("({only},)"),
                parts => format!("({})", parts.join(", ")),
            },
            Literal::Record(_, parts) => format!("{}({})", names.class_of(id), parts.join(", ")),
            Literal::Option(some, Some(payload)) if matches!(names.world.kind(some), Kind::Option(_)) => {
                format!("Some({payload})")
            }
            Literal::Option(_, payload) => or_none(payload),
            Literal::Result(Ok(payload)) => format!("Ok({})", or_none(payload)),
            Literal::Result(Err(payload)) => format!("Err({})", or_none(payload)),
            Literal::Variant(case, _, payload) => {
                format!("{}({})", names.case_classes(id)[case], payload.unwrap_or_default())
            }
            Literal::Enum(case, _) => format!("{}.{}", names.class_of(id), names.ty(id).parts[case]),
            Literal::Flags(_, bits) => format!("{}({bits})", names.class_of(id)),
            Literal::Stream(elem, items) => self.stream(elem, items),
            Literal::Future(_, value) => match self.purpose {
                Purpose::Given => format!("Future(ends.later({}))", or_none(value)),
                Purpose::Wanted => format!("ends.Later({})", or_none(value)),
            },
        }
    }
}

impl Expressions<'_, '_> {
    fn stream(&mut self, elem: Option<TypeId>, items: Items<'_>) -> String {
        let all = match elem {
            Some(elem) => self.list(elem, items),
            None => format!("[None] * {}", items.all.len()),
        };
        let class = if elem.is_some_and(|elem| self.is_byte(elem)) { "ByteStream" } else { "Stream" };
        match self.purpose {
            Purpose::Given => format!("{class}(ends.flow({all}, {}))", piece(items.all)),
            Purpose::Wanted => format!("ends.Flow({all})"),
        }
    }

    fn list(&mut self, elem: TypeId, items: Items<'_>) -> String {
        let unit = self.each(elem, items.unit);
        let short = if self.is_byte(elem) { format!("bytes([{unit}])") } else { format!("[{unit}]") };
        items.count.map_or(short.clone(), |count| format!("{short} * {count}"))
    }

    fn is_byte(&self, elem: TypeId) -> bool {
        self.names.world.kind(elem).prim() == Some(Prim::U8)
    }
}

/// A payload that may be absent.
pub(super) fn or_none(payload: Option<String>) -> String {
    payload.unwrap_or_else(|| "None".to_owned())
}

fn float(value: f64) -> String {
    decimal(value, "float(\"nan\")", "float(\"inf\")")
}

/// A string literal, or a repetition of one.
pub(super) fn string(text: &str) -> String {
    Quotes { special: "", by_number: by_width }.text(text, |unit, count| format!("{unit} * {count}"))
}
