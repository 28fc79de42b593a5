//! Words that are instructions.

use wasm_encoder::{Instruction, MemArg};

/// The instruction that a word is, by its name in the text format.
pub(crate) fn op(word: &str) -> Option<Instruction<'static>> {
    let at = MemArg { offset: 0, align: 0, memory_index: 0 };
    Some(match word {
        "i32.add" => Instruction::I32Add,
        "i32.sub" => Instruction::I32Sub,
        "i32.mul" => Instruction::I32Mul,
        "i32.and" => Instruction::I32And,
        "i32.or" => Instruction::I32Or,
        "i32.shl" => Instruction::I32Shl,
        "i32.shr_u" => Instruction::I32ShrU,
        "i32.eqz" => Instruction::I32Eqz,
        "i32.eq" => Instruction::I32Eq,
        "i32.ne" => Instruction::I32Ne,
        "i32.lt_u" => Instruction::I32LtU,
        "i32.gt_u" => Instruction::I32GtU,
        "i64.eq" => Instruction::I64Eq,
        "f32.ne" => Instruction::F32Ne,
        "f64.ne" => Instruction::F64Ne,
        "i32.reinterpret_f32" => Instruction::I32ReinterpretF32,
        "i64.reinterpret_f64" => Instruction::I64ReinterpretF64,
        "f32.reinterpret_i32" => Instruction::F32ReinterpretI32,
        "f64.reinterpret_i64" => Instruction::F64ReinterpretI64,
        "i32.load" => Instruction::I32Load(at),
        "i32.load8_u" => Instruction::I32Load8U(at),
        "i32.load8_s" => Instruction::I32Load8S(at),
        "i32.load16_u" => Instruction::I32Load16U(at),
        "i32.load16_s" => Instruction::I32Load16S(at),
        "i64.load" => Instruction::I64Load(at),
        "f32.load" => Instruction::F32Load(at),
        "f64.load" => Instruction::F64Load(at),
        "i32.store" => Instruction::I32Store(at),
        "i32.store8" => Instruction::I32Store8(at),
        "i32.store16" => Instruction::I32Store16(at),
        "i64.store" => Instruction::I64Store(at),
        "f32.store" => Instruction::F32Store(at),
        "f64.store" => Instruction::F64Store(at),
        "memory.copy" => Instruction::MemoryCopy { src_mem: 0, dst_mem: 0 },
        "memory.size" => Instruction::MemorySize(0),
        "memory.grow" => Instruction::MemoryGrow(0),
        "drop" => Instruction::Drop,
        "return" => Instruction::Return,
        "unreachable" => Instruction::Unreachable,
        _ => return None,
    })
}
