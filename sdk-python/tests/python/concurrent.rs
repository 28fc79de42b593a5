//! A host for components with tasks: WASI of both versions, and the interface `far` of the case `tasks`.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use wasmtime::component::{Component, Instance, Linker, LinkerInstance, ResourceAny, ResourceTable, ResourceType, Val};
use wasmtime::{Config, Engine, ResourceLimiter, Store, Strategy};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};

/// The host's side of a store.
pub(crate) struct Host {
    wasi: WasiCtx,
    table: ResourceTable,
    /// Bytes of linear memory.
    memory: usize,
}

impl ResourceLimiter for Host {
    fn memory_growing(&mut self, current: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        self.memory += desired - current;
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

/// A component that runs.
pub(crate) struct Tasks {
    pub(crate) store: Store<Host>,
    instance: Instance,
    stderr: MemoryOutputPipe,
}

/// Something that nobody else has.
struct Door;

/// What the host knows of doors, and of naps that ended early.
#[derive(Default)]
struct Far {
    names: Mutex<HashMap<u32, String>>,
    next: AtomicU32,
    given_up: AtomicU32,
}

/// Counts a nap that is dropped before it ends.
struct Nap(Arc<Far>, bool);

impl Drop for Nap {
    fn drop(&mut self) {
        if !self.1 {
            self.0.given_up.fetch_add(1, Ordering::SeqCst);
        }
    }
}

async fn nap(far: Arc<Far>, ms: u64) {
    let mut nap = Nap(far, false);
    tokio::time::sleep(Duration::from_millis(ms)).await;
    nap.1 = true;
}

/// Runs a future as the host of a component does.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    // Nobody wakes a task that waits for ever, so that a test would.
    let limited = async { tokio::time::timeout(Duration::from_secs(120), future).await };
    runtime.block_on(limited).expect("the component waits for ever")
}

impl Far {
    fn name_of(&self, door: ResourceAny, store: &mut wasmtime::StoreContextMut<'_, Host>) -> String {
        let door = door.try_into_resource::<Door>(store).unwrap();
        self.names.lock().unwrap()[&door.rep()].clone()
    }

    fn make(&self, name: String) -> wasmtime::component::Resource<Door> {
        let rep = self.next.fetch_add(1, Ordering::SeqCst);
        self.names.lock().unwrap().insert(rep, name);
        wasmtime::component::Resource::new_own(rep)
    }
}

fn far(linker: &mut Linker<Host>) -> wasmtime::Result<()> {
    let far = Arc::new(Far::default());
    let mut interface = linker.instance("test:tasks/far@1.0.0")?;
    interface.resource("door", ResourceType::host::<Door>(), |_, _| Ok(()))?;
    let state = Arc::clone(&far);
    interface.func_new("[constructor]door", move |mut store, _, args, results| {
        let Val::String(name) = &args[0] else { unreachable!() };
        let door = state.make(name.clone());
        results[0] = Val::Resource(ResourceAny::try_from_resource(door, &mut store)?);
        Ok(())
    })?;
    let state = Arc::clone(&far);
    interface.func_new("[method]door.name", move |mut store, _, args, results| {
        let Val::Resource(door) = &args[0] else { unreachable!() };
        results[0] = Val::String(state.name_of(*door, &mut store));
        Ok(())
    })?;
    waiting(&mut interface, &far)
}

/// The functions that wait.
fn waiting(interface: &mut LinkerInstance<'_, Host>, far: &Arc<Far>) -> wasmtime::Result<()> {
    let state = Arc::clone(far);
    interface.func_new_concurrent("[method]door.knock", move |accessor, _, args, results| {
        let far = Arc::clone(&state);
        Box::pin(async move {
            let (Val::Resource(door), Val::U64(ms)) = (&args[0], &args[1]) else { unreachable!() };
            let name = accessor
                .with(|mut access| far.name_of(*door, &mut wasmtime::AsContextMut::as_context_mut(&mut access)));
            nap(far, *ms).await;
            results[0] = Val::String(format!("{name} knocked"));
            Ok(())
        })
    })?;
    let state = Arc::clone(far);
    interface.func_new_concurrent("[static]door.open", move |accessor, _, args, results| {
        let far = Arc::clone(&state);
        Box::pin(async move {
            let Val::U64(ms) = args[0] else { unreachable!() };
            nap(Arc::clone(&far), ms).await;
            results[0] = Val::Result(match ms {
                0 => Err(Some(Box::new(Val::String("locked".to_owned())))),
                ms => {
                    let door = far.make(format!("door {ms}"));
                    let door = accessor.with(|access| ResourceAny::try_from_resource(door, access))?;
                    Ok(Some(Box::new(Val::Resource(door))))
                }
            });
            Ok(())
        })
    })?;
    let state = Arc::clone(far);
    interface.func_new_concurrent("nap", move |_, _, args, results| {
        let far = Arc::clone(&state);
        Box::pin(async move {
            let (Val::String(name), Val::U64(ms)) = (&args[0], &args[1]) else { unreachable!() };
            nap(far, *ms).await;
            results[0] = Val::String(format!("{name} napped {ms}"));
            Ok(())
        })
    })?;
    let far = Arc::clone(far);
    interface.func_new("given-up", move |_, _, _, results| {
        results[0] = Val::U32(far.given_up.load(Ordering::SeqCst));
        Ok(())
    })
}

/// A compiled component; many can run.
pub(crate) struct Compiled {
    engine: Engine,
    component: Component,
}

impl Compiled {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let mut config = Config::new();
        config.strategy(Strategy::Winch);
        config.wasm_component_model_fixed_length_lists(true).wasm_component_model_map(true);
        let engine = Engine::new(&config).unwrap();
        let component = Component::new(&engine, bytes).unwrap_or_else(|error| panic!("{error:?}"));
        Self { engine, component }
    }

    /// Starts one with a host of its own.
    pub(crate) async fn start(&self) -> Tasks {
        let mut linker = Linker::new(&self.engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker).unwrap();
        wasmtime_wasi::p3::add_to_linker(&mut linker).unwrap();
        far(&mut linker).unwrap();
        let stderr = MemoryOutputPipe::new(1 << 20);
        let wasi = WasiCtxBuilder::new().stderr(stderr.clone()).stdout(stderr.clone()).build();
        let mut store = Store::new(&self.engine, Host { wasi, table: ResourceTable::new(), memory: 0 });
        store.limiter(|host| host);
        let instance = linker.instantiate_async(&mut store, &self.component).await;
        Tasks { instance: instance.unwrap_or_else(|error| panic!("{error:?}")), store, stderr }
    }
}

impl Tasks {
    /// Calls functions of an interface at the same time; each outcome with its order of arrival.
    pub(crate) async fn call(
        &mut self,
        interface: &str,
        calls: &[(&str, Vec<Val>)],
    ) -> Vec<(usize, wasmtime::Result<Option<Val>>)> {
        let parent = self.instance.get_export_index(&mut self.store, None, interface).expect("the interface is there");
        let mut funcs = Vec::new();
        for (name, args) in calls {
            let index = self.instance.get_export_index(&mut self.store, Some(&parent), name);
            let func = self.instance.get_func(&mut self.store, index.unwrap_or_else(|| panic!("{name}"))).unwrap();
            let results = func.ty(&self.store).results().len();
            funcs.push((func, args.clone(), results));
        }
        let order = AtomicU32::new(0);
        let ended = self.store.run_concurrent(async |accessor| {
            let calls = funcs.into_iter().map(|(func, args, results)| {
                let order = &order;
                async move {
                    let mut values = vec![Val::Bool(false); results];
                    let outcome = func.call_concurrent(accessor, &args, &mut values).await;
                    (order.fetch_add(1, Ordering::SeqCst) as usize, outcome.map(|()| values.pop()))
                }
            });
            all(calls.map(|call| Box::pin(call) as std::pin::Pin<Box<dyn Future<Output = _> + '_>>).collect()).await
        });
        match ended.await {
            Ok(outcomes) => outcomes,
            Err(error) => vec![(0, Err(error))],
        }
    }

    /// Bytes of linear memory that the component has.
    pub(crate) fn memory(&self) -> usize {
        self.store.data().memory
    }

    /// What the guest wrote so far.
    pub(crate) fn stderr(&self) -> String {
        String::from_utf8_lossy(&self.stderr.contents()).into_owned()
    }
}

/// Waits for all of some futures.
async fn all<T>(mut futures: Vec<std::pin::Pin<Box<dyn Future<Output = T> + '_>>>) -> Vec<T> {
    let mut done: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (future, done) in futures.iter_mut().zip(&mut done) {
            if done.is_none()
                && let std::task::Poll::Ready(value) = future.as_mut().poll(cx)
            {
                *done = Some(value);
            }
        }
        if done.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}
