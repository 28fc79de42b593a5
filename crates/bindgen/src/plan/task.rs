//! The plan of an asynchronous call: an import that is lowered with `async`, or an export that is lifted with a callback
//! (`canon lower` and `canon lift` with `async` in the canonical ABI explainer).

use super::call::{
    self, Asynchrony, Base, Call, Limits, Shape, Step, TaskReturn, Which, drop_borrows, free_params, lift_params,
    lower_params, moving, take_result, transfers,
};
use super::{MAX_FLAT_ASYNC_PARAMS, MAX_FLAT_PARAMS};
use crate::model::{Core, Interface, Side, World};

/// A result always goes through memory: when the core function returns there is none yet.
const LOWERED: Limits = Limits { params: MAX_FLAT_ASYNC_PARAMS, results: 0 };
/// A result is the parameter of `task.return`.
const LIFTED: Limits = Limits { params: MAX_FLAT_PARAMS, results: MAX_FLAT_PARAMS };

/// Lowers an import asynchronously.
pub(super) fn import(world: &World, interface: &Interface, index: usize) -> Call {
    let function = &interface.functions[index];
    let mut shape = Shape::of(world, function, LOWERED);
    if let (Some(ty), None) = (function.result, shape.result_area) {
        // A result without core values has an address nevertheless.
        shape.result = Some((ty, call::Place::Memory { base: Base::Result, offset: 0 }));
        shape.result_area = Some(world.ty(ty).layout);
    }
    let mut steps = lower_params(&shape);
    steps.push(Step::CallImport);
    steps.extend(transfers(world, &shape));
    steps.push(Step::Await);
    steps.extend(free_params(world, &shape));
    steps.extend(take_result(world, &shape));
    let mut cancelled = free_params(world, &shape);
    cancelled.extend(shape.result_area.map(|layout| Step::FreeArea { base: Base::Result, layout }));
    let unstarted = moving(world, &shape).map(|param| Step::Restore { param });
    let unstarted = unstarted.chain(cancelled.iter().cloned()).collect();
    let mut params = shape.flat_params.clone();
    params.extend(shape.result_area.map(|_| Core::I32));
    Call {
        interface: interface.id,
        function: index,
        side: Side::Import,
        core_module: interface.full_name.clone(),
        core_name: format!("[async-lower]{}", function.core_name),
        params,
        results: vec![Core::I32],
        param_area: shape.param_area,
        result_area: shape.result_area,
        steps,
        post_return: None,
        asynchrony: Some(Asynchrony::Subtask { unstarted, cancelled }),
    }
}

/// Lifts an export with a callback.
pub(super) fn export(world: &World, interface: &Interface, index: usize) -> Call {
    let function = &interface.functions[index];
    let shape = Shape::of(world, function, LIFTED);
    let core_name = format!("[async-lift]{}", call::export_name(interface, function));
    let mut steps = lift_params(world, &shape);
    steps.push(Step::CallUser);
    let mut cancelled = drop_borrows(world, &shape);
    steps.extend(cancelled.iter().cloned());
    cancelled.push(Step::TaskCancel);
    steps.extend(shape.result_area.map(|layout| Step::Area { base: Base::Result, layout }));
    steps.extend(shape.result.map(|(ty, to)| Step::Lower { what: Which::Result, ty, to }));
    steps.push(Step::TaskReturn);
    if shape.result.is_some_and(|(ty, _)| world.ty(ty).facts.has_heap) {
        steps.push(Step::FreeLowered);
    }
    steps.extend(shape.result_area.map(|layout| Step::FreeArea { base: Base::Result, layout }));
    let task_return = TaskReturn {
        module: format!("[export]{}", interface.full_name),
        name: format!("[task-return]{}", function.core_name),
        params: if shape.result_area.is_some() { vec![Core::I32] } else { shape.flat_result.clone() },
    };
    Call {
        interface: interface.id,
        function: index,
        side: Side::Export,
        core_module: String::new(),
        params: shape.flat_params.clone(),
        results: vec![Core::I32],
        param_area: shape.param_area,
        result_area: shape.result_area,
        steps,
        post_return: None,
        asynchrony: Some(Asynchrony::Task { callback: format!("[callback]{core_name}"), task_return, cancelled }),
        core_name,
    }
}
