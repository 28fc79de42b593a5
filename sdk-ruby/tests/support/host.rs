//! A host over wasmtime's dynamic values.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use wasmtime::component::{Component, Func, Instance, Linker, ResourceTable, ResourceType, Val};
use wasmtime::{Config, Engine, ResourceLimiter, Store, StoreContextMut, Strategy};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{FsPerms, WasiCtx, WasiCtxView, WasiView};

use super::unbundle::{compiled, unbundle};

type Answer = Arc<dyn Fn(StoreContextMut<'_, State>, &[Val], &mut [Val]) + Send + Sync>;

/// What the component imports: by interface (or empty for the world itself) and function.
#[derive(Clone, Default)]
pub struct Calls {
    functions: BTreeMap<(String, String), Answer>,
    resources: Vec<(String, String)>,
    env: Vec<(String, String)>,
    args: Vec<String>,
    dirs: Vec<PathBuf>,
}

impl Calls {
    /// Nothing but WASI.
    pub fn none() -> Calls {
        Calls::default()
    }

    /// Adds a function.
    pub fn on(
        mut self,
        interface: &str,
        name: &str,
        answer: impl Fn(&[Val], &mut [Val]) + Send + Sync + 'static,
    ) -> Calls {
        let key = (interface.to_owned(), name.to_owned());
        self.functions.insert(key, Arc::new(move |_, params, results| answer(params, results)));
        self
    }

    /// Adds a function that needs the store.
    pub fn with(
        mut self,
        interface: &str,
        name: &str,
        answer: impl Fn(StoreContextMut<'_, State>, &[Val], &mut [Val]) + Send + Sync + 'static,
    ) -> Calls {
        self.functions.insert((interface.to_owned(), name.to_owned()), Arc::new(answer));
        self
    }

    /// Adds a resource whose drops are counted in [`State::dropped`].
    pub fn resource(mut self, interface: &str, name: &str) -> Calls {
        self.resources.push((interface.to_owned(), name.to_owned()));
        self
    }

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: &str) -> Calls {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds a command line argument; the first is the program's name.
    pub fn arg(mut self, value: &str) -> Calls {
        self.args.push(value.to_owned());
        self
    }

    /// Grants a folder, as `/data`.
    pub fn dir(mut self, folder: &Path) -> Calls {
        self.dirs.push(folder.to_owned());
        self
    }
}

/// The resource of tests.
pub struct Thing;

/// What the store holds.
pub struct State {
    wasi: WasiCtx,
    table: ResourceTable,
    /// Numbers of the dropped things, in order.
    pub dropped: Vec<u32>,
    /// Things made so far.
    pub made: u32,
    /// The largest memory, in bytes.
    memory: usize,
}

impl ResourceLimiter for State {
    fn memory_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        self.memory = self.memory.max(desired);
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
pub struct Host {
    pub store: Store<State>,
    pub instance: Instance,
    stderr: MemoryOutputPipe,
}

/// The engine of all tests: Winch, since CRuby is large.
pub fn engine() -> (Engine, &'static str) {
    let mut config = Config::new();
    config.wasm_component_model_map(true).wasm_component_model_fixed_length_lists(true);
    if std::env::var_os("WITLOOM_CRANELIFT").is_some() {
        return (Engine::new(&config).unwrap(), "cranelift");
    }
    config.strategy(Strategy::Winch);
    (Engine::new(&config).unwrap(), "winch")
}

impl Host {
    /// Starts a component.
    pub fn new(component: &[u8], calls: Calls) -> Host {
        let (engine, tag) = engine();
        let (slim, modules) = unbundle(component);
        let mut linker = Linker::<State>::new(&engine);
        for (name, bytes) in &modules {
            let module = compiled(&engine, name, bytes, tag);
            linker.root().module(name, &module).unwrap();
        }
        let component = Component::new(&engine, &slim).unwrap();
        wasmtime_wasi::p2::add_to_linker_sync(&mut linker).unwrap();
        define(&mut linker, &calls);
        let stderr = MemoryOutputPipe::new(1 << 20);
        let mut wasi = WasiCtx::builder();
        wasi.stderr(stderr.clone());
        for (name, value) in &calls.env {
            wasi.env(name, value);
        }
        wasi.args(&calls.args);
        for folder in &calls.dirs {
            wasi.preopened_dir(folder, "/data", FsPerms::ReadWrite).unwrap();
        }
        let state = State { wasi: wasi.build(), table: ResourceTable::new(), dropped: Vec::new(), made: 0, memory: 0 };
        let mut store = Store::new(&engine, state);
        store.limiter(|state| state);
        let instance = linker.instantiate(&mut store, &component).unwrap();
        Host { store, instance, stderr }
    }

    /// Finds an export.
    pub fn func(&mut self, interface: &str, name: &str) -> Func {
        let parent = match interface {
            "" => None,
            interface => Some(self.instance.get_export_index(&mut self.store, None, interface).unwrap()),
        };
        let index = self
            .instance
            .get_export_index(&mut self.store, parent.as_ref(), name)
            .unwrap_or_else(|| panic!("no export `{name}`"));
        self.instance.get_func(&mut self.store, index).unwrap()
    }

    /// Calls an export.
    pub fn call(&mut self, interface: &str, name: &str, params: &[Val]) -> wasmtime::Result<Vec<Val>> {
        let func = self.func(interface, name);
        let count = func.ty(&self.store).results().len();
        let mut results = vec![Val::Bool(false); count];
        func.call(&mut self.store, params, &mut results)?;
        Ok(results)
    }

    /// Calls an export with arguments and a single result in WAVE.
    pub fn wave(&mut self, interface: &str, name: &str, params: &[&str]) -> wasmtime::Result<String> {
        let func = self.func(interface, name);
        let types: Vec<_> = func.ty(&self.store).params().map(|(_, ty)| ty).collect();
        let params: Vec<Val> = types.iter().zip(params).map(|(ty, text)| Val::from_wave(ty, text).unwrap()).collect();
        let results = self.call(interface, name, &params)?;
        Ok(results.first().map(|value| value.to_wave().unwrap()).unwrap_or_default())
    }

    /// A value of an export's first parameter as WAVE writes it.
    pub fn normal(&mut self, interface: &str, name: &str, text: &str) -> String {
        let func = self.func(interface, name);
        let (_, ty) = func.ty(&self.store).params().next().unwrap();
        let mut value = Val::from_wave(&ty, text).unwrap();
        if let Val::Flags(flags) = &mut value {
            let declared = text.trim_matches(['{', '}']).split(", ").map(str::to_owned);
            *flags = declared.filter(|flag| !flag.is_empty()).collect();
        }
        value.to_wave().unwrap()
    }

    /// Bytes of the largest memory.
    pub fn memory(&self) -> usize {
        self.store.data().memory
    }

    /// What the component wrote to stderr.
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.stderr.contents()).into_owned()
    }
}

fn define(linker: &mut Linker<State>, calls: &Calls) {
    for (interface, name) in &calls.resources {
        linker
            .instance(interface)
            .unwrap()
            .resource(name, ResourceType::host::<Thing>(), |mut store, rep| {
                store.data_mut().dropped.push(rep);
                Ok(())
            })
            .unwrap();
    }
    for ((interface, name), answer) in &calls.functions {
        let answer = Arc::clone(answer);
        let mut root = linker.root();
        let mut instance = if interface.is_empty() { root } else { root.instance(interface).unwrap() };
        instance
            .func_new(name, move |store, _, params, results| {
                answer(store, params, results);
                Ok(())
            })
            .unwrap();
    }
}
