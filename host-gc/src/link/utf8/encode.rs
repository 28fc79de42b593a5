//! Writes the body of `utf8-encode`.

use walrus::ir::{BinaryOp, InstrSeqId, StoreKind, UnaryOp};
use walrus::{InstrSeqBuilder, LocalId};

use super::super::body::{advance, at, choose, push_long, push_room, store_byte, when};
use super::{Body, Locals};

/// What stands for a lone surrogate.
const REPLACEMENT: i32 = 0xfffd;

impl Body<'_> {
    pub(super) fn encode(&self, seq: &mut InstrSeqBuilder<'_>, address: LocalId) {
        let Locals { chars, end, index, start, .. } = *self.locals;
        seq.local_get(chars).array_len().local_set(end);
        seq.local_get(address).local_set(start);
        seq.block(None, |done| {
            let exit = done.id();
            done.loop_(None, |again| {
                let id = again.id();
                self.encode_eight(again, address, id);
                again.local_get(index).local_get(end).binop(BinaryOp::I32GeU).br_if(exit);
                self.encode_one(again, address);
                again.br(id);
            });
        });
        seq.local_get(address).local_get(start).binop(BinaryOp::I32Sub);
    }

    /// Eight ASCII chars, then around again.
    fn encode_eight(&self, seq: &mut InstrSeqBuilder<'_>, address: LocalId, again: InstrSeqId) {
        let Locals { end, index, c, d, eight, .. } = *self.locals;
        push_room(seq, index, end, 8);
        when(seq, |seq| {
            push_long(seq, 0);
            seq.local_set(eight).i32_const(0).local_set(c);
            for k in 0..8 {
                self.get(seq, k);
                seq.local_tee(d).local_get(c).binop(BinaryOp::I32Or).local_set(c);
                seq.local_get(d).unop(UnaryOp::I64ExtendUI32);
                push_long(seq, i64::from(k) * 8);
                seq.binop(BinaryOp::I64Shl).local_get(eight).binop(BinaryOp::I64Or).local_set(eight);
            }
            self.compare(seq, BinaryOp::I32LtU, 0x80);
            when(seq, |seq| {
                seq.local_get(address).local_get(eight);
                seq.store(self.memory, StoreKind::I64 { atomic: false }, at(0));
                advance(seq, index, 8);
                advance(seq, address, 8);
                seq.br(again);
            });
        });
    }

    /// One char, or a pair of them.
    fn encode_one(&self, seq: &mut InstrSeqBuilder<'_>, address: LocalId) {
        let Locals { index, c, .. } = *self.locals;
        self.get(seq, 0);
        seq.local_set(c);
        advance(seq, index, 1);
        seq.local_get(c).i32_const(0xf800).binop(BinaryOp::I32And).i32_const(0xd800).binop(BinaryOp::I32Eq);
        when(seq, |seq| self.join_pair(seq));
        self.compare(seq, BinaryOp::I32LtU, 0x80);
        choose(
            seq,
            |seq| self.put(seq, address, 0, 0),
            |seq| {
                self.compare(seq, BinaryOp::I32LtU, 0x800);
                choose(
                    seq,
                    |seq| self.put(seq, address, 0xc0, 1),
                    |seq| {
                        self.compare(seq, BinaryOp::I32LtU, 0x1_0000);
                        choose(seq, |seq| self.put(seq, address, 0xe0, 2), |seq| self.put(seq, address, 0xf0, 3));
                    },
                );
            },
        );
    }

    /// `c` is a surrogate: makes it the pair's character, or the replacement.
    fn join_pair(&self, seq: &mut InstrSeqBuilder<'_>) {
        let Locals { end, index, c, d, .. } = *self.locals;
        seq.i32_const(0).local_set(d).local_get(index).local_get(end).binop(BinaryOp::I32LtU);
        when(seq, |seq| {
            self.get(seq, 0);
            seq.local_set(d);
        });
        self.compare(seq, BinaryOp::I32LtU, 0xdc00);
        seq.local_get(d).i32_const(0xfc00).binop(BinaryOp::I32And).i32_const(0xdc00).binop(BinaryOp::I32Eq);
        seq.binop(BinaryOp::I32And);
        choose(
            seq,
            |seq| {
                advance(seq, index, 1);
                // 0x35fdc00 is (0xd800 << 10) + 0xdc00 - 0x10000.
                seq.local_get(c).i32_const(10).binop(BinaryOp::I32Shl).local_get(d).binop(BinaryOp::I32Add);
                seq.i32_const(0x35f_dc00).binop(BinaryOp::I32Sub).local_set(c);
            },
            |seq| {
                seq.i32_const(REPLACEMENT).local_set(c);
            },
        );
    }

    /// Stores `c` as a leading byte and so many following ones.
    fn put(&self, seq: &mut InstrSeqBuilder<'_>, address: LocalId, lead: i32, following: i32) {
        let c = self.locals.c;
        for k in 0..=following {
            let shift = 6 * (following - k);
            seq.local_get(address).local_get(c).i32_const(shift).binop(BinaryOp::I32ShrU);
            if k == 0 {
                seq.i32_const(lead).binop(BinaryOp::I32Or);
            } else {
                seq.i32_const(0x3f).binop(BinaryOp::I32And).i32_const(0x80).binop(BinaryOp::I32Or);
            }
            store_byte(seq, self.memory, u64::from(k.unsigned_abs()));
        }
        advance(seq, address, following + 1);
    }
}
