//! Copies between the memory and GC arrays of numbers.
//!
//! `load-<kind>(address, array, from, count)` fills `array[from..from + count]`, `store-<kind>` is the way back.
//! The kind says how a number lies in memory (`u8`, `s16`, `u32`, `64`, `f32` …), the type of the parameter what
//! the array holds: where that is wider, loading extends and storing cuts off. A `store` that returns an i64
//! answers all elements joined by *or*, so that the caller sees in one comparison whether anything was cut off.
//!
//! WebAssembly has no bulk copy between the two, so the loops are unrolled: the number of elements a turn was
//! measured. The caller sees to it that the range lies in the array; if not, the copy traps.

use walrus::ir::{BinaryOp, ExtendedLoad, LoadKind, StoreKind, UnaryOp};
use walrus::{InstrSeqBuilder, LocalId, MemoryId, Module, RefType, StorageType, ValType};

use super::body::{advance, at, open, push_offset, push_room};
use super::shape::{Shape, shape_of};

/// Elements copied in one turn of the loop.
const UNROLL: i32 = 8;

/// A number as it lies in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lane {
    bytes: u8,
    signed: bool,
    float: bool,
}

impl Lane {
    fn parse(kind: &str) -> Option<Self> {
        let (bytes, signed, float) = match kind {
            "s8" => (1, true, false),
            "u8" | "8" => (1, false, false),
            "s16" => (2, true, false),
            "u16" | "16" => (2, false, false),
            "s32" => (4, true, false),
            "u32" | "32" => (4, false, false),
            "64" => (8, false, false),
            "f32" => (4, false, true),
            "f64" => (8, false, true),
            _ => return None,
        };
        Some(Self { bytes, signed, float })
    }

    fn extension(self) -> ExtendedLoad {
        if self.signed { ExtendedLoad::SignExtend } else { ExtendedLoad::ZeroExtend }
    }

    /// The load that yields an array element, if the element can hold the number.
    fn load(self, element: StorageType) -> Option<LoadKind> {
        let kind = self.extension();
        Some(match (self.bytes, self.float, element) {
            (1, false, StorageType::I8 | StorageType::I16 | StorageType::Val(ValType::I32)) => LoadKind::I32_8 { kind },
            (2, false, StorageType::I16 | StorageType::Val(ValType::I32)) => LoadKind::I32_16 { kind },
            (4, false, StorageType::Val(ValType::I32)) => LoadKind::I32 { atomic: false },
            (4, false, StorageType::Val(ValType::I64)) => LoadKind::I64_32 { kind },
            (8, false, StorageType::Val(ValType::I64)) => LoadKind::I64 { atomic: false },
            (4, true, StorageType::Val(ValType::F32)) => LoadKind::F32,
            (8, true, StorageType::Val(ValType::F64)) => LoadKind::F64,
            _ => return None,
        })
    }

    /// The store that takes an array element.
    fn store(self, element: StorageType) -> Option<StoreKind> {
        let atomic = false;
        Some(match (self.load(element)?, self.bytes) {
            (LoadKind::I32_8 { .. }, _) => StoreKind::I32_8 { atomic },
            (LoadKind::I32_16 { .. }, _) => StoreKind::I32_16 { atomic },
            (LoadKind::I32 { .. }, _) => StoreKind::I32 { atomic },
            (LoadKind::I64_32 { .. }, _) => StoreKind::I64_32 { atomic },
            (LoadKind::I64 { .. }, _) => StoreKind::I64 { atomic },
            (LoadKind::F32, _) => StoreKind::F32,
            (LoadKind::F64, _) => StoreKind::F64,
            _ => return None,
        })
    }
}

/// A copy that fits its import's type.
#[derive(Debug, Clone)]
pub(crate) struct Copy {
    lane: Lane,
    shape: Shape,
    stores: bool,
    /// Whether the elements are joined for the result.
    joins: bool,
}

impl Copy {
    /// Reads a service's name and type; the error says what doesn't fit.
    pub(crate) fn read(
        module: &Module,
        name: &str,
        params: &[ValType],
        results: &[ValType],
    ) -> Option<Result<Self, String>> {
        let (stores, kind) = match name.split_once('-')? {
            ("load", kind) => (false, kind),
            ("store", kind) => (true, kind),
            _ => return None,
        };
        let lane = Lane::parse(kind)?;
        Some(Self::check(module, lane, stores, params, results))
    }

    fn check(
        module: &Module,
        lane: Lane,
        stores: bool,
        params: &[ValType],
        results: &[ValType],
    ) -> Result<Self, String> {
        let &[ValType::I32, array, ValType::I32, ValType::I32] = params else {
            return Err("the parameters are address: i32, array, from: i32, count: i32".to_owned());
        };
        let shape = shape_of(module, array).ok_or("the second parameter leads to no single array")?;
        if lane.load(shape.element).is_none() {
            return Err(format!("an array of {} can't hold the number", shape.element));
        }
        if !stores && !shape.mutable {
            return Err("the array is immutable".to_owned());
        }
        let joins = match results {
            [] => false,
            [ValType::I64] if stores && !lane.float => true,
            _ => return Err("there is no result, or one i64 when integers are stored".to_owned()),
        };
        Ok(Self { lane, shape, stores, joins })
    }

    /// The locals that the body needs.
    pub(crate) fn locals(&self, module: &mut Module) -> Locals {
        let array = RefType { nullable: true, heap_type: walrus::HeapType::Concrete(self.shape.array) };
        Locals {
            array: module.locals.add(ValType::Ref(array)),
            end: module.locals.add(ValType::I32),
            joined: module.locals.add(ValType::I64),
            element: module.locals.add(self.shape.element.unpack()),
        }
    }

    /// Writes the body.
    pub(crate) fn emit(&self, seq: &mut InstrSeqBuilder<'_>, memory: MemoryId, args: &[LocalId], locals: &Locals) {
        let &[address, object, index, count] = args else { return };
        open(seq, &self.shape, object, locals.array);
        seq.local_get(index).local_get(count).binop(BinaryOp::I32Add).local_set(locals.end);
        let places = Places { memory, address, index };
        for turn in [UNROLL, 1] {
            seq.loop_(None, |again| {
                let id = again.id();
                push_room(again, index, locals.end, turn);
                again.if_else(
                    None,
                    |seq| {
                        for k in 0..turn {
                            self.one(seq, &places, locals, k);
                        }
                        advance(seq, index, turn);
                        advance(seq, address, turn * i32::from(self.lane.bytes));
                        seq.br(id);
                    },
                    |_| {},
                );
            });
        }
        if self.joins {
            seq.local_get(locals.joined);
        }
    }

    fn one(&self, seq: &mut InstrSeqBuilder<'_>, places: &Places, locals: &Locals, k: i32) {
        let offset = u64::from(self.lane.bytes) * u64::from(k.unsigned_abs());
        let array = self.shape.array;
        if self.stores {
            let Some(kind) = self.lane.store(self.shape.element) else { return };
            seq.local_get(places.address).local_get(locals.array);
            push_offset(seq, places.index, k);
            match self.shape.element {
                StorageType::I8 | StorageType::I16 => seq.array_get_u(array),
                StorageType::Val(_) => seq.array_get(array),
            };
            if self.joins {
                self.join(seq, locals);
            }
            seq.store(places.memory, kind, at(offset));
        } else {
            let Some(kind) = self.lane.load(self.shape.element) else { return };
            seq.local_get(locals.array);
            push_offset(seq, places.index, k);
            seq.local_get(places.address).load(places.memory, kind, at(offset)).array_set(array);
        }
    }

    fn join(&self, seq: &mut InstrSeqBuilder<'_>, locals: &Locals) {
        seq.local_tee(locals.element).local_get(locals.element);
        if self.shape.element.unpack() == ValType::I32 {
            seq.unop(UnaryOp::I64ExtendUI32);
        }
        seq.local_get(locals.joined).binop(BinaryOp::I64Or).local_set(locals.joined);
    }
}

#[derive(Debug)]
struct Places {
    memory: MemoryId,
    address: LocalId,
    index: LocalId,
}

/// Locals of a copy.
#[derive(Debug)]
pub(crate) struct Locals {
    array: LocalId,
    end: LocalId,
    joined: LocalId,
    element: LocalId,
}
