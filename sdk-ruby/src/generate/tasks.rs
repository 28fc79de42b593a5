//! What async functions, streams and futures need of the component model beside a world's own functions.

use std::collections::HashMap;

use wasm_encoder::ValType::{self, I32, I64};
use witloom_bindgen::World;
use witloom_bindgen::binding::{Binding, CallMode, FuncId};
use witloom_bindgen::plan::{EndKind, PayloadPlan, TaskReturn, unit};
use witloom_component::timers;

use super::numbers::{once, val_type};
use crate::shim::{Export, Import, Role, Signature, Spec};

/// The numbers of the core functions.
#[derive(Debug, Default)]
pub(crate) struct Tasks {
    /// Those of the runtime, in the order of `Witloom::Async::Core::NAMES`; none where nothing is asynchronous.
    pub(crate) runtime: Vec<usize>,
    /// `task.return` of exports.
    pub(crate) returns: HashMap<FuncId, usize>,
    /// Positions among the exports of the functions that get events.
    pub(crate) resumes: Vec<usize>,
    /// Those of streams and futures, in the order of [`Binding::payloads`]: new, read, write, cancel reading, cancel
    /// writing, drop the readable end, drop the writable end.
    pub(crate) payloads: Vec<[usize; 7]>,
}

/// Adds the core functions to what the shim connects.
pub(crate) fn add(world: &World, binding: &Binding, spec: &mut Spec) -> Tasks {
    let mut tasks = Tasks::default();
    if !world.is_concurrent() {
        return tasks;
    }
    for func in binding.funcs() {
        let CallMode::Task { callback, task_return, .. } = &func.mode else { continue };
        let TaskReturn { module, name, params } = task_return;
        let params: Vec<ValType> = params.iter().map(|ty| val_type(*ty)).collect();
        tasks.returns.insert(func.id, import(spec, module, name, &params, &[]));
        tasks.resumes.push(spec.exports.len());
        let signature = Signature { params: vec![I32; 3], results: vec![I32] };
        let (name, role) = (callback.clone(), Role::Call);
        spec.exports.push(Export { name, signature, role, returns_by_pointer: false });
    }
    tasks.payloads = binding.payloads().iter().map(|plan| payload(spec, plan)).collect();
    let wake = payload(spec, &unit(world, EndKind::Stream));
    let runtime: [(&str, &str, &[ValType], &[ValType]); 10] = [
        ("$root", "[waitable-set-new]", &[], &[I32]),
        ("$root", "[waitable-join]", &[I32, I32], &[]),
        ("$root", "[subtask-drop]", &[I32], &[]),
        ("$root", "[subtask-cancel]", &[I32], &[I32]),
        ("$root", "[context-get-0]", &[], &[I32]),
        ("$root", "[context-set-0]", &[I32], &[]),
        ("[export]$root", "[task-cancel]", &[], &[]),
        ("$root", "[backpressure-inc]", &[], &[]),
        ("$root", "[backpressure-dec]", &[], &[]),
        (timers::CLOCK, timers::WAIT_FOR, &[I64], &[I32]),
    ];
    tasks.runtime = runtime.map(|(module, name, params, results)| import(spec, module, name, params, results)).to_vec();
    tasks.runtime.extend(&wake[..3]);
    tasks
}

fn payload(spec: &mut Spec, plan: &PayloadPlan) -> [usize; 7] {
    plan.functions().map(|(name, params, result)| {
        let params: Vec<ValType> = params.iter().map(|core| val_type(*core)).collect();
        let results: Vec<ValType> = result.into_iter().map(val_type).collect();
        import(spec, &plan.module, name, &params, &results)
    })
}

/// The number of a core function.
fn import(spec: &mut Spec, module: &str, field: &str, params: &[ValType], results: &[ValType]) -> usize {
    let signature = Signature { params: params.to_vec(), results: results.to_vec() };
    let (module, field) = (module.to_owned(), field.to_owned());
    Spec::import_code(once(spec, Import { module, field, signature, returns_by_pointer: false }))
}
