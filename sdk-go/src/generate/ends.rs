//! Streams and futures: package `ends` with the core functions of each, and how their elements cross.

use witloom_bindgen::binding::Node;
use witloom_bindgen::model::{Prim, TypeId};
use witloom_bindgen::plan::{EndKind, PayloadPlan};

use super::abi::{Abi, Job};
use super::source::{COMPONENT, Source};
use super::types::Context;

/// The package's one file; `None` for worlds without streams and futures.
pub(super) fn file(cx: &Context<'_>) -> Option<String> {
    if cx.plan.payloads().is_empty() {
        return None;
    }
    let mut src = Source::new(cx.names, cx.root, None);
    src.own("internal/rt");
    for (index, payload) in cx.plan.payloads().iter().enumerate() {
        one(cx, &mut src, payload, &name(payload, index));
    }
    let docs = ["// Package ends imports what the component model offers for streams and futures.".to_owned()];
    Some(src.finish_for(COMPONENT, "ends", &docs))
}

fn name(payload: &PayloadPlan, index: usize) -> String {
    match payload.kind {
        EndKind::Stream => format!("Stream{index}"),
        EndKind::Future => format!("Future{index}"),
    }
}

fn one(cx: &Context<'_>, src: &mut Source<'_>, payload: &PayloadPlan, name: &str) {
    let is_future = payload.kind == EndKind::Future;
    let copies = if is_future { "(end, addr uint32) uint32" } else { "(end, addr, count uint32) uint32" };
    let rows = [
        ("New", &payload.new, "() uint64"),
        ("Read", &payload.read, copies),
        ("Write", &payload.write, copies),
        ("CancelRead", &payload.cancel_read, "(end uint32) uint32"),
        ("CancelWrite", &payload.cancel_write, "(end uint32) uint32"),
        ("DropReadable", &payload.drop_readable, "(end uint32)"),
        ("DropWritable", &payload.drop_writable, "(end uint32)"),
    ];
    let raw = |field: &str| format!("{}{field}", name.to_ascii_lowercase());
    for (field, core, signature) in rows {
        src.w.line(format!("//go:wasmimport {} {core}", payload.module));
        src.w.line(format!("func {}{signature}", raw(field)));
        src.w.gap();
    }
    src.w.comment(&format!("{name} is for a {}.", spelled(cx, payload)));
    src.w.block(format!("var {name} = &rt.Ends{{"), "}", |w| {
        if is_future {
            w.line("Single:       true,");
        }
        for (field, _, _) in rows {
            let copy = is_future && matches!(field, "Read" | "Write");
            let value = if copy {
                format!("func(end, addr, _ uint32) uint32 {{ return {}(end, addr) }}", raw(field))
            } else {
                raw(field)
            };
            w.line(format!("{:<13} {value},", format!("{field}:")));
        }
    });
    src.w.gap();
}

/// `stream<part>`
fn spelled(cx: &Context<'_>, payload: &PayloadPlan) -> String {
    let word = match payload.kind {
        EndKind::Stream => "stream",
        EndKind::Future => "future",
    };
    payload.elem.map_or_else(|| word.to_owned(), |ty| format!("{word}<{}>", cx.world.type_name(ty)))
}

impl Abi<'_> {
    /// The value of a readable end.
    pub(super) fn lift_end(&mut self, ty: TypeId, end: &str) -> String {
        self.src.own("internal/rt");
        let carry = self.routine(Job::Carry, ty);
        let is_bytes = self.cx.is_bytes(ty);
        let is_future = matches!(self.cx.binding.resolved(ty).1, Node::Future(_));
        let what = if is_future {
            "Future"
        } else if is_bytes {
            "Bytes"
        } else {
            "Stream"
        };
        format!("rt.Lift{what}({carry}, {end})")
    }

    /// The readable end of a value.
    pub(super) fn lower_end(&mut self, ty: TypeId, value: &str, place: &str) -> String {
        self.src.own("internal/rt");
        let carry = self.routine(Job::Carry, ty);
        let node = self.cx.binding.resolved(ty).1;
        let what = if matches!(node, Node::Future(_)) { "Future" } else { "Stream" };
        let payload = node.parts().first().copied();
        let elem = self.cx.payload(&mut self.src, payload);
        format!("rt.Lower{what}[{elem}]({carry}, {value}, {place:?})")
    }

    /// How the elements of a stream, or the value of a future, cross.
    pub(super) fn carry(&mut self, name: &str, ty: TypeId) {
        let Some((index, payload)) = self.carried(ty) else { return };
        let (ends, elem, stride) = (self::name(payload, index), payload.elem, payload.layout.size);
        let spelled = spelled(self.cx, payload);
        let go = self.cx.payload(&mut self.src, elem);
        self.src.own("internal/rt");
        self.src.own("internal/ends");
        let outlined = elem.filter(|elem| !self.cx.is_plain(*elem));
        let single = elem.is_some_and(|elem| self.cx.world.ty(elem).facts.moves());
        let Some(elem) = outlined else {
            self.line(format!("var {name} = rt.Carry[{go}](ends.{ends}, {spelled:?}, {stride}, false, nil, nil)"));
            return;
        };
        let stem = name.trim_start_matches("carry").to_owned();
        let (lift, lower) = (self.own_name(format!("liftOf{stem}")), self.own_name(format!("lowerOf{stem}")));
        self.line(format!("var {name} = rt.Carry(ends.{ends}, {spelled:?}, {stride}, {single}, {lift}, {lower})"));
        self.src.w.gap();
        self.uses_memory();
        self.block(format!("func {lift}(p unsafe.Pointer) {go} {{"), "}", |abi| {
            abi.declare_from_memory(elem, "p", "v");
            abi.line("return v");
        });
        self.src.w.gap();
        self.reset_temps();
        self.block(format!("func {lower}(p unsafe.Pointer, v {go}) {{"), "}", |abi| abi.lower(elem, "v", "p", ""));
    }

    fn carried(&self, ty: TypeId) -> Option<(usize, &PayloadPlan)> {
        let wanted = self.cx.binding.payload(ty)?;
        let found = self.cx.plan.payloads().iter().position(|plan| plan == wanted)?;
        Some((found, &self.cx.plan.payloads()[found]))
    }
}

impl Context<'_> {
    /// Whether a type is `stream<u8>`, which is an `io.ReadCloser`.
    pub(super) fn is_bytes(&self, ty: TypeId) -> bool {
        let Node::Stream(Some(elem)) = self.binding.resolved(ty).1 else { return false };
        matches!(self.binding.resolved(*elem).1, Node::Prim(Prim::U8))
    }
}
