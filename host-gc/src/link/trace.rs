//! A shadow stack, so that an exception can say where it was thrown: WebAssembly shows a guest no stack.
//!
//! Every traced function reads its depth from a global when it starts; before each call it notes in that slot of
//! a table in memory which call it makes, and sets the global to one more. Nothing is undone on the way out, so
//! an exception that leaves many functions at once leaves nothing stale: the next call sets the depth anew. The
//! deepest functions share the last slot.
//!
//! Functions are traced by the names of the name section; without names there are no frames. The class library,
//! the glue and the runtime are left out: a trace shows the user's functions. Where the toolchain notes lines, a
//! call knows its own, and the functions that were inlined around it.
//!
//! In memory a call is four words: the addresses of its method's and of its file's name, the line, and the
//! address of the call that it was inlined into. A name is its length and its bytes; address zero is none.

use std::collections::HashMap;

use walrus::ir::{
    BinaryOp, Binop, Const, GlobalGet, GlobalSet, Instr, InstrLocId, InstrSeq, LocalGet, LocalSet, MemArg, Select,
    Store, StoreKind, Value, Visitor, VisitorMut, dfs_in_order, dfs_pre_order_mut,
};
use walrus::{ConstExpr, DataKind, ExportItem, FunctionId, GlobalId, LocalId, Module, ValType};

use super::body::at;
use super::lines::{Lines, SourceLine};
use super::memory::Layout;
use super::profile::Profile;

/// Frames that the table holds.
pub(crate) const FRAMES: u32 = 4096;

/// The functions to trace and the calls in them.
#[derive(Debug, Default)]
pub(crate) struct Traced {
    functions: Vec<(FunctionId, String)>,
    lines: Lines,
    data: Data,
}

/// Names and calls as they will lie in memory.
#[derive(Debug, Default)]
struct Data {
    bytes: Vec<u8>,
    /// Where each name starts.
    names: HashMap<String, u32>,
    /// Where each call starts.
    calls: HashMap<Vec<SourceLine>, u32>,
}

impl Traced {
    /// Finds the functions with names of the user's.
    pub(crate) fn find(module: &Module, profile: &Profile) -> Self {
        let named = module.funcs.iter_local().filter_map(|(id, _)| {
            let name = module.funcs.get(id).name.clone().filter(|name| profile.is_users(name));
            name.map(|name| (id, name))
        });
        let functions: Vec<_> = named.collect();
        let lines = (profile.lines)(module).unwrap_or_default();
        let mut traced = Self { functions: Vec::new(), lines, data: Data::default() };
        for (id, name) in functions {
            let mut calls = Calls::default();
            if let walrus::FunctionKind::Local(function) = &module.funcs.get(id).kind {
                dfs_in_order(&mut calls, function, function.entry_block());
            }
            for offset in calls.offsets {
                let places = traced.places(profile, &name, offset);
                traced.data.call(&places);
            }
            traced.functions.push((id, name));
        }
        traced
    }

    /// Where a call comes from: the user's places alone, innermost first.
    fn places(&self, profile: &Profile, function: &str, offset: Option<u32>) -> Vec<SourceLine> {
        let known = offset.map_or(&[][..], |offset| self.lines.at(offset));
        let users = known.iter().filter(|place| profile.is_users(&place.method)).cloned();
        let users: Vec<SourceLine> = users.collect();
        if users.is_empty() { vec![SourceLine { method: function.to_owned(), file: None, line: 0 }] } else { users }
    }

    /// Bytes that the table and the names take.
    pub(crate) fn bytes(&self) -> u64 {
        if self.functions.is_empty() { 0 } else { u64::from(FRAMES) * 4 + self.data.bytes.len() as u64 }
    }

    /// Makes the functions keep the stack; answers the global with the depth, in bytes of the table.
    pub(crate) fn instrument(&self, module: &mut Module, profile: &Profile, layout: Layout) -> Option<GlobalId> {
        if self.functions.is_empty() {
            return None;
        }
        let start = layout.trace + FRAMES * 4;
        let offset = ConstExpr::Value(Value::I32(start.cast_signed()));
        let data = module.data.add(DataKind::Active { memory: layout.memory, offset }, self.data.placed(start));
        module.memories.get_mut(layout.memory).data_segments.insert(data);
        let depth = module.globals.add_local(ValType::I32, true, false, ConstExpr::Value(Value::I32(0)));
        for (function, name) in &self.functions {
            let own = module.locals.add(ValType::I32);
            let address = |offset| start + self.data.calls[&self.places(profile, name, offset)];
            trace(module, *function, &Frame { depth, own, layout, address: &address });
        }
        self.start_at_exports(module, profile, depth);
        Some(depth)
    }

    /// A call from outside starts a stack of its own.
    fn start_at_exports(&self, module: &mut Module, profile: &Profile, depth: GlobalId) {
        let entries: Vec<FunctionId> = module
            .exports
            .iter()
            .filter(|export| !profile.is_private(&export.name) && export.name != "cabi_realloc")
            .filter_map(|export| match export.item {
                ExportItem::Function(id) => Some(id),
                ExportItem::Table(_) | ExportItem::Memory(_) | ExportItem::Global(_) | ExportItem::Tag(_) => None,
            })
            .filter(|id| !self.functions.iter().any(|(traced, _)| traced == id))
            .collect();
        for id in entries {
            let Some(function) = local(module, id) else { continue };
            let entry = function.entry_block();
            dfs_pre_order_mut(&mut BeforeCalls { depth, frame: None }, function, entry);
        }
    }
}

impl Data {
    fn word(&mut self, value: u32) {
        self.bytes.extend(value.to_le_bytes());
    }

    /// Where the next thing will start.
    fn end(&self) -> u32 {
        u32::try_from(self.bytes.len()).unwrap_or(u32::MAX)
    }

    /// Where a name starts.
    fn name(&mut self, name: &str) -> u32 {
        if let Some(known) = self.names.get(name) {
            return *known;
        }
        let start = self.end();
        self.word(u32::try_from(name.len()).unwrap_or(0));
        self.bytes.extend(name.as_bytes());
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        self.names.insert(name.to_owned(), start);
        start
    }

    /// Where a call starts; the calls around it come before it. The addresses in it are relative and one more
    /// than they are, since zero is none.
    fn call(&mut self, places: &[SourceLine]) -> u32 {
        let Some((place, around)) = places.split_first() else { return 0 };
        if let Some(known) = self.calls.get(places) {
            return *known;
        }
        let outer = if around.is_empty() { 0 } else { self.call(around) + 1 };
        let method = self.name(&place.method) + 1;
        let file = place.file.as_deref().map_or(0, |file| self.name(file) + 1);
        let start = self.end();
        for word in [method, file, place.line, outer] {
            self.word(word);
        }
        self.calls.insert(places.to_vec(), start);
        start
    }

    /// The bytes with addresses for a place in memory.
    fn placed(&self, start: u32) -> Vec<u8> {
        let mut bytes = self.bytes.clone();
        for call in self.calls.values() {
            for word in [0, 4, 12] {
                let at = (call + word) as usize;
                let Some(slot) = bytes.get_mut(at..at + 4) else { continue };
                let relative = u32::from_le_bytes([slot[0], slot[1], slot[2], slot[3]]);
                let address = relative.checked_sub(1).map_or(0, |relative| start + relative);
                slot.copy_from_slice(&address.to_le_bytes());
            }
        }
        bytes
    }
}

/// The offsets of a function's calls.
#[derive(Debug, Default)]
struct Calls {
    offsets: Vec<Option<u32>>,
}

impl<'f> Visitor<'f> for Calls {
    fn visit_instr(&mut self, instr: &'f Instr, place: &'f InstrLocId) {
        if is_call(instr) {
            self.offsets.push(offset(place));
        }
    }
}

fn is_call(instr: &Instr) -> bool {
    matches!(instr, Instr::Call(_) | Instr::CallRef(_) | Instr::CallIndirect(_))
}

/// Where an instruction stood in the file.
fn offset(place: &InstrLocId) -> Option<u32> {
    (!place.is_default()).then(|| place.data())
}

/// What a traced function works with.
#[derive(Clone, Copy)]
struct Frame<'a> {
    depth: GlobalId,
    /// The local that keeps the function's own depth, in bytes of the table.
    own: LocalId,
    layout: Layout,
    /// The address of the call at an offset of the file.
    address: &'a dyn Fn(Option<u32>) -> u32,
}

fn local(module: &mut Module, id: FunctionId) -> Option<&mut walrus::LocalFunction> {
    match &mut module.funcs.get_mut(id).kind {
        walrus::FunctionKind::Local(function) => Some(function),
        walrus::FunctionKind::Import(_) | walrus::FunctionKind::Uninitialized(_) => None,
    }
}

fn trace(module: &mut Module, id: FunctionId, frame: &Frame<'_>) {
    let Some(function) = local(module, id) else { return };
    let entry = function.entry_block();
    dfs_pre_order_mut(&mut BeforeCalls { depth: frame.depth, frame: Some(*frame) }, function, entry);
    let last = Const { value: Value::I32(((FRAMES - 1) * 4).cast_signed()) };
    let depth = GlobalGet { global: frame.depth };
    let start: [Instr; 7] = [
        depth.clone().into(),
        last.clone().into(),
        depth.into(),
        last.into(),
        Binop { op: BinaryOp::I32LtU }.into(),
        Select { ty: None }.into(),
        LocalSet { local: frame.own }.into(),
    ];
    let located = start.into_iter().map(|instr| (instr, InstrLocId::default()));
    function.block_mut(entry).instrs.splice(0..0, located);
}

/// Before each call: notes which it is, and sets the depth for whatever is called, to one more than the
/// function's own or to the bottom.
struct BeforeCalls<'a> {
    depth: GlobalId,
    frame: Option<Frame<'a>>,
}

impl BeforeCalls<'_> {
    fn deeper(&self) -> Vec<Instr> {
        let set = GlobalSet { global: self.depth }.into();
        let Some(frame) = &self.frame else { return vec![Const { value: Value::I32(0) }.into(), set] };
        vec![
            LocalGet { local: frame.own }.into(),
            Const { value: Value::I32(4) }.into(),
            Binop { op: BinaryOp::I32Add }.into(),
            set,
        ]
    }

    /// Notes a call, unless the slot holds it already.
    fn note(&self, place: &InstrLocId, noted: &mut Option<u32>) -> Vec<Instr> {
        let Some(frame) = &self.frame else { return Vec::new() };
        let address = (frame.address)(offset(place));
        if noted.replace(address) == Some(address) {
            return Vec::new();
        }
        let table = MemArg { align: 4, ..at(u64::from(frame.layout.trace)) };
        vec![
            LocalGet { local: frame.own }.into(),
            Const { value: Value::I32(address.cast_signed()) }.into(),
            Store { memory: frame.layout.memory, kind: StoreKind::I32 { atomic: false }, arg: table }.into(),
        ]
    }
}

impl VisitorMut for BeforeCalls<'_> {
    fn start_instr_seq_mut(&mut self, seq: &mut InstrSeq) {
        let old = std::mem::take(&mut seq.instrs);
        let mut noted = None;
        for (instr, place) in old {
            if is_call(&instr) {
                let added = self.note(&place, &mut noted).into_iter().chain(self.deeper());
                seq.instrs.extend(added.map(|instr| (instr, InstrLocId::default())));
            } else if !instr_is_plain(&instr) {
                // What is inside notes calls of its own.
                noted = None;
            }
            seq.instrs.push((instr, place));
        }
    }
}

/// Whether an instruction holds no other instructions.
fn instr_is_plain(instr: &Instr) -> bool {
    !matches!(instr, Instr::Block(_) | Instr::Loop(_) | Instr::IfElse(_) | Instr::Try(_) | Instr::TryTable(_))
}
