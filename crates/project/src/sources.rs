//! Which files below an app's folder are sources: what a watcher waits for.
//!
//! The languages say what lies in a component's folder and can't decide its result (`ignore` in `lang.toml`). Beyond
//! the components' folders only what is hidden, and the lock file that a build writes, is left out.

use std::path::{Path, PathBuf};

use crate::Project;
use crate::graph::Ignore;
use crate::lock;
use crate::toolchain::LangManifest;

/// The folder in a component's that bindings are written to.
const GENERATED: &str = "gen";

/// Tells the user's files of an app from what tools make.
#[derive(Debug)]
pub struct Sources {
    root: PathBuf,
    /// Folders of components, with what their languages leave out.
    parts: Vec<(PathBuf, Ignore)>,
}

impl Sources {
    /// Those of an app, as its manifest says now.
    pub fn of(project: &Project<'_>) -> Self {
        let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let part = |name: &String| {
            let (driver, folder) = project.part(name)?;
            let ignore = LangManifest::of(driver).map(|lang| lang.ignore).unwrap_or_default();
            Some((whole(&folder), Ignore::of(&ignore)))
        };
        Self { root: whole(project.root()), parts: project.manifest().components.keys().filter_map(part).collect() }
    }

    /// The app's folder, as the system calls it.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether a file, named from the root of the system on, is one.
    pub fn hold(&self, path: &Path) -> bool {
        if path == self.root.join(lock::FILE_NAME) {
            return false;
        }
        let part = self.parts.iter().filter(|(folder, _)| path.starts_with(folder));
        match part.max_by_key(|(folder, _)| folder.as_os_str().len()) {
            Some((folder, ignore)) => {
                let inside = path.strip_prefix(folder).unwrap_or(path);
                let above: Vec<&Path> = inside.ancestors().filter(|path| !path.as_os_str().is_empty()).collect();
                !inside.starts_with(GENERATED) && !above.iter().any(|path| ignore.covers(path))
            }
            None => {
                let inside = path.strip_prefix(&self.root).unwrap_or(path);
                !inside.iter().any(|name| name.to_string_lossy().starts_with('.'))
            }
        }
    }
}
