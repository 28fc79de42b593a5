//! Builds JavaScript components with the real toolchain and runs them in wasmtime.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, unreachable_pub)]

pub mod tasks;

use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, OnceLock};

use wasmtime::component::{Component, Linker, Val};
use wasmtime::{Config, Engine};
use witloom_bindgen::{Language, Options, Wit, World};
use witloom_component::compose::{App, Part, compose};
use witloom_component::disk::{DiskError, once, sha256};
use witloom_component::wiring::Links;
use witloom_component::{BuildError, Driver, Job, Profile, Steps, Tool, Tools};
use witloom_sdk_js::{JavaScript, JavaScriptDriver};
use witloom_test_kit::host::linker;

pub use witloom_test_kit::host::{Host, Running};

/// Packages of npm, installed once per target folder from a lock file.
pub fn install(name: &str, package: &str, lock: &str) -> PathBuf {
    let pinned = &sha256(format!("{package}\n{lock}").as_bytes())[..16];
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{pinned}"));
    let install = |folder: &Path| -> Result<(), DiskError> {
        std::fs::write(folder.join("package.json"), package).unwrap();
        std::fs::write(folder.join("package-lock.json"), lock).unwrap();
        let mut npm = Command::new("npm");
        npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(folder);
        let output = npm.output().unwrap();
        assert!(output.status.success(), "npm ci failed: {}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    };
    once(&folder, install).unwrap();
    folder
}

/// The packages that the driver needs.
pub fn packages() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let package = include_str!("../../toolchain/package.json");
        install("js-toolchain", package, include_str!("../../toolchain/package-lock.json"))
    })
}

pub fn tools() -> Tools {
    let mut tools = Tools::new();
    let tool = |path: PathBuf| Tool { path, version: "1".to_owned(), ..Tool::default() };
    tools.insert("node", tool("node".into()));
    tools.insert("componentize-js", tool(packages().to_owned()));
    tools
}

pub fn world(wit: &str, name: Option<&str>) -> World {
    World::from_wit(&Wit::parse("test.wit", wit).unwrap(), name).unwrap()
}

/// Builds a component of the world from modules, by path.
pub fn build_world(world: &World, files: &[(&str, &str)], profile: Profile) -> Result<Vec<u8>, BuildError> {
    build_with(world, files, profile, &Options::default())
}

/// Builds with the component's settings.
pub fn build_with(
    world: &World,
    files: &[(&str, &str)],
    profile: Profile,
    options: &Options,
) -> Result<Vec<u8>, BuildError> {
    build_prepared(world, profile, options, |source| {
        for (path, text) in files {
            let path = source.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
    })
}

/// Builds a folder that something else fills.
pub fn build_prepared(
    world: &World,
    profile: Profile,
    options: &Options,
    fill: impl FnOnce(&Path),
) -> Result<Vec<u8>, BuildError> {
    static ONE: Mutex<()> = Mutex::new(());
    let _one = ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let folder = tempfile::tempdir().unwrap();
    let source = folder.path().join("source");
    let work = folder.path().join("work");
    std::fs::create_dir_all(&work).unwrap();
    JavaScript.generate(world, options).unwrap().write(&source).unwrap();
    fill(&source);
    let tools = tools();
    // Kept between runs, as a project's are, so that the engine is spliced once per world.
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("js-steps").join(world.name.replace([':', '/', '@'], "-"));
    let (steps, progress) = (Steps::new(kept), |_: &str| {});
    let job = Job {
        world,
        options,
        source: &source,
        work: &work,
        steps: &steps,
        tools: &tools,
        profile,
        progress: &progress,
    };
    JavaScriptDriver.build(&job).map(|built| built.component)
}

pub fn build(wit: &str, index: &str) -> Vec<u8> {
    build_world(&world(wit, None), &[("index.js", index)], Profile::Dev).unwrap_or_else(|e| panic!("{e:?}"))
}

/// The callee of `cases/types`.
pub fn callee(options: &Options) -> Vec<u8> {
    let files = [
        ("index.js", include_str!("../cases/types/index.js")),
        ("person.js", include_str!("../cases/types/person.js")),
    ];
    let world = world(include_str!("../../../tests/wit/calls.wit"), Some("callee"));
    build_with(&world, &files, Profile::Dev, options).unwrap_or_else(|e| panic!("{e:?}"))
}

/// The caller of `cases/types`, composed with its callee.
pub fn caller_and_callee(options: &Options) -> Vec<u8> {
    let files = [
        ("index.js", include_str!("../cases/types/caller.js")),
        ("person.js", include_str!("../cases/types/person.js")),
    ];
    let world = world(include_str!("../../../tests/wit/calls.wit"), Some("caller"));
    let caller = build_with(&world, &files, Profile::Dev, options).unwrap_or_else(|e| panic!("{e:?}"));
    let part = |name: &str, component| Part { name: name.to_owned(), component };
    let parts = [part("caller", caller), part("callee", callee(options))];
    compose(&App { name: "pair", entry: "caller", parts: &parts, links: &Links::default() }).unwrap().component
}

/// The component of `cases/types`, built and compiled once per test binary.
pub fn component_of_types() -> &'static Component {
    static COMPONENT: OnceLock<Component> = OnceLock::new();
    COMPONENT.get_or_init(|| Component::new(engine(), callee(&Options::default())).unwrap())
}

static OPTIMISE: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

/// Makes the engine compile for speed instead of at once; before its first use.
pub fn use_cranelift() {
    OPTIMISE.store(true, std::sync::atomic::Ordering::Relaxed);
}

pub fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let mut config = Config::new();
        let optimise = OPTIMISE.load(std::sync::atomic::Ordering::Relaxed);
        config.strategy(if optimise { wasmtime::Strategy::Cranelift } else { wasmtime::Strategy::Winch });
        config.wasm_component_model_fixed_length_lists(true).wasm_component_model_map(true);
        Engine::new(&config).unwrap()
    })
}

/// A running component.
pub struct Guest(Running);

impl Deref for Guest {
    type Target = Running;

    fn deref(&self) -> &Running {
        &self.0
    }
}

impl DerefMut for Guest {
    fn deref_mut(&mut self) -> &mut Running {
        &mut self.0
    }
}

impl Guest {
    pub fn new(bytes: &[u8]) -> Self {
        Self::with(bytes, |_| {})
    }

    pub fn with(bytes: &[u8], imports: impl FnOnce(&mut Linker<Host>)) -> Self {
        Self::of(&Component::new(engine(), bytes).unwrap(), imports)
    }

    pub fn of(component: &Component, imports: impl FnOnce(&mut Linker<Host>)) -> Self {
        let mut linker = linker(engine());
        imports(&mut linker);
        let mut running = Running::start(&linker, component, |_| {}).unwrap();
        running.store.data_mut().most = 192 << 20;
        Self(running)
    }

    /// Calls `interface#function` or `function`.
    pub fn call(&mut self, path: &str, args: &[Val]) -> wasmtime::Result<Option<Val>> {
        self.at(path, args)
    }

    /// Calls and expects success.
    pub fn ok(&mut self, path: &str, args: &[Val]) -> Option<Val> {
        self.call(path, args).unwrap_or_else(|e| panic!("{path}: {e:?}\n{}", self.stderr()))
    }
}
