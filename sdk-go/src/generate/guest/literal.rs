//! Values as Go expressions. Every expression has its type spelled out, so that it can stand anywhere.

use witloom_bindgen::guest::{piece, repeated_text, repetition};
use witloom_bindgen::interp::Value;
use witloom_bindgen::model::{Kind, Prim, TypeId};

use super::super::source::Source;
use super::super::types::{Context, ErrorForm, OptionForm, prim_type};

/// An expression for a value of a type.
pub(super) fn literal(cx: &Context<'_>, src: &mut Source<'_>, id: TypeId, value: &Value) -> String {
    match (&cx.world.ty(id).kind, value) {
        (Kind::Prim(prim), value) => primitive(src, *prim, value),
        (Kind::String, Value::String(text)) => string(src, text),
        (Kind::List(elem), Value::List(values)) => list(cx, src, *elem, values),
        (Kind::FixedList(elem, count), Value::List(values)) => array(cx, src, (id, *elem, *count), values),
        (Kind::Map(map), Value::List(entries)) => {
            let entry = |entry: &Value| match entry {
                Value::Product(pair) => parts(cx, src, &[map.key, map.value], pair).join(": "),
                other => unreachable!("the matrix draws no entry {other:?}"),
            };
            let entries = entries.iter().map(entry).collect::<Vec<_>>().join(", ");
            format!("{}{{{entries}}}", cx.structural(src, id))
        }
        (Kind::Tuple(types), Value::Product(values)) => {
            let parts = parts(cx, src, types, values);
            let fields = parts.iter().enumerate().map(|(i, part)| format!("F{i}: {part}"));
            let fields = fields.collect::<Vec<_>>().join(", ");
            format!("{}{{{fields}}}", cx.structural(src, id))
        }
        (Kind::Record(fields), Value::Product(values)) => {
            let types: Vec<TypeId> = fields.iter().map(|field| field.ty).collect();
            let parts = parts(cx, src, &types, values);
            let named = cx.names.members(id).iter().zip(&parts).map(|(name, part)| format!("{name}: {part}"));
            format!("{}{{{}}}", cx.go(src, id), named.collect::<Vec<_>>().join(", "))
        }
        (Kind::Option(some), Value::Sum(_, payload)) => option(cx, src, id, *some, payload.as_deref()),
        (Kind::Result { ok, err }, Value::Sum(case, payload)) => {
            let ty = if *case == 0 { ok } else { err };
            let payload = payload_or_unit(cx, src, *ty, payload.as_deref());
            let (ok, err) = (cx.payload(src, *ok), cx.payload(src, *err));
            let constructor = if *case == 0 { "OK" } else { "Err" };
            format!("wit.{constructor}[{ok}, {err}]({payload})")
        }
        (Kind::Variant(cases), Value::Sum(case, payload)) => {
            let ty = cases[*case as usize].ty;
            let name = member(cx, src, id, *case as usize);
            match (ty, payload) {
                (Some(ty), Some(payload)) => format!("{name}{{Value: {}}}", literal(cx, src, ty, payload)),
                (_, _) => format!("{name}{{}}"),
            }
        }
        (Kind::Enum(_), Value::Enum(case)) => member(cx, src, id, *case as usize),
        (Kind::Flags(flags), Value::Flags(bits)) => {
            let set = (0..flags.len()).filter(|flag| bits >> flag & 1 == 1);
            let names: Vec<String> = set.map(|flag| member(cx, src, id, flag)).collect();
            format!("{}({})", cx.go(src, id), if names.is_empty() { "0".to_owned() } else { names.join(" | ") })
        }
        (Kind::Stream(elem), Value::List(values)) => stream(cx, src, *elem, values),
        (Kind::Future(payload), value) => {
            let text = payload_or_unit(cx, src, *payload, payload.map(|_| value));
            format!("later[{}]({text})", cx.payload(src, *payload))
        }
        (Kind::Alias(target), value) => literal(cx, src, *target, value),
        (kind, value) => unreachable!("the matrix draws no {value:?} for {kind:?}"),
    }
}

/// The error that a function returns for an err payload.
pub(super) fn error(cx: &Context<'_>, src: &mut Source<'_>, form: ErrorForm, payload: Option<&Value>) -> String {
    match (form, payload) {
        (ErrorForm::None, _) => {
            src.own("wit");
            "wit.ErrFailed".to_owned()
        }
        (ErrorForm::Text, Some(Value::String(text))) => {
            src.own("wit");
            format!("wit.Error[string]{{Value: {}}}", string(src, text))
        }
        (ErrorForm::Itself(ty), Some(payload)) => literal(cx, src, ty, payload),
        (ErrorForm::Wrapped(ty), Some(payload)) => {
            src.own("wit");
            format!("wit.Error[{}]{{Value: {}}}", cx.go(src, ty), literal(cx, src, ty, payload))
        }
        (ErrorForm::Text | ErrorForm::Itself(_) | ErrorForm::Wrapped(_), payload) => {
            unreachable!("the matrix draws no {payload:?} here")
        }
    }
}

fn member(cx: &Context<'_>, src: &mut Source<'_>, id: TypeId, index: usize) -> String {
    let qualifier = cx.owner(id).map(|owner| src.qualifier(owner)).unwrap_or_default();
    format!("{qualifier}{}", cx.names.members(id)[index])
}

fn parts(cx: &Context<'_>, src: &mut Source<'_>, types: &[TypeId], values: &[Value]) -> Vec<String> {
    types.iter().zip(values).map(|(ty, value)| literal(cx, src, *ty, value)).collect()
}

fn payload_or_unit(cx: &Context<'_>, src: &mut Source<'_>, ty: Option<TypeId>, payload: Option<&Value>) -> String {
    src.own("wit");
    match (ty, payload) {
        (Some(ty), Some(payload)) => literal(cx, src, ty, payload),
        (_, _) => "wit.Unit{}".to_owned(),
    }
}

fn option(cx: &Context<'_>, src: &mut Source<'_>, id: TypeId, some: TypeId, payload: Option<&Value>) -> String {
    let inner = cx.go(src, some);
    src.own("wit");
    match (cx.option_form(some), payload) {
        (OptionForm::Pointer, Some(payload)) => format!("wit.Ptr[{inner}]({})", literal(cx, src, some, payload)),
        (OptionForm::Nilable, Some(payload)) => format!("{inner}({})", literal(cx, src, some, payload)),
        (OptionForm::Nested, Some(payload)) => format!("wit.Some[{inner}]({})", literal(cx, src, some, payload)),
        (OptionForm::Pointer | OptionForm::Nilable, None) => format!("({})(nil)", cx.structural(src, id)),
        (OptionForm::Nested, None) => format!("wit.None[{inner}]()"),
    }
}

fn list(cx: &Context<'_>, src: &mut Source<'_>, elem: TypeId, values: &[Value]) -> String {
    let go = cx.go(src, elem);
    let (unit, count) = repetition(values).map_or((values, None), |(unit, count)| (unit, Some(count)));
    let items: Vec<String> = unit.iter().map(|value| literal(cx, src, elem, value)).collect();
    let short = format!("[]{go}{{{}}}", items.join(", "));
    count.map_or(short.clone(), |count| format!("repeat({short}, {count})"))
}

/// A stream that gives its elements in pieces.
fn stream(cx: &Context<'_>, src: &mut Source<'_>, elem: Option<TypeId>, values: &[Value]) -> String {
    let items = match elem {
        Some(elem) => list(cx, src, elem, values),
        None => {
            src.own("wit");
            format!("make([]wit.Unit, {})", values.len())
        }
    };
    format!("flow({items}, {})", piece(values))
}

/// An array; one of a repeated unit is made of a slice.
fn array(cx: &Context<'_>, src: &mut Source<'_>, (id, elem, count): (TypeId, TypeId, u32), values: &[Value]) -> String {
    if repetition(values).is_some() {
        return format!("[{count}]{}({})", cx.go(src, elem), list(cx, src, elem, values));
    }
    let items: Vec<String> = values.iter().map(|value| literal(cx, src, elem, value)).collect();
    format!("{}{{{}}}", cx.structural(src, id), items.join(", "))
}

fn primitive(src: &mut Source<'_>, prim: Prim, value: &Value) -> String {
    let ty = prim_type(prim);
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => format!("{ty}({value})"),
        Value::F32(bits) => {
            src.std("math");
            format!("math.Float32frombits({bits:#x})")
        }
        Value::F64(bits) => {
            src.std("math");
            format!("math.Float64frombits({bits:#x})")
        }
        Value::Char(value) => format!("rune({:#x})", u32::from(*value)),
        other => unreachable!("the matrix draws no {other:?} for a primitive"),
    }
}

fn string(src: &mut Source<'_>, text: &str) -> String {
    match repeated_text(text) {
        None => quoted(text),
        Some((unit, count)) => {
            src.std("strings");
            format!("strings.Repeat({}, {count})", quoted(&unit))
        }
    }
}

/// An interpreted string literal, with everything but printable ASCII escaped.
fn quoted(text: &str) -> String {
    let escape = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        ' '..='~' => c.to_string(),
        '\0'..='\u{ffff}' => format!("\\u{:04x}", u32::from(c)),
        _ => format!("\\U{:08x}", u32::from(c)),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}
