//! Components of Java with async functions.

use std::time::Duration;

use wasmtime::component::{Component, Linker, Val};
use wasmtime::{Config, Engine};
use witloom_test_kit::host::Host;
use witloom_test_kit::tasks::{Start, Tasks};

/// A component compiled once, to be started often.
pub fn load(component: &[u8]) -> Component {
    let mut config = Config::new();
    config.wasm_gc(true).wasm_function_references(true).wasm_exceptions(true);
    Component::new(&Engine::new(&config).unwrap(), component).unwrap()
}

/// Starts one with the host of the case `tasks`.
pub fn start(component: &Component) -> Tasks {
    Start::of(component).imports(host).start()
}

/// `echo` and `spread` of the case `tasks`.
fn host(linker: &mut Linker<Host>) -> wasmtime::Result<()> {
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
