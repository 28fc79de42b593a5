//! Which number stands for which core function, and what the shim connects.

use std::collections::HashMap;

use wasm_encoder::ValType;
use witloom_bindgen::Plan;
use witloom_bindgen::model::{Core, ResourceId, Side, World};
use witloom_bindgen::plan::Call;

use crate::program::{ENVIRONMENT, EXIT};
use crate::shim::{Export, Import, Role, Signature, Spec, Take};

/// The numbers of a world's functions.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    /// By position in [`Plan::calls`]: the code of an import, the position of an export.
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
}

/// Numbers a world.
pub(crate) fn number(world: &World, plan: &Plan) -> (Spec, Numbers) {
    let (mut spec, mut numbers) = (Spec::default(), Numbers::default());
    for call in plan.calls() {
        match call.side {
            Side::Import => {
                numbers.calls.push(Spec::import_code(spec.imports.len()));
                spec.imports.push(import(call));
            }
            Side::Export => {
                numbers.calls.push(spec.exports.len());
                spec.exports.push(export(call));
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
fn once(spec: &mut Spec, import: Import) -> usize {
    spec.imports.iter().position(|known| *known == import).unwrap_or_else(|| {
        spec.imports.push(import);
        spec.imports.len() - 1
    })
}

fn import(call: &Call) -> Import {
    Import {
        module: call.core_module.clone(),
        field: call.core_name.clone(),
        signature: signature(call),
        returns_by_pointer: call.result_area.is_some(),
    }
}

fn export(call: &Call) -> Export {
    Export {
        name: call.core_name.clone(),
        signature: signature(call),
        role: Role::Call,
        returns_by_pointer: call.result_area.is_some(),
    }
}

fn unary(module: &str, field: &str, returns: bool) -> Import {
    let results = if returns { vec![ValType::I32] } else { Vec::new() };
    let signature = Signature { params: vec![ValType::I32], results };
    Import { module: module.to_owned(), field: field.to_owned(), signature, returns_by_pointer: false }
}

fn signature(call: &Call) -> Signature {
    let core = |types: &[Core]| types.iter().map(|ty| val_type(*ty)).collect();
    Signature { params: core(&call.params), results: core(&call.results) }
}

fn val_type(core: Core) -> ValType {
    match core {
        Core::I32 => ValType::I32,
        Core::I64 => ValType::I64,
        Core::F32 => ValType::F32,
        Core::F64 => ValType::F64,
    }
}
