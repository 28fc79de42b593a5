//! Which functions give something away, and what a filter does with each.

use std::collections::BTreeSet;

use super::{Grants, Wanted};
use crate::origin::HttpOrigin;

/// A sort of things that are granted, each with a key under `[components.NAME.grants]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Requests of HTTP.
    Http,
    /// Sockets and name lookup.
    Net,
    /// Folders.
    Dirs,
    /// Environment variables.
    Env,
    /// Arguments, which are the entry's.
    Args,
    /// Settings and secrets.
    Config,
    /// Stores with keys and values.
    Keyvalue,
    /// Databases.
    Sql,
}

impl Sort {
    /// The key in witloom.toml; empty for what has none.
    pub fn key(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Net => "net",
            Self::Dirs => "dirs",
            Self::Env => "env",
            Self::Args => "",
            Self::Config => "config",
            Self::Keyvalue => "keyvalue",
            Self::Sql => "sql",
        }
    }
}

/// A function that gives something away.
struct Rule {
    interface: &'static str,
    function: &'static str,
    sort: Sort,
}

const fn rule(interface: &'static str, function: &'static str, sort: Sort) -> Rule {
    Rule { interface, function, sort }
}

/// All of them, of every version.
const RULES: &[Rule] = &[
    rule("wasi:cli/environment", "get-environment", Sort::Env),
    rule("wasi:cli/environment", "get-arguments", Sort::Args),
    rule("wasi:filesystem/preopens", "get-directories", Sort::Dirs),
    rule("wasi:sockets/tcp-create-socket", "create-tcp-socket", Sort::Net),
    rule("wasi:sockets/udp-create-socket", "create-udp-socket", Sort::Net),
    rule("wasi:sockets/types", "[static]tcp-socket.create", Sort::Net),
    rule("wasi:sockets/types", "[static]udp-socket.create", Sort::Net),
    rule("wasi:sockets/ip-name-lookup", "resolve-addresses", Sort::Net),
    rule("wasi:http/outgoing-handler", "handle", Sort::Http),
    rule("wasi:http/client", "send", Sort::Http),
    rule("wasi:http/handler", "handle", Sort::Http),
    rule("wasi:config/store", "get", Sort::Config),
    rule("wasi:config/store", "get-all", Sort::Config),
    rule("wasi:keyvalue/store", "open", Sort::Keyvalue),
    rule("witloom:sql/database", "open", Sort::Sql),
];

/// Interfaces that give away nothing by themselves: they work on what another one gave, or hold what every program has.
const FREE: &[&str] = &[
    "wasi:io/",
    "wasi:clocks/",
    "wasi:random/",
    "wasi:cli/exit",
    "wasi:cli/run",
    "wasi:cli/std",
    "wasi:cli/terminal-",
    "wasi:cli/types",
    "wasi:filesystem/types",
    "wasi:sockets/network",
    "wasi:sockets/instance-network",
    "wasi:sockets/tcp",
    "wasi:sockets/udp",
    "wasi:http/types",
    "wasi:http/incoming-handler",
    "wasi:keyvalue/atomics",
    "wasi:keyvalue/batch",
    "witloom:sql/types",
];

/// Whether an interface, without its version, has a function that gives something away.
pub(super) fn is_guarded(interface: &str) -> bool {
    RULES.iter().any(|rule| rule.interface == interface)
}

/// Whether an interface, without its version, gives away nothing.
pub(super) fn is_free(interface: &str) -> bool {
    !is_guarded(interface) && FREE.iter().any(|free| interface.starts_with(free))
}

/// A function that a filter answers itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Work {
    pub(super) interface: String,
    pub(super) function: String,
    pub(super) sort: Sort,
    pub(super) what: What,
}

/// How.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum What {
    /// A list of the host's, of which only its first element is left.
    First,
    /// A list of the host's, of which only what has these names is left.
    Among(Vec<String>),
    /// The host is asked where the first parameter is one of these names.
    Named(Vec<String>),
    /// The host is asked where the request goes to one of these.
    Request(Vec<HttpOrigin>),
    /// Nobody is asked.
    Closed,
}

impl What {
    /// Whether the host may be asked.
    pub(super) fn asks(&self) -> bool {
        match self {
            Self::First => true,
            Self::Among(names) | Self::Named(names) => !names.is_empty(),
            Self::Request(origins) => !origins.is_empty(),
            Self::Closed => false,
        }
    }
}

/// What is to be done about what a component wants.
pub(super) fn works(wanted: &[Wanted], grants: &Grants) -> Vec<Work> {
    let pairs = wanted.iter().flat_map(|one| one.functions.iter().map(move |function| (&one.interface, function)));
    let works = pairs.filter_map(|(interface, function)| {
        let bare = interface.split('@').next().unwrap_or_default();
        let rule = RULES.iter().find(|rule| rule.interface == bare && rule.function == function.as_str())?;
        let what = what(rule, grants)?;
        Some(Work { interface: interface.clone(), function: function.clone(), sort: rule.sort, what })
    });
    works.collect()
}

/// Nothing when the host's answer is let through as it is.
fn what(rule: &Rule, grants: &Grants) -> Option<What> {
    match rule.sort {
        Sort::Http if grants.net || grants.http.iter().any(HttpOrigin::is_everywhere) => None,
        Sort::Http => Some(What::Request(grants.http.clone())),
        Sort::Net => (!grants.net).then_some(What::Closed),
        Sort::Args => (!grants.args).then_some(What::First),
        Sort::Dirs => Some(What::Among(grants.dirs.clone())),
        Sort::Env => Some(What::Among(grants.env.clone())),
        Sort::Config if rule.function == "get-all" => Some(What::Among(grants.config.clone())),
        Sort::Config => Some(What::Named(grants.config.clone())),
        Sort::Keyvalue => Some(What::Named(grants.keyvalue.clone())),
        Sort::Sql => Some(What::Named(grants.sql.clone())),
    }
}

/// Functions of the host that a filter needs beside the one that it answers, by interface.
pub(super) fn helpers(works: &[Work]) -> Vec<(String, BTreeSet<&'static str>)> {
    let mut needed: Vec<(String, BTreeSet<&'static str>)> = Vec::new();
    for work in works {
        let version = work.interface.split('@').nth(1).unwrap_or_default();
        if let What::Request(_) = work.what {
            needed.push((format!("wasi:http/types@{version}"), request(version).functions()));
        }
        if tells(work) {
            needed.push((STDERR.to_owned(), BTreeSet::from(["get-stderr"])));
            needed.push((STREAMS.to_owned(), BTreeSet::from([WRITE])));
        }
    }
    needed
}

/// Where refusals are told.
pub(super) const STDERR: &str = "wasi:cli/stderr@0.2.12";
/// What they are told through.
pub(super) const STREAMS: &str = "wasi:io/streams@0.2.12";
/// Its function.
pub(super) const WRITE: &str = "[method]output-stream.blocking-write-and-flush";

/// Whether a refusal is told: what lists things leaves out what isn't granted without a word, since every runtime lists
/// them when it starts.
pub(super) fn tells(work: &Work) -> bool {
    match work.what {
        What::First | What::Among(_) => false,
        What::Named(_) | What::Request(_) | What::Closed => true,
    }
}

/// What a request is called, and how it is asked where it goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request {
    pub(super) scheme: &'static str,
    pub(super) set_scheme: &'static str,
    pub(super) authority: &'static str,
}

impl Request {
    fn functions(self) -> BTreeSet<&'static str> {
        BTreeSet::from([self.scheme, self.set_scheme, self.authority])
    }
}

/// Of a version of `wasi:http`.
pub(super) fn request(version: &str) -> Request {
    if version.starts_with("0.2.") {
        return Request {
            scheme: "[method]outgoing-request.scheme",
            set_scheme: "[method]outgoing-request.set-scheme",
            authority: "[method]outgoing-request.authority",
        };
    }
    Request {
        scheme: "[method]request.get-scheme",
        set_scheme: "[method]request.set-scheme",
        authority: "[method]request.get-authority",
    }
}
