//! Resource intrinsics: what a module imports, and how it represents its own resources.

use std::collections::HashMap;

use wasm_encoder::{AbstractHeapType, HeapType, ValType};
use witloom_bindgen::binding::{Binding, Step};
use witloom_bindgen::model::{ResourceId, Side, World};
use witloom_bindgen::plan::Plan;

use crate::abi::error::{BridgeError, Result};
use crate::abi::module::{FuncImport, ModuleInfo, describe};

/// The resource intrinsics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Intrinsic {
    Drop,
    New,
    Rep,
}

pub(super) fn intrinsic(world: &World, plan: &Plan, import: &FuncImport) -> Option<(ResourceId, Intrinsic)> {
    world.resources.iter().find_map(|resource| {
        let names = plan.resource(resource.id);
        if names.module != import.module {
            return None;
        }
        let is = |name: Option<&String>| name == Some(&import.name);
        let which = if is(Some(&names.drop)) {
            Intrinsic::Drop
        } else if is(names.new.as_ref()) {
            Intrinsic::New
        } else if is(names.rep.as_ref()) {
            Intrinsic::Rep
        } else {
            return None;
        };
        Some((resource.id, which))
    })
}

/// Imported resources that some export borrows.
pub(super) fn borrowed(world: &World, binding: &Binding) -> Vec<ResourceId> {
    let ends_borrows = binding.funcs().iter().any(|func| func.steps.contains(&Step::EndBorrows));
    let imported = world.resources.iter().filter(|resource| resource.side == Side::Import);
    imported.filter(|_| ends_borrows).map(|resource| resource.id).collect()
}

/// The representation of each resource of our own, where it is a reference; all intrinsics must agree on it.
pub(super) fn representations(world: &World, plan: &Plan, info: &ModuleInfo) -> Result<HashMap<ResourceId, ValType>> {
    let mut found: HashMap<ResourceId, ValType> = HashMap::new();
    for import in &info.imports {
        let Some((resource, which)) = intrinsic(world, plan, import) else { continue };
        let name = || world.resource(resource).name.clone();
        let func = info.types.func(import.ty);
        let (params, results) = func.map(|f| (f.params(), f.results())).unwrap_or_default();
        let handle = |ty: &ValType| *ty == ValType::I32 || is_externref(*ty);
        let rep = match (which, params, results) {
            (Intrinsic::Drop, [handle_ty], []) if handle(handle_ty) => continue,
            (Intrinsic::New, [rep], [handle_ty]) | (Intrinsic::Rep, [handle_ty], [rep]) if handle(handle_ty) => *rep,
            (Intrinsic::Drop | Intrinsic::New | Intrinsic::Rep, _, _) => {
                let message = format!("`{}` has the wrong signature", import.name);
                return Err(BridgeError::Resource { resource: name(), message });
            }
        };
        agree(&mut found, resource, rep, &name())?;
    }
    for resource in world.resources.iter().filter(|resource| resource.side == Side::Export) {
        let dtor = plan.resource(resource.id).dtor.as_ref().and_then(|name| info.export(name));
        let func = dtor.and_then(|index| info.types.func(info.functions[index as usize]));
        match func.map(|func| (func.params(), func.results())) {
            None => {}
            Some(([rep], [])) => agree(&mut found, resource.id, *rep, &resource.name)?,
            Some(_) => {
                let message = "the destructor takes one representation and returns nothing".to_owned();
                return Err(BridgeError::Resource { resource: resource.name.clone(), message });
            }
        }
    }
    found.retain(|_, ty| *ty != ValType::I32);
    Ok(found)
}

fn agree(found: &mut HashMap<ResourceId, ValType>, resource: ResourceId, rep: ValType, name: &str) -> Result<()> {
    let known = *found.entry(resource).or_insert(rep);
    if !is_representation(rep) {
        let message = format!("a representation can't have type `{}`", describe(rep));
        return Err(BridgeError::Resource { resource: name.to_owned(), message });
    }
    if known == rep {
        return Ok(());
    }
    let (known, rep) = (describe(known), describe(rep));
    let message = format!("its representation is `{known}` in one place and `{rep}` in another");
    Err(BridgeError::Resource { resource: name.to_owned(), message })
}

fn is_externref(ty: ValType) -> bool {
    let extern_heap = HeapType::Abstract { shared: false, ty: AbstractHeapType::Extern };
    matches!(ty, ValType::Ref(reference) if reference.heap_type == extern_heap)
}

fn is_representation(ty: ValType) -> bool {
    use AbstractHeapType::{Any, Array, Eq, Extern, I31, Struct};
    match ty {
        ValType::I32 => true,
        ValType::Ref(reference) => match reference.heap_type {
            HeapType::Concrete(_) => true,
            HeapType::Abstract { shared: false, ty } => matches!(ty, Any | Array | Eq | Extern | I31 | Struct),
            HeapType::Abstract { shared: true, .. } | HeapType::Exact(_) => false,
        },
        ValType::I64 | ValType::F32 | ValType::F64 | ValType::V128 => false,
    }
}
