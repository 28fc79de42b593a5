//! The routines that glue code outlines per type, written on demand.
//!
//! Translating a function's values may ask for routines; writing a routine may ask for more. [`Routines`] keeps
//! the list and writes each once, so that nested types never multiply.

use std::collections::{BTreeSet, HashSet};

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{Binding, Elements, Node};
use witloom_bindgen::model::{Layout, Prim, Type, TypeId, World};

use super::cells::{Cells, Form, Way};
use super::labels::Labels;
use super::names::Names;
use super::numbers::Numbers;

/// An unnamed type with more cells than these has a routine of its own.
const SMALL: usize = 8;

/// A routine of one type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Routine {
    /// Cells to value.
    Lift(TypeId, Form),
    /// Bytes to value.
    LiftBytes(TypeId, Form),
    /// Pointer and length to array.
    LiftList(TypeId),
    /// A buffer's bytes and a count to array.
    LiftParts(TypeId),
    /// Array to a buffer's bytes.
    LowerParts(TypeId),
    /// Bytes to array of a fixed length.
    LiftFixed(TypeId, Form),
    /// Value to cells.
    Lower(TypeId, Form),
    /// Value to bytes.
    LowerBytes(TypeId, Form),
    /// Array to packed bytes.
    LowerList(TypeId),
    /// Array of a fixed length to packed bytes.
    LowerFixed(TypeId, Form),
}

impl Routine {
    /// What it translates.
    pub(crate) fn ty(self) -> TypeId {
        match self {
            Routine::Lift(ty, _)
            | Routine::LiftBytes(ty, _)
            | Routine::LiftList(ty)
            | Routine::LiftParts(ty)
            | Routine::LowerParts(ty)
            | Routine::LiftFixed(ty, _)
            | Routine::LowerFixed(ty, _)
            | Routine::Lower(ty, _)
            | Routine::LowerBytes(ty, _)
            | Routine::LowerList(ty) => ty,
        }
    }

    /// Its name for a type with this label.
    pub(crate) fn wording(self, label: &str) -> String {
        match self {
            Routine::Lift(_, Form::Mem) | Routine::LiftFixed(_, Form::Mem) | Routine::LiftList(_) => {
                format!("lift_{label}")
            }
            Routine::Lift(_, Form::Flat) | Routine::LiftFixed(_, Form::Flat) => format!("lift_{label}_slots"),
            Routine::LiftParts(_) => format!("lift_{label}_parts"),
            Routine::LowerParts(_) => format!("lower_{label}_parts"),
            Routine::LiftBytes(_, Form::Mem) => format!("unpack_{label}"),
            Routine::LiftBytes(_, Form::Flat) => format!("unpack_{label}_slots"),
            Routine::Lower(_, Form::Mem) | Routine::LowerFixed(_, Form::Mem) | Routine::LowerList(_) => {
                format!("lower_{label}")
            }
            Routine::Lower(_, Form::Flat) | Routine::LowerFixed(_, Form::Flat) => format!("lower_{label}_slots"),
            Routine::LowerBytes(_, Form::Mem) => format!("pack_{label}"),
            Routine::LowerBytes(_, Form::Flat) => format!("pack_{label}_slots"),
        }
    }
}

/// What the translation of a world needs and collects.
#[derive(Debug)]
pub(crate) struct Routines<'a> {
    pub(crate) world: &'a World,
    pub(crate) binding: &'a Binding,
    pub(crate) names: &'a Names,
    pub(crate) numbers: &'a Numbers,
    pub(crate) cells: Cells<'a>,
    pub(crate) labels: Labels,
    wanted: BTreeSet<Routine>,
    /// Enums and flags whose tables are needed.
    pub(crate) tables: BTreeSet<TypeId>,
    /// Classes of value objects that lifting makes.
    pub(crate) filled: BTreeSet<String>,
    taken: HashSet<String>,
    locals: usize,
}

impl<'a> Routines<'a> {
    pub(crate) fn new(world: &'a World, binding: &'a Binding, names: &'a Names, numbers: &'a Numbers) -> Routines<'a> {
        Routines {
            world,
            binding,
            names,
            numbers,
            cells: Cells::new(world, binding),
            labels: Labels::new(world, binding, names),
            wanted: BTreeSet::new(),
            tables: BTreeSet::new(),
            filled: BTreeSet::new(),
            taken: HashSet::new(),
            locals: 0,
        }
    }

    /// The type behind aliases.
    pub(crate) fn ty(&self, id: TypeId) -> &'a Type {
        self.world.ty(self.world.resolve_alias(id))
    }

    /// The node behind aliases, with its type.
    pub(crate) fn node(&self, id: TypeId) -> (TypeId, &'a Node) {
        self.binding.resolved(id)
    }

    /// The elements of a list, of whichever kind.
    pub(crate) fn elements_of(&self, id: TypeId) -> Elements {
        *self.node(id).1.elements().expect("only lists have elements")
    }

    /// Elements of a stream, or the value of a future, in a buffer.
    fn parts_of(&self, elem: TypeId) -> Elements {
        let Layout { size: stride, align } = self.world.ty(elem).layout;
        let bulk = if let Node::Prim(prim) = self.node(elem).1 { Some(*prim) } else { None };
        let bulk = bulk.filter(|prim| !matches!(prim, Prim::Bool | Prim::Char));
        Elements { ty: elem, stride, align, bulk }
    }

    /// The constant of a stream or future.
    pub(crate) fn payload(&self, id: TypeId) -> &str {
        let plan = self.binding.payload(id);
        let position = self.binding.payloads().iter().position(|known| Some(known) == plan);
        self.labels.payload(position.expect("functions mention what they pass"))
    }

    /// Asks for a routine and names it.
    pub(crate) fn want(&mut self, routine: Routine) -> String {
        self.wanted.insert(routine);
        self.labels.routine(self.world, routine)
    }

    /// The constants of an enum or of flags: for lifting and for lowering.
    pub(crate) fn table(&mut self, id: TypeId) -> [String; 2] {
        self.tables.insert(id);
        self.labels.cases(self.world, id)
    }

    /// Whether values of a type are translated by a method of their own.
    pub(crate) fn outlined(&self, id: TypeId, form: Form, way: Way) -> bool {
        match self.node(id).1 {
            Node::Record(_) | Node::Variant { .. } | Node::Result { .. } => true,
            Node::Option { some, .. } if self.nilable(some.ty) => true,
            Node::Tuple(_) | Node::Option { .. } => self.cells.own(id, form, way).count > SMALL,
            Node::Prim(_)
            | Node::Text
            | Node::List(_)
            | Node::FixedList { .. }
            | Node::Map { .. }
            | Node::Enum { .. }
            | Node::Flags { .. }
            | Node::Handle(_)
            | Node::Stream(_)
            | Node::Future(_)
            | Node::Alias(_) => false,
        }
    }

    /// The form whose routine serves: one is enough where a value has the same cells in memory and in slots.
    pub(crate) fn shared(&self, id: TypeId, form: Form, way: Way) -> Form {
        if form == Form::Mem {
            return form;
        }
        let (mem, flat) = (self.cells.own(id, Form::Mem, way), self.cells.own(id, Form::Flat, way));
        if mem.count == flat.count && !mem.has_bytes() && !flat.has_bytes() { Form::Mem } else { form }
    }

    /// A local variable that nothing else uses.
    pub(crate) fn local(&mut self) -> String {
        loop {
            self.locals += 1;
            let name = format!("x{}", self.locals);
            if !self.taken.contains(&name) {
                return name;
            }
        }
    }

    /// Starts a new method with these parameters: locals count from 1.
    pub(crate) fn method(&mut self, params: &[String]) {
        self.taken = params.iter().cloned().collect();
        self.locals = 0;
    }

    /// Whether lists of the type are Strings.
    pub(crate) fn is_bytes(&self, elem: TypeId) -> bool {
        matches!(self.node(elem).1, Node::Prim(Prim::U8))
    }

    /// Whether nil is a value of the type, so that an option of it needs a wrapper.
    pub(crate) fn nilable(&self, ty: TypeId) -> bool {
        matches!(self.node(ty).1, Node::Option { .. })
    }

    /// Writes every routine that was asked for, and those that they ask for.
    pub(crate) fn write_all(&mut self, w: &mut Writer) {
        let mut written = BTreeSet::new();
        while let Some(routine) = self.wanted.difference(&written).next().copied() {
            written.insert(routine);
            self.method(&[]);
            w.gap();
            let name = self.want(routine);
            match routine {
                Routine::Lift(ty, form) => self.write_lift(w, &name, ty, form),
                Routine::LiftBytes(ty, form) => self.write_lift_bytes(w, &name, ty, form),
                Routine::LiftList(ty) => self.write_lift_list(w, &name, self.elements_of(ty)),
                Routine::LiftParts(ty) => self.write_lift_parts(w, &name, self.parts_of(ty)),
                Routine::LowerParts(ty) => self.write_lower_list(w, &name, self.parts_of(ty)),
                Routine::LiftFixed(ty, form) => self.write_lift_fixed(w, &name, ty, form),
                Routine::LowerFixed(ty, form) => self.write_lower_fixed(w, &name, ty, form),
                Routine::Lower(ty, form) => self.write_lower(w, &name, ty, form),
                Routine::LowerBytes(ty, form) => self.write_lower_bytes(w, &name, ty, form),
                Routine::LowerList(ty) => self.write_lower_list(w, &name, self.elements_of(ty)),
            }
        }
    }
}
