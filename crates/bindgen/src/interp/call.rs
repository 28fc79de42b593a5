//! Calls: who is on the other side, and what becomes of the handles inside values.

use super::{CoreValue, Fault, HandleEvent, Machine, Value};
use crate::model::{Kind, MapKind, TypeId};
use crate::plan::{EndKind, Mode};

/// The other side of an import: gets the memory (to read parameters and to allocate and write results, as
/// a caller of `cabi_realloc` would) and the core arguments; gives the core results.
pub type Host<'h> = &'h mut dyn FnMut(&mut Machine<'_>, &[CoreValue]) -> Result<Vec<CoreValue>, Fault>;

/// What is left after an export has returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportCall {
    /// Core results.
    pub results: Vec<CoreValue>,
}

impl Machine<'_> {
    /// Own handles and ends inside a value are the guest's again.
    pub(super) fn note_restored(&mut self, ty: TypeId, value: &Value) {
        let mut found = Vec::new();
        self.handles(ty, value, Mode::Own, &mut found);
        self.events.extend(found.into_iter().filter_map(|event| match event {
            HandleEvent::Transferred(_, number) | HandleEvent::EndTransferred(_, number) => {
                Some(HandleEvent::Restored(number))
            }
            HandleEvent::Crossed(..)
            | HandleEvent::EndCrossed(..)
            | HandleEvent::BorrowDropped(..)
            | HandleEvent::Restored(_) => None,
        }));
    }

    /// What becomes of the handles of one mode inside a value, in order: own handles and ends leave, borrows are dropped.
    pub(super) fn handles(&self, ty: TypeId, value: &Value, mode: Mode, found: &mut Vec<HandleEvent>) {
        let ty = self.world.resolve_alias(ty);
        match (&self.world.ty(ty).kind, value) {
            (Kind::Own(resource), Value::Handle(number)) if mode == Mode::Own => {
                found.push(HandleEvent::Transferred(*resource, *number));
            }
            (Kind::Stream(_), Value::Handle(number)) if mode == Mode::Own => {
                found.push(HandleEvent::EndTransferred(EndKind::Stream, *number));
            }
            (Kind::Future(_), Value::Handle(number)) if mode == Mode::Own => {
                found.push(HandleEvent::EndTransferred(EndKind::Future, *number));
            }
            (Kind::Borrow(resource), Value::Handle(number)) if mode == Mode::Borrow => {
                found.push(HandleEvent::BorrowDropped(*resource, *number));
            }
            (
                Kind::Map(MapKind { entry: elem, .. }) | Kind::List(elem) | Kind::FixedList(elem, _),
                Value::List(values),
            ) => {
                values.iter().for_each(|value| self.handles(*elem, value, mode, found));
            }
            (kind @ (Kind::Record(_) | Kind::Tuple(_)), Value::Product(values)) => {
                kind.parts().iter().zip(values).for_each(|(ty, value)| self.handles(*ty, value, mode, found));
            }
            (Kind::Option(some), Value::Sum(1, Some(value))) => self.handles(*some, value, mode, found),
            (Kind::Result { ok, err }, Value::Sum(case, Some(value))) => {
                if let Some(ty) = if *case == 0 { ok } else { err } {
                    self.handles(*ty, value, mode, found);
                }
            }
            (Kind::Variant(cases), Value::Sum(case, Some(value))) => {
                if let Some(ty) = cases.get(*case as usize).and_then(|case| case.ty) {
                    self.handles(ty, value, mode, found);
                }
            }
            (_, _) => {}
        }
    }
}
