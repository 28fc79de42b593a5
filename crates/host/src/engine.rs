//! The engine: one set of compiler settings, its caches, its async runtime and its clock.
//!
//! Compiled code belongs to the settings it was compiled with, so every setting that wasmtime compiles in
//! goes into the key of the AOT cache (see `cache::key`). The `gc` option of the canonical ABI is never
//! enabled: wasmtime 48 panics on it.

use std::sync::Arc;

use wasmtime::{Config, Strategy};
use witloom_host_gc::engine::Preset;

use crate::cache::{ArtefactCache, CacheOptions, FunctionCache, settings_hash};
use crate::error::HostError;
use crate::ticker::Ticker;

/// Which compiler turns wasm into machine code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compiler {
    /// Cranelift: slower to compile, fast code, functions cached one by one.
    #[default]
    Optimizing,
    /// Winch: compiles several times faster, slower code, no GC guests.
    Baseline,
}

/// Which collector manages the objects of WasmGC guests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Collector {
    /// What suits most guests: the copying collector.
    #[default]
    Auto,
    /// A copying collector: collects cycles, pauses grow with live data.
    Copying,
    /// Deferred reference counting: short pauses, leaks cycles.
    ReferenceCounting,
    /// Never collects: for short runs only.
    None,
}

/// What an [`Engine`] is made with.
#[derive(Debug, Clone)]
pub struct EngineOptions {
    /// The compiler.
    pub compiler: Compiler,
    /// The collector for WasmGC guests.
    pub collector: Collector,
    /// Whether guests can be given a fuel limit; costs speed in every loop.
    pub fuel: bool,
    /// Whether guests can be given a time limit and be stopped while they compute.
    pub interruptible: bool,
    /// Whether components may have async functions, streams and futures. Each call from the host is several times
    /// dearer with it.
    pub concurrency: bool,
    /// Bytes of native stack that wasm frames may take.
    pub stack: usize,
    /// Core modules of at least this many bytes are compiled on their own and shared between components;
    /// `None` compiles every component as a whole.
    pub unbundle: Option<usize>,
    /// Where compiled code is kept, if anywhere.
    pub cache: CacheOptions,
    /// How names of functions begin that are a language's machinery: reports of traps leave their frames out.
    pub noise: Vec<String>,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self {
            compiler: Compiler::default(),
            collector: Collector::default(),
            fuel: false,
            interruptible: true,
            concurrency: false,
            stack: 1 << 20,
            unbundle: Some(128 << 10),
            cache: CacheOptions::default(),
            noise: Vec::new(),
        }
    }
}

/// Compiles and runs components; cheap to clone, safe to share between threads.
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    wasmtime: wasmtime::Engine,
    options: EngineOptions,
    artefacts: Option<ArtefactCache>,
    functions: Option<Arc<FunctionCache>>,
    settings: [u8; 32],
    /// Taken when the engine goes.
    runtime: Option<tokio::runtime::Runtime>,
    ticker: Ticker,
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A file operation of a guest that was stopped may never end, and nobody waits for it any more.
            runtime.shutdown_background();
        }
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("options", &self.inner.options).finish_non_exhaustive()
    }
}

impl Engine {
    /// An engine with these settings; fails when the machine or the settings don't allow one.
    pub fn new(options: &EngineOptions) -> Result<Self, HostError> {
        let functions = match options.compiler {
            Compiler::Optimizing => FunctionCache::open(&options.cache).map(Arc::new),
            Compiler::Baseline => None,
        };
        let config = config(options, functions.clone())?;
        let wasmtime = wasmtime::Engine::new(&config).map_err(HostError::engine)?;
        let settings = settings_hash(&wasmtime);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|e| HostError::Engine { reason: e.to_string() })?;
        let ticker = Ticker::new(wasmtime.weak());
        let artefacts = ArtefactCache::open(&options.cache);
        let options = options.clone();
        let inner = Inner { wasmtime, options, artefacts, functions, settings, runtime: Some(runtime), ticker };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The settings this engine was made with.
    pub fn options(&self) -> &EngineOptions {
        &self.inner.options
    }

    /// The engine beneath, for embedders that go further than this crate.
    pub fn wasmtime(&self) -> &wasmtime::Engine {
        &self.inner.wasmtime
    }

    pub(crate) fn artefacts(&self) -> Option<&ArtefactCache> {
        self.inner.artefacts.as_ref()
    }

    pub(crate) fn functions(&self) -> Option<&FunctionCache> {
        self.inner.functions.as_deref()
    }

    pub(crate) fn settings(&self) -> &[u8; 32] {
        &self.inner.settings
    }

    pub(crate) fn runtime(&self) -> &tokio::runtime::Runtime {
        self.inner.runtime.as_ref().expect("the runtime lives as long as its engine")
    }

    pub(crate) fn ticker(&self) -> &Ticker {
        &self.inner.ticker
    }
}

/// The settings that suit a collector: how large its heap starts decides how often it runs.
fn preset(collector: Collector) -> Preset {
    match collector {
        Collector::Auto | Collector::Copying => Preset::Interactive,
        Collector::ReferenceCounting => Preset::LowPause,
        Collector::None => Preset::OneShot,
    }
}

fn config(options: &EngineOptions, functions: Option<Arc<FunctionCache>>) -> Result<Config, HostError> {
    let mut config = Config::new();
    config.strategy(match options.compiler {
        Compiler::Optimizing => Strategy::Cranelift,
        Compiler::Baseline => Strategy::Winch,
    });
    preset(options.collector).apply(&mut config);
    if options.compiler == Compiler::Baseline {
        // Winch has neither GC objects nor what builds on them.
        config.wasm_gc(false).wasm_function_references(false).wasm_exceptions(false).wasm_tail_call(false);
    }
    // What wasmtime has behind switches. Code of components without them is the same with them on.
    config.wasm_component_model_fixed_length_lists(true).wasm_component_model_map(true);
    config.wasm_component_model_implements(true);
    config.wasm_component_model_async(options.concurrency);
    config.concurrency_support(options.concurrency);
    config.epoch_interruption(options.interruptible);
    config.consume_fuel(options.fuel);
    config.max_wasm_stack(options.stack);
    // Host functions run on the same stack as the guest that calls them.
    config.async_stack_size(options.stack + (2 << 20));
    config.wasm_backtrace_max_frames(std::num::NonZeroUsize::new(64));
    if let Some(functions) = functions {
        config.enable_incremental_compilation(functions).map_err(HostError::engine)?;
    }
    Ok(config)
}
