//! Small steps that the synthesised bodies share.

use walrus::ir::{BinaryOp, LoadKind, MemArg, StoreKind, Value};
use walrus::{InstrSeqBuilder, LocalId, MemoryId};

use super::shape::Shape;

/// A memory access at a constant distance; unaligned places are allowed everywhere.
pub(crate) fn at(offset: u64) -> MemArg {
    MemArg { align: 1, offset }
}

/// `local = argument → … → array`
pub(crate) fn open(seq: &mut InstrSeqBuilder<'_>, shape: &Shape, argument: LocalId, array: LocalId) {
    seq.local_get(argument);
    for &(ty, field) in &shape.path {
        seq.struct_get(ty, field);
    }
    // A nullable field or argument: the array local can hold null, so no cast is due.
    seq.local_set(array);
}

/// `local += by`
pub(crate) fn advance(seq: &mut InstrSeqBuilder<'_>, local: LocalId, by: i32) {
    seq.local_get(local).i32_const(by).binop(BinaryOp::I32Add).local_set(local);
}

/// Pushes `local + by`.
pub(crate) fn push_offset(seq: &mut InstrSeqBuilder<'_>, local: LocalId, by: i32) {
    seq.local_get(local);
    if by != 0 {
        seq.i32_const(by).binop(BinaryOp::I32Add);
    }
}

/// Pushes `end - local >= count`, where `local <= end` holds.
pub(crate) fn push_room(seq: &mut InstrSeqBuilder<'_>, local: LocalId, end: LocalId, count: i32) {
    seq.local_get(end).local_get(local).binop(BinaryOp::I32Sub).i32_const(count).binop(BinaryOp::I32GeU);
}

/// `if (pushed) { then }`
pub(crate) fn when(seq: &mut InstrSeqBuilder<'_>, then: impl FnOnce(&mut InstrSeqBuilder<'_>)) {
    seq.if_else(None, then, |_| {});
}

/// `if (pushed) { then } else { other }`
pub(crate) fn choose(
    seq: &mut InstrSeqBuilder<'_>,
    then: impl FnOnce(&mut InstrSeqBuilder<'_>),
    other: impl FnOnce(&mut InstrSeqBuilder<'_>),
) {
    seq.if_else(None, then, other);
}

/// Stores the low byte of a pushed i32 at a pushed address.
pub(crate) fn store_byte(seq: &mut InstrSeqBuilder<'_>, memory: MemoryId, offset: u64) {
    seq.store(memory, StoreKind::I32_8 { atomic: false }, at(offset));
}

/// Loads the byte at a pushed address.
pub(crate) fn load_byte(seq: &mut InstrSeqBuilder<'_>, memory: MemoryId, offset: u64) {
    seq.load(memory, LoadKind::I32_8 { kind: walrus::ir::ExtendedLoad::ZeroExtend }, at(offset));
}

/// Pushes an i64 constant.
pub(crate) fn push_long(seq: &mut InstrSeqBuilder<'_>, value: i64) {
    seq.const_(Value::I64(value));
}
