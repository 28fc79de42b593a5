//! Wrappers: a guest function with GC types as a core function of the linear ABI, and the other way round.

use wasm_encoder::{AbstractHeapType, FuncType, HeapType, Instruction as I, StorageType, ValType};
use witloom_bindgen::binding::{CoreResult, Flow, Func, Passed, Scope, Spell, Spot, Step, drive};
use witloom_bindgen::model::{Layout, ResourceId, TypeId};
use witloom_bindgen::nothing;
use witloom_bindgen::plan::{Base, Which};

use super::handle::{EXTERNREF, Handles, Representation, kind};
use super::lift::Address;
use super::{Emitter, val_type};
use crate::abi::error::{BridgeError, Result};
use crate::abi::module::body::{Body, reference};

/// A function of the module's own that a wrapper stands for.
#[derive(Debug, Clone)]
pub(crate) struct Guest {
    /// Its function index (exports), or that of the raw import to call.
    pub(crate) function: u32,
    /// Its core type.
    pub(crate) ty: FuncType,
}

/// A wrapper that is being written, one step of its function after another.
#[derive(Debug)]
struct Wrapper<'w, 'a> {
    emitter: &'w mut Emitter<'a>,
    guest: &'w Guest,
    body: Body,
    params_area: u32,
    result_area: u32,
    /// The result, in the form that the callee gave it.
    result: u32,
    /// The borrows of the calls around this one.
    chain: Option<u32>,
}

impl<'w, 'a> Wrapper<'w, 'a> {
    fn new(emitter: &'w mut Emitter<'a>, guest: &'w Guest, params: usize) -> Self {
        let body = Body::new(params);
        Self { emitter, guest, body, params_area: 0, result_area: 0, result: 0, chain: None }
    }

    /// Keeps the borrows of the calls around this one aside.
    fn begin_borrows(&mut self) {
        let handles = &self.emitter.handles;
        let (chain, handle) = (handles.chain, handles.types.handle);
        self.chain = Some(self.body.op(I::GlobalGet(chain)).keep(reference(true, handle)));
        self.body.ops([I::RefNull(HeapType::Concrete(handle)), I::GlobalSet(chain)]);
    }

    /// `first` is the local of the first core value, or of the area's address.
    fn lift(&mut self, what: Which, passed: &Passed, first: u32) -> Result<()> {
        let (ty, core) = (passed.ty, guest_type(self.guest, what));
        match passed.spot {
            Spot::Flat(cores) => {
                let locals: Vec<u32> = cores.range().map(|at| first + at).collect();
                self.emitter.lift_flat(&mut self.body, ty, core, &locals)
            }
            Spot::Memory(offset) => self.emitter.lift_mem(&mut self.body, ty, core, Address { base: first, offset }),
        }
    }

    /// `value` is the local of the value, `area` that of the area's address.
    fn lower(&mut self, what: Which, passed: &Passed, value: u32, area: u32) -> Result<()> {
        let (ty, core) = (passed.ty, guest_type(self.guest, what));
        match passed.spot {
            Spot::Flat(_) => self.emitter.lower_flat(&mut self.body, ty, core, value),
            Spot::Memory(offset) => {
                self.emitter.lower_mem(&mut self.body, ty, core, value, Address { base: area, offset })
            }
        }
    }
}

/// The arena gives memory back as a whole, and lowering empties the handles that move: steps about single ones add
/// nothing. Async functions are refused before.
impl Spell for Wrapper<'_, '_> {
    type Error = BridgeError;

    nothing! {
        enter(Scope);
        moved();
        leave(Scope);
        give();
        restored();
        give_cancelled();
        task_return();
        task_cancel();
    }

    fn area(&mut self, _: &Func, base: Base, layout: Layout) -> Result<()> {
        self.emitter.arena.take(&mut self.body, layout.size, layout.align);
        let area = self.body.keep(ValType::I32);
        match base {
            Base::Params => self.params_area = area,
            Base::Result => self.result_area = area,
        }
        Ok(())
    }

    fn lower_param(&mut self, _: &Func, index: usize, param: &Passed) -> Result<()> {
        self.lower(Which::Param(index), param, index as u32, self.params_area)
    }

    fn lift_param(&mut self, _: &Func, index: usize, param: &Passed) -> Result<()> {
        self.lift(Which::Param(index), param, 0)
    }

    fn lower_result(&mut self, _: &Func, result: &Passed) -> Result<()> {
        self.lower(Which::Result, result, self.result, self.result_area)
    }

    fn lift_result(&mut self, func: &Func, result: &Passed) -> Result<()> {
        let first = if func.result_area.is_some() { self.result_area } else { self.result };
        self.lift(Which::Result, result, first)
    }

    fn call_core(&mut self, func: &Func) -> Result<()> {
        if func.param_area.is_some() {
            self.body.get(self.params_area);
        }
        if func.result_area.is_some() {
            self.body.get(self.result_area);
        }
        self.body.call(self.guest.function);
        if let Some(core) = func.core_result {
            self.result = self.body.keep(val_type(core));
        }
        Ok(())
    }

    fn call_user(&mut self, _: &Func) -> Result<Flow> {
        self.emitter.arena.enter_export(&mut self.body);
        self.body.call(self.guest.function);
        if let Some(ty) = self.guest.ty.results().first() {
            self.result = self.body.keep(*ty);
        }
        Ok(Flow::Next)
    }

    fn end_borrows(&mut self, _: &Func) -> Result<()> {
        if let Some(chain) = self.chain.take() {
            self.body.get(chain).call(self.emitter.handles.release);
        }
        Ok(())
    }

    fn give_core(&mut self, _: &Func, result: CoreResult) -> Result<()> {
        match result {
            CoreResult::Area => {
                self.body.get(self.result_area);
            }
            CoreResult::Nothing | CoreResult::Value(_) => self.emitter.arena.leave_export(&mut self.body),
        }
        Ok(())
    }

    fn wait(&mut self, _: &Func) -> Result<Flow> {
        Ok(Flow::Next)
    }
}

impl Emitter<'_> {
    /// Whether all values of a call are single numbers that go flat: then both ABIs are the same.
    pub(crate) fn is_plain(&self, func: &Func) -> bool {
        let mut passed = func.params.iter().chain(&func.result);
        func.param_area.is_none() && passed.all(|passed| self.is_scalar(passed.ty))
    }

    fn is_scalar(&self, ty: TypeId) -> bool {
        self.scalar(ty).is_some()
    }

    /// Type index of the linear form of a function.
    pub(crate) fn linear(&mut self, func: &Func) -> Result<u32> {
        let params: Vec<ValType> = func.core_params.iter().map(|core| val_type(*core)).collect();
        let results: Vec<ValType> = func.core_result.iter().map(|core| val_type(*core)).collect();
        self.signature(&params, &results)
    }

    /// Adds the linear form of an exported function; returns its index.
    pub(crate) fn export(&mut self, func: &Func, guest: &Guest) -> Result<u32> {
        let signature = self.linear(func)?;
        let mut wrapper = Wrapper::new(self, guest, func.core_params.len());
        if func.steps.contains(&Step::EndBorrows) {
            wrapper.begin_borrows();
        }
        drive(func, &mut wrapper)?;
        let body = wrapper.body.finish();
        let index = self.reserve();
        self.define(index, signature, body);
        Ok(index)
    }

    /// Defines `index` as the GC form of an imported function; its type is the guest's own.
    pub(crate) fn import(&mut self, index: u32, ty: u32, func: &Func, guest: &Guest) -> Result<()> {
        let mut wrapper = Wrapper::new(self, guest, guest.ty.params().len());
        let mark = wrapper.emitter.arena.enter_import(&mut wrapper.body);
        drive(func, &mut wrapper)?;
        wrapper.emitter.arena.leave_import(&mut wrapper.body, mark);
        let body = wrapper.body.finish();
        self.define(index, ty, body);
        Ok(())
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
