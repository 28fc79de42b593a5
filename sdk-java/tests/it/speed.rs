//! Figures, asked for by name: `cargo test --release -p witloom-sdk-java --test it speed:: -- --ignored --nocapture`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Result;
use wasmtime::component::{Component, Linker};
use wasmtime::{Collector, Engine};
use witloom_component::Profile;
use witloom_host_gc::engine::Preset;

use crate::support::{Folder, Host, Running, engine, engine_for, run};

const ACTS: &str = "test:behaviour/acts";

/// A component in linear memory with the same empty call, the floor of every call.
const FLOOR: &str = r#"(component
  (core module $m (func (export "f")))
  (core instance $i (instantiate $m))
  (func (export "nothing") (canon lift (core func $i "f"))))"#;

fn host(linker: &mut Linker<Host>) -> Result<()> {
    let mut host = linker.instance("test:behaviour/host")?;
    host.func_new("echo", |_, _, params, results| {
        results[0] = params[0].clone();
        Ok(())
    })?;
    host.func_new("fetch", |_, _, _, _| Ok(()))?;
    Ok(())
}

/// The least time of one call in several rounds.
fn least(rounds: u32, calls: u32, mut call: impl FnMut() -> Result<()>) -> Result<Duration> {
    let mut least = Duration::MAX;
    for _ in 0..rounds {
        let start = Instant::now();
        for _ in 0..calls {
            call()?;
        }
        least = least.min(start.elapsed() / calls);
    }
    Ok(least)
}

fn typed<P, R>(running: &mut Running, name: &str) -> Result<wasmtime::component::TypedFunc<P, R>>
where
    P: wasmtime::component::ComponentNamedList + wasmtime::component::Lower,
    R: wasmtime::component::ComponentNamedList + wasmtime::component::Lift,
{
    Ok(running.func(ACTS, name).typed::<P, R>(&running.store)?)
}

fn measure(engine: &Engine, name: &str, wasm: &[u8]) -> Result<()> {
    let mut running = run(engine, wasm, host)?;
    let nothing = typed::<(), ()>(&mut running, "nothing")?;
    let echo = typed::<(&str,), (String,)>(&mut running, "echo")?;
    let bytes = typed::<(&[u8],), (Vec<u8>,)>(&mut running, "echo-bytes")?;
    let words = typed::<(&[u32],), (Vec<u32>,)>(&mut running, "echo-words")?;
    let churn = typed::<(u32,), (u32,)>(&mut running, "churn")?;
    let store = &mut running.store;
    let empty = least(300, 500, || Ok(nothing.call(&mut *store, ())?))?;
    let ascii = "x".repeat(1024);
    let text = least(400, 40, || Ok(drop(black_box(echo.call(&mut *store, (&ascii,))?))))?;
    let mixed = "Ωabc漢😀".repeat(73);
    let other = least(400, 40, || Ok(drop(black_box(echo.call(&mut *store, (&mixed,))?))))?;
    let megabyte = vec![7_u8; 1 << 20];
    let large = least(60, 1, || Ok(drop(black_box(bytes.call(&mut *store, (&megabyte,))?))))?;
    let numbers = vec![7_u32; 1 << 18];
    let large32 = least(60, 1, || Ok(drop(black_box(words.call(&mut *store, (&numbers,))?))))?;
    let small = least(8, 1, || churn.call(&mut *store, (10_000,)).map(|_| ()).map_err(Into::into))?;
    let much = least(8, 1, || churn.call(&mut *store, (200_000,)).map(|_| ()).map_err(Into::into))?;
    println!(
        "{name:10} empty {empty:?}, 1 KiB ASCII {text:?}, 1 KiB mixed {other:?}, 1 MiB list<u8> {large:?}, \
         1 MiB list<u32> {large32:?}, churn 10k {small:?}, churn 200k {much:?}, gc heap {} KiB",
        store.gc_heap_capacity() / 1024,
    );
    Ok(())
}

#[test]
#[ignore = "figures, not a check"]
fn figures() -> Result<()> {
    let mut folder = Folder::case("behaviour")?;
    let start = Instant::now();
    let dev = folder.build()?.component;
    println!("dev build, cold scratch folder {:?}, {} bytes", start.elapsed(), dev.len());
    let start = Instant::now();
    folder.build()?;
    println!("dev build, again {:?}", start.elapsed());
    folder.profile = Profile::Release;
    let start = Instant::now();
    let release = folder.build()?.component;
    println!("release build, again {:?}, {} bytes", start.elapsed(), release.len());
    floor()?;
    for preset in Preset::ALL {
        let engine = engine_for(preset);
        let start = Instant::now();
        Component::new(&engine, &release)?;
        println!("{}: compiled in {:?}", preset.name(), start.elapsed());
        if let Err(error) = measure(&engine, preset.name(), &release) {
            println!("{}: {error:#}", preset.name());
        }
    }
    Ok(())
}

fn floor() -> Result<()> {
    let engine = engine(Collector::Auto);
    let component = Component::new(&engine, wat::parse_str(FLOOR)?)?;
    let mut store = wasmtime::Store::new(&engine, ());
    let instance = Linker::new(&engine).instantiate(&mut store, &component)?;
    let nothing = instance.get_typed_func::<(), ()>(&mut store, "nothing")?;
    let floor = least(300, 500, || Ok(nothing.call(&mut store, ())?))?;
    println!("floor: an empty call of a linear component {floor:?}");
    Ok(())
}
