//! Stores and settings of an app: `[stores]`, `[config]` and `[secrets]`, and the options that add to them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error as ThisError;
use witloom_host::{Secret, Settings, StoreUrl, StoreUrlError, Stores};
use witloom_project::manifest::{Manifest, SecretPlace, StorePlace};

use crate::ui::{Error, Ui};

/// How variables of the environment begin that stand in for settings of witloom.toml.
const PREFIX: &str = "WITLOOM_CONFIG_";

/// Options for stores and settings.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct StateArgs {
    /// Let the app use a store: `NAME=redb:FILE` or `NAME=redis://HOST` for keys and values, `NAME=sqlite:FILE` or
    /// `NAME=postgres://HOST/DATABASE` for a database of SQL, `NAME=memory:` for either until witloom ends.
    #[arg(long = "store", value_name = "NAME=URL", value_parser = store)]
    stores: Vec<(String, Given)>,
    /// Say where the password of a store's server is: `NAME=env:VARIABLE` or `NAME=file:PATH`.
    #[arg(long = "store-password", value_name = "NAME=PLACE", value_parser = secret)]
    passwords: Vec<(String, SecretPlace)>,
    /// Set what the app reads by `wasi:config`.
    #[arg(long = "config", value_name = "NAME=VALUE", value_parser = setting)]
    config: Vec<(String, String)>,
    /// Give the app a secret setting: `NAME=env:VARIABLE` or `NAME=file:PATH` says where it is.
    #[arg(long = "secret", value_name = "NAME=PLACE", value_parser = secret)]
    secrets: Vec<(String, SecretPlace)>,
}

/// The URL of a store on the command line. That of one with a password in it is refused without showing it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Given {
    Url(StoreUrl),
    Password,
}

/// What witloom.toml says about stores and settings.
#[derive(Debug, Clone, Default)]
pub(crate) struct ManifestState {
    stores: BTreeMap<String, StorePlace>,
    config: BTreeMap<String, String>,
    secrets: BTreeMap<String, SecretPlace>,
}

#[derive(Debug, ThisError, Diagnostic)]
enum StateError {
    #[error("`{text}` in `[stores]` of witloom.toml is no store: {reason}")]
    #[diagnostic(code("W0020"), help("write it as in `{name} = \"sqlite:data/{name}.db\"`"))]
    Store { name: String, text: String, reason: StoreUrlError },
    #[error("{what} is missing: the environment variable `{variable}` is not set")]
    #[diagnostic(code("W0021"), help("set `{variable}`, or name another place: `--{option} {name}=file:PATH`"))]
    Unset { what: String, option: &'static str, name: String, variable: String },
    #[error("{what} is missing: `{}` can't be read", .file.display())]
    #[diagnostic(code("W0022"), help("it has to be a file of text that witloom may read"))]
    Unread {
        what: String,
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
    #[error("the URL of the store `{name}` has a password in it, which others could read")]
    #[diagnostic(
        code("W0440"),
        help(
            "say where it is: `{name} = {{ url = \"…\", password = {{ env = \"NAME\" }} }}` in `[stores]`, or `--store-password {name}=env:NAME`"
        )
    )]
    Password { name: String },
    #[error("the store `{name}` has a password but no server that asks for one")]
    #[diagnostic(code("W0441"), help("passwords are for `redis://` and `postgres://`"))]
    Serverless { name: String },
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
        let mut stores = BTreeMap::new();
        let mut passwords = BTreeMap::new();
        for (name, place) in &manifest.stores {
            if self.stores.iter().any(|(given, _)| given == name) {
                continue;
            }
            let url = declared(name, &place.url)?.below(root.unwrap_or(Path::new("")));
            if let Some(folder) = url.file().and_then(Path::parent) {
                let failed = |cause| StateError::Folder { name: name.clone(), folder: folder.to_owned(), cause };
                std::fs::create_dir_all(folder).map_err(failed)?;
            }
            ui.note(&format!("granted by witloom.toml: the store `{name}`, {url}"));
            stores.insert(name.clone(), url);
            if let Some(password) = &place.password {
                passwords.insert(name, (password, root));
            }
        }
        for (name, given) in &self.stores {
            match given {
                Given::Url(url) => stores.insert(name.clone(), url.clone()),
                Given::Password => return Err(StateError::Password { name: name.clone() }.into()),
            };
        }
        passwords.extend(self.passwords.iter().map(|(name, place)| (name, (place, None))));
        for (name, (place, root)) in passwords {
            let password = read(Wanted::Password, name, place, root)?;
            let serverless = || StateError::Serverless { name: name.clone() };
            let url = stores.remove(name).and_then(|url| url.with_password(password)).ok_or_else(serverless)?;
            stores.insert(name.clone(), url);
        }
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
                secrets.insert(name.clone(), read(Wanted::Setting, name, place, root)?);
            }
        }
        for (name, place) in &self.secrets {
            secrets.insert(name.clone(), read(Wanted::Setting, name, place, None)?);
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

/// A store of witloom.toml.
fn declared(name: &str, text: &str) -> Result<StoreUrl, StateError> {
    text.parse().map_err(|reason| match reason {
        StoreUrlError::Password => StateError::Password { name: name.to_owned() },
        reason => StateError::Store { name: name.to_owned(), text: text.to_owned(), reason },
    })
}

/// What a secret is for.
#[derive(Debug, Clone, Copy)]
enum Wanted {
    Setting,
    Password,
}

impl Wanted {
    fn shown(self, name: &str) -> String {
        match self {
            Self::Setting => format!("the secret `{name}`"),
            Self::Password => format!("the password of the store `{name}`"),
        }
    }

    fn option(self) -> &'static str {
        match self {
            Self::Setting => "secret",
            Self::Password => "store-password",
        }
    }
}

fn read(wanted: Wanted, name: &str, place: &SecretPlace, root: Option<&Path>) -> Result<Secret, StateError> {
    let what = wanted.shown(name);
    match place {
        SecretPlace::Env(variable) => {
            let (option, name, variable) = (wanted.option(), name.to_owned(), variable.clone());
            let found = std::env::var(&variable).map(Secret::new);
            found.map_err(|_| StateError::Unset { what, option, name, variable })
        }
        SecretPlace::File(file) => {
            let file = root.map_or_else(|| file.clone(), |root| root.join(file));
            let text = std::fs::read_to_string(&file);
            let text = text.map_err(|cause| StateError::Unread { what, file, cause })?;
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

fn store(text: &str) -> Result<(String, Given), String> {
    let (name, url) = pair(text)?;
    match url.parse() {
        Ok(url) => Ok((name, Given::Url(url))),
        // An error here would show the text.
        Err(StoreUrlError::Password) => Ok((name, Given::Password)),
        Err(error) => Err(error.to_string()),
    }
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
        assert_eq!(store("a=memory:"), Ok(("a".to_owned(), Given::Url(StoreUrl::Memory))));
        assert_eq!(store("a=redis://u:pw@localhost"), Ok(("a".to_owned(), Given::Password)));
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
