//! A host for async functions: WASI 0.2 and 0.3, calls one after another or at once.

use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use wasmtime::component::{Component, Func, Instance, Linker, ResourceTable, Val};
use wasmtime::{Config, Engine, Store};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};

/// A call that takes longer waits for something that nobody will bring.
const LIMIT: Duration = Duration::from_secs(120);

pub struct State {
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
pub struct Tasks {
    store: Store<State>,
    instance: Instance,
    stderr: MemoryOutputPipe,
    runtime: tokio::runtime::Runtime,
}

/// `echo` and `spread` of the case `tasks`.
fn host(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    let mut host = linker.instance("test:tasks/host")?;
    host.func_new_concurrent("echo", |_, _, params, results| {
        Box::pin(async move {
            let [text, Val::U32(ms)] = params else { wasmtime::bail!("other parameters") };
            pause(*ms).await;
            results[0] = text.clone();
            Ok(())
        })
    })?;
    host.func_new_concurrent("spread", |_, _, params, results| {
        Box::pin(async move {
            let [a, b, Val::U32(c), Val::U32(ms)] = params else { wasmtime::bail!("other parameters") };
            pause(*ms).await;
            results[0] = Val::List(vec![a.clone(), b.clone(), Val::String(c.to_string())]);
            Ok(())
        })
    })
}

async fn pause(ms: u32) {
    if ms > 0 {
        tokio::time::sleep(Duration::from_millis(ms.into())).await;
    }
}

impl Tasks {
    /// A component compiled once, to be started often.
    pub fn load(component: &[u8]) -> Component {
        let mut config = Config::new();
        config.wasm_gc(true).wasm_function_references(true).wasm_exceptions(true);
        Component::new(&Engine::new(&config).unwrap(), component).unwrap()
    }

    /// Starts a component.
    pub fn start(component: &Component) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let engine = component.engine().clone();
        let stderr = MemoryOutputPipe::new(1 << 20);
        let wasi = WasiCtx::builder().stderr(stderr.clone()).build();
        let mut store = Store::new(&engine, State { table: ResourceTable::new(), wasi, memory: 0 });
        store.limiter(|state| state);
        let mut linker = Linker::new(&engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker).unwrap();
        wasmtime_wasi::p3::add_to_linker(&mut linker).unwrap();
        host(&mut linker).unwrap();
        let instance = runtime.block_on(linker.instantiate_async(&mut store, component)).unwrap();
        Self { instance, store, stderr, runtime }
    }

    fn func(&mut self, interface: &str, name: &str) -> Func {
        let outer = self.instance.get_export_index(&mut self.store, None, interface).expect("the interface");
        let inner = self.instance.get_export_index(&mut self.store, Some(&outer), name).expect("the function");
        self.instance.get_func(&mut self.store, inner).expect("a function")
    }

    /// Calls a function.
    pub fn call(&mut self, interface: &str, name: &str, args: &[Val]) -> Result<Option<Val>, String> {
        self.at_once(interface, &[(name, args.to_vec())]).map(|mut results| results.remove(0))
    }

    /// Makes calls that all run at the same time; their results in order.
    pub fn at_once(&mut self, interface: &str, calls: &[(&str, Vec<Val>)]) -> Result<Vec<Option<Val>>, String> {
        let calls: Vec<(Func, &[Val])> =
            calls.iter().map(|(name, args)| (self.func(interface, name), args.as_slice())).collect();
        let counts: Vec<usize> = calls.iter().map(|(func, _)| func.ty(&self.store).results().len()).collect();
        let run = self.store.run_concurrent(async |accessor| {
            let running = calls.iter().zip(counts).map(async |((func, args), count)| {
                let mut results = vec![Val::Bool(false); count];
                func.call_concurrent(accessor, args, &mut results).await?;
                Ok::<_, wasmtime::Error>(results.pop())
            });
            all(running.map(Box::pin).collect()).await
        });
        let limited = self.runtime.block_on(async { tokio::time::timeout(LIMIT, run).await });
        let outcome = match limited {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => Err(error),
            Err(_) => return Err(format!("still waiting after {LIMIT:?}\n{}", self.stderr())),
        };
        outcome.map_err(|error| format!("{error:?}\n{}", self.stderr()))
    }

    /// Bytes of all memories together.
    pub fn memory(&self) -> usize {
        self.store.data().memory - self.store.gc_heap_capacity()
    }

    /// What the component has reported.
    pub fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.stderr.contents()).into_owned()
    }
}

/// Polls all of them each time, so that every one starts.
async fn all<T, E, F: Future<Output = Result<T, E>>>(mut running: Vec<Pin<Box<F>>>) -> Result<Vec<T>, E> {
    let mut done: Vec<Option<T>> = running.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (future, done) in running.iter_mut().zip(&mut done).filter(|(_, done)| done.is_none()) {
            match future.as_mut().poll(cx) {
                Poll::Ready(Ok(value)) => *done = Some(value),
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => {}
            }
        }
        if done.iter().all(Option::is_some) { Poll::Ready(Ok(())) } else { Poll::Pending }
    })
    .await?;
    Ok(done.into_iter().flatten().collect())
}
