//! The link pass over modules as GC toolchains write them.

use wasmtime::{Config, Engine, Extern, Instance, Memory, Module, Store, WasmParams, WasmResults};
use witloom_host_gc::link::{LinkError, LinkOptions, link};

const TEAVM: &str = include_str!("link/teavm.wat");

struct Running {
    store: Store<u32>,
    instance: Instance,
    memory: Memory,
}

impl Running {
    fn new() -> Self {
        let linked = link(&wat::parse_str(TEAVM).unwrap(), &LinkOptions::default()).unwrap();
        let mut config = Config::new();
        config.wasm_gc(true).wasm_function_references(true).wasm_exceptions(true);
        let engine = Engine::new(&config).unwrap();
        let module = Module::new(&engine, &linked.wasm).unwrap();
        let imports: Vec<&str> = module.imports().map(|import| import.module()).collect();
        assert_eq!(imports, ["test:world/api"], "only the world's imports are left");
        assert!(module.exports().all(|export| !export.name().contains(':') && !export.name().starts_with("teavm")));
        let mut store = Store::new(&engine, 0);
        let hook = wasmtime::Func::wrap(&mut store, |mut caller: wasmtime::Caller<'_, u32>| *caller.data_mut() += 1);
        let instance = Instance::new(&mut store, &module, &[Extern::Func(hook)]).unwrap();
        let memory = instance.get_memory(&mut store, "memory").unwrap();
        Self { store, instance, memory }
    }

    fn call<P: WasmParams, R: WasmResults>(&mut self, name: &str, params: P) -> Result<R, String> {
        let func = self.instance.get_typed_func::<P, R>(&mut self.store, name).unwrap();
        func.call(&mut self.store, params).map_err(|error| format!("{error:?}"))
    }

    fn put(&mut self, bytes: &[u8]) {
        self.memory.write(&mut self.store, 1000, bytes).unwrap();
    }

    fn got(&self, bytes: usize) -> Vec<u8> {
        self.memory.data(&self.store)[2000..2000 + bytes].to_vec()
    }
}

#[test]
fn memory_is_laid_out() {
    let mut running = Running::new();
    assert_eq!(running.call::<_, i32>("heap", ()), Ok(512), "the data's end, rounded up");
    assert_eq!(running.call::<_, i32>("max", ()), Ok(65_536 - 512), "the toolchain's heap ends with its own pages");
    assert_eq!(running.call::<_, i32>("base", ()), Ok(2 * 65_536), "a scratch page lies between");
    assert_eq!(running.memory.size(&running.store), 2);
}

#[test]
fn what_a_browser_had_is_answered() {
    let mut running = Running::new();
    assert_eq!(running.call::<_, f64>("sqrt", 9.0), Ok(3.0));
    assert_eq!(running.call::<_, f64>("sin", 9.0), Ok(18.0), "the module's own");
    assert_eq!(running.call::<_, i32>("js", ()), Ok(0), "not null, since the type forbids it");
    assert!(running.call::<_, f64>("tan", 9.0).is_err());
    let linked = link(&wat::parse_str(TEAVM).unwrap(), &LinkOptions::default()).unwrap();
    assert_eq!(linked.warnings, ["a call of `teavmMath.tan` traps: there is no such service here"]);
}

#[test]
fn divisions_follow_java() {
    let mut running = Running::new();
    assert_eq!(running.call::<_, i32>("divide", (-7, 2)), Ok(-3));
    assert_eq!(running.call::<_, i32>("divide", (i32::MIN, -1)), Ok(i32::MIN));
    assert_eq!(running.call::<_, i64>("remainder", (i64::MIN, -1_i64)), Ok(0));
    assert!(running.call::<_, i32>("divide", (1, 0)).is_err(), "the hook returned instead of throwing");
    assert_eq!(*running.store.data(), 1, "the hook was asked first");
}

#[test]
fn lone_surrogates_become_replacements() {
    let mut running = Running::new();
    for unit in [0xd800, 0xdbff, 0xdc00, 0xdfff] {
        assert_eq!(running.call::<_, i32>("unit", unit), Ok(3));
        assert_eq!(running.got(3), "\u{fffd}".as_bytes());
    }
}

#[test]
fn what_is_unknown_is_refused_by_name() {
    let refused = |wat: &str| link(&wat::parse_str(wat).unwrap(), &LinkOptions::default()).unwrap_err().to_string();
    let cases = [
        r#"(module (import "env" "f" (func)))"#,
        r#"(module (import "wasm:other" "f" (func)))"#,
        r#"(module (import "teavm" "brandNew" (func)))"#,
        r#"(module (import "env" "t" (table 1 funcref)))"#,
        r#"(module (import "witloom:link" "load-u8" (func (param i32 i32 i32 i32))))"#,
        r#"(module (import "witloom:link" "load-u9" (func)))"#,
        r#"(module (type $a (array f32)) (import "witloom:link" "load-f32" (func (param i32 (ref $a) i32 i32))))"#,
        r#"(module (type $a (array (mut i8))) (import "witloom:link" "load-u32" (func (param i32 (ref $a) i32 i32))))"#,
        r#"(module (import "teavmMath" "sin" (func (param f64) (result f64)))
             (func (export "witloom:provide/teavmMath.sin") (param f32)))"#,
        r#"(module (import "env" "memory" (memory i64 1)))"#,
    ];
    insta::assert_snapshot!(cases.map(refused).join("\n"), @r"
    unknown import `env` `f`
    unknown import `wasm:other` `f`
    unknown import `teavm` `brandNew`
    unknown import `env` `t`
    `witloom:link.load-u8` can't have this type: the second parameter leads to no single array
    `witloom:link.load-u9` can't have this type: there is no such service of this type
    `witloom:link.load-f32` can't have this type: the array is immutable
    `witloom:link.load-u32` can't have this type: an array of i8 can't hold the number
    the module provides `teavmMath.sin` with another type than it imports
    the module's memory can't be linked: it is shared or 64 bits wide
    ");
    assert!(matches!(link(b"no module", &LinkOptions::default()), Err(LinkError::Parse { .. })));
}

#[test]
fn a_package_of_the_users_may_share_our_name() {
    let module = r#"(module (import "witloom:link/api@0.1.0" "load-u8" (func)) (export "f" (func 0)))"#;
    let linked = link(&wat::parse_str(module).unwrap(), &LinkOptions::default()).unwrap();
    let module = Module::new(&Engine::default(), &linked.wasm).unwrap();
    let imports: Vec<_> = module.imports().map(|import| (import.module(), import.name())).collect();
    assert_eq!(imports, [("witloom:link/api@0.1.0", "load-u8")]);
}

/// Numbers that look random and are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

/// Lengths around the ends of the unrolled loops.
const LENGTHS: [usize; 12] = [0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 64, 99];

#[test]
fn bytes_are_copied() {
    let (mut running, mut numbers) = (Running::new(), Numbers(1));
    for length in LENGTHS {
        let bytes: Vec<u8> = (0..length).map(|_| numbers.next().to_le_bytes()[3]).collect();
        running.put(&bytes);
        running.call::<_, ()>("copy", i32::try_from(length).unwrap()).unwrap();
        assert_eq!(running.got(length), bytes);
    }
}

#[test]
fn words_are_widened_and_joined() {
    let (mut running, mut numbers) = (Running::new(), Numbers(2));
    for length in LENGTHS.into_iter().filter(|length| *length > 0) {
        let words: Vec<u32> = (0..length).map(|_| (numbers.next() >> 20) as u32).collect();
        let wide = numbers.next().cast_signed();
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        running.put(&bytes);
        let joined = running.call::<_, i64>("words", (i32::try_from(length).unwrap(), wide)).unwrap();
        let expected = words.iter().fold(wide.cast_unsigned(), |sum, word| sum | u64::from(*word));
        assert_eq!(joined.cast_unsigned(), expected);
        assert_eq!(&running.got(bytes.len())[4..], &bytes[4..]);
    }
}

#[test]
fn text_survives() {
    let (mut running, mut numbers) = (Running::new(), Numbers(3));
    let mut pick = || match numbers.next() % 8 {
        0 => 'ß',
        1 => '漢',
        2 => '😀',
        3 => char::from_u32((numbers.next() % 0x11_0000) as u32).unwrap_or('\u{10ffff}'),
        _ => 'a',
    };
    for length in LENGTHS.into_iter().cycle().take(200) {
        let text: String = (0..length).map(|_| pick()).collect();
        running.put(text.as_bytes());
        let bytes = i32::try_from(text.len()).unwrap();
        let counts = running.call::<_, i32>("text", bytes).unwrap();
        assert_eq!(counts >> 16, i32::try_from(text.encode_utf16().count()).unwrap(), "{text}");
        assert_eq!(counts & 0xffff, bytes, "{text}");
        assert_eq!(running.got(text.len()), text.as_bytes(), "{text}");
    }
}

/// Engines compile all initializers into one function; objects by the thousand must not end up there.
#[test]
fn objects_of_globals_are_made_at_start() {
    let objects: String =
        (0..250).map(|n| format!("(global $object{n} (ref $box) (struct.new_default $box))\n")).collect();
    let text = format!(
        r#"(module
            (type $box (struct (field (mut i32))))
            {objects}
            (global $alias (ref $box) (global.get $object249))
            (global $ready (mut i32) (i32.const 0))
            (func $start
                (struct.set $box 0 (global.get $object7) (i32.const 42))
                (global.set $ready (i32.const 1)))
            (func (export "seven") (result i32) (struct.get $box 0 (global.get $object7)))
            (func (export "distinct") (result i32)
                (if (result i32) (ref.eq (global.get $object7) (global.get $object8))
                    (then (i32.const 0))
                    (else (i32.eq (global.get $ready) (i32.const 1)))))
            (func (export "aliased") (result i32) (ref.eq (global.get $alias) (global.get $object249)))
            (func (export "all") (result i32)
                (local $sum i32)
                {reads}
                (local.get $sum))
            (start $start))"#,
        reads = (0..249)
            .map(|n| format!(
                "(local.set $sum (i32.add (local.get $sum) (ref.test (ref $box) (global.get $object{n}))))"
            ))
            .collect::<String>(),
    );
    let linked = link(&wat::parse_str(text).unwrap(), &LinkOptions::default()).unwrap();
    let printed = wasmprinter::print_bytes(&linked.wasm).unwrap();
    let left = printed.lines().filter(|line| line.contains("(global ") && line.contains("struct.new_default")).count();
    assert_eq!(left, 1, "the one that another initializer reads stays where it is:\n{printed}");

    let mut config = Config::new();
    config.wasm_gc(true).wasm_function_references(true);
    let engine = Engine::new(&config).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &Module::new(&engine, &linked.wasm).unwrap(), &[]).unwrap();
    let mut call = |name: &str| {
        let func = instance.get_typed_func::<(), i32>(&mut store, name).unwrap();
        func.call(&mut store, ()).unwrap()
    };
    assert_eq!(call("seven"), 42, "the guest's own start function runs after the globals are filled");
    assert_eq!((call("distinct"), call("aliased"), call("all")), (1, 1, 249));
}

/// Tables are initializers that make thousands of objects at once, of objects that other globals hold.
#[test]
fn tables_are_made_at_start() {
    let objects: String =
        (0..250).map(|n| format!("(global $object{n} (ref $box) (struct.new_default $box))\n")).collect();
    let entries: String = (0..250)
        .map(|n| format!("(struct.new $entry (global.get $object{n}) (i32.const {n}))\n"))
        .chain(["(ref.null $entry)".to_owned()])
        .collect();
    for list in ["(array (mut (ref null $entry)))", "(array (ref null $entry))"] {
        check_table(&objects, &entries, list);
    }
}

fn check_table(objects: &str, entries: &str, list: &str) {
    let text = format!(
        r#"(module
            (type $box (struct (field (mut i32))))
            (type $entry (struct (field (ref null $box)) (field i32)))
            (type $list {list})
            (type $table (struct (field (ref $list)) (field i32)))
            {objects}
            (global $table (mut (ref null $table)) (struct.new $table (array.new_fixed $list 251 {entries}) (i32.const 9)))
            (func $at (param $n i32) (result (ref null $entry))
                (array.get $list (struct.get $table 0 (global.get $table)) (local.get $n)))
            (func (export "number") (param i32) (result i32) (struct.get $entry 1 (call $at (local.get 0))))
            (func (export "shared") (param i32) (result i32)
                (ref.eq (struct.get $entry 0 (call $at (local.get 0))) (global.get $object7)))
            (func (export "empty") (param i32) (result i32) (ref.is_null (call $at (local.get 0)))))"#
    );
    let linked = link(&wat::parse_str(text).unwrap(), &LinkOptions::default()).unwrap();
    let printed = wasmprinter::print_bytes(&linked.wasm).unwrap();
    assert!(printed.lines().all(|line| !line.contains("(global ") || !line.contains(".new")), "{printed}");
    let made = |function: &str| function.matches("struct.new").count();
    assert!(printed.split("(func ").all(|function| made(function) <= 101), "{printed}");

    let mut config = Config::new();
    config.wasm_gc(true).wasm_function_references(true);
    let engine = Engine::new(&config).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &Module::new(&engine, &linked.wasm).unwrap(), &[]).unwrap();
    let mut call = |name: &str, n: i32| {
        let func = instance.get_typed_func::<i32, i32>(&mut store, name).unwrap();
        func.call(&mut store, n).unwrap()
    };
    assert_eq!((call("number", 0), call("number", 123), call("number", 249)), (0, 123, 249));
    assert_eq!((call("shared", 7), call("shared", 8)), (1, 0), "the table holds the objects of the globals");
    assert_eq!((call("empty", 249), call("empty", 250)), (0, 1));
}
