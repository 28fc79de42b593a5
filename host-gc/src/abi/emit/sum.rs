//! The skeletons of variants: from a discriminant to a subtype, and back.

use wasm_encoder::{BlockType, HeapType, Instruction as I, RefType, StorageType, ValType};

use super::Emitter;
use crate::abi::error::Result;
use crate::abi::module::body::{Body, reference};

impl Emitter<'_> {
    /// Leaves a value of the supertype `base` on the stack, of the case that `discriminant` (a local) says.
    /// `payload` leaves the payload of one case on the stack, as its storage type; it is asked for every case
    /// and leaves nothing for those without. A discriminant past the cases traps.
    pub(super) fn lift_cases(
        &mut self,
        body: &mut Body,
        base: u32,
        discriminant: u32,
        cases: usize,
        mut payload: impl FnMut(&mut Self, &mut Body, usize, StorageType) -> Result<()>,
    ) -> Result<()> {
        let subtypes = self.cases.of(base).to_vec();
        if subtypes.is_empty() {
            body.op(I::Unreachable);
            return Ok(());
        }
        body.op(I::Block(BlockType::Result(reference(false, base))));
        for _ in 0..=cases {
            body.block();
        }
        let targets: Vec<u32> = (0..cases as u32).collect();
        body.get(discriminant).op(I::BrTable(targets.into(), cases as u32)).end();
        for (case, subtype) in subtypes.iter().enumerate() {
            let field = self.types.fields(*subtype).and_then(|fields| fields.first().copied());
            let storage = field.map_or(StorageType::Val(ValType::I32), |field| field.element_type);
            payload(self, body, case, storage)?;
            body.op(I::StructNew(*subtype)).op(I::Br((cases - case) as u32)).end();
        }
        body.op(I::Unreachable).end();
        Ok(())
    }

    /// Runs `on_case` for the case of the value in local `value`, of type `core`: it gets a local with the
    /// value as its subtype, and leaves nothing on the stack. A value of no case, or null, traps.
    pub(super) fn lower_cases(
        &mut self,
        body: &mut Body,
        (base, core): (u32, StorageType),
        value: u32,
        mut on_case: impl FnMut(&mut Self, &mut Body, usize, CaseValue) -> Result<()>,
    ) -> Result<()> {
        let nullable = matches!(core, StorageType::Val(ValType::Ref(RefType { nullable: true, .. })));
        let from_ref_type = RefType { nullable, heap_type: HeapType::Concrete(base) };
        body.block();
        for (case, subtype) in self.cases.of(base).to_vec().into_iter().enumerate() {
            let to_ref_type = RefType { nullable: false, heap_type: HeapType::Concrete(subtype) };
            body.block().op(I::Block(BlockType::Result(ValType::Ref(to_ref_type))));
            body.get(value).op(I::BrOnCast { relative_depth: 0, from_ref_type, to_ref_type });
            body.ops([I::Drop, I::Br(1)]).end();
            let local = body.keep(ValType::Ref(to_ref_type));
            let field = self.types.fields(subtype).and_then(|fields| fields.first().copied());
            let storage = field.map_or(StorageType::Val(ValType::I32), |field| field.element_type);
            on_case(self, body, case, CaseValue { local, subtype, storage })?;
            body.op(I::Br(1)).end();
        }
        body.op(I::Unreachable).end();
        Ok(())
    }
}

/// A value known to be of one case.
#[derive(Debug, Clone, Copy)]
pub(super) struct CaseValue {
    /// Local of the subtype's reference type.
    pub(super) local: u32,
    /// The subtype.
    pub(super) subtype: u32,
    /// Storage type of its payload.
    pub(super) storage: StorageType,
}
