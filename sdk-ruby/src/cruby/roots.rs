//! Makes the garbage collector see what C code holds in a fiber that waits.
//!
//! Locals of WebAssembly lie in no memory, so CRuby lets Asyncify spill them: those of the running fiber when a
//! collection begins, those of a fiber that waits when it is left. The first are marked. The second lie in the
//! fiber's Asyncify buffer, which nothing marks: what only a C function's local holds, like the array that `map`
//! fills, is freed while a block that it called waits.
//!
//! What is marked of a fiber that waits is its saved registers, on WebAssembly a jump buffer that holds nothing, since
//! fibers don't switch by `setjmp`. It is larger than the Asyncify buffer and lies in the same structure. So the
//! function that prepares a fiber's context gets to spill there.

use wasm_encoder::{Encode, Function, MemArg};

/// Offset of the context in CRuby's structure of a fiber, `rb_fiber_t`.
const CONTEXT: i32 = 49_352;
/// Offset of the saved registers, `cont.saved_ec.machine.regs`: 24 600 bytes, scanned word by word.
const REGISTERS: i32 = 44 + 88;
/// Bytes of an Asyncify buffer.
const BUFFER: i32 = 24_576;

// Offsets in the context, `rb_wasm_fiber_context`.
const ENTRY: u64 = 0;
const FIRST: u64 = 4;
const SECOND: u64 = 8;
const TOP: u64 = 12;
const END: u64 = 16;
const BYTES: i32 = 20;
/// Two flags of a byte each, behind the buffer.
const FLAGS: i32 = BYTES + BUFFER;

/// CRuby is not the one that this SDK knows.
#[derive(Debug, thiserror::Error)]
#[error("this CRuby prepares its fibers in {0} places that are known, not in one")]
pub struct UnknownFibers(usize);

/// Changes CRuby so that the locals of fibers that wait are marked.
///
/// # Errors
/// When it is not the CRuby of the pinned package.
pub fn mark_waiting_fibers(module: &mut [u8]) -> Result<(), UnknownFibers> {
    let (old, new) = (spilling_aside(), spilling_to_registers());
    let places: Vec<usize> =
        module.windows(old.len()).enumerate().filter(|(_, w)| *w == old).map(|(at, _)| at).collect();
    let [place] = places[..] else { return Err(UnknownFibers(places.len())) };
    module[place..place + new.len()].copy_from_slice(&new);
    Ok(())
}

/// `rb_wasm_init_context` as it is: a function of the context, the entry point and its two arguments.
fn spilling_aside() -> Vec<u8> {
    let mut function = entry_point();
    let mut s = function.instructions();
    s.local_get(0).i32_const(FLAGS).i32_add().local_tee(3).i32_const(0).i32_store16(at(0, 1));
    s.local_get(0).i32_const(END as i32).i32_add().local_get(3).i32_store(at(0, 2));
    s.local_get(0).local_get(0).i32_const(BYTES).i32_add().i32_store(at(TOP, 2)).end();
    sized(&function)
}

/// The same with the buffer in the saved registers, in as many bytes: the rest of the module stays where it is.
fn spilling_to_registers() -> Vec<u8> {
    let mut function = entry_point();
    let mut s = function.instructions();
    s.local_get(0).i32_const(0).i32_store16(at(FLAGS as u64, 1));
    s.local_get(0).local_get(0).i32_const(REGISTERS - CONTEXT + BUFFER).i32_add().i32_store(at(END, 2));
    s.local_get(0).local_get(0).i32_const(REGISTERS - CONTEXT).i32_add().i32_store(at(TOP, 2)).nop().end();
    sized(&function)
}

/// What both begin with.
fn entry_point() -> Function {
    let mut function = Function::new([]);
    let mut s = function.instructions();
    for (local, offset) in [(3, SECOND), (2, FIRST), (1, ENTRY)] {
        s.local_get(0).local_get(local).i32_store(at(offset, 2));
    }
    function
}

/// A function as the code section has it, its size in front.
fn sized(function: &Function) -> Vec<u8> {
    let mut bytes = Vec::new();
    function.encode(&mut bytes);
    bytes
}

fn at(offset: u64, align: u32) -> MemArg {
    MemArg { offset, align, memory_index: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_change_fits() {
        assert_eq!(spilling_aside().len(), spilling_to_registers().len());
    }

    #[test]
    fn another_cruby_is_refused() {
        let one = spilling_aside();
        let error = mark_waiting_fibers(&mut [&one[..], &one].concat()).unwrap_err();
        assert_eq!(error.to_string(), "this CRuby prepares its fibers in 2 places that are known, not in one");
        let mut module = [&[1, 2], &one[..], &[3]].concat();
        mark_waiting_fibers(&mut module).unwrap();
        assert_eq!(module, [&[1, 2], &spilling_to_registers()[..], &[3]].concat());
        mark_waiting_fibers(&mut module).unwrap_err();
    }
}
