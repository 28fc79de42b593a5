//! The user's folder: sources and libraries.

use std::path::{Path, PathBuf};

use witloom_component::disk::{Kind, walk};
use witloom_component::{BuildError, Job, Tools};

use super::absolute;

/// Folders that hold no sources, from the component's folder on; `lang.toml` names the same.
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
    pub(super) fn read(job: &Job<'_>) -> Result<Self, BuildError> {
        let folder = absolute(job.source)?;
        let pom = folder.join("pom.xml");
        let classpath = if pom.exists() { dependencies(job, &pom, "compile")? } else { Vec::new() };
        Ok(Self { sources: sources(&folder)?, classpath })
    }
}

/// The sources in a folder. Hidden files are none, and neither is what lies in [`SKIPPED`]; links that lead nowhere or
/// in circles are passed by.
pub(super) fn sources(folder: &Path) -> Result<Vec<PathBuf>, BuildError> {
    let hidden = |path: &Path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let skip = |path: &Path| hidden(path) || SKIPPED.iter().any(|skipped| path == Path::new(skipped));
    let found = walk(folder, &skip).map_err(|cause| BuildError::io(folder, cause))?;
    let is_source = |path: &Path| path.extension().is_some_and(|extension| extension == "java");
    let sources = found.into_iter().filter(|found| found.kind == Kind::File && is_source(&found.path));
    let mut sources: Vec<PathBuf> = sources.map(|found| found.path).collect();
    sources.sort();
    Ok(sources)
}

/// The class path of a Maven project, for what is in a scope of Maven's. Maven is asked again when the `pom.xml`, a
/// parent of it or a library changed.
pub(super) fn dependencies(job: &Job<'_>, pom: &Path, scope: &str) -> Result<Vec<PathBuf>, BuildError> {
    let poms = with_parents(pom);
    for parent in poms.iter().skip(1) {
        job.reads(parent);
    }
    let texts: Vec<Vec<u8>> = poms.iter().map(|pom| std::fs::read(pom).unwrap_or_default()).collect();
    if texts.first().is_some_and(|text| names_ours_alone(&String::from_utf8_lossy(text))) {
        return Ok(Vec::new());
    }
    let version = job.tools.version("mvn")?;
    let mut key: Vec<(&str, &[u8])> = vec![("mvn", version.as_bytes()), ("scope", scope.as_bytes())];
    let names: Vec<_> = poms.iter().map(|pom| pom.display().to_string()).collect();
    for (name, text) in names.iter().zip(&texts) {
        key.extend([("pom", name.as_bytes()), ("text", text.as_slice())]);
    }
    let make = |list: &Path| {
        (job.progress)("mvn dependency:build-classpath");
        ask(job.tools, pom, scope, list)
    };
    let folder = job.step("classpath", &key, |folder| make(&folder.join(LIST)))?;
    let mut paths = listed(&folder.join(LIST))?;
    // Maven's repository may have been emptied since.
    if !paths.iter().all(|path| path.exists()) {
        let list = job.work.join(LIST);
        make(&list)?;
        paths = listed(&list)?;
    }
    paths.iter().for_each(|path| job.reads(path));
    Ok(paths)
}

/// Whether a `pom.xml` asks for nothing but what builds and tests bring along, as that of a new component: Maven would
/// take seconds to say so.
fn names_ours_alone(text: &str) -> bool {
    let joined = |text: &str| text.split_whitespace().collect::<String>();
    let ours = joined(include_str!("../../templates/pom.xml"));
    let others = ["<parent>", "<dependencyManagement>", "<profile>"];
    let is_ours = |rest: &str| {
        let dependency = rest.split("</dependency>").next().unwrap_or(rest);
        ours.contains(&format!("<dependency>{}</dependency>", joined(dependency)))
    };
    !others.iter().any(|word| text.contains(word)) && text.split("<dependency>").skip(1).all(is_ours)
}

/// The file with the class path.
const LIST: &str = "classpath.txt";

fn ask(tools: &Tools, pom: &Path, scope: &str, list: &Path) -> Result<(), BuildError> {
    let mut command = tools.command("mvn")?;
    command
        .args(["--batch-mode", "--quiet", "--file"])
        .arg(pom)
        .args(["dependency:build-classpath", &format!("-DincludeScope={scope}")])
        .arg(format!("-Dmdep.outputFile={}", list.display()));
    witloom_component::run_tool("mvn", &mut command).map(drop)
}

fn listed(list: &Path) -> Result<Vec<PathBuf>, BuildError> {
    let text = std::fs::read_to_string(list).map_err(|cause| BuildError::io(list, cause))?;
    Ok(std::env::split_paths(text.trim()).filter(|path| !path.as_os_str().is_empty()).collect())
}

/// A `pom.xml` and its parents on disk, those that are named and missing included.
fn with_parents(pom: &Path) -> Vec<PathBuf> {
    let mut poms = vec![pom.to_owned()];
    // Nobody has so many; a ring would have no end.
    while let Some(last) = poms.last().filter(|_| poms.len() < 16) {
        let Some(parent) = std::fs::read_to_string(last).ok().and_then(|text| parent(&text)) else { break };
        let parent = last.parent().unwrap_or(Path::new(".")).join(parent);
        poms.push(if parent.is_dir() { parent.join("pom.xml") } else { parent });
    }
    poms
}

/// Where a `pom.xml` says that its parent lies.
fn parent(text: &str) -> Option<String> {
    let parent = text.split_once("<parent>")?.1.split_once("</parent>")?.0;
    let named = parent.split_once("<relativePath>").and_then(|(_, rest)| rest.split_once("</relativePath>"));
    match named {
        Some((path, _)) => Some(path.trim().to_owned()).filter(|path| !path.is_empty()),
        None if parent.contains("<relativePath") => None,
        None => Some("../pom.xml".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_are_followed() {
        assert_eq!(parent("<project/>"), None);
        assert_eq!(parent("<parent><version>1</version></parent>").as_deref(), Some("../pom.xml"));
        assert_eq!(parent("<parent><relativePath/></parent>"), None);
        assert_eq!(parent("<parent><relativePath> ../up </relativePath></parent>").as_deref(), Some("../up"));
    }

    #[test]
    fn maven_is_asked_for_libraries_of_others() {
        let new = include_str!("../../templates/pom.xml");
        assert!(names_ours_alone(new));
        let other = new.replace("<version>5.24.0<", "<version>4.11.0<");
        assert!(!names_ours_alone(&other) && !names_ours_alone(&new.replace("<build>", "<parent></parent><build>")));
    }

    #[test]
    fn what_is_skipped_is_what_the_manifest_ignores() {
        let manifest = include_str!("../../lang.toml");
        let line = manifest.lines().find(|line| line.starts_with("ignore = ")).expect("the manifest says");
        let ignored: Vec<String> = SKIPPED.iter().map(|folder| format!("\"/{folder}\"")).collect();
        assert_eq!(line, format!("ignore = [\".*\", {}]", ignored.join(", ")));
    }
}
