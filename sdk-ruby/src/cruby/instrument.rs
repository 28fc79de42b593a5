//! Makes CRuby's variables visible: a copy of the module that exports its globals, for snapshots.

use wasm_encoder::{ExportKind, ExportSection, Module, RawSection};
use wasmparser::{BinaryReaderError, ExternalKind, Payload};

use crate::sections;

/// The exports' names: this text and the global's index.
pub(super) const GLOBALS: &str = "witloom:global-";

/// Adds an export for each global.
///
/// # Errors
/// When the module can't be read.
pub(super) fn instrument(module: &[u8]) -> Result<Vec<u8>, BinaryReaderError> {
    let mut out = Module::new();
    let mut globals = 0;
    sections::each(module, |payload| {
        if let Payload::GlobalSection(section) = payload {
            globals = section.count();
        }
        if let Payload::ExportSection(section) = payload {
            let mut exports = ExportSection::new();
            for export in section.clone() {
                let export = export?;
                exports.export(export.name, kind(export.kind), export.index);
            }
            for index in 0..globals {
                exports.export(&format!("{GLOBALS}{index}"), ExportKind::Global, index);
            }
            out.section(&exports);
        } else if let Some((id, range)) = payload.as_section() {
            out.section(&RawSection { id, data: sections::slice(module, range) });
        }
        Ok::<(), BinaryReaderError>(())
    })?;
    Ok(out.finish())
}

pub(crate) fn kind(kind: ExternalKind) -> ExportKind {
    match kind {
        ExternalKind::Func | ExternalKind::FuncExact => ExportKind::Func,
        ExternalKind::Table => ExportKind::Table,
        ExternalKind::Memory => ExportKind::Memory,
        ExternalKind::Global => ExportKind::Global,
        ExternalKind::Tag => ExportKind::Tag,
    }
}
