//! A shadow stack, so that an exception can say where it was thrown: WebAssembly shows a guest no stack.
//!
//! Every traced function reads its depth from a global when it starts and notes its number in that slot of a
//! table in memory; before each call it sets the global to one more. Nothing is undone on the way out, so an
//! exception that leaves many functions at once leaves nothing stale: the next call sets the depth anew.
//!
//! Functions are traced by the names of the name section, `Class::method`; without names there are no frames.
//! The class library, the glue and the runtime are left out: a trace shows the user's functions.

use walrus::ir::{BinaryOp, Instr, InstrLocId, InstrSeq, StoreKind, Value, VisitorMut, dfs_pre_order_mut};
use walrus::{ConstExpr, DataKind, ExportItem, FunctionId, GlobalId, LocalId, Module, ValType};

use super::body::at;
use super::memory::Layout;
use super::profile::Profile;

/// Frames that the table holds; deeper ones are left out.
pub(crate) const FRAMES: u32 = 4096;

/// The functions to trace and how they are called.
#[derive(Debug, Default)]
pub(crate) struct Traced {
    functions: Vec<FunctionId>,
    /// For each function its name's length in four bytes, then the name.
    names: Vec<u8>,
    /// Where each name starts.
    starts: Vec<u32>,
}

impl Traced {
    /// Finds the functions with names of the user's.
    pub(crate) fn find(module: &Module, profile: &Profile) -> Self {
        let mut traced = Self::default();
        for (id, _) in module.funcs.iter_local() {
            let Some(name) = module.funcs.get(id).name.as_deref().filter(|name| profile.is_users(name)) else {
                continue;
            };
            let (Ok(start), Ok(length)) = (u32::try_from(traced.names.len()), u32::try_from(name.len())) else { break };
            traced.functions.push(id);
            traced.starts.push(start);
            traced.names.extend(length.to_le_bytes());
            traced.names.extend(name.as_bytes());
        }
        traced
    }

    /// Bytes that the table and the names take.
    pub(crate) fn bytes(&self) -> u64 {
        if self.functions.is_empty() { 0 } else { u64::from(FRAMES) * 4 + self.names.len() as u64 }
    }

    /// Makes the functions keep the stack; answers the global with the depth.
    pub(crate) fn instrument(&self, module: &mut Module, profile: &Profile, layout: Layout) -> Option<GlobalId> {
        if self.functions.is_empty() {
            return None;
        }
        let names = layout.trace + FRAMES * 4;
        let offset = ConstExpr::Value(Value::I32(names.cast_signed()));
        let data = module.data.add(DataKind::Active { memory: layout.memory, offset }, self.names.clone());
        module.memories.get_mut(layout.memory).data_segments.insert(data);
        let depth = module.globals.add_local(ValType::I32, true, false, ConstExpr::Value(Value::I32(0)));
        for (&function, start) in self.functions.iter().zip(&self.starts) {
            let own = module.locals.add(ValType::I32);
            trace(module, function, &Frame { depth, own, layout, name: names + start });
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
            .filter(|id| !self.functions.contains(id))
            .collect();
        for id in entries {
            let Some(function) = local(module, id) else { continue };
            let entry = function.entry_block();
            dfs_pre_order_mut(&mut BeforeCalls { depth, own: None }, function, entry);
        }
    }
}

/// What a traced function works with.
struct Frame {
    depth: GlobalId,
    /// The local that keeps the function's own depth.
    own: LocalId,
    layout: Layout,
    /// Address of the function's name.
    name: u32,
}

fn local(module: &mut Module, id: FunctionId) -> Option<&mut walrus::LocalFunction> {
    match &mut module.funcs.get_mut(id).kind {
        walrus::FunctionKind::Local(function) => Some(function),
        walrus::FunctionKind::Import(_) | walrus::FunctionKind::Uninitialized(_) => None,
    }
}

fn trace(module: &mut Module, id: FunctionId, frame: &Frame) {
    let Some(function) = local(module, id) else { return };
    let entry = function.entry_block();
    dfs_pre_order_mut(&mut BeforeCalls { depth: frame.depth, own: Some(frame.own) }, function, entry);
    let mut note = function.builder_mut().dangling_instr_seq(None);
    note.local_get(frame.own).i32_const(4).binop(BinaryOp::I32Mul).i32_const(frame.name.cast_signed());
    note.store(
        frame.layout.memory,
        StoreKind::I32 { atomic: false },
        walrus::ir::MemArg { align: 4, ..at(u64::from(frame.layout.trace)) },
    );
    let noted = note.id();
    let nothing = function.builder_mut().dangling_instr_seq(None).id();
    let start: [Instr; 5] = [
        walrus::ir::GlobalGet { global: frame.depth }.into(),
        walrus::ir::LocalTee { local: frame.own }.into(),
        walrus::ir::Const { value: Value::I32(FRAMES.cast_signed()) }.into(),
        walrus::ir::Binop { op: BinaryOp::I32LtU }.into(),
        walrus::ir::IfElse { consequent: noted, alternative: nothing }.into(),
    ];
    let located = start.into_iter().map(|instr| (instr, InstrLocId::default()));
    function.block_mut(entry).instrs.splice(0..0, located);
}

/// Sets the depth for whatever is called: one more than the function's own, or the bottom.
struct BeforeCalls {
    depth: GlobalId,
    own: Option<LocalId>,
}

impl BeforeCalls {
    fn deeper(&self) -> Vec<Instr> {
        let set = walrus::ir::GlobalSet { global: self.depth }.into();
        let Some(local) = self.own else { return vec![walrus::ir::Const { value: Value::I32(0) }.into(), set] };
        vec![
            walrus::ir::LocalGet { local }.into(),
            walrus::ir::Const { value: Value::I32(1) }.into(),
            walrus::ir::Binop { op: BinaryOp::I32Add }.into(),
            set,
        ]
    }
}

impl VisitorMut for BeforeCalls {
    fn start_instr_seq_mut(&mut self, seq: &mut InstrSeq) {
        let old = std::mem::take(&mut seq.instrs);
        for (instr, place) in old {
            if matches!(instr, Instr::Call(_) | Instr::CallRef(_) | Instr::CallIndirect(_)) {
                seq.instrs.extend(self.deeper().into_iter().map(|instr| (instr, InstrLocId::default())));
            }
            seq.instrs.push((instr, place));
        }
    }
}
