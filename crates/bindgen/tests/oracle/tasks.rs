//! Asynchronous calls: signatures against wit-parser's, parameters and results against a second reading, and what is left
//! in memory however the call ends.

use proptest::prelude::*;
use wit_bindgen_core::abi::{AbiVariant, LiftLower};
use wit_parser::{Mangling, WorldItem};
use witloom_bindgen::Plan;
use witloom_bindgen::binding::{Binding, CallMode, Func};
use witloom_bindgen::interp::{CallState, Callee, CoreValue, Ended, Fault, HandleEvent, Machine, Memory, Task, Value};
use witloom_bindgen::model::{Core, Function, Side, TypeId};
use witloom_bindgen::plan::{Asynchrony, Call, Modes};

use super::draw::{self, Source};
use super::run::{Any, Run};
use super::{Subject, lower_arguments, witloom_layout};

/// How a call goes, from the core function's result on.
const FATES: [&[CallState]; 7] = [
    &[CallState::Returned],
    &[CallState::Starting, CallState::Started, CallState::Returned],
    &[CallState::Started, CallState::Started, CallState::Returned],
    &[CallState::Starting, CallState::Returned],
    &[CallState::Starting, CallState::CancelledBeforeStarted],
    &[CallState::Starting, CallState::Started, CallState::CancelledBeforeReturned],
    &[CallState::Started, CallState::CancelledBeforeReturned],
];

/// The other side of an import.
struct Other<'a> {
    call: &'a Call,
    function: &'a Function,
    result: Option<&'a Value>,
    fate: Vec<CallState>,
    arguments: Vec<CoreValue>,
    seen: Option<Vec<Value>>,
}

impl Other<'_> {
    fn next(&mut self, machine: &mut Machine<'_>) -> CallState {
        let state = self.fate.remove(0);
        // The callee reads its parameters when it starts, and the result is written when it returns: at any later time.
        if matches!(state, CallState::Started | CallState::Returned) && self.seen.is_none() {
            self.seen = Some(read_arguments(machine, self.call, self.function, &self.arguments));
        }
        if let (CallState::Returned, Some(ty), Some(value)) = (state, self.function.result, self.result) {
            let Some(CoreValue::I32(address)) = self.arguments.last() else { panic!("a result has an address") };
            machine.store(ty, value, *address).expect("the result fits");
        }
        state
    }
}

impl Callee for Other<'_> {
    fn call(&mut self, machine: &mut Machine<'_>, arguments: &[CoreValue]) -> Result<CallState, Fault> {
        let cores: Vec<Core> = arguments.iter().map(core).collect();
        assert_eq!(cores, self.call.params, "types of the core arguments");
        self.arguments = arguments.to_vec();
        Ok(self.next(machine))
    }

    fn wait(&mut self, machine: &mut Machine<'_>) -> Result<CallState, Fault> {
        Ok(self.next(machine))
    }
}

fn core(value: &CoreValue) -> Core {
    match value {
        CoreValue::I32(_) => Core::I32,
        CoreValue::I64(_) => Core::I64,
        CoreValue::F32(_) => Core::F32,
        CoreValue::F64(_) => Core::F64,
    }
}

/// A second reading of where parameters lie: the fields of a record, or one after another.
fn read_arguments(machine: &mut Machine<'_>, call: &Call, function: &Function, args: &[CoreValue]) -> Vec<Value> {
    let (mut offset, mut first) = (0, 0);
    let mut read = |ty: TypeId| match (call.param_area, args.first()) {
        (Some(_), Some(CoreValue::I32(area))) => {
            let layout = witloom_layout(machine, ty);
            let at = u32::next_multiple_of(offset, layout.1);
            offset = at + layout.0;
            machine.load(ty, area + at).expect("a parameter")
        }
        _ => {
            let value = machine.lift_flat(ty, &args[first..]).expect("a parameter");
            first += machine.world().ty(ty).flat.as_ref().map_or(0, Vec::len);
            value
        }
    };
    function.params.iter().map(|param| read(param.ty)).collect()
}

fn check_subtask(subject: &Subject, params: &[Value], result: Option<&Value>) {
    let (function, call) = subject.function(Side::Import);
    for fate in FATES {
        let mut other = Other { call, function, result, fate: fate.to_vec(), arguments: Vec::new(), seen: None };
        let mut machine = Machine::new(&subject.world, &subject.plan);
        let ended = machine.run_subtask(subject.func(Side::Import), params, &mut other).expect("the program runs");
        let returned = *fate.last().expect("a fate") == CallState::Returned;
        assert_eq!(ended, if returned { Ended::Returned(result.cloned()) } else { Ended::Cancelled });
        let unstarted = fate.contains(&CallState::CancelledBeforeStarted);
        assert_eq!(other.seen.as_deref(), (!unstarted).then_some(params), "what the callee saw");
        assert_eq!(machine.memory.live_blocks(), 0, "{fate:?} leaves nothing behind");
        let count = |wanted: fn(&&HandleEvent) -> bool| machine.events.iter().filter(wanted).count();
        let moved = count(|e| matches!(e, HandleEvent::Transferred(..) | HandleEvent::EndTransferred(..)));
        let restored = count(|e| matches!(e, HandleEvent::Restored(_)));
        assert_eq!(restored, if unstarted { moved } else { 0 }, "handles and ends come back");
    }
}

/// The user's function, and the caller that reads what `task.return` gets.
struct Body<'a> {
    subject: &'a Subject,
    params: &'a [Value],
    /// `None` when it agrees to a cancellation.
    result: Option<Option<&'a Value>>,
    given: Option<(Option<Value>, Vec<CoreValue>)>,
    cancelled: bool,
}

impl Task for Body<'_> {
    fn run(&mut self, params: &[Value]) -> Option<Option<Value>> {
        assert_eq!(params, self.params, "lifted parameters");
        self.result.map(|result| result.cloned())
    }

    fn returned(&mut self, machine: &mut Machine<'_>, cores: &[CoreValue]) -> Result<(), Fault> {
        let memory = machine.memory.clone();
        self.given = Some((read_returned(self.subject, memory, cores), cores.to_vec()));
        Ok(())
    }

    fn cancelled(&mut self) {
        self.cancelled = true;
    }
}

/// The result, as its reader finds it.
fn read_returned(subject: &Subject, memory: Memory, cores: &[CoreValue]) -> Option<Value> {
    let (function, call) = subject.function(Side::Export);
    let Some(Asynchrony::Task { task_return, .. }) = &call.asynchrony else { panic!("a task") };
    assert_eq!(cores.iter().map(core).collect::<Vec<_>>(), task_return.params, "types of task.return's arguments");
    let ty = function.result?;
    let mut machine = Machine::new(&subject.world, &subject.plan);
    machine.memory = memory;
    let flat = machine.world().ty(ty).flat.is_some();
    let read = match cores.first() {
        Some(CoreValue::I32(address)) if !flat => machine.load(ty, *address),
        _ => machine.lift_flat(ty, cores),
    };
    Some(read.expect("the result is readable"))
}

fn check_task(subject: &Subject, params: &[Value], result: Option<&Value>) {
    let (function, call) = subject.function(Side::Export);
    let mut caller = Machine::new(&subject.world, &subject.plan);
    let args = lower_arguments(&mut caller, call, function, params);
    for agreed in [false, true] {
        let outcome = (!agreed).then_some(result);
        let mut body = Body { subject, params, result: outcome, given: None, cancelled: false };
        let mut machine = Machine::new(&subject.world, &subject.plan);
        machine.memory = caller.memory.clone();
        machine.run_task(subject.func(Side::Export), &args, &mut body).expect("the program runs");
        assert_eq!(body.cancelled, agreed);
        assert_eq!(body.given.map(|given| given.0), (!agreed).then(|| result.cloned()));
        assert_eq!(machine.memory.live_blocks(), 0, "the scopes of a task leave nothing behind");
    }
    check_oracle(subject, params, result, (caller.memory, args));
}

/// What `wit_bindgen_core` lowers for `task.return`.
fn check_oracle(subject: &Subject, params: &[Value], result: Option<&Value>, (memory, args): (Memory, Vec<CoreValue>)) {
    let (code, areas) = subject.record_async(AbiVariant::GuestExportAsync, LiftLower::LiftArgsLowerResults);
    let mut no_core = |_: &mut Memory, _: &[CoreValue]| Vec::new();
    let mut user = |got: &[Value]| {
        assert_eq!(got, params, "the oracle lifts the same parameters");
        result.cloned()
    };
    let mut run = Run::new(memory, args.into_iter().map(Any::Core).collect(), &mut no_core, &mut user);
    for (register, size, align) in areas {
        let address = run.memory.allocate(size, align);
        run.registers.insert(register, Any::Core(CoreValue::I32(address)));
    }
    run.code(&code);
    let cores = run.returned.iter().map(|any| match any {
        Any::Core(value) => *value,
        Any::Value(value) => panic!("a core value, not {value:?}"),
    });
    let cores: Vec<CoreValue> = cores.collect();
    let memory = std::mem::take(&mut run.memory);
    assert_eq!(read_returned(subject, memory, &cores).as_ref(), result, "what the oracle returns");
}

/// Signatures and names, as wit-parser has them.
fn check_signatures(subject: &Subject) {
    let function = subject.wit_function();
    let (_, world) = subject.resolve.worlds.iter().next().expect("a world");
    let key = world.exports.iter().find(|(_, item)| matches!(item, WorldItem::Interface { .. })).expect("an export").0;
    for (side, variant) in [(Side::Import, AbiVariant::GuestImportAsync), (Side::Export, AbiVariant::GuestExportAsync)]
    {
        let (_, call) = subject.function(side);
        let wanted = subject.resolve.wasm_signature(variant, function);
        let cores = |types: &[wit_parser::abi::WasmType]| types.iter().map(|ty| Core::from(*ty)).collect::<Vec<_>>();
        assert_eq!((&call.params, &call.results), (&cores(&wanted.params), &cores(&wanted.results)), "{side:?}");
        assert_eq!(call.param_area.is_some(), wanted.indirect_params, "{side:?}");
        if let Some(Asynchrony::Task { task_return, .. }) = &call.asynchrony {
            let (module, name, wanted) = function.task_return_import(&subject.resolve, Some(key), Mangling::Legacy);
            assert_eq!((&task_return.module, &task_return.name), (&module, &name));
            assert_eq!(task_return.params, cores(&wanted.params));
        }
    }
}

/// Elements of every stream and future: written and read whole, in part and never.
fn check_payloads(subject: &Subject, source: &mut Source) {
    for payload in subject.plan.payloads() {
        for (count, copied) in [(1, 1), (3, 3), (3, 1), (3, 0), (0, 0)] {
            let mut machine = Machine::new(&subject.world, &subject.plan);
            let values: Vec<Value> = (0..count)
                .map(|_| payload.elem.map_or(Value::Product(Vec::new()), |ty| source.value(&subject.world, ty)))
                .collect();
            let written = machine.begin_write(payload, &values).expect("elements fit");
            // The other side's copy: into a buffer of the reader's, through its allocator.
            let read = machine.begin_read(payload, 3);
            for (index, value) in values.iter().enumerate().take(copied as usize) {
                if let Some(ty) = payload.elem {
                    let at = index as u32 * payload.layout.size;
                    let seen = machine.load(ty, written.address() + at).expect("a lowered element");
                    assert_eq!(&seen, value);
                    machine.store(ty, value, read.address() + at).expect("the element fits");
                }
            }
            let got = machine.end_read(payload, &read, copied).expect("the read ends");
            assert_eq!(got, values[..copied as usize], "what was read");
            let left = machine.end_write(payload, written, copied).expect("the write ends");
            assert_eq!(left, values[copied as usize..], "what nobody took");
            assert_eq!(machine.memory.live_blocks(), 0, "{copied} of {count} leave nothing behind");
        }
    }
}

/// Async functions in the asynchronous modes.
fn subject(text: &str) -> Subject {
    let mut subject = Subject::new(text);
    subject.plan = Plan::with(&subject.world, Modes::ASYNC);
    subject.binding = Binding::new(&subject.world, &subject.plan);
    subject
}

fn modes(func: &Func) -> bool {
    matches!((func.side, &func.mode), (Side::Import, CallMode::Subtask { .. }) | (Side::Export, CallMode::Task { .. }))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn asynchronous_calls_agree_with_the_oracle(
        params in proptest::collection::vec(draw::ty(), 0..5),
        result in proptest::option::of(draw::ty()),
        seed: u64,
    ) {
        let text = draw::wit(&params, result.as_ref()).replace("f: func", "f: async func");
        let subject = subject(&text);
        assert!(subject.binding.funcs().iter().all(modes));
        check_signatures(&subject);
        let mut source = Source(seed);
        for side in [Side::Import, Side::Export] {
            let (function, _) = subject.function(side);
            let values: Vec<Value> = function.params.iter().map(|p| source.value(&subject.world, p.ty)).collect();
            let result = function.result.map(|ty| source.value(&subject.world, ty));
            match side {
                Side::Import => check_subtask(&subject, &values, result.as_ref()),
                Side::Export => check_task(&subject, &values, result.as_ref()),
            }
        }
        check_payloads(&subject, &mut source);
    }

    /// An `async func` in the synchronous modes is called as any function.
    #[test]
    fn async_functions_in_synchronous_modes_are_as_others(
        params in proptest::collection::vec(draw::ty(), 0..4),
        result in proptest::option::of(draw::ty()),
    ) {
        let text = draw::wit(&params, result.as_ref());
        let (plain, marked) = (Subject::new(&text), Subject::new(&text.replace("f: func", "f: async func")));
        prop_assert_eq!(plain.plan.calls(), marked.plan.calls());
    }
}
