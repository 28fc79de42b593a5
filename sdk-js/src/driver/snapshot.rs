//! Freezes an engine that has loaded the user's modules.
//!
//! The script runs the engine and leaves its memory and globals behind; here they become the initial state of
//! the stubbed module. That one differs from the module that ran in imports alone, so the state fits.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use serde_json::json;
use wasmtime_wizer::{InstanceState, SnapshotVal, ValType, Wizer};
use witloom_bindgen::Language as _;
use witloom_component::{BuildError, Job, run_tool};

use super::bundle::{Bundle, FILE};
use super::engine::{Engine, INIT, SCRIPT, wizer_error};
use super::features::Feature;
use super::settings::GlueChoice;
use super::{create_dir, failure, read, write};
use crate::JavaScript;

/// The runtime that every world's glue stands on.
const PRELUDE: &str = concat!(
    include_str!("../../templates/prelude/memory.js"),
    include_str!("../../templates/prelude/places.js"),
    include_str!("../../templates/prelude/strings.js"),
    include_str!("../../templates/prelude/numbers.js"),
    include_str!("../../templates/prelude/resources.js"),
    include_str!("../../templates/prelude/checks.js"),
    include_str!("../../templates/prelude/answers.js"),
    include_str!("../../templates/prelude/module.js"),
);
/// What worlds with async functions, streams or futures need besides.
const CONCURRENT: &str = concat!(
    include_str!("../../templates/prelude/rejections.js"),
    include_str!("../../templates/prelude/tasks.js"),
    include_str!("../../templates/prelude/ends.js"),
    include_str!("../../templates/prelude/timers.js"),
);
/// What stands for them in other worlds.
const ALONE: &str = include_str!("../../templates/prelude/unwatched.js");
/// Streams, of bytes too, which user code may have in every world.
const STREAMS: &str =
    concat!(include_str!("../../templates/prelude/streams.js"), include_str!("../../templates/prelude/bytes.js"));
/// The world's part.
const GLUE: &str = "gen/glue.js";
/// What user code imports as `witloom`.
const RUNTIME: &str = include_str!("../../runtime/index.js");

/// The frozen core module.
pub(super) fn take(
    job: &Job<'_>,
    engine: &Engine,
    bundle: &Bundle,
    features: &[Feature],
    glue: GlueChoice,
) -> Result<Vec<u8>, BuildError> {
    let out = job.work.join("snapshot");
    create_dir(&out)?;
    run(job, engine, bundle, features, glue, &out).map_err(|error| failure::explain(error, job, &bundle.entry))?;
    let mut state = State::read(&out)?;
    let stubbed = read(&engine.stubbed())?;
    let mut wizer = Wizer::new();
    wizer.init_func(INIT);
    let (context, _) = wizer.instrument(&stubbed).map_err(|error| wizer_error(&error))?;
    let module = ready(wizer.snapshot(&context, &mut state)).map_err(|error| wizer_error(&error))?;
    std::fs::remove_dir_all(&out).map_err(|cause| BuildError::io(&out, cause))?;
    Ok(module)
}

fn run(
    job: &Job<'_>,
    engine: &Engine,
    bundle: &Bundle,
    features: &[Feature],
    glue: GlueChoice,
    out: &Path,
) -> Result<(), BuildError> {
    let (script, lookup) = (out.join("build.mjs"), out.join("places.js"));
    write(&script, SCRIPT)?;
    write(&lookup, include_str!("../../templates/prelude/places.js"))?;
    let request = out.join("request.json");
    let command = json!({
        "command": "snapshot",
        "module": engine.runnable(),
        "splice": engine.splice(),
        "glue": glue_file(job, engine, bundle, glue, out)?,
        "runtime": runtime(),
        "upstream": glue == GlueChoice::Upstream,
        "source": bundle.folder,
        "entry": FILE,
        "places": bundle.places(),
        "lookup": lookup,
        "features": features,
        "out": out,
    });
    write(&request, command.to_string())?;
    let mut node = job.tools.command("node")?;
    let ran = run_tool("node", node.arg("--no-warnings").arg(&script).arg(&request));
    ran.map(drop)
}

/// The whole glue: runtime package, prelude and the world's part.
fn glue_file(
    job: &Job<'_>,
    engine: &Engine,
    bundle: &Bundle,
    glue: GlueChoice,
    out: &Path,
) -> Result<PathBuf, BuildError> {
    if glue == GlueChoice::Upstream {
        return Ok(engine.upstream());
    }
    let world = match bundle.imports.is_empty() {
        true => read(&job.source.join(GLUE))?,
        false => glue_of(job)?,
    };
    let path = out.join("glue.js");
    let concurrent = if job.world.is_concurrent() { CONCURRENT } else { ALONE };
    let ours = [PRELUDE, concurrent, STREAMS, &runtime()].concat();
    write(&path, [ours.as_bytes(), &world].concat())?;
    Ok(path)
}

/// The part of a world that imports more than the user's does.
fn glue_of(job: &Job<'_>) -> Result<Vec<u8>, BuildError> {
    let files = JavaScript.generate(job.world, job.options)?;
    Ok(files.get(GLUE).unwrap_or_default().to_vec())
}

/// The runtime package as a script instead of a module.
fn runtime() -> String {
    RUNTIME.replace("\nexport ", "\n")
}

/// The state that the script left behind.
struct State {
    memory: Vec<u8>,
    globals: HashMap<String, String>,
}

impl State {
    fn read(folder: &Path) -> Result<Self, BuildError> {
        let globals = read(&folder.join("globals.json"))?;
        let globals = serde_json::from_slice(&globals).map_err(|error| wizer_error(&error))?;
        Ok(Self { memory: read(&folder.join("memory.bin"))?, globals })
    }
}

impl InstanceState for State {
    /// Globals that the stubs added were not there when the engine ran; they start at 0.
    async fn global_get(&mut self, name: &str, ty: ValType) -> SnapshotVal {
        let text = self.globals.get(name).map_or("0", String::as_str);
        match ty {
            ValType::I64 => SnapshotVal::I64(text.parse().unwrap_or_default()),
            ValType::F32 => SnapshotVal::F32(text.parse::<f32>().unwrap_or_default().to_bits()),
            ValType::F64 => SnapshotVal::F64(text.parse::<f64>().unwrap_or_default().to_bits()),
            ValType::I32 | ValType::V128 | ValType::Ref(_) => SnapshotVal::I32(text.parse().unwrap_or_default()),
        }
    }

    async fn memory_contents(&mut self, _name: &str, contents: impl FnOnce(&[u8]) + Send) {
        contents(&self.memory);
    }
}

/// The output of a future that never waits.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("the state is in memory, so that nothing waits"),
    }
}
