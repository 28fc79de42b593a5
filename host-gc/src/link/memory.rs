//! Where things lie in the linear memory.
//!
//! ```text
//! 0 … data … toolchain's own heap … | scratch page | trace | guest's arena, grows with the memory
//!                                   declared minimum         heap base
//! ```
//!
//! The toolchain's declared minimum covers its data and its heap for direct buffers, which never grows. The
//! scratch page holds return areas and console buffers of the WASI calls that this pass writes.

use walrus::ir::Value;
use walrus::{ConstExpr, DataKind, ExportItem, GlobalKind, ImportKind, MemoryId, Module};

use super::LinkError;
use super::profile::Heap;

/// Bytes of a page.
pub(crate) const PAGE: u64 = 65_536;

/// The places that the pass hands out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    /// The one memory.
    pub(crate) memory: MemoryId,
    /// First byte of the scratch page.
    pub(crate) scratch: u32,
    /// First byte of the shadow stack and its names.
    pub(crate) trace: u32,
    /// First byte that belongs to the guest's arena.
    pub(crate) heap_base: u32,
}

/// Defines the memory, exports it, and makes constants of the globals that describe it. `trace` is the number
/// of bytes that the shadow stack needs.
pub(crate) fn define(module: &mut Module, heap: &Heap, trace: u64) -> Result<Layout, LinkError> {
    let memory = the_memory(module)?;
    let data_end = data_end(module, memory);
    let entry = module.memories.get_mut(memory);
    if entry.memory64 || entry.shared {
        return Err(refused("it is shared or 64 bits wide"));
    }
    let declared = entry.initial.max(data_end.div_ceil(PAGE)).max(1);
    let pages = declared + 1 + trace.div_ceil(PAGE);
    entry.initial = pages;
    entry.maximum = None;
    let import = entry.import.take();
    let byte = |pages: u64| u32::try_from(pages * PAGE).map_err(|_| refused("it is larger than 4 GiB"));
    let (scratch, trace, heap_base) = (byte(declared)?, byte(declared + 1)?, byte(pages)?);
    if let Some(import) = import {
        module.imports.delete(import);
    }
    export(module, memory);
    let heap_offset = u32::try_from(data_end.next_multiple_of(256)).map_err(|_| refused("its data is too large"))?;
    constant(module, (heap.module, heap.offset), heap_offset);
    constant(module, (heap.module, heap.size), scratch.saturating_sub(heap_offset));
    Ok(Layout { memory, scratch, trace, heap_base })
}

fn refused(reason: &str) -> LinkError {
    LinkError::Memory { reason: reason.to_owned() }
}

fn the_memory(module: &mut Module) -> Result<MemoryId, LinkError> {
    let mut memories = module.memories.iter().map(|memory| memory.id());
    match (memories.next(), memories.next()) {
        (Some(memory), None) => Ok(memory),
        (None, _) => {
            drop(memories);
            Ok(module.memories.add_local(false, false, 0, None, None))
        }
        (Some(_), Some(_)) => Err(refused("there are several")),
    }
}

fn export(module: &mut Module, memory: MemoryId) {
    let exported = module.exports.iter().any(|export| export.name == "memory");
    if !exported {
        module.exports.add("memory", ExportItem::Memory(memory));
    }
}

/// The end of the active data segments with a constant place.
fn data_end(module: &Module, memory: MemoryId) -> u64 {
    let end = |kind: &DataKind, length: usize| match kind {
        DataKind::Active { memory: of, offset: ConstExpr::Value(Value::I32(at)) } if *of == memory => {
            u64::from(at.cast_unsigned()) + length as u64
        }
        DataKind::Active { .. } | DataKind::Passive => 0,
    };
    module.data.iter().map(|data| end(&data.kind, data.value.len())).max().unwrap_or(0)
}

/// Turns an imported global of the toolchain into a constant.
fn constant(module: &mut Module, (from, name): (&str, &str), value: u32) {
    let Some(import) = module.imports.find(from, name) else { return };
    let ImportKind::Global(global) = module.imports.get(import).kind else { return };
    module.globals.get_mut(global).kind = GlobalKind::Local(ConstExpr::Value(Value::I32(value.cast_signed())));
    module.imports.delete(import);
}
