//! Memory over a long run: flat, in linear memory and in the GC heap.

use std::time::Instant;

use anyhow::Result;
use wasmtime::component::Linker;
use witloom_component::Profile;
use witloom_host_gc::engine::Preset;

use crate::support::{Folder, Host, engine_for, run};

const ACTS: &str = "test:behaviour/acts";
const CALLS: usize = 1_000_000;

fn host(linker: &mut Linker<Host>) -> Result<()> {
    let mut host = linker.instance("test:behaviour/host")?;
    host.func_wrap("echo", |_, (text,): (String,)| Ok((text,)))?;
    host.func_wrap("fetch", |_, (n,): (u32,)| Ok((vec![String::new(); n as usize],)))?;
    Ok(())
}

/// Runs the calls; what both memories have after a twentieth of them must do for the rest.
fn stays_flat(preset: Preset, component: &[u8]) -> Result<()> {
    let mut running = run(&engine_for(preset), component, host)?;
    let through = running.func(ACTS, "through").typed::<(&str,), (String,)>(&running.store)?;
    let text = "x".repeat(1024);
    let start = Instant::now();
    let mut early = (0, 0);
    for call in 1..=CALLS {
        let (echo,) = through.call(&mut running.store, (&text,))?;
        assert_eq!(echo.len(), text.len());
        if call == CALLS / 20 {
            early = (running.memory(), running.store.gc_heap_capacity());
        }
    }
    let (linear, heap) = (running.memory(), running.store.gc_heap_capacity());
    let each = start.elapsed() / u32::try_from(CALLS)?;
    println!("{}: {each:?} a call, linear memory {} KiB, GC heap {} KiB", preset.name(), linear >> 10, heap >> 10);
    assert_eq!((linear, heap), early, "memory grew between calls {} and {CALLS}", CALLS / 20);
    Ok(())
}

/// Each call takes 1 KiB of text in, through an import and back out.
#[test]
fn a_million_calls_stay_flat() -> Result<()> {
    let mut folder = Folder::case("behaviour")?;
    folder.profile = Profile::Release;
    let component = folder.build()?.component;
    stays_flat(Preset::Interactive, &component)?;
    stays_flat(Preset::LowPause, &component)
}
