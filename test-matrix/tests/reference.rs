//! The drawn values against an independent reading of the canonical ABI: the plan's interpreter stores and
//! loads, lowers and lifts each of them, and frees what it took.

use witloom_bindgen::Plan;
use witloom_bindgen::interp::{Machine, Value};
use witloom_bindgen::model::{Kind, TypeId};
use witloom_test_matrix::draw::{suite, values};
use witloom_test_matrix::play::val;

/// Values of types without streams and futures, and those that go through these.
fn each(machine: &mut Machine<'_>, ty: TypeId, value: &Value) {
    let world = machine.world();
    match (&world.ty(ty).kind, value) {
        (Kind::Stream(Some(elem)), Value::List(values)) => values.iter().for_each(|value| each(machine, *elem, value)),
        (Kind::Future(Some(payload)), value) => each(machine, *payload, value),
        (_, _) if world.ty(ty).facts.has_end => {}
        (_, value) => round_trip(machine, ty, value),
    }
}

fn round_trip(machine: &mut Machine<'_>, ty: TypeId, value: &Value) {
    let world = machine.world();
    let layout = world.ty(ty).layout;
    let live = machine.memory.live_blocks();
    let address = machine.memory.allocate(layout.size, layout.align);
    machine.store(ty, value, address).unwrap();
    let loaded = machine.load(ty, address).unwrap();
    assert!(val::same(&loaded, value), "memory: {}", val::show(world, ty, value));
    machine.free(ty, address).unwrap();
    machine.memory.free(address, layout.size, layout.align).unwrap();
    assert_eq!(machine.memory.live_blocks(), live, "{} leaks", world.type_name(ty));
    if world.ty(ty).flat.is_some() {
        let flat = machine.lower_flat(ty, value).unwrap();
        let lifted = machine.lift_flat(ty, &flat).unwrap();
        assert!(val::same(&lifted, value), "flat: {}", val::show(world, ty, value));
    }
}

#[test]
fn every_drawn_value_survives_the_plan() {
    for case in suite::built_in().unwrap() {
        let plan = Plan::new(&case.survey);
        for function in case.callable() {
            let model = case.model(function).unwrap();
            // A machine per function: its memory only grows.
            let mut machine = Machine::new(&case.survey, &plan);
            for vector in values::vectors(&case.survey, model, 24, 11) {
                let params = model.params.iter().map(|param| param.ty).zip(&vector.params);
                for (ty, value) in params.chain(model.result.into_iter().zip(&vector.result)) {
                    each(&mut machine, ty, value);
                }
            }
        }
    }
}
