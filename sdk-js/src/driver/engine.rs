//! The engine with a world's core imports and exports spliced in.
//!
//! Splicing depends on the world, the features and the tools alone, so its outcome is a step of its own.

use std::path::{Path, PathBuf};

use serde_json::json;
use wasmtime_wizer::Wizer;
use wit_component::WitPrinter;
use wit_parser::{Docs, Span, Stability, WorldItem, WorldKey};
use witloom_bindgen::World;
use witloom_bindgen::stand_in::stand_in;
use witloom_component::encode::world_bytes;
use witloom_component::{BuildError, Causes, Job, run_tool};

use super::features::Feature;
use super::surface::{self, Surface};
use super::{read, write};

/// The script that drives the packages.
pub(super) const SCRIPT: &str = include_str!("../../toolchain/build.mjs");
/// The engine's function that loads the user's modules.
pub(super) const INIT: &str = "componentize.wizer";

/// What the engine says of an export whose promise nothing is left to settle, as the beginning of "Error while …, but no exception
/// is pending", and what it says here: as many bytes.
const STUCK: [&[u8; 23]; 2] = [b"(call) event loop error", b"a promise never settled"];

/// A spliced engine.
#[derive(Debug)]
pub(super) struct Engine {
    /// Its folder.
    folder: PathBuf,
}

impl Engine {
    /// The module to run, which exports its whole state.
    pub(super) fn runnable(&self) -> PathBuf {
        self.folder.join("runnable.wasm")
    }

    /// The module to freeze, without the WASI imports that are off.
    pub(super) fn stubbed(&self) -> PathBuf {
        self.folder.join("stubbed.wasm")
    }

    /// Names and shapes of the core imports and exports.
    pub(super) fn splice(&self) -> PathBuf {
        self.folder.join("splice.json")
    }

    /// The package's own glue.
    pub(super) fn upstream(&self) -> PathBuf {
        self.folder.join("upstream.js")
    }
}

/// The engine for a job: the one that is there, or a new one.
pub(super) fn prepare(job: &Job<'_>, features: &[Feature], surface: Option<&Surface>) -> Result<Engine, BuildError> {
    let world = world_bytes(job.world)?;
    let core = surface.map_or_else(|| surface::TRAP.to_owned(), |surface| surface.names().to_string());
    let chosen = format!("{features:?}");
    let package = job.tools.version("componentize-js")?;
    let key: [(&str, &[u8]); 7] = [
        ("script", SCRIPT.as_bytes()),
        ("name", job.world.name.as_bytes()),
        ("world", &world),
        ("core", core.as_bytes()),
        ("package", package.as_bytes()),
        ("features", chosen.as_bytes()),
        ("stuck", STUCK[1]),
    ];
    let folder = job.step("engine", &key, |folder| {
        (job.progress)("fitting the engine to the world");
        match surface {
            Some(surface) => splice(job, (surface::WORLD, &surface.wit()), &surface.names(), features, folder)?,
            None => splice(job, (&job.world.name, &print(job.world)?), &json!(null), features, folder)?,
        }
        instrument(folder)
    })?;
    Ok(Engine { folder })
}

/// The world's packages as one text, which the splicer's own parser reads. The world imports what traps besides.
fn print(world: &World) -> Result<String, BuildError> {
    let mut resolve = world.wit.resolve().clone();
    stand_in(&mut resolve);
    let core = resolve.push_str("core.wit", surface::TRAP).expect("sound WIT");
    let id = resolve.packages[core].interfaces["imports"];
    let imported = WorldItem::Interface {
        id,
        stability: Stability::default(),
        external_id: None,
        docs: Docs::default(),
        span: Span::default(),
    };
    resolve.worlds[world.world_id].imports.insert(WorldKey::Interface(id), imported);
    let main = world.wit.package();
    let others: Vec<_> = resolve.packages.iter().map(|(id, _)| id).filter(|id| *id != main).collect();
    let mut printer = WitPrinter::default();
    printer
        .print(&resolve, main, &others)
        .map_err(|error| encode_error(world, "the world's WIT can't be printed", &error))?;
    Ok(printer.output.to_string())
}

fn splice(
    job: &Job<'_>,
    (world, wit): (&str, &str),
    names: &serde_json::Value,
    features: &[Feature],
    out: &Path,
) -> Result<(), BuildError> {
    let script = out.join("build.mjs");
    write(&script, SCRIPT)?;
    let request = out.join("request.json");
    let command = json!({
        "command": "splice",
        "package": job.tools.path("componentize-js")?,
        "wit": wit,
        "world": world,
        "names": names,
        "features": features,
        "out": out,
    });
    write(&request, command.to_string())?;
    let mut node = job.tools.command("node")?;
    run_tool("node", node.arg("--no-warnings").arg(&script).arg(&request))?;
    Ok(())
}

/// Replaces the spliced module by one that exports its memory and globals.
fn instrument(folder: &Path) -> Result<(), BuildError> {
    let spliced = folder.join("spliced.wasm");
    let mut bytes = read(&spliced)?;
    say_stuck(&mut bytes);
    let mut wizer = Wizer::new();
    wizer.init_func(INIT);
    let (_, instrumented) = wizer.instrument(&bytes).map_err(|error| wizer_error(&error))?;
    write(&folder.join("runnable.wasm"), instrumented)?;
    std::fs::remove_file(&spliced).map_err(|cause| BuildError::io(&spliced, cause))
}

/// Replaces the engine's own words where they are a text by themselves.
fn say_stuck(module: &mut [u8]) {
    let [own, ours] = STUCK;
    if let Some(at) = module.windows(own.len()).position(|part| part == own) {
        module[at..at + own.len()].copy_from_slice(ours);
    }
}

pub(super) fn wizer_error(error: &dyn std::fmt::Display) -> BuildError {
    BuildError::ToolFailed {
        tool: "componentize-js".to_owned(),
        status: "an engine that can't be frozen".to_owned(),
        output: format!("{error:#}"),
    }
}

fn encode_error(world: &World, hint: &str, error: &anyhow::Error) -> BuildError {
    BuildError::Encode { world: world.name.clone(), hint: hint.to_owned(), cause: Causes::of(error) }
}
