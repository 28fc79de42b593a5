//! Copies between memory and arrays of numbers.
//!
//! No instruction copies between a memory and a GC array, so elements are moved one by one, several per turn of the
//! loop. Wider accesses to memory don't pay: taking a word apart, or putting one together, costs more than the
//! narrow accesses, beside the checks that the engine makes for each element of the array.

use wasm_encoder::{Instruction as I, StorageType, ValType};
use witloom_bindgen::model::Prim;

use super::scalar::{Scalar, array_get_u};
use crate::abi::module::body::{Body, reference};

/// A copy between memory and an array of numbers of the same width.
#[derive(Debug, Clone, Copy)]
pub(super) struct Copied {
    pub(super) array: u32,
    pub(super) storage: StorageType,
    pub(super) prim: Prim,
    pub(super) memory: u32,
}

impl Copied {
    /// Elements per turn of the unrolled loop, a power of two.
    fn per_turn(self) -> u32 {
        match self.prim.size() {
            1 => 16,
            2 => 8,
            _ => 4,
        }
    }

    /// Leaves a new array with the `length` elements from `address` on the stack. Both locals are used up.
    pub(super) fn lift(self, body: &mut Body, address: u32, length: u32) {
        let list = body.get(length).op(I::ArrayNewDefault(self.array)).keep(reference(false, self.array));
        self.turns(body, length, address, |body, index, element| {
            self.slot(body, list, index, element);
            body.get(address).op(Scalar::Prim(self.prim).load(self.memory, element * self.prim.size()));
            body.op(I::ArraySet(self.array));
        });
        body.get(list);
    }

    /// Writes the `length` elements of `list` from `start` on.
    pub(super) fn lower(self, body: &mut Body, list: u32, length: u32, start: u32) {
        let address = body.get(start).keep(ValType::I32);
        self.turns(body, length, address, |body, index, element| {
            body.get(address);
            self.slot(body, list, index, element);
            body.op(array_get_u(self.storage, self.array));
            body.op(Scalar::Prim(self.prim).store(self.memory, element * self.prim.size()));
        });
    }

    /// Moves all elements, those of whole turns first. `one` moves the element that lies so many behind the index and
    /// the address.
    fn turns(self, body: &mut Body, length: u32, address: u32, one: impl Fn(&mut Body, u32, u32)) {
        let index = body.local(ValType::I32);
        let whole = body.get(length).num(!(self.per_turn() - 1)).op(I::I32And).keep(ValType::I32);
        for (end, elements) in [(whole, self.per_turn()), (length, 1)] {
            body.looped().leave_unless_below(index, end);
            (0..elements).for_each(|element| one(body, index, element));
            body.advance(index, elements).advance(address, elements * self.prim.size()).again();
        }
    }

    /// Pushes the array and the index of an element of this turn.
    fn slot(self, body: &mut Body, list: u32, index: u32, element: u32) {
        body.get(list).get(index);
        if element > 0 {
            body.num(element).op(I::I32Add);
        }
    }
}
