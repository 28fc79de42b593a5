//! What a Go build reads outside of the component's folder: modules by `replace`, workspaces, packages of a module
//! whose `go.mod` lies above, and Go's own settings.
//!
//! Modules of the module cache don't count: what `go.sum` pins never changes.

use std::path::{Path, PathBuf};

use witloom_component::{BuildError, Job, run_tool};

use crate::command;

/// Variables that change what the go command makes.
const VARIABLES: &[&str] = &["GOFLAGS", "GOWORK", "GOEXPERIMENT", "GOENV", "GODEBUG"];

/// One line per package: its folder, its module's version and `go.mod`, the version of what replaces the module, and
/// whether it embeds files.
const FORMAT: &str = "{{if not .Standard}}{{.Dir}}\t{{with .Module}}{{.Version}}\t{{.GoMod}}\t\
    {{with .Replace}}{{if .Version}}{{.Version}}{{else}}local{{end}}{{end}}{{else}}\t\t{{end}}\t{{len .EmbedPatterns}}{{end}}";

/// Notes what the build of a component has read elsewhere.
pub(crate) fn note(job: &Job<'_>) -> Result<(), BuildError> {
    let is_plain = VARIABLES.iter().filter(|name| job.variable(name).is_some()).count() == 0;
    let source = absolute(job.source)?;
    let workspaces: Vec<PathBuf> = source.ancestors().map(|folder| folder.join("go.work")).collect();
    let is_workspace = workspaces.iter().any(|file| file.exists());
    workspaces.into_iter().for_each(|file| job.reads(file));
    let root = source.ancestors().find(|folder| folder.join("go.mod").exists()).unwrap_or(&source);
    for folder in source.ancestors().skip(1).filter(|folder| folder.starts_with(root)) {
        ["go.mod", "go.sum"].iter().for_each(|file| job.reads(folder.join(file)));
    }
    let manifest = std::fs::read_to_string(root.join("go.mod")).unwrap_or_default();
    // Most components are one module without local replacements: then there is nothing to ask.
    if is_plain && !is_workspace && root == source && !replaces_locally(&manifest) {
        return Ok(());
    }
    let mut command = command::go(job)?;
    command.args(["list", "-deps", "-f", FORMAT, "."]).current_dir(job.source);
    let listed = run_tool("go", &mut command)?;
    listed.lines().filter(|line| !line.is_empty()).for_each(|line| package(job, &source, line));
    Ok(())
}

/// Notes one package, unless it lies in the component's folder or in the module cache.
fn package(job: &Job<'_>, source: &Path, line: &str) {
    let mut fields = line.split('\t');
    let mut field = || fields.next().unwrap_or_default();
    let (folder, version, manifest, replaced, embeds) = (Path::new(field()), field(), field(), field(), field());
    let is_pinned = if replaced.is_empty() { !version.is_empty() } else { replaced != "local" };
    // A vendored package has a version as well, but no folder of its own for it.
    let is_cached = is_pinned && folder.components().any(|part| part.as_os_str().to_string_lossy().contains('@'));
    if is_cached || folder.starts_with(source) {
        return;
    }
    if embeds == "0" {
        job.reads_folder(folder);
    } else {
        job.reads(folder);
    }
    if !manifest.is_empty() && !is_pinned {
        job.reads(manifest);
    }
}

/// Whether a `go.mod` puts a folder in a module's place.
fn replaces_locally(manifest: &str) -> bool {
    let code = manifest.lines().map(|line| line.split("//").next().unwrap_or_default());
    code.filter_map(|line| line.split_once("=>")).any(|(_, to)| {
        let to = to.trim().trim_matches(['"', '`']);
        to.starts_with('.') || Path::new(to).is_absolute()
    })
}

/// The path from the root.
pub(crate) fn absolute(path: &Path) -> Result<PathBuf, BuildError> {
    std::path::absolute(path).map_err(|cause| BuildError::io(path, cause))
}

#[cfg(test)]
mod tests {
    use super::replaces_locally;

    #[test]
    fn local_replacements() {
        assert!(replaces_locally("module a\n\nreplace b => ../b\n"));
        assert!(replaces_locally("replace (\n\tb v1.0.0 => /srv/b // here\n)\n"));
        assert!(!replaces_locally("module a\n// replace b => ../b\nreplace b => example.com/b v1.2.3\n"));
    }
}
