//! Lift from and lower to flat core values.

use wasm_encoder::{Instruction as I, StorageType, ValType};
use witloom_bindgen::model::TypeId;
use witloom_bindgen::plan::{Cast, Flat, FlatCase, FlatSlot, Mem};

use super::{Emitter, val_type};
use crate::abi::error::Result;
use crate::abi::module::body::Body;
use crate::abi::module::concrete;

impl Emitter<'_> {
    fn flat(&self, ty: TypeId) -> Option<&Flat> {
        self.plan.ty(self.world.resolve_alias(ty)).flat.as_ref()
    }

    fn is_fixed_list(&self, ty: TypeId) -> bool {
        matches!(self.mem(ty), Mem::FixedList { .. })
    }

    /// Leaves the value whose core values are in `locals` on the stack, as core type `core`.
    pub(super) fn lift_flat(&mut self, body: &mut Body, ty: TypeId, core: StorageType, locals: &[u32]) -> Result<()> {
        let (Some(flat), first) = (self.flat(ty).cloned(), locals.first().copied().unwrap_or(0)) else {
            body.op(I::Unreachable);
            return Ok(());
        };
        match (flat, concrete(core)) {
            (Flat::Prim(_) | Flat::Enum { .. } | Flat::Flags { .. }, _) => {
                body.get(first);
                Ok(())
            }
            (Flat::Handle(handle), _) => {
                body.get(first);
                self.lift_handle(body, handle);
                Ok(())
            }
            (Flat::String | Flat::List, Some(array)) => {
                for local in locals {
                    body.get(*local);
                }
                let function = self.lift_list(ty, array)?;
                body.call(function);
                Ok(())
            }
            (Flat::Product(slots), Some(array)) if self.is_fixed_list(ty) => {
                self.lift_flat_list(body, &slots, array, locals)
            }
            (Flat::Product(slots), Some(index)) => self.lift_flat_product(body, &slots, index, locals),
            (Flat::Sum { joined, cases }, Some(base)) => {
                self.lift_cases(body, base, first, cases.len(), |this, body, case, storage| match &cases[case] {
                    Some(case) => {
                        let own = this.cast_back(body, case, &joined, &locals[1..]);
                        this.lift_flat(body, case.ty, storage, &own)
                    }
                    None => Ok(()),
                })
            }
            (Flat::Same(target), _) => self.lift_flat(body, target, core, locals),
            // Ends are refused before.
            (Flat::End(_), _) | (Flat::String | Flat::List | Flat::Product(_) | Flat::Sum { .. }, None) => {
                body.op(I::Unreachable);
                Ok(())
            }
        }
    }

    fn lift_flat_product(&mut self, body: &mut Body, slots: &[FlatSlot], core: u32, locals: &[u32]) -> Result<()> {
        let fields = self.types.fields(core).unwrap_or_default().to_vec();
        for (slot, field) in slots.iter().zip(fields) {
            let own = part(locals, slot.first, self.flat_types(slot.ty).len());
            self.lift_flat(body, slot.ty, field.element_type, own)?;
        }
        body.op(I::StructNew(core));
        Ok(())
    }

    /// Joined core values of a case, cast back to the payload's own types, in new locals.
    fn cast_back(
        &self,
        body: &mut Body,
        case: &FlatCase,
        joined: &[witloom_bindgen::model::Core],
        locals: &[u32],
    ) -> Vec<u32> {
        let own = self.flat_types(case.ty);
        let parts = case.casts.iter().zip(locals).zip(own.iter().zip(joined));
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
        let Some(flat) = self.flat(ty).cloned() else {
            body.op(I::Unreachable);
            return Ok(());
        };
        match (flat, concrete(core)) {
            (Flat::Prim(_) | Flat::Enum { .. } | Flat::Flags { .. }, _) => {
                body.get(value);
                Ok(())
            }
            (Flat::Handle(handle), _) => {
                body.get(value);
                self.lower_handle(body, handle);
                Ok(())
            }
            (Flat::String | Flat::List, Some(array)) => {
                let function = self.lower_list(ty, array)?;
                body.get(value).call(function).get(value).op(I::ArrayLen);
                Ok(())
            }
            (Flat::Product(slots), Some(array)) if self.is_fixed_list(ty) => {
                self.lower_flat_list(body, &slots, array, value)
            }
            (Flat::Product(slots), Some(index)) => {
                let fields = self.types.fields(index).unwrap_or_default().to_vec();
                for (at, (slot, field)) in (0u32..).zip(slots.iter().zip(fields)) {
                    let part = self.field(body, slot.ty, field.element_type, (index, at), value);
                    self.lower_flat(body, slot.ty, field.element_type, part)?;
                }
                Ok(())
            }
            (Flat::Sum { joined, cases }, Some(base)) => {
                let joined: Vec<ValType> = joined.into_iter().map(val_type).collect();
                self.lower_flat_sum(body, (base, core), &joined, &cases, value)
            }
            (Flat::Same(target), _) => self.lower_flat(body, target, core, value),
            // Ends are refused before.
            (Flat::End(_), _) | (Flat::String | Flat::List | Flat::Product(_) | Flat::Sum { .. }, None) => {
                body.op(I::Unreachable);
                Ok(())
            }
        }
    }

    /// Flat code runs once per call, so locals that no case sets are still zero, as the ABI wants them.
    fn lower_flat_sum(
        &mut self,
        body: &mut Body,
        core: (u32, StorageType),
        joined: &[ValType],
        cases: &[Option<FlatCase>],
        value: u32,
    ) -> Result<()> {
        let discriminant = body.local(ValType::I32);
        let out: Vec<u32> = joined.iter().map(|ty| body.local(*ty)).collect();
        self.lower_cases(body, core, value, |this, body, at, found| {
            body.num(at as u32).set(discriminant);
            let Some(case) = &cases[at] else { return Ok(()) };
            let part = this.field(body, case.ty, found.storage, (found.subtype, 0), found.local);
            this.lower_flat(body, case.ty, found.storage, part)?;
            for (cast, local) in case.casts.iter().zip(&out).rev() {
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
pub(super) fn part(locals: &[u32], first: u32, count: usize) -> &[u32] {
    let rest = locals.get(first as usize..).unwrap_or_default();
    rest.get(..count).unwrap_or(rest)
}
