//! Streams and futures: the core functions of each, and how their elements cross.

use witloom_bindgen::Writer;
use witloom_bindgen::model::TypeId;
use witloom_bindgen::plan::{EndKind, PayloadPlan};

use super::Glue;
use super::flat::java_core;
use super::imports::annotation;

/// The methods around the core functions, in the order of [`PayloadPlan::functions`].
const METHODS: [&str; 7] = ["create", "read", "write", "cancelRead", "cancelWrite", "dropReadable", "dropWritable"];

impl Glue<'_> {
    /// A class per payload, with its one object.
    pub(super) fn ends(&self, w: &mut Writer) {
        for (number, payload) in self.binding.payloads().iter().enumerate() {
            let (field, class) = (field(payload, number), class(payload, number));
            let java = self.types.or_void(payload.elem);
            w.gap();
            w.line(format!("public static final Payload<{java}> {field} = new {class}();"));
            w.gap();
            w.block(format!("private static final class {class} extends Payload<{java}> {{"), "}", |w| {
                self.end(w, payload, &class);
            });
        }
    }

    fn end(&self, w: &mut Writer, payload: &PayloadPlan, class: &str) {
        let is_future = payload.kind == EndKind::Future;
        let is_owned = payload.elem.is_some_and(|elem| self.types.world.ty(elem).facts.moves());
        w.block(format!("{class}() {{"), "}", |w| {
            let (name, stride) = (self.spelled(payload), payload.layout.size);
            w.line(format!("super(\"{name}\", {stride}, {is_future}, {is_owned});"));
        });
        for (method, (core, params, result)) in METHODS.iter().zip(payload.functions()) {
            let params: Vec<String> =
                params.iter().enumerate().map(|(n, c)| format!("{} c{n}", java_core(*c))).collect();
            let java = result.map_or("void", java_core);
            annotation(w, &payload.module, core);
            w.line(format!("private static native {java} {method}Raw({});", params.join(", ")));
            // Copies of futures have no counts.
            let is_copy = is_future && matches!(*method, "read" | "write");
            let given: Vec<String> = params.iter().cloned().chain(is_copy.then(|| "int count".to_owned())).collect();
            let args: Vec<String> = (0..params.len()).map(|n| format!("c{n}")).collect();
            let back = if result.is_some() { "return " } else { "" };
            w.gap();
            w.line("@Override");
            w.block(format!("protected {java} {method}({}) {{", given.join(", ")), "}", |w| {
                w.line(format!("{back}{method}Raw({});", args.join(", ")));
            });
        }
        match payload.elem {
            Some(elem) => self.elements(w, elem),
            None => {
                w.gap();
                w.line("@Override");
                w.block("protected Void lift(int p) {", "}", |w| w.line("return null;"));
                w.gap();
                w.line("@Override");
                w.line("protected void lower(int p, Void value) {}");
            }
        }
    }

    /// How an element crosses, in the directions in which some do.
    fn elements(&self, w: &mut Writer, elem: TypeId) {
        let (facts, java) = (self.types.world.ty(elem).facts, self.types.boxed(elem));
        if facts.lifted {
            w.gap();
            w.line("@Override");
            w.block(format!("protected {java} lift(int p) {{"), "}", |w| {
                w.line(format!("return {};", self.load(elem, "p", 0)));
            });
        }
        if facts.lowered {
            w.gap();
            w.line("@Override");
            w.block(format!("protected void lower(int p, {java} value) {{"), "}", |w| {
                self.store(w, elem, "p", 0, "value");
            });
        }
    }

    /// `stream<part>`
    fn spelled(&self, payload: &PayloadPlan) -> String {
        let word = match payload.kind {
            EndKind::Stream => "stream",
            EndKind::Future => "future",
        };
        payload.elem.map_or_else(|| word.to_owned(), |ty| format!("{word}<{}>", self.wit(ty)))
    }

    /// The value of a readable end.
    pub(super) fn lift_end(&self, ty: TypeId, end: &str) -> String {
        let (payload, kind) = self.payload(ty);
        format!("Ends.{payload}.{}({end})", kind.to_ascii_lowercase())
    }

    /// The readable end of a value.
    pub(super) fn lower_end(&self, ty: TypeId, value: &str) -> String {
        let (payload, kind) = self.payload(ty);
        format!("Ends.{payload}.lower{kind}({value})")
    }

    /// The object for a stream or future, and what its methods are called after.
    fn payload(&self, ty: TypeId) -> (String, &'static str) {
        let wanted = self.binding.payload(ty);
        let found = self.binding.payloads().iter().enumerate().find(|(_, payload)| Some(*payload) == wanted);
        let (number, payload) = found.expect("every stream and future of a function has a plan");
        let kind = match payload.kind {
            EndKind::Future => "Future",
            EndKind::Stream if self.types.is_bytes(ty) => "Bytes",
            EndKind::Stream => "Items",
        };
        (field(payload, number), kind)
    }
}

fn field(payload: &PayloadPlan, number: usize) -> String {
    match payload.kind {
        EndKind::Stream => format!("STREAM_{number}"),
        EndKind::Future => format!("FUTURE_{number}"),
    }
}

fn class(payload: &PayloadPlan, number: usize) -> String {
    match payload.kind {
        EndKind::Stream => format!("Stream{number}"),
        EndKind::Future => format!("Future{number}"),
    }
}
