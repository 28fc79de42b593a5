//! Functions for strings and lists: one to lift, one to lower, per WIT type and array type.

use wasm_encoder::{Instruction as I, RefType, StorageType, ValType};
use witloom_bindgen::model::{Prim, TypeId};

use super::copy::Copied;
use super::lift::Address;
use super::scalar::{Scalar, array_get};
use super::shape::Shape;
use super::{Emitter, Outline, unpacked};
use crate::abi::check::StringEncoding;
use crate::abi::error::Result;
use crate::abi::module::body::{Body, reference};

/// The high bit of a length in `latin1+utf16`: set for UTF-16.
const UTF16_TAG: u32 = 1 << 31;

/// What a list holds.
#[derive(Debug, Clone, Copy)]
enum Element {
    /// One number each, in memory as in the array: copied in wide steps.
    Plain(Prim),
    /// Anything else, one at a time.
    Any(TypeId),
}

#[derive(Debug, Clone, Copy)]
struct ListShape {
    element: Element,
    stride: u32,
    align: u32,
}

impl Emitter<'_> {
    fn list_shape(&self, ty: TypeId) -> ListShape {
        if let Shape::List(elements) | Shape::FixedList { elements, .. } = self.shape(ty) {
            let element = match self.scalar(elements.ty) {
                Some(Scalar::Prim(prim)) => Element::Plain(prim),
                Some(Scalar::Enum(..) | Scalar::Flags(_)) | None => Element::Any(elements.ty),
            };
            return ListShape { element, stride: elements.stride, align: self.world.ty(elements.ty).layout.align };
        }
        let unit = self.encoding.unit();
        let prim = if unit == 1 { Prim::U8 } else { Prim::U16 };
        // The canonical ABI aligns `latin1+utf16` like UTF-16, whichever form a string has.
        let align = if self.encoding == StringEncoding::Utf8 { 1 } else { 2 };
        ListShape { element: Element::Plain(prim), stride: unit, align }
    }

    /// The function `(address, length) -> (ref array)`.
    pub(super) fn lift_list(&mut self, ty: TypeId, array: u32) -> Result<u32> {
        self.outline(Outline::LiftList, ty, array, |this, function| this.lift_list_function(ty, array, function))
    }

    /// The function `(ref null array) -> address`; null traps. The length is the array's.
    pub(super) fn lower_list(&mut self, ty: TypeId, array: u32) -> Result<u32> {
        self.outline(Outline::LowerList, ty, array, |this, function| this.lower_list_function(ty, array, function))
    }

    fn lift_list_function(&mut self, ty: TypeId, array: u32, function: u32) -> Result<()> {
        let (address, length) = (0, 1);
        let shape = self.list_shape(ty);
        let storage = self.storage(array);
        let signature = self.signature(&[ValType::I32, ValType::I32], &[reference(false, array)])?;
        let mut body = Body::new(2);
        if matches!(self.shape(ty), Shape::Text) && self.encoding == StringEncoding::Latin1Utf16 {
            body.get(length).num(UTF16_TAG).op(I::I32And).when().op(I::Unreachable).end();
        }
        match shape.element {
            Element::Plain(prim) => {
                let copied = Copied { array, storage, prim, memory: self.memory };
                copied.lift(&mut body, address, length);
            }
            Element::Any(elem) => self.lift_elements(&mut body, elem, shape.stride, array)?,
        }
        self.define(function, signature, body.finish());
        Ok(())
    }

    fn lift_elements(&mut self, body: &mut Body, elem: TypeId, stride: u32, array: u32) -> Result<()> {
        let (address, length) = (0, 1);
        let storage = self.storage(array);
        let from = Address { base: address, offset: 0 };
        let at = body.local(ValType::I32);
        let list = body.local(reference(false, array));
        if is_defaultable(storage) {
            body.get(length).op(I::ArrayNewDefault(array)).set(list);
        } else {
            // No default value: the first element fills the array.
            body.get(length).op(I::I32Eqz).when();
            body.ops([I::ArrayNewFixed { array_type_index: array, array_size: 0 }, I::Return]).end();
            self.lift_mem(body, elem, storage, from)?;
            body.get(length).op(I::ArrayNew(array)).set(list);
            body.num(1).set(at).advance(address, stride);
        }
        body.looped().leave_unless_below(at, length);
        body.get(list).get(at);
        self.lift_mem(body, elem, storage, from)?;
        body.op(I::ArraySet(array)).advance(at, 1).advance(address, stride).again();
        body.get(list);
        Ok(())
    }

    fn lower_list_function(&mut self, ty: TypeId, array: u32, function: u32) -> Result<()> {
        let shape = self.list_shape(ty);
        let signature = self.signature(&[reference(true, array)], &[ValType::I32])?;
        let mut body = Body::new(1);
        let list = body.get(0).op(I::RefAsNonNull).keep(reference(false, array));
        let length = body.get(list).op(I::ArrayLen).keep(ValType::I32);
        self.take_elements(&mut body, length, shape.stride, shape.align);
        let start = body.keep(ValType::I32);
        self.lower_elements(&mut body, shape, array, (list, length), start)?;
        body.get(start);
        self.define(function, signature, body.finish());
        Ok(())
    }

    /// The function `(ref null array, address) -> ()`; null, and another length than `count`, trap.
    pub(super) fn lower_fixed_list(&mut self, ty: TypeId, count: u32, array: u32) -> Result<u32> {
        self.outline(Outline::LowerFixedList, ty, array, |this, function| {
            let signature = this.signature(&[reference(true, array), ValType::I32], &[])?;
            let mut body = Body::new(2);
            let list = body.get(0).op(I::RefAsNonNull).keep(reference(false, array));
            let length = counted(&mut body, list, count);
            let shape = this.list_shape(ty);
            this.lower_elements(&mut body, shape, array, (list, length), 1)?;
            this.define(function, signature, body.finish());
            Ok(())
        })
    }

    /// Writes the elements of `list` from the address in `start` on.
    fn lower_elements(
        &mut self,
        body: &mut Body,
        shape: ListShape,
        array: u32,
        (list, length): (u32, u32),
        start: u32,
    ) -> Result<()> {
        let storage = self.storage(array);
        match shape.element {
            Element::Plain(prim) => {
                let copied = Copied { array, storage, prim, memory: self.memory };
                copied.lower(body, list, length, start);
            }
            Element::Any(elem) => {
                let address = body.get(start).keep(ValType::I32);
                let at = body.local(ValType::I32);
                body.looped().leave_unless_below(at, length);
                // Packed elements are primitives, which are copied above.
                let value = body.get(list).get(at).op(I::ArrayGet(array)).keep(unpacked(storage));
                self.lower_mem(body, elem, storage, value, Address { base: address, offset: 0 })?;
                body.advance(at, 1).advance(address, shape.stride).again();
            }
        }
        Ok(())
    }

    /// Leaves the core values of the elements of the array in local `value` on the stack; another length traps.
    pub(super) fn lower_flat_list(
        &mut self,
        body: &mut Body,
        (element, count): (TypeId, u32),
        array: u32,
        value: u32,
    ) -> Result<()> {
        let storage = self.storage(array);
        counted(body, value, count);
        for at in 0..count {
            let get = array_get(self.scalar(element), storage, array);
            let own = body.get(value).num(at).op(get).keep(unpacked(storage));
            self.lower_flat(body, element, storage, own)?;
        }
        Ok(())
    }

    pub(super) fn storage(&self, array: u32) -> StorageType {
        self.types.array(array).map_or(StorageType::Val(ValType::I32), |element| element.element_type)
    }
}

/// A local with the length of the array in local `list`, which has to be `count`.
fn counted(body: &mut Body, list: u32, count: u32) -> u32 {
    let length = body.get(list).op(I::ArrayLen).keep(ValType::I32);
    body.get(length).num(count).op(I::I32Ne).when().op(I::Unreachable).end();
    length
}

fn is_defaultable(storage: StorageType) -> bool {
    !matches!(storage, StorageType::Val(ValType::Ref(RefType { nullable: false, .. })))
}
