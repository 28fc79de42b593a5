//! The plan of a call: core signature and steps. Asynchronous calls are in [`task`](super::task).

use super::nodes::{FlatSlot, Slot};
use super::shape::{align_to, flat_slots, slots};
use super::{MAX_FLAT_PARAMS, MAX_FLAT_RESULTS, task};
use crate::model::{Core, Function, Interface, InterfaceId, Layout, Side, TypeId, World};

/// A block of memory that a step refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Base {
    /// Where parameters lie when there are more than 16 core values of them.
    Params,
    /// Where the result lies when it takes more than one core value.
    Result,
}

/// Where a value is lifted from or lowered to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Core values of the signature, from this position on.
    Flat {
        /// First core parameter, or 0 for a result.
        first: u32,
    },
    /// Memory at an offset.
    Memory {
        /// The block.
        base: Base,
        /// Bytes from its start.
        offset: u32,
    },
}

/// Which value of the function a step moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The parameter with this index.
    Param(usize),
    /// The result.
    Result,
}

/// One step of a call, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Import: take a block from the guest's own memory. Freed by [`Step::FreeArea`].
    Area {
        /// Which one.
        base: Base,
        /// Size and alignment.
        layout: Layout,
    },
    /// Turn a value of the language into core values or memory. Blocks it takes for strings and lists are
    /// freed by [`Step::FreeLowered`] for parameters of imports, by the post-return for results of exports.
    Lower {
        /// Which value.
        what: Which,
        /// Its type.
        ty: TypeId,
        /// To where.
        to: Place,
    },
    /// Import: call the core function; then its core result or the result block is there.
    CallImport,
    /// Import: own handles and ends inside this parameter belong to the callee now; its wrappers become empty.
    Transfer {
        /// Parameter index.
        param: usize,
    },
    /// Import: free every block that [`Step::Lower`] took for parameters.
    FreeLowered,
    /// Turn core values or memory into a value of the language; the memory stays owned by this side until
    /// [`Step::Free`].
    Lift {
        /// Which value.
        what: Which,
        /// Its type.
        ty: TypeId,
        /// From where.
        from: Place,
    },
    /// Free what a lifted value owns: blocks that the caller put into our memory through `cabi_realloc`.
    Free {
        /// Type of the value.
        ty: TypeId,
        /// Where it lies. For flat places the core values that were lifted.
        at: Place,
    },
    /// Free the block itself: ours for imports, the caller's (taken through `cabi_realloc`) for exports.
    FreeArea {
        /// Which one.
        base: Base,
        /// Size and alignment it was taken with.
        layout: Layout,
    },
    /// Export: call the user's function with the lifted parameters.
    CallUser,
    /// Export: drop the borrow handles that lifting this parameter created.
    DropBorrows {
        /// Parameter index.
        param: usize,
    },
    /// Export: return the core result: nothing, one core value, or the pointer of the result block.
    Return,
    /// Import, lowered asynchronously: until the call has resolved. The core result says whether it has already. When it
    /// was cancelled, the steps of [`Asynchrony::Subtask`] follow instead of the rest. Lowered parameters must stay until
    /// the callee has started, the result block until the call has resolved.
    Await,
    /// Import: the callee never started, so that own handles and ends inside this parameter are ours again.
    Restore {
        /// Parameter index.
        param: usize,
    },
    /// Export, lifted with a callback: hand the result over by `task.return`, in an entry of the task itself.
    TaskReturn,
    /// Export, lifted with a callback: agree to a cancellation by `task.cancel`, in an entry of the task itself.
    TaskCancel,
}

/// How a language lifts the async functions that it exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lift {
    /// As other functions: the instance blocks while the function waits.
    #[default]
    Sync,
    /// With a callback: the core function returns when it has to wait, and the callback gets each event.
    Callback,
}

/// How a language lowers the async functions that it imports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lower {
    /// As other functions: the instance blocks until the callee has returned.
    #[default]
    Sync,
    /// The core function returns at once, with the state of the call.
    Async,
}

/// What a language chooses for `async func`. Other functions are always synchronous.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Modes {
    /// Exports.
    pub lift: Lift,
    /// Imports.
    pub lower: Lower,
}

impl Modes {
    /// Many calls under way at once.
    pub const ASYNC: Self = Self { lift: Lift::Callback, lower: Lower::Async };
}

/// The core function that hands over the result of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskReturn {
    /// Import module.
    pub module: String,
    /// `[task-return]name`.
    pub name: String,
    /// Core parameters: up to 16 of the result, else the address of its block.
    pub params: Vec<Core>,
}

/// What an asynchronous call has besides a synchronous one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asynchrony {
    /// An import that is lowered asynchronously. The core result is the state, with the subtask's handle above four bits.
    Subtask {
        /// What follows [`Step::Await`] when the call was cancelled before the callee started.
        unstarted: Vec<Step>,
        /// What follows it when the call was cancelled later, before the callee returned.
        cancelled: Vec<Step>,
    },
    /// An export that is lifted with a callback. The core result is the callback code.
    Task {
        /// Name of the core export that gets each event: its code and two payloads.
        callback: String,
        /// How the result is handed over.
        task_return: TaskReturn,
        /// What follows [`Step::CallUser`] when the user's function agreed to a cancellation.
        cancelled: Vec<Step>,
    },
}

/// What the caller calls after it has read the result of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostReturn {
    /// Name of the core export, `cabi_post_…`. It gets the core result.
    pub core_name: String,
    /// Frees, in order.
    pub steps: Vec<Step>,
}

/// The plan of one function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The interface it is in, which says whether it is imported or exported.
    pub interface: InterfaceId,
    /// Position in the interface's functions.
    pub function: usize,
    /// Imported or exported.
    pub side: Side,
    /// Import module; empty for exports.
    pub core_module: String,
    /// Import name, or name of the core export.
    pub core_name: String,
    /// Core parameters.
    pub params: Vec<Core>,
    /// Core results, at most one.
    pub results: Vec<Core>,
    /// The block for parameters, when they don't go flat.
    pub param_area: Option<Layout>,
    /// The block for the result, when it doesn't go flat.
    pub result_area: Option<Layout>,
    /// What happens, in order.
    pub steps: Vec<Step>,
    /// For exports whose result owns memory.
    pub post_return: Option<PostReturn>,
    /// For async functions in an asynchronous mode.
    pub asynchrony: Option<Asynchrony>,
}

/// Plans one function of an interface.
pub(super) fn plan(world: &World, interface: &Interface, index: usize, modes: Modes) -> Call {
    let function = &interface.functions[index];
    match (interface.side, function.is_async, modes) {
        (Side::Import, true, Modes { lower: Lower::Async, .. }) => task::import(world, interface, index),
        (Side::Export, true, Modes { lift: Lift::Callback, .. }) => task::export(world, interface, index),
        (Side::Import, ..) => import(world, interface, index, &Shape::of(world, function, Limits::SYNC)),
        (Side::Export, ..) => export(world, interface, index, &Shape::of(world, function, Limits::SYNC)),
    }
}

/// Most core values that go flat.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    pub params: usize,
    pub results: usize,
}

impl Limits {
    const SYNC: Self = Self { params: MAX_FLAT_PARAMS, results: MAX_FLAT_RESULTS };
}

/// How parameters and result travel, for either side.
pub(super) struct Shape {
    pub params: Vec<(TypeId, Place)>,
    pub param_area: Option<Layout>,
    pub flat_params: Vec<Core>,
    pub result: Option<(TypeId, Place)>,
    pub result_area: Option<Layout>,
    pub flat_result: Vec<Core>,
}

impl Shape {
    pub(super) fn of(world: &World, function: &Function, limits: Limits) -> Self {
        let types: Vec<TypeId> = function.params.iter().map(|p| p.ty).collect();
        let count = |ty: &TypeId| world.ty(*ty).flat.as_ref().map_or(0, Vec::len);
        let fits = types.iter().map(count).sum::<usize>() <= limits.params;
        let flat = flat_slots(world, types.iter().copied()).filter(|_| fits);
        let (params, param_area, flat_params) = match flat {
            Some(flat) => (flat_places(&flat), None, flat_cores(world, &types)),
            None => {
                let slots = slots(world, types.iter().copied());
                (memory_places(&slots), Some(area(world, &slots)), vec![Core::I32])
            }
        };
        let (result, result_area, flat_result) = match function.result {
            None => (None, None, Vec::new()),
            Some(ty) => result_shape(world, ty, limits.results),
        };
        Self { params, param_area, flat_params, result, result_area, flat_result }
    }
}

type ResultShape = (Option<(TypeId, Place)>, Option<Layout>, Vec<Core>);

fn result_shape(world: &World, ty: TypeId, limit: usize) -> ResultShape {
    match &world.ty(ty).flat {
        Some(flat) if flat.len() <= limit => (Some((ty, Place::Flat { first: 0 })), None, flat.clone()),
        Some(_) | None => {
            let place = Place::Memory { base: Base::Result, offset: 0 };
            (Some((ty, place)), Some(world.ty(ty).layout), Vec::new())
        }
    }
}

fn flat_places(slots: &[FlatSlot]) -> Vec<(TypeId, Place)> {
    slots.iter().map(|slot| (slot.ty, Place::Flat { first: slot.first })).collect()
}

fn memory_places(slots: &[Slot]) -> Vec<(TypeId, Place)> {
    slots.iter().map(|slot| (slot.ty, Place::Memory { base: Base::Params, offset: slot.offset })).collect()
}

fn flat_cores(world: &World, types: &[TypeId]) -> Vec<Core> {
    let cores: Vec<Core> = types.iter().flat_map(|ty| world.ty(*ty).flat.iter().flatten().copied()).collect();
    debug_assert!(cores.len() <= MAX_FLAT_PARAMS, "flat_slots bounds it");
    cores
}

fn area(world: &World, slots: &[Slot]) -> Layout {
    let align = slots.iter().map(|slot| world.ty(slot.ty).layout.align).max().unwrap_or(1);
    let end = slots.last().map_or(0, |slot| slot.offset + world.ty(slot.ty).layout.size);
    Layout { size: align_to(end, align), align }
}

fn import(world: &World, interface: &Interface, index: usize, shape: &Shape) -> Call {
    let mut steps = lower_params(shape);
    steps.push(Step::CallImport);
    steps.extend(transfers(world, shape));
    steps.extend(free_params(world, shape));
    steps.extend(take_result(world, shape));
    let mut params = shape.flat_params.clone();
    if shape.result_area.is_some() {
        params.push(Core::I32);
    }
    Call {
        interface: interface.id,
        function: index,
        side: Side::Import,
        core_module: interface.full_name.clone(),
        core_name: interface.functions[index].core_name.clone(),
        params,
        results: shape.flat_result.clone(),
        param_area: shape.param_area,
        result_area: shape.result_area,
        steps,
        post_return: None,
        asynchrony: None,
    }
}

/// Import: blocks for parameters and result, then the parameters.
pub(super) fn lower_params(shape: &Shape) -> Vec<Step> {
    let mut steps = Vec::new();
    let areas = [(Base::Params, shape.param_area), (Base::Result, shape.result_area)];
    steps.extend(areas.iter().filter_map(|(base, layout)| layout.map(|layout| Step::Area { base: *base, layout })));
    for (index, (ty, to)) in shape.params.iter().enumerate() {
        steps.push(Step::Lower { what: Which::Param(index), ty: *ty, to: *to });
    }
    steps
}

/// Import: what the callee has now.
pub(super) fn transfers(world: &World, shape: &Shape) -> Vec<Step> {
    moving(world, shape).map(|param| Step::Transfer { param }).collect()
}

/// Parameters with own handles or ends inside.
pub(super) fn moving<'a>(world: &'a World, shape: &'a Shape) -> impl Iterator<Item = usize> + 'a {
    let params = shape.params.iter().enumerate();
    params.filter(|(_, (ty, _))| world.ty(*ty).facts.moves()).map(|(param, _)| param)
}

/// Import: what lowering parameters took.
pub(super) fn free_params(world: &World, shape: &Shape) -> Vec<Step> {
    let mut steps = Vec::new();
    if shape.params.iter().any(|(ty, _)| world.ty(*ty).facts.has_heap) {
        steps.push(Step::FreeLowered);
    }
    if let Some(layout) = shape.param_area {
        steps.push(Step::FreeArea { base: Base::Params, layout });
    }
    steps
}

/// Import: the result, and what it lay in.
pub(super) fn take_result(world: &World, shape: &Shape) -> Vec<Step> {
    let mut steps = Vec::new();
    if let Some((ty, from)) = shape.result {
        steps.push(Step::Lift { what: Which::Result, ty, from });
        if world.ty(ty).facts.has_heap {
            steps.push(Step::Free { ty, at: from });
        }
    }
    if let Some(layout) = shape.result_area {
        steps.push(Step::FreeArea { base: Base::Result, layout });
    }
    steps
}

fn export(world: &World, interface: &Interface, index: usize, shape: &Shape) -> Call {
    let core_name = export_name(interface, &interface.functions[index]);
    let mut steps = lift_params(world, shape);
    steps.push(Step::CallUser);
    steps.extend(drop_borrows(world, shape));
    if let Some(layout) = shape.result_area {
        steps.push(Step::Area { base: Base::Result, layout });
    }
    if let Some((ty, to)) = shape.result {
        steps.push(Step::Lower { what: Which::Result, ty, to });
    }
    steps.push(Step::Return);
    let results = if shape.result_area.is_some() { vec![Core::I32] } else { shape.flat_result.clone() };
    Call {
        interface: interface.id,
        function: index,
        side: Side::Export,
        core_module: String::new(),
        post_return: post_return(world, &core_name, shape),
        core_name,
        params: shape.flat_params.clone(),
        results,
        param_area: shape.param_area,
        result_area: shape.result_area,
        steps,
        asynchrony: None,
    }
}

/// Export: the parameters, and what they lay in.
pub(super) fn lift_params(world: &World, shape: &Shape) -> Vec<Step> {
    let mut steps = Vec::new();
    for (index, (ty, from)) in shape.params.iter().enumerate() {
        steps.push(Step::Lift { what: Which::Param(index), ty: *ty, from: *from });
    }
    for (ty, at) in shape.params.iter().filter(|(ty, _)| world.ty(*ty).facts.has_heap) {
        steps.push(Step::Free { ty: *ty, at: *at });
    }
    if let Some(layout) = shape.param_area {
        steps.push(Step::FreeArea { base: Base::Params, layout });
    }
    steps
}

/// Export: borrows that lifting the parameters made.
pub(super) fn drop_borrows(world: &World, shape: &Shape) -> Vec<Step> {
    let params = shape.params.iter().enumerate();
    let borrowed = params.filter(|(_, (ty, _))| world.ty(*ty).facts.has_imported_borrow);
    borrowed.map(|(param, _)| Step::DropBorrows { param }).collect()
}

fn post_return(world: &World, core_name: &str, shape: &Shape) -> Option<PostReturn> {
    let layout = shape.result_area?;
    let (ty, at) = shape.result?;
    let mut steps = Vec::new();
    if world.ty(ty).facts.has_heap {
        steps.push(Step::Free { ty, at });
    }
    steps.push(Step::FreeArea { base: Base::Result, layout });
    Some(PostReturn { core_name: format!("cabi_post_{core_name}"), steps })
}

/// Name of the core export: `interface#function`, or the function alone for the world's own.
pub(super) fn export_name(interface: &Interface, function: &Function) -> String {
    match interface.key {
        crate::model::Key::Root => function.core_name.clone(),
        crate::model::Key::Inline(_) | crate::model::Key::Package(..) => {
            format!("{}#{}", interface.full_name, function.core_name)
        }
    }
}
