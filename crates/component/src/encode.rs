//! A core module and its world become a component.
//!
//! The world is embedded in the module and encoded by wit-component, with the WASI preview 1 adapter when the
//! module imports that. Before that, every function of the world is looked for among the module's exports, so
//! that an error names all missing WIT functions at once.

mod modes;

use std::collections::BTreeSet;
use std::convert::Infallible;

use wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME as PREVIEW1;
use wasmparser::{ExternalKind, Parser, Payload};
use wit_component::{ComponentEncoder, embed_component_metadata};
use wit_parser::{
    Function, IndexMap, LiftLowerAbi, ManglingAndAbi, Resolve, WasmExport, WasmExportKind, WorldId, WorldItem, WorldKey,
};

use witloom_bindgen::World;

use crate::adapter::{Folders, reactor};
use crate::guard::guarded;
use crate::{BuildError, Causes, timers};

pub use crate::error::ModeError;

pub use wit_component::StringEncoding;

/// How a module is encoded.
#[derive(Debug, Clone)]
pub struct EncodeOptions {
    /// How the module's strings lie in its memory.
    pub strings: StringEncoding,
    /// Further adapters: the import module that each stands for, and its core module.
    pub adapters: Vec<(String, Vec<u8>)>,
    /// Whether to keep debug names of the parts that the encoder adds.
    pub debug_names: bool,
    /// Whether the component imports the clock that its runtime's timers stand on; see [`timers`].
    pub timers: bool,
}

impl Default for EncodeOptions {
    fn default() -> Self {
        Self { strings: StringEncoding::UTF8, adapters: Vec::new(), debug_names: true, timers: false }
    }
}

/// Appends the world's component type to a core module.
pub fn embed(module: &[u8], resolve: &Resolve, world: WorldId, strings: StringEncoding) -> Result<Vec<u8>, BuildError> {
    let mut bytes = module.to_vec();
    embed_component_metadata(&mut bytes, resolve, world, strings, false)
        .map_err(|e| failed(resolve, world, "check the world's WIT", &e))?;
    Ok(bytes)
}

/// The world as bytes, for keys: everything in it that a component shows, and nothing that it doesn't use. Comments,
/// documentation and other worlds of the package leave the bytes as they are.
pub fn world_bytes(world: &World) -> Result<Vec<u8>, BuildError> {
    let (resolve, id) = (world.resolve(), world.world_id);
    wit_component::metadata::encode(resolve, id, StringEncoding::UTF8, None, false)
        .map_err(|e| failed(resolve, id, "check the world's WIT", &e))
}

/// Makes a core module a component of the world.
///
/// # Errors
/// [`BuildError::MissingExport`] when the module lacks functions of the world, [`BuildError::Mode`] when it lifts or
/// lowers asynchronously what is no `async func`, [`BuildError::Encode`] for everything else that the encoder refuses, for instance an import that the world doesn't have.
pub fn encode(
    module: &[u8],
    resolve: &Resolve,
    world: WorldId,
    options: &EncodeOptions,
) -> Result<Vec<u8>, BuildError> {
    let surface = Surface::read(module)
        .map_err(|e| failed(resolve, world, "the compiler's output is no core WebAssembly module", &e))?;
    let missing = missing_exports(resolve, world, &surface.exports);
    if !missing.is_empty() {
        return Err(BuildError::MissingExport { world: resolve.worlds[world].name.clone(), missing });
    }
    modes::check(resolve, world, &surface)?;
    let with_clock = if options.timers { Some(timers::with_clock(resolve, world)?) } else { None };
    let embedded = embed(module, with_clock.as_ref().unwrap_or(resolve), world, options.strings)?;
    let needs_preview1 = surface.imports.iter().any(|(module, _)| module == PREVIEW1);
    run_encoder(&embedded, needs_preview1, options)
        .map_err(|e| failed(resolve, world, "the module's imports and exports must be those of its world", &e))
}

/// Imports of two versions on one track become one, unless they differ in what both have: then both stay.
fn run_encoder(module: &[u8], needs_preview1: bool, options: &EncodeOptions) -> anyhow::Result<Vec<u8>> {
    // The encoder has assertions about odd modules.
    let run = |merge| guarded(|| encode_once(module, needs_preview1, options, merge))?;
    run(true).or_else(|merging| run(false).map_err(|_| merging))
}

fn encode_once(module: &[u8], needs_preview1: bool, options: &EncodeOptions, merge: bool) -> anyhow::Result<Vec<u8>> {
    let mut encoder = ComponentEncoder::default();
    encoder.validate(true).debug_names(options.debug_names).merge_imports_based_on_semver(merge);
    encoder.module(module)?;
    for (name, bytes) in &options.adapters {
        encoder.adapter(name, bytes)?;
    }
    if needs_preview1 && options.adapters.iter().all(|(name, _)| name != PREVIEW1) {
        encoder.adapter(PREVIEW1, reactor(Folders::OfGuest))?;
    }
    encoder.encode()
}

fn failed(resolve: &Resolve, world: WorldId, hint: &str, error: &anyhow::Error) -> BuildError {
    BuildError::Encode { world: resolve.worlds[world].name.clone(), hint: hint.to_owned(), cause: Causes::of(error) }
}

/// The names that a core module shows to the outside.
#[derive(Debug, Default)]
struct Surface {
    /// Imports: module and name.
    imports: BTreeSet<(String, String)>,
    /// Exported functions.
    exports: BTreeSet<String>,
}

impl Surface {
    fn read(module: &[u8]) -> anyhow::Result<Self> {
        anyhow::ensure!(module.starts_with(b"\0asm"), "it does not start with the bytes `\\0asm`");
        let mut surface = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import?;
                        surface.imports.insert((import.module.to_owned(), import.name.to_owned()));
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        if export.kind == ExternalKind::Func {
                            surface.exports.insert(export.name.to_owned());
                        }
                    }
                }
                // The code needs no look: only the surface counts here.
                _ => {}
            }
        }
        Ok(surface)
    }
}

/// WIT names of the world's exported functions that no core export implements, in any mangling.
fn missing_exports(resolve: &Resolve, world: WorldId, exports: &BTreeSet<String>) -> Vec<String> {
    let mut missing = Vec::new();
    let check = |interface: Option<&WorldKey>, func: &Function| {
        let found = MANGLINGS.iter().any(|&mangling| {
            let kind = WasmExportKind::Normal;
            let name = resolve.wasm_export_name(mangling, WasmExport::Func { interface, func, kind });
            exports.contains(&name)
        });
        if !found {
            missing.push(wit_name(resolve, interface, func));
        }
        Ok::<_, Infallible>(())
    };
    let Ok(()) = each_function(resolve, &resolve.worlds[world].exports, check);
    missing
}

/// `shop:orders/rates#find`, or `start` for a function of the world itself.
fn wit_name(resolve: &Resolve, interface: Option<&WorldKey>, func: &Function) -> String {
    let interface = interface.map(|key| format!("{}#", resolve.name_world_key(key)));
    format!("{}{}", interface.unwrap_or_default(), func.name)
}

/// Visits the functions of one side of a world, until one is an error.
fn each_function<E>(
    resolve: &Resolve,
    side: &IndexMap<WorldKey, WorldItem>,
    mut visit: impl FnMut(Option<&WorldKey>, &Function) -> Result<(), E>,
) -> Result<(), E> {
    for (key, item) in side {
        match item {
            WorldItem::Interface { id, .. } => {
                resolve.interfaces[*id].functions.values().try_for_each(|func| visit(Some(key), func))?;
            }
            WorldItem::Function(func) => visit(None, func)?,
            WorldItem::Type { .. } => {}
        }
    }
    Ok(())
}

const MANGLINGS: [ManglingAndAbi; 4] = [
    ManglingAndAbi::Legacy(LiftLowerAbi::Sync),
    ManglingAndAbi::Legacy(LiftLowerAbi::AsyncCallback),
    ManglingAndAbi::Legacy(LiftLowerAbi::AsyncStackful),
    ManglingAndAbi::Standard32,
];
