//! Compiling, starting and reading CRuby.

use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};
use wasmtime::{Config, Engine, Extern, Func, Instance, Linker, Module, Store, Strategy, Val};
use witloom_component::disk::{DiskError, hex, once};

use super::instrument::{GLOBALS, instrument};
use super::{Host, wasi};
use crate::shim::{Shim, State, Wake};

/// CRuby, compiled for this machine.
pub struct CRuby {
    engine: Engine,
    module: Module,
}

impl std::fmt::Debug for CRuby {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CRuby").finish_non_exhaustive()
    }
}

/// A CRuby that has loaded the user's files, or failed to.
#[derive(Debug)]
pub struct Started {
    /// What Ruby wrote while it started.
    pub output: String,
    /// Its memory, variables and the shim's, if it started.
    pub image: Option<Image>,
}

/// The state of a started CRuby.
#[derive(Debug)]
pub struct Image {
    /// Linear memory, whole pages.
    pub memory: Vec<u8>,
    /// CRuby's globals by index.
    pub globals: Vec<Val>,
    /// The shim's variables.
    pub state: State,
}

impl CRuby {
    /// Loads CRuby from `cache`, compiling `wasm` first when it isn't there.
    ///
    /// # Errors
    /// When the module doesn't compile or the cache can't be written.
    pub fn open(wasm: &[u8], cache: &Path, progress: &dyn Fn(&str)) -> wasmtime::Result<CRuby> {
        // Builds run on several threads: the first compiles, the others wait for it.
        static COMPILING: Mutex<()> = Mutex::new(());
        let _turn = COMPILING.lock().unwrap_or_else(PoisonError::into_inner);
        let engine = Engine::new(&config())?;
        let folder = cache.join(artefact(wasm));
        let compile = |folder: &Path| -> Result<(), Failed> {
            progress("compiling CRuby, once per machine");
            let compiled = || -> wasmtime::Result<Vec<u8>> { Module::new(&engine, instrument(wasm)?)?.serialize() };
            let place = folder.join(COMPILED);
            fs::write(&place, compiled()?).map_err(DiskError::at(place))?;
            Ok(())
        };
        once(&folder, compile).map_err(|failed| failed.0)?;
        if let Some(module) = load(&engine, &folder.join(COMPILED)) {
            return Ok(CRuby { engine, module });
        }
        // Undamaged, but another machine's: nothing is lost but its place.
        fs::remove_dir_all(&folder)?;
        once(&folder, compile).map_err(|failed| failed.0)?;
        let module = load(&engine, &folder.join(COMPILED));
        let module = module.ok_or_else(|| wasmtime::format_err!("what was compiled just now can't be loaded"))?;
        Ok(CRuby { engine, module })
    }

    /// Starts CRuby with the shim and loads `archive`.
    ///
    /// # Errors
    /// When the modules don't fit together; a failure inside Ruby is told by [`Started`] instead.
    pub fn start(&self, shim: &Shim, archive: &[u8], env: Vec<String>) -> wasmtime::Result<Started> {
        let host = Host { env, ..Host::default() };
        let mut store = Store::new(&self.engine, host);
        let mut linker = Linker::new(&self.engine);
        wasi::define(&mut linker, &mut store, &self.module)?;
        let names = self.forward_hooks(&mut linker, &mut store)?;
        let ruby = linker.instantiate(&mut store, &self.module)?;
        let bytes = shim.fill(&shim.module(&Wake::Boot, true), archive)?;
        let shim = self.link_shim(&mut store, &ruby, &bytes)?;
        let hooks = names.iter().map(|name| shim.get_func(&mut store, name)).collect();
        store.data_mut().hooks = hooks;
        let run = |store: &mut Store<Host>| -> wasmtime::Result<()> {
            ruby.get_typed_func::<(), ()>(&mut *store, "_initialize")?.call(&mut *store, ())?;
            shim.get_typed_func::<(), ()>(&mut *store, "witloom-start")?.call(&mut *store, ())
        };
        let outcome = run(&mut store);
        let mut output = String::from_utf8_lossy(&store.data().output).into_owned();
        let image = match outcome {
            Ok(()) => Some(image(&mut store, &ruby, &shim)?),
            Err(error) => {
                output.push_str(&format!("\n{error}"));
                None
            }
        };
        Ok(Started { output, image })
    }

    /// CRuby needs the shim and the shim needs CRuby: CRuby gets functions that look the shim's up when called.
    fn forward_hooks(&self, linker: &mut Linker<Host>, store: &mut Store<Host>) -> wasmtime::Result<Vec<String>> {
        let mut names = Vec::new();
        let canonical = Instance::new(&mut *store, &Module::new(&self.engine, crate::shim::canonical_module())?, &[])?;
        for import in self.module.imports() {
            if import.module() == "canonical_abi" {
                if let Some(function) = canonical.get_export(&mut *store, import.name()) {
                    linker.define(&mut *store, import.module(), import.name(), function)?;
                }
            } else if import.module() == "rb-js-abi-host"
                && let Some(ty) = import.ty().func()
            {
                let position = names.len();
                names.push(import.name().to_owned());
                let func = Func::new(&mut *store, ty.clone(), move |mut caller, params, results| {
                    let hook = caller.data().hooks.get(position).copied().flatten();
                    let hook = hook.ok_or_else(|| wasmtime::format_err!("the shim is not there yet"))?;
                    hook.call(&mut caller, params, results)
                });
                linker.define(&mut *store, import.module(), import.name(), func)?;
            }
        }
        Ok(names)
    }

    fn link_shim(&self, store: &mut Store<Host>, ruby: &Instance, bytes: &[u8]) -> wasmtime::Result<Instance> {
        let module = Module::new(&self.engine, bytes)?;
        let mut imports: Vec<Extern> = Vec::new();
        for import in module.imports() {
            let external = match import.module() {
                "env" | "__main_module__" => ruby.get_export(&mut *store, import.name()),
                _ => None,
            };
            let external = match (external, import.ty().func()) {
                (Some(external), _) => external,
                (None, Some(ty)) => Func::new(&mut *store, ty.clone(), |_, _, _| {
                    Err(wasmtime::format_err!("imports can't be called while the files are loaded"))
                })
                .into(),
                (None, None) => return Err(wasmtime::format_err!("the shim needs `{}`", import.name())),
            };
            imports.push(external);
        }
        Instance::new(store, &module, &imports)
    }
}

fn image(store: &mut Store<Host>, ruby: &Instance, shim: &Instance) -> wasmtime::Result<Image> {
    let memory = ruby.get_memory(&mut *store, "memory").ok_or_else(|| wasmtime::format_err!("no memory"))?;
    let memory = memory.data(&*store).to_vec();
    let mut globals = Vec::new();
    while let Some(global) = ruby.get_global(&mut *store, &format!("{GLOBALS}{}", globals.len())) {
        globals.push(global.get(&mut *store));
    }
    let mut values = Vec::new();
    for index in 0..State::LEN {
        let global = shim.get_global(&mut *store, &format!("state-{index}"));
        let value = global.and_then(|g| g.get(&mut *store).i32());
        values.push(value.ok_or_else(|| wasmtime::format_err!("the shim hides a variable"))?);
    }
    Ok(Image { memory, globals, state: State::from_booted(values) })
}

/// Winch compiles CRuby in a sixth of Cranelift's time; what runs here runs for a fraction of a second.
fn config() -> Config {
    let mut config = Config::new();
    if cfg!(target_arch = "x86_64") {
        config.strategy(Strategy::Winch);
    }
    config
}

/// The folder of compiled CRuby, under a name that says what it was compiled from and by what. Not by which program:
/// wasmtime refuses what another build of it compiled, and tests of many programs share what is there.
fn artefact(wasm: &[u8]) -> String {
    let digest = Sha256::digest(wasm);
    format!("cruby-{}-{}", hex(&digest[..8]), env!("CARGO_PKG_VERSION"))
}

/// The file in that folder.
const COMPILED: &str = "cruby.cwasm";

/// An error on the way to compiled code.
struct Failed(wasmtime::Error);

impl From<DiskError> for Failed {
    fn from(error: DiskError) -> Self {
        Self(error.into())
    }
}

impl From<wasmtime::Error> for Failed {
    fn from(error: wasmtime::Error) -> Self {
        Self(error)
    }
}

#[expect(unsafe_code, reason = "loading compiled code is unsafe in wasmtime's API")]
fn load(engine: &Engine, path: &Path) -> Option<Module> {
    // SAFETY: the file was written by `Module::serialize` and held against its checksum just now; wasmtime checks
    // its version and settings, and a file that it refuses is compiled anew.
    unsafe { Module::deserialize_file(engine, path) }.ok()
}
