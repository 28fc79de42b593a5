//! What a language needs on this machine: found when good enough, otherwise installed once for this user.
//!
//! `lang.toml` of each SDK says what is needed ([`LangManifest`]). Tools of the machine are probed; packages are
//! installed through the ordinary clients from lock files that ship inside the binary, into a folder named by
//! the hash of those files. A language that lacks something leaves the others usable.

mod doctor;
mod install;
mod lang;
mod probe;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error;
use witloom_component::{Driver, Tool, Tools};

pub use doctor::{LanguageStatus, PackageStatus, Refused, ToolState, ToolStatus, diagnose};
pub use lang::{LangManifest, PackageSpec, Purpose, ToolSpec};
pub use probe::Probe;

use install::Installer;
use probe::Prober;

/// Why a toolchain can't be used.
#[derive(Debug, Error, Diagnostic)]
pub enum ToolchainError {
    /// An SDK's `lang.toml` is wrong.
    #[error("the manifest of language `{lang}` is wrong: {message}")]
    #[diagnostic(code("W0320"), help("this is a defect of witloom: report it with the language's name"))]
    Manifest {
        /// The language's id.
        lang: String,
        /// What is wrong.
        message: String,
    },
    /// Another version that was asked for in words that the language doesn't know.
    #[error("language `{lang}` can't be pinned so: {message}")]
    #[diagnostic(code("W0325"), help("its `lang.toml` names the tools and packages that have versions"))]
    Pin {
        /// The language's id.
        lang: String,
        /// What is wrong.
        message: String,
    },
    /// A package needs a tool that isn't there.
    #[error("`{package}` can't be installed without `{tool}`")]
    #[diagnostic(code("W0321"), help("{hint}"))]
    Needs {
        /// The package.
        package: String,
        /// The tool.
        tool: String,
        /// How to get it.
        hint: String,
    },
    /// A client could not install a package.
    #[error("`{package}` can't be installed: {client} failed\n{output}")]
    #[diagnostic(
        code("W0322"),
        help("check the network and the registry that {client} is set to, then run `witloom doctor --fix`")
    )]
    Install {
        /// The package.
        package: String,
        /// Who installs it, for people.
        client: String,
        /// What the client wrote, its end.
        output: String,
    },
    /// An installed file differs from what was pinned.
    #[error("`{file}` of `{package}` has another checksum than the pinned one")]
    #[diagnostic(code("W0323"), help("the registry served another file: install from one that you trust"))]
    Checksum {
        /// The package.
        package: String,
        /// The file.
        file: String,
    },
    /// A folder could not be written.
    #[error("`{}` can't be used", .path.display())]
    #[diagnostic(
        code("W0324"),
        help("set XDG_CACHE_HOME to a folder that you may write to, with room for about 500 MB")
    )]
    Io {
        /// The file, folder or program.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
}

impl ToolchainError {
    fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |cause| Self::Io { path, cause }
    }
}

impl From<witloom_disk::DiskError> for ToolchainError {
    fn from(error: witloom_disk::DiskError) -> Self {
        Self::Io { path: error.path, cause: error.cause }
    }
}

/// Versions other than the ones that an SDK asks for.
#[derive(Debug, Clone, Default)]
pub struct Pins {
    /// The files that pin a package, by its name in `lang.toml` and their own names.
    pub packages: BTreeMap<String, BTreeMap<String, Vec<u8>>>,
    /// Executables of tools, by their name in `lang.toml`.
    pub tools: BTreeMap<String, PathBuf>,
}

impl Pins {
    /// Refuses names that the language doesn't know.
    fn check(&self, manifest: &LangManifest) -> Result<(), ToolchainError> {
        let unknown = |what: &str, name: &str| ToolchainError::Pin {
            lang: manifest.id.clone(),
            message: format!("it has no {what} `{name}`"),
        };
        if let Some(name) = self.tools.keys().find(|name| !manifest.tools.contains_key(*name)) {
            return Err(unknown("tool", name));
        }
        for (name, files) in &self.packages {
            let spec = manifest.packages.get(name).ok_or_else(|| unknown("package", name))?;
            let known = |file: &str| spec.files.iter().any(|path| path.rsplit('/').next() == Some(file));
            if let Some(file) = files.keys().find(|file| !known(file)) {
                return Err(unknown(&format!("file of package `{name}` called"), file));
            }
        }
        Ok(())
    }
}

/// Finds and installs, and remembers what it found.
#[derive(Debug)]
pub struct Toolchains {
    prober: Prober,
    installer: Installer,
}

impl Toolchains {
    /// Keeps its files below `cache`, usually [`user_cache`].
    pub fn new(cache: &Path) -> Self {
        Self { prober: Prober::new(&cache.join("probes.json")), installer: Installer::new(&cache.join("toolchains")) }
    }

    /// The tools and packages of a language: packages that are missing are installed, tools that are missing
    /// become errors when the driver asks for them.
    pub fn prepare(&self, driver: &dyn Driver, progress: &dyn Fn(&str)) -> Result<Tools, ToolchainError> {
        self.prepare_pinned(driver, &Pins::default(), progress)
    }

    /// The same with what runs the tests that people write in the language.
    pub fn prepare_for_tests(&self, driver: &dyn Driver, progress: &dyn Fn(&str)) -> Result<Tools, ToolchainError> {
        self.prepare_all(driver, &Pins::default(), &[Purpose::Builds, Purpose::Tests], progress)
    }

    /// The same with other versions than the usual ones.
    pub fn prepare_pinned(
        &self,
        driver: &dyn Driver,
        pins: &Pins,
        progress: &dyn Fn(&str),
    ) -> Result<Tools, ToolchainError> {
        self.prepare_all(driver, pins, &[Purpose::Builds], progress)
    }

    fn prepare_all(
        &self,
        driver: &dyn Driver,
        pins: &Pins,
        purposes: &[Purpose],
        progress: &dyn Fn(&str),
    ) -> Result<Tools, ToolchainError> {
        let mut manifest = LangManifest::of(driver)?;
        pins.check(&manifest)?;
        let mut tools = Tools::new();
        for (name, spec) in &mut manifest.tools {
            if let Some(path) = pins.tools.get(name) {
                spec.probe[0] = path.display().to_string();
            }
            match self.prober.probe(spec) {
                Probe::Found { path, version } => {
                    tools.insert(name, Tool { path, version, env: spec.env.clone() });
                }
                bad @ (Probe::Old { .. } | Probe::Missing | Probe::Unreadable { .. }) => {
                    tools.insert_hint(name, bad.hint(spec));
                }
            }
        }
        for (name, spec) in manifest.packages.iter().filter(|(_, spec)| purposes.contains(&spec.purpose)) {
            let package = self.installer.package(name, spec, driver, pins.packages.get(name))?;
            if !package.is_installed() {
                self.installer.install(&package, &tools, progress)?;
            }
            let version = package.version().to_owned();
            tools.insert(name, Tool { path: package.folder().to_owned(), version, env: spec.env.clone() });
        }
        Ok(tools)
    }
}

/// The folder for what witloom keeps for this user: `$XDG_CACHE_HOME/witloom`, else `~/.cache/witloom`.
pub fn user_cache() -> PathBuf {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("XDG_CACHE_HOME")
        .or_else(|| set("HOME").or_else(|| set("USERPROFILE")).map(|home| home.join(".cache")))
        .unwrap_or_else(std::env::temp_dir)
        .join("witloom")
}
