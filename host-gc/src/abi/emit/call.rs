//! Wrappers: a guest function with GC types as a core function of the linear ABI, and the other way round.

use wasm_encoder::{AbstractHeapType, FuncType, HeapType, Instruction as I, StorageType, ValType};
use witloom_bindgen::model::{ResourceId, TypeId};
use witloom_bindgen::plan::{Base, Call, Place, Step, Which};

use super::handle::{EXTERNREF, Handles, Representation, kind};
use super::lift::Address;
use super::scalar::Scalar;
use super::{Emitter, val_type};
use crate::abi::error::Result;
use crate::abi::module::body::{Body, reference};

/// A function of the module's own that a wrapper stands for.
#[derive(Debug, Clone)]
pub(crate) struct Guest {
    /// Its function index (exports), or that of the raw import to call.
    pub(crate) function: u32,
    /// Its core type.
    pub(crate) ty: FuncType,
}

/// Locals of a wrapper that its steps share.
#[derive(Debug, Default)]
struct Frame {
    params_area: u32,
    result_area: u32,
    /// The result, in the form that the callee gave it.
    result: u32,
    chain: Option<u32>,
    released: bool,
}

impl Emitter<'_> {
    /// Whether all values of a call are single numbers that go flat: then both ABIs are the same.
    pub(crate) fn is_plain(&self, call: &Call) -> bool {
        let function = &self.world.interface(call.interface).functions[call.function];
        let mut types = function.params.iter().map(|param| param.ty).chain(function.result);
        call.param_area.is_none() && types.all(|ty| self.is_scalar(ty))
    }

    fn is_scalar(&self, ty: TypeId) -> bool {
        Scalar::of(self.mem(ty)).is_some()
    }

    /// Adds the linear form of an exported function; returns its index.
    pub(crate) fn export(&mut self, call: &Call, guest: &Guest) -> Result<u32> {
        let params: Vec<ValType> = call.params.iter().map(|core| val_type(*core)).collect();
        let results: Vec<ValType> = call.results.iter().map(|core| val_type(*core)).collect();
        let signature = self.signature(&params, &results)?;
        let mut body = Body::new(params.len());
        let mut frame = Frame::default();
        if call.steps.iter().any(|step| matches!(step, Step::DropBorrows { .. })) {
            let saved = body.op(I::GlobalGet(self.handles.chain)).keep(reference(true, self.handles.types.handle));
            let none = HeapType::Concrete(self.handles.types.handle);
            body.ops([I::RefNull(none), I::GlobalSet(self.handles.chain)]);
            frame.chain = Some(saved);
        }
        for step in &call.steps {
            self.export_step(&mut body, call, guest, &mut frame, step)?;
        }
        let index = self.reserve();
        self.define(index, signature, body.finish());
        Ok(index)
    }

    fn export_step(
        &mut self,
        body: &mut Body,
        call: &Call,
        guest: &Guest,
        frame: &mut Frame,
        step: &Step,
    ) -> Result<()> {
        match step {
            Step::Lift { what, ty, from } => self.lift_place(body, *ty, guest_type(guest, *what), *from, 0),
            Step::CallUser => {
                self.arena.enter_export(body);
                body.call(guest.function);
                if let Some(ty) = guest.ty.results().first() {
                    frame.result = body.keep(*ty);
                }
                Ok(())
            }
            Step::DropBorrows { .. } => {
                if let (Some(chain), false) = (frame.chain, frame.released) {
                    body.get(chain).call(self.handles.release);
                    frame.released = true;
                }
                Ok(())
            }
            Step::Area { layout, .. } => {
                self.arena.take(body, layout.size, layout.align);
                frame.result_area = body.keep(ValType::I32);
                Ok(())
            }
            Step::Lower { what, ty, to } => {
                self.lower_place(body, *ty, guest_type(guest, *what), frame.result, *to, frame.result_area)
            }
            Step::Return => {
                if call.result_area.is_some() {
                    body.get(frame.result_area);
                } else {
                    self.arena.leave_export(body);
                }
                Ok(())
            }
            // The arena gives memory back as a whole.
            Step::Free { .. } | Step::FreeArea { .. } | Step::FreeLowered => Ok(()),
            // Async functions are refused before.
            Step::Await | Step::Restore { .. } | Step::TaskReturn | Step::TaskCancel => Ok(()),
            // Steps of imports.
            Step::CallImport | Step::Transfer { .. } => Ok(()),
        }
    }

    /// Defines `index` as the GC form of an imported function; its type is the guest's own.
    pub(crate) fn import(&mut self, index: u32, ty: u32, call: &Call, guest: &Guest) -> Result<()> {
        let mut body = Body::new(guest.ty.params().len());
        let mut frame = Frame::default();
        let mark = self.arena.enter_import(&mut body);
        for step in &call.steps {
            self.import_step(&mut body, call, guest, &mut frame, step)?;
        }
        self.arena.leave_import(&mut body, mark);
        self.define(index, ty, body.finish());
        Ok(())
    }

    fn import_step(
        &mut self,
        body: &mut Body,
        call: &Call,
        guest: &Guest,
        frame: &mut Frame,
        step: &Step,
    ) -> Result<()> {
        match step {
            Step::Area { base, layout } => {
                self.arena.take(body, layout.size, layout.align);
                let area = body.keep(ValType::I32);
                match base {
                    Base::Params => frame.params_area = area,
                    Base::Result => frame.result_area = area,
                }
                Ok(())
            }
            Step::Lower { what, ty, to } => {
                let local = match what {
                    Which::Param(at) => *at as u32,
                    Which::Result => frame.result,
                };
                self.lower_place(body, *ty, guest_type(guest, *what), local, *to, frame.params_area)
            }
            Step::CallImport => {
                if call.param_area.is_some() {
                    body.get(frame.params_area);
                }
                if call.result_area.is_some() {
                    body.get(frame.result_area);
                }
                body.call(guest.function);
                if let Some(core) = call.results.first() {
                    frame.result = body.keep(val_type(*core));
                }
                Ok(())
            }
            Step::Lift { what, ty, from } => {
                let local = if call.result_area.is_some() { frame.result_area } else { frame.result };
                self.lift_place(body, *ty, guest_type(guest, *what), *from, local)
            }
            // Lowering empties the handles that move; the arena gives memory back as a whole.
            Step::Transfer { .. } | Step::FreeLowered | Step::Free { .. } | Step::FreeArea { .. } => Ok(()),
            // Async functions are refused before.
            Step::Await | Step::Restore { .. } | Step::TaskReturn | Step::TaskCancel => Ok(()),
            // Steps of exports.
            Step::CallUser | Step::DropBorrows { .. } | Step::Return => Ok(()),
        }
    }

    /// `first` is the local of the first core value, or of the area's address.
    fn lift_place(&mut self, body: &mut Body, ty: TypeId, core: StorageType, from: Place, first: u32) -> Result<()> {
        match from {
            Place::Flat { first: at } => {
                let count = self.flat_types(ty).len() as u32;
                let locals: Vec<u32> = (first + at..first + at + count).collect();
                self.lift_flat(body, ty, core, &locals)
            }
            Place::Memory { offset, .. } => self.lift_mem(body, ty, core, Address { base: first, offset }),
        }
    }

    fn lower_place(
        &mut self,
        body: &mut Body,
        ty: TypeId,
        core: StorageType,
        value: u32,
        to: Place,
        area: u32,
    ) -> Result<()> {
        match to {
            Place::Flat { .. } => self.lower_flat(body, ty, core, value),
            Place::Memory { offset, .. } => self.lower_mem(body, ty, core, value, Address { base: area, offset }),
        }
    }

    /// Defines `index` as `[resource-drop]` on an `externref`.
    pub(crate) fn resource_drop(&mut self, index: u32, ty: u32, resource: ResourceId, raw: u32) {
        let mut body = Body::new(1);
        body.get(0).num(kind(resource)).call(self.handles.take).call(raw);
        self.define(index, ty, body.finish());
    }

    /// Defines `index` as `[resource-new]`: representation to `externref`.
    pub(crate) fn resource_new(&mut self, index: u32, ty: u32, resource: ResourceId, raw: u32) {
        let mut body = Body::new(1);
        body.get(0);
        if let Representation::Reference(reference) = self.representation(resource) {
            Handles::to_any(&mut body, reference);
            body.call(self.handles.put);
        }
        body.call(raw);
        self.wrap_own(&mut body, resource);
        self.define(index, ty, body.finish());
    }

    /// Defines `index` as `[resource-rep]`: own handle or borrow to representation.
    pub(crate) fn resource_rep(&mut self, index: u32, ty: u32, resource: ResourceId, raw: u32) {
        let mut body = Body::new(1);
        let types = self.handles.types;
        let any = ValType::Ref(wasm_encoder::RefType {
            nullable: true,
            heap_type: HeapType::Abstract { shared: false, ty: AbstractHeapType::Any },
        });
        let object = body.get(0).op(I::AnyConvertExtern).keep(any);
        let is_handle = I::RefTestNonNull(HeapType::Concrete(types.handle));
        let number = |this: &Self, body: &mut Body| {
            body.get(0).num(kind(resource)).call(this.handles.lend).call(raw);
        };
        match self.representation(resource) {
            Representation::Reference(reference) => {
                body.get(object).op(is_handle).when();
                number(self, &mut body);
                body.call(self.handles.look).set(object).end().get(object);
                Handles::from_any(&mut body, reference);
            }
            Representation::Number => {
                body.get(object).op(is_handle).when();
                number(self, &mut body);
                body.op(I::Return).end();
                body.get(object).op(I::RefCastNonNull(HeapType::Concrete(types.boxed)));
                let boxed = body.keep(reference(false, types.boxed));
                let field = |field_index| I::StructGet { struct_type_index: types.boxed, field_index };
                body.get(boxed).op(field(1)).num(kind(resource)).op(I::I32Ne).when().op(I::Unreachable).end();
                body.get(boxed).op(field(0));
            }
        }
        self.define(index, ty, body.finish());
    }

    /// Adds the destructor that the component model calls: it frees the table's slot, then calls the guest's.
    pub(crate) fn destructor(&mut self, resource: ResourceId, guest: Option<u32>) -> Result<u32> {
        let signature = self.signature(&[ValType::I32], &[])?;
        let mut body = Body::new(1);
        body.get(0);
        if let Representation::Reference(reference) = self.representation(resource) {
            body.call(self.handles.free);
            if guest.is_some() {
                Handles::from_any(&mut body, reference);
            }
        }
        match guest {
            Some(function) => body.call(function),
            None => body.op(I::Drop),
        };
        let index = self.reserve();
        self.define(index, signature, body.finish());
        Ok(index)
    }

    /// Adds the functions that handles need, at the indices that [`Handles`] says.
    pub(crate) fn handle_functions(&mut self, drops: &[(ResourceId, u32)]) -> Result<()> {
        let any = ValType::Ref(wasm_encoder::RefType::ANYREF);
        let chain = reference(true, self.handles.types.handle);
        let number = self.signature(&[EXTERNREF, ValType::I32], &[ValType::I32])?;
        let borrow = self.signature(&[ValType::I32, ValType::I32], &[EXTERNREF])?;
        let release = self.signature(&[chain], &[])?;
        let put = self.signature(&[any], &[ValType::I32])?;
        let look = self.signature(&[ValType::I32], &[any])?;
        let handles = self.handles.clone();
        self.define(handles.take, number, handles.number_body(true));
        self.define(handles.lend, number, handles.number_body(false));
        self.define(handles.borrow, borrow, handles.borrow_body());
        self.define(handles.release, release, handles.release_body(drops));
        self.define(handles.put, put, handles.put_body());
        self.define(handles.look, look, handles.look_body());
        self.define(handles.free, look, handles.free_body());
        Ok(())
    }
}

fn guest_type(guest: &Guest, what: Which) -> StorageType {
    let ty = match what {
        Which::Param(at) => guest.ty.params().get(at),
        Which::Result => guest.ty.results().first(),
    };
    StorageType::Val(ty.copied().unwrap_or(ValType::I32))
}
