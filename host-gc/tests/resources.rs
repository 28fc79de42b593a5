//! Resources both ways: handles are `externref`, and each is dropped exactly once.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on says so")]

use crate::support;

use support::zeal::zealous;
use support::{COLLECT, COLLECTORS, bridged, engine};
use wasmtime::component::{Component, Instance, Linker, Resource, ResourceAny, ResourceType, Val};
use wasmtime::{Collector, Store, StoreContextMut};
use witloom_component::compose::{App, Part, compose};
use witloom_component::wiring::Links;
use witloom_host_gc::{BridgeOptions, lower};

const WIT: &str = include_str!("resources/world.wit");
const GUEST: &str = include_str!("resources/guest.wat");

/// A resource of the host.
struct Item;

#[derive(Default)]
struct Host {
    dropped: Vec<u32>,
}

struct Guest {
    store: Store<Host>,
    instance: Instance,
}

impl Guest {
    fn new(bytes: &[u8], collector: Collector) -> Self {
        let engine = engine(collector);
        let component = Component::new(&engine, bytes).unwrap();
        let mut linker = Linker::<Host>::new(&engine);
        linker.root().func_wrap(COLLECT, |mut store: StoreContextMut<'_, Host>, (): ()| store.gc(None)).unwrap();
        let mut items = linker.instance("test:resources/items").unwrap();
        items
            .resource("item", ResourceType::host::<Item>(), |mut store, rep| {
                store.data_mut().dropped.push(rep);
                Ok(())
            })
            .unwrap();
        items.func_wrap("[constructor]item", |_, (n,): (u32,)| Ok((Resource::<Item>::new_own(n),))).unwrap();
        items.func_wrap("[method]item.value", |_, (item,): (Resource<Item>,)| Ok((item.rep(),))).unwrap();
        items
            .func_wrap("take", |mut store: StoreContextMut<'_, Host>, (item,): (Resource<Item>,)| {
                store.data_mut().dropped.push(item.rep() + 1000);
                Ok((item.rep(),))
            })
            .unwrap();
        let mut store = Store::new(&engine, Host::default());
        let instance = linker.instantiate(&mut store, &component).unwrap();
        Self { store, instance }
    }

    fn call(&mut self, interface: Option<&str>, name: &str, args: &[Val]) -> wasmtime::Result<Option<Val>> {
        let parent = interface.map(|i| self.instance.get_export_index(&mut self.store, None, i).unwrap());
        let index = self.instance.get_export_index(&mut self.store, parent.as_ref(), name).expect(name);
        let func = self.instance.get_func(&mut self.store, index).unwrap();
        let mut results = vec![Val::Bool(false); func.ty(&self.store).results().len()];
        func.call(&mut self.store, args, &mut results)?;
        Ok(results.pop())
    }

    fn world(&mut self, name: &str, args: &[Val]) -> wasmtime::Result<Option<Val>> {
        self.call(None, name, args)
    }

    fn things(&mut self, name: &str, args: &[Val]) -> wasmtime::Result<Option<Val>> {
        self.call(Some("test:resources/things"), name, args)
    }

    fn item(&mut self, n: u32) -> ResourceAny {
        Resource::<Item>::new_own(n).try_into_resource_any(&mut self.store).unwrap()
    }

    fn thing(&mut self, text: &str) -> ResourceAny {
        resource(self.things("[constructor]thing", &[Val::String(text.into())]).unwrap())
    }
}

fn resource(value: Option<Val>) -> ResourceAny {
    match value {
        Some(Val::Resource(resource)) => resource,
        other => panic!("expected a resource, got {other:?}"),
    }
}

/// Under every collector, as it is and with a collection at every allocation.
fn each(test: impl Fn(Guest)) {
    let options = BridgeOptions::default();
    for component in [bridged(GUEST, WIT, &options), zealous(GUEST, WIT, &options)] {
        for collector in COLLECTORS {
            test(Guest::new(&component, collector));
        }
    }
}

#[test]
fn imported_handles_move_in_and_out() {
    each(|mut guest| {
        let item = guest.item(7);
        let back = resource(guest.world("relay", &[Val::Resource(item)]).unwrap());
        assert!(guest.store.data().dropped.is_empty());
        back.resource_drop(&mut guest.store).unwrap();
        assert_eq!(guest.store.data().dropped, [7]);
        let made = resource(guest.world("make", &[Val::U32(8)]).unwrap());
        assert_eq!(guest.world("peek", &[Val::Resource(made)]).unwrap(), Some(Val::U32(8)));
        made.resource_drop(&mut guest.store).unwrap();
        assert_eq!(guest.store.data().dropped, [7, 8]);
    });
}

#[test]
fn an_own_handle_is_dropped_or_moved_once() {
    each(|mut guest| {
        let item = guest.item(1);
        assert_eq!(guest.world("consume", &[Val::Resource(item)]).unwrap(), Some(Val::U32(1)));
        let item = guest.item(2);
        guest.world("forget", &[Val::Resource(item)]).unwrap();
        assert_eq!(guest.store.data().dropped, [1001, 2]);
    });
    for misuse in ["use-after-move", "drop-twice", "use-after-drop"] {
        each(|mut guest| {
            let item = guest.item(3);
            let error = guest.world(misuse, &[Val::Resource(item)]).unwrap_err();
            assert!(format!("{error:?}").contains("unreachable"), "{misuse}: {error:?}");
        });
    }
}

#[test]
fn borrows_end_with_the_call() {
    each(|mut guest| {
        let (one, two) = (guest.item(1), guest.item(2));
        let list = Val::List(vec![Val::Resource(one), Val::Resource(two), Val::Resource(one)]);
        for _ in 0..50 {
            assert_eq!(guest.world("peek-all", std::slice::from_ref(&list)).unwrap(), Some(Val::U32(4)));
            // The guest drops this one itself.
            assert_eq!(guest.world("peek-and-drop", &[Val::Resource(one)]).unwrap(), Some(Val::U32(1)));
        }
        assert!(guest.store.data().dropped.is_empty());
        guest.world("keep", &[Val::Resource(one)]).unwrap();
        let error = guest.world("use-kept", &[]).unwrap_err();
        assert!(format!("{error:?}").contains("unreachable"), "{error:?}");
    });
}

#[test]
fn objects_represent_exported_resources() {
    each(|mut guest| {
        let (a, b) = (guest.thing("left"), guest.thing("right"));
        let text = |guest: &mut Guest, thing| guest.things("[method]thing.text", &[Val::Resource(thing)]).unwrap();
        assert_eq!(text(&mut guest, a), Some(Val::String("left".into())));
        let joined = guest.things("[static]thing.join", &[Val::Resource(a), Val::Resource(b)]).unwrap();
        let joined = resource(joined);
        assert_eq!(guest.world("destroyed", &[]).unwrap(), Some(Val::U32(1)));
        assert_eq!(text(&mut guest, joined), Some(Val::String("leftright".into())));
        joined.resource_drop(&mut guest.store).unwrap();
        b.resource_drop(&mut guest.store).unwrap();
        assert_eq!(guest.world("destroyed", &[]).unwrap(), Some(Val::U32(3)));
        // Slots are used again, with their own objects.
        let many: Vec<_> = (0..20).map(|n| guest.thing(&format!("thing {n}"))).collect();
        for (n, thing) in many.iter().enumerate() {
            assert_eq!(text(&mut guest, *thing), Some(Val::String(format!("thing {n}"))));
            thing.resource_drop(&mut guest.store).unwrap();
        }
        assert_eq!(guest.world("destroyed", &[]).unwrap(), Some(Val::U32(23)));
    });
}

#[test]
fn numbers_represent_exported_resources() {
    each(|mut guest| {
        let ticket = guest.things("[constructor]ticket", &[Val::U32(0xffff_fff0)]).unwrap();
        let ticket = resource(ticket);
        let number = guest.things("[method]ticket.number", &[Val::Resource(ticket)]).unwrap();
        assert_eq!(number, Some(Val::U32(0xffff_fff0)));
        let number = guest.things("redeem", &[Val::Resource(ticket)]).unwrap();
        assert_eq!(number, Some(Val::U32(0xffff_fff0)));
        assert_eq!(guest.world("destroyed", &[]).unwrap(), Some(Val::U32(100)));
    });
}

#[test]
fn handles_pass_through_a_lowered_component() {
    for collector in COLLECTORS {
        let engine = engine(collector);
        let component = Component::new(&engine, lower(include_bytes!("resources/lowered.wat")).unwrap()).unwrap();
        let mut linker = Linker::<Host>::new(&engine);
        let mut items = linker.instance("items").unwrap();
        let drop = |mut store: StoreContextMut<'_, Host>, rep| {
            store.data_mut().dropped.push(rep);
            Ok(())
        };
        items.resource("item", ResourceType::host::<Item>(), drop).unwrap();
        items.func_wrap("value", |_, (item,): (Resource<Item>,)| Ok((item.rep(),))).unwrap();
        let mut store = Store::new(&engine, Host::default());
        let instance = linker.instantiate(&mut store, &component).unwrap();
        let mut guest = Guest { store, instance };
        let (one, two) = (guest.item(1), guest.item(2));
        for _ in 0..50 {
            // The guest has no way to drop the borrows: the call does.
            let list = Val::List(vec![Val::Resource(one), Val::Resource(two)]);
            assert_eq!(guest.world("peek", &[list]).unwrap(), Some(Val::U32(3)));
        }
        let back = resource(guest.world("relay", &[Val::Resource(two)]).unwrap());
        assert!(guest.store.data().dropped.is_empty());
        back.resource_drop(&mut guest.store).unwrap();
        assert_eq!(guest.store.data().dropped, [2]);
    }
}

/// Objects of one GC guest in the hands of another.
#[test]
fn from_guest_to_guest() {
    let interfaces = WIT.split("world guest").next().unwrap();
    let part = |name: &str, wat: &str, world: &str| Part {
        name: name.to_owned(),
        component: bridged(wat, &format!("{interfaces} world {name} {{ {world} }}"), &BridgeOptions::default()),
    };
    let user =
        "import items; export alive: func() -> u32; export many: func(count: u32) -> u32; export stale: func() -> u32;";
    let parts = [
        part("user", include_str!("resources/user.wat"), user),
        part("provider", include_str!("resources/items.wat"), "export items;"),
    ];
    let app = compose(&App { name: "pair", entry: "user", parts: &parts, links: &Links::new() }).unwrap();
    for collector in COLLECTORS {
        let engine = engine(collector);
        let component = Component::new(&engine, &app.component).unwrap();
        let mut store = Store::new(&engine, ());
        let instance = Linker::new(&engine).instantiate(&mut store, &component).unwrap();
        let alive = instance.get_typed_func::<(), (u32,)>(&mut store, "alive").unwrap();
        let many = instance.get_typed_func::<(u32,), (u32,)>(&mut store, "many").unwrap();
        // The one that tells is alive itself.
        assert_eq!(alive.call(&mut store, ()).unwrap().0, 1);
        for count in [0, 1, 2, 100] {
            let taken: u32 = (1..=count).filter(|n| n % 2 == 0).sum();
            assert_eq!(many.call(&mut store, (count,)).unwrap().0, (1..=count).sum::<u32>() + taken);
            store.gc(None).unwrap();
            assert_eq!(alive.call(&mut store, ()).unwrap().0, 1, "each was dropped exactly once");
        }
        let stale = instance.get_typed_func::<(), (u32,)>(&mut store, "stale").unwrap();
        assert!(stale.call(&mut store, ()).is_err());
    }
}
