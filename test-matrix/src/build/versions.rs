//! Other versions of toolchains: the file of `--versions`.
//!
//! ```toml
//! [[version]]
//! lang = "python"
//! name = "componentize-py-0.24"       # shows as `python@componentize-py-0.24`
//!
//! [version.packages.componentize-py]  # a package of the language's `lang.toml`
//! "requirements.txt" = "componentize-py-0.24.txt"
//!
//! [version.tools]                     # and its tools
//! python3 = "/opt/python-3.12/bin/python3"
//! ```
//!
//! Paths are relative to the file. A package is pinned by the same files as the usual version, and installed by the
//! same client with the same checks.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use witloom_project::toolchain::Pins;

use crate::error::MatrixError;

/// A language with another toolchain.
#[derive(Debug, Clone)]
pub struct Version {
    /// The language's id.
    pub lang: String,
    /// What tells it from the usual version.
    pub name: String,
    /// The toolchain.
    pub pins: Pins,
    /// The file that says so.
    pub file: PathBuf,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "version", default)]
    versions: Vec<Raw>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    lang: String,
    name: String,
    #[serde(default)]
    packages: BTreeMap<String, BTreeMap<String, PathBuf>>,
    #[serde(default)]
    tools: BTreeMap<String, PathBuf>,
}

impl Version {
    /// The id in the report.
    pub fn id(&self) -> String {
        format!("{}@{}", self.lang, self.name)
    }
}

/// Reads a file of versions.
pub fn read(path: &Path) -> Result<Vec<Version>, MatrixError> {
    let wrong = |reason: String| MatrixError::Versions { path: path.to_owned(), reason };
    let text = std::fs::read_to_string(path).map_err(MatrixError::io(path))?;
    let file: File = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    let mut versions: Vec<Version> = Vec::new();
    for raw in file.versions {
        let version = pinned(raw, path)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if version.name.is_empty() || !version.name.chars().all(plain) {
            return Err(wrong(format!("`{}` is no name: use letters, digits, `.`, `-` and `_`", version.name)));
        }
        if versions.iter().any(|other| other.id() == version.id()) {
            return Err(wrong(format!("`{}` occurs twice", version.id())));
        }
        if version.pins.packages.is_empty() && version.pins.tools.is_empty() {
            return Err(wrong(format!("`{}` pins nothing", version.id())));
        }
        versions.push(version);
    }
    Ok(versions)
}

fn pinned(raw: Raw, file: &Path) -> Result<Version, MatrixError> {
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut packages = BTreeMap::new();
    for (package, files) in raw.packages {
        let mut contents = BTreeMap::new();
        for (name, path) in files {
            let path = folder.join(path);
            contents.insert(name, std::fs::read(&path).map_err(MatrixError::io(&path))?);
        }
        packages.insert(package, contents);
    }
    let tools = raw.tools.into_iter().map(|(name, path)| (name, folder.join(path))).collect();
    Ok(Version { lang: raw.lang, name: raw.name, pins: Pins { packages, tools }, file: file.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Vec<Version>, MatrixError> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("pins.txt"), "a==1\n").unwrap();
        let path = folder.path().join("versions.toml");
        std::fs::write(&path, text).unwrap();
        read(&path)
    }

    const GOOD: &str =
        "[[version]]\nlang = \"python\"\nname = \"py-0.24\"\n[version.packages.py]\n\"r.txt\" = \"pins.txt\"\n";

    #[test]
    fn files_are_read_beside_the_file_that_names_them() {
        let versions = read_text(GOOD).unwrap();
        assert_eq!(versions[0].id(), "python@py-0.24");
        assert_eq!(versions[0].pins.packages["py"]["r.txt"], b"a==1\n");
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        assert!(read_text(&format!("{GOOD}{GOOD}")).unwrap_err().to_string().contains("occurs twice"));
        assert!(read_text(&GOOD.replace("py-0.24", "a b")).unwrap_err().to_string().contains("no name"));
        assert!(
            read_text("[[version]]\nlang = \"a\"\nname = \"b\"\n").unwrap_err().to_string().contains("pins nothing")
        );
        assert!(read_text(&GOOD.replace("pins.txt", "gone.txt")).is_err());
        assert!(read_text("[[verson]]\n").is_err());
    }
}
