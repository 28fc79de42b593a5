//! Stores and settings of an app: `[stores]`, `[config]` and `[secrets]`, and the options that add to them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error as ThisError;
use witloom_host::{Secret, Settings, StoreUrl, StoreUrlError, Stores};
use witloom_project::manifest::{Manifest, SecretPlace};

use crate::ui::{Error, Ui};

/// How variables of the environment begin that stand in for settings of witloom.toml.
const PREFIX: &str = "WITLOOM_CONFIG_";

/// Options for stores and settings.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct StateArgs {
    /// Let the app use a store: `NAME=redb:FILE` for keys and values, `NAME=sqlite:FILE` for a database of SQL,
    /// `NAME=memory:` for either until witloom ends.
    #[arg(long = "store", value_name = "NAME=URL", value_parser = store)]
    stores: Vec<(String, StoreUrl)>,
    /// Set what the app reads by `wasi:config`.
    #[arg(long = "config", value_name = "NAME=VALUE", value_parser = setting)]
    config: Vec<(String, String)>,
    /// Give the app a secret setting: `NAME=env:VARIABLE` or `NAME=file:PATH` says where it is.
    #[arg(long = "secret", value_name = "NAME=PLACE", value_parser = secret)]
    secrets: Vec<(String, SecretPlace)>,
}

/// What witloom.toml says about stores and settings.
#[derive(Debug, Clone, Default)]
pub(crate) struct ManifestState {
    stores: BTreeMap<String, String>,
    config: BTreeMap<String, String>,
    secrets: BTreeMap<String, SecretPlace>,
}

#[derive(Debug, ThisError, Diagnostic)]
enum StateError {
    #[error("`{text}` in `[stores]` of witloom.toml is no store: {reason}")]
    #[diagnostic(code("W0020"), help("write it as in `{name} = \"sqlite:data/{name}.db\"`"))]
    Store { name: String, text: String, reason: StoreUrlError },
    #[error("the secret `{name}` is missing: the environment variable `{variable}` is not set")]
    #[diagnostic(code("W0021"), help("set `{variable}`, or name another place: `--secret {name}=file:PATH`"))]
    Unset { name: String, variable: String },
    #[error("the secret `{name}` is missing: `{}` can't be read", .file.display())]
    #[diagnostic(code("W0022"), help("it has to be a file of text that witloom may read"))]
    Unread {
        name: String,
        file: PathBuf,
        #[source]
        cause: std::io::Error,
    },
    #[error("the variable `{variable}` stands for both `{first}` and `{second}` of `[config]`")]
    #[diagnostic(code("W0023"), help("rename one of them, or set it with `--config`"))]
    Twins { variable: String, first: String, second: String },
    #[error("the folder of the store `{name}` can't be made: `{}`", .folder.display())]
    #[diagnostic(code("W0024"), help("`[stores]` in witloom.toml names a file in it"))]
    Folder {
        name: String,
        folder: PathBuf,
        #[source]
        cause: std::io::Error,
    },
}

impl ManifestState {
    pub(crate) fn of(manifest: &Manifest) -> Self {
        let Manifest { stores, config, secrets, .. } = manifest;
        Self { stores: stores.clone(), config: config.clone(), secrets: secrets.clone() }
    }
}

impl StateArgs {
    /// The stores of witloom.toml and those of the command line, which count more.
    pub(super) fn stores(&self, manifest: &ManifestState, root: Option<&Path>, ui: &Ui) -> Result<Stores, Error> {
        let mut stores = Vec::new();
        for (name, text) in &manifest.stores {
            if self.stores.iter().any(|(given, _)| given == name) {
                continue;
            }
            let url: StoreUrl = text.parse().map_err(|reason| {
                let (name, text) = (name.clone(), text.clone());
                StateError::Store { name, text, reason }
            })?;
            let url = url.below(root.unwrap_or(Path::new("")));
            if let Some(folder) = url.file().and_then(Path::parent) {
                let failed = |cause| StateError::Folder { name: name.clone(), folder: folder.to_owned(), cause };
                std::fs::create_dir_all(folder).map_err(failed)?;
            }
            ui.note(&format!("granted by witloom.toml: the store `{name}`, {url}"));
            stores.push((name.clone(), url));
        }
        stores.extend(self.stores.iter().cloned());
        Ok(Stores::new(stores))
    }

    /// What witloom.toml sets, then the environment where witloom.toml has that name, then the command line.
    pub(super) fn settings(&self, manifest: &ManifestState, root: Option<&Path>) -> Result<Settings, Error> {
        let mut plain = manifest.config.clone();
        for (name, variable) in variables(&manifest.config)? {
            if let Ok(value) = std::env::var(variable) {
                plain.insert(name, value);
            }
        }
        plain.extend(self.config.iter().cloned());
        let mut secrets = BTreeMap::new();
        for (name, place) in &manifest.secrets {
            let given = |names: &[(String, _)]| names.iter().any(|(given, _)| given == name);
            if !given(&self.secrets) {
                secrets.insert(name.clone(), read(name, place, root)?);
            }
        }
        for (name, place) in &self.secrets {
            secrets.insert(name.clone(), read(name, place, None)?);
        }
        Ok(Settings::new(plain, secrets))
    }
}

/// The variable of each setting.
fn variables(config: &BTreeMap<String, String>) -> Result<BTreeMap<String, String>, StateError> {
    let mut names: BTreeMap<String, &String> = BTreeMap::new();
    for name in config.keys() {
        let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
        let variable = format!("{PREFIX}{}", name.chars().map(letter).collect::<String>());
        if let Some(first) = names.insert(variable.clone(), name) {
            return Err(StateError::Twins { variable, first: first.clone(), second: name.clone() });
        }
    }
    Ok(names.into_iter().map(|(variable, name)| (name.clone(), variable)).collect())
}

fn read(name: &str, place: &SecretPlace, root: Option<&Path>) -> Result<Secret, StateError> {
    match place {
        SecretPlace::Env(variable) => {
            let unset = |_| StateError::Unset { name: name.to_owned(), variable: variable.clone() };
            std::env::var(variable).map(Secret::new).map_err(unset)
        }
        SecretPlace::File(file) => {
            let file = root.map_or_else(|| file.clone(), |root| root.join(file));
            let unread = |cause| StateError::Unread { name: name.to_owned(), file: file.clone(), cause };
            let text = std::fs::read_to_string(&file).map_err(unread)?;
            // Editors end a file with a line's end, which nobody means.
            let line = text.strip_suffix('\n').unwrap_or(&text);
            Ok(Secret::new(line.strip_suffix('\r').unwrap_or(line).to_owned()))
        }
    }
}

fn pair(text: &str) -> Result<(String, &str), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value)),
        Some(_) | None => Err("write a name, `=` and a value".to_owned()),
    }
}

fn store(text: &str) -> Result<(String, StoreUrl), String> {
    let (name, url) = pair(text)?;
    Ok((name, url.parse().map_err(|error: StoreUrlError| error.to_string())?))
}

fn setting(text: &str) -> Result<(String, String), String> {
    pair(text).map(|(name, value)| (name, value.to_owned()))
}

fn secret(text: &str) -> Result<(String, SecretPlace), String> {
    let (name, place) = pair(text)?;
    match place.split_once(':') {
        Some(("env", variable)) if !variable.is_empty() => Ok((name, SecretPlace::Env(variable.to_owned()))),
        Some(("file", path)) if !path.is_empty() => Ok((name, SecretPlace::File(path.into()))),
        // A secret itself has no place on a command line, where everybody can read it.
        Some(_) | None => Err("write where the secret is: `env:VARIABLE` or `file:PATH`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read() {
        assert_eq!(store("a=memory:"), Ok(("a".to_owned(), StoreUrl::Memory)));
        assert!(store("memory:").is_err() && store("=memory:").is_err() && store("a=b").is_err());
        assert_eq!(setting("a=b=c"), Ok(("a".to_owned(), "b=c".to_owned())));
        assert_eq!(secret("a=env:B"), Ok(("a".to_owned(), SecretPlace::Env("B".to_owned()))));
        assert!(secret("a=hunter2").is_err_and(|words| !words.contains("hunter2")));
    }

    #[test]
    fn settings_have_variables() {
        let config = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), String::new())).collect();
        let found = variables(&config(&["page-size", "greeting"])).expect("two names");
        assert_eq!(found.get("page-size").map(String::as_str), Some("WITLOOM_CONFIG_PAGE_SIZE"));
        assert!(variables(&config(&["page-size", "page.size"])).is_err());
    }
}
