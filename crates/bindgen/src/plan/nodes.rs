//! Nodes of the plan for types: in memory, flat, and what they own.

use crate::model::{Core, Prim, ResourceId, Side, TypeId};

/// Width of a discriminant or of a set of flags, in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Width {
    /// One byte.
    One,
    /// Two bytes.
    Two,
    /// Four bytes.
    Four,
}

impl Width {
    /// Bytes.
    pub fn bytes(self) -> u32 {
        match self {
            Self::One => 1,
            Self::Two => 2,
            Self::Four => 4,
        }
    }

    /// The width of a discriminant for so many cases.
    pub fn of_cases(cases: usize) -> Self {
        match cases {
            0..=0x100 => Self::One,
            0x101..=0x1_0000 => Self::Two,
            _ => Self::Four,
        }
    }

    /// The width of so many flags.
    pub fn of_flags(flags: usize) -> Self {
        match flags {
            0..=8 => Self::One,
            9..=16 => Self::Two,
            _ => Self::Four,
        }
    }
}

/// Own or borrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// The receiver gets the resource.
    Own,
    /// The receiver may use the resource during the call.
    Borrow,
}

/// A handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Handle {
    /// Handle to what.
    pub resource: ResourceId,
    /// Own or borrow.
    pub mode: Mode,
    /// Whether the resource is imported, or our own.
    pub side: Side,
}

/// What lifting a handle does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandleLift {
    /// Imported, own: the guest now owns the handle and must drop it.
    WrapOwn,
    /// Imported, borrow: usable until the call returns; the call drops the handle ([`Step::DropBorrows`](super::Step::DropBorrows)).
    WrapBorrow,
    /// Exported, own: our object comes back. The core value is a handle: get the representation with
    /// `resource.rep`, then drop the handle without running the user's destructor.
    Reclaim,
    /// Exported, borrow: the core value is the representation itself.
    Representation,
}

/// What lowering a handle does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandleLower {
    /// Imported, own: the handle moves to the receiver; the guest's wrapper becomes empty.
    Move,
    /// Imported, borrow: the handle is lent.
    Lend,
    /// Exported, own: `resource.new` of our object's representation.
    New,
}

impl Handle {
    /// What lifting does.
    pub fn lift(self) -> HandleLift {
        match (self.side, self.mode) {
            (Side::Import, Mode::Own) => HandleLift::WrapOwn,
            (Side::Import, Mode::Borrow) => HandleLift::WrapBorrow,
            (Side::Export, Mode::Own) => HandleLift::Reclaim,
            (Side::Export, Mode::Borrow) => HandleLift::Representation,
        }
    }

    /// What lowering does. A borrow of an exported resource is never lowered: imports can't name our
    /// resources and results can't hold borrows.
    pub fn lower(self) -> HandleLower {
        match (self.side, self.mode) {
            (Side::Import, Mode::Own) => HandleLower::Move,
            (Side::Import, Mode::Borrow) => HandleLower::Lend,
            (Side::Export, _) => HandleLower::New,
        }
    }
}

/// Stream or future.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EndKind {
    /// Any number of elements, then its end.
    Stream,
    /// One value.
    Future,
}

/// The readable end of a stream or future. It changes hands as own handles do: who lifts it may read from it or drops
/// it, and who lowers it has it no longer. Writable ends never cross.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct End {
    /// Of what.
    pub kind: EndKind,
    /// Type of elements, or of the value; `None` where they have none.
    pub payload: Option<TypeId>,
}

/// A part of a record, tuple or parameter list in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Bytes from the start of the whole.
    pub offset: u32,
    /// The part's type.
    pub ty: TypeId,
}

/// How a value lies in linear memory, little-endian.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mem {
    /// A primitive at offset 0.
    Prim(Prim),
    /// Pointer at 0, length at 4: bytes of UTF-8 (or code units of the chosen encoding).
    String,
    /// Pointer at 0, length at 4, in elements.
    List {
        /// Element type.
        elem: TypeId,
        /// Bytes from one element to the next.
        stride: u32,
        /// Alignment of the block.
        align: u32,
        /// The primitive, when elements are one that has the same form in every array of it: such a list is
        /// copied as one block. `bool` and `char` are left out, since their bytes need checks.
        bulk: Option<Prim>,
    },
    /// So many elements from offset 0 on.
    FixedList {
        /// Element type.
        elem: TypeId,
        /// Bytes from one element to the next.
        stride: u32,
        /// How many there are.
        count: u32,
    },
    /// Parts at their offsets.
    Product(Vec<Slot>),
    /// A discriminant at offset 0 and a payload behind it.
    Sum {
        /// Width of the discriminant.
        tag: Width,
        /// Offset of every payload.
        payload: u32,
        /// Payload types by case.
        cases: Vec<Option<TypeId>>,
    },
    /// A discriminant alone.
    Enum {
        /// Width of the discriminant.
        tag: Width,
        /// Number of cases.
        cases: u32,
    },
    /// A bit set; flag `i` is bit `i`.
    Flags {
        /// Bytes it takes; 0 flags take one byte.
        width: Width,
        /// Number of flags.
        count: u32,
    },
    /// A four-byte handle.
    Handle(Handle),
    /// A readable end: four bytes.
    End(End),
    /// The same as another type.
    Same(TypeId),
}

/// A part of a record, tuple or parameter list, flat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlatSlot {
    /// Position of the part's first core value, counted from the first of the whole.
    pub first: u32,
    /// The part's type.
    pub ty: TypeId,
}

/// From a case's own core type to the type that all cases share at that position; lifting does the inverse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cast {
    /// The same type.
    None,
    /// `i64.extend_i32_u`, back with `i32.wrap_i64`.
    I32ToI64,
    /// `i32.reinterpret_f32`.
    F32ToI32,
    /// `i32.reinterpret_f32`, then `i64.extend_i32_u`.
    F32ToI64,
    /// `i64.reinterpret_f64`.
    F64ToI64,
}

impl Cast {
    /// The cast from one core type to the joined one. The join of two types never needs another cast.
    pub fn between(own: Core, joined: Core) -> Self {
        match (own, joined) {
            (Core::I32, Core::I64) => Self::I32ToI64,
            (Core::F32, Core::I32) => Self::F32ToI32,
            (Core::F32, Core::I64) => Self::F32ToI64,
            (Core::F64, Core::I64) => Self::F64ToI64,
            (Core::I32 | Core::I64 | Core::F32 | Core::F64, _) => Self::None,
        }
    }
}

/// A case of a flat sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlatCase {
    /// Payload type.
    pub ty: TypeId,
    /// One cast per core value of the payload. Positions past the payload's own are zero when lowered.
    pub casts: Vec<Cast>,
}

/// How a value is spread over core values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flat {
    /// One core value. Integers narrower than 32 bits are extended by their sign.
    Prim(Prim),
    /// Pointer, length.
    String,
    /// Pointer, length; elements are in memory: see [`Mem::List`].
    List,
    /// Parts one after another; those of a fixed-length list are its elements.
    Product(Vec<FlatSlot>),
    /// Discriminant (i32), then the joined payload.
    Sum {
        /// Core types after the discriminant.
        joined: Vec<Core>,
        /// Payloads by case.
        cases: Vec<Option<FlatCase>>,
    },
    /// Discriminant (i32).
    Enum {
        /// Number of cases.
        cases: u32,
    },
    /// Bit set (i32); no flags take no core value.
    Flags {
        /// Number of flags.
        count: u32,
    },
    /// Handle or representation (i32).
    Handle(Handle),
    /// A readable end (i32).
    End(End),
    /// The same as another type.
    Same(TypeId),
}
