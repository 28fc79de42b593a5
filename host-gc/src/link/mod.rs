//! The link pass: the output of a GC toolchain becomes a module that stands on its own.
//!
//! GC toolchains write modules for a JavaScript host: the memory, the size of its heap, the clock, the console and
//! string helpers of the host are imports. What they are called is in the toolchain's [`Profile`]; [`link`] gives
//! each of them a place inside the module:
//!
//! * the memory is defined and exported, the globals that describe it become constants ([`memory`]);
//! * clock, console and random numbers call WASI 0.2, only where they are used ([`wasi`]);
//! * copies between memory and GC arrays get bodies made for the array's very type ([`copy`], [`utf8`]);
//! * an import that the module provides itself under `witloom:provide/…` is bound to that export;
//! * what only a browser could do gets a body of the same type that answers nothing or traps ([`imports`]);
//! * an exception can tell the user's functions that it was thrown in, where that is asked for ([`trace`]);
//! * integer division throws where the module asks for it ([`arith`]);
//! * objects that globals start with are made by functions, since engines compile long initializers slowly
//!   ([`globals`]).
//!
//! Invariants: imports that belong to a component's world stay untouched, any other import is refused by name,
//! and the result is validated. Types, import names and export names are all that it goes by: names that
//! obfuscation removes are never read. It knows no WIT world and writes no component.
//!
//! # The protocol of a runtime
//! A guest's runtime asks for a service by importing it from the module `witloom:link`: `memory-size`,
//! `memory-grow`, `heap-base`, `flush`, `trap`,
//! `trace-depth`, `trace-frame`, `load-*`, `store-*`, `utf8-decode` and `utf8-encode`. It offers one by
//! exporting `witloom:provide/<module>.<name>`. Exports that start with `witloom:` or with the toolchain's own
//! prefix are dropped, unless they are functions of interfaces.

mod arith;
mod body;
mod copy;
mod error;
mod globals;
mod imports;
mod lines;
mod memory;
mod objects;
mod profile;
mod shape;
mod teavm;
mod trace;
mod utf8;
mod wasi;

use std::collections::BTreeSet;

use walrus::{Module, ModuleConfig};
use wasmparser::{Validator, WasmFeatures};

pub use error::LinkError;
pub use profile::Profile;
pub use teavm::TEAVM;
use trace::Traced;

/// Module name of the imports that the pass gives bodies to.
pub const SERVICES: &str = "witloom:link";
/// Prefix of the exports by which a module provides one of its own imports.
pub const PROVIDE: &str = "witloom:provide/";

/// What the pass may assume.
#[derive(Debug, Clone)]
pub struct LinkOptions {
    /// The toolchain that made the module.
    pub profile: &'static Profile,
    /// Import modules that the component's world declares. Other names with a `:` in them are left alone too;
    /// those of WASI are declared to the encoder.
    pub world_imports: BTreeSet<String>,
    /// Whether the guest can tell where an exception was thrown: functions with names keep a shadow stack,
    /// which costs a few instructions a call.
    pub stack_traces: bool,
}

impl Default for LinkOptions {
    fn default() -> Self {
        Self { profile: &TEAVM, world_imports: BTreeSet::new(), stack_traces: false }
    }
}

/// A linked module.
#[derive(Debug, Clone)]
pub struct Linked {
    /// The module: memory exported, no import outside the world.
    pub wasm: Vec<u8>,
    /// What will trap when it is reached, each one sentence.
    pub warnings: Vec<String>,
}

/// Links one module.
///
/// # Errors
/// [`LinkError`] when the bytes are no module, an import is unknown or misused, or the result doesn't validate.
pub fn link(wasm: &[u8], options: &LinkOptions) -> Result<Linked, LinkError> {
    validate(wasm).map_err(|cause| LinkError::Parse { cause: cause.to_string() })?;
    let mut module = ModuleConfig::new()
        .generate_producers_section(false)
        .parse(wasm)
        .map_err(|cause| LinkError::Parse { cause: format!("{cause:#}") })?;
    let profile = options.profile;
    let traced = if options.stack_traces { Traced::find(&module, profile) } else { Traced::default() };
    let layout = memory::define(&mut module, &profile.heap, traced.bytes())?;
    let depth = traced.instrument(&mut module, profile, layout);
    let mut linker = imports::Linker::new(&mut module, layout, options, depth);
    linker.resolve()?;
    let warnings = linker.finish();
    arith::check_divisions(&mut module)?;
    drop_private_exports(&mut module, profile);
    drop_notes(&mut module, profile);
    walrus::passes::gc::run(&mut module);
    globals::fill_at_start(&mut module);
    let mut wasm = module.emit_wasm();
    wasi::declare(&mut wasm, &wasi::used(&module, &options.world_imports))?;
    validate(&wasm).map_err(|cause| LinkError::Invalid { cause: cause.to_string() })?;
    Ok(Linked { wasm, warnings })
}

fn validate(wasm: &[u8]) -> Result<(), wasmparser::BinaryReaderError> {
    let features = WasmFeatures::default() | WasmFeatures::GC | WasmFeatures::EXCEPTIONS;
    Validator::new_with_features(features).validate_all(wasm).map(|_| ())
}

/// Drops the exports that were meant for a JavaScript host or for this pass.
fn drop_private_exports(module: &mut Module, profile: &Profile) {
    let private: Vec<_> =
        module.exports.iter().filter(|export| profile.is_private(&export.name)).map(|export| export.id()).collect();
    for id in private {
        module.exports.delete(id);
    }
}

/// Drops the sections that told a JavaScript loader what the module needs.
fn drop_notes(module: &mut Module, profile: &Profile) {
    let is_note = |name: &str| name.starts_with(profile.private);
    let notes: Vec<_> =
        module.customs.iter().filter(|(_, section)| is_note(section.name())).map(|(id, _)| id).collect();
    for id in notes {
        module.customs.delete(id);
    }
}
