//! The generated package `gen`.
//!
//! For the user: `gen/imports/*.py` and `gen/exports/*.py`, one module an interface, and `gen/world.py` for
//! what stands in the world itself. For the build: `_shapes.py` (checks), `_convert.py` (values that need a
//! different form on the engine's side), `_exports.py` (glue between the engine and the user's code) and
//! `_world.py` (tables). `_tasks.py`, `_subtasks.py`, `_elements.py`, `_streams.py` and `_sending.py` are there where something is async,
//! `_http.py`, `_answer.py`, `asgi.py` and `wsgi.py` where the world exports a handler of HTTP.
//! `_lives.py`, `_runtime.py`, `_check.py`, `_late.py`, `_build.py` and `_modules.py` are the same for every
//! world.

mod call;
mod classes;
mod convert;
mod ends;
mod exports;
mod glue;
mod head;
mod hints;
mod http;
mod imports;
mod module;
mod packed;
mod shapes;
mod stubs;
mod tables;

use witloom_bindgen::binding::{Binding, Node};
use witloom_bindgen::model::{Interface, Key, Kind, Side, TypeId, World};
use witloom_bindgen::plan::{Modes, Plan};
use witloom_bindgen::{FileSet, GenerateError, Language, Limit, Options, Support, stand_in};
use witloom_diag::Unsupported;

use crate::engine::TAKEN;
use crate::names::Names;
use crate::text;
use convert::Conversions;
pub(crate) use head::Imports;
use shapes::Canon;
pub(crate) use stubs::stubs;

/// Files that are the same for every world.
const FIXED: &[(&str, &str)] = &[
    ("gen/_lives.py", include_str!("../../runtime/_lives.py")),
    ("gen/_runtime.py", include_str!("../../runtime/_runtime.py")),
    ("gen/_check.py", include_str!("../../runtime/_check.py")),
    ("gen/_build.py", include_str!("../../runtime/_build.py")),
    ("gen/_files.py", include_str!("../../runtime/_files.py")),
    ("gen/_granted.py", include_str!("../../runtime/_granted.py")),
    ("gen/_late.py", include_str!("../../runtime/_late.py")),
    ("gen/_modules.py", include_str!("../../runtime/_modules.py")),
];

/// Files of worlds with async functions, streams or futures.
const TASKS: &[(&str, &str)] = &[
    ("gen/_tasks.py", include_str!("../../runtime/_tasks.py")),
    ("gen/_subtasks.py", include_str!("../../runtime/_subtasks.py")),
    ("gen/_elements.py", include_str!("../../runtime/_elements.py")),
    ("gen/_streams.py", include_str!("../../runtime/_streams.py")),
    ("gen/_sending.py", include_str!("../../runtime/_sending.py")),
];

/// What user code imports from the package itself.
const SHARED: &str = r#"
from ._runtime import Err, Ok, Resource, Some, close

__all__ = ["Err", "Ok", "Resource", "Some", "close"]
"#;

/// The same in such worlds.
const SHARED_WITH_TASKS: &str = r#"
from ._runtime import Err, Ok, Resource, Some, close
from ._streams import ByteStream, Future, Stream

__all__ = ["ByteStream", "Err", "Future", "Ok", "Resource", "Some", "Stream", "close"]
"#;

/// The generator of Python bindings.
#[derive(Debug, Clone, Copy, Default)]
pub struct Python;

impl Language for Python {
    fn id(&self) -> &'static str {
        "python"
    }

    fn support(&self) -> Support {
        Support::ALL
    }

    fn modes(&self) -> Modes {
        Modes::ASYNC
    }

    fn reasons(&self) -> &'static [Limit] {
        &[
            Limit {
                kind: "`stream` or `future` of handles, in an interface that one component imports *and* exports",
                why: "the engine has one set of built-ins for both sides (the corpus's `resources-with-streams.wit`, \
                      `resources-with-futures.wit`)",
            },
            Limit {
                kind: "`stream<tuple<tuple<u8>>>` beside a payload-less stream",
                why: "it marks the stand-in of the latter",
            },
        ]
    }

    fn accept(&self, world: &World) -> Result<(), Unsupported> {
        world.refuse_beyond(self.id(), self.support())?;
        ends::refuse(world, self.id())
    }

    fn generate(&self, world: &World, _options: &Options) -> Result<FileSet, GenerateError> {
        self.accept(world)?;
        refuse_taken(world)?;
        stand_in::refuse(world, self.id())?;
        Ok(Bindings::new(world).files())
    }
}

/// Some names belong to the build.
fn refuse_taken(world: &World) -> Result<(), GenerateError> {
    for (side, verb, names) in [(Side::Import, "import", TAKEN[0]), (Side::Export, "export", TAKEN[1])] {
        let taken = |i: &&Interface| matches!(&i.key, Key::Inline(name) if names.contains(&name.as_str()));
        if let Some(interface) = world.side(side).find(taken) {
            return Err(GenerateError::Language {
                message: format!("python can't {verb} an inline interface called `{}`", interface.name),
                hint: Some("define it in a package, or give it another name".to_owned()),
            });
        }
    }
    Ok(())
}

/// What the parts of the generator share.
pub(crate) struct Bindings<'a> {
    pub(crate) world: &'a World,
    pub(crate) binding: Binding,
    pub(crate) names: Names<'a>,
    pub(crate) canon: Canon,
    pub(crate) conversions: Conversions,
}

impl<'a> Bindings<'a> {
    pub(crate) fn new(world: &'a World) -> Self {
        let names = Names::new(world);
        let binding = Binding::new(world, &Plan::with(world, Python.modes()));
        let canon = Canon::new(&names, &binding);
        let conversions = Conversions::new(world, &binding);
        Self { world, binding, names, canon, conversions }
    }

    /// What a type is behind any alias.
    pub(crate) fn node(&self, id: TypeId) -> &Node {
        self.binding.resolved(id).1
    }

    fn files(&self) -> FileSet {
        let mut files = FileSet::new();
        let (tasks, shared): (&[_], _) = if self.is_concurrent() { (TASKS, SHARED_WITH_TASKS) } else { (&[], SHARED) };
        for (path, text) in FIXED.iter().chain(tasks) {
            files.insert(*path, *text);
        }
        files.insert("gen/py.typed", "");
        files.insert("gen/__init__.py", self.package(&self.package_docs()) + shared);
        files.insert("gen/imports/__init__.py", self.package("What this component calls."));
        files.insert("gen/exports/__init__.py", self.package("What this component implements."));
        let mut root_done = false;
        for interface in &self.world.interfaces {
            if interface.key == Key::Root && std::mem::replace(&mut root_done, true) {
                continue;
            }
            if self.is_shown(interface) {
                files.insert(self.names.path(interface), self.module(interface));
            }
        }
        files.insert("gen/_shapes.py", self.shapes());
        files.insert("gen/_convert.py", self.convert());
        files.insert("gen/_exports.py", self.glue());
        files.insert("gen/_world.py", self.tables());
        self.http(&mut files);
        files
    }

    /// Whether an interface gets a module: the world itself does only when it holds something.
    pub(crate) fn is_shown(&self, interface: &Interface) -> bool {
        interface.key != Key::Root
            || self.world.interfaces.iter().any(|i| {
                i.key == Key::Root && !(i.types.is_empty() && i.resources.is_empty() && i.functions.is_empty())
            })
    }

    fn package(&self, docs: &str) -> String {
        let mut w = text::writer();
        text::header(&mut w, docs);
        w.finish()
    }

    fn package_docs(&self) -> String {
        let docs = self.world.docs.as_ref().map(|docs| format!("\n\n{docs}")).unwrap_or_default();
        format!("Bindings of the world `{}`.{docs}", self.world.name)
    }

    /// The interface of a module: both halves of the world itself share one.
    pub(crate) fn halves(&self, interface: &Interface) -> Vec<&'a Interface> {
        if interface.key == Key::Root {
            self.world.interfaces.iter().filter(|i| i.key == Key::Root).collect()
        } else {
            vec![&self.world.interfaces[interface.id.index()]]
        }
    }

    /// Exported interfaces that an object or a module has to implement.
    pub(crate) fn implemented(&self) -> impl Iterator<Item = &'a Interface> + '_ {
        self.world.side(Side::Export).filter(|i| self.binding.free(i.id).next().is_some())
    }
}

/// The node of a type; `None` for another name of a resource, which holds no value.
pub(crate) fn node_of<'b>(world: &World, binding: &'b Binding, id: TypeId) -> Option<&'b Node> {
    (!matches!(world.ty(id).kind, Kind::ResourceAlias(_))).then(|| binding.node(id))
}
