//! What is left to do on the engine's component: resources, and hiding what only the build needs.
//!
//! [`resources`] makes exported resources end as they should, [`lists`] lets copies of bytes end and other lists cross
//! as bytes, [`strings`] lets strings come in that another component keeps in UTF-16 or Latin-1, [`tasks`] lets calls and
//! copies be cancelled, [`types`] puts back the types that the engine doesn't know. The interfaces that exist for the build only stop being
//! exported: in the place of each export stands an empty instance, so that no index moves. [`hidden`] does the same with
//! what is imported for the build only.

mod hidden;
mod lists;
mod module;
mod resources;
mod strings;
mod tasks;
mod types;

use std::borrow::Cow;
use std::ops::Range;

use thiserror::Error;
use wasm_encoder::{ComponentExportKind, ComponentExportSection, ComponentInstanceSection, Encode};
use wasmparser::{ComponentExport, ComponentExternalKind, Parser, Payload};

use crate::engine::{HELD, INIT, Numbers, RESOURCES, USERS};

/// Ids of sections in the binary format of components.
const MODULE_SECTION: u8 = 1;
const COMPONENT_SECTION: u8 = 4;
const INSTANCE_SECTION: u8 = 5;
const EXPORT_SECTION: u8 = 11;

/// Why the engine's output can't be finished.
#[derive(Debug, Error)]
pub(crate) enum PolishError {
    /// It is not well-formed.
    #[error("the component of componentize-py can't be read")]
    Read(#[from] wasmparser::BinaryReaderError),
    /// A body can't be copied.
    #[error("a function of componentize-py's component can't be copied: {0}")]
    Copy(String),
    /// The engine counts streams and futures otherwise than we do.
    #[error("componentize-py comes to streams and futures in the order {0:?}")]
    Order(Vec<String>),
    /// Or lists.
    #[error("componentize-py's list {list} has elements of {size} bytes")]
    Lists {
        /// Its number.
        list: i32,
        /// Bytes of an element.
        size: i32,
    },
    /// A function that the engine always has is not there.
    #[error("componentize-py's component lacks `{0}`")]
    Missing(String),
}

impl PolishError {
    fn copy(error: impl std::fmt::Display) -> Self {
        Self::Copy(error.to_string())
    }
}

/// Finishes the engine's component, which counts as `numbers` says; `stand_ins` says whether some of its types stand
/// for others.
pub(crate) fn polish(component: &[u8], numbers: &Numbers, stand_ins: bool) -> Result<Vec<u8>, PolishError> {
    let finished = finish(component, numbers)?;
    if stand_ins { types::restore(&finished) } else { Ok(finished) }
}

fn finish(component: &[u8], numbers: &Numbers) -> Result<Vec<u8>, PolishError> {
    let mut out = component[..8].to_vec();
    let mut hidden = hidden::Hidden::default();
    let mut depth = 0usize;
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload?;
        match &payload {
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ModuleSection { unchecked_range, .. } => {
                if depth == 0 {
                    let module = &component[range(unchecked_range)];
                    section(&mut out, MODULE_SECTION, &polished(module, numbers)?);
                }
                depth += 1;
            }
            Payload::ComponentSection { unchecked_range, .. } => {
                if depth == 0 {
                    section(&mut out, COMPONENT_SECTION, &component[range(unchecked_range)]);
                }
                depth += 1;
            }
            Payload::ComponentImportSection(imports) if depth == 0 => hidden.imports(&mut out, imports)?,
            Payload::ComponentAliasSection(aliases) if depth == 0 => hidden.aliases(&mut out, aliases)?,
            Payload::ComponentCanonicalSection(functions) if depth == 0 => hidden.functions(&mut out, functions)?,
            Payload::ComponentExportSection(exports) if depth == 0 => {
                hidden.exports(exports)?;
                for export in exports.clone() {
                    export_or_hide(&mut out, &export?)?;
                }
            }
            Payload::ComponentInstanceSection(instances) if depth == 0 => {
                hidden.instances(instances.count());
                section(&mut out, INSTANCE_SECTION, &component[range(&instances.range())]);
            }
            other if depth == 0 => {
                if let Some((id, range)) = other.as_section() {
                    section(&mut out, id, &component[self::range(&range)]);
                }
            }
            _ => {}
        }
    }
    Ok(out)
}

/// A core module, put right where it needs it.
fn polished<'m>(module: &'m [u8], numbers: &Numbers) -> Result<Cow<'m, [u8]>, PolishError> {
    let mut module = Cow::Borrowed(module);
    if let Some(rewritten) = tasks::rewrite(&module, numbers)? {
        module = Cow::Owned(rewritten);
    }
    for rewrite in [resources::rewrite, strings::rewrite] {
        if let Some(rewritten) = rewrite(&module)? {
            module = Cow::Owned(rewritten);
        }
    }
    if let Some(rewritten) = lists::rewrite(&module, &numbers.lists)? {
        module = Cow::Owned(rewritten);
    }
    Ok(module)
}

fn range(range: &Range<u64>) -> Range<usize> {
    range.start as usize..range.end as usize
}

fn section(out: &mut Vec<u8>, id: u8, contents: &[u8]) {
    out.push(id);
    contents.len().encode(out);
    out.extend_from_slice(contents);
}

/// One export in a section of its own, or an instance without members in its place.
fn export_or_hide(out: &mut Vec<u8>, export: &ComponentExport<'_>) -> Result<(), PolishError> {
    let name = export.name.name;
    if export.kind == ComponentExternalKind::Instance && [INIT, RESOURCES, HELD].contains(&name) {
        empty_instance(out);
        return Ok(());
    }
    let mut exports = ComponentExportSection::new();
    let ty = match export.ty {
        Some(_) => return Err(PolishError::Copy(format!("the export `{name}` has a type of its own"))),
        None => None,
    };
    // The user's interface of the engine's name gets its name back.
    let name = if name == USERS { INIT } else { name };
    exports.export(name, export.kind.into(), export.index, ty);
    encoded(out, EXPORT_SECTION, &exports);
    Ok(())
}

/// An instance that exports nothing.
fn empty_instance(out: &mut Vec<u8>) {
    let mut instances = ComponentInstanceSection::new();
    instances.export_items(Vec::<(&str, ComponentExportKind, u32)>::new());
    encoded(out, INSTANCE_SECTION, &instances);
}

/// A section of wasm-encoder's, which encodes its own size.
fn encoded(out: &mut Vec<u8>, id: u8, contents: &impl Encode) {
    out.push(id);
    contents.encode(out);
}
