//! Resources in both directions, and what is dropped when.

use crate::support;

use support::{Calls, Host};
use wasmtime::component::{ResourceAny, Val};

const WIT: &str = include_str!("../../tests/wit/objects.wit");
const APP: &str = include_str!("resources/app.rb");
const API: &str = "test:resources/api";
const STORE: &str = "test:resources/store";

fn start() -> Host {
    start_with(Calls::none())
}

fn start_with(calls: Calls) -> Host {
    let calls = calls
        .resource(STORE, "kv")
        .with(STORE, "[constructor]kv", |mut store, _, results| {
            store.data_mut().made += 1;
            let rep = store.data().made;
            let any = ResourceAny::try_from_resource(
                wasmtime::component::Resource::<support::Thing>::new_own(rep),
                &mut store,
            );
            results[0] = Val::Resource(any.unwrap());
        })
        .with(STORE, "[method]kv.get", |mut store, params, results| {
            let (Val::Resource(borrowed), Val::String(key)) = (&params[0], &params[1]) else { panic!("self, key") };
            borrowed.resource_drop(&mut store).unwrap();
            results[0] = Val::Option((!key.is_empty()).then(|| Box::new(Val::U64(key.len() as u64))));
        })
        .with(STORE, "take", |mut store, params, _| {
            let Val::Resource(any) = params[0] else { panic!("a resource") };
            any.resource_drop(&mut store).unwrap();
        });
    let door = |mut store: wasmtime::StoreContextMut<'_, support::State>| {
        let thing = wasmtime::component::Resource::<support::Thing>::new_own(77);
        Val::Resource(ResourceAny::try_from_resource(thing, &mut store).unwrap())
    };
    let asked = |number: u32| {
        move |mut store: wasmtime::StoreContextMut<'_, support::State>, params: &[Val], results: &mut [Val]| {
            if let Some(Val::Resource(borrowed)) = params.first() {
                borrowed.resource_drop(&mut store).unwrap();
            }
            results[0] = Val::U32(number);
        }
    };
    let calls = calls
        .resource(STORE, "door")
        .with(STORE, "[constructor]door", move |store, _, results| results[0] = door(store))
        .with(STORE, "[static]door.open", move |store, _, results| results[0] = door(store))
        .with(STORE, "[method]door.close", asked(1))
        .with(STORE, "[method]door.drop", asked(2))
        .with(STORE, "[static]door.count", asked(3));
    support::run(WIT, &[("app.rb", APP)], calls)
}

#[test]
fn imported_resources_are_dropped_once() {
    let mut host = start();
    for name in ["block", "closed-twice", "given", "raised"] {
        host.store.data_mut().dropped.clear();
        let result = host.wave(API, name, &[]).unwrap_or_else(|e| panic!("{name}: {e:#}\n{}", host.stderr()));
        assert_eq!(result, "\"ok\"", "{name}");
        assert_eq!(host.store.data().dropped.len(), 1, "{name}");
    }
}

#[test]
fn resources_under_gc_stress() {
    let mut host = start_with(Calls::none().env("STRESS", "1"));
    for name in ["block", "closed-twice", "given", "raised"] {
        let result = host.wave(API, name, &[]).unwrap_or_else(|e| panic!("{name}: {e:#}\n{}", host.stderr()));
        assert_eq!(result, "\"ok\"", "{name}");
    }
    assert_eq!(host.store.data().dropped.len(), 4);
    // A collection at every allocation finds nearly all of them before the call ends.
    assert_eq!(host.wave(API, "forget", &["50"]).unwrap(), "50");
    let dropped = host.store.data().dropped.len();
    assert!(dropped > 40, "only {dropped} were dropped");
    counters(&mut host);
}

#[test]
fn forgotten_resources_are_collected() {
    let mut host = start();
    assert_eq!(host.wave(API, "forget", &["20000"]).unwrap(), "20000");
    let dropped = host.store.data().dropped.len();
    assert!(dropped > 10_000, "only {dropped} of 20000 were dropped");
}

#[test]
fn own_objects_end_once_and_come_back_alive() {
    counters(&mut start());
}

fn counters(host: &mut Host) {
    let make = |host: &mut Host, n: u32| {
        let made = host.call(API, "[constructor]counter", &[Val::U32(n)]).unwrap();
        let Val::Resource(any) = made[0] else { panic!("a resource") };
        any
    };
    let (a, b) = (make(host, 1), make(host, 10));
    assert_eq!(host.call(API, "[method]counter.add", &[Val::Resource(a), Val::U32(4)]).unwrap(), [Val::U32(5)]);
    assert_eq!(host.wave(API, "[static]counter.closed", &[]).unwrap(), "0");
    let merged = host.call(API, "[static]counter.merge", &[Val::Resource(a), Val::Resource(b)]).unwrap();
    let Val::Resource(merged) = merged[0] else { panic!("a resource") };
    // `a` came back to Ruby, which kept it: nothing was closed.
    assert_eq!(host.wave(API, "[static]counter.closed", &[]).unwrap(), "0");
    assert_eq!(host.call(API, "[method]counter.add", &[Val::Resource(merged), Val::U32(0)]).unwrap(), [Val::U32(15)]);
    b.resource_drop(&mut host.store).unwrap();
    merged.resource_drop(&mut host.store).unwrap();
    assert_eq!(host.wave(API, "[static]counter.closed", &[]).unwrap(), "2");
}

#[test]
fn functions_called_close_are_the_worlds() {
    let mut host = start();
    assert_eq!(host.wave(API, "doors", &[]).unwrap_or_else(|e| panic!("{e}\n{}", host.stderr())), "[1, 2, 3, 1, 0]");
    assert_eq!(host.store.data().dropped, [77, 77]);
    let made = host.call(API, "[constructor]gate", &[Val::U32(5)]).unwrap();
    let Val::Resource(gate) = made[0] else { panic!("a resource") };
    let closed = host.call(API, "[method]gate.close", &[Val::Resource(gate), Val::U32(2)]).unwrap();
    assert_eq!(closed, [Val::U32(7)]);
    assert_eq!(host.call(API, "[method]gate.drop", &[Val::Resource(gate)]).unwrap(), [Val::U32(7)]);
    assert_eq!(host.wave(API, "[static]gate.closed", &[]).unwrap(), "[]");
    gate.resource_drop(&mut host.store).unwrap();
    assert_eq!(host.wave(API, "[static]gate.closed", &[]).unwrap(), "[7]");
}
