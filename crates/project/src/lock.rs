//! `witloom.lock`: the WIT packages that an app depends on, by hash, and what it is built with: the versions of what
//! witloom installs, the ranges of what it finds on a machine.
//!
//! The app's own WIT package is not pinned: it changes as the app does.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};
use wit_component::WitPrinter;
use witloom_bindgen::World;
use witloom_component::Tools;
use witloom_disk::sha256;

use crate::ProjectError;
use crate::files::{read_if_there, replace};
use crate::toolchain::LangManifest;

/// The file's name.
pub const FILE_NAME: &str = "witloom.lock";

const HEAD: &str = "# Written by witloom: what the app is built with. Keep it under version control.\n";

/// What to do when the lock file and the machine differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Locking {
    /// Write down what was found.
    #[default]
    Update,
    /// Fail.
    Locked,
}

/// The contents of a lock file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LockFile {
    /// Package name with version → `sha256:` and the hash of its text.
    pub wit: BTreeMap<String, String>,
    /// Language → package → version, or tool → range of versions.
    pub tools: BTreeMap<String, BTreeMap<String, String>>,
}

impl LockFile {
    /// Reads a lock file; there may be none.
    pub fn read(path: &Path) -> Result<Self, ProjectError> {
        let Some(text) = read_if_there(path)? else { return Ok(Self::default()) };
        toml::from_str(&text).map_err(|error| ProjectError::Manifest {
            message: error.message().to_owned(),
            hint: Some("delete the file: the next build writes it again".to_owned()),
            source_code: miette::NamedSource::new(path.display().to_string(), text),
            span: error.span().map(Into::into),
        })
    }

    /// Pins the packages that worlds depend on.
    pub fn pin_packages<'a>(&mut self, worlds: impl Iterator<Item = &'a World>) {
        for world in worlds {
            let resolve = world.wit.resolve();
            for (id, package) in resolve.packages.iter().filter(|(id, _)| *id != world.wit.package()) {
                let mut printer = WitPrinter::default();
                printer.emit_docs(false);
                if printer.print(resolve, id, &[]).is_ok() {
                    let hash = sha256(printer.output.to_string().as_bytes());
                    self.wit.insert(package.name.to_string(), format!("sha256:{hash}"));
                }
            }
        }
    }

    /// Writes down what a language is built with: the versions of what witloom installs, and the range of versions of
    /// what it finds. Which version of that is on a machine is the machine's business: it belongs into build keys.
    pub fn pin_tools(&mut self, manifest: &LangManifest, tools: &Tools) {
        let ranges = manifest.tools.iter().map(|(name, spec)| (name.clone(), spec.range()));
        let installed = |name: &String| tools.version(name).map(ToOwned::to_owned).ok();
        let pinned = manifest.packages.keys().filter_map(|name| Some((name.clone(), installed(name)?)));
        let versions: BTreeMap<_, _> = ranges.chain(pinned).collect();
        if !versions.is_empty() {
            self.tools.insert(manifest.id.clone(), versions);
        }
    }

    /// Takes over what was found, or refuses it.
    pub fn reconcile(&self, now: &Self, locking: Locking, path: &Path) -> Result<(), ProjectError> {
        match locking {
            Locking::Locked => self.check(now),
            Locking::Update if self == now => Ok(()),
            Locking::Update => {
                let text = toml::to_string(now).expect("a lock file is tables of strings");
                replace(path, format!("{HEAD}\n{text}").as_bytes())
            }
        }
    }

    fn check(&self, now: &Self) -> Result<(), ProjectError> {
        let tools = |file: &Self| -> Vec<(String, String)> {
            let flat = |(lang, tools): (&String, &BTreeMap<String, String>)| -> Vec<(String, String)> {
                tools.iter().map(|(tool, version)| (format!("{lang}: {tool}"), version.clone())).collect()
            };
            file.tools.iter().flat_map(flat).chain(file.wit.clone()).collect()
        };
        let locked: BTreeMap<_, _> = tools(self).into_iter().collect();
        for (what, found) in tools(now) {
            let pinned = locked.get(&what).map_or("nothing", String::as_str);
            if pinned != found {
                return Err(ProjectError::Locked { what, locked: pinned.to_owned(), found });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use witloom_component::Tool;

    const MANIFEST: &str = r#"id = "go"
name = "Go"

[tools.go]
probe = ["go", "version"]
version = '(.*)'
at-least = "1.24"
below = "2"
hint = "install Go"

[packages.extra]
client = "npm"
install = ["go"]
files = []
check = "x"
"#;

    #[test]
    fn what_the_machine_has_is_not_pinned() {
        let manifest: LangManifest = toml::from_str(MANIFEST).unwrap();
        let pinned = |go: Option<&str>| {
            let mut tools = Tools::new();
            if let Some(version) = go {
                tools.insert("go", Tool { version: version.to_owned(), ..Tool::default() });
            }
            let mut lock = LockFile::default();
            lock.pin_tools(&manifest, &tools);
            lock
        };
        assert_eq!(pinned(Some("1.24.1")), pinned(Some("1.26.8")));
        assert_eq!(pinned(None), pinned(Some("1.26.8")));
        assert_eq!(pinned(None).tools["go"]["go"], ">=1.24, <2");
    }

    #[test]
    fn writes_once_and_refuses_changes_when_locked() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        let mut now = LockFile::read(&path).unwrap();
        let manifest: LangManifest = toml::from_str(MANIFEST).unwrap();
        let mut tools = Tools::new();
        for name in ["go", "extra"] {
            tools.insert(name, Tool { version: "1.26.8".to_owned(), ..Tool::default() });
        }
        now.pin_tools(&manifest, &tools);
        let error = LockFile::default().reconcile(&now, Locking::Locked, &path).unwrap_err();
        insta::assert_snapshot!(witloom_diag::render(&error, witloom_diag::Colour::Never), @r"
        error[W0306]: `go: extra` is not what `witloom.lock` says
        hint: locked: nothing
        found: 1.26.8
        build without `--locked` to take the new one
        ");
        LockFile::default().reconcile(&now, Locking::Update, &path).unwrap();
        let read = LockFile::read(&path).unwrap();
        assert_eq!(read, now);
        read.reconcile(&now, Locking::Locked, &path).unwrap();
        insta::assert_snapshot!(std::fs::read_to_string(&path).unwrap());
    }
}
