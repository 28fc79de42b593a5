//! What a component's folder asks for: `requirements.txt`, or the dependencies of `pyproject.toml`.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use witloom_component::disk::sha256;
use witloom_component::{BuildError, Job};

use super::PYTHON;

const REQUIREMENTS: &str = "requirements.txt";
const PROJECT: &str = "pyproject.toml";

/// The requirements of a component.
#[derive(Debug)]
pub(super) struct Asked {
    /// The file that lists them, by its name in the component's folder.
    pub(super) file: &'static str,
    /// Hash of all that decides what they come to, without comments.
    pub(super) hash: String,
    /// One requirement per line, for a list that isn't pip's already.
    pub(super) listed: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PyProject {
    project: Option<Table>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Table {
    dependencies: Vec<String>,
    dynamic: Vec<String>,
}

impl Asked {
    /// Reads the list; `None` when there is no list, or nothing in it.
    pub(super) fn read(job: &Job<'_>) -> Result<Option<Self>, BuildError> {
        let requirements = job.source.join(REQUIREMENTS);
        if requirements.is_file() {
            let mut lines = Vec::new();
            collect(job, &requirements, &mut Vec::new(), &mut lines)?;
            return Ok(Self::of(REQUIREMENTS, &lines, None));
        }
        let project = job.source.join(PROJECT);
        if !project.is_file() {
            return Ok(None);
        }
        let text = std::fs::read_to_string(&project).map_err(|cause| BuildError::io(&project, cause))?;
        let parsed: PyProject = toml::from_str(&text).map_err(|error| BuildError::Packages {
            message: format!("{PROJECT}: {}", error.message()),
            hint: "the packages of a component stand under `dependencies` in the table `project`".to_owned(),
        })?;
        let table = parsed.project.unwrap_or_default();
        if table.dynamic.iter().any(|name| name == "dependencies") {
            return Err(BuildError::Packages {
                message: format!(
                    "{PROJECT}: the dependencies are `dynamic`: only the project's own build tool knows them"
                ),
                hint: format!("list them under `dependencies`, or in `{REQUIREMENTS}`"),
            });
        }
        Ok(Self::of(PROJECT, &table.dependencies.clone(), Some(table.dependencies)))
    }

    fn of(file: &'static str, lines: &[String], listed: Option<Vec<String>>) -> Option<Self> {
        let hash = sha256(format!("{PYTHON}\n{}", lines.join("\n")).as_bytes());
        lines.iter().any(|line| !line.starts_with('-')).then_some(Self { file, hash, listed })
    }

    /// How pip is told about them.
    pub(super) fn arguments(&self, work: &Path) -> Result<Vec<String>, BuildError> {
        let Some(listed) = &self.listed else { return Ok(vec!["--requirement".to_owned(), REQUIREMENTS.to_owned()]) };
        let path = work.join("asked.txt");
        std::fs::write(&path, listed.join("\n") + "\n").map_err(|cause| BuildError::io(&path, cause))?;
        Ok(vec!["--requirement".to_owned(), path.display().to_string()])
    }
}

/// The lines of a list and of the lists that it names.
fn collect(job: &Job<'_>, path: &Path, seen: &mut Vec<PathBuf>, lines: &mut Vec<String>) -> Result<(), BuildError> {
    let text = std::fs::read_to_string(path).map_err(|cause| BuildError::io(path, cause))?;
    seen.push(path.to_owned());
    for line in text.replace("\\\n", " ").lines() {
        let line = line.split(" #").next().unwrap_or_default().trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        lines.push(line.split_whitespace().collect::<Vec<_>>().join(" "));
        let Some(other) = named_list(line) else { continue };
        let other = path.parent().unwrap_or(job.source).join(other);
        if !seen.contains(&other) && other.is_file() {
            if !other.starts_with(job.source) || other.components().any(|part| part.as_os_str() == "..") {
                job.reads(&other);
            }
            collect(job, &other, seen, lines)?;
        }
    }
    Ok(())
}

/// The file of `-r FILE`, `-c FILE` and their long forms.
fn named_list(line: &str) -> Option<&str> {
    let options = ["--requirement", "--constraint", "-r", "-c"];
    let rest = options.iter().find_map(|option| line.strip_prefix(option))?;
    Some(rest.trim_start_matches(['=', ' ']).trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_name_lists() {
        assert_eq!(named_list("-r other.txt"), Some("other.txt"));
        assert_eq!(named_list("--constraint=other.txt"), Some("other.txt"));
        assert_eq!(named_list("requests"), None);
    }
}
