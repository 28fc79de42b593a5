//! Streams and futures: what they carry, for the runtime, and how annotations and messages name them.

use witloom_bindgen::Writer;
use witloom_bindgen::binding::Node;
use witloom_bindgen::model::{Key, Kind, Prim, Type, TypeId, World};
use witloom_bindgen::plan::EndKind;
use witloom_diag::Unsupported;

use super::Bindings;
use super::hints::Hints;
use crate::engine::is_concurrent;
use crate::text::{self, bracketed, literal};

/// A stream or future, and what it carries.
pub(crate) fn end(node: &Node) -> Option<(EndKind, Option<TypeId>)> {
    if let Node::Stream(payload) = node {
        Some((EndKind::Stream, *payload))
    } else if let Node::Future(payload) = node {
        Some((EndKind::Future, *payload))
    } else {
        None
    }
}

/// `stream` or `future`, as names of functions have it.
fn word(kind: EndKind) -> &'static str {
    match kind {
        EndKind::Stream => "stream",
        EndKind::Future => "future",
    }
}

/// Fails on the first stream or future that the engine can't carry.
///
/// It has one set of built-ins for an interface that is imported and exported, although the handles differ; and what
/// stands for elements that are nothing (see [`crate::engine`]) must not be there otherwise.
pub(crate) fn refuse(world: &World, lang: &str) -> Result<(), Unsupported> {
    let kind = |id: TypeId| &world.ty(world.resolve_alias(id)).kind;
    let only = |id: TypeId| {
        let Kind::Tuple(parts) = kind(id) else { return None };
        parts.first().copied().filter(|_| parts.len() == 1)
    };
    let is_byte = |id: TypeId| *kind(id) == Kind::Prim(Prim::U8);
    let nothing = world.types.iter().any(|ty| matches!(ty.kind, Kind::Stream(None) | Kind::Future(None)));
    for interface in &world.interfaces {
        let both = interface.key != Key::Root && world.interfaces.iter().filter(|i| i.key == interface.key).count() > 1;
        for function in &interface.functions {
            for kind in function.ends.iter().map(|id| kind(*id)) {
                let (Kind::Stream(Some(payload)) | Kind::Future(Some(payload))) = kind else { continue };
                let (of, note) = if both && world.ty(*payload).facts.has_own {
                    ("handles in an interface that is imported and exported", "split the interface")
                } else if nothing && only(*payload).and_then(only).is_some_and(is_byte) {
                    ("tuple<tuple<u8>> beside one of nothing", "take the byte itself")
                } else {
                    continue;
                };
                let end = if matches!(kind, Kind::Stream(_)) { EndKind::Stream } else { EndKind::Future };
                return Err(Unsupported {
                    lang: lang.to_owned(),
                    kind: format!("{} of {of}", word(end)),
                    subject: format!("function `{}`", function.core_name),
                    place: function.place.clone(),
                    note: Some(note.to_owned()),
                });
            }
        }
    }
    Ok(())
}

/// A conversion as `_world.py` calls it: one that has a function of its own is found in `_convert.py`.
fn of_world(verb: &str, conversion: String) -> String {
    if conversion.starts_with(verb) { format!("_convert.{conversion}") } else { conversion }
}

impl Bindings<'_> {
    /// Whether the world needs tasks.
    pub(crate) fn is_concurrent(&self) -> bool {
        is_concurrent(self.world)
    }

    /// The annotation of what arrives: `_streams.Stream[str]`.
    pub(crate) fn end_hint(&self, hints: &mut Hints, kind: EndKind, payload: Option<TypeId>) -> String {
        match kind {
            EndKind::Stream if payload.is_some_and(|ty| self.is_u8(ty)) => "_streams.ByteStream".to_owned(),
            EndKind::Stream => format!("_streams.Stream[{}]", self.opt_hint(hints, payload)),
            EndKind::Future => format!("_streams.Future[{}]", self.opt_hint(hints, payload)),
        }
    }

    /// The annotation of what is sent, where that may be anything that a stream or future can be made of.
    pub(crate) fn sent_hint(&self, hints: &mut Hints, id: TypeId) -> String {
        match end(self.node(id)) {
            Some((EndKind::Stream, Some(ty))) if self.is_u8(ty) => "_streams.ByteSource".to_owned(),
            Some((EndKind::Stream, payload)) => format!("_streams.Source[{}]", self.opt_hint(hints, payload)),
            Some((EndKind::Future, payload)) => format!("_streams.Eventual[{}]", self.opt_hint(hints, payload)),
            None => self.hint(hints, id),
        }
    }

    /// An expression that tells whether an end can be made of `value`.
    pub(crate) fn end_check(&self, id: TypeId, value: &str) -> Option<String> {
        let (kind, _) = end(self.node(id))?;
        Some(format!("_sending.is_{}({value}, {})", word(kind), self.shape_id(id)))
    }

    /// The expression that makes an end of `value`.
    pub(crate) fn end_lowered(&self, id: TypeId, value: &str) -> Option<String> {
        let (kind, _) = end(self.node(id))?;
        Some(format!("_sending.lower_{}({value}, {})", word(kind), self.shape_id(id)))
    }

    /// How messages describe it.
    pub(crate) fn end_shape(&self, id: TypeId) -> Vec<String> {
        let (wanted, class) = match end(self.node(id)) {
            Some((EndKind::Stream, Some(ty))) if self.is_u8(ty) => {
                ("stream<u8> (bytes, or an iterable of bytes)", "ByteStream")
            }
            Some((EndKind::Stream, _)) => ("stream (an iterable, async or not)", "Stream"),
            Some((EndKind::Future, _)) | None => ("future (something to await)", "Future"),
        };
        let check = self.end_check(id, "v").unwrap_or_default();
        vec![literal("end"), literal(wanted), format!("_streams.{class}"), format!("lambda v: {check}")]
    }

    /// `ends()` and `bind()` of `_world.py`.
    pub(crate) fn ends(&self, w: &mut Writer) {
        if !self.is_concurrent() {
            return;
        }
        text::two_blank(w);
        w.line("def ends() -> dict[int, _elements.Element]:");
        w.indented(|w| {
            w.line("\"\"\"What streams and futures carry, by the number of their type.\"\"\"");
            w.block("return {", "}", |w| {
                for ty in self.crossing(|ty| ty.facts.has_end) {
                    if let Some((kind, payload)) = end(self.node(ty.id)) {
                        let head = format!("{}: _elements.Element(", ty.id.index());
                        bracketed(w, &head, &self.element(ty, kind, payload), "),");
                    }
                }
            });
        });
        text::two_blank(w);
        w.line("def bind(job: dict[str, Any]) -> None:");
        w.indented(|w| {
            w.line("\"\"\"Takes in the engine's numbers.\"\"\"");
            w.line("_tasks.bind(job[\"exports\"], job[\"wake\"])");
            w.line("_elements.bind(ends(), job[\"streams\"], job[\"futures\"])");
        });
    }

    fn element(&self, ty: &Type, kind: EndKind, payload: Option<TypeId>) -> Vec<String> {
        let Some(payload) = payload else { return vec![literal("nothing")] };
        let streamed = |prim: Prim| kind == EndKind::Stream && *self.node(payload) == Node::Prim(prim);
        if streamed(Prim::U8) {
            return vec![literal("bytes")];
        }
        let form = if streamed(Prim::S8) { "s8" } else { "items" };
        let mut args = vec![literal(form)];
        let stands = |crosses: &dyn Fn(&Type) -> bool| self.crossing(crosses).any(|other| other.id == ty.id);
        if stands(&|ty| ty.facts.lowered) {
            args.push(format!("check=lambda v: {}", self.check(payload, "v", "_shapes.")));
            args.push(format!("shape={}", self.shape_id(payload)));
            let lowered = of_world("lower_", self.conversions.lower(self, payload, "v", ""));
            args.extend((lowered != "v").then(|| format!("lower=lambda v: {lowered}")));
        }
        if stands(&|ty| ty.facts.lifted) {
            let lifted = of_world("lift_", self.conversions.lift(self, payload, "v", ""));
            args.extend((lifted != "v").then(|| format!("lift=lambda v: {lifted}")));
        }
        args.extend(matches!(self.node(payload), Node::Result { .. }).then(|| "fails=True".to_owned()));
        args
    }
}
