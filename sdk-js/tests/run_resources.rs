//! Life cycles of resources, imported and exported, with every drop counted.
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::support;

use std::sync::OnceLock;

use support::{Guest, Host, build, engine};
use wasmtime::StoreContextMut;
use wasmtime::component::{Component, Linker, LinkerInstance, Resource, ResourceAny, ResourceType, Val};

struct Blob;

const HOST: &str = "test:resources/host@1.2.0";
const COUNTERS: &str = "test:resources/counters@1.2.0#";

fn guest() -> Guest {
    static COMPONENT: OnceLock<Component> = OnceLock::new();
    let component = COMPONENT.get_or_init(|| {
        let bytes = build(include_str!("../../tests/wit/handles.wit"), include_str!("cases/resources/index.js"));
        Component::new(engine(), bytes).unwrap()
    });
    Guest::of(component, host)
}

fn own(store: &mut StoreContextMut<'_, Host>, n: u32) -> Val {
    Val::Resource(ResourceAny::try_from_resource(Resource::<Blob>::new_own(n), store).unwrap())
}

fn rep(store: &mut StoreContextMut<'_, Host>, value: &Val) -> (u32, bool) {
    let Val::Resource(any) = value else { panic!("no resource: {value:?}") };
    let resource = Resource::<Blob>::try_from_resource_any(*any, store).unwrap();
    (resource.rep(), resource.owned())
}

fn note(store: &StoreContextMut<'_, Host>, text: String) {
    store.data().notes.lock().unwrap().push(text);
}

fn host(linker: &mut Linker<Host>) {
    let mut host = linker.instance(HOST).unwrap();
    blobs(&mut host);
    functions(&mut host);
}

fn blobs(host: &mut LinkerInstance<'_, Host>) {
    let drop = |store: StoreContextMut<'_, Host>, rep| {
        note(&store, format!("drop {rep}"));
        Ok(())
    };
    host.resource("blob", ResourceType::host::<Blob>(), drop).unwrap();
    host.func_new("[constructor]blob", |mut store, _, args, results| {
        let Val::U32(n) = args[0] else { panic!() };
        results[0] = own(&mut store, n);
        Ok(())
    })
    .unwrap();
    host.func_new("[method]blob.read", |mut store, _, args, results| {
        results[0] = Val::U32(rep(&mut store, &args[0]).0);
        Ok(())
    })
    .unwrap();
    host.func_new("[method]blob.add", |mut store, _, args, results| {
        results[0] = Val::U32(rep(&mut store, &args[0]).0 + rep(&mut store, &args[1]).0);
        Ok(())
    })
    .unwrap();
    host.func_new("[static]blob.merge", |mut store, _, args, results| {
        let (a, owned) = rep(&mut store, &args[0]);
        let (b, borrowed) = rep(&mut store, &args[1]);
        assert!(owned && !borrowed);
        results[0] = own(&mut store, a + b);
        Ok(())
    })
    .unwrap();
    host.func_new("[method]blob.split", |mut store, _, args, results| {
        let n = rep(&mut store, &args[0]).0;
        results[0] = own(&mut store, n + 100);
        Ok(())
    })
    .unwrap();
}

fn functions(host: &mut LinkerInstance<'_, Host>) {
    host.func_new("make", |mut store, _, args, results| {
        let Val::U32(n) = args[0] else { panic!() };
        results[0] = Val::List((1..=n).map(|i| own(&mut store, i)).collect());
        Ok(())
    })
    .unwrap();
    host.func_new("take", |mut store, _, args, _| {
        let (n, _) = rep(&mut store, &args[0]);
        note(&store, format!("take {n}"));
        Ok(())
    })
    .unwrap();
    host.func_new("take-all", |mut store, _, args, results| {
        let Val::List(holders) = &args[0] else { panic!() };
        let mut sum = 0;
        for holder in holders {
            let Val::Record(fields) = holder else { panic!() };
            sum += rep(&mut store, &fields[0].1).0;
        }
        results[0] = Val::U32(sum);
        Ok(())
    })
    .unwrap();
    host.func_new("peek", |mut store, _, args, results| {
        results[0] = Val::U32(rep(&mut store, &args[0]).0);
        Ok(())
    })
    .unwrap();
    host.func_new("find", |mut store, _, args, results| {
        let Val::U32(n) = args[0] else { panic!() };
        results[0] = Val::Result(if n == 0 {
            Err(Some(Box::new(Val::String("nothing".into()))))
        } else {
            Ok(Some(Box::new(own(&mut store, n))))
        });
        Ok(())
    })
    .unwrap();
}

fn script(name: &str) -> (String, Vec<String>) {
    let mut guest = guest();
    let Some(Val::String(text)) = guest.ok("script", &[Val::String(name.into())]) else { panic!("no string") };
    let log = std::mem::take(&mut *guest.store.data().notes.lock().unwrap());
    (text, log)
}

#[test]
fn imported_handles_are_dropped_exactly_once() {
    let (text, log) = script("lifecycle");
    let place = "test:resources/host@1.2.0#[method]blob.read";
    assert_eq!(text, format!("5 TypeError: {place}: this Blob was closed or given away"));
    assert_eq!(log, ["drop 5"]);
    assert_eq!(script("merge"), ("30 true true true".into(), vec!["drop 30".into(), "drop 20".into()]));
    assert_eq!(script("borrow"), ("3,2,2".into(), vec!["drop 1".into(), "drop 2".into()]));
    assert_eq!(script("list"), ("1,2,3 6".into(), vec![]));
    assert_eq!(script("find"), ("4 ComponentError: nothing".into(), vec!["drop 4".into()]));
}

#[test]
fn a_handle_that_was_given_away_is_of_no_more_use() {
    let (text, log) = script("move");
    let gone = "must be an open Blob, not one that was closed or given away";
    assert_eq!(
        text,
        format!(
            "TypeError: {HOST}#take: argument `b` {gone} | \
             TypeError: {HOST}#[method]blob.read: this Blob was closed or given away | \
             TypeError: {HOST}#peek: argument `b` {gone}"
        )
    );
    assert_eq!(log, ["take 9"]);
}

#[test]
fn a_call_that_does_not_happen_gives_handles_back() {
    let (text, log) = script("restored");
    assert_eq!(
        text,
        format!(
            "TypeError: {HOST}#takeAll: an object is given away twice in one call | \
             TypeError: {HOST}#takeAll: argument `holders[0].note` must be a string, not the number 5 | 3"
        )
        .replace("takeAll", "take-all")
    );
    assert_eq!(log, ["drop 3"]);
}

#[test]
fn wrong_arguments_are_named() {
    insta::assert_snapshot!(script("wrong").0);
}

fn call(guest: &mut Guest, name: &str, args: &[Val]) -> Option<Val> {
    guest.ok(&format!("{COUNTERS}{name}"), args)
}

fn disposed(guest: &mut Guest) -> Vec<String> {
    let Some(Val::List(items)) = call(guest, "log", &[]) else { panic!("no list") };
    items.into_iter().map(|item| if let Val::String(text) = item { text } else { panic!() }).collect()
}

fn counter(guest: &mut Guest, start: u32) -> Val {
    call(guest, "[constructor]counter", &[Val::U32(start)]).unwrap()
}

fn drop_of(guest: &mut Guest, value: &Val) {
    let Val::Resource(any) = value else { panic!("no resource") };
    any.resource_drop(&mut guest.store).unwrap();
}

#[test]
fn exported_objects_live_until_the_last_owner_lets_go() {
    let g = &mut guest();
    let a = counter(g, 5);
    assert_eq!(call(g, "[method]counter.increment", &[a.clone(), Val::U32(4)]), Some(Val::U32(9)));
    let b = call(g, "[static]counter.zero", &[]).unwrap();
    assert_eq!(call(g, "[method]counter.add-other", &[b.clone(), a.clone()]), Some(Val::U32(9)));
    assert_eq!(call(g, "peek", std::slice::from_ref(&a)), Some(Val::U32(9)));
    assert_eq!(disposed(g), Vec::<String>::new());
    drop_of(g, &a);
    assert_eq!(disposed(g), ["dispose 9"]);
    drop_of(g, &b);
    assert_eq!(disposed(g), ["dispose 9"]);
    let failed = call(g, "[static]counter.try-new", &[Val::S32(-1)]);
    assert_eq!(failed, Some(Val::Result(Err(Some(Box::new(Val::String("negative start".into())))))));
}

#[test]
fn an_object_that_comes_back_is_the_users_again() {
    let g = &mut guest();
    for i in 0..1000 {
        let a = counter(g, i);
        assert_eq!(call(g, "consume", &[a]), Some(Val::U32(i)));
    }
    let a = counter(g, 42);
    call(g, "keep", &[a]);
    let again = call(g, "give-back", &[]).unwrap();
    assert_eq!(call(g, "peek", std::slice::from_ref(&again)), Some(Val::U32(42)));
    assert_eq!(disposed(g), Vec::<String>::new());
    drop_of(g, &again);
    assert_eq!(disposed(g), ["dispose 42"]);
}

#[test]
fn handles_travel_in_records_and_lists() {
    let g = &mut guest();
    let Some(Val::List(items)) = call(g, "make", &[Val::U32(3)]) else { panic!("no list") };
    for item in &items {
        drop_of(g, item);
    }
    assert_eq!(disposed(g), ["dispose 0", "dispose 1", "dispose 2"]);
    let (a, b) = (counter(g, 1), counter(g, 2));
    let pair = Val::Record(vec![("left".into(), a), ("right".into(), Val::Option(Some(Box::new(b))))]);
    let Some(Val::Record(fields)) = call(g, "swap", &[pair]) else { panic!("no record") };
    assert_eq!(call(g, "peek", &[fields[0].1.clone()]), Some(Val::U32(2)));
    drop_of(g, &fields[0].1);
    assert_eq!(disposed(g), ["dispose 2"]);
    let Some(Val::List(same)) = call(g, "same", &[Val::U32(2)]) else { panic!("no list") };
    drop_of(g, &same[0]);
    assert_eq!(disposed(g), Vec::<String>::new());
    drop_of(g, &same[1]);
    assert_eq!(disposed(g), ["dispose 77"]);
}

#[test]
fn borrowed_handles_end_with_the_call() {
    let g = &mut guest();
    let blob = Resource::<Blob>::new_own(8);
    let blob = ResourceAny::try_from_resource(blob, &mut g.store).unwrap();
    assert_eq!(call(g, "use-blob", &[Val::Resource(blob)]), Some(Val::U32(8)));
    call(g, "hold-blob", &[Val::Resource(blob)]);
    assert!(g.call(&format!("{COUNTERS}use-held"), &[]).is_err());
    assert!(g.stderr().contains("this Blob was closed or given away"), "{}", g.stderr());
}

#[test]
fn a_foreign_object_is_refused() {
    let g = &mut guest();
    assert!(g.call(&format!("{COUNTERS}wrong"), &[]).is_err());
    let expected = "what the function returned must be an instance of Counter, not an object";
    assert!(g.stderr().contains(expected), "{}", g.stderr());
}

/// The store allows 100,000 handles: a guest that never lets go of forgotten ones would not get through.
#[test]
fn forgotten_handles_are_dropped_between_calls() {
    let mut guest = guest();
    let mut play = |name: &str| match guest.ok("script", &[Val::String(name.into())]) {
        Some(Val::String(text)) => text,
        other => panic!("{other:?}"),
    };
    assert_eq!(play("family"), "split");
    for _ in 0..14 {
        assert_eq!(play("forget"), "forgotten");
    }
    assert_eq!(play("children"), ["107"; 10].join(","));
    let log = std::mem::take(&mut *guest.store.data().notes.lock().unwrap());
    assert!(log.len() > 60_000, "{} of 140,000 were dropped", log.len());
    assert!(!log.iter().any(|line| line == "drop 7"), "a parent was dropped before its child");
    assert_eq!(log.iter().collect::<std::collections::HashSet<_>>().len(), 10_000, "every kind of them");
    let stderr = guest.stderr();
    assert!(stderr.contains("handles are open") && stderr.contains("of Blob"), "{stderr}");
}
