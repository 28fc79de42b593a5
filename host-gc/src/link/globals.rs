//! Objects that globals start with are made by functions.
//!
//! TeaVM keeps every string literal and class object in a global of its own, `(global (ref $t) (struct.new_default
//! $t))`, thousands of them. An engine that compiles all of a module's initializers into one function needs time
//! that grows with the square of their number: minutes for 5,000. Such globals start as null here; the start
//! function fills them, a hundred to a function, before anything else runs.
//!
//! Invariants: only globals that nothing but function bodies reads are changed; a read still gives a non-null
//! reference; no code of the guest runs before its globals are filled.

use std::collections::{BTreeMap, BTreeSet};

use walrus::ir::{GlobalGet, Instr, InstrSeq, RefAsNonNull, VisitorMut, dfs_pre_order_mut};
use walrus::{
    ConstExpr, ConstOp, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, GlobalId, GlobalKind,
    Module, RefType, TypeId, ValType,
};

/// Globals that one function fills.
const CHUNK: usize = 100;

/// Moves the objects that globals start with into the start function.
pub(crate) fn fill_at_start(module: &mut Module) {
    let made = candidates(module);
    if made.is_empty() {
        return;
    }
    for (&global, &(_, ty)) in &made {
        let entry = module.globals.get_mut(global);
        entry.ty = ValType::Ref(RefType { nullable: true, ..ty });
        entry.mutable = true;
        entry.kind = GlobalKind::Local(ConstExpr::RefNull(RefType { nullable: true, ..ty }));
    }
    let readers: Vec<FunctionId> = module.funcs.iter_local().map(|(id, _)| id).collect();
    let filled: BTreeSet<GlobalId> = made.keys().copied().collect();
    for reader in readers {
        let function = module.funcs.get_mut(reader).kind.unwrap_local_mut();
        let entry = function.entry_block();
        dfs_pre_order_mut(&mut NonNull { filled: &filled }, function, entry);
    }
    start_with(module, &made);
}

/// Globals that start with a new default object, with the object's type.
fn candidates(module: &Module) -> BTreeMap<GlobalId, (TypeId, RefType)> {
    let fixed = read_outside_of_functions(module);
    let made = module.globals.iter().filter(|global| !fixed.contains(&global.id())).filter_map(|global| {
        let GlobalKind::Local(ConstExpr::Extended(ops)) = &global.kind else { return None };
        let ([ConstOp::StructNewDefault(object)], ValType::Ref(ty)) = (ops.as_slice(), global.ty) else { return None };
        // A nullable global may be set to null later on, and its reads are as they should be.
        (!ty.nullable).then_some((global.id(), (*object, ty)))
    });
    made.collect()
}

/// Globals whose type is part of something else than code.
fn read_outside_of_functions(module: &Module) -> BTreeSet<GlobalId> {
    let mut fixed = BTreeSet::new();
    let mut note = |init: &ConstExpr| match init {
        ConstExpr::Global(global) => fixed.extend([*global]),
        ConstExpr::Extended(ops) => fixed.extend(ops.iter().filter_map(|op| match op {
            ConstOp::GlobalGet(global) => Some(*global),
            _ => None,
        })),
        ConstExpr::Value(_) | ConstExpr::RefNull(_) | ConstExpr::RefFunc(_) => {}
    };
    for global in module.globals.iter() {
        if let GlobalKind::Local(init) = &global.kind {
            note(init);
        }
    }
    module.tables.iter().filter_map(|table| table.init.as_ref()).for_each(&mut note);
    for data in module.data.iter() {
        if let walrus::DataKind::Active { offset, .. } = &data.kind {
            note(offset);
        }
    }
    for element in module.elements.iter() {
        if let ElementKind::Active { offset, .. } = &element.kind {
            note(offset);
        }
        if let ElementItems::Expressions(_, items) = &element.items {
            items.iter().for_each(&mut note);
        }
    }
    fixed.extend(module.exports.iter().filter_map(|export| match export.item {
        ExportItem::Global(global) => Some(global),
        ExportItem::Function(_) | ExportItem::Table(_) | ExportItem::Memory(_) | ExportItem::Tag(_) => None,
    }));
    fixed
}

/// Fills the globals, then does what the module's start function did.
fn start_with(module: &mut Module, made: &BTreeMap<GlobalId, (TypeId, RefType)>) {
    let entries: Vec<(GlobalId, TypeId)> = made.iter().map(|(&global, &(object, _))| (global, object)).collect();
    let mut steps: Vec<FunctionId> = Vec::new();
    for chunk in entries.chunks(CHUNK) {
        let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
        builder.name(format!("witloom.globals.{}", steps.len()));
        let mut body = builder.func_body();
        for &(global, object) in chunk {
            body.struct_new_default(object).global_set(global);
        }
        steps.push(builder.finish(Vec::new(), &mut module.funcs));
    }
    steps.extend(module.start);
    let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
    builder.name("witloom.start".to_owned());
    let mut body = builder.func_body();
    for step in steps {
        body.call(step);
    }
    module.start = Some(builder.finish(Vec::new(), &mut module.funcs));
}

/// Follows each read of a filled global with a check that it is not null, for the sake of its type.
struct NonNull<'a> {
    filled: &'a BTreeSet<GlobalId>,
}

impl VisitorMut for NonNull<'_> {
    fn start_instr_seq_mut(&mut self, seq: &mut InstrSeq) {
        let reads =
            |instr: &Instr| matches!(instr, Instr::GlobalGet(GlobalGet { global }) if self.filled.contains(global));
        if !seq.instrs.iter().any(|(instr, _)| reads(instr)) {
            return;
        }
        let instrs = std::mem::take(&mut seq.instrs);
        for (instr, place) in instrs {
            let check = reads(&instr);
            seq.instrs.push((instr, place));
            if check {
                seq.instrs.push((RefAsNonNull {}.into(), place));
            }
        }
    }
}
