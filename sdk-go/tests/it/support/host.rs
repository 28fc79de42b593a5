//! A host for components: WASI with captured stderr, and functions given as closures.

use std::path::Path;

use anyhow::Context as _;
use wasmtime::component::{Component, Func, Instance, Linker, Val};
use wasmtime::{Config, Engine, ResourceLimiter, Store};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{FsPerms, ResourceTable, WasiCtx, WasiCtxView, WasiView};

/// State of a store.
pub(crate) struct State {
    table: ResourceTable,
    wasi: WasiCtx,
    memory: Memory,
}

/// Counts the bytes of all linear memories.
#[derive(Default)]
struct Memory {
    bytes: usize,
}

impl ResourceLimiter for Memory {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        self.bytes += desired - current;
        Ok(true)
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(true)
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

/// A running component.
pub(crate) struct Running {
    /// Its store.
    pub(crate) store: Store<State>,
    /// Its instance.
    pub(crate) instance: Instance,
    stderr: MemoryOutputPipe,
}

/// An engine for tests.
fn engine() -> Engine {
    Engine::new(Config::new().cranelift_opt_level(wasmtime::OptLevel::Speed)).expect("a valid configuration")
}

/// A component compiled once, to be started often.
pub(crate) fn load(component: &[u8]) -> Component {
    Component::new(&engine(), component).expect("a valid component")
}

/// Instantiates a component with WASI and what `imports` adds.
pub(crate) fn start(component: &Component, imports: impl FnOnce(&mut Linker<State>)) -> Running {
    start_with(component, None, imports)
}

/// As [`start`], with a folder that the guest may read as `/data`.
pub(crate) fn start_with(
    component: &Component,
    granted: Option<&Path>,
    imports: impl FnOnce(&mut Linker<State>),
) -> Running {
    let engine = component.engine();
    let stderr = MemoryOutputPipe::new(1 << 20);
    let mut wasi = WasiCtx::builder();
    wasi.stderr(stderr.clone());
    if let Some(folder) = granted {
        wasi.preopened_dir(folder, "/data", FsPerms::ReadOnly).expect("a folder");
    }
    let wasi = wasi.build();
    let mut store = Store::new(engine, State { table: ResourceTable::new(), wasi, memory: Memory::default() });
    store.limiter(|state| &mut state.memory);
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_sync(&mut linker).expect("WASI links");
    imports(&mut linker);
    let instance = linker.instantiate(&mut store, component).expect("the component starts");
    Running { store, instance, stderr }
}

impl Running {
    /// A function of an exported interface.
    pub(crate) fn func(&mut self, interface: &str, name: &str) -> Func {
        let outer = self.instance.get_export_index(&mut self.store, None, interface).expect("the interface");
        let inner = self.instance.get_export_index(&mut self.store, Some(&outer), name).expect("the function");
        self.instance.get_func(&mut self.store, inner).expect("a function")
    }

    /// Calls a function that has at most one result.
    pub(crate) fn call(&mut self, func: Func, args: &[Val]) -> anyhow::Result<Option<Val>> {
        let mut results = vec![Val::Bool(false); func.ty(&self.store).results().len()];
        func.call(&mut self.store, args, &mut results)
            .map_err(|error| anyhow::anyhow!("{error:?}"))
            .context("the call failed")?;
        Ok(results.pop())
    }

    /// Bytes of all linear memories together.
    pub(crate) fn memory(&self) -> usize {
        self.store.data().memory.bytes
    }

    /// What the guest wrote to stderr so far.
    pub(crate) fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.stderr.contents()).into_owned()
    }
}
