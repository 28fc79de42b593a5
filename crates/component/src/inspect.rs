//! What a wasm file is: its world, what it asks of the host in words, its languages and the sizes of its parts.
//!
//! It reads and never runs the file.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use miette::Diagnostic;
use serde::Serialize;
use thiserror::Error;
use wasm_metadata::{Payload, Producers};
use wit_component::DecodedWasm;
use wit_parser::{Resolve, WorldId, WorldItem, WorldKey};

use crate::Causes;

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What kind of wasm it is.
    pub kind: Kind,
    /// Its name, when it has one.
    pub name: Option<String>,
    /// Bytes of the whole file.
    pub size: u64,
    /// WIT names of what it imports.
    pub imports: Vec<String>,
    /// WIT names of what it exports.
    pub exports: Vec<String>,
    /// What it asks of the host.
    pub capabilities: Vec<Capability>,
    /// Languages of its parts, with versions where known.
    pub languages: Vec<String>,
    /// The components inside a composed app, or the file itself when it has none.
    pub parts: Vec<PartReport>,
    /// The world as WIT text.
    pub wit: String,
}

/// The kinds of wasm files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Runs on its own.
    Component,
    /// A core module: needs a world to become a component.
    Module,
    /// WIT packages in binary form.
    Wit,
}

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

/// A component inside an app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PartReport {
    /// Its name in the app.
    pub name: String,
    /// Its bytes.
    pub size: u64,
    /// Bytes of the core modules in it.
    pub modules: u64,
    /// Its languages.
    pub languages: Vec<String>,
}

/// Why a file can't be inspected.
#[derive(Debug, Error, Diagnostic)]
pub enum InspectError {
    /// No wasm at all.
    #[error("`{file}` is not a WebAssembly file")]
    #[diagnostic(code("W0240"), help("a wasm file starts with the bytes `\\0asm`; this one starts with {found}"))]
    NotWasm {
        /// As the user named it.
        file: String,
        /// Its first bytes, readable.
        found: String,
    },
    /// Wasm, but broken.
    #[error("`{file}` is a damaged WebAssembly file")]
    #[diagnostic(code("W0241"), help("build or fetch it again"))]
    Damaged {
        /// As the user named it.
        file: String,
        /// What is wrong.
        #[source]
        cause: Causes,
    },
}

/// Inspects the bytes of `file`.
pub fn inspect(file: &str, bytes: &[u8]) -> Result<Report, InspectError> {
    if !bytes.starts_with(b"\0asm") {
        return Err(InspectError::NotWasm { file: file.to_owned(), found: first_bytes(bytes) });
    }
    let damaged = |error: anyhow::Error| InspectError::Damaged { file: file.to_owned(), cause: Causes::of(&error) };
    let payload = Payload::from_binary(bytes).map_err(damaged)?;
    let name = payload.metadata().name.clone();
    let mut report = Report {
        kind: Kind::Module,
        name: name.clone(),
        size: bytes.len() as u64,
        imports: Vec::new(),
        exports: Vec::new(),
        capabilities: Vec::new(),
        languages: languages(&payload),
        parts: parts(&payload, name.as_deref().unwrap_or(file)),
        wit: String::new(),
    };
    if matches!(payload, Payload::Component { .. }) {
        match wit_component::decode(bytes).map_err(damaged)? {
            DecodedWasm::Component(resolve, world) => {
                report.kind = Kind::Component;
                describe_world(&mut report, &resolve, world);
                report.wit = print_wit(&DecodedWasm::Component(resolve, world)).map_err(damaged)?;
            }
            decoded @ DecodedWasm::WitPackage(..) => {
                report.kind = Kind::Wit;
                report.wit = print_wit(&decoded).map_err(damaged)?;
            }
        }
    }
    Ok(report)
}

fn first_bytes(bytes: &[u8]) -> String {
    let start = &bytes[..bytes.len().min(8)];
    match (start.is_empty(), start.iter().all(|b| b.is_ascii_graphic() || *b == b' ')) {
        (true, _) => "nothing: it is empty".to_owned(),
        (false, true) => format!("`{}`", String::from_utf8_lossy(start)),
        (false, false) => start.iter().map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(" "),
    }
}

fn print_wit(decoded: &DecodedWasm) -> anyhow::Result<String> {
    let mut printer = wit_component::WitPrinter::default();
    printer.print(decoded.resolve(), decoded.package(), &[])?;
    Ok(printer.output.to_string())
}

fn describe_world(report: &mut Report, resolve: &Resolve, world: WorldId) {
    let name = |(key, item): (&WorldKey, &WorldItem)| match item {
        WorldItem::Interface { .. } | WorldItem::Function(_) => Some(resolve.name_world_key(key)),
        WorldItem::Type { .. } => None,
    };
    report.imports = resolve.worlds[world].imports.iter().filter_map(name).collect();
    report.exports = resolve.worlds[world].exports.iter().filter_map(name).collect();
    report.capabilities = capabilities(&report.imports);
}

/// Interface prefix, what it allows in words, and the option of `witloom run` that grants it.
const WORDS: &[(&str, &str, &str)] = &[
    ("wasi:filesystem/", "reads and writes files", "--dir"),
    ("wasi:sockets/", "uses the network", "--net"),
    ("wasi:http/outgoing-handler", "makes HTTP requests", "--net"),
    ("wasi:http/", "handles HTTP", ""),
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

/// The capabilities behind imports, in the order of the table; unknown interfaces last, by name.
pub fn capabilities(imports: &[String]) -> Vec<Capability> {
    let mut known: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut unknown = Vec::new();
    for import in imports {
        match WORDS.iter().position(|(prefix, _, _)| import.starts_with(prefix)) {
            Some(row) => known.entry(row).or_default().push(import.clone()),
            None => unknown.push(Capability {
                what: format!("needs `{import}` from its host"),
                grant: String::new(),
                interfaces: vec![import.clone()],
            }),
        }
    }
    let words = known.into_iter().map(|(row, interfaces)| {
        let (_, what, grant) = WORDS[row];
        Capability { what: what.to_owned(), grant: grant.to_owned(), interfaces }
    });
    words.chain(unknown).collect()
}

/// The languages that a component says it was written in, else those of what it holds: a component's own word
/// counts more than that of the engine inside it.
fn languages(payload: &Payload) -> Vec<String> {
    let mut found = BTreeSet::new();
    let own = payload.metadata().producers.as_ref().and_then(|producers: &Producers| producers.get("language"));
    for (name, version) in own.iter().flat_map(|field| field.iter()) {
        found.insert(format!("{name} {version}").trim_end().to_owned());
    }
    if found.is_empty() {
        found.extend(children(payload).iter().flat_map(languages));
    }
    found.into_iter().collect()
}

fn parts(payload: &Payload, name: &str) -> Vec<PartReport> {
    let components: Vec<_> = children(payload).iter().filter(|child| is_part(child)).collect();
    if components.is_empty() {
        return vec![part(payload, name)];
    }
    components.into_iter().map(|child| part(child, child.metadata().name.as_deref().unwrap_or("unnamed"))).collect()
}

/// A nested component that holds code; others only join types.
fn is_part(payload: &Payload) -> bool {
    matches!(payload, Payload::Component { .. }) && module_bytes(payload) > 0
}

fn part(payload: &Payload, name: &str) -> PartReport {
    PartReport {
        name: name.to_owned(),
        size: length(&payload.metadata().range),
        modules: module_bytes(payload),
        languages: languages(payload),
    }
}

fn module_bytes(payload: &Payload) -> u64 {
    match payload {
        Payload::Module(metadata) => length(&metadata.range),
        Payload::Component { children, .. } => children.iter().map(module_bytes).sum(),
    }
}

fn length(range: &Range<u64>) -> u64 {
    range.end - range.start
}

fn children(payload: &Payload) -> &[Payload] {
    match payload {
        Payload::Component { children, .. } => children,
        Payload::Module(_) => &[],
    }
}

/// Which component of an app a byte belongs to: for trap reports.
#[derive(Debug, Clone, Default)]
pub struct Places {
    ranges: Vec<(Range<u64>, String)>,
}

impl Places {
    /// Reads where the named components of an app lie.
    pub fn of(app: &[u8]) -> Self {
        let Ok(payload) = Payload::from_binary(app) else { return Self::default() };
        let named = |child: &Payload| Some((child.metadata().range.clone(), child.metadata().name.clone()?));
        let nested: Vec<_> = children(&payload).iter().filter(|child| is_part(child)).filter_map(named).collect();
        Self { ranges: if nested.is_empty() { named(&payload).into_iter().collect() } else { nested } }
    }

    /// The name of the component that the byte at `offset` of the app belongs to.
    pub fn at(&self, offset: u64) -> Option<&str> {
        self.ranges.iter().find(|(range, _)| range.contains(&offset)).map(|(_, name)| name.as_str())
    }
}
