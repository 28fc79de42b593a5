//! Loads, stores and field accesses of single values.

use wasm_encoder::{Instruction as I, StorageType};
use witloom_bindgen::model::Prim;
use witloom_bindgen::plan::Width;

use crate::abi::module::body::{Body, at};

/// A value that is one number: primitives, enums and flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scalar {
    Prim(Prim),
    /// Width in memory and number of cases.
    Enum(Width, u32),
    Flags(Width),
}

impl Scalar {
    fn is_signed(self) -> bool {
        matches!(self, Self::Prim(prim) if prim.is_signed())
    }

    /// The load instruction; the address is on the stack.
    pub(super) fn load(self, memory: u32, offset: u32) -> I<'static> {
        match self {
            Self::Prim(prim) => load_prim(prim, memory, offset),
            Self::Enum(width, _) | Self::Flags(width) => load_width(width, memory, offset),
        }
    }

    /// The store instruction; address and value are on the stack.
    pub(super) fn store(self, memory: u32, offset: u32) -> I<'static> {
        match self {
            Self::Prim(prim) => store_prim(prim, memory, offset),
            Self::Enum(width, _) | Self::Flags(width) => store_width(width, memory, offset),
        }
    }

    /// Makes a value that a narrow store would cut off mean what it means as a full core value: `bool` is any
    /// non-zero number, an enum past its cases is an error. The value is in a local and left on the stack.
    pub(super) fn narrowed(self, body: &mut Body, value: u32, from: StorageType) {
        match self {
            Self::Prim(Prim::Bool) if matches!(from, StorageType::Val(_)) => {
                body.get(value).ops([I::I32Const(0), I::I32Ne]);
            }
            Self::Enum(Width::One | Width::Two, cases) => {
                body.get(value).num(cases).op(I::I32GeU).when().op(I::Unreachable).end().get(value);
            }
            Self::Prim(_) | Self::Enum(Width::Four, _) | Self::Flags(_) => {
                body.get(value);
            }
        }
    }

    /// `struct.get`, with the extension that the type asks for.
    pub(super) fn struct_get(self, storage: StorageType, struct_type_index: u32, field_index: u32) -> I<'static> {
        match (storage, self.is_signed()) {
            (StorageType::Val(_), _) => I::StructGet { struct_type_index, field_index },
            (StorageType::I8 | StorageType::I16, true) => I::StructGetS { struct_type_index, field_index },
            (StorageType::I8 | StorageType::I16, false) => I::StructGetU { struct_type_index, field_index },
        }
    }
}

/// `array.get` of any element, with the extension that a scalar asks for.
pub(super) fn array_get(scalar: Option<Scalar>, storage: StorageType, array: u32) -> I<'static> {
    match (storage, scalar.is_some_and(Scalar::is_signed)) {
        (StorageType::Val(_), _) => I::ArrayGet(array),
        (StorageType::I8 | StorageType::I16, true) => I::ArrayGetS(array),
        (StorageType::I8 | StorageType::I16, false) => I::ArrayGetU(array),
    }
}

/// `array.get`, zero-extended.
pub(super) fn array_get_u(storage: StorageType, array: u32) -> I<'static> {
    match storage {
        StorageType::Val(_) => I::ArrayGet(array),
        StorageType::I8 | StorageType::I16 => I::ArrayGetU(array),
    }
}

fn load_prim(prim: Prim, memory: u32, offset: u32) -> I<'static> {
    let at = at(memory, offset, prim.size());
    match prim {
        Prim::Bool | Prim::U8 => I::I32Load8U(at),
        Prim::S8 => I::I32Load8S(at),
        Prim::U16 => I::I32Load16U(at),
        Prim::S16 => I::I32Load16S(at),
        Prim::U32 | Prim::S32 | Prim::Char => I::I32Load(at),
        Prim::U64 | Prim::S64 => I::I64Load(at),
        Prim::F32 => I::F32Load(at),
        Prim::F64 => I::F64Load(at),
    }
}

fn store_prim(prim: Prim, memory: u32, offset: u32) -> I<'static> {
    let at = at(memory, offset, prim.size());
    match prim {
        Prim::Bool | Prim::U8 | Prim::S8 => I::I32Store8(at),
        Prim::U16 | Prim::S16 => I::I32Store16(at),
        Prim::U32 | Prim::S32 | Prim::Char => I::I32Store(at),
        Prim::U64 | Prim::S64 => I::I64Store(at),
        Prim::F32 => I::F32Store(at),
        Prim::F64 => I::F64Store(at),
    }
}

/// Loads a discriminant or flags.
pub(super) fn load_width(width: Width, memory: u32, offset: u32) -> I<'static> {
    let at = at(memory, offset, width.bytes());
    match width {
        Width::One => I::I32Load8U(at),
        Width::Two => I::I32Load16U(at),
        Width::Four => I::I32Load(at),
    }
}

/// Stores a discriminant or flags.
pub(super) fn store_width(width: Width, memory: u32, offset: u32) -> I<'static> {
    let at = at(memory, offset, width.bytes());
    match width {
        Width::One => I::I32Store8(at),
        Width::Two => I::I32Store16(at),
        Width::Four => I::I32Store(at),
    }
}
