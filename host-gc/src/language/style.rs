//! The rows of the table that leave a choice: each role takes one side of it, so that a run covers both.

use witloom_bindgen::guest::Role;

use super::form::Number;
use crate::abi::StringEncoding;

/// How a guest writes its types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    encoding: StringEncoding,
    /// Whether references may be null; they never are.
    nullable: bool,
    /// Whether what is never written to is declared so.
    immutable: bool,
}

impl Style {
    /// Callers have UTF-16, nullable references and mutable parts; callees the opposite.
    pub(super) fn of(role: Role) -> Self {
        match role {
            Role::Caller => Self { encoding: StringEncoding::Utf16, nullable: true, immutable: false },
            Role::Callee => Self { encoding: StringEncoding::Utf8, nullable: false, immutable: true },
        }
    }

    /// A reference to a type of the module.
    pub(super) fn reference(self, name: &str) -> String {
        format!("(ref {}{name})", if self.nullable { "null " } else { "" })
    }

    /// A field of a record or of a case.
    pub(super) fn field(self, storage: &str) -> String {
        if self.immutable { storage.to_owned() } else { format!("(mut {storage})") }
    }

    /// Whether an array of numbers is immutable. Its values then stand in data as a whole, which would be too
    /// much for the megabytes of lists of single bytes.
    pub(super) fn is_immutable(self, element: Number) -> bool {
        self.immutable && element.bytes() > 1
    }

    /// Storage type of a code unit.
    pub(super) fn unit(self) -> &'static str {
        if self.encoding.unit() == 1 { "i8" } else { "i16" }
    }

    /// A string's code units, little-endian, each a piece of its own.
    pub(super) fn units(self, text: &str) -> Vec<Vec<u8>> {
        match self.encoding {
            StringEncoding::Utf8 | StringEncoding::Latin1Utf16 => text.bytes().map(|unit| vec![unit]).collect(),
            StringEncoding::Utf16 => text.encode_utf16().map(|unit| unit.to_le_bytes().to_vec()).collect(),
        }
    }
}
