//! Objects that globals start with are made by functions.
//!
//! TeaVM, for one, keeps every string literal and class object in a global of its own, `(global (ref $t)
//! (struct.new_default $t))`, thousands of them. An engine that compiles all of a module's initializers into one function needs time
//! that grows with the square of their number: minutes for 5,000. Such globals start as null here; the start
//! function fills them, a hundred to a function, before anything else runs. Tables of such objects, which it
//! writes as one long initializer, become functions as well ([`super::objects`]).
//!
//! Invariants: only globals that nothing but function bodies reads are changed; a read still gives a non-null
//! reference; no code of the guest runs before its globals are filled.

use std::collections::{BTreeMap, BTreeSet};

use walrus::ir::{GlobalGet, Instr, InstrSeq, RefAsNonNull, VisitorMut, dfs_pre_order_mut};
use walrus::{
    ConstExpr, ConstOp, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, GlobalId, GlobalKind,
    Module, RefType, TypeId, ValType,
};

use super::objects::{Maker, append};

/// Globals that one function fills.
const CHUNK: usize = 100;

/// Moves the objects that globals start with into the start function.
pub(crate) fn fill_at_start(module: &mut Module) {
    // First, since what these read is then read by code alone.
    let tables = take_tables(module);
    let made = candidates(module);
    if made.is_empty() && tables.is_empty() {
        return;
    }
    for (&global, &(_, ty)) in &made {
        let entry = module.globals.get_mut(global);
        entry.ty = ValType::Ref(RefType { nullable: true, ..ty });
        entry.mutable = true;
        entry.kind = GlobalKind::Local(ConstExpr::RefNull(RefType { nullable: true, ..ty }));
    }
    let mut steps = fillers(module, &made);
    steps.extend(tables.into_iter().map(|(global, maker)| table_filler(module, global, maker)));
    let readers: Vec<FunctionId> = module.funcs.iter_local().map(|(id, _)| id).collect();
    let filled: BTreeSet<GlobalId> = made.keys().copied().collect();
    for reader in readers {
        let function = module.funcs.get_mut(reader).kind.unwrap_local_mut();
        let entry = function.entry_block();
        dfs_pre_order_mut(&mut NonNull { filled: &filled }, function, entry);
    }
    start_with(module, steps);
}

/// Nullable globals that start with objects made of others start with null, and a maker each.
fn take_tables(module: &mut Module) -> Vec<(GlobalId, Maker)> {
    let fixed = read_outside_of_functions(module);
    let mut tables = Vec::new();
    for global in module.globals.iter().filter(|global| global.mutable && !fixed.contains(&global.id())) {
        let GlobalKind::Local(ConstExpr::Extended(ops)) = &global.kind else { continue };
        if matches!(global.ty, ValType::Ref(RefType { nullable: true, .. }))
            && let Some(maker) = Maker::read(module, ops)
        {
            tables.push((global.id(), maker));
        }
    }
    for (global, _) in &tables {
        let entry = module.globals.get_mut(*global);
        if let ValType::Ref(ty) = entry.ty {
            entry.kind = GlobalKind::Local(ConstExpr::RefNull(ty));
        }
    }
    tables
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

/// Functions that fill the globals with default objects.
fn fillers(module: &mut Module, made: &BTreeMap<GlobalId, (TypeId, RefType)>) -> Vec<FunctionId> {
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
    steps
}

/// A function that fills a global with what its initializer made.
fn table_filler(module: &mut Module, global: GlobalId, maker: Maker) -> FunctionId {
    let code = maker.emit(module);
    let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
    builder.name("witloom.table".to_owned());
    let mut body = builder.func_body();
    append(&mut body, code);
    body.global_set(global);
    builder.finish(Vec::new(), &mut module.funcs)
}

/// Takes these steps, then does what the module's start function did.
fn start_with(module: &mut Module, mut steps: Vec<FunctionId>) {
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
