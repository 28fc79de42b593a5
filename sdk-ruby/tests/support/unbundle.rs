//! Takes CRuby out of a component, so that it is compiled once for all tests.

use std::path::Path;

use sha2::{Digest, Sha256};
use wasm_encoder::{
    Component, ComponentImportSection, ComponentTypeRef, CoreTypeSection, Encode, EntityType, MemoryType, ModuleType,
    RawSection,
};
use wasmparser::{ExternalKind, Parser, Payload, TypeRef};
use witloom_component::disk::replace_lazily;

/// The component without its large core modules, and these by import name.
pub fn unbundle(component: &[u8]) -> (Vec<u8>, Vec<(String, Vec<u8>)>) {
    let mut out = Component::new();
    let mut modules = Vec::new();
    let (mut depth, mut core_types) = (0, 0);
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload.unwrap();
        let nested = matches!(payload, Payload::ModuleSection { .. } | Payload::ComponentSection { .. });
        if depth == 0
            && let Some((id, range)) = payload.as_section()
        {
            let data = &component[range.start as usize..range.end as usize];
            assert!(!matches!(payload, Payload::CoreTypeSection(_)), "core types would be renumbered");
            if matches!(payload, Payload::ModuleSection { .. }) && data.len() > 4 << 20 {
                let digest: String = Sha256::digest(data).iter().take(8).map(|b| format!("{b:02x}")).collect();
                let name = format!("core-x{digest}");
                let mut types = CoreTypeSection::new();
                types.ty().module(&module_type(data));
                let mut imports = ComponentImportSection::new();
                imports.import(&name, ComponentTypeRef::Module(core_types));
                core_types += 1;
                out.section(&types).section(&imports);
                modules.push((name, data.to_vec()));
            } else {
                out.section(&RawSection { id, data });
            }
        }
        match payload {
            Payload::End(_) => depth -= 1,
            _ if nested => depth += 1,
            _ => {}
        }
        if depth < 0 {
            break;
        }
    }
    (out.finish(), modules)
}

/// Imports and exports of a core module as a type.
fn module_type(module: &[u8]) -> ModuleType {
    let mut ty = ModuleType::new();
    let (mut functions, mut memories) = (Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(module) {
        match payload.unwrap() {
            Payload::TypeSection(section) => {
                for group in section.into_iter_err_on_gc_types() {
                    let group = group.unwrap();
                    let core = |ty: &wasmparser::ValType| wasm_encoder::ValType::try_from(*ty).unwrap();
                    ty.ty().function(group.params().iter().map(core), group.results().iter().map(core));
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import.unwrap();
                    let TypeRef::Func(index) = import.ty else { panic!("CRuby imports functions only") };
                    functions.push(index);
                    ty.import(import.module, import.name, EntityType::Function(index));
                }
            }
            Payload::FunctionSection(section) => functions.extend(section.into_iter().map(Result::unwrap)),
            Payload::MemorySection(section) => memories.extend(section.into_iter().map(Result::unwrap)),
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export.unwrap();
                    let index = export.index as usize;
                    match export.kind {
                        ExternalKind::Func => {
                            ty.export(export.name, EntityType::Function(functions[index]));
                        }
                        ExternalKind::Memory => {
                            let memory = memories[index];
                            ty.export(
                                export.name,
                                EntityType::Memory(MemoryType {
                                    minimum: memory.initial,
                                    maximum: memory.maximum,
                                    memory64: false,
                                    shared: false,
                                    page_size_log2: None,
                                }),
                            );
                        }
                        _ => panic!("CRuby exports functions and a memory"),
                    }
                }
            }
            _ => {}
        }
    }
    ty
}

/// Compiles a module, or loads it from the target folder.
#[allow(unsafe_code)]
pub fn compiled(engine: &wasmtime::Engine, name: &str, bytes: &[u8], tag: &str) -> wasmtime::Module {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{tag}.cwasm"));
    if path.exists() {
        // SAFETY: the file was written below, by the same wasmtime.
        if let Ok(module) = unsafe { wasmtime::Module::deserialize_file(engine, &path) } {
            return module;
        }
    }
    let module = wasmtime::Module::new(engine, bytes).unwrap();
    replace_lazily(&path, &module.serialize().unwrap()).unwrap();
    module
}

/// Bytes of a section, for tests that compare modules.
pub fn encoded(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    data.encode(&mut out);
    out
}
