//! Copies between memory and arrays of numbers.
//!
//! No instruction copies between a memory and a GC array, so elements are moved one by one. What costs time
//! is the memory access, the loop and the array's bounds check; the first two are shared by several elements:
//! a 64-bit load or store carries eight bytes, and the loop is unrolled.

use wasm_encoder::{Instruction as I, StorageType, ValType};
use witloom_bindgen::model::Prim;

use super::scalar::{Scalar, array_get_u};
use crate::module::body::{Body, at, reference};

/// Elements that are moved per turn of the loop, at most.
const UNROLLED: u32 = 16;

/// A copy between memory and an array of numbers of the same width.
#[derive(Debug, Clone, Copy)]
pub(super) struct Copied {
    pub(super) array: u32,
    pub(super) storage: StorageType,
    pub(super) prim: Prim,
    pub(super) memory: u32,
}

impl Copied {
    /// Elements in a 64-bit word, when it pays to go through one.
    fn per_word(self) -> Option<u32> {
        match self.prim {
            Prim::Bool | Prim::U8 | Prim::S8 => Some(8),
            Prim::U16 | Prim::S16 => Some(4),
            Prim::U32 | Prim::S32 | Prim::Char => Some(2),
            Prim::U64 | Prim::S64 | Prim::F32 | Prim::F64 => None,
        }
    }

    /// Elements per turn of the unrolled loop.
    fn per_turn(self) -> u32 {
        match self.prim.size() {
            1 => UNROLLED,
            2 => UNROLLED / 2,
            _ => UNROLLED / 4,
        }
    }

    /// Leaves a new array with the `length` elements from `address` on the stack. Both locals are used up.
    pub(super) fn lift(self, body: &mut Body, address: u32, length: u32) {
        let list = body.get(length).op(I::ArrayNewDefault(self.array)).keep(reference(false, self.array));
        let index = body.local(ValType::I32);
        let whole = self.whole_turns(body, length);
        body.looped().leave_unless_below(index, whole);
        self.lift_turn(body, list, index, address);
        self.step(body, index, address, self.per_turn());
        body.again();
        body.looped().leave_unless_below(index, length);
        body.get(list).get(index).get(address).op(Scalar::Prim(self.prim).load(self.memory, 0));
        body.op(I::ArraySet(self.array));
        self.step(body, index, address, 1);
        body.again();
        body.get(list);
    }

    fn lift_turn(self, body: &mut Body, list: u32, index: u32, address: u32) {
        let Some(per_word) = self.per_word() else {
            for element in 0..self.per_turn() {
                self.slot(body, list, index, element);
                body.get(address).op(Scalar::Prim(self.prim).load(self.memory, element * self.prim.size()));
                body.op(I::ArraySet(self.array));
            }
            return;
        };
        for word in 0..self.per_turn() / per_word {
            let bits = body.get(address).op(I::I64Load(at(self.memory, word * 8, 8))).keep(ValType::I64);
            for part in 0..per_word {
                self.slot(body, list, index, word * per_word + part);
                body.get(bits);
                if part > 0 {
                    body.ops([I::I64Const(i64::from(part * self.prim.size() * 8)), I::I64ShrU]);
                }
                body.ops([I::I32WrapI64, I::ArraySet(self.array)]);
            }
        }
    }

    /// Writes the `length` elements of `list` from `start` on.
    pub(super) fn lower(self, body: &mut Body, list: u32, length: u32, start: u32) {
        let index = body.local(ValType::I32);
        let address = body.get(start).keep(ValType::I32);
        let whole = self.whole_turns(body, length);
        body.looped().leave_unless_below(index, whole);
        self.lower_turn(body, list, index, address);
        self.step(body, index, address, self.per_turn());
        body.again();
        body.looped().leave_unless_below(index, length);
        body.get(address).get(list).get(index).op(array_get_u(self.storage, self.array));
        body.op(Scalar::Prim(self.prim).store(self.memory, 0));
        self.step(body, index, address, 1);
        body.again();
    }

    fn lower_turn(self, body: &mut Body, list: u32, index: u32, address: u32) {
        let get = array_get_u(self.storage, self.array);
        let Some(per_word) = self.per_word() else {
            for element in 0..self.per_turn() {
                body.get(address);
                self.slot(body, list, index, element);
                body.op(get.clone());
                body.op(Scalar::Prim(self.prim).store(self.memory, element * self.prim.size()));
            }
            return;
        };
        for word in 0..self.per_turn() / per_word {
            body.get(address);
            for part in 0..per_word {
                self.slot(body, list, index, word * per_word + part);
                body.op(get.clone()).op(I::I64ExtendI32U);
                if part > 0 {
                    body.ops([I::I64Const(i64::from(part * self.prim.size() * 8)), I::I64Shl, I::I64Or]);
                }
            }
            body.op(I::I64Store(at(self.memory, word * 8, 8)));
        }
    }

    /// Pushes the array and the index of an element of this turn.
    fn slot(self, body: &mut Body, list: u32, index: u32, element: u32) {
        body.get(list).get(index);
        if element > 0 {
            body.num(element).op(I::I32Add);
        }
    }

    /// A local with the length, rounded down to whole turns.
    fn whole_turns(self, body: &mut Body, length: u32) -> u32 {
        body.get(length).num(!(self.per_turn() - 1)).op(I::I32And).keep(ValType::I32)
    }

    fn step(self, body: &mut Body, index: u32, address: u32, elements: u32) {
        body.advance(index, elements).advance(address, elements * self.prim.size());
    }
}
