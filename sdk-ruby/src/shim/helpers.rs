//! The shim's own functions: starting Ruby, calling it, queued destructors, strings in bulk, and the hooks that
//! CRuby's `js` extension imports.

use wasm_encoder::{BlockType, InstructionSink, ValType::I32};

use super::blob::NAME;
use super::channels::{self, Duty, Hook, JS};
use super::emit::{Core, Emitter, Wake, get, load, set, store};
use super::spec::{FIRST_CODE, OWN_EXPORTS, Signature};
use super::state::Var;

/// Marks the body that [`fill`](super::fill) replaces by a copy of the blob.
pub(super) const COPY_MARK: i32 = 0x7769_7463;
/// Marks the body that [`fill`](super::fill) replaces by the archive's length.
pub(super) const LEN_MARK: i32 = 0x7769_746c;

/// Bytes of a waiting destructor: export number and representation.
const ENTRY: i32 = 8;
const FIRST_ROOM: i32 = 16;

impl Emitter<'_> {
    pub(super) fn helpers(&mut self) {
        self.own(Core::BlobCopy, &[I32], &[], 0, |_, s| stub(s, COPY_MARK));
        self.own(Core::BlobLen, &[], &[I32], 0, |_, s| stub(s, LEN_MARK));
        self.own(Core::Alloc, &[I32], &[I32], 0, |e, s| {
            s.i32_const(0).i32_const(0).i32_const(8).local_get(0).call(e.at(Core::Realloc));
        });
        self.own(Core::Copy, &[I32, I32], &[I32], 1, |e, s| {
            s.local_get(1).call(e.at(Core::Alloc)).local_tee(2);
            s.local_get(0).local_get(1).memory_copy(0, 0).local_get(2);
        });
        self.own(Core::Free, &[I32], &[], 0, |e, s| {
            get(s, Var::Scratch);
            s.local_get(0);
            store(s, I32, 0);
            get(s, Var::Scratch);
            s.i32_const(1);
            store(s, I32, 4);
            get(s, Var::Scratch);
            s.call(e.at(Core::FreePair));
        });
        self.boot();
        self.dispatch();
        self.wake_up();
        self.enter();
        self.postpone();
        self.drain();
        self.gather();
    }

    /// Starts Ruby and runs the loader.
    fn boot(&mut self) {
        self.own(Core::Boot, &[], &[], 2, |e, s| {
            const LIST: u32 = 0;
            const PAIR: u32 = 1;
            let header = e.header;
            let names = i32::try_from(e.spec.exports.len() + OWN_EXPORTS).expect("few exports");
            alloc(e, s, 16);
            set(s, Var::Scratch);
            s.call(e.at(Core::BlobLen));
            set(s, Var::ArchiveLen);
            get(s, Var::ArchiveLen);
            s.i32_const(signed(header.archive()) + 8).i32_add();
            alloc_top(e, s);
            set(s, Var::Blob);
            get(s, Var::Blob);
            s.call(e.at(Core::BlobCopy));
            alloc(e, s, 8 * i32::try_from(header.arguments.len()).expect("few arguments"));
            s.local_set(LIST);
            for (i, text) in header.arguments.iter().enumerate() {
                s.local_get(LIST);
                blob_at(s, text.offset);
                store(s, I32, 8 * i as u64);
                s.local_get(LIST).i32_const(signed(text.len));
                store(s, I32, 8 * i as u64 + 4);
            }
            s.local_get(LIST).i32_const(i32::try_from(header.arguments.len()).expect("few arguments"));
            s.call(e.at(Core::Init)).call(e.at(Core::LoadPath));
            for text in [header.loader, header.receiver] {
                blob_at(s, text.offset);
                s.i32_const(signed(text.len)).call(e.at(Core::Eval)).local_tee(PAIR);
                load(s, I32, 4);
                s.if_(BlockType::Empty).unreachable().end();
            }
            s.local_get(PAIR);
            load(s, I32, 0);
            set(s, Var::Receiver);
            alloc(e, s, 4 * names);
            set(s, Var::Methods);
            e.intern(s, names);
            s.i32_const(1);
            set(s, Var::Booted);
            // CRuby keeps pointers to its arguments, so the blob stays.
        });
    }

    /// Turns the method names of the blob into ids; uses local 0 as the counter.
    fn intern(&self, s: &mut InstructionSink<'_>, names: i32) {
        s.i32_const(0).local_set(0).loop_(BlockType::Empty);
        get(s, Var::Methods);
        s.local_get(0).i32_const(4).i32_mul().i32_add();
        blob_at(s, self.header.names);
        s.local_get(0).i32_const(NAME as i32).i32_mul().i32_add();
        s.i32_const(NAME as i32 - 1).call(self.at(Core::Intern));
        store(s, I32, 0);
        s.local_get(0).i32_const(1).i32_add().local_tee(0);
        s.i32_const(names).i32_lt_s().br_if(0).end();
    }

    /// Calls the dispatch method of a number; an exception that Ruby reported becomes a trap.
    fn dispatch(&mut self) {
        self.own(Core::Dispatch, &[I32], &[], 1, |e, s| {
            step(s, Var::Depth, 1);
            get(s, Var::Receiver);
            get(s, Var::Methods);
            s.local_get(0).i32_const(4).i32_mul().i32_add();
            load(s, I32, 0);
            s.i32_const(0).i32_const(0).call(e.at(Core::Call)).local_set(1);
            step(s, Var::Depth, -1);
            s.local_get(1);
            load(s, I32, 4);
            s.if_(BlockType::Empty).unreachable().end();
        });
    }

    /// Tells Ruby that an instance starts. One that starts from a snapshot first gets its own environment and random
    /// state.
    fn wake_up(&mut self) {
        let number = i32::try_from(self.spec.exports.len()).expect("few exports");
        self.own(Core::Wake, &[], &[], 2, |e, s| {
            const LIST: u32 = 0;
            const TEXT: u32 = 1;
            s.i32_const(1);
            set(s, Var::Awake);
            if matches!(e.wake, Wake::Boot) {
                s.i32_const(number + 1).call(e.at(Core::Dispatch));
                return;
            }
            get(s, Var::Scratch);
            get(s, Var::Scratch);
            s.i32_const(4).i32_add().call(e.at(Core::EnvironSizes)).drop();
            get(s, Var::Request);
            get(s, Var::Scratch);
            load(s, I32, 4);
            store(s, I32, 4);
            get(s, Var::Scratch);
            load(s, I32, 0);
            s.i32_const(1).i32_add().i32_const(4).i32_mul();
            alloc_top(e, s);
            s.local_set(LIST);
            get(s, Var::Scratch);
            load(s, I32, 4);
            s.i32_const(1).i32_add();
            alloc_top(e, s);
            s.local_set(TEXT);
            s.local_get(LIST).local_get(TEXT).call(e.at(Core::Environ)).drop();
            get(s, Var::Request);
            s.local_get(TEXT);
            store(s, I32, 0);
            s.local_get(LIST).call(e.at(Core::Free));
            s.i32_const(number).call(e.at(Core::Dispatch));
            s.i32_const(number + 1).call(e.at(Core::Dispatch));
        });
    }

    /// What every export does first.
    fn enter(&mut self) {
        self.own(Core::Enter, &[], &[], 0, |e, s| {
            get(s, Var::Awake);
            s.if_(BlockType::Empty).return_().end();
            get(s, Var::Booted);
            s.i32_eqz().if_(BlockType::Empty).call(e.at(Core::Boot)).end();
            s.call(e.at(Core::Wake));
        });
    }

    /// Queues a destructor: parameters are the export number and the representation.
    fn postpone(&mut self) {
        self.own(Core::Postpone, &[I32, I32], &[], 1, |e, s| {
            const PLACE: u32 = 2;
            get(s, Var::Waiting);
            get(s, Var::Room);
            s.i32_eq().if_(BlockType::Empty);
            get(s, Var::Queue);
            get(s, Var::Room);
            s.i32_const(ENTRY).i32_mul().i32_const(8);
            get(s, Var::Room);
            s.i32_const(2).i32_mul().i32_const(FIRST_ROOM).i32_add();
            set(s, Var::Room);
            get(s, Var::Room);
            s.i32_const(ENTRY).i32_mul().call(e.at(Core::Realloc));
            set(s, Var::Queue);
            s.end();
            get(s, Var::Queue);
            get(s, Var::Waiting);
            s.i32_const(ENTRY).i32_mul().i32_add().local_tee(PLACE).local_get(0);
            store(s, I32, 0);
            s.local_get(PLACE).local_get(1);
            store(s, I32, 4);
            step(s, Var::Waiting, 1);
        });
    }

    /// Runs the destructors that waited, the first queued last.
    fn drain(&mut self) {
        self.own(Core::Drain, &[], &[], 1, |e, s| {
            s.block(BlockType::Empty).loop_(BlockType::Empty);
            get(s, Var::Waiting);
            s.i32_eqz().br_if(1);
            step(s, Var::Waiting, -1);
            get(s, Var::Queue);
            get(s, Var::Waiting);
            s.i32_const(ENTRY).i32_mul().i32_add().local_set(0);
            get(s, Var::Args);
            s.local_get(0);
            load(s, I32, 4);
            store(s, I32, 0);
            s.local_get(0);
            load(s, I32, 0);
            s.call(e.at(Core::Dispatch)).br(0).end().end();
        });
    }

    /// Joins the strings whose pointers and lengths lie `stride` bytes apart, each followed by a zero byte, and
    /// frees them. Parameters: address of the first pair, count, stride. Leaves the text's address and length in
    /// the request.
    fn gather(&mut self) {
        self.own(Core::Gather, &[I32, I32, I32], &[], 5, |e, s| {
            let [first, count, stride, pair, left, total, text, len] = [0, 1, 2, 3, 4, 5, 6, 7];
            let each = |s: &mut InstructionSink<'_>, body: &dyn Fn(&mut InstructionSink<'_>)| {
                s.local_get(first).local_set(pair).local_get(count).local_set(left);
                s.block(BlockType::Empty).loop_(BlockType::Empty);
                s.local_get(left).i32_eqz().br_if(1);
                s.local_get(pair);
                load(s, I32, 4);
                s.local_set(len);
                body(s);
                s.local_get(pair).local_get(stride).i32_add().local_set(pair);
                s.local_get(left).i32_const(1).i32_sub().local_set(left).br(0).end().end();
            };
            s.local_get(count).local_set(total);
            each(s, &|s| {
                s.local_get(total).local_get(len).i32_add().local_set(total);
            });
            s.local_get(total);
            alloc_top(e, s);
            s.local_set(text);
            get(s, Var::Request);
            s.local_get(text);
            store(s, I32, 0);
            get(s, Var::Request);
            s.local_get(total);
            store(s, I32, 4);
            each(s, &|s| {
                s.local_get(len).if_(BlockType::Empty);
                s.local_get(text).local_get(pair);
                load(s, I32, 0);
                s.local_get(len).memory_copy(0, 0).local_get(pair);
                load(s, I32, 0);
                s.call(e.at(Core::Free)).end();
                s.local_get(text).local_get(len).i32_add().local_tee(text).i32_const(0);
                s.i32_store8(wasm_encoder::MemArg { offset: 0, align: 0, memory_index: 0 });
                s.local_get(text).i32_const(1).i32_add().local_set(text);
            });
        });
    }

    /// Everything that CRuby imports from us.
    pub(super) fn hooks(&mut self) {
        self.export_hooks(JS);
    }

    pub(super) fn export_hooks(&mut self, hooks: &[Hook]) {
        for hook in hooks {
            let signature = Signature { params: hook.params.to_vec(), results: hook.results.to_vec() };
            let index = self.function(&signature, 0, |e, s| e.duty(hook, s));
            self.export(hook.name, index);
        }
    }

    fn duty(&self, hook: &Hook, s: &mut InstructionSink<'_>) {
        match hook.duty {
            Duty::Trap => {
                s.unreachable();
            }
            Duty::Nothing => {}
            Duty::One => {
                s.i32_const(1);
            }
            Duty::First => {
                s.local_get(0);
            }
            Duty::Call => self.call(s),
            Duty::Bytes => self.bytes(s),
            Duty::Setup => setup(s),
        }
    }

    /// `number.strictly_eql?(number)`: a call.
    fn call(&self, s: &mut InstructionSink<'_>) {
        s.local_get(0).i32_const(FIRST_CODE as i32).i32_lt_s().if_(BlockType::Empty);
        get(s, Var::Request);
        load(s, I32, 0);
        s.call(self.at(Core::Free)).else_();
        s.local_get(0).call(self.at(Core::Switch)).end();
        s.i32_const(0);
    }

    /// `number.typeof` and `number.to_s`: bytes, which the extension copies and then frees.
    fn bytes(&self, s: &mut InstructionSink<'_>) {
        s.local_get(0).i32_const(channels::ARCHIVE).i32_eq().if_(BlockType::Empty).local_get(1);
        blob_at(s, self.header.archive());
        get(s, Var::ArchiveLen);
        s.call(self.at(Core::Copy));
        store(s, I32, 0);
        s.local_get(1);
        get(s, Var::ArchiveLen);
        store(s, I32, 4);
        s.return_().end();
        s.local_get(0).i32_const(channels::PEEK).i32_eq().if_(BlockType::Empty);
        for offset in [0, 4] {
            get(s, Var::Request);
            load(s, I32, offset);
        }
        s.call(self.at(Core::Copy)).local_set(0);
        get(s, Var::Request);
        s.local_get(0);
        store(s, I32, 0);
        s.i32_const(channels::MEMORY).local_set(0).end();
        s.local_get(0).i32_const(channels::GATHER).i32_eq().if_(BlockType::Empty);
        for offset in [0, 4, 8] {
            get(s, Var::Request);
            load(s, I32, offset);
        }
        s.call(self.at(Core::Gather)).end();
        for offset in [0, 4] {
            s.local_get(1);
            get(s, Var::Request);
            load(s, I32, offset);
            store(s, I32, offset);
        }
    }
}

/// `setup[addresses]`: where Ruby's buffers lie.
fn setup(s: &mut InstructionSink<'_>) {
    for (i, var) in [Var::Args, Var::Out, Var::Result, Var::Return, Var::Request].into_iter().enumerate() {
        s.local_get(1);
        load(s, I32, 4 * i as u64);
        set(s, var);
    }
    for offset in [0, 4] {
        s.local_get(3).i32_const(0);
        store(s, I32, offset);
    }
}

fn stub(s: &mut InstructionSink<'_>, mark: i32) {
    s.i32_const(mark).drop().unreachable();
}

fn signed(value: u32) -> i32 {
    i32::try_from(value).expect("offsets are small")
}

fn blob_at(s: &mut InstructionSink<'_>, offset: u32) {
    get(s, Var::Blob);
    s.i32_const(signed(offset)).i32_add();
}

fn alloc(e: &Emitter<'_>, s: &mut InstructionSink<'_>, size: i32) {
    s.i32_const(size).call(e.at(Core::Alloc));
}

/// Allocates as many bytes as the stack says.
fn alloc_top(e: &Emitter<'_>, s: &mut InstructionSink<'_>) {
    s.call(e.at(Core::Alloc));
}

fn step(s: &mut InstructionSink<'_>, var: Var, by: i32) {
    get(s, var);
    s.i32_const(by).i32_add();
    set(s, var);
}
