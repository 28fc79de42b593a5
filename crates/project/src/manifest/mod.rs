//! `witloom.toml`: what an app consists of.
//!
//! Reading refuses unknown keys and names that mean nothing, each with its place in the file. Paths are kept as
//! written, relative to the app's folder.

mod check;
mod grants;
mod size;

pub use grants::ComponentGrants;
pub use size::Size;

pub(crate) use check::{guess, unknown_key};

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use miette::{NamedSource, SourceSpan};
use serde::Deserialize;
use toml::Spanned;
use witloom_component::wiring::Links;

use crate::ProjectError;

/// The file's name.
pub const FILE_NAME: &str = "witloom.toml";

/// A whole `witloom.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The app itself.
    pub app: App,
    /// Its components by name, in the order of the file.
    pub components: IndexMap<String, ComponentEntry>,
    /// Which component satisfies an import where the default is ambiguous.
    #[serde(default)]
    pub links: Links,
    /// What `witloom run` grants and passes without being asked.
    #[serde(default)]
    pub run: Run,
    /// How the app is served.
    #[serde(default)]
    pub serve: Serve,
    /// Stores that the app may use, by name.
    #[serde(default)]
    pub stores: BTreeMap<String, StorePlace>,
    /// Settings of the app, by name.
    #[serde(default)]
    pub config: BTreeMap<String, String>,
    /// Where its secret settings are, by name.
    #[serde(default)]
    pub secrets: BTreeMap<String, SecretPlace>,
}

/// The `[app]` table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct App {
    /// The app's name: its component is `<name>.wasm`.
    pub name: Spanned<String>,
    /// The component whose exports are the app's; may be left out when there is only one.
    pub entry: Option<Spanned<String>>,
    /// The folder with the app's WIT.
    #[serde(default = "default_wit")]
    pub wit: PathBuf,
    /// Features whose items, gated in WIT by `@unstable(feature = …)`, are switched on.
    #[serde(default)]
    pub features: Vec<String>,
    /// How lists of bytes cross between components.
    #[serde(default)]
    pub bytes: Bytes,
}

/// The key `bytes` under `[app]`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bytes {
    /// As blocks, where both sides are fit for it.
    #[default]
    Blocks,
    /// As any list: for hosts that don't know the encoding that blocks go by.
    Lists,
}

fn default_wit() -> PathBuf {
    PathBuf::from("wit")
}

/// A `[components.NAME]` table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComponentEntry {
    /// The language's id.
    pub lang: Spanned<String>,
    /// The component's folder, or its file for `wasm`; the component's name when left out.
    pub path: Option<PathBuf>,
    /// The component's world; may be left out for a finished component, and when the package has one world.
    pub world: Option<Spanned<String>>,
    /// Settings that the language defines.
    #[serde(default)]
    pub options: BTreeMap<String, String>,
    /// What it may reach; once one component of an app has this table, all others reach nothing without.
    pub grants: Option<ComponentGrants>,
}

/// The `[run]` table.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Folders to grant, `HOST::GUEST[:ro]`; the host's part is relative to the app's folder.
    #[serde(default)]
    pub dirs: Vec<String>,
    /// Arguments of the app.
    #[serde(default)]
    pub args: Vec<String>,
    /// Environment variables of the app.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// Whether the app may use the network.
    #[serde(default)]
    pub net: bool,
    /// Origins that the app may send requests of HTTP to, `scheme://host[:port]`.
    #[serde(default)]
    pub http: Vec<String>,
    /// Files with certificates of authorities beyond the system's, relative to the app's folder.
    #[serde(default, rename = "http-ca")]
    pub http_ca: OneOrMore,
}

/// The `[serve]` table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Serve {
    /// Instances that may be at work at the same time.
    pub instances: Option<NonZeroUsize>,
    /// Requests that one instance may answer before it is replaced.
    pub reuse: Option<NonZeroUsize>,
    /// Requests that one instance may answer at the same time.
    #[serde(rename = "at-once")]
    pub at_once: Option<NonZeroUsize>,
    /// A path that the server answers itself.
    pub health: Option<String>,
    /// A folder whose files the server answers itself, relative to the app's folder.
    #[serde(rename = "static")]
    pub public: Option<PathBuf>,
    /// The largest body of a request.
    #[serde(rename = "max-body")]
    pub max_body: Option<Size>,
    /// The largest head of a request.
    #[serde(rename = "max-head")]
    pub max_head: Option<Size>,
    /// Connections that may be open.
    pub connections: Option<NonZeroUsize>,
}

/// Where a store is: a URL, or `{ url = "URL", password = { env = "NAME" } }` for a server that asks for a password. Files
/// are relative to the app's folder.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "StoreEntry")]
pub struct StorePlace {
    /// `redb:FILE`, `redis://HOST`, `sqlite:FILE`, `postgres://HOST` or `memory:`.
    pub url: String,
    /// Where the password of its server is.
    pub password: Option<SecretPlace>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a URL, or a table of `url` and `password = { env = \"NAME\" }`")]
enum StoreEntry {
    Url(String),
    Table(StoreTable),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoreTable {
    url: String,
    password: Option<SecretPlace>,
}

impl From<StoreEntry> for StorePlace {
    fn from(entry: StoreEntry) -> Self {
        match entry {
            StoreEntry::Url(url) => Self { url, password: None },
            StoreEntry::Table(StoreTable { url, password }) => Self { url, password },
        }
    }
}

/// Where a secret is: `{ env = "NAME" }` or `{ file = "PATH" }`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecretPlace {
    /// In a variable of witloom's environment.
    Env(String),
    /// In a file, relative to the app's folder.
    File(PathBuf),
}

/// A path, or a list of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Paths")]
pub struct OneOrMore(pub Vec<PathBuf>);

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a path or a list of paths")]
enum Paths {
    One(PathBuf),
    More(Vec<PathBuf>),
}

impl From<Paths> for OneOrMore {
    fn from(paths: Paths) -> Self {
        Self(match paths {
            Paths::One(path) => vec![path],
            Paths::More(paths) => paths,
        })
    }
}

impl Manifest {
    /// Reads a manifest; `path` is for messages, `languages` are the ids that `lang` may name.
    pub fn parse(path: &Path, text: &str, languages: &[&str]) -> Result<Self, ProjectError> {
        let manifest: Self = toml::from_str(text).map_err(|error| check::syntax(&Source { path, text }, &error))?;
        check::names(&Source { path, text }, &manifest, languages)?;
        grants::check(&Source { path, text }, &manifest)?;
        Ok(manifest)
    }

    /// The name of the component whose exports are the app's.
    pub fn entry(&self) -> &str {
        let only = || self.components.keys().next().expect("a checked manifest has a component");
        self.app.entry.as_ref().map_or_else(|| only().as_str(), |entry| entry.get_ref().as_str())
    }
}

/// The text of a manifest, for errors with a place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) path: &'a Path,
    pub(crate) text: &'a str,
}

impl Source<'_> {
    pub(crate) fn named(&self) -> NamedSource<String> {
        NamedSource::new(self.path.display().to_string(), self.text.to_owned())
    }

    pub(crate) fn error(
        &self,
        message: impl Into<String>,
        hint: Option<String>,
        span: Option<std::ops::Range<usize>>,
    ) -> ProjectError {
        let span = span.map(SourceSpan::from);
        ProjectError::Manifest { message: message.into(), hint, source_code: self.named(), span }
    }
}
