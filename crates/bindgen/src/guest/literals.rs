//! Values as expressions of a language: what a value is, by its type, is told once.

use super::{Vector, repeated_text, repetition};
use crate::interp::Value;
use crate::model::{Case, Field, Function, Kind, Label, Prim, TypeId, World};

/// Elements of a list or stream, as a unit that may be repeated.
#[derive(Debug, Clone, Copy)]
pub struct Items<'v> {
    /// What is repeated, or all elements.
    pub unit: &'v [Value],
    /// How often, where it is.
    pub count: Option<usize>,
    /// All elements.
    pub all: &'v [Value],
}

impl<'v> Items<'v> {
    fn of(all: &'v [Value]) -> Self {
        let (unit, count) = repetition(all).map_or((all, None), |(unit, count)| (unit, Some(count)));
        Self { unit, count, all }
    }
}

/// A value with what its type says about it. Parts are the expressions that the language wrote for them.
#[derive(Debug, Clone)]
pub enum Literal<'v> {
    /// A `bool`.
    Bool(bool),
    /// An integer of a type.
    Int(Prim, i128),
    /// An `f32`, as bits.
    F32(u32),
    /// An `f64`, as bits.
    F64(u64),
    /// A `char`.
    Char(char),
    /// A `string`.
    Text(&'v str),
    /// A list of elements of a type.
    List(TypeId, Items<'v>),
    /// The same with a fixed length.
    FixedList(TypeId, Items<'v>),
    /// A map: keys with their values.
    Map(Vec<[String; 2]>),
    /// A tuple.
    Tuple(Vec<String>),
    /// A record: its fields in WIT, and their values.
    Record(&'v [Field], Vec<String>),
    /// An option of a payload type.
    Option(TypeId, Option<String>),
    /// A result: the payloads of `ok` and `err`, which may have none.
    Result(Result<Option<String>, Option<String>>),
    /// A variant: its case, by number and in WIT, and that one's payload.
    Variant(usize, &'v Case, Option<String>),
    /// A case of an enum, by number and in WIT.
    Enum(usize, &'v Label),
    /// The flags of the type, and those that are set as bits.
    Flags(&'v [Label], u32),
    /// A stream of elements of a type; without one they have no values.
    Stream(Option<TypeId>, Items<'v>),
    /// A future of a payload type, which may be none, and its value.
    Future(Option<TypeId>, Option<String>),
}

/// A language's expressions for values.
pub trait Literals<'w> {
    /// The world whose values are written.
    fn world(&self) -> &'w World;

    /// An expression for a value of a type, which is no alias.
    fn spell(&mut self, id: TypeId, literal: Literal<'_>) -> String;

    /// An expression for a value of a type.
    fn literal(&mut self, id: TypeId, value: &Value) -> String {
        let id = self.world().resolve_alias(id);
        let literal = literal(self, id, value);
        self.spell(id, literal)
    }

    /// Expressions for values of a type, with commas between.
    fn each(&mut self, ty: TypeId, values: &[Value]) -> String {
        values.iter().map(|value| self.literal(ty, value)).collect::<Vec<_>>().join(", ")
    }

    /// An expression for a payload that may be absent.
    fn optional(&mut self, ty: Option<TypeId>, payload: Option<&Value>) -> Option<String> {
        ty.zip(payload).map(|(ty, payload)| self.literal(ty, payload))
    }

    /// Expressions for the parameters of a call.
    fn params(&mut self, function: &Function, vector: &Vector) -> Vec<String> {
        let params = function.params.iter().zip(&vector.params);
        params.map(|(param, value)| self.literal(param.ty, value)).collect()
    }

    /// What a call comes to: its value, where there is one, or the payload of the error that it declares.
    fn outcome(&mut self, function: &Function, vector: &Vector) -> Result<Option<String>, Option<String>> {
        let (Some(ty), Some(value)) = (function.result, &vector.result) else { return Ok(None) };
        match (self.world().kind(ty).result(), value) {
            (Some([ok, _]), Value::Sum(0, payload)) => Ok(self.optional(ok, payload.as_deref())),
            (Some([_, err]), Value::Sum(_, payload)) => Err(self.optional(err, payload.as_deref())),
            (_, value) => Ok(Some(self.literal(ty, value))),
        }
    }
}

fn literal<'v, 'w: 'v, L: Literals<'w> + ?Sized>(to: &mut L, id: TypeId, value: &'v Value) -> Literal<'v> {
    match (&to.world().ty(id).kind, value) {
        (Kind::Prim(_), Value::Bool(value)) => Literal::Bool(*value),
        (Kind::Prim(prim), Value::Int(value)) => Literal::Int(*prim, *value),
        (Kind::Prim(_), Value::F32(bits)) => Literal::F32(*bits),
        (Kind::Prim(_), Value::F64(bits)) => Literal::F64(*bits),
        (Kind::Prim(_), Value::Char(value)) => Literal::Char(*value),
        (Kind::String, Value::String(text)) => Literal::Text(text),
        (Kind::List(elem), Value::List(values)) => Literal::List(*elem, Items::of(values)),
        (Kind::FixedList(elem, _), Value::List(values)) => Literal::FixedList(*elem, Items::of(values)),
        (Kind::Map(map), Value::List(entries)) => {
            let entries = entries.iter().map(|entry| parts(to, [map.key, map.value], entry));
            Literal::Map(entries.map(|entry| entry.try_into().unwrap_or_default()).collect())
        }
        (Kind::Tuple(types), value) => Literal::Tuple(parts(to, types.iter().copied(), value)),
        (Kind::Record(fields), value) => Literal::Record(fields, parts(to, fields.iter().map(|field| field.ty), value)),
        (Kind::Option(some), Value::Sum(_, payload)) => {
            Literal::Option(*some, to.optional(Some(*some), payload.as_deref()))
        }
        (Kind::Result { ok, .. }, Value::Sum(0, payload)) => Literal::Result(Ok(to.optional(*ok, payload.as_deref()))),
        (Kind::Result { err, .. }, Value::Sum(_, payload)) => {
            Literal::Result(Err(to.optional(*err, payload.as_deref())))
        }
        (Kind::Variant(cases), Value::Sum(at, payload)) => {
            let case = &cases[*at as usize];
            Literal::Variant(*at as usize, case, to.optional(case.ty, payload.as_deref()))
        }
        (Kind::Enum(cases), Value::Enum(at)) => Literal::Enum(*at as usize, &cases[*at as usize]),
        (Kind::Flags(flags), Value::Flags(bits)) => Literal::Flags(flags, *bits),
        (Kind::Stream(elem), Value::List(values)) => Literal::Stream(*elem, Items::of(values)),
        (Kind::Future(payload), value) => Literal::Future(*payload, to.optional(*payload, Some(value))),
        (kind, value) => unreachable!("the matrix draws no {value:?} for {kind:?}"),
    }
}

/// Expressions for the parts of a product.
fn parts<'w, L>(to: &mut L, types: impl IntoIterator<Item = TypeId>, value: &Value) -> Vec<String>
where
    L: Literals<'w> + ?Sized,
{
    let Value::Product(values) = value else { unreachable!("the matrix draws no {value:?} for a product") };
    types.into_iter().zip(values).map(|(ty, value)| to.literal(ty, value)).collect()
}

/// The labels that are set among some flags, with their numbers.
pub fn set(flags: &[Label], bits: u32) -> impl Iterator<Item = (usize, &Label)> {
    flags.iter().enumerate().filter(move |(at, _)| bits >> at & 1 == 1)
}

/// How string literals in double quotes are written: all but printable ASCII is escaped, and so are quotes and
/// backslashes.
#[derive(Debug, Clone, Copy)]
pub struct Quotes {
    /// What means something within the quotes besides.
    pub special: &'static str,
    /// The escape of a character by its number.
    pub by_number: fn(char) -> String,
}

impl Quotes {
    /// A literal for a text.
    pub fn literal(self, text: &str) -> String {
        let escape = |c: char| match c {
            '"' | '\\' => format!("\\{c}"),
            ' '..='~' if self.special.contains(c) => format!("\\{c}"),
            ' '..='~' => c.to_string(),
            _ => (self.by_number)(c),
        };
        format!("\"{}\"", text.chars().map(escape).collect::<String>())
    }

    /// The same, or what repeats a literal, for a text that is long.
    pub fn text(self, text: &str, repeat: impl FnOnce(String, usize) -> String) -> String {
        match repeated_text(text) {
            None => self.literal(text),
            Some((unit, count)) => repeat(self.literal(&unit), count),
        }
    }
}

/// `\u{e9}`: an escape of JavaScript and Ruby.
pub fn in_braces(c: char) -> String {
    format!("\\u{{{:x}}}", u32::from(c))
}

/// `\u00e9` or `\U0001f600`: an escape of Go and Python.
pub fn by_width(c: char) -> String {
    match u32::from(c) {
        short @ 0..=0xffff => format!("\\u{short:04x}"),
        long => format!("\\U{long:08x}"),
    }
}

/// A number in decimal; what has no digits goes by its name, NaN's and infinity's, with a sign before it.
pub fn decimal(value: f64, nan: &str, infinity: &str) -> String {
    match value {
        _ if value.is_nan() => nan.to_owned(),
        f64::INFINITY => infinity.to_owned(),
        f64::NEG_INFINITY => format!("-{infinity}"),
        _ => format!("{value:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Quotes, by_width, decimal, in_braces};

    #[test]
    fn strings_and_numbers_are_ascii() {
        let text = "a\"#\\\u{7f}\u{e9}\u{1f600}";
        let ruby = Quotes { special: "#", by_number: in_braces };
        assert_eq!(ruby.literal(text), r#""a\"\#\\\u{7f}\u{e9}\u{1f600}""#);
        let go = Quotes { special: "", by_number: by_width };
        assert_eq!(go.literal(text), r##""a\"#\\\u007f\u00e9\U0001f600""##);
        assert_eq!(go.text(&"ab".repeat(200), |unit, count| format!("{unit} * {count}")), "\"ab\" * 200");
        let numbers = [1.0, -0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(|value| decimal(value, "N", "I"));
        assert_eq!(numbers, ["1.0", "-0.0", "N", "I", "-I"]);
    }
}
