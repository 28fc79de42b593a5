//! One run of the bridge: which functions, globals and exports are added to the module, and where.

use std::collections::HashMap;

use wasm_encoder::{ConstExpr, ExportKind, FuncType, GlobalType, HeapType, MemoryType, RefType, TableType, ValType};
use witloom_bindgen::binding::{Binding, Func};
use witloom_bindgen::model::{ResourceId, Side, World};
use witloom_bindgen::plan::Plan;

use super::resources::{Intrinsic, borrowed, intrinsic, representations};
use crate::abi::check::{CaseTable, StringEncoding};
use crate::abi::emit::{Arena, BASE, Emitter, Guest, HandleTypes, Handles, Places};
use crate::abi::error::{BridgeError, Result};
use crate::abi::module::body::{Body, reference};
use crate::abi::module::rewrite::{Additions, rewrite};
use crate::abi::module::{FuncImport, ModuleInfo};

/// One run of the bridge over a checked module.
pub(super) struct Bridge<'a> {
    world: &'a World,
    plan: &'a Plan,
    binding: &'a Binding,
    info: &'a ModuleInfo,
    emitter: Emitter<'a>,
    additions: Additions,
    /// Raw drop function of each resource that the module, or the end of a call, drops.
    drops: Vec<(ResourceId, u32)>,
}

impl<'a> Bridge<'a> {
    pub(super) fn new(
        world: &'a World,
        (plan, binding): (&'a Plan, &'a Binding),
        info: &'a ModuleInfo,
        cases: &'a CaseTable,
        encoding: StringEncoding,
    ) -> Result<Self> {
        let imported = info.imports.len() as u32;
        let drops = borrowed(world, binding);
        let (known, missing): (Vec<_>, Vec<_>) = drops.into_iter().partition(|resource| {
            let names = plan.resource(*resource);
            info.find_import(&names.module, &names.drop).is_some()
        });
        let first_function = info.functions.len() as u32 + missing.len() as u32;
        let mut types = info.types.clone();
        let (handle_types, group) = HandleTypes::group(types.len());
        if !world.resources.is_empty() {
            types.push_types(group)?;
        }
        let places = Places {
            memory: info.memories,
            arena: arena(info, first_function),
            handles: handles(info, first_function + 2, handle_types, representations(world, plan, info)?),
            first_function,
        };
        let mut emitter = Emitter::new(world, binding, types, cases, encoding, places);
        let raw_drop = emitter.signature(&[ValType::I32], &[])?;
        let known = known.into_iter().filter_map(|resource| {
            let names = plan.resource(resource);
            Some((resource, info.find_import(&names.module, &names.drop)? as u32))
        });
        let added = (imported..).zip(&missing).map(|(index, resource)| (*resource, index));
        let drops = known.chain(added).collect();
        let imports = missing.iter().map(|resource| {
            let names = plan.resource(*resource);
            FuncImport { module: names.module.clone(), name: names.drop.clone(), ty: raw_drop }
        });
        let shift = missing.len() as u32;
        let functions = (0..info.functions.len() as u32).map(|f| if f < imported { f } else { f + shift });
        let additions = Additions {
            imports: imports.collect(),
            import_types: info.imports.iter().map(|import| import.ty).collect(),
            functions: functions.collect(),
            ..Additions::default()
        };
        Ok(Self { world, plan, binding, info, emitter, additions, drops })
    }

    /// The bridged core module.
    pub(super) fn run(mut self, wasm: &[u8]) -> Result<Vec<u8>> {
        self.runtime()?;
        self.imports()?;
        self.exports()?;
        self.destructors()?;
        self.start()?;
        self.storage();
        let (types, added) = self.emitter.finish();
        self.additions.types = types;
        self.additions.added = added;
        rewrite(wasm, &self.additions)
    }

    /// Arena and handle functions, at the indices that were planned.
    fn runtime(&mut self) -> Result<()> {
        let (arena, memory) = (self.emitter.arena, self.emitter.memory);
        let alloc = self.emitter.signature(&[ValType::I32; 2], &[ValType::I32])?;
        let realloc = self.emitter.signature(&[ValType::I32; 4], &[ValType::I32])?;
        let first = self.emitter.reserve();
        self.emitter.define(first, alloc, arena.alloc_body(memory));
        let index = self.emitter.reserve();
        self.emitter.define(index, realloc, arena.realloc_body(memory));
        self.export("cabi_realloc", index);
        if !self.world.resources.is_empty() {
            for _ in 0..HANDLE_FUNCTIONS {
                self.emitter.reserve();
            }
            self.emitter.handle_functions(&self.drops)?;
        }
        Ok(())
    }

    fn export(&mut self, name: &str, index: u32) {
        self.additions.exports.push((name.to_owned(), ExportKind::Func, index));
    }

    fn imports(&mut self) -> Result<()> {
        for (at, import) in self.info.imports.iter().enumerate() {
            if let Some((resource, which)) = intrinsic(self.world, self.plan, import) {
                self.intrinsic(at, import, resource, which)?;
                continue;
            }
            let same = |func: &&Func| func.core_module == import.module && func.core_name == import.name;
            let Some(func) = self.binding.side(Side::Import).find(same) else { continue };
            if self.emitter.is_plain(func) {
                continue;
            }
            self.additions.import_types[at] = self.emitter.linear(func)?;
            let wrapper = self.emitter.reserve();
            let guest = Guest { function: at as u32, ty: self.func(import.ty) };
            self.emitter.import(wrapper, import.ty, func, &guest)?;
            self.additions.functions[at] = wrapper;
        }
        Ok(())
    }

    fn intrinsic(&mut self, at: usize, import: &FuncImport, resource: ResourceId, which: Intrinsic) -> Result<()> {
        let func = self.func(import.ty);
        if !func.params().iter().chain(func.results()).any(|ty| matches!(ty, ValType::Ref(_))) {
            return Ok(());
        }
        let (params, results): (&[ValType], &[ValType]) = match which {
            Intrinsic::Drop => (&[ValType::I32], &[]),
            Intrinsic::New | Intrinsic::Rep => (&[ValType::I32], &[ValType::I32]),
        };
        self.additions.import_types[at] = self.emitter.signature(params, results)?;
        let wrapper = self.emitter.reserve();
        match which {
            Intrinsic::Drop => self.emitter.resource_drop(wrapper, import.ty, resource, at as u32),
            Intrinsic::New => self.emitter.resource_new(wrapper, import.ty, resource, at as u32),
            Intrinsic::Rep => self.emitter.resource_rep(wrapper, import.ty, resource, at as u32),
        }
        self.additions.functions[at] = wrapper;
        Ok(())
    }

    fn exports(&mut self) -> Result<()> {
        let mut post_return = None;
        for func in self.binding.side(Side::Export) {
            let Some(function) = self.info.export(&func.core_name) else { continue };
            let callee = self.additions.functions[function as usize];
            if self.emitter.is_plain(func) {
                self.export(&func.core_name, callee);
                continue;
            }
            let guest = Guest { function: callee, ty: self.func(self.info.functions[function as usize]) };
            let wrapper = self.emitter.export(func, &guest)?;
            self.export(&func.core_name, wrapper);
            if let Some(post) = &func.post_return {
                let index = match post_return {
                    Some(index) => index,
                    None => {
                        let ty = self.emitter.signature(&[ValType::I32], &[])?;
                        let index = self.emitter.reserve();
                        let body = self.emitter.arena.post_return_body();
                        self.emitter.define(index, ty, body);
                        *post_return.insert(index)
                    }
                };
                self.export(post, index);
            }
        }
        Ok(())
    }

    fn destructors(&mut self) -> Result<()> {
        for resource in self.world.resources.iter().filter(|resource| resource.side == Side::Export) {
            let Some(name) = &self.plan.resource(resource.id).dtor else { continue };
            let guest = self.info.export(name).map(|index| self.additions.functions[index as usize]);
            if guest.is_some() || self.emitter.handles.references.contains_key(&resource.id) {
                let index = self.emitter.destructor(resource.id, guest)?;
                self.export(name, index);
            }
        }
        Ok(())
    }

    /// The start function runs as `_initialize`, once imports can be called.
    fn start(&mut self) -> Result<()> {
        let initialize = self.info.export("_initialize");
        if let Some(index) = initialize {
            let func = self.func(self.info.functions[index as usize]);
            let actual = func.params().len() + func.results().len();
            if actual > 0 {
                let (function, what) = ("export `_initialize`".to_owned(), "parameters and results".to_owned());
                return Err(BridgeError::Arity { function, what, expected: 0, actual });
            }
        }
        let steps: Vec<u32> = self.info.start.into_iter().chain(initialize).collect();
        if steps.is_empty() {
            return Ok(());
        }
        let ty = self.emitter.signature(&[], &[])?;
        let index = self.emitter.reserve();
        let mut body = Body::new(0);
        for step in steps {
            body.call(self.additions.functions[step as usize]);
        }
        self.emitter.define(index, ty, body.finish());
        self.export("_initialize", index);
        Ok(())
    }

    /// Memory, globals and table.
    fn storage(&mut self) {
        let pages = 1;
        // One page short of 4 GiB, so that the end of memory is a number.
        let memory =
            MemoryType { minimum: pages, maximum: Some(0xffff), memory64: false, shared: false, page_size_log2: None };
        self.additions.memories.push(memory);
        self.additions.exports.push(("memory".to_owned(), ExportKind::Memory, self.emitter.memory));
        let number = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        for value in [BASE, 0, 0, (pages as u32) << 16] {
            self.additions.globals.push((number, ConstExpr::i32_const(value.cast_signed())));
        }
        if self.world.resources.is_empty() {
            return;
        }
        let handle = self.emitter.handles.types.handle;
        let chain = GlobalType { val_type: reference(true, handle), mutable: true, shared: false };
        self.additions.globals.push((chain, ConstExpr::ref_null(HeapType::Concrete(handle))));
        self.additions.globals.push((number, ConstExpr::i32_const(-1)));
        self.additions.tables.push(TableType {
            element_type: RefType::ANYREF,
            table64: false,
            minimum: 0,
            maximum: None,
            shared: false,
        });
    }

    fn func(&self, ty: u32) -> FuncType {
        self.info.types.func(ty).cloned().unwrap_or_else(|| FuncType::new([], []))
    }
}

/// Functions that handles need.
const HANDLE_FUNCTIONS: u32 = 7;

fn arena(info: &ModuleInfo, first_function: u32) -> Arena {
    let global = info.globals;
    Arena { alloc: first_function, top: global, frames: global + 1, epoch: global + 2, limit: global + 3 }
}

fn handles(info: &ModuleInfo, first: u32, types: HandleTypes, references: HashMap<ResourceId, ValType>) -> Handles {
    Handles {
        types,
        take: first,
        lend: first + 1,
        borrow: first + 2,
        release: first + 3,
        put: first + 4,
        look: first + 5,
        free: first + 6,
        chain: info.globals + 4,
        free_slot: info.globals + 5,
        table: info.tables,
        references,
    }
}
