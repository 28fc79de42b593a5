//! Every type as parameter and result, of exports and of imports: the guest forwards to the host, which echoes.

use wasmtime::Strategy;
use wasmtime::component::Val;

use crate::support::{Program, Running, build, err, list, ok, some, text};

pub(crate) const ECHO: &str = "test:values/echo@1.0.0";

/// The host's side: what came in goes out, failures by number.
pub(crate) fn program(strategy: Strategy) -> Program {
    let built = build("values").unwrap_or_else(|error| panic!("{error}"));
    let mut program = Program::with(&built.component, strategy);
    let mut echo = program.linker.instance(ECHO).unwrap();
    for name in ECHOES {
        echo.func_new(name, |_, _, args, results| {
            results[0] = args[0].clone();
            Ok(())
        })
        .unwrap();
    }
    echo.func_new("misfits", |_, _, _, _| unreachable!("the guest answers that itself")).unwrap();
    echo.func_new("type", |_, _, args, results| {
        results[0] = args[1].clone();
        Ok(())
    })
    .unwrap();
    echo.func_new("many", |_, _, args, results| {
        results[0] = text(&format!("{args:?}"));
        Ok(())
    })
    .unwrap();
    for (name, payloads) in [("full", true), ("only-ok", true), ("only-err", false), ("bare", false), ("aliased", true)]
    {
        echo.func_new(name, move |_, _, args, results| {
            results[0] = failing(name, &args[0], payloads);
            Ok(())
        })
        .unwrap();
    }
    let mut types = program.linker.instance("test:values/types@1.0.0").unwrap();
    types
        .func_new("use-it", |_, _, args, results| {
            results[0] = text(&format!("{:?}", args[0]));
            Ok(())
        })
        .unwrap();
    let mut root = program.linker.root();
    root.func_new("import", |_, _, args, results| {
        results[0] = args[0].clone();
        Ok(())
    })
    .unwrap();
    let mut inline = program.linker.instance("inline").unwrap();
    inline
        .func_new("list", |_, _, _, results| {
            results[0] = list([text("x"), text("y")]);
            Ok(())
        })
        .unwrap();
    program
}

const ECHOES: &[&str] = &[
    "bools",
    "u8s",
    "s8s",
    "u16s",
    "s16s",
    "u32s",
    "s32s",
    "u64s",
    "s64s",
    "f32s",
    "f64s",
    "chars",
    "strings",
    "bytes",
    "signed-bytes",
    "lists",
    "numbers",
    "flags-list",
    "floats",
    "tuples",
    "colours",
    "rightses",
    "odds",
    "shapes",
    "aliases",
    "options",
    "nested",
    "results",
    "maps",
    "ages-of",
    "deep-maps",
    "triples",
    "fixed",
    "grids",
    "wide",
];

fn failing(name: &str, arg: &Val, payload: bool) -> Val {
    let failed = *arg == Val::U32(1);
    match (name, failed) {
        (_, false) => ok(payload.then(|| arg.clone())),
        ("full", _) => err(Some(Val::Variant("overflow".to_owned(), Some(Box::new(text("too much")))))),
        ("only-err" | "aliased", _) => err(Some(text("no"))),
        _ => err(None),
    }
}

pub(crate) fn point(x: i32, y: i32) -> Val {
    Val::Record(vec![("x".to_owned(), Val::S32(x)), ("y".to_owned(), Val::S32(y))])
}

fn odd(class: Option<u32>) -> Val {
    Val::Record(vec![
        ("from".to_owned(), Val::U8(255)),
        ("list".to_owned(), text("é")),
        ("class".to_owned(), Val::Option(class.map(|c| Box::new(Val::U32(c))))),
        ("int".to_owned(), point(i32::MIN, i32::MAX)),
    ])
}

fn case(name: &str, payload: Option<Val>) -> Val {
    Val::Variant(name.to_owned(), payload.map(Box::new))
}

/// Boundaries of every type.
fn samples() -> Vec<(&'static str, Vec<Val>)> {
    let strings = ["", "\0", "a\0b", "žluťoučký", "😀\u{10FFFF}", "\u{FEFF}x\r\n"].map(text).to_vec();
    let mib = text(&"0123456789abcdef".repeat(1 << 16));
    let none = || Val::Option(None);
    let mut samples = vec![
        ("bools", vec![Val::Bool(true), Val::Bool(false)]),
        ("u8s", vec![Val::U8(0), Val::U8(u8::MAX)]),
        ("s8s", vec![Val::S8(i8::MIN), Val::S8(-1), Val::S8(i8::MAX)]),
        ("u16s", vec![Val::U16(0), Val::U16(u16::MAX)]),
        ("s16s", vec![Val::S16(i16::MIN), Val::S16(i16::MAX)]),
        ("u32s", vec![Val::U32(0), Val::U32(1 << 31), Val::U32(u32::MAX)]),
        ("s32s", vec![Val::S32(i32::MIN), Val::S32(i32::MAX)]),
        ("u64s", vec![Val::U64(0), Val::U64((1 << 53) + 1), Val::U64(u64::MAX)]),
        ("s64s", vec![Val::S64(i64::MIN), Val::S64(-5), Val::S64(i64::MAX)]),
        (
            "f32s",
            [0.0, -0.0, f32::MIN_POSITIVE, f32::MAX, f32::INFINITY, f32::NEG_INFINITY, f32::NAN]
                .map(Val::Float32)
                .to_vec(),
        ),
        (
            "f64s",
            [0.0, -0.0, f64::MIN_POSITIVE, f64::MAX, f64::INFINITY, f64::NEG_INFINITY, f64::NAN]
                .map(Val::Float64)
                .to_vec(),
        ),
        ("chars", ['\0', 'a', '\u{D7FF}', '\u{E000}', '\u{10FFFF}'].map(Val::Char).to_vec()),
        ("strings", [strings.clone(), vec![mib]].concat()),
        ("bytes", vec![list([]), list((0..=255).map(Val::U8)), list((0..1 << 20).map(|i| Val::U8(i as u8)))]),
        ("signed-bytes", vec![list([]), list((-128..=127).map(Val::S8))]),
        ("lists", vec![list([]), list([list([]), list(strings)])]),
        ("numbers", vec![list([]), list([Val::U64(u64::MAX), Val::U64(0)])]),
        ("flags-list", vec![list([]), list([Val::Bool(true), Val::Bool(false)])]),
        ("floats", vec![list([]), list([Val::Float32(1.5), Val::Float32(f32::INFINITY)])]),
        ("tuples", vec![Val::Tuple(vec![Val::U8(1), text("x"), Val::Float64(-0.5)])]),
        ("colours", ["red", "light-green", "type"].map(|c| Val::Enum(c.to_owned())).to_vec()),
        ("rightses", vec![Val::Flags(vec![]), Val::Flags(vec!["read".to_owned(), "execute".to_owned()])]),
        ("odds", vec![odd(None), odd(Some(u32::MAX))]),
        (
            "shapes",
            vec![list([
                case("nothing", None),
                case("circle", Some(Val::Float64(2.5))),
                case("box", Some(Val::Tuple(vec![Val::U32(1), Val::U32(2)]))),
                case("named", Some(odd(None))),
                case("many", Some(list([point(1, 2), point(3, 4)]))),
            ])],
        ),
        ("aliases", vec![list([point(5, 6)])]),
        ("options", vec![none(), some(text(""))]),
        ("nested", vec![list([none(), some(none()), some(some(Val::U32(0)))])]),
        ("results", vec![list([ok(Some(Val::U32(1))), err(Some(text("e")))])]),
    ];
    samples.extend(maps_and_fixed_lists());
    samples
}

fn map(entries: impl IntoIterator<Item = (Val, Val)>) -> Val {
    Val::Map(entries.into_iter().collect())
}

fn fixed(values: impl IntoIterator<Item = Val>) -> Val {
    Val::FixedLengthList(values.into_iter().collect())
}

fn maps_and_fixed_lists() -> Vec<(&'static str, Vec<Val>)> {
    let octets = || list([some(Val::U8(7)), Val::Option(None)]);
    let bools = map([(Val::Bool(true), list([Val::S8(-1)])), (Val::Bool(false), list([]))]);
    let grid = fixed([fixed([1.0, 2.0].map(Val::Float64)), fixed([3.0, -0.0].map(Val::Float64))]);
    vec![
        // Entries keep their order.
        ("maps", vec![map([]), map([(text("z"), octets()), (text(""), list([])), (text("é"), octets())])]),
        ("ages-of", vec![map([(text("Ada"), Val::U32(36))])]),
        ("deep-maps", vec![list([map([(Val::U64(u64::MAX), bools), (Val::U64(0), map([]))]), map([])])]),
        ("triples", vec![fixed([1, 2, 255].map(Val::U8))]),
        ("fixed", vec![fixed((0..20).map(|i| fixed([text(&i.to_string()), text("x")])))]),
        ("grids", vec![map([(Val::Char('é'), grid.clone()), (Val::Char('a'), grid)])]),
        ("wide", vec![fixed((0..1000).map(Val::U16))]),
    ]
}

fn misfits(running: &mut Running) {
    for (what, expected) in [
        ("short", "triples: parameter `v`: expected a list of 3 values, got 2"),
        ("long", "fixed: parameter `v`: expected a list of 20 values, got 21"),
        ("inner", "fixed: parameter `v[19]`: expected a list of 2 values, got 1"),
        ("key", "maps: parameter `key of v`: expected string (str), got int 1"),
        ("value", "maps: parameter `v['k'][0]`: expected u8 (0 to 255), got int 256"),
        ("null", "ages-of: parameter `v['k']`: expected u32 (int), got None"),
        ("list", "ages-of: parameter `v`: expected dict, got list [('k', 1)]"),
        ("negative", "numbers: parameter `v[1]`: expected u64 (0 to 18446744073709551615), got int -1"),
        ("yes", "numbers: parameter `v[1]`: expected u64 (int), got bool True"),
        ("point", "aliases: parameter `v[1].y`: expected s32 (-2147483648 to 2147483647), got int 2147483648"),
        ("many", "shapes: parameter `v[0].value[0].y`: expected s32 (int), got None"),
    ] {
        expect(running, &format!("{ECHO}#misfits"), &[text(what)], Some(text(&format!("{ECHO}#{expected}"))));
    }
    // What 32 bits can't hold is infinite, as it is when numbers come one by one.
    expect(running, &format!("{ECHO}#misfits"), &[text("beyond")], Some(text("[-inf, inf, 1.5]")));
    // The last of several entries with one key counts.
    let twice = map([(text("k"), Val::U32(1)), (text("l"), Val::U32(2)), (text("k"), Val::U32(3))]);
    let once = map([(text("k"), Val::U32(3)), (text("l"), Val::U32(2))]);
    expect(running, &format!("{ECHO}#ages-of"), &[twice], Some(once));
}

/// Equality in which NaN equals NaN.
fn same(a: &Val, b: &Val) -> bool {
    match (a, b) {
        (Val::Float32(a), Val::Float32(b)) => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
        (Val::Float64(a), Val::Float64(b)) => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
        (a, b) => a == b,
    }
}

#[expect(clippy::needless_pass_by_value, reason = "calls read better")]
fn expect(running: &mut Running, name: &str, args: &[Val], expected: Option<Val>) {
    let result = running.at(name, args).unwrap_or_else(|e| panic!("{name}: {e:?}\n{}", running.stderr()));
    assert_eq!(result, expected, "{name}");
}

#[test]
fn every_type_makes_the_round_trip() {
    let program = program(Strategy::Winch);
    let exports = program.exports();
    assert_eq!(
        exports,
        ["lambda", ECHO, "test:values/types@1.0.0", "test:values/json@1.0.0"],
        "nothing of the build's is left"
    );
    let mut running = program.start(None);
    for (name, values) in samples() {
        for value in values {
            let name = format!("{ECHO}#{name}");
            let args = [value];
            let result = running.at(&name, &args).unwrap_or_else(|e| panic!("{name}: {e:?}\n{}", running.stderr()));
            assert!(same(result.as_ref().unwrap(), &args[0]), "{name}: {:?} became {result:?}", args[0]);
        }
    }
    results(&mut running);
    names(&mut running);
    misfits(&mut running);
    undeclared(&program);
}

/// An exception that is no `Err` ends the component, whatever the function's error case could carry.
fn undeclared(program: &Program) {
    for (name, arg, said) in [
        ("only-err", 3, "ValueError: plain"),
        ("only-err", 4, "KeyError: 'missing'"),
        ("bare", 3, "ValueError: seen on stderr"),
        ("aliased", 3, "RuntimeError: late"),
    ] {
        let mut running = program.start(None);
        running.at(&format!("{ECHO}#{name}"), &[Val::U32(arg)]).expect_err(name);
        let expected = format!("witloom: python export `{ECHO}#{name}` failed: {said}\n");
        assert!(running.stderr().starts_with(&expected), "{}", running.stderr());
    }
}

fn results(running: &mut Running) {
    let call = |name: &str| format!("{ECHO}#{name}");
    let overflow = case("overflow", Some(text("too much")));
    expect(running, &call("full"), &[Val::U32(0)], Some(ok(Some(Val::U32(0)))));
    expect(running, &call("full"), &[Val::U32(1)], Some(err(Some(overflow))));
    expect(running, &call("only-ok"), &[Val::U32(0)], Some(ok(Some(Val::U32(0)))));
    expect(running, &call("only-ok"), &[Val::U32(1)], Some(err(None)));
    expect(running, &call("only-err"), &[Val::U32(0)], Some(ok(None)));
    expect(running, &call("only-err"), &[Val::U32(1)], Some(err(Some(text("no")))));
    expect(running, &call("bare"), &[Val::U32(0)], Some(ok(None)));
    expect(running, &call("bare"), &[Val::U32(1)], Some(err(None)));
    expect(running, &call("aliased"), &[Val::U32(0)], Some(ok(Some(Val::U32(0)))));
    expect(running, &call("aliased"), &[Val::U32(1)], Some(err(Some(text("no")))));
}

fn names(running: &mut Running) {
    let args = [Val::U32(1), Val::U32(2), list([Val::U32(3)])];
    expect(running, &format!("{ECHO}#type"), &args, Some(Val::U32(2)));
    let many = [
        Val::U8(1),
        Val::U16(2),
        Val::U32(3),
        Val::U64(4),
        Val::S8(-5),
        Val::S16(-6),
        Val::S32(-7),
        Val::S64(-8),
        Val::Float32(0.5),
        Val::Float64(0.25),
        Val::Char('é'),
        Val::Bool(true),
        text("m"),
        Val::U32(14),
        Val::U32(15),
        Val::U32(16),
        Val::U32(17),
        list([Val::U8(18)]),
    ];
    expect(running, &format!("{ECHO}#many"), &many, Some(text(&format!("{many:?}"))));
    let shape = case("circle", Some(Val::Float64(1.0)));
    expect(running, "test:values/types@1.0.0#use-it", std::slice::from_ref(&shape), Some(text(&format!("{shape:?}"))));
    expect(running, "test:values/json@1.0.0#dumps", &[text("a")], Some(text(r#"["a", "a", "x", "y"]"#)));
    let local = |x, y| Val::Record(vec![("p".to_owned(), point(x, y)), ("s".to_owned(), text("s"))]);
    expect(running, "lambda", &[local(1, 2)], Some(local(2, 1)));
}
