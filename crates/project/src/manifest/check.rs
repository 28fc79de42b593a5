//! The checks on a manifest, and the wording of their errors.

use std::path::{Component, Path, PathBuf};

use toml::Spanned;
use witloom_diag::did_you_mean;

use super::{Manifest, Source};
use crate::{ProjectError, prebuilt};

/// An error of the TOML reader, with a guess when it is an unknown key.
pub(super) fn syntax(source: &Source<'_>, error: &toml::de::Error) -> ProjectError {
    let message = error.message();
    let hint = unknown_key(message);
    let message = match (&hint, message.split('`').nth(1)) {
        (Some(_), Some(key)) => format!("unknown key `{key}`"),
        (Some(_), None) | (None, _) => message.lines().next().unwrap_or_default().to_owned(),
    };
    source.error(message, hint, error.span())
}

/// The hint for an unknown key, whose message lists the known ones in backticks after it.
pub(crate) fn unknown_key(message: &str) -> Option<String> {
    let rest = message.strip_prefix("unknown field `")?;
    let mut words = rest.split('`').step_by(2);
    let wanted = words.next()?;
    let known: Vec<&str> = rest.split('`').skip(2).step_by(2).collect();
    Some(guess(wanted, &known))
}

/// "did you mean", or the list of what there is.
pub(crate) fn guess(wanted: &str, known: &[&str]) -> String {
    match did_you_mean(wanted, known.iter().copied()) {
        Some(close) => format!("did you mean `{close}`?"),
        None => format!("known are {}", known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    }
}

/// Names must be usable, and refer to something.
pub(super) fn names(source: &Source<'_>, manifest: &Manifest, languages: &[&str]) -> Result<(), ProjectError> {
    let components: Vec<&str> = manifest.components.keys().map(String::as_str).collect();
    if components.is_empty() {
        let hint = "add a table such as `[components.main]` with `lang` and `world`".to_owned();
        return Err(source.error("the app has no components", Some(hint), None));
    }
    for name in components.iter().copied().chain([manifest.app.name.get_ref().as_str()]) {
        if !usable(name) {
            let hint = "use letters, digits, `-` and `_`; names become file names".to_owned();
            return Err(source.error(format!("`{name}` can't be a name"), Some(hint), find(source, name)));
        }
    }
    let refer = |what: &str, name: &Spanned<String>, known: &[&str]| {
        if known.contains(&name.get_ref().as_str()) {
            return Ok(());
        }
        let hint = guess(name.get_ref(), known);
        Err(source.error(format!("unknown {what} `{}`", name.get_ref()), Some(hint), Some(name.span())))
    };
    match &manifest.app.entry {
        Some(entry) => refer("component", entry, &components)?,
        None if components.len() > 1 => {
            let hint = format!("add `entry = \"{}\"` under `[app]`: its exports are the app's", components[0]);
            return Err(source.error("the app has several components and no entry", Some(hint), None));
        }
        None => {}
    }
    manifest.components.values().try_for_each(|component| refer("language", &component.lang, languages))?;
    folders(source, manifest)
}

/// Bindings are written into a component's folder, so that two components can't share one.
fn folders(source: &Source<'_>, manifest: &Manifest) -> Result<(), ProjectError> {
    let mut seen: Vec<(PathBuf, &str)> = Vec::new();
    for (name, component) in &manifest.components {
        let folder = plain(component.path.as_deref().unwrap_or(Path::new(name)));
        // A finished file may be used twice.
        if component.lang.get_ref() == prebuilt::ID {
            continue;
        }
        if let Some((_, other)) = seen.iter().find(|(known, _)| *known == folder) {
            let message = format!("`{other}` and `{name}` have the same folder `{}`", folder.display());
            let hint = "give each a folder of its own: its bindings are written there; code for both can lie beside \
                        them, in a package or folder that both use"
                .to_owned();
            return Err(source.error(message, Some(hint), Some(component.lang.span())));
        }
        seen.push((folder, name));
    }
    Ok(())
}

/// A path without `.` and without `x/..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => drop(plain.pop()),
            Component::ParentDir | Component::Normal(_) | Component::RootDir | Component::Prefix(_) => plain.push(part),
        }
    }
    plain
}

fn usable(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn find(source: &Source<'_>, name: &str) -> Option<std::ops::Range<usize>> {
    source.text.find(name).map(|start| start..start + name.len())
}
