//! Builds cases with the real toolchain and runs them on wasmtime.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, reason = "these are tests")]

pub mod tasks;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use anyhow::{Context, Result, bail};
use wasmtime::component::{Component, Linker, Val};
use wasmtime::{Config, Engine};
use wasmtime_wasi::WasiCtxBuilder;
use witloom_bindgen::{Language, Options, Wit, World};
use witloom_component::disk::{DiskError, once};
use witloom_component::{BuildError, Built, Driver, Job, Profile, Steps, Tool, Tools};
use witloom_host_gc::engine::Preset;
use witloom_sdk_java::{Java, JavaDriver};
use witloom_test_kit::host::linker;
use witloom_test_kit::run as run_tool;

pub use witloom_test_kit::host::{Host, Running};

/// The JDK, Maven, and TeaVM as `lang.toml` pins it.
pub fn tools() -> &'static Tools {
    static TOOLS: OnceLock<Tools> = OnceLock::new();
    TOOLS.get_or_init(|| {
        let mut tools = Tools::new();
        for name in ["java", "javac", "mvn"] {
            let version =
                String::from_utf8_lossy(&Command::new(name).arg("--version").output().unwrap().stdout).into_owned();
            tools.insert(name, Tool { path: name.into(), version, ..Tool::default() });
        }
        let path = teavm();
        tools.insert("teavm", Tool { path, version: "test".to_owned(), ..Tool::default() });
        tools
    })
}

/// Installs TeaVM once a target folder.
fn teavm() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("teavm-0.16.0-sealed");
    let install = |folder: &Path| -> Result<(), DiskError> {
        let status = Command::new("mvn")
            .args(["--batch-mode", "--quiet", "--file"])
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("toolchain/pom.xml"))
            .arg("dependency:copy-dependencies")
            .arg(format!("-DoutputDirectory={}", folder.join("lib").display()))
            .status()
            .unwrap();
        assert!(status.success(), "maven can't fetch TeaVM");
        Ok(())
    };
    once(&folder, install).unwrap();
    folder
}

/// google-java-format, fetched once a target folder.
fn formatter() -> PathBuf {
    const VERSION: &str = "1.28.0";
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("google-java-format-{VERSION}"));
    let install = |folder: &Path| -> Result<(), DiskError> {
        let mut mvn = Command::new("mvn");
        mvn.args(["--batch-mode", "--quiet", "dependency:copy"]);
        mvn.arg(format!("-Dartifact=com.google.googlejavaformat:google-java-format:{VERSION}:jar:all-deps"));
        run_tool(mvn.arg(format!("-DoutputDirectory={}", folder.display())).current_dir(folder));
        Ok(())
    };
    once(&folder, install).unwrap();
    folder.join(format!("google-java-format-{VERSION}-all-deps.jar"))
}

/// The Java files of a folder and of those in it.
pub fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "java") {
            found.push(path);
        }
    }
}

/// google-java-format would change nothing in these folders, but for long strings, which stay whole: they are names that
/// someone searches for.
pub fn formatted(folders: &[PathBuf]) {
    let mut files = Vec::new();
    folders.iter().for_each(|folder| sources(folder, &mut files));
    let mut seen = HashSet::new();
    files.retain(|file| seen.insert(std::fs::read(file).unwrap()));
    assert!(!files.is_empty(), "no files in {folders:?}");
    let mut java = Command::new("java");
    for part in ["api", "code", "file", "parser", "tree", "util"] {
        java.arg(format!("--add-exports=jdk.compiler/com.sun.tools.javac.{part}=ALL-UNNAMED"));
    }
    java.arg("-jar").arg(formatter()).args(["--skip-reflowing-long-strings", "--dry-run"]).args(files);
    let changed = run_tool(&mut java);
    assert!(changed.is_empty(), "google-java-format would change\n{changed}");
}

/// Compiles bindings, each folder on its own: javac has nothing to warn of.
pub fn compile(folders: &[PathBuf]) -> Result<()> {
    let interop = tools().path("teavm")?.join("lib/teavm-interop-0.16.0.jar");
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/support/JavacAll.java");
    let output = Command::new("java").arg(program).arg(interop).args(folders).output()?;
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    anyhow::ensure!(output.status.success() && text.is_empty(), "{text}");
    Ok(())
}

/// A component's folder, made of sources and WIT.
pub struct Folder {
    pub root: tempfile::TempDir,
    pub world: World,
    pub profile: Profile,
}

impl Folder {
    /// A folder with these files and this world.
    pub fn new(wit: &str, world: Option<&str>, files: &[(&str, &str)]) -> Result<Self> {
        let root = tempfile::tempdir()?;
        let wit_file = root.path().join("world.wit");
        std::fs::write(&wit_file, wit)?;
        let wit = Arc::new(Wit::load(&wit_file)?);
        let world = World::from_wit(&wit, world)?;
        for (name, text) in files {
            let path = root.path().join(name);
            std::fs::create_dir_all(path.parent().context("files lie in a folder")?)?;
            std::fs::write(path, text)?;
        }
        Java.generate(&world, &Options::default())?.write(root.path())?;
        Ok(Self { root, world, profile: Profile::Dev })
    }

    /// A folder from `tests/cases`; the world is its own, or the sample of its name.
    pub fn case(name: &str) -> Result<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name);
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "java") {
                let name = path.file_name().context("a file has a name")?.to_string_lossy().into_owned();
                files.push((name, std::fs::read_to_string(&path)?));
            }
        }
        let own = folder.join("world.wit");
        let wit = std::fs::read_to_string(if own.exists() { own } else { witloom_test_kit::wit(name) })?;
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        Self::new(&wit, None, &files)
    }

    /// Builds it.
    pub fn build(&self) -> Result<Built, BuildError> {
        let work = self.root.path().join(".work");
        let options = Options::default();
        JavaDriver.build(&Job {
            options: &options,
            world: &self.world,
            source: self.root.path(),
            work: &work,
            steps: &Steps::new(work.join("steps")),
            tools: tools(),
            profile: self.profile,
            progress: &|_| {},
        })
    }

    /// The build's error as one text, message and hint.
    pub fn build_error(&self) -> String {
        let error = self.build().expect_err("the build must fail");
        let help = miette::Diagnostic::help(&error).map(|help| help.to_string()).unwrap_or_default();
        format!("{error}\nhint: {help}")
    }
}

/// An engine with settings that suit a kind of host.
pub fn engine_for(preset: Preset) -> Engine {
    let mut config = Config::new();
    config.wasm_gc(true).wasm_function_references(true).wasm_exceptions(true);
    preset.apply(&mut config);
    Engine::new(&config).unwrap()
}

/// An engine for components of Java.
pub fn engine(collector: wasmtime::Collector) -> Engine {
    let mut config = Config::new();
    config.wasm_gc(true).wasm_function_references(true).wasm_exceptions(true).collector(collector);
    Engine::new(&config).unwrap()
}

/// Instantiates a component; `define` adds what it imports besides WASI.
pub fn run(engine: &Engine, wasm: &[u8], define: impl FnOnce(&mut Linker<Host>) -> Result<()>) -> Result<Running> {
    run_with(engine, wasm, define, |_| {})
}

/// Instantiates a component that is granted something of WASI.
pub fn run_with(
    engine: &Engine,
    wasm: &[u8],
    define: impl FnOnce(&mut Linker<Host>) -> Result<()>,
    grant: impl FnOnce(&mut WasiCtxBuilder),
) -> Result<Running> {
    let component = Component::new(engine, wasm)?;
    let mut linker = linker(engine);
    define(&mut linker)?;
    Ok(Running::start(&linker, &component, grant)?)
}

/// Calls in the text form of values.
pub trait Wave {
    /// Calls with values in WAVE text, and answers in it.
    fn wave(&mut self, interface: &str, name: &str, params: &[&str]) -> Result<String>;

    /// A value of a function's first parameter as WAVE spells it.
    fn spelled(&mut self, interface: &str, name: &str, text: &str) -> Result<String>;
}

impl Wave for Running {
    fn wave(&mut self, interface: &str, name: &str, params: &[&str]) -> Result<String> {
        let func = self.func(interface, name);
        let types: Vec<_> = func.ty(&self.store).params().map(|(_, ty)| ty).collect();
        if types.len() != params.len() {
            bail!("`{name}` has {} parameters", types.len());
        }
        let values = types.iter().zip(params).map(|(ty, text)| Ok(Val::from_wave(ty, text)?));
        let values: Vec<Val> = values.collect::<Result<_>>().with_context(|| format!("{name}{params:?}"))?;
        let result = self.call(interface, name, &values)?;
        result.map_or_else(|| Ok(String::new()), |value| Ok(value.to_wave()?))
    }

    fn spelled(&mut self, interface: &str, name: &str, text: &str) -> Result<String> {
        let func = self.func(interface, name);
        let (_, ty) = func.ty(&self.store).params().next().context("a parameter")?;
        Ok(Val::from_wave(&ty, text)?.to_wave()?)
    }
}
