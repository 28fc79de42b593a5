//! The plan as text: one paragraph per type, one per call. For people and snapshots; nothing parses it.

use std::fmt::Write as _;

use super::{
    Asynchrony, Base, Call, Cast, End, EndKind, Flat, HandleLift, HandleLower, Location, Mem, PayloadPlan, Plan,
    TaskReturn, TypePlan,
};
use crate::model::{Core, Layout, Side, TypeId, World};

/// The whole plan: used types, then calls.
pub(super) fn plan(plan: &Plan, world: &World) -> String {
    let mut out = String::new();
    for ty in plan.used_types(world) {
        type_plan(&mut out, world, ty, plan.ty(ty));
    }
    for call in plan.calls() {
        one_call(&mut out, world, call);
    }
    for payload in plan.payloads() {
        one_payload(&mut out, world, payload);
    }
    out
}

fn type_plan(out: &mut String, world: &World, id: TypeId, plan: &TypePlan) {
    let ty = world.ty(id);
    let Layout { size, align } = ty.layout;
    let owner = ty.name.as_ref().map(|name| {
        let owner = world.interface(name.owner);
        let side = if owner.side == Side::Import { "import" } else { "export" };
        format!(" ({side} {})", owner.full_name)
    });
    let _ = writeln!(out, "type {}{} size {size} align {align}", world.type_name(id), owner.unwrap_or_default());
    let _ = writeln!(out, "  mem  {}", mem(world, &plan.mem));
    if let Some(node) = &plan.flat {
        let cores = ty.flat.iter().flatten().map(|core| core.name()).collect::<Vec<_>>().join(" ");
        let _ = writeln!(out, "  flat [{cores}] {}", flat(world, node));
    }
}

fn mem(world: &World, node: &Mem) -> String {
    let name = |ty: &TypeId| world.type_name(*ty);
    match node {
        Mem::Prim(prim) => prim.wit_name().to_owned(),
        Mem::String => "string".to_owned(),
        Mem::List { elem, stride, align, bulk } => {
            let bulk = bulk.map(|_| " bulk").unwrap_or_default();
            format!("list of {} stride {stride} align {align}{bulk}", name(elem))
        }
        Mem::FixedList { elem, stride, count } => format!("{count} of {} stride {stride}", name(elem)),
        Mem::Product(slots) => {
            slots.iter().map(|slot| format!("+{} {}", slot.offset, name(&slot.ty))).collect::<Vec<_>>().join(", ")
        }
        Mem::Sum { tag, payload, cases } => {
            let cases = cases.iter().map(|case| case.as_ref().map_or("-".to_owned(), name)).collect::<Vec<_>>();
            format!("tag {} payload +{payload} ({})", tag.bytes(), cases.join(" | "))
        }
        Mem::Enum { tag, cases } => format!("tag {} of {cases}", tag.bytes()),
        Mem::Flags { width, count } => format!("{count} flags in {}", width.bytes()),
        Mem::Handle(handle) => format!("handle {}/{}", lift_word(handle.lift()), lower_word(handle.lower())),
        Mem::End(end) => self::end(world, *end),
        Mem::Same(target) => format!("same as {}", name(target)),
    }
}

fn flat(world: &World, node: &Flat) -> String {
    match node {
        Flat::Prim(prim) => prim.wit_name().to_owned(),
        Flat::String => "string".to_owned(),
        Flat::List => "list".to_owned(),
        Flat::Product(slots) => {
            let slots = slots.iter().map(|slot| format!("@{} {}", slot.first, world.type_name(slot.ty)));
            slots.collect::<Vec<_>>().join(", ")
        }
        Flat::Sum { cases, .. } => {
            let case = |case: &super::FlatCase| {
                let casts = case.casts.iter().map(|cast| cast_word(*cast)).collect::<Vec<_>>().join(" ");
                format!("{} [{casts}]", world.type_name(case.ty))
            };
            cases.iter().map(|c| c.as_ref().map_or("-".to_owned(), case)).collect::<Vec<_>>().join(" | ")
        }
        Flat::Enum { cases } => format!("tag of {cases}"),
        Flat::Flags { count } => format!("{count} flags"),
        Flat::Handle(handle) => format!("handle {}/{}", lift_word(handle.lift()), lower_word(handle.lower())),
        Flat::End(end) => self::end(world, *end),
        Flat::Same(target) => format!("same as {}", world.type_name(*target)),
    }
}

fn end(world: &World, end: End) -> String {
    let of = end.payload.map(|ty| format!(" of {}", world.type_name(ty))).unwrap_or_default();
    match end.kind {
        EndKind::Stream => format!("end of stream{of}"),
        EndKind::Future => format!("end of future{of}"),
    }
}

fn lift_word(lift: HandleLift) -> &'static str {
    match lift {
        HandleLift::WrapOwn => "wrap-own",
        HandleLift::WrapBorrow => "wrap-borrow",
        HandleLift::Reclaim => "reclaim",
        HandleLift::Representation => "representation",
    }
}

fn lower_word(lower: HandleLower) -> &'static str {
    match lower {
        HandleLower::Move => "move",
        HandleLower::Lend => "lend",
        HandleLower::New => "new",
    }
}

fn cast_word(cast: Cast) -> &'static str {
    match cast {
        Cast::None => "=",
        Cast::I32ToI64 => "i32>i64",
        Cast::F32ToI32 => "f32>i32",
        Cast::F32ToI64 => "f32>i64",
        Cast::F64ToI64 => "f64>i64",
    }
}

fn one_call(out: &mut String, world: &World, call: &Call) {
    let cores = |cores: &[Core]| cores.iter().map(|core| core.name()).collect::<Vec<_>>().join(" ");
    let side = if call.side == Side::Import { "import" } else { "export" };
    let module = if call.core_module.is_empty() { String::new() } else { format!("{}.", call.core_module) };
    let signature = format!("({}) -> ({})", cores(&call.params), cores(&call.results));
    let _ = writeln!(out, "{side} {module}{} {signature}", call.core_name);
    let function = &world.interface(call.interface).functions[call.function];
    let places = function.params.iter().map(|param| param.name.as_str()).zip(&call.places);
    for (name, placed) in places.chain(call.result_place.iter().map(|placed| ("result", placed))) {
        let _ = writeln!(out, "  {name}: {} at {}", world.type_name(placed.ty), place(placed.place));
    }
    for (base, layout) in [(Base::Params, call.param_area), (Base::Result, call.result_area)] {
        if let Some(Layout { size, align }) = layout {
            let _ = writeln!(out, "  area {} size {size} align {align}", base_word(base));
        }
    }
    match &call.asynchrony {
        None | Some(Asynchrony::Subtask) => {}
        Some(Asynchrony::Task { callback, task_return }) => {
            let _ = writeln!(out, "  callback {callback}");
            let TaskReturn { module, name, params } = task_return;
            let _ = writeln!(out, "  task return {module}.{name} ({})", cores(params));
        }
    }
    if let Some(post) = &call.post_return {
        let _ = writeln!(out, "  post-return {post}");
    }
}

fn one_payload(out: &mut String, world: &World, payload: &PayloadPlan) {
    let kind = match payload.kind {
        EndKind::Stream => "stream",
        EndKind::Future => "future",
    };
    let of = payload.elem.map(|ty| format!(" of {}", world.type_name(ty))).unwrap_or_default();
    let bulk = payload.bulk.map(|_| " bulk").unwrap_or_default();
    let Layout { size, align } = payload.layout;
    let _ = writeln!(out, "{kind}{of} stride {size} align {align}{bulk}\n  {}.{}", payload.module, payload.new);
}

fn base_word(base: Base) -> &'static str {
    match base {
        Base::Params => "params",
        Base::Result => "result",
    }
}

fn place(place: Location) -> String {
    match place {
        Location::Flat { first } => format!("flat {first}"),
        Location::Memory { base, offset } => format!("{}+{offset}", base_word(base)),
    }
}
