//! The plan of an asynchronous call: an import that is lowered with `async`, or an export that is lifted with a callback
//! (`canon lower` and `canon lift` with `async` in the canonical ABI explainer).

use super::call::{self, Asynchrony, Base, Call, Limits, Placed, Shape, TaskReturn};
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
        shape.result = Some(Placed { ty, place: call::Location::Memory { base: Base::Result, offset: 0 } });
        shape.result_area = Some(world.ty(ty).layout);
    }
    let mut params = shape.flat_params;
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
        places: shape.params,
        result_place: shape.result,
        post_return: None,
        asynchrony: Some(Asynchrony::Subtask),
    }
}

/// Lifts an export with a callback.
pub(super) fn export(world: &World, interface: &Interface, index: usize) -> Call {
    let function = &interface.functions[index];
    let shape = Shape::of(world, function, LIFTED);
    let core_name = format!("[async-lift]{}", call::export_name(interface, function));
    let task_return = TaskReturn {
        module: format!("[export]{}", interface.full_name),
        name: format!("[task-return]{}", function.core_name),
        params: if shape.result_area.is_some() { vec![Core::I32] } else { shape.flat_result },
    };
    Call {
        interface: interface.id,
        function: index,
        side: Side::Export,
        core_module: String::new(),
        params: shape.flat_params,
        results: vec![Core::I32],
        param_area: shape.param_area,
        result_area: shape.result_area,
        places: shape.params,
        result_place: shape.result,
        post_return: None,
        asynchrony: Some(Asynchrony::Task { callback: format!("[callback]{core_name}"), task_return }),
        core_name,
    }
}
