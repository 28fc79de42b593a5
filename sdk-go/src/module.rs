//! The user's Go module: its path, and a first `go.mod` where there is none.

use std::path::{Path, PathBuf};

use witloom_bindgen::{Options, World};
use witloom_component::BuildError;

/// The first Go version whose `//go:wasmexport` and language generated code can rely on.
const GO_VERSION: &str = "1.24";

/// Import path of the component's folder: the setting `module`, else what the nearest `go.mod` says, else what a
/// fresh one will say.
pub(crate) fn import_path(world: &World, options: &Options) -> String {
    if let Some(module) = options.settings.get("module") {
        return module.clone();
    }
    match &options.folder {
        Some(folder) => of_folder(folder).unwrap_or_else(|| fresh_name(folder)),
        None => options.component.clone().unwrap_or_else(|| world.short_name.clone()),
    }
}

/// Writes a minimal `go.mod` when neither the folder nor one above it has any. Returns its path if it did.
pub(crate) fn ensure(folder: &Path) -> Result<Option<PathBuf>, BuildError> {
    if of_folder(folder).is_some() {
        return Ok(None);
    }
    let path = folder.join("go.mod");
    let text = first(&fresh_name(folder));
    std::fs::write(&path, text).map_err(|cause| BuildError::io(&path, cause))?;
    Ok(Some(path))
}

/// A minimal `go.mod`, where neither the component's folder nor one above it has any.
pub(crate) fn missing(world: &World, options: &Options) -> Option<String> {
    let has_one = options.folder.as_deref().is_some_and(|folder| of_folder(folder).is_some());
    (!has_one).then(|| first(&import_path(world, options)))
}

fn first(module: &str) -> String {
    format!("module {module}\n\ngo {GO_VERSION}\n")
}

/// Import path of a folder inside of a module.
fn of_folder(folder: &Path) -> Option<String> {
    let folder = std::path::absolute(folder).ok()?;
    folder.ancestors().find_map(|root| {
        let module = module_line(&std::fs::read_to_string(root.join("go.mod")).ok()?)?;
        let below = folder.strip_prefix(root).ok()?;
        let parts = below.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
        Some([module].into_iter().chain(parts).collect::<Vec<_>>().join("/"))
    })
}

/// The path in a `go.mod`'s module directive.
fn module_line(text: &str) -> Option<String> {
    let mut words = text.lines().map(|line| line.split("//").next().unwrap_or_default().split_whitespace());
    words
        .find_map(|mut words| (words.next()? == "module").then(|| words.next())?)
        .map(|path| path.trim_matches(['"', '`']).to_owned())
}

/// A module path from a folder's name, and not the start of one of the standard library's.
fn fresh_name(folder: &Path) -> String {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let name = folder.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
    let legal: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect();
    let legal = legal.trim_matches(['.', '-']);
    format!("component/{}", if legal.is_empty() { "app" } else { legal })
}

#[cfg(test)]
mod tests {
    use super::{ensure, module_line, of_folder};

    #[test]
    fn reads_module_lines() {
        assert_eq!(module_line("// c\nmodule example.com/a // b\n\ngo 1.24\n").as_deref(), Some("example.com/a"));
        assert_eq!(module_line("module \"x\"").as_deref(), Some("x"));
        assert_eq!(module_line("go 1.24\n"), None);
    }

    #[test]
    fn writes_go_mod_once_and_respects_one_above() {
        let root = tempfile::tempdir().expect("a temporary folder");
        let inner = root.path().join("Pricing App");
        std::fs::create_dir_all(inner.join("sub")).expect("folders");
        assert!(ensure(&inner).expect("writable").is_some());
        assert!(ensure(&inner).expect("writable").is_none());
        assert_eq!(of_folder(&inner).as_deref(), Some("component/pricing-app"));
        assert!(ensure(&inner.join("sub")).expect("writable").is_none());
        assert_eq!(of_folder(&inner.join("sub")).as_deref(), Some("component/pricing-app/sub"));
    }
}
