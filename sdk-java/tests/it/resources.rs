//! Resources on both sides: every handle is dropped exactly once.

use std::sync::{Arc, Mutex};

use anyhow::Result;
use wasmtime::component::{Linker, Resource, ResourceAny, ResourceType, Val};
use wasmtime::{Collector, StoreContextMut};

use crate::support::{Folder, Host, Running, Wave, engine, run};

const THINGS: &str = "test:res/host-things";
const COUNTERS: &str = "test:res/counters";
const USERS: &str = "test:res/users";

/// The host's object: its representation is its number.
struct Thing;

fn thing(store: &mut StoreContextMut<'_, Host>, n: u32) -> wasmtime::Result<Val> {
    note(store, format!("new {n}"));
    Ok(Val::Resource(Resource::<Thing>::new_own(n).try_into_resource_any(store)?))
}

fn note(store: &StoreContextMut<'_, Host>, text: String) {
    store.data().notes.lock().unwrap().push(text);
}

fn number(store: &mut StoreContextMut<'_, Host>, value: &Val) -> wasmtime::Result<u32> {
    let Val::Resource(any) = value else { wasmtime::bail!("no resource") };
    Ok(any.try_into_resource::<Thing>(store)?.rep())
}

/// Takes an own handle: notes that it was dropped by the host.
fn taken(store: &mut StoreContextMut<'_, Host>, value: &Val) -> wasmtime::Result<u32> {
    let n = number(store, value)?;
    note(store, format!("taken {n}"));
    Ok(n)
}

fn host(linker: &mut Linker<Host>) -> Result<()> {
    let mut things = linker.instance(THINGS)?;
    things.resource("thing", ResourceType::host::<Thing>(), |store, n| {
        note(&store, format!("drop {n}"));
        Ok(())
    })?;
    things.func_new("[constructor]thing", |mut store, _, params, results| {
        let Val::U32(n) = params[0] else { wasmtime::bail!("no number") };
        results[0] = thing(&mut store, n)?;
        Ok(())
    })?;
    for name in ["[method]thing.get", "peek"] {
        things.func_new(name, |mut store, _, params, results| {
            results[0] = Val::U32(number(&mut store, &params[0])?);
            Ok(())
        })?;
    }
    things.func_new("[method]thing.add", |mut store, _, params, _| number(&mut store, &params[0]).map(|_| ()))?;
    things.func_new("[static]thing.join", |mut store, _, params, results| {
        let sum = taken(&mut store, &params[0])? + number(&mut store, &params[1])?;
        results[0] = thing(&mut store, sum)?;
        Ok(())
    })?;
    things.func_new("[static]thing.try-make", |mut store, _, params, results| {
        let Val::U32(n) = params[0] else { wasmtime::bail!("no number") };
        results[0] = Val::Result(if n == 0 {
            Err(Some(Box::new(Val::String("nothing to make".to_owned()))))
        } else {
            Ok(Some(Box::new(thing(&mut store, n)?)))
        });
        Ok(())
    })?;
    things.func_new("take", |mut store, _, params, results| {
        results[0] = Val::U32(taken(&mut store, &params[0])?);
        Ok(())
    })?;
    things.func_new("many", |mut store, _, params, results| {
        let Val::U32(n) = params[0] else { wasmtime::bail!("no number") };
        let list: wasmtime::Result<Vec<Val>> = (1..=n).map(|n| thing(&mut store, n)).collect();
        results[0] = Val::List(list?);
        Ok(())
    })?;
    things.func_new("take-all", |mut store, _, params, results| {
        let (Val::List(list), Val::Option(last)) = (&params[0], &params[1]) else { wasmtime::bail!("no list") };
        let mut sum = 0;
        for value in list.iter().chain(last.as_deref()) {
            sum += taken(&mut store, value)?;
        }
        results[0] = Val::U32(sum);
        Ok(())
    })?;
    Ok(())
}

/// How many of the host's things are still out: made, but neither dropped nor taken.
fn out(notes: &Arc<Mutex<Vec<String>>>) -> Vec<String> {
    let mut out = Vec::new();
    for note in notes.lock().unwrap().iter() {
        match note.split_once(' ') {
            Some(("new", n)) => out.push(n.to_owned()),
            Some((_, n)) => {
                let at = out.iter().position(|have| have == n).unwrap_or_else(|| panic!("`{n}` ended twice"));
                out.remove(at);
            }
            None => panic!("{note}"),
        }
    }
    out
}

fn resource(value: Option<Val>) -> ResourceAny {
    match value {
        Some(Val::Resource(any)) => any,
        other => panic!("no resource: {other:?}"),
    }
}

fn users(running: &mut Running) -> Result<()> {
    let notes = running.store.data().notes.clone();
    for (name, params, expected) in [
        ("once", &["7"][..], "9"),
        ("give", &[], "\"5 `self` of `test:res/host-things#[method]thing.get`: `thing` was given away\""),
        ("give-bad", &[], "\"1,2 `size` of `test:res/host-things#take-all`: expected u8 (0 to 255), got 256\""),
        ("lists", &["3"], "113"),
        ("fail", &["0"], "\"nothing to make\""),
        ("fail", &["4"], "\"made 4\""),
    ] {
        assert_eq!(running.wave(USERS, name, params)?, expected, "{name}");
        assert_eq!(out(&notes), Vec::<String>::new(), "{name}");
    }
    let own = |running: &mut Running, n: u32| -> Result<Val> {
        notes.lock().unwrap().push(format!("new {n}"));
        Ok(Val::Resource(Resource::<Thing>::new_own(n).try_into_resource_any(&mut running.store)?))
    };
    let lent = own(running, 20)?;
    assert_eq!(running.call(USERS, "lend", &[lent.clone()])?, Some(Val::U32(40)));
    assert_eq!(running.call(USERS, "keep-borrowed", &[lent.clone()])?, Some(Val::U32(20)));
    let lapsed = "\"`self` of `test:res/host-things#[method]thing.get`: `thing` was borrowed for a call that is over\"";
    assert_eq!(running.wave(USERS, "use-kept", &[])?, lapsed);
    assert_eq!(out(&notes), ["20"]);
    let passed = resource(running.call(USERS, "pass", &[lent])?);
    assert_eq!(out(&notes), ["20"]);
    assert_eq!(running.call(USERS, "own", &[Val::Resource(passed)])?, Some(Val::U32(20)));
    assert_eq!(out(&notes), Vec::<String>::new());
    Ok(())
}

fn counters(running: &mut Running) -> Result<()> {
    let closed = |running: &mut Running| running.wave(COUNTERS, "closed", &[]);
    let a = resource(running.call(COUNTERS, "[constructor]counter", &[Val::U32(1)])?);
    let b = resource(running.call(COUNTERS, "[constructor]counter", &[Val::U32(2)])?);
    running.call(COUNTERS, "[method]counter.add", &[Val::Resource(b), Val::U32(40)])?;
    assert_eq!(running.call(COUNTERS, "[method]counter.get", &[Val::Resource(b)])?, Some(Val::U32(42)));
    assert_eq!(running.call(COUNTERS, "look", &[Val::Resource(a), Val::Resource(b)])?, Some(Val::U32(142)));
    let sum = resource(running.call(COUNTERS, "[static]counter.sum", &[Val::Resource(a), Val::Resource(b)])?);
    assert_eq!(closed(running)?, "0", "what comes back is the user's again");
    sum.resource_drop(&mut running.store)?;
    assert_eq!(closed(running)?, "1");
    let c = resource(running.call(COUNTERS, "[constructor]counter", &[Val::U32(9)])?);
    assert_eq!(running.call(COUNTERS, "keep", &[Val::Resource(c)])?, Some(Val::U32(9)));
    let again = resource(running.call(COUNTERS, "release", &[])?);
    assert_eq!(running.call(COUNTERS, "[method]counter.get", &[Val::Resource(again)])?, Some(Val::U32(9)));
    again.resource_drop(&mut running.store)?;
    assert_eq!(closed(running)?, "2");
    let Some(Val::List(list)) = running.call(COUNTERS, "make", &[Val::U32(50)])? else { panic!("no list") };
    for value in list {
        resource(Some(value)).resource_drop(&mut running.store)?;
    }
    assert_eq!(closed(running)?, "52");
    Ok(())
}

#[test]
fn handles_are_dropped_exactly_once() -> Result<()> {
    let built = Folder::case("resources")?.build()?;
    let mut running = run(&engine(Collector::Auto), &built.component, host)?;
    users(&mut running).map_err(|error| error.context(running.stderr()))?;
    counters(&mut running).map_err(|error| error.context(running.stderr()))?;
    // Slots and handles are used again: many more than a table would hold come and go.
    for _ in 0..2_000 {
        running.wave(USERS, "lists", &["3"])?;
    }
    Ok(())
}

#[test]
fn forgotten_handles_are_counted_and_named() -> Result<()> {
    let built = Folder::case("resources")?.build()?;
    let mut running = run(&engine(Collector::Auto), &built.component, host)?;
    assert_eq!(running.wave(USERS, "forget", &["9999"])?, "\"held\"");
    assert_eq!(running.stderr(), "");
    assert_eq!(running.wave(USERS, "forget", &["11000"])?, "\"held\"");
    let advice = |count: u32| {
        format!(
            "{count} handles that were not closed ({count} of `thing`): close each, best by try-with-resources; \
             WebAssembly has no finalizers"
        )
    };
    let warnings = [10_000, 20_000].map(|count| format!("witloom: warning: java holds {}\n", advice(count)));
    assert_eq!(running.stderr(), warnings.concat());
    let refused = running.wave(USERS, "forget", &["100000"])?;
    assert_eq!(refused, format!("{:?}", format!("this component holds {}", advice(90_000))));
    Ok(())
}
