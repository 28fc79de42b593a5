//! Values of WIT types, and core values.

use crate::model::{Core, Kind, Prim, TypeId, World};

/// A value of some WIT type. Floats are kept as bits, so that values can be compared exactly.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// `bool`
    Bool(bool),
    /// Any of the eight integer types.
    Int(i128),
    /// `f32`, as bits.
    F32(u32),
    /// `f64`, as bits.
    F64(u64),
    /// `char`
    Char(char),
    /// `string`
    String(String),
    /// `list` and `map`, whose elements are its entries.
    List(Vec<Self>),
    /// `record` and `tuple`: parts in order.
    Product(Vec<Self>),
    /// `variant` (case, payload), `option` (0 none, 1 some) and `result` (0 ok, 1 err).
    Sum(u32, Option<Box<Self>>),
    /// `enum`
    Enum(u32),
    /// `flags`, flag `i` as bit `i`.
    Flags(u32),
    /// A handle, a representation, or the readable end of a stream or future.
    Handle(u32),
}

impl Value {
    /// `none`
    pub fn none() -> Self {
        Self::Sum(0, None)
    }

    /// `some(value)`
    pub fn some(value: Self) -> Self {
        Self::Sum(1, Some(Box::new(value)))
    }
}

/// A value of a core type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CoreValue {
    /// `i32`
    I32(u32),
    /// `i64`
    I64(u64),
    /// `f32`, as bits.
    F32(u32),
    /// `f64`, as bits.
    F64(u64),
}

impl CoreValue {
    /// Zero of a core type.
    pub fn zero(core: Core) -> Self {
        match core {
            Core::I32 => Self::I32(0),
            Core::I64 => Self::I64(0),
            Core::F32 => Self::F32(0),
            Core::F64 => Self::F64(0),
        }
    }
}

/// Whether a value belongs to a type, ranges included.
pub fn of_type(world: &World, ty: TypeId, value: &Value) -> bool {
    let each = |types: &mut dyn Iterator<Item = TypeId>, values: &[Value]| {
        let types: Vec<TypeId> = types.collect();
        types.len() == values.len() && types.iter().zip(values).all(|(ty, value)| of_type(world, *ty, value))
    };
    let payload = |ty: Option<TypeId>, value: &Option<Box<Value>>| match (ty, value) {
        (None, None) => true,
        (Some(ty), Some(value)) => of_type(world, ty, value),
        (None, Some(_)) | (Some(_), None) => false,
    };
    match (&world.ty(ty).kind, value) {
        (Kind::Prim(prim), value) => of_prim(*prim, value),
        (Kind::String, Value::String(_))
        | (Kind::Own(_) | Kind::Borrow(_) | Kind::Stream(_) | Kind::Future(_), Value::Handle(_)) => true,
        (Kind::Map(map), Value::List(values)) => values.iter().all(|value| of_type(world, map.entry, value)),
        (Kind::List(elem), Value::List(values)) => values.iter().all(|value| of_type(world, *elem, value)),
        (Kind::FixedList(elem, count), Value::List(values)) => {
            values.len() == *count as usize && values.iter().all(|value| of_type(world, *elem, value))
        }
        (Kind::Tuple(types), Value::Product(values)) => each(&mut types.iter().copied(), values),
        (Kind::Record(fields), Value::Product(values)) => each(&mut fields.iter().map(|f| f.ty), values),
        (Kind::Option(_), Value::Sum(0, None)) => true,
        (Kind::Option(some), Value::Sum(1, value)) => payload(Some(*some), value),
        (Kind::Result { ok, .. }, Value::Sum(0, value)) => payload(*ok, value),
        (Kind::Result { err, .. }, Value::Sum(1, value)) => payload(*err, value),
        (Kind::Variant(cases), Value::Sum(case, value)) => {
            cases.get(*case as usize).is_some_and(|case| payload(case.ty, value))
        }
        (Kind::Enum(cases), Value::Enum(case)) => (*case as usize) < cases.len(),
        (Kind::Flags(flags), Value::Flags(bits)) => flags.len() >= 32 || bits >> flags.len() == 0,
        (Kind::Alias(target), value) => of_type(world, *target, value),
        (_, _) => false,
    }
}

fn of_prim(prim: Prim, value: &Value) -> bool {
    match (prim, value) {
        (Prim::Bool, Value::Bool(_))
        | (Prim::F32, Value::F32(_))
        | (Prim::F64, Value::F64(_))
        | (Prim::Char, Value::Char(_)) => true,
        (_, Value::Int(value)) => prim.integer_range().is_some_and(|(low, high)| (low..=high).contains(value)),
        (_, _) => false,
    }
}
