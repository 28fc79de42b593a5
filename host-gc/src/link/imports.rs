//! Decides for every import where it comes from.
//!
//! In this order: the module provides it itself, it is a service of this pass, it is the world's, or it is
//! something of the toolchain's host that its profile has an answer for. Anything else is refused by name.

use walrus::ir::{BinaryOp, LoadKind};
use walrus::{
    AbstractHeapType, ExportItem, FunctionId, GlobalId, HeapType, ImportId, ImportKind, InstrSeqBuilder, LocalId,
    Module, RefType, ValType,
};

use super::body::at;
use super::copy::Copy;
use super::memory::Layout;
use super::profile::Answer;
use super::utf8::Utf8;
use super::wasi::Wasi;
use super::{LinkError, LinkOptions, PROVIDE, SERVICES};

/// One function that the module imports.
#[derive(Debug, Clone)]
struct Wanted {
    function: FunctionId,
    module: String,
    name: String,
    params: Vec<ValType>,
    results: Vec<ValType>,
}

impl Wanted {
    fn spelled(&self) -> String {
        format!("{}.{}", self.module, self.name)
    }
}

/// Binds the imports of one module.
#[derive(Debug)]
pub(crate) struct Linker<'m> {
    module: &'m mut Module,
    layout: Layout,
    options: &'m LinkOptions,
    warnings: Vec<String>,
    wasi: Wasi,
    /// The depth of the shadow stack, where there is one.
    depth: Option<GlobalId>,
}

impl<'m> Linker<'m> {
    pub(crate) fn new(
        module: &'m mut Module,
        layout: Layout,
        options: &'m LinkOptions,
        depth: Option<GlobalId>,
    ) -> Self {
        let flushes = module.imports.find(SERVICES, "flush").is_some();
        Self {
            module,
            layout,
            options,
            warnings: Vec::new(),
            wasi: Wasi::new(layout, options.profile, !flushes),
            depth,
        }
    }

    /// Gives every import its place.
    pub(crate) fn resolve(&mut self) -> Result<(), LinkError> {
        let ids: Vec<ImportId> = self.module.imports.iter().map(|import| import.id()).collect();
        for id in ids {
            self.resolve_one(id)?;
        }
        Ok(())
    }

    /// The warnings.
    pub(crate) fn finish(self) -> Vec<String> {
        self.warnings
    }

    fn resolve_one(&mut self, id: ImportId) -> Result<(), LinkError> {
        let import = self.module.imports.get(id);
        let (module, name) = (import.module.clone(), import.name.clone());
        let ImportKind::Function(function) = import.kind else {
            return Err(LinkError::UnknownImport { module, name });
        };
        let ty = self.module.types.get(self.module.funcs.get(function).ty());
        let (params, results) = (ty.params().to_vec(), ty.results().to_vec());
        let wanted = Wanted { function, module, name, params, results };
        if let Some(provider) = self.provider(&wanted)? {
            return self.forward(&wanted, provider);
        }
        if wanted.module == SERVICES {
            return self.serve(&wanted);
        }
        if self.is_worlds(&wanted.module) {
            return Ok(());
        }
        match self.options.profile.answer(&wanted.module, &wanted.name) {
            Some(answer) => self.substitute(&wanted, answer),
            None => Err(LinkError::UnknownImport { module: wanted.module, name: wanted.name }),
        }
    }

    fn is_worlds(&self, module: &str) -> bool {
        let name = module.strip_prefix("[export]").unwrap_or(module);
        let interface = name.contains(':') && !name.starts_with("wasm:") && name != SERVICES;
        interface || name == "$root" || self.options.world_imports.contains(name)
    }

    /// The export that provides this import.
    fn provider(&self, wanted: &Wanted) -> Result<Option<FunctionId>, LinkError> {
        let name = format!("{PROVIDE}{}", wanted.spelled());
        let Some(export) = self.module.exports.iter().find(|export| export.name == name) else { return Ok(None) };
        let ExportItem::Function(provider) = export.item else { return Ok(None) };
        let ty = self.module.types.get(self.module.funcs.get(provider).ty());
        if ty.params() != wanted.params || ty.results() != wanted.results {
            return Err(LinkError::Provider { import: wanted.spelled() });
        }
        Ok(Some(provider))
    }

    fn forward(&mut self, wanted: &Wanted, provider: FunctionId) -> Result<(), LinkError> {
        self.body(wanted, |seq, args| {
            for &arg in args {
                seq.local_get(arg);
            }
            seq.call(provider);
        })
    }

    fn serve(&mut self, wanted: &Wanted) -> Result<(), LinkError> {
        let memory = self.layout.memory;
        let heap_base = self.layout.heap_base.cast_signed();
        let named = format!("{SERVICES}.{}", wanted.name);
        let refused = |reason: String| LinkError::Service { import: named.clone(), reason };
        if let Some(copy) = Copy::read(self.module, &wanted.name, &wanted.params, &wanted.results) {
            let copy = copy.map_err(refused)?;
            let locals = copy.locals(self.module);
            return self.body(wanted, |seq, args| copy.emit(seq, memory, args, &locals));
        }
        if let Some(utf8) = Utf8::read(self.module, &wanted.name, &wanted.params, &wanted.results) {
            let utf8 = utf8.map_err(refused)?;
            let locals = utf8.locals(self.module);
            return self.body(wanted, |seq, args| utf8.emit(seq, memory, args, &locals));
        }
        match (wanted.name.as_str(), wanted.params.as_slice(), wanted.results.as_slice()) {
            ("memory-size", [], [ValType::I32]) => self.body(wanted, |seq, _| {
                seq.memory_size(memory);
            }),
            ("memory-grow", [ValType::I32], [ValType::I32]) => self.body(wanted, |seq, args| {
                args.iter().for_each(|&pages| {
                    seq.local_get(pages);
                });
                seq.memory_grow(memory);
            }),
            ("heap-base", [], [ValType::I32]) => self.body(wanted, |seq, _| {
                seq.i32_const(heap_base);
            }),
            ("trace-depth", [], [ValType::I32]) => {
                let depth = self.depth;
                self.body(wanted, |seq, _| {
                    match depth {
                        Some(depth) => seq.global_get(depth).i32_const(2).binop(BinaryOp::I32ShrU),
                        None => seq.i32_const(0),
                    };
                })
            }
            ("trace-frame", [ValType::I32], [ValType::I32]) => {
                let table = u64::from(self.layout.trace);
                self.body(wanted, |seq, args| {
                    for &index in args {
                        seq.local_get(index).i32_const(4).binop(BinaryOp::I32Mul);
                        seq.load(memory, LoadKind::I32 { atomic: false }, at(table));
                    }
                })
            }
            ("trap", [], []) => self.body(wanted, |seq, _| {
                seq.unreachable();
            }),
            ("flush", [], []) => {
                let flush = self.wasi.flush_all(self.module);
                self.body(wanted, |seq, _| {
                    seq.call(flush);
                })
            }
            _ => Err(refused("there is no such service of this type".to_owned())),
        }
    }

    fn substitute(&mut self, wanted: &Wanted, answer: Answer) -> Result<(), LinkError> {
        match answer {
            Answer::Clock => {
                let clock = self.wasi.clock(self.module);
                self.body(wanted, |seq, _| {
                    seq.call(clock);
                })
            }
            Answer::Random => {
                let random = self.wasi.random(self.module);
                self.body(wanted, |seq, _| {
                    seq.call(random);
                })
            }
            Answer::Console(stream) => {
                let put = self.wasi.put_char(self.module, stream);
                self.forward(wanted, put)
            }
            Answer::Unary(op) => self.body(wanted, |seq, args| {
                args.iter().for_each(|&arg| {
                    seq.local_get(arg);
                });
                seq.unop(op);
            }),
            Answer::IsNan => self.body(wanted, |seq, args| is_nan(seq, args, wanted)),
            Answer::IsFinite => self.body(wanted, |seq, args| is_finite(seq, args, wanted)),
            Answer::Keep => self.body(wanted, |seq, args| {
                args.iter().take(1).for_each(|&arg| {
                    seq.local_get(arg).extern_convert_any();
                });
            }),
            Answer::Kept => self.body(wanted, |seq, args| kept(seq, args, wanted)),
            Answer::Neutral => self.body(wanted, |seq, _| wanted.results.iter().for_each(|&ty| push_nothing(seq, ty))),
            Answer::Trap => {
                self.warnings.push(format!("a call of `{}` traps: there is no such service here", wanted.spelled()));
                self.body(wanted, |seq, _| {
                    seq.unreachable();
                })
            }
        }
    }

    fn body(
        &mut self,
        wanted: &Wanted,
        write: impl FnOnce(&mut InstrSeqBuilder<'_>, &[LocalId]),
    ) -> Result<(), LinkError> {
        let written = self.module.replace_imported_func(wanted.function, |(seq, args)| write(seq, args));
        written.map(|_| ()).map_err(|cause| LinkError::Invalid { cause: format!("{cause:#}") })
    }
}

fn is_nan(seq: &mut InstrSeqBuilder<'_>, args: &[LocalId], wanted: &Wanted) {
    let op = if wanted.params == [ValType::F32] { BinaryOp::F32Ne } else { BinaryOp::F64Ne };
    for &arg in args {
        seq.local_get(arg).local_get(arg).binop(op);
    }
}

/// `x - x` is zero for finite numbers and NaN for all others.
fn is_finite(seq: &mut InstrSeqBuilder<'_>, args: &[LocalId], wanted: &Wanted) {
    let single = wanted.params == [ValType::F32];
    let (minus, equal) = if single { (BinaryOp::F32Sub, BinaryOp::F32Eq) } else { (BinaryOp::F64Sub, BinaryOp::F64Eq) };
    for &arg in args {
        seq.local_get(arg).local_get(arg).binop(minus).local_get(arg).local_get(arg).binop(minus).binop(equal);
    }
}

/// Takes the object out of the host's handle.
fn kept(seq: &mut InstrSeqBuilder<'_>, args: &[LocalId], wanted: &Wanted) {
    for &arg in args {
        seq.local_get(arg).any_convert_extern();
    }
    for result in &wanted.results {
        if let ValType::Ref(ty) = result {
            seq.ref_cast(ty.nullable, ty.heap_type);
        }
    }
}

/// Pushes zero, null, or a reference that stands for nothing.
fn push_nothing(seq: &mut InstrSeqBuilder<'_>, ty: ValType) {
    match ty {
        ValType::I32 => seq.i32_const(0),
        ValType::I64 => seq.i64_const(0),
        ValType::F32 => seq.f32_const(0.0),
        ValType::F64 => seq.f64_const(0.0),
        ValType::Ref(ty) if ty.nullable => seq.ref_null(ty),
        ValType::Ref(RefType { heap_type: HeapType::Abstract(AbstractHeapType::Extern), .. }) => {
            seq.i32_const(0).ref_i31().extern_convert_any()
        }
        ValType::V128 | ValType::Ref(_) => seq.unreachable(),
    };
}
