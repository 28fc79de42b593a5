//! The plan of a call: core signature, and where parameters and result travel. Asynchronous calls are in
//! [`task`](super::task).

use super::nodes::{FlatSlot, Slot};
use super::shape::{align_to, flat_slots, slots};
use super::{MAX_FLAT_PARAMS, MAX_FLAT_RESULTS};
use crate::model::{Core, Function, Interface, InterfaceId, Layout, Side, TypeId, World};

/// A block of memory that parameters or the result lie in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Base {
    /// Where parameters lie when there are more than 16 core values of them.
    Params,
    /// Where the result lies when it takes more than one core value.
    Result,
}

/// Where a value is lifted from or lowered to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
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

/// A value with the place where it travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Its type.
    pub ty: TypeId,
    /// From where it is lifted, or to where it is lowered.
    pub place: Location,
}

/// Which value of a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The parameter with this index.
    Param(usize),
    /// The result.
    Result,
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
    Subtask,
    /// An export that is lifted with a callback. The core result is the callback code.
    Task {
        /// Name of the core export that gets each event: its code and two payloads.
        callback: String,
        /// How the result is handed over.
        task_return: TaskReturn,
    },
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
    /// Where parameters travel.
    pub places: Vec<Placed>,
    /// Where the result travels.
    pub result_place: Option<Placed>,
    /// For exports whose result lies in memory: name of the core export that the caller calls after it has read it,
    /// `cabi_post_…`. It gets the core result.
    pub post_return: Option<String>,
    /// For async functions in an asynchronous mode.
    pub asynchrony: Option<Asynchrony>,
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
    pub params: Vec<Placed>,
    pub param_area: Option<Layout>,
    pub flat_params: Vec<Core>,
    pub result: Option<Placed>,
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

type ResultShape = (Option<Placed>, Option<Layout>, Vec<Core>);

fn result_shape(world: &World, ty: TypeId, limit: usize) -> ResultShape {
    match &world.ty(ty).flat {
        Some(flat) if flat.len() <= limit => {
            (Some(Placed { ty, place: Location::Flat { first: 0 } }), None, flat.clone())
        }
        Some(_) | None => {
            let place = Location::Memory { base: Base::Result, offset: 0 };
            (Some(Placed { ty, place }), Some(world.ty(ty).layout), Vec::new())
        }
    }
}

fn flat_places(slots: &[FlatSlot]) -> Vec<Placed> {
    slots.iter().map(|slot| Placed { ty: slot.ty, place: Location::Flat { first: slot.first } }).collect()
}

fn memory_places(slots: &[Slot]) -> Vec<Placed> {
    let place = |slot: &Slot| Location::Memory { base: Base::Params, offset: slot.offset };
    slots.iter().map(|slot| Placed { ty: slot.ty, place: place(slot) }).collect()
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

/// Lowers an import.
pub(super) fn import(world: &World, interface: &Interface, index: usize) -> Call {
    let shape = Shape::of(world, &interface.functions[index], Limits::SYNC);
    let mut params = shape.flat_params;
    params.extend(shape.result_area.map(|_| Core::I32));
    Call {
        interface: interface.id,
        function: index,
        side: Side::Import,
        core_module: interface.full_name.clone(),
        core_name: interface.functions[index].core_name.clone(),
        params,
        results: shape.flat_result,
        param_area: shape.param_area,
        result_area: shape.result_area,
        places: shape.params,
        result_place: shape.result,
        post_return: None,
        asynchrony: None,
    }
}

/// Lifts an export.
pub(super) fn export(world: &World, interface: &Interface, index: usize) -> Call {
    let shape = Shape::of(world, &interface.functions[index], Limits::SYNC);
    let core_name = export_name(interface, &interface.functions[index]);
    Call {
        interface: interface.id,
        function: index,
        side: Side::Export,
        core_module: String::new(),
        post_return: shape.result_area.map(|_| format!("cabi_post_{core_name}")),
        core_name,
        params: shape.flat_params,
        results: if shape.result_area.is_some() { vec![Core::I32] } else { shape.flat_result },
        param_area: shape.param_area,
        result_area: shape.result_area,
        places: shape.params,
        result_place: shape.result,
        asynchrony: None,
    }
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
