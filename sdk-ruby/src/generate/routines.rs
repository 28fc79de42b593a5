//! The routines that glue code outlines per type, written on demand.
//!
//! Translating a function's values may ask for routines; writing a routine may ask for more. [`Routines`] keeps
//! the list and writes each once, so that nested types never multiply.

use std::collections::BTreeSet;

use witloom_bindgen::model::{Kind, Type, TypeId, World};
use witloom_bindgen::{Plan, Writer};

use super::cells::{Cells, Form};
use super::names::Names;
use super::numbers::Numbers;

/// A routine of one type. The letter is the start of its name in Ruby.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Routine {
    /// `l`: cells to value.
    Lift(TypeId),
    /// `g`: pointer and length to array.
    LiftList(TypeId),
    /// `s` and `f`: value to cells, in memory or flat form.
    Lower(TypeId, Form),
    /// `b`: array to packed bytes.
    LowerList(TypeId),
}

impl Routine {
    /// Its name in Ruby.
    pub(crate) fn name(self) -> String {
        match self {
            Routine::Lift(ty) => format!("l{}", ty.index()),
            Routine::LiftList(ty) => format!("g{}", ty.index()),
            Routine::Lower(ty, Form::Mem) => format!("s{}", ty.index()),
            Routine::Lower(ty, Form::Flat) => format!("f{}", ty.index()),
            Routine::LowerList(ty) => format!("b{}", ty.index()),
        }
    }
}

/// What the translation of a world needs and collects.
#[derive(Debug)]
pub(crate) struct Routines<'a> {
    pub(crate) world: &'a World,
    pub(crate) plan: &'a Plan,
    pub(crate) names: &'a Names,
    pub(crate) numbers: &'a Numbers,
    wanted: BTreeSet<Routine>,
    /// Enums and flags whose tables are needed.
    pub(crate) tables: BTreeSet<TypeId>,
    /// Classes of value objects that lifting makes.
    pub(crate) filled: BTreeSet<String>,
    locals: usize,
}

impl<'a> Routines<'a> {
    pub(crate) fn new(world: &'a World, plan: &'a Plan, names: &'a Names, numbers: &'a Numbers) -> Routines<'a> {
        Routines {
            world,
            plan,
            names,
            numbers,
            wanted: BTreeSet::new(),
            tables: BTreeSet::new(),
            filled: BTreeSet::new(),
            locals: 0,
        }
    }

    pub(crate) fn cells(&self) -> Cells<'a> {
        Cells { world: self.world, plan: self.plan }
    }

    /// The type behind aliases.
    pub(crate) fn ty(&self, id: TypeId) -> &'a Type {
        self.world.ty(self.world.resolve_alias(id))
    }

    /// Asks for a routine and names it.
    pub(crate) fn want(&mut self, routine: Routine) -> String {
        self.wanted.insert(routine);
        routine.name()
    }

    /// A local variable that nothing else uses.
    pub(crate) fn local(&mut self) -> String {
        self.locals += 1;
        format!("t{}", self.locals)
    }

    /// Starts a new method: locals count from 1.
    pub(crate) fn reset_locals(&mut self) {
        self.locals = 0;
    }

    /// Whether nil is a value of the type, so that an option of it needs a wrapper.
    pub(crate) fn nilable(&self, ty: TypeId) -> bool {
        matches!(self.ty(ty).kind, Kind::Option(_))
    }

    /// Writes every routine that was asked for, and those that they ask for.
    pub(crate) fn write_all(&mut self, w: &mut Writer) {
        let mut written = BTreeSet::new();
        while let Some(routine) = self.wanted.difference(&written).next().copied() {
            written.insert(routine);
            self.reset_locals();
            w.gap();
            match routine {
                Routine::Lift(ty) => self.write_lift(w, ty),
                Routine::LiftList(ty) => self.write_lift_list(w, ty),
                Routine::Lower(ty, form) => self.write_lower(w, ty, form),
                Routine::LowerList(ty) => self.write_lower_list(w, ty),
            }
        }
    }
}
