//! Lists whose type says how long they are: flat, in memory, inside of records, both ways; and arrays of another length.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on says so")]

use crate::support;

use support::zeal::zealous;
use support::{COLLECT, COLLECTORS, bridged, engine};
use wasmtime::component::{Component, ComponentType, Instance, Lift, Linker, Lower};
use wasmtime::{Engine, Store};
use witloom_host_gc::BridgeOptions;

#[derive(Debug, Clone, PartialEq, ComponentType, Lift, Lower)]
#[component(record)]
struct Row {
    cells: [u16; 3],
    name: String,
}

type Rows = [Row; 20];
type Pair = [String; 2];

/// A bridged guest whose imports turn round what they get.
struct Guest {
    engine: Engine,
    component: Component,
}

impl Guest {
    /// Under every collector, as it is and with a collection at every allocation.
    fn all() -> impl Iterator<Item = Self> {
        let (wat, wit) = (include_str!("fixed_lists/guest.wat"), include_str!("fixed_lists/world.wit"));
        let options = BridgeOptions::default();
        let components = [bridged(wat, wit, &options), zealous(wat, wit, &options)];
        components.into_iter().flat_map(|bytes| {
            COLLECTORS.map(|collector| {
                let engine = engine(collector);
                let component = Component::new(&engine, &bytes).unwrap();
                Self { engine, component }
            })
        })
    }

    fn start(&self) -> (Store<()>, Instance) {
        let mut linker = Linker::new(&self.engine);
        let mut root = linker.root();
        root.func_wrap(COLLECT, |mut store, (): ()| store.gc(None)).unwrap();
        root.func_wrap("relay", |mut store, (mut rows, flat): (Rows, [i8; 2])| {
            store.gc(None)?;
            assert_eq!(flat, [-1, 127]);
            rows.reverse();
            Ok((rows,))
        })
        .unwrap();
        root.func_wrap("pair", |mut store, ([a, b],): (Pair,)| {
            store.gc(None)?;
            Ok(([b, a],))
        })
        .unwrap();
        let mut store = Store::new(&self.engine, ());
        let instance = linker.instantiate(&mut store, &self.component).unwrap();
        (store, instance)
    }
}

#[test]
fn values_cross_both_ways() {
    for guest in Guest::all() {
        let (mut store, instance) = guest.start();
        let rows: Rows = std::array::from_fn(|at| Row { cells: [at as u16, 65535, 0], name: format!("row {at} é") });
        let mut reversed = rows.clone();
        reversed.reverse();
        let call = instance.get_typed_func::<(Rows, [i8; 2]), (Rows,)>(&mut store, "rows").unwrap();
        for _ in 0..3 {
            assert_eq!(call.call(&mut store, (rows.clone(), [-1, 127])).unwrap().0, reversed);
        }
        let call = instance.get_typed_func::<(Pair,), (Pair,)>(&mut store, "pairs").unwrap();
        let pair = |a: &str, b: &str| [a.to_owned(), b.to_owned()];
        assert_eq!(call.call(&mut store, (pair("", "grüße"),)).unwrap().0, pair("grüße", ""));
        let call = instance.get_typed_func::<([u8; 40],), ([u8; 40],)>(&mut store, "bytes").unwrap();
        let bytes = std::array::from_fn(|at| (at * 37) as u8);
        assert_eq!(call.call(&mut store, (bytes,)).unwrap().0, bytes);
    }
}

#[test]
fn arrays_of_another_length_trap() {
    for guest in Guest::all() {
        for count in [0, 3, 4, 5, 39, 40, 41] {
            let (mut store, instance) = guest.start();
            let call = instance.get_typed_func::<(u32,), ([u8; 4],)>(&mut store, "wrong").unwrap();
            assert_eq!(call.call(&mut store, (count,)).ok(), (count == 4).then_some(([7; 4],)));
            let (mut store, instance) = guest.start();
            let call = instance.get_typed_func::<(u32,), ([u8; 40],)>(&mut store, "wrong-large").unwrap();
            assert_eq!(call.call(&mut store, (count,)).ok(), (count == 40).then_some(([7; 40],)));
        }
        let (mut store, instance) = guest.start();
        let call = instance.get_typed_func::<(), ([u8; 4],)>(&mut store, "missing").unwrap();
        assert!(format!("{:?}", call.call(&mut store, ()).unwrap_err()).contains("null"));
    }
}
