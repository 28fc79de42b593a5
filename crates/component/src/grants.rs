//! What each component of an app may reach, held in the composed component itself.
//!
//! A composed component has one set of imports, and a host that grants something grants it to all parts. So each part of
//! an app with grants gets a *filter*: a small component that imports what the part asks of the host and exports the
//! same interfaces. Their types are the host's own, handed through, so that resources keep their identity; functions that
//! give nothing away are handed through as well. What is left are the few from which everything else follows: those that
//! open, look up, list or send. They answer as the host would that has not granted it.
//!
//! Which functions these are stands in [`rules`]. Nothing here knows a host or a language.

mod assemble;
mod core;
mod data;
mod declared;
mod flat;
mod rules;
mod send;
mod shell;
mod types;

use std::collections::BTreeSet;

use crate::origin::HttpOrigin;
use crate::wiring::track_of;

pub use rules::Sort;

/// The custom section by which a filter says whose it is, on its first line, and what it lets through, a grant a line.
pub(crate) const SECTION: &str = "witloom-grants";

/// What one component may reach. Nothing by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants {
    /// Whom it may send requests of HTTP to.
    pub http: Vec<HttpOrigin>,
    /// Folders, by the names that guests know.
    pub dirs: Vec<String>,
    /// Names of environment variables.
    pub env: Vec<String>,
    /// Names of settings and secrets.
    pub config: Vec<String>,
    /// Names of stores with keys and values.
    pub keyvalue: Vec<String>,
    /// Names of databases.
    pub sql: Vec<String>,
    /// Sockets and name lookup, and HTTP to everyone.
    pub net: bool,
    /// Arguments beyond the program's own name.
    pub args: bool,
}

impl Grants {
    /// One line for each thing that is granted: its key in witloom.toml, and which.
    pub(crate) fn lines(&self) -> Vec<String> {
        let lists = [
            ("dirs", &self.dirs),
            ("env", &self.env),
            ("config", &self.config),
            ("keyvalue", &self.keyvalue),
            ("sql", &self.sql),
        ];
        let names = lists.into_iter().flat_map(|(key, names)| names.iter().map(move |name| format!("{key} {name}")));
        let origins = self.http.iter().map(|origin| format!("http {origin}"));
        origins.chain(self.net.then(|| "net".to_owned())).chain(names).collect()
    }

    /// The same as a key for caches.
    pub fn key(&self) -> String {
        format!("{:?} args={}", self.lines(), self.args)
    }
}

/// An interface that a filter stands before, at the version that we have, with what its component uses of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) interface: String,
    pub(crate) functions: BTreeSet<String>,
}

/// What there is to do about an import that is left to the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Judgement {
    /// It gives nothing away.
    Free,
    /// It is filtered by this interface of ours.
    Filtered(String),
    /// Nobody knows what it gives away, or what this version of it does.
    Unknown,
}

/// Judges an interface by its full name.
pub(crate) fn judge(interface: &str) -> Judgement {
    let (bare, version) = interface.split_once('@').unwrap_or((interface, ""));
    if rules::is_free(bare) {
        return Judgement::Free;
    }
    if !rules::is_guarded(bare) {
        return Judgement::Unknown;
    }
    let (package, name) = bare.split_once('/').unwrap_or((bare, ""));
    let ours = witloom_wasi::versions_of(package).filter_map(|package| package.name.split_once('@'));
    let full = |version: &str| format!("{package}/{name}@{version}");
    let track = track_of(interface).map(|(_, track, _)| track);
    let mut fitting = ours.map(|(_, version)| version).filter(|ours| {
        *ours == version || track.is_some() && track_of(&full(ours)).map(|(_, track, _)| track) == track
    });
    fitting.next().map_or(Judgement::Unknown, |version| Judgement::Filtered(full(version)))
}

/// The filter of a component; `None` when everything that it wants is let through.
///
/// # Errors
/// When the component uses a function that its interface doesn't have.
pub(crate) fn filter(component: &str, wanted: &[Wanted], grants: &Grants) -> anyhow::Result<Option<Vec<u8>>> {
    let works = rules::works(wanted, grants);
    let wanted: Vec<&Wanted> =
        wanted.iter().filter(|one| works.iter().any(|work| work.interface == one.interface)).collect();
    if wanted.is_empty() {
        return Ok(None);
    }
    let types = types::Types::new(&wanted, &works)?;
    let section = std::iter::once(component.to_owned()).chain(grants.lines()).collect::<Vec<_>>().join("\n");
    assemble::assemble(component, &wanted, &works, &types, &section).map(Some)
}

/// The interfaces that the filter of a component exports: those of which something is not let through.
pub(crate) fn filtered(wanted: &[Wanted], grants: &Grants) -> BTreeSet<String> {
    rules::works(wanted, grants).into_iter().map(|work| work.interface).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interfaces_are_judged_by_name_and_version() {
        let filtered = |name: &str| Judgement::Filtered(name.to_owned());
        assert_eq!(judge("wasi:cli/environment@0.2.3"), filtered("wasi:cli/environment@0.2.12"));
        assert_eq!(judge("wasi:cli/environment@0.3.0"), filtered("wasi:cli/environment@0.3.0"));
        assert_eq!(judge("wasi:cli/stderr@0.2.3"), Judgement::Free);
        assert_eq!(judge("wasi:keyvalue/store@0.2.0-draft2"), filtered("wasi:keyvalue/store@0.2.0-draft2"));
        assert_eq!(judge("wasi:keyvalue/store@0.2.0-draft"), Judgement::Unknown);
        assert_eq!(judge("wasi:http/client@0.3.0-rc-2025-09-16"), Judgement::Unknown);
        assert_eq!(judge("wasi:blobstore/container@0.2.0"), Judgement::Unknown);
    }

    #[test]
    fn what_is_granted_is_listed() {
        let grants = Grants {
            http: vec!["https://*.example.com".parse().expect("an origin")],
            env: vec!["LANG".to_owned()],
            net: true,
            ..Grants::default()
        };
        assert_eq!(grants.lines(), ["http https://*.example.com", "net", "env LANG"]);
    }
}
