//! What a wasm file is: its world, what it asks of the host in words, its languages and the sizes of its parts.
//!
//! It reads and never runs the file. Names and sizes are read from the file itself ([`outline`]), so that they can be
//! told of every valid component; the world as text is what WIT can say of it ([`wit`]), which is not always all.

mod capabilities;
mod outline;
mod wit;

use miette::Diagnostic;
use serde::Serialize;
use thiserror::Error;
use wit_component::DecodedWasm;

use crate::Causes;
use crate::vet::{Flaw, MAX_NESTING, vet};
pub use capabilities::{Capability, PartCapability};
use capabilities::{capabilities, granted};
use outline::{Item, Outline, Port};
pub use wit::decode;

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
    /// What it asks of the host; without what only runtimes import, where that is known.
    pub capabilities: Vec<Capability>,
    /// What runtimes of its languages import and no world of its parts names: whether code ever uses it can't be told.
    pub runtime_capabilities: Vec<Capability>,
    /// Languages of its parts, with versions where known.
    pub languages: Vec<String>,
    /// The components inside a composed app, or the file itself when it has none.
    pub parts: Vec<PartReport>,
    /// The world as WIT text; empty for core modules and where WIT has no words for it.
    pub wit: String,
    /// Why a component's world has no WIT text.
    pub wit_missing: Option<String>,
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
    /// In an app with grants by component: what it asks of the host, and which of it it gets.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub capabilities: Vec<PartCapability>,
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
    /// Wasm, but not valid.
    #[error("`{file}` is not valid WebAssembly")]
    #[diagnostic(code("W0241"), help("the file is damaged, or older or newer than what the component model says now"))]
    Damaged {
        /// As the user named it.
        file: String,
        /// What is wrong.
        #[source]
        cause: Causes,
    },
    /// Components inside of components without end.
    #[error("the components of `{file}` are nested more than {MAX_NESTING} deep")]
    #[diagnostic(code("W0242"), help("no app is built like that, and nothing here runs it: build or fetch it again"))]
    TooDeep {
        /// As the user named it.
        file: String,
    },
}

/// Inspects the bytes of `file`.
///
/// # Errors
/// [`InspectError`] when the bytes are no wasm or no valid one. A world that WIT has no words for is no error.
pub fn inspect(file: &str, bytes: &[u8]) -> Result<Report, InspectError> {
    if !bytes.starts_with(b"\0asm") {
        return Err(InspectError::NotWasm { file: file.to_owned(), found: first_bytes(bytes) });
    }
    let damaged = |cause: &anyhow::Error| InspectError::Damaged { file: file.to_owned(), cause: Causes::of(cause) };
    vet(bytes).map_err(|flaw| match flaw {
        Flaw::TooDeep => InspectError::TooDeep { file: file.to_owned() },
        flaw @ (Flaw::Invalid(_) | Flaw::Failed(_)) => damaged(&flaw.into()),
    })?;
    let outline = Outline::read(bytes).map_err(|error| damaged(&error.into()))?;
    let root = outline.items.first().ok_or_else(|| damaged(&anyhow::anyhow!("it ends after its first bytes")))?;
    let names = |ports: &[Port]| ports.iter().filter_map(Port::spelled).collect();
    let (used, brought) = outline.asked();
    let mut report = Report {
        kind: if root.is_component { Kind::Component } else { Kind::Module },
        name: root.name.clone(),
        size: bytes.len() as u64,
        imports: names(&outline.imports),
        exports: names(&outline.exports),
        capabilities: capabilities(used.into_iter()),
        runtime_capabilities: capabilities(brought.into_iter()),
        languages: outline.languages().swap_remove(0).into_iter().collect(),
        parts: parts(&outline, root.name.as_deref().unwrap_or(file)),
        wit: String::new(),
        wit_missing: None,
    };
    if root.is_component {
        match decode(bytes).and_then(|decoded| Ok((wit::print(&decoded)?, decoded))) {
            Ok((text, decoded)) => {
                report.wit = text;
                if matches!(decoded, DecodedWasm::WitPackage(..)) {
                    report.kind = Kind::Wit;
                    report.exports.clear();
                }
            }
            Err(error) => report.wit_missing = Some(format!("{error:#}")),
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

impl Outline {
    /// The root's imports: those that some author asks for, and those that only runtimes brought.
    ///
    /// The second kind is known where every component with code says what its author's world imports. Versions don't
    /// count: imports of compatible ones are merged.
    fn asked(&self) -> (Vec<&Port>, Vec<&Port>) {
        let modules = self.module_bytes();
        let authors: Vec<&Item> = self.parts(&modules).into_iter().map(|at| &self.items[at]).collect();
        let Some(declared) = authors.iter().map(|item| item.declared.as_ref()).collect::<Option<Vec<_>>>() else {
            return (self.imports.iter().collect(), Vec::new());
        };
        let unversioned = |name: &str| name.split('@').next().unwrap_or_default().to_owned();
        let declared: Vec<String> = declared.into_iter().flatten().map(|name| unversioned(name)).collect();
        self.imports.iter().partition(|port| declared.contains(&unversioned(&port.name)))
    }

    /// The components with code right inside of the root, or else the root; others only join types.
    fn parts(&self, modules: &[u64]) -> Vec<usize> {
        let inside = self.children(0).filter(|&at| self.items[at].is_component && modules[at] > 0);
        let inside: Vec<usize> = inside.filter(|&at| self.items[at].filters.is_none()).collect();
        if inside.is_empty() { vec![0] } else { inside }
    }
}

fn parts(outline: &Outline, name: &str) -> Vec<PartReport> {
    let (modules, languages) = (outline.module_bytes(), outline.languages());
    let filters: Vec<&[String]> = outline.items.iter().filter_map(|item| item.filters.as_deref()).collect();
    let report = |at: usize| PartReport {
        capabilities: if filters.is_empty() { Vec::new() } else { granted(&outline.items[at], &filters) },
        name: match &outline.items[at].name {
            Some(name) => name.clone(),
            None if at == 0 => name.to_owned(),
            None => "unnamed".to_owned(),
        },
        size: outline.items[at].range.end - outline.items[at].range.start,
        modules: modules[at],
        languages: languages[at].iter().cloned().collect(),
    };
    outline.parts(&modules).into_iter().map(report).collect()
}
