//! UTF-8 in memory ↔ UTF-16 in a GC array.
//!
//! `utf8-decode(address, bytes, chars, from) → chars written` expects valid UTF-8, which the component model
//! guarantees for every string that arrives. `utf8-encode(string, address) → bytes written` needs room for
//! three bytes a char; a lone surrogate becomes U+FFFD. ASCII goes eight characters at a time.

mod decode;
mod encode;

use walrus::ir::BinaryOp;
use walrus::{HeapType, InstrSeqBuilder, LocalId, MemoryId, Module, RefType, StorageType, TypeId, ValType};

use super::body::{open, push_offset};
use super::shape::{Shape, shape_of};

/// The high bits of eight bytes.
const NOT_ASCII: i64 = 0x8080_8080_8080_8080_u64.cast_signed();

/// Which way a string goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Decode,
    Encode,
}

/// A conversion that fits its import's type.
#[derive(Debug, Clone)]
pub(crate) struct Utf8 {
    way: Way,
    shape: Shape,
}

/// Locals of a conversion.
#[derive(Debug)]
pub(crate) struct Locals {
    chars: LocalId,
    end: LocalId,
    index: LocalId,
    c: LocalId,
    d: LocalId,
    start: LocalId,
    eight: LocalId,
}

impl Utf8 {
    /// Reads a service's name and type; the error says what doesn't fit.
    pub(crate) fn read(
        module: &Module,
        name: &str,
        params: &[ValType],
        results: &[ValType],
    ) -> Option<Result<Self, String>> {
        let (way, string) = match (name, params) {
            ("utf8-decode", &[ValType::I32, ValType::I32, chars, ValType::I32]) => (Way::Decode, Some(chars)),
            ("utf8-decode", _) => (Way::Decode, None),
            ("utf8-encode", &[string, ValType::I32]) => (Way::Encode, Some(string)),
            ("utf8-encode", _) => (Way::Encode, None),
            _ => return None,
        };
        let fitting = string.filter(|_| results == [ValType::I32]).and_then(|ty| shape_of(module, ty));
        Some(match fitting {
            Some(shape) if shape.element == StorageType::I16 && (shape.mutable || way == Way::Encode) => {
                Ok(Self { way, shape })
            }
            _ => Err("expected (i32, i32, chars, i32) → i32 to decode, (chars, i32) → i32 to encode".to_owned()),
        })
    }

    /// The locals that the body needs.
    pub(crate) fn locals(&self, module: &mut Module) -> Locals {
        let chars = RefType { nullable: true, heap_type: HeapType::Concrete(self.shape.array) };
        let mut int = || module.locals.add(ValType::I32);
        let (end, index, c, d, start) = (int(), int(), int(), int(), int());
        Locals {
            chars: module.locals.add(ValType::Ref(chars)),
            end,
            index,
            c,
            d,
            start,
            eight: module.locals.add(ValType::I64),
        }
    }

    /// Writes the body.
    pub(crate) fn emit(&self, seq: &mut InstrSeqBuilder<'_>, memory: MemoryId, args: &[LocalId], locals: &Locals) {
        let body = Body { memory, array: self.shape.array, locals };
        match (self.way, args) {
            (Way::Decode, &[address, bytes, chars, from]) => {
                open(seq, &self.shape, chars, locals.chars);
                body.decode(seq, address, bytes, from);
            }
            (Way::Encode, &[string, address]) => {
                open(seq, &self.shape, string, locals.chars);
                body.encode(seq, address);
            }
            (Way::Decode | Way::Encode, _) => {}
        }
    }
}

/// What both ways share while a body is written.
struct Body<'a> {
    memory: MemoryId,
    array: TypeId,
    locals: &'a Locals,
}

impl Body<'_> {
    /// `chars[index + k] = value`
    fn set(&self, seq: &mut InstrSeqBuilder<'_>, k: i32, value: impl FnOnce(&mut InstrSeqBuilder<'_>)) {
        seq.local_get(self.locals.chars);
        push_offset(seq, self.locals.index, k);
        value(seq);
        seq.array_set(self.array);
    }

    /// Pushes `chars[index + k]`.
    fn get(&self, seq: &mut InstrSeqBuilder<'_>, k: i32) {
        seq.local_get(self.locals.chars);
        push_offset(seq, self.locals.index, k);
        seq.array_get_u(self.array);
    }

    /// Pushes `c <op> bound`.
    fn compare(&self, seq: &mut InstrSeqBuilder<'_>, op: BinaryOp, bound: i32) {
        seq.local_get(self.locals.c).i32_const(bound).binop(op);
    }
}
