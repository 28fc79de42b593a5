//! Lower to memory: a GC value in a local becomes bytes at an address.

use wasm_encoder::{Instruction as I, StorageType, ValType};
use witloom_bindgen::binding::Part;
use witloom_bindgen::model::TypeId;

use super::lift::Address;
use super::scalar::store_width;
use super::shape::Shape;
use super::{Emitter, Outline, unpacked};
use crate::abi::error::Result;
use crate::abi::module::body::{Body, at, reference};
use crate::abi::module::concrete;

impl Emitter<'_> {
    /// Writes the value in local `value`, of core type `core`, to an address.
    pub(super) fn lower_mem(
        &mut self,
        body: &mut Body,
        ty: TypeId,
        core: StorageType,
        value: u32,
        to: Address,
    ) -> Result<()> {
        match (self.shape(ty), concrete(core)) {
            (Shape::Scalar(scalar), _) => {
                body.get(to.base);
                scalar.narrowed(body, value, core);
                body.op(scalar.store(self.memory, to.offset));
            }
            (Shape::Handle(handle), _) => {
                body.get(to.base).get(value);
                self.lower_handle(body, handle);
                body.op(I::I32Store(at(self.memory, to.offset, 4)));
            }
            (Shape::Text | Shape::List(_), Some(array)) => {
                let function = self.lower_list(ty, array)?;
                body.get(to.base).get(value).call(function).op(I::I32Store(at(self.memory, to.offset, 4)));
                body.get(to.base).get(value).op(I::ArrayLen).op(I::I32Store(at(self.memory, to.offset + 4, 4)));
            }
            (Shape::FixedList { count, .. }, Some(array)) => {
                let function = self.lower_fixed_list(ty, count, array)?;
                body.get(value);
                to.push(body);
                body.call(function);
            }
            (Shape::Struct(_) | Shape::Cases(..), Some(index)) if self.is_outlined(ty) => {
                let function = self.outline(Outline::LowerMem, ty, index, |this, function| {
                    this.lower_mem_function(ty, index, function)
                })?;
                body.get(value);
                to.push(body);
                body.call(function);
            }
            (Shape::Struct(_) | Shape::Cases(..), Some(index)) => {
                return self.lower_parts(body, ty, (index, core), value, to);
            }
            (Shape::End, _)
            | (Shape::Text | Shape::List(_) | Shape::FixedList { .. } | Shape::Struct(_) | Shape::Cases(..), None) => {
                body.op(I::Unreachable);
            }
        }
        Ok(())
    }

    fn lower_mem_function(&mut self, ty: TypeId, core: u32, function: u32) -> Result<()> {
        let value = reference(true, core);
        let signature = self.signature(&[value, ValType::I32], &[])?;
        let mut body = Body::new(2);
        let to = Address { base: 1, offset: 0 };
        self.lower_parts(&mut body, ty, (core, StorageType::Val(value)), 0, to)?;
        self.define(function, signature, body.finish());
        Ok(())
    }

    fn lower_parts(
        &mut self,
        body: &mut Body,
        ty: TypeId,
        (index, core): (u32, StorageType),
        value: u32,
        to: Address,
    ) -> Result<()> {
        if let Shape::Struct(parts) = self.shape(ty) {
            return self.lower_struct(body, parts, index, value, to);
        }
        let Shape::Cases(sum, cases) = self.shape(ty) else {
            body.op(I::Unreachable);
            return Ok(());
        };
        let memory = self.memory;
        let payload = to.plus(sum.payload);
        self.lower_cases(body, (index, core), value, |this, body, case, found| {
            body.get(to.base).num(case as u32).op(store_width(sum.tag, memory, to.offset));
            let Some(held) = cases[case] else { return Ok(()) };
            let part = this.field(body, held.ty, found.storage, (found.subtype, 0), found.local);
            this.lower_mem(body, held.ty, found.storage, part, payload)
        })
    }

    fn lower_struct(&mut self, body: &mut Body, parts: &[Part], core: u32, value: u32, to: Address) -> Result<()> {
        let fields = self.types.fields(core).unwrap_or_default().to_vec();
        for (at, (part, field)) in (0u32..).zip(parts.iter().zip(fields)) {
            let own = self.field(body, part.ty, field.element_type, (core, at), value);
            self.lower_mem(body, part.ty, field.element_type, own, to.plus(part.offset))?;
        }
        Ok(())
    }

    /// Reads a field of a struct in local `value` into a new local.
    pub(super) fn field(
        &self,
        body: &mut Body,
        ty: TypeId,
        storage: StorageType,
        (struct_type_index, field_index): (u32, u32),
        value: u32,
    ) -> u32 {
        let get = self.scalar(ty).map_or(I::StructGet { struct_type_index, field_index }, |scalar| {
            scalar.struct_get(storage, struct_type_index, field_index)
        });
        body.get(value).op(get).keep(unpacked(storage))
    }
}
