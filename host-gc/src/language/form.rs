//! What a value is made of in a guest: the binding's nodes with everything that is one number put together.

use witloom_bindgen::binding::{Binding, Node};
use witloom_bindgen::model::{Prim, TypeId};

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
    pub(super) fn of(binding: &Binding, ty: TypeId) -> Self {
        let (_, node) = binding.resolved(ty);
        match node {
            Node::Prim(prim) => Self::Number(Number::Prim(*prim)),
            Node::Enum { .. } => Self::Number(Number::Enum),
            Node::Flags { .. } => Self::Number(Number::Flags),
            Node::Text => Self::String,
            Node::List(elements) | Node::FixedList { elements, .. } | Node::Map { entries: elements, .. } => {
                match Self::of(binding, elements.ty) {
                    Self::Number(number) => Self::Numbers(number),
                    Self::String
                    | Self::Numbers(_)
                    | Self::List(_)
                    | Self::Product(_)
                    | Self::Sum(_)
                    | Self::Handle => Self::List(elements.ty),
                }
            }
            Node::Record(parts) | Node::Tuple(parts) => Self::Product(parts.iter().map(|part| part.ty).collect()),
            Node::Option { .. } | Node::Result { .. } | Node::Variant { .. } => {
                let cases = node.cases().into_iter().flat_map(|(_, cases)| cases);
                Self::Sum(cases.map(|(_, held)| held.map(|held| held.ty)).collect())
            }
            Node::Handle(_) | Node::Stream(_) | Node::Future(_) => Self::Handle,
            Node::Alias(target) => Self::of(binding, *target),
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
pub(super) fn labels(binding: &Binding, ty: TypeId) -> Vec<String> {
    let (_, node) = binding.resolved(ty);
    if let Node::Record(parts) | Node::Tuple(parts) = node {
        return parts.iter().map(|part| part.name.clone()).collect();
    }
    if let Node::Enum { cases, .. } = node {
        return cases.iter().map(|case| case.name.clone()).collect();
    }
    let cases = node.cases().into_iter().flat_map(|(_, cases)| cases);
    cases.map(|(name, _)| name.to_owned()).collect()
}
