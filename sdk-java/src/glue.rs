//! The code between the user's Java and the core module: each node and step of the binding in Java.
//!
//! Four classes in the package `witloom.glue`: `Values` has a routine per compound type that loads, stores or
//! lifts it, `Raw` the core imports, `Imports` a method per imported function, `Exports` a core export per
//! exported function. `Wiring`, which the build replaces, answers the user's objects.
//!
//! Memory that a call takes comes from the runtime's arena, a stack: the plan's frees of single blocks become
//! one reset to a mark.

mod discard;
mod ends;
mod exports;
mod flat;
mod imports;
mod load;
mod resources;
mod store;
mod tasks;
mod wiring;

use std::collections::{HashMap, HashSet};

use witloom_bindgen::binding::{Binding, Cores, Func, Node, Payload, Sum};
use witloom_bindgen::model::{TypeId, World};
use witloom_bindgen::plan::Modes;
use witloom_bindgen::{FileSet, LetterCase, NameScope, Plan, Writer};

use crate::decl::{ROOT, file, writer};
use crate::names::{NAMER, Names};
use crate::types::Types;

pub(crate) use wiring::exports;

/// What every part of the glue needs.
pub(crate) struct Glue<'a> {
    pub(crate) types: Types<'a>,
    pub(crate) plan: &'a Plan,
    binding: Binding,
    /// Suffixes of the routines in `Values`.
    routines: HashMap<TypeId, String>,
    /// Sums that occur in cases of other sums.
    in_cases: HashSet<TypeId>,
}

/// Writes the glue of a world.
pub(crate) fn write(files: &mut FileSet, world: &World, plan: &Plan, names: &Names) {
    let types = Types { world, names };
    let routines = routines(world, plan, names);
    let mut glue = Glue { types, plan, binding: Binding::new(world, plan), routines, in_cases: HashSet::new() };
    glue.in_cases = glue.sums_in_cases();
    let mut put = |name: &str, body: String| {
        files.insert(format!("{ROOT}/witloom/glue/{name}.java"), file("witloom.glue", &body));
    };
    put("Values", class("Values", "Routines that move values of compound types.", |w| glue.values(w)));
    if !glue.binding.payloads().is_empty() {
        put("Ends", class("Ends", "How elements of streams, and values of futures, cross.", |w| glue.ends(w)));
    }
    put("Raw", class("Raw", "Functions as the core module imports them.", |w| glue.raw(w)));
    put("Imports", class("Imports", "Calls of imported functions.", |w| glue.imports(w)));
    put("Exports", class("Exports", "Functions as the core module exports them.", |w| glue.exports(w)));
    put("Tables", class("Tables", "Objects of exported resources that others hold.", |w| glue.tables(w)));
    put("Wiring", class("Wiring", "The user's objects; the build replaces this class.", |w| glue.wiring(w)));
}

/// The class `Imports` for tests, which run where there is nobody to call.
pub(crate) fn not_mocked(world: &World, names: &Names) -> String {
    let plan = Plan::with(world, Modes::ASYNC);
    let binding = Binding::new(world, &plan);
    let types = Types { world, names };
    let glue = Glue { types, plan: &plan, binding, routines: HashMap::new(), in_cases: HashSet::new() };
    file("witloom.glue", &class("Imports", "Calls of imported functions, in tests.", |w| glue.not_mocked(w)))
}

/// A call whose last argument is a block: then each argument has a line of its own.
fn with_block(w: &mut Writer, call: &str, arguments: &[String], parameters: &str, body: impl FnOnce(&mut Writer)) {
    w.line(format!("{call}("));
    w.indented(|w| {
        w.indented(|w| {
            arguments.iter().for_each(|argument| w.line(format!("{argument},")));
            w.block(format!("{parameters} -> {{"), "});", body);
        });
    });
}

fn class(name: &str, docs: &str, body: impl FnOnce(&mut Writer)) -> String {
    let mut w = writer();
    w.line(format!("/** {docs} */"));
    w.block(format!("public final class {name} {{"), "}", |w| {
        w.line(format!("private {name}() {{}}"));
        body(w);
    });
    w.finish()
}

/// One unique suffix per type.
fn routines(world: &World, plan: &Plan, names: &Names) -> HashMap<TypeId, String> {
    let mut scope = NAMER.scope([]);
    plan.used_types(world).into_iter().map(|ty| (ty, suffix(world, names, ty, &mut scope))).collect()
}

fn suffix(world: &World, names: &Names, ty: TypeId, scope: &mut NameScope) -> String {
    let owner = world.ty(ty).name.as_ref().map(|name| names.class(name.owner).slot.clone());
    let wit: String = world.type_name(ty).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    scope.claim(&format!("{}-{wit}", owner.unwrap_or_default()), LetterCase::UpperCamel)
}

impl Glue<'_> {
    /// The type behind aliases.
    fn resolve(&self, ty: TypeId) -> TypeId {
        self.types.world.resolve_alias(ty)
    }

    /// The node behind aliases.
    fn node(&self, ty: TypeId) -> &Node {
        self.binding.resolved(ty).1
    }

    /// What the cases of a variant, option or result share, and the payload of each.
    fn sum(&self, ty: TypeId) -> Option<(&Sum, Vec<Option<&Payload>>)> {
        let (sum, cases) = self.node(ty).cases()?;
        Some((sum, cases.into_iter().map(|(_, payload)| payload).collect()))
    }

    /// The parts of a record, tuple or fixed-length list with their core values, where it crosses flat.
    fn flat_parts(&self, ty: TypeId) -> Option<Vec<(TypeId, Cores)>> {
        self.node(ty).pieces()?.into_iter().map(|piece| Some((piece.ty, piece.cores?))).collect()
    }

    /// A function's name in the glue.
    fn called(&self, func: &Func) -> &str {
        self.types.names.glue(func.interface, func.index)
    }

    /// The exception class of a function.
    fn thrown(&self, func: &Func) -> String {
        let thrown = self.types.names.thrown(func.interface, func.index);
        thrown.map(|t| format!("{}.{}", self.types.names.class(t.owner).full(), t.name)).unwrap_or_default()
    }

    fn routine(&self, ty: TypeId) -> &str {
        self.routines.get(&self.resolve(ty)).map_or("", String::as_str)
    }

    /// Whether calls come and go while others wait.
    fn has_tasks(&self) -> bool {
        self.types.world.is_concurrent()
    }

    /// What goes through `count` elements of a block at `p` and gives it back in the end, where nobody else does.
    fn through_block(&self, w: &mut Writer, stride: u32, body: impl FnOnce(&mut Writer)) {
        if self.has_tasks() {
            w.line("int block = p;");
            body(w);
            w.line(format!("Arena.release(block, {stride} * count);"));
        } else {
            body(w);
        }
    }

    /// A type's name in messages.
    fn wit(&self, ty: TypeId) -> String {
        self.types.world.type_name(self.resolve(ty)).replace('"', "'")
    }

    /// Routines of every type, in the directions that are used.
    fn values(&self, w: &mut Writer) {
        for ty in self.plan.used_types(self.types.world) {
            let facts = self.types.world.ty(ty).facts;
            if facts.lifted {
                self.load_routines(w, ty);
            }
            if facts.lowered {
                self.store_routines(w, ty);
            }
        }
    }
}

/// `base + offset`
fn at(base: &str, offset: u32) -> String {
    if offset == 0 { base.to_owned() } else { format!("{base} + {offset}") }
}
