//! Which types are the same, and what products are made of.

use super::node::{Cores, Node, Part};
use crate::model::{ResourceId, TypeId, World};
use crate::plan::Mode;

/// What makes types that WIT gives no name the same: a word for their kind, and their parts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Shape {
    /// `list`, `list-4`, `own-counter`.
    pub word: String,
    /// Their types, and nothing for payloads that are absent.
    pub parts: Vec<Option<TypeId>>,
    /// Two resources may have one name.
    resource: Option<ResourceId>,
}

/// A part of a record, tuple or list of fixed length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Its type.
    pub ty: TypeId,
    /// Bytes from the start in memory.
    pub offset: u32,
    /// Its core values among those of the whole, where that may cross flat.
    pub cores: Option<Cores>,
    /// The field's name in WIT, for records.
    pub field: Option<&'a str>,
}

impl Piece<'_> {
    /// Position of its first core value; 0 where the whole never crosses flat.
    pub fn first(&self) -> u32 {
        self.cores.map_or(0, |cores| cores.first)
    }
}

impl Node {
    /// The shape of a type without a name; nothing for records, variants, enums, flags and aliases.
    pub fn shape(&self, world: &World) -> Option<Shape> {
        let held = |payload: &Option<super::Payload>| payload.as_ref().map(|held| held.ty);
        let (word, parts) = match self {
            Self::Prim(prim) => (prim.wit_name().to_owned(), Vec::new()),
            Self::Text => ("string".to_owned(), Vec::new()),
            Self::List(elements) => ("list".to_owned(), vec![Some(elements.ty)]),
            Self::FixedList { elements, count, .. } => (format!("list-{count}"), vec![Some(elements.ty)]),
            Self::Map { key, value, .. } => ("map".to_owned(), vec![Some(key.ty), Some(value.ty)]),
            Self::Option { some, .. } => ("option".to_owned(), vec![Some(some.ty)]),
            Self::Result { ok, err, .. } => ("result".to_owned(), vec![held(ok), held(err)]),
            Self::Tuple(parts) => ("tuple".to_owned(), parts.iter().map(|part| Some(part.ty)).collect()),
            Self::Handle(handle) => {
                let mode = if handle.mode == Mode::Own { "own" } else { "borrow" };
                let word = format!("{mode}-{}", world.resource(handle.resource).name);
                return Some(Shape { word, parts: Vec::new(), resource: Some(handle.resource) });
            }
            Self::Stream(payload) => ("stream".to_owned(), vec![*payload]),
            Self::Future(payload) => ("future".to_owned(), vec![*payload]),
            Self::Record(_) | Self::Variant { .. } | Self::Enum { .. } | Self::Flags { .. } | Self::Alias(_) => {
                return None;
            }
        };
        Some(Shape { word, parts, resource: None })
    }

    /// The parts of a record, tuple or list of fixed length, in order.
    pub fn pieces(&self) -> Option<Vec<Piece<'_>>> {
        let piece = |part: &Part| Piece { ty: part.ty, offset: part.offset, cores: part.cores, field: None };
        if let Self::Record(parts) = self {
            return Some(parts.iter().map(|part| Piece { field: Some(&part.name), ..piece(part) }).collect());
        }
        if let Self::Tuple(parts) = self {
            return Some(parts.iter().map(piece).collect());
        }
        let Self::FixedList { elements, count, cores } = self else { return None };
        let element = |at| Piece {
            ty: elements.ty,
            offset: at * elements.stride,
            cores: cores.map(|one| Cores { first: at * one, count: one }),
            field: None,
        };
        Some((0..*count).map(element).collect())
    }
}
