//! From component bytes to machine code, through the caches.
//!
//! A component is cached as a *plan* (which modules it was split into, and where its parts lie), a shell and
//! its modules, each an entry of its own: a module that several components share is compiled and stored
//! once. Whatever the caches do, the result is the same.

use std::ops::Range;
use std::path::Path;

use serde::{Deserialize, Serialize};
use wasmtime::Module;
use wasmtime::component::Component;
use witloom_component::vet::vet;

use crate::asynchrony::Asynchrony;
use crate::cache::{FunctionCache, FunctionStats, Key};
use crate::engine::Engine;
use crate::error::{HostError, Warning};
use crate::layout::{FileKind, Layout, ModulePlace, kind_of};
use crate::unbundle::{Taken, unbundle};

/// A component ready to be instantiated; cheap to clone.
#[derive(Clone)]
pub struct Compiled {
    pub(crate) engine: Engine,
    pub(crate) name: String,
    pub(crate) component: Component,
    pub(crate) modules: Vec<SharedModule>,
    pub(crate) places: Vec<ModulePlace>,
    pub(crate) names: Vec<(String, String)>,
}

impl std::fmt::Debug for Compiled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Compiled")
            .field("name", &self.name)
            .field("modules", &self.modules.len())
            .finish_non_exhaustive()
    }
}

/// A module that was compiled on its own.
#[derive(Clone)]
pub(crate) struct SharedModule {
    pub(crate) import: String,
    pub(crate) module: Module,
    pub(crate) parts: Vec<String>,
}

/// What [`Engine::load`] gives back.
#[derive(Debug)]
pub struct Loaded {
    /// The component.
    pub compiled: Compiled,
    /// Whether anything had to be compiled.
    pub origin: Origin,
    /// What went wrong without changing the result.
    pub warnings: Vec<Warning>,
}

/// Where machine code came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// All of it from the AOT cache.
    Cached,
    /// At least one part was compiled.
    Compiled {
        /// Bytes of wasm that were compiled, as opposed to found in the cache as whole parts.
        bytes: usize,
        /// Functions inside them that the per-function cache had.
        functions_found: usize,
        /// Functions that went through the compiler.
        functions_compiled: usize,
    },
}

/// A step of a long compile, as it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The part of the app, or the file, that is being compiled.
    pub part: &'a str,
    /// This step, from 1.
    pub step: usize,
    /// Steps in all.
    pub steps: usize,
    /// Bytes of wasm in this step.
    pub bytes: usize,
}

/// How a component was split; kept in the cache beside its parts.
#[derive(Serialize, Deserialize)]
struct Plan {
    modules: Vec<PlannedModule>,
    places: Vec<ModulePlace>,
}

#[derive(Serialize, Deserialize)]
struct PlannedModule {
    import: String,
    key: [u8; 32],
    parts: Vec<String>,
}

impl Engine {
    /// Compiles a component, or takes it from the cache. `name` is what messages call it; `names` maps the
    /// names of parts as found in the file to those the user knows; `progress` hears of each long step.
    pub fn load(
        &self,
        name: &str,
        wasm: &[u8],
        names: &[(String, String)],
        progress: &dyn Fn(Progress<'_>),
    ) -> Result<Loaded, HostError> {
        let owned = || name.to_owned();
        match kind_of(wasm) {
            FileKind::Component => {}
            FileKind::OldComponent => return Err(HostError::OldComponent { name: owned() }),
            FileKind::CoreModule => return Err(HostError::CoreModule { name: owned() }),
            FileKind::NotWasm => return Err(HostError::NotWasm { name: owned() }),
        }
        let mut loader = Loader::new(self, name, progress);
        let keys = Keys::new(self, wasm);
        let parts = match loader.cached(&keys) {
            Some(parts) => parts,
            None => loader.compile(wasm, &keys)?,
        };
        Ok(loader.finish(parts, names))
    }

    /// The same for a file, which isn't even read when it is cached and hasn't changed since.
    pub fn load_file(
        &self,
        name: &str,
        file: &Path,
        names: &[(String, String)],
        progress: &dyn Fn(Progress<'_>),
    ) -> Result<Loaded, HostError> {
        if let Some(content) = self.artefacts().and_then(|cache| cache.recall(file)) {
            let loader = Loader::new(self, name, progress);
            if let Some(parts) = loader.cached(&Keys::of_content(self, &content)) {
                return Ok(loader.finish(parts, names));
            }
        }
        let unreadable = |e: std::io::Error| HostError::Unreadable { path: file.to_owned(), reason: e.to_string() };
        let wasm = std::fs::read(file).map_err(unreadable)?;
        let loaded = self.load(name, &wasm, names, progress)?;
        if let Some(cache) = self.artefacts() {
            // Not remembering costs a little time at the next start, and a folder that can't be written to
            // was reported already.
            let _ = cache.remember(file, &Key::content(&wasm));
        }
        Ok(loaded)
    }
}

/// The keys of what a component consists of.
struct Keys {
    plan: Key,
    shell: Key,
}

impl Keys {
    fn new(engine: &Engine, wasm: &[u8]) -> Self {
        Self::of_content(engine, &Key::content(wasm))
    }

    fn of_content(engine: &Engine, content: &Key) -> Self {
        let split = engine.options().unbundle.map_or_else(|| "whole".to_owned(), |t| format!("split at {t}"));
        let key = |role: &str| Key::new(&format!("{role}, {split}"), content.bytes(), engine.settings());
        Self { plan: key("plan"), shell: key("shell") }
    }
}

impl Compiled {
    /// The name it was loaded under.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The engine it was compiled by.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Names of what it imports, shared modules left out.
    pub fn imports(&self) -> Vec<String> {
        let ty = self.component.component_type();
        let names = ty.imports(self.engine.wasmtime()).map(|(name, _)| name.to_owned());
        names.filter(|name| self.modules.iter().all(|module| module.import != *name)).collect()
    }

    /// Bytes of the images that hold its machine code, shared modules included.
    pub fn image_bytes(&self) -> usize {
        let size = |range: Range<*const u8>| range.end as usize - range.start as usize;
        size(self.component.image_range()) + self.modules.iter().map(|m| size(m.module.image_range())).sum::<usize>()
    }

    /// The user's name for a part of the app.
    pub(crate) fn part_name(&self, found: &str) -> String {
        let known = self.names.iter().find(|(from, _)| from == found);
        known.map_or_else(|| found.to_owned(), |(_, to)| to.clone())
    }
}

type Parts = (Component, Vec<SharedModule>, Vec<ModulePlace>);

struct Loader<'a> {
    engine: &'a Engine,
    name: &'a str,
    progress: &'a dyn Fn(Progress<'_>),
    step: usize,
    steps: usize,
    bytes: usize,
    warnings: Vec<Warning>,
}

impl<'a> Loader<'a> {
    fn new(engine: &'a Engine, name: &'a str, progress: &'a dyn Fn(Progress<'_>)) -> Self {
        Self { engine, name, progress, step: 0, steps: 0, bytes: 0, warnings: Vec::new() }
    }

    /// Everything from the cache, or nothing.
    fn cached(&self, keys: &Keys) -> Option<Parts> {
        let cache = self.engine.artefacts()?;
        let plan: Plan = serde_json::from_slice(&cache.get_note(&keys.plan)?).ok()?;
        let component = self.fetch::<Component>(&keys.shell)?;
        let modules = plan.modules.into_iter().map(|planned| {
            let module = self.fetch::<Module>(&Key::from(planned.key))?;
            Some(SharedModule { import: planned.import, module, parts: planned.parts })
        });
        Some((component, modules.collect::<Option<_>>()?, plan.places))
    }

    fn compile(&mut self, wasm: &[u8], keys: &Keys) -> Result<Parts, HostError> {
        // Before anything that reads nested components, types and values by recursion, the engine included.
        vet(wasm).map_err(|flaw| self.invalid(&flaw))?;
        let layout = Layout::read(wasm).map_err(|e| self.invalid(&e))?;
        self.check_concurrency(wasm)?;
        let split = self.engine.options().unbundle.and_then(|threshold| unbundle(wasm, &layout, threshold));
        if let Some(functions) = self.engine.functions() {
            functions.refresh();
        }
        let (taken, shell_wasm) = match &split {
            Some(split) => (split.modules.as_slice(), split.shell.as_slice()),
            None => (&[] as &[Taken<'_>], wasm),
        };
        self.steps = taken.len() + 1;
        let mut modules = Vec::new();
        let mut planned = Vec::new();
        for module in taken {
            let key = Key::new("module", module.bytes, self.engine.settings());
            let label = module.parts.first().map_or(self.name, String::as_str);
            let compiled = self.obtain::<Module>(&key, module.bytes, label)?;
            planned.push(PlannedModule {
                import: module.import.clone(),
                key: *key.bytes(),
                parts: module.parts.clone(),
            });
            modules.push(SharedModule { import: module.import.clone(), module: compiled, parts: module.parts.clone() });
        }
        let component = self.obtain::<Component>(&keys.shell, shell_wasm, self.name)?;
        let places = match &split {
            Some(split) => Layout::read(&split.shell).map_err(|e| self.invalid(&e))?.modules,
            None => layout.modules,
        };
        self.keep_plan(&keys.plan, planned, &places);
        Ok((component, modules, places))
    }

    /// Before anything is compiled for an engine that can't run it.
    fn check_concurrency(&self, wasm: &[u8]) -> Result<(), HostError> {
        if self.engine.options().concurrency {
            return Ok(());
        }
        let asynchrony = Asynchrony::of(wasm).map_err(|e| self.invalid(&e))?;
        if asynchrony.is_none() {
            return Ok(());
        }
        Err(HostError::NeedsConcurrency { name: self.name.to_owned(), uses: asynchrony.words() })
    }

    fn keep_plan(&mut self, key: &Key, modules: Vec<PlannedModule>, places: &[ModulePlace]) {
        let Some(cache) = self.engine.artefacts() else { return };
        let plan = Plan { modules, places: places.to_vec() };
        let kept = serde_json::to_vec(&plan).map_err(std::io::Error::from).and_then(|bytes| cache.put(key, &bytes));
        if let Err(error) = kept {
            self.warn(&error);
        }
    }

    /// One part, from the cache or from the compiler.
    fn obtain<A: Artefact>(&mut self, key: &Key, wasm: &[u8], label: &str) -> Result<A, HostError> {
        self.step += 1;
        if let Some(found) = self.fetch(key) {
            return Ok(found);
        }
        // Whoever held the lock may just have compiled the same thing.
        let lock = self.engine.artefacts().and_then(|cache| cache.lock(key));
        if let Some(found) = lock.as_ref().and_then(|_| self.fetch(key)) {
            return Ok(found);
        }
        (self.progress)(Progress { part: label, step: self.step, steps: self.steps, bytes: wasm.len() });
        self.bytes += wasm.len();
        let made = A::compile(self.engine.wasmtime(), wasm).map_err(|e| self.invalid(&format!("{e:#}")))?;
        if let Some(cache) = self.engine.artefacts() {
            let kept = made.serialize().map_err(std::io::Error::other).and_then(|image| cache.put(key, &image));
            if let Err(error) = kept {
                self.warn(&error);
            }
        }
        Ok(made)
    }

    fn fetch<A: Artefact>(&self, key: &Key) -> Option<A> {
        let cache = self.engine.artefacts()?;
        let path = cache.get(key)?;
        match A::load(self.engine.wasmtime(), &path) {
            Ok(found) => Some(found),
            Err(_) => {
                cache.forget(key);
                None
            }
        }
    }

    fn finish(mut self, (component, modules, places): Parts, names: &[(String, String)]) -> Loaded {
        let origin = self.origin();
        let (engine, name, names) = (self.engine.clone(), self.name.to_owned(), names.to_vec());
        let compiled = Compiled { engine, name, component, modules, places, names };
        Loaded { compiled, origin, warnings: self.warnings }
    }

    /// Where the code came from; what was compiled goes into the per-function cache.
    fn origin(&mut self) -> Origin {
        if self.bytes == 0 {
            return Origin::Cached;
        }
        let stats = match self.engine.functions().map(FunctionCache::flush) {
            Some(Ok(stats)) => stats,
            Some(Err(error)) => {
                self.warn(&error);
                FunctionStats::default()
            }
            None => FunctionStats::default(),
        };
        let (functions_found, functions_compiled) = (stats.hits, stats.added);
        Origin::Compiled { bytes: self.bytes, functions_found, functions_compiled }
    }

    fn invalid(&self, reason: &impl ToString) -> HostError {
        HostError::Invalid { name: self.name.to_owned(), reason: reason.to_string() }
    }

    /// One warning is enough: a folder that refuses one file refuses them all.
    fn warn(&mut self, error: &std::io::Error) {
        if self.warnings.is_empty() {
            self.warnings.push(Warning::CacheUnusable { reason: error.to_string() });
        }
    }
}

/// Something the engine compiles, serializes and maps back in.
trait Artefact: Sized {
    fn compile(engine: &wasmtime::Engine, wasm: &[u8]) -> wasmtime::Result<Self>;
    fn load(engine: &wasmtime::Engine, path: &Path) -> wasmtime::Result<Self>;
    fn serialize(&self) -> wasmtime::Result<Vec<u8>>;
}

impl Artefact for Component {
    fn compile(engine: &wasmtime::Engine, wasm: &[u8]) -> wasmtime::Result<Self> {
        Self::from_binary(engine, wasm)
    }

    #[expect(unsafe_code, reason = "mapping machine code back in is unsafe by nature")]
    fn load(engine: &wasmtime::Engine, path: &Path) -> wasmtime::Result<Self> {
        // SAFETY: the entry's trailer was checked right before: its key covers the engine's version and
        // settings, its checksum the whole image, so these are bytes that `serialize` gave this very kind of
        // artefact. Entries are only ever replaced by renaming, never written in place.
        unsafe { Self::deserialize_file(engine, path) }
    }

    fn serialize(&self) -> wasmtime::Result<Vec<u8>> {
        Self::serialize(self)
    }
}

impl Artefact for Module {
    fn compile(engine: &wasmtime::Engine, wasm: &[u8]) -> wasmtime::Result<Self> {
        Self::from_binary(engine, wasm)
    }

    #[expect(unsafe_code, reason = "mapping machine code back in is unsafe by nature")]
    fn load(engine: &wasmtime::Engine, path: &Path) -> wasmtime::Result<Self> {
        // SAFETY: as for components; roles keep the keys of modules and components apart.
        unsafe { Self::deserialize_file(engine, path) }
    }

    fn serialize(&self) -> wasmtime::Result<Vec<u8>> {
        Self::serialize(self)
    }
}
