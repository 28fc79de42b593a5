//! Runs components and compares what they do with a script.
//!
//! A script is a text file. Values are in WAVE syntax:
//!
//! ```text
//! host log("x")                 the next call makes this call to the host,
//! host rates#get("eur") = 1.5   in this order, and gets this result
//! greet("Ann") = "hello Ann"    calls an export and compares
//! greet("Bob") trap null        calls an export; the error has this text in it
//! ```
//!
//! After a trap the rest runs in a new instance.

#![allow(dead_code, unreachable_pub, reason = "each test binary uses a part")]

pub mod zeal;

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, anyhow, bail, ensure};
use wasmtime::component::types::ComponentItem;
use wasmtime::component::wasm_wave::untyped::UntypedFuncCall;
use wasmtime::component::{Component, Func, Instance, Linker, LinkerInstance, Val};
use wasmtime::{Collector, Config, Engine, Store};
use witloom_bindgen::model::World;
use witloom_bindgen::wit::Wit;
use witloom_host_gc::{BridgeOptions, bridge};

/// The collectors that every case runs under.
pub const COLLECTORS: [Collector; 3] = [Collector::Copying, Collector::DeferredReferenceCounting, Collector::Null];

/// A function of the world that collects, and that no script mentions.
pub const COLLECT: &str = "collect";

/// An engine with one of them.
pub fn engine(collector: Collector) -> Engine {
    let mut config = Config::new();
    // Off by default in today's engines; only components that have such lists need it.
    config.collector(collector).wasm_component_model_fixed_length_lists(true);
    Engine::new(&config).unwrap()
}

/// The only world of a WIT text.
pub fn world(wit: &str) -> World {
    World::from_wit(&Wit::parse("world.wit", wit).unwrap(), None).unwrap()
}

/// Bridges a module in text form.
pub fn bridged(wat: &str, wit: &str, options: &BridgeOptions) -> Vec<u8> {
    bridge(wat.as_bytes(), &world(wit), options).unwrap_or_else(|error| panic!("{error}"))
}

/// Calls to the host that a script expects.
#[derive(Debug, Default)]
pub struct Host {
    expected: VecDeque<(String, Option<String>)>,
    failure: Option<String>,
}

/// Runs a script against a component under one collector.
pub fn run(component: &[u8], script: &str, collector: Collector) -> Result<()> {
    let engine = engine(collector);
    let component = Component::new(&engine, component)?;
    let linker = linker(&engine, &component)?;
    let mut instance: Option<(Store<Host>, Instance)> = None;
    let mut expected = VecDeque::new();
    for (at, line) in script.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with("//") {
            continue;
        }
        if let Some(call) = line.strip_prefix("host ") {
            let (call, result) = split(call)?;
            expected.push_back((call.to_owned(), result.map(str::to_owned)));
            continue;
        }
        let (store, instance_of) = match &mut instance {
            Some((store, of)) => (store, &*of),
            None => {
                // What the guest calls while it starts comes out of the same queue.
                let host = Host { expected: std::mem::take(&mut expected), failure: None };
                let mut store = Store::new(&engine, host);
                let of = linker.instantiate(&mut store, &component)?;
                let (store, of) = instance.insert((store, of));
                (store, &*of)
            }
        };
        store.data_mut().expected.append(&mut expected);
        let trapped = step(store, instance_of, line).with_context(|| format!("line {}: {line}", at + 1))?;
        if trapped {
            instance = None;
        }
    }
    Ok(())
}

/// Runs one call; says whether it trapped as expected.
fn step(store: &mut Store<Host>, instance: &Instance, line: &str) -> Result<bool> {
    let (call, trap) = match line.rsplit_once(" trap ") {
        Some((call, text)) => (call, Some(text)),
        None => (line, None),
    };
    let (call, expected) = split(call)?;
    let outcome = invoke(store, instance, call);
    if let Some(failure) = store.data_mut().failure.take() {
        bail!("{failure}");
    }
    match (outcome, trap) {
        (Ok(actual), None) => {
            ensure!(actual.as_deref() == expected, "expected {expected:?}, got {actual:?}");
            ensure!(store.data().expected.is_empty(), "calls not made: {:?}", store.data().expected);
            Ok(false)
        }
        (Err(error), Some(text)) => {
            let message = format!("{error:?}");
            ensure!(message.contains(text), "the error does not say `{text}`: {message}");
            Ok(true)
        }
        (Ok(actual), Some(text)) => bail!("expected the trap `{text}`, got {actual:?}"),
        (Err(error), None) => Err(error),
    }
}

fn invoke(store: &mut Store<Host>, instance: &Instance, call: &str) -> Result<Option<String>> {
    let (interface, call) = match call.split_once('(').and_then(|(name, _)| name.rsplit_once('#')) {
        Some((interface, _)) => (Some(interface), &call[interface.len() + 1..]),
        None => (None, call),
    };
    let untyped = UntypedFuncCall::parse(call)?;
    let func = func(store, instance, interface, untyped.name())?;
    let ty = func.ty(&*store);
    let types: Vec<_> = ty.params().map(|(_, ty)| ty).collect();
    let args: Vec<Val> = untyped.to_wasm_params(&types)?;
    let mut results = vec![Val::Bool(false); ty.results().len()];
    func.call(&mut *store, &args, &mut results)?;
    results.first().map(Val::to_wave).transpose().map_err(Into::into)
}

/// An exported function.
pub fn func(store: &mut Store<Host>, instance: &Instance, interface: Option<&str>, name: &str) -> Result<Func> {
    let parent = match interface {
        Some(interface) => {
            let found = instance.get_export_index(&mut *store, None, interface);
            Some(found.ok_or_else(|| anyhow!("no export `{interface}`"))?)
        }
        None => None,
    };
    let index = instance.get_export_index(&mut *store, parent.as_ref(), name);
    let index = index.ok_or_else(|| anyhow!("no export `{name}`"))?;
    instance.get_func(&mut *store, index).ok_or_else(|| anyhow!("`{name}` is no function"))
}

/// A linker whose functions answer from the script.
fn linker(engine: &Engine, component: &Component) -> Result<Linker<Host>> {
    let mut linker = Linker::new(engine);
    for (name, item) in component.component_type().imports(engine) {
        match item.ty {
            ComponentItem::ComponentFunc(_) => define(&mut linker.root(), None, name)?,
            ComponentItem::ComponentInstance(ty) => {
                for (function, item) in ty.exports(engine) {
                    if matches!(item.ty, ComponentItem::ComponentFunc(_)) {
                        define(&mut linker.instance(name)?, Some(name), function)?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(linker)
}

fn define(linker: &mut LinkerInstance<'_, Host>, interface: Option<&str>, name: &str) -> Result<()> {
    if (interface, name) == (None, COLLECT) {
        linker.func_new(name, |mut store, _, _, _| store.gc(None))?;
        return Ok(());
    }
    let full: Arc<str> = interface.map_or_else(|| name.to_owned(), |i| format!("{i}#{name}")).into();
    linker.func_new(name, move |mut store, ty, args, results| {
        // Whatever the guest holds across a call has to survive a collection.
        store.gc(None)?;
        let args: Vec<String> = args.iter().map(Val::to_wave).collect::<Result<_, _>>()?;
        let actual = format!("{full}({})", args.join(", "));
        let Some((call, result)) = store.data_mut().expected.pop_front() else {
            store.data_mut().failure = Some(format!("unexpected call to the host: {actual}"));
            return Err(wasmtime::Error::msg("unexpected call"));
        };
        if normalized(&call) != normalized(&actual) {
            store.data_mut().failure = Some(format!("expected {call}, got {actual}"));
            return Err(wasmtime::Error::msg("unexpected call"));
        }
        if let (Some(result), Some(ty)) = (result, ty.results().next()) {
            results[0] = Val::from_wave(&ty, &result)?;
        }
        Ok(())
    })?;
    Ok(())
}

fn normalized(call: &str) -> String {
    call.split_whitespace().collect()
}

/// A call and what stands behind ` = `, outside of strings and parentheses.
fn split(line: &str) -> Result<(&str, Option<&str>)> {
    let mut depth = 0i32;
    let mut quoted = false;
    let mut escaped = false;
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'(' | b'{' | b'[' if !quoted => depth += 1,
            b')' | b'}' | b']' if !quoted => depth -= 1,
            b'=' if !quoted && depth == 0 => return Ok((line[..at].trim(), Some(line[at + 1..].trim()))),
            _ => {}
        }
    }
    ensure!(depth == 0, "unbalanced: {line}");
    Ok((line.trim(), None))
}

/// Reads a file of a case.
pub fn read(folder: &Path, file: &str) -> String {
    std::fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{}/{file}: {error}", folder.display()))
}
