//! What imports mean in words.

use std::collections::BTreeMap;

use serde::Serialize;

use super::outline::{Port, Sort};

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
