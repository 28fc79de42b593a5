//! Writes the shim module.

use std::collections::BTreeMap;

use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, EntityType, ExportKind, ExportSection, Function, FunctionSection, GlobalSection,
    GlobalType, ImportSection, InstructionSink, MemArg, MemoryType, Module, TypeSection,
    ValType::{self, I32},
};

use super::blob::Header;
use super::spec::{Role, Signature, Spec};
use super::state::{State, VARS, Var};

/// Functions of CRuby that the shim calls: our name, the export's name, parameters, results.
const RUBY: &[(Core, &str, &[ValType], &[ValType])] = &[
    (Core::Realloc, "cabi_realloc", &[I32; 4], &[I32]),
    (Core::Init, "ruby-init: func(args: list<string>) -> ()", &[I32; 2], &[]),
    (Core::LoadPath, "ruby-init-loadpath: func() -> ()", &[], &[]),
    (Core::Eval, "rb-eval-string-protect: func(str: string) -> tuple<handle<rb-abi-value>, s32>", &[I32; 2], &[I32]),
    (
        Core::Call,
        "rb-funcallv-protect: func(recv: handle<rb-abi-value>, mid: u32, args: list<handle<rb-abi-value>>) -> \
         tuple<handle<rb-abi-value>, s32>",
        &[I32; 4],
        &[I32],
    ),
    (Core::Intern, "rb-intern: func(name: string) -> u32", &[I32; 2], &[I32]),
    (Core::FreePair, "cabi_post_rstring-ptr", &[I32], &[]),
];

/// The two imports of CRuby that a snapshot's shim reaches through CRuby itself, see [`Wake::Reload`].
const ENVIRON: &[(Core, &str)] =
    &[(Core::EnvironSizes, "witloom:environ-sizes-get"), (Core::Environ, "witloom:environ-get")];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Core {
    Realloc,
    Init,
    LoadPath,
    Eval,
    Call,
    Intern,
    FreePair,
    EnvironSizes,
    Environ,
    // Functions of the shim itself.
    Alloc,
    Copy,
    Free,
    Boot,
    Wake,
    Dispatch,
    Enter,
    Drain,
    Postpone,
    Switch,
    Gather,
    BlobCopy,
    BlobLen,
}

/// What a new instance does before its first call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wake {
    /// Start Ruby and load the user's files.
    Boot,
    /// Go on from a snapshot: read the environment anew and reseed the random generator.
    Reload(State),
}

/// A module under construction: the shared index spaces.
pub(super) struct Emitter<'a> {
    pub(super) spec: &'a Spec,
    pub(super) header: &'a Header,
    pub(super) wake: &'a Wake,
    types: TypeSection,
    known: BTreeMap<(Vec<u8>, Vec<u8>), u32>,
    imports: ImportSection,
    functions: FunctionSection,
    code: CodeSection,
    exports: ExportSection,
    count: u32,
    core: BTreeMap<Core, u32>,
    /// The function index of the first import of the world.
    pub(super) first_import: u32,
    thunks: Vec<u32>,
}

impl<'a> Emitter<'a> {
    pub(super) fn new(spec: &'a Spec, header: &'a Header, wake: &'a Wake) -> Emitter<'a> {
        Emitter {
            spec,
            header,
            wake,
            types: TypeSection::new(),
            known: BTreeMap::new(),
            imports: ImportSection::new(),
            functions: FunctionSection::new(),
            code: CodeSection::new(),
            exports: ExportSection::new(),
            count: 0,
            core: BTreeMap::new(),
            first_import: 0,
            thunks: Vec::new(),
        }
    }

    /// The finished module, with stubs in place of the blob.
    pub(super) fn module(mut self, expose: bool) -> Vec<u8> {
        self.imports();
        self.helpers();
        self.thunks();
        self.hooks();
        self.world();
        let globals = self.globals(expose);
        let mut module = Module::new();
        module.section(&self.types).section(&self.imports).section(&self.functions);
        module.section(&globals).section(&self.exports).section(&self.code);
        module.finish()
    }

    fn imports(&mut self) {
        self.imports.import(
            "env",
            "memory",
            MemoryType { minimum: 0, maximum: None, memory64: false, shared: false, page_size_log2: None },
        );
        for (core, name, params, results) in RUBY {
            let ty = self.type_of(params, results);
            self.import(Some(*core), "__main_module__", name, ty);
        }
        if matches!(self.wake, Wake::Reload(_)) {
            for (core, name) in ENVIRON {
                let ty = self.type_of(&[I32; 2], &[I32]);
                self.import(Some(*core), "__main_module__", name, ty);
            }
        }
        self.first_import = self.count;
        for import in &self.spec.imports {
            let ty = self.type_of(&import.signature.params, &import.signature.results);
            self.import(None, &import.module, &import.field, ty);
        }
    }

    fn import(&mut self, core: Option<Core>, module: &str, name: &str, ty: u32) {
        self.imports.import(module, name, EntityType::Function(ty));
        if let Some(core) = core {
            self.core.insert(core, self.count);
        }
        self.count += 1;
    }

    fn type_of(&mut self, params: &[ValType], results: &[ValType]) -> u32 {
        let key = (params.iter().map(|t| byte(*t)).collect(), results.iter().map(|t| byte(*t)).collect());
        let next = self.types.len();
        *self.known.entry(key).or_insert_with(|| {
            self.types.ty().function(params.iter().copied(), results.iter().copied());
            next
        })
    }

    /// Adds a function; `locals` counts the `i32` locals after the parameters.
    pub(super) fn function(
        &mut self,
        signature: &Signature,
        locals: u32,
        body: impl FnOnce(&Self, &mut InstructionSink<'_>),
    ) -> u32 {
        let ty = self.type_of(&signature.params, &signature.results);
        let mut function = Function::new((locals > 0).then_some((locals, I32)));
        let mut sink = function.instructions();
        body(self, &mut sink);
        sink.end();
        self.functions.function(ty);
        self.code.function(&function);
        self.count += 1;
        self.count - 1
    }

    /// Adds a function of the shim itself, to be called by [`Core`] name.
    pub(super) fn own(
        &mut self,
        core: Core,
        params: &[ValType],
        results: &[ValType],
        locals: u32,
        body: impl FnOnce(&Self, &mut InstructionSink<'_>),
    ) {
        let signature = Signature { params: params.to_vec(), results: results.to_vec() };
        let index = self.function(&signature, locals, body);
        self.core.insert(core, index);
    }

    /// The index of a function that was added before.
    pub(super) fn at(&self, core: Core) -> u32 {
        *self.core.get(&core).expect("callees are added before their callers")
    }

    pub(super) fn export(&mut self, name: &str, index: u32) {
        self.exports.export(name, ExportKind::Func, index);
    }

    pub(super) fn thunk(&self, index: usize) -> u32 {
        self.thunks[index]
    }

    /// One function without parameters for each number that Ruby can call.
    fn thunks(&mut self) {
        for (index, import) in self.spec.imports.iter().enumerate() {
            let callee = self.first_import + u32::try_from(index).expect("few imports");
            let thunk = self.function(&nothing(), 0, |_, s| {
                if !import.signature.results.is_empty() {
                    get(s, Var::Result);
                }
                let slots = import.signature.params.len() - usize::from(import.returns_by_pointer);
                for (slot, ty) in import.signature.params[..slots].iter().enumerate() {
                    get(s, Var::Out);
                    load(s, *ty, slot_offset(slot));
                }
                if import.returns_by_pointer {
                    get(s, Var::Result);
                }
                s.call(callee);
                for ty in &import.signature.results {
                    store(s, *ty, 0);
                }
            });
            self.thunks.push(thunk);
        }
        for take in &self.spec.takes {
            let (rep, drop) = (self.first_import + index_of(take.rep), self.first_import + index_of(take.drop));
            let thunk = self.function(&nothing(), 0, |_, s| {
                get(s, Var::Result);
                get(s, Var::Out);
                load(s, I32, 0);
                s.call(rep);
                store(s, I32, 0);
                s.i32_const(1);
                set(s, Var::Swallow);
                get(s, Var::Out);
                load(s, I32, 0);
                s.call(drop).i32_const(0);
                set(s, Var::Swallow);
            });
            self.thunks.push(thunk);
        }
        self.switch();
    }

    /// Calls the thunk of a number.
    fn switch(&mut self) {
        let total = index_of(self.spec.imports.len() + self.spec.takes.len());
        self.own(Core::Switch, &[I32], &[], 0, |e, s| {
            for _ in 0..=total {
                s.block(BlockType::Empty);
            }
            s.local_get(0).i32_const(super::spec::FIRST_CODE as i32).i32_sub();
            s.br_table(0..total, total).end();
            for index in 0..total {
                s.call(e.thunk(index as usize)).return_().end();
            }
            s.unreachable();
        });
    }

    /// The world's exports: parameters into slots, Ruby, the result out of its slot.
    fn world(&mut self) {
        for (index, export) in self.spec.exports.iter().enumerate() {
            let function = self.function(&export.signature, 0, |e, s| {
                if export.role == Role::Destructor {
                    get(s, Var::Swallow);
                    s.if_(BlockType::Empty).return_().end();
                    get(s, Var::Depth);
                    s.if_(BlockType::Empty);
                    s.i32_const(index as i32).local_get(0).call(e.at(Core::Postpone)).return_().end();
                }
                s.call(e.at(Core::Enter));
                for (slot, ty) in export.signature.params.iter().enumerate() {
                    get(s, Var::Args);
                    s.local_get(index_of(slot));
                    store(s, *ty, slot_offset(slot));
                }
                s.i32_const(index as i32).call(e.at(Core::Dispatch)).call(e.at(Core::Drain));
                for ty in &export.signature.results {
                    get(s, Var::Return);
                    if !export.returns_by_pointer {
                        load(s, *ty, 0);
                    }
                }
            });
            self.export(&export.name, function);
        }
        let realloc = self.function(&Signature { params: vec![I32; 4], results: vec![I32] }, 0, |e, s| {
            s.local_get(3).i32_eqz().if_(BlockType::Empty).local_get(2).return_().end();
            s.local_get(0).local_get(1).local_get(2).local_get(3).call(e.at(Core::Realloc));
        });
        self.export("cabi_realloc", realloc);
        let boot = self.at(Core::Boot);
        self.export("witloom-start", boot);
    }

    fn globals(&mut self, expose: bool) -> GlobalSection {
        let state = match self.wake {
            Wake::Boot => State::fresh(),
            Wake::Reload(state) => state.clone(),
        };
        let mut globals = GlobalSection::new();
        for (var, value) in VARS.iter().zip(state.values()) {
            let ty = GlobalType { val_type: I32, mutable: true, shared: false };
            globals.global(ty, &ConstExpr::i32_const(*value));
            if expose {
                self.exports.export(&format!("state-{}", var.index()), ExportKind::Global, var.index());
            }
        }
        globals
    }
}

/// A module of hooks that need no state.
pub(super) fn hooks_only(hooks: &[super::channels::Hook]) -> Vec<u8> {
    let (spec, header) = (Spec::default(), Header::new(0, ""));
    let mut emitter = Emitter::new(&spec, &header, &Wake::Boot);
    emitter.export_hooks(hooks);
    let mut module = Module::new();
    module.section(&emitter.types).section(&emitter.functions);
    module.section(&emitter.exports).section(&emitter.code);
    module.finish()
}

/// The signature without parameters and results.
pub(super) fn nothing() -> Signature {
    Signature { params: Vec::new(), results: Vec::new() }
}

pub(super) fn get(s: &mut InstructionSink<'_>, var: Var) {
    s.global_get(var.index());
}

pub(super) fn set(s: &mut InstructionSink<'_>, var: Var) {
    s.global_set(var.index());
}

fn index_of(position: usize) -> u32 {
    u32::try_from(position).expect("few functions")
}

fn slot_offset(slot: usize) -> u64 {
    8 * slot as u64
}

fn at(offset: u64, align: u32) -> MemArg {
    MemArg { offset, align, memory_index: 0 }
}

/// Loads a value from `offset` of the address on the stack.
pub(super) fn load(s: &mut InstructionSink<'_>, ty: ValType, offset: u64) {
    match ty {
        ValType::I64 => s.i64_load(at(offset, 3)),
        ValType::F32 => s.f32_load(at(offset, 2)),
        ValType::F64 => s.f64_load(at(offset, 3)),
        I32 | ValType::V128 | ValType::Ref(_) => s.i32_load(at(offset, 2)),
    };
}

/// Stores the value on the stack to `offset` of the address beneath it.
pub(super) fn store(s: &mut InstructionSink<'_>, ty: ValType, offset: u64) {
    match ty {
        ValType::I64 => s.i64_store(at(offset, 3)),
        ValType::F32 => s.f32_store(at(offset, 2)),
        ValType::F64 => s.f64_store(at(offset, 3)),
        I32 | ValType::V128 | ValType::Ref(_) => s.i32_store(at(offset, 2)),
    };
}

/// A key for the type table; the canonical ABI flattens to these four only.
fn byte(ty: ValType) -> u8 {
    match ty {
        I32 => 0,
        ValType::I64 => 1,
        ValType::F32 => 2,
        ValType::F64 => 3,
        ValType::V128 | ValType::Ref(_) => unreachable!("not a flat type"),
    }
}
