//! Every copy loop at every length around its turns: strings of both widths and lists of every number, in and out.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on says so")]

use crate::support;

use std::fmt::Debug;

use support::{COLLECTORS, bridged, engine};
use wasmtime::component::{Component, ComponentType, Instance, Lift, Linker, Lower};
use wasmtime::{Collector, Store};
use witloom_host_gc::BridgeOptions;

/// WIT names of the element types with the storage types of their arrays.
const ELEMENTS: [(&str, &str); 12] = [
    ("bool", "i8"),
    ("u8", "i8"),
    ("s8", "i8"),
    ("u16", "i16"),
    ("s16", "i16"),
    ("u32", "i32"),
    ("s32", "i32"),
    ("char", "i32"),
    ("u64", "i64"),
    ("s64", "i64"),
    ("f32", "f32"),
    ("f64", "f64"),
];

/// A component whose functions give back what they get: `text`, and `of-<element>` for each list.
fn component(unit: &str) -> Vec<u8> {
    let mut wit = "package test:copies;\nworld guest {\n  export text: func(v: string) -> string;\n".to_owned();
    let mut wat = format!(
        "(module\n(type $text (array (mut {unit})))\n(func (export \"text\") (param (ref $text)) (result (ref $text)) (local.get 0))\n"
    );
    for (name, storage) in ELEMENTS {
        wit += &format!("  export of-{name}: func(v: list<{name}>) -> list<{name}>;\n");
        wat += &format!(
            "(type ${name} (array (mut {storage})))\n(func (export \"of-{name}\") (param (ref ${name})) (result (ref ${name})) (local.get 0))\n"
        );
    }
    bridged(&(wat + ")"), &(wit + "}\n"), &BridgeOptions::default())
}

/// Lengths around whole turns of every loop, and one past a page of memory.
fn lengths() -> impl Iterator<Item = usize> {
    (0..=50).chain([1023, 1024, 70_001])
}

struct Guest {
    store: Store<()>,
    instance: Instance,
}

impl Guest {
    fn new(unit: &str, collector: Collector) -> Self {
        let engine = engine(collector);
        let component = Component::new(&engine, component(unit)).unwrap();
        let mut store = Store::new(&engine, ());
        let instance = Linker::new(&engine).instantiate(&mut store, &component).unwrap();
        Self { store, instance }
    }

    fn list<T>(&mut self, element: &str, of: impl Fn(usize) -> T)
    where
        T: ComponentType + Lift + Lower + Clone + PartialEq + Debug + Send + Sync + 'static,
    {
        let name = format!("of-{element}");
        let call = self.instance.get_typed_func::<(Vec<T>,), (Vec<T>,)>(&mut self.store, &name).unwrap();
        for length in lengths() {
            let list: Vec<T> = (0..length).map(&of).collect();
            assert_eq!(call.call(&mut self.store, (list.clone(),)).unwrap().0, list, "{name}, {length}");
        }
    }
}

/// A number whose bytes differ from each other and from its neighbours'.
fn bits(at: usize) -> u64 {
    (at as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[test]
fn lists_of_every_number() {
    for collector in COLLECTORS {
        let mut guest = Guest::new("i8", collector);
        guest.list("bool", |at| bits(at) & 1 == 1);
        guest.list("u8", |at| bits(at) as u8);
        guest.list("s8", |at| bits(at) as i8);
        guest.list("u16", |at| bits(at) as u16);
        guest.list("s16", |at| bits(at) as i16);
        guest.list("u32", |at| bits(at) as u32);
        guest.list("s32", |at| bits(at) as i32);
        guest.list("char", |at| char::from_u32(bits(at) as u32 % 0xd800).unwrap());
        guest.list("u64", bits);
        guest.list("s64", |at| bits(at) as i64);
        guest.list("f32", |at| bits(at) as i32 as f32);
        guest.list("f64", |at| bits(at) as i64 as f64);
    }
}

#[test]
fn strings_of_both_widths() {
    for unit in ["i8", "i16"] {
        for collector in COLLECTORS {
            let mut guest = Guest::new(unit, collector);
            let call = guest.instance.get_typed_func::<(String,), (String,)>(&mut guest.store, "text").unwrap();
            for length in lengths() {
                let text: String = (0..length).map(|at| ['a', 'é', '漢', '😀'][bits(at) as usize % 4]).collect();
                assert_eq!(call.call(&mut guest.store, (text.clone(),)).unwrap().0, text, "{unit}, {length}");
            }
        }
    }
}
