//! A host for components: WASI with captured stderr, and functions given as closures.

use std::path::Path;

use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Engine};
use wasmtime_wasi::FsPerms;
use witloom_test_kit::host::linker;

pub(crate) use witloom_test_kit::host::{Host, Running};

/// An engine for tests.
fn engine() -> Engine {
    Engine::new(Config::new().cranelift_opt_level(wasmtime::OptLevel::Speed)).expect("a valid configuration")
}

/// A component compiled once, to be started often.
pub(crate) fn load(component: &[u8]) -> Component {
    Component::new(&engine(), component).expect("a valid component")
}

/// Instantiates a component with WASI and what `imports` adds.
pub(crate) fn start(component: &Component, imports: impl FnOnce(&mut Linker<Host>)) -> Running {
    start_with(component, None, imports)
}

/// As [`start`], with a folder that the guest may read as `/data`.
pub(crate) fn start_with(
    component: &Component,
    granted: Option<&Path>,
    imports: impl FnOnce(&mut Linker<Host>),
) -> Running {
    let mut linker = linker(component.engine());
    imports(&mut linker);
    let started = Running::start(&linker, component, |wasi| {
        if let Some(folder) = granted {
            wasi.preopened_dir(folder, "/data", FsPerms::ReadOnly).expect("a folder");
        }
    });
    started.expect("the component starts")
}
