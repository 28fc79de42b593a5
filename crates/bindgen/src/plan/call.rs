//! The plan of a call: core signature and steps.

use super::nodes::{FlatSlot, Slot};
use super::shape::{align_to, flat_slots, slots};
use super::{MAX_FLAT_PARAMS, MAX_FLAT_RESULTS};
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
}

/// Plans one function of an interface.
pub(super) fn plan(world: &World, interface: &Interface, index: usize) -> Call {
    let function = &interface.functions[index];
    let shape = Shape::of(world, function);
    match interface.side {
        Side::Import => import(world, interface, index, &shape),
        Side::Export => export(world, interface, index, &shape),
    }
}

/// How parameters and result travel, for either side.
struct Shape {
    params: Vec<(TypeId, Place)>,
    param_area: Option<Layout>,
    flat_params: Vec<Core>,
    result: Option<(TypeId, Place)>,
    result_area: Option<Layout>,
    flat_result: Vec<Core>,
}

impl Shape {
    fn of(world: &World, function: &Function) -> Self {
        let types: Vec<TypeId> = function.params.iter().map(|p| p.ty).collect();
        let flat = flat_slots(world, types.iter().copied());
        let (params, param_area, flat_params) = match flat {
            Some(flat) => (flat_places(&flat), None, flat_cores(world, &types)),
            None => {
                let slots = slots(world, types.iter().copied());
                (memory_places(&slots), Some(area(world, &slots)), vec![Core::I32])
            }
        };
        let (result, result_area, flat_result) = match function.result {
            None => (None, None, Vec::new()),
            Some(ty) => result_shape(world, ty),
        };
        Self { params, param_area, flat_params, result, result_area, flat_result }
    }
}

type ResultShape = (Option<(TypeId, Place)>, Option<Layout>, Vec<Core>);

fn result_shape(world: &World, ty: TypeId) -> ResultShape {
    match &world.ty(ty).flat {
        Some(flat) if flat.len() <= MAX_FLAT_RESULTS => (Some((ty, Place::Flat { first: 0 })), None, flat.clone()),
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
    let function = &interface.functions[index];
    let mut steps = Vec::new();
    let areas = [(Base::Params, shape.param_area), (Base::Result, shape.result_area)];
    steps.extend(areas.iter().filter_map(|(base, layout)| layout.map(|layout| Step::Area { base: *base, layout })));
    for (index, (ty, to)) in shape.params.iter().enumerate() {
        steps.push(Step::Lower { what: Which::Param(index), ty: *ty, to: *to });
    }
    steps.push(Step::CallImport);
    for (param, (ty, _)) in shape.params.iter().enumerate() {
        if world.ty(*ty).facts.moves() {
            steps.push(Step::Transfer { param });
        }
    }
    if shape.params.iter().any(|(ty, _)| world.ty(*ty).facts.has_heap) {
        steps.push(Step::FreeLowered);
    }
    if let Some(layout) = shape.param_area {
        steps.push(Step::FreeArea { base: Base::Params, layout });
    }
    if let Some((ty, from)) = shape.result {
        steps.push(Step::Lift { what: Which::Result, ty, from });
        if world.ty(ty).facts.has_heap {
            steps.push(Step::Free { ty, at: from });
        }
    }
    if let Some(layout) = shape.result_area {
        steps.push(Step::FreeArea { base: Base::Result, layout });
    }
    let mut params = shape.flat_params.clone();
    if shape.result_area.is_some() {
        params.push(Core::I32);
    }
    Call {
        interface: interface.id,
        function: index,
        side: Side::Import,
        core_module: interface.full_name.clone(),
        core_name: function.core_name.clone(),
        params,
        results: shape.flat_result.clone(),
        param_area: shape.param_area,
        result_area: shape.result_area,
        steps,
        post_return: None,
    }
}

fn export(world: &World, interface: &Interface, index: usize, shape: &Shape) -> Call {
    let core_name = export_name(interface, &interface.functions[index]);
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
    steps.push(Step::CallUser);
    for (param, (ty, _)) in shape.params.iter().enumerate() {
        if world.ty(*ty).facts.has_imported_borrow {
            steps.push(Step::DropBorrows { param });
        }
    }
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
    }
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
fn export_name(interface: &Interface, function: &Function) -> String {
    match interface.key {
        crate::model::Key::Root => function.core_name.clone(),
        crate::model::Key::Inline(_) | crate::model::Key::Package(..) => {
            format!("{}#{}", interface.full_name, function.core_name)
        }
    }
}
