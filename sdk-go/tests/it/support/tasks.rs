//! Components of Go with async functions.

use wasmtime::component::Component;
use wasmtime::{Config, Engine};
use wasmtime_wasi::FsPerms;
use witloom_test_kit::tasks::{Start, Tasks};

/// A component compiled once, to be started often.
pub(crate) fn load(component: &[u8]) -> Component {
    let engine = Engine::new(&Config::new()).expect("a valid configuration");
    Component::new(&engine, component).expect("a valid component")
}

/// Starts one that may read the case's own folder, as `/data`.
pub(crate) fn start(component: &Component) -> Tasks {
    let files = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/tasks");
    let granted = Start::of(component).grant(|wasi| {
        wasi.preopened_dir(files, "/data", FsPerms::ReadOnly).expect("a folder");
    });
    granted.start()
}
