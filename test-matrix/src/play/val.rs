//! Values of the matrix as the host's dynamic values, and back.
//!
//! This is an independent reading of the types: it goes through names where guests go through numbers. A dynamic
//! value that doesn't fit its type gives `None`, never a panic.

use witloom_bindgen::World;
use witloom_bindgen::interp::Value;
use witloom_bindgen::model::{Kind, Prim, TypeId};
use witloom_host::Val;

/// The dynamic value.
pub fn to_val(world: &World, ty: TypeId, value: &Value) -> Option<Val> {
    let part = |ty: TypeId, value: &Value| to_val(world, ty, value);
    let payload = |ty: Option<TypeId>, value: &Option<Box<Value>>| match (ty, value) {
        (Some(ty), Some(value)) => Some(Some(Box::new(part(ty, value)?))),
        (None, None) => Some(None),
        (_, _) => None,
    };
    Some(match (&world.ty(ty).kind, value) {
        (Kind::Alias(target), value) => part(*target, value)?,
        (Kind::Prim(prim), value) => prim_val(*prim, value)?,
        (Kind::String, Value::String(text)) => Val::String(text.clone()),
        (Kind::List(elem), Value::List(values)) => {
            Val::List(values.iter().map(|v| part(*elem, v)).collect::<Option<_>>()?)
        }
        (Kind::Stream(elem), Value::List(values)) => Val::List(elements(*elem, values, part)?),
        (Kind::Future(Some(payload)), value) => part(*payload, value)?,
        (Kind::Future(None), _) => Val::Tuple(Vec::new()),
        (Kind::FixedList(elem, _), Value::List(values)) => {
            Val::FixedLengthList(values.iter().map(|v| part(*elem, v)).collect::<Option<_>>()?)
        }
        (Kind::Map(map), Value::List(entries)) => {
            let entry = |entry: &Value| match part(map.entry, entry)? {
                Val::Tuple(pair) => <[Val; 2]>::try_from(pair).ok().map(|[key, value]| (key, value)),
                _ => None,
            };
            Val::Map(entries.iter().map(entry).collect::<Option<_>>()?)
        }
        (Kind::Tuple(types), Value::Product(values)) => {
            Val::Tuple(types.iter().zip(values).map(|(ty, v)| part(*ty, v)).collect::<Option<_>>()?)
        }
        (Kind::Record(fields), Value::Product(values)) => {
            let named = fields.iter().zip(values).map(|(f, v)| Some((f.name.clone(), part(f.ty, v)?)));
            Val::Record(named.collect::<Option<_>>()?)
        }
        (Kind::Option(some), Value::Sum(case, value)) => {
            Val::Option(if *case == 0 { None } else { payload(Some(*some), value)? })
        }
        (Kind::Result { ok, .. }, Value::Sum(0, value)) => Val::Result(Ok(payload(*ok, value)?)),
        (Kind::Result { err, .. }, Value::Sum(_, value)) => Val::Result(Err(payload(*err, value)?)),
        (Kind::Variant(cases), Value::Sum(case, value)) => {
            let case = cases.get(*case as usize)?;
            Val::Variant(case.name.clone(), payload(case.ty, value)?)
        }
        (Kind::Enum(cases), Value::Enum(case)) => Val::Enum(cases.get(*case as usize)?.name.clone()),
        (Kind::Flags(flags), Value::Flags(bits)) => {
            let set = flags.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1);
            Val::Flags(set.map(|(_, flag)| flag.name.clone()).collect())
        }
        (_, _) => return None,
    })
}

/// Elements of a stream; those without a payload are empty tuples, which are shown and never passed.
fn elements(elem: Option<TypeId>, values: &[Value], part: impl Fn(TypeId, &Value) -> Option<Val>) -> Option<Vec<Val>> {
    values.iter().map(|value| elem.map_or(Some(Val::Tuple(Vec::new())), |elem| part(elem, value))).collect()
}

fn prim_val(prim: Prim, value: &Value) -> Option<Val> {
    Some(match (prim, value) {
        (Prim::Bool, Value::Bool(value)) => Val::Bool(*value),
        (Prim::Char, Value::Char(value)) => Val::Char(*value),
        (Prim::F32, Value::F32(bits)) => Val::Float32(f32::from_bits(*bits)),
        (Prim::F64, Value::F64(bits)) => Val::Float64(f64::from_bits(*bits)),
        (Prim::U8, Value::Int(n)) => Val::U8((*n).try_into().ok()?),
        (Prim::S8, Value::Int(n)) => Val::S8((*n).try_into().ok()?),
        (Prim::U16, Value::Int(n)) => Val::U16((*n).try_into().ok()?),
        (Prim::S16, Value::Int(n)) => Val::S16((*n).try_into().ok()?),
        (Prim::U32, Value::Int(n)) => Val::U32((*n).try_into().ok()?),
        (Prim::S32, Value::Int(n)) => Val::S32((*n).try_into().ok()?),
        (Prim::U64, Value::Int(n)) => Val::U64((*n).try_into().ok()?),
        (Prim::S64, Value::Int(n)) => Val::S64((*n).try_into().ok()?),
        (_, _) => return None,
    })
}

/// The value behind a dynamic one.
pub fn from_val(world: &World, ty: TypeId, val: &Val) -> Option<Value> {
    let part = |ty: TypeId, val: &Val| from_val(world, ty, val);
    let payload = |ty: Option<TypeId>, val: &Option<Box<Val>>| match (ty, val) {
        (Some(ty), Some(val)) => Some(Some(Box::new(part(ty, val)?))),
        (None, None) => Some(None),
        (_, _) => None,
    };
    Some(match (&world.ty(ty).kind, val) {
        (Kind::Alias(target), val) => part(*target, val)?,
        (Kind::Prim(prim), val) => prim_value(*prim, val)?,
        (Kind::String, Val::String(text)) => Value::String(text.clone()),
        (Kind::List(elem), Val::List(vals)) => Value::List(vals.iter().map(|v| part(*elem, v)).collect::<Option<_>>()?),
        (Kind::Stream(Some(elem)), Val::List(vals)) => {
            Value::List(vals.iter().map(|v| part(*elem, v)).collect::<Option<_>>()?)
        }
        (Kind::Stream(None), Val::List(vals)) => Value::List(vec![Value::Product(Vec::new()); vals.len()]),
        (Kind::Future(Some(payload)), val) => part(*payload, val)?,
        (Kind::Future(None), _) => Value::Product(Vec::new()),
        (Kind::FixedList(elem, count), Val::FixedLengthList(vals)) if vals.len() == *count as usize => {
            Value::List(vals.iter().map(|v| part(*elem, v)).collect::<Option<_>>()?)
        }
        (Kind::Map(map), Val::Map(entries)) => {
            let entry = |(key, value): &(Val, Val)| Some(vec![part(map.key, key)?, part(map.value, value)?]);
            Value::List(entries.iter().map(|pair| entry(pair).map(Value::Product)).collect::<Option<_>>()?)
        }
        (Kind::Tuple(types), Val::Tuple(vals)) => {
            Value::Product(types.iter().zip(vals).map(|(ty, v)| part(*ty, v)).collect::<Option<_>>()?)
        }
        (Kind::Record(fields), Val::Record(vals)) => {
            let named = fields.iter().zip(vals);
            let fitting = named.map(|(f, (name, v))| if f.name == *name { part(f.ty, v) } else { None });
            Value::Product(fitting.collect::<Option<_>>()?)
        }
        (Kind::Option(_), Val::Option(None)) => Value::none(),
        (Kind::Option(some), Val::Option(val)) => Value::Sum(1, payload(Some(*some), val)?),
        (Kind::Result { ok, .. }, Val::Result(Ok(val))) => Value::Sum(0, payload(*ok, val)?),
        (Kind::Result { err, .. }, Val::Result(Err(val))) => Value::Sum(1, payload(*err, val)?),
        (Kind::Variant(cases), Val::Variant(name, val)) => {
            let at = cases.iter().position(|case| case.name == *name)?;
            Value::Sum(at as u32, payload(cases[at].ty, val)?)
        }
        (Kind::Enum(cases), Val::Enum(name)) => Value::Enum(cases.iter().position(|c| c.name == *name)? as u32),
        (Kind::Flags(flags), Val::Flags(names)) => {
            let bit = |name: &String| flags.iter().position(|flag| flag.name == *name).map(|at| 1u32 << at);
            Value::Flags(names.iter().map(bit).try_fold(0, |bits, bit| Some(bits | bit?))?)
        }
        (_, _) => return None,
    })
}

fn prim_value(prim: Prim, val: &Val) -> Option<Value> {
    Some(match (prim, val) {
        (Prim::Bool, Val::Bool(value)) => Value::Bool(*value),
        (Prim::Char, Val::Char(value)) => Value::Char(*value),
        (Prim::F32, Val::Float32(value)) => Value::F32(value.to_bits()),
        (Prim::F64, Val::Float64(value)) => Value::F64(value.to_bits()),
        (Prim::U8, Val::U8(n)) => Value::Int((*n).into()),
        (Prim::S8, Val::S8(n)) => Value::Int((*n).into()),
        (Prim::U16, Val::U16(n)) => Value::Int((*n).into()),
        (Prim::S16, Val::S16(n)) => Value::Int((*n).into()),
        (Prim::U32, Val::U32(n)) => Value::Int((*n).into()),
        (Prim::S32, Val::S32(n)) => Value::Int((*n).into()),
        (Prim::U64, Val::U64(n)) => Value::Int((*n).into()),
        (Prim::S64, Val::S64(n)) => Value::Int((*n).into()),
        (_, _) => return None,
    })
}

/// Whether two values of one type are the same: every NaN is like every other, and −0 is not 0.
pub fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::F32(a), Value::F32(b)) => a == b || f32::from_bits(*a).is_nan() && f32::from_bits(*b).is_nan(),
        (Value::F64(a), Value::F64(b)) => a == b || f64::from_bits(*a).is_nan() && f64::from_bits(*b).is_nan(),
        (Value::List(a), Value::List(b)) | (Value::Product(a), Value::Product(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Sum(a, Some(x)), Value::Sum(b, Some(y))) => a == b && same(x, y),
        (a, b) => a == b,
    }
}

/// Characters of a value that are shown.
const SHOWN: usize = 300;

/// A value for people, cut short.
pub fn show(world: &World, ty: TypeId, value: &Value) -> String {
    let text = match to_val(world, ty, value) {
        Some(val) => shown(&val, SHOWN),
        None => format!("{value:?}"),
    };
    match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text,
    }
}

/// As WAVE has it, roughly; stops soon after `room` bytes.
fn shown(val: &Val, room: usize) -> String {
    let many = |open: &str, vals: &mut dyn Iterator<Item = (Option<&str>, &Val)>, close: &str| {
        let mut text = open.to_owned();
        for (name, val) in vals {
            if text.len() > open.len() {
                text += ", ";
            }
            if text.len() > room {
                text += "…";
                break;
            }
            text += &name.map(|name| format!("{name}: ")).unwrap_or_default();
            text += &shown(val, room.saturating_sub(text.len()));
        }
        text + close
    };
    let payload = |val: &Option<Box<Val>>| val.as_ref().map_or(String::new(), |v| format!("({})", shown(v, room)));
    match val {
        Val::List(vals) => many("[", &mut vals.iter().map(|v| (None, v)), "]"),
        Val::Map(entries) => {
            let pairs: Vec<Val> = entries.iter().map(|(k, v)| Val::Tuple(vec![k.clone(), v.clone()])).collect();
            many("{", &mut pairs.iter().map(|v| (None, v)), "}")
        }
        Val::Tuple(vals) => many("(", &mut vals.iter().map(|v| (None, v)), ")"),
        Val::Record(vals) => many("{", &mut vals.iter().map(|(n, v)| (Some(n.as_str()), v)), "}"),
        Val::Variant(name, val) => format!("{name}{}", payload(val)),
        Val::Option(None) => "none".to_owned(),
        Val::Option(val) => format!("some{}", payload(val)),
        Val::Result(Ok(val)) => format!("ok{}", payload(val)),
        Val::Result(Err(val)) => format!("err{}", payload(val)),
        Val::String(text) => {
            let start: String = text.chars().take(room).collect();
            let rest = if start.len() < text.len() { format!("… ({} bytes)", text.len()) } else { String::new() };
            format!("{start:?}{rest}")
        }
        Val::Enum(name) => name.clone(),
        Val::Flags(names) => format!("{{{}}}", names.join(", ")),
        Val::Bool(v) => v.to_string(),
        Val::Char(v) => format!("{v:?}"),
        Val::Float32(v) => format!("{v:?}"),
        Val::Float64(v) => format!("{v:?}"),
        Val::U8(v) => v.to_string(),
        Val::S8(v) => v.to_string(),
        Val::U16(v) => v.to_string(),
        Val::S16(v) => v.to_string(),
        Val::U32(v) => v.to_string(),
        Val::S32(v) => v.to_string(),
        Val::U64(v) => v.to_string(),
        Val::S64(v) => v.to_string(),
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{suite, values};

    #[test]
    fn drawn_values_survive_the_dynamic_form() {
        for case in suite::built_in().unwrap() {
            for function in case.callable() {
                let model = case.model(function).unwrap();
                for vector in values::vectors(&case.survey, model, 24, 3) {
                    let params = model.params.iter().map(|p| p.ty).zip(&vector.params);
                    for (ty, value) in params.chain(model.result.into_iter().zip(&vector.result)) {
                        let val = to_val(&case.survey, ty, value).unwrap();
                        let back = from_val(&case.survey, ty, &val).unwrap();
                        assert!(same(&back, value), "{}", show(&case.survey, ty, value));
                    }
                }
            }
        }
    }

    #[test]
    fn nan_is_nan_and_zero_has_a_sign() {
        assert!(same(&Value::F32(0x7fc0_0000), &Value::F32(0xffc0_0001)));
        assert!(!same(&Value::F64(0), &Value::F64(1 << 63)));
        let list = |n| Value::List(vec![Value::Int(n)]);
        assert!(same(&list(1), &list(1)) && !same(&list(1), &list(2)));
    }
}
