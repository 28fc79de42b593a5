//! From a type of the model to its nodes. The only place that knows how a kind is laid out.

use super::nodes::{Cast, End, EndKind, Flat, FlatCase, FlatSlot, Handle, Mem, Mode, Slot, Width};
use super::{MAX_FLAT_PARAMS, TypePlan};
use crate::model::{Core, Kind, Prim, ResourceId, Type, TypeId, World};

/// Nodes of one type; `None` where it is unsupported or holds no value.
pub(super) fn type_plan(world: &World, ty: &Type) -> Option<TypePlan> {
    if ty.facts.has_unsupported {
        return None;
    }
    let mem = mem(world, &ty.kind)?;
    let flat = if ty.flat.is_some() { flat(world, ty) } else { None };
    Some(TypePlan { mem, flat })
}

fn mem(world: &World, kind: &Kind) -> Option<Mem> {
    Some(match kind {
        Kind::Prim(prim) => Mem::Prim(*prim),
        Kind::String => Mem::String,
        Kind::List(elem) => list(world, *elem),
        Kind::Map(map) => list(world, map.entry),
        Kind::FixedList(elem, count) => {
            Mem::FixedList { elem: *elem, stride: world.ty(*elem).layout.size, count: *count }
        }
        Kind::Tuple(types) => Mem::Product(slots(world, types.iter().copied())),
        Kind::Record(fields) => Mem::Product(slots(world, fields.iter().map(|f| f.ty))),
        Kind::Option(ty) => sum(world, vec![None, Some(*ty)]),
        Kind::Result { ok, err } => sum(world, vec![*ok, *err]),
        Kind::Variant(cases) => sum(world, cases.iter().map(|c| c.ty).collect()),
        Kind::Enum(cases) => Mem::Enum { tag: Width::of_cases(cases.len()), cases: cases.len() as u32 },
        Kind::Flags(flags) => Mem::Flags { width: Width::of_flags(flags.len()), count: flags.len() as u32 },
        Kind::Own(resource) => Mem::Handle(handle(world, *resource, Mode::Own)),
        Kind::Borrow(resource) => Mem::Handle(handle(world, *resource, Mode::Borrow)),
        Kind::Stream(payload) => Mem::End(End { kind: EndKind::Stream, payload: *payload }),
        Kind::Future(payload) => Mem::End(End { kind: EndKind::Future, payload: *payload }),
        Kind::Alias(target) => Mem::Same(*target),
        Kind::ResourceAlias(_) | Kind::Unsupported(_) => return None,
    })
}

fn handle(world: &World, resource: ResourceId, mode: Mode) -> Handle {
    Handle { resource, mode, side: world.resource(resource).side }
}

pub(super) fn list(world: &World, elem: TypeId) -> Mem {
    let layout = world.ty(elem).layout;
    let Kind::Prim(prim) = world.ty(world.resolve_alias(elem)).kind else {
        return Mem::List { elem, stride: layout.size, align: layout.align, bulk: None };
    };
    let bulk = (!matches!(prim, Prim::Bool | Prim::Char)).then_some(prim);
    Mem::List { elem, stride: layout.size, align: layout.align, bulk }
}

/// Offsets of parts laid one after another, each aligned.
pub(super) fn slots(world: &World, types: impl Iterator<Item = TypeId>) -> Vec<Slot> {
    let mut end = 0;
    types
        .map(|ty| {
            let layout = world.ty(ty).layout;
            let offset = align_to(end, layout.align);
            end = offset + layout.size;
            Slot { offset, ty }
        })
        .collect()
}

/// The next multiple of `align`.
pub(super) fn align_to(offset: u32, align: u32) -> u32 {
    offset.next_multiple_of(align.max(1))
}

fn sum(world: &World, cases: Vec<Option<TypeId>>) -> Mem {
    let tag = Width::of_cases(cases.len());
    let align = cases.iter().flatten().map(|ty| world.ty(*ty).layout.align).max().unwrap_or(1);
    Mem::Sum { tag, payload: align_to(tag.bytes(), align), cases }
}

fn flat(world: &World, ty: &Type) -> Option<Flat> {
    Some(match &ty.kind {
        Kind::Prim(prim) => Flat::Prim(*prim),
        Kind::String => Flat::String,
        Kind::List(_) | Kind::Map(_) => Flat::List,
        Kind::FixedList(elem, count) => Flat::Product(flat_slots(world, std::iter::repeat_n(*elem, *count as usize))?),
        Kind::Tuple(types) => Flat::Product(flat_slots(world, types.iter().copied())?),
        Kind::Record(fields) => Flat::Product(flat_slots(world, fields.iter().map(|f| f.ty))?),
        Kind::Option(payload) => flat_sum(world, ty, &[None, Some(*payload)])?,
        Kind::Result { ok, err } => flat_sum(world, ty, &[*ok, *err])?,
        Kind::Variant(cases) => flat_sum(world, ty, &cases.iter().map(|c| c.ty).collect::<Vec<_>>())?,
        Kind::Enum(cases) => Flat::Enum { cases: cases.len() as u32 },
        Kind::Flags(flags) => Flat::Flags { count: flags.len() as u32 },
        Kind::Own(resource) => Flat::Handle(handle(world, *resource, Mode::Own)),
        Kind::Borrow(resource) => Flat::Handle(handle(world, *resource, Mode::Borrow)),
        Kind::Stream(payload) => Flat::End(End { kind: EndKind::Stream, payload: *payload }),
        Kind::Future(payload) => Flat::End(End { kind: EndKind::Future, payload: *payload }),
        Kind::Alias(target) => Flat::Same(*target),
        Kind::ResourceAlias(_) | Kind::Unsupported(_) => return None,
    })
}

/// Positions of parts spread one after another; `None` past 16 core values.
pub(super) fn flat_slots(world: &World, types: impl Iterator<Item = TypeId>) -> Option<Vec<FlatSlot>> {
    let mut first = 0;
    let mut slots = Vec::new();
    for ty in types {
        slots.push(FlatSlot { first, ty });
        first += world.ty(ty).flat.as_ref()?.len() as u32;
    }
    (first as usize <= MAX_FLAT_PARAMS).then_some(slots)
}

fn flat_sum(world: &World, ty: &Type, cases: &[Option<TypeId>]) -> Option<Flat> {
    let joined: Vec<Core> = ty.flat.as_ref()?.iter().skip(1).copied().collect();
    let case = |payload: TypeId| {
        let own = world.ty(payload).flat.as_ref()?;
        let casts = own.iter().zip(&joined).map(|(own, joined)| Cast::between(*own, *joined)).collect();
        Some(FlatCase { ty: payload, casts })
    };
    let cases = cases.iter().map(|payload| payload.map(|ty| case(ty).map(Some)).unwrap_or(Some(None)));
    let cases = cases.collect::<Option<Vec<_>>>()?;
    Some(Flat::Sum { joined, cases })
}
