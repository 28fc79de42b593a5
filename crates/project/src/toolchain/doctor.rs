//! What is installed, what is missing, and how to get it: the data of `witloom doctor`.

use std::path::PathBuf;

use serde::Serialize;
use witloom_bindgen::{Limit, limits};
use witloom_component::Driver;

use super::{LangManifest, Probe, Purpose, ToolchainError, Toolchains};
use crate::registry::Registry;

/// The state of one language.
#[derive(Debug, Clone, Serialize)]
pub struct LanguageStatus {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Whether components in it can be built now, installing packages where needed.
    pub ready: bool,
    /// Tools of the machine.
    pub tools: Vec<ToolStatus>,
    /// Packages that witloom installs to build.
    pub packages: Vec<PackageStatus>,
    /// What it refuses, beyond what every language does.
    pub refuses: Vec<Refused>,
}

/// Something that WIT has and a language has not.
#[derive(Debug, Clone, Serialize)]
pub struct Refused {
    /// What it is, in the words of WIT.
    pub kind: &'static str,
    /// Why.
    pub why: &'static str,
}

/// The state of one tool.
#[derive(Debug, Clone, Serialize)]
pub struct ToolStatus {
    /// Its name in `lang.toml`.
    pub name: String,
    /// Whether it is good.
    pub state: ToolState,
    /// Its version, when it told one.
    pub version: Option<String>,
    /// The executable.
    pub path: Option<PathBuf>,
    /// What to do, when it is not good.
    pub hint: Option<String>,
}

/// Whether a tool is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ToolState {
    /// Good.
    Found,
    /// There, in a version that doesn't work.
    WrongVersion,
    /// Not there.
    Missing,
    /// There, but it doesn't tell its version.
    Unreadable,
}

/// The state of one package.
#[derive(Debug, Clone, Serialize)]
pub struct PackageStatus {
    /// Its name in `lang.toml`.
    pub name: String,
    /// Its version, `+`, and the hash of the files that pin it.
    pub version: String,
    /// Whether it is installed.
    pub installed: bool,
    /// Where it is, or will be.
    pub path: PathBuf,
}

/// Looks at every language; installs nothing.
pub fn diagnose(registry: &Registry, toolchains: &Toolchains) -> Result<Vec<LanguageStatus>, ToolchainError> {
    registry.iter().map(|driver| toolchains.status(driver)).collect()
}

impl Toolchains {
    /// The state of one language.
    pub fn status(&self, driver: &dyn Driver) -> Result<LanguageStatus, ToolchainError> {
        let manifest = LangManifest::of(driver)?;
        let tools: Vec<ToolStatus> = manifest
            .tools
            .iter()
            .map(|(name, spec)| {
                let probe = self.prober.probe(spec);
                let hint = Some(probe.hint(spec)).filter(|hint| !hint.is_empty());
                tool_status(name, probe, hint)
            })
            .collect();
        let packages = manifest
            .packages
            .iter()
            .filter(|(_, spec)| spec.purpose == Purpose::Builds)
            .map(|(name, spec)| {
                let package = self.installer.package(name, spec, driver, None)?;
                let path = package.folder().to_owned();
                let version = package.version().to_owned();
                Ok(PackageStatus { name: name.clone(), version, installed: package.is_installed(), path })
            })
            .collect::<Result<Vec<_>, ToolchainError>>()?;
        let ready = tools.iter().all(|tool| tool.state == ToolState::Found);
        let refuses = limits(driver.language()).into_iter().map(|Limit { kind, why }| Refused { kind, why }).collect();
        Ok(LanguageStatus { id: manifest.id, name: manifest.name, ready, tools, packages, refuses })
    }
}

fn tool_status(name: &str, probe: Probe, hint: Option<String>) -> ToolStatus {
    let (state, version, path) = match probe {
        Probe::Found { path, version } => (ToolState::Found, Some(version), Some(path)),
        Probe::Old { path, version } => (ToolState::WrongVersion, Some(version), Some(path)),
        Probe::Missing => (ToolState::Missing, None, None),
        Probe::Unreadable { path, .. } => (ToolState::Unreadable, None, Some(path)),
    };
    ToolStatus { name: name.to_owned(), state, version, path, hint }
}
