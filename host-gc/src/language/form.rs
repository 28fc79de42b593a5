//! What a value is made of in a guest: the plan's nodes with everything that is one number put together.

use witloom_bindgen::model::{Kind, Prim, TypeId, World};
use witloom_bindgen::plan::{Mem, Plan};

/// A value that is one number on the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    Prim(Prim),
    Enum,
    Flags,
}

/// A value, one level deep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Form {
    Number(Number),
    String,
    /// A list of numbers, which stands in data as it is in an array.
    Numbers(Number),
    /// A list of anything else. The data say how long it is, also where the type fixes that.
    List(TypeId),
    Product(Vec<TypeId>),
    Sum(Vec<Option<TypeId>>),
    Handle,
}

impl Form {
    /// The form of a type, aliases followed.
    pub(super) fn of(world: &World, plan: &Plan, ty: TypeId) -> Self {
        match &plan.ty(world.resolve_alias(ty)).mem {
            Mem::Prim(prim) => Self::Number(Number::Prim(*prim)),
            Mem::Enum { .. } => Self::Number(Number::Enum),
            Mem::Flags { .. } => Self::Number(Number::Flags),
            Mem::String => Self::String,
            Mem::List { elem, .. } | Mem::FixedList { elem, .. } => match Self::of(world, plan, *elem) {
                Self::Number(number) => Self::Numbers(number),
                Self::String | Self::Numbers(_) | Self::List(_) | Self::Product(_) | Self::Sum(_) | Self::Handle => {
                    Self::List(*elem)
                }
            },
            Mem::Product(slots) => Self::Product(slots.iter().map(|slot| slot.ty).collect()),
            Mem::Sum { cases, .. } => Self::Sum(cases.clone()),
            Mem::Handle(_) | Mem::End(_) => Self::Handle,
            Mem::Same(target) => Self::of(world, plan, *target),
        }
    }
}

impl Number {
    /// Type on the stack.
    pub(super) fn core(self) -> &'static str {
        match self {
            Self::Prim(prim) => prim.core().name(),
            Self::Enum | Self::Flags => "i32",
        }
    }

    /// Type in a field or an element.
    pub(super) fn storage(self) -> &'static str {
        match self {
            Self::Prim(Prim::Bool | Prim::U8 | Prim::S8) => "i8",
            Self::Prim(Prim::U16 | Prim::S16) => "i16",
            Self::Prim(_) | Self::Enum | Self::Flags => self.core(),
        }
    }

    /// Bytes of an element.
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::Prim(prim) => prim.size() as usize,
            Self::Enum | Self::Flags => 4,
        }
    }

    /// What `struct.get` and `array.get` end with: packed numbers are extended by their sign.
    pub(super) fn extension(self) -> &'static str {
        match (self, self.storage()) {
            (Self::Prim(prim), "i8" | "i16") if prim.is_signed() => "_s",
            (_, "i8" | "i16") => "_u",
            (_, _) => "",
        }
    }

    /// The function that compares two of them. That of an enum takes the table of its names too.
    pub(super) fn same(self) -> &'static str {
        match self {
            Self::Prim(Prim::Bool | Prim::U8 | Prim::U16 | Prim::U32) => "$same-unsigned",
            Self::Prim(Prim::S8 | Prim::S16 | Prim::S32) => "$same-signed",
            Self::Prim(Prim::U64) => "$same-unsigned64",
            Self::Prim(Prim::S64) => "$same-signed64",
            Self::Prim(Prim::F32) => "$same-f32",
            Self::Prim(Prim::F64) => "$same-f64",
            Self::Prim(Prim::Char) | Self::Flags => "$same-bits",
            Self::Enum => "$same-case",
        }
    }
}

/// Names of the parts of a type: fields, cases, or positions.
pub(super) fn labels(world: &World, ty: TypeId) -> Vec<String> {
    match &world.ty(world.resolve_alias(ty)).kind {
        Kind::Record(fields) => fields.iter().map(|field| field.name.clone()).collect(),
        Kind::Variant(cases) => cases.iter().map(|case| case.name.clone()).collect(),
        Kind::Enum(cases) => cases.iter().map(|case| case.name.clone()).collect(),
        Kind::Option(_) => vec!["none".to_owned(), "some".to_owned()],
        Kind::Result { .. } => vec!["ok".to_owned(), "err".to_owned()],
        Kind::Tuple(types) => (0..types.len()).map(|at| at.to_string()).collect(),
        Kind::Prim(_)
        | Kind::String
        | Kind::List(_)
        | Kind::FixedList(..)
        | Kind::Map(..)
        | Kind::Flags(_)
        | Kind::Own(_)
        | Kind::Borrow(_)
        | Kind::Alias(_)
        | Kind::ResourceAlias(_)
        | Kind::Stream(_)
        | Kind::Future(_)
        | Kind::Unsupported(_) => Vec::new(),
    }
}
