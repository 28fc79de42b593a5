//! `[components.NAME.grants]`: what one component may reach.
//!
//! The app's host is granted what any of its components is; the filters of the composed app see to it that nobody else
//! gets it. Names of stores and settings are those of the app.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;
use witloom_component::Grants;
use witloom_component::origin::HttpOrigin;

use super::check::guess;
use super::{Manifest, Run, Source};
use crate::ProjectError;

/// A `[components.NAME.grants]` table.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComponentGrants {
    /// Origins that it may send requests of HTTP to.
    #[serde(default)]
    pub http: Vec<Origin>,
    /// Folders, `HOST::GUEST[:ro]`, the host's part relative to the app's folder.
    #[serde(default)]
    pub dirs: Vec<Spanned<String>>,
    /// Environment variables, by name: with the value that `[run] env` or the command line gives, or else with their own.
    #[serde(default)]
    pub env: Vec<String>,
    /// Settings and secrets, by name.
    #[serde(default)]
    pub config: Vec<Spanned<String>>,
    /// Stores with keys and values, by name.
    #[serde(default)]
    pub keyvalue: Vec<Spanned<String>>,
    /// Databases, by name.
    #[serde(default)]
    pub sql: Vec<Spanned<String>>,
    /// Sockets and name lookup, and HTTP to everyone.
    #[serde(default)]
    pub net: bool,
}

/// An origin as it is read from a file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Origin(pub HttpOrigin);

impl TryFrom<String> for Origin {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map(Self).map_err(|reason| format!("`{text}` is no origin: {reason}"))
    }
}

impl ComponentGrants {
    fn of_component(&self) -> Grants {
        let names = |names: &[Spanned<String>]| names.iter().map(|name| name.get_ref().clone()).collect();
        Grants {
            http: self.http.iter().map(|origin| origin.0.clone()).collect(),
            dirs: self.dirs.iter().map(|dir| guest(dir.get_ref()).to_owned()).collect(),
            env: self.env.clone(),
            config: names(&self.config),
            keyvalue: names(&self.keyvalue),
            sql: names(&self.sql),
            net: self.net,
            args: false,
        }
    }
}

/// The path of a folder as guests see it.
fn guest(text: &str) -> &str {
    let text = text.strip_suffix(":ro").map_or(text, |rest| rest.trim_end_matches(':'));
    text.split_once("::").map_or(text, |(_, guest)| guest)
}

impl Manifest {
    /// The grants of each component that has some; `None` when no component has that table, and all reach what the app
    /// reaches.
    pub fn grants(&self) -> Option<BTreeMap<String, Grants>> {
        let tables = self.components.iter().filter_map(|(name, entry)| Some((name, entry.grants.as_ref()?)));
        let grants: BTreeMap<String, Grants> =
            tables.map(|(name, table)| (name.clone(), table.of_component())).collect();
        (!grants.is_empty()).then_some(grants)
    }

    /// The `[run]` table with what its components are granted; `variable` tells what a variable has for a value here.
    pub fn run_with_grants(&self, variable: impl Fn(&str) -> Option<String>) -> Run {
        let mut run = self.run.clone();
        for grants in self.components.values().filter_map(|entry| entry.grants.as_ref()) {
            let further = grants.dirs.iter().map(|dir| dir.get_ref());
            run.dirs.extend(further.filter(|dir| !self.run.dirs.contains(dir)).cloned());
            run.http.extend(grants.http.iter().map(|origin| origin.0.to_string()));
            run.net |= grants.net;
            for name in &grants.env {
                if let (false, Some(value)) = (run.env.contains_key(name), variable(name)) {
                    run.env.insert(name.clone(), value);
                }
            }
        }
        run.dirs.dedup();
        let mut seen = Vec::new();
        run.http.retain(|origin| {
            !seen.contains(origin) && {
                seen.push(origin.clone());
                true
            }
        });
        run
    }
}

/// Names mean something, and folders of one name are one folder.
pub(super) fn check(source: &Source<'_>, manifest: &Manifest) -> Result<(), ProjectError> {
    let stores: Vec<&str> = manifest.stores.keys().map(String::as_str).collect();
    let settings: Vec<&str> = manifest.config.keys().chain(manifest.secrets.keys()).map(String::as_str).collect();
    let mut folders: BTreeMap<&str, &str> = manifest.run.dirs.iter().map(|dir| (guest(dir), dir.as_str())).collect();
    for grants in manifest.components.values().filter_map(|entry| entry.grants.as_ref()) {
        let named = |what: &str, table: &str, names: &[Spanned<String>], known: &[&str]| match names
            .iter()
            .find(|name| !known.contains(&name.get_ref().as_str()))
        {
            None => Ok(()),
            Some(name) => {
                let hint = match known {
                    [] => format!("there is none: add it under `{table}`"),
                    known => guess(name.get_ref(), known),
                };
                let message = format!("unknown {what} `{}`", name.get_ref());
                Err(source.error(message, Some(hint), Some(name.span())))
            }
        };
        named("store", "[stores]", &grants.keyvalue, &stores)?;
        named("store", "[stores]", &grants.sql, &stores)?;
        named("setting", "[config]", &grants.config, &settings)?;
        for dir in &grants.dirs {
            let (name, text) = (guest(dir.get_ref()), dir.get_ref().as_str());
            let known = *folders.entry(name).or_insert(text);
            if known != text {
                let message = format!("`{name}` stands for two folders: `{known}` and `{text}`");
                let hint =
                    "all components of an app know a folder by one name and in one mode: give one of them another \
                            name, as in `data::/other`"
                        .to_owned();
                return Err(source.error(message, Some(hint), Some(dir.span())));
            }
        }
    }
    Ok(())
}
