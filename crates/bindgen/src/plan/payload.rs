//! What streams and futures carry: element buffers, and the core functions of their ends.

use super::nodes::{EndKind, Mem};
use super::{Call, shape};
use crate::model::{Core, Kind, Layout, Prim, Side, TypeId, World};

/// Streams or futures of one payload: the core functions of their ends, and how elements lie in a buffer.
///
/// A buffer is what a list of the elements lies in. Reading: the buffer must stay until the event; then the first `n`
/// elements are there, and what they own was put into our memory by the other side. Writing: the elements' own blocks stay
/// ours and go when they are taken; own handles and ends inside the `n` elements that were taken have moved, those of the
/// others are ours again. A future is a stream of one element: its writable end may only be dropped once a value was
/// written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayloadPlan {
    /// Stream or future.
    pub kind: EndKind,
    /// Type of elements, or of the value, aliases resolved; `None` where they have none.
    pub elem: Option<TypeId>,
    /// Stride and alignment of elements in a buffer; without elements both are those of nothing.
    pub layout: Layout,
    /// The primitive, when elements are one that has the same form in every array of it, as for [`Mem::List`]: a
    /// buffer may be the language's own.
    pub bulk: Option<Prim>,
    /// Import module of the core functions.
    pub module: String,
    /// Makes both ends: `() -> i64`, the readable one in the low half.
    pub new: String,
    /// `(end, address, count) -> i32`, for futures without the count. Asynchronous: the result may be `BLOCKED`.
    pub read: String,
    /// As [`PayloadPlan::read`].
    pub write: String,
    /// `(end) -> i32`, the state of the read that was under way. Synchronous: the end must not be in a waitable set.
    pub cancel_read: String,
    /// As [`PayloadPlan::cancel_read`].
    pub cancel_write: String,
    /// `(end)`
    pub drop_readable: String,
    /// `(end)`
    pub drop_writable: String,
}

/// A core function: name, parameters, result.
pub type CoreFunction<'a> = (&'a str, &'static [Core], Option<Core>);

impl PayloadPlan {
    /// The core functions, in the order of the fields.
    pub fn functions(&self) -> [CoreFunction<'_>; 7] {
        const I32: &[Core] = &[Core::I32];
        let copied: &[Core] = match self.kind {
            EndKind::Stream => &[Core::I32; 3],
            EndKind::Future => &[Core::I32; 2],
        };
        [
            (&self.new, &[], Some(Core::I64)),
            (&self.read, copied, Some(Core::I32)),
            (&self.write, copied, Some(Core::I32)),
            (&self.cancel_read, I32, Some(Core::I32)),
            (&self.cancel_write, I32, Some(Core::I32)),
            (&self.drop_readable, I32, None),
            (&self.drop_writable, I32, None),
        ]
    }
}

/// Kind and payload of a stream or future.
pub(super) fn key(world: &World, ty: TypeId) -> Option<(EndKind, Option<TypeId>)> {
    let elem = |payload: &Option<TypeId>| payload.map(|ty| world.resolve_alias(ty));
    let kind = &world.ty(world.resolve_alias(ty)).kind;
    if let Kind::Stream(payload) = kind {
        return Some((EndKind::Stream, elem(payload)));
    }
    if let Kind::Future(payload) = kind { Some((EndKind::Future, elem(payload))) } else { None }
}

/// One plan per kind and payload, named by the function that mentions it first.
pub(super) fn plans(world: &World, calls: &[Call]) -> Vec<PayloadPlan> {
    let mut found: Vec<PayloadPlan> = Vec::new();
    for call in calls {
        let interface = world.interface(call.interface);
        let function = &interface.functions[call.function];
        let module = match call.side {
            Side::Import => interface.full_name.clone(),
            Side::Export => format!("[export]{}", interface.full_name),
        };
        for (index, ty) in function.ends.iter().enumerate() {
            let Some((kind, elem)) = key(world, *ty) else { continue };
            if !found.iter().any(|plan| (plan.kind, plan.elem) == (kind, elem)) {
                found.push(match elem {
                    Some(_) => plan(world, (kind, elem), &module, &format!("{index}]{}", function.core_name)),
                    None => unit(world, kind),
                });
            }
        }
    }
    found
}

/// The stream or future without a payload. It needs no function that mentions it: runtimes wake tasks with one.
pub fn unit(world: &World, kind: EndKind) -> PayloadPlan {
    plan(world, (kind, None), "$root", "unit]")
}

fn plan(world: &World, (kind, elem): (EndKind, Option<TypeId>), module: &str, suffix: &str) -> PayloadPlan {
    let word = match kind {
        EndKind::Stream => "stream",
        EndKind::Future => "future",
    };
    let bulk = elem.and_then(|elem| {
        let Mem::List { bulk, .. } = shape::list(world, elem) else { return None };
        bulk
    });
    let name = |what: &str| format!("[{word}-{what}-{suffix}");
    PayloadPlan {
        kind,
        elem,
        layout: elem.map_or(Layout { size: 0, align: 1 }, |elem| world.ty(elem).layout),
        bulk,
        module: module.to_owned(),
        new: name("new"),
        read: format!("[async-lower]{}", name("read")),
        write: format!("[async-lower]{}", name("write")),
        cancel_read: name("cancel-read"),
        cancel_write: name("cancel-write"),
        drop_readable: name("drop-readable"),
        drop_writable: name("drop-writable"),
    }
}
