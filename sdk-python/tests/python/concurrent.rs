//! A host for components with tasks: WASI of both versions, and the interface `far` of the case `tasks`.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use wasmtime::component::{Component, Linker, LinkerInstance, ResourceAny, ResourceType, Val};
use wasmtime::{Config, Engine, Strategy};
use witloom_test_kit::host::Host;
use witloom_test_kit::tasks::{Start, Tasks};

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
pub(crate) fn compiled(bytes: &[u8]) -> Component {
    let mut config = Config::new();
    config.strategy(Strategy::Winch);
    config.wasm_component_model_fixed_length_lists(true).wasm_component_model_map(true);
    Component::new(&Engine::new(&config).unwrap(), bytes).unwrap_or_else(|error| panic!("{error:?}"))
}

/// Starts one with a host of its own.
pub(crate) fn start(component: &Component) -> Tasks {
    Start::of(component).imports(far).start()
}
