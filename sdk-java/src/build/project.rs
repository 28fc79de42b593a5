//! The user's folder: sources and libraries.

use std::path::{Path, PathBuf};

use witloom_component::{BuildError, Job};

use super::absolute;

/// Folders directly in the component's that hold no sources of it.
const SKIPPED: &[&str] = &["target", "build", "out", "node_modules", "src/test", "test"];

/// Where the sources are and what they need.
#[derive(Debug)]
pub(super) struct Project {
    /// Every `.java` file, the generated ones included, in a fixed order.
    pub(super) sources: Vec<PathBuf>,
    /// Jars and folders of the user's libraries.
    pub(super) classpath: Vec<PathBuf>,
}

impl Project {
    pub(super) fn read(job: &Job<'_>, work: &Path) -> Result<Self, BuildError> {
        let folder = absolute(job.source)?;
        let mut sources = Vec::new();
        collect(&folder, &folder, &mut sources)?;
        sources.sort();
        let pom = folder.join("pom.xml");
        let classpath = if pom.exists() { dependencies(job, work, &pom)? } else { Vec::new() };
        Ok(Self { sources, classpath })
    }
}

fn collect(root: &Path, folder: &Path, sources: &mut Vec<PathBuf>) -> Result<(), BuildError> {
    let io = |cause| BuildError::io(folder, cause);
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let skipped =
            path.strip_prefix(root).is_ok_and(|below| SKIPPED.iter().any(|skipped| below == Path::new(skipped)));
        if hidden || path.is_dir() && skipped {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, sources)?;
        } else if path.extension().is_some_and(|extension| extension == "java") {
            sources.push(path);
        }
    }
    Ok(())
}

/// The class path of a Maven project; Maven is asked again when the `pom.xml` has changed.
fn dependencies(job: &Job<'_>, work: &Path, pom: &Path) -> Result<Vec<PathBuf>, BuildError> {
    let read = |path: &Path| std::fs::read(path).map_err(|cause| BuildError::io(path, cause));
    let text = read(pom)?;
    let (seen, list) = (work.join("pom.seen"), work.join("classpath.txt"));
    if std::fs::read(&seen).ok().as_deref() != Some(text.as_slice()) || !list.exists() {
        (job.progress)("mvn dependency:build-classpath");
        let mut command = job.tools.command("mvn")?;
        command
            .args(["--batch-mode", "--quiet", "--file"])
            .arg(pom)
            .args(["dependency:build-classpath", "-DincludeScope=compile"])
            .arg(format!("-Dmdep.outputFile={}", list.display()));
        witloom_component::run_tool("mvn", &mut command)?;
        std::fs::write(&seen, &text).map_err(|cause| BuildError::io(&seen, cause))?;
    }
    let list = String::from_utf8_lossy(&read(&list)?).into_owned();
    Ok(std::env::split_paths(list.trim()).filter(|path| !path.as_os_str().is_empty()).collect())
}
