//! The plan against a second reading of the canonical ABI: `wit_bindgen_core::abi`, recorded as data.
//!
//! Random functions and values go through both, as import and as export. Core arguments and memory must be
//! the same byte for byte, lifted values must be what was lowered, and every block must be freed.

#![allow(clippy::unwrap_used, clippy::panic, unreachable_pub)]

mod draw;
mod record;
mod run;
mod tasks;

use proptest::prelude::*;
use wit_bindgen_core::abi::{self, AbiVariant, LiftLower};
use wit_parser::{Function as WitFunction, Resolve, SizeAlign, WorldItem};
use witloom_bindgen::binding::{Binding, Func};
use witloom_bindgen::interp::{CoreValue, Machine, Memory, Value};
use witloom_bindgen::model::{Function, Side};
use witloom_bindgen::plan::Call;
use witloom_bindgen::{Plan, Wit, World};

use draw::Source;
use record::{Node, Recorder, Reg};
use run::{Any, Run};

/// One function seen by both sides of the comparison.
struct Subject {
    world: World,
    plan: Plan,
    binding: Binding,
    resolve: Resolve,
    sizes: SizeAlign,
}

impl Subject {
    fn new(text: &str) -> Self {
        let wit = Wit::parse("random.wit", text).expect("random WIT is valid");
        let world = World::from_wit(&wit, None).expect("one world");
        let resolve = wit.resolve().clone();
        let mut sizes = SizeAlign::default();
        sizes.fill(&resolve).expect("sizes");
        let plan = Plan::new(&world);
        let binding = Binding::new(&world, &plan);
        Self { world, plan, binding, resolve, sizes }
    }

    fn function(&self, side: Side) -> (&Function, &Call) {
        let interface = self.world.side(side).find(|i| i.name == "i").expect("the interface is on both sides");
        (&interface.functions[0], self.plan.call(interface.id, 0).expect("it is supported"))
    }

    fn func(&self, side: Side) -> &Func {
        self.binding.side(side).next().expect("it is bound")
    }

    fn wit_function(&self) -> &WitFunction {
        let (_, world) = self.resolve.worlds.iter().next().expect("a world");
        let interface = world.imports.values().find_map(|item| match item {
            WorldItem::Interface { id, .. } => Some(*id),
            WorldItem::Function(_) | WorldItem::Type { .. } => None,
        });
        &self.resolve.interfaces[interface.expect("an interface")].functions["f"]
    }

    fn record(&self, variant: AbiVariant, direction: LiftLower) -> (Vec<Node>, Vec<(Reg, u32, u32)>) {
        self.recorded(variant, direction, false)
    }

    fn record_async(&self, variant: AbiVariant, direction: LiftLower) -> (Vec<Node>, Vec<(Reg, u32, u32)>) {
        self.recorded(variant, direction, true)
    }

    fn recorded(&self, variant: AbiVariant, way: LiftLower, is_async: bool) -> (Vec<Node>, Vec<(Reg, u32, u32)>) {
        let mut recorder = Recorder::new(&self.sizes);
        abi::call(&self.resolve, variant, way, self.wit_function(), &mut recorder, is_async);
        recorder.finish()
    }
}

/// What a host saw: core arguments and memory at the moment of the call.
type Seen = Option<(Vec<CoreValue>, Memory)>;

/// Writes a result as an adapter would: into the result block, or as core values.
fn answer(
    machine: &mut Machine<'_>,
    call: &Call,
    function: &Function,
    args: &[CoreValue],
    result: Option<&Value>,
) -> Vec<CoreValue> {
    let (Some(ty), Some(value)) = (function.result, result) else { return Vec::new() };
    match (call.result_area, args.last()) {
        (Some(_), Some(CoreValue::I32(pointer))) => {
            machine.store(ty, value, *pointer).expect("the result fits");
            Vec::new()
        }
        _ => machine.lower_flat(ty, value).expect("the result fits"),
    }
}

fn check_import(subject: &Subject, params: &[Value], result: Option<&Value>) {
    let (function, call) = subject.function(Side::Import);
    let mut seen: Seen = None;
    let mut machine = Machine::new(&subject.world, &subject.plan);
    let got = machine.run_import(subject.func(Side::Import), params, &mut |machine, args| {
        seen = Some((args.to_vec(), machine.memory.clone()));
        Ok(answer(machine, call, function, args, result))
    });
    assert_eq!(got.expect("the program runs").as_ref(), result);
    assert_eq!(machine.memory.live_blocks(), 0, "the scopes of an import leave nothing behind");
    let (args, memory) = seen.expect("the host was called");

    let (code, areas) = subject.record(AbiVariant::GuestImport, LiftLower::LowerArgsLiftResults);
    let mut oracle_seen: Seen = None;
    let mut call_core = |memory: &mut Memory, args: &[CoreValue]| {
        oracle_seen = Some((args.to_vec(), memory.clone()));
        let mut machine = Machine::new(&subject.world, &subject.plan);
        machine.memory = std::mem::take(memory);
        let results = answer(&mut machine, call, function, args, result);
        *memory = machine.memory;
        results
    };
    let mut no_user = |_: &[Value]| None;
    let args_in = params.iter().cloned().map(Any::Value).collect();
    let mut run = Run::new(Memory::default(), args_in, &mut call_core, &mut no_user);
    for (register, size, align) in areas {
        let address = run.memory.allocate(size, align);
        run.registers.insert(register, Any::Core(CoreValue::I32(address)));
    }
    run.code(&code);
    let returned: Vec<Any> = result.cloned().map(Any::Value).into_iter().collect();
    assert_eq!(run.returned, returned, "the oracle lifts the same result");
    let (oracle_args, oracle_memory) = oracle_seen.expect("the oracle called");
    assert_eq!(args, oracle_args, "core arguments");
    assert_eq!(dump(&memory), dump(&oracle_memory), "memory at the call");
}

fn check_export(subject: &Subject, params: &[Value], result: Option<&Value>) {
    let (function, call) = subject.function(Side::Export);
    let mut caller = Machine::new(&subject.world, &subject.plan);
    let args = lower_arguments(&mut caller, call, function, params);
    let memory = caller.memory.clone();

    let mut machine = Machine::new(&subject.world, &subject.plan);
    machine.memory = memory.clone();
    let called = machine.run_export(subject.func(Side::Export), &args, &mut |got| {
        assert_eq!(got, params, "lifted parameters");
        result.cloned()
    });
    let called = called.expect("the program runs");

    let (code, areas) = subject.record(AbiVariant::GuestExport, LiftLower::LiftArgsLowerResults);
    let mut no_core = |_: &mut Memory, _: &[CoreValue]| Vec::new();
    let mut user = |got: &[Value]| {
        assert_eq!(got, params, "the oracle lifts the same parameters");
        result.cloned()
    };
    let core_args = args.iter().copied().map(Any::Core).collect();
    let mut run = Run::new(memory, core_args, &mut no_core, &mut user);
    for (register, size, align) in areas {
        let address = run.memory.allocate(size, align);
        run.registers.insert(register, Any::Core(CoreValue::I32(address)));
    }
    run.code(&code);
    let oracle_results: Vec<CoreValue> = run
        .returned
        .iter()
        .map(|any| match any {
            Any::Core(value) => *value,
            Any::Value(value) => panic!("a core result, not {value:?}"),
        })
        .collect();
    let oracle_memory = run.memory;
    for (memory, results) in [(machine.memory.clone(), &called.results), (oracle_memory, &oracle_results)] {
        assert_eq!(
            read_result(subject, call, function, memory, results).as_ref(),
            result,
            "the result as its caller reads it"
        );
    }
    if call.post_return.is_none() {
        assert_eq!(machine.memory.live_blocks(), 0, "an export without a post-return leaves nothing behind");
    }
    machine.leave_result().expect("the scope of the result ends");
    assert_eq!(machine.memory.live_blocks(), 0, "the scopes of an export leave nothing behind");
}

fn lower_arguments(machine: &mut Machine<'_>, call: &Call, function: &Function, params: &[Value]) -> Vec<CoreValue> {
    let mut args = Vec::new();
    let area = call.param_area.map(|layout| machine.memory.allocate(layout.size, layout.align));
    let mut offset = 0;
    for (param, value) in function.params.iter().zip(params) {
        match area {
            None => args.extend(machine.lower_flat(param.ty, value).expect("the parameter fits")),
            Some(area) => {
                // An independent walk of the record that parameters form.
                let layout = witloom_layout(machine, param.ty);
                offset = u32::next_multiple_of(offset, layout.1);
                machine.store(param.ty, value, area + offset).expect("the parameter fits");
                offset += layout.0;
            }
        }
    }
    args.extend(area.map(CoreValue::I32));
    args
}

fn witloom_layout(machine: &Machine<'_>, ty: witloom_bindgen::model::TypeId) -> (u32, u32) {
    let layout = machine.world().ty(ty).layout;
    (layout.size, layout.align)
}

fn read_result(
    subject: &Subject,
    call: &Call,
    function: &Function,
    memory: Memory,
    results: &[CoreValue],
) -> Option<Value> {
    let ty = function.result?;
    let mut machine = Machine::new(&subject.world, &subject.plan);
    machine.memory = memory;
    Some(
        match (call.result_area, results.first()) {
            (Some(_), Some(CoreValue::I32(pointer))) => machine.load(ty, *pointer),
            _ => machine.lift_flat(ty, results),
        }
        .expect("the result is readable"),
    )
}

fn dump(memory: &Memory) -> Vec<u8> {
    memory.bytes().to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_plan_agrees_with_the_oracle(
        params in proptest::collection::vec(draw::ty(), 0..5),
        result in proptest::option::of(draw::ty()),
        seed: u64,
    ) {
        let subject = Subject::new(&draw::wit(&params, result.as_ref()));
        let mut source = Source(seed);
        for _ in 0..4 {
            for side in [Side::Import, Side::Export] {
                let (function, _) = subject.function(side);
                let values: Vec<Value> = function.params.iter().map(|p| source.value(&subject.world, p.ty)).collect();
                let result = function.result.map(|ty| source.value(&subject.world, ty));
                match side {
                    Side::Import => check_import(&subject, &values, result.as_ref()),
                    Side::Export => check_export(&subject, &values, result.as_ref()),
                }
            }
        }
    }
}
