//! Values as Ruby expressions. Constants go by their whole path, so that no name of WIT hides another.

use witloom_bindgen::guest::{Purpose, piece, repeated_text, repetition};
use witloom_bindgen::interp::Value;
use witloom_bindgen::model::{Kind, MapKind, Prim, TypeId, World};

use crate::generate::names::{self, Names};

/// Writes the expressions of a world's values.
#[derive(Clone, Copy)]
pub(super) struct Literals<'a> {
    pub(super) world: &'a World,
    pub(super) names: &'a Names,
    pub(super) purpose: Purpose,
}

impl Literals<'_> {
    /// An expression for a value of a type.
    pub(super) fn of(&self, id: TypeId, value: &Value) -> String {
        match (&self.world.ty(id).kind, value) {
            (Kind::Prim(_), value) => primitive(value),
            (Kind::String, Value::String(text)) => string(text),
            (Kind::List(elem) | Kind::FixedList(elem, _), Value::List(values)) => self.list(*elem, values),
            (Kind::Map(map), Value::List(entries)) => self.hash(map, entries),
            (Kind::Tuple(types), Value::Product(values)) => {
                let parts = types.iter().zip(values).map(|(ty, value)| self.of(*ty, value));
                format!("[{}]", parts.collect::<Vec<_>>().join(", "))
            }
            (Kind::Record(fields), Value::Product(values)) => {
                let parts = fields.iter().zip(values);
                let parts =
                    parts.map(|(field, value)| format!("{}: {}", names::field(&field.name), self.of(field.ty, value)));
                format!("{}.new({})", self.constant(id), parts.collect::<Vec<_>>().join(", "))
            }
            (Kind::Option(some), Value::Sum(_, payload)) => {
                let nilable = matches!(self.world.ty(self.world.resolve_alias(*some)).kind, Kind::Option(_));
                match payload {
                    None => "nil".to_owned(),
                    Some(payload) if nilable => format!("::Witloom::Some.new(value: {})", self.of(*some, payload)),
                    Some(payload) => self.of(*some, payload),
                }
            }
            (Kind::Result { ok, err }, Value::Sum(case, payload)) => {
                let (class, ty) = if *case == 0 { ("Ok", ok) } else { ("Err", err) };
                format!("::Witloom::{class}.new{}", self.argument(*ty, payload.as_deref()))
            }
            (Kind::Variant(cases), Value::Sum(case, payload)) => {
                let argument = self.argument(cases[*case as usize].ty, payload.as_deref());
                format!("::{}.new{argument}", self.names.case_path(self.world, id, *case as usize))
            }
            (Kind::Enum(cases), Value::Enum(case)) => format!(":{}", names::symbol(&cases[*case as usize].name)),
            (Kind::Flags(flags), Value::Flags(bits)) => {
                let set = flags.iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1);
                let set: Vec<String> = set.map(|(_, flag)| format!(":{}", names::symbol(&flag.name))).collect();
                format!("::Set[{}]", set.join(", "))
            }
            (Kind::Stream(elem), Value::List(values)) => self.stream(*elem, values),
            (Kind::Future(payload), value) => {
                let value = payload.map_or("nil".to_owned(), |payload| self.of(payload, value));
                match self.purpose {
                    Purpose::Given => format!("::Script.later({value})"),
                    Purpose::Wanted => format!("::Script::Later.new(value: {value})"),
                }
            }
            (Kind::Alias(target), value) => self.of(*target, value),
            (kind, value) => unreachable!("the matrix draws no {value:?} for {kind:?}"),
        }
    }

    /// An expression for a payload; nothing where there is none.
    pub(super) fn optional(&self, ty: Option<TypeId>, payload: Option<&Value>) -> Option<String> {
        ty.zip(payload).map(|(ty, payload)| self.of(ty, payload))
    }

    fn argument(&self, ty: Option<TypeId>, payload: Option<&Value>) -> String {
        self.optional(ty, payload).map(|payload| format!("(value: {payload})")).unwrap_or_default()
    }

    fn constant(&self, id: TypeId) -> String {
        format!("::{}", self.names.path(self.world, id).unwrap_or_default())
    }

    /// A Hash of entries whose keys differ.
    fn hash(&self, map: &MapKind, entries: &[Value]) -> String {
        let pairs = entries.iter().filter_map(|entry| {
            let Value::Product(pair) = entry else { return None };
            Some(format!("{} => {}", self.of(map.key, pair.first()?), self.of(map.value, pair.get(1)?)))
        });
        let pairs: Vec<String> = pairs.collect();
        if pairs.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", pairs.join(", ")) }
    }

    fn stream(&self, elem: Option<TypeId>, values: &[Value]) -> String {
        let items = match elem {
            Some(elem) => self.list(elem, values),
            None => format!("[nil] * {}", values.len()),
        };
        match self.purpose {
            Purpose::Given => format!("::Script.flow({items}, {})", piece(values)),
            Purpose::Wanted => format!("::Script::Flow.new(items: {items})"),
        }
    }

    fn list(&self, elem: TypeId, values: &[Value]) -> String {
        let bytes = self.world.ty(self.world.resolve_alias(elem)).kind == Kind::Prim(Prim::U8);
        let (unit, count) = repetition(values).map_or((values, None), |(unit, count)| (unit, Some(count)));
        let short = if bytes {
            let escaped = unit.iter().filter_map(|value| {
                let Value::Int(byte) = value else { return None };
                Some(format!("\\x{byte:02x}"))
            });
            format!("\"{}\".b", escaped.collect::<String>())
        } else {
            format!("[{}]", unit.iter().map(|value| self.of(elem, value)).collect::<Vec<_>>().join(", "))
        };
        count.map_or(short.clone(), |count| format!("{short} * {count}"))
    }
}

fn primitive(value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::F32(bits) => float(f32::from_bits(*bits).into()),
        Value::F64(bits) => float(f64::from_bits(*bits)),
        Value::Char(value) => string(&value.to_string()),
        other => unreachable!("the matrix draws no {other:?} for a primitive"),
    }
}

fn float(value: f64) -> String {
    match value {
        _ if value.is_nan() => "::Float::NAN".to_owned(),
        f64::INFINITY => "::Float::INFINITY".to_owned(),
        f64::NEG_INFINITY => "-::Float::INFINITY".to_owned(),
        _ => format!("{value:?}"),
    }
}

/// A string literal, or a repetition of one, with everything but printable ASCII escaped.
pub(super) fn string(text: &str) -> String {
    match repeated_text(text) {
        None => quoted(text),
        Some((unit, count)) => format!("{} * {count}", quoted(&unit)),
    }
}

fn quoted(text: &str) -> String {
    let escape = |c: char| match c {
        '"' | '\\' | '#' => format!("\\{c}"),
        ' '..='~' => c.to_string(),
        _ => format!("\\u{{{:x}}}", u32::from(c)),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}
