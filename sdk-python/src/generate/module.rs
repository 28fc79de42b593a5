//! One module of the user's view: an interface's types, and what can be called or must be implemented.

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{Func, Node, Outcome};
use witloom_bindgen::model::{FunctionKind, Interface, Key, Kind, Side, TypeId};

use super::hints::Hints;
use super::{Bindings, Imports, head};
use crate::text;

impl Bindings<'_> {
    /// The text of an interface's module.
    pub(crate) fn module(&self, interface: &Interface) -> String {
        let halves = self.halves(interface);
        let mut hints = Hints::new(self.names.dotted(interface.id));
        let mut body = text::writer();
        for half in &halves {
            self.classes(&mut body, &mut hints, half);
        }
        for half in &halves {
            match half.side {
                Side::Import => self.imports(&mut body, &mut hints, half),
                Side::Export => self.exports(&mut body, &mut hints, half),
            }
        }
        let body = body.finish();
        let body = body.trim_start_matches('\n');
        let mut w = text::writer();
        text::header(&mut w, &self.module_docs(interface));
        w.line("");
        w.line("from __future__ import annotations");
        self.head(&mut w, body, &hints, &halves);
        if !body.is_empty() {
            let definition = ["class ", "def ", "@"].iter().any(|start| body.starts_with(start));
            w.raw(if definition { "\n\n" } else { "\n" });
        }
        w.raw(body);
        w.finish()
    }

    fn module_docs(&self, interface: &Interface) -> String {
        let what = match (&interface.key, interface.side) {
            (Key::Root, _) => format!("What stands in the world `{}` itself.", self.world.short_name),
            (_, Side::Import) => format!("The imported interface `{}`.", interface.full_name),
            (_, Side::Export) => format!("The exported interface `{}`.", interface.full_name),
        };
        let docs = if interface.key == Key::Root { None } else { interface.docs.as_ref() };
        docs.map_or_else(|| what.clone(), |docs| format!("{what}\n\n{docs}"))
    }

    /// Imports, as the body needs them.
    fn head(&self, w: &mut Writer, body: &str, hints: &Hints, halves: &[&Interface]) {
        let code = &head::mentions(body);
        let mut std = Imports::default();
        std.add_used("abc", &["ABC", "abstractmethod"], code);
        std.add_used("dataclasses", &["dataclass"], code);
        std.add_used("enum", &["Enum", "Flag"], code);
        std.add_used("typing", &["TypeAlias"], code);
        if !hints.used.is_empty() {
            std.add("typing", "TYPE_CHECKING");
        }
        let root = halves.first().is_some_and(|half| half.key == Key::Root);
        let dots = if root { "." } else { ".." };
        let mut own = Imports::default();
        own.add_ours(dots, code);
        self.foreign(&mut own, halves, dots);
        for imports in [std, own].iter().filter(|imports| !imports.is_empty()) {
            w.line("");
            imports.write(w);
        }
        if !hints.used.is_empty() {
            let mut late = Imports::default();
            for id in &hints.used {
                self.names.import_module(&mut late, *id, usize::from(!root), true);
            }
            w.line("");
            w.line("if TYPE_CHECKING:");
            w.indented(|w| late.write(w));
        }
    }

    /// Types that other modules define: `use`d ones, and those of an interface that is imported as well.
    fn foreign(&self, imports: &mut Imports, halves: &[&Interface], dots: &str) {
        for id in halves.iter().flat_map(|half| half.types.iter().copied()).filter(|id| self.is_foreign(*id)) {
            let Some((module, pairs)) = self.repeated(id) else { continue };
            for (theirs, ours) in pairs {
                imports.add_as(&format!("{dots}{module}"), &theirs, &ours);
            }
        }
    }

    /// The module that defines a type's class, and each of its names there and here.
    fn repeated(&self, id: TypeId) -> Option<(String, Vec<(String, String)>)> {
        let ours = self.names.ty(id);
        if let Kind::ResourceAlias(resource) = self.world.ty(id).kind {
            let owner = self.world.resource(resource).owner;
            let theirs = self.names.resource(resource).to_owned();
            return Some((self.names.dotted(owner), vec![(theirs, ours.class.clone())]));
        }
        let home = self.names.home(id);
        let target = if let Node::Alias(target) = self.binding.node(home)
            && home == id
        {
            *target
        } else {
            home
        };
        let theirs = self.names.ty(target);
        let module = self.names.dotted(self.world.ty(target).name.as_ref()?.owner);
        let mut pairs = vec![(theirs.class.clone(), ours.class.clone())];
        if matches!(self.node(target), Node::Variant { .. }) {
            pairs.extend(theirs.parts.iter().cloned().zip(theirs.parts.iter().cloned()));
        }
        Some((module, pairs))
    }

    /// The parameters of a function behind `self`; `sent` says whether the user's code gives them.
    pub(crate) fn signature(&self, hints: &mut Hints, f: &Func, sent: bool) -> Vec<String> {
        let named = f.arguments().iter().zip(self.names.of(f).arguments(f));
        let hinted = named.map(|(param, name)| {
            let hint = if sent { self.sent_hint(hints, param.ty) } else { self.hint(hints, param.ty) };
            format!("{name}: {hint}")
        });
        hinted.collect()
    }

    /// What a function returns, and what its `Err` holds if it can fail; `sent` says whether the user's code gives it.
    pub(crate) fn returns(&self, hints: &mut Hints, f: &Func, sent: bool) -> (String, Option<String>) {
        let mut returned = |ty: Option<TypeId>| match ty {
            Some(ty) if sent => self.sent_hint(hints, ty),
            ty => self.opt_hint(hints, ty),
        };
        let (returns, err) = match f.outcome {
            Outcome::Nothing => (returned(None), None),
            Outcome::Value(ty) => (returned(Some(ty)), None),
            Outcome::Fallible { ok, err, .. } => (returned(ok), Some(err)),
        };
        let returns = if matches!(f.kind, FunctionKind::Constructor(_)) { "None".to_owned() } else { returns };
        (returns, err.map(|err| self.opt_hint(hints, err)))
    }

    /// The docstring of a function, with what it raises.
    pub(crate) fn function_docs(&self, f: &Func, raises: Option<&str>) -> String {
        let docs = f.docs.clone().unwrap_or_default();
        let raises = match raises {
            None => String::new(),
            Some("None") => "Raises `Err` without a value.".to_owned(),
            Some(hint) => format!("Raises `Err` with a `{}`.", hint.trim_start_matches('_')),
        };
        [docs, raises].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    /// Whether an exported interface needs a base class.
    pub(crate) fn has_base(&self, interface: &Interface) -> bool {
        interface.side == Side::Export && self.binding.free(interface.id).next().is_some()
    }
}
