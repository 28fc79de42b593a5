//! Which number stands for which core function, and what the shim connects.

use std::collections::HashMap;

use wasm_encoder::ValType;
use witloom_bindgen::Plan;
use witloom_bindgen::binding::{Binding, CallMode, Func};
use witloom_bindgen::model::{Core, ResourceId, Side, World};

use super::tasks::{self, Tasks};
use crate::program::{ENVIRONMENT, EXIT};
use crate::shim::{Export, Import, Role, Signature, Spec, Take};

/// The numbers of a world's functions.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    /// By [`Func::id`]: the code of an import, the position of an export.
    pub(crate) calls: Vec<usize>,
    /// Codes that drop handles of imported resources.
    pub(crate) drops: HashMap<ResourceId, usize>,
    /// Codes that make handles of our own resources.
    pub(crate) news: HashMap<ResourceId, usize>,
    /// Codes that take handles of our own resources back.
    pub(crate) takes: HashMap<ResourceId, usize>,
    /// Positions of destructors among the exports.
    pub(crate) dtors: HashMap<ResourceId, usize>,
    /// The code that reads the program's arguments.
    pub(crate) arguments: usize,
    /// The code that ends the program with a status.
    pub(crate) exit: usize,
    /// What is asynchronous.
    pub(crate) tasks: Tasks,
}

/// Numbers a world.
pub(crate) fn number(world: &World, plan: &Plan, binding: &Binding) -> (Spec, Numbers) {
    let (mut spec, mut numbers) = (Spec::default(), Numbers::default());
    for func in binding.funcs() {
        match func.side {
            Side::Import => {
                numbers.calls.push(Spec::import_code(spec.imports.len()));
                spec.imports.push(import(func));
            }
            Side::Export => {
                numbers.calls.push(spec.exports.len());
                spec.exports.push(export(func));
            }
        }
    }
    for resource in &world.resources {
        let id = resource.id;
        let intrinsics = plan.resource(id);
        let mut intrinsic = |field: &str, returns: bool| {
            spec.imports.push(unary(&intrinsics.module, field, returns));
            spec.imports.len() - 1
        };
        let drop = intrinsic(&intrinsics.drop, false);
        match (&intrinsics.new, &intrinsics.rep, &intrinsics.dtor) {
            (Some(new), Some(rep), Some(dtor)) => {
                numbers.news.insert(id, Spec::import_code(intrinsic(new, true)));
                let rep = intrinsic(rep, true);
                numbers.takes.insert(id, spec.takes.len());
                spec.takes.push(Take { rep, drop });
                numbers.dtors.insert(id, spec.exports.len());
                let signature = Signature { params: vec![ValType::I32], results: Vec::new() };
                let (name, role) = (dtor.clone(), Role::Destructor);
                spec.exports.push(Export { name, signature, role, returns_by_pointer: false });
            }
            (_, _, _) => {
                numbers.drops.insert(id, Spec::import_code(drop));
            }
        }
    }
    numbers.tasks = tasks::add(world, binding, &mut spec);
    let arguments = Import { returns_by_pointer: true, ..unary(ENVIRONMENT, "get-arguments", false) };
    numbers.arguments = Spec::import_code(once(&mut spec, arguments));
    numbers.exit = Spec::import_code(once(&mut spec, unary(EXIT, "exit-with-code", false)));
    // Takes are numbered behind all imports, so their codes are known only now.
    for code in numbers.takes.values_mut() {
        *code = spec.take_code(*code);
    }
    (spec, numbers)
}

/// The position of an import that the world may have too.
pub(super) fn once(spec: &mut Spec, import: Import) -> usize {
    spec.imports.iter().position(|known| *known == import).unwrap_or_else(|| {
        spec.imports.push(import);
        spec.imports.len() - 1
    })
}

fn import(func: &Func) -> Import {
    Import {
        module: func.core_module.clone(),
        field: func.core_name.clone(),
        signature: signature(func),
        returns_by_pointer: func.mode == CallMode::Sync && func.result_area.is_some(),
    }
}

fn export(func: &Func) -> Export {
    Export {
        name: func.core_name.clone(),
        signature: signature(func),
        role: Role::Call,
        returns_by_pointer: func.mode == CallMode::Sync && func.result_area.is_some(),
    }
}

fn unary(module: &str, field: &str, returns: bool) -> Import {
    let results = if returns { vec![ValType::I32] } else { Vec::new() };
    let signature = Signature { params: vec![ValType::I32], results };
    Import { module: module.to_owned(), field: field.to_owned(), signature, returns_by_pointer: false }
}

fn signature(func: &Func) -> Signature {
    let core = |types: &[Core]| types.iter().map(|ty| val_type(*ty)).collect();
    Signature { params: core(&func.core_params), results: core(func.core_result.as_slice()) }
}

pub(super) fn val_type(core: Core) -> ValType {
    match core {
        Core::I32 => ValType::I32,
        Core::I64 => ValType::I64,
        Core::F32 => ValType::F32,
        Core::F64 => ValType::F64,
    }
}
