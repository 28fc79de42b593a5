//! Writes the body of `utf8-decode`.

use walrus::ir::{BinaryOp, InstrSeqId, LoadKind, UnaryOp};
use walrus::{InstrSeqBuilder, LocalId};

use super::super::body::{advance, at, choose, load_byte, push_long, push_room, when};
use super::{Body, Locals, NOT_ASCII};

impl Body<'_> {
    pub(super) fn decode(&self, seq: &mut InstrSeqBuilder<'_>, address: LocalId, bytes: LocalId, from: LocalId) {
        let Locals { end, index, .. } = *self.locals;
        seq.local_get(address).local_get(bytes).binop(BinaryOp::I32Add).local_set(end);
        seq.local_get(from).local_set(index);
        seq.block(None, |done| {
            let exit = done.id();
            done.loop_(None, |again| {
                let id = again.id();
                self.decode_eight(again, address, id);
                again.local_get(address).local_get(end).binop(BinaryOp::I32GeU).br_if(exit);
                self.decode_one(again, address);
                again.br(id);
            });
        });
        seq.local_get(index).local_get(from).binop(BinaryOp::I32Sub);
    }

    /// Eight ASCII bytes, then around again.
    fn decode_eight(&self, seq: &mut InstrSeqBuilder<'_>, address: LocalId, again: InstrSeqId) {
        let Locals { end, index, eight, .. } = *self.locals;
        push_room(seq, address, end, 8);
        when(seq, |seq| {
            seq.local_get(address).load(self.memory, LoadKind::I64 { atomic: false }, at(0)).local_tee(eight);
            push_long(seq, NOT_ASCII);
            seq.binop(BinaryOp::I64And).unop(UnaryOp::I64Eqz);
            when(seq, |seq| {
                for k in 0..8 {
                    self.set(seq, k, |seq| {
                        seq.local_get(eight);
                        push_long(seq, i64::from(k) * 8);
                        seq.binop(BinaryOp::I64ShrU).unop(UnaryOp::I32WrapI64);
                        seq.i32_const(0x7f).binop(BinaryOp::I32And);
                    });
                }
                advance(seq, index, 8);
                advance(seq, address, 8);
                seq.br(again);
            });
        });
    }

    /// One character of one to four bytes.
    fn decode_one(&self, seq: &mut InstrSeqBuilder<'_>, address: LocalId) {
        let Locals { c, .. } = *self.locals;
        seq.local_get(address);
        load_byte(seq, self.memory, 0);
        seq.local_set(c);
        let bytes = |seq: &mut InstrSeqBuilder<'_>, mask: i32, following: u32| {
            seq.local_get(c).i32_const(mask).binop(BinaryOp::I32And);
            for k in 1..=following {
                seq.i32_const(6).binop(BinaryOp::I32Shl).local_get(address);
                load_byte(seq, self.memory, u64::from(k));
                seq.i32_const(0x3f).binop(BinaryOp::I32And).binop(BinaryOp::I32Or);
            }
            seq.local_set(c);
            advance(seq, address, following.cast_signed());
        };
        self.compare(seq, BinaryOp::I32GeU, 0x80);
        when(seq, |seq| {
            self.compare(seq, BinaryOp::I32LtU, 0xe0);
            choose(
                seq,
                |seq| bytes(seq, 0x1f, 1),
                |seq| {
                    self.compare(seq, BinaryOp::I32LtU, 0xf0);
                    choose(
                        seq,
                        |seq| bytes(seq, 0x0f, 2),
                        |seq| {
                            bytes(seq, 0x07, 3);
                            self.high_surrogate(seq);
                        },
                    );
                },
            );
        });
        advance(seq, address, 1);
        self.set(seq, 0, |seq| {
            seq.local_get(c);
        });
        advance(seq, self.locals.index, 1);
    }

    /// Writes the first half of a pair and leaves the second in `c`.
    fn high_surrogate(&self, seq: &mut InstrSeqBuilder<'_>) {
        let Locals { c, index, .. } = *self.locals;
        self.set(seq, 0, |seq| {
            // 0xd7c0 is 0xd800 less the 0x10000 that a pair leaves out.
            seq.local_get(c).i32_const(10).binop(BinaryOp::I32ShrU).i32_const(0xd7c0).binop(BinaryOp::I32Add);
        });
        advance(seq, index, 1);
        seq.local_get(c).i32_const(0x3ff).binop(BinaryOp::I32And).i32_const(0xdc00).binop(BinaryOp::I32Or);
        seq.local_set(c);
    }
}
