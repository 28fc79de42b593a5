//! Puts the blob into a linked shim: see [`blob`](super::blob).

use wasm_encoder::{
    CodeSection, Component, DataCountSection, DataSection, Encode, Function, InstructionSink, Module, RawSection,
};
use wasmparser::Payload;

use crate::sections;

use super::helpers::{COPY_MARK, LEN_MARK};

/// Bytes that are no shim, or one that was filled before.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// The module or component can't be read.
    #[error(transparent)]
    Unreadable(#[from] wasmparser::BinaryReaderError),
    /// The stubs are missing.
    #[error("no shim waits for its sources in this module")]
    NoShim,
}

/// Whether a core module is a shim whose stubs wait for a blob.
fn waits(module: &[u8]) -> bool {
    let pattern = stub_body(COPY_MARK);
    // The shim is small; searching megabytes of CRuby would only take time.
    module.len() < 1 << 22 && module.windows(pattern.len()).any(|w| w == pattern.as_slice())
}

/// The body that a stub has, without its size: no locals, the mark, a trap.
fn stub_body(mark: i32) -> Vec<u8> {
    let mut body = vec![0];
    let mut sink = InstructionSink::new(&mut body);
    sink.i32_const(mark).drop().unreachable().end();
    body
}

/// Puts `blob` into a shim that stands alone; `archive` is the length of its last part.
pub(super) fn fill_module(shim: &[u8], blob: &[u8], archive: u32) -> Result<Vec<u8>, FillError> {
    let mut module = Module::new();
    let mut code = CodeSection::new();
    let (mut found, mut bodies) = (0, 0);
    sections::each(shim, |payload| {
        match payload {
            Payload::CodeSectionStart { count, .. } => {
                bodies = *count;
                module.section(&DataCountSection { count: 1 });
            }
            Payload::CodeSectionEntry(body) => {
                let bytes = sections::slice(shim, body.range());
                match replacement(bytes, blob, archive) {
                    Some(function) => {
                        found += 1;
                        code.function(&function);
                    }
                    None => {
                        code.raw(bytes);
                    }
                }
                if code.len() == bodies {
                    let mut data = DataSection::new();
                    data.passive(blob.iter().copied());
                    module.section(&code).section(&data);
                }
            }
            other => {
                if let Some((id, range)) = other.as_section() {
                    module.section(&RawSection { id, data: sections::slice(shim, range) });
                }
            }
        }
        Ok::<(), FillError>(())
    })?;
    if found == 2 { Ok(module.finish()) } else { Err(FillError::NoShim) }
}

/// The body that takes the place of a stub.
fn replacement(body: &[u8], blob: &[u8], archive: u32) -> Option<Function> {
    let mut function = Function::new([]);
    if body == stub_body(COPY_MARK) {
        let len = i32::try_from(blob.len()).expect("the blob is far below 2 GiB");
        function.instructions().local_get(0).i32_const(0).i32_const(len).memory_init(0, 0).end();
    } else if body == stub_body(LEN_MARK) {
        function.instructions().i32_const(archive.cast_signed()).end();
    } else {
        return None;
    }
    Some(function)
}

/// Puts `blob` into the shim inside a component, copying every other section as it is.
pub(super) fn fill_component(component: &[u8], blob: &[u8], archive: u32) -> Result<Vec<u8>, FillError> {
    let mut out = Vec::with_capacity(component.len() + blob.len() + 64);
    out.extend_from_slice(&Component::HEADER);
    let mut done = false;
    sections::each(component, |payload| {
        let Some((id, range)) = payload.as_section() else { return Ok(()) };
        let data = sections::slice(component, range);
        out.push(id);
        if !done && matches!(payload, Payload::ModuleSection { .. }) && waits(data) {
            fill_module(data, blob, archive)?.encode(&mut out);
            done = true;
        } else {
            data.encode(&mut out);
        }
        Ok::<(), FillError>(())
    })?;
    if done { Ok(out) } else { Err(FillError::NoShim) }
}
