//! What imports mean in words.

use std::collections::BTreeMap;

use serde::Serialize;

use super::outline::{Item, Port, Sort};

/// Something that a component can do to or learn from the world outside.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Capability {
    /// In words, for instance `reads and writes files`.
    pub what: String,
    /// How `witloom run` grants it; empty when it needs no grant.
    pub grant: String,
    /// The interfaces behind it.
    pub interfaces: Vec<String>,
}

/// A capability of one component of an app with grants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartCapability {
    /// In words, for instance `reads and writes files`.
    pub what: String,
    /// The key of `[components.NAME.grants]` that grants it; empty when it needs no grant.
    pub key: &'static str,
    /// Which of it are granted; none means that it is closed, where there is a key.
    pub granted: Vec<String>,
    /// Whether only the runtime of its language imports it.
    pub is_runtimes: bool,
}

/// Interface prefix, what it allows in words, and the option of `witloom run` that grants it.
const WORDS: &[(&str, &str, &str)] = &[
    ("wasi:filesystem/", "reads and writes files", "--dir"),
    ("wasi:sockets/", "uses the network", "--net"),
    ("wasi:http/outgoing-handler", "sends HTTP requests", "--http"),
    ("wasi:http/client", "sends HTTP requests", "--http"),
    ("wasi:http/", "handles HTTP", ""),
    ("wasi:keyvalue/", "keeps values in stores", "--store"),
    ("witloom:sql/", "uses databases", "--store"),
    ("wasi:config/", "reads settings", "--config"),
    ("wasi:cli/environment", "reads arguments and environment variables", "--env"),
    ("wasi:cli/stdin", "reads standard input", ""),
    ("wasi:cli/stdout", "writes to standard output", ""),
    ("wasi:cli/stderr", "writes to standard error", ""),
    ("wasi:cli/terminal", "asks about the terminal", ""),
    ("wasi:cli/exit", "ends the process", ""),
    ("wasi:clocks/", "reads the clock", ""),
    ("wasi:random/", "draws random numbers", ""),
    ("wasi:io/", "waits for input and output", ""),
];

/// The capabilities behind imports, in the order of the table; unknown ones last, by name.
pub(super) fn capabilities<'a>(imports: impl Iterator<Item = &'a Port>) -> Vec<Capability> {
    let mut known: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut unknown = Vec::new();
    for import in imports {
        let Some(spelled) = import.spelled() else { continue };
        let interface = import.implements.as_ref().unwrap_or(&import.name);
        let row = WORDS.iter().position(|(prefix, _, _)| interface.starts_with(prefix));
        match row.filter(|_| import.sort == Sort::Plain) {
            Some(row) => known.entry(row).or_default().push(spelled),
            None => unknown.push(Capability {
                what: format!("needs `{spelled}` from its host"),
                grant: String::new(),
                interfaces: vec![spelled],
            }),
        }
    }
    let words = known.into_iter().map(|(row, interfaces)| {
        let (_, what, grant) = WORDS[row];
        Capability { what: what.to_owned(), grant: grant.to_owned(), interfaces }
    });
    words.chain(unknown).collect()
}

/// Interface prefixes with the keys of `[components.NAME.grants]` that open them.
const KEYS: &[(&str, &str)] = &[
    ("wasi:filesystem/", "dirs"),
    ("wasi:sockets/", "net"),
    ("wasi:http/outgoing-handler", "http"),
    ("wasi:http/client", "http"),
    ("wasi:keyvalue/", "keyvalue"),
    ("witloom:sql/", "sql"),
    ("wasi:config/", "config"),
    ("wasi:cli/environment", "env"),
];

/// What a part of an app asks of its host, with what the filters let through.
pub(super) fn granted(part: &Item, filters: &[&[String]]) -> Vec<PartCapability> {
    let name = part.name.as_deref().unwrap_or_default();
    let own = filters.iter().find(|lines| lines.first().is_some_and(|first| first == name));
    let lines: Vec<&str> = own.into_iter().flat_map(|lines| lines.iter().skip(1)).map(String::as_str).collect();
    let has_net = lines.contains(&"net");
    let bare = |name: &str| name.split('@').next().unwrap_or_default().to_owned();
    let is_authors = |port: &Port| match &part.declared {
        Some(declared) => declared.iter().any(|name| bare(name) == bare(&port.name)),
        None => true,
    };
    let of_host =
        part.imports.iter().filter(|port| witloom_wasi::is_of_host(port.implements.as_ref().unwrap_or(&port.name)));
    let (authors, runtimes): (Vec<&Port>, Vec<&Port>) = of_host.partition(|port| is_authors(port));
    let mut found = Vec::new();
    for (ports, is_runtimes) in [(authors, false), (runtimes, true)] {
        for capability in capabilities(ports.into_iter()) {
            let first = capability.interfaces.first().map(String::as_str).unwrap_or_default();
            let key = KEYS.iter().find(|(prefix, _)| first.starts_with(prefix)).map_or("", |(_, key)| *key);
            let mut granted: Vec<String> =
                lines.iter().filter_map(|line| line.strip_prefix(key)?.strip_prefix(' ')).map(str::to_owned).collect();
            if has_net && matches!(key, "net" | "http") {
                granted = vec!["everyone".to_owned()];
            }
            if key.is_empty() {
                granted.clear();
            }
            found.push(PartCapability { what: capability.what, key, granted, is_runtimes });
        }
    }
    found
}
