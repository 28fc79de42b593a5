//! Values as JavaScript expressions.

use witloom_bindgen::World;
use witloom_bindgen::guest::{Purpose, piece, repeated_text, repetition};
use witloom_bindgen::interp::Value;
use witloom_bindgen::model::{Kind, Prim, TypeId};

use crate::names::{key, property};

/// An expression for a value of a type.
pub(super) fn literal(world: &World, id: TypeId, value: &Value, purpose: Purpose) -> String {
    let part = |id: TypeId, value: &Value| literal(world, id, value, purpose);
    match (&world.ty(id).kind, value) {
        (Kind::Prim(prim), value) => primitive(*prim, value),
        (Kind::String, Value::String(text)) => string(text),
        (Kind::List(elem) | Kind::FixedList(elem, _), Value::List(values)) => list(world, *elem, values, purpose),
        (Kind::Map(map), Value::List(entries)) => {
            let entries = entries.iter().map(|entry| part(map.entry, entry));
            format!("new Map([{}])", entries.collect::<Vec<_>>().join(", "))
        }
        (Kind::Tuple(types), Value::Product(values)) => {
            let parts = types.iter().zip(values).map(|(ty, value)| part(*ty, value));
            format!("[{}]", parts.collect::<Vec<_>>().join(", "))
        }
        (Kind::Record(fields), Value::Product(values)) => {
            let named = |(field, value): (&witloom_bindgen::model::Field, &Value)| {
                format!("{}: {}", key(&property(&field.name)), part(field.ty, value))
            };
            object(&fields.iter().zip(values).map(named).collect::<Vec<_>>())
        }
        (Kind::Option(some), Value::Sum(_, payload)) => option(world, *some, payload.as_deref(), purpose),
        (Kind::Result { ok, err }, Value::Sum(case, payload)) => {
            let (tag, ty) = if *case == 0 { ("ok", ok) } else { ("err", err) };
            tagged(world, tag, ty.zip(payload.as_deref()), purpose)
        }
        (Kind::Variant(cases), Value::Sum(case, payload)) => {
            let case = &cases[*case as usize];
            tagged(world, &case.name, case.ty.zip(payload.as_deref()), purpose)
        }
        (Kind::Enum(cases), Value::Enum(case)) => string(&cases[*case as usize].name),
        (Kind::Flags(flags), Value::Flags(bits)) => {
            let flags = flags.iter().enumerate();
            object(
                &flags
                    .map(|(i, flag)| format!("{}: {}", key(&property(&flag.name)), bits >> i & 1 == 1))
                    .collect::<Vec<_>>(),
            )
        }
        (Kind::Stream(elem), Value::List(values)) => {
            let items = match elem {
                Some(elem) => list(world, *elem, values, purpose),
                None => format!("repeat([undefined], {})", values.len()),
            };
            match purpose {
                Purpose::Given => format!("flow({items}, {})", piece(values)),
                Purpose::Wanted => format!("new Flow({items})"),
            }
        }
        (Kind::Future(payload), value) => {
            let value = payload.map_or("undefined".to_owned(), |payload| part(payload, value));
            match purpose {
                Purpose::Given => format!("later({value})"),
                Purpose::Wanted => format!("new Later({value})"),
            }
        }
        (Kind::Alias(target), value) => part(*target, value),
        (kind, value) => unreachable!("the matrix draws no {value:?} for {kind:?}"),
    }
}

fn object(parts: &[String]) -> String {
    if parts.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", parts.join(", ")) }
}

fn tagged(world: &World, tag: &str, payload: Option<(TypeId, &Value)>, purpose: Purpose) -> String {
    match payload {
        Some((ty, value)) => format!("{{ tag: {}, val: {} }}", string(tag), literal(world, ty, value, purpose)),
        None => format!("{{ tag: {} }}", string(tag)),
    }
}

/// The value itself or `undefined`; tagged where the inside is an option again.
fn option(world: &World, some: TypeId, payload: Option<&Value>, purpose: Purpose) -> String {
    let nested = matches!(world.ty(world.resolve_alias(some)).kind, Kind::Option(_));
    match payload {
        Some(payload) if nested => tagged(world, "some", Some((some, payload)), purpose),
        Some(payload) => literal(world, some, payload, purpose),
        None if nested => tagged(world, "none", None, purpose),
        None => "undefined".to_owned(),
    }
}

fn list(world: &World, elem: TypeId, values: &[Value], purpose: Purpose) -> String {
    let kind = &world.ty(world.resolve_alias(elem)).kind;
    let typed = if let Kind::Prim(prim) = kind { typed_array(*prim) } else { None };
    let (unit, count) = repetition(values).map_or((values, None), |(unit, count)| (unit, Some(count)));
    let items = unit.iter().map(|value| literal(world, elem, value, purpose)).collect::<Vec<_>>().join(", ");
    let short = typed.map_or_else(|| format!("[{items}]"), |name| format!("{name}.of({items})"));
    match (count, typed) {
        (None, _) => short,
        (Some(count), Some(_)) => format!("repeatTyped({short}, {count})"),
        (Some(count), None) => format!("repeat({short}, {count})"),
    }
}

/// What lists of a primitive arrive as, where that is not an array.
fn typed_array(prim: Prim) -> Option<&'static str> {
    match prim {
        Prim::Bool | Prim::Char => None,
        Prim::U8 => Some("Uint8Array"),
        Prim::S8 => Some("Int8Array"),
        Prim::U16 => Some("Uint16Array"),
        Prim::S16 => Some("Int16Array"),
        Prim::U32 => Some("Uint32Array"),
        Prim::S32 => Some("Int32Array"),
        Prim::U64 => Some("BigUint64Array"),
        Prim::S64 => Some("BigInt64Array"),
        Prim::F32 => Some("Float32Array"),
        Prim::F64 => Some("Float64Array"),
    }
}

fn primitive(prim: Prim, value: &Value) -> String {
    match (prim, value) {
        (_, Value::Bool(value)) => value.to_string(),
        (Prim::U64 | Prim::S64, Value::Int(value)) => format!("{value}n"),
        (_, Value::Int(value)) => value.to_string(),
        (_, Value::F32(bits)) => float(f32::from_bits(*bits).into()),
        (_, Value::F64(bits)) => float(f64::from_bits(*bits)),
        (_, Value::Char(value)) => string(&value.to_string()),
        (_, other) => unreachable!("the matrix draws no {other:?} for a primitive"),
    }
}

fn float(value: f64) -> String {
    match value {
        _ if value.is_nan() => "NaN".to_owned(),
        f64::INFINITY => "Infinity".to_owned(),
        f64::NEG_INFINITY => "-Infinity".to_owned(),
        _ => format!("{value:?}"),
    }
}

/// A string literal, or a repetition of one, with everything but printable ASCII escaped.
pub(super) fn string(text: &str) -> String {
    match repeated_text(text) {
        None => quoted(text),
        Some((unit, count)) => format!("{}.repeat({count})", quoted(&unit)),
    }
}

fn quoted(text: &str) -> String {
    let escape = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        ' '..='~' => c.to_string(),
        _ => format!("\\u{{{:x}}}", u32::from(c)),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}
