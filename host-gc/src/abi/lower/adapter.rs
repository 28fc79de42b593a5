//! The core module between one guest function and the component model.

use wasm_encoder::{
    CodeSection, EntityType, ExportKind, ExportSection, FuncType, FunctionSection, GlobalType, ImportSection,
    MemoryType, Module, TypeSection, ValType,
};
use wasmparser::component_types::ResourceId as ComponentResource;
use witloom_bindgen::binding::{Binding, Func, Step};
use witloom_bindgen::model::{ResourceId, Side};
use witloom_bindgen::plan::Plan;

use super::arena::{IMPORTED_FUNCTIONS, IMPORTED_GLOBALS};
use super::wit::FunctionWorld;
use crate::abi::SUPPORT;
use crate::abi::check::{Checker, Direction, Signature, StringEncoding};
use crate::abi::emit::{Arena, EXTERNREF, Emitter, Guest, HandleTypes, Handles, Places};
use crate::abi::error::{BridgeError, Result};
use crate::abi::module::TypeSpace;
use crate::abi::module::body::reference;
use crate::abi::module::rewrite::encode_types;

/// Name of the instance that gives the function behind the adapter, and of the function.
pub(super) const INNER: &str = "inner";
/// Name of the arena's instance.
pub(super) const ARENA: &str = "arena";
/// Name of the adapter's export.
pub(super) const OUTER: &str = "outer";

/// What the adapter stands between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `canon lift`: the guest's GC function inside, the linear one outside.
    Lift,
    /// `canon lower`: the linear import inside, the GC function outside.
    Lower,
}

/// An adapter.
#[derive(Debug)]
pub(super) struct Adapter {
    pub(super) module: Vec<u8>,
    /// Resources whose drop functions it imports as `drop-0`, `drop-1`, … from [`INNER`].
    pub(super) drops: Vec<ComponentResource>,
    /// Whether the linear function has a post-return.
    pub(super) post_return: bool,
}

/// What an adapter is made from.
pub(super) struct Request<'a> {
    /// How messages call the function.
    pub(super) label: &'a str,
    pub(super) kind: Kind,
    pub(super) function: &'a FunctionWorld,
    pub(super) types: TypeSpace,
    /// Index of the GC function type.
    pub(super) core: u32,
    pub(super) encoding: StringEncoding,
}

/// Checks the function and makes its adapter.
pub(super) fn adapter(request: Request<'_>) -> Result<Adapter> {
    let Request { label, kind, function, types, core, encoding } = request;
    let world = &function.world;
    let plan = Plan::new(world);
    world.refuse_beyond("host-gc", SUPPORT)?;
    let missing = || BridgeError::Invalid { message: format!("{label} has no function type") };
    let binding = Binding::new(world, &plan);
    let func = binding.funcs().first().ok_or_else(missing)?;
    let core_type = types.func(core).cloned().ok_or_else(missing)?;
    let wit = &world.interface(func.interface).functions[func.index];
    let mut types = types;
    let manifest = super::bare::cases(world, &binding, &mut types, encoding, (wit, &core_type))?;
    let mut checker = Checker::new(world, &binding, &types, &manifest, encoding);
    let params = if kind == Kind::Lift { Direction::Into } else { Direction::OutOf };
    checker.signature(Signature { label, function: wit, core: &core_type, params })?;
    if let Some((index, function, place)) = checker.immutable().first().cloned() {
        let reason = "is shared with core modules that are not rewritten";
        return Err(BridgeError::Immutable { function, place, index, reason });
    }
    let cases = checker.into_cases();
    let borrowed = borrowed(function, func);
    let (handle_types, group) = HandleTypes::group(types.len());
    types.push_types(group)?;
    let imported = 1 + IMPORTED_FUNCTIONS.len() as u32 + borrowed.len() as u32;
    let places = Places {
        memory: 0,
        arena: Arena { alloc: 1, top: 0, frames: 1, epoch: 2, limit: 0 },
        handles: Handles::imported(handle_types, [2, 3, 4], 3).releasing(imported),
        first_function: imported,
    };
    let emitter = Emitter::new(world, &binding, types, &cases, encoding, places);
    let drops = borrowed.iter().map(|(_, resource)| *resource).collect();
    let module = Encoder { emitter, kind, func, core, core_type, borrowed }.encode()?;
    Ok(Adapter { module, drops, post_return: func.post_return.is_some() })
}

/// Imported resources that the call borrows, and so drops when it ends.
fn borrowed(function: &FunctionWorld, func: &Func) -> Vec<(ResourceId, ComponentResource)> {
    if !func.steps.contains(&Step::EndBorrows) {
        return Vec::new();
    }
    let imported = function.world.resources.iter().filter(|resource| resource.side == Side::Import);
    imported
        .filter_map(|resource| {
            let (_, id) = function.resources.iter().find(|(name, _)| *name == resource.name)?;
            Some((resource.id, *id))
        })
        .collect()
}

struct Encoder<'a> {
    emitter: Emitter<'a>,
    kind: Kind,
    func: &'a Func,
    core: u32,
    core_type: FuncType,
    borrowed: Vec<(ResourceId, ComponentResource)>,
}

impl Encoder<'_> {
    fn encode(mut self) -> Result<Vec<u8>> {
        let imports = self.imports()?;
        let chain = reference(true, self.emitter.handles.types.handle);
        let release = self.emitter.signature(&[chain], &[])?;
        let index = self.emitter.reserve();
        let first_drop = 1 + IMPORTED_FUNCTIONS.len() as u32;
        let drops: Vec<(ResourceId, u32)> =
            self.borrowed.iter().zip(first_drop..).map(|((resource, _), index)| (*resource, index)).collect();
        let body = self.emitter.handles.release_body(&drops);
        self.emitter.define(index, release, body);
        let guest = Guest { function: 0, ty: self.core_type.clone() };
        let outer = match self.kind {
            Kind::Lift => self.emitter.export(self.func, &guest)?,
            Kind::Lower => {
                let outer = self.emitter.reserve();
                self.emitter.import(outer, self.core, self.func, &guest)?;
                outer
            }
        };
        let (types, added) = self.emitter.finish();
        let (mut section, mut functions, mut code) = (TypeSection::new(), FunctionSection::new(), CodeSection::new());
        encode_types(&types, &mut section);
        for function in &added {
            functions.function(function.ty);
            code.function(&function.body);
        }
        let mut exports = ExportSection::new();
        exports.export(OUTER, ExportKind::Func, outer);
        let mut module = Module::new();
        module.section(&section).section(&imports).section(&functions).section(&exports).section(&code);
        Ok(module.finish())
    }

    fn imports(&mut self) -> Result<ImportSection> {
        use ValType::I32;
        let inner = match self.kind {
            Kind::Lift => self.core,
            Kind::Lower => self.emitter.linear(self.func)?,
        };
        let mut imports = ImportSection::new();
        imports.import(INNER, INNER, EntityType::Function(inner));
        let signatures: [(&[ValType], ValType); 4] =
            [(&[I32; 2], I32), (&[EXTERNREF, I32], I32), (&[EXTERNREF, I32], I32), (&[I32; 2], EXTERNREF)];
        for (name, (params, result)) in IMPORTED_FUNCTIONS.iter().zip(signatures) {
            let ty = self.emitter.signature(params, &[result])?;
            imports.import(ARENA, name, EntityType::Function(ty));
        }
        let drop = self.emitter.signature(&[I32], &[])?;
        for at in 0..self.borrowed.len() {
            imports.import(INNER, &drop_name(at), EntityType::Function(drop));
        }
        let memory =
            MemoryType { minimum: 1, maximum: Some(0xffff), memory64: false, shared: false, page_size_log2: None };
        imports.import(ARENA, "memory", EntityType::Memory(memory));
        let chain = reference(true, self.emitter.handles.types.handle);
        for (name, val_type) in IMPORTED_GLOBALS.iter().zip([I32, I32, I32, chain]) {
            imports.import(ARENA, name, EntityType::Global(GlobalType { val_type, mutable: true, shared: false }));
        }
        Ok(imports)
    }
}

/// Import name of a drop function.
pub(super) fn drop_name(at: usize) -> String {
    format!("drop-{at}")
}
