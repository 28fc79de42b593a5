//! `lang.toml`: what an SDK says about its language.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Deserialize;
use witloom_component::Driver;

use super::ToolchainError;

/// A whole `lang.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LangManifest {
    /// The name in `lang = "…"`.
    pub id: String,
    /// The name for people.
    pub name: String,
    /// What else people call it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Endings of its source files, without a dot.
    #[serde(default)]
    pub extensions: Vec<String>,
    /// What lies in a component's folder and can't decide its result: names at any depth, or paths from the folder
    /// on after a `/`; one `*` may stand at either end.
    #[serde(default)]
    pub ignore: Vec<String>,
    /// The block that its error codes are drawn from: two digits, as in [`witloom_diag::CODE_BLOCKS`].
    pub codes: Option<String>,
    /// How the names of functions begin that are its runtime's: a trap's frames without the user's code in them.
    #[serde(default)]
    pub noise: Vec<String>,
    /// What the machine must have.
    #[serde(default)]
    pub tools: IndexMap<String, ToolSpec>,
    /// What witloom installs for the user.
    #[serde(default)]
    pub packages: IndexMap<String, PackageSpec>,
}

/// A tool of the machine.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ToolSpec {
    /// The command that tells its version; the first word is looked up on the search path.
    pub probe: Vec<String>,
    /// A regular expression whose first group is the version in the probe's output.
    pub version: String,
    /// The lowest version that works.
    pub at_least: Option<String>,
    /// The first version that no longer works.
    pub below: Option<String>,
    /// How to get it.
    pub hint: String,
    /// Environment variables for each run.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
}

impl ToolSpec {
    /// The versions that work, for instance `>=1.24`.
    pub fn range(&self) -> String {
        let least = self.at_least.as_ref().map(|version| format!(">={version}"));
        let end = self.below.as_ref().map(|version| format!("<{version}"));
        let bounds: Vec<String> = least.into_iter().chain(end).collect();
        if bounds.is_empty() { "*".to_owned() } else { bounds.join(", ") }
    }
}

/// A package that witloom installs.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageSpec {
    /// Who installs it, for people.
    pub client: String,
    /// The command that installs it, run in a new folder that holds `files`. Its first word is one of `tools`;
    /// `{folder}` stands for the folder.
    pub install: Vec<String>,
    /// The files that pin it, by their path in the SDK's folder.
    pub files: Vec<String>,
    /// A regular expression whose first group is its version in the first of those files, for people to read.
    pub version: Option<String>,
    /// The tools that it needs, beside the one that installs it.
    #[serde(default)]
    pub needs: Vec<String>,
    /// A file that exists after a good installation.
    pub check: String,
    /// What it is needed for.
    #[serde(default, rename = "for")]
    pub purpose: Purpose,
    /// Environment variables for each use.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
}

/// What a package is needed for: it is installed then.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Building components.
    #[default]
    Builds,
    /// Running the tests that people write in the language.
    Tests,
}

impl LangManifest {
    /// The manifest of a language.
    pub fn of(driver: &dyn Driver) -> Result<Self, ToolchainError> {
        let lang = driver.language().id();
        let wrong = |message: String| ToolchainError::Manifest { lang: lang.to_owned(), message };
        let manifest: Self = toml::from_str(driver.manifest()).map_err(|e| wrong(e.to_string()))?;
        if manifest.id != lang {
            return Err(wrong(format!("its id is `{}`", manifest.id)));
        }
        for (name, tool) in &manifest.tools {
            if tool.probe.is_empty() {
                return Err(wrong(format!("tool `{name}` has no probe")));
            }
            regex::Regex::new(&tool.version).map_err(|e| wrong(format!("tool `{name}`: {e}")))?;
        }
        for (name, package) in &manifest.packages {
            let version = package.version.as_deref().unwrap_or_default();
            regex::Regex::new(version).map_err(|e| wrong(format!("package `{name}`: {e}")))?;
            if !package.install.first().is_some_and(|client| manifest.tools.contains_key(client)) {
                return Err(wrong(format!("package `{name}` is installed by none of the tools")));
            }
        }
        Ok(manifest)
    }
}
