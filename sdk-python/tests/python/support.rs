//! Builds components with the real engine and runs them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use wasmtime::component::{Component, Linker, Val};
use wasmtime::{Config, Engine, Strategy};
use wasmtime_wasi::FsPerms;
use witloom_bindgen::{Options, Wit, World};
use witloom_component::disk::{DiskError, once};
use witloom_component::{BuildError, Built, Driver, Job, Profile, Steps, Tool, Tools};
use witloom_sdk_python::PythonDriver;
use witloom_test_kit::host::linker;

pub(crate) use witloom_test_kit::host::{Host, Running};

/// The folder of one case.
pub(crate) fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name)
}

/// The WIT of a case: its own, or a sample that all languages share.
pub(crate) fn wit(name: &str) -> PathBuf {
    let shared = match name {
        "tasks" | "player" => "doors",
        "values" => "keywords",
        "objects" => "lending",
        name => name,
    };
    let own = case(name).join("in.wit");
    if own.exists() { own } else { witloom_test_kit::wit(shared) }
}

/// The world of a WIT file.
pub(crate) fn world(path: &Path) -> World {
    world_of(path, None)
}

/// One of several worlds of a WIT file.
pub(crate) fn world_of(path: &Path, name: Option<&str>) -> World {
    let wit = Wit::load(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    World::from_wit(&wit, name).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Builds a case's `app.py` against its `in.wit`.
pub(crate) fn build(name: &str) -> Result<Built, BuildError> {
    let folder = case(name);
    let app = std::fs::read_to_string(folder.join("app.py")).expect("the case has an app");
    build_text(&world(&wit(name)), &app)
}

/// Builds one Python module against a world.
pub(crate) fn build_text(world: &World, app: &str) -> Result<Built, BuildError> {
    build_files(world, app, &[])
}

/// Builds `app.py` with more files beside it.
pub(crate) fn build_files(world: &World, app: &str, files: &[(&str, &str)]) -> Result<Built, BuildError> {
    let source = tempfile::tempdir().unwrap();
    let work = tempfile::tempdir().unwrap();
    for (path, text) in [("app.py", app)].iter().chain(files) {
        let path = source.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let options = Options::default();
    PythonDriver.language().generate(world, &options).unwrap().write(source.path()).unwrap();
    let job = Job {
        world,
        options: &options,
        source: source.path(),
        work: work.path(),
        steps: &Steps::new(work.path().join("steps")),
        tools: tools(),
        profile: Profile::Dev,
        progress: &|_| {},
    };
    PythonDriver.build(&job)
}

/// `python3` of the machine, and the engine as its lock file says.
pub(crate) fn tools() -> &'static Tools {
    static TOOLS: OnceLock<Tools> = OnceLock::new();
    TOOLS.get_or_init(|| {
        let mut tools = Tools::new();
        let tool = |path: PathBuf| Tool { path, version: String::new(), env: BTreeMap::new() };
        tools.insert("python3", tool("python3".into()));
        tools.insert("componentize-py", tool(install("componentize-py-0.25.1-sealed", "requirements.txt")));
        tools.insert("pip", tool(install("pip-26.3-sealed", "pip/requirements.txt")));
        tools
    })
}

fn install(name: &str, list: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let install = |folder: &Path| -> Result<(), DiskError> {
        let status = Command::new("python3")
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"])
            .args(["--no-compile", "--only-binary", ":all:", "--target"])
            .arg(folder)
            .arg("-r")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("toolchain").join(list))
            .status()
            .expect("python3 runs");
        assert!(status.success(), "pip can't install {name}");
        Ok(())
    };
    once(&folder, install).unwrap();
    folder
}

/// A compiled component with what it may import.
pub(crate) struct Program {
    engine: Engine,
    component: Component,
    pub(crate) linker: Linker<Host>,
}

impl Program {
    /// Compiled fast: most tests call little.
    pub(crate) fn new(bytes: &[u8]) -> Self {
        Self::with(bytes, Strategy::Winch)
    }

    pub(crate) fn with(bytes: &[u8], strategy: Strategy) -> Self {
        let mut config = Config::new();
        config.strategy(strategy);
        config.wasm_component_model_fixed_length_lists(true).wasm_component_model_map(true);
        let engine = Engine::new(&config).unwrap();
        let component = Component::new(&engine, bytes).unwrap();
        let linker = linker(&engine);
        Self { engine, component, linker }
    }

    /// Names of the component's exports.
    pub(crate) fn exports(&self) -> Vec<String> {
        self.component.component_type().exports(&self.engine).map(|(name, _)| name.to_owned()).collect()
    }

    pub(crate) fn start(&self, folder: Option<&Path>) -> Running {
        let started = Running::start(&self.linker, &self.component, |wasi| {
            wasi.env("GREETING", "good day").args(&["app", "first"]);
            if let Some(folder) = folder {
                wasi.preopened_dir(folder, "/data", FsPerms::ReadWrite).unwrap();
            }
        });
        started.unwrap()
    }
}

/// Shares a value with closures of the linker.
pub(crate) type Shared<T> = Arc<std::sync::Mutex<T>>;

/// A list of values.
pub(crate) fn list(values: impl IntoIterator<Item = Val>) -> Val {
    Val::List(values.into_iter().collect())
}

/// A string.
pub(crate) fn text(value: &str) -> Val {
    Val::String(value.to_owned())
}

/// `some`
pub(crate) fn some(value: Val) -> Val {
    Val::Option(Some(Box::new(value)))
}

/// `ok` and `err`
pub(crate) fn ok(value: Option<Val>) -> Val {
    Val::Result(Ok(value.map(Box::new)))
}

pub(crate) fn err(value: Option<Val>) -> Val {
    Val::Result(Err(value.map(Box::new)))
}
