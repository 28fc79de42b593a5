//! Values as Python expressions.

use witloom_bindgen::guest::{Purpose, piece, repeated_text, repetition};
use witloom_bindgen::interp::Value;
use witloom_bindgen::model::{Kind, Prim, TypeId};

use crate::names::Names;

/// An expression for a value of a type.
pub(super) fn literal(names: &Names<'_>, id: TypeId, value: &Value, purpose: Purpose) -> String {
    let world = names.world;
    let part = |id: TypeId, value: &Value| literal(names, id, value, purpose);
    match (&world.ty(id).kind, value) {
        (Kind::Prim(_), value) => primitive(value),
        (Kind::String, Value::String(text)) => string(text),
        (Kind::List(elem) | Kind::FixedList(elem, _), Value::List(values)) => list(names, *elem, values, purpose),
        (Kind::Map(map), Value::List(entries)) => {
            let entry = |entry: &Value| {
                let Value::Product(pair) = entry else { return None };
                let (key, value) = pair.first().zip(pair.get(1))?;
                Some(format!("{}: {}", part(map.key, key), part(map.value, value)))
            };
            format!("{{{}}}", entries.iter().filter_map(entry).collect::<Vec<_>>().join(", "))
        }
        (Kind::Tuple(types), Value::Product(values)) => {
            let parts = types.iter().zip(values).map(|(ty, value)| part(*ty, value));
            let parts: Vec<String> = parts.collect();
            if let [only] = parts.as_slice() { format!("({only},)") } else { format!("({})", parts.join(", ")) }
        }
        (Kind::Record(fields), Value::Product(values)) => {
            let parts = fields.iter().zip(values).map(|(field, value)| part(field.ty, value));
            format!("{}({})", names.class_of(id), parts.collect::<Vec<_>>().join(", "))
        }
        (Kind::Option(some), Value::Sum(_, payload)) => {
            let nested = matches!(world.ty(world.resolve_alias(*some)).kind, Kind::Option(_));
            match payload {
                None => "None".to_owned(),
                Some(payload) if nested => format!("Some({})", part(*some, payload)),
                Some(payload) => part(*some, payload),
            }
        }
        (Kind::Result { ok, err }, Value::Sum(case, payload)) => {
            let (class, ty) = if *case == 0 { ("Ok", ok) } else { ("Err", err) };
            format!(
                "{class}({})",
                optional(names, *ty, payload.as_deref(), purpose).unwrap_or_else(|| "None".to_owned())
            )
        }
        (Kind::Variant(cases), Value::Sum(case, payload)) => {
            let class = &names.case_classes(id)[*case as usize];
            let payload = optional(names, cases[*case as usize].ty, payload.as_deref(), purpose);
            format!("{class}({})", payload.unwrap_or_default())
        }
        (Kind::Enum(_), Value::Enum(case)) => format!("{}.{}", names.class_of(id), names.ty(id).parts[*case as usize]),
        (Kind::Flags(_), Value::Flags(bits)) => format!("{}({bits})", names.class_of(id)),
        (Kind::Stream(elem), Value::List(values)) => stream(names, *elem, values, purpose),
        (Kind::Future(payload), value) => {
            let value = payload.map_or("None".to_owned(), |payload| part(payload, value));
            match purpose {
                Purpose::Given => format!("Future(ends.later({value}))"),
                Purpose::Wanted => format!("ends.Later({value})"),
            }
        }
        (Kind::Alias(target), value) => part(*target, value),
        (kind, value) => unreachable!("the matrix draws no {value:?} for {kind:?}"),
    }
}

/// A payload that may be absent.
pub(super) fn optional(
    names: &Names<'_>,
    ty: Option<TypeId>,
    payload: Option<&Value>,
    purpose: Purpose,
) -> Option<String> {
    ty.zip(payload).map(|(ty, payload)| literal(names, ty, payload, purpose))
}

fn stream(names: &Names<'_>, elem: Option<TypeId>, values: &[Value], purpose: Purpose) -> String {
    let world = names.world;
    let items = match elem {
        Some(elem) => list(names, elem, values, purpose),
        None => format!("[None] * {}", values.len()),
    };
    let bytes = elem.is_some_and(|elem| world.ty(world.resolve_alias(elem)).kind == Kind::Prim(Prim::U8));
    match purpose {
        Purpose::Given if bytes => format!("ByteStream(ends.flow({items}, {}))", piece(values)),
        Purpose::Given => format!("Stream(ends.flow({items}, {}))", piece(values)),
        Purpose::Wanted => format!("ends.Flow({items})"),
    }
}

fn list(names: &Names<'_>, elem: TypeId, values: &[Value], purpose: Purpose) -> String {
    let world = names.world;
    let bytes = world.ty(world.resolve_alias(elem)).kind == Kind::Prim(Prim::U8);
    let (unit, count) = repetition(values).map_or((values, None), |(unit, count)| (unit, Some(count)));
    let items = unit.iter().map(|value| literal(names, elem, value, purpose)).collect::<Vec<_>>().join(", ");
    let short = if bytes { format!("bytes([{items}])") } else { format!("[{items}]") };
    count.map_or(short.clone(), |count| format!("{short} * {count}"))
}

fn primitive(value: &Value) -> String {
    match value {
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Int(value) => value.to_string(),
        Value::F32(bits) => float(f32::from_bits(*bits).into()),
        Value::F64(bits) => float(f64::from_bits(*bits)),
        Value::Char(value) => string(&value.to_string()),
        other => unreachable!("the matrix draws no {other:?} for a primitive"),
    }
}

fn float(value: f64) -> String {
    if value.is_finite() { format!("{value:?}") } else { format!("float(\"{value}\")") }
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
        '"' | '\\' => format!("\\{c}"),
        ' '..='~' => c.to_string(),
        '\0'..='\u{ffff}' => format!("\\u{:04x}", u32::from(c)),
        _ => format!("\\U{:08x}", u32::from(c)),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}
