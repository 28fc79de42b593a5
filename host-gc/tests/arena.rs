//! The arena: nested and overlapping calls, memory given back, the end of memory.
//!
//! These tests drive the bridged core module by hand, in ways that no runtime does today.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on says so")]

use crate::support;

use support::{engine, world};
use wasmtime::{Caller, Collector, Extern, Instance, Linker, Memory, Module, Store, StoreLimits, StoreLimitsBuilder};
use witloom_host_gc::{BridgeOptions, bridge_core};

const WIT: &str = "package test:arena;
    world guest {
        import ask: func(text: string) -> string;
        export relay: func(text: string) -> string;
        export echo: func(text: string) -> string;
    }";
const GUEST: &str = r#"(module
    (type $string (array (mut i8)))
    (import "$root" "ask" (func $ask (param (ref $string)) (result (ref $string))))
    (func (export "relay") (param (ref $string)) (result (ref $string)) (call $ask (local.get 0)))
    (func (export "echo") (param (ref $string)) (result (ref $string)) (local.get 0)))"#;

#[derive(Default)]
struct Host {
    limits: StoreLimits,
    /// Address of the result that an overlapping call left behind.
    pending: Option<i32>,
    overlap: bool,
}

struct Guest {
    store: Store<Host>,
    instance: Instance,
}

/// Copies a text into memory through `cabi_realloc`, as a caller does.
fn put(caller: &mut Caller<'_, Host>, text: &str) -> i32 {
    let realloc = caller.get_export("cabi_realloc").and_then(Extern::into_func).unwrap();
    let realloc = realloc.typed::<(i32, i32, i32, i32), i32>(&*caller).unwrap();
    let address = realloc.call(&mut *caller, (0, 0, 1, text.len() as i32)).unwrap();
    memory(caller).write(&mut *caller, address as usize, text.as_bytes()).unwrap();
    address
}

fn memory(caller: &mut Caller<'_, Host>) -> Memory {
    caller.get_export("memory").and_then(Extern::into_memory).unwrap()
}

fn text(data: &[u8], pair: usize) -> String {
    let number = |at: usize| u32::from_le_bytes(data[at..at + 4].try_into().unwrap()) as usize;
    let (address, length) = (number(pair), number(pair + 4));
    String::from_utf8(data[address..address + length].to_vec()).unwrap()
}

/// Answers every question by its own text in brackets; when `overlap` is set, another call of the same
/// instance starts meanwhile and its result stays unread.
fn ask(mut caller: Caller<'_, Host>, address: i32, length: i32, result: i32) {
    let data = memory(&mut caller).data(&caller);
    let question = String::from_utf8(data[address as usize..(address + length) as usize].to_vec()).unwrap();
    if std::mem::take(&mut caller.data_mut().overlap) {
        let argument = put(&mut caller, "overlapping");
        let echo = caller.get_export("echo").and_then(Extern::into_func).unwrap();
        let pair = echo.typed::<(i32, i32), i32>(&caller).unwrap().call(&mut caller, (argument, 11)).unwrap();
        caller.data_mut().pending = Some(pair);
    }
    let answer = format!("[{question}]");
    let address = put(&mut caller, &answer);
    let pair = [address.to_le_bytes(), (answer.len() as i32).to_le_bytes()].concat();
    memory(&mut caller).write(&mut caller, result as usize, &pair).unwrap();
}

impl Guest {
    fn new(limits: StoreLimits) -> Self {
        let engine = engine(Collector::Copying);
        let (core, _) = bridge_core(GUEST.as_bytes(), &world(WIT), &BridgeOptions::default()).unwrap();
        let module = Module::new(&engine, core).unwrap();
        let mut linker = Linker::new(&engine);
        linker.func_wrap("$root", "ask", ask).unwrap();
        let mut store = Store::new(&engine, Host { limits, ..Host::default() });
        store.limiter(|host| &mut host.limits);
        let instance = linker.instantiate(&mut store, &module).unwrap();
        Self { store, instance }
    }

    fn realloc(&mut self, args: (i32, i32, i32, i32)) -> wasmtime::Result<i32> {
        let func = self.instance.get_typed_func(&mut self.store, "cabi_realloc").unwrap();
        func.call(&mut self.store, args)
    }

    /// Calls an export; the address of its result.
    fn start(&mut self, name: &str, argument: &str) -> i32 {
        let address = self.realloc((0, 0, 1, argument.len() as i32)).unwrap();
        let memory = self.instance.get_memory(&mut self.store, "memory").unwrap();
        memory.write(&mut self.store, address as usize, argument.as_bytes()).unwrap();
        let func = self.instance.get_typed_func::<(i32, i32), i32>(&mut self.store, name).unwrap();
        func.call(&mut self.store, (address, argument.len() as i32)).unwrap()
    }

    fn text(&mut self, pair: i32) -> String {
        let memory = self.instance.get_memory(&mut self.store, "memory").unwrap();
        text(memory.data(&self.store), pair as usize)
    }

    fn finish(&mut self, name: &str, pair: i32) {
        let post = format!("cabi_post_{name}");
        let func = self.instance.get_typed_func::<i32, ()>(&mut self.store, &post).unwrap();
        func.call(&mut self.store, pair).unwrap();
    }

    /// Where the next block would be: the arena is empty when that is its start.
    fn next(&mut self) -> i32 {
        let address = self.realloc((0, 0, 1, 0)).unwrap();
        self.realloc((0, 0, 1, 0)).unwrap();
        address
    }

    fn pages(&mut self) -> u64 {
        self.instance.get_memory(&mut self.store, "memory").unwrap().size(&self.store)
    }
}

#[test]
fn memory_is_given_back_after_each_call() {
    let mut guest = Guest::new(StoreLimits::default());
    let start = guest.next();
    for n in 0..3000 {
        let argument = "x".repeat(n % 700);
        let pair = guest.start("relay", &argument);
        assert_eq!(guest.text(pair), format!("[{argument}]"));
        guest.finish("relay", pair);
    }
    assert_eq!(guest.next(), start);
    assert_eq!(guest.pages(), 1);
}

#[test]
fn overlapping_calls_keep_their_memory() {
    let mut guest = Guest::new(StoreLimits::default());
    let start = guest.next();
    for _ in 0..100 {
        guest.store.data_mut().overlap = true;
        let outer = guest.start("relay", "outer");
        let inner = guest.store.data_mut().pending.take().unwrap();
        assert_eq!((guest.text(outer).as_str(), guest.text(inner).as_str()), ("[outer]", "overlapping"));
        // A third call while both results are unread.
        let third = guest.start("echo", "third");
        guest.finish("relay", outer);
        assert_eq!((guest.text(inner).as_str(), guest.text(third).as_str()), ("overlapping", "third"));
        guest.finish("echo", third);
        assert_eq!(guest.text(inner), "overlapping");
        guest.finish("echo", inner);
    }
    assert_eq!(guest.next(), start);
    assert_eq!(guest.pages(), 1);
}

#[test]
fn blocks_grow_shrink_and_keep_their_bytes() {
    let mut guest = Guest::new(StoreLimits::default());
    let one = guest.realloc((0, 0, 4, 8)).unwrap();
    let memory = guest.instance.get_memory(&mut guest.store, "memory").unwrap();
    memory.write(&mut guest.store, one as usize, b"12345678").unwrap();
    assert_eq!(guest.realloc((one, 8, 4, 100)).unwrap(), one, "the last block grows in place");
    let two = guest.realloc((0, 0, 8, 3)).unwrap();
    assert!(two >= one + 100 && two % 8 == 0);
    let moved = guest.realloc((one, 100, 4, 300_000)).unwrap();
    assert!(moved > two);
    assert_eq!(&memory.data(&guest.store)[moved as usize..moved as usize + 8], b"12345678");
    assert_eq!(guest.realloc((one, 100, 4, 50)).unwrap(), one, "a block shrinks in place");
}

#[test]
fn the_end_of_memory_is_a_trap() {
    let limits = StoreLimitsBuilder::new().memory_size(4 << 20).build();
    let mut guest = Guest::new(limits);
    let block = guest.realloc((0, 0, 1, 3 << 20)).unwrap();
    assert!(block > 0);
    let error = guest.realloc((0, 0, 1, 3 << 20)).unwrap_err();
    assert!(format!("{error:?}").contains("unreachable"), "{error:?}");
    for size in [-1, -65536, i32::MAX, i32::MIN] {
        let mut guest = Guest::new(StoreLimitsBuilder::new().memory_size(64 << 20).build());
        guest.realloc((0, 0, 1, size)).unwrap_err();
    }
}
