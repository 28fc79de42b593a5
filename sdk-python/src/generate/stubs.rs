//! A first `app.py`: classes that derive from those of the exports, whose methods raise.

use std::collections::BTreeSet;

use witloom_bindgen::binding::Func;
use witloom_bindgen::model::{FunctionKind, InterfaceId, Side, World};
use witloom_bindgen::{Language, Mentions, Writer};

use super::head::mentions;
use super::hints::Hints;
use super::{Bindings, Imports, Python};
use crate::text::{self, bracketed};

/// The module's text; nothing for a world that Python doesn't support.
pub(crate) fn stubs(world: &World) -> Option<String> {
    Python.accept(world).ok()?;
    let bindings = Bindings::new(world);
    let mut hints = Hints::new(String::new());
    let mut bases = BTreeSet::new();
    let mut body = text::writer();
    for interface in world.side(Side::Export) {
        for resource in &interface.resources {
            bases.insert(interface.id);
            let methods = bindings.binding.members(*resource);
            bindings.derived(&mut body, &mut hints, bindings.names.resource(*resource), interface.id, methods);
        }
        if bindings.has_base(interface) {
            bases.insert(interface.id);
            let methods = bindings.binding.free(interface.id);
            bindings.derived(&mut body, &mut hints, bindings.names.base(interface.id), interface.id, methods);
        }
    }
    let body = body.finish();
    bases.extend(hints.used);
    Some(bindings.stub_module(&bases, &body, &mentions(&body)))
}

impl Bindings<'_> {
    fn stub_module(&self, modules: &BTreeSet<InterfaceId>, body: &str, code: &Mentions<'_>) -> String {
        let mut w = text::writer();
        w.line(format!("\"\"\"Implements the world `{}`.\"\"\"", self.world.name));
        w.line("");
        w.line("from __future__ import annotations");
        let mut own = Imports::default();
        own.add_used("gen", &["Err", "Ok", "Some", "_streams"], code);
        for id in modules {
            let alias = format!("_{}", self.names.alias(*id));
            match self.names.dotted(*id).rsplit_once('.') {
                Some((package, module)) => own.add_as(&format!("gen.{package}"), module, &alias),
                None => own.add_as("gen", &self.names.dotted(*id), &alias),
            }
        }
        if !own.is_empty() {
            w.line("");
            own.write(&mut w);
        }
        w.raw(body);
        w.finish()
    }

    fn derived<'f>(
        &self,
        w: &mut Writer,
        hints: &mut Hints,
        name: &str,
        interface: InterfaceId,
        methods: impl Iterator<Item = &'f Func>,
    ) {
        text::two_blank(w);
        w.line(format!("class {name}(_{}.{name}):", self.names.alias(interface)));
        let mut methods = methods.peekable();
        if methods.peek().is_none() {
            w.indented(|w| w.line("pass"));
        }
        w.indented(|w| {
            for (place, func) in methods.enumerate() {
                if place > 0 {
                    w.line("");
                }
                self.raising(w, hints, func);
            }
        });
    }

    fn raising(&self, w: &mut Writer, hints: &mut Hints, func: &Func) {
        let (returns, _) = self.returns(hints, func, true);
        let mut params = self.signature(hints, func, false);
        if matches!(func.kind, FunctionKind::Static(_)) {
            w.line("@staticmethod");
        } else {
            params.insert(0, "self".to_owned());
        }
        let def = if func.is_async { "async def" } else { "def" };
        let name = &self.names.of(func).name;
        bracketed(w, &format!("{def} {name}("), &params, &format!(") -> {returns}:"));
        w.indented(|w| w.line("raise NotImplementedError"));
    }
}
