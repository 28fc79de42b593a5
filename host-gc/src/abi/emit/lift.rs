//! Lift from memory: bytes at an address become a GC value on the stack.

use wasm_encoder::{Instruction as I, StorageType, ValType};
use witloom_bindgen::binding::Part;
use witloom_bindgen::model::TypeId;

use super::scalar::load_width;
use super::shape::Shape;
use super::{Emitter, Outline};
use crate::abi::error::Result;
use crate::abi::module::body::{Body, at, reference};
use crate::abi::module::concrete;

/// Bytes in memory: a local with an address, and an offset behind it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Address {
    pub(super) base: u32,
    pub(super) offset: u32,
}

impl Address {
    pub(super) fn plus(self, offset: u32) -> Self {
        Self { base: self.base, offset: self.offset + offset }
    }

    /// Leaves the sum on the stack.
    pub(super) fn push(self, body: &mut Body) {
        body.get(self.base);
        if self.offset > 0 {
            body.num(self.offset).op(I::I32Add);
        }
    }
}

impl Emitter<'_> {
    /// Leaves the value at an address on the stack, as core type `core`.
    pub(super) fn lift_mem(&mut self, body: &mut Body, ty: TypeId, core: StorageType, from: Address) -> Result<()> {
        match (self.shape(ty), concrete(core)) {
            (Shape::Scalar(scalar), _) => {
                body.get(from.base).op(scalar.load(self.memory, from.offset));
            }
            (Shape::Handle(handle), _) => {
                body.get(from.base).op(I::I32Load(at(self.memory, from.offset, 4)));
                self.lift_handle(body, handle);
            }
            (Shape::Text | Shape::List(_), Some(array)) => {
                self.load_pair(body, from.base, from.offset);
                let function = self.lift_list(ty, array)?;
                body.call(function);
            }
            (Shape::FixedList { count, .. }, Some(array)) => {
                from.push(body);
                body.num(count);
                let function = self.lift_list(ty, array)?;
                body.call(function);
            }
            (Shape::Struct(_) | Shape::Cases(..), Some(index)) if self.is_outlined(ty) => {
                let function = self.outline(Outline::LiftMem, ty, index, |this, function| {
                    this.lift_mem_function(ty, index, function)
                })?;
                from.push(body);
                body.call(function);
            }
            (Shape::Struct(_) | Shape::Cases(..), Some(index)) => return self.lift_parts(body, ty, index, from),
            (Shape::End, _)
            | (Shape::Text | Shape::List(_) | Shape::FixedList { .. } | Shape::Struct(_) | Shape::Cases(..), None) => {
                body.op(I::Unreachable);
            }
        }
        Ok(())
    }

    fn lift_mem_function(&mut self, ty: TypeId, core: u32, function: u32) -> Result<()> {
        let signature = self.signature(&[ValType::I32], &[reference(false, core)])?;
        let mut body = Body::new(1);
        self.lift_parts(&mut body, ty, core, Address { base: 0, offset: 0 })?;
        self.define(function, signature, body.finish());
        Ok(())
    }

    fn lift_parts(&mut self, body: &mut Body, ty: TypeId, core: u32, from: Address) -> Result<()> {
        if let Shape::Struct(parts) = self.shape(ty) {
            return self.lift_struct(body, parts, core, from);
        }
        let Shape::Cases(sum, cases) = self.shape(ty) else {
            body.op(I::Unreachable);
            return Ok(());
        };
        let discriminant = body.get(from.base).op(load_width(sum.tag, self.memory, from.offset)).keep(ValType::I32);
        let payload = from.plus(sum.payload);
        self.lift_cases(body, core, discriminant, cases.len(), |this, body, case, storage| match cases[case] {
            Some(held) => this.lift_mem(body, held.ty, storage, payload),
            None => Ok(()),
        })
    }

    fn lift_struct(&mut self, body: &mut Body, parts: &[Part], core: u32, from: Address) -> Result<()> {
        let fields = self.types.fields(core).unwrap_or_default().to_vec();
        for (part, field) in parts.iter().zip(fields) {
            self.lift_mem(body, part.ty, field.element_type, from.plus(part.offset))?;
        }
        body.op(I::StructNew(core));
        Ok(())
    }
}
