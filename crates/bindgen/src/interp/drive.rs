//! Running the program of a function: scopes of scratch memory instead of single frees.

use super::flat::word;
use super::task::resolve;
use super::{CallState, Callee, CoreValue, Ended, ExportCall, Fault, Host, Machine, Task, Value};
use crate::binding::{CoreResult, Flow, Func, Passed, Scope, Spell, Spot, drive};
use crate::model::{Layout, TypeId};
use crate::plan::{Base, Mode};

/// The user's function behind an export.
pub type User<'u> = &'u mut dyn FnMut(&[Value]) -> Option<Value>;

/// Who is on the other side of a call.
enum Other<'o> {
    Host(Host<'o>),
    User(User<'o>),
    Callee(&'o mut dyn Callee),
    Task(&'o mut dyn Task),
}

impl Other<'_> {
    /// Whether we are the caller.
    fn is_callee(&self) -> bool {
        matches!(self, Self::Host(_) | Self::Callee(_))
    }
}

/// A call under way.
struct Running<'m, 'a, 'o> {
    machine: &'m mut Machine<'a>,
    other: Other<'o>,
    /// Addresses of the areas of parameters and result.
    areas: [Option<u32>; 2],
    arguments: Vec<CoreValue>,
    results: Vec<CoreValue>,
    params: Vec<Value>,
    result: Option<Value>,
    /// End of the memory when [`Scope::Call`] was entered.
    mark: u32,
    /// Blocks that were taken for parameters.
    lowered: Vec<(u32, u32, u32)>,
    /// State of a call that is asynchronous.
    state: CallState,
}

impl<'a> Machine<'a> {
    /// Calls an import with values by its program; `host` is the other side.
    pub fn run_import(&mut self, func: &Func, params: &[Value], host: Host<'_>) -> Result<Option<Value>, Fault> {
        let mut running = Running::new(self, Other::Host(host));
        running.params = params.to_vec();
        drive(func, &mut running)?;
        Ok(running.result)
    }

    /// Calls an export with core arguments by its program; `user` is the user's function. Every block in the memory
    /// counts as the caller's.
    pub fn run_export(&mut self, func: &Func, arguments: &[CoreValue], user: User<'_>) -> Result<ExportCall, Fault> {
        let mut running = Running::new(self, Other::User(user));
        running.arguments = arguments.to_vec();
        if func.param_area.is_some() {
            running.areas[0] = Some(word(arguments, 0)?);
        }
        drive(func, &mut running)?;
        Ok(ExportCall { results: running.results })
    }

    /// Calls an import asynchronously by its program.
    pub fn run_subtask(&mut self, func: &Func, params: &[Value], callee: &mut dyn Callee) -> Result<Ended, Fault> {
        let mut running = Running::new(self, Other::Callee(callee));
        running.params = params.to_vec();
        drive(func, &mut running)?;
        Ok(match running.state {
            CallState::CancelledBeforeStarted | CallState::CancelledBeforeReturned => Ended::Cancelled,
            CallState::Starting | CallState::Started | CallState::Returned => Ended::Returned(running.result),
        })
    }

    /// Calls an export that is lifted with a callback by its program.
    pub fn run_task(&mut self, func: &Func, arguments: &[CoreValue], task: &mut dyn Task) -> Result<(), Fault> {
        let mut running = Running::new(self, Other::Task(task));
        running.arguments = arguments.to_vec();
        if func.param_area.is_some() {
            running.areas[0] = Some(word(arguments, 0)?);
        }
        drive(func, &mut running)
    }

    /// What the post-return of an export does: [`Scope::Result`] ends.
    pub fn leave_result(&mut self) -> Result<(), Fault> {
        self.memory.free_since(0)
    }
}

impl<'m, 'a, 'o> Running<'m, 'a, 'o> {
    fn new(machine: &'m mut Machine<'a>, other: Other<'o>) -> Self {
        machine.lowered.clear();
        Self {
            machine,
            other,
            areas: [None, None],
            arguments: Vec::new(),
            results: Vec::new(),
            params: Vec::new(),
            result: None,
            mark: 0,
            lowered: Vec::new(),
            state: CallState::Starting,
        }
    }

    fn address(&self, base: Base, offset: u32) -> Result<u32, Fault> {
        let area = self.areas[base as usize].ok_or(Fault::Plan("an area that was not taken"))?;
        Ok(area + offset)
    }

    fn lower(&mut self, base: Base, passed: &Passed, value: &Value) -> Result<Vec<CoreValue>, Fault> {
        match passed.spot {
            Spot::Flat(_) => self.machine.lower_flat(passed.ty, value),
            Spot::Memory(offset) => {
                let address = self.address(base, offset)?;
                self.machine.store(passed.ty, value, address).map(|()| Vec::new())
            }
        }
    }

    fn lift(&mut self, base: Base, passed: &Passed, cores: &[CoreValue]) -> Result<Value, Fault> {
        match passed.spot {
            Spot::Flat(at) => self.machine.lift_flat(passed.ty, &cores[at.first as usize..]),
            Spot::Memory(offset) => {
                let address = self.address(base, offset)?;
                self.machine.load(passed.ty, address)
            }
        }
    }

    fn note(&mut self, ty: TypeId, value: &Value, mode: Mode) {
        let mut found = Vec::new();
        self.machine.handles(ty, value, mode, &mut found);
        self.machine.events.extend(found);
    }
}

impl Spell for Running<'_, '_, '_> {
    type Error = Fault;

    fn enter(&mut self, _: &Func, scope: Scope) -> Result<(), Fault> {
        if scope == Scope::Call {
            self.mark = self.machine.memory.end();
        }
        Ok(())
    }

    fn area(&mut self, _: &Func, base: Base, layout: Layout) -> Result<(), Fault> {
        let address = self.machine.memory.allocate(layout.size, layout.align);
        if base == Base::Params {
            self.lowered.push((address, layout.size, layout.align));
        }
        self.areas[base as usize] = Some(address);
        Ok(())
    }

    fn lower_param(&mut self, _: &Func, index: usize, param: &Passed) -> Result<(), Fault> {
        let value = self.params.get(index).cloned().ok_or(Fault::Plan("no value to lower"))?;
        let cores = self.lower(Base::Params, param, &value)?;
        self.arguments.extend(cores);
        Ok(())
    }

    fn lift_param(&mut self, _: &Func, _: usize, param: &Passed) -> Result<(), Fault> {
        let cores = std::mem::take(&mut self.arguments);
        let value = self.lift(Base::Params, param, &cores)?;
        self.arguments = cores;
        self.params.push(value);
        Ok(())
    }

    fn lower_result(&mut self, _: &Func, result: &Passed) -> Result<(), Fault> {
        let value = self.result.clone().ok_or(Fault::Plan("no result to lower"))?;
        self.results = self.lower(Base::Result, result, &value)?;
        Ok(())
    }

    fn lift_result(&mut self, _: &Func, result: &Passed) -> Result<(), Fault> {
        let cores = std::mem::take(&mut self.results);
        self.result = Some(self.lift(Base::Result, result, &cores)?);
        Ok(())
    }

    fn call_core(&mut self, _: &Func) -> Result<(), Fault> {
        self.lowered.append(&mut self.machine.lowered);
        self.arguments.extend(self.areas.iter().flatten().map(|address| CoreValue::I32(*address)));
        match &mut self.other {
            Other::Host(host) => self.results = host(self.machine, &self.arguments)?,
            Other::Callee(callee) => self.state = callee.call(self.machine, &self.arguments)?,
            Other::User(_) | Other::Task(_) => return Err(Fault::Plan("a step of the other side")),
        }
        // What the other side took is the result's.
        self.machine.lowered.clear();
        Ok(())
    }

    fn call_user(&mut self, _: &Func) -> Result<Flow, Fault> {
        match &mut self.other {
            Other::User(user) => self.result = user(&self.params),
            Other::Task(task) => match task.run(&self.params) {
                Some(result) => self.result = result,
                None => return Ok(Flow::Cancelled),
            },
            Other::Host(_) | Other::Callee(_) => return Err(Fault::Plan("a step of the other side")),
        }
        Ok(Flow::Next)
    }

    fn moved(&mut self, func: &Func) -> Result<(), Fault> {
        match self.other.is_callee() {
            true => {
                for (passed, value) in func.params.iter().zip(self.params.clone()) {
                    self.note(passed.ty, &value, Mode::Own);
                }
            }
            false => {
                if let (Some(passed), Some(value)) = (&func.result, self.result.clone()) {
                    self.note(passed.ty, &value, Mode::Own);
                }
            }
        }
        Ok(())
    }

    fn end_borrows(&mut self, func: &Func) -> Result<(), Fault> {
        for (passed, value) in func.params.iter().zip(self.params.clone()) {
            self.note(passed.ty, &value, Mode::Borrow);
        }
        Ok(())
    }

    fn leave(&mut self, _: &Func, scope: Scope) -> Result<(), Fault> {
        match (scope, self.other.is_callee()) {
            (Scope::Call, _) => self.machine.memory.free_since(self.mark),
            (Scope::Params, true) => {
                let blocks = std::mem::take(&mut self.lowered);
                blocks.into_iter().try_for_each(|(address, size, align)| self.machine.memory.free(address, size, align))
            }
            (Scope::Params | Scope::Result, _) => self.machine.memory.free_since(0),
        }
    }

    fn give(&mut self, _: &Func) -> Result<(), Fault> {
        Ok(())
    }

    fn give_core(&mut self, _: &Func, result: CoreResult) -> Result<(), Fault> {
        match result {
            CoreResult::Nothing | CoreResult::Value(_) => Ok(()),
            CoreResult::Area => {
                self.results = vec![CoreValue::I32(self.address(Base::Result, 0)?)];
                Ok(())
            }
        }
    }

    fn wait(&mut self, _: &Func) -> Result<Flow, Fault> {
        let Other::Callee(callee) = &mut self.other else { return Err(Fault::Plan("a step of the other side")) };
        self.state = resolve(*callee, self.machine, self.state)?;
        self.machine.lowered.clear();
        Ok(match self.state {
            CallState::Starting | CallState::Started | CallState::Returned => Flow::Next,
            CallState::CancelledBeforeStarted => Flow::Unstarted,
            CallState::CancelledBeforeReturned => Flow::Cancelled,
        })
    }

    fn restored(&mut self, func: &Func) -> Result<(), Fault> {
        for (passed, value) in func.params.iter().zip(&self.params) {
            self.machine.note_restored(passed.ty, value);
        }
        Ok(())
    }

    fn give_cancelled(&mut self, _: &Func) -> Result<(), Fault> {
        Ok(())
    }

    fn task_return(&mut self, _: &Func) -> Result<(), Fault> {
        if let Some(address) = self.areas[Base::Result as usize] {
            self.results = vec![CoreValue::I32(address)];
        }
        match &mut self.other {
            Other::Task(task) => task.returned(self.machine, &self.results),
            Other::Host(_) | Other::User(_) | Other::Callee(_) => Err(Fault::Plan("a step of the other side")),
        }
    }

    fn task_cancel(&mut self, _: &Func) -> Result<(), Fault> {
        match &mut self.other {
            Other::Task(task) => task.cancelled(),
            Other::Host(_) | Other::User(_) | Other::Callee(_) => return Err(Fault::Plan("a step of the other side")),
        }
        Ok(())
    }
}
