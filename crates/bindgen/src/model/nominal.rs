//! Types that are told apart by their names.

use super::types::{Case, Field, Kind, Label, Prim, TypeId};

/// A type that is declared under its name, with what its declaration says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nominal<'a> {
    /// Fields of a record.
    Record(&'a [Field]),
    /// Cases of a variant.
    Variant(&'a [Case]),
    /// Cases of an enum.
    Enum(&'a [Label]),
    /// Flags.
    Flags(&'a [Label]),
}

impl<'a> Nominal<'a> {
    /// The names of its members, in order.
    pub fn names(self) -> Vec<&'a str> {
        match self {
            Self::Record(fields) => fields.iter().map(|field| field.name.as_str()).collect(),
            Self::Variant(cases) => cases.iter().map(|case| case.name.as_str()).collect(),
            Self::Enum(labels) | Self::Flags(labels) => labels.iter().map(|label| label.name.as_str()).collect(),
        }
    }
}

impl Kind {
    /// What a record, variant, enum or flags type declares. All other types are told apart by what they are made of, or
    /// are names for others.
    pub fn nominal(&self) -> Option<Nominal<'_>> {
        match self {
            Self::Record(fields) => Some(Nominal::Record(fields)),
            Self::Variant(cases) => Some(Nominal::Variant(cases)),
            Self::Enum(cases) => Some(Nominal::Enum(cases)),
            Self::Flags(flags) => Some(Nominal::Flags(flags)),
            Self::Prim(_)
            | Self::String
            | Self::List(_)
            | Self::FixedList(..)
            | Self::Map(_)
            | Self::Option(_)
            | Self::Result { .. }
            | Self::Tuple(_)
            | Self::Own(_)
            | Self::Borrow(_)
            | Self::Stream(_)
            | Self::Future(_)
            | Self::Alias(_)
            | Self::ResourceAlias(_)
            | Self::Unsupported(_) => None,
        }
    }

    /// The primitive that it is.
    pub fn prim(&self) -> Option<Prim> {
        if let Self::Prim(prim) = self { Some(*prim) } else { None }
    }

    /// Whether it has values: another name for a resource has none, its handles are the values.
    pub fn has_values(&self) -> bool {
        !matches!(self, Self::ResourceAlias(_))
    }

    /// What it is in the words of the component model, when it is beyond every language.
    pub fn unsupported(&self) -> Option<&'static str> {
        if let Self::Unsupported(kind) = self { Some(kind) } else { None }
    }

    /// Payloads of `ok` and `err`, for a `result`.
    pub fn result(&self) -> Option<[Option<TypeId>; 2]> {
        if let Self::Result { ok, err } = self { Some([*ok, *err]) } else { None }
    }
}
