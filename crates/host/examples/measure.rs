//! Measures what a component costs before its first call: cold compile, per-function cache, AOT load and
//! instantiation.
//!
//! `cargo run --release -p witloom-host --example measure -- app.wasm`

use std::time::{Duration, Instant};

use witloom_host::{CacheOptions, Compiler, Engine, EngineOptions, HostError, Origin, Output, RunOptions, Session};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("name a component")?;
    let wasm = std::fs::read(&file)?;
    let dir = tempfile::tempdir()?;
    let cache = CacheOptions { dir: Some(dir.path().to_owned()), ..CacheOptions::default() };
    let options = EngineOptions { cache, ..EngineOptions::default() };
    println!("{file}: {:.1} MB", wasm.len() as f64 / 1e6);
    let baseline = EngineOptions { compiler: Compiler::Baseline, ..EngineOptions::default() };
    report("cold, baseline compiler", load(&baseline, &wasm));
    report("cold", load(&options, &wasm));
    std::fs::remove_dir_all(dir.path().join("artefacts"))?;
    report("per-function cache only", load(&options, &wasm));
    for _ in 0..3 {
        report("AOT cache, from bytes", load(&options, &wasm));
    }
    for _ in 0..4 {
        report("AOT cache, from the file", load_file(&options, file.as_ref()));
    }
    let engine = Engine::new(&options)?;
    let compiled = engine.load("app", &wasm, &[], &|_| {})?.compiled;
    let run = RunOptions { output: Output::captured(), ..RunOptions::default() };
    let best = (0..20)
        .map(|_| {
            let began = Instant::now();
            Session::new(&engine, &run)?.instantiate(&compiled, &[])?;
            Ok(began.elapsed())
        })
        .collect::<Result<Vec<Duration>, HostError>>()?;
    println!("{:<26}{:>10.2?} at best of 20", "instantiate", best.iter().min().ok_or("no runs")?);
    println!("{:<26}{:>10.1} MB of machine code", "image", compiled.image_bytes() as f64 / 1e6);
    Ok(())
}

fn load(options: &EngineOptions, wasm: &[u8]) -> Result<(Duration, Origin), HostError> {
    let engine = Engine::new(options)?;
    let began = Instant::now();
    let loaded = engine.load("app", wasm, &[], &|_| {})?;
    Ok((began.elapsed(), loaded.origin))
}

fn load_file(options: &EngineOptions, file: &std::path::Path) -> Result<(Duration, Origin), HostError> {
    let engine = Engine::new(options)?;
    let began = Instant::now();
    let loaded = engine.load_file("app", file, &[], &|_| {})?;
    Ok((began.elapsed(), loaded.origin))
}

fn report(what: &str, outcome: Result<(Duration, Origin), HostError>) {
    match outcome {
        Ok((elapsed, origin)) => println!("{what:<26}{elapsed:>10.2?} {origin:?}"),
        Err(error) => println!("{what:<26}{error}"),
    }
}
