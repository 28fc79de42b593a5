//! Lift from and lower to flat core values.

use wasm_encoder::{Instruction as I, StorageType, ValType};
use witloom_bindgen::binding::{Payload, Sum};
use witloom_bindgen::model::TypeId;
use witloom_bindgen::plan::Cast;

use super::shape::Shape;
use super::{Emitter, val_type};
use crate::abi::error::Result;
use crate::abi::module::body::Body;
use crate::abi::module::concrete;

impl Emitter<'_> {
    fn crosses_flat(&self, ty: TypeId) -> bool {
        self.world.ty(ty).flat.is_some()
    }

    /// Leaves the value whose core values are in `locals` on the stack, as core type `core`.
    pub(super) fn lift_flat(&mut self, body: &mut Body, ty: TypeId, core: StorageType, locals: &[u32]) -> Result<()> {
        let first = locals.first().copied().unwrap_or(0);
        match (self.shape(ty), concrete(core)) {
            (Shape::Scalar(_), _) => {
                body.get(first);
            }
            (Shape::Handle(handle), _) => {
                body.get(first);
                self.lift_handle(body, handle);
            }
            (Shape::Text | Shape::List(_), Some(array)) => {
                for local in locals {
                    body.get(*local);
                }
                let function = self.lift_list(ty, array)?;
                body.call(function);
            }
            (Shape::FixedList { elements, count, cores: Some(cores) }, Some(array)) => {
                let storage = self.storage(array);
                for at in 0..count {
                    self.lift_flat(body, elements.ty, storage, part(locals, at * cores, cores))?;
                }
                body.op(I::ArrayNewFixed { array_type_index: array, array_size: count });
            }
            (Shape::Struct(parts), Some(index)) if self.crosses_flat(ty) => {
                let fields = self.types.fields(index).unwrap_or_default().to_vec();
                for (own, field) in parts.iter().zip(fields) {
                    let cores = own.cores.map_or(&[][..], |cores| part(locals, cores.first, cores.count));
                    self.lift_flat(body, own.ty, field.element_type, cores)?;
                }
                body.op(I::StructNew(index));
            }
            (Shape::Cases(sum, cases), Some(base)) if self.crosses_flat(ty) => {
                self.lift_cases(body, base, first, cases.len(), |this, body, case, storage| match cases[case] {
                    Some(held) => {
                        let own = this.cast_back(body, held, sum, &locals[1..]);
                        this.lift_flat(body, held.ty, storage, &own)
                    }
                    None => Ok(()),
                })?;
            }
            // What is refused before, or lies in memory.
            (Shape::End, _)
            | (Shape::Text | Shape::List(_) | Shape::FixedList { .. } | Shape::Struct(_) | Shape::Cases(..), _) => {
                body.op(I::Unreachable);
            }
        }
        Ok(())
    }

    /// Joined core values of a case, cast back to the payload's own types, in new locals.
    fn cast_back(&self, body: &mut Body, held: &Payload, sum: &Sum, locals: &[u32]) -> Vec<u32> {
        let own = self.flat_types(held.ty);
        let casts = held.casts.iter().flatten();
        let parts = casts.zip(locals).zip(own.iter().zip(sum.joined.iter().flatten()));
        parts
            .map(|((cast, local), (own, _))| {
                match cast {
                    Cast::None => return *local,
                    Cast::I32ToI64 => body.get(*local).op(I::I32WrapI64),
                    Cast::F32ToI32 => body.get(*local).op(I::F32ReinterpretI32),
                    Cast::F32ToI64 => body.get(*local).ops([I::I32WrapI64, I::F32ReinterpretI32]),
                    Cast::F64ToI64 => body.get(*local).op(I::F64ReinterpretI64),
                };
                body.keep(*own)
            })
            .collect()
    }

    /// Leaves the core values of the value in local `value` on the stack.
    pub(super) fn lower_flat(&mut self, body: &mut Body, ty: TypeId, core: StorageType, value: u32) -> Result<()> {
        match (self.shape(ty), concrete(core)) {
            (Shape::Scalar(_), _) => {
                body.get(value);
            }
            (Shape::Handle(handle), _) => {
                body.get(value);
                self.lower_handle(body, handle);
            }
            (Shape::Text | Shape::List(_), Some(array)) => {
                let function = self.lower_list(ty, array)?;
                body.get(value).call(function).get(value).op(I::ArrayLen);
            }
            (Shape::FixedList { elements, count, cores: Some(_) }, Some(array)) => {
                self.lower_flat_list(body, (elements.ty, count), array, value)?;
            }
            (Shape::Struct(parts), Some(index)) if self.crosses_flat(ty) => {
                let fields = self.types.fields(index).unwrap_or_default().to_vec();
                for (at, (part, field)) in (0u32..).zip(parts.iter().zip(fields)) {
                    let own = self.field(body, part.ty, field.element_type, (index, at), value);
                    self.lower_flat(body, part.ty, field.element_type, own)?;
                }
            }
            (Shape::Cases(sum, cases), Some(base)) if self.crosses_flat(ty) => {
                self.lower_flat_sum(body, (base, core), sum, &cases, value)?;
            }
            // What is refused before, or lies in memory.
            (Shape::End, _)
            | (Shape::Text | Shape::List(_) | Shape::FixedList { .. } | Shape::Struct(_) | Shape::Cases(..), _) => {
                body.op(I::Unreachable);
            }
        }
        Ok(())
    }

    /// Flat code runs once per call, so locals that no case sets are still zero, as the ABI wants them.
    fn lower_flat_sum(
        &mut self,
        body: &mut Body,
        core: (u32, StorageType),
        sum: &Sum,
        cases: &[Option<&Payload>],
        value: u32,
    ) -> Result<()> {
        let discriminant = body.local(ValType::I32);
        let joined = sum.joined.iter().flatten();
        let out: Vec<u32> = joined.map(|core| body.local(val_type(*core))).collect();
        self.lower_cases(body, core, value, |this, body, at, found| {
            body.num(at as u32).set(discriminant);
            let Some(held) = cases[at] else { return Ok(()) };
            let part = this.field(body, held.ty, found.storage, (found.subtype, 0), found.local);
            this.lower_flat(body, held.ty, found.storage, part)?;
            let casts = held.casts.as_deref().unwrap_or_default();
            for (cast, local) in casts.iter().zip(&out).rev() {
                match cast {
                    Cast::None => {}
                    Cast::I32ToI64 => {
                        body.op(I::I64ExtendI32U);
                    }
                    Cast::F32ToI32 => {
                        body.op(I::I32ReinterpretF32);
                    }
                    Cast::F32ToI64 => {
                        body.ops([I::I32ReinterpretF32, I::I64ExtendI32U]);
                    }
                    Cast::F64ToI64 => {
                        body.op(I::I64ReinterpretF64);
                    }
                }
                body.set(*local);
            }
            Ok(())
        })?;
        body.get(discriminant);
        for local in out {
            body.get(local);
        }
        Ok(())
    }
}

/// So many locals from a position on; fewer when there are not as many.
fn part(locals: &[u32], first: u32, count: u32) -> &[u32] {
    let rest = locals.get(first as usize..).unwrap_or_default();
    rest.get(..count as usize).unwrap_or(rest)
}
