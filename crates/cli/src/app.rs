//! From what the user names to a component in memory: builds an app first, loads through the AOT cache.

use std::os::unix::fs::FileTypeExt as _;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error as ThisError;
use witloom_component::Profile;
use witloom_host::{CacheOptions, Compiled, Engine, EngineOptions, HostError};
use witloom_host_gc::{lower, needs_lower};
use witloom_project::Project;
use witloom_project::graph::{BuildOptions, BuildReport, build};
use witloom_project::lock::Locking;
use witloom_project::manifest::{Run, Serve};
use witloom_project::registry::Registry;
use witloom_project::toolchain::{Toolchains, user_cache};

use crate::grants::ManifestState;
use crate::progress::Progress;
use crate::ui::{Error, Ui};

/// Options of every command that builds.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct BuildArgs {
    /// Optimise for start, speed and size instead of a fast build.
    #[arg(long)]
    pub(crate) release: bool,
    /// Fail when `witloom.lock` says something else than what is found.
    #[arg(long)]
    pub(crate) locked: bool,
}

impl BuildArgs {
    pub(crate) fn options(&self, components: Vec<String>) -> BuildOptions {
        let profile = if self.release { Profile::Release } else { Profile::Dev };
        let locking = if self.locked { Locking::Locked } else { Locking::Update };
        BuildOptions { components, profile, locking }
    }
}

/// What is wrong with a target before anything is built.
#[derive(Debug, ThisError, Diagnostic)]
pub(crate) enum TargetError {
    #[error("`{}` does not exist", .path.display())]
    #[diagnostic(code("W0010"), help("name an app's folder or a .wasm file"))]
    Missing { path: PathBuf },
    #[error("`{}` can't be read", .path.display())]
    #[diagnostic(code("W0011"), help("check the file's permissions"))]
    Unreadable {
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error("`{}` can't be written", .path.display())]
    #[diagnostic(
        code("W0012"),
        help("check that the folder exists, that you may write there and that the disk has room")
    )]
    Unwritable {
        path: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error("the app in `{}` is not built yet", .path.display())]
    #[diagnostic(code("W0017"), help("build it with `witloom build {}`", .path.display()))]
    NotBuilt { path: PathBuf },
}

/// A component to run.
pub(crate) struct Target {
    /// What messages call it.
    pub(crate) name: String,
    /// The file.
    pub(crate) file: PathBuf,
    /// The app's folder and what its manifest says about running; nothing for a bare file.
    pub(crate) app: Option<(PathBuf, Run)>,
    /// What the manifest says about serving.
    pub(crate) serve: Serve,
    /// What it says about stores and settings.
    pub(crate) state: ManifestState,
}

/// Finds the component that `path` means, building the app first when it is one.
pub(crate) fn target(path: &Path, args: &BuildArgs, ui: &Ui, registry: &Registry) -> Result<Target, Error> {
    if !path.exists() {
        return Err(TargetError::Missing { path: path.to_owned() }.into());
    }
    if path.is_file() && path.extension().is_none_or(|extension| extension != "toml") {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        return Ok(Target {
            name,
            file: path.to_owned(),
            app: None,
            serve: Serve::default(),
            state: ManifestState::default(),
        });
    }
    let project = Project::open(path, registry)?;
    let report = build_app(&project, &args.options(Vec::new()), ui)?;
    let file = report.app.expect("a build of all components composes the app");
    // Whoever wants to take it elsewhere should know where it is; once is enough.
    if report.components.iter().any(|component| !component.cached) {
        ui.note(&format!("built {}", file.display()));
    }
    let run = project.manifest().run_with_grants(|name| std::env::var(name).ok());
    let app = Some((project.root().to_owned(), run));
    let mut serve = project.manifest().serve.clone();
    serve.public = serve.public.map(|folder| project.root().join(folder));
    let state = ManifestState::of(project.manifest());
    Ok(Target { name: project.name().to_owned(), file, app, serve, state })
}

/// The file that `path` means: itself, or what was built last of the app that it is the folder or manifest of.
pub(crate) fn built_file(path: &Path, registry: &Registry) -> Result<PathBuf, Error> {
    if !path.is_dir() && path.extension().is_none_or(|extension| extension != "toml") {
        return Ok(path.to_owned());
    }
    let project = Project::open(path, registry)?;
    let file = |profile: Profile| {
        let file = project.scratch().join("build").join(profile.as_str()).join(format!("{}.wasm", project.name()));
        Some((file.metadata().ok()?.modified().ok()?, file))
    };
    let newest = [Profile::Dev, Profile::Release].into_iter().filter_map(file).max();
    newest.map(|(_, file)| file).ok_or_else(|| TargetError::NotBuilt { path: path.to_owned() }.into())
}

/// Builds an app with progress on stderr.
pub(crate) fn build_app(project: &Project<'_>, options: &BuildOptions, ui: &Ui) -> Result<BuildReport, Error> {
    let progress = Progress::new(ui);
    let toolchains = Toolchains::new(&user_cache());
    let report = build(project, &toolchains, options, &|event| progress.event(event)).map_err(Error::Build)?;
    for name in &report.unused {
        ui.warn(&format!("nothing in the app uses `{name}`: it is left out"));
    }
    for warning in &report.warnings {
        ui.complain(&warning.clone().into());
    }
    Ok(report)
}

/// Reads a file that the user named; pipes are files too, devices that never end are not.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let bytes = std::fs::metadata(path).and_then(|data| {
        let kind = data.file_type();
        if kind.is_char_device() || kind.is_block_device() {
            return Err(std::io::Error::other("it is a device"));
        }
        std::fs::read(path)
    });
    bytes.map_err(|cause| TargetError::Unreadable { path: path.to_owned(), cause }.into())
}

/// Writes a whole file, or leaves what was there.
pub(crate) fn write_aside(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let written = witloom_component::disk::replace(path, bytes);
    written.map_err(|cause| TargetError::Unwritable { path: path.to_owned(), cause }.into())
}

/// The engine of this user, with an AOT cache.
pub(crate) fn engine(registry: &Registry) -> Result<Engine, Error> {
    engine_with(false, registry.noise())
}

fn engine_with(concurrency: bool, noise: Vec<String>) -> Result<Engine, Error> {
    let cache = CacheOptions { dir: Some(user_cache().join("aot")), ..CacheOptions::default() };
    Ok(Engine::new(&EngineOptions { cache, concurrency, noise, ..EngineOptions::default() })?)
}

/// Compiles a target through the engine's cache. One that has async functions gets an engine of its own: they make
/// every call from the host dearer, so that others do without.
pub(crate) fn load(engine: &Engine, target: &Target, ui: &Ui) -> Result<Compiled, Error> {
    let progress = Progress::new(ui);
    let show = |step: witloom_host::Progress<'_>| {
        let size = step.bytes as f64 / 1e6;
        progress.show("compiling", &format!("{} ({size:.1} MB, {} of {})", step.part, step.step, step.steps));
    };
    let loaded = match engine.load_file(&target.name, &target.file, &[], &show) {
        Ok(loaded) => loaded,
        Err(HostError::NeedsConcurrency { .. }) => {
            engine_with(true, engine.options().noise.clone())?.load_file(&target.name, &target.file, &[], &show)?
        }
        Err(refused) => match lowered(target)? {
            Some(component) => engine.load(&target.name, &component, &[], &show)?,
            None => return Err(refused.into()),
        },
    };
    progress.end("compiling", None);
    for warning in loaded.warnings {
        ui.complain(&warning.into());
    }
    Ok(loaded.compiled)
}

/// A bare file that uses the `gc` canonical option, which no engine executes, in the form that engines do.
fn lowered(target: &Target) -> Result<Option<Vec<u8>>, Error> {
    if target.app.is_some() {
        return Ok(None);
    }
    let component = read(&target.file)?;
    Ok(if needs_lower(&component) { Some(lower(&component)?) } else { None })
}
