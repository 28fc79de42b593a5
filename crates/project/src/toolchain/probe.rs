//! Which version of a tool is on the search path.
//!
//! Starting `npm` or `mvn` for their version takes half a second, so answers are kept in a file, each valid as
//! long as the executable is the same file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;

use regex::Regex;
use semver::Version;

use super::ToolSpec;

/// What a probe found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probe {
    /// A version that works.
    Found {
        /// The executable.
        path: PathBuf,
        /// Its version.
        version: String,
    },
    /// A version outside the range that works.
    Old {
        /// The executable.
        path: PathBuf,
        /// Its version.
        version: String,
    },
    /// Nothing of that name on the search path.
    Missing,
    /// Something that doesn't answer as it should.
    Unreadable {
        /// The executable.
        path: PathBuf,
        /// What it wrote.
        output: String,
    },
}

impl Probe {
    /// What to do about a bad one.
    pub fn hint(&self, spec: &ToolSpec) -> String {
        match self {
            Self::Found { .. } => String::new(),
            Self::Missing => spec.hint.clone(),
            Self::Old { path, version } => format!("`{}` is version {version}: {}", path.display(), spec.hint),
            Self::Unreadable { path, .. } => format!("`{}` does not tell its version: {}", path.display(), spec.hint),
        }
    }
}

/// Runs probes and remembers their output.
#[derive(Debug)]
pub(super) struct Prober {
    file: PathBuf,
    known: Mutex<BTreeMap<String, String>>,
}

impl Prober {
    pub(super) fn new(file: &Path) -> Self {
        let known = std::fs::read(file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        Self { file: file.to_owned(), known: Mutex::new(known) }
    }

    pub(super) fn probe(&self, spec: &ToolSpec) -> Probe {
        let Some(path) = spec.probe.first().and_then(|name| find(name)) else { return Probe::Missing };
        let output = self.output(&path, &spec.probe[1..]);
        let version = Regex::new(&spec.version).ok().and_then(|regex| {
            let captures = regex.captures(&output)?;
            Some(captures.get(1).or(captures.get(0))?.as_str().to_owned())
        });
        match version {
            None => Probe::Unreadable { path, output },
            Some(version) if in_range(&version, spec) => Probe::Found { path, version },
            Some(version) => Probe::Old { path, version },
        }
    }

    /// What the tool writes, from the memory when the executable is the same.
    fn output(&self, path: &Path, args: &[String]) -> String {
        let key = identity(path).map(|identity| format!("{} {} {identity}", path.display(), args.join(" ")));
        let known = |key: &String| self.known.lock().ok()?.get(key).cloned();
        if let Some(output) = key.as_ref().and_then(known) {
            return output;
        }
        let output = run(path, args);
        if let (Some(key), Ok(mut known)) = (key, self.known.lock()) {
            known.insert(key, output.clone());
            // The memory only saves time: a cache folder that can't be written must not stop a build.
            let _ = serde_json::to_vec(&*known).map(|bytes| crate::files::replace_lazily(&self.file, &bytes));
        }
        output
    }
}

fn run(path: &Path, args: &[String]) -> String {
    let output = Command::new(path).args(args).stdin(Stdio::null()).output();
    output.map_or_else(
        |error| error.to_string(),
        |o| format!("{}{}", String::from_utf8_lossy(&o.stdout), String::from_utf8_lossy(&o.stderr)),
    )
}

fn identity(path: &Path) -> Option<String> {
    witloom_disk::Identity::of(path).ok().map(|identity| format!("{identity:?}"))
}

/// The executable of that name on the search path.
fn find(name: &str) -> Option<PathBuf> {
    let endings: &[&str] = if cfg!(windows) { &["", ".exe", ".cmd", ".bat"] } else { &[""] };
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|folder| endings.iter().map(move |ending| folder.join(format!("{name}{ending}"))))
        .find(|file| is_executable(file))
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(file).is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    file.is_file()
}

fn in_range(version: &str, spec: &ToolSpec) -> bool {
    let Some(version) = lenient(version) else { return spec.at_least.is_none() && spec.below.is_none() };
    let bound = |text: &Option<String>| text.as_deref().and_then(lenient);
    bound(&spec.at_least).is_none_or(|least| version >= least) && bound(&spec.below).is_none_or(|end| version < end)
}

/// A version with up to two missing numbers filled by zeros.
fn lenient(text: &str) -> Option<Version> {
    let missing = 2_usize.saturating_sub(text.split(['-', '+']).next()?.matches('.').count());
    Version::parse(&format!("{text}{}", ".0".repeat(missing))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(probe: &[&str], at_least: Option<&str>) -> ToolSpec {
        ToolSpec {
            probe: probe.iter().map(|&word| word.to_owned()).collect(),
            version: r"v(\d+\.\d+(?:\.\d+)?)".to_owned(),
            at_least: at_least.map(ToOwned::to_owned),
            below: None,
            hint: "install it".to_owned(),
            env: BTreeMap::new(),
        }
    }

    #[test]
    fn judges_versions() {
        let folder = tempfile::tempdir().unwrap();
        let prober = Prober::new(&folder.path().join("probes.json"));
        let answer = |least| prober.probe(&spec(&["echo", "v1.24"], least));
        assert!(matches!(answer(Some("1.24")), Probe::Found { version, .. } if version == "1.24"));
        assert!(matches!(answer(Some("1.24.1")), Probe::Old { .. }));
        assert!(matches!(prober.probe(&spec(&["echo", "hello"], None)), Probe::Unreadable { .. }));
        assert_eq!(prober.probe(&spec(&["witloom-no-such-tool"], None)), Probe::Missing);
    }

    #[test]
    fn remembers_answers_between_processes() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("probes.json");
        Prober::new(&file).probe(&spec(&["echo", "v1.24"], None));
        let text = std::fs::read_to_string(&file).unwrap().replace("v1.24\\n", "v9.9\\n");
        std::fs::write(&file, text).unwrap();
        assert!(
            matches!(Prober::new(&file).probe(&spec(&["echo", "v1.24"], None)), Probe::Found { version, .. } if version == "9.9")
        );
    }
}
