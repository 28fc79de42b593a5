//! A host for async functions: WASI 0.2 and 0.3, calls one after another or at once.

use std::time::Duration;

use wasmtime::component::{Component, Func, Instance, Linker, Val};
use wasmtime::{Config, Engine, Store};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{FsPerms, ResourceTable, WasiCtx, WasiCtxView, WasiView};

/// A call that takes longer waits for something that nobody will bring.
const LIMIT: Duration = Duration::from_secs(120);

struct State {
    table: ResourceTable,
    wasi: WasiCtx,
    memory: usize,
}

impl wasmtime::ResourceLimiter for State {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        self.memory += desired - current;
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

/// A running component with async functions.
pub(crate) struct Tasks {
    store: Store<State>,
    instance: Instance,
    stderr: MemoryOutputPipe,
    runtime: tokio::runtime::Runtime,
}

impl Tasks {
    /// A component compiled once, to be started often.
    pub(crate) fn load(component: &[u8]) -> Component {
        let engine = Engine::new(&Config::new()).expect("a valid configuration");
        Component::new(&engine, component).expect("a valid component")
    }

    /// Starts a component.
    pub(crate) fn start(component: &Component) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let engine = component.engine().clone();
        let stderr = MemoryOutputPipe::new(1 << 20);
        let files = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/tasks");
        let mut wasi = WasiCtx::builder();
        wasi.stderr(stderr.clone()).preopened_dir(files, "/data", FsPerms::ReadOnly).expect("a folder");
        let wasi = wasi.build();
        let mut store = Store::new(&engine, State { table: ResourceTable::new(), wasi, memory: 0 });
        store.limiter(|state| state);
        let mut linker = Linker::new(&engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker).expect("WASI 0.2 links");
        wasmtime_wasi::p3::add_to_linker(&mut linker).expect("WASI 0.3 links");
        let started = runtime.block_on(linker.instantiate_async(&mut store, component));
        Self { instance: started.expect("the component starts"), store, stderr, runtime }
    }

    fn func(&mut self, interface: &str, name: &str) -> Func {
        let outer = self.instance.get_export_index(&mut self.store, None, interface).expect("the interface");
        let inner = self.instance.get_export_index(&mut self.store, Some(&outer), name).expect("the function");
        self.instance.get_func(&mut self.store, inner).expect("a function")
    }

    /// Calls an async function.
    pub(crate) fn call(&mut self, interface: &str, name: &str, args: &[Val]) -> Result<Val, String> {
        self.at_once(&[(interface, name, args.to_vec())]).map(|mut results| results.remove(0))
    }

    /// Makes calls that all run at the same time; their results in order.
    pub(crate) fn at_once(&mut self, calls: &[(&str, &str, Vec<Val>)]) -> Result<Vec<Val>, String> {
        let calls: Vec<(Func, &[Val])> =
            calls.iter().map(|(interface, name, args)| (self.func(interface, name), args.as_slice())).collect();
        let run = self.store.run_concurrent(async |accessor| {
            let running = calls.iter().map(async |(func, args)| {
                let mut results = [Val::Bool(false)];
                func.call_concurrent(accessor, args, &mut results).await?;
                let [result] = results;
                Ok::<Val, wasmtime::Error>(result)
            });
            let mut results = Vec::new();
            let mut running: Vec<_> = running.map(Box::pin).collect();
            // Polls all of them each time, so that every one starts.
            let mut done: Vec<Option<Val>> = running.iter().map(|_| None).collect();
            std::future::poll_fn(|cx| {
                for (future, done) in running.iter_mut().zip(&mut done).filter(|(_, done)| done.is_none()) {
                    match future.as_mut().poll(cx) {
                        std::task::Poll::Ready(Ok(value)) => *done = Some(value),
                        std::task::Poll::Ready(Err(error)) => {
                            return std::task::Poll::Ready(Err(error));
                        }
                        std::task::Poll::Pending => {}
                    }
                }
                if done.iter().all(Option::is_some) {
                    return std::task::Poll::Ready(Ok(()));
                }
                std::task::Poll::Pending
            })
            .await?;
            results.extend(done.into_iter().flatten());
            Ok::<Vec<Val>, wasmtime::Error>(results)
        });
        let limited = self.runtime.block_on(async { tokio::time::timeout(LIMIT, run).await });
        let outcome = match limited {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => Err(error),
            Err(_) => return Err(format!("still waiting after {LIMIT:?}\n{}", self.stderr())),
        };
        outcome.map_err(|error| format!("{error:?}\n{}", self.stderr()))
    }

    /// Bytes of all linear memories together.
    pub(crate) fn memory(&self) -> usize {
        self.store.data().memory
    }

    fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.stderr.contents()).into_owned()
    }
}
