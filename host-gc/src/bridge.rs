//! A core GC module and a world become an ordinary component.

use std::collections::HashMap;

use wasm_encoder::{
    AbstractHeapType, ConstExpr, ExportKind, FuncType, GlobalType, HeapType, MemoryType, RefType, TableType, ValType,
};
use witloom_bindgen::model::{ResourceId, Side, World};
use witloom_bindgen::plan::{Call, Plan, Step};
use witloom_diag::did_you_mean;

use crate::check::{CaseTable, Checker, Direction, Manifest, Signature, StringEncoding};
use crate::component;
use crate::emit::{Arena, BASE, Emitter, Guest, HandleTypes, Handles, Places};
use crate::error::{BridgeError, Result};
use crate::module::body::{Body, reference};
use crate::module::rewrite::{Additions, rewrite};
use crate::module::{FuncImport, ModuleInfo, twin, validate};

/// How a module is bridged.
#[derive(Debug, Clone, Default)]
pub struct BridgeOptions {
    /// How the module's strings are encoded; by default it is told from the element type of its arrays.
    pub encoding: Option<StringEncoding>,
    /// A case manifest; by default the one in the module's custom section `witloom-gc`, if there is one.
    pub cases: Option<String>,
}

/// Whether a core module has functions with GC types for this world, so that [`bridge`] has work to do.
///
/// Bytes that are no core module, or one that a bridge would refuse, need none as far as this is concerned.
pub fn needs_bridge(module: &[u8], world: &World) -> bool {
    let Ok(info) = binary(module).and_then(|wasm| validate(&wasm).and_then(|()| ModuleInfo::parse(&wasm))) else {
        return false;
    };
    let plan = Plan::new(world);
    plan.calls().iter().any(|call| {
        let ty = match call.side {
            Side::Import => info.find_import(&call.core_module, &call.core_name).map(|at| info.imports[at].ty),
            Side::Export => info.export(&call.core_name).map(|index| info.functions[index as usize]),
        };
        let func = ty.and_then(|ty| info.types.func(ty));
        func.is_some_and(|func| func.params().iter().chain(func.results()).any(|ty| matches!(ty, ValType::Ref(_))))
    })
}

/// Turns a core module whose functions use GC types into a component of the linear ABI.
///
/// `module` is binary or text. The result runs on any runtime that has WasmGC and components; it needs no
/// feature of either beyond today's defaults. See `docs/gc.md` for the rules that a module follows.
pub fn bridge(module: &[u8], world: &World, options: &BridgeOptions) -> Result<Vec<u8>, BridgeError> {
    let (core, encoding) = bridge_core(module, world, options)?;
    component::encode(core, world, encoding)
}

/// The core module that [`bridge`] wraps, and the encoding of its strings.
pub fn bridge_core(
    module: &[u8],
    world: &World,
    options: &BridgeOptions,
) -> Result<(Vec<u8>, StringEncoding), BridgeError> {
    let wasm = binary(module)?;
    validate(&wasm)?;
    let plan = Plan::new(world);
    let mut info = ModuleInfo::parse(&wasm)?;
    info.check_imports(world, &plan)?;
    let manifest = match options.cases.as_ref().or(info.manifest.as_ref()) {
        Some(text) => Manifest::parse(text, &info)?,
        None => Manifest::default(),
    };
    let encoding = match options.encoding {
        Some(encoding) => encoding,
        None => detect(world, &plan, &info, &manifest),
    };
    let mut checked = check(world, &plan, &info, &manifest, encoding)?;
    let mut wasm = wasm;
    if !checked.immutable.is_empty() {
        let (twin, map) = redeclared(&wasm, &info, &checked.immutable)?;
        wasm = twin;
        info = ModuleInfo::parse(&wasm)?;
        checked = check(world, &plan, &info, &manifest.renumbered(&map), encoding)?;
    }
    let core = Bridge::new(world, &plan, &info, &checked.cases, encoding)?.run(&wasm)?;
    wasmparser::Validator::new_with_features(wasmparser::WasmFeatures::all())
        .validate_all(&core)
        .map_err(|error| BridgeError::Encode { message: format!("the bridged module is not valid: {error}") })?;
    Ok((core, encoding))
}

fn binary(module: &[u8]) -> Result<Vec<u8>> {
    if module.starts_with(b"\0asm") {
        return Ok(module.to_vec());
    }
    wat::parse_bytes(module).map(std::borrow::Cow::into_owned).map_err(crate::error::invalid)
}

impl ModuleInfo {
    /// Position of an imported function.
    fn find_import(&self, module: &str, name: &str) -> Option<usize> {
        self.imports.iter().position(|import| import.module == module && import.name == name)
    }

    /// Refuses imports that the world does not have.
    fn check_imports(&self, world: &World, plan: &Plan) -> Result<()> {
        if let Some((kind, module, name)) = self.other_imports.first() {
            let hint = format!("a component has no {kind} to give; define it in the module");
            let (module, name) = (module.clone(), name.clone());
            return Err(BridgeError::UnknownImport { kind, module, name, hint });
        }
        for import in &self.imports {
            let known = |call: &&Call| call.side == Side::Import && call.core_module == import.module;
            let same = |call: &Call| call.core_name == import.name;
            if plan.calls().iter().filter(known).any(same) || intrinsic(world, plan, import).is_some() {
                continue;
            }
            let names = plan.calls().iter().filter(known).map(|call| call.core_name.as_str());
            let hint = match did_you_mean(&import.name, names) {
                Some(close) => format!("did you mean `{close}`?"),
                None => "import functions by their names in the world, `$root` being the world itself".to_owned(),
            };
            let (module, name) = (import.module.clone(), import.name.clone());
            return Err(BridgeError::UnknownImport { kind: "function", module, name, hint });
        }
        Ok(())
    }
}

/// What the check found out.
struct Checked {
    cases: CaseTable,
    immutable: Vec<(u32, String, String)>,
}

fn check(
    world: &World,
    plan: &Plan,
    info: &ModuleInfo,
    manifest: &Manifest,
    encoding: StringEncoding,
) -> Result<Checked> {
    let mut checker = Checker::new(world, plan, &info.types, manifest, encoding);
    for call in plan.calls() {
        let interface = world.interface(call.interface);
        let function = &interface.functions[call.function];
        let types: Vec<u32> = match call.side {
            Side::Import => {
                let same = |i: &&FuncImport| i.module == call.core_module && i.name == call.core_name;
                info.imports.iter().filter(same).map(|import| import.ty).collect()
            }
            Side::Export => {
                let missing = || BridgeError::MissingExport { name: call.core_name.clone() };
                vec![info.functions[info.export(&call.core_name).ok_or_else(missing)? as usize]]
            }
        };
        let (label, params) = match call.side {
            Side::Import => (format!("import `{}` `{}`", call.core_module, call.core_name), Direction::OutOf),
            Side::Export => (format!("export `{}`", call.core_name), Direction::Into),
        };
        for core in types.into_iter().filter_map(|ty| info.types.func(ty)) {
            checker.signature(Signature { label: &label, function, core, params })?;
        }
    }
    world.refuse_unsupported("host-gc")?;
    let immutable = checker.immutable().to_vec();
    Ok(Checked { cases: checker.into_cases(), immutable })
}

/// UTF-16 when that fits the module and UTF-8 does not.
fn detect(world: &World, plan: &Plan, info: &ModuleInfo, manifest: &Manifest) -> StringEncoding {
    let fits = |encoding| check(world, plan, info, manifest, encoding).is_ok();
    if !fits(StringEncoding::Utf8) && fits(StringEncoding::Utf16) {
        StringEncoding::Utf16
    } else {
        StringEncoding::Utf8
    }
}

fn redeclared(
    wasm: &[u8],
    info: &ModuleInfo,
    immutable: &[(u32, String, String)],
) -> Result<(Vec<u8>, HashMap<u32, u32>)> {
    let wanted: Vec<u32> = immutable.iter().map(|(index, ..)| *index).collect();
    let members = twin::family(&info.types, &wanted).map_err(|index| {
        let found = immutable.iter().find(|(wanted, ..)| *wanted == index);
        let (function, place) = found.map(|(_, label, place)| (label.clone(), place.clone())).unwrap_or_default();
        BridgeError::Immutable { function, place, index, reason: twin::VARIANT_FAMILY }
    })?;
    twin::redeclare(wasm, &info.types, &members)
}

/// The resource intrinsics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Intrinsic {
    Drop,
    New,
    Rep,
}

fn intrinsic(world: &World, plan: &Plan, import: &FuncImport) -> Option<(ResourceId, Intrinsic)> {
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

/// One run of the bridge over a checked module.
struct Bridge<'a> {
    world: &'a World,
    plan: &'a Plan,
    info: &'a ModuleInfo,
    emitter: Emitter<'a>,
    additions: Additions,
    /// Raw drop function of each resource that the module, or the end of a call, drops.
    drops: Vec<(ResourceId, u32)>,
}

impl<'a> Bridge<'a> {
    fn new(
        world: &'a World,
        plan: &'a Plan,
        info: &'a ModuleInfo,
        cases: &'a CaseTable,
        encoding: StringEncoding,
    ) -> Result<Self> {
        let imported = info.imports.len() as u32;
        let drops = borrowed(world, plan);
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
        let mut emitter = Emitter::new(world, plan, types, cases, encoding, places);
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
        Ok(Self { world, plan, info, emitter, additions, drops })
    }

    fn run(mut self, wasm: &[u8]) -> Result<Vec<u8>> {
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
            let same = |call: &&Call| {
                call.side == Side::Import && call.core_module == import.module && call.core_name == import.name
            };
            let Some(call) = self.plan.calls().iter().find(same) else { continue };
            if self.emitter.is_plain(call) {
                continue;
            }
            let (params, results) = core_signature(call);
            self.additions.import_types[at] = self.emitter.signature(&params, &results)?;
            let wrapper = self.emitter.reserve();
            let guest = Guest { function: at as u32, ty: self.func(import.ty) };
            self.emitter.import(wrapper, import.ty, call, &guest)?;
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
        for call in self.plan.calls().iter().filter(|call| call.side == Side::Export) {
            let Some(function) = self.info.export(&call.core_name) else { continue };
            let callee = self.additions.functions[function as usize];
            if self.emitter.is_plain(call) {
                self.export(&call.core_name, callee);
                continue;
            }
            let guest = Guest { function: callee, ty: self.func(self.info.functions[function as usize]) };
            let wrapper = self.emitter.export(call, &guest)?;
            self.export(&call.core_name, wrapper);
            if let Some(post) = &call.post_return {
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
                self.export(&post.core_name, index);
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

fn core_signature(call: &Call) -> (Vec<ValType>, Vec<ValType>) {
    let types =
        |cores: &[witloom_bindgen::model::Core]| cores.iter().map(|core| crate::emit::val_type(*core)).collect();
    (types(&call.params), types(&call.results))
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

/// Imported resources that some export borrows.
fn borrowed(world: &World, plan: &Plan) -> Vec<ResourceId> {
    let ends_borrows =
        plan.calls().iter().any(|call| call.steps.iter().any(|step| matches!(step, Step::DropBorrows { .. })));
    let imported = world.resources.iter().filter(|resource| resource.side == Side::Import);
    imported.filter(|_| ends_borrows).map(|resource| resource.id).collect()
}

/// The representation of each resource of our own, where it is a reference; all intrinsics must agree on it.
fn representations(world: &World, plan: &Plan, info: &ModuleInfo) -> Result<HashMap<ResourceId, ValType>> {
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
        let message = format!("a representation can't have type `{}`", crate::module::describe(rep));
        return Err(BridgeError::Resource { resource: name.to_owned(), message });
    }
    if known == rep {
        return Ok(());
    }
    let (known, rep) = (crate::module::describe(known), crate::module::describe(rep));
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
