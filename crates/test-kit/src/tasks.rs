//! The host for components with async functions: WASI 0.3 besides, calls one after another or at once.

#![allow(missing_debug_implementations, reason = "wasmtime's own have none")]

use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use wasmtime::Store;
use wasmtime::component::{Component, Func, Instance, Linker, Val};
use wasmtime_wasi::WasiCtxBuilder;
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use witloom_bindgen::guest::scenarios::Package;

use crate::host::{self, Host};

/// A call that takes longer waits for something that nobody will bring. Not a measure.
const LIMIT: Duration = Duration::from_secs(120);

/// What a component is started with, besides WASI.
pub struct Start<'a> {
    component: &'a Component,
    wasi: WasiCtxBuilder,
    linker: Linker<Host>,
}

impl<'a> Start<'a> {
    /// Nothing.
    pub fn of(component: &'a Component) -> Self {
        let mut linker = Linker::new(component.engine());
        wasmtime_wasi::p2::add_to_linker_async(&mut linker).unwrap();
        wasmtime_wasi::p3::add_to_linker(&mut linker).unwrap();
        Self { component, wasi: WasiCtxBuilder::new(), linker }
    }

    /// Grants something.
    #[must_use]
    pub fn grant(mut self, grant: impl FnOnce(&mut WasiCtxBuilder)) -> Self {
        grant(&mut self.wasi);
        self
    }

    /// Defines imports.
    #[must_use]
    pub fn imports(mut self, define: impl FnOnce(&mut Linker<Host>) -> wasmtime::Result<()>) -> Self {
        define(&mut self.linker).unwrap();
        self
    }

    /// Starts it.
    pub fn start(mut self) -> Tasks {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let stderr = MemoryOutputPipe::new(1 << 20);
        let wasi = self.wasi.stdout(stderr.clone()).stderr(stderr.clone()).build();
        let mut store = Store::new(self.component.engine(), Host::new(wasi));
        store.limiter(|host| host);
        let started = runtime.block_on(self.linker.instantiate_async(&mut store, self.component));
        Tasks { instance: started.unwrap_or_else(|error| panic!("{error:?}")), store, stderr, runtime }
    }
}

/// A running component with async functions.
pub struct Tasks {
    store: Store<Host>,
    instance: Instance,
    stderr: MemoryOutputPipe,
    runtime: tokio::runtime::Runtime,
}

impl Tasks {
    /// Starts a component that imports WASI alone.
    pub fn start(component: &Component) -> Self {
        Start::of(component).start()
    }

    /// Calls a function; where it fails, why, and what the component has reported.
    pub fn call(&mut self, interface: &str, name: &str, args: &[Val]) -> Result<Option<Val>, String> {
        self.at_once(interface, &[(name, args.to_vec())]).map(|mut results| results.remove(0))
    }

    /// Makes calls that all run at the same time; their results in order, or what ended the instance.
    pub fn at_once(&mut self, interface: &str, calls: &[(&str, Vec<Val>)]) -> Result<Vec<Option<Val>>, String> {
        let mut outcomes = self.outcomes(interface, calls);
        let failed = outcomes.iter().filter(|(_, outcome)| outcome.is_err()).min_by_key(|(rank, _)| *rank);
        if let Some((_, Err(error))) = failed {
            return Err(format!("{error}\n{}", self.stderr()));
        }
        Ok(outcomes.drain(..).filter_map(|(_, outcome)| outcome.ok()).collect())
    }

    /// The same calls, each with how many others came to their end before it, and with what it gave or why it failed.
    pub fn outcomes(
        &mut self,
        interface: &str,
        calls: &[(&str, Vec<Val>)],
    ) -> Vec<(usize, Result<Option<Val>, String>)> {
        let mut func = |name: &str| host::func(&mut self.store, self.instance, interface, name);
        let calls: Vec<(Func, &[Val])> = calls.iter().map(|(name, args)| (func(name), args.as_slice())).collect();
        let counts: Vec<usize> = calls.iter().map(|(func, _)| func.ty(&self.store).results().len()).collect();
        let run = self.store.run_concurrent(async |accessor| {
            let running = calls.iter().zip(counts).map(async |((func, args), count)| {
                let mut results = vec![Val::Bool(false); count];
                let outcome = func.call_concurrent(accessor, args, &mut results).await;
                outcome.map(|()| results.pop()).map_err(|error| format!("{error:?}"))
            });
            all(running.map(Box::pin).collect()).await
        });
        let limited = self.runtime.block_on(async { tokio::time::timeout(LIMIT, run).await });
        match limited {
            Ok(Ok(outcomes)) => outcomes,
            Ok(Err(error)) => vec![(0, Err(format!("{error:?}")))],
            Err(_) => vec![(0, Err(format!("still waiting after {LIMIT:?}")))],
        }
    }

    /// Bytes of all linear memories together.
    pub fn memory(&self) -> usize {
        host::memory(&self.store)
    }

    /// What the component has printed and reported.
    pub fn stderr(&self) -> String {
        host::text(&self.stderr)
    }
}

/// Polls all of them each time, so that every one starts; each with its rank.
async fn all<T, F: Future<Output = T>>(mut running: Vec<Pin<Box<F>>>) -> Vec<(usize, T)> {
    let mut done: Vec<Option<(usize, T)>> = running.iter().map(|_| None).collect();
    let mut ended = 0;
    std::future::poll_fn(|cx| {
        for (future, done) in running.iter_mut().zip(&mut done).filter(|(_, done)| done.is_none()) {
            if let Poll::Ready(value) = future.as_mut().poll(cx) {
                *done = Some((ended, value));
                ended += 1;
            }
        }
        if done.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}

/// Plays the matrix's scenarios for tasks, streams and futures: those that have to trap say why, the others pass. The
/// component's caller and callee are both of one language.
pub fn play_scenarios(component: &Component, language: &str) {
    let mut running = Tasks::start(component);
    let mut failed = Vec::new();
    for scenario in Package::Waiting.scenarios() {
        let name = [Val::String(scenario.name.to_owned())];
        let outcome = running.call("matrix:waiting/scenarios", "play", &name);
        let words = scenario.trap(language);
        let is_right = match &outcome {
            Ok(result) => words.is_empty() && *result == Some(Val::Result(Ok(None))),
            Err(error) => !words.is_empty() && words.iter().all(|word| error.contains(word)),
        };
        if !is_right {
            failed.push(format!("{}: {outcome:?}", scenario.name));
        }
        if outcome.is_err() {
            running = Tasks::start(component);
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
