//! Running the steps of a call.

use std::collections::HashMap;

use super::flat::word;
use super::{CoreValue, Fault, HandleEvent, Machine, Value};
use crate::model::{Kind, MapKind, TypeId};
use crate::plan::{Base, Call, EndKind, Mode, Place, PostReturn, Step, Which};

/// The other side of an import: gets the memory (to read parameters and to allocate and write results, as
/// a caller of `cabi_realloc` would) and the core arguments; gives the core results.
pub type Host<'h> = &'h mut dyn FnMut(&mut Machine<'_>, &[CoreValue]) -> Result<Vec<CoreValue>, Fault>;

/// What is left after an export has returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportCall {
    /// Core results.
    pub results: Vec<CoreValue>,
}

/// Values and blocks of a call under way.
#[derive(Default)]
pub(super) struct Frame {
    pub areas: HashMap<Base, u32>,
    pub arguments: Vec<CoreValue>,
    pub results: Vec<CoreValue>,
    params: Vec<Option<Value>>,
    pub result: Option<Value>,
}

impl Machine<'_> {
    /// Calls an import with values, as guest code would; `host` is the other side.
    pub fn call_import(&mut self, call: &Call, params: &[Value], host: Host<'_>) -> Result<Option<Value>, Fault> {
        self.lowered.clear();
        let mut frame = Frame::with_params(params);
        for step in &call.steps {
            match step {
                Step::CallImport => {
                    frame.push_area_pointers(call);
                    // What the other side allocates is a result, not an argument.
                    let lowered = std::mem::take(&mut self.lowered);
                    frame.results = host(self, &frame.arguments)?;
                    self.lowered = lowered;
                }
                other => self.step(call, &mut frame, other)?,
            }
        }
        Ok(frame.result)
    }

    /// Calls an export with core arguments, as an adapter would; `user` is the user's function.
    pub fn call_export(
        &mut self,
        call: &Call,
        arguments: &[CoreValue],
        user: &mut dyn FnMut(&[Value]) -> Option<Value>,
    ) -> Result<ExportCall, Fault> {
        self.lowered.clear();
        let mut frame = Frame::with_arguments(arguments);
        if call.param_area.is_some() {
            frame.areas.insert(Base::Params, word(arguments, 0)?);
        }
        for step in &call.steps {
            match step {
                Step::CallUser => {
                    frame.result = user(&frame.lifted());
                }
                Step::Return => frame.return_area(),
                other => self.step(call, &mut frame, other)?,
            }
        }
        Ok(ExportCall { results: frame.results })
    }

    /// Calls the post-return of an export with the core results that it gave.
    pub fn post_return(&mut self, call: &Call, post: &PostReturn, results: &[CoreValue]) -> Result<(), Fault> {
        let mut frame = Frame::default();
        frame.areas.insert(Base::Result, word(results, 0)?);
        post.steps.iter().try_for_each(|step| self.step(call, &mut frame, step))
    }

    pub(super) fn step(&mut self, call: &Call, frame: &mut Frame, step: &Step) -> Result<(), Fault> {
        match step {
            Step::Area { base, layout } => {
                let address = self.memory.allocate(layout.size, layout.align);
                frame.areas.insert(*base, address);
                Ok(())
            }
            Step::Lower { what, ty, to } => self.lower(frame, *what, *ty, *to),
            Step::Lift { what, ty, from } => self.lift(frame, *what, *ty, *from),
            Step::Free { ty, at } => self.free_at(call, frame, *ty, *at),
            Step::FreeArea { base, layout } => self.memory.free(frame.area(*base)?, layout.size, layout.align),
            Step::Transfer { param } => self.note_handles(call, frame, *param, Mode::Own),
            Step::DropBorrows { param } => self.note_handles(call, frame, *param, Mode::Borrow),
            Step::FreeLowered => self.free_lowered(),
            Step::Restore { param } => self.restore(call, frame, *param),
            Step::CallImport | Step::CallUser | Step::Return | Step::Await | Step::TaskReturn | Step::TaskCancel => {
                Err(Fault::Plan("a step of the other side"))
            }
        }
    }

    fn lower(&mut self, frame: &mut Frame, what: Which, ty: TypeId, to: Place) -> Result<(), Fault> {
        let value = frame.value(what).ok_or(Fault::Plan("no value to lower"))?;
        match to {
            Place::Memory { base, offset } => self.store(ty, &value, frame.area(base)? + offset),
            Place::Flat { .. } => {
                let cores = self.lower_flat(ty, &value)?;
                match what {
                    Which::Param(_) => frame.arguments.extend(cores),
                    Which::Result => frame.results = cores,
                }
                Ok(())
            }
        }
    }

    fn lift(&mut self, frame: &mut Frame, what: Which, ty: TypeId, from: Place) -> Result<(), Fault> {
        let value = match (from, what) {
            (Place::Memory { base, offset }, _) => self.load(ty, frame.area(base)? + offset)?,
            (Place::Flat { first }, Which::Param(_)) => self.lift_flat(ty, &frame.arguments[first as usize..])?,
            (Place::Flat { .. }, Which::Result) => self.lift_flat(ty, &frame.results)?,
        };
        match what {
            Which::Param(_) => frame.params.push(Some(value)),
            Which::Result => frame.result = Some(value),
        }
        Ok(())
    }

    fn free_at(&mut self, call: &Call, frame: &Frame, ty: TypeId, at: Place) -> Result<(), Fault> {
        match at {
            Place::Memory { base, offset } => self.free(ty, frame.area(base)? + offset),
            Place::Flat { first } => {
                let imported = call.steps.contains(&Step::CallImport);
                let cores = if imported { &frame.results } else { &frame.arguments };
                self.free_flat(ty, &cores[first as usize..])
            }
        }
    }

    fn free_lowered(&mut self) -> Result<(), Fault> {
        let blocks = std::mem::take(&mut self.lowered);
        blocks.into_iter().try_for_each(|(address, size, align)| self.memory.free(address, size, align))
    }

    fn note_handles(&mut self, call: &Call, frame: &Frame, param: usize, mode: Mode) -> Result<(), Fault> {
        let ty = self.world.interface(call.interface).functions[call.function].params[param].ty;
        let value = frame.params.get(param).cloned().flatten().ok_or(Fault::Plan("no parameter"))?;
        let mut found = Vec::new();
        self.handles(ty, &value, mode, &mut found);
        self.events.extend(found);
        Ok(())
    }

    fn restore(&mut self, call: &Call, frame: &Frame, param: usize) -> Result<(), Fault> {
        let ty = self.world.interface(call.interface).functions[call.function].params[param].ty;
        let value = frame.params.get(param).cloned().flatten().ok_or(Fault::Plan("no parameter"))?;
        self.note_restored(ty, &value);
        Ok(())
    }

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

impl Frame {
    pub(super) fn with_params(params: &[Value]) -> Self {
        Self { params: params.iter().cloned().map(Some).collect(), ..Self::default() }
    }

    pub(super) fn with_arguments(arguments: &[CoreValue]) -> Self {
        Self { arguments: arguments.to_vec(), ..Self::default() }
    }

    /// The lifted parameters.
    pub(super) fn lifted(&self) -> Vec<Value> {
        self.params.iter().flatten().cloned().collect()
    }

    fn area(&self, base: Base) -> Result<u32, Fault> {
        self.areas.get(&base).copied().ok_or(Fault::Plan("a block that was not taken"))
    }

    fn value(&self, what: Which) -> Option<Value> {
        match what {
            Which::Param(index) => self.params.get(index).cloned().flatten(),
            Which::Result => self.result.clone(),
        }
    }

    /// Pointers of the blocks as core arguments: parameters instead of the flat ones, the result last.
    pub(super) fn push_area_pointers(&mut self, call: &Call) {
        for (base, layout) in [(Base::Params, call.param_area), (Base::Result, call.result_area)] {
            if let (Some(_), Some(address)) = (layout, self.areas.get(&base)) {
                self.arguments.push(CoreValue::I32(*address));
            }
        }
    }

    pub(super) fn return_area(&mut self) {
        if let Some(address) = self.areas.get(&Base::Result) {
            self.results = vec![CoreValue::I32(*address)];
        }
    }
}
