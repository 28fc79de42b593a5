//! A host for components: WASI, what a test defines besides it, and calls one after another.

#![allow(missing_debug_implementations, reason = "wasmtime's own have none")]

use std::sync::{Arc, Mutex};

use wasmtime::component::{Component, Func, Instance, Linker, ResourceTable, Val};
use wasmtime::{Engine, ResourceLimiter, Store};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};

/// What a store holds.
pub struct Host {
    wasi: WasiCtx,
    /// Resources of functions that a test defines, beside WASI's.
    pub table: ResourceTable,
    /// What functions that a test defines have seen.
    pub notes: Arc<Mutex<Vec<String>>>,
    /// Bytes that one memory may have.
    pub most: usize,
    grown: usize,
}

impl Host {
    /// A host with this WASI.
    pub(crate) fn new(wasi: WasiCtx) -> Self {
        Self { wasi, table: ResourceTable::new(), notes: Arc::default(), most: usize::MAX, grown: 0 }
    }
}

impl ResourceLimiter for Host {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        wasmtime::ensure!(desired <= self.most, "the memory would have {desired} bytes");
        self.grown += desired - current;
        Ok(true)
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        Ok(true)
    }
}

impl WasiView for Host {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

/// Bytes of all linear memories of a store together.
pub(crate) fn memory(store: &Store<Host>) -> usize {
    store.data().grown - store.gc_heap_capacity()
}

/// A function of an exported interface, or of the world where the interface has no name.
pub(crate) fn func(store: &mut Store<Host>, instance: Instance, interface: &str, name: &str) -> Func {
    let outer = (!interface.is_empty()).then(|| {
        let found = instance.get_export_index(&mut *store, None, interface);
        found.unwrap_or_else(|| panic!("no interface {interface}"))
    });
    let index = instance.get_export_index(&mut *store, outer.as_ref(), name);
    let func = index.and_then(|index| instance.get_func(store, index));
    func.unwrap_or_else(|| panic!("no function {name}"))
}

/// What components import of WASI 0.2.
pub fn linker(engine: &Engine) -> Linker<Host> {
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_sync(&mut linker).unwrap();
    linker
}

/// A running component.
pub struct Running {
    /// Its store.
    pub store: Store<Host>,
    /// Its instance.
    pub instance: Instance,
    stdout: MemoryOutputPipe,
    stderr: MemoryOutputPipe,
}

impl Running {
    /// Starts a component that is granted something of WASI.
    pub fn start(
        linker: &Linker<Host>,
        component: &Component,
        grant: impl FnOnce(&mut WasiCtxBuilder),
    ) -> wasmtime::Result<Self> {
        let (stdout, stderr) = (MemoryOutputPipe::new(1 << 20), MemoryOutputPipe::new(1 << 20));
        let mut wasi = WasiCtxBuilder::new();
        wasi.stdout(stdout.clone()).stderr(stderr.clone());
        grant(&mut wasi);
        let mut store = Store::new(component.engine(), Host::new(wasi.build()));
        store.limiter(|host| host);
        let instance = linker.instantiate(&mut store, component)?;
        Ok(Self { store, instance, stdout, stderr })
    }

    /// A function of an exported interface, or of the world where the interface has no name.
    pub fn func(&mut self, interface: &str, name: &str) -> Func {
        func(&mut self.store, self.instance, interface, name)
    }

    /// Calls a function that has at most one result.
    pub fn invoke(&mut self, func: Func, args: &[Val]) -> wasmtime::Result<Option<Val>> {
        let mut results = vec![Val::Bool(false); func.ty(&self.store).results().len()];
        func.call(&mut self.store, args, &mut results)?;
        Ok(results.pop())
    }

    /// Calls a function of an exported interface, or of the world where the interface has no name.
    pub fn call(&mut self, interface: &str, name: &str, args: &[Val]) -> wasmtime::Result<Option<Val>> {
        let func = self.func(interface, name);
        self.invoke(func, args)
    }

    /// Calls `interface#function`, or a function of the world.
    pub fn at(&mut self, path: &str, args: &[Val]) -> wasmtime::Result<Option<Val>> {
        let (interface, name) = path.rsplit_once('#').unwrap_or(("", path));
        self.call(interface, name, args)
    }

    /// Bytes of all linear memories together.
    pub fn memory(&self) -> usize {
        memory(&self.store)
    }

    /// What the component has printed.
    pub fn stdout(&self) -> String {
        text(&self.stdout)
    }

    /// What the component has reported.
    pub fn stderr(&self) -> String {
        text(&self.stderr)
    }
}

pub(crate) fn text(pipe: &MemoryOutputPipe) -> String {
    String::from_utf8_lossy(&pipe.contents()).into_owned()
}
