//! The two output streams.

use walrus::ir::{BinaryOp, Value};
use walrus::{ConstExpr, FunctionBuilder, FunctionId, GlobalId, InstrSeqBuilder, LocalId, Module, ValType};

use super::super::body::{choose, store_byte, when};
use super::super::profile::Stream;
use super::Wasi;

const STDOUT: &str = "wasi:cli/stdout@0.2.0";
const STDERR: &str = "wasi:cli/stderr@0.2.0";
const STREAMS: &str = "wasi:io/streams@0.2.0";
/// The most that one blocking write takes.
const BUFFER: i32 = 4096;
const LINE_FEED: i32 = 10;

/// The import that gives a stream's handle.
fn getter(stream: Stream) -> (&'static str, &'static str) {
    match stream {
        Stream::Stdout => (STDOUT, "get-stdout"),
        Stream::Stderr => (STDERR, "get-stderr"),
    }
}

/// Distance of a stream's buffer from the scratch page.
fn place(stream: Stream) -> i32 {
    match stream {
        Stream::Stdout => BUFFER,
        Stream::Stderr => 2 * BUFFER,
    }
}

/// The functions of one stream.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Console {
    /// `(i32)`: takes a UTF-16 unit.
    pub(crate) put: FunctionId,
    /// `()`: writes what was collected.
    pub(crate) flush: FunctionId,
}

/// What the functions keep.
#[derive(Debug, Clone, Copy)]
struct State {
    /// Address of the buffer.
    buffer: i32,
    /// Bytes collected.
    filled: GlobalId,
    /// The first half of a surrogate pair, or zero.
    pending: GlobalId,
    /// The stream's handle, or -1.
    handle: GlobalId,
}

impl Console {
    pub(super) fn add(wasi: &mut Wasi, module: &mut Module, stream: Stream) -> Self {
        let mut global = |value| {
            let init = ConstExpr::Value(Value::I32(value));
            module.globals.add_local(ValType::I32, true, false, init)
        };
        let state = State {
            buffer: wasi.layout.scratch.cast_signed() + place(stream),
            filled: global(0),
            pending: global(0),
            handle: global(-1),
        };
        let flush = flush(wasi, module, stream, state);
        let byte = put_byte(wasi, module, state, flush);
        let put = put_char(wasi, module, state, byte, flush);
        Self { put, flush }
    }
}

fn flush(wasi: &mut Wasi, module: &mut Module, stream: Stream, state: State) -> FunctionId {
    let (interface, name) = getter(stream);
    let get = wasi.import(module, interface, name, &[], &[ValType::I32]);
    let method = "[method]output-stream.blocking-write-and-flush";
    let write = wasi.import(module, STREAMS, method, &[ValType::I32; 4], &[]);
    let result = wasi.layout.scratch.cast_signed();
    let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
    builder.name("witloom.console.flush".to_owned());
    let mut body = builder.func_body();
    body.global_get(state.filled);
    when(&mut body, |seq| {
        seq.global_get(state.handle).i32_const(0).binop(BinaryOp::I32LtS);
        when(seq, |seq| {
            seq.call(get).global_set(state.handle);
        });
        // A stream that is closed or fails loses the text, as it would on a machine.
        seq.global_get(state.handle).i32_const(state.buffer).global_get(state.filled).i32_const(result).call(write);
        seq.i32_const(0).global_set(state.filled);
    });
    builder.finish(Vec::new(), &mut module.funcs)
}

fn put_byte(wasi: &Wasi, module: &mut Module, state: State, flush: FunctionId) -> FunctionId {
    let byte = module.locals.add(ValType::I32);
    let mut builder = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[]);
    builder.name("witloom.console.byte".to_owned());
    let mut seq = builder.func_body();
    seq.global_get(state.filled).i32_const(state.buffer).binop(BinaryOp::I32Add).local_get(byte);
    store_byte(&mut seq, wasi.layout.memory, 0);
    seq.global_get(state.filled).i32_const(1).binop(BinaryOp::I32Add).global_set(state.filled);
    seq.local_get(byte).i32_const(LINE_FEED).binop(BinaryOp::I32Eq);
    seq.global_get(state.filled).i32_const(BUFFER).binop(BinaryOp::I32Eq).binop(BinaryOp::I32Or);
    when(&mut seq, |seq| {
        seq.call(flush);
    });
    builder.finish(vec![byte], &mut module.funcs)
}

fn put_char(wasi: &Wasi, module: &mut Module, state: State, byte: FunctionId, flush: FunctionId) -> FunctionId {
    let c = module.locals.add(ValType::I32);
    let mut builder = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[]);
    builder.name("witloom.console.char".to_owned());
    let mut body = builder.func_body();
    body.local_get(c).i32_const(0xfc00).binop(BinaryOp::I32And).i32_const(0xd800).binop(BinaryOp::I32Eq);
    choose(
        &mut body,
        |seq| {
            seq.local_get(c).global_set(state.pending);
        },
        |seq| {
            join_pair(seq, state, c);
            write_utf8(seq, byte, c);
            if wasi.eager {
                seq.call(flush);
            }
        },
    );
    builder.finish(vec![c], &mut module.funcs)
}

/// Makes `c` the character of a pair whose first half is pending.
fn join_pair(seq: &mut InstrSeqBuilder<'_>, state: State, c: LocalId) {
    seq.local_get(c).i32_const(0xfc00).binop(BinaryOp::I32And).i32_const(0xdc00).binop(BinaryOp::I32Eq);
    when(seq, |seq| {
        seq.global_get(state.pending).i32_const(10).binop(BinaryOp::I32Shl).local_get(c).binop(BinaryOp::I32Add);
        seq.i32_const(0x35f_dc00).binop(BinaryOp::I32Sub).local_set(c);
        seq.i32_const(0).global_set(state.pending);
    });
}

fn write_utf8(seq: &mut InstrSeqBuilder<'_>, byte: FunctionId, c: LocalId) {
    let bytes = |seq: &mut InstrSeqBuilder<'_>, lead: i32, following: i32| {
        for k in 0..=following {
            seq.local_get(c).i32_const(6 * (following - k)).binop(BinaryOp::I32ShrU);
            if k == 0 {
                seq.i32_const(lead).binop(BinaryOp::I32Or);
            } else {
                seq.i32_const(0x3f).binop(BinaryOp::I32And).i32_const(0x80).binop(BinaryOp::I32Or);
            }
            seq.call(byte);
        }
    };
    let below = |seq: &mut InstrSeqBuilder<'_>, bound: i32| {
        seq.local_get(c).i32_const(bound).binop(BinaryOp::I32LtU);
    };
    below(seq, 0x80);
    choose(
        seq,
        |seq| bytes(seq, 0, 0),
        |seq| {
            below(seq, 0x800);
            choose(
                seq,
                |seq| bytes(seq, 0xc0, 1),
                |seq| {
                    below(seq, 0x1_0000);
                    choose(seq, |seq| bytes(seq, 0xe0, 2), |seq| bytes(seq, 0xf0, 3));
                },
            );
        },
    );
}
