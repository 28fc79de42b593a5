//! The host's behaviour, shown on small components in text form under `cases/`.

#![allow(clippy::panic, reason = "a test fails by panicking")]

mod cache;
mod calls;
mod capabilities;
mod concurrency;
mod grants;
mod limits;
mod public;
mod secure;
mod serving;
mod sessions;
mod traps;
mod types;

use std::path::Path;

use witloom_host::{CacheOptions, Compiled, Engine, EngineOptions, HostError, Loaded, Output, RunOptions};

/// The binary form of a case.
fn wasm(case: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(case).with_extension("wat");
    wat::parse_file(path).expect("a valid case")
}

fn engine() -> Engine {
    let noise = vec!["runtime.".to_owned()];
    Engine::new(&EngineOptions { noise, ..EngineOptions::default() }).expect("an engine")
}

/// An engine that caches and takes every core module out, however small.
fn caching_engine(dir: &Path) -> Engine {
    let cache = CacheOptions { dir: Some(dir.to_owned()), ..CacheOptions::default() };
    Engine::new(&EngineOptions { cache, unbundle: Some(0), ..EngineOptions::default() }).expect("an engine")
}

fn load(engine: &Engine, case: &str) -> Loaded {
    engine.load(case, &wasm(case), &[], &|_| {}).expect("a sound component")
}

fn compile(case: &str) -> Compiled {
    load(&engine(), case).compiled
}

fn captured() -> RunOptions {
    RunOptions { output: Output::captured(), ..RunOptions::default() }
}

/// An error as the user sees it.
fn shown(error: &HostError) -> String {
    witloom_diag::render(error, witloom_diag::Colour::Never)
}
