//! Presets, the budget, figures, the leak check and host values, with a guest that allocates.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on says so")]

use crate::support;

use support::bridged;
use wasmtime::component::{Component, Linker};
use wasmtime::{Collector, Config, Engine, Instance, Module, Store};
use witloom_host_gc::BridgeOptions;
use witloom_host_gc::engine::{self, Budget, HeapWatch, LeakCheck, Preset};

/// `keep` holds on to every block, `drop` to none.
const HOARDER: &str = r#"(module
    (type $block (array (mut i8)))
    (type $node (struct (field (ref $block)) (field (ref null $node))))
    (global $kept (mut (ref null $node)) (ref.null $node))
    (func $new (param i32) (result (ref $block)) (array.new_default $block (local.get 0)))
    (func (export "keep") (param i32)
        (global.set $kept (struct.new $node (call $new (local.get 0)) (global.get $kept))))
    (func (export "drop") (param i32) (drop (call $new (local.get 0)))))"#;

fn hoarder(config: &Config, budget: usize) -> (Store<Budget>, Instance) {
    let engine = Engine::new(config).unwrap();
    let module = Module::new(&engine, wat::parse_str(HOARDER).unwrap()).unwrap();
    let mut store = Store::new(&engine, Budget::new(budget));
    store.limiter(|budget| budget);
    let instance = Instance::new(&mut store, &module, &[]).unwrap();
    (store, instance)
}

#[test]
fn presets_run_a_bridged_guest() {
    let wit = include_str!("../benches/guests/world.wit");
    let component = bridged(include_str!("../benches/guests/gc.wat"), wit, &BridgeOptions::default());
    for preset in Preset::ALL {
        assert_eq!(Preset::from_name(preset.name()), Some(preset));
        let mut config = Config::new();
        preset.apply(&mut config);
        let engine = Engine::new(&config).unwrap();
        let component = Component::new(&engine, &component).unwrap();
        let mut store = Store::new(&engine, Budget::new(256 << 20));
        store.limiter(|budget| budget);
        let instance = Linker::new(&engine).instantiate(&mut store, &component).unwrap();
        let text = instance.get_typed_func::<(&str,), (String,)>(&mut store, "text").unwrap();
        for _ in 0..2000 {
            assert_eq!(text.call(&mut store, ("presets",)).unwrap().0, "presets");
        }
        assert!(store.gc_heap_capacity() > 0, "{preset:?}");
    }
}

#[test]
fn one_budget_for_both_heaps() {
    let mut config = Config::new();
    config.collector(Collector::Copying);
    let (mut store, instance) = hoarder(&config, 8 << 20);
    let keep = instance.get_typed_func::<u32, ()>(&mut store, "keep").unwrap();
    let error = (0..1000).find_map(|_| keep.call(&mut store, 100_000).err()).expect("the budget ends");
    assert!(format!("{error:?}").contains("GC heap out of memory"), "{error:?}");
    assert!(store.data().used() <= 8 << 20 && store.data().refused() > 0, "{:?}", store.data());
    // A linear memory would have to fit into what is left.
    let engine = store.engine().clone();
    let module = Module::new(&engine, wat::parse_str("(module (memory (export \"memory\") 200))").unwrap()).unwrap();
    assert!(Instance::new(&mut store, &module, &[]).is_err());
}

#[test]
fn the_leak_check_tells_hoarding_from_garbage() {
    for collector in [Collector::Copying, Collector::DeferredReferenceCounting] {
        let mut config = Config::new();
        config.collector(collector);
        for (name, plateau) in [("keep", false), ("drop", true)] {
            let (mut store, instance) = hoarder(&config, 1 << 30);
            let func = instance.get_typed_func::<u32, ()>(&mut store, name).unwrap();
            let verdict = LeakCheck::new(20_000).run(&mut store, |store| func.call(store, 1000)).unwrap();
            assert_eq!(verdict.is_plateau(), plateau, "{collector:?} {name}: {verdict:?}");
        }
    }
}

#[test]
fn bridged_calls_reach_a_plateau() {
    let wit = include_str!("../benches/guests/world.wit");
    let component = bridged(include_str!("../benches/guests/gc.wat"), wit, &BridgeOptions::default());
    for collector in [Collector::Copying, Collector::DeferredReferenceCounting] {
        let engine = support::engine(collector);
        let component = Component::new(&engine, &component).unwrap();
        let mut store = Store::new(&engine, ());
        let instance = Linker::new(&engine).instantiate(&mut store, &component).unwrap();
        let text = instance.get_typed_func::<(&str,), (String,)>(&mut store, "text").unwrap();
        let long = "plateau".repeat(200);
        let verdict = LeakCheck::new(20_000).run(&mut store, |store| text.call(store, (&long,)).map(drop)).unwrap();
        assert!(verdict.is_plateau(), "{collector:?}: {verdict:?}");
    }
}

#[test]
fn figures_follow_the_heap() {
    let (mut store, instance) = hoarder(&Config::new(), 1 << 30);
    let mut watch = HeapWatch::new(&store);
    let keep = instance.get_typed_func::<u32, ()>(&mut store, "keep").unwrap();
    keep.call(&mut store, 1 << 20).unwrap();
    let figures = watch.look(&store);
    assert!(figures.growth >= 1 << 20 && figures.growths == 1, "{figures:?}");
    assert_eq!(watch.collect(&mut store).unwrap().collections, 1);
}

#[test]
fn host_values() {
    let engine = Engine::default();
    let mut store = Store::new(&engine, ());
    for text in ["", "héllo", "漢字 😀 and more"] {
        let array = engine::new_utf8(&mut store, text).unwrap();
        assert_eq!(engine::utf8(&mut store, array).unwrap(), text);
        let array = engine::new_utf16(&mut store, text).unwrap();
        assert_eq!(engine::utf16(&mut store, array).unwrap(), text);
        assert!(engine::utf8(&mut store, array).unwrap_err().to_string().contains("expected `i8`"));
    }
    let array = engine::new_numbers(&mut store, &[0, 1, u32::MAX]).unwrap();
    assert_eq!(engine::numbers(&mut store, array).unwrap(), [0, 1, u32::MAX]);
    let array = engine::new_bytes(&mut store, &[0xff, 0xfe]).unwrap();
    assert!(engine::utf8(&mut store, array).unwrap_err().to_string().contains("no UTF-8"));
}
