//! Names and comments that could break what is generated, texts of errors, exit statuses, and chains of handles.

use std::sync::{Arc, Mutex};

use wasmtime::component::{Component, Linker, Resource, ResourceAny, ResourceType, Val};
use witloom_bindgen::Language;
use witloom_sdk_go::Go;

use crate::support::host::{Host, Running, load, start};
use crate::support::{self, world_of};

const API: &str = "test:awkward/api";

struct Node;

/// Nodes that are alive, with their parents.
type Nodes = Arc<Mutex<Vec<(u32, Option<u32>)>>>;

fn far(linker: &mut Linker<Host>, nodes: &Nodes) {
    linker.root().func_new("bottom", |_, _, _, _| unreachable!("it is never called")).expect("it links");
    let mut far = linker.instance("test:awkward/far").expect("an instance");
    let live = Arc::clone(nodes);
    far.resource("node", ResourceType::host::<Node>(), move |_, rep| end(&live, rep)).expect("it links");
    for name in ["[constructor]node", "[method]node.child"] {
        let (live, count) = (Arc::clone(nodes), Arc::new(Mutex::new(0)));
        far.func_new(name, move |mut store, _, args, results| {
            let parent = args.first().map(|node| rep(&mut store, node)).transpose()?;
            let mut count = count.lock().expect("no panic");
            *count += 2;
            let rep = *count + u32::from(parent.is_some());
            live.lock().expect("no panic").push((rep, parent));
            results[0] = Val::Resource(ResourceAny::try_from_resource(Resource::<Node>::new_own(rep), &mut store)?);
            Ok(())
        })
        .expect("it links");
    }
    let live = Arc::clone(nodes);
    far.func_new("give", move |mut store, _, args, _| {
        let rep = rep(&mut store, &args[0])?;
        end(&live, rep)
    })
    .expect("it links");
    far.func_new("name", |_, _, _, _| unreachable!("it is never called")).expect("it links");
    far.func_new("odd", |_, _, _, _| unreachable!("it is never called")).expect("it links");
}

fn rep(store: impl wasmtime::AsContextMut, node: &Val) -> wasmtime::Result<u32> {
    let Val::Resource(node) = node else { wasmtime::bail!("not a node") };
    Ok(node.try_into_resource::<Node>(store)?.rep())
}

fn end(nodes: &Nodes, rep: u32) -> wasmtime::Result<()> {
    let mut nodes = nodes.lock().expect("no panic");
    if nodes.iter().any(|(_, parent)| *parent == Some(rep)) {
        wasmtime::bail!("resource has children");
    }
    nodes.retain(|(node, _)| *node != rep);
    Ok(())
}

fn call(running: &mut Running, name: &str, args: &[Val]) -> Val {
    let func = running.func(API, name);
    let result = running.invoke(func, args).unwrap_or_else(|error| panic!("{name}: {error:?}\n{}", running.stderr()));
    result.unwrap_or(Val::Bool(true))
}

fn failure(running: &mut Running, name: &str, args: &[Val]) -> String {
    let Val::Result(Err(Some(error))) = call(running, name, args) else { panic!("{name} succeeds") };
    let Val::String(text) = *error else { panic!("no text") };
    text
}

#[test]
fn awkward_worlds_work() {
    let component = load(&support::component("awkward", "awkward"));
    let nodes = Nodes::default();
    let mut running = start(&component, |linker| far(linker, &nodes));
    assert_eq!(call(&mut running, "file-size", &[]), Val::U32(2));
    assert_eq!(call(&mut running, "[static]file.text", &[]), Val::String("static".to_owned()));
    assert_eq!(call(&mut running, "file-text", &[]), Val::String("free".to_owned()));
    let Val::List(texts) = call(&mut running, "texts", &[]) else { panic!("no list") };
    let expected = [
        "gone: x",
        "gone: none",
        "told: {Code:404 Notes:[x none]}",
        "pair: {F0:1 F1:true}",
        "[none x]",
        "some(none) err(gone: x)",
    ];
    assert_eq!(texts, expected.map(|text| Val::String(text.to_owned())));
    let opened = failure(&mut running, "opens", &[Val::String("/etc/passwd".to_owned())]);
    assert_eq!(opened, "open /etc/passwd: Permission denied (folders are granted with --dir)");
    let dialled = failure(&mut running, "dials", &[]);
    assert!(dialled.ends_with("(Go's port to WASI has no sockets: call `wasi:http` or `wasi:sockets` by their WIT)"));
    chains(&mut running, &nodes);
    top(&component);
    leaves(&component);
}

/// Handles end before those that they came from.
fn chains(running: &mut Running, nodes: &Nodes) {
    for (what, left) in [("chain", 0), ("moved", 0), ("kept", 0), ("many", 0)] {
        call(running, "tree", &[Val::String(what.to_owned())]);
        assert_eq!(nodes.lock().expect("no panic").len(), left, "{what}");
    }
}

/// Functions of the world itself have no interface in front of their names.
fn top(component: &Component) {
    let mut running = start(component, |linker| far(linker, &Nodes::default()));
    let func = running.instance.get_func(&mut running.store, "top").expect("a function");
    running.invoke(func, &[Val::Char('x')]).expect_err("a trap");
    let stderr = running.stderr();
    assert!(stderr.starts_with("witloom: go export `top` failed: bottom: parameter `name`: expected"), "{stderr}");
}

fn leaves(component: &Component) {
    for (status, expected) in [(3, 3), (0, 0), (255, 255)] {
        let mut running = start(component, |linker| far(linker, &Nodes::default()));
        let func = running.func(API, "leaves");
        let error = func.call(&mut running.store, &[Val::S32(status)], &mut []).expect_err("the end");
        assert_eq!(error.downcast_ref::<wasmtime_wasi::I32Exit>().expect("an exit").0, expected);
    }
}

/// Types used twice, level upon level: what is generated stays in proportion, or is refused.
#[test]
fn shared_types_are_written_once() {
    let size = |kind: &dyn Fn(usize) -> String, levels: usize| {
        let mut wit = "package test:deep; interface i { type t0 = list<u32>; ".to_owned();
        (1..=levels).for_each(|level| wit += &kind(level));
        wit += &format!("f: func(x: t{levels}) -> t{levels}; }} world w {{ import i; export i; }}");
        let files = Go.generate(&world_of(&wit), &witloom_bindgen::Options::default())?;
        Ok::<usize, witloom_bindgen::GenerateError>(files.iter().map(|(_, text)| text.len()).sum())
    };
    let tuple = |n: usize| format!("type t{n} = tuple<list<t{0}>, list<t{0}>>; ", n - 1);
    let record = |n: usize| format!("record t{n} {{ a: list<t{0}>, b: list<t{0}> }} ", n - 1);
    let variant = |n: usize| format!("variant t{n} {{ a(t{0}), b(t{0}) }} ", n - 1);
    for kind in [&record as &dyn Fn(usize) -> String, &variant] {
        let (short, long) = (size(kind, 20).expect("text"), size(kind, 40).expect("text"));
        assert!(long < 2 * short, "{short} bytes for 20 levels, {long} for 40");
    }
    assert!(size(&tuple, 10).expect("text") < 200_000);
    let refused = size(&tuple, 40).expect_err("too long for the Go compiler");
    assert_eq!(refused.to_string(), "go would need more than 16384 names to spell the type `t12`");
}
