//! The memory that values cross in: a stack that is given back after every call.
//!
//! Whatever lies in the arena is either on its way in (arguments of an export, results of an import) and dead
//! once it was lifted, or on its way out (arguments of an import, the result of an export) and dead once the
//! call or the post-return is over. So the arena is a bump allocator with marks:
//!
//! * an import saves the mark before it lowers its arguments and restores it after it has lifted the result;
//! * an export gives its arguments back once they are lifted, and its result in the post-return.
//!
//! Calls nest (an import's result arrives while an export runs; a destructor runs inside an import), and that
//! only ever pushes on top. Calls of several tasks may also *overlap*: then a mark may no longer be restored,
//! for somebody else's live values lie above it. `frames` counts the calls and results that are alive and
//! `epoch` the exports that were entered: a mark is restored only in the epoch it was taken in, and the arena
//! starts over when no frame is alive. So live memory is never handed out twice, and a quiet arena is empty.
//!
//! Memory never shrinks (WebAssembly can't); it grows by doubling up to 16 MiB at a time, and its end is a
//! trap.

use wasm_encoder::{Function, Instruction as I};

use super::Emitter;
use crate::abi::module::body::{Body, at};

/// First address that is handed out; 0 is never a valid block.
pub(crate) const BASE: u32 = 16;
/// Largest step of growth beyond what is needed, in pages.
const GROWTH_PAGES: i32 = 256;
/// Shift between pages and bytes.
const PAGE_SHIFT: i32 = 16;

/// Indices of the arena's parts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arena {
    /// Function `(size, align) -> address`.
    pub(crate) alloc: u32,
    /// Global: first free address.
    pub(crate) top: u32,
    /// Global: calls and results that are alive.
    pub(crate) frames: u32,
    /// Global: exports entered so far.
    pub(crate) epoch: u32,
    /// Global: bytes of memory.
    pub(crate) limit: u32,
}

/// What an import saves while it runs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    top: u32,
    epoch: u32,
}

impl Arena {
    /// An export starts: its arguments are lifted.
    pub(crate) fn enter_export(self, body: &mut Body) {
        self.start_over(body);
        self.count(body, 1);
        body.ops([I::GlobalGet(self.epoch), I::I32Const(1), I::I32Add, I::GlobalSet(self.epoch)]);
    }

    /// An export ends: its result was read, or has no block.
    pub(crate) fn leave_export(self, body: &mut Body) {
        self.count(body, -1);
        self.start_over(body);
    }

    /// An import starts.
    pub(crate) fn enter_import(self, body: &mut Body) -> Mark {
        let top = body.op(I::GlobalGet(self.top)).keep(wasm_encoder::ValType::I32);
        let epoch = body.op(I::GlobalGet(self.epoch)).keep(wasm_encoder::ValType::I32);
        self.count(body, 1);
        Mark { top, epoch }
    }

    /// An import ends: its result is lifted.
    pub(crate) fn leave_import(self, body: &mut Body, mark: Mark) {
        self.count(body, -1);
        body.get(mark.epoch).ops([I::GlobalGet(self.epoch), I::I32Eq]).when();
        body.get(mark.top).op(I::GlobalSet(self.top)).end();
    }

    /// Takes a block of constant size; the address is left on the stack.
    pub(crate) fn take(self, body: &mut Body, size: u32, align: u32) {
        body.num(size).num(align).call(self.alloc);
    }

    fn count(self, body: &mut Body, by: i32) {
        body.ops([I::GlobalGet(self.frames), I::I32Const(by), I::I32Add, I::GlobalSet(self.frames)]);
    }

    fn start_over(self, body: &mut Body) {
        body.ops([I::GlobalGet(self.frames), I::I32Eqz]).when();
        body.num(BASE).op(I::GlobalSet(self.top)).end();
    }

    /// Body of `alloc(size, align)`.
    pub(crate) fn alloc_body(self, memory: u32) -> Function {
        use wasm_encoder::ValType::I32;
        let (size, align) = (0, 1);
        let mut body = Body::new(2);
        let (start, end) = (body.local(I32), body.local(I32));
        body.op(I::GlobalGet(self.top)).get(align).ops([I::I32Add, I::I32Const(1), I::I32Sub]);
        body.num(0).get(align).ops([I::I32Sub, I::I32And, I::LocalTee(start)]);
        body.get(size).ops([I::I32Add, I::LocalTee(end), I::GlobalSet(self.top)]);
        // Past 4 GiB: the sum has wrapped around.
        body.get(end).get(start).op(I::I32LtU).get(start).num(BASE).ops([I::I32LtU, I::I32Or]).when();
        body.op(I::Unreachable).end();
        body.get(end).ops([I::GlobalGet(self.limit), I::I32GtU]).when();
        self.grow(&mut body, memory, end);
        body.end().get(start);
        body.finish()
    }

    /// Grows memory so that it ends at `end` or later.
    fn grow(self, body: &mut Body, memory: u32, end: u32) {
        use wasm_encoder::ValType::I32;
        let (pages, step) = (body.local(I32), body.local(I32));
        body.get(end).ops([I::GlobalGet(self.limit), I::I32Sub, I::I32Const(1), I::I32Sub]);
        body.ops([I::I32Const(PAGE_SHIFT), I::I32ShrU, I::I32Const(1), I::I32Add]).set(pages);
        // Step: the present size, at most 256 pages, at least what is needed.
        body.ops([I::GlobalGet(self.limit), I::I32Const(PAGE_SHIFT), I::I32ShrU, I::LocalTee(step)]);
        body.op(I::I32Const(GROWTH_PAGES)).get(step).ops([I::I32Const(GROWTH_PAGES), I::I32LtU, I::Select]).set(step);
        body.get(step).get(pages).get(step).get(pages).ops([I::I32GtU, I::Select]).set(step);
        body.get(step).ops([I::MemoryGrow(memory), I::I32Const(-1), I::I32Eq]).when();
        body.get(pages).ops([I::LocalTee(step), I::MemoryGrow(memory), I::I32Const(-1), I::I32Eq]).when();
        body.op(I::Unreachable).end().end();
        body.op(I::GlobalGet(self.limit)).get(step).ops([I::I32Const(PAGE_SHIFT), I::I32Shl, I::I32Add]);
        body.op(I::GlobalSet(self.limit));
    }

    /// Body of `cabi_realloc(old, old size, align, new size)`.
    pub(crate) fn realloc_body(self, memory: u32) -> Function {
        use wasm_encoder::ValType::I32;
        let (old, old_size, align, new_size) = (0, 1, 2, 3);
        let mut body = Body::new(4);
        let block = body.local(I32);
        body.get(old_size).op(I::I32Eqz).when();
        body.get(new_size).get(align).call(self.alloc).op(I::Return).end();
        // The last block grows and shrinks in place.
        body.get(old).get(old_size).ops([I::I32Add, I::GlobalGet(self.top), I::I32Eq]).when();
        body.get(old).op(I::GlobalSet(self.top)).get(new_size).get(align).call(self.alloc).op(I::Return).end();
        body.get(new_size).get(old_size).op(I::I32LeU).when().get(old).op(I::Return).end();
        body.get(new_size).get(align).call(self.alloc).set(block);
        body.get(block).get(old).get(old_size).op(I::MemoryCopy { src_mem: memory, dst_mem: memory });
        body.get(block);
        body.finish()
    }

    /// Body of every post-return.
    pub(crate) fn post_return_body(self) -> Function {
        let mut body = Body::new(1);
        self.leave_export(&mut body);
        body.finish()
    }
}

impl Emitter<'_> {
    /// Takes a block for `len` elements; traps when it has 4 GiB or more. Leaves the address on the stack.
    pub(super) fn take_elements(&self, body: &mut Body, len: u32, stride: u32, align: u32) {
        if stride > 1 {
            body.get(len).num(u32::MAX / stride).op(I::I32GtU).when().op(I::Unreachable).end();
        }
        body.get(len).num(stride).op(I::I32Mul).num(align).call(self.arena.alloc);
    }

    /// Loads a pointer and a length that lie at `offset` behind `base`.
    pub(super) fn load_pair(&self, body: &mut Body, base: u32, offset: u32) {
        body.get(base).op(I::I32Load(at(self.memory, offset, 4)));
        body.get(base).op(I::I32Load(at(self.memory, offset + 4, 4)));
    }
}
