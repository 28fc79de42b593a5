//! `lang = "wasm"`: a component that somebody else built, or a core module that its world makes one.
//!
//! What uses the GC proposal of the component model is made to run on today's runtimes: a component with the
//! `gc` canonical option is lowered, a core module with GC types in its signatures is bridged.
//!
//! It takes part in the build like any language, without bindings, tools or templates. Text format is accepted
//! where a file ends in `.wat`.

use std::path::Path;

use witloom_bindgen::{FileSet, GenerateError, Language, Options, Support, Wit, World};
use witloom_component::encode::{EncodeOptions, encode};
use witloom_component::inspect::decode;
use witloom_component::{BuildError, Built, Causes, Driver, Job};
use witloom_host_gc::{BridgeOptions, bridge, lower, needs_bridge};

use crate::ProjectError;

/// The id of the language.
pub const ID: &str = "wasm";

/// The driver for finished wasm files.
#[derive(Debug, Clone, Copy)]
pub struct Prebuilt;

impl Language for Prebuilt {
    fn id(&self) -> &'static str {
        ID
    }

    fn support(&self) -> Support {
        Support::ALL
    }

    fn generate(&self, world: &World, _: &Options) -> Result<FileSet, GenerateError> {
        self.accept(world)?;
        Ok(FileSet::new())
    }
}

impl Driver for Prebuilt {
    fn language(&self) -> &dyn Language {
        self
    }

    fn manifest(&self) -> &'static str {
        include_str!("../lang.toml")
    }

    fn build(&self, job: &Job<'_>) -> Result<Built, BuildError> {
        let bytes = read(job.source)?;
        let component = if is_component(&bytes) {
            lower(&bytes).map_err(|error| refused(job.source, &error))?
        } else if needs_bridge(&bytes, job.world) {
            bridge(&bytes, job.world, &BridgeOptions::default()).map_err(|error| refused(job.source, &error))?
        } else {
            encode(&bytes, job.world.wit.resolve(), job.world.world_id, &EncodeOptions::default())?
        };
        Ok(Built { component, warnings: Vec::new() })
    }
}

/// An error of the passes for WasmGC, with the file it is about.
fn refused(file: &Path, error: &dyn miette::Diagnostic) -> BuildError {
    let hint = error.help().map(|help| help.to_string());
    BuildError::UserCode { message: format!("`{}`: {error}", file.display()), hint }
}

/// The world of a finished component.
pub(crate) fn world_of(file: &Path) -> Result<World, ProjectError> {
    let bytes = read(file)?;
    if !is_component(&bytes) {
        let hint = "name the `world` that it implements, so that it can be made a component";
        return Err(BuildError::user_code(format!("`{}` is a core module", file.display()), hint).into());
    }
    let decoded = decode(&bytes).map_err(|error| damaged(file, &error))?;
    let (wit_component::DecodedWasm::Component(resolve, world), package) = (&decoded, decoded.package()) else {
        let hint = "name a component, or a core module with its `world`";
        return Err(BuildError::user_code(format!("`{}` holds WIT and no code", file.display()), hint).into());
    };
    let name = resolve.worlds[*world].name.clone();
    Ok(World::from_wit(&Wit::from_resolve(resolve.clone(), package), Some(&name))?)
}

/// Whether a file is a component already.
pub(crate) fn is_component_file(file: &Path) -> bool {
    read(file).is_ok_and(|bytes| is_component(&bytes))
}

fn read(file: &Path) -> Result<Vec<u8>, BuildError> {
    // Pipes and devices have no end.
    if std::fs::metadata(file).is_ok_and(|metadata| !metadata.is_file()) {
        let hint = "name the wasm file itself with `path`";
        return Err(BuildError::user_code(format!("`{}` is no file", file.display()), hint));
    }
    let bytes = std::fs::read(file).map_err(|e| BuildError::io(file, e))?;
    if bytes.starts_with(b"\0asm") {
        return Ok(bytes);
    }
    if file.extension().is_some_and(|extension| extension == "wat") {
        return wat::parse_bytes(&bytes)
            .map(|bytes| bytes.into_owned())
            .map_err(|error| BuildError::user_code(format!("`{}`: {error}", file.display()), "correct the text"));
    }
    let hint = "build it first, or name another file with `path`";
    Err(BuildError::user_code(format!("`{}` is not a WebAssembly file", file.display()), hint))
}

fn is_component(bytes: &[u8]) -> bool {
    bytes.get(4..8) == Some(&[0x0d, 0, 1, 0])
}

fn damaged(file: &Path, error: &anyhow::Error) -> BuildError {
    BuildError::Encode {
        world: file.display().to_string(),
        hint: "build or fetch the file again".to_owned(),
        cause: Causes::of(error),
    }
}
