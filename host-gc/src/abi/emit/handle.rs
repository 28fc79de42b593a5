//! Resource handles as `externref`.
//!
//! A handle is a small private object that holds the number the component model gave us. Moving it away
//! (as an `own` argument or result, or by dropping it) takes the number out, so a second use traps instead of
//! reaching whatever got the same number since. Borrows that a call lends to us are chained while the call
//! runs; those the guest has not dropped itself are dropped when it ends.
//!
//! Our own resources are represented by an `i32`, or by a GC reference of the guest's choice. References live
//! in a table; their slot is the representation that the component model sees. A borrow of our own resource
//! is the object itself (as `externref`), or for `i32` a private box that `[resource-rep]` opens.

use std::collections::HashMap;

use wasm_encoder::{
    AbstractHeapType, CompositeInnerType, FieldType, Function, HeapType, Instruction as I, RefType, StorageType,
    StructType, SubType, ValType,
};
use witloom_bindgen::model::ResourceId;
use witloom_bindgen::plan::{Handle, HandleLift, HandleLower};

use super::{Emitter, final_type};
use crate::abi::module::body::{Body, reference};

/// `externref`
pub(crate) const EXTERNREF: ValType = ValType::Ref(RefType::EXTERNREF);
const NUMBER: u32 = 0;
const KIND: u32 = 1;
const NEXT: u32 = 2;

/// How the guest represents a resource of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Representation {
    /// The number itself.
    Number,
    /// A reference of this type, kept in the table.
    Reference(ValType),
}

/// Type indices of the private objects.
#[derive(Debug, Clone, Copy)]
pub(crate) struct HandleTypes {
    /// `(struct (mut i32) i32 (mut (ref null handle)))`: number, kind, next borrow.
    pub(crate) handle: u32,
    /// `(struct i32 i32)`: representation, kind.
    pub(crate) boxed: u32,
}

impl HandleTypes {
    /// The private rec group, whose first type gets index `first`.
    pub(crate) fn group(first: u32) -> (Self, Vec<SubType>) {
        let field = |ty, mutable| FieldType { element_type: StorageType::Val(ty), mutable };
        let strukt =
            |fields: Vec<FieldType>| final_type(CompositeInnerType::Struct(StructType { fields: fields.into() }));
        let types = vec![
            strukt(vec![field(ValType::I32, true), field(ValType::I32, false), field(reference(true, first), true)]),
            strukt(vec![field(ValType::I32, false), field(ValType::I32, false)]),
        ];
        (Self { handle: first, boxed: first + 1 }, types)
    }
}

/// Where the parts for handles are in the module.
#[derive(Debug, Clone)]
pub(crate) struct Handles {
    pub(crate) types: HandleTypes,
    /// Functions `(externref, kind) -> number`: take it out, or look at it.
    pub(crate) take: u32,
    pub(crate) lend: u32,
    /// Function `(number, kind) -> externref`: a borrow, chained.
    pub(crate) borrow: u32,
    /// Function `(ref null handle) -> ()`: drop the borrows since, and make this the chain again.
    pub(crate) release: u32,
    /// Functions over the table: `(anyref) -> slot`, `(slot) -> anyref`, `(slot) -> anyref` and free it.
    pub(crate) put: u32,
    pub(crate) look: u32,
    pub(crate) free: u32,
    /// Global: the chain of borrows, `(ref null handle)`.
    pub(crate) chain: u32,
    /// Global: first free slot of the table, or -1.
    pub(crate) free_slot: u32,
    /// Table of `anyref`.
    pub(crate) table: u32,
    /// Resources of our own that are represented by references; the others are numbers.
    pub(crate) references: HashMap<ResourceId, ValType>,
}

/// The number that tells resources apart inside handles.
pub(crate) fn kind(resource: ResourceId) -> u32 {
    resource.index() as u32
}

impl Handles {
    /// Handles whose functions are imported: `take`, `lend` and `borrow`, and the chain. Without a table, all
    /// representations are numbers.
    pub(crate) fn imported(types: HandleTypes, [take, lend, borrow]: [u32; 3], chain: u32) -> Self {
        let (put, look, free, free_slot, table) = (0, 0, 0, 0, 0);
        let references = HashMap::new();
        Self { types, take, lend, borrow, release: 0, put, look, free, chain, free_slot, table, references }
    }

    /// The same with a `release` function.
    pub(crate) fn releasing(self, release: u32) -> Self {
        Self { release, ..self }
    }

    pub(crate) fn representation(&self, resource: ResourceId) -> Representation {
        self.references.get(&resource).map_or(Representation::Number, |ty| Representation::Reference(*ty))
    }

    /// Pushes the private object behind the `externref` in local `value`; null and foreign objects trap.
    fn open(&self, body: &mut Body, value: u32) {
        body.get(value).ops([I::AnyConvertExtern, I::RefCastNonNull(HeapType::Concrete(self.types.handle))]);
    }

    fn get(&self, field_index: u32) -> I<'static> {
        I::StructGet { struct_type_index: self.types.handle, field_index }
    }

    fn put_in(&self, field_index: u32) -> I<'static> {
        I::StructSet { struct_type_index: self.types.handle, field_index }
    }

    /// Body of `take` (`empty`) or `lend`.
    pub(crate) fn number_body(&self, empty: bool) -> Function {
        let (value, kind) = (0, 1);
        let mut body = Body::new(2);
        self.open(&mut body, value);
        let handle = body.keep(reference(false, self.types.handle));
        body.get(handle).op(self.get(KIND)).get(kind).op(I::I32Ne).when().op(I::Unreachable).end();
        let number = body.get(handle).op(self.get(NUMBER)).keep(ValType::I32);
        body.get(number).op(I::I32Eqz).when().op(I::Unreachable).end();
        if empty {
            body.get(handle).num(0).op(self.put_in(NUMBER));
        }
        body.get(number);
        body.finish()
    }

    /// Body of `borrow`.
    pub(crate) fn borrow_body(&self) -> Function {
        let mut body = Body::new(2);
        body.get(0).get(1).ops([I::GlobalGet(self.chain), I::StructNew(self.types.handle)]);
        let handle = body.keep(reference(false, self.types.handle));
        body.get(handle).op(I::GlobalSet(self.chain)).get(handle).op(I::ExternConvertAny);
        body.finish()
    }

    /// Body of `release`; `drops` are the raw drop functions of the resources that borrows may refer to.
    pub(crate) fn release_body(&self, drops: &[(ResourceId, u32)]) -> Function {
        let mut body = Body::new(1);
        let handle = body.local(reference(true, self.types.handle));
        let number = body.local(ValType::I32);
        body.looped().ops([I::GlobalGet(self.chain), I::LocalTee(handle), I::RefIsNull, I::BrIf(1)]);
        body.get(handle).op(self.get(NEXT)).op(I::GlobalSet(self.chain));
        body.get(handle).op(self.get(NUMBER)).set(number);
        body.get(handle).num(0).op(self.put_in(NUMBER));
        body.get(number).when();
        for (resource, drop) in drops {
            body.get(handle).op(self.get(KIND)).num(kind(*resource)).op(I::I32Eq).when();
            body.get(number).call(*drop).end();
        }
        body.end().again();
        body.get(0).op(I::GlobalSet(self.chain));
        body.finish()
    }

    /// Body of `put`: slots that were freed are chained by the numbers they hold.
    pub(crate) fn put_body(&self) -> Function {
        let mut body = Body::new(1);
        let slot = body.op(I::GlobalGet(self.free_slot)).keep(ValType::I32);
        body.get(slot).ops([I::I32Const(-1), I::I32Eq]).when();
        body.ops([I::TableSize(self.table)]).set(slot);
        body.get(0).num(1).ops([I::TableGrow(self.table), I::I32Const(-1), I::I32Eq]).when();
        body.op(I::Unreachable).end().get(slot).op(I::Return).end();
        body.get(slot).op(I::TableGet(self.table));
        body.ops([I::RefCastNonNull(abstract_heap(AbstractHeapType::I31)), I::I31GetS, I::GlobalSet(self.free_slot)]);
        body.get(slot).get(0).op(I::TableSet(self.table)).get(slot);
        body.finish()
    }

    /// Body of `look`.
    pub(crate) fn look_body(&self) -> Function {
        let mut body = Body::new(1);
        body.get(0).op(I::TableGet(self.table));
        body.finish()
    }

    /// Body of `free`.
    pub(crate) fn free_body(&self) -> Function {
        let mut body = Body::new(1);
        body.get(0).op(I::TableGet(self.table));
        body.get(0).ops([I::GlobalGet(self.free_slot), I::RefI31, I::TableSet(self.table)]);
        body.get(0).op(I::GlobalSet(self.free_slot));
        body.finish()
    }

    /// Turns the `anyref` on the stack into a representation of this type.
    pub(crate) fn from_any(body: &mut Body, ty: ValType) {
        match ty {
            ValType::Ref(reference) if is_extern(reference) => {
                body.op(I::ExternConvertAny);
                if !reference.nullable {
                    body.op(I::RefAsNonNull);
                }
            }
            ValType::Ref(RefType { nullable: true, heap_type }) => {
                body.op(I::RefCastNullable(heap_type));
            }
            ValType::Ref(RefType { nullable: false, heap_type }) => {
                body.op(I::RefCastNonNull(heap_type));
            }
            ValType::I32 | ValType::I64 | ValType::F32 | ValType::F64 | ValType::V128 => {
                body.op(I::Unreachable);
            }
        }
    }

    /// Turns the representation of this type on the stack into an `anyref`.
    pub(crate) fn to_any(body: &mut Body, ty: ValType) {
        if matches!(ty, ValType::Ref(reference) if is_extern(reference)) {
            body.op(I::AnyConvertExtern);
        }
    }
}

fn is_extern(reference: RefType) -> bool {
    matches!(reference.heap_type, HeapType::Abstract { ty: AbstractHeapType::Extern | AbstractHeapType::NoExtern, .. })
}

fn abstract_heap(ty: AbstractHeapType) -> HeapType {
    HeapType::Abstract { shared: false, ty }
}

impl Emitter<'_> {
    /// Turns the number on the stack into an `externref`.
    pub(super) fn lift_handle(&self, body: &mut Body, handle: Handle) {
        let kind = kind(handle.resource);
        match handle.lift() {
            HandleLift::WrapOwn | HandleLift::Reclaim => self.wrap_own(body, handle.resource),
            HandleLift::WrapBorrow => {
                body.num(kind).call(self.handles.borrow);
            }
            HandleLift::Representation => {
                match self.representation(handle.resource) {
                    Representation::Number => body.num(kind).op(I::StructNew(self.handles.types.boxed)),
                    Representation::Reference(_) => body.call(self.handles.look),
                };
                body.op(I::ExternConvertAny);
            }
        }
        // The guest may have asked for a non-null reference; the number of a handle is never null.
        body.op(I::RefAsNonNull);
    }

    /// Turns the number of an own handle on the stack into an `externref`.
    pub(super) fn wrap_own(&self, body: &mut Body, resource: ResourceId) {
        let HandleTypes { handle, .. } = self.handles.types;
        body.num(kind(resource)).op(I::RefNull(HeapType::Concrete(handle)));
        body.ops([I::StructNew(handle), I::ExternConvertAny]);
    }

    /// Turns the `externref` on the stack into a number.
    pub(super) fn lower_handle(&self, body: &mut Body, handle: Handle) {
        let number = match handle.lower() {
            HandleLower::Move | HandleLower::New => self.handles.take,
            HandleLower::Lend => self.handles.lend,
        };
        body.num(kind(handle.resource)).call(number);
    }
}
