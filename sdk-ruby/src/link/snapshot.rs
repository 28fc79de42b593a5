//! A CRuby that goes on where another one stopped: its memory and variables become initial values.
//!
//! The data is one segment per run of pages that hold anything, with zeros written out where gaps are smallest, so
//! that a runtime can map the image instead of copying it: wasmtime does where more than half of the range that
//! the segments span is data. The module no longer initializes itself, and passes
//! two of its own imports through, by which the shim reads the environment of each new instance.

use std::collections::BTreeSet;
use std::ops::Range;

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{
    ConstExpr, DataCountSection, DataSection, ExportKind, ExportSection, GlobalSection, MemorySection, MemoryType,
    Module, RawSection,
};
use wasmparser::{BinaryReaderError, Payload, TypeRef};
use wasmtime::Val;

use crate::cruby::{Image, kind};
use crate::sections;

/// A page of linear memory.
const PAGE: usize = 1 << 16;
/// Runs of zeros at least this long end a segment; a host's page is no longer.
const GAP: usize = 1 << 14;

/// What the module passes through: its own import, and the name the shim knows.
const PASSED: &[(&str, &str)] =
    &[("environ_sizes_get", "witloom:environ-sizes-get"), ("environ_get", "witloom:environ-get")];

/// Rewrites `ruby` so that it starts from `image`.
///
/// # Errors
/// When the module can't be read.
pub fn apply(ruby: &[u8], image: &Image) -> Result<Vec<u8>, BinaryReaderError> {
    let mut out = Module::new();
    let mut functions = Vec::new();
    let segments = dense(&segments(&image.memory));
    sections::each(ruby, |payload| {
        match payload {
            Payload::ImportSection(section) => {
                functions = imported(section.clone())?;
                copy(&mut out, ruby, payload);
            }
            Payload::MemorySection(section) => {
                out.section(&memories(section.clone(), image.memory.len())?);
            }
            Payload::GlobalSection(section) => {
                out.section(&globals(section.clone(), &image.globals)?);
            }
            Payload::ExportSection(section) => {
                out.section(&exports(section.clone(), &functions)?);
            }
            Payload::DataCountSection { .. } => {
                let count = u32::try_from(segments.len()).expect("few segments");
                out.section(&DataCountSection { count });
            }
            Payload::DataSection(_) => {
                let mut data = DataSection::new();
                for range in &segments {
                    let at = u32::try_from(range.start).expect("a 32-bit memory").cast_signed();
                    data.active(0, &ConstExpr::i32_const(at), image.memory[range.clone()].iter().copied());
                }
                out.section(&data);
            }
            _ => copy(&mut out, ruby, payload),
        }
        Ok::<(), BinaryReaderError>(())
    })?;
    Ok(out.finish())
}

fn copy(out: &mut Module, bytes: &[u8], payload: &Payload<'_>) {
    if let Some((id, range)) = payload.as_section() {
        out.section(&RawSection { id, data: sections::slice(bytes, range) });
    }
}

/// Ranges of memory that hold something.
fn segments(memory: &[u8]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (index, chunk) in memory.chunks(GAP).enumerate() {
        if chunk.iter().all(|byte| *byte == 0) {
            continue;
        }
        let (start, end) = (index * GAP, index * GAP + chunk.len());
        match found.last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ => found.push(start..end),
        }
    }
    found
}

/// The same ranges, joined over the smallest gaps until more than half of what they span is data.
fn dense(segments: &[Range<usize>]) -> Vec<Range<usize>> {
    let (Some(first), Some(last)) = (segments.first(), segments.last()) else { return Vec::new() };
    let span = last.end - first.start;
    let mut data: usize = segments.iter().map(ExactSizeIterator::len).sum();
    let mut gaps: Vec<Range<usize>> = segments.windows(2).map(|pair| pair[0].end..pair[1].start).collect();
    gaps.sort_by_key(ExactSizeIterator::len);
    let mut filled = BTreeSet::new();
    for gap in gaps {
        if 2 * data > span {
            break;
        }
        data += gap.len();
        filled.insert(gap.start);
    }
    let mut joined: Vec<Range<usize>> = Vec::new();
    for segment in segments {
        match joined.last_mut() {
            Some(last) if filled.contains(&last.end) => last.end = segment.end,
            _ => joined.push(segment.clone()),
        }
    }
    joined
}

/// The imported functions' names, by index.
fn imported(section: wasmparser::ImportSectionReader<'_>) -> Result<Vec<String>, BinaryReaderError> {
    let mut names = Vec::new();
    for import in section.into_imports() {
        let import = import?;
        if matches!(import.ty, TypeRef::Func(_) | TypeRef::FuncExact(_)) {
            names.push(import.name.to_owned());
        }
    }
    Ok(names)
}

fn memories(section: wasmparser::MemorySectionReader<'_>, size: usize) -> Result<MemorySection, BinaryReaderError> {
    let mut memories = MemorySection::new();
    for memory in section {
        let memory = memory?;
        memories.memory(MemoryType {
            minimum: memory.initial.max((size / PAGE) as u64),
            maximum: memory.maximum,
            memory64: memory.memory64,
            shared: memory.shared,
            page_size_log2: memory.page_size_log2,
        });
    }
    Ok(memories)
}

fn globals(section: wasmparser::GlobalSectionReader<'_>, values: &[Val]) -> Result<GlobalSection, BinaryReaderError> {
    let mut globals = GlobalSection::new();
    for (index, global) in section.into_iter().enumerate() {
        let global = global?;
        let ty = RoundtripReencoder.global_type(global.ty).expect("CRuby has numeric globals only");
        let value = match values.get(index) {
            Some(Val::I32(value)) => ConstExpr::i32_const(*value),
            Some(Val::I64(value)) => ConstExpr::i64_const(*value),
            _ => RoundtripReencoder.const_expr(global.init_expr).expect("CRuby has constant initial values"),
        };
        globals.global(ty, &value);
    }
    Ok(globals)
}

/// The exports without the initializer, and what is passed through.
fn exports(
    section: wasmparser::ExportSectionReader<'_>,
    functions: &[String],
) -> Result<ExportSection, BinaryReaderError> {
    let mut exports = ExportSection::new();
    for export in section {
        let export = export?;
        if export.name != "_initialize" {
            exports.export(export.name, kind(export.kind), export.index);
        }
    }
    for (import, name) in PASSED {
        let index = functions.iter().position(|function| function == import);
        if let Some(index) = index.and_then(|index| u32::try_from(index).ok()) {
            exports.export(name, ExportKind::Func, index);
        }
    }
    Ok(exports)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_gaps_are_filled_until_half_is_data() {
        assert_eq!(dense(&[0..2, 3..4, 8..9, 11..12, 20..21]), [0..12, 20..21], "13 of 21");
        let [near, far] = [[0..4, 5..6, 10..12], [0..4, 5..6, 20..21]];
        assert_eq!(dense(&near), near, "seven of twelve are enough");
        assert_eq!(dense(&far), [0..21]);
        assert_eq!(dense(&[]), []);
    }
}
