//! Lower to memory: a GC value in a local becomes bytes at an address.

use wasm_encoder::{Instruction as I, StorageType, ValType};
use witloom_bindgen::model::TypeId;
use witloom_bindgen::plan::{Mem, Slot};

use super::lift::Address;
use super::scalar::{Scalar, store_width};
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
        let mem = self.mem(ty);
        if let Some(scalar) = Scalar::of(mem) {
            body.get(to.base);
            scalar.narrowed(body, value, core);
            body.op(scalar.store(self.memory, to.offset));
            return Ok(());
        }
        match (mem, concrete(core)) {
            (Mem::Handle(handle), _) => {
                body.get(to.base).get(value);
                self.lower_handle(body, *handle);
                body.op(I::I32Store(at(self.memory, to.offset, 4)));
                Ok(())
            }
            (Mem::String | Mem::List { .. }, Some(array)) => {
                let function = self.lower_list(ty, array)?;
                body.get(to.base).get(value).call(function).op(I::I32Store(at(self.memory, to.offset, 4)));
                body.get(to.base).get(value).op(I::ArrayLen).op(I::I32Store(at(self.memory, to.offset + 4, 4)));
                Ok(())
            }
            (Mem::FixedList { count, .. }, Some(array)) => {
                let function = self.lower_fixed_list(ty, *count, array)?;
                body.get(value);
                to.push(body);
                body.call(function);
                Ok(())
            }
            (Mem::Product(_) | Mem::Sum { .. }, Some(index)) if self.is_outlined(ty) => {
                let function = self.outline(Outline::LowerMem, ty, index, |this, function| {
                    this.lower_mem_function(ty, index, function)
                })?;
                body.get(value);
                to.push(body);
                body.call(function);
                Ok(())
            }
            (Mem::Product(_) | Mem::Sum { .. }, Some(index)) => self.lower_parts(body, ty, (index, core), value, to),
            (Mem::Same(target), _) => self.lower_mem(body, *target, core, value, to),
            // Ends are refused before.
            (Mem::Prim(_) | Mem::Enum { .. } | Mem::Flags { .. } | Mem::End(_), _)
            | (Mem::String | Mem::List { .. } | Mem::FixedList { .. } | Mem::Product(_) | Mem::Sum { .. }, None) => {
                body.op(I::Unreachable);
                Ok(())
            }
        }
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
        match self.mem(ty) {
            Mem::Product(slots) => self.lower_product(body, slots, index, value, to),
            Mem::Sum { tag, payload, cases } => {
                let memory = self.memory;
                let payload = to.plus(*payload);
                self.lower_cases(body, (index, core), value, |this, body, case, found| {
                    body.get(to.base).num(case as u32).op(store_width(*tag, memory, to.offset));
                    match cases.get(case).copied().flatten() {
                        Some(ty) => {
                            let part = this.field(body, ty, found.storage, (found.subtype, 0), found.local);
                            this.lower_mem(body, ty, found.storage, part, payload)
                        }
                        None => Ok(()),
                    }
                })
            }
            Mem::Prim(_)
            | Mem::String
            | Mem::List { .. }
            | Mem::FixedList { .. }
            | Mem::Enum { .. }
            | Mem::Flags { .. }
            | Mem::Handle(_)
            | Mem::End(_)
            | Mem::Same(_) => {
                body.op(I::Unreachable);
                Ok(())
            }
        }
    }

    fn lower_product(&mut self, body: &mut Body, slots: &[Slot], core: u32, value: u32, to: Address) -> Result<()> {
        let fields = self.types.fields(core).unwrap_or_default().to_vec();
        for (at, (slot, field)) in (0u32..).zip(slots.iter().zip(fields)) {
            let part = self.field(body, slot.ty, field.element_type, (core, at), value);
            self.lower_mem(body, slot.ty, field.element_type, part, to.plus(slot.offset))?;
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
        let get = Scalar::of(self.mem(ty)).map_or(I::StructGet { struct_type_index, field_index }, |scalar| {
            scalar.struct_get(storage, struct_type_index, field_index)
        });
        body.get(value).op(get).keep(unpacked(storage))
    }
}
