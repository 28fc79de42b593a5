//! Lists of bytes between components: which functions have them as blocks, and that every value arrives as it was.
//!
//! A function `f(v: T, p1: u32, …) -> T` has too many parameters for registers, so that both sides are given the address
//! of all, where `v` lies first, and give back an address: the callee returns what it was given, the caller passes on what its
//! own caller gave, and neither needs to know `T`.

use std::sync::Arc;

use wasmparser::{CanonicalFunction, CanonicalOption, Parser, Payload};
use wasmtime::component::{Component, Instance, Linker, Type, Val};
use wasmtime::{Engine, Store};
use witloom_bindgen::Wit;
use witloom_component::blocks::{is_marked, mark};
use witloom_component::compose::{App, Bytes, Part, compose_with};
use witloom_component::encode::{EncodeOptions, encode};
use witloom_component::wiring::Links;

/// Functions by name with the type of their value, and what they are in the callee's interface.
type Functions<'a> = &'a [(&'a str, &'a str)];

/// Functions whose bytes cross as blocks.
const BLOCKS: Functions<'_> = &[
    ("plain", "list<u8>"),
    ("signed", "list<s8>"),
    ("named", "raw"),
    ("nested", "list<list<u8>>"),
    ("optional", "option<list<u8>>"),
    ("either", "result<list<u8>, u32>"),
    ("failed", "result<u64, list<s8>>"),
    ("beside", "tuple<u8, list<u8>, u64, char>"),
    ("fixed", "list<list<u8>, 3>"),
    ("a-record", "blob"),
    ("a-variant", "piece"),
    ("records", "list<tuple<blob, piece>>"),
];

/// Functions that stay as they are: with text as well, with a type of such a function, or without any list of bytes.
const LISTS: Functions<'_> = &[
    ("text", "string"),
    ("text-beside", "tuple<string, list<u8>>"),
    ("text-within", "note"),
    ("kept-alone", "kept"),
    ("kept-with-text", "tuple<kept, string>"),
    ("of-others", "shared"),
    ("numbers", "list<u32>"),
    ("bytes", "tuple<u8, list<bool>>"),
];

const TYPES: &str = "
    use types.{shared};
    type raw = list<u8>;
    record blob { id: u32, data: list<u8>, more: list<list<s8>> }
    variant piece { nothing, small(u8), large(raw), all(list<blob>), long(u64), share(f32) }
    record note { text: string, data: list<u8> }
    record kept { data: list<u8> }";

fn pads() -> String {
    (1..=17).map(|at| format!(", p{at}: u32")).collect()
}

/// The package: `back` is between the components, `front` is what the app shows.
fn wit() -> Arc<Wit> {
    let functions: String = [BLOCKS, LISTS]
        .concat()
        .iter()
        .map(|(name, ty)| format!("{name}: func(v: {ty}{}) -> {ty};\n", pads()))
        .collect();
    let of_resource = |kind: &str| format!("echo: {kind}func(v: list<u8>{}) -> list<u8>;", pads());
    let text = format!(
        "package test:blocks;
        interface types {{ record shared {{ data: list<u8> }} }}
        interface back {{ {TYPES} resource thing {{ {} }} {functions} }}
        interface front {{ {TYPES} {} {functions} }}
        world callee {{ export back; }}
        world caller {{ import back; export front; }}",
        of_resource("static "),
        of_resource(""),
    );
    Wit::parse("blocks.wit", &text).expect("WIT")
}

/// What both modules have: an allocator that gives addresses of eight.
const MEMORY: &str = r#"(memory (export "memory") 1) (global $top (mut i32) (i32.const 1024))
    (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
        (local.set $at (global.get $top))
        (global.set $top (i32.and (i32.add (i32.add (global.get $top) (local.get 3)) (i32.const 7)) (i32.const -8)))
        (if (i32.gt_u (global.get $top) (i32.mul (memory.size) (i32.const 65536)))
            (then (drop (memory.grow (i32.add (i32.const 1)
                (i32.shr_u (local.get 3) (i32.const 16)))))))
        (local.get $at))"#;

fn part(wit: &Wit, world: &str, marked: bool) -> Part {
    let names =
        || [BLOCKS, LISTS].concat().into_iter().map(|(name, _)| (name, name)).chain([("echo", "[static]thing.echo")]);
    let text: String = match world {
        "callee" => names()
            .map(|(_, back)| {
                format!("(func (export \"test:blocks/back#{back}\") (param i32) (result i32) local.get 0)\n")
            })
            .collect(),
        _ => {
            let imports = names().enumerate().map(|(at, (_, back))| {
                format!("(import \"test:blocks/back\" \"{back}\" (func $f{at} (param i32 i32)))\n")
            });
            let exports = names().enumerate().map(|(at, (front, _))| {
                format!(
                    "(func (export \"test:blocks/front#{front}\") (param i32) (result i32)
                        (call $f{at} (local.get 0) (i32.const 64)) i32.const 64)\n"
                )
            });
            imports.chain(exports).collect()
        }
    };
    let module = wat::parse_str(format!("(module {text} {MEMORY})")).expect("a module");
    let id = wit.select_world(Some(world)).expect("a world");
    let mut component = encode(&module, wit.resolve(), id, &EncodeOptions::default()).expect("it is of the world");
    if marked {
        mark(&mut component);
    }
    assert_eq!(is_marked(&component), marked);
    Part { name: world.to_owned(), component }
}

fn composed(parts: &[Part], bytes: Bytes) -> Vec<u8> {
    let app = App { name: "app", entry: "caller", parts, links: &Links::default() };
    compose_with(&app, None, bytes).unwrap_or_else(|error| panic!("{error:?}")).component
}

/// How many functions are lifted and lowered with bytes for strings.
fn blocks(component: &[u8]) -> (usize, usize) {
    let (mut lifted, mut lowered) = (0, 0);
    for payload in Parser::new(0).parse_all(component) {
        let Payload::ComponentCanonicalSection(section) = payload.expect("a component") else { continue };
        for function in section {
            let is_block = |options: &[CanonicalOption]| options.contains(&CanonicalOption::CompactUTF16);
            match function.expect("a function") {
                CanonicalFunction::Lift { options, .. } => lifted += usize::from(is_block(&options)),
                CanonicalFunction::Lower { options, .. } => lowered += usize::from(is_block(&options)),
                _ => {}
            }
        }
    }
    (lifted, lowered)
}

/// Lists of bytes that something could take for text, or for a tag.
fn bytes(seed: usize) -> Vec<u8> {
    let shapes: [&[u8]; 6] = [
        b"",
        &[0],
        &[0xff, 0xfe, 0x00],
        &[0x00, 0xd8, 0x00, 0x00, 0x80],
        "π ≠ \u{1f600}".as_bytes(),
        &[0x00, 0x00, 0x00, 0x80, 0x7f, 0xc0, 0xaf],
    ];
    match shapes.get(seed % 7) {
        Some(shape) => shape.to_vec(),
        None => (0..=255).collect(),
    }
}

/// A value of a type.
fn value(ty: &Type, seed: usize) -> Val {
    let of = |ty: Option<Type>| ty.map(|ty| Box::new(value(&ty, seed)));
    match ty {
        Type::U8 => Val::U8(seed as u8),
        Type::Bool => Val::Bool(seed % 2 == 0),
        Type::U32 => Val::U32(seed as u32),
        Type::U64 => Val::U64(seed as u64 | 1 << 63),
        Type::Float32 => Val::Float32(seed as f32),
        Type::Char => Val::Char('λ'),
        Type::String => Val::String("schön".repeat(seed % 3)),
        Type::List(list) => Val::List(match list.ty() {
            Type::U8 => bytes(seed).into_iter().map(Val::U8).collect(),
            Type::S8 => bytes(seed).into_iter().map(|byte| Val::S8(byte as i8)).collect(),
            ty => (0..seed % 5).map(|at| value(&ty, seed + at)).collect(),
        }),
        Type::FixedLengthList(list) => Val::FixedLengthList((0..3).map(|at| value(&list.ty(), seed + at)).collect()),
        Type::Record(record) => Val::Record(
            record.fields().enumerate().map(|(at, f)| (f.name.to_owned(), value(&f.ty, seed + at))).collect(),
        ),
        Type::Tuple(tuple) => Val::Tuple(tuple.types().enumerate().map(|(at, ty)| value(&ty, seed + at)).collect()),
        Type::Variant(variant) => {
            let case = variant.cases().nth(seed % variant.cases().len()).expect("a case");
            Val::Variant(case.name.to_owned(), of(case.ty))
        }
        Type::Option(option) => Val::Option((seed % 3 != 0).then(|| Box::new(value(&option.ty(), seed)))),
        Type::Result(result) if seed % 2 == 0 => Val::Result(Ok(of(result.ok()))),
        Type::Result(result) => Val::Result(Err(of(result.err()))),
        other => panic!("no value of {other:?}"),
    }
}

/// Calls a function of `front`, which is to give back what it was given.
fn echo(store: &mut Store<()>, instance: Instance, name: &str, seeds: std::ops::Range<usize>, large: Option<Val>) {
    let front = instance.get_export_index(&mut *store, None, "test:blocks/front").expect("an interface");
    let index = instance.get_export_index(&mut *store, Some(&front), name).expect("a function");
    let function = instance.get_func(&mut *store, index).expect("a function");
    let ty = function.ty(&*store).params().next().expect("a parameter").1;
    for v in seeds.map(|seed| value(&ty, seed)).chain(large) {
        let mut args = vec![v.clone()];
        args.extend((1..=17).map(Val::U32));
        let mut results = [Val::Bool(false)];
        function.call(&mut *store, &args, &mut results).unwrap_or_else(|error| panic!("{name} of {v:?}: {error:?}"));
        assert!(results[0] == v, "{name}: {v:?} came back as {:?}", results[0]);
    }
}

fn instance(component: &[u8]) -> (Store<()>, Instance) {
    let mut config = wasmtime::Config::new();
    config.wasm_component_model_fixed_length_lists(true);
    let engine = Engine::new(&config).expect("an engine");
    let component = Component::new(&engine, component).unwrap_or_else(|error| panic!("{error:?}"));
    let mut store = Store::new(&engine, ());
    let instance = Linker::new(&engine).instantiate(&mut store, &component).expect("an instance");
    (store, instance)
}

#[test]
fn bytes_arrive_as_they_were() {
    let wit = wit();
    let parts = [part(&wit, "caller", true), part(&wit, "callee", true)];
    let app = composed(&parts, Bytes::AsBlocks);
    let expected = BLOCKS.len() + 1;
    assert_eq!(blocks(&app), (expected, expected));
    let (mut store, instance) = instance(&app);
    for (name, _) in [BLOCKS, LISTS].concat() {
        echo(&mut store, instance, name, 0..22, None);
    }
    let large =
        Val::List((0..1_u32 << 20).map(|at| Val::U8(at.wrapping_mul(2_654_435_761).to_be_bytes()[0])).collect());
    echo(&mut store, instance, "echo", 0..7, Some(large));
}

/// The app's own interface has lists, whatever its parts say to each other.
#[test]
fn what_others_see_stays() {
    let wit = wit();
    let parts = [part(&wit, "caller", true), part(&wit, "callee", true)];
    let print = |bytes| {
        let app = composed(&parts, bytes);
        let decoded = wit_component::decode(&app).expect("a component");
        let main = decoded.package();
        let others: Vec<_> = decoded.resolve().packages.iter().map(|(id, _)| id).filter(|id| *id != main).collect();
        let mut printer = wit_component::WitPrinter::default();
        printer.print(decoded.resolve(), main, &others).expect("WIT");
        printer.output.to_string()
    };
    assert_eq!(print(Bytes::AsBlocks), print(Bytes::AsLists));
}

#[test]
fn both_sides_have_to_be_fit() {
    let wit = wit();
    for (caller, callee, bytes) in
        [(false, true, Bytes::AsBlocks), (true, false, Bytes::AsBlocks), (true, true, Bytes::AsLists)]
    {
        let parts = [part(&wit, "caller", caller), part(&wit, "callee", callee)];
        assert_eq!(blocks(&composed(&parts, bytes)), (0, 0));
    }
    // What satisfies nobody is the app's own.
    let app = App { name: "app", entry: "callee", parts: &[part(&wit, "callee", true)], links: &Links::default() };
    let alone = compose_with(&app, None, Bytes::AsBlocks).expect("composes").component;
    assert_eq!(blocks(&alone), (0, 0));
}
