//! Clock, random numbers and the console over WASI 0.2, without an adapter.
//!
//! Each service adds its imports when it is first asked for; a runtime may have others of its own. [`declare`]
//! appends a component type for just those that are left to the module, beside that of the user's world. The console collects a line before it writes;
//! without the runtime's `flush` it writes every character at once.

mod console;

use std::collections::BTreeSet;

use walrus::ir::{BinaryOp, LoadKind, UnaryOp};
use walrus::{FunctionBuilder, FunctionId, ImportKind, Module, ValType};
use wit_component::StringEncoding;
use wit_parser::Resolve;

use super::LinkError;
use super::body::{at, push_long};
use super::memory::Layout;
use super::profile::{Profile, Stream};
use console::Console;

/// The parts of WASI that are used, at the version every 0.2 host satisfies.
const WIT: &str = include_str!("wasi.wit");
/// The section that tells the encoder about them.
const SECTION: &str = "component-type:witloom-link";

/// The interfaces with functions in it.
const INTERFACES: [&str; 11] = [
    "wasi:cli/environment@0.2.0",
    "wasi:cli/exit@0.2.12",
    "wasi:cli/stderr@0.2.0",
    "wasi:cli/stdin@0.2.0",
    "wasi:cli/stdout@0.2.0",
    "wasi:clocks/monotonic-clock@0.2.0",
    "wasi:filesystem/preopens@0.2.0",
    "wasi:filesystem/types@0.2.0",
    "wasi:io/streams@0.2.0",
    RANDOM,
    WALL_CLOCK,
];

const WALL_CLOCK: &str = "wasi:clocks/wall-clock@0.2.0";
const RANDOM: &str = "wasi:random/random@0.2.0";

/// The WASI functions of one module.
#[derive(Debug)]
pub(crate) struct Wasi {
    layout: Layout,
    profile: &'static Profile,
    /// Whether every character is written at once.
    eager: bool,
    stdout: Option<Console>,
    stderr: Option<Console>,
    flush: Option<FunctionId>,
}

impl Wasi {
    pub(crate) fn new(layout: Layout, profile: &'static Profile, eager: bool) -> Self {
        Self { layout, profile, eager, stdout: None, stderr: None, flush: None }
    }

    /// An imported function, added once.
    fn import(
        &mut self,
        module: &mut Module,
        interface: &'static str,
        name: &str,
        params: &[ValType],
        results: &[ValType],
    ) -> FunctionId {
        if let Some(id) = module.imports.find(interface, name)
            && let ImportKind::Function(function) = module.imports.get(id).kind
        {
            return function;
        }
        let ty = module.types.add(params, results);
        module.add_import_func(interface, name, ty).0
    }

    /// `() → f64`: milliseconds since 1970.
    pub(crate) fn clock(&mut self, module: &mut Module) -> FunctionId {
        let now = self.import(module, WALL_CLOCK, "now", &[ValType::I32], &[]);
        let memory = self.layout.memory;
        let place = self.layout.scratch.cast_signed();
        let mut builder = FunctionBuilder::new(&mut module.types, &[], &[ValType::F64]);
        builder.name("witloom.clock".to_owned());
        let mut seq = builder.func_body();
        seq.i32_const(place).call(now).i32_const(place).load(memory, LoadKind::I64 { atomic: false }, at(0));
        push_long(&mut seq, 1000);
        seq.binop(BinaryOp::I64Mul).unop(UnaryOp::F64ConvertSI64);
        seq.i32_const(place).load(memory, LoadKind::I32 { atomic: false }, at(8));
        seq.i32_const(1_000_000).binop(BinaryOp::I32DivU).unop(UnaryOp::F64ConvertUI32).binop(BinaryOp::F64Add);
        builder.finish(Vec::new(), &mut module.funcs)
    }

    /// `() → f64` in `[0, 1)`: 53 random bits.
    pub(crate) fn random(&mut self, module: &mut Module) -> FunctionId {
        let random = self.import(module, RANDOM, "get-random-u64", &[], &[ValType::I64]);
        let mut builder = FunctionBuilder::new(&mut module.types, &[], &[ValType::F64]);
        builder.name("witloom.random".to_owned());
        let mut seq = builder.func_body();
        seq.call(random);
        push_long(&mut seq, 11);
        seq.binop(BinaryOp::I64ShrU).unop(UnaryOp::F64ConvertUI64);
        seq.f64_const(1.0 / 9_007_199_254_740_992.0).binop(BinaryOp::F64Mul);
        builder.finish(Vec::new(), &mut module.funcs)
    }

    /// `(i32)`: writes one UTF-16 unit.
    pub(crate) fn put_char(&mut self, module: &mut Module, stream: Stream) -> FunctionId {
        self.console(module, stream).put
    }

    /// `()`: writes what both streams have collected. Fixed before the streams are known: it calls through
    /// functions that an unused stream leaves empty.
    pub(crate) fn flush_all(&mut self, module: &mut Module) -> FunctionId {
        if let Some(flush) = self.flush {
            return flush;
        }
        let streams = [Stream::Stdout, Stream::Stderr].map(|stream| {
            let used = self.profile.writers(stream).any(|(from, name)| module.imports.find(from, name).is_some());
            used.then(|| self.console(module, stream).flush)
        });
        let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
        builder.name("witloom.flush".to_owned());
        let mut seq = builder.func_body();
        for flush in streams.into_iter().flatten() {
            seq.call(flush);
        }
        let flush = builder.finish(Vec::new(), &mut module.funcs);
        *self.flush.insert(flush)
    }

    fn console(&mut self, module: &mut Module, stream: Stream) -> Console {
        let known = match stream {
            Stream::Stdout => self.stdout,
            Stream::Stderr => self.stderr,
        };
        if let Some(console) = known {
            return console;
        }
        let console = Console::add(self, module, stream);
        match stream {
            Stream::Stdout => self.stdout = Some(console),
            Stream::Stderr => self.stderr = Some(console),
        }
        console
    }
}

/// The interfaces of [`WIT`] that a module imports, but for those that its world declares itself.
pub(crate) fn used<'m>(module: &'m Module, world: &BTreeSet<String>) -> BTreeSet<&'m str> {
    let names = module.imports.iter().map(|import| import.module.as_str());
    names.filter(|name| INTERFACES.contains(name) && !world.contains(*name)).collect()
}

/// Tells the encoder of the WASI interfaces that the module imports.
pub(crate) fn declare(wasm: &mut Vec<u8>, used: &BTreeSet<&str>) -> Result<(), LinkError> {
    if used.is_empty() {
        return Ok(());
    }
    let imports: String = used.iter().map(|name| format!("  import {name};\n")).collect();
    let text = format!("package witloom:link;\n\nworld services {{\n{imports}}}\n\n{WIT}");
    let invalid = |cause: anyhow::Error| LinkError::Invalid { cause: format!("{cause:#}") };
    let mut resolve = Resolve::default();
    let package = resolve.push_str("wasi.wit", &text).map_err(invalid)?;
    let world = resolve.select_world(&[package], Some("services")).map_err(invalid)?;
    let bytes = wit_component::metadata::encode(&resolve, world, StringEncoding::UTF8, None, false).map_err(invalid)?;
    let section = wasm_encoder::CustomSection { name: SECTION.into(), data: bytes.into() };
    wasm_encoder::Section::append_to(&section, wasm);
    Ok(())
}
