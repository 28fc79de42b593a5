//! Core types against WIT, by the rules of the proposal.
//!
//! The check comes before anything is emitted: what it accepts, the emitter can carry. It follows the
//! lowering table: no flattening, one core parameter per WIT parameter, a shallow match of any rec group,
//! nullability and mutability. On top of the proposal, which leaves it open, it settles which subtype of a
//! variant's supertype stands for which case ([`cases`]).

mod cases;
mod manifest;
mod walk;

pub(crate) use cases::CaseTable;
pub(crate) use manifest::Manifest;
pub(crate) use walk::{Checker, Direction, Signature, part_type};

/// How the strings of a module are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StringEncoding {
    /// Arrays of i8 that hold UTF-8.
    #[default]
    Utf8,
    /// Arrays of i16 that hold UTF-16 code units.
    Utf16,
    /// Arrays of i8 that hold Latin-1: `latin1+utf16` of the canonical ABI. An array has no room for the tag
    /// that tells both forms apart, so a string with a character past U+00FF traps on its way in.
    Latin1Utf16,
}

impl StringEncoding {
    /// Bytes of a code unit.
    pub(crate) fn unit(self) -> u32 {
        match self {
            Self::Utf8 | Self::Latin1Utf16 => 1,
            Self::Utf16 => 2,
        }
    }
}
