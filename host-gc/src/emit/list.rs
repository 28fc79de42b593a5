//! Functions for strings and lists: one to lift, one to lower, per WIT type and array type.

use wasm_encoder::{Instruction as I, RefType, StorageType, ValType};
use witloom_bindgen::model::{Prim, TypeId};
use witloom_bindgen::plan::Mem;

use super::copy::Copied;
use super::lift::Address;
use super::scalar::Scalar;
use super::{Emitter, Outline, unpacked};
use crate::check::StringEncoding;
use crate::error::Result;
use crate::module::body::{Body, reference};

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
        if let Mem::List { elem, stride, align, .. } = self.mem(ty) {
            let element = match Scalar::of(self.mem(*elem)) {
                Some(Scalar::Prim(prim)) => Element::Plain(prim),
                Some(Scalar::Enum(..) | Scalar::Flags(_)) | None => Element::Any(*elem),
            };
            return ListShape { element, stride: *stride, align: *align };
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
        if matches!(self.mem(ty), Mem::String) && self.encoding == StringEncoding::Latin1Utf16 {
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
        let storage = self.storage(array);
        let signature = self.signature(&[reference(true, array)], &[ValType::I32])?;
        let mut body = Body::new(1);
        let list = body.get(0).op(I::RefAsNonNull).keep(reference(false, array));
        let length = body.get(list).op(I::ArrayLen).keep(ValType::I32);
        self.take_elements(&mut body, length, shape.stride, shape.align);
        let start = body.keep(ValType::I32);
        match shape.element {
            Element::Plain(prim) => {
                let copied = Copied { array, storage, prim, memory: self.memory };
                copied.lower(&mut body, list, length, start);
            }
            Element::Any(elem) => {
                let address = body.get(start).keep(ValType::I32);
                let at = body.local(ValType::I32);
                body.looped().leave_unless_below(at, length);
                // Packed elements are primitives, which are copied above.
                let value = body.get(list).get(at).op(I::ArrayGet(array)).keep(unpacked(storage));
                self.lower_mem(&mut body, elem, storage, value, Address { base: address, offset: 0 })?;
                body.advance(at, 1).advance(address, shape.stride).again();
            }
        }
        body.get(start);
        self.define(function, signature, body.finish());
        Ok(())
    }

    fn storage(&self, array: u32) -> StorageType {
        self.types.array(array).map_or(StorageType::Val(ValType::I32), |element| element.element_type)
    }
}

fn is_defaultable(storage: StorageType) -> bool {
    !matches!(storage, StorageType::Val(ValType::Ref(RefType { nullable: false, .. })))
}
